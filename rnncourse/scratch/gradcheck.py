"""Finite differences: the test every backward pass has to stand."""

import numpy as np

from rnncourse.shapes import check_positive


def numerical_gradient(loss, array, *, epsilon=1e-5):
    """The gradient of `loss()` by every number in `array`, by central differences.

    (L(θ + ε) - L(θ - ε)) / 2ε, whose error is of order ε². `array` must be float64 (in float32 the difference of two
    nearly equal losses has hardly a correct digit left), and `loss` must read it afresh at each call; it is
    changed in place and restored.
    """
    check_positive("epsilon", epsilon)
    if not isinstance(array, np.ndarray) or array.dtype != np.float64:
        raise ValueError(
            f"array: expected a float64 NumPy array, got {getattr(array, 'dtype', type(array).__name__)}; "
            "build the layer with dtype=np.float64 to check its gradients"
        )
    gradient = np.empty_like(array)
    for index in np.ndindex(array.shape):
        kept = array[index]
        array[index] = kept + epsilon
        above = loss()
        array[index] = kept - epsilon
        below = loss()
        array[index] = kept
        gradient[index] = (above - below) / (2 * epsilon)
    return gradient


def relative_error(a, b):
    """max|a - b| over the largest number in either: 0 means equal, 1 or more means unrelated."""
    a, b = np.asarray(a), np.asarray(b)
    scale = max(np.abs(a).max(initial=0), np.abs(b).max(initial=0))
    return float(np.abs(a - b).max(initial=0) / scale) if scale > 0 else 0.0


def check_gradient(loss, params, grads, *, epsilon=1e-5):
    """The relative error of each gradient against finite differences: a dictionary with the keys of `grads`.

    loss : a function without arguments that computes the loss from the arrays in `params`
    """
    for name in grads:
        if name not in params:
            raise ValueError(f"grads: no parameter is called {name!r}; expected {', '.join(params)}")
    return {
        name: relative_error(g, numerical_gradient(loss, params[name], epsilon=epsilon)) for name, g in grads.items()
    }
