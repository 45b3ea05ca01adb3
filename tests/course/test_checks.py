import pickle
import subprocess
import sys

import numpy as np
import pytest
import torch

from rnncourse.course.checks import (
    OPEN_NOTE,
    CheckFailed,
    OpenExercise,
    describe,
    done,
    expect,
    expect_close,
    expect_equal,
    expect_raises,
    expect_shape,
)

HINT = "Try this."


@pytest.mark.parametrize("condition", [True, np.bool_(True), np.array([True, True]), 1])
def test_expect_accepts_what_holds(condition):
    assert expect("e", condition, HINT) is None


@pytest.mark.parametrize("condition", [False, np.array([True, False]), 0, None])
def test_expect_refuses_what_does_not_hold(condition):
    with pytest.raises(CheckFailed, match=HINT):
        expect("e", condition, HINT)


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (1.0, 1),
        (1 + 1e-9, 1.0),
        ([1, 2], np.array([1.0, 2.0])),
        (torch.ones(2, requires_grad=True), [1, 1]),
        (np.inf, np.inf),
        (lambda: np.eye(2), torch.eye(2)),
    ],
)
def test_expect_close_accepts_equal_numbers(got, want):
    assert expect_close("e", got, want, HINT) is None


@pytest.mark.parametrize(
    ("got", "message"),
    [
        ([1.0, 2.1], r"expected: 2 at index 1\ngot: 2.1 there \(1 of 2 values differ\)"),
        ([1.0, np.nan], "got: nan"),
        ([[1.0, 2.0]], r"expected: shape \(2,\)\ngot: shape \(1, 2\)"),
        (["a", "b"], "expected: a number"),
        ([[1.0], [1.0, 2.0]], "expected: a number"),
        (None, "does your answer return something"),
    ],
)
def test_expect_close_names_the_difference(got, message):
    with pytest.raises(CheckFailed, match=message):
        expect_close("e", got, [1.0, 2.0], HINT)


def test_expect_close_shows_a_scalar():
    with pytest.raises(CheckFailed, match="expected: 0.5\ngot: 0.25\nhint: Try this."):
        expect_close("e", np.float64(0.25), 0.5, HINT)


def test_tolerance_is_small_unless_told():
    expect_close("e", 1.0005, 1, HINT, tol=1e-3)
    with pytest.raises(CheckFailed):
        expect_close("e", 1 + 1e-6, 1, HINT)


def test_tolerance_is_relative_too():
    expect_close("e", 1e6 + 1, 1e6, HINT, tol=1e-5)
    with pytest.raises(CheckFailed):
        expect_close("e", 1.001, 1, HINT, tol=1e-5)


@pytest.mark.parametrize(
    ("got", "want"), [((1, 2), [1, 2]), (np.array([1, 2]), [1, 2]), ("a", "a"), ({"a": 1}, {"a": 1})]
)
def test_expect_equal_accepts_equal_values(got, want):
    assert expect_equal("e", got, want, HINT) is None


@pytest.mark.parametrize(("got", "want"), [([1], [1, 2]), ("a", "b"), ([np.ones(2)], [[1, 2]]), (np.ones(2), "b")])
def test_expect_equal_refuses_others(got, want):
    with pytest.raises(CheckFailed, match=HINT):
        expect_equal("e", got, want, HINT)


def test_expect_shape():
    expect_shape("e", np.zeros((2, 3)), (2, 3), HINT)
    with pytest.raises(CheckFailed, match=r"expected: shape \(2, 3\)\ngot: shape \(3, 2\)"):
        expect_shape("e", np.zeros((3, 2)), (2, 3), HINT)


def test_expect_raises():
    expect_raises("e", ValueError, lambda: int("x"), HINT)
    with pytest.raises(CheckFailed, match="got: no error"):
        expect_raises("e", ValueError, lambda: int("1"), HINT)
    with pytest.raises(CheckFailed, match="got: ZeroDivisionError"):
        expect_raises("e", ValueError, lambda: 1 / 0, HINT)


def raise_stub(*_):
    raise NotImplementedError("open exercise: write your answer here")


@pytest.mark.parametrize(
    "check",
    [
        lambda: expect_close("e", ..., 1, HINT),
        lambda: expect_equal("e", ..., 1, HINT),
        lambda: expect_shape("e", ..., (), HINT),
        lambda: expect("e", ..., HINT),
    ],
)
def test_a_placeholder_is_an_open_exercise(check):
    with pytest.raises(OpenExercise, match="open exercise"):
        check()


@pytest.mark.parametrize(
    "check",
    [
        lambda: expect_close("e", raise_stub, 1, HINT),
        lambda: expect_raises("e", ValueError, raise_stub, HINT),
        lambda: expect_raises("e", NotImplementedError, raise_stub, HINT),
        lambda: expect_raises("e", Exception, raise_stub, HINT),
    ],
)
def test_a_stub_called_by_a_check_is_an_open_exercise(check):
    with pytest.raises(OpenExercise, match="open exercise") as caught:
        check()
    (note,) = caught.value._render_traceback_()
    assert OPEN_NOTE in note


def test_a_method_that_is_abstract_is_no_open_exercise():
    def abstract():
        raise NotImplementedError("give it a step")

    with pytest.raises(CheckFailed, match="got: NotImplementedError: give it a step"):
        expect_close("e", abstract, 1, HINT)


def test_importing_the_checks_changes_nothing_in_the_notebooks_shell():
    code = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
before = shell.custom_exceptions, shell.CustomTB
import rnncourse.course.checks
print((shell.custom_exceptions, shell.CustomTB) == before)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "True\n"


def test_an_error_in_the_answer_becomes_a_failed_check():
    with pytest.raises(CheckFailed, match=r"got: ZeroDivisionError: division by zero\nhint: Try this."):
        expect_close("e", lambda: 1 / 0, 1, HINT)


def test_describe_names_the_line_of_a_syntax_error():
    with pytest.raises(SyntaxError) as caught:
        compile("x = 1\ny = = 2", "<your answer>", "exec")
    assert describe(caught.value) == "SyntaxError: invalid syntax (line 2: `y = = 2`)"


def test_a_failed_check_renders_without_a_traceback():
    lines = CheckFailed("rnn-step", HINT, "shape (2,)", "shape (3,)")._render_traceback_()
    text = "\n".join(lines)
    assert len(lines) == 4 and "Traceback" not in text
    assert all(part in text for part in ("rnn-step: not yet", "shape (2,)", "shape (3,)", HINT))


def test_a_failed_check_survives_pickling():
    error = CheckFailed("e", HINT, "1", "2")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_done_prints_the_verdict(capsys):
    assert done("rnn-step") is None
    assert capsys.readouterr() == ("rnn-step: correct\n", "")


def test_done_says_where_more_is_tried(capsys):
    done("rnn-step", further="02")
    assert capsys.readouterr().out == "rnn-step: passes here; `rnncourse check 02` looks further\n"


class Everything:
    """Equal to whatever it is compared with."""

    def __eq__(self, other):
        return True

    __hash__ = None


def test_an_object_that_is_equal_to_everything_is_not():
    for check in (
        lambda: expect_equal("x", Everything(), "text", "hint"),
        lambda: expect_equal("x", [Everything()], [3], "hint"),
        lambda: expect_close("x", Everything(), 3.0, "hint"),
        lambda: expect("x", Everything(), "hint"),
    ):
        with pytest.raises(CheckFailed):
            check()
