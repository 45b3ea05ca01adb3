"""LSTMs with a gate more or less, and the smallest gated unit: what each gate is good for can be tried out.

    LSTMVariant   without the input, forget or output gate; input and forget gate coupled; peepholes (Greff et al. 2017)
    MGU           the minimal gated unit, one gate (Zhou et al. 2016)

Plain and readable: a line per equation, the same in forward and in `step`. For speed there are `LSTM` and `GRU`.
"""

from typing import NamedTuple

import numpy as np

from rnncourse.scratch.activations import sigmoid
from rnncourse.scratch.init import uniform
from rnncourse.scratch.lstm import LSTMState
from rnncourse.scratch.recurrent import RecurrentLayer, checked_state, past_the_end
from rnncourse.shapes import check_float, check_shape

GATES = {"input": "i", "forget": "f", "output": "o"}


class LoopCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    x: np.ndarray  # (T, B, D) the inputs
    steps: list  # one tuple of arrays (B, H) a step
    over: np.ndarray | None  # (T, B, 1) True where a sequence has already ended; None if none ends early


class _Looped(RecurrentLayer):
    """Forward and backward as loops over the steps; the layer says what one step does, both ways."""

    def forward(self, x, state=None, lengths=None):
        """x (T, B, D) -> y (T, B, H), the state after each sequence's last step, cache; as `LSTM.forward`."""
        check_shape("x", x, ("T", "B", self.input_size))
        check_float("x", x, self.dtype)
        T, B, _ = x.shape
        state = self._checked("state", state, B)
        over = past_the_end(lengths, T, B)
        over = None if over is None else over[:, :, None]
        from_x = x @ self.params["W_xh"].T + self.params["b_h"]  # the inputs of all steps
        y, steps = np.zeros((T, B, self.hidden_size), self.dtype), []
        for t in range(T):
            new, kept = self._forward_step(self.params, from_x[t], state)
            steps.append(kept)
            if over is not None:
                new = _where(over[t], state, new)
            state = new
            np.copyto(y[t], state[0], where=True if over is None else ~over[t])
        return y, self._given(state), LoopCache(x, steps, over)

    def backward(self, cache, dy, dstate=None):
        """dy (T, B, H) or None, dstate -> dx (T, B, D), dstate by the initial state, grads; as `LSTM.backward`."""
        x, steps, over = cache
        T, B, D = x.shape
        if dy is not None:
            check_shape("dy", dy, (T, B, self.hidden_size))
        d = self._checked("dstate", dstate, B)
        da = np.zeros((T, B, len(self.params["b_h"])), self.dtype)
        grads = {name: np.zeros_like(p) for name, p in self.params.items()}
        for t in reversed(range(T)):
            alive = None if over is None else ~over[t]
            here = d if dy is None else (d[0] + dy[t], *d[1:])
            if alive is not None:  # nothing is learned from a step that was not taken
                here = tuple(part * alive for part in here)
            da[t], before = self._backward_step(steps[t], here, grads)
            d = before if alive is None else _where(alive, before, d)
        da = da.reshape(T * B, -1)
        grads["W_xh"] += da.T @ x.reshape(T * B, D)
        grads["b_h"] += da.sum(axis=0)
        return (da @ self.params["W_xh"]).reshape(T, B, D), self._given(d), grads

    def step(self, params, x_t, state):
        """One time step: x_t (B, D), state -> h_t (B, H), the new state."""
        parts = state if isinstance(state, tuple) else (state,)
        new, _ = self._forward_step(params, x_t @ params["W_xh"].T + params["b_h"], parts)
        return new[0], self._given(new)

    @classmethod
    def from_torch(cls, module):
        """Refused: PyTorch has no such layer."""
        raise ValueError(f"module: torch.nn has no {cls.__name__}; use LSTM or GRU")

    def to_torch(self):
        """Refused: PyTorch has no such layer."""
        raise ValueError(f"to_torch: torch.nn has no {type(self).__name__}; use LSTM or GRU")


