"""What an answer can do to its own check, to its check's process, and to the learner's files: nothing that counts."""

import sys
import textwrap

import pytest

from rnncourse.course.exercises import find_exercises
from rnncourse.course.running import run_apart, run_here

RIGHT = "def halve(x):\n    return x / 2\n"
WRONG = "def halve(x):\n    return x\n"


@pytest.fixture
def halve(lesson):
    return find_exercises(lesson.read())["halve"]


@pytest.fixture
def count(lesson):
    return find_exercises(lesson.read())["count"]


# Five ways that gave full marks without an answer.


@pytest.mark.parametrize("run", [run_here, run_apart])
@pytest.mark.parametrize("name", ["expect_close", "done", "np", "isinstance"])
def test_a_helper_of_the_check_bound_anew_gains_nothing(halve, run, name):
    fake = f"def {name}(*_, **__):\n    return None\n"
    if run is run_apart and name != "expect_close":
        pytest.skip("run_here tells the same")
    assert run(halve, WRONG + fake).cause == "check"
    if name != "np":
        assert run(halve, RIGHT + fake).status == "correct"


@pytest.mark.parametrize("run", [run_here, run_apart])
@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("np.allclose = lambda *_, **__: True\n" + WRONG, "numpy.allclose"),
        ("def halve(x):\n    np.allclose = lambda *_, **__: True\n    return x", "numpy.allclose"),
        ("from rnncourse.course import checks\nchecks.expect_close = print\n" + WRONG, "checks.expect_close"),
        ("from rnncourse.course import checks\nchecks.CheckFailed.__init__ = print\n" + WRONG, "checks.CheckFailed"),
        ("import builtins\nbuiltins.abs = print\n" + WRONG, "builtins.abs"),
        ("import sys, types\nsys.modules['json'] = types.ModuleType('json')\n" + WRONG, "json"),
        ("from rnncourse.course import judging\njudging._outcome = lambda act: None\n" + WRONG, "judging._outcome"),
        (
            "from rnncourse.course.checks import expect_close as e\n"
            "e.__code__ = (lambda *_, **__: None).__code__\n" + WRONG,
            "change functions from inside",
        ),
    ],
)
def test_a_function_of_others_replaced_leaves_no_verdict(halve, run, source, named):
    if run is run_apart and named not in ("numpy.allclose", "change functions from inside"):
        pytest.skip("run_here tells the same")
    verdict = run(halve, source)
    assert (verdict.status, verdict.cause) in {("unchecked", "tampering"), ("wrong", "error")}
    if run is run_apart or "inside" not in named:
        assert named in verdict.message
    assert run_here(halve, WRONG).cause == "check", "what was replaced is put back"
