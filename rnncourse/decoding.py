"""From logits to tokens: temperature, top-k and nucleus sampling. From CTC's log-probabilities to labels."""

from typing import NamedTuple

import numpy as np

from rnncourse.shapes import check_lengths, check_positive, check_shape


def distribution(logits, temperature=1.0, top_k=None, top_p=None):
    """Turn logits into the probabilities that the next token is drawn from.

    softmax(logits / temperature); then only the `top_k` likeliest tokens (Fan et al. 2018); then only the
    nucleus, the smallest set of likeliest tokens whose probabilities reach `top_p` together (Holtzman et al.
    2020). What is left is scaled to sum to one. Of equally likely tokens those with the lower ids stay.

    Parameters
    ----------
    logits : (V,) or (B, V) floats
        -inf forbids a token.
    temperature : float
        Below 1 sharpens, above 1 flattens; 0 is greedy: all probability on the largest logit.
    top_k : int, optional
        At least 1; more than V keeps all.
    top_p : float, optional
        In (0, 1]; 1 keeps all.

    Returns
    -------
    (V,) or (B, V) float64

    Raises
    ------
    ValueError
        Logits that are no floats, hold NaN or +inf, or forbid every token; an option out of its range.
    """
    logits = _check_logits(logits)
    if not 0 <= temperature < np.inf:
        raise ValueError(f"temperature: expected 0 (greedy) or a finite number above, got {temperature}")
    if top_k is not None and not top_k >= 1:
        raise ValueError(f"top_k: expected at least 1, got {top_k}; None keeps all tokens")
    if top_p is not None and not 0 < top_p <= 1:
        raise ValueError(f"top_p: expected a probability in (0, 1], got {top_p}; None keeps all tokens")
    if temperature == 0:
        temperature, top_k = 1.0, 1
    with np.errstate(over="ignore"):  # a tiny temperature sends all but the largest to -inf, as it should
        p = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    p /= p.sum(axis=-1, keepdims=True)
    # Likeliest first; by logits, because tiny probabilities underflow to equal zeros.
    order = np.argsort(-logits, axis=-1, kind="stable")
    if top_k is not None:
        p = _keep(p, order, np.arange(p.shape[-1]) < top_k)
    if top_p is not None and top_p < 1:
        ranked = np.take_along_axis(p, order, axis=-1)
        before = np.cumsum(ranked, axis=-1) - ranked  # probability of all likelier tokens
        p = _keep(p, order, before < top_p)
    return p


def sample(logits, *, temperature=1.0, top_k=None, top_p=None, rng):
    """Draw the next token from `distribution(logits, temperature, top_k, top_p)`.

    Parameters
    ----------
    logits : (V,) or (B, V) floats
    rng : np.random.Generator

    Returns
    -------
    int for (V,), (B,) int64 for (B, V)

    Raises
    ------
    ValueError
        As `distribution` does.
    """
    return draw(distribution(logits, temperature, top_k, top_p), rng=rng)


def draw(probabilities, *, rng):
    """Draw from probabilities (V,) -> an int, or from each row of (B, V) -> (B,) int64."""
    total = np.cumsum(probabilities, axis=-1)
    u = rng.random(total.shape[:-1] + (1,)) * total[..., -1:]
    ids = (total <= u).sum(axis=-1)  # the first whose cumulative probability exceeds u: its own is not 0
    return int(ids) if ids.ndim == 0 else ids


class Decoded(NamedTuple):
    """A sequence of labels and the natural logarithm of its probability."""

    labels: np.ndarray  # (S,) int64
    log_prob: float


def ctc_greedy(log_probs, input_lengths=None, *, blank=0):
    """The likeliest path of each sequence, and what it spells.

    log_probs (T, B, K), input_lengths (B,), all T steps if None -> a list of B `Decoded`.
    A path names one symbol a step and spells what is left when repetitions are merged and blanks dropped. The
    log-probability is that of the path alone; others may spell the same, so the best path need not spell the
    likeliest labels.
    Raises ValueError : log_probs that are no log-probabilities, a length outside 0..T, a blank outside 0..K-1
    """
    lengths = _checked_ctc(log_probs, input_lengths, blank)
    return [_best_path(log_probs[:n, b], blank) for b, n in enumerate(lengths)]


