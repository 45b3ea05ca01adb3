"""From CTC's log-probabilities to labels: the best path, and prefix beam search.

A path names one symbol a step; what it spells is left when repetitions are merged and blanks dropped
(Graves, Fernández, Gomez & Schmidhuber 2006).
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_between
from rnncourse.shapes import as_array, check_float, check_lengths, check_positive, check_shape


class Decoded(NamedTuple):
    """A sequence of labels and the natural logarithm of its probability."""

    labels: np.ndarray  # (S,) int64
    log_prob: float


def ctc_greedy(
    log_probs: np.ndarray, input_lengths: np.ndarray | Sequence[int] | None = None, *, blank: int = 0
) -> list[Decoded]:
    """The likeliest path of each sequence, and what it spells.

    Parameters
    ----------
    log_probs : (T, B, K), an array, a list or a tensor
    input_lengths : (B,), optional
        Steps of each sequence; all T where it is None.
    blank : int
        The symbol that stands for no label.

    Returns
    -------
    list of B Decoded
        The log-probability is that of the path alone; others may spell the same, so the best path need not spell the
        likeliest labels.

    Raises
    ------
    ValueError
        log_probs that are no log-probabilities, a length outside 0..T, a blank outside 0..K-1.
    """
    log_probs = _array(log_probs)
    lengths = check_log_probs(log_probs, input_lengths, blank)
    return [_best_path(log_probs[:n, b], blank) for b, n in enumerate(lengths)]


def ctc_beam_search(
    log_probs: np.ndarray,
    input_lengths: np.ndarray | Sequence[int] | None = None,
    *,
    blank: int = 0,
    beam_size: int = 10,
) -> list[list[Decoded]]:
    """Prefix beam search (Hannun, Maas, Jurafsky & Ng 2014; Graves & Jaitly 2014), without a language model.

    Parameters
    ----------
    log_probs : (T, B, K), an array, a list or a tensor
    input_lengths : (B,), optional
        Steps of each sequence; all T where it is None.
    blank : int
        The symbol that stands for no label.
    beam_size : int
        How many prefixes are kept after each step.

    Returns
    -------
    list of B lists, each of at most `beam_size` Decoded
        The likeliest first. The log-probability is the sum over the paths that the search has kept: exact if the beam
        held every prefix, else a lower bound.

    Raises
    ------
    ValueError
        As `ctc_greedy`, or a beam_size below 1.
    """
    log_probs = _array(log_probs)
    lengths = check_log_probs(log_probs, input_lengths, blank)
    beam_size = check_positive("beam_size", beam_size, integer=True)
    return [_prefix_beams(log_probs[:n, b], blank, beam_size) for b, n in enumerate(lengths)]


def check_log_probs(log_probs: Any, lengths: Any, blank: Any) -> np.ndarray:
    """What CTC needs, for its loss and for its decoders: the lengths of the inputs as an int64 array (B,).

    Parameters
    ----------
    log_probs : (T, B, K) natural logarithms of probabilities; -inf, a probability of 0, is allowed
    lengths : (B,) how many of the T steps count, all of them if None; what stands after them may be anything
    blank : which of the K symbols says nothing

    Raises
    ------
    ValueError : log_probs that are no floats, whose exp does not sum to 1 at each step that counts, or that hold NaN
        there; a length outside 0..T; a blank outside 0..K-1
    """
    check_float("log_probs", log_probs, where=False)
    check_shape("log_probs", log_probs, ("T", "B", "K"))
    T, B, K = log_probs.shape
    check_between("blank", blank, 0, K - 1, integer=True, why=f", one of the K = {K} symbols")
    lengths = np.full(B, T) if lengths is None else check_lengths(lengths, T, B, "input_lengths")
    inside = np.arange(T)[:, None] < lengths
    with np.errstate(over="ignore"):  # what stands after an end may be anything
        sums = np.exp(log_probs).sum(axis=-1)
    wrong = inside & ~(np.abs(sums - 1) < 1e-3)  # a NaN is not near 1 either
    if wrong.any():
        t, b = (int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            "log_probs: expected log-probabilities, exp(log_probs) summing to 1 at each step, "
            f"got a sum of {sums[t, b]:.4g} at step {t} of sequence {b}; "
            + ("did the training diverge?" if np.isnan(sums[t, b]) else "apply log_softmax to the scores first")
        )
    return lengths


def _array(log_probs: Any) -> np.ndarray:
    """What is decoded may be a list or a tensor too: its dtype decides nothing."""
    return as_array("log_probs", log_probs)


def _best_path(log_probs: np.ndarray, blank: int) -> Decoded:
    path = log_probs.argmax(axis=-1)  # (T,)
    begins = np.ones(len(path), bool)
    begins[1:] = path[1:] != path[:-1]
    return Decoded(path[begins & (path != blank)], float(log_probs.max(axis=-1).sum(dtype=np.float64)))


def _prefix_beams(log_probs: np.ndarray, blank: int, beam_size: int) -> list[Decoded]:
    """One sequence (T, K) -> its beam.

    For each prefix two numbers are kept, because they go on differently: the log-probability of the paths that spell
    it and end in a blank, and of those that end in its last label. After a blank the same label begins anew; without
    one it is only held longer.
    """
    prefixes = [()]
    in_blank, in_label = np.array([0.0]), np.array([-np.inf])
    for frame in log_probs.astype(np.float64):  # (K,)
        total = np.logaddexp(in_blank, in_label)
        last = np.array([prefix[-1] if prefix else blank for prefix in prefixes])
        n = np.arange(len(prefixes))
        stays_blank = total + frame[blank]
        stays_label = in_label + frame[last]
        longer = total[:, None] + frame  # (n, K) by one label more
        longer[n, last] = in_blank + frame[last]
        longer[:, blank] = -np.inf
        # A longer prefix that is in the beam itself: its paths come together there.
        place = {prefix: i for i, prefix in enumerate(prefixes)}
        for i, prefix in enumerate(prefixes):
            parent = place.get(prefix[:-1]) if prefix else None
            if parent is not None:
                stays_label[i] = np.logaddexp(stays_label[i], longer[parent, prefix[-1]])
                longer[parent, prefix[-1]] = -np.inf

        score = np.concatenate([np.logaddexp(stays_blank, stays_label), longer.ravel()])
        best = np.argsort(-score, kind="stable")[:beam_size]
        best = best[score[best] > -np.inf]
        old, new = best[best < len(n)], best[best >= len(n)] - len(n)
        parents, labels = np.divmod(new, len(frame))
        prefixes = [prefixes[i] for i in old] + [
            (*prefixes[i], k) for i, k in zip(parents, labels.tolist(), strict=True)
        ]
        in_blank = np.concatenate([stays_blank[old], np.full(len(new), -np.inf)])
        in_label = np.concatenate([stays_label[old], longer[parents, labels]])
    total = np.logaddexp(in_blank, in_label)
    order = np.argsort(-total, kind="stable")
    return [Decoded(np.array(prefixes[i], np.int64), float(total[i])) for i in order]
