"""Run an answer: here for those we wrote, in a process of its own for a learner's.

`run_here` and `run_apart` judge alike (judging.py). Only the process has limits, the guard of guard.py, and what keeps
it from telling its parent something that the check did not say (child.py).
"""

import contextlib
import json
import os
import secrets
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rnncourse.course import child, lessons, processes
from rnncourse.course.context import names_of
from rnncourse.course.exercises import Exercise
from rnncourse.course.judging import STATUSES, Task, Verdict, clean, judge

TIMEOUT = 60  # seconds an answer may take
MEMORY = 4e9  # bytes an answer may use beyond what the lesson's setup does
_BEGIN = "from rnncourse.course.child import main; main()"
_LONGEST = 100_000  # bytes of what a process says
_LOOK = 0.05  # seconds between two looks whether it has ended
# What the system sends to a process of which it, or a user, wants to be rid.
_FROM_OUTSIDE = {getattr(signal, name) for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)}
_ODD = Verdict("unchecked", "could not be judged: its process said something that is no verdict", "tampering")


def run_here(exercise: Exercise, answer: str, above: Sequence[str] | None = None) -> Verdict:
    """Judge an answer in this process, without limits: for answers that we wrote.

    Parameters
    ----------
    exercise : Exercise
    answer : str
        The source of an answer cell.
    above : sequence of str, optional
        Sources of the cells above it, whose definitions it may use. Default: those of the lesson, without exercises.

    Returns
    -------
    Verdict
    """
    import numpy as np

    with np.errstate(), warnings.catch_warnings():  # what an answer sets of these ends with it
        return judge(_task(exercise, answer, above), lambda: exercise.check)


def run_apart(
    exercise: Exercise,
    answer: str,
    timeout: float = TIMEOUT,
    folder: str | os.PathLike[str] | None = None,
    above: Sequence[str] | None = None,
    memory: float = MEMORY,
) -> Verdict:
    """Judge an answer as run_here does, in a new Python process with limits.

    Parameters
    ----------
    exercise : Exercise
    answer : str
    timeout : float
        Seconds, by the clock and of processor time.
    folder : path, optional
        Where the process runs.
    above : sequence of str, optional
        As for run_here.
    memory : float
        Bytes that the answer may use.

    Returns
    -------
    Verdict
    """
    with tempfile.TemporaryDirectory(prefix="rnncourse-", ignore_cleanup_errors=True) as scratch:
        with _listener(scratch) as (listener, address), _process(scratch, folder) as process:
            key = secrets.token_hex(16)
            task = {
                "task": asdict(_task(exercise, answer, above)),
                "parent": os.getpid(),
                "scratch": scratch,
                "lessons": str(lessons.lessons_folder()),
                "address": address,
                "key": key,
                "seconds": timeout,
                "memory": memory,
            }
            assert process.stdin is not None
            with contextlib.suppress(OSError), process.stdin:  # it may have ended already
                process.stdin.write(json.dumps(task).encode())
            verdict = _listen(listener, process, key, exercise.check, time.monotonic() + timeout)
            if verdict is not None:
                return verdict
            return _without_verdict(process.poll(), timeout, began=Path(scratch, child.BEGAN).exists())


def _task(exercise: Exercise, answer: str, above: Sequence[str] | None) -> Task:
    read = names_of(exercise.check).read
    asked = [name for name in exercise.asked if name in read]
    return Task(exercise.setup, answer, asked, exercise.bound, exercise.before if above is None else above)


@contextlib.contextmanager
def _listener(scratch: str) -> Iterator[tuple[socket.socket, Any]]:
    """A socket on which the process is heard, and its address: a file where the system has such, else a local port."""
    path = os.path.join(scratch, "s")
    by_file = hasattr(socket, "AF_UNIX") and len(os.fsencode(path)) < 100  # the length that systems allow
    with socket.socket(socket.AF_UNIX if by_file else socket.AF_INET) as listener:
        listener.bind(path if by_file else ("127.0.0.1", 0))
        listener.listen()
        yield listener, listener.getsockname()


@contextlib.contextmanager
def _process(scratch: str, folder: str | os.PathLike[str] | None) -> Iterator[subprocess.Popen[bytes]]:
    """The process of an answer, which ends with this block."""
    here = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"PYTHONPATH": paths, "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        [sys.executable, "-P", "-c", _BEGIN],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,  # an answer may print what it likes
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch),
        start_new_session=True,  # so that it is stopped with all that it began, and no terminal's signals reach it
    )
    try:
        job = processes.adopt(process)
        yield process
        del job
    finally:
        processes.stop(process)


def _listen(
    listener: socket.socket, process: subprocess.Popen[bytes], key: str, check: str, deadline: float
) -> Verdict | None:
    """Hand out the check, once, and wait for the verdict; None where the process ends, or its time, without one."""
    secret = ""
    while (left := deadline - time.monotonic()) > 0:
        ended = process.poll() is not None
        if not select.select([listener], [], [], 0 if ended else min(left, _LOOK))[0]:
            if ended:
                return None
            continue
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(min(left, 5))
                said = _parsed(_read(connection))
                if not isinstance(said, dict) or not _same(said.get("key"), key):
                    continue  # somebody else on this machine
                if "verdict" in said:
                    verdict = _verdict(said["verdict"])
                    trusted = verdict.status != "correct" or (secret and _same(said.get("secret"), secret))
                    return verdict if trusted else _ODD
                if not secret:
                    secret = secrets.token_hex(16)
                    connection.sendall(json.dumps({"check": check, "secret": secret}).encode())
    return None


def _read(connection: socket.socket) -> bytes:
    parts, size = [], 0
    while size <= _LONGEST and (part := connection.recv(1 << 16)):
        parts.append(part)
        size += len(part)
    return b"".join(parts)


def _parsed(said: bytes) -> Any:
    try:
        return json.loads(said)
    except (ValueError, RecursionError):
        return None


def _same(one: Any, other: str) -> bool:
    return isinstance(one, str) and one.isascii() and secrets.compare_digest(one, other)


def _verdict(said: Any) -> Verdict:
    """What a process said, taken only where it is a verdict to the letter."""
    if not isinstance(said, dict) or set(said) != {"status", "message", "cause"}:
        return _ODD
    if not all(isinstance(part, str) for part in said.values()) or said["status"] not in STATUSES:
        return _ODD
    return Verdict(said["status"], clean(said["message"]), clean(said["cause"]))


def _without_verdict(code: int | None, timeout: float, *, began: bool) -> Verdict:
    """What to say of a process that ended with this status, or (None) is to be stopped, and gave no verdict."""
    if code is None:
        return Verdict("wrong", f"stopped after {timeout:g} seconds: is there a loop that never ends?", "timeout")
    if hasattr(signal, "SIGXCPU") and -code == signal.SIGXCPU:
        return Verdict("wrong", f"stopped after {timeout:g} seconds of processor time", "timeout")
    if -code in _FROM_OUTSIDE:
        remedy = "is the memory full? Close other programs, then check again"
        message = f"something else on this machine stopped it (exit status {code}); {remedy}"
        return Verdict("unchecked", message, "outside")
    if not began:
        message = f"its Python could not begin (exit status {code}); `rnncourse doctor` may tell why"
        return Verdict("unchecked", message, "setup")
    return Verdict("wrong", f"Python itself stopped without a verdict (exit status {code})", "crash")
