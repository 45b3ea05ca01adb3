"""What layers of every kind share: names for the parameters of their parts, and states made of several arrays."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np


class Layer:
    """What a layer has, of whatever kind: x (T, B, D) -> y (T, B, H), and the way back."""

    input_size: int
    hidden_size: int
    dtype: np.dtype
    params: dict[str, np.ndarray]

    def initial_state(self, batch_size: int) -> Any:
        """The state before anything was read."""
        raise NotImplementedError

    def forward(
        self,
        x: np.ndarray,
        state: Any = None,
        lengths: Sequence[int] | np.ndarray | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, Any, Any]:
        """x (T, B, D) -> y (T, B, H), the state after it, the cache for `backward`; rng for layers that drop."""
        raise NotImplementedError

    def backward(
        self, cache: Any, dy: np.ndarray | None, dstate: Any = None
    ) -> tuple[np.ndarray, Any, dict[str, np.ndarray]]:
        """The gradient with respect to y -> dx, dstate, grads with the keys of params."""
        raise NotImplementedError

    def output_lengths(self, lengths: np.ndarray | None) -> np.ndarray | None:
        """How many steps of the output count, from the lengths of the input (B,); None means all of them."""
        return lengths


def joined(parts: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The parameters (or gradients) of several parts in one dictionary, named part.name as PyTorch's state_dict does.

    >>> list(joined({"layer": {"W_hh": np.eye(2)}, "output": {"W_hy": np.eye(2)}}))
    ['layer.W_hh', 'output.W_hy']
    """
    return {f"{part}.{name}": array for part, arrays in parts.items() for name, array in arrays.items()}


def each_part(function: Callable[..., Any], *states: Any) -> Any:
    """A state made of `function` of the parts of the states: of the array itself, or of each array of a NamedTuple."""
    if isinstance(states[0], tuple):
        return type(states[0])(*map(function, *states))
    return function(*states)
