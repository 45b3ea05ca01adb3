"""What a longer sequence costs: time should grow in proportion, the memory of truncated BPTT not at all.

Each function returns rows for the table of benchmarks/speed.py; "theirs" is the shortest sequence, scaled up.
"""

import statistics
import time
import tracemalloc

import numpy as np
from timing import row

from rnncourse.scratch import LSTM

LENGTHS = (500, 1000, 2000, 4000)
B, D, H, WINDOW = 16, 32, 64, 50


def whole(layer, x):
    """Forward and backward over all steps at once."""
    y, _, cache = layer.forward(x)
    layer.backward(cache, y)


def truncated(layer, x):
    """The same in windows, the state carried, the gradient cut."""
    state = None
    for start in range(0, len(x), WINDOW):
        y, state, cache = layer.forward(x[start : start + WINDOW], state)
        layer.backward(cache, y)


def seconds(run, layer, x, runs):
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        run(layer, x)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def peak(run, layer, x):
    tracemalloc.start()
    run(layer, x)
    size = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return size


def cost_against_length(runs=15):
    """Time of full BPTT per step, and peak memory of truncated BPTT, at each length over the shortest one."""
    layer = LSTM(D, H, rng=np.random.default_rng(0))
    texts = {T: np.random.default_rng(1).standard_normal((T, B, D)).astype(np.float32) for T in LENGTHS}
    times = {T: seconds(whole, layer, x, runs) for T, x in texts.items()}
    bytes_ = {T: peak(truncated, layer, x) for T, x in texts.items()}
    first, rows = LENGTHS[0], []
    for T in LENGTHS[1:]:
        proportional = times[first] * T / first
        rows.append(row(f"LSTM time, T={T}", 1e3 * times[T], 1e3 * proportional, times[T] / proportional, 1.3))
    for T in LENGTHS[1:]:
        ratio = bytes_[T] / bytes_[first]
        rows.append(row(f"truncated BPTT memory, T={T}", 1e-6 * bytes_[T], 1e-6 * bytes_[first], ratio, 1.05, "MB"))
    return rows
