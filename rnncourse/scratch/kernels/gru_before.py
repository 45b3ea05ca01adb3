"""The kernel of `GRU(reset="before")`: the candidate takes a second product a step, in both directions."""

from typing import Any

import numpy as np

from rnncourse.scratch.kernels.gru_after import (
    SIGMOIDS,
    GRUArrays,
    N,
    blocks,
    by_input,
    gradients,
    hand_on,
    mix,
    opened,
    prepared,
)


def forward(
    layer: Any, x: np.ndarray, state: np.ndarray, ended: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, GRUArrays]:
    (T, B, _), H = x.shape, layer.hidden_size
    states, gates, W_hh, b_hh = prepared(layer, x, state)
    gates += b_hh[:, None, None]
    u, products = np.empty((T, B, H), layer.dtype), np.empty((2, B, H), layer.dtype)
    product = products[0]
    for t in range(T):
        h, (_, _, n) = states[t], gates[:, t]
        r, z = opened(gates[SIGMOIDS, t], np.matmul(h, W_hh[SIGMOIDS], out=products))
        np.multiply(r, h, out=u[t])
        n += np.matmul(u[t], W_hh[N], out=product)
        mix(h, z, np.tanh(n, out=n), out=states[t + 1])
        if ended is not None:
            np.copyto(states[t + 1], h, where=ended[t])
    return states[1:].copy(), states[T].copy(), GRUArrays(x, states, gates, u)


def backward(
    layer: Any, cache: Any, dy: np.ndarray, dstate: np.ndarray
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    x, states, (r, z, n), u = cache.kept
    (T, B, _), H, h_before = x.shape, layer.hidden_size, states[:-1]
    da = np.empty((3, T, B, H), layer.dtype)
    da_r, da_z, da_n = da
    np.multiply(1 - z, 1 - n * n, out=da_n)
    np.multiply(h_before - n, z * (1 - z), out=da_z)
    np.multiply(r, 1 - r, out=da_r)
    da_r *= h_before
    dh, stays = dstate.copy(), hand_on(z, da, cache.ended)
    W_hh, products, du = blocks(layer, "W_hh"), np.empty((2, B, H), layer.dtype), np.empty((B, H), layer.dtype)
    for t in reversed(range(T)):
        dh += dy[t]
        da_n[t] *= dh
        da_z[t] *= dh
        np.matmul(da_n[t], W_hh[N], out=du)
        da_r[t] *= du
        np.matmul(da[SIGMOIDS, t], W_hh[SIGMOIDS], out=products)
        dh *= stays[t]
        dh += np.multiply(du, r[t], out=du)
        for product in products:
            dh += product
    flat = da.reshape(3, T * B, H)
    dW_hh = np.matmul(flat.transpose(0, 2, 1), h_before.reshape(T * B, H))
    dW_hh[N] = flat[N].T @ u.reshape(T * B, H)
    return *by_input(layer, flat, x, dh), gradients(flat, x, dW_hh, flat)
