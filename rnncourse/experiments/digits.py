"""Strings of handwritten digits, read by a CRNN: what each part of the model and of its training is worth.

Readers learn from the training scans alone. The rate of each arm is chosen on validation scans; test scans are read
once, and what went wrong is counted scan by scan, so that arms can be compared by a bootstrap over scans.
"""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from rnncourse import training
from rnncourse.batching import LineBatch
from rnncourse.datasets import DigitStrings, digit_strings
from rnncourse.experiments.reading import by_scan, extent, read_dates, times_there
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.weights import with_weights
from rnncourse.metrics import character_error_rate
from rnncourse.models.crnn import CRNN, line_batch
from rnncourse.statistics import Interval, paired_bootstrap
from rnncourse.training import History

ARMS: dict[str, dict[str, Any]] = {  # each differs from the reader in one thing, the last in two
    "reader": {},
    "same strings each epoch": {"fresh": False},
    "no wider slant": {"slant": (-0.2, 0.2)},
    "no stretch": {"stretch": (1.0, 1.0)},
    "no short strings first": {"curriculum": False},
    "no batch normalisation": {"normalise": False},
    "no recurrence": {"recurrent": False},
    "8 columns": {"channels": (16, 32)},
    "8 columns, no recurrence": {"recurrent": False, "channels": (16, 32)},
}
RATES = (3e-3, 6e-3, 12e-3)
EPOCHS = 30
SEARCH_SEED = 100


def one_width(strings: DigitStrings) -> DigitStrings:
    """The same strings, white paper counted to the shorter ones."""
    return strings._replace(widths=np.full(len(strings.widths), strings.widths.max()))


def compose(n: int, rng: np.random.Generator, **options: Any) -> list[LineBatch]:
    """n new strings of training scans in batches of 16 of like width, shuffled.

    options : of `digit_strings`
    """
    strings = digit_strings(n, "train", rng, **options)
    order = np.argsort(strings.widths, kind="stable")
    batches = [line_batch(one_width(strings.select(order[i : i + 16]))) for i in range(0, n, 16)]
    return [batches[i] for i in rng.permutation(len(batches))]


