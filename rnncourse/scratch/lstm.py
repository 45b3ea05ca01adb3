"""Long short-term memory (Hochreiter & Schmidhuber 1997), forward and backward by hand.

    i, f, o = σ(W x_t + U h_{t-1} + b)      input, forget and output gate
    g       = tanh(W x_t + U h_{t-1} + b)   candidate
    c_t     = f ⊙ c_{t-1} + i ⊙ g           the cell
    h_t     = o ⊙ tanh(c_t)                 the hidden state

The four blocks lie in one matrix, in PyTorch's order i, f, g, o. `LSTM.step` is the equation; `LSTM.forward` computes
the same numbers faster: each gate is one block (T, B, H) of its own, for all steps.
"""

from typing import NamedTuple

import numpy as np

from rnncourse.scratch.init import uniform
from rnncourse.scratch.output import sigmoid
from rnncourse.scratch.recurrent import RecurrentLayer, checked_state, past_the_end
from rnncourse.shapes import check_float, check_shape


class LSTMState(NamedTuple):
    """What an LSTM carries from step to step: the hidden state and the cell, each (B, H)."""

    h: np.ndarray
    c: np.ndarray


class LSTMCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    x: np.ndarray  # (T, B, D) the inputs
    h: np.ndarray  # (T + 1, B, H) hidden states, h[0] the initial one
    c: np.ndarray  # (T + 1, B, H) cells, c[0] the initial one
    tanh_c: np.ndarray  # (T, B, H) of the cells after each step
    gates: np.ndarray  # (4, T, B, H) g, i, f, o after their nonlinearities
    over: np.ndarray | None  # (T, B, 1) True where a sequence has already ended; None if none ends early


