import sys
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rnncourse.course.exercises import find_exercises, select_exercises
from rnncourse.course.lessons import all_lessons
from rnncourse.course.running import run_apart, run_here

WRONG_ANSWERS = Path(__file__).parents[1] / "wrong_answers"
RIGHT = "def halve(x):\n    return x / 2"


@pytest.fixture
def exercises(lesson):
    return find_exercises(lesson.read())


def test_exercises_are_found_in_order_with_their_points(exercises):
    assert [(e.name, e.points) for e in exercises.values()] == [("halve", 2), ("count", 1)]


def test_a_solution_without_a_check_is_an_error(lesson):
    notebook = lesson.read()
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "halve-check"]
    with pytest.raises(ValueError, match="exercise halve: expected a check"):
        find_exercises(notebook)


def test_a_grade_id_used_twice_is_an_error(lesson):
    notebook = lesson.read()
    notebook["cells"].append(notebook["cells"][4])
    with pytest.raises(ValueError, match="grade_id halve: expected one cell"):
        find_exercises(notebook)


def test_an_unknown_exercise_is_named_with_those_there_are(exercises):
    with pytest.raises(ValueError, match="exercise halv: expected one of halve, count; did you mean halve?"):
        select_exercises(exercises, ["halv"])


@pytest.mark.parametrize("run", [run_here, run_apart])
@pytest.mark.parametrize(
    ("answer", "status", "cause", "message"),
    [
        (RIGHT, "correct", "", ""),
        ("print('noise')\n" + RIGHT, "correct", "", ""),
        ("def halve(x):\n    raise NotImplementedError('open exercise: x')", "open", "", ""),
        ("raise NotImplementedError('open exercise: x')", "open", "", ""),
        ("def halve(x):\n    return x // 2", "wrong", "check", "hint: Halves need not be whole."),
        ("def halve(x):\n    return x / zero", "wrong", "check", "line 2 of your answer: `return x / zero`"),
        (
            "def halve(x) return x",
            "wrong",
            "error",
            "SyntaxError: expected ':' (line 1: `def halve(x) return x`)",
        ),
        ("half = other\n" + RIGHT, "wrong", "error", "checked alone"),
        ("pass", "wrong", "check", "expected: a definition of halve"),
        ("", "open", "", ""),
        ("# later\n\n", "open", "", ""),
        ("%%time\n" + RIGHT, "correct", "", ""),
        ("class Stop(BaseException):\n    pass\nraise Stop('here')", "wrong", "error", "Stop: here (line 3"),
        ("import sys\nsys.exit(0)", "wrong", "error", "SystemExit: 0"),
    ],
)
def test_verdicts(exercises, run, answer, status, cause, message):
    verdict = run(exercises["halve"], answer)
    assert (verdict.status, verdict.cause) == (status, cause)
    assert message in verdict.message


# Of each kind a few; what differs between the two ways to run is the process alone.
SAMPLE = ["03_bptt/*", "05_gru/*", "08_attention/*"]


def test_both_ways_to_run_give_the_same_verdict():
    exercises = {name: one for lesson in all_lessons() for name, one in find_exercises(lesson.read()).items()}
    paths = [sorted(WRONG_ANSWERS.glob(f"{folder}/*.py"))[0] for folder in SAMPLE]
    for path in paths:
        exercise = exercises[path.parent.name]
        for answer in (exercise.solution["source"], path.read_text(encoding="utf-8")):
            assert run_here(exercise, answer) == run_apart(exercise, answer)


@pytest.mark.parametrize("run", [run_here, run_apart])
def test_an_answer_may_use_what_cells_above_it_define(exercises, run):
    answer = "def halve(x):\n    return divide(x, two)"
    assert "NameError" in run(exercises["halve"], answer).message
    above = ["two = 2\nprint(no_such_name)", "def divide(a, b):\n    return a / b"]
    assert run(exercises["halve"], answer, above=above).status == "correct"
    assert run(replace(exercises["halve"], before=tuple(above)), answer).status == "correct"


def test_an_error_in_a_cell_above_is_not_told_as_the_answers_line(exercises):
    verdict = run_here(exercises["halve"], RIGHT + "\ntwo", above=["class two(no_such_name):\n    pass"])
    assert "name 'no_such_name' is not defined" in verdict.message and "of your answer" not in verdict.message


def test_a_check_that_is_no_python_is_not_the_learners_fault(exercises):
    verdict = run_here(replace(exercises["halve"], check="expect("), RIGHT)
    assert (verdict.status, verdict.cause) == ("unchecked", "setup")


def test_what_is_asked_for_is_what_the_cell_binds_and_the_check_reads(lesson):
    found = find_exercises(lesson.read())
    assert (found["halve"].asked, found["count"].asked) == (["halve"], ["count"])
    assert found["halve"].before == ("print('hello')",)
    marked = "### BEGIN SOLUTION\n{0}other = 2\n{0}### END SOLUTION"
    solution = f"helper = 1\n{marked.format('')}\ndef f():\n    {marked.format('    ')}"
    exercise = replace(found["halve"], solution={"source": solution}, check="f()")
    assert exercise.asked == ["f", "helper"] and exercise.bound == ["f", "helper", "other"]
    assert run_here(exercise, "def f():\n    pass").status == "correct", "the check reads no helper"


def test_each_run_starts_in_a_fresh_namespace(exercises):
    assert run_here(exercises["halve"], RIGHT).status == "correct"
    assert run_here(exercises["halve"], "pass").status == "wrong"


def test_a_placeholder_left_in_place_is_open(exercises):
    assert run_here(exercises["count"], "count = ...").status == "open"


def test_a_broken_setup_is_not_the_learners_fault(lesson):
    notebook = lesson.read()
    notebook["cells"][1]["source"] = "import no_such_module"
    verdict = run_here(find_exercises(notebook)["halve"], RIGHT)
    assert verdict.status == "unchecked" and "setup failed" in verdict.message


def test_an_endless_loop_is_stopped(exercises):
    verdict = run_apart(exercises["halve"], "while True:\n    pass", timeout=1.5)
    assert (verdict.status, verdict.cause) == ("wrong", "timeout")
    assert "1.5 seconds" in verdict.message


def test_a_crash_of_python_is_a_verdict(exercises):
    verdict = run_apart(exercises["halve"], "import os\nos._exit(3)")
    assert verdict.cause == "crash" and "exit status 3" in verdict.message


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
@pytest.mark.parametrize(("number", "status"), [("SIGKILL", "unchecked"), ("SIGSEGV", "wrong")])
def test_a_process_killed_from_outside_is_no_verdict_on_the_answer(exercises, number, status):
    verdict = run_apart(exercises["halve"], f"import os, signal\nos.kill(os.getpid(), signal.{number})")
    assert verdict.status == status
    if status == "unchecked":
        assert "something else on this machine stopped it (exit status -9)" in verdict.message


def test_the_learners_folder_cannot_shadow_a_module(exercises, tmp_path):
    (tmp_path / "numpy.py").write_text("raise RuntimeError('not NumPy')")
    assert run_apart(exercises["halve"], RIGHT, folder=tmp_path).status == "correct"


def test_what_an_answer_sets_of_numpy_and_of_warnings_ends_with_it(exercises):
    before = np.geterr(), list(warnings.filters)
    answer = "import warnings\nimport numpy as np\nnp.seterr(all='ignore')\nwarnings.simplefilter('always')\n" + RIGHT
    assert run_here(exercises["halve"], answer).status == "correct"
    assert (np.geterr(), list(warnings.filters)) == before
