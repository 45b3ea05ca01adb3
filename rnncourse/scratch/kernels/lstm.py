"""The kernel of `LSTM`.

A step reads rows [x_t, h_{t-1}, 1], so one product gives all sums inside the gates. What is kept of a step lies side by
side, one slot a gate, so that one operation serves neighbours: the three sigmoids, the two products
[i, f] ⊙ [g, c_{t-1}] that make the new cell, the three slots that the cell's gradient reaches.
"""

from typing import Any, NamedTuple

import numpy as np

O, I, F, G, C = range(5)  # the slots: output, input and forget gate, candidate, and c_{t-1}
SIGMOIDS, GATES, BY_CELL = slice(O, G), slice(O, C), slice(I, C)
CHUNK = 2**15  # steps times batch times units whose local derivatives fit in a processor's cache together


class LSTMArrays(NamedTuple):
    """What is kept of all steps, and of the state after the last one."""

    rows: np.ndarray  # (T + 1, B, D + H + 1) what each step reads: x_t, h_{t-1}, 1
    slots: np.ndarray  # (T + 1, 5, B, H) the gates after their nonlinearities, and c_{t-1}

    @property
    def i(self) -> np.ndarray:
        return self.slots[:-1, I]

    @property
    def f(self) -> np.ndarray:
        return self.slots[:-1, F]

    @property
    def g(self) -> np.ndarray:
        return self.slots[:-1, G]

    @property
    def o(self) -> np.ndarray:
        return self.slots[:-1, O]

    @property
    def c_before(self) -> np.ndarray:
        return self.slots[:-1, C]

    @property
    def c(self) -> np.ndarray:
        return self.slots[1:, C]

    @property
    def h_before(self) -> np.ndarray:
        H = self.slots.shape[-1]
        return self.rows[:-1, :, -H - 1 : -1]


def forward(layer: Any, x: np.ndarray, state: Any, ended: np.ndarray | None) -> tuple[np.ndarray, Any, LSTMArrays]:
    (T, B, D), H, p = x.shape, layer.hidden_size, layer.params
    rows, slots = np.empty((T + 1, B, D + H + 1), layer.dtype), np.empty((T + 1, 5, B, H), layer.dtype)
    rows[:T, :, :D], rows[:, :, -1] = x, 1
    h, c = rows[:, :, D:-1], slots[:, C]  # (T + 1, B, H) each, the state before step t
    h[0], c[0] = state
    W = output_first(np.column_stack([p["W_xh"], p["W_hh"], p["b_h"]]), H)
    W = W.reshape(4, H, D + H + 1).transpose(0, 2, 1).copy()  # (4, D + H + 1, H)
    W[SIGMOIDS] *= 0.5  # σ(a) = (1 + tanh(a/2)) / 2: one tanh serves all four blocks
    products, tanh_c = np.empty((2, B, H), layer.dtype), np.empty((B, H), layer.dtype)
    for t in range(T):
        gates = np.matmul(rows[t], W, out=slots[t, GATES])
        np.tanh(gates, out=gates)
        sigmoids = gates[SIGMOIDS]
        sigmoids *= 0.5
        sigmoids += 0.5
        np.multiply(slots[t, I:G], slots[t, G:], out=products)  # i ⊙ g and f ⊙ c_{t-1}
        np.add(products[0], products[1], out=c[t + 1])
        np.multiply(gates[O], np.tanh(c[t + 1], out=tanh_c), out=h[t + 1])
        if ended is not None:
            np.copyto(c[t + 1], c[t], where=ended[t])
            np.copyto(h[t + 1], h[t], where=ended[t])
    return h[1:].copy(), type(state)(h[T].copy(), c[T].copy()), LSTMArrays(rows, slots)


def backward(layer: Any, cache: Any, dy: np.ndarray, dstate: Any) -> tuple[np.ndarray, Any, dict[str, np.ndarray]]:
    (rows, slots), ended, D = cache.kept, cache.ended, layer.input_size
    T, _, B, H = slots[1:].shape
    dh, dc = (part.copy() for part in dstate)
    da = np.empty((T, B, 4 * H), layer.dtype)
    blocks = da.reshape(T, B, 4, H).transpose(0, 2, 1, 3)  # (T, 4, B, H) the same numbers, gate by gate
    W_xh, W_hh = (output_first(layer.params[name], H) for name in ("W_xh", "W_hh"))
    product, steps = np.empty((B, H), layer.dtype), min(T, max(1, CHUNK // (B * H)))
    buffers = np.empty((steps, 4, B, H), layer.dtype), np.empty((2, steps, B, H), layer.dtype)
    for end in range(T, 0, -steps):
        start = max(0, end - steps)
        slopes, to_cell = local_derivatives(slots[start : end + 1], *buffers)
        if ended is not None:
            slopes *= ~ended[start:end, None]
        for t in reversed(range(start, end)):
            waiting = None if ended is None else (dh.copy(), dc.copy())
            slope = slopes[t - start]
            dh += dy[t]
            dc += np.multiply(dh, to_cell[t - start], out=product)
            slope[O] *= dh
            slope[BY_CELL] *= dc
            blocks[t] = slope
            np.matmul(da[t], W_hh, out=dh)
            dc *= slots[t, F]
            if waiting is not None:  # a sequence that has ended hands its gradient on as it is
                np.copyto(dh, waiting[0], where=ended[t])
                np.copyto(dc, waiting[1], where=ended[t])
    da = da.reshape(T * B, 4 * H)
    dW = output_last(da.T @ rows[:T].reshape(T * B, D + H + 1), H)
    grads = {"W_xh": dW[:, :D].copy(), "W_hh": dW[:, D:-1].copy(), "b_h": dW[:, -1].copy()}
    return (da @ W_xh).reshape(T, B, D), type(dstate)(dh, dc), grads


def local_derivatives(slots: np.ndarray, slopes: np.ndarray, pair: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What multiplies the gradients at each of t steps, from their slots and those of the step after, (t + 1, 5, B, H).

    Returns (t, 4, B, H), the slope of each sum inside the gates: for o of h_t, for the others of c_t; and (t, B, H),
    o (1 - tanh² c_t), from h_t to c_t. They lie in the buffers slopes (t or more, 4, B, H), pair (2, t or more, B, H).
    """
    cells, slots = slots[1:, C], slots[:-1]
    slopes, (tanh_c, to_cell) = slopes[: len(slots)], pair[:, : len(slots)]
    np.tanh(cells, out=tanh_c)
    np.multiply(tanh_c, tanh_c, out=to_cell)
    np.subtract(1, to_cell, out=to_cell)
    to_cell *= slots[:, O]
    gates, g = slots[:, GATES], slots[:, G]
    np.subtract(1, gates, out=slopes)
    slopes *= gates  # σ' = σ (1 - σ)
    np.multiply(g, g, out=slopes[:, G])
    np.subtract(1, slopes[:, G], out=slopes[:, G])  # tanh' = 1 - tanh²
    slopes[:, O] *= tanh_c
    slopes[:, I:G] *= slots[:, G:]  # i by g, f by c_{t-1}
    slopes[:, G] *= slots[:, I]
    return slopes, to_cell


def output_first(array: np.ndarray, H: int) -> np.ndarray:
    """Rows in PyTorch's order i, f, g, o in that of the slots: o, i, f, g. (np.roll takes five times as long.)"""
    return np.concatenate([array[-H:], array[:-H]])


def output_last(array: np.ndarray, H: int) -> np.ndarray:
    """Rows in the order of the slots in PyTorch's: i, f, g, o."""
    return np.concatenate([array[H:], array[:H]])
