"""Whether an answer does what a reference does, on many cases.

The one way to check a function that a learner writes: `agree` calls it with every case as it is, in float32, and where
that makes sense with lists, each time with copies, and compares what comes with what the reference gives.
"""

import copy
import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from rnncourse.course.checks import CheckFailed, OpenExercise, describe, is_open
from rnncourse.course.difference import TOL, TOL_FLOAT32, difference, same, short

CHANGED = "your answer changes {name}, which belongs to the caller: work on a copy, or make a new array"


def agree(
    exercise: str,
    answer: Callable[[], Callable[..., Any]],
    reference: Callable[..., Any],
    cases: Iterable[Sequence[Any]],
    hint: str,
    *,
    mistakes: Mapping[str, Callable[..., Any]] | None = None,
    float32: bool = True,
    lists: bool = False,
    tol: float = TOL,
) -> None:
    """Fail unless the answer gives what the reference gives, in every case.

    Parameters
    ----------
    exercise : str
    answer : function of no arguments
        Returns the learner's function, such as ``lambda: rnn_step``: a name that does not exist is then told well.
    reference : function
        Takes the same arguments.
    cases : iterable of argument tuples
        Arrays, numbers, texts, and lists, tuples or dictionaries of them. Draw them with a fixed seed: several sizes,
        among them 1, and the edge cases that a mistake would show in.
    hint : str
    mistakes : dict of hint to function, optional
        Plausible mistakes: where the answer gives what one of them gives, its hint takes the place of `hint`.
    float32 : bool
        Try each case that holds float64 arrays with float32 ones too; the answer is then judged at that precision.
    lists : bool
        Try each case that holds arrays with nested lists too.
    tol : float
        Of float64 results, absolute and relative to the largest value expected.

    Raises
    ------
    CheckFailed
        The case, what was expected, what came; or that an argument was changed in place.
    OpenExercise
        The answer is not there yet.
    """
    given = [tuple(case) for case in cases]
    variants: list[tuple[str, Callable[[Any], Any]]] = [("", copy.deepcopy)]
    if float32:
        variants.append(("in float32", _in_float32))
    if lists:
        variants.append(("as lists", _as_lists))
    for kind, convert in variants:
        for case in given:
            arguments = convert(case)
            if kind and same(arguments, case):  # nothing in it to convert
                continue
            want = reference(*(_in_float64(arguments) if kind == "in float32" else copy.deepcopy(case)))
            failed = _try(exercise, answer, arguments, want, hint, tol, kind, reference)
            if failed is not None:
                raise _with_fitting_hint(failed, mistakes or {}, case)


class _Failed(CheckFailed):
    """A failed case, with what the answer gave."""

    result: Any = None


def _try(
    exercise: str,
    answer: Callable[[], Callable[..., Any]],
    arguments: tuple[Any, ...],
    want: Any,
    hint: str,
    tol: float,
    kind: str,
    reference: Callable[..., Any],
) -> _Failed | None:
    """Call the answer with one case; None when it gives what is wanted."""
    kept, names = copy.deepcopy(arguments), _names(reference, len(arguments))
    told = _told(names, kept, kind)
    try:
        got = answer()(*arguments)
    except Exception as error:
        if is_open(error):
            raise OpenExercise() from None
        failed = _Failed(exercise, hint, short(want), describe(error), told)
        failed.__cause__ = error
        return failed
    if got is ...:
        raise OpenExercise()
    for name, before, after in zip(names, kept, arguments, strict=True):
        if not same(before, after):
            return _Failed(exercise, CHANGED.format(name=name), f"{name} as it was", f"{name} changed", told)
    if got is None and want is not None:
        return _Failed(exercise, hint, short(want), "None (does your answer return something?)", told)
    coarse = not same(_in_float64(kept), kept)  # it holds float32, so the answer can be no more precise
    apart = difference(got, want, max(tol, TOL_FLOAT32) if coarse else tol)
    if apart is None:
        return None
    failed = _Failed(exercise, hint, apart[0], apart[1], told)
    failed.result = got
    return failed


def _with_fitting_hint(
    failed: _Failed, mistakes: Mapping[str, Callable[..., Any]], case: tuple[Any, ...]
) -> CheckFailed:
    chosen = failed.hint
    if failed.result is not None:
        for text, mistake in mistakes.items():
            try:
                if difference(failed.result, mistake(*copy.deepcopy(case)), TOL_FLOAT32) is None:
                    chosen = text
                    break
            except Exception:  # a mistake need not be possible in every case
                continue
    told = CheckFailed(failed.exercise, chosen, failed.expected, failed.got, failed.case)
    told.__cause__ = failed.__cause__
    return told


def _convert(value: Any, one: Callable[[np.ndarray], Any]) -> Any:
    """A copy of an argument with every array in it converted."""
    if isinstance(value, np.ndarray):
        return one(value)
    if isinstance(value, Mapping):
        return type(value)((key, _convert(part, one)) for key, part in value.items())  # type: ignore[call-arg]
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(_convert(part, one) for part in value))
    if isinstance(value, list | tuple):
        return type(value)(_convert(part, one) for part in value)
    return copy.deepcopy(value)


def _in_float32(value: Any) -> Any:
    return _convert(value, lambda array: array.astype(np.float32) if array.dtype == np.float64 else array.copy())


def _in_float64(value: Any) -> Any:
    return _convert(value, lambda array: array.astype(np.float64) if array.dtype == np.float32 else array.copy())


def _as_lists(value: Any) -> Any:
    return _convert(value, lambda array: array.tolist())


def _names(reference: Callable[..., Any], count: int) -> list[str]:
    """What the arguments are called."""
    try:
        names = list(inspect.signature(reference).parameters)
    except (TypeError, ValueError):
        names = []
    return [*names, *(f"argument {i + 1}" for i in range(len(names), count))][:count]


def _told(names: Sequence[str], arguments: Sequence[Any], kind: str) -> str:
    """A case in words: small arguments whole, large arrays by their shape."""

    def parts() -> Iterator[str]:
        for name, value in zip(names, arguments, strict=True):
            large = isinstance(value, np.ndarray) and value.size > 8
            yield f"{name} of shape {value.shape}" if large else f"{name} = {short(value)}"

    return ", ".join(parts()) + (f" ({kind})" if kind else "")
