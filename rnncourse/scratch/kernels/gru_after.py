"""The kernel of `GRU(reset="after")`: one product with the state serves all three blocks."""

from typing import Any, NamedTuple

import numpy as np

R, Z, N = range(3)  # PyTorch's order of the blocks
SIGMOIDS = slice(R, N)


class GRUArrays(NamedTuple):
    """What is kept of all steps. The kernel that resets before the product keeps the same, with u = r ⊙ h_{t-1}."""

    x: np.ndarray  # (T, B, D)
    states: np.ndarray  # (T + 1, B, H) the initial state, then the one after each step
    gates: np.ndarray  # (3, T, B, H) r, z, n after their nonlinearities
    u: np.ndarray  # (T, B, H) U_n h_{t-1} + b_n

    @property
    def r(self) -> np.ndarray:
        return self.gates[R]

    @property
    def z(self) -> np.ndarray:
        return self.gates[Z]

    @property
    def n(self) -> np.ndarray:
        return self.gates[N]

    @property
    def h_before(self) -> np.ndarray:
        return self.states[:-1]


def forward(
    layer: Any, x: np.ndarray, state: np.ndarray, ended: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, GRUArrays]:
    (T, B, _), H = x.shape, layer.hidden_size
    states, gates, W_hh, b_hh = prepared(layer, x, state)
    gates[SIGMOIDS] += b_hh[SIGMOIDS, None, None]
    u, products = np.empty((T, B, H), layer.dtype), np.empty((3, B, H), layer.dtype)
    product = products[N]
    for t in range(T):
        h, (_, _, n) = states[t], gates[:, t]
        np.matmul(h, W_hh, out=products)
        np.add(product, b_hh[N], out=u[t])
        r, z = opened(gates[SIGMOIDS, t], products[SIGMOIDS])
        n += np.multiply(r, u[t], out=product)
        mix(h, z, np.tanh(n, out=n), out=states[t + 1])
        if ended is not None:
            np.copyto(states[t + 1], h, where=ended[t])
    return states[1:].copy(), states[T].copy(), GRUArrays(x, states, gates, u)


def backward(
    layer: Any, cache: Any, dy: np.ndarray, dstate: np.ndarray
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    x, states, (r, z, n), u = cache.kept
    (T, B, _), H, h_before = x.shape, layer.hidden_size, states[:-1]
    da = np.empty((4, T, B, H), layer.dtype)  # of r, z, u, n: what reaches the state's product lies together
    da_r, da_z, du, da_n = da
    np.multiply(1 - z, 1 - n * n, out=da_n)
    np.multiply(h_before - n, z * (1 - z), out=da_z)
    np.multiply(r, 1 - r, out=da_r)
    da_r *= da_n
    da_r *= u
    np.multiply(da_n, r, out=du)
    dh, stays = dstate.copy(), hand_on(z, da, cache.ended)
    W_hh, products = blocks(layer, "W_hh"), np.empty((3, B, H), layer.dtype)
    for t in reversed(range(T)):
        dh += dy[t]
        da[:, t] *= dh
        np.matmul(da[:3, t], W_hh, out=products)
        dh *= stays[t]
        for product in products:
            dh += product
    flat = da.reshape(4, T * B, H)
    by_x, by_h = flat[[0, 1, 3]], flat[:3]
    dW_hh = np.matmul(by_h.transpose(0, 2, 1), h_before.reshape(T * B, H))
    return *by_input(layer, by_x, x, dh), gradients(by_x, x, dW_hh, by_h)


def blocks(layer: Any, name: str) -> np.ndarray:
    """A parameter cut into its blocks r, z, n: (3, H, ·)."""
    array = layer.params[name]
    return array.reshape(3, layer.hidden_size, *array.shape[1:])


def prepared(layer: Any, x: np.ndarray, state: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The states to be (T + 1, B, H), the sums from the inputs of all steps (3, T, B, H), W_hh (3, H, H), b_hh (3, H).

    σ(a) = (1 + tanh(a/2)) / 2: the weights of r and z are halved, so that tanh serves all three blocks. (Transposed
    weights are copied: a view would be multiplied at half the speed.)
    """
    (T, B, D), H = x.shape, layer.hidden_size
    half = np.array([0.5, 0.5, 1], layer.dtype)[:, None, None]
    W_xh, W_hh = (blocks(layer, name).transpose(0, 2, 1).copy() * half for name in ("W_xh", "W_hh"))  # (3, ·, H)
    b_xh, b_hh = (blocks(layer, name) * half[:, 0] for name in ("b_xh", "b_hh"))
    states, gates = np.empty((T + 1, B, H), layer.dtype), np.empty((3, T, B, H), layer.dtype)
    states[0] = state
    sums = gates.reshape(3, T * B, H)
    np.matmul(x.reshape(T * B, D), W_xh, out=sums)
    sums += b_xh[:, None]
    return states, gates, W_hh, b_hh


def opened(sums: np.ndarray, from_state: np.ndarray) -> np.ndarray:
    """r and z (2, B, H), in the place of their halved sums."""
    sums += from_state
    np.tanh(sums, out=sums)
    sums *= 0.5
    sums += 0.5
    return sums


def mix(h: np.ndarray, z: np.ndarray, n: np.ndarray, *, out: np.ndarray) -> None:
    """(1 - z) ⊙ n + z ⊙ h, written as n + z ⊙ (h - n)."""
    np.subtract(h, n, out=out)
    out *= z
    out += n


def hand_on(z: np.ndarray, da: np.ndarray, ended: np.ndarray | None) -> np.ndarray:
    """The share of dh that stays in h_{t-1}: z, and all of it where a sequence has ended, which learns nothing."""
    if ended is None:
        return z
    da *= ~ended
    return np.where(ended, np.ones((), z.dtype), z)


def by_input(layer: Any, by_x: np.ndarray, x: np.ndarray, dh: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """dx (T, B, D) and what is left of dh, the gradient with respect to the initial state."""
    return np.add.reduce(np.matmul(by_x, blocks(layer, "W_xh")), axis=0).reshape(x.shape), dh


def gradients(by_x: np.ndarray, x: np.ndarray, dW_hh: np.ndarray, by_h: np.ndarray) -> dict[str, np.ndarray]:
    """The gradients of the parameters from those of the sums of all steps, (3, T·B, H)."""
    H, D = by_x.shape[2], x.shape[2]
    return {
        "W_xh": np.matmul(by_x.transpose(0, 2, 1), x.reshape(-1, D)).reshape(3 * H, D),
        "W_hh": dW_hh.reshape(3 * H, H),
        "b_xh": by_x.sum(axis=1).reshape(3 * H),
        "b_hh": by_h.sum(axis=1).reshape(3 * H),
    }
