"""Strings of handwritten digits, read by a CRNN: what each part of the model and of its training is worth.

Readers learn from the training scans alone. The rate of each arm is chosen on validation scans; test scans are read
once, and what went wrong is counted scan by scan, so that arms can be compared by a bootstrap over scans.
"""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from rnncourse import training
from rnncourse.batching import LineBatch
from rnncourse.datasets import DigitStrings, digit_strings, spell
from rnncourse.experiments.calendar import calendar, read_with_prior, some_dates
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.weights import with_weights
from rnncourse.metrics import character_error_rate
from rnncourse.models.crnn import CRNN, line_batch
from rnncourse.scratch import alignments
from rnncourse.shapes import check_shape
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


def held_out_strings(part: int, n: int = 300) -> DigitStrings:
    """One of the parts in which the test strings are read, for memory's sake."""
    return digit_strings(n, "test", np.random.default_rng(100 + part))


def mistakes(predicted: Sequence[int] | np.ndarray, target: Sequence[int] | np.ndarray) -> np.ndarray:
    """How many edits fall on each symbol of the target (S,): along one cheapest way from what was read to it.

    A symbol that is missing or another one counts 1. One too many counts for the symbol after it, or for the last one.
    """
    n, S = len(predicted), len(target)
    cost = np.zeros((n + 1, S + 1), int)
    cost[:, 0], cost[0] = np.arange(n + 1), np.arange(S + 1)
    for i, s in itertools.product(range(1, n + 1), range(1, S + 1)):
        changed = cost[i - 1, s - 1] + (predicted[i - 1] != target[s - 1])
        cost[i, s] = min(changed, cost[i - 1, s] + 1, cost[i, s - 1] + 1)
    found, i, s = np.zeros(S, int), n, S
    while i or s:
        if i and s and cost[i, s] == cost[i - 1, s - 1] + (predicted[i - 1] != target[s - 1]):
            i, s = i - 1, s - 1
            found[s] += predicted[i] != target[s]
        elif s and cost[i, s] == cost[i, s - 1] + 1:
            s -= 1
            found[s] += 1
        else:
            i -= 1
            found[min(s, S - 1)] += 1
    return found


def by_scan(model: CRNN, parts: int = 5) -> tuple[np.ndarray, np.ndarray]:
    """Of each of the 300 test scans: the mistakes made on it (300,), and how often it stood in a string (300,)."""
    wrong, there = np.zeros(300, int), np.zeros(300, int)
    for strings in map(held_out_strings, range(parts)):
        for read, target, scans in zip(model.predict(line_batch(strings)), strings.targets, strings.scans, strict=True):
            np.add.at(wrong, scans - 1497, mistakes(read, target))
            np.add.at(there, scans - 1497, 1)
    return wrong, there


def extent(model: CRNN, n: int = 200) -> dict[str, float]:
    """Columns a digit has in its ink, in what the reader says, and in the posterior; and how well cuts meet the ink.

    ink, said, posterior : columns a digit: those it covers, those whose likeliest symbol is no blank, those in which
        its posterior is above one half
    inside : the share of the posterior's columns that lie in the digit's own ink
    posterior_overlap, halfway_overlap : columns in both over columns in either, of the ink and of the posterior's
        columns, or of the stretch between the two points halfway to the neighbours' spikes
    """
    gap = 4
    strings = digit_strings(n, "test", np.random.default_rng(99), spacing=(gap, gap), slant=(0, 0))
    log_probs, lengths = model.log_probs(line_batch(strings))
    sums = dict.fromkeys(("ink", "said", "posterior", "inside", "posterior_overlap", "halfway_overlap"), 0.0)
    digits = 0
    for b, (target, T) in enumerate(zip(strings.targets, lengths, strict=True)):
        posterior = alignments(log_probs[:T, b].astype(np.float64), target).posterior[:, 1::2]  # (T, S)
        places = 2 * np.arange(T)[:, None] + 1  # the middle of each column, in pixels
        begins, ends = _ink_columns(strings, b, gap)
        ink = (places >= begins) & (places < ends)  # (T, S)
        sure = posterior > 0.5
        spikes = (posterior * places).sum(axis=0) / posterior.sum(axis=0)
        cuts = np.concatenate([[0], (spikes[1:] + spikes[:-1]) / 2, [2 * T]])
        between = (places >= cuts[:-1]) & (places < cuts[1:])
        digits += len(target)
        sums["ink"] += ink.sum()
        sums["said"] += (log_probs[:T, b].argmax(axis=1) != 0).sum()
        sums["posterior"] += sure.sum()
        sums["inside"] += (sure & ink).sum()
        for name, columns in (("posterior_overlap", sure), ("halfway_overlap", between)):
            sums[name] += ((columns & ink).sum(axis=0) / (columns | ink).sum(axis=0)).sum()
    sums["inside"] *= digits / sums["posterior"]
    return {name: float(total / digits) for name, total in sums.items()}


def _ink_columns(strings: DigitStrings, b: int, gap: int) -> tuple[np.ndarray, np.ndarray]:
    """Where each digit of an upright string with equal gaps begins and ends, in pixels."""
    from rnncourse.datasets import scans

    ink = scans("test").images[strings.scans[b] - 1497].any(axis=1)  # (S, 8)
    widths = 2 * np.array([np.ptp(np.flatnonzero(columns)) + 1 for columns in ink])
    begins = np.concatenate([[0], np.cumsum(widths + gap)[:-1]])
    return begins, begins + widths


def read_dates(model: CRNN, n: int = 150) -> dict[str, float]:
    """The share of written dates, eight digits each, read right: greedily, by a beam, and with the calendar."""
    dates = some_dates(n, np.random.default_rng(98))
    strings = digit_strings(n, "test", np.random.default_rng(97), numbers=dates)
    log_probs, lengths = model.log_probs(line_batch(strings))
    right = {"greedy": 0, "beam": 0, "calendar": 0}
    for b, (target, T) in enumerate(zip(strings.targets, lengths, strict=True)):
        answers = {
            "greedy": model.predict(line_batch(strings.select([b])))[0],
            "beam": read_with_prior(log_probs[:T, b], None),
            "calendar": read_with_prior(log_probs[:T, b], calendar()),
        }
        for name, answer in answers.items():
            right[name] += list(answer) == target.tolist()
    return {name: count / n for name, count in right.items()}


def read_drawing(model: CRNN, drawing: np.ndarray) -> tuple[np.ndarray, np.ndarray, str]:
    """What a reader makes of a drawing of 8 rows, the height of a scan: 0 is paper, 1 ink.

    drawing (8, W) -> the picture (16, 2 W + 8), what is said at its columns (11, T), the number read
    """
    from scipy import ndimage

    check_shape("drawing", drawing, (8, "W"))
    larger = ndimage.zoom(drawing.astype(np.float64), 2, order=1, mode="nearest", grid_mode=True)
    picture = np.pad(larger, ((0, 0), (4, 4))).clip(0, 1).astype(np.float32)
    one = np.ones(1, np.int64)
    strings = DigitStrings(picture[None, None], picture.shape[1] * one, [one], [one])
    log_probs, _ = model.log_probs(line_batch(strings))
    return picture, np.exp(log_probs[:, 0]).T, spell(model.predict(line_batch(strings))[0])


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


def digits_claims(rows: Rows) -> dict[str, bool]:
    """What the reader reaches, and what it owes to its parts."""
    finals = rows.where(phase="final")
    error = {model: finals.figures("cer", model=model, epochs=EPOCHS).mean() for model in ARMS}
    return {
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
