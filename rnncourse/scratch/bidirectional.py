"""Two layers, one reading forward and one backward (Schuster & Paliwal 1997)."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np

from rnncourse.arguments import check_choice, check_kind
from rnncourse.scratch.layer import Layer, check_layer, check_states, joined
from rnncourse.scratch.recurrent import FROM_FORWARD, class_for
from rnncourse.shapes import check_float, check_lengths, check_shape

JOINS = ("concat", "sum", "mean")


class BidirectionalState(NamedTuple):
    """The states of both directions, each of the kind its layer has."""

    forward: Any
    reverse: Any


class BidirectionalCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    forward: Any
    reverse: Any
    backwards: np.ndarray  # (T, B) the step of the sequence that the reverse half reads at its own step t


class Bidirectional(Layer):
    """A layer that has read the past and the future of every step.

    The reverse half of each sequence starts at that sequence's own end, not in its padding.

    Parameters
    ----------
    forward_layer, reverse_layer : two layers of the same sizes, such as LSTM(D, H) and LSTM(D, H)
    join : "concat" gives y (T, B, 2H), "sum" and "mean" (T, B, H)

    `params` are those of both, named forward.W_xh …, reverse.W_xh ….
    """

    def __init__(self, forward_layer: Layer, reverse_layer: Layer, *, join: str = "concat") -> None:
        check_choice("join", join, JOINS)
        check_layer("forward_layer", forward_layer)
        check_layer("reverse_layer", reverse_layer)
        for name in ("input_size", "hidden_size", "dtype"):
            ours, theirs = getattr(forward_layer, name), getattr(reverse_layer, name)
            if ours != theirs:
                raise ValueError(f"reverse_layer: expected {name} {ours} as the forward layer has, got {theirs}")
        if forward_layer is reverse_layer:
            raise ValueError("reverse_layer: expected a layer of its own, got the forward layer again")
        self.halves, self.join = (forward_layer, reverse_layer), join
        self.input_size, self.dtype = forward_layer.input_size, forward_layer.dtype
        self.hidden_size = forward_layer.hidden_size * (2 if join == "concat" else 1)

    @property
    def params(self) -> dict[str, np.ndarray]:  # type: ignore[override]
        forward, reverse = self.halves
        return joined({"forward": forward.params, "reverse": reverse.params})

    def initial_state(self, batch_size: int) -> BidirectionalState:
        """The states before anything was read."""
        return BidirectionalState(*(half.initial_state(batch_size) for half in self.halves))

    def forward(
        self,
        x: np.ndarray,
        state: BidirectionalState | None = None,
        lengths: Sequence[int] | np.ndarray | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, BidirectionalState, BidirectionalCache]:
        """Read the sequences x in both directions.

        x (T, B, D), lengths (B,) or None -> y (T, B, 2H) or (T, B, H), BidirectionalState, cache

        The final state of the reverse half is the one after it has read each sequence's first step. Raises ValueError
        as the layers do.
        """
        T, B, begin = self._checked(x, state)
        backwards = reversed_steps(lengths, T, B)
        batch = np.arange(B)
        ahead, reverse = self.halves
        y_f, state_f, cache_f = ahead.forward(x, begin[0], lengths, rng=rng)
        y_r, state_r, cache_r = reverse.forward(x[backwards, batch], begin[1], lengths, rng=rng)
        y_r = y_r[backwards, batch]  # back in the order of time
        if self.join == "concat":
            y = np.concatenate([y_f, y_r], axis=2)
        else:
            y = (y_f + y_r) * self.dtype.type(1 if self.join == "sum" else 0.5)
        return y, BidirectionalState(state_f, state_r), BidirectionalCache(cache_f, cache_r, backwards)

    def _checked(self, x: Any, state: Any) -> tuple[int, int, Sequence[Any]]:
        """T, B and the state of each half."""
        check_float("x", x, self.dtype, where=False)
        check_shape("x", x, ("T", "B", self.input_size))
        return *x.shape[:2], check_states("state", state, 2)

    def backward(
        self, cache: BidirectionalCache, dy: np.ndarray | None, dstate: BidirectionalState | None = None
    ) -> tuple[np.ndarray, BidirectionalState, dict[str, np.ndarray]]:
        """dy as y, or None; dstate a BidirectionalState or None -> dx (T, B, D), dstate, grads."""
        check_kind("cache", cache, BidirectionalCache, remedy=FROM_FORWARD)
        ahead, reverse = self.halves
        batch = np.arange(cache.backwards.shape[1])
        dy_f = dy_r = None
        if dy is not None:
            check_float("dy", dy, self.dtype, where=False)
            check_shape("dy", dy, (*cache.backwards.shape, self.hidden_size))
            if self.join == "concat":
                dy_f, dy_r = np.split(dy, 2, axis=2)
            else:
                dy_f = dy_r = dy * self.dtype.type(1 if self.join == "sum" else 0.5)
            dy_r = dy_r[cache.backwards, batch]
        end = check_states("dstate", dstate, 2)
        dx, dstate_f, grads = ahead.backward(cache.forward, dy_f, end[0])
        dx_r, dstate_r, grads_r = reverse.backward(cache.reverse, dy_r, end[1])
        dx = dx + dx_r[cache.backwards, batch]
        return dx, BidirectionalState(dstate_f, dstate_r), joined({"forward": grads, "reverse": grads_r})

    @classmethod
    def from_torch(cls, module: Any) -> Self:
        """The same as a bidirectional nn.RNN, nn.LSTM or nn.GRU of one layer: same weights, same numbers."""
        layer_class = class_for(module)
        if module.num_layers != 1 or not module.bidirectional:
            raise ValueError("module: expected one layer and two directions; Stacked.from_torch takes more layers")
        return cls(*(layer_class.from_weights(module, suffix) for suffix in ("_l0", "_l0_reverse")))


def reversed_steps(lengths: Sequence[int] | np.ndarray | None, T: int, B: int) -> np.ndarray:
    """The step that a reverse reading takes at its step t: length - 1 - t, and t itself in the padding. (T, B)"""
    lengths = np.full(B, T) if lengths is None else check_lengths(lengths, T, B)
    t = np.arange(T)[:, None]
    return np.where(t < lengths, lengths - 1 - t, t)
