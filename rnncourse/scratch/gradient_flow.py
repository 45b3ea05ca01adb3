"""How a gradient fares on its way back through time: measured, not assumed."""

from typing import Any

import numpy as np

from rnncourse.arguments import check_choice, check_kind
from rnncourse.scratch.layer import each_part
from rnncourse.scratch.recurrent import RecurrentLayer
from rnncourse.shapes import check_float, check_numbers, check_shape, shown


def gradient_by_distance(
    layer: RecurrentLayer, x: np.ndarray, state: Any = None, *, part: str = "h"
) -> tuple[np.ndarray, np.ndarray]:
    """The Jacobian of the last state with respect to each state before it, measured by `layer.step_backward`.

    The sequence is read H times side by side, and each copy sends back the gradient of one component of the last state;
    what arrives at step t is then the whole matrix ∂h_T/∂h_t.

    x (T, D), state of (H,) each or None -> distances (T + 1,) = 0..T, norms (T + 1,): the spectral norm
    ‖∂h_T/∂h_{T-d}‖₂ at each distance d; norms[0] = 1

    part : of a state with several parts, such as LSTMState(h, c), the one to follow: "c" gives ‖∂c_T/∂c_{T-d}‖₂. Both
        parts carry the gradient on the way; it enters and is read at this one.
    """
    check_kind("layer", layer, RecurrentLayer)
    check_shape("x", x, ("T", layer.input_size))
    check_float("x", x, layer.dtype)
    H, at = layer.hidden_size, layer.initial_state(layer.hidden_size)
    parts = layer.State._fields if layer.State else ("h",)
    check_choice("part", part, parts)
    if state is not None:
        if len(parts) > 1 and not (isinstance(state, tuple) and len(state) == len(parts)):
            raise ValueError(f"state: expected a {layer.State.__name__}({', '.join(parts)}), got {shown(state)}")
        for array in state if len(parts) > 1 else [state]:
            check_float("state", array, layer.dtype)
            check_shape("state", array, (H,))
        at = each_part(lambda s: np.tile(s, (H, 1)), at.__class__(*state) if len(parts) > 1 else state)
    kept = []
    for x_t in x:
        _, at, kept_t = layer.step(np.tile(x_t, (H, 1)), at)
        kept.append(kept_t)
    nothing, eye = np.zeros((H, H), layer.dtype), np.eye(H, dtype=layer.dtype)
    jacobian = layer.State(*(eye if name == part else nothing for name in parts)) if layer.State else eye
    norms = [1.0]
    for kept_t in reversed(kept):
        _, jacobian, _ = layer.step_backward(kept_t, nothing, jacobian)
        norms.append(float(np.linalg.norm(getattr(jacobian, part, jacobian), 2)))
    return np.arange(len(x) + 1), np.array(norms)


def half_life(norms: np.ndarray) -> float:
    """The number of steps over which `norms` (distance 0, 1, …) halve, by a straight line through their logarithms.

    Negative if they grow, infinite if they stay the same. Zeros at the end (underflow) are left out.
    Raises ValueError : NaN, infinity or negative numbers, fewer than two positive ones
    """
    norms = check_numbers("norms", norms, ("T",))
    if norms.min() < 0:
        raise ValueError(f"norms: expected numbers from 0 up, got {norms.min()}")
    norms = norms[: int(np.argmax(norms == 0))] if (norms == 0).any() else norms
    if len(norms) < 2:
        raise ValueError(f"norms: expected at least two positive numbers, got {len(norms)}")
    slope = np.polyfit(np.arange(len(norms)), np.log2(norms), 1)[0]
    return float(-1 / slope) if abs(slope) > 1e-12 else float("inf")
