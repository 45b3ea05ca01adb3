"""Attention: at every step, a weighted look back at all positions of another sequence; forward and backward by hand.

    e[t, s] = score(query_t, key_s)
    a[t, s] = exp(e[t, s]) / Σ_s' exp(e[t, s'])      over the positions that may be attended to
    context_t = Σ_s a[t, s] value_s

The layers differ in the score alone. Shapes, besides the legend of `rnncourse.shapes`: S positions to look at (the
steps of the encoder), T queries (the steps of the decoder), Q, K and V the sizes of a query, a key and a value. In the
encoder–decoder of Bahdanau et al. (2015) the encoder's states are keys and values both.
"""

from typing import NamedTuple

import numpy as np

from rnncourse.scratch.init import uniform
from rnncourse.shapes import check_float, check_lengths, check_positive, check_shape, describe


class AttentionCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    query: np.ndarray  # (B, T, Q) batch first, as the matrix products need it; so the next three
    keys: np.ndarray  # (B, S, K)
    values: np.ndarray  # (B, S, V)
    weights: np.ndarray  # (B, T, S)
    score: object  # what the score keeps for its own backward pass


class Attention:
    """What all attention layers share: masked softmax, weighted sum, and their gradients.

    A layer adds `_score(query, keys) -> (e (B, T, S), kept)` and
    `_score_backward(query, keys, kept, de) -> (dquery, dkeys, grads)`, batch first.
    """

    def __init__(self, query_size, key_size, dtype):
        check_positive("query_size", query_size, integer=True)
        check_positive("key_size", key_size, integer=True)
        if np.dtype(dtype) not in (np.float32, np.float64):
            raise ValueError(f"dtype: expected float32 or float64, got {np.dtype(dtype)}")
        self.query_size, self.key_size, self.dtype = query_size, key_size, np.dtype(dtype)
        self.params = {}

    def forward(self, query, keys, values, mask=None):
        """For each query a mean of the values, weighted by how well their keys fit.

        Parameters
        ----------
        query : (T, B, Q)
        keys, values : (S, B, K), (S, B, V)
        mask : (B, S), or (T, B, S) if it differs from query to query; True where a position may be attended to.
            `lengths_mask` makes it from the lengths of sequences; None means everywhere.

        Returns
        -------
        context (T, B, V), weights (T, B, S), exactly 0 where the mask is False, cache for `backward`

        Raises
        ------
        ValueError : wrong shape or dtype, NaN or infinity, a mask that is not boolean or leaves a query no position
        """
        check_shape("query", query, ("T", "B", self.query_size))
        T, B, _ = query.shape
        check_shape("keys", keys, ("S", B, self.key_size))
        check_shape("values", values, (len(keys), B, "V"))
        for name, array in (("query", query), ("keys", keys), ("values", values)):
            check_float(name, array, self.dtype)
        query, keys, values = (a.transpose(1, 0, 2) for a in (query, keys, values))  # (B, T or S, ·)

        e, kept = self._score(query, keys)  # (B, T, S)
        if mask is not None:
            e = np.where(_checked_mask(mask, T, B, keys.shape[1]), e, -np.inf)
        weights = np.exp(e - e.max(axis=-1, keepdims=True))
        weights /= weights.sum(axis=-1, keepdims=True)
        context = weights @ values  # (B, T, V)
        cache = AttentionCache(query, keys, values, weights, kept)
        return context.transpose(1, 0, 2), weights.transpose(1, 0, 2), cache

    def backward(self, cache, dcontext, dweights=None):
        """The gradients of the weighted sum, the softmax and the score.

            da[t, s] = dcontext_t · value_s + dweights[t, s]
            de[t, s] = a[t, s] (da[t, s] - Σ_s' a[t, s'] da[t, s'])
            dvalue_s = Σ_t a[t, s] dcontext_t

        Parameters
        ----------
        cache : from `forward`
        dcontext : (T, B, V) gradient of the loss by the context
        dweights : (T, B, S) gradient by the weights, None if they go nowhere else

        Returns
        -------
        dquery (T, B, Q), dkeys (S, B, K), dvalues (S, B, V), grads with the keys of `params`
        """
        query, keys, values, a, kept = cache
        B, T, S = a.shape
        check_shape("dcontext", dcontext, (T, B, values.shape[2]))
        dcontext = dcontext.transpose(1, 0, 2)  # (B, T, V)
        da = dcontext @ values.transpose(0, 2, 1)  # (B, T, S)
        if dweights is not None:
            check_shape("dweights", dweights, (T, B, S))
            da += dweights.transpose(1, 0, 2)
        de = a * (da - (a * da).sum(axis=-1, keepdims=True))
        dvalues = a.transpose(0, 2, 1) @ dcontext  # (B, S, V)
        dquery, dkeys, grads = self._score_backward(query, keys, kept, de)
        return *(d.transpose(1, 0, 2) for d in (dquery, dkeys, dvalues)), grads


