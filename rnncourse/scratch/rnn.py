"""The recurrent network of Elman (1990), forward and backward by hand.

h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)
"""

from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_choice
from rnncourse.scratch.activations import ACTIVATIONS
from rnncourse.scratch.kernels import rnn
from rnncourse.scratch.recurrent import RecurrentLayer


class RNNStep(NamedTuple):
    """What a step keeps for its way back."""

    x: np.ndarray  # (B, D) x_t
    h_before: np.ndarray  # (B, H) h_{t-1}
    h: np.ndarray  # (B, H) h_t


class RNN(RecurrentLayer):
    """A layer of recurrent units: one weight matrix for the input, one for the state.

    Parameters
    ----------
    input_size, hidden_size : D and H
    nonlinearity : "tanh", or "relu" (as in Le, Jaitly & Hinton 2015)
    rng, dtype, kernel : as of `RecurrentLayer`

    `params`: W_xh (H, D), W_hh (H, H), b_h (H,). The state is h, (B, H).
    """

    torch_name = "RNN"
    kernel = rnn

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        nonlinearity: str = "tanh",
        rng: np.random.Generator,
        dtype: Any = np.float32,
        kernel: bool = True,
    ) -> None:
        self.nonlinearity: str = check_choice("nonlinearity", nonlinearity, ACTIVATIONS)
        super().__init__(input_size, hidden_size, rng=rng, dtype=dtype, kernel=kernel)

    def shapes(self) -> dict[str, tuple[int, ...]]:
        D, H = self.input_size, self.hidden_size
        return {"W_xh": (H, D), "W_hh": (H, H), "b_h": (H,)}

    def step(self, x_t: np.ndarray, h: np.ndarray) -> tuple[np.ndarray, np.ndarray, RNNStep]:
        """One time step of the recurrent network (Elman 1990).

        h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)

        x_t (B, D), h (B, H) -> h_t (B, H), state (B, H): the output is the new state
        """
        p, activation = self.params, ACTIVATIONS[self.nonlinearity]
        h_t = activation.function(x_t @ p["W_xh"].T + h @ p["W_hh"].T + p["b_h"])  # (B, H)
        return h_t, h_t, RNNStep(x_t, h, h_t)

    def step_backward(
        self, kept: RNNStep, dh_t: np.ndarray, dstate: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
        """The same step backward.

        dh       = dy_t + dh_t            what the output says of h_t, and what all later steps say
        da       = (1 - h_t²) ⊙ dh        the slope of tanh, written with its value
        dx_t     = W_xhᵀ da
        dh_{t-1} = W_hhᵀ da
        dW_xh    = da x_tᵀ
        dW_hh    = da h_{t-1}ᵀ
        db_h     = da                     these three summed over the batch

        Gradients with respect to h_t and to the new state, (B, H) -> to x_t (B, D), to the old state (B, H), grads
        """
        p, activation = self.params, ACTIVATIONS[self.nonlinearity]
        dh = dh_t + dstate
        da = activation.slope(kept.h) * dh
        dx_t = da @ p["W_xh"]
        dh_before = da @ p["W_hh"]
        grads = {
            "W_xh": da.T @ kept.x,
            "W_hh": da.T @ kept.h_before,
            "b_h": da.sum(axis=0),
        }
        return dx_t, dh_before, grads

    @classmethod
    def options_from_torch(cls, module: Any) -> dict[str, Any]:
        return {"nonlinearity": module.nonlinearity}

    def torch_options(self) -> dict[str, Any]:
        return {"nonlinearity": self.nonlinearity}
