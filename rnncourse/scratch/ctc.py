"""Connectionist temporal classification (Graves, Fernández, Gomez & Schmidhuber 2006): loss, gradient, alignments.

The network says at each step one of K symbols, among them the blank. A path π of T symbols spells a target once
repetitions are merged and then blanks dropped. CTC's loss is -log p(target), the sum over every path that spells it:

    p(target) = Σ_π Π_t y[t, π_t]

Paths run through the extended labels l' = (blank, l_1, blank, l_2, …, l_S, blank), 2S + 1 of them. From one step to
the next a path stays, goes one on, or skips a blank between two different labels; so, with everything in logarithms,

    α[t, s] = log y[t, l'_s] + log(exp α[t-1, s] + exp α[t-1, s-1] + exp α[t-1, s-2] where a skip is allowed)

is the log-probability of all beginnings that are at s after step t. β[t, s], of all ends that start from s at step t,
is α of the problem read backwards: frames and labels reversed. α + β counts step t twice, hence

    posterior[t, s] = exp(α[t, s] + β[t, s] - log y[t, l'_s] - log p(target))
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from rnncourse.arguments import check_flag
from rnncourse.decoding.ctc import check_log_probs
from rnncourse.shapes import as_array, check_float, check_lengths, check_shape

LOG_ZERO = -1e30  # stands for log 0: far below any log-probability, and unlike -inf it can be subtracted from itself


class Alignments(NamedTuple):
    """How the paths that spell one target run."""

    labels: np.ndarray  # (2S + 1,) the target with blanks between its labels and at both ends
    alpha: np.ndarray  # (T, 2S + 1) log-probability of all beginnings that are at s after step t; -inf if none
    beta: np.ndarray  # (T, 2S + 1) log-probability of all ends that start from s at step t; -inf if none
    posterior: np.ndarray  # (T, 2S + 1) probability that a path which spells the target is at s at step t
    loss: float  # -log p(target)


def ctc_loss(
    log_probs: np.ndarray,
    targets: np.ndarray | Sequence[Sequence[int] | np.ndarray],
    input_lengths: np.ndarray | None = None,
    target_lengths: np.ndarray | None = None,
    blank: int = 0,
    zero_infinity: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """-log p(target) of each sequence in nats, and its gradient.

    Parameters
    ----------
    log_probs : (T, B, K) float32 or float64, from `log_softmax`
    targets : (B, S) integers, what stands after a target's end is not read; or a list of B sequences of labels
    input_lengths : (B,) how many of the T steps count, all of them if None; what stands after them is not read
    target_lengths : (B,) how many labels of each row count, all of them if None
    blank : the symbol that says nothing; no target holds it
    zero_infinity : what the gradient is where the loss is infinite, because the input is too short for the target
        or every path has probability 0: True gives 0, which leaves the sequence out of the training; False gives
        exp(log_probs), the formula below with no path to count. The loss is inf in both cases, so that you see it
        (PyTorch's zero_infinity reports 0).

    Returns
    -------
    losses (B,), dlog_probs (T, B, K)

    The gradient is PyTorch's, which is made to be followed by `log_softmax`:

        dlog_probs[t, b, k] = exp(log_probs[t, b, k]) - Σ posterior[t, b, s] over the s with l'_s = k

    That is the gradient of losses[b] with respect to the scores that went into `log_softmax`. Its rows sum to 0, so the
    backward pass of `log_softmax` leaves it as it is, and it can be handed to the layer below directly. With respect to
    the numbers of log_probs themselves, taken as free, the gradient would be the second term alone.

    Raises
    ------
    ValueError : log_probs that are no log-probabilities or hold NaN, a label outside 0..K-1 or equal to the blank, a
        length that is longer than what it measures
    """
    zero_infinity = check_flag("zero_infinity", zero_infinity)
    input_lengths = check_log_probs(log_probs, input_lengths, blank)
    T, B, K = log_probs.shape
    labels, target_lengths = _checked_targets(targets, target_lengths, B, K, blank)
    if (input_lengths < T).any():
        over = np.arange(T)[:, None] >= input_lengths
        log_probs = np.where(over[:, :, None], log_probs.dtype.type(LOG_ZERO), log_probs)
    alpha, beta, emit, extended, losses = _forward_backward(log_probs, labels, input_lengths, target_lengths, blank)

    # From here on in place: alpha becomes the posterior.
    possible = np.isfinite(losses)
    alpha += beta
    alpha -= emit
    alpha += np.where(possible, losses, 2 * LOG_ZERO).astype(alpha.dtype)[:, None]
    posterior = np.exp(alpha, out=alpha)
    # One product sums the posteriors of the places that hold the same label.
    same = (extended[:, :, None] == np.arange(K)).astype(log_probs.dtype)  # (B, 2S + 1, K)
    dlog_probs = np.exp(log_probs)
    dlog_probs -= np.matmul(posterior.transpose(1, 0, 2), same).transpose(1, 0, 2)
    if zero_infinity:
        dlog_probs[:, ~possible] = 0
    return losses, dlog_probs


def alignments(log_probs: np.ndarray, target: np.ndarray | Sequence[int], blank: int = 0) -> Alignments:
    """The paths that spell one target, for looking at.

    log_probs (T, K), target (S,) -> Alignments. Raises ValueError as `ctc_loss` does, and if no path spells the target.
    """
    check_float("log_probs", log_probs, where=False)
    check_shape("log_probs", log_probs, ("T", "K"))
    log_probs = log_probs[:, None]  # a batch of one
    input_lengths = check_log_probs(log_probs, None, blank)
    T, _, K = log_probs.shape
    labels, target_lengths = _checked_targets([target], None, 1, K, blank)
    *parts, extended, losses = _forward_backward(log_probs, labels, input_lengths, target_lengths, blank)
    (alpha, beta, emit), loss = (part[:, 0] for part in parts), float(losses[0])
    if not np.isfinite(loss):
        raise ValueError(
            f"target: expected a target that some path of T = {T} steps spells, got none for this one of "
            f"{target_lengths[0]} labels; it needs a step for each label and one between equal neighbours"
        )
    posterior = np.exp(alpha + beta - emit + loss)
    alpha, beta = (np.where(a < LOG_ZERO / 2, -np.inf, a) for a in (alpha, beta))
    return Alignments(extended[0], alpha, beta, posterior, loss)


def _forward_backward(
    log_probs: np.ndarray, labels: np.ndarray, input_lengths: np.ndarray, target_lengths: np.ndarray, blank: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """α, β and log y[t, b, l'_s], each (T, B, 2S + 1); l' (B, 2S + 1); losses (B,).

    Past the end of an input or of a target β is LOG_ZERO; α there is not to be used alone.
    """
    T, B, _ = log_probs.shape
    L = 2 * labels.shape[1] + 1
    extended = np.full((B, L), blank)
    extended[:, 1::2] = labels
    batch, t, s = np.arange(B), np.arange(T)[:, None], np.arange(L)
    # Read backwards, step t is step length - 1 - t. What lies past the end stays past the end, and is never used.
    t_back, s_back = input_lengths - 1 - t, 2 * target_lengths[:, None] - s  # (T, B), (B, L)
    t_back, s_back = np.where(t_back < 0, t, t_back), np.where(s_back < 0, s, s_back)

    # Both directions side by side, as one batch of 2B: half as many calls of NumPy.
    both = np.concatenate([extended, np.take_along_axis(extended, s_back, axis=1)])  # (2B, L)
    emit = np.empty((T, 2 * B, L), log_probs.dtype)
    emit[:, :B] = np.take_along_axis(log_probs, extended[None], axis=2)
    emit[:, B:] = emit[t_back[:, :, None], batch[:, None], s_back]
    np.maximum(emit, LOG_ZERO, out=emit)
    alpha = _alpha(emit, both)  # (T + 1, 2B, L + 2)

    end = alpha[input_lengths, batch]  # (B, L + 2); the target ends in its last label or in the blank after it
    last = 2 * target_lengths
    log_p = np.logaddexp(end[batch, last + 2], end[batch, last + 1])
    losses = np.where(log_p < LOG_ZERO / 2, np.inf, -log_p).astype(log_probs.dtype)
    beta = alpha[1:, B:, 2:][t_back[:, :, None], batch[:, None], s_back]
    outside = (t >= input_lengths)[:, :, None] | (s > last[:, None])  # (T, B, L)
    beta[outside] = LOG_ZERO
    return alpha[1:, :B, 2:], beta, emit[:, :B], extended, losses


def _alpha(emit: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """α for emissions (T, N, L) and extended labels (N, L) -> (T + 1, N, L + 2).

    alpha[t + 1, :, s + 2] is α[t, s]: the two columns in front, always LOG_ZERO, are what s - 1 and s - 2 find at the
    first labels. Before the first step a path stands on the first blank, so that it can stay there or go one on.
    """
    T, N, L = emit.shape
    skip = np.zeros((N, L), emit.dtype)
    skip[:, 2:][labels[:, 2:] == labels[:, :-2]] = LOG_ZERO  # no skip to a blank, nor between two equal labels
    alpha = np.full((T + 1, N, L + 2), LOG_ZERO, emit.dtype)
    alpha[0, :, 2] = 0
    ways, most = np.empty((3, N, L), emit.dtype), np.empty((N, L), emit.dtype)
    for t in range(T):
        before, now = alpha[t], alpha[t + 1, :, 2:]
        ways[0] = before[:, 2:]  # stays
        ways[1] = before[:, 1:-1]  # goes one on
        np.add(before[:, :-2], skip, out=ways[2])  # skips a blank
        np.max(ways, axis=0, out=most)
        np.subtract(ways, most, out=ways)
        np.exp(ways, out=ways)
        np.sum(ways, axis=0, out=now)
        np.log(now, out=now)
        now += most
        now += emit[t]
    return alpha


def _checked_targets(
    targets: np.ndarray | Sequence[Sequence[int] | np.ndarray],
    target_lengths: np.ndarray | None,
    B: int,
    K: int,
    blank: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Targets as labels (B, S), none of them the blank, and their lengths (B,)."""
    own, width = None, "columns of targets"
    if isinstance(targets, list | tuple):
        targets, own = _padded(targets)
        width = "labels of the longest target"
    targets = as_array("targets", targets)
    if targets.ndim != 2 or len(targets) != B:
        raise ValueError(f"targets: expected ({B}, S), a row of labels for each sequence, got {targets.shape}")
    if targets.dtype.kind not in "iu":
        raise ValueError(f"targets: expected integer labels, got dtype {targets.dtype}; encode the symbols first")
    S = targets.shape[1]
    if target_lengths is None:
        lengths = np.full(B, S) if own is None else own
    else:
        lengths = check_lengths(target_lengths, S, B, "target_lengths", letter="S", of=width)
    if own is not None and (own < lengths).any():
        b = int(np.argmax(own < lengths))
        raise ValueError(
            f"target_lengths: expected at most {own[b]}, the labels of targets[{b}], got {lengths[b]}; "
            "leave target_lengths out if all count"
        )

    inside = np.arange(S) < lengths[:, None]
    labels = targets[inside]
    strange = labels[(labels < 0) | (labels >= K)]
    if strange.size:
        raise ValueError(
            f"targets: expected labels from 0 to {K - 1}, got {strange[0]}; give the network an output for each symbol "
            "and one for the blank, or pass target_lengths if this is padding"
        )
    if (labels == blank).any():
        raise ValueError(
            f"targets: expected labels other than the blank, got {blank}; count the symbols from 1 or choose another "
            "blank, or pass target_lengths if this is padding"
        )
    return np.where(inside, targets, blank), lengths


def _padded(targets: Sequence[Sequence[int] | np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """A list of sequences of labels as one array, zeros after their ends, and their lengths."""
    rows = [as_array("targets", row) for row in targets]
    if not rows or any(row.ndim != 1 for row in rows):
        came = f"a {type(targets).__name__} of something else" if rows else "none"
        raise ValueError(f"targets: expected a list of sequences of labels, one for each input, got {came}")
    lengths = np.array([len(row) for row in rows], np.int64)
    for b, row in enumerate(rows):
        if row.size and row.dtype.kind not in "iu":
            raise ValueError(f"targets[{b}]: expected integer labels, got dtype {row.dtype}; encode the symbols first")
    dtype = np.result_type(np.int64, *(row for row in rows if row.size))
    whole = np.zeros((len(rows), lengths.max()), dtype)
    for line, row in zip(whole, rows, strict=True):
        line[: len(row)] = row
    return whole, lengths
