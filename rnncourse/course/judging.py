"""Judge an answer in this process: setup, answer, check, each where it cannot change what the next one stands on.

The answer has a namespace of its own, with the setup's names and what it may use of the cells above it. The check has
another: the setup's names made anew, and the names that the answer was asked for. So an answer may call a variable
`done`, and one that binds `expect_close` anew changes nothing. What it replaces in modules is noticed (watch.py), and
then there are no points.
"""

import ast
import contextlib
import linecache
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from rnncourse.course.context import needed, plain
from rnncourse.course.watch import watch

STATUSES = ("open", "correct", "wrong", "missing", "unchecked")
LONGEST = 2000  # characters of a message
ANSWER_FILE = "<your answer>"
ABOVE_FILE = "<a cell above>"
CHECK_FILE = "<check>"


@dataclass(frozen=True)
class Verdict:
    """What became of an answer.

    status : "open", "correct", "wrong", "missing" (no answer cell) or "unchecked" (the lesson's setup failed, the
        process was stopped from outside, or the answer reached for what the check needs)
    message : what to tell the learner; empty when correct
    cause : for a wrong answer "check" (a check failed), "error" (it raised), "timeout" or
        "crash"; for an unchecked one "setup", "outside" or "tampering"
    """

    status: str
    message: str = ""
    cause: str = ""


@dataclass(frozen=True)
class Task:
    """An answer and what it needs before it is checked.

    setup : sources of the setup cells
    answer : source
    asked : names that the answer must bind
    bound : names that are the answer's where it binds them, even if a setup cell binds them too
    above : sources of the cells above it, whose definitions it may use
    """

    setup: Sequence[str]
    answer: str
    asked: Sequence[str]
    bound: Sequence[str]
    above: Sequence[str] = ()


def judge(task: Task, check: Callable[[], str], begin: Callable[[], None] = lambda: None) -> Verdict:
    """Run an answer and its check in this process.

    Parameters
    ----------
    task : Task
    check : gives the source of the check; called when the answer has run, so that it is not in memory before
    begin : called when all is ready for the answer

    Returns
    -------
    Verdict
        Whatever the answer replaced in modules is put back.
    """
    from rnncourse.course import checks  # imports NumPy

    if _is_empty(task.answer):
        return Verdict("open")
    main = ModuleType("__main__")
    namespace: dict[str, Any] = vars(main)
    judges: dict[str, Any] = {"__name__": "__main__"}
    # What is printed is kept nowhere: an answer may print without end.
    with open(os.devnull, "w", encoding="utf-8", errors="replace") as nowhere, contextlib.redirect_stdout(nowhere):
        try:
            for names in (namespace, judges):
                names["display"] = print
                for number, source in enumerate(task.setup, start=1):
                    run_source(plain(source), f"<setup {number}>", names)
        except Exception as error:
            return Verdict("unchecked", clean(f"the lesson's own setup failed: {checks.describe(error)}"), "setup")
        above = needed(task.answer, namespace, task.above)
        changed, restore = watch()

        def stage(act: Callable[[], Verdict | None]) -> Verdict | None:
            verdict = _outcome(act)
            if replaced := changed():
                remedy = "give what is yours a name of its own, and leave what others made as it is"
                return Verdict(
                    "unchecked", clean(f"could not be judged: your answer replaces {replaced}; {remedy}"), "tampering"
                )
            return verdict

        with _as_main(main):
            try:
                begin()
                return (
                    stage(lambda: _run_answer(task, above, namespace, judges))
                    or stage(lambda: _run_check(check(), judges))
                    or Verdict("correct")
                )
            finally:
                restore()


def clean(text: str) -> str:
    """A message cut to a length that can be read, and without what would steer a terminal."""
    shown = text[:LONGEST] + (" ... (cut)" if len(text) > LONGEST else "")
    return "".join(
        letter if letter == "\n" or letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in shown
    )


def _run_answer(task: Task, above: str, namespace: dict[str, Any], judges: dict[str, Any]) -> Verdict | None:
    """Run the top level of an answer and hand the names asked for to the check's namespace."""
    if above:
        run_source(above, ABOVE_FILE, namespace)
    run_source(plain(task.answer), ANSWER_FILE, namespace)
    for name in task.asked:
        if name not in namespace:
            rows = (f"expected: a definition of {name}", "got: none", "hint: keep the name that the cell came with")
            return Verdict("wrong", "\n".join(rows), "check")
    judges.update({name: namespace[name] for name in task.bound if name in namespace})
    return None


def _run_check(source: str, judges: dict[str, Any]) -> Verdict | None:
    try:
        compile(source, CHECK_FILE, "exec")
    except SyntaxError as error:
        return Verdict("unchecked", f"the lesson's own check is no Python: {error}", "setup")
    run_source(source, CHECK_FILE, judges)
    return None


def _outcome(act: Callable[[], Verdict | None]) -> Verdict | None:
    """What came of it, None for nothing to complain of; all that it raises is the answer's."""
    from rnncourse.course import checks

    try:
        return act()
    except checks.CheckFailed as error:
        return Verdict("wrong", clean("\n".join(f"{label}: {text}" for label, text in error.rows)), "check")
    except BaseException as error:
        if checks.is_open(error):
            return Verdict("open")
        message = checks.describe(error)
        if isinstance(error, NameError):
            message += (
                "\nan answer is checked alone: it may use its own cell, the setup, "
                "and what the cells above it define (functions, classes, imports, constants)"
            )
        return Verdict("wrong", clean(message), "error")


def _is_empty(answer: str) -> bool:
    try:
        return not ast.parse(answer).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False


def run_source(source: str, filename: str, namespace: dict[str, Any]) -> None:
    """Run a source in a namespace; its lines are known to tracebacks and to inspect.getsource under the filename."""
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    exec(compile(source, filename, "exec"), namespace)


@contextlib.contextmanager
def _as_main(module: ModuleType) -> Iterator[None]:
    """Classes of an answer say that they are of __main__; so that is what they find there, as in a notebook."""
    before = sys.modules["__main__"]
    sys.modules["__main__"] = module
    try:
        yield
    finally:
        sys.modules["__main__"] = before
