"""The exercises of a lesson, and running one of them alone.

An exercise is graded in a fresh namespace: the lesson's `setup` cells, the answer, the check. So it depends
on no other cell and on no other exercise. `run_here` runs it in this process (for answers we wrote);
`run_apart` in a process of its own with a time limit (for a learner's). This module imports the standard
library alone, so that the process starts quickly.
"""

import contextlib
import io
import json
import linecache
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rnncourse.course.lessons import Cell, Notebook, did_you_mean, nbgrader_metadata, tags

TIMEOUT = 60  # seconds an answer may take
# What the system sends to a process of which it, or a user, wants to be rid.
_FROM_OUTSIDE = {getattr(signal, name) for name in ("SIGKILL", "SIGTERM", "SIGHUP", "SIGINT") if hasattr(signal, name)}


@dataclass(frozen=True)
class Exercise:
    """An exercise of a lesson: its name, points, setup sources, solution cell and the source of its check."""

    name: str
    points: int
    setup: tuple[str, ...]
    solution: Cell
    check: str


@dataclass(frozen=True)
class Verdict:
    """What became of an answer.

    status : "open", "correct", "wrong", "missing" (no answer cell) or "unchecked" (the lesson's setup failed, or the
        process was stopped from outside)
    message : what to tell the learner; empty when correct
    cause : for a wrong answer "check" (a check failed), "error" (it raised), "timeout" or "crash"
    """

    status: str
    message: str = ""
    cause: str = ""


def find_exercises(notebook: Notebook) -> dict[str, Exercise]:
    """The exercises of a lesson, in order.

    Parameters
    ----------
    notebook : dict
        A lesson's source, from lessons.read_notebook.

    Returns
    -------
    dict of str to Exercise

    Raises
    ------
    ValueError
        When a solution has no check, or two cells share a grade_id.
    """
    setup = tuple(c["source"] for c in notebook["cells"] if c["cell_type"] == "code" and "setup" in tags(c))
    graded: dict[str, Cell] = {}
    for cell in notebook["cells"]:
        if grade_id := nbgrader_metadata(cell).get("grade_id"):
            if grade_id in graded:
                raise ValueError(f"grade_id {grade_id}: expected one cell with it, got two")
            graded[grade_id] = cell
    found = {}
    for name, cell in graded.items():
        if nbgrader_metadata(cell).get("solution"):
            check = graded.get(f"{name}-check")
            if check is None:
                raise ValueError(f"exercise {name}: expected a check with grade_id {name}-check, found none")
            found[name] = Exercise(name, nbgrader_metadata(check)["points"], setup, cell, check["source"])
    return found


def select_exercises(exercises: dict[str, Exercise], names: Sequence[str]) -> dict[str, Exercise]:
    """The exercises of these names (default: all); an unknown one raises ValueError with a list."""
    for name in names:
        if name not in exercises:
            listed = ", ".join(exercises) or "none: this lesson has no exercises"
            raise ValueError(f"exercise {name}: expected one of {listed}{did_you_mean(name, exercises)}")
    return {name: exercises[name] for name in dict.fromkeys(names)} if names else exercises


def run_here(exercise: Exercise, answer: str) -> Verdict:
    """Run setup, answer and check in a fresh namespace of this process.

    Parameters
    ----------
    exercise : Exercise
    answer : str
        The source of an answer cell.

    Returns
    -------
    Verdict
    """
    from rnncourse.course import checks  # imports NumPy

    namespace: dict[str, Any] = {"__name__": "__main__", "display": print}
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            for number, source in enumerate(exercise.setup, start=1):
                _execute(source, f"<setup {number}>", namespace)
        except Exception as error:
            return Verdict("unchecked", f"the lesson's own setup failed: {checks.describe(error)}")
        try:
            _execute(answer, checks.ANSWER_FILE, namespace)
            _execute(exercise.check, "<check>", namespace)
        except checks.CheckFailed as error:
            return Verdict("wrong", "\n".join(f"{label}: {text}" for label, text in error.rows), "check")
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            if checks.is_open(error):
                return Verdict("open")
            message = checks.describe(error)
            if isinstance(error, NameError):
                message += "\nan answer is checked alone: put all it needs into its own cell"
            return Verdict("wrong", message, "error")
    return Verdict("correct")


def run_apart(
    exercise: Exercise, answer: str, timeout: float = TIMEOUT, folder: str | os.PathLike[str] | None = None
) -> Verdict:
    """Run an answer as run_here does, in a new Python process that is stopped after some seconds.

    Parameters
    ----------
    exercise : Exercise
    answer : str
    timeout : float
        Seconds.
    folder : path, optional
        Where the process runs.

    Returns
    -------
    Verdict
    """
    task = json.dumps({"exercise": asdict(exercise), "answer": answer})
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch, "verdict.json")
        code = _run_process([sys.executable, "-P", "-m", __name__, str(result)], task, timeout, folder)
        if code is None:
            message = f"stopped after {timeout:g} seconds: is there a loop that never ends?"
            return Verdict("wrong", message, "timeout")
        if not result.exists() and -code in _FROM_OUTSIDE:
            remedy = "is the memory full? Close other programs, then check again"
            return Verdict("unchecked", f"something else on this machine stopped it (exit status {code}); {remedy}")
        if not result.exists():
            return Verdict("wrong", f"Python itself stopped without a verdict (exit status {code})", "crash")
        return Verdict(**json.loads(result.read_text(encoding="utf-8")))


def _run_process(command: list[str], text: str, timeout: float, folder: str | os.PathLike[str] | None) -> int | None:
    """Feed text to a process; its exit status, or None when it had to be stopped."""
    here = str(Path(__file__).resolve().parents[2])
    paths = os.pathsep.join(filter(None, [here, os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"PYTHONPATH": paths, "MPLBACKEND": "Agg", "OMP_NUM_THREADS": "1"}
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,  # the verdict comes through a file: an answer may print what it likes
        stderr=subprocess.DEVNULL,
        cwd=folder,
        env=environment,
        start_new_session=True,  # so that the answer's own child processes can be stopped with it
    )
    try:
        process.communicate(text.encode(), timeout=timeout)
        return process.returncode
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            _stop(process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.communicate()


def _execute(source: str, filename: str, namespace: dict[str, Any]) -> None:
    # linecache makes the lines known to tracebacks and to inspect.getsource
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), namespace)


def _main() -> None:
    """Read an exercise and an answer from stdin, write the verdict to the file named."""
    task = json.load(io.TextIOWrapper(sys.stdin.buffer, encoding="utf-8"))
    verdict = run_here(Exercise(**task["exercise"]), task["answer"])
    Path(sys.argv[1]).write_text(json.dumps(asdict(verdict)), encoding="utf-8")


if __name__ == "__main__":
    _main()