# In the cache the candidate stands first: then the three sigmoids, i f o, are neighbours, and so are g i f, which the
# gradient of the cell reaches. PYTORCH[k] is the place of g, i, f, o in the weights; BACK leads back.
PYTORCH, BACK = [2, 0, 1, 3], [1, 2, 0, 3]


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
        h, c = (np.empty((T + 1, B, H), self.dtype) for _ in range(2))
        h[0], c[0] = self._checked("state", state, B)
        over = past_the_end(lengths, T, B)
        over = None if over is None else over[:, :, None]
        # σ(a) = (1 + tanh(a/2)) / 2: with the weights of i, f, o halved, one tanh serves all four blocks.
        half = np.array([1, 0.5, 0.5, 0.5], self.dtype)[:, None, None]
        W_xh, W_hh = (self._blocks(name).transpose(0, 2, 1) * half for name in ("W_xh", "W_hh"))  # (4, ·, H)
        bias = self._blocks("b_h")[:, None, :] * half

        gates, tanh_c = np.empty((4, T, B, H), self.dtype), np.empty((T, B, H), self.dtype)
        flat = gates.reshape(4, T * B, H)
        np.matmul(x.reshape(T * B, D), W_xh, out=flat)  # the inputs of all steps
        flat += bias
        from_state, product = np.empty((4, B, H), self.dtype), np.empty((B, H), self.dtype)
        for t in range(T):
            a, c_t = gates[:, t], c[t + 1]
            a += np.matmul(h[t], W_hh, out=from_state)
            np.tanh(a, out=a)
            sigmoids = a[1:]
            sigmoids *= 0.5
            sigmoids += 0.5
            g, i, f, o = a
            np.multiply(f, c[t], out=c_t)
            c_t += np.multiply(i, g, out=product)
            np.tanh(c_t, out=tanh_c[t])
            np.multiply(o, tanh_c[t], out=h[t + 1])
            if over is not None:
                np.copyto(c_t, c[t], where=over[t])
                np.copyto(h[t + 1], h[t], where=over[t])
        y = h[1:] if over is None else np.where(over, self.dtype.type(0), h[1:])
        return y, LSTMState(h[T].copy(), c[T].copy()), LSTMCache(x, h, c, tanh_c, gates, over)

    def backward(self, cache, dy, dstate=None):
        """Backpropagation through time.

        From the last step to the first, with a the sums inside the gates:

            dh_t = dy_t + W_hhᵀ da_{t+1}
            dc_t = f_{t+1} ⊙ dc_{t+1} + o ⊙ (1 - tanh²c_t) ⊙ dh_t
            da   = (i(1-i) g ⊙ dc_t,  f(1-f) c_{t-1} ⊙ dc_t,  (1-g²) i ⊙ dc_t,  o(1-o) tanh c_t ⊙ dh_t)

        What multiplies dc_t and dh_t does not depend on them, so it is computed for all steps at once.

        Parameters
        ----------
        cache : from `forward`
        dy : (T, B, H) gradient of the loss by y, or None if only the final state matters
        dstate : LSTMState of gradients by the final state, zeros if None

        Returns
        -------
        dx (T, B, D), dstate (LSTMState) by the initial state, grads with the keys of `params`
        """
        x, h, c, tanh_c, gates, over = cache
        T, B, D = x.shape
        H = self.hidden_size
        if dy is not None:
            check_shape("dy", dy, (T, B, H))
        dh, dc = (part.copy() for part in self._checked("dstate", dstate, B))
        g, i, f, o = gates

        da = np.empty_like(gates)  # (4, T, B, H): first the slopes, each becomes da times dc or dh
        np.subtract(1, gates[1:], out=da[1:])
        da[1:] *= gates[1:]
        np.multiply(g, g, out=da[0])
        np.subtract(1, da[0], out=da[0])
        for slope, factor in zip(da, (i, g, c[:-1], tanh_c), strict=True):
            slope *= factor
        to_cell = tanh_c * tanh_c
        np.subtract(1, to_cell, out=to_cell)
        to_cell *= o
        if over is not None:
            da *= ~over
            to_cell *= ~over

        W_hh, by_gate, product = (
            self._blocks("W_hh"),
            np.empty((4, B, H), self.dtype),
            np.empty((B, H), self.dtype),
        )
        for t in reversed(range(T)):
            waiting = None if over is None else (dh.copy(), dc.copy())
            if dy is not None:
                dh += dy[t]
            dc += np.multiply(dh, to_cell[t], out=product)
            da[:3, t] *= dc
            da[3, t] *= dh
            np.matmul(da[:, t], W_hh, out=by_gate)
            np.add.reduce(by_gate, axis=0, out=dh)
            dc *= f[t]
            if over is not None:  # a sequence that has ended hands its gradient on as it is
                np.copyto(dh, waiting[0], where=over[t])
                np.copyto(dc, waiting[1], where=over[t])

        da = da.reshape(4, T * B, H)
        W_xh, da_T = self._blocks("W_xh"), da.transpose(0, 2, 1)
        dx = np.add.reduce(np.matmul(da, W_xh), axis=0).reshape(T, B, D)
        grads = {
            "W_xh": np.matmul(da_T, x.reshape(T * B, D))[BACK].reshape(4 * H, D),
            "W_hh": np.matmul(da_T, h[:-1].reshape(T * B, H))[BACK].reshape(4 * H, H),
            "b_h": da.sum(axis=1)[BACK].reshape(4 * H),
        }
        return dx, LSTMState(dh, dc), grads

    def _blocks(self, name):
        """A parameter cut into its four blocks, in the order g, i, f, o of the cache: (4, H, ·)."""
        array = self.params[name]
        return array.reshape(4, self.hidden_size, *array.shape[1:])[PYTORCH]

    def _checked(self, name, state, batch_size):
        if state is None:
            return self.initial_state(batch_size)
        if not isinstance(state, tuple) or len(state) != 2:
            raise ValueError(f"{name}: expected an LSTMState(h, c), got {type(state).__name__}")
        parts = zip((f"{name}.h", f"{name}.c"), state, strict=True)
        return LSTMState(
            *(checked_state(part, array, (batch_size, self.hidden_size), self.dtype) for part, array in parts)
        )
