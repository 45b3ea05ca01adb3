"""Long short-term memory (Hochreiter & Schmidhuber 1997), forward and backward by hand."""

from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_number
from rnncourse.scratch.activations import sigmoid
from rnncourse.scratch.kernels import lstm
from rnncourse.scratch.recurrent import RecurrentLayer


class LSTMState(NamedTuple):
    """What an LSTM carries from step to step: the hidden state and the cell, each (B, H)."""

    h: np.ndarray
    c: np.ndarray


class LSTMStep(NamedTuple):
    """What a step keeps for its way back: x_t (B, D), the rest (B, H) each."""

    x: np.ndarray
    h_before: np.ndarray  # h_{t-1}
    c_before: np.ndarray  # c_{t-1}
    i: np.ndarray
    f: np.ndarray
    g: np.ndarray
    o: np.ndarray
    c: np.ndarray  # c_t


class LSTM(RecurrentLayer):
    """A layer of LSTM units.

    Parameters
    ----------
    input_size, hidden_size : D and H
    forget_bias : added to the forget gate's first bias; 1 lets the cell remember from the start (Gers et al. 2000;
        Józefowicz et al. 2015), 0 is PyTorch's
    rng, dtype, kernel : as of `RecurrentLayer`

    `params`: W_xh (4H, D), W_hh (4H, H), b_h (4H,), the gates in the order i, f, g, o. The state is an `LSTMState`.
    """

    torch_name = "LSTM"
    State = LSTMState
    kernel = lstm

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        forget_bias: float = 0.0,
        rng: np.random.Generator,
        dtype: Any = np.float32,
        kernel: bool = True,
    ) -> None:
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype, kernel=kernel)
        H = self.hidden_size
        self.params["b_h"][H : 2 * H] += check_number("forget_bias", forget_bias, self.dtype)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        D, H = self.input_size, self.hidden_size
        return {"W_xh": (4 * H, D), "W_hh": (4 * H, H), "b_h": (4 * H,)}

    def step(self, x_t: np.ndarray, state: LSTMState) -> tuple[np.ndarray, LSTMState, LSTMStep]:
        """One time step of the LSTM (Hochreiter & Schmidhuber 1997; forget gate: Gers et al. 2000).

        i, f, o = σ(W x_t + U h_{t-1} + b)      input, forget, output gate
        g       = tanh(W x_t + U h_{t-1} + b)   candidate
        c_t     = f ⊙ c_{t-1} + i ⊙ g           the cell: a sum, so its gradient is passed on, not squashed
        h_t     = o ⊙ tanh(c_t)

        x_t (B, D), state.h and state.c (B, H) -> h_t (B, H), LSTMState
        """
        p = self.params
        a = x_t @ p["W_xh"].T + state.h @ p["W_hh"].T + p["b_h"]  # (B, 4H)
        a_i, a_f, a_g, a_o = np.split(a, 4, axis=1)  # (B, H) each
        i, f, o = sigmoid(a_i), sigmoid(a_f), sigmoid(a_o)
        g = np.tanh(a_g)
        c_t = f * state.c + i * g
        h_t = o * np.tanh(c_t)
        return h_t, LSTMState(h_t, c_t), LSTMStep(x_t, *state, i, f, g, o, c_t)

    def step_backward(
        self, kept: LSTMStep, dh_t: np.ndarray, dstate: LSTMState
    ) -> tuple[np.ndarray, LSTMState, dict[str, np.ndarray]]:
        """The same step backward.

        dh       = dy_t + dh_t                            what the output says of h_t, and what all later steps say
        dc       = dc_t + o ⊙ (1 - tanh²(c_t)) ⊙ dh       the cell is reached from later cells, and through h_t
        da_i     = i (1 - i) ⊙ g ⊙ dc
        da_f     = f (1 - f) ⊙ c_{t-1} ⊙ dc
        da_g     = (1 - g²) ⊙ i ⊙ dc
        da_o     = o (1 - o) ⊙ tanh(c_t) ⊙ dh             with respect to the four sums; together da
        dx_t     = W_xhᵀ da
        dh_{t-1} = W_hhᵀ da
        dc_{t-1} = f ⊙ dc                                 the road: no matrix, no squashing
        dW_xh    = da x_tᵀ
        dW_hh    = da h_{t-1}ᵀ
        db_h     = da                                     these three summed over the batch
        """
        p, (x, h_before, c_before, i, f, g, o, _), tanh_c = self.params, kept, np.tanh(kept.c)
        dh = dh_t + dstate.h
        dc = dstate.c + o * (1 - tanh_c**2) * dh
        da_i = i * (1 - i) * g * dc
        da_f = f * (1 - f) * c_before * dc
        da_g = (1 - g**2) * i * dc
        da_o = o * (1 - o) * tanh_c * dh
        da = np.concatenate([da_i, da_f, da_g, da_o], axis=1)  # (B, 4H)
        dx_t = da @ p["W_xh"]
        dh_before = da @ p["W_hh"]
        dc_before = f * dc
        grads = {
            "W_xh": da.T @ x,
            "W_hh": da.T @ h_before,
            "b_h": da.sum(axis=0),
        }
        return dx_t, LSTMState(dh_before, dc_before), grads
