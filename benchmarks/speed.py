"""Ratios of time against other implementations: `make bench`, or python benchmarks/speed.py [--json FILE].

Each row is paired: ours and theirs in turn, the ratio taken pair by pair, the median quoted, so that a machine
that slows down for a while slows both. Below 1 is faster than the other.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
import warnings
from functools import partial
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy and torch are imported: the same for both

import numpy as np  # noqa: E402
import torch  # noqa: E402
from threadpoolctl import threadpool_info  # noqa: E402

from rnncourse.scratch import GRU, LSTM, RNN, Adam, Bidirectional, Network, clip_norm, softmax_cross_entropy  # noqa: E402

SHAPES = [  # (T, B, D, H)
    (35, 32, 64, 64),
    (35, 32, 128, 256),
    (100, 64, 256, 512),
    (25, 1, 64, 100),
    (200, 64, 2, 64),
    (50, 16, 32, 32),
]


def paired(ours, theirs, runs):
    """Median seconds of both and the median of their ratios over `runs` (at least 15) pairs, after one warm-up."""
    ours(), theirs()
    pairs = []
    for _ in range(runs):
        start = time.perf_counter()
        ours()
        middle = time.perf_counter()
        theirs()
        pairs.append((middle - start, time.perf_counter() - middle))
    ours_s, theirs_s = (statistics.median(side) for side in zip(*pairs, strict=True))
    return ours_s, theirs_s, statistics.median(a / b for a, b in pairs)


def row(name, ours, theirs, ratio, target, unit="ms"):
    return {
        "name": name,
        "ours": ours,
        "theirs": theirs,
        "unit": unit,
        "ratio": ratio,
        "target": target,
        "ok": target is None or ratio <= target,
    }


TARGETS = {"RNN": 1.0, "LSTM": 0.85, "GRU": 1.0, "BiLSTM": 1.0}  # of the geometric mean


def both_ways(D, H):
    """A bidirectional LSTM in torch and ours with the same weights."""
    module = torch.nn.LSTM(D, H, bidirectional=True)
    return module, Bidirectional.from_torch(LSTM, module)


def one_way(cls):
    """A maker of a one-direction layer in torch and ours with the same weights."""

    def make(D, H):
        module = getattr(torch.nn, cls.torch_name)(D, H)
        return module, cls.from_torch(module)

    return make


LAYERS = {"RNN": one_way(RNN), "LSTM": one_way(LSTM), "GRU": one_way(GRU), "BiLSTM": both_ways}


def torch_pass(module, x, dy):
    """Forward + backward of a recurrent module, all gradients."""
    module.zero_grad()
    x.grad = None
    module(x)[0].backward(dy)


def geometric_mean(rows):
    return float(np.exp(np.mean([np.log(r["ratio"]) for r in rows])))


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
    target = None if suffix else TARGETS[name]
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
    return [row(f"training step, characters, T={T} B={B} E={E} H={H}", 1e3 * a, 1e3 * b, ratio, 1.2)]


def import_time(runs):
    """`import rnncourse` in a fresh interpreter, less the start of the interpreter itself."""

    def seconds(code):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    seconds("import rnncourse")
    taken = statistics.median(seconds("import rnncourse") - seconds("pass") for _ in range(runs))
    return [row("import rnncourse, seconds (target 0.1)", taken, None, taken, 0.1, "s")]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=31, help="pairs per row, at least 15 (default: 31)")
    parser.add_argument("--threads", type=int, default=1, help="threads of torch (default: 1)")
    parser.add_argument("--json", type=Path, default=Path(__file__).parent / "results" / "speed.json")
    arguments = parser.parse_args()
    if arguments.runs < 15:
        parser.error(f"--runs: expected at least 15, got {arguments.runs}")
    torch.set_num_threads(arguments.threads)
    sys.path.insert(0, str(Path(__file__).parent))
    import speed_conv_ctc
    import speed_length
    import speed_ngram

    rows = [r for name in LAYERS for r in recurrent_layer(name, arguments.runs)]
    rows += without_onednn("LSTM", arguments.runs) + products_alone(arguments.runs)
    rows += speed_conv_ctc.conv2d(arguments.runs) + speed_conv_ctc.ctc(arguments.runs)
    rows += speed_length.cost_against_length()
    rows += training_step(arguments.runs) + import_time(15)
    rows += [
        measure() for measure in (speed_ngram.ngram_counting, speed_ngram.ngram_memory, speed_ngram.ngram_kneser_ney)
    ]
    print(f"{'':52}{'ours':>12}{'theirs':>12}{'ratio':>10}{'target':>9}")
    for r in rows:
        numbers = [f"{r[key]:.3g} {r.get('unit', '')}" if r[key] is not None else "" for key in ("ours", "theirs")]
        target = "" if r["target"] is None else f"{r['target']:.3g}"
        missed = "" if r["ok"] else "MISSED"
        print(f"{r['name']:52}{numbers[0]:>12}{numbers[1]:>12}{r['ratio']:>10.3g}{target:>9}  {missed}")
    arguments.json.parent.mkdir(parents=True, exist_ok=True)
    versions = {"python": platform.python_version(), "numpy": np.__version__, "torch": torch.__version__}
    blas = {pool["internal_api"]: pool.get("architecture") for pool in threadpool_info()}
    result = {"versions": versions, "blas": blas, "runs": arguments.runs, "rows": rows}
    arguments.json.write_text(json.dumps(result, indent=1))
    print(f"\nmatrix products: {', '.join(f'{name} for {arch}' for name, arch in blas.items() if arch)}")
    print(f"written to {arguments.json.name}; every target met: {all(r['ok'] for r in rows)}")
    return 0 if all(r["ok"] for r in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
