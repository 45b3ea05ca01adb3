"""Every exercise of every lesson tells right from wrong: reference = full marks, blank = 0, plausible mistakes = 0."""

import warnings
from pathlib import Path

import pytest

from rnncourse.course.editions import student_edition
from rnncourse.course.exercises import find_exercises
from rnncourse.course.lessons import all_lessons, lessons_folder, nbgrader_metadata
from rnncourse.course.running import run_here

WRONG_ANSWERS = Path(__file__).parent / "wrong_answers"
LESSONS = all_lessons() if any(lessons_folder().glob("*.ipynb")) else []
EXERCISES = {(lesson.name, name): e for lesson in LESSONS for name, e in find_exercises(lesson.read()).items()}
WRONG = sorted(WRONG_ANSWERS.glob("*/*/*.py"))

each_exercise = pytest.mark.parametrize(("lesson", "name"), [pytest.param(*key, id="-".join(key)) for key in EXERCISES])


def test_there_are_lessons_with_exercises():
    assert LESSONS, f"no notebooks in {lessons_folder()}"
    without = [lesson.name for lesson in LESSONS if not any(lesson.name == key[0] for key in EXERCISES)]
    assert not without, f"lessons without an exercise: {without}"


def test_exercise_names_are_unique_in_the_course():
    names = [name for _, name in EXERCISES]
    assert len(names) == len(set(names))


def test_every_folder_of_wrong_answers_belongs_to_an_exercise():
    folders = {(path.parent.name, path.name) for path in WRONG_ANSWERS.glob("*/*") if path.is_dir()}
    assert folders == set(EXERCISES)


@each_exercise
def test_the_reference_gets_full_marks(lesson, name):
    exercise = EXERCISES[lesson, name]
    verdict = run_here(exercise, exercise.solution["source"])
    assert verdict.status == "correct", verdict.message


@pytest.fixture(scope="module")
def stubs():
    """The answer cells of the student editions, by lesson and exercise."""
    return {
        (lesson.name, nbgrader_metadata(cell)["grade_id"]): cell["source"]
        for lesson in LESSONS
        for cell in student_edition(lesson)["cells"]
        if nbgrader_metadata(cell).get("solution")
    }


@each_exercise
def test_the_blank_is_open(lesson, name, stubs):
    assert run_here(EXERCISES[lesson, name], stubs[lesson, name]).status == "open"


@each_exercise
def test_there_are_at_least_three_wrong_answers(lesson, name):
    assert len(list((WRONG_ANSWERS / lesson / name).glob("*.py"))) >= 3


@pytest.mark.parametrize("path", [pytest.param(p, id=f"{p.parent.name}-{p.stem}") for p in WRONG])
def test_a_wrong_answer_fails_at_a_check(path):
    source = path.read_text(encoding="utf-8")
    assert source.startswith("# "), "the first line says what the learner misunderstood"
    exercise = EXERCISES[path.parents[1].name, path.parent.name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a mistake may overflow before the check sees it
        verdict = run_here(exercise, source)
    assert verdict.status == "wrong" and verdict.cause == "check", f"{verdict.status}: {verdict.message}"
    assert "NameError" not in verdict.message, verdict.message
