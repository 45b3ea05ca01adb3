"""The gated recurrent unit (Cho et al. 2014), forward and backward by hand.

z as PyTorch and Cho et al. have it; Chung et al. 2014 call z what is 1 - z here.
"""

from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_choice
from rnncourse.scratch.activations import sigmoid
from rnncourse.scratch.kernels import gru_after, gru_before
from rnncourse.scratch.recurrent import RecurrentLayer

KERNELS = {"after": gru_after, "before": gru_before}


class GRUStep(NamedTuple):
    """What a step keeps for its way back: x_t (B, D), the rest (B, H) each."""

    x: np.ndarray
    h_before: np.ndarray  # h_{t-1}
    r: np.ndarray
    z: np.ndarray
    n: np.ndarray
    u: np.ndarray  # reset="after": U_n h_{t-1} + b_n; "before": r ⊙ h_{t-1}


class GRU(RecurrentLayer):
    """A layer of gated recurrent units.

    Parameters
    ----------
    input_size, hidden_size : D and H
    reset : "after" the product with the state (PyTorch's and cuDNN's), or "before" it (Cho et al. 2014)
    rng, dtype, kernel : as of `RecurrentLayer`

    `params`: W_xh (3H, D), W_hh (3H, H), b_xh (3H,), b_hh (3H,), the blocks in PyTorch's order r, z, n. The state is h.
    """

    torch_name = "GRU"

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        reset: str = "after",
        rng: np.random.Generator,
        dtype: Any = np.float32,
        kernel: bool = True,
    ) -> None:
        self.reset: str = check_choice("reset", reset, KERNELS)
        self.kernel = KERNELS[reset]
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype, kernel=kernel)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        D, H = self.input_size, self.hidden_size
        return {"W_xh": (3 * H, D), "W_hh": (3 * H, H), "b_xh": (3 * H,), "b_hh": (3 * H,)}

    def step(self, x_t: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray, GRUStep]:
        """One time step of the GRU (Cho et al. 2014).

        r, z = σ(W x_t + b_x + U h_{t-1} + b_h)             reset gate, update gate
        n    = tanh(W x_t + b_x + r ⊙ (U h_{t-1} + b_h))    candidate; reset="before": U (r ⊙ h_{t-1}) + b_h
        h_t  = (1 - z) ⊙ n + z ⊙ h_{t-1}                    a weighted mean of the new and the old

        x_t (B, D), h (B, H) -> h_t (B, H), state (B, H): the output is the new state
        """
        p, H, after = self.params, self.hidden_size, self.reset == "after"
        x_r, x_z, x_n = np.split(x_t @ p["W_xh"].T + p["b_xh"], 3, axis=1)  # (B, H) each
        h_r, h_z, h_n = np.split(h @ p["W_hh"].T + p["b_hh"], 3, axis=1)
        r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
        u = h_n if after else r * h
        n = np.tanh(x_n + (r * u if after else u @ p["W_hh"][2 * H :].T + p["b_hh"][2 * H :]))
        h_t = (1 - z) * n + z * h
        return h_t, h_t, GRUStep(x_t, h, r, z, n, u)

    def step_backward(
        self, kept: GRUStep, dh_t: np.ndarray, dstate: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """The same step backward; U are the blocks of W_hh.

        dh       = dy_t + dh_t                                       from the output, and from all later steps
        da_z     = z (1 - z) ⊙ (h_{t-1} - n) ⊙ dh
        da_n     = (1 - n²) ⊙ (1 - z) ⊙ dh                           reset="after":          "before":
        du       = r ⊙ da_n                                          u = U_n h_{t-1} + b_n   u = r ⊙ h_{t-1}
                                                                                             du = U_nᵀ da_n
        da_r     = r (1 - r) ⊙ u ⊙ da_n                                                      … h_{t-1} ⊙ du
        dh_{t-1} = z ⊙ dh + U_rᵀ da_r + U_zᵀ da_z + U_nᵀ du                                  … r ⊙ du
        dx_t     = W_xhᵀ da                                          da = [da_r, da_z, da_n]
        dW_xh    = da x_tᵀ
        dW_hh    = [da_r, da_z, du] h_{t-1}ᵀ                                                 … da_n uᵀ
        db_xh    = da
        db_hh    = [da_r, da_z, du]                                                          … da_n
        """
        p, (x, h, r, z, n, u), H, after = self.params, kept, self.hidden_size, self.reset == "after"
        U_rz, U_n = p["W_hh"][: 2 * H], p["W_hh"][2 * H :]
        dh = dh_t + dstate
        da_z = z * (1 - z) * (h - n) * dh
        da_n = (1 - n**2) * (1 - z) * dh
        du = r * da_n if after else da_n @ U_n
        da_r = r * (1 - r) * (u * da_n if after else h * du)
        da_rz, da = np.hstack([da_r, da_z]), np.hstack([da_r, da_z, da_n])  # (B, 2H), (B, 3H)
        dh_before = z * dh + da_rz @ U_rz + (du @ U_n if after else r * du)
        dx_t = da @ p["W_xh"]
        grads = {
            "W_xh": da.T @ x,
            "W_hh": np.vstack([da_rz.T @ h, du.T @ h if after else da_n.T @ u]),
            "b_xh": da.sum(axis=0),
            "b_hh": np.hstack([da_rz, du if after else da_n]).sum(axis=0),
        }
        return dx_t, dh_before, grads

    def torch_options(self) -> dict[str, Any]:
        if self.reset != "after":
            raise ValueError(
                'reset: expected "after", as PyTorch\'s GRU resets, got "before"; this layer has no equal there'
            )
        return {}
