"""Whether a difference is more than chance: paired bootstrap, permutation test, and Holm's correction.

What is resampled are independent units, such as documents, scans, speakers or seeds: not tokens, of which those of one
document resemble each other.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnncourse.arguments import check_flag, check_number, check_room
from rnncourse.shapes import as_array, check_generator, check_numbers, check_positive, shown


class Interval(NamedTuple):
    """A mean, and between what it lies in 95 of 100 resamples (or another share)."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of 0."""
        return self.low > 0 or self.high < 0


def paired_bootstrap(
    a: Sequence[float] | np.ndarray,
    b: Sequence[float] | np.ndarray | float = 0.0,
    *,
    weights: Sequence[float] | np.ndarray | None = None,
    level: float = 0.95,
    resamples: int = 10_000,
    rng: np.random.Generator,
) -> Interval:
    """The mean of a - b with a percentile interval of the bootstrap over units (Efron & Tibshirani 1993).

    Parameters
    ----------
    a, b : (N,)
        A figure of two models for the same N units, in the same order; b may be one number, such as 0.
    weights : (N,), optional
        How much each unit counts, such as its tokens; the mean is then the weighted one.
    level : float
        Between 0 and 1.
    resamples : int
    rng : np.random.Generator

    Returns
    -------
    Interval

    Raises
    ------
    ValueError
        Fewer than two units, different numbers of them, a figure that is not finite, a weight that is negative.
    """
    differences = _figures("a", a) - _partner(a, b)
    N = len(differences)
    w = np.ones(N) if weights is None else _figures("weights", weights)
    if w.shape != (N,) or (w < 0).any() or not w.sum() > 0:
        raise ValueError(f"weights: expected {N} numbers >= 0 that are not all 0, got {shown(weights)}")
    resamples = check_positive("resamples", resamples, integer=True)
    check_positive("level", level)
    if level >= 1:
        raise ValueError(f"level: expected a number between 0 and 1, got {shown(level)}")
    check_room("resamples, a", resamples, N)
    drawn = check_generator(rng).integers(N, size=(resamples, N))
    totals = w[drawn].sum(axis=1)
    means = (differences * w)[drawn].sum(axis=1)[totals > 0] / totals[totals > 0]
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(differences @ w / w.sum()), float(low), float(high))


def permutation_test(
    a: Sequence[float] | np.ndarray,
    b: Sequence[float] | np.ndarray,
    *,
    paired: bool,
    rng: np.random.Generator,
    resamples: int = 10_000,
) -> float:
    """How often chance alone separates two means as far (two-sided p; Fisher 1935).

    Parameters
    ----------
    a, b : (N,), (M,)
    paired : bool
        Whether a[i] and b[i] belong to the same unit (then signs are flipped), or not (then labels are exchanged).
    rng : np.random.Generator
    resamples : int
        With fewer than this many arrangements all of them are tried, and the p is exact.

    Raises
    ------
    ValueError
        Fewer than two figures, one that is not finite, or paired samples of different sizes.
    """
    from scipy import stats

    x, y = _figures("a", a), _figures("b", b)
    paired = check_flag("paired", paired)
    if paired and len(x) != len(y):
        raise ValueError(f"b: expected {len(x)} figures, one for each of a, got {len(y)}")
    resamples = check_positive("resamples", resamples, integer=True)
    check_room("resamples, a, b", resamples, len(x) + len(y))
    found = stats.permutation_test(
        (x, y),
        lambda u, v, axis: u.mean(axis=axis) - v.mean(axis=axis),
        permutation_type="samples" if paired else "independent",
        vectorized=True,
        n_resamples=resamples,
        rng=check_generator(rng),
    )
    return float(found.pvalue)


def holm(p_values: Sequence[float] | np.ndarray) -> np.ndarray:
    """p-values corrected for how many there are (Holm 1979): compare each with the level you would use for one test.

    Parameters
    ----------
    p_values : (N,)

    Returns
    -------
    (N,) float64
        In the order given, each at least as large as before and at most 1.

    Raises
    ------
    ValueError
        A number outside 0..1, or none at all.
    """
    p = as_array("p_values", p_values)
    if p.ndim != 1 or not p.size or p.dtype.kind not in "iuf" or not ((p >= 0) & (p <= 1)).all():
        raise ValueError(f"p_values: expected numbers from 0 to 1, got {shown(p_values)}")
    order = np.argsort(p, kind="stable")
    corrected = np.empty(p.size)
    corrected[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * np.arange(p.size, 0, -1)))
    return corrected


def _figures(name: str, values: Sequence[float] | np.ndarray) -> np.ndarray:
    found = as_array(name, values)
    figures = check_numbers(name, found.astype(np.int64) if found.dtype.kind == "b" else values)
    if figures.ndim != 1 or figures.size < 2:
        raise ValueError(f"{name}: expected at least two numbers, one a unit, shape (N,), got shape {figures.shape}")
    return figures


def _partner(a: Sequence[float] | np.ndarray, b: Sequence[float] | np.ndarray | float) -> np.ndarray | float:
    if isinstance(b, int | float) and not isinstance(b, bool):
        return check_number("b", b)
    figures = _figures("b", b)  # type: ignore[arg-type]
    if len(figures) != len(a):
        raise ValueError(f"b: expected {len(a)} numbers, one for each of a, got {len(figures)}")
    return figures
