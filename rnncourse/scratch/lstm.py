"""Long short-term memory (Hochreiter & Schmidhuber 1997), forward and backward by hand.

    i, f, o = σ(W x_t + U h_{t-1} + b)      input, forget and output gate
    g       = tanh(W x_t + U h_{t-1} + b)   candidate
    c_t     = f ⊙ c_{t-1} + i ⊙ g           the cell
    h_t     = o ⊙ tanh(c_t)                 the hidden state

The four blocks lie in one matrix, in PyTorch's order i, f, g, o. `LSTM.step` is the equation; `LSTM.forward` computes
the same numbers faster: with rows [x_t, h_{t-1}, 1] one product a step gives all sums inside the gates, and what is
kept of a step lies side by side, so that one operation serves several gates.
"""

from typing import NamedTuple

import numpy as np

from rnncourse.scratch.activations import sigmoid
from rnncourse.scratch.init import uniform
from rnncourse.scratch.recurrent import RecurrentLayer, checked_state, past_the_end
from rnncourse.shapes import check_float, check_shape


class LSTMState(NamedTuple):
    """What an LSTM carries from step to step: the hidden state and the cell, each (B, H)."""

    h: np.ndarray
    c: np.ndarray


class LSTMCache(NamedTuple):
    """What `forward` keeps for `backward`.

    Among the gates o comes first: then the three sigmoids are neighbours, and so are the three that the gradient of the
    cell reaches, and [i, f] times [g, c_{t-1}] is one operation. It is PyTorch's i, f, g, o rolled on by one block.
    """

    rows: np.ndarray  # (T + 1, B, D + H + 1) what each step reads: x_t, h_{t-1}, 1
    gates: np.ndarray  # (T + 1, 5, B, H) o, i, f, g after their nonlinearities, and the cell c_{t-1}
    over: np.ndarray | None  # (T, B, 1) True where a sequence has already ended; None if none ends early

    @property
    def c(self):
        """The cells, (T + 1, B, H): c[0] is the initial one, c[t] the one after t steps."""
        return self.gates[:, 4]


CHUNK = 2**15  # steps times batch times units whose local derivatives fit in a processor's cache together


