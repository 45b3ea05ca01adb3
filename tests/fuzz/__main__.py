"""Attack the package: every public function with odd arguments, every reader with damaged files.

    python -m tests.fuzz --calls 100000 [--seed 0] [--jobs 2] [--only scratch] [--drive functions]
    python -m tests.fuzz --seed 0 --drive functions --replay 4711

Each call is made up from the seed and its number alone, so a finding is seen again by its number. Prints the findings,
each kind at each place once, then the figures of each module. The exit status is 1 where there was a finding.
"""

import argparse
import contextlib
import faulthandler
import io
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402

from tests.fuzz.harness import SECONDS, Drive, Figures, Verdict, limit_memory, verdict  # noqa: E402

CHUNK = 250  # calls that a worker does at a time
STUCK = 60  # seconds after which a worker that does not even answer the timer is ended


def drives() -> dict[str, Drive]:
    """What can be called, by name: each makes a call from a generator of random numbers."""
    from tests.fuzz import files, functions

    return {"functions": functions.call, "files": files.call}


def worker_begins() -> None:
    """What a worker needs once."""
    import matplotlib

    matplotlib.use("Agg")
    drives()
    faulthandler.enable()
    limit_memory()


def run_calls(drive: str, seed: int, numbers: range, only: str) -> list[tuple[int, Verdict]]:
    """The verdicts on the calls with these numbers; `only` leaves out those of other modules."""
    make, found = drives()[drive], []
    for number in numbers:
        call = make(np.random.default_rng([seed, number]))
        if only in call.module:
            faulthandler.dump_traceback_later(STUCK, exit=True)
            found.append((number, verdict(call, SECONDS)))
            faulthandler.cancel_dump_traceback_later()
    return found


def all_calls(drive: str, seed: int, calls: int, jobs: int, only: str) -> Iterator[tuple[int, Verdict]]:
    """The verdicts as they come, from `jobs` processes; a process that dies is a finding, and the others go on."""
    todo = [range(start, min(start + CHUNK, calls)) for start in range(0, calls, CHUNK)]
    while todo:
        left = []
        with ProcessPoolExecutor(jobs, initializer=worker_begins) as pool:
            running = {pool.submit(run_calls, drive, seed, numbers, only): numbers for numbers in todo}
            for done in as_completed(running):
                try:
                    yield from done.result()
                except BrokenProcessPool:
                    left.append(running[done])
        if len(left) == len(todo) and len(left[0]) == 1:
            number = left.pop(0)[0]
            yield number, Verdict(drive, f"call {number}", "the process died", f"see --replay {number}")
        # The first of those left was at work when the process died: it is cut up until the call is found.
        todo = sorted(left, key=lambda numbers: numbers.start)
        if todo and len(todo[0]) > 1:
            first, middle = todo[0], (todo[0].start + todo[0].stop) // 2
            todo[:1] = [range(first.start, middle), range(middle, first.stop)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.split("\n")[0])
    parser.add_argument("--calls", type=int, default=100_000, help="how many, of each drive")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="how many processes")
    parser.add_argument("--only", default="", help="modules whose names contain this")
    parser.add_argument("--drive", choices=[*drives()], action="append", help="functions, files …; all if not given")
    parser.add_argument("--replay", type=int, help="do this one call of the drive and show what comes of it")
    parser.add_argument("--show", type=int, default=1, help="how many findings of a kind are shown at a place")
    options = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a finding may hold any letter
    chosen = options.drive or [*drives()]
    if options.replay is not None:
        worker_begins()
        call = drives()[chosen[0]](np.random.default_rng([options.seed, options.replay]))
        print(call.text)
        print(*verdict(call)[2:], sep="\n")
        with contextlib.suppress(ValueError):
            call.run()
        return 0

    figures, began, findings = Figures(), time.monotonic(), 0
    seen: dict[tuple[str, str, str], int] = {}
    for drive in chosen:
        for number, said in all_calls(drive, options.seed, options.calls, options.jobs, options.only):
            figures.add(said.module, said.kind)
            if said.is_finding:
                findings += 1
                place = said.module, said.kind, said.detail.rpartition(", at ")[2] or said.text
                seen[place] = seen.get(place, 0) + 1
                if seen[place] <= options.show:
                    print(f"{drive} {number}: {said.text}\n    {said.kind}: {said.detail}", flush=True)
    print(figures.table())
    print(f"{time.monotonic() - began:.0f} s, seed {options.seed}, {options.jobs} processes, {findings} findings")
    return int(findings > 0)


if __name__ == "__main__":
    sys.exit(main())
