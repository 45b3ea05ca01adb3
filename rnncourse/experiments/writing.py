"""An LSTM that writes, against n-grams at equal data: the tales and three plays of Shakespeare.

Every Witten–Bell and Kneser–Ney model up to order 7 is counted; the one that is least surprised by the validation text
is the rival. The network's rate and dropout are chosen on the same text.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from rnncourse import datasets, training
from rnncourse.experiments.corpora import UNITS, Corpus, load_corpus
from rnncourse.experiments.drawn import CUTS, written
from rnncourse.experiments.quotes import DISTANCES, closing_quote
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Row, Rows, Settings, Study, every
from rnncourse.experiments.surprises import (
    ORDERS,
    SMOOTHINGS,
    best_n_gram,
    best_share,
    by_document,
    forgetful,
    mixed,
    n_gram,
    surprise,
)
from rnncourse.experiments.weights import with_weights
from rnncourse.models.language import CarriedState, RecurrentLanguageModel, text_batches
from rnncourse.ngram import NGramModel
from rnncourse.statistics import Interval, paired_bootstrap

SIZES: dict[str, dict[str, Any]] = {
    "characters": {"embedding_size": 64, "hidden_size": 180},
    "words": {"embedding_size": 128, "hidden_size": 128, "tied": True},
}
STEPS = {"characters": 64, "words": 32}
EPOCHS = {"characters": 20, "words": 12}  # of final runs; a search has half of them
RATES = (0.0025, 0.005, 0.01)
DROPOUTS: dict[str, tuple[float, ...]] = {"characters": (0.1, 0.2, 0.3), "words": (0.35, 0.5, 0.65)}
SEEDS = {"characters": 3, "words": 5}  # of characters a run takes a minute
SEARCH_SEED = 100
KEPT = (1, 4, 16, 64, 256)  # tokens after which the state is thrown away


def train_writer(
    ids: np.ndarray,
    vocab_size: int,
    *,
    rate: float,
    seed: int,
    epochs: int,
    steps: int = 64,
    batch_size: int = 16,
    valid: np.ndarray | None = None,
    bar: bool = False,
    **options: Any,
) -> tuple[RecurrentLanguageModel, training.History]:
    """A new LSTM that has read a text (N,) `epochs` times: Adam, the rate falling to a twentieth, state carried.

    valid : ids of a text; the weights of the epoch that is least surprised by it are kept
    options : of `RecurrentLanguageModel`
    """
    torch.manual_seed(seed)
    model = RecurrentLanguageModel(vocab_size, **options)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    held_out = None if valid is None else text_batches(valid, 8, 100)
    history = training.fit(
        model,
        text_batches(ids, batch_size, steps),
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, epochs),
        epochs=epochs,
        loss=CarriedState(),
        validate=None if held_out is None else lambda: stream_nats(model, held_out),
        clip=1.0,
        bar=bar,
    )
    return model, history


def stream_nats(model: RecurrentLanguageModel, batches: Sequence[Any]) -> float:
    """The mean surprise of a text that is read in streams: eight times as quick as from end to end, and nearly it."""
    carried, sizes = CarriedState(), [batch.x.numel() for batch in batches]
    return float(np.average([carried(model, batch).item() for batch in batches], weights=sizes))


def run_writing(settings: Settings) -> Figures:
    """One model of one corpus: its mean surprise on validation text; of n-grams and final runs much else, too."""
    corpus, unit = load_corpus(settings["corpus"], settings["unit"]), settings["unit"]
    if settings["model"] != "LSTM":
        return _of_n_gram(n_gram(corpus, settings["order"], settings["model"]), corpus)
    model, history = train_writer(
        corpus.ids["train"],
        len(corpus.vocabulary),
        valid=corpus.ids["valid"],
        steps=STEPS[unit],
        **{name: settings[name] for name in ("rate", "seed", "epochs", "dropout")},
        **SIZES[unit],
    )
    figures: Figures = {"valid": min(history.validation), "curve": history.validation}
    if settings["phase"] == "search":
        return figures
    figures |= _against(model, best_n_gram(settings["corpus"], unit), corpus)
    figures["kept"] = [forgetful(model, corpus.ids["test"], kept) for kept in KEPT]
    if settings["corpus"] == "tales":
        figures["written"] = written(model, corpus, unit, seed=settings["seed"])
        if unit == "characters":
            closing = closing_quote(model, corpus.vocabulary, datasets.load_text("tales", "test"), most=40)
            figures |= {"opened": closing.opened.mean(axis=1).tolist(), "plain": float(closing.plain.mean())}
    return figures


def _of_n_gram(model: NGramModel, corpus: Corpus) -> Figures:
    valid, test = (surprise(model, corpus.ids[split]) for split in ("valid", "test"))
    documents = by_document(test, corpus.lengths["test"])
    return {"valid": float(valid.mean()), "test": float(test.mean()), "documents": documents}


def _against(model: RecurrentLanguageModel, rival: NGramModel, corpus: Corpus) -> Figures:
    """The model, and its mixture with the best n-gram, on the test text and on each of its documents."""
    ours = {split: surprise(model, corpus.ids[split]) for split in ("valid", "test")}
    theirs = {split: surprise(rival, corpus.ids[split]) for split in ("valid", "test")}
    share, lengths = best_share(ours["valid"], theirs["valid"]), corpus.lengths["test"]
    both = mixed(ours["test"], theirs["test"], share)
    return {
        "test": float(ours["test"].mean()),
        "documents": by_document(ours["test"], lengths),
        "share": share,
        "mixed": float(both.mean()),
        "mixed documents": by_document(both, lengths),
    }


def searched(
    rows: Rows, arm: Settings, *, epochs: int, dropouts: Sequence[float], seeds: int, rates: Sequence[float] = RATES
) -> list[Settings]:
    """What an arm has to run next: a rate at the middle dropout, a dropout at that rate, then so many seeds of both.

    A search runs half the epochs, and the best value lies inside those tried. A single dropout is not searched.
    """
    half = arm | {"epochs": epochs // 2, "phase": "search", "seed": SEARCH_SEED}
    middle = sorted(dropouts)[len(dropouts) // 2]
    tried = _reached(rows.where(**half, dropout=middle), "rate")
    if todo := next_values(tried, rates):
        return [half | {"dropout": middle, "rate": rate} for rate in todo]
    rate, dropout = best_value(tried), middle
    if len(dropouts) > 1:
        tried = _reached(rows.where(**half, rate=rate), "dropout")
        if todo := next_values(tried, dropouts, factor=1.25):
            return [half | {"dropout": dropout, "rate": rate} for dropout in todo]
        dropout = best_value(tried)
    final = arm | {"epochs": epochs, "phase": "final", "rate": rate, "dropout": dropout}
    return [final | {"seed": seed} for seed in range(seeds)]


def _reached(tries: Rows, name: str) -> dict[float, float]:
    """Value of a setting -> the surprise on validation text that it reached."""
    return {row.settings[name]: row.figures["valid"] for row in tries}


def searched_inside(rows: Rows, arm: Settings) -> bool:
    """Whether the chosen rate and dropout of an arm lie inside those that were tried."""
    (final, *_), tries = rows.where(**arm, phase="final"), rows.where(**arm, phase="search")
    rate, dropout = final.settings["rate"], final.settings["dropout"]
    rates, dropouts = tries.values("rate"), tries.values("dropout")
    return min(rates) < rate < max(rates) and (len(dropouts) == 1 or min(dropouts) < dropout < max(dropouts))


def _arms(name: str) -> list[Settings]:
    return [{"model": "LSTM", "corpus": name, "unit": unit} for unit in ("words", "characters")]


def _plan(name: str, rows: Rows) -> list[Settings]:
    todo = every(model=SMOOTHINGS, corpus=[name], unit=UNITS, order=ORDERS, phase=["final"])
    for arm in _arms(name):
        unit = arm["unit"]
        todo += searched(rows, arm, epochs=EPOCHS[unit], dropouts=DROPOUTS[unit], seeds=SEEDS[unit])
    return rows.lacking(todo)


def counted_best(rows: Rows, unit: str) -> Row:
    """Of the n-grams of a record the one least surprised by the validation text."""
    counted = [row for row in rows.where(unit=unit, phase="final") if row.settings["model"] != "LSTM"]
    return min(counted, key=lambda row: float(row.figures["valid"]))


def gain(rows: Rows, unit: str, figure: str = "documents") -> Interval:
    """How much less than the best n-gram the LSTM is surprised: the mean of its seeds, bootstrapped over documents."""
    ours = rows.figures(figure, model="LSTM", unit=unit, phase="final").mean(axis=0)
    theirs = np.array(counted_best(rows, unit).figures["documents"])
    return paired_bootstrap(theirs, ours, rng=np.random.default_rng(0))


def _common_claims(rows: Rows) -> dict[str, bool]:
    claims = {}
    for unit in UNITS:
        lstm = rows.where(model="LSTM", unit=unit, phase="final")
        counted = [
            row.figures["test"] for row in rows.where(unit=unit, phase="final") if row.settings["model"] != "LSTM"
        ]
        claims |= {
            f"{unit}: LSTM below every n-gram on every seed": lstm.figures("test").max() < min(counted),
            f"{unit}: the gain over the best n-gram is more than chance, over documents": gain(rows, unit).low > 0,
            f"{unit}: LSTM and n-gram mixed below the LSTM on every seed": bool(
                (lstm.figures("mixed") < lstm.figures("test")).all()
            ),
        }
    inside = all(searched_inside(rows, arm) for arm in _arms(rows[0].settings["corpus"]))
    return claims | {"each best value lies inside the values tried": inside}


def writing_claims(rows: Rows) -> dict[str, bool]:
    """The LSTM against n-grams; what it remembers, and what it writes."""
    lstm = rows.where(model="LSTM", unit="characters", phase="final")
    kept, test = lstm.figures("kept"), lstm.figures("test")
    times = lstm.figures("opened")[:, DISTANCES.index(20)] / np.maximum(lstm.figures("plain"), 1e-9)

    def of(unit: str, cut: str, figure: str) -> np.ndarray:
        finals = rows.where(model="LSTM", unit=unit, phase="final")
        return np.array([row.figures["written"][cut][figure] for row in finals])

    copied = [of("characters", cut, "copied").mean() for cut in CUTS]
    return _common_claims(rows) | {
        "characters: forgetting every 16 costs over 0.2 nats, every 256 less than 0.1, every seed": bool(
            ((kept[:, KEPT.index(16)] - test > 0.2) & (kept[:, KEPT.index(256)] - test < 0.1)).all()
        ),
        "characters: a mark 20 back makes a closing one over twice as likely, every seed": times.min() > 2,
        "the likeliest token each time says a span of 50 characters or 20 words twice, every seed": of(
            "characters", "greedy", "repeated"
        ).min()
        > 50
        and of("words", "greedy", "repeated").min() > 20,
        "temperature 0.7 surprises the model over 0.3 nats less than prose does, every seed": all(
            (of(unit, "prose", "surprise") - of(unit, "temperature 0.7", "surprise") > 0.3).all() for unit in UNITS
        ),
        "temperature 1 is within 0.3 nats of prose, every seed": all(
            (abs(of(unit, "prose", "surprise") - of(unit, "temperature 1", "surprise")) < 0.3).all() for unit in UNITS
        ),
        "characters: no way of drawing copies twice what prose shares with the tales, on the mean": bool(
            max(copied) < 2 * of("characters", "prose", "copied").mean()
        ),
    }


def train_what_ships(rows: Rows) -> RecurrentLanguageModel:
    """A model of characters with the chosen settings and the first seed."""
    (chosen, *_) = rows.where(model="LSTM", unit="characters", phase="final")
    corpus = load_corpus("tales", "characters")
    settings = {name: chosen.settings[name] for name in ("rate", "seed", "epochs", "dropout")}
    return train_writer(
        corpus.ids["train"], len(corpus.vocabulary), valid=corpus.ids["valid"], **settings, **SIZES["characters"]
    )[0]


def trained_writer() -> RecurrentLanguageModel:
    """A model as `train_what_ships` has made it, from results/weights. Raises ValueError where it is not there."""
    corpus = load_corpus("tales", "characters")
    return with_weights(RecurrentLanguageModel(len(corpus.vocabulary), **SIZES["characters"]), "writing")


STUDIES = (
    Study(
        "writing",
        "Does an LSTM foresee the tales better than the best n-gram, by character and by word, and what does it write?",
        lambda rows: _plan("tales", rows),
        run_writing,
        writing_claims,
        packages=("torch",),
        weights=train_what_ships,
    ),
    Study(
        "shakespeare",
        "Does an LSTM that has read two plays of Shakespeare foresee a third better than the best n-gram?",
        lambda rows: _plan("shakespeare", rows),
        run_writing,
        _common_claims,
        packages=("torch",),
    ),
)
