"""The kernel of `RNN`."""

from typing import Any, NamedTuple

import numpy as np

from rnncourse.scratch.activations import ACTIVATIONS


class RNNArrays(NamedTuple):
    """What is kept of all steps."""

    x: np.ndarray  # (T, B, D)
    states: np.ndarray  # (T + 1, B, H) the initial state, then the one after each step

    @property
    def h_before(self) -> np.ndarray:
        return self.states[:-1]

    @property
    def h(self) -> np.ndarray:
        return self.states[1:]


def forward(
    layer: Any, x: np.ndarray, state: np.ndarray, ended: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, RNNArrays]:
    (T, B, D), H, p = x.shape, layer.hidden_size, layer.params
    activation = ACTIVATIONS[layer.nonlinearity].function
    states = np.empty((T + 1, B, H), layer.dtype)
    states[0] = state
    # The inputs of all steps in one product, written where the states will stand.
    np.matmul(x.reshape(T * B, D), p["W_xh"].T, out=states[1:].reshape(T * B, H))
    states[1:] += p["b_h"]
    from_state, W_T = np.empty((B, H), layer.dtype), np.ascontiguousarray(p["W_hh"].T)
    for t in range(T):
        h, h_t = states[t], states[t + 1]
        h_t += np.matmul(h, W_T, out=from_state)
        activation(h_t, out=h_t)
        if ended is not None:
            np.copyto(h_t, h, where=ended[t])
    return states[1:].copy(), states[T].copy(), RNNArrays(x, states)


def backward(
    layer: Any, cache: Any, dy: np.ndarray, dstate: np.ndarray
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    x, states = cache.kept
    (T, B, D), H, p = x.shape, layer.hidden_size, layer.params
    da = ACTIVATIONS[layer.nonlinearity].slope(states[1:])  # (T, B, H); each da_t takes the place of its slope
    if cache.ended is not None:
        da *= ~cache.ended
    dh = dstate.copy()
    for t in reversed(range(T)):
        dh += dy[t]
        da[t] *= dh
        if cache.ended is None:
            np.matmul(da[t], p["W_hh"], out=dh)
        else:
            np.copyto(dh, da[t] @ p["W_hh"], where=~cache.ended[t])
    flat = da.reshape(T * B, H)
    grads = {
        "W_xh": flat.T @ x.reshape(T * B, D),
        "W_hh": flat.T @ states[:-1].reshape(T * B, H),
        "b_h": flat.sum(axis=0),
    }
    return (flat @ p["W_xh"]).reshape(T, B, D), dh, grads
