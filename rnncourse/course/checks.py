"""What the check cell of an exercise calls.

Each helper takes the exercise's name first and a hint, returns None when all is well, raises CheckFailed when not and
OpenExercise where there is no answer yet. In Jupyter both show as a note of a few lines, without a traceback: they
render themselves. So a check hands the helpers a function that calls the answer, and does not call it before.
"""

import linecache
import traceback
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from rnncourse.course.difference import difference, short

OPEN_MESSAGE = "open exercise: write your answer here"
STUB = f'raise NotImplementedError("{OPEN_MESSAGE}")'
OPEN_NOTE = "open exercise: put your answer in place of `raise NotImplementedError(...)`, then run both cells"
ANSWER_FILE = "<your answer>"

_RED, _BLUE, _BOLD, _PLAIN = "\x1b[31m", "\x1b[34m", "\x1b[1m", "\x1b[0m"


class CheckFailed(AssertionError):
    """An answer that is not right yet: the exercise, for which case, what was expected, what came, a hint.

    Parameters
    ----------
    exercise, hint : str
    expected, got, case : str or None
        Short descriptions; None leaves the line out.
    """

    def __init__(
        self, exercise: str, hint: str, expected: str | None = None, got: str | None = None, case: str | None = None
    ) -> None:
        self.exercise, self.hint, self.expected, self.got, self.case = exercise, hint, expected, got, case
        rows = [("for", case), ("expected", expected), ("got", got), ("hint", hint)]
        self.rows = [(label, text) for label, text in rows if text is not None]
        lines = [f"{label}: {text}" for label, text in self.rows]
        super().__init__("\n".join([f"{exercise}: not yet", *lines]))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.exercise, self.hint, self.expected, self.got, self.case)

    def _render_traceback_(self) -> list[str]:
        rows = [f"{_BOLD}{label + ':':<9}{_PLAIN} {text}" for label, text in self.rows]
        return [f"{_RED}{_BOLD}{self.exercise}: not yet{_PLAIN}", *rows]


class OpenExercise(NotImplementedError):
    """The answer has not been written yet."""

    def __init__(self, message: str = OPEN_MESSAGE) -> None:
        super().__init__(message)

    def _render_traceback_(self) -> list[str]:
        return [f"{_BLUE}{OPEN_NOTE}{_PLAIN}"]


def is_open(error: BaseException) -> bool:
    """Whether an exception says that an exercise has no answer yet (and not that a method is abstract)."""
    return isinstance(error, NotImplementedError) and str(error).startswith("open exercise")


def expect(exercise: str, condition: Any, hint: str) -> None:
    """Fail with the hint unless the condition holds (for an array: in every element)."""
    holds = _number(exercise, _value(exercise, condition, hint), hint)
    if not (holds != 0).all():
        raise CheckFailed(exercise, hint)


def expect_close(exercise: str, got: Any, want: Any, hint: str, tol: float = 1e-8) -> None:
    """Fail unless got equals want, in shape and to within tol (absolute, and relative to the largest number wanted).

    What is float32 is judged at its own precision, to within 1e-4.

    Parameters
    ----------
    got : number, nested list, array, tensor, or a function of no arguments that returns one
        A function's exception becomes a failed check that names the learner's line.
    want : number, nested list, array or tensor
    """
    came = _number(exercise, _value(exercise, got, hint), hint)
    apart = difference(came, _array(want), tol)
    if apart is not None:
        raise CheckFailed(exercise, hint, *apart)


def expect_equal(exercise: str, got: Any, want: Any, hint: str) -> None:
    """Fail unless got equals want: texts, ids, lists, whole-number arrays."""
    got = _value(exercise, got, hint)
    if difference(got, want, 0.0) is not None:
        raise CheckFailed(exercise, hint, short(want), short(got))


def expect_shape(exercise: str, got: Any, shape: Sequence[int], hint: str) -> None:
    """Fail unless got, an array or anything that becomes one, has the shape."""
    came = _number(exercise, _value(exercise, got, hint), hint).shape
    if came != tuple(shape):
        raise CheckFailed(exercise, hint, f"shape {tuple(shape)}", f"shape {came}")


def expect_raises(exercise: str, exception: type[Exception], call: Callable[[], Any], hint: str) -> None:
    """Fail unless call() raises the exception."""
    expected = f"a {exception.__name__}"
    try:
        call()
    except exception as error:
        _raise_if_open(error)
    except Exception as error:
        _raise_if_open(error)
        raise CheckFailed(exercise, hint, expected, describe(error)) from error
    else:
        raise CheckFailed(exercise, hint, expected, "no error")


def done(exercise: str, *, further: str | None = None) -> None:
    """Print that every check before this line was passed.

    further : the number of the lesson, where `rnncourse check` tries cases that do not stand in the notebook
    """
    print(f"{exercise}: passes here; `rnncourse check {further}` looks further" if further else f"{exercise}: correct")


def describe(error: BaseException) -> str:
    """An exception in one line, with the learner's own line where it came from.

    Parameters
    ----------
    error : BaseException

    Returns
    -------
    str
        Such as ``ZeroDivisionError: division by zero (line 2 of your answer: `return 1 / 0`)``.
    """
    text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    if isinstance(error, SyntaxError):
        line = (error.text or "").strip()
        return f"{type(error).__name__}: {error.msg} (line {error.lineno}: `{line}`)"
    own = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == ANSWER_FILE or "ipykernel_" in frame.filename
    ]
    if own:
        number = own[-1].lineno or 0
        text += f" (line {number} of your answer: `{linecache.getline(own[-1].filename, number).strip()}`)"
    return text


def _raise_if_open(error: Exception) -> None:
    if is_open(error):
        raise OpenExercise() from None


def _value(exercise: str, got: Any, hint: str) -> Any:
    """Call got if it is a function of no arguments; see None and `...` for what they mean."""
    if callable(got) and not hasattr(got, "shape"):
        try:
            got = got()
        except Exception as error:
            _raise_if_open(error)
            raise CheckFailed(exercise, hint, "a result", describe(error)) from error
    if got is ...:
        raise OpenExercise()
    if got is None:
        raise CheckFailed(exercise, hint, "a result", "None (does your answer return something?)")
    return got


def _array(value: Any) -> np.ndarray:
    """A NumPy array of a number, list, array or torch tensor."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    return np.asarray(value)


def _number(exercise: str, value: Any, hint: str) -> np.ndarray:
    try:
        array = _array(value)
    except ValueError:
        array = None
    if array is None or array.dtype.kind not in "biufc":
        raise CheckFailed(exercise, hint, "a number or an array of numbers", short(value))
    return array
