"""The gated recurrent unit (Cho et al. 2014), forward and backward by hand.

    r   = σ(W_r x_t + U_r h_{t-1} + b)                  reset gate
    z   = σ(W_z x_t + U_z h_{t-1} + b)                  update gate: how much of the old state stays
    n   = tanh(W_n x_t + b_xn + r ⊙ (U_n h_{t-1} + b_hn))     candidate, reset="after" (PyTorch, cuDNN)
    n   = tanh(W_n x_t + b_xn + U_n (r ⊙ h_{t-1}) + b_hn)     candidate, reset="before" (Cho et al. 2014)
    h_t = (1 - z) ⊙ n + z ⊙ h_{t-1}

z as PyTorch and Cho et al. have it; Chung et al. 2014 call z what is 1 - z here.
"""

from typing import NamedTuple

import numpy as np

from rnncourse.scratch.activations import sigmoid
from rnncourse.scratch.init import uniform
from rnncourse.scratch.recurrent import RecurrentLayer, checked_state, past_the_end
from rnncourse.shapes import check_float, check_shape

RESETS = ("after", "before")


class GRUCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    x: np.ndarray  # (T, B, D) the inputs
    h: np.ndarray  # (T + 1, B, H) the states, h[0] the initial one
    gates: np.ndarray  # (3, T, B, H) r, z, n after their nonlinearities
    from_state: np.ndarray | None  # (T, B, H) U_n h_{t-1} + b_hn; None if the reset comes before
    over: np.ndarray | None  # (T, B, 1) True where a sequence has already ended; None if none ends early


