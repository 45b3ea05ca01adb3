"""The recurrent network of Elman (1990), forward and backward by hand.

    h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)

Arrays are time-major, (T, B, ·). `RNN.step` is the equation; `RNN.forward` computes the same numbers
faster; `RNN.backward` is backpropagation through time (Werbos 1990).
"""

from typing import NamedTuple

import numpy as np

from rnncourse.scratch.init import uniform
from rnncourse.scratch.recurrent import RecurrentLayer, checked_state, past_the_end
from rnncourse.shapes import check_float, check_shape

ACTIVATIONS = {
    "tanh": np.tanh,
    "relu": lambda a, out=None: np.maximum(a, 0, out=out),
}


class RNNCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    x: np.ndarray  # (T, B, D) the inputs
    h: np.ndarray  # (T + 1, B, H) the states; h[0] is the initial one, h[t] the one after t steps
    over: np.ndarray | None  # (T, B, 1) True where a sequence has already ended; None if none ends early


class RNN(RecurrentLayer):
    """A layer of recurrent units with one weight matrix for the input and one for the state.

    Parameters
    ----------
    input_size, hidden_size : D and H
    nonlinearity : "tanh", or "relu" (as in Le, Jaitly & Hinton 2015)
    rng : np.random.Generator that draws the first weights, uniform in ±1/√H as PyTorch does
    dtype : np.float32 or np.float64

    `params` is a dictionary: W_xh (H, D), W_hh (H, H), b_h (H,). Nothing else is kept on the layer: state and
    cache are handed in and out.
    """

    torch_name = "RNN"

    def __init__(self, input_size, hidden_size, *, nonlinearity="tanh", rng, dtype=np.float32):
        super().__init__(input_size, hidden_size, dtype)
        if nonlinearity not in ACTIVATIONS:
            raise ValueError(f"nonlinearity: expected one of {', '.join(ACTIVATIONS)}, got {nonlinearity!r}")
        self.nonlinearity = nonlinearity
        bound = hidden_size**-0.5
        self.params = {
            "W_xh": uniform((hidden_size, input_size), bound, rng=rng, dtype=dtype),
            "W_hh": uniform((hidden_size, hidden_size), bound, rng=rng, dtype=dtype),
            "b_h": uniform((hidden_size,), bound, rng=rng, dtype=dtype),
        }

    def torch_options(self):
        """What PyTorch's constructor has to be told besides the sizes."""
        return {"nonlinearity": self.nonlinearity}

    def initial_state(self, batch_size):
        """The state before anything was read: zeros (B, H)."""
        return np.zeros((batch_size, self.hidden_size), self.dtype)

    @staticmethod
    def step(params, x_t, h, activation=np.tanh):
        """One time step of the recurrent network (Elman 1990).

        h_t = tanh(W_xh x_t + W_hh h_{t-1} + b_h)

        x_t (B, D), h (B, H) -> h_t (B, H), state (B, H): the output is the new state
        """
        a = x_t @ params["W_xh"].T + h @ params["W_hh"].T + params["b_h"]  # (B, H)
        h_t = activation(a)
        return h_t, h_t

    def forward(self, x, state=None, lengths=None):
        """Read the sequences x from `state` on.

        Parameters
        ----------
        x : (T, B, D)
        state : (B, H), zeros if None
        lengths : (B,) integers; steps past a sequence's end leave its state alone and give y = 0

        Returns
        -------
        y (T, B, H), state (B, H) after each sequence's last step, cache for `backward`

        Raises
        ------
        ValueError : wrong shape or dtype, T = 0, NaN or infinity, a length outside 0..T
        """
        check_shape("x", x, ("T", "B", self.input_size))
        check_float("x", x, self.dtype)
        T, B, D = x.shape
        H, W_hh = self.hidden_size, self.params["W_hh"]
        h = np.empty((T + 1, B, H), self.dtype)
        h[0] = self._checked("state", state, B)
        over = past_the_end(lengths, T, B)
        over = None if over is None else over[:, :, None]
        activation = ACTIVATIONS[self.nonlinearity]

        # The inputs of all steps in one product, written where the states will stand.
        np.matmul(x.reshape(T * B, D), self.params["W_xh"].T, out=h[1:].reshape(T * B, H))
        h[1:] += self.params["b_h"]
        from_state = np.empty((B, H), self.dtype)
        W_T = np.ascontiguousarray(W_hh.T)
        for t in range(T):
            a = h[t + 1]
            a += np.matmul(h[t], W_T, out=from_state)
            activation(a, out=a)
            if over is not None:
                np.copyto(a, h[t], where=over[t])
        y = h[1:] if over is None else np.where(over, self.dtype.type(0), h[1:])
        return y, h[T].copy(), RNNCache(x, h, over)

    def backward(self, cache, dy, dstate=None):
        """Backpropagation through time.

        With a_t = W_xh x_t + W_hh h_{t-1} + b_h and h_t = tanh(a_t), from the last step to the first:

            dh_t = dy_t + W_hhᵀ da_{t+1}            what the output says, and what the future says
            da_t = (1 - h_t²) ⊙ dh_t                (ReLU: [h_t > 0] ⊙ dh_t)
            dW_hh = Σ_t da_t h_{t-1}ᵀ    dW_xh = Σ_t da_t x_tᵀ    db_h = Σ_t da_t    dx_t = W_xhᵀ da_t

        Parameters
        ----------
        cache : from `forward`
        dy : (T, B, H) gradient of the loss by y, or None if only the final state matters
        dstate : (B, H) gradient by the final state, zeros if None

        Returns
        -------
        dx (T, B, D), dstate (B, H) by the initial state, grads with the keys of `params`
        """
        x, h, over = cache
        T, B, D = x.shape
        H, W_hh = self.hidden_size, self.params["W_hh"]
        if dy is not None:
            check_shape("dy", dy, (T, B, H))
        dh = self._checked("dstate", dstate, B).copy()

        y = h[1:]
        slope = (y > 0).astype(self.dtype) if self.nonlinearity == "relu" else 1 - y * y  # (T, B, H)
        if over is not None:
            slope *= ~over
        da = slope  # each da_t takes the place of its slope
        for t in reversed(range(T)):
            if dy is not None:
                if over is None:
                    dh += dy[t]
                else:
                    np.add(dh, dy[t], out=dh, where=~over[t])
            da[t] *= dh
            if over is None:
                np.matmul(da[t], W_hh, out=dh)
            else:
                np.copyto(dh, da[t] @ W_hh, where=~over[t])

        da_all = da.reshape(T * B, H)
        grads = {
            "W_xh": da_all.T @ x.reshape(T * B, D),
            "W_hh": da_all.T @ h[:-1].reshape(T * B, H),
            "b_h": da_all.sum(axis=0),
        }
        return (da_all @ self.params["W_xh"]).reshape(T, B, D), dh, grads

    def _checked(self, name, state, batch_size):
        return checked_state(name, state, (batch_size, self.hidden_size), self.dtype)
