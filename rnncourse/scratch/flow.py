"""How a gradient fares on its way back through time: measured, not assumed."""

import numpy as np

from rnncourse.shapes import check_shape


def gradient_by_distance(layer, x, state=None, *, part="h"):
    """The Jacobian of the last state by each state before it, measured by running `layer.backward`.

    The sequence is read H times side by side, one step at a time, and each copy sends back the gradient of one
    component of the last state; what arrives at step t is then the whole matrix ∂h_T/∂h_t.

    x (T, D), state of (H,) each or None -> distances (T + 1,) = 0..T, norms (T + 1,): the spectral norm
    ‖∂h_T/∂h_{T-d}‖₂ at each distance d; norms[0] = 1

    part : of a state with several parts, such as LSTMState(h, c), the one to follow: "c" gives ‖∂c_T/∂c_{T-d}‖₂. Both
        parts carry the gradient on the way; it enters and is read at this one.
    """
    check_shape("x", x, ("T", layer.input_size))
    H = layer.hidden_size
    at = layer.initial_state(H)
    parts = getattr(at, "_fields", ("h",))
    if part not in parts:
        raise ValueError(f"part: expected one of {', '.join(parts)}, got {part!r}")
    jacobian = np.eye(H, dtype=layer.dtype)
    if isinstance(at, tuple):
        jacobian = at._replace(**{part: jacobian})
    if state is not None:
        at = type(at)(*(np.tile(s, (H, 1)) for s in state)) if isinstance(at, tuple) else np.tile(state, (H, 1))
    caches, norms = [], [1.0]
    for x_t in x:
        _, at, cache = layer.forward(np.tile(x_t, (1, H, 1)), at)
        caches.append(cache)
    for cache in reversed(caches):
        _, jacobian, _ = layer.backward(cache, None, jacobian)
        norms.append(float(np.linalg.norm(getattr(jacobian, part, jacobian), 2)))
    return np.arange(len(x) + 1), np.array(norms)


def half_life(norms):
    """The number of steps over which `norms` (distance 0, 1, …) halve, by a straight line through their logarithms.

    Negative if they grow, infinite if they stay the same. Zeros at the end (underflow) are left out.
    """
    norms = np.asarray(norms, dtype=np.float64)
    check_shape("norms", norms, ("T",))
    norms = norms[: int(np.argmax(norms <= 0)) or None] if (norms <= 0).any() else norms
    if len(norms) < 2:
        raise ValueError(f"norms: expected at least two positive numbers, got {len(norms)}")
    slope = np.polyfit(np.arange(len(norms)), np.log2(norms), 1)[0]
    return float(-1 / slope) if abs(slope) > 1e-12 else float("inf")
