"""Two layers, one reading forward and one backward (Schuster & Paliwal 1997)."""

from typing import NamedTuple

import numpy as np

from rnncourse.shapes import check_lengths, check_shape

JOINS = ("concat", "sum", "mean")


class BidirectionalState(NamedTuple):
    """The states of both directions, each of the kind its layer has."""

    forward: object
    reverse: object


class BidirectionalCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    forward: object
    reverse: object
    backwards: np.ndarray  # (T, B) the step of the sequence that the reverse half reads at its own step t


class Bidirectional:
    """A layer that has read the past and the future of every step.

    The reverse half of each sequence starts at that sequence's own end, not in its padding.

    Parameters
    ----------
    forward_layer, reverse_layer : two layers of the same sizes, such as LSTM(D, H) and LSTM(D, H)
    join : "concat" gives y (T, B, 2H), "sum" and "mean" (T, B, H)

    `params` are those of both, the reverse ones with the suffix _reverse.
    """

    def __init__(self, forward_layer, reverse_layer, *, join="concat"):
        if join not in JOINS:
            raise ValueError(f"join: expected one of {', '.join(JOINS)}, got {join!r}")
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
    def params(self):
        forward, reverse = (half.params for half in self.halves)
        return forward | {f"{name}_reverse": array for name, array in reverse.items()}

    def initial_state(self, batch_size):
        """The states before anything was read."""
        return BidirectionalState(*(half.initial_state(batch_size) for half in self.halves))

    def forward(self, x, state=None, lengths=None):
        """Read the sequences x in both directions.

        x (T, B, D), lengths (B,) or None -> y (T, B, 2H) or (T, B, H), BidirectionalState, cache

        The final state of the reverse half is the one after it has read each sequence's first step. Raises ValueError
        as the layers do.
        """
        check_shape("x", x, ("T", "B", self.input_size))
        T, B, _ = x.shape
        state = state if state is not None else (None, None)
        backwards = reversed_steps(lengths, T, B)
        batch = np.arange(B)
        ahead, reverse = self.halves
        y_f, state_f, cache_f = ahead.forward(x, state[0], lengths)
        y_r, state_r, cache_r = reverse.forward(x[backwards, batch], state[1], lengths)
        y_r = y_r[backwards, batch]  # back in the order of time
        if self.join == "concat":
            y = np.concatenate([y_f, y_r], axis=2)
        else:
            y = (y_f + y_r) * self.dtype.type(1 if self.join == "sum" else 0.5)
        return y, BidirectionalState(state_f, state_r), BidirectionalCache(cache_f, cache_r, backwards)

    def backward(self, cache, dy, dstate=None):
        """dy as y, or None; dstate a BidirectionalState or None -> dx (T, B, D), dstate, grads."""
        ahead, reverse = self.halves
        batch = np.arange(cache.backwards.shape[1])
        dy_f = dy_r = None
        if dy is not None:
            check_shape("dy", dy, (*cache.backwards.shape, self.hidden_size))
            if self.join == "concat":
                dy_f, dy_r = np.split(dy, 2, axis=2)
            else:
                dy_f = dy_r = dy * self.dtype.type(1 if self.join == "sum" else 0.5)
            dy_r = dy_r[cache.backwards, batch]
        dstate = dstate if dstate is not None else (None, None)
        dx, dstate_f, grads = ahead.backward(cache.forward, dy_f, dstate[0])
        dx_r, dstate_r, grads_r = reverse.backward(cache.reverse, dy_r, dstate[1])
        dx = dx + dx_r[cache.backwards, batch]
        grads = grads | {f"{name}_reverse": g for name, g in grads_r.items()}
        return dx, BidirectionalState(dstate_f, dstate_r), grads

    @classmethod
    def from_torch(cls, layer_class, module):
        """The same as a one-layer bidirectional module of torch.nn; layer_class is LSTM, GRU or RNN."""
        import torch

        if module.num_layers != 1 or not module.bidirectional:
            raise ValueError("module: expected one layer and two directions")
        halves = []
        for suffix in ("", "_reverse"):
            options = {"nonlinearity": module.nonlinearity} if layer_class.torch_name == "RNN" else {}
            half = type(module)(module.input_size, module.hidden_size, dtype=module.weight_ih_l0.dtype, **options)
            with torch.no_grad():
                for name, p in half.named_parameters():
                    p.copy_(getattr(module, name + suffix))
            halves.append(layer_class.from_torch(half))
        return cls(*halves)


def reversed_steps(lengths, T, B):
    """The step that a reverse reading takes at its step t: length - 1 - t, and t itself in the padding. (T, B)"""
    lengths = np.full(B, T) if lengths is None else check_lengths(lengths, T, B)
    t = np.arange(T)[:, None]
    return np.where(t < lengths, lengths - 1 - t, t)
