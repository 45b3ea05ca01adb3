"""Numbers that judge a classifier: what it confuses, how well it finds one class, whether its probabilities are honest.

Labels are ids or names, one array (N,) of what was said and one of what is true.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_between
from rnncourse.shapes import as_array, check_numbers, check_positive, shown

MOST_BINS = 10_000


class Reliability(NamedTuple):
    """Probabilities in bins of equal width, beside how often what they spoke of happened; empty bins are left out."""

    said: np.ndarray  # (M,) the mean probability in each bin
    happened: np.ndarray  # (M,) the share of cases in which it happened
    counts: np.ndarray  # (M,) cases


def confusion(
    predicted: np.ndarray | Sequence[Any], target: np.ndarray | Sequence[Any], labels: Sequence[Any]
) -> np.ndarray:
    """How often each class (row) was taken for each class (column): scikit-learn's `confusion_matrix`.

    Parameters
    ----------
    predicted, target : (N,)
    labels : the K classes, in the order of rows and columns

    Returns
    -------
    (K, K) int64

    Raises
    ------
    ValueError
        Arrays of different shapes, nothing to compare, a label that is none of `labels`.
    """
    from sklearn.metrics import confusion_matrix

    said, true = _pair(predicted, target)
    classes = as_array("labels", labels)
    if classes.ndim != 1 or not classes.size or classes.dtype.kind not in "biufU":
        raise ValueError(f"labels: expected a list of classes, got {shown(labels)}")
    if len(np.unique(classes)) < len(classes):
        raise ValueError(f"labels: expected each class once, got {shown(labels)}")
    for name, values in (("predicted", said), ("target", true)):
        if (values.dtype.kind == "U") != (classes.dtype.kind == "U") or not np.isin(values, classes).all():
            raise ValueError(f"{name}: expected some of {shown(labels)}, got {shown(values)}")
    return np.asarray(confusion_matrix(true, said, labels=classes), np.int64)


def f1(predicted: np.ndarray | Sequence[Any], target: np.ndarray | Sequence[Any], positive: Any = 1) -> float:
    """F1 of one class, 2 P R / (P + R): scikit-learn's `f1_score` (van Rijsbergen 1979).

    P, the precision, is the share of right ones among those that were called positive; R, the recall, the share of
    the positives that were found. Where neither was called nor is any positive, it is 0.

    Parameters
    ----------
    predicted, target : (N,)
    positive : the label of the class to find

    Raises
    ------
    ValueError
        Arrays of different shapes, nothing to compare, a class of another kind than the labels.
    """
    from sklearn.metrics import f1_score

    said, true = _pair(predicted, target)
    which = as_array("positive", positive)
    if which.ndim or which.dtype.kind not in "biufU" or (which.dtype.kind == "U") != (true.dtype.kind == "U"):
        raise ValueError(f"positive: expected a label as target has, {true.dtype}, got {shown(positive)}")
    return float(f1_score(true == which, said == which, zero_division=0))


def reliability(
    probabilities: np.ndarray | Sequence[float], happened: np.ndarray | Sequence[bool], *, bins: int = 10
) -> Reliability:
    """Probabilities against what happened, in `bins` bins of equal width from 0 to 1 (DeGroot & Fienberg 1983).

    Parameters
    ----------
    probabilities : (N,)
        Of one event in each case: that the text is positive, or that the verdict is right.
    happened : (N,) booleans
    bins : a probability on the border of two belongs to the lower one

    Raises
    ------
    ValueError
        Numbers outside 0..1, nothing to judge, shapes that differ.
    """
    p, true = _probabilities(probabilities), as_array("happened", happened)
    if true.dtype.kind != "b" or true.shape != p.shape:
        raise ValueError(f"happened: expected {p.size} booleans, got {shown(happened)}; compare labels with ==")
    bins = check_between("bins", bins, 1, MOST_BINS, integer=True)
    place = np.searchsorted(np.arange(1, bins) / bins, p)  # (N,)
    used, place = np.unique(place, return_inverse=True)
    counts = np.bincount(place, minlength=len(used))
    said, share = (np.bincount(place, weights=values, minlength=len(used)) / counts for values in (p, true))
    return Reliability(said, share, counts)


def expected_calibration_error(
    probabilities: np.ndarray | Sequence[float], happened: np.ndarray | Sequence[bool], *, bins: int = 10
) -> float:
    """ECE, the mean distance of what was said from what happened: Σ_m (n_m / N) |said_m - happened_m| (Naeini 2015).

    Takes and raises what `reliability` does. With few cases in a bin it is above 0 for honest probabilities too.
    """
    said, share, counts = reliability(probabilities, happened, bins=bins)
    return float(counts @ np.abs(said - share) / counts.sum())


def temperature(log_probs: np.ndarray, target: np.ndarray | Sequence[int]) -> float:
    """The temperature τ by which probabilities p^(1/τ), made to sum to one again, fit best (Guo et al. 2017).

    Above 1 the probabilities were too sure. It changes no verdict. Fit it on validation data, not on what you test on.

    Parameters
    ----------
    log_probs : (N, K) natural logarithms of probabilities, finite, or scores
    target : (N,) ids of the right classes

    Returns
    -------
    float
        Between 0.05 and 20, where the mean cross-entropy is least.

    Raises
    ------
    ValueError
        Numbers that are not finite, ids that are no classes, shapes that differ.
    """
    from scipy.optimize import minimize_scalar

    scores = check_numbers("log_probs", log_probs, ("N", "K"))
    true = as_array("target", target)
    if true.dtype.kind not in "iu" or true.shape != scores.shape[:1] or not true.size:
        raise ValueError(f"target: expected {len(scores)} ids of classes, got {shown(target)}")
    if true.min() < 0 or true.max() >= scores.shape[1]:
        raise ValueError(f"target: expected ids from 0 to {scores.shape[1] - 1}, got {true.min()} to {true.max()}")

    def cross_entropy(log_temperature: float) -> float:
        cooled = scaled(scores, float(np.exp(log_temperature)))
        return -float(cooled[np.arange(len(true)), true].mean())

    found = minimize_scalar(cross_entropy, bounds=(np.log(0.05), np.log(20.0)), method="bounded")
    return float(np.exp(found.x))


def scaled(log_probs: np.ndarray, temperature: float) -> np.ndarray:
    """Logarithms of the probabilities p^(1/τ), made to sum to one again: (N, K) float64.

    log_probs : (N, K) logarithms of probabilities, finite, or scores; temperature : τ above 0
    """
    scores, tau = check_numbers("log_probs", log_probs, ("N", "K")), check_positive("temperature", temperature)
    with np.errstate(over="ignore"):  # what becomes -inf is as unlikely as can be
        cooled = (scores - scores.max(axis=1, keepdims=True)) / tau
        return cooled - np.log(np.exp(cooled).sum(axis=1, keepdims=True))


def _pair(predicted: Any, target: Any) -> tuple[np.ndarray, np.ndarray]:
    said, true = _labels("predicted", predicted), _labels("target", target)
    if said.shape != true.shape or true.ndim != 1:
        raise ValueError(f"predicted: expected labels (N,) as target has, {true.shape}, got {said.shape}")
    if not true.size:
        raise ValueError("target: expected at least one label, got none")
    if (said.dtype.kind == "U") != (true.dtype.kind == "U"):
        raise ValueError(f"predicted: expected labels as target has, {true.dtype}, got {said.dtype}")
    return said, true


def _labels(name: str, values: Any) -> np.ndarray:
    labels = as_array(name, values)
    if labels.dtype.kind not in "biufU" or (labels.dtype.kind == "f" and np.isnan(labels).any()):
        raise ValueError(f"{name}: expected numbers, booleans or str, none missing, got {shown(values)}")
    return labels


def _probabilities(values: Any) -> np.ndarray:
    p = check_numbers("probabilities", values)
    if p.ndim != 1 or not p.size or p.min() < 0 or p.max() > 1:
        raise ValueError(f"probabilities: expected numbers (N,) from 0 to 1, got {shown(values)}")
    return p.astype(np.float64)