def train_reader(
    *,
    seed: int,
    rate: float = 6e-3,
    epochs: int = EPOCHS,
    fresh: bool = True,
    curriculum: bool = True,
    slant: tuple[float, float] = (-0.3, 0.3),
    stretch: tuple[float, float] = (0.9, 1.1),
    normalise: bool = True,
    strings: int = 320,
    bar: bool = False,
    **shape: Any,
) -> tuple[CRNN, History]:
    """A new CRNN: AdamW, the rate falling from `rate` along a cosine.

    fresh : new strings each epoch; without it those of the first epoch of each length again and again
    curriculum : strings of one to three digits in the first three epochs
    slant, stretch : of the strings it learns from; those of the test lean by 0.2 at most and are not stretched
    normalise : False leaves the batch normalisation out
    shape : options of `CRNN`
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = CRNN(**shape)
    if not normalise:
        model.norms = torch.nn.ModuleList(torch.nn.Identity() for _ in model.norms)
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.02)
    history = training.fit(
        model,
        _epochs(strings, rng, fresh, curriculum, {"slant": slant, "stretch": stretch}),
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs),
        epochs=epochs,
        clip=5.0,
        rng=rng,
        bar=bar,
    )
    return model, history


def _epochs(
    strings: int, rng: np.random.Generator, fresh: bool, curriculum: bool, options: dict[str, Any]
) -> Callable[[], list[LineBatch]]:
    epoch, kept = itertools.count(), dict[tuple[int, int], list[LineBatch]]()

    def batches() -> list[LineBatch]:
        length = (1, 3) if curriculum and next(epoch) < 3 else (3, 8)
        if fresh or length not in kept:
            kept[length] = compose(strings, rng, length=length, **options)
        return [kept[length][i] for i in rng.permutation(len(kept[length]))]

    return batches


def error_rate(model: CRNN, strings: DigitStrings) -> float:
    """The character error rate of the greedy reading."""
    return character_error_rate(model.predict(line_batch(strings)), strings.targets)


def run_digits(settings: Settings) -> Figures:
    """One reader: in the search its error on validation strings; in the end its mistakes on each test scan."""
    model, history = train_reader(
        seed=settings["seed"], rate=settings["rate"], epochs=settings["epochs"], **ARMS[settings["model"]]
    )
    if settings["phase"] == "search":
        return {"cer": error_rate(model, digit_strings(600, "valid", np.random.default_rng(1)))}
    wrong, there = by_scan(model)
    figures: Figures = {
        "cer": float(wrong.sum() / there.sum()),
        "loss": float(np.mean(history.loss[-20:])),
        "mistakes": wrong.tolist(),
    }
    if settings["model"] == "reader":
        figures |= {"extent": extent(model), "dates": read_dates(model)}
    return figures


def digits_plan(rows: Rows) -> list[Settings]:
    """A rate for each arm on validation scans, then five seeds; the reader for twice as long as well."""
    todo = []
    for model in ARMS:
        arm: dict[str, list[Any]] = {"model": [model], "epochs": [EPOCHS]}
        scores = {row.settings["rate"]: row.figures["cer"] for row in rows.where(model=model, phase="search")}
        if rates := next_values(scores, RATES):
            todo += every(phase=["search"], **arm, rate=rates, seed=[SEARCH_SEED])
        else:
            todo += every(phase=["final"], **arm, rate=[best_value(scores)], seed=range(5))
            if model == "reader":
                longer = arm | {"epochs": [2 * EPOCHS]}
                todo += every(phase=["final"], **longer, rate=[best_value(scores)], seed=range(5))
    return rows.lacking(todo)


def against_reader(rows: Rows) -> dict[str, Interval]:
    """What each other arm adds to the reader's error rate: the mean over seeds, and its interval over scans.

    The intervals hold all at once in 95 of 100 cases: there are eight, so each is taken at a level of 1 - 0.05 / 8.
    """
    finals = rows.where(phase="final", epochs=EPOCHS)
    there = times_there()
    wrong = {model: finals.figures("mistakes", model=model).mean(axis=0) / there for model in ARMS}
    level = 1 - 0.05 / (len(ARMS) - 1)
    return {
        model: paired_bootstrap(wrong[model], wrong["reader"], weights=there, level=level, rng=np.random.default_rng(0))
        for model in ARMS
        if model != "reader"
    }


def digits_claims(rows: Rows) -> dict[str, bool]:
    """What the reader reaches, and what it owes to its parts."""
    finals = rows.where(phase="final", epochs=EPOCHS)
    more = against_reader(rows)
    readers = rows.where(phase="final", model="reader")
    extents = [row.figures["extent"] for row in readers]
    dates = [row.figures["dates"] for row in readers]
    return {
        "reader under 5 % on every seed": finals.figures("cer", model="reader").max() < 0.05,
        "more mistakes with the same strings each epoch, with 8 columns, without recurrence, and without both": all(
            more[model].low > 0
            for model in ("same strings each epoch", "8 columns", "no recurrence", "8 columns, no recurrence")
        ),
        "new strings each epoch take away more than a point, short strings first nothing that could be seen": more[
            "same strings each epoch"
        ].mean
        > 0.01
        and not more["no short strings first"].excludes_zero,
        "without batch normalisation more than 15 % wrong on every seed": finals.figures(
            "cer", model="no batch normalisation"
        ).min()
        > 0.15,
        "the calendar mends at least ten more dates in 100, every seed": all(
            one["calendar"] >= one["greedy"] + 0.1 for one in dates
        ),
        "the posterior covers less than half of a digit's ink, every seed": all(
            one["posterior"] < 0.5 * one["ink"] for one in extents
        ),
        "cut halfway between the spikes, more than twice the overlap with the ink, every seed": all(
            one["halfway_overlap"] > 2 * one["posterior_overlap"] for one in extents
        ),
        "each best rate lies inside the rates tried": all(_inside(rows, model) for model in ARMS),
    }


def _inside(rows: Rows, model: str) -> bool:
    (rate,) = rows.values("rate", model=model, phase="final")
    tried = rows.values("rate", model=model, phase="search")
    return bool(min(tried) < rate < max(tried))


def train_what_ships(rows: Rows) -> CRNN:
    """The reader of the first seed, trained for twice as long."""
    (rate,) = rows.values("rate", model="reader", phase="final")
    return train_reader(seed=0, rate=rate, epochs=2 * EPOCHS)[0]


def trained_reader() -> CRNN:
    """A reader as `train_what_ships` has made it, from results/weights. Raises ValueError where it is not there."""
    return with_weights(CRNN(), "digits")


STUDIES = (
    Study(
        "digits",
        "How many digits of new hands does a CRNN misread, and what is each part of it and of its training worth?",
        digits_plan,
        run_digits,
        digits_claims,
        packages=("torch", "scikit-learn"),
        weights=train_what_ships,
    ),
)
