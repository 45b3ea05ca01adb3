"""Self-attention: every position of a sequence looks at all others, or at those before it; both passes by hand.

    q, k, v = x W_qᵀ, x W_kᵀ, x W_vᵀ                each cut into heads of d = D / heads features
    e[t, s] = q_t · k_s / √d                        -∞ where s > t, if it is causal
    a       = softmax(e),   z_t = Σ_s a[t, s] v_s
    y       = (the heads side by side) W_oᵀ

After Vaswani et al. (2017). B sequences of T steps and D features; a head is an attention of its own.
"""

from typing import NamedTuple

import numpy as np

from rnncourse.arguments import check_flag, check_kind, check_room
from rnncourse.scratch.activations import softmax
from rnncourse.scratch.init import uniform
from rnncourse.scratch.recurrent import FROM_FORWARD
from rnncourse.shapes import check_dtype, check_float, check_positive, check_shape


class SelfAttentionCache(NamedTuple):
    """What `forward` keeps for `backward`; q, k, v (B, heads, T, d), weights (B, heads, T, T), z (T, B, D)."""

    x: np.ndarray
    q: np.ndarray
    k: np.ndarray
    v: np.ndarray
    weights: np.ndarray
    z: np.ndarray


class SelfAttention:
    """Attention of a sequence to itself, with several heads (Vaswani et al. 2017).

    Parameters
    ----------
    size : D, a multiple of heads
    heads : attentions side by side
    causal : True lets a step look at itself and at earlier steps alone, as a language model must
    rng : np.random.Generator that draws the first weights, uniform in ±1/√D
    dtype : np.float32 or np.float64

    `params`: W_q, W_k, W_v and W_o, each (D, D).
    """

    def __init__(
        self,
        size: int,
        heads: int,
        *,
        causal: bool = True,
        rng: np.random.Generator,
        dtype: np.typing.DTypeLike = np.float32,
    ) -> None:
        size, heads = check_positive("size", size, integer=True), check_positive("heads", heads, integer=True)
        if size % heads:
            raise ValueError(f"size: expected a multiple of the {heads} heads, got {size}")
        check_room("size", size, size)
        self.size, self.heads, self.causal, self.dtype = size, heads, check_flag("causal", causal), check_dtype(dtype)
        self.params = {
            name: uniform((size, size), float(size**-0.5), rng=rng, dtype=self.dtype)
            for name in ("W_q", "W_k", "W_v", "W_o")
        }

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray, SelfAttentionCache]:
        """x (T, B, D) -> y (T, B, D), weights (B, heads, T, T), cache. Raises ValueError for another shape or dtype."""
        check_shape("x", x, ("T", "B", self.size))
        check_float("x", x, self.dtype)
        q, k, v = (self._cut(x @ self.params[name].T) for name in ("W_q", "W_k", "W_v"))  # (B, heads, T, d)
        e = q @ k.mT / np.sqrt(q.shape[3], dtype=self.dtype)  # (B, heads, T, T)
        if self.causal:
            e = np.where(np.tri(len(x), dtype=bool), e, self.dtype.type(-np.inf))
        a = softmax(e)
        z = self._join(a @ v)  # (T, B, D)
        return z @ self.params["W_o"].T, a.copy(), SelfAttentionCache(x, q, k, v, a, z)

    def backward(self, cache: SelfAttentionCache, dy: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """dy (T, B, D) -> dx (T, B, D), grads as `params`. Raises ValueError for another shape or dtype."""
        x, q, k, v, a, z = check_kind("cache", cache, SelfAttentionCache, remedy=FROM_FORWARD)
        check_shape("dy", dy, x.shape)
        check_float("dy", dy, self.dtype, gradient=True)
        scale = self.dtype.type(1 / np.sqrt(q.shape[3]))
        dz = self._cut(dy @ self.params["W_o"])  # (B, heads, T, d)
        da = dz @ v.mT
        de = scale * a * (da - (a * da).sum(axis=-1, keepdims=True))
        from_heads = {"W_q": de @ k, "W_k": de.mT @ q, "W_v": a.mT @ dz}
        dx, grads = np.zeros_like(x), {}
        for name, d in from_heads.items():
            dprojected = self._join(d)  # (T, B, D)
            dx += dprojected @ self.params[name]
            grads[name] = np.tensordot(dprojected, x, axes=([0, 1], [0, 1]))  # (D, D)
        grads["W_o"] = np.tensordot(dy, z, axes=([0, 1], [0, 1]))
        return dx, grads

    def _cut(self, x: np.ndarray) -> np.ndarray:
        """(T, B, D) -> (B, heads, T, d): the features of each head."""
        T, B, D = x.shape
        return x.reshape(T, B, self.heads, D // self.heads).transpose(1, 2, 0, 3)

    def _join(self, x: np.ndarray) -> np.ndarray:
        """(B, heads, T, d) -> (T, B, D): the heads side by side."""
        B, _, T, _ = x.shape
        return x.transpose(2, 0, 1, 3).reshape(T, B, self.size)


def positions(T: int, size: int) -> np.ndarray:
    """The place of each step as numbers (T, D), to be added to the features (Vaswani et al. 2017).

    Pairs of sine and cosine, from a wave that turns once in 2π steps to one that takes 10,000 times as long.
    """
    T, size = check_positive("T", T, integer=True), check_positive("size", size, integer=True)
    check_room("T, size", T, size)
    if size % 2:
        raise ValueError(f"size: expected an even number, a sine and a cosine for each wave, got {size}")
    angles = np.arange(T)[:, None] / 10_000 ** (np.arange(0, size, 2) / size)  # (T, D / 2)
    return np.stack([np.sin(angles), np.cos(angles)], axis=2).reshape(T, size)