class LSTM(RecurrentLayer):
    """A layer of LSTM units.

    Parameters
    ----------
    input_size, hidden_size : D and H
    forget_bias : added to the forget gate's first bias; 1 lets the cell remember from the start (Gers et al. 2000;
        Józefowicz et al. 2015), 0 is PyTorch's
    rng : np.random.Generator that draws the first weights, uniform in ±1/√H as PyTorch does
    dtype : np.float32 or np.float64

    `params`: W_xh (4H, D), W_hh (4H, H), b_h (4H,), the gates in the order i, f, g, o.
    """

    torch_name = "LSTM"

    def __init__(self, input_size, hidden_size, *, forget_bias=0.0, rng, dtype=np.float32):
        super().__init__(input_size, hidden_size, dtype)
        H, bound = hidden_size, hidden_size**-0.5
        self.params = {
            "W_xh": uniform((4 * H, input_size), bound, rng=rng, dtype=dtype),
            "W_hh": uniform((4 * H, H), bound, rng=rng, dtype=dtype),
            "b_h": uniform((4 * H,), bound, rng=rng, dtype=dtype),
        }
        self.params["b_h"][H : 2 * H] += forget_bias

    def initial_state(self, batch_size):
        """The state before anything was read: zeros, LSTMState of (B, H) each."""
        zeros = np.zeros((batch_size, self.hidden_size), self.dtype)
        return LSTMState(zeros, zeros.copy())

    @staticmethod
    def step(params, x_t, state):
        """One time step of the LSTM (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000).

        i, f, o = σ(W x_t + U h_{t-1} + b)      input, forget, output gate
        g       = tanh(W x_t + U h_{t-1} + b)   candidate
        c_t     = f ⊙ c_{t-1} + i ⊙ g           the cell: a sum, so its gradient is passed on, not squashed
        h_t     = o ⊙ tanh(c_t)

        x_t (B, D), state.h and state.c (B, H) -> h_t (B, H), LSTMState
        """
        a = x_t @ params["W_xh"].T + state.h @ params["W_hh"].T + params["b_h"]  # (B, 4H)
        i, f, g, o = np.split(a, 4, axis=1)
        c_t = sigmoid(f) * state.c + sigmoid(i) * np.tanh(g)
        h_t = sigmoid(o) * np.tanh(c_t)
        return h_t, LSTMState(h_t, c_t)

    def forward(self, x, state=None, lengths=None):
        """Read the sequences x from `state` on.

        Parameters
        ----------
        x : (T, B, D)
        state : LSTMState of (B, H) each, zeros if None
        lengths : (B,) integers; steps past a sequence's end leave its state alone and give y = 0

        Returns
        -------
        y (T, B, H), LSTMState after each sequence's last step, cache for `backward`

        Raises
        ------
        ValueError : wrong shape or dtype, T = 0, NaN or infinity, a length outside 0..T
        """
        check_shape("x", x, ("T", "B", self.input_size))
        check_float("x", x, self.dtype)
        T, B, D = x.shape
        H = self.hidden_size
        over = past_the_end(lengths, T, B)
        over = None if over is None else over[:, :, None]
        rows, gates = np.empty((T + 1, B, D + H + 1), self.dtype), np.empty((T + 1, 5, B, H), self.dtype)
        h, c = rows[:, :, D:-1], gates[:, 4]  # (T + 1, B, H) each, the state before step t
        rows[:T, :, :D], rows[:, :, -1] = x, 1
        h[0], c[0] = self._checked("state", state, B)
        # σ(a) = (1 + tanh(a/2)) / 2: with the weights of o, i, f halved, one tanh serves all four blocks.
        W = turned(np.column_stack([self.params[name] for name in ("W_xh", "W_hh", "b_h")]), H)
        W = W.reshape(4, H, D + H + 1).transpose(0, 2, 1).copy()  # (4, D + H + 1, H)
        W[:3] *= 0.5

        products, tanh_c = np.empty((2, B, H), self.dtype), np.empty((B, H), self.dtype)
        for t in range(T):
            a = np.matmul(rows[t], W, out=gates[t, :4])
            np.tanh(a, out=a)
            sigmoids = a[:3]
            sigmoids *= 0.5
            sigmoids += 0.5
            np.multiply(gates[t, 1:3], gates[t, 3:], out=products)  # i ⊙ g and f ⊙ c_{t-1}
            np.add(*products, out=c[t + 1])
            np.multiply(a[0], np.tanh(c[t + 1], out=tanh_c), out=h[t + 1])
            if over is not None:
                np.copyto(c[t + 1], c[t], where=over[t])
                np.copyto(h[t + 1], h[t], where=over[t])
        y = h[1:].copy() if over is None else np.where(over, self.dtype.type(0), h[1:])
        return y, LSTMState(h[T].copy(), c[T].copy()), LSTMCache(rows, gates, over)

    def backward(self, cache, dy, dstate=None):
        """Backpropagation through time.

        From the last step to the first, with a the sums inside the gates:

            dh_t = dy_t + W_hhᵀ da_{t+1}
            dc_t = f_{t+1} ⊙ dc_{t+1} + o ⊙ (1 - tanh²c_t) ⊙ dh_t
            da   = (i(1-i) g ⊙ dc_t,  f(1-f) c_{t-1} ⊙ dc_t,  (1-g²) i ⊙ dc_t,  o(1-o) tanh c_t ⊙ dh_t)

        What multiplies dc_t and dh_t does not depend on them, so it is computed for many steps at once.

        Parameters
        ----------
        cache : from `forward`
        dy : (T, B, H) gradient of the loss by y, or None if only the final state matters
        dstate : LSTMState of gradients by the final state, zeros if None

        Returns
        -------
        dx (T, B, D), dstate (LSTMState) by the initial state, grads with the keys of `params`
        """
        rows, gates, over = cache
        (T, _, B, H), D = (len(gates) - 1, *gates.shape[1:]), self.input_size
        if dy is not None:
            check_shape("dy", dy, (T, B, H))
        dh, dc = (part.copy() for part in self._checked("dstate", dstate, B))
        da = np.empty((T, B, 4 * H), self.dtype)
        blocks = da.reshape(T, B, 4, H).transpose(0, 2, 1, 3)  # (T, 4, B, H) the same numbers, gate by gate
        W_xh, W_hh = (turned(self.params[name], H) for name in ("W_xh", "W_hh"))
        product, steps = np.empty((B, H), self.dtype), min(T, max(1, CHUNK // (B * H)))
        buffers = np.empty((steps, 4, B, H), self.dtype), np.empty((2, steps, B, H), self.dtype)
        for end in range(T, 0, -steps):
            start = max(0, end - steps)
            slopes, to_cell = local_derivatives(gates[start : end + 1], *buffers)
            if over is not None:
                slopes *= ~over[start:end, None]
            for t in reversed(range(start, end)):
                waiting = None if over is None else (dh.copy(), dc.copy())
                slope = slopes[t - start]
                if dy is not None:
                    dh += dy[t]
                dc += np.multiply(dh, to_cell[t - start], out=product)
                slope[0] *= dh
                slope[1:] *= dc
                blocks[t] = slope
                np.matmul(da[t], W_hh, out=dh)
                dc *= gates[t, 2]
                if over is not None:  # a sequence that has ended hands its gradient on as it is
                    np.copyto(dh, waiting[0], where=over[t])
                    np.copyto(dc, waiting[1], where=over[t])

        da = da.reshape(T * B, 4 * H)
        dW = turned(da.T @ rows[:T].reshape(T * B, D + H + 1), -H)
        grads = {"W_xh": dW[:, :D].copy(), "W_hh": dW[:, D:-1].copy(), "b_h": dW[:, -1].copy()}
        return (da @ W_xh).reshape(T, B, D), LSTMState(dh, dc), grads

    def _checked(self, name, state, batch_size):
        if state is None:
            return self.initial_state(batch_size)
        if not isinstance(state, tuple) or len(state) != 2:
            raise ValueError(f"{name}: expected an LSTMState(h, c), got {type(state).__name__}")
        parts = zip((f"{name}.h", f"{name}.c"), state, strict=True)
        return LSTMState(
            *(checked_state(part, array, (batch_size, self.hidden_size), self.dtype) for part, array in parts)
        )


def local_derivatives(gates, slopes, pair):
    """What multiplies the gradients at each step, from the cache of t steps and the one after: (t + 1, 5, B, H).

    Returns (t, 4, B, H), by the sums a inside o, i, f, g: of h_t for o, of c_t for the others; and (t, B, H) of h_t by
    c_t. Both lie in the buffers slopes (t or more, 4, B, H) and pair (2, t or more, B, H).
    """
    gates, cells = gates[:-1], gates[1:, 4]
    slopes, (tanh_c, to_cell) = slopes[: len(gates)], pair[:, : len(gates)]
    o, i, g = gates[:, 0], gates[:, 1], gates[:, 3]
    np.tanh(cells, out=tanh_c)
    np.multiply(tanh_c, tanh_c, out=to_cell)
    np.subtract(1, to_cell, out=to_cell)
    to_cell *= o
    np.subtract(1, gates[:, :4], out=slopes)
    slopes *= gates[:, :4]  # σ' = σ (1 - σ)
    np.multiply(g, g, out=slopes[:, 3])
    np.subtract(1, slopes[:, 3], out=slopes[:, 3])
    slopes[:, 0] *= tanh_c
    slopes[:, 1:3] *= gates[:, 3:]  # i by g, f by c_{t-1}
    slopes[:, 3] *= i
    return slopes, to_cell


def turned(array, rows):
    """The rows of an array moved on by so many, the last ones to the front: np.roll, in a fifth of its time."""
    return np.concatenate([array[-rows:], array[:-rows]])
