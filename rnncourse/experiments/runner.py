"""Running a study: here, in several processes, or on other machines; what is finished is never lost.

Every run is made in a process of its own or of a pool, with one thread, so that its figures do not depend on how many
run at a time. A finished run is on the disk before the next one is waited for; at the end the record takes the place
of these runs.
"""

import contextlib
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from rnncourse.experiments.partial import Partial
from rnncourse.experiments.record import (
    Record,
    command_for,
    failures_told,
    provenance,
    state_of,
    verdicts,
    write_record,
)
from rnncourse.experiments.study import Figures, Row, Rows, Settings, Study, key
from rnncourse.experiments.weights import save_tensors, tensors_of, weights_path

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
PATIENCE = 10  # seconds to wait for an answer from a scheduler
# The random generators of PyTorch and Python are a process's, so a worker with several threads runs one at a time.
_ONE_AT_A_TIME = threading.Lock()


def run_study(
    study: Study,
    folder: Path,
    *,
    resume: bool = False,
    jobs: int = 1,
    scheduler: str | None = None,
    bar: bool = True,
) -> Record:
    """Make all runs of a study that are not made yet and write its record into a folder.

    Parameters
    ----------
    study : Study
    folder : where NAME.json goes, and until then NAME.partial.jsonl; it is made if need be
    resume : go on from the runs that an earlier, stopped call has finished
    jobs : how many runs at a time, each in a process of its own
    scheduler : address of a dask scheduler that hands the runs to its workers instead
    bar : show progress

    Raises
    ------
    ValueError
        There are finished runs and `resume` is not asked for, or they are of another experiment; a run fails; the
        scheduler does not answer, or its workers hold another version of the experiment. What is finished is kept.
    KeyboardInterrupt
        Ctrl-C. What is finished is kept.
    """
    with failures_told(folder, "choose another folder with --to"):
        folder.mkdir(parents=True, exist_ok=True)
    made_of = provenance(study.module, study.packages)
    partial = Partial(folder / f"{study.name}.partial.jsonl", {"study": study.name} | made_of)
    found = partial.begin(resume=resume, record=state_of(study, folder)[1])
    try:
        if found and bar:
            print(f"{study.name}: {found}", file=sys.stderr)
        rows = _all_runs(study, folder, partial, made_of, jobs, scheduler, bar)
        record = Record(study.name, study.question, **made_of, claims=verdicts(study, rows), rows=rows)
        write_record(record, folder)
        with failures_told(partial.path, "the record is written: remove this file"):
            partial.remove()
    finally:
        partial.close()
    return record


def run_settings(study: Study, settings: list[Settings], *, jobs: int = 1, bar: bool = True) -> list[Figures]:
    """The figures of single runs, each in a process as `run_study` makes them; nothing is kept.

    Raises ValueError where a run fails.
    """
    made_of = provenance(study.module, study.packages)
    progress = tqdm(desc=study.name, unit="run", total=len(settings), smoothing=0, disable=not bar, file=sys.stderr)
    with _executor(jobs, None) as executor, progress:
        with _ctrl_c_later():
            pending = {executor.submit(_run, study.run, one, made_of, study.packages): one for one in settings}
        found = {}
        for one, future in _finished(pending, progress):
            found[key(one)] = _row(study.name, one, future).figures
            progress.update()
    return [found[key(one)] for one in settings]


def _all_runs(
    study: Study, folder: Path, partial: Partial, made_of: dict[str, Any], jobs: int, scheduler: str | None, bar: bool
) -> Rows:
    rows = Rows()
    with (
        _executor(jobs, scheduler) as executor,
        tqdm(
            desc=study.name, unit="run", initial=len(partial.rows), smoothing=0, disable=not bar, file=sys.stderr
        ) as progress,
    ):
        while todo := _checked_plan(study, rows):
            missing = [settings for settings in todo if key(settings) not in partial.rows]
            progress.total = len(partial.rows) + len(missing)
            with _ctrl_c_later():
                pending = {executor.submit(_run, study.run, s, made_of, study.packages): s for s in missing}
            for settings, future in _finished(pending, progress):
                partial.append(_row(study.name, settings, future))
                progress.update()
            rows = Rows([*rows, *(partial.rows[key(settings)] for settings in todo)])
        if study.weights is not None:
            tensors = executor.submit(_trained, study.weights, rows).result()
            texts = {"fingerprint": made_of["fingerprint"], "made by": command_for(study.name)}
            save_tensors(weights_path(study.name, partial.path.parent), tensors, texts)
    return rows


