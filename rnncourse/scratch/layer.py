"""What layers of every kind share: names for the parameters of their parts, and states made of several arrays."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from rnncourse.arguments import check_has, check_named


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


PARTS = ("forward", "backward", "initial_state", "params", "input_size", "hidden_size", "dtype")


def check_layer(name: str, layer: Any) -> None:
    """ValueError unless an object keeps the contract of a layer, whatever its class."""
    check_has(name, layer, PARTS, what="a layer")


def check_states(name: str, states: Any, number: int) -> Sequence[Any]:
    """`states` if they are a tuple of as many states; as many None if it is None; ValueError otherwise."""
    if states is None:
        return (None,) * number
    if not isinstance(states, tuple | list) or len(states) != number:
        came = f"one of {len(states)}" if isinstance(states, tuple | list) else type(states).__name__
        raise ValueError(f"{name}: expected a tuple of {number} states, one for each layer, got {came}")
    return states


def joined(parts: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """The parameters (or gradients) of several parts in one dictionary, named part.name as PyTorch's state_dict does.

    >>> list(joined({"layer": {"W_hh": np.eye(2)}, "output": {"W_hy": np.eye(2)}}))
    ['layer.W_hh', 'output.W_hy']
    """
    return {
        f"{part}.{name}": array
        for part, arrays in check_named("parts", parts, empty=True).items()
        for name, array in check_named(f"parts[{part!r}]", arrays, empty=True).items()
    }


def each_part(function: Callable[..., Any], *states: Any) -> Any:
    """A state made of `function` of the parts of the states: of the array itself, or of each array of a NamedTuple."""
    if isinstance(states[0], tuple):
        return type(states[0])(*map(function, *states))
    return function(*states)
