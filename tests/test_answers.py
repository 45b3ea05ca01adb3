"""Every single fault of a reference solution is refused, and right answers of other hands are accepted."""

import json
from pathlib import Path

import pytest

from rnncourse.course.exercises import find_exercises
from rnncourse.course.lessons import all_lessons
from rnncourse.course.running import run_here
from tests import solution_faults

RIGHT = sorted((Path(__file__).parent / "right_answers").glob("*/*/*.py"))
EXERCISES = {(lesson.name, name): e for lesson in all_lessons() for name, e in find_exercises(lesson.read()).items()}


@pytest.mark.parametrize(("lesson", "name"), [pytest.param(*key, id="-".join(key)) for key in EXERCISES])
def test_every_single_fault_of_the_reference_is_refused(lesson, name):
    exercise, known = EXERCISES[lesson, name], solution_faults.reviewed()
    source = exercise.solution["source"]
    accepted = []
    for fault, answer in solution_faults.faults_of(exercise):
        lines = solution_faults.line_of(fault, source)
        if (name, *lines) not in known and solution_faults.tried(exercise, answer) == "correct":
            accepted.append(lines)
    assert not accepted


def test_what_is_called_equivalent_says_why_and_is_a_fault_of_a_solution():
    entries = json.loads(solution_faults.EQUIVALENT.read_text(encoding="utf-8"))
    assert all(entry["reason"] for entry in entries)
    there = {
        (name, *solution_faults.line_of(fault, exercise.solution["source"]))
        for (_, name), exercise in EXERCISES.items()
        for fault, _ in solution_faults.faults_of(exercise)
    }
    assert solution_faults.reviewed() <= there


@pytest.mark.parametrize("path", [pytest.param(p, id=f"{p.parent.name}-{p.stem}") for p in RIGHT])
def test_a_right_answer_is_accepted(path):
    source = path.read_text(encoding="utf-8")
    assert source.startswith("# "), "the first line says how it differs from the reference"
    verdict = run_here(EXERCISES[path.parents[1].name, path.parent.name], source)
    assert verdict.status == "correct", verdict.message