def _run(
    run: Callable[[Settings], Figures], settings: Settings, made_of: dict[str, Any], packages: tuple[str, ...]
) -> tuple[Figures, float]:
    """One run, in whatever process this is -> its figures, to six digits, and the seconds of processor time it took."""
    with _ONE_AT_A_TIME:
        here = provenance(run.__module__, packages)
        for part, expected in made_of.items():
            if here[part] != expected:
                raise ValueError(
                    f"worker: expected {part} {expected}, got {here[part]}; install the same course there, and leave "
                    "its source as it is while a study runs"
                )
        if any(os.environ.get(name) != value for name, value in ONE_THREAD.items()):
            begin = " ".join(f"{name}={value}" for name, value in ONE_THREAD.items())
            raise ValueError(f"worker: expected one that computes with one thread; start it with {begin}")
        started = time.process_time()
        figures = run(settings)
        return _rounded(figures), round(time.process_time() - started, 2)


def _trained(train: Callable[[Rows], Any], rows: Rows) -> dict[str, np.ndarray]:
    """The weights of the model that ships."""
    with _ONE_AT_A_TIME:
        return tensors_of(train(rows))


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_rounded(part) for part in value]
    return float(f"{value:.6g}") if isinstance(value, float) else value


def _checked_plan(study: Study, rows: Rows) -> list[Settings]:
    """What to run next, after checking that it can be kept and was not run yet."""
    todo = study.plan(rows)
    for settings in todo:
        _check_json(f"{study.name}: settings", settings)
    if len({key(settings) for settings in todo}) < len(todo) or len(rows.lacking(todo)) < len(todo):
        raise ValueError(f"{study.name}: expected a plan that names each run once, got one that names some again")
    return todo


def _check_json(name: str, value: Any) -> None:
    try:
        if json.loads(json.dumps(value, allow_nan=False)) == value:
            return
    except (TypeError, ValueError):
        pass
    raise ValueError(f"{name}: expected plain JSON (str, int, finite float, bool, None, list, dict), got {value!r}")


def _row(name: str, settings: Settings, future: Future[tuple[Figures, float]]) -> Row:
    try:
        figures, seconds = future.result()
    except Exception as error:
        reason = f"{type(error).__name__}: {error}" if not isinstance(error, ValueError) else str(error)
        raise ValueError(
            f"{name}: the run {settings} failed: {reason}; the finished ones are kept: go on with "
            f"`{command_for(name)} --resume`"
        ) from error
    _check_json(f"{name}: figures of {settings}", figures)
    return Row(settings, figures, seconds)


def _finished(
    pending: dict[Future[Any], Settings], progress: "tqdm[Any]"
) -> Iterator[tuple[Settings, Future[tuple[Figures, float]]]]:
    """The runs in the order in which they end; meanwhile the progress bar's clock goes on."""
    waiting = set(pending)
    while waiting:
        done, waiting = wait(waiting, timeout=1 if sys.stderr.isatty() else 60, return_when=FIRST_COMPLETED)
        progress.refresh()
        for future in done:
            yield pending[future], future


@contextlib.contextmanager
def _ctrl_c_later() -> Iterator[None]:
    """Ctrl-C is answered after this block, and never by a process that is begun in it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _executor(jobs: int, scheduler: str | None) -> Iterator[Executor]:
    if scheduler is None:
        with _processes(jobs) as executor:
            yield executor
        return
    try:
        from distributed import Client
    except ImportError:
        raise ValueError("scheduler: expected dask to be installed; pip install dask distributed") from None
    try:
        client = Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise ValueError(
            f"scheduler: expected the address of a running dask scheduler, got {scheduler!r} ({error}); "
            "start one with `dask scheduler`, and on each machine `dask worker ADDRESS`"
        ) from None
    with client:
        yield client.get_executor(pure=False)


@contextlib.contextmanager
def _processes(jobs: int) -> Iterator[Executor]:
    """Workers that end with this block, or with this process, however it ends."""
    context = multiprocessing.get_context("spawn")
    alive, ours = context.Pipe(duplex=False)
    kept = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)  # what a worker inherits, before it imports NumPy
    executor = ProcessPoolExecutor(jobs, context, _begin_worker, (alive,))
    try:
        yield executor
        executor.shutdown()
    finally:
        ours.close()
        executor.shutdown(cancel_futures=True)
        alive.close()
        for name, value in kept.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _begin_worker(alive: Connection) -> None:
    """End this process as soon as the other end of the pipe is closed: by the runner, or by its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the runner answers it

    # tqdm's own lock is shared between processes, and the system is told of it; a worker that ends at once leaves it.
    tqdm.set_lock(threading.RLock())

    def watch() -> None:
        with contextlib.suppress(EOFError, OSError):
            alive.recv()
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