def ctc_beam_search(log_probs, input_lengths=None, *, blank=0, beam_size=10):
    """Prefix beam search (Hannun, Maas, Jurafsky & Ng 2014; Graves & Jaitly 2014), without a language model.

    Parameters
    ----------
    log_probs : (T, B, K)
    input_lengths : (B,), all T steps if None
    blank : the symbol that says nothing
    beam_size : how many prefixes are kept after each step

    Returns
    -------
    A list of B lists, each of at most `beam_size` `Decoded`, the likeliest first. The log-probability is the sum over
    the paths that the search has kept: exact if the beam held every prefix, else a lower bound.

    Raises
    ------
    ValueError : as `ctc_greedy`, or a beam_size below 1
    """
    lengths = _checked_ctc(log_probs, input_lengths, blank)
    check_positive("beam_size", beam_size, integer=True)
    return [_prefix_beams(log_probs[:n, b], blank, beam_size) for b, n in enumerate(lengths)]


def _keep(p, order, kept):
    """Set p (…, V) to zero outside the kept places of its ranking `order`, and scale it to sum to one."""
    mask = np.zeros(p.shape, bool)
    np.put_along_axis(mask, order, np.broadcast_to(kept, p.shape), axis=-1)
    p = np.where(mask, p, 0.0)
    return p / p.sum(axis=-1, keepdims=True)


def _check_logits(logits):
    logits = np.asarray(logits)
    if logits.ndim not in (1, 2) or logits.size == 0:
        raise ValueError(f"logits: expected shape (V,) or (B, V), got {logits.shape}")
    if logits.dtype.kind != "f":
        raise ValueError(f"logits: expected floats, got dtype {logits.dtype}; pass the network's outputs, not ids")
    if np.isnan(logits).any() or (logits == np.inf).any():
        raise ValueError("logits: expected finite numbers or -inf, got NaN or +inf; did the training diverge?")
    if (logits.max(axis=-1) == -np.inf).any():
        raise ValueError("logits: expected at least one token that is not forbidden (-inf), got none")
    return logits.astype(np.float64)


def _best_path(log_probs, blank):
    path = log_probs.argmax(axis=-1)  # (T,)
    begins = np.ones(len(path), bool)
    begins[1:] = path[1:] != path[:-1]
    return Decoded(path[begins & (path != blank)], float(log_probs.max(axis=-1).sum(dtype=np.float64)))


def _prefix_beams(log_probs, blank, beam_size):
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


def _checked_ctc(log_probs, input_lengths, blank):
    """The lengths (B,); ValueError unless everything is as `ctc_greedy` says."""
    if not isinstance(log_probs, np.ndarray) or log_probs.dtype.kind != "f":
        came = f"dtype {log_probs.dtype}" if isinstance(log_probs, np.ndarray) else type(log_probs).__name__
        raise ValueError(f"log_probs: expected a NumPy array of floats, got {came}; pass what log_softmax returned")
    check_shape("log_probs", log_probs, ("T", "B", "K"))
    T, B, K = log_probs.shape
    if isinstance(blank, bool) or not isinstance(blank, int | np.integer) or not 0 <= blank < K:
        raise ValueError(f"blank: expected one of the K = {K} symbols, 0 to {K - 1}, got {blank!r}")
    lengths = np.full(B, T) if input_lengths is None else check_lengths(input_lengths, T, B)
    with np.errstate(over="ignore"):  # what stands past an end may be anything
        sums = np.exp(log_probs).sum(axis=-1)
    wrong = (np.arange(T)[:, None] < lengths) & ~(np.abs(sums - 1) < 1e-3)
    if wrong.any():
        t, b = (int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            "log_probs: expected log-probabilities, exp(log_probs) summing to 1 at each step, "
            f"got a sum of {sums[t, b]:.4g} at step {t} of sequence {b}; apply log_softmax to the scores first"
        )
    return lengths
