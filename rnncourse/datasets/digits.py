"""Strings of handwritten digits, composed at run time from the scans that come with scikit-learn.

scans           the 1,797 scans of single digits, 8×8, of one split
digit_strings   strings of them, side by side, spaced, slanted and noisy as asked

scikit-learn's `load_digits` is the test part of the UCI set "Optical Recognition of Handwritten Digits" (Alpaydin &
Kaynak 1998): digits of 13 people. A string of the test split holds no scan that a string of another split holds. The
scans of a person lie together in the set, so the splits are cut from it in order, and most of the hands of the test
split are new, too. Labels are digit + 1, because CTC keeps 0 for the blank.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_between, check_choice, check_room
from rnncourse.shapes import LARGEST, check_generator, check_ids, check_positive, shown

BLANK = 0  # the label that CTC keeps for itself
SPLITS = {"train": range(1200), "valid": range(1200, 1497), "test": range(1497, 1797)}  # indices of load_digits
_DIGITS = frozenset("0123456789")
_SIZE = 8  # pixels of a scan, in both directions


class Scans(NamedTuple):
    """The scans of one split. N of them."""

    images: np.ndarray  # (N, 8, 8) float32, 0 paper to 1 ink
    digits: np.ndarray  # (N,) int64, 0 to 9
    indices: np.ndarray  # (N,) int64, their places in load_digits


class DigitStrings(NamedTuple):
    """Pictures of N strings of digits; `select` picks some of them."""

    images: np.ndarray  # (N, 1, H, W) float32, 0 paper to 1 ink; 0 to the right of a string's own width
    widths: np.ndarray  # (N,) int64
    targets: list[np.ndarray]  # N arrays (S,) int64 of labels, digit + 1
    scans: list[np.ndarray]  # N arrays (S,) int64: which scans of load_digits each is made of

    def select(self, ids: np.ndarray | Sequence[int]) -> "DigitStrings":
        """The strings `ids` (a list or an array of indices), cut to the width of the widest among them."""
        ids = check_ids(ids, len(self.widths))
        widths = self.widths[ids]
        targets, scans = ([parts[i] for i in ids] for parts in (self.targets, self.scans))
        return DigitStrings(self.images[ids, :, :, : widths.max()], widths, targets, scans)


def scans(split: str) -> Scans:
    """The scans of "train" (1,200), "valid" (297) or "test" (300) as `Scans`. Raises ValueError for another split."""
    check_choice("split", split, SPLITS)
    images, digits = _all_scans()
    indices = np.array(SPLITS[split])
    return Scans(images[indices], digits[indices], indices)


def digit_strings(
    n: int,
    split: str,
    rng: np.random.Generator,
    *,
    length: tuple[int, int] = (3, 8),
    spacing: tuple[int, int] = (0, 4),
    slant: tuple[float, float] = (-0.2, 0.2),
    stretch: tuple[float, float] = (1.0, 1.0),
    noise: float = 0.1,
    height: int = 16,
    numbers: Sequence[str] | None = None,
) -> DigitStrings:
    """Compose `n` strings of digits from the scans of a split.

    Each digit is a scan, cut to the columns that hold ink, enlarged to the height of the string. The ranges below are
    drawn from uniformly, both ends included: length, slant and stretch for each string, spacing for each gap. Wider
    ranges for training than for testing are an augmentation; so are new strings each epoch.

    Parameters
    ----------
    n : int
    split : "train", "valid" or "test"
    rng : np.random.Generator
    length : (int, int), digits in a string
    spacing : (int, int), empty columns between two digits; negative lets them overlap
    slant : (float, float), columns by which a stroke leans to the right for each row that it rises
    stretch : (float, float), how much wider than its scan a digit is
    noise : standard deviation of what is added to each pixel; the sum is cut to 0..1
    height : rows of a picture, at least 8
    numbers : n texts of digits, what each string says; None draws digits as they are among the scans

    Returns
    -------
    DigitStrings

    Raises
    ------
    ValueError
        An unknown split, an `n` below 1, a range that is empty or out of bounds.
    """
    pool = scans(split)
    check_generator(rng)
    n, height = check_positive("n", n, integer=True), check_positive("height", height, integer=True)
    noise = check_between("noise", noise, 0, 1e6)
    if height < _SIZE:
        raise ValueError(f"height: expected at least {_SIZE}, the height of a scan, got {height}")
    length = _checked_range("length", length, 1, integer=True)
    spacing = _checked_range("spacing", spacing, -_SIZE // 4, integer=True)
    slant = _checked_range("slant", slant, -1)
    stretch = _checked_range("stretch", stretch, 0.5)
    widest = length[1] * (int(stretch[1] * height) + max(spacing[1], 0) + 1) + int(max(map(abs, slant)) * height) + 1
    check_room("n, length, spacing, slant, stretch, height", n, height, widest)
    if numbers is not None and not (
        isinstance(numbers, list | tuple)
        and len(numbers) == n
        and all(isinstance(text, str) and text and set(text) <= _DIGITS for text in numbers)
    ):
        raise ValueError(f"numbers: expected {n} texts of digits 0 to 9, got {numbers!r:.60}")

    pictures, targets, used = [], [], []
    for i in range(n):
        if numbers is None:
            chosen = rng.integers(len(pool.digits), size=rng.integers(*length, endpoint=True))
        else:
            chosen = np.array([rng.choice(np.flatnonzero(pool.digits == int(digit))) for digit in numbers[i]])
        width = rng.uniform(*stretch)
        glyphs = [_enlarge(_ink(pool.images[scan]), height, width) for scan in chosen]
        gaps = rng.integers(*spacing, size=len(chosen) - 1, endpoint=True)
        picture = _lean(_side_by_side(glyphs, gaps), rng.uniform(*slant))
        if noise:
            picture = picture + noise * rng.standard_normal(picture.shape)
        pictures.append(picture.clip(0, 1))
        targets.append(pool.digits[chosen] + 1)
        used.append(pool.indices[chosen])

    widths = np.array([picture.shape[1] for picture in pictures])
    images = np.zeros((n, 1, height, widths.max()), np.float32)
    for image, picture in zip(images, pictures, strict=True):
        image[0, :, : picture.shape[1]] = picture
    return DigitStrings(images, widths, targets, used)


def spell(labels: np.ndarray | Sequence[int]) -> str:
    """Labels (S,) as the digits that they stand for. Raises ValueError for a label outside 1..10.

    >>> spell([4, 1])
    '30'
    """
    labels = check_ids(labels, 11, "labels", empty=True)
    if (labels == BLANK).any():
        raise ValueError(f"labels: expected 1 (digit 0) to 10 (digit 9), got {BLANK}; drop CTC's blanks first")
    return "".join(str(label - 1) for label in labels)


@cache
def _all_scans() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits  # here, because it takes a second to import

    data = load_digits()
    return (data.images / 16).astype(np.float32), data.target.astype(np.int64)


def _ink(scan: np.ndarray) -> np.ndarray:
    """The scan without the empty columns at its sides."""
    columns = np.flatnonzero(scan.any(axis=0))
    return scan[:, columns[0] : columns[-1] + 1]


def _enlarge(glyph: np.ndarray, height: int, stretch: float) -> np.ndarray:
    """(8, w) -> (height, about w · stretch · height / 8), by linear interpolation between the centres of pixels."""
    from scipy import ndimage  # here, because it takes a fifth of a second to import

    width = max(1, round(glyph.shape[1] * stretch * height / _SIZE))
    factors = (height / _SIZE, width / glyph.shape[1])
    return ndimage.zoom(glyph, factors, np.float64, order=1, mode="nearest", grid_mode=True)


def _side_by_side(glyphs: list[np.ndarray], gaps: np.ndarray) -> np.ndarray:
    """Glyphs (height, w) in one picture; where two overlap, the darker pixel shows."""
    widths = np.array([glyph.shape[1] for glyph in glyphs])
    starts = np.concatenate([[0], np.cumsum(widths[:-1] + gaps)])
    picture = np.zeros((len(glyphs[0]), (starts + widths).max()))
    for glyph, start in zip(glyphs, starts, strict=True):
        part = picture[:, start : start + glyph.shape[1]]
        np.maximum(part, glyph, out=part)
    return picture


def _lean(picture: np.ndarray, slant: float) -> np.ndarray:
    """Shift each row to the right by `slant` columns for each row above the lowest (to the left if negative)."""
    from scipy import ndimage

    height, width = picture.shape
    most = slant * (height - 1)  # of the top row
    shape = (height, width + int(np.ceil(abs(most))))
    # The pixel (r, c) comes from (r, c - slant · (height - 1 - r)), moved so that no row leaves the picture.
    return ndimage.affine_transform(picture, [[1, 0], [slant, 1]], (0, -max(most, 0)), shape, order=1)


def _checked_range(name: str, value: Any, least: float, integer: bool = False) -> tuple[Any, Any]:
    kind = "whole numbers" if integer else "numbers"
    types = int | np.integer if integer else int | float | np.number
    pair = isinstance(value, tuple | list) and len(value) == 2
    if not (pair and all(isinstance(v, types) and not isinstance(v, bool) for v in value)):
        raise ValueError(f"{name}: expected a pair of {kind} (lowest, highest), got {shown(value)}")
    if not least <= value[0] <= value[1] < LARGEST:
        raise ValueError(f"{name}: expected {least} <= lowest <= highest, got {tuple(value)}")
    lowest, highest = map(int if integer else float, value)
    return lowest, highest
