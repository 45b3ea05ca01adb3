"""LSTMs with a gate more or less: what each gate is good for can be tried out (Greff et al. 2017)."""

from typing import Any

import numpy as np

from rnncourse.arguments import check_choice, check_flag, check_number
from rnncourse.scratch.activations import sigmoid
from rnncourse.scratch.lstm import LSTMState, LSTMStep
from rnncourse.scratch.recurrent import RecurrentLayer

GATES = {"input": "i", "forget": "f", "output": "o"}


class LSTMVariant(RecurrentLayer):
    """An LSTM that lacks a gate, couples two, or lets its gates see the cell (Greff et al. 2017).

    Parameters
    ----------
    input_size, hidden_size : D and H
    without : "input", "forget" or "output": this gate is always open (1); None keeps all three
    coupled : the forget gate is one minus the input gate: what is written is what is forgotten
    peepholes : input and forget gate see c_{t-1}, the output gate sees c_t, each by a weight a unit (Gers et al. 2002)
    forget_bias : as of `LSTM`; there is none where there is no forget gate
    rng, dtype, kernel : as of `RecurrentLayer`

    `params`: W_xh (G·H, D), W_hh (G·H, H), b_h (G·H,), the G blocks that are there in the order i, f, g, o; with
    peepholes p_i, p_f, p_o (H,) as far as the gates are there. The state is an `LSTMState`.
    """

    State = LSTMState

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        without: str | None = None,
        coupled: bool = False,
        peepholes: bool = False,
        forget_bias: float = 0.0,
        rng: np.random.Generator,
        dtype: Any = np.float32,
        kernel: bool = True,
    ) -> None:
        check_choice("without", without, (*GATES, None))
        coupled, peepholes = check_flag("coupled", coupled), check_flag("peepholes", peepholes)
        if coupled and without in ("input", "forget"):
            raise ValueError(f"coupled: expected both gates that it couples, got without={without!r}")
        absent = (GATES[without] if without else "") + ("f" if coupled else "")
        self.blocks = [name for name in "ifgo" if name not in absent]
        self.coupled, self.peepholes = coupled, peepholes
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype, kernel=kernel)
        forget_bias = check_number("forget_bias", forget_bias, self.dtype)
        if "f" in self.blocks:
            at = self.blocks.index("f") * self.hidden_size
            self.params["b_h"][at : at + self.hidden_size] += forget_bias

    def shapes(self) -> dict[str, tuple[int, ...]]:
        D, H, G = self.input_size, self.hidden_size, len(self.blocks)
        shapes: dict[str, tuple[int, ...]] = {"W_xh": (G * H, D), "W_hh": (G * H, H), "b_h": (G * H,)}
        return shapes | {f"p_{name}": (H,) for name in self.blocks if self.peepholes and name != "g"}

    def step(self, x_t: np.ndarray, state: LSTMState) -> tuple[np.ndarray, LSTMState, LSTMStep]:
        """The equations of `LSTM.step`, with what is different here.

        i   = σ(W x_t + U h_{t-1} + b + p_i ⊙ c_{t-1})      1 without an input gate
        f   = σ(W x_t + U h_{t-1} + b + p_f ⊙ c_{t-1})      1 without a forget gate, 1 - i if coupled
        g   = tanh(W x_t + U h_{t-1} + b)
        c_t = f ⊙ c_{t-1} + i ⊙ g
        o   = σ(W x_t + U h_{t-1} + b + p_o ⊙ c_t)          1 without an output gate
        h_t = o ⊙ tanh(c_t)
        """
        p, c = self.params, state.c
        a = np.split(x_t @ p["W_xh"].T + state.h @ p["W_hh"].T + p["b_h"], len(self.blocks), axis=1)  # (B, H) each
        sums = dict(zip(self.blocks, a, strict=True))
        i = self._gate("i", sums, c)
        f = 1 - i if self.coupled else self._gate("f", sums, c)
        g = np.tanh(sums["g"])
        c_t = f * c + i * g
        o = self._gate("o", sums, c_t)
        h_t = o * np.tanh(c_t)
        return h_t, LSTMState(h_t, c_t), LSTMStep(x_t, *state, i, f, g, o, c_t)

    def step_backward(
        self, kept: LSTMStep, dh_t: np.ndarray, dstate: LSTMState
    ) -> tuple[np.ndarray, LSTMState, dict[str, np.ndarray]]:
        """The equations of `LSTM.step_backward`, with what is different here.

        dh       = dy_t + dh_t
        da_o     = o (1 - o) ⊙ tanh(c_t) ⊙ dh
        dc       = dc_t + o ⊙ (1 - tanh²(c_t)) ⊙ dh + p_o ⊙ da_o        a peephole leads to the cell
        da_i     = i (1 - i) ⊙ g ⊙ dc                                   coupled: (g - c_{t-1}) for g
        da_f     = f (1 - f) ⊙ c_{t-1} ⊙ dc
        da_g     = (1 - g²) ⊙ i ⊙ dc
        dc_{t-1} = f ⊙ dc + p_i ⊙ da_i + p_f ⊙ da_f
        dp_i     = da_i ⊙ c_{t-1}    dp_f = da_f ⊙ c_{t-1}    dp_o = da_o ⊙ c_t
        dx_t, dh_{t-1}, dW_xh, dW_hh, db_h      as there, from the blocks that are there
        """
        p, (x, h, c_before, i, f, g, o, c), tanh_c = self.params, kept, np.tanh(kept.c)
        dh = dh_t + dstate.h
        da_o = o * (1 - o) * tanh_c * dh
        dc = dstate.c + o * (1 - tanh_c**2) * dh + p.get("p_o", 0) * da_o
        da_i = i * (1 - i) * (g - c_before if self.coupled else g) * dc
        da_f = f * (1 - f) * c_before * dc
        da_g = (1 - g**2) * i * dc
        sums = {"i": da_i, "f": da_f, "g": da_g, "o": da_o}
        dc_before = f * dc + sum(p[f"p_{k}"] * sums[k] for k in "if" if f"p_{k}" in p)
        da = np.concatenate([sums[name] for name in self.blocks], axis=1)  # (B, G·H)
        grads = {"W_xh": da.T @ x, "W_hh": da.T @ h, "b_h": da.sum(axis=0)}
        seen = {"p_i": c_before, "p_f": c_before, "p_o": c}
        grads |= {name: (sums[name[2]] * seen[name]).sum(axis=0) for name in seen if name in p}
        return da @ p["W_xh"], LSTMState(da @ p["W_hh"], dc_before), grads

    def _gate(self, name: str, sums: dict[str, np.ndarray], cell: np.ndarray) -> np.ndarray:
        """σ of a gate's sum, with its peephole if it has one; 1 where there is no such gate."""
        if name not in sums:
            return np.ones_like(cell)
        return sigmoid(sums[name] + self.params[f"p_{name}"] * cell if self.peepholes else sums[name])
