"""Activation functions: what a layer puts its sums through, each with the derivative that its backward pass needs.

They are applied number by number, as `np.tanh` is, and take what `np.tanh` takes; the softmax alone looks at a whole
row of scores, and checks it.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnncourse.shapes import check_float


class Activation(NamedTuple):
    """A function y = φ(a), and its derivative written with the output: φ'(a) = slope(φ(a)).

    A layer keeps its outputs anyway, so what went into φ need not be kept besides.
    """

    function: Callable[..., np.ndarray]  # (a, out=None) -> y
    slope: Callable[[np.ndarray], np.ndarray]  # y -> φ'(a)


def sigmoid(a: np.ndarray) -> np.ndarray:
    """σ(a) = 1 / (1 + exp(-a)), written with tanh so that no exponential can overflow."""
    return 0.5 * (1 + np.tanh(np.multiply(0.5, a)))


def relu(a: np.ndarray, out: np.ndarray | None = None) -> np.ndarray:
    """max(a, 0), the rectified linear unit."""
    return np.maximum(a, 0, out=out)


ACTIVATIONS = {
    "tanh": Activation(np.tanh, lambda y: 1 - y * y),
    "relu": Activation(relu, lambda y: (y > 0).astype(y.dtype)),
}


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """log(exp(s_k) / Σ_j exp(s_j)) along the last axis: scores (…, K) -> log-probabilities (…, K).

    Subtracting the largest score first keeps exp finite. -inf forbids a class.
    Raises ValueError : scores that are no float array, hold NaN or +inf, or forbid every class
    """
    shifted = _below_the_largest(scores)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax(scores: np.ndarray) -> np.ndarray:
    """exp(s_k) / Σ_j exp(s_j) along the last axis: scores (…, K) -> probabilities (…, K), as `log_softmax`."""
    e = np.exp(_below_the_largest(scores))
    return e / e.sum(axis=-1, keepdims=True)


def _below_the_largest(scores: np.ndarray) -> np.ndarray:
    """scores minus the largest of each row, after the checks of `log_softmax`."""
    check_float("scores", scores, where=False)
    if scores.ndim == 0 or scores.shape[-1] == 0:
        raise ValueError(f"scores: expected (…, K), a row of at least one score, got shape {scores.shape}")
    largest = scores.max(axis=-1, keepdims=True)  # NaN if one of the row is
    if not np.isfinite(largest).all():
        raise ValueError(
            "scores: expected finite numbers, or -inf for some of a row, got NaN, +inf or a row of -inf; "
            "did the training diverge?"
        )
    with np.errstate(over="ignore"):  # a difference that no float can hold is -inf, and its exp 0, as it should
        return scores - largest
