"""The minimal gated unit (Zhou et al. 2016): all that a cell has to say for itself."""

from typing import NamedTuple

import numpy as np

from rnncourse.scratch.activations import sigmoid
from rnncourse.scratch.recurrent import RecurrentLayer


class MGUStep(NamedTuple):
    """What a step keeps for its way back: x_t (B, D), the rest (B, H) each."""

    x: np.ndarray
    h_before: np.ndarray  # h_{t-1}
    f: np.ndarray
    n: np.ndarray


class MGU(RecurrentLayer):
    """A layer of units with one gate, which forgets, resets and updates.

    `params`: W_xh (2H, D), W_hh (2H, H), b_h (2H,), the blocks in the order f, n. Parameters as of `RecurrentLayer`.
    """

    def shapes(self) -> dict[str, tuple[int, ...]]:
        D, H = self.input_size, self.hidden_size
        return {"W_xh": (2 * H, D), "W_hh": (2 * H, H), "b_h": (2 * H,)}

    def step(self, x_t: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray, MGUStep]:
        """One time step of the minimal gated unit.

        f   = σ(W_f x_t + b_f + U_f h_{t-1})
        n   = tanh(W_n x_t + b_n + U_n (f ⊙ h_{t-1}))
        h_t = (1 - f) ⊙ h_{t-1} + f ⊙ n

        x_t (B, D), h (B, H) -> h_t (B, H), state (B, H): the output is the new state
        """
        p = self.params
        x_f, x_n = np.split(x_t @ p["W_xh"].T + p["b_h"], 2, axis=1)  # (B, H) each
        U_f, U_n = np.split(p["W_hh"], 2)
        f = sigmoid(x_f + h @ U_f.T)
        n = np.tanh(x_n + (f * h) @ U_n.T)
        h_t = (1 - f) * h + f * n
        return h_t, h_t, MGUStep(x_t, h, f, n)

    def step_backward(
        self, kept: MGUStep, dh_t: np.ndarray, dstate: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """The same step backward, with m = f ⊙ h_{t-1}.

        dh       = dy_t + dh_t
        da_n     = (1 - n²) ⊙ f ⊙ dh
        dm       = U_nᵀ da_n
        da_f     = f (1 - f) ⊙ ((n - h_{t-1}) ⊙ dh + h_{t-1} ⊙ dm)
        dh_{t-1} = (1 - f) ⊙ dh + f ⊙ dm + U_fᵀ da_f
        dx_t     = W_xhᵀ [da_f, da_n]
        dW_xh    = [da_f, da_n] x_tᵀ
        dW_hh    = [da_f h_{t-1}ᵀ, da_n mᵀ]
        db_h     = [da_f, da_n]
        """
        p, (x, h, f, n) = self.params, kept
        U_f, U_n = np.split(p["W_hh"], 2)
        dh = dh_t + dstate
        da_n = (1 - n**2) * f * dh
        dm = da_n @ U_n
        da_f = f * (1 - f) * ((n - h) * dh + h * dm)
        dh_before = (1 - f) * dh + f * dm + da_f @ U_f
        da = np.hstack([da_f, da_n])  # (B, 2H)
        dx_t = da @ p["W_xh"]
        grads = {"W_xh": da.T @ x, "W_hh": np.vstack([da_f.T @ h, da_n.T @ (f * h)]), "b_h": da.sum(axis=0)}
        return dx_t, dh_before, grads
