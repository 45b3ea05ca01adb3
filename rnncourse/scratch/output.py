"""What stands before and after the recurrent layer: embedding, linear output, and the losses."""

import numpy as np

from rnncourse.batching import IGNORE
from rnncourse.scratch.init import uniform
from rnncourse.shapes import check_float, check_ids, check_positive, check_shape


class Embedding:
    """A learned row for every symbol: E (V, D), standard normal at first as in PyTorch.

    A product of a one-hot vector with E picks a row; picking the row directly gives the same without the product.
    """

    def __init__(self, vocab_size, size, *, rng, dtype=np.float32):
        check_positive("vocab_size", vocab_size, integer=True)
        check_positive("size", size, integer=True)
        self.params = {"E": rng.standard_normal((vocab_size, size)).astype(dtype)}

    def forward(self, ids):
        """ids (T, B), 0..V-1 -> vectors (T, B, D), cache; ValueError for an id outside the vocabulary."""
        ids = check_ids(ids, len(self.params["E"]), "x", ndim=2)
        return self.params["E"][ids], ids

    def backward(self, ids, dy):
        """dy (T, B, D) -> grads: each row of E gets the sum of the gradients of the places where it was used."""
        flat = ids.ravel()
        order = np.argsort(flat, kind="stable")
        used, starts = np.unique(flat[order], return_index=True)
        dE = np.zeros_like(self.params["E"])
        dE[used] = np.add.reduceat(dy.reshape(len(flat), -1)[order], starts, axis=0)
        return {"E": dE}


class Linear:
    """y_t = W_hy h_t + b_y: the scores read off the hidden state, uniform in ±1/√H at first as in PyTorch."""

    def __init__(self, input_size, output_size, *, rng, dtype=np.float32):
        check_positive("input_size", input_size, integer=True)
        check_positive("output_size", output_size, integer=True)
        bound = input_size**-0.5
        self.params = {
            "W_hy": uniform((output_size, input_size), bound, rng=rng, dtype=dtype),
            "b_y": uniform((output_size,), bound, rng=rng, dtype=dtype),
        }

    def forward(self, h):
        """h (T, B, H) -> scores (T, B, K), cache."""
        check_shape("h", h, ("T", "B", self.params["W_hy"].shape[1]))
        T, B, H = h.shape
        scores = h.reshape(T * B, H) @ self.params["W_hy"].T
        scores += self.params["b_y"]
        return scores.reshape(T, B, -1), h  # (T, B, K)

    def backward(self, h, dscores):
        """dscores (T, B, K) -> dh (T, B, H), grads."""
        check_shape("dscores", dscores, (*h.shape[:2], len(self.params["b_y"])))
        T, B, H = h.shape
        d = dscores.reshape(T * B, -1)
        grads = {"W_hy": d.T @ h.reshape(T * B, H), "b_y": d.sum(axis=0)}
        return (d @ self.params["W_hy"]).reshape(T, B, H), grads


def sigmoid(a):
    """1 / (1 + exp(-a)), written with tanh so that no exponential can overflow."""
    return 0.5 * (1 + np.tanh(0.5 * a))


def log_softmax(scores):
    """log(exp(s_k) / Σ exp(s)) along the last axis; subtracting the largest score first keeps exp finite."""
    shifted = scores - scores.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def softmax_cross_entropy(scores, targets):
    """Mean negative log-probability of the targets, in nats per counted target.

    scores (T, B, K); targets (T, B) integers 0..K-1, or IGNORE (-100) where nothing is predicted.
    Returns loss (float), dscores (T, B, K) = (softmax(scores) - one-hot(target)) / count.
    Raises ValueError for a target that is no class, or if no target counts.
    """
    check_shape("scores", scores, ("T", "B", "K"))
    targets = np.asarray(targets)
    check_shape("targets", targets, scores.shape[:2])
    K = scores.shape[-1]
    flat, goal = scores.reshape(-1, K), targets.ravel()
    counted = goal != IGNORE
    check_ids(goal[counted], K, "targets", empty=True)
    n = int(counted.sum())
    if n == 0:
        raise ValueError("targets: expected at least one target to count, got IGNORE everywhere")
    place = np.arange(len(goal))
    goal = np.where(counted, goal, 0)

    dscores = flat - flat.max(axis=-1, keepdims=True)
    correct = dscores[place, goal]
    np.exp(dscores, out=dscores)
    total = dscores.sum(axis=-1, keepdims=True)
    loss = float(np.mean(np.log(total[:, 0]) - correct, where=counted))
    dscores /= total  # now the softmax
    dscores[place, goal] -= 1
    dscores *= counted[:, None] / scores.dtype.type(n)
    return loss, dscores.reshape(scores.shape)


def sigmoid_cross_entropy(scores, targets):
    """Mean negative log-probability of binary targets, in nats; each output is a coin of its own.

    scores, targets (T, B, K), targets in 0..1, NaN where nothing is predicted. Returns loss, dscores.
    """
    counted = _counted(scores, targets)
    cost = np.maximum(scores, 0) - scores * targets + np.log1p(np.exp(-np.abs(scores)))
    return _mean(cost, sigmoid(scores) - targets, counted)


def squared_error(scores, targets):
    """Mean of (score - target)²; targets (T, B, K), NaN where nothing is predicted. Returns loss, dscores."""
    counted = _counted(scores, targets)
    difference = scores - targets
    return _mean(difference**2, 2 * difference, counted)


def _counted(scores, targets):
    check_shape("scores", scores, ("T", "B", "K"))
    check_shape("targets", targets, scores.shape)
    check_float("scores", scores, scores.dtype)
    counted = ~np.isnan(targets)
    if not counted.any():
        raise ValueError("targets: expected at least one target to count, got NaN everywhere")
    return counted


def _mean(cost, slope, counted):
    dscores = np.where(counted, slope, 0) / counted.sum()
    return float(np.mean(cost, where=counted)), dscores.astype(slope.dtype, copy=False)
