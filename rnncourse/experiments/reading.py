"""What a trained reader makes of test scans: mistakes scan by scan, borders, dates; and of drawings."""

import itertools
from collections.abc import Sequence
from functools import cache

import numpy as np

from rnncourse.datasets import DigitStrings, digit_strings, scans, spell
from rnncourse.datasets.digits import SPLITS
from rnncourse.experiments.calendar import calendar, read_with_prior, some_dates
from rnncourse.models.crnn import CRNN, line_batch
from rnncourse.scratch import alignments
from rnncourse.shapes import check_shape

FIRST, SCANS = SPLITS["test"].start, len(SPLITS["test"])  # where the test scans begin, and how many there are
PARTS = 5  # of 300 test strings, for memory's sake


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


@cache
def times_there() -> np.ndarray:
    """How often each of the 300 test scans stands in the test strings (300,)."""
    there = np.zeros(SCANS, int)
    for strings in map(held_out_strings, range(PARTS)):
        np.add.at(there, np.concatenate(strings.scans) - FIRST, 1)
    return there


def by_scan(model: CRNN, parts: int = PARTS) -> tuple[np.ndarray, np.ndarray]:
    """Of each of the 300 test scans: the mistakes made on it (300,), and how often it stood in a string (300,)."""
    wrong, there = np.zeros(SCANS, int), np.zeros(SCANS, int)
    for strings in map(held_out_strings, range(parts)):
        for read, target, used in zip(model.predict(line_batch(strings)), strings.targets, strings.scans, strict=True):
            np.add.at(wrong, used - FIRST, mistakes(read, target))
            np.add.at(there, used - FIRST, 1)
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
    ink = scans("test").images[strings.scans[b] - FIRST].any(axis=1)  # (S, 8)
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
        answers: dict[str, Sequence[int] | np.ndarray] = {
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
