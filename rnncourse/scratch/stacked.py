"""Layers on top of each other, with dropout between them."""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np

from rnncourse.arguments import check_kind, check_list, check_share
from rnncourse.scratch.bidirectional import Bidirectional
from rnncourse.scratch.layer import Layer, check_layer, check_states, joined
from rnncourse.scratch.recurrent import FROM_FORWARD, class_for
from rnncourse.shapes import check_float, check_generator, check_shape


class StackedCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    caches: list  # one for each layer
    masks: list  # (T, B, H) what dropout multiplied the input of each layer with; None where it dropped nothing


class Stacked(Layer):
    """Several recurrent layers, each reading what the one below writes.

    Parameters
    ----------
    layers : list of layers of any kind, each with the input_size that the one below has as hidden_size
    dropout : share of the numbers between two layers that training sets to zero (Zaremba et al. 2014); never within
        a layer from step to step

    `params` are those of all layers, named 0.W_xh …, 1.W_xh …; the state is a tuple of the layers' states.
    """

    def __init__(self, layers: Sequence[Layer], *, dropout: float = 0.0) -> None:
        layers = check_list("layers", layers, of="layers")
        if not layers:
            raise ValueError("layers: expected at least one, got none")
        for k, layer in enumerate(layers):
            check_layer(f"layers[{k}]", layer)
        for below, above in zip(layers, layers[1:], strict=False):
            if above.input_size != below.hidden_size:
                raise ValueError(
                    f"layers: expected an input_size of {below.hidden_size} above a layer that writes so many, "
                    f"got {above.input_size}"
                )
        self.layers, self.dropout = list(layers), check_share("dropout", dropout)
        self.input_size, self.hidden_size = layers[0].input_size, layers[-1].hidden_size
        self.dtype = layers[0].dtype

    @property
    def params(self) -> dict[str, np.ndarray]:  # type: ignore[override]
        return joined({str(k): layer.params for k, layer in enumerate(self.layers)})

    def initial_state(self, batch_size: int) -> tuple:
        """The states before anything was read, a tuple with one for each layer."""
        return tuple(layer.initial_state(batch_size) for layer in self.layers)

    def output_lengths(self, lengths: np.ndarray | None) -> np.ndarray | None:
        """As of the layers, one after the other."""
        for layer in self.layers:
            lengths = layer.output_lengths(lengths)
        return lengths

    def forward(
        self,
        x: np.ndarray,
        state: tuple | None = None,
        lengths: Sequence[int] | np.ndarray | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, tuple, StackedCache]:
        """x (T, B, D) -> y (T, B, H of the last layer), tuple of states, cache.

        rng : np.random.Generator for dropout in training; None (evaluation) drops nothing. What is kept is scaled by
        1 / (1 - dropout), so that evaluation needs no scaling.
        """
        check_float("x", x, self.dtype, where=False)
        check_shape("x", x, ("T", "B", self.input_size))
        begin = check_states("state", state, len(self.layers))
        if rng is not None:
            check_generator(rng)
        states: list[Any] = []
        caches, masks = [], []
        for k, layer in enumerate(self.layers):
            mask = None
            if k and self.dropout and rng is not None:
                kept = rng.random(x.shape) >= self.dropout
                mask = kept.astype(self.dtype) / self.dtype.type(1 - self.dropout)
                x = x * mask
            masks.append(mask)
            x, after, cache = layer.forward(x, begin[k], lengths, rng=rng)
            states.append(after)
            caches.append(cache)
        return x, tuple(states), StackedCache(caches, masks)

    def backward(
        self, cache: StackedCache, dy: np.ndarray | None, dstate: tuple | None = None
    ) -> tuple[np.ndarray, tuple, dict[str, np.ndarray]]:
        """dy (T, B, H) or None, dstate a tuple or None -> dx (T, B, D), tuple of dstates, grads."""
        check_kind("cache", cache, StackedCache, remedy=FROM_FORWARD)
        end = check_states("dstate", dstate, len(self.layers))
        dstates: list[Any] = []
        grads = {}
        for k in reversed(range(len(self.layers))):
            dx, before, own = self.layers[k].backward(cache.caches[k], dy, end[k])
            dy = dx if cache.masks[k] is None else dx * cache.masks[k]
            dstates.insert(0, before)
            grads[str(k)] = own
        return dx, tuple(dstates), joined(grads)

    @classmethod
    def from_torch(cls, module: Any) -> Self:
        """The same as nn.RNN, nn.LSTM or nn.GRU of any number of layers, in one direction or two, with its dropout."""
        make, layers = class_for(module).from_weights, []
        for k in range(module.num_layers):
            ahead = make(module, f"_l{k}")
            layers.append(Bidirectional(ahead, make(module, f"_l{k}_reverse")) if module.bidirectional else ahead)
        return cls(layers, dropout=module.dropout)
