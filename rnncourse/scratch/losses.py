"""What training makes small: the losses, each with its gradient with respect to the scores.

A loss is a mean over the targets that count. A target does not count where it says so itself (IGNORE, or NaN among
numbers) and, with `lengths`, at the steps at and after its sequence's length. What does not count is not read, be it
NaN, and gets a gradient of 0.
"""

import numpy as np

from rnncourse.batching import IGNORE
from rnncourse.scratch.activations import sigmoid
from rnncourse.shapes import as_array, check_float, check_ids, check_lengths, check_shape


def softmax_cross_entropy(
    scores: np.ndarray, targets: np.ndarray, lengths: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """The mean negative log-probability of the targets, in nats.

        p_t = softmax(scores_t)
        L   = -1/n Σ_t log p_t[target_t]               over the n targets that count, of all sequences together
        dL/dscores_t = (p_t - one-hot(target_t)) / n   0 where the target does not count

    Parameters
    ----------
    scores : (T, B, K)
    targets : (T, B) integers 0..K-1, or IGNORE (-100) where nothing is predicted
    lengths : (B,) steps at and after a sequence's length do not count; None if all do

    Returns
    -------
    loss, dscores (T, B, K)

    Raises
    ------
    ValueError : wrong shape or dtype, a target that is no class, NaN or infinity in a score that counts, no target
        that counts
    """
    check_float("scores", scores, where=False)
    check_shape("scores", scores, ("T", "B", "K"))
    targets = as_array("targets", targets)
    check_shape("targets", targets, scores.shape[:2])
    if targets.dtype.kind not in "iu":
        raise ValueError(f"targets: expected integers, got dtype {targets.dtype}; squared_error takes numbers")
    counted = _within(lengths, targets) & (targets != IGNORE)
    goal = check_ids(targets[counted], scores.shape[2], "targets", empty=True)
    n = _number_of(counted, "IGNORE")
    check_float("scores", scores, where=counted[:, :, None], gradient=True)  # as large as hidden states

    rows, place = scores[counted], np.arange(n)  # (n, K)
    rows -= rows.max(axis=-1, keepdims=True)
    log_p = rows[place, goal]
    np.exp(rows, out=rows)
    total = rows.sum(axis=-1, keepdims=True)
    log_p -= np.log(total[:, 0])
    rows /= total * n  # the softmax, over n
    rows[place, goal] -= scores.dtype.type(1 / n)
    return float(-log_p.mean()), _spread(rows, counted)


def sigmoid_cross_entropy(
    scores: np.ndarray, targets: np.ndarray, lengths: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """The mean negative log-probability of yes-or-no targets, in nats; each output answers a question of its own.

        p = σ(scores)
        L = -1/n Σ (target log p + (1 - target) log(1 - p))   over the n numbers among the targets that count
        dL/dscores = (p - target) / n                         0 where the target does not count

    Parameters
    ----------
    scores : (T, B, K)
    targets : (T, B, K) of the scores' dtype, 0 (no) to 1 (yes), NaN where nothing is predicted
    lengths : (B,) steps at and after a sequence's length do not count; None if all do

    Returns
    -------
    loss, dscores (T, B, K)

    Raises
    ------
    ValueError : wrong shape or dtype, a target outside 0..1, NaN or infinity in a score that counts, no target that
        counts
    """
    counted, n = _counted(scores, targets, lengths)
    s, target = scores[counted], targets[counted]  # (n,)
    wrong = target[(target < 0) | (target > 1)]
    if wrong.size:
        raise ValueError(f"targets: expected numbers from 0 (no) to 1 (yes), got {wrong[0]}; squared_error takes any")
    cost = np.maximum(s, 0) - s * target + np.log1p(np.exp(-np.abs(s)))  # the same sum, and no exp can overflow
    return float(cost.mean()), _spread((sigmoid(s) - target) / n, counted)


def squared_error(
    scores: np.ndarray, targets: np.ndarray, lengths: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """The mean squared difference between scores and targets.

        L = 1/n Σ (score - target)²              over the n numbers among the targets that count
        dL/dscores = 2 (score - target) / n      0 where the target does not count

    Parameters
    ----------
    scores : (T, B, K)
    targets : (T, B, K) of the scores' dtype, NaN where nothing is predicted
    lengths : (B,) steps at and after a sequence's length do not count; None if all do

    Returns
    -------
    loss, dscores (T, B, K)

    Raises
    ------
    ValueError : wrong shape or dtype, infinity in a target or NaN or infinity in a score that counts, no target that
        counts
    """
    counted, n = _counted(scores, targets, lengths)
    difference = scores[counted] - targets[counted]  # (n,)
    return float(np.mean(difference**2)), _spread(2 * difference / n, counted)


def _within(lengths: np.ndarray | None, targets: np.ndarray) -> np.ndarray:
    """(T, B) or (T, 1) True at the steps before each sequence's length."""
    T, B = targets.shape[:2]
    return np.arange(T)[:, None] < (T if lengths is None else check_lengths(lengths, T, B))


def _counted(scores: np.ndarray, targets: np.ndarray, lengths: np.ndarray | None) -> tuple[np.ndarray, int]:
    """Where targets (T, B, K) count, and how many do, after the checks that losses of numbers share."""
    check_float("scores", scores, where=False)
    check_shape("scores", scores, ("T", "B", "K"))
    check_float("targets", targets, scores.dtype, where=False)
    check_shape("targets", targets, scores.shape)
    counted = _within(lengths, targets)[:, :, None] & ~np.isnan(targets)
    n = _number_of(counted, "NaN")
    check_float("scores", scores, where=counted)
    check_float("targets", targets, where=counted)
    return counted, n


def _number_of(counted: np.ndarray, sign: str) -> int:
    """How many targets count; ValueError if none does."""
    n = int(counted.sum())
    if n == 0:
        raise ValueError(f"targets: expected at least one target to count, got {sign} or a step past an end everywhere")
    return n


def _spread(rows: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """The gradients of what counts, put back in their places, and zeros elsewhere."""
    shape = counted.shape + rows.shape[1:]
    if len(rows) == counted.size:
        return rows.reshape(shape)
    whole = np.zeros(shape, rows.dtype)
    whole[counted] = rows
    return whole