class LSTMVariant(_Looped):
    """An LSTM that lacks a gate, couples two, or lets its gates see the cell (Greff et al. 2017).

    Parameters
    ----------
    input_size, hidden_size : D and H
    without : "input", "forget" or "output": this gate is always open (1); None keeps all three
    coupled : the forget gate is one minus the input gate: what is written is what is forgotten
    peepholes : input and forget gate see c_{t-1}, the output gate sees c_t, each by a weight a unit (Gers et al. 2002)
    forget_bias, rng, dtype : as in `LSTM`; there is no forget bias where there is no forget gate

    `params`: W_xh (G·H, D), W_hh (G·H, H), b_h (G·H,), the G blocks that are there in the order i, f, g, o; with
    peepholes p_i, p_f, p_o (H,) as far as the gates are there.
    """

    def __init__(
        self,
        input_size,
        hidden_size,
        *,
        without=None,
        coupled=False,
        peepholes=False,
        forget_bias=0.0,
        rng,
        dtype=np.float32,
    ):
        super().__init__(input_size, hidden_size, dtype)
        if without not in (None, *GATES):
            raise ValueError(f"without: expected one of {', '.join(GATES)} or None, got {without!r}")
        if coupled and without in ("input", "forget"):
            raise ValueError(f"coupled: expected both gates that it couples, got without={without!r}")
        H, bound = hidden_size, hidden_size**-0.5
        absent = GATES.get(without, "") + ("f" if coupled else "")
        self.blocks = [name for name in "ifgo" if name not in absent]
        self.coupled, G = coupled, len(self.blocks)
        shapes = {"W_xh": (G * H, input_size), "W_hh": (G * H, H), "b_h": (G * H,)}
        if peepholes:
            shapes |= {f"p_{name}": (H,) for name in self.blocks if name != "g"}
        self.params = {name: uniform(shape, bound, rng=rng, dtype=dtype) for name, shape in shapes.items()}
        if "f" in self.blocks:
            at = self.blocks.index("f") * H
            self.params["b_h"][at : at + H] += forget_bias

    def initial_state(self, batch_size):
        """The state before anything was read: zeros, LSTMState of (B, H) each."""
        zeros = np.zeros((batch_size, self.hidden_size), self.dtype)
        return LSTMState(zeros, zeros.copy())

    def _forward_step(self, params, from_x, state):
        """The equations of `LSTM.step`, with what is different here.

        i   = σ(W x_t + U h_{t-1} + b + p_i ⊙ c_{t-1})      1 without an input gate
        f   = σ(W x_t + U h_{t-1} + b + p_f ⊙ c_{t-1})      1 without a forget gate, 1 - i if coupled
        g   = tanh(W x_t + U h_{t-1} + b)
        c_t = f ⊙ c_{t-1} + i ⊙ g
        o   = σ(W x_t + U h_{t-1} + b + p_o ⊙ c_t)          1 without an output gate
        h_t = o ⊙ tanh(c_t)
        """
        h, c = state
        a = from_x + h @ params["W_hh"].T  # (B, G·H)
        a = dict(zip(self.blocks, a.reshape(len(a), -1, self.hidden_size).transpose(1, 0, 2), strict=True))
        i = _gate("i", params, a, c)
        f = 1 - i if self.coupled else _gate("f", params, a, c)
        g = np.tanh(a["g"])
        c_t = f * c + i * g
        o = _gate("o", params, a, c_t)
        tanh_c = np.tanh(c_t)
        return (o * tanh_c, c_t), (h, c, c_t, i, f, g, o, tanh_c)

    def _backward_step(self, kept, dstate, grads):
        """`LSTM.backward`'s equations; a peephole adds to the cell's gradient, coupling takes df away from di."""
        h, c, c_t, i, f, g, o, tanh_c = kept
        (dh, dc), p = dstate, self.params
        da_o = dh * tanh_c * o * (1 - o)
        dc = dc + dh * o * (1 - tanh_c**2) + p.get("p_o", 0) * da_o
        di, df = dc * g, dc * c
        if self.coupled:
            di, df = di - df, np.zeros_like(df)
        da = {"i": di * i * (1 - i), "f": df * f * (1 - f), "g": dc * i * (1 - g**2), "o": da_o}
        dc_before = dc * f + p.get("p_i", 0) * da["i"] + p.get("p_f", 0) * da["f"]
        for name, seen in (("i", c), ("f", c), ("o", c_t)):
            if f"p_{name}" in grads:
                grads[f"p_{name}"] += (da[name] * seen).sum(axis=0)
        da = np.concatenate([da[name] for name in self.blocks], axis=1)  # (B, G·H)
        grads["W_hh"] += da.T @ h
        return da, (da @ p["W_hh"], dc_before)

    def _given(self, state):
        return LSTMState(*state)

    def _checked(self, name, state, batch_size):
        if state is None:
            return self.initial_state(batch_size)
        if not isinstance(state, tuple) or len(state) != 2:
            raise ValueError(f"{name}: expected an LSTMState(h, c), got {type(state).__name__}")
        shape = (batch_size, self.hidden_size)
        parts = zip((f"{name}.h", f"{name}.c"), state, strict=True)
        return tuple(checked_state(part, array, shape, self.dtype) for part, array in parts)


