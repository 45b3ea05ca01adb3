"""From the outputs of all steps to one vector for the whole sequence: the last state, the mean, or attention."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_choice, check_kind
from rnncourse.scratch.attention import AdditiveAttention, lengths_mask
from rnncourse.scratch.bidirectional import Bidirectional
from rnncourse.scratch.layer import Layer, check_layer, joined
from rnncourse.scratch.recurrent import FROM_FORWARD
from rnncourse.shapes import check_float, check_generator, check_lengths, check_shape

POOLINGS = ("last", "mean", "attention")


class PooledCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    from_layer: Any
    weights: np.ndarray  # (T, B) the share of each step in the result
    kept: Any  # for "attention" its cache, else the share of each step for each unit, (T, B, H)


class Pooled(Layer):
    """A recurrent layer with one output for a whole sequence: y (1, B, H), what a verdict is read off.

        "last"       y = h_T; both directions: each half's state after it has read everything
        "mean"       y = Σ_t h_t / T
        "attention"  y = Σ_t a_t h_t,   a = softmax(vᵀ tanh(W_k h_t + W_q))   (Yang et al. 2016)

    layer : RNN, LSTM, GRU, or Bidirectional of them that concatenates its halves
    pooling : "last", "mean" or "attention"
    rng : np.random.Generator that draws the weights of the attention

    The query is the number 1, the same for every sequence, so W_q (H, 1) of `AdditiveAttention` is a bias.
    It keeps the contract of a layer and can stand in a `Network`; targets are then (1, B). `params` are named
    layer.W_xh … and attention.v ….
    """

    def __init__(self, layer: Layer, pooling: str, *, rng: np.random.Generator) -> None:
        check_choice("pooling", pooling, POOLINGS)
        check_layer("layer", layer)
        check_generator(rng)
        self.both = isinstance(layer, Bidirectional)
        if isinstance(layer, Bidirectional) and layer.join != "concat":
            raise ValueError(f"layer: expected a Bidirectional that joins by concat, got {layer.join!r}")
        self.layer, self.pooling = layer, pooling
        self.input_size, self.hidden_size, self.dtype = layer.input_size, layer.hidden_size, layer.dtype
        self.attention: AdditiveAttention | None = None
        if pooling == "attention":
            self.attention = AdditiveAttention(1, self.hidden_size, self.hidden_size, rng=rng, dtype=self.dtype)

    @property
    def params(self) -> dict[str, np.ndarray]:  # type: ignore[override]
        attention = {"attention": self.attention.params} if self.attention else {}
        return joined({"layer": self.layer.params, **attention})

    def initial_state(self, batch_size: int) -> Any:
        """The state of the layer before anything was read."""
        return self.layer.initial_state(batch_size)

    def output_lengths(self, lengths: np.ndarray | None) -> None:
        """None: there is one step, and it counts."""
        return None

    def forward(
        self,
        x: np.ndarray,
        state: Any = None,
        lengths: Sequence[int] | np.ndarray | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, Any, PooledCache]:
        """x (T, B, D), lengths (B,) or None -> y (1, B, H), the layer's state, cache; cache.weights are (T, B).

        Raises ValueError as the layer does, and for a length of 0: nothing was read that could be pooled.
        """
        h, state, from_layer = self.layer.forward(x, state, lengths, rng=rng)
        T, B, H = h.shape
        lengths = np.full(B, T) if lengths is None else check_lengths(lengths, T, B)
        if lengths.min() < 1:
            raise ValueError(f"lengths: expected at least 1 step in each sequence to pool, got {lengths.min()}")
        if self.attention:
            query = np.ones((1, B, 1), self.dtype)
            y, weights, kept = self.attention.forward(query, h, h, lengths_mask(lengths, T))
            return y, state, PooledCache(from_layer, weights[0].T.copy(), kept)
        shares = np.zeros((T, B, H), self.dtype)  # of each step in the result, for each unit
        if self.pooling == "mean":
            shares[:] = (lengths_mask(lengths, T) / lengths[:, None]).T[:, :, None]
        else:
            ahead = H // 2 if self.both else H
            shares[lengths - 1, np.arange(B), :ahead] = 1
            shares[0, :, ahead:] = 1
        return (shares * h).sum(axis=0, keepdims=True), state, PooledCache(from_layer, shares[:, :, 0], shares)

    def backward(
        self, cache: PooledCache, dy: np.ndarray | None, dstate: Any = None
    ) -> tuple[np.ndarray, Any, dict[str, np.ndarray]]:
        """dy (1, B, H) or None -> dx (T, B, D), dstate, grads with the keys of `params`."""
        from_layer, weights, kept = check_kind("cache", cache, PooledCache, remedy=FROM_FORWARD)
        dy = np.zeros((1, weights.shape[1], self.hidden_size), self.dtype) if dy is None else dy
        check_float("dy", dy, self.dtype, gradient=True)
        check_shape("dy", dy, (1, weights.shape[1], self.hidden_size))
        if self.attention:
            _, dkeys, dvalues, grads = self.attention.backward(kept, dy)
            dh = dkeys + dvalues
        else:
            dh, grads = kept * dy, None
        dx, dstate, layer_grads = self.layer.backward(from_layer, np.ascontiguousarray(dh), dstate)
        return dx, dstate, joined({"layer": layer_grads, **({"attention": grads} if grads else {})})
