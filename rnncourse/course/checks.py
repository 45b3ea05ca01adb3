"""What the check cell of an exercise calls.

Each helper takes the exercise's name first and a hint, returns None when all is well and raises CheckFailed
when not. In Jupyter a failed check and an open exercise show as a note of a few lines, without a traceback:
CheckFailed and OpenExercise render themselves; for the plain NotImplementedError of an untouched answer,
importing this module in a notebook installs an exception handler in that notebook's kernel.
"""

import linecache
import sys
import traceback

import numpy as np

OPEN_MESSAGE = "open exercise: write your answer here"
STUB = f'raise NotImplementedError("{OPEN_MESSAGE}")'
OPEN_NOTE = "open exercise: put your answer in place of `raise NotImplementedError(...)`, then run both cells"
ANSWER_FILE = "<your answer>"

_RED, _BLUE, _BOLD, _PLAIN = "\x1b[31m", "\x1b[34m", "\x1b[1m", "\x1b[0m"


class CheckFailed(AssertionError):
    """An answer that is not right yet: the exercise, what was expected, what came, a hint.

    Parameters
    ----------
    exercise, hint : str
    expected, got : str or None
        Short descriptions; None leaves the line out.
    """

    def __init__(self, exercise, hint, expected=None, got=None):
        self.exercise, self.hint, self.expected, self.got = exercise, hint, expected, got
        rows = [("expected", expected), ("got", got), ("hint", hint)]
        self.rows = [(label, text) for label, text in rows if text is not None]
        lines = [f"{label}: {text}" for label, text in self.rows]
        super().__init__("\n".join([f"{exercise}: not yet", *lines]))

    def __reduce__(self):
        return type(self), (self.exercise, self.hint, self.expected, self.got)

    def _render_traceback_(self):
        rows = [f"{_BOLD}{label + ':':<9}{_PLAIN} {text}" for label, text in self.rows]
        return [f"{_RED}{_BOLD}{self.exercise}: not yet{_PLAIN}", *rows]


class OpenExercise(NotImplementedError):
    """The answer has not been written yet."""

    def __init__(self, message=OPEN_MESSAGE):
        super().__init__(message)

    def _render_traceback_(self):
        return open_note()


def open_note():
    """The lines that an open exercise shows in Jupyter."""
    return [f"{_BLUE}{OPEN_NOTE}{_PLAIN}"]


def is_open(error):
    """Whether an exception says that an exercise has no answer yet (and not that a method is abstract)."""
    return isinstance(error, NotImplementedError) and str(error).startswith("open exercise")


def expect(exercise, condition, hint):
    """Fail with the hint unless the condition holds (for an array: in every element)."""
    if not np.all(_value(exercise, condition, hint)):
        raise CheckFailed(exercise, hint)


def expect_close(exercise, got, want, hint, tol=1e-8):
    """Fail unless got equals want, in shape and to within tol (absolute, and relative to want).

    Parameters
    ----------
    got : number, nested list, array, tensor, or a function of no arguments that returns one
        A function's exception becomes a failed check that names the learner's line.
    want : number, nested list, array or tensor
    """
    got, want = _number(exercise, _value(exercise, got, hint), hint), _array(want)
    if got.shape != want.shape:
        raise CheckFailed(exercise, hint, f"shape {want.shape}", f"shape {got.shape}")
    if not np.allclose(got, want, rtol=tol, atol=tol):
        if got.ndim == 0:
            raise CheckFailed(exercise, hint, _short(want), _short(got))
        with np.errstate(invalid="ignore", over="ignore"):
            off = np.argwhere(~np.isclose(got, want, rtol=tol, atol=tol))
        first = tuple(int(i) for i in off[0])
        where = f"at index {list(first)}" if got.ndim > 1 else f"at index {first[0]}"
        came = f"{_short(got[first])} there ({len(off)} of {got.size} values differ)"
        raise CheckFailed(exercise, hint, f"{_short(want[first])} {where}", came)


def expect_equal(exercise, got, want, hint):
    """Fail unless got equals want: texts, ids, lists, whole-number arrays."""
    got = _value(exercise, got, hint)
    try:
        if hasattr(want, "shape") or hasattr(got, "shape"):
            same = np.array_equal(_array(got), _array(want))
        elif isinstance(want, list | tuple) and isinstance(got, list | tuple):
            same = list(got) == list(want)
        else:
            same = bool(got == want)
    except ValueError:  # ragged, or arrays inside lists: not comparable, so not equal
        same = False
    if not same:
        raise CheckFailed(exercise, hint, _short(want), _short(got))


def expect_shape(exercise, got, shape, hint):
    """Fail unless got, an array or anything that becomes one, has the shape."""
    came = _number(exercise, _value(exercise, got, hint), hint).shape
    if came != tuple(shape):
        raise CheckFailed(exercise, hint, f"shape {tuple(shape)}", f"shape {came}")


def expect_raises(exercise, exception, call, hint):
    """Fail unless call() raises the exception."""
    expected = f"a {exception.__name__}"
    try:
        call()
    except exception as error:
        if is_open(error):
            raise
    except Exception as error:
        if is_open(error):
            raise
        raise CheckFailed(exercise, hint, expected, describe(error)) from error
    else:
        raise CheckFailed(exercise, hint, expected, "no error")


def done(exercise):
    """Print that every check before this line was passed."""
    print(f"{exercise}: correct")


def describe(error):
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
        line = linecache.getline(own[-1].filename, own[-1].lineno).strip()
        text += f" (line {own[-1].lineno} of your answer: `{line}`)"
    return text


def _value(exercise, got, hint):
    """Call got if it is a function of no arguments; see None and `...` for what they mean."""
    if callable(got) and not hasattr(got, "shape"):
        try:
            got = got()
        except Exception as error:
            if is_open(error):
                raise
            raise CheckFailed(exercise, hint, "a result", describe(error)) from error
    if got is ...:
        raise OpenExercise()
    if got is None:
        raise CheckFailed(exercise, hint, "a result", "None (does your answer return something?)")
    return got


def _array(value):
    """A NumPy array of a number, list, array or torch tensor."""
    if hasattr(value, "detach"):
        value = value.detach().cpu()
    return np.asarray(value)


def _number(exercise, value, hint):
    try:
        array = _array(value)
    except ValueError:
        array = None
    if array is None or array.dtype.kind not in "biufc":
        raise CheckFailed(exercise, hint, "a number or an array of numbers", _short(value))
    return array


def _short(value):
    """A value in at most about one line."""
    if isinstance(value, np.generic) or getattr(value, "shape", None) == ():
        value = value.item()
    if hasattr(value, "shape"):
        return f"{np.array2string(_array(value), threshold=8, precision=4)} (shape {tuple(value.shape)})"
    text = f"{value:.6g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= 120 else text[:117] + "..."


def _install_note():
    """In a notebook, show the NotImplementedError of an open exercise as a note."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return

    def show(shell, kind, error, trace, tb_offset=None):
        if is_open(error):
            error._render_traceback_ = open_note
        shell.showtraceback((kind, error, trace), tb_offset=tb_offset)

    shell.set_custom_exc((NotImplementedError,), show)


_install_note()
