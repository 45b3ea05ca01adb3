"""Recurrent layers against torch.nn, the plain loop against the kernels, a whole training step.

Each function returns rows for the table of benchmarks/speed.py.
"""

import warnings
from functools import partial

import numpy as np
import torch
from timing import geometric_mean, paired, row

from rnncourse.scratch import GRU, LSTM, RNN, Adam, Bidirectional, Network, clip_norm, softmax_cross_entropy

SHAPES = [  # (T, B, D, H)
    (35, 32, 64, 64),
    (35, 32, 128, 256),
    (100, 64, 256, 512),
    (25, 1, 64, 100),
    (200, 64, 2, 64),
    (50, 16, 32, 32),
]

# Of the geometric mean, by the number of threads: what was measured on a processor with AVX-512, and a twentieth more.
TARGETS = {1: {"RNN": 0.483, "LSTM": 1.21, "GRU": 0.609, "BiLSTM": 1.29}}


def bidirectional(D, H):
    """A bidirectional LSTM in torch and ours with the same weights."""
    module = torch.nn.LSTM(D, H, bidirectional=True)
    return module, Bidirectional.from_torch(module)


def one_way(cls):
    """A maker of a one-direction layer in torch and ours with the same weights."""

    def make(D, H):
        module = getattr(torch.nn, cls.torch_name)(D, H)
        return module, cls.from_torch(module)

    return make


LAYERS = {"RNN": one_way(RNN), "LSTM": one_way(LSTM), "GRU": one_way(GRU), "BiLSTM": bidirectional}


def torch_pass(module, x, dy):
    """Forward + backward of a recurrent module, all gradients."""
    module.zero_grad()
    x.grad = None
    module(x)[0].backward(dy)


def recurrent_layer(name, runs, suffix=""):
    """Forward + backward, all gradients, against torch.nn in float32; the last row is the geometric mean."""
    rows = []
    for T, B, D, H in SHAPES:
        module, layer = LAYERS[name](D, H)
        rng = np.random.default_rng(0)
        x, dy = (rng.standard_normal(s).astype(np.float32) for s in [(T, B, D), (T, B, layer.hidden_size)])
        x_torch, dy_torch = torch.tensor(x, requires_grad=True), torch.tensor(dy)

        def ours(layer=layer, x=x, dy=dy):
            _, _, cache = layer.forward(x)
            return layer.backward(cache, dy)

        theirs = partial(torch_pass, module, x_torch, dy_torch)
        dx, _, _ = ours()
        theirs()
        np.testing.assert_allclose(dx, x_torch.grad.numpy(), rtol=0, atol=1e-3)  # the same work, in float32
        a, b, ratio = paired(ours, theirs, runs)
        rows.append(row(f"{name} T={T} B={B} D={D} H={H}{suffix}", 1e3 * a, 1e3 * b, ratio, None))
    target = None if suffix else TARGETS.get(torch.get_num_threads(), {}).get(name)
    return [*rows, row(f"{name}, geometric mean{suffix}", None, None, geometric_mean(rows), target)]


def without_onednn(name, runs):
    """The same against PyTorch's own kernels.

    PyTorch hands an LSTM to oneDNN, compiled for the widest vectors of the processor; NumPy's OpenBLAS may not use them
    (the line "matrix products" says for which processor it multiplies). These rows tell the two effects apart.
    """
    with warnings.catch_warnings(), torch.backends.mkldnn.flags(enabled=False):
        warnings.simplefilter("ignore")
        return recurrent_layer(name, runs, ", no oneDNN")


def products_alone(runs):
    """The matrix products of our LSTM and nothing else, against the whole of torch.nn.LSTM: the floor of the ratio."""
    rows, rng = [], np.random.default_rng(0)
    for T, B, D, H in SHAPES:
        K = D + H + 1
        module, x = torch.nn.LSTM(D, H), torch.randn(T, B, D, requires_grad=True)
        read, W, da, W_xh, W_hh = (
            rng.standard_normal(shape).astype(np.float32)
            for shape in [(T, B, K), (4, K, H), (T, B, 4 * H), (4 * H, D), (4 * H, H)]
        )
        gates, dh, dy = np.empty((T, 4, B, H), np.float32), np.empty((B, H), np.float32), torch.ones(T, B, H)

        def ours(read=read, W=W, da=da, W_xh=W_xh, W_hh=W_hh, gates=gates, dh=dh):
            for t in range(len(read)):
                np.matmul(read[t], W, out=gates[t])
            for t in range(len(read)):
                np.matmul(da[t], W_hh, out=dh)
            flat = da.reshape(-1, da.shape[2])
            return flat.T @ read.reshape(-1, read.shape[2]), flat @ W_xh

        a, b, ratio = paired(ours, partial(torch_pass, module, x, dy), runs)
        rows.append(row(f"LSTM's products T={T} B={B} D={D} H={H}", 1e3 * a, 1e3 * b, ratio, None))
    return [*rows, row("LSTM's products alone, geometric mean", None, None, geometric_mean(rows), None)]


def plain_loop(name, runs):
    """The loop over `step` and `step_backward` against the kernel that stands in for it."""
    rows = []
    for T, B, D, H in SHAPES:
        _, layer = LAYERS[name](D, H)
        loop = type(layer)(D, H, rng=np.random.default_rng(0), kernel=False)
        loop.params = layer.params
        rng = np.random.default_rng(0)
        x, dy = (rng.standard_normal(s).astype(np.float32) for s in [(T, B, D), (T, B, H)])

        def run(layer, x=x, dy=dy):
            _, _, cache = layer.forward(x)
            layer.backward(cache, dy)

        a, b, ratio = paired(partial(run, loop), partial(run, layer), runs)
        rows.append(row(f"{name}'s loop over its kernel T={T} B={B} D={D} H={H}", 1e3 * a, 1e3 * b, ratio, None))
    return [*rows, row(f"{name}'s loop over its kernel, geometric mean", None, None, geometric_mean(rows), None)]


def training_step(runs, V=64, E=32, H=128, T=50, B=32):
    """One whole step of a character model (forward, loss, backward, clip, Adam) against the same in torch."""
    rng = np.random.default_rng(0)
    network = Network(RNN(E, H, rng=rng), V, vocab_size=V, rng=rng)
    optimizer = Adam(1e-3)
    parts = torch.nn.ModuleList([torch.nn.Embedding(V, E), network.layer.to_torch(), torch.nn.Linear(H, V)])
    reference = torch.optim.Adam(parts.parameters(), lr=1e-3)
    x, y = rng.integers(0, V, (2, T, B))
    x_torch, y_torch = torch.tensor(x), torch.tensor(y).reshape(-1)

    def ours():
        scores, _, cache = network.forward(x)
        _, dscores = softmax_cross_entropy(scores, y)
        grads = network.backward(cache, dscores)
        clip_norm(grads, 1.0)
        optimizer.step(network.params, grads)

    def theirs():
        reference.zero_grad()
        scores = parts[2](parts[1](parts[0](x_torch))[0])
        torch.nn.functional.cross_entropy(scores.reshape(-1, V), y_torch).backward()
        torch.nn.utils.clip_grad_norm_(parts.parameters(), 1.0)
        reference.step()

    a, b, ratio = paired(ours, theirs, runs)
    return [row(f"training step, characters, T={T} B={B} E={E} H={H}", 1e3 * a, 1e3 * b, ratio, 0.77)]
