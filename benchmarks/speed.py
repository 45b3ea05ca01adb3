"""Ratios of time against other implementations: `make bench`, or python benchmarks/speed.py [--json FILE].

Each row is paired: ours and theirs in turn, the ratio taken pair by pair, the median quoted. Below 1 is faster than the
other. The recurrent layers are timed with one thread and with all; everything else with one.
"""

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import speed_conv_ctc
import speed_layers
import speed_length
import speed_ngram
import speed_text
import torch
from threadpoolctl import threadpool_info
from timing import print_row, row, threads


def import_time(runs):
    """`import rnncourse` in a fresh interpreter, less the start of the interpreter itself."""

    def seconds(code):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True)
        return time.perf_counter() - start

    seconds("import rnncourse")
    taken = statistics.median(seconds("import rnncourse") - seconds("pass") for _ in range(runs))
    return [row("import rnncourse, seconds (target 0.1)", taken, None, taken, 0.1, "s")]


def measure(runs):
    """All rows, one after the other, as they come."""
    with threads(1):
        for name in speed_layers.LAYERS:
            yield from speed_layers.recurrent_layer(name, runs)
        yield from speed_layers.without_onednn("LSTM", runs)
        yield from speed_layers.products_alone(runs)
        for name in ("RNN", "LSTM", "GRU"):
            yield from speed_layers.plain_loop(name, 15)
        yield from speed_conv_ctc.conv2d(runs)
        yield from speed_conv_ctc.ctc(runs)
        yield from speed_length.cost_against_length()
        yield from speed_layers.training_step(runs)
        yield from speed_text.training_on_a_file()
        yield from import_time(15)
        for of_ngrams in (speed_ngram.ngram_counting, speed_ngram.ngram_memory, speed_ngram.ngram_kneser_ney):
            yield of_ngrams()
    cores = os.cpu_count() or 1
    if cores > 1:
        with threads(cores):
            for name in speed_layers.LAYERS:
                for r in speed_layers.recurrent_layer(name, runs):
                    yield r | {"name": f"{r['name']}, {cores} threads"}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=31, help="pairs per row, at least 15 (default: 31)")
    parser.add_argument("--json", type=Path, default=Path(__file__).parent / "results" / "speed.json")
    arguments = parser.parse_args()
    if arguments.runs < 15:
        parser.error(f"--runs: expected at least 15, got {arguments.runs}")
    print(f"{'':56}{'ours':>12}{'theirs':>12}{'ratio':>10}{'target':>9}")
    rows = []
    for r in measure(arguments.runs):
        rows.append(r)
        print_row(r)
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