class AdditiveAttention(Attention):
    """A small network compares query and key (Bahdanau, Cho & Bengio 2015).

        e[t, s] = vᵀ tanh(W_q query_t + W_k key_s)

    query_size, key_size, hidden_size : Q, K and H
    rng : np.random.Generator that draws the first weights, uniform in ±1/√(inputs)
    dtype : np.float32 or np.float64

    `params`: W_q (H, Q), W_k (H, K), v (H,). The tanh of every pair is kept: memory B·T·S·H.
    """

    def __init__(self, query_size, key_size, hidden_size, *, rng, dtype=np.float32):
        super().__init__(query_size, key_size, dtype)
        check_positive("hidden_size", hidden_size, integer=True)
        self.params = {
            "W_q": uniform((hidden_size, query_size), query_size**-0.5, rng=rng, dtype=dtype),
            "W_k": uniform((hidden_size, key_size), key_size**-0.5, rng=rng, dtype=dtype),
            "v": uniform((hidden_size,), hidden_size**-0.5, rng=rng, dtype=dtype),
        }

    def _score(self, query, keys):
        asked = query @ self.params["W_q"].T  # (B, T, H)
        offered = keys @ self.params["W_k"].T  # (B, S, H)
        u = asked[:, :, None] + offered[:, None]  # (B, T, S, H)
        np.tanh(u, out=u)
        return u @ self.params["v"], u

    def _score_backward(self, query, keys, u, de):
        H = len(self.params["v"])
        dv = de.ravel() @ u.reshape(-1, H)
        da = 1 - u * u  # (B, T, S, H), by the sum inside the tanh
        da *= self.params["v"]
        da *= de[..., None]
        dasked, doffered = da.sum(axis=2), da.sum(axis=1)  # (B, T, H), (B, S, H)
        grads = {
            "W_q": np.tensordot(dasked, query, ([0, 1], [0, 1])),
            "W_k": np.tensordot(doffered, keys, ([0, 1], [0, 1])),
            "v": dv,
        }
        return dasked @ self.params["W_q"], doffered @ self.params["W_k"], grads


class GeneralAttention(Attention):
    """A matrix compares query and key: "general" of Luong, Pham & Manning (2015), also called bilinear.

        e[t, s] = query_tᵀ W key_s

    query_size, key_size : Q and K; rng, dtype as of `AdditiveAttention`. `params`: W (Q, K).
    """

    def __init__(self, query_size, key_size, *, rng, dtype=np.float32):
        super().__init__(query_size, key_size, dtype)
        self.params = {"W": uniform((query_size, key_size), key_size**-0.5, rng=rng, dtype=dtype)}

    def _score(self, query, keys):
        asked = query @ self.params["W"]  # (B, T, K)
        return asked @ keys.transpose(0, 2, 1), asked

    def _score_backward(self, query, keys, asked, de):
        dasked = de @ keys  # (B, T, K)
        dkeys = de.transpose(0, 2, 1) @ asked
        return dasked @ self.params["W"].T, dkeys, {"W": np.tensordot(query, dasked, ([0, 1], [0, 1]))}


class DotProductAttention(Attention):
    """Query and key are compared as they are: "dot" of Luong, Pham & Manning (2015).

        e[t, s] = query_t · key_s          scaled: (query_t · key_s) / √Q

    size : Q = K, the size of queries and of keys
    scaled : the scaled dot product of the Transformer (Vaswani et al. 2017). A dot product of independent numbers of
        variance 1 has variance Q; without the root large scores make the softmax almost hard and its gradient vanish.
    dtype : np.float32 or np.float64

    There is nothing to learn: `params` is empty.
    """

    def __init__(self, size, *, scaled=False, dtype=np.float32):
        super().__init__(size, size, dtype)
        self.scaled = scaled
        self.scale = self.dtype.type(size**-0.5 if scaled else 1)

    def _score(self, query, keys):
        return self.scale * query @ keys.transpose(0, 2, 1), None

    def _score_backward(self, query, keys, kept, de):
        de = self.scale * de
        return de @ keys, de.transpose(0, 2, 1) @ query, {}


def lengths_mask(lengths, S):
    """A mask (B, S) that is True at the first lengths[b] positions: what `pad_batch` filled, without the padding.

    Raises ValueError for a length outside 0..S.
    """
    check_positive("S", S, integer=True)
    lengths = check_lengths(lengths, S, np.size(lengths))
    return np.arange(S) < lengths[:, None]


def _checked_mask(mask, T, B, S):
    """The mask, batch first and so that it can be broadcast to (B, T, S); ValueError if it is none."""
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        came = f"dtype {mask.dtype}" if isinstance(mask, np.ndarray) else type(mask).__name__
        raise ValueError(
            f"mask: expected a NumPy array of booleans, True where a position may be attended to, got {came}; "
            "lengths_mask(lengths, S) makes one from lengths"
        )
    if mask.shape not in ((B, S), (T, B, S)):
        raise ValueError(f"mask: expected {describe((B, S))} or {describe((T, B, S))}, got {mask.shape}")
    mask = mask[:, None] if mask.ndim == 2 else mask.transpose(1, 0, 2)
    empty = ~mask.any(axis=-1)
    if empty.any():
        b, t = (int(i) for i in np.argwhere(empty)[0])
        where = f"sequence {b}" if mask.shape[1] == 1 else f"query {t} of sequence {b}"
        raise ValueError(
            f"mask: expected at least one position to attend to, got none for {where}; "
            "drop sequences of length 0, or let what is not used attend to position 0"
        )
    return mask
