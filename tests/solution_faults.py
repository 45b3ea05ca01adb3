"""Plant every single fault in the reference solutions of the exercises, and see whether the checks refuse each.

    python -m tests.solution_faults [NN…] [--exercise NAME] [--limit 20]

The faults are those of tests/faults.py (an operator, a constant, a comparison, a deleted statement, a dropped argument)
and those of answers: another axis, a transpose lost, an argument changed in place. A fault that changes nothing one
could notice is listed with its reason in tests/equivalent_answers.json. The exit status is 0 when all others are
refused.
"""

import argparse
import ast
import contextlib
import json
import os
import re
import signal
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rnncourse.course.exercises import Exercise, find_exercises
from rnncourse.course.lessons import select
from rnncourse.course.running import run_here
from tests.faults import Fault, Places

EQUIVALENT = Path(__file__).with_name("equivalent_answers.json")
REGION = re.compile(rb"### BEGIN SOLUTION.*?### END SOLUTION", re.DOTALL)


class AnswerPlaces(Places):
    """Every fault that can be planted in an answer."""

    def _at(self, node: ast.AST) -> Iterator[Fault]:
        yield from super()._at(node)
        match node:
            case ast.keyword(arg="axis", value=ast.Constant(value=int(axis))):
                begin, end = self._span(node.value)
                yield self._fault(begin, end, "None", "axis")
                yield self._fault(begin, end, str(axis - 1 if axis > 0 else 0 if axis else 1), "axis")
            case ast.keyword(arg="axis", value=ast.UnaryOp(operand=ast.Constant(value=int()))):
                for new in ("None", "0"):
                    yield self._fault(*self._span(node.value), new, "axis")
            case ast.Attribute(value=value, attr="T"):
                begin, end = self._span(value)[1], self._span(node)[1]
                yield self._fault(begin, end, "", "transpose")
            case ast.FunctionDef(args=arguments, body=body):
                first = body[1] if len(body) > 1 and self._is_text(body[0]) else body[0]
                begin = self._span(first)[0]
                indent = " " * first.col_offset
                for argument in arguments.args:
                    if argument.arg != "self":
                        new = f"_spoil({argument.arg})\n{indent}"
                        yield self._fault(begin, begin, new, "in place")


# What an answer that changes its argument does: afterwards it is not what it was. It is changed when the function is
# called; the answer works with what it was.
SPOIL = '''
import copy as _copy


def _spoil(value):
    """Change the caller's object."""
    import numpy as np

    if isinstance(value, np.ndarray):
        if value.size:
            value.flat[0] = not value.flat[0] if value.dtype == bool else value.flat[0] + 1
    elif isinstance(value, list):
        value.append(value[0] if value else 0)
    elif isinstance(value, dict):
        value["spoiled"] = 0
    elif hasattr(value, "add_"):
        value.add_(1)
    elif hasattr(value, "pop") and value:
        value.pop()
    else:
        raise TypeError("NOTHING_TO_SPOIL")
'''


def faults_of(exercise: Exercise) -> list[tuple[Fault, str]]:
    """Each fault of a reference solution, and the answer that has it. What the learner is given is left as it is."""
    source = exercise.solution["source"]
    regions = [match.span() for match in REGION.finditer(source.encode())]
    found = []
    for fault in AnswerPlaces(exercise.name, source).faults():
        if fault.kind != "in place" and not any(begin < fault.begin < end for begin, end in regions):
            continue
        if not fault.is_one(source.encode()):
            continue
        answer = fault.plant(source.encode()).decode()
        if fault.kind == "in place":
            name = re.match(r"_spoil\((\w+)\)", fault.new)[1]
            answer = SPOIL + answer.replace(fault.new, f"{_kept(name, fault.new)}", 1)
        found.append((fault, answer))
    return found


def _kept(name: str, new: str) -> str:
    indent = new.partition("\n")[2]
    return f"_was = _copy.deepcopy({name})\n{indent}_spoil({name})\n{indent}{name} = _was\n{indent}"


def line_of(fault: Fault, source: str) -> tuple[str, str]:
    """The line a fault changes, before and after."""
    return fault.lines(source.encode())


@contextlib.contextmanager
def stopped_after(seconds: int) -> Iterator[None]:
    """Raise TimeoutError in a block that takes longer (on Linux and macOS)."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def tried(exercise: Exercise, answer: str, limit: int = 20) -> str:
    """What the check says of an answer: "correct" or not, "time" (it takes too long), "none" (it has no fault)."""
    with warnings.catch_warnings(), open(os.devnull, "w") as nowhere, contextlib.redirect_stderr(nowhere):
        warnings.simplefilter("ignore")
        try:
            with stopped_after(limit):
                verdict = run_here(exercise, answer)
        except TimeoutError:
            return "time"
    return "none" if "NOTHING_TO_SPOIL" in verdict.message else verdict.status


def reviewed() -> set[tuple[str, str, str]]:
    """The faults that nobody could notice: exercise, line before, line after."""
    return {(e["exercise"], e["before"], e["after"]) for e in json.loads(EQUIVALENT.read_text(encoding="utf-8"))}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("lessons", nargs="*", metavar="NN")
    parser.add_argument("--exercise", action="append", help="this one alone; may be given several times")
    parser.add_argument("--limit", type=int, default=20, help="seconds for one answer")
    options = parser.parse_args()
    known, survivors, total = reviewed(), [], Counter()
    print(f"{'':34} refused  accepted  equivalent")
    for lesson in select(options.lessons):
        for name, exercise in find_exercises(lesson.read()).items():
            if options.exercise and name not in options.exercise:
                continue
            count: Counter = Counter()
            for fault, answer in faults_of(exercise):
                before, after = line_of(fault, exercise.solution["source"])
                if (name, before, after) in known:
                    count["equivalent"] += 1
                    continue
                said = tried(exercise, answer, options.limit)
                if said not in ("correct", "none"):
                    count["refused"] += 1
                elif said == "correct":
                    count["accepted"] += 1
                    survivors.append({"exercise": name, "before": before, "after": after, "reason": ""})
            total += count
            row = f"{count['refused']:7} {count['accepted']:9} {count['equivalent']:11}"
            print(f"{lesson.number} {name:31} {row}", flush=True)
    print(f"{'all':34} {total['refused']:7} {total['accepted']:9} {total['equivalent']:11}")
    if survivors:
        print("\nA hidden test for each of these; or, if nobody could notice, into tests/equivalent_answers.json:")
        print(",\n".join("  " + json.dumps(survivor, ensure_ascii=False) for survivor in survivors))
    return int(bool(survivors))


if __name__ == "__main__":
    raise SystemExit(main())
