"""Strings of handwritten digits, read by a CRNN with and without recurrence and augmentation, on hands never seen."""

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from rnncourse import training
from rnncourse.batching import LineBatch
from rnncourse.datasets import DigitStrings, digit_strings
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.metrics import character_error_rate
from rnncourse.models.crnn import CRNN, line_batch
from rnncourse.training import History

WIDER: dict[str, Any] = {"slant": (-0.3, 0.3), "stretch": (0.9, 1.1)}  # test: slant 0.2, no stretch
ARMS: dict[str, dict[str, Any]] = {
    "reader": {},
    "without augmentation": {"augment": False},
    "without recurrence": {"recurrent": False},
    "8 columns": {"channels": (16, 32)},
    "8 columns, without recurrence": {"recurrent": False, "channels": (16, 32)},
}


def one_width(strings: DigitStrings) -> DigitStrings:
    """The same strings, white paper counted to the shorter ones."""
    return strings._replace(widths=np.full(len(strings.widths), strings.widths.max()))


def compose(n: int, rng: np.random.Generator, **options: Any) -> list[LineBatch]:
    """n new strings in batches of 16 of like width, shuffled; three quarters of training scans, the rest of validation.

    options : of `digit_strings`
    """
    batches = []
    for split, size in (("train", n * 3 // 4), ("valid", n // 4)):
        strings = digit_strings(size, split, rng, **options)
        order = np.argsort(strings.widths, kind="stable")
        batches += [line_batch(one_width(strings.select(order[i : i + 16]))) for i in range(0, size, 16)]
    return [batches[i] for i in rng.permutation(len(batches))]


def train_reader(
    *, seed: int, epochs: int = 30, augment: bool = True, strings: int = 320, bar: bool = False, **shape: Any
) -> tuple[CRNN, History]:
    """A new CRNN: AdamW, the rate falling from 6e-3 along a cosine.

    augment : new strings each epoch, of one to three digits in the first three, more slanted and stretched than those
        of the test; without it the same strings in each epoch, as those of the test
    shape : options of `CRNN`
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    fixed = compose(strings, rng)  # each scan about once
    model = CRNN(**shape)
    optimizer = torch.optim.AdamW(model.parameters(), lr=6e-3, weight_decay=0.02)
    history = training.fit(
        model,
        _epochs(strings, rng) if augment else lambda: [fixed[i] for i in rng.permutation(len(fixed))],
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs),
        epochs=epochs,
        clip=5.0,
        rng=rng,
        bar=bar,
    )
    return model, history


def _epochs(strings: int, rng: np.random.Generator) -> Callable[[], list[LineBatch]]:
    epoch = itertools.count()
    return lambda: compose(strings, rng, length=(1, 3) if next(epoch) < 3 else (3, 8), **WIDER)


def error_rate(model: CRNN, strings: DigitStrings) -> float:
    """The character error rate of the greedy reading."""
    return character_error_rate(model.predict(line_batch(strings)), strings.targets)


def run_digits(settings: Settings) -> Figures:
    """One reader: its character error rate on 1,500 strings of test scans, and its loss over the last 20 updates."""
    model, history = train_reader(seed=settings["seed"], epochs=settings["epochs"], **ARMS[settings["model"]])
    predicted, targets = [], []
    for part in range(5):  # 300 at a time, for memory's sake
        strings = digit_strings(300, "test", np.random.default_rng(100 + part))
        predicted += model.predict(line_batch(strings))
        targets += strings.targets
    return {"cer": character_error_rate(predicted, targets), "loss": float(np.mean(history.loss[-20:]))}


def digits_settings() -> list[Settings]:
    """Every arm for as long as in the lesson, and the reader for twice as long."""
    return every(model=ARMS, epochs=[30], seed=range(5)) + every(model=["reader"], epochs=[60], seed=range(5))


def digits_claims(rows: Rows) -> dict[str, bool]:
    """What the reader reaches, and what it owes to its parts."""
    error = {model: rows.figures("cer", model=model, epochs=30).mean() for model in ARMS}
    return {
        "reader under 5 % on every seed (60 epochs)": rows.figures("cer", model="reader", epochs=60).max() < 0.05,
        "worse without augmentation, by more than half a point on the mean": error["without augmentation"]
        > error["reader"] + 0.005,
        "where a column sees 8 columns, recurrence takes a quarter of the errors on the mean": error["8 columns"]
        < 0.75 * error["8 columns, without recurrence"],
    }


STUDIES = (
    Study(
        "digits",
        "How many digits of new hands does a CRNN misread, and what do recurrence and augmentation do for it?",
        lambda rows: rows.lacking(digits_settings()),
        run_digits,
        digits_claims,
        packages=("torch", "scikit-learn"),
    ),
)