class GRU(RecurrentLayer):
    """A layer of gated recurrent units.

    Parameters
    ----------
    input_size, hidden_size : D and H
    reset : "after" the product with the state (PyTorch's and cuDNN's), or "before" it (Cho et al. 2014)
    rng : np.random.Generator that draws the first weights, uniform in ±1/√H as PyTorch does
    dtype : np.float32 or np.float64

    `params`: W_xh (3H, D), W_hh (3H, H), b_xh (3H,), b_hh (3H,), the blocks in PyTorch's order r, z, n.
    """

    torch_name = "GRU"

    def __init__(self, input_size, hidden_size, *, reset="after", rng, dtype=np.float32):
        super().__init__(input_size, hidden_size, dtype)
        if reset not in RESETS:
            raise ValueError(f"reset: expected one of {', '.join(RESETS)}, got {reset!r}")
        self.reset = reset
        H, bound = hidden_size, hidden_size**-0.5
        shapes = {"W_xh": (3 * H, input_size), "W_hh": (3 * H, H), "b_xh": (3 * H,), "b_hh": (3 * H,)}
        self.params = {name: uniform(shape, bound, rng=rng, dtype=dtype) for name, shape in shapes.items()}

    def initial_state(self, batch_size):
        """The state before anything was read: zeros (B, H)."""
        return np.zeros((batch_size, self.hidden_size), self.dtype)

    def torch_options(self):
        """What PyTorch's constructor has to be told besides the sizes; it has no GRU that resets before."""
        if self.reset != "after":
            raise ValueError('reset: PyTorch\'s GRU resets "after"; this layer resets "before" and has no equal there')
        return {}

    @staticmethod
    def step(params, x_t, h, reset="after"):
        """One time step of the GRU (Cho et al. 2014).

        r, z = σ(W x_t + U h_{t-1} + b)                     reset gate, update gate
        n    = tanh(W x_t + b_x + r ⊙ (U h_{t-1} + b_h))    candidate; reset="before": U (r ⊙ h_{t-1}) + b_h
        h_t  = (1 - z) ⊙ n + z ⊙ h_{t-1}                    a weighted mean of the new and the old

        x_t (B, D), h (B, H) -> h_t (B, H), state (B, H): the output is the new state
        """
        x_r, x_z, x_n = np.split(x_t @ params["W_xh"].T + params["b_xh"], 3, axis=1)  # (B, H) each
        h_r, h_z, h_n = np.split(h @ params["W_hh"].T + params["b_hh"], 3, axis=1)
        r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
        if reset == "before":
            H = h.shape[1]
            h_n = (r * h) @ params["W_hh"][2 * H :].T + params["b_hh"][2 * H :]
        n = np.tanh(x_n + (r * h_n if reset == "after" else h_n))
        h_t = (1 - z) * n + z * h
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
        H = self.hidden_size
        h = np.empty((T + 1, B, H), self.dtype)
        h[0] = checked_state("state", state, (B, H), self.dtype)
        over = past_the_end(lengths, T, B)
        over = None if over is None else over[:, :, None]
        # σ(a) = (1 + tanh(a/2)) / 2: with the weights of r and z halved, tanh serves all three blocks. (The transposed
        # weights are copied: a view would be multiplied at half the speed.)
        half = np.array([0.5, 0.5, 1], self.dtype)[:, None, None]
        W_xh, W_hh = (self._blocks(name).transpose(0, 2, 1).copy() * half for name in ("W_xh", "W_hh"))  # (3, ·, H)
        b_xh, b_hh = (self._blocks(name)[:, None, :] * half for name in ("b_xh", "b_hh"))

        gates = np.empty((3, T, B, H), self.dtype)
        flat = gates.reshape(3, T * B, H)
        np.matmul(x.reshape(T * B, D), W_xh, out=flat)  # the inputs of all steps
        flat += b_xh
        flat[: 2 if self.reset == "after" else 3] += b_hh[: 2 if self.reset == "after" else 3]
        from_state = np.empty((T, B, H), self.dtype) if self.reset == "after" else None
        products = np.empty((3, B, H), self.dtype)
        product = products[2]
        for t in range(T):
            h_old, h_new, a = h[t], h[t + 1], gates[:, t]
            r, z, n = a
            if self.reset == "after":
                np.matmul(h_old, W_hh, out=products)
                np.add(product, b_hh[2], out=from_state[t])
            else:
                np.matmul(h_old, W_hh[:2], out=products[:2])
            sigmoids = a[:2]
            sigmoids += products[:2]
            np.tanh(sigmoids, out=sigmoids)
            sigmoids *= 0.5
            sigmoids += 0.5
            if self.reset == "after":
                n += np.multiply(r, from_state[t], out=product)
            else:
                n += (r * h_old) @ W_hh[2]
            np.tanh(n, out=n)
            np.subtract(h_old, n, out=h_new)  # h_t = n + z (h_{t-1} - n)
            h_new *= z
            h_new += n
            if over is not None:
                np.copyto(h_new, h_old, where=over[t])
        y = h[1:] if over is None else np.where(over, self.dtype.type(0), h[1:])
        return y, h[T].copy(), GRUCache(x, h, gates, from_state, over)

    def backward(self, cache, dy, dstate=None):
        """Backpropagation through time, reset="after":

            da_n = (1 - z)(1 - n²) ⊙ dh_t                 da_z = (h_{t-1} - n) z (1 - z) ⊙ dh_t
            da_r = (U_n h_{t-1} + b_hn) r (1 - r) ⊙ da_n    what reaches U_n h_{t-1} + b_hn: r ⊙ da_n
            dh_{t-1} = z ⊙ dh_t + U_rᵀ da_r + U_zᵀ da_z + U_nᵀ (r ⊙ da_n)

        All four are dh_t times something that does not depend on it, so those factors are computed for all steps at
        once. With reset="before" da_r needs U_nᵀ da_n first, and takes a second product a step.

        Parameters
        ----------
        cache : from `forward`
        dy : (T, B, H) gradient of the loss by y, or None if only the final state matters
        dstate : (B, H) gradient by the final state, zeros if None

        Returns
        -------
        dx (T, B, D), dstate (B, H) by the initial state, grads with the keys of `params`
        """
        x, h, (r, z, n), from_state, over = cache
        T, B, D = x.shape
        H = self.hidden_size
        if dy is not None:
            check_shape("dy", dy, (T, B, H))
        dh = checked_state("dstate", dstate, (B, H), self.dtype).copy()

        da = np.empty((4, T, B, H), self.dtype)  # r, z, U_n h_{t-1} + b_hn, n
        s_r, s_z, s_u, s_n = da
        np.multiply(1 - z, 1 - n * n, out=s_n)
        np.multiply(h[:-1] - n, z * (1 - z), out=s_z)
        np.multiply(r, 1 - r, out=s_r)
        if self.reset == "after":
            s_r *= s_n
            s_r *= from_state
            np.multiply(s_n, r, out=s_u)
        else:
            s_r *= h[:-1]
        kept = z
        if over is not None:  # a sequence that has ended hands its gradient on as it is
            da *= ~over
            kept = np.where(over, self.dtype.type(1), z)
            dy = None if dy is None else dy * ~over
        W_hh, products = self._blocks("W_hh"), np.empty((3, B, H), self.dtype)
        for t in reversed(range(T)):
            if dy is not None:
                dh += dy[t]
            if self.reset == "after":
                da[:, t] *= dh
                np.matmul(da[:3, t], W_hh, out=products)
            else:
                s_n[t] *= dh
                s_z[t] *= dh
                d_reset = s_n[t] @ W_hh[2]  # by r ⊙ h_{t-1}
                s_r[t] *= d_reset
                np.matmul(da[:2, t], W_hh[:2], out=products[:2])
                np.multiply(d_reset, r[t], out=products[2])
            dh *= kept[t]
            for product in products:
                dh += product

        flat = da.reshape(4, T * B, H)
        by_x, by_h = flat[[0, 1, 3]], flat[:3] if self.reset == "after" else flat[[0, 1, 3]]
        h_before = h[:-1].reshape(T * B, H)
        dW_hh = np.matmul(by_h.transpose(0, 2, 1), h_before)
        if self.reset == "before":
            dW_hh[2] = by_h[2].T @ (r * h[:-1]).reshape(T * B, H)
        grads = {
            "W_xh": np.matmul(by_x.transpose(0, 2, 1), x.reshape(T * B, D)).reshape(3 * H, D),
            "W_hh": dW_hh.reshape(3 * H, H),
            "b_xh": by_x.sum(axis=1).reshape(3 * H),
            "b_hh": by_h.sum(axis=1).reshape(3 * H),
        }
        dx = np.add.reduce(np.matmul(by_x, self._blocks("W_xh")), axis=0).reshape(T, B, D)
        return dx, dh, grads

    def _blocks(self, name):
        """A parameter cut into its blocks r, z, n: (3, H, ·)."""
        array = self.params[name]
        return array.reshape(3, self.hidden_size, *array.shape[1:])
