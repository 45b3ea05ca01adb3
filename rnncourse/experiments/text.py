"""The next character of the tales: RNN, LSTM and GRU at equal parameters, compared as Chung et al. (2014) did."""

from functools import cache

import numpy as np

from rnncourse.batching import stream_batches
from rnncourse.datasets import load_text
from rnncourse.experiments.cells import LAYERS, LayerOf, matched
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.scratch import Adam, Network, fit
from rnncourse.text import Vocabulary, characters

MODELS = ("RNN", "LSTM", "GRU")
RATES = (0.00125, 0.0025, 0.005, 0.01, 0.02, 0.04)
SEARCH_SEED = 100
EMBEDDING_SIZE = 24


def learn_text(
    layer_of: LayerOf,
    ids: np.ndarray,
    *,
    vocab_size: int,
    rate: float,
    seed: int,
    epochs: int = 1,
    embedding_size: int = EMBEDDING_SIZE,
    hidden_size: int = 64,
    steps: int = 32,
) -> Network:
    """A new language model that has read a text (N,) `epochs` times, in 16 streams of `steps` steps an update."""
    rng = np.random.default_rng(seed)
    network = Network(layer_of(embedding_size, hidden_size, rng=rng), vocab_size, vocab_size=vocab_size, rng=rng)
    batches = list(stream_batches(ids, batch_size=16, steps=steps))
    fit(network, batches, optimizer=Adam(rate), epochs=epochs, clip=1.0, carry_state=True, bar=False)
    return network


def nats(network: Network, ids: np.ndarray) -> float:
    """The mean surprise -ln p of a text's tokens after the first, which is read only."""
    return -float(network.logprob(ids[1:], context=ids[:1]).mean())


@cache
def _tales() -> tuple[dict[str, np.ndarray], int]:
    """The ids of each split, and the size of the vocabulary of all of them."""
    parts = {split: load_text("tales", split) for split in ("train", "valid", "test")}
    vocabulary = Vocabulary.from_tokens(characters("".join(parts.values())))
    return {split: vocabulary.encode(characters(text)) for split, text in parts.items()}, len(vocabulary)


def run_chung(settings: Settings) -> Figures:
    """Train on the training tales and judge on the tales of `split`."""
    ids, V = _tales()
    layer_of = LAYERS[settings["model"]]
    units = matched(layer_of, EMBEDDING_SIZE, V, settings["budget"])
    options = {name: settings[name] for name in ("rate", "seed", "epochs")}
    network = learn_text(layer_of, ids["train"], vocab_size=V, hidden_size=units, **options)
    return {"units": units, "nats": nats(network, ids[settings["split"]])}


def chung_plan(rows: Rows) -> list[Settings]:
    """A rate for each cell on the validation tales, with a seed of its own; then five seeds on the test tales."""
    todo = []
    for model in MODELS:
        arm: dict[str, list] = {"model": [model], "budget": [30_000], "epochs": [10]}
        tries = rows.where(model=model, split="valid")
        scores = {row.settings["rate"]: row.figures["nats"] for row in tries}
        if rates := next_values(scores, RATES):
            todo += every(**arm, rate=rates, seed=[SEARCH_SEED], split=["valid"])
        else:
            todo += every(**arm, rate=[best_value(scores)], seed=range(5), split=["test"])
    return rows.lacking(todo)


def chung_claims(rows: Rows) -> dict[str, bool]:
    """At equal parameters and each at its own best rate."""
    rnn, lstm, gru = (rows.figures("nats", model=model, split="test") for model in MODELS)
    return {
        "GRU below RNN on every seed": gru.max() < rnn.min(),
        "GRU below LSTM on every seed": gru.max() < lstm.min(),
        "each best rate lies inside the rates tried": all(_inside(rows, model) for model in MODELS),
    }


def _inside(rows: Rows, model: str) -> bool:
    (rate,) = rows.values("rate", model=model, split="test")
    tried = rows.values("rate", model=model, split="valid")
    return min(tried) < rate < max(tried)


STUDIES = (
    Study(
        "chung",
        "Which cell predicts the next character of the tales best, at 30,000 parameters and at its own best rate?",
        chung_plan,
        run_chung,
        chung_claims,
    ),
)
