"""Attention: at every step, a weighted look back at all positions of another sequence; forward and backward by hand.

    e[t, s]   = score(query_t, key_s)
    a[t, s]   = exp(e[t, s]) / Σ_s' exp(e[t, s'])      over the positions that may be attended to
    context_t = Σ_s a[t, s] value_s

The layers differ in the score alone. There are S positions to look at (the steps of the encoder) and T queries (the
steps of the decoder), of Dq, Dk and Dv features. In the encoder–decoder of Bahdanau et al. (2015) the encoder's states
are keys and values both.
"""

from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_flag, check_kind, check_room
from rnncourse.scratch.activations import softmax
from rnncourse.scratch.init import uniform
from rnncourse.scratch.recurrent import FROM_FORWARD
from rnncourse.shapes import as_array, check_dtype, check_float, check_lengths, check_positive, check_shape, describe

Gradients = tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]  # of queries, keys and parameters


class AttentionCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    query: np.ndarray  # (B, T, Dq) batch first, as the matrix products need it; so the next three
    keys: np.ndarray  # (B, S, Dk)
    values: np.ndarray  # (B, S, Dv)
    weights: np.ndarray  # (B, T, S)
    kept: Any  # what the score keeps for its own backward pass


class Attention:
    """What all attention layers share: masked softmax, weighted sum, and their gradients.

    A new attention is this class with its parameters and two methods of its own, `_score` and `_score_backward`.
    """

    def __init__(self, query_size: int, key_size: int, dtype: np.typing.DTypeLike) -> None:
        self.query_size: int = check_positive("query_size", query_size, integer=True)
        self.key_size: int = check_positive("key_size", key_size, integer=True)
        self.dtype = check_dtype(dtype)
        self.params: dict[str, np.ndarray] = {}

    def _score(self, query: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, Any]:
        """How well each key fits each query: query (B, T, Dq), keys (B, S, Dk) -> e (B, T, S), what is kept of it."""
        raise NotImplementedError

    def _score_backward(self, query: np.ndarray, keys: np.ndarray, kept: Any, de: np.ndarray) -> Gradients:
        """de (B, T, S) -> dquery (B, T, Dq), dkeys (B, S, Dk), grads with the keys of `params`."""
        raise NotImplementedError

    def forward(
        self, query: np.ndarray, keys: np.ndarray, values: np.ndarray, mask: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, AttentionCache]:
        """For each query a mean of the values, weighted by how well their keys fit.

        Parameters
        ----------
        query : (T, B, Dq)
        keys, values : (S, B, Dk), (S, B, Dv)
        mask : (B, S), or (T, B, S) if it differs from query to query; True where a position may be attended to.
            `lengths_mask` makes it from the lengths of sequences; None means everywhere.

        Returns
        -------
        context (T, B, Dv), weights (T, B, S), exactly 0 where the mask is False, cache for `backward`

        Raises
        ------
        ValueError : wrong shape or dtype, NaN or infinity, a mask that is not boolean or leaves a query no position
        """
        check_float("query", query, self.dtype)
        check_shape("query", query, ("T", "B", self.query_size))
        T, B, _ = query.shape
        check_shape("keys", keys, ("S", B, self.key_size))
        check_float("keys", keys, self.dtype, where=False)
        check_float("values", values, self.dtype, where=False)
        check_shape("values", values, (len(keys), B, "Dv"))
        seen = None if mask is None else _checked_mask(mask, T, B, len(keys))
        if seen is not None:  # what no query may look at may be anything
            anyone = np.asarray(seen.any(axis=1)).T[:, :, None]  # (S, B, 1)
            keys, values = (np.where(anyone, a, np.zeros((), a.dtype)) for a in (keys, values))
        for name, array in (("keys", keys), ("values", values)):
            check_float(name, array, self.dtype)
        query, keys, values = _swap(query), _swap(keys), _swap(values)  # (B, T or S, ·)

        e, kept = self._score(query, keys)  # (B, T, S)
        if seen is not None:
            e = np.where(seen, e, -np.inf)
        weights = softmax(e)
        context = weights @ values  # (B, T, Dv)
        return _swap(context), _swap(weights).copy(), AttentionCache(query, keys, values, weights, kept)

    def backward(
        self, cache: AttentionCache, dcontext: np.ndarray, dweights: np.ndarray | None = None
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """The gradients of the weighted sum, the softmax and the score.

            dvalue_s = Σ_t a[t, s] dcontext_t
            da[t, s] = dcontext_t · value_s + dweights[t, s]
            de[t, s] = a[t, s] (da[t, s] - Σ_s' a[t, s'] da[t, s'])

        Parameters
        ----------
        cache : from `forward`
        dcontext : (T, B, Dv) gradient of the loss with respect to the context
        dweights : (T, B, S) gradient with respect to the weights, None if they go nowhere else

        Returns
        -------
        dquery (T, B, Dq), dkeys (S, B, Dk), dvalues (S, B, Dv), grads with the keys of `params`

        Raises
        ------
        ValueError : wrong shape or dtype, NaN or infinity
        """
        query, keys, values, a, kept = check_kind("cache", cache, AttentionCache, remedy=FROM_FORWARD)
        B, T, S = a.shape
        check_shape("dcontext", dcontext, (T, B, values.shape[2]))
        check_float("dcontext", dcontext, self.dtype, gradient=True)
        dcontext = _swap(dcontext)  # (B, T, Dv)
        dvalues = a.mT @ dcontext  # (B, S, Dv)
        da = dcontext @ values.mT  # (B, T, S)
        if dweights is not None:
            check_shape("dweights", dweights, (T, B, S))
            check_float("dweights", dweights, self.dtype, gradient=True)
            da += _swap(dweights)
        de = a * (da - (a * da).sum(axis=-1, keepdims=True))
        dquery, dkeys, grads = self._score_backward(query, keys, kept, de)
        return _swap(dquery), _swap(dkeys), _swap(dvalues), grads


class AdditiveAttention(Attention):
    """A small network compares query and key (Bahdanau, Cho & Bengio 2015).

        u[t, s] = tanh(W_q query_t + W_k key_s)
        e[t, s] = v · u[t, s]

    Parameters
    ----------
    query_size, key_size, hidden_size : Dq, Dk and H
    rng : np.random.Generator that draws the first weights, uniform in ±1/√(inputs)
    dtype : np.float32 or np.float64

    `params`: W_q (H, Dq), W_k (H, Dk), v (H,). The tanh of every pair is kept: memory B·T·S·H.
    """

    def __init__(
        self,
        query_size: int,
        key_size: int,
        hidden_size: int,
        *,
        rng: np.random.Generator,
        dtype: np.typing.DTypeLike = np.float32,
    ) -> None:
        super().__init__(query_size, key_size, dtype)
        query_size, key_size = self.query_size, self.key_size
        hidden_size = check_positive("hidden_size", hidden_size, integer=True)
        check_room("query_size, key_size, hidden_size", max(query_size, key_size), hidden_size)
        self.params = {
            "W_q": uniform((hidden_size, query_size), query_size**-0.5, rng=rng, dtype=dtype),
            "W_k": uniform((hidden_size, key_size), key_size**-0.5, rng=rng, dtype=dtype),
            "v": uniform((hidden_size,), hidden_size**-0.5, rng=rng, dtype=dtype),
        }

    def _score(self, query: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """u[t, s] = tanh(W_q query_t + W_k key_s)
        e[t, s] = v · u[t, s]
        """
        from_query = query @ self.params["W_q"].T  # (B, T, H)
        from_key = keys @ self.params["W_k"].T  # (B, S, H)
        u = from_query[:, :, None] + from_key[:, None]  # (B, T, S, H)
        np.tanh(u, out=u)
        return u @ self.params["v"], u

    def _score_backward(self, query: np.ndarray, keys: np.ndarray, u: np.ndarray, de: np.ndarray) -> Gradients:
        """With z[t, s] = W_q query_t + W_k key_s:

        dv       = Σ_ts de[t, s] u[t, s]
        dz[t, s] = de[t, s] v ⊙ (1 - u[t, s]²)
        dW_q     = Σ_ts dz[t, s] query_tᵀ     dquery_t = W_qᵀ Σ_s dz[t, s]
        dW_k     = Σ_ts dz[t, s] key_sᵀ       dkey_s   = W_kᵀ Σ_t dz[t, s]
        """
        W_q, W_k, v = self.params["W_q"], self.params["W_k"], self.params["v"]
        dv = de.ravel() @ u.reshape(-1, len(v))
        dz = 1 - u * u  # (B, T, S, H)
        dz *= v
        dz *= de[..., None]
        dz_query, dz_key = dz.sum(axis=2), dz.sum(axis=1)  # (B, T, H), (B, S, H)
        dW_q = np.tensordot(dz_query, query, ([0, 1], [0, 1]))
        dW_k = np.tensordot(dz_key, keys, ([0, 1], [0, 1]))
        return dz_query @ W_q, dz_key @ W_k, {"W_q": dW_q, "W_k": dW_k, "v": dv}


class GeneralAttention(Attention):
    """A matrix compares query and key: "general" of Luong, Pham & Manning (2015), also called bilinear.

        e[t, s] = query_tᵀ W key_s

    query_size, key_size : Dq and Dk; rng, dtype as of `AdditiveAttention`. `params`: W (Dq, Dk).
    """

    def __init__(
        self, query_size: int, key_size: int, *, rng: np.random.Generator, dtype: np.typing.DTypeLike = np.float32
    ) -> None:
        super().__init__(query_size, key_size, dtype)
        query_size, key_size = self.query_size, self.key_size
        check_room("query_size, key_size", query_size, key_size)
        self.params = {"W": uniform((query_size, key_size), key_size**-0.5, rng=rng, dtype=dtype)}

    def _score(self, query: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """z_t     = Wᵀ query_t
        e[t, s] = z_t · key_s
        """
        z = query @ self.params["W"]  # (B, T, Dk)
        return z @ keys.mT, z

    def _score_backward(self, query: np.ndarray, keys: np.ndarray, z: np.ndarray, de: np.ndarray) -> Gradients:
        """dz_t   = Σ_s de[t, s] key_s       dquery_t = W dz_t
        dkey_s = Σ_t de[t, s] z_t         dW       = Σ_t query_t dz_tᵀ
        """
        dz = de @ keys  # (B, T, Dk)
        dkeys = de.mT @ z
        dW = np.tensordot(query, dz, ([0, 1], [0, 1]))
        return dz @ self.params["W"].T, dkeys, {"W": dW}


class DotProductAttention(Attention):
    """Query and key are compared as they are: "dot" of Luong, Pham & Manning (2015).

        e[t, s] = query_t · key_s          scaled: (query_t · key_s) / √Dk

    size : Dq = Dk, the size of queries and of keys
    scaled : the scaled dot product of the Transformer (Vaswani et al. 2017). A dot product of independent numbers of
        variance 1 has variance Dk; without the root large scores make the softmax almost hard and its gradient vanish.
    dtype : np.float32 or np.float64

    There is nothing to learn: `params` is empty.
    """

    def __init__(self, size: int, *, scaled: bool = False, dtype: np.typing.DTypeLike = np.float32) -> None:
        size = check_positive("size", size, integer=True)
        super().__init__(size, size, dtype)
        self.scaled = scaled = check_flag("scaled", scaled)
        self.scale = self.dtype.type(size**-0.5 if scaled else 1)

    def _score(self, query: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, None]:
        """e[t, s] = scale · query_t · key_s      scale = 1 or 1/√Dk"""
        return self.scale * query @ keys.mT, None

    def _score_backward(self, query: np.ndarray, keys: np.ndarray, kept: None, de: np.ndarray) -> Gradients:
        """dquery_t = scale Σ_s de[t, s] key_s
        dkey_s   = scale Σ_t de[t, s] query_t
        """
        de = self.scale * de
        return de @ keys, de.mT @ query, {}


def lengths_mask(lengths: np.ndarray, S: int) -> np.ndarray:
    """A mask (B, S) that is True at the first lengths[b] positions: what `pad_batch` filled, without the padding.

    Raises ValueError for a length outside 0..S.
    """
    S = check_positive("S", S, integer=True)
    check_room("S", S)
    check_room("lengths, S", np.size(as_array("lengths", lengths)), S)
    lengths = check_lengths(lengths, S, np.size(as_array("lengths", lengths)), letter="S", of="positions")
    return np.arange(S) < lengths[:, None]


def _swap(array: np.ndarray) -> np.ndarray:
    """(T, B, ·) as (B, T, ·), and back."""
    return array.transpose(1, 0, 2)


def _checked_mask(mask: np.ndarray, T: int, B: int, S: int) -> np.ndarray:
    """The mask, batch first and so that it can be broadcast to (B, T, S); ValueError if it is none."""
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        came = f"dtype {mask.dtype}" if isinstance(mask, np.ndarray) else type(mask).__name__
        raise ValueError(
            f"mask: expected a NumPy array of booleans, True where a position may be attended to, got {came}; "
            "lengths_mask(lengths, S) makes one from lengths"
        )
    if mask.shape not in ((B, S), (T, B, S)):
        raise ValueError(f"mask: expected {describe((B, S))} or {describe((T, B, S))}, got {mask.shape}")
    mask = mask[:, None] if mask.ndim == 2 else _swap(mask)
    empty = ~mask.any(axis=-1)
    if empty.any():
        b, t = (int(i) for i in np.argwhere(empty)[0])
        where = f"sequence {b}" if mask.shape[1] == 1 else f"query {t} of sequence {b}"
        raise ValueError(
            f"mask: expected at least one position to attend to, got none for {where}; "
            "drop sequences of length 0, or let what is not used attend to position 0"
        )
    return mask
