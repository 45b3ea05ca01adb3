"""Where two results differ, in words: numbers, texts, and lists, tuples and dictionaries of them.

The functions of NumPy that it calls are bound when the module is imported: an answer that replaces them in NumPy
changes nothing here.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

TOL = 1e-8  # absolute, and relative to the largest value expected
TOL_FLOAT32 = 1e-4

_asarray, _isfinite, _where, _argwhere, _array2string = np.asarray, np.isfinite, np.where, np.argwhere, np.array2string


def difference(got: Any, want: Any, tol: float = TOL, where: str = "") -> tuple[str, str] | None:
    """What was expected and what came, in words, at the first place where they differ; None where they agree.

    Numbers agree to within tol, absolute and relative to the largest value expected; to within 1e-4 where `got` is
    float32 or float16. Whole numbers, booleans and texts agree exactly. A list may stand for an array or a tuple.
    """
    at = f" at {where}" if where else ""
    if isinstance(want, Mapping):
        if not isinstance(got, Mapping):
            return f"a dictionary{at}", short(got)
        if set(got) != set(want):
            return f"the keys {', '.join(map(str, want))}{at}", f"the keys {', '.join(map(str, got)) or 'of none'}"
        pairs = [(got[key], want[key], f"{where}[{key!r}]") for key in want]
    elif _is_sequence(want):
        if not isinstance(got, list | tuple | np.ndarray) and not hasattr(got, "detach"):
            return f"{len(want)} results{at}", short(got)
        if len(got) != len(want):
            return f"{len(want)} results{at}", f"{len(got)}: {short(got)}"
        pairs = [(g, w, f"{where}[{i}]") for i, (g, w) in enumerate(zip(got, want, strict=True))]
    elif _is_number(want):
        return _of_numbers(got, want, tol, at)
    else:
        return None if type(got) is type(want) and got == want else (f"{short(want)}{at}", short(got))
    return next((found for pair in pairs if (found := difference(*pair[:2], tol, pair[2])) is not None), None)


def _of_numbers(got: Any, want: Any, tol: float, at: str) -> tuple[str, str] | None:
    came, expected = _numbers(got), _numbers(want)
    assert expected is not None
    if came is None:
        return f"numbers{at}: {short(want)}", short(got)
    if came.shape != expected.shape:
        return f"shape {expected.shape}{at}", f"shape {came.shape}"
    if expected.dtype.kind in "bui" and came.dtype.kind in "bui":
        off = came != expected
    else:
        if came.dtype in (np.float32, np.float16):
            tol = max(tol, TOL_FLOAT32)
        off = _apart(came.astype(np.float64), expected.astype(np.float64), tol)
    if not off.any():
        return None
    first = tuple(int(i) for i in _argwhere(off)[0])
    index = f" at index {list(first) if len(first) > 1 else first[0]}" if first else ""
    many = f" there ({int(off.sum())} of {off.size} values differ)" if off.size > 1 else ""
    texts = _until_they_differ(expected[first].item(), came[first].item())
    return f"{texts[0]}{index}{at}", f"{texts[1]}{many}"


def _apart(came: np.ndarray, expected: np.ndarray, tol: float) -> np.ndarray:
    """Where numbers differ; NaN and infinity agree with themselves alone."""
    finite = _isfinite(expected)
    largest = float(abs(expected[finite]).max(initial=0.0))
    with np.errstate(invalid="ignore", over="ignore"):
        near = abs(came - expected) <= tol * max(1.0, largest)
    same = (came == expected) | ((came != came) & (expected != expected))
    return _asarray(~_where(finite, near, same))


def _until_they_differ(expected: Any, came: Any) -> tuple[str, str]:
    """Both numbers with as many digits as it takes to tell them apart."""
    if not isinstance(expected, float) and not isinstance(came, float):
        return repr(expected), repr(came)
    for digits in range(6, 18):
        texts = f"{expected:.{digits}g}", f"{came:.{digits}g}"
        if texts[0] != texts[1]:
            break
    return texts


def _is_sequence(want: Any) -> bool:
    """Whether a result is several, and not an array written as a list."""
    return isinstance(want, tuple) or (isinstance(want, list) and _numbers(want) is None)


def _is_number(value: Any) -> bool:
    return not isinstance(value, str | bytes) and _numbers(value) is not None


def _numbers(value: Any) -> np.ndarray | None:
    """Numbers as an array; None for anything else. A tensor is taken to the CPU, a fraction becomes a float."""
    if value is None or isinstance(value, str | bytes):
        return None
    try:
        array = _asarray(value.detach().cpu() if hasattr(value, "detach") else value)
        if array.dtype == object:
            array = array.astype(np.float64) if all(hasattr(v, "__float__") for v in array.flat) else array
    except (ValueError, TypeError, OverflowError, RuntimeError):
        return None
    return array if array.dtype.kind in "biuf" else None


def same(a: Any, b: Any) -> bool:
    """Whether two arguments are the same, to the last bit and type."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, Mapping):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float):
        return a == b or (math.isnan(a) and math.isnan(b))
    return bool(a == b) if isinstance(a, str | bytes | int | set | frozenset | None) else True


def short(value: Any) -> str:
    """A value in at most about one line."""
    if isinstance(value, np.ndarray):
        text = _array2string(value, threshold=8, precision=6, separator=", ").replace("\n", "")
    else:
        text = f"{value:.6g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= 100 else text[:97] + "..."
