"""Finite differences: the test that every backward pass has to pass."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from rnncourse.arguments import check_between, check_callable, check_named
from rnncourse.scratch.optim import check_writeable
from rnncourse.shapes import as_array, check_float, check_numbers, check_shape, shown


def numerical_gradient(loss: Callable[[], float], array: np.ndarray, *, epsilon: float = 1e-5) -> np.ndarray:
    """The gradient of `loss()` with respect to `array`, by central differences, number by number.

        dL/dθ ≈ (L(θ + ε) - L(θ - ε)) / 2ε      with an error of order ε²

    Parameters
    ----------
    loss : a function without arguments that reads `array` afresh at each call
    array : float64 (in float32 the difference of two nearly equal losses has hardly a correct digit left); it is
        changed in place and restored, even when the calculation is interrupted
    epsilon : ε

    Raises
    ------
    ValueError : an array of another dtype, a loss that is no finite number
    """
    epsilon = check_between("epsilon", epsilon, 1e-12, 1)
    check_callable("loss", loss)
    if not isinstance(array, np.ndarray) or array.dtype != np.float64:
        raise ValueError(
            f"array: expected a float64 NumPy array, got {getattr(array, 'dtype', type(array).__name__)}; "
            "build the layer with dtype=np.float64 to check its gradients"
        )
    check_writeable("array", array)
    check_float("array", array)
    if (same := array + epsilon == array).any():
        raise ValueError(
            f"array: expected numbers that a step of {epsilon:g} changes, got {array[same][0]:g}; scale them"
        )
    gradient = np.empty_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        try:
            array[index] = kept + epsilon
            above = _number(loss())
            array[index] = kept - epsilon
            below = _number(loss())
        finally:
            array[index] = kept
        gradient[index] = (above - below) / (2 * epsilon)
    return gradient


def relative_error(a: np.ndarray | float, b: np.ndarray | float) -> float:
    """How far two arrays of one shape are apart: 0 means equal, 1 or more means unrelated.

        max|a - b| / max(max|a|, max|b|)

    Raises ValueError : arrays of two shapes, NaN or infinity
    """
    a, b = _numbers("a", a), _numbers("b", b)
    check_shape("b", b, a.shape)
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    return float(np.abs(a - b).max(initial=0) / scale) if scale > 0 else 0.0


def check_gradient(
    loss: Callable[[], float], params: dict[str, np.ndarray], grads: dict[str, np.ndarray], *, epsilon: float = 1e-5
) -> dict[str, float]:
    """The relative error of each gradient against finite differences, by the names of `params`.

    loss : a function without arguments that computes the loss from the arrays in `params`
    params, grads : arrays with respect to which the gradients are checked, and these gradients, with the same keys

    Raises ValueError : a gradient that is missing, belongs to no parameter, has another shape or holds NaN or infinity
    """
    check_named("params", params, empty=True)
    for name in check_named("grads", grads, empty=True):
        if name not in params:
            raise ValueError(f"grads: expected gradients of {shown(list(params))}, got one of {shown(name)}")
    for name in params:
        if name not in grads:
            raise ValueError(f"grads: expected a gradient of each parameter, got none of {name!r}")
        check_float(f"params[{name!r}]", params[name], np.float64)
        check_shape(f"grads[{name!r}]", grads[name], params[name].shape)
        _numbers(f"grads[{name!r}]", grads[name])
    return {
        name: relative_error(g, numerical_gradient(loss, params[name], epsilon=epsilon)) for name, g in grads.items()
    }


def _number(value: Any) -> float:
    """A loss as a float; ValueError if it is none."""
    real = isinstance(value, int | float | np.integer | np.floating | np.ndarray) and np.ndim(value) == 0
    if not real or np.asarray(value).dtype.kind not in "biuf" or not math.isfinite(value):
        raise ValueError(f"loss: expected a finite number, got {shown(value)}; sum the array, or look why it diverged")
    return float(value)


def _numbers(name: str, values: Any) -> np.ndarray:
    """Real numbers, or none at all, as a float64 array without NaN or infinity."""
    return np.zeros(np.shape(values)) if np.size(as_array(name, values)) == 0 else check_numbers(name, values)