class MGU(_Looped):
    """The minimal gated unit (Zhou et al. 2016): one gate that forgets, resets and updates.

    f   = σ(W_f x_t + U_f h_{t-1} + b_f)
    n   = tanh(W_n x_t + U_n (f ⊙ h_{t-1}) + b_n)
    h_t = (1 - f) ⊙ h_{t-1} + f ⊙ n

    `params`: W_xh (2H, D), W_hh (2H, H), b_h (2H,), the blocks in the order f, n. Parameters as in `LSTM`.
    """

    def __init__(self, input_size, hidden_size, *, rng, dtype=np.float32):
        super().__init__(input_size, hidden_size, dtype)
        H, bound = hidden_size, hidden_size**-0.5
        shapes = {"W_xh": (2 * H, input_size), "W_hh": (2 * H, H), "b_h": (2 * H,)}
        self.params = {name: uniform(shape, bound, rng=rng, dtype=dtype) for name, shape in shapes.items()}

    def initial_state(self, batch_size):
        """The state before anything was read: zeros (B, H)."""
        return np.zeros((batch_size, self.hidden_size), self.dtype)

    def _forward_step(self, params, from_x, state):
        (h,) = state
        x_f, x_n = np.split(from_x, 2, axis=1)
        U_f, U_n = np.split(params["W_hh"], 2)
        f = sigmoid(x_f + h @ U_f.T)
        n = np.tanh(x_n + (f * h) @ U_n.T)
        return ((1 - f) * h + f * n,), (h, f, n)

    def _backward_step(self, kept, dstate, grads):
        h, f, n = kept
        (dh,) = dstate
        U_f, U_n = np.split(self.params["W_hh"], 2)
        da_n = dh * f * (1 - n**2)
        dfh = da_n @ U_n  # by the product f ⊙ h
        da_f = (dh * (n - h) + dfh * h) * f * (1 - f)
        grads["W_hh"] += np.concatenate([da_f.T @ h, da_n.T @ (f * h)])
        return np.concatenate([da_f, da_n], axis=1), (dh * (1 - f) + dfh * f + da_f @ U_f,)

    def _given(self, state):
        return state[0].copy()

    def _checked(self, name, state, batch_size):
        return (checked_state(name, state, (batch_size, self.hidden_size), self.dtype),)


def _gate(name, params, a, cell):
    """σ of a gate's sum, with its peephole if it has one; 1 where there is no such gate."""
    if name not in a:
        return np.ones_like(cell)
    return sigmoid(a[name] + params[f"p_{name}"] * cell if f"p_{name}" in params else a[name])


def _where(condition, these, those):
    return tuple(np.where(condition, a, b) for a, b in zip(these, those, strict=True))
