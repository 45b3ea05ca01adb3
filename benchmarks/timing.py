"""How the benchmarks time: in pairs, ours and theirs in turn, so that a machine that slows down slows both."""

import contextlib
import statistics
import time

import numpy as np
import torch
from threadpoolctl import threadpool_limits


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
    """One line of the table: ours, theirs, ours over theirs, and the ratio it should not exceed (None: no target)."""
    return {
        "name": name,
        "ours": ours,
        "theirs": theirs,
        "unit": unit,
        "ratio": ratio,
        "target": target,
        "ok": target is None or ratio <= target,
    }


def geometric_mean(rows):
    return float(np.exp(np.mean([np.log(r["ratio"]) for r in rows])))


@contextlib.contextmanager
def threads(n):
    """So many threads for NumPy's products and for torch."""
    before = torch.get_num_threads()
    torch.set_num_threads(n)
    try:
        with threadpool_limits(limits=n):
            yield
    finally:
        torch.set_num_threads(before)


def print_row(r):
    numbers = [f"{r[key]:.3g} {r['unit']}" if r[key] is not None else "" for key in ("ours", "theirs")]
    target = "" if r["target"] is None else f"{r['target']:.3g}"
    print(
        f"{r['name']:56}{numbers[0]:>12}{numbers[1]:>12}{r['ratio']:>10.3g}{target:>9}  {'' if r['ok'] else 'MISSED'}"
    )
