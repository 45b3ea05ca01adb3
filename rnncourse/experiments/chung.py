"""The next character of all the tales: RNN, LSTM and GRU at equal parameters, compared as Chung et al. (2014) did.

The rate is constant in training, for all three; after each reading the network is tried on the validation tales, and it
ends with its best weights.
"""

from functools import cache

import numpy as np

from rnncourse.batching import stream_batches
from rnncourse.datasets import load_text
from rnncourse.experiments.cells import LAYERS, matched
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.scratch import Adam, Network, fit
from rnncourse.text import Vocabulary, characters

MODELS = ("RNN", "LSTM", "GRU")
RATES = (0.00125, 0.0025, 0.005, 0.01)
SEARCH_SEEDS = range(100, 103)
EMBEDDING_SIZE = 24


@cache
def _tales() -> tuple[dict[str, np.ndarray], int]:
    """The ids of each split, and the size of the vocabulary of all of them."""
    parts = {split: load_text("tales", split) for split in ("train", "valid", "test")}
    vocabulary = Vocabulary.from_tokens(characters("".join(parts.values())))
    return {split: vocabulary.encode(characters(text)) for split, text in parts.items()}, len(vocabulary)


def run_chung(settings: Settings) -> Figures:
    """Train on the training tales: nats per character of the validation tales by reading; at last of the test tales."""
    ids, V = _tales()
    layer_of, rng = LAYERS[settings["model"]], np.random.default_rng(settings["seed"])
    units = matched(layer_of, EMBEDDING_SIZE, V, settings["budget"])
    network = Network(layer_of(EMBEDDING_SIZE, units, rng=rng), V, vocab_size=V, rng=rng)

    def nats(split: str) -> float:
        return -float(network.logprob(ids[split][1:], context=ids[split][:1]).mean())

    history = fit(
        network,
        list(stream_batches(ids["train"], batch_size=16, steps=32)),
        optimizer=Adam(settings["rate"]),
        epochs=settings["epochs"],
        clip=1.0,
        carry_state=True,
        validate=lambda: nats("valid"),
        bar=False,
    )
    figures: Figures = {"units": units, "valid": [round(value, 5) for value in history.validation]}
    return figures | ({"nats": nats("test")} if settings["phase"] == "final" else {})


def chung_plan(rows: Rows) -> list[Settings]:
    """A rate for each cell on the validation tales, the mean of three seeds; then five others on the test tales."""
    todo = []
    for model in MODELS:
        arm: dict[str, list] = {"model": [model], "budget": [20_000], "epochs": [5]}
        tries = rows.where(model=model, phase="search")
        scores = {
            rate: float(np.mean([min(curve) for curve in tries.figures("valid", rate=rate)]))
            for rate in tries.values("rate")
        }
        if rates := next_values(scores, RATES):
            todo += every(**arm, rate=rates, seed=SEARCH_SEEDS, phase=["search"])
        else:
            todo += every(**arm, rate=[best_value(scores)], seed=range(5), phase=["final"])
    return rows.lacking(todo)


def chung_claims(rows: Rows) -> dict[str, bool]:
    """At equal parameters and each at its own best rate."""
    rnn, lstm, gru = (rows.figures("nats", model=model, phase="final") for model in MODELS)
    return {
        "GRU below RNN on every seed": gru.max() < rnn.min(),
        "GRU below LSTM on every seed": gru.max() < lstm.min(),
        "each best rate lies inside the rates tried": all(_inside(rows, model) for model in MODELS),
    }


def _inside(rows: Rows, model: str) -> bool:
    (rate,) = rows.values("rate", model=model, phase="final")
    tried = rows.values("rate", model=model, phase="search")
    return min(tried) < rate < max(tried)


STUDIES = (
    Study(
        "chung",
        "Which cell predicts the next character of the tales best, at 20,000 parameters and at its own best rate?",
        chung_plan,
        run_chung,
        chung_claims,
    ),
)
