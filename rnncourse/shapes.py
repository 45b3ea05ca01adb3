"""The one legend of shape letters, and the checks that stand at every public door.

Every array in the course is described with these letters, in this order: time first, then batch, then
features, (T, B, D), as PyTorch's recurrent layers have it.

What a function takes follows one rule.

- Numbers that a network computes with are a NumPy array of float32 or float64: its dtype decides in which precision the
  answer comes. So a list, which has none, is refused, and so are tensors and integers, with the conversion to write.
- Ids, labels and lengths are whole numbers, the same in a list, an array and a tensor on the CPU: all are taken.
- What only judges (metrics, plots, decoding, checks) takes numbers in any of these forms and answers in float64.
- NaN, infinity and numbers too large to compute with are refused wherever a wrong figure would follow, with their
  index. What stands past a sequence's end never matters, whatever it is.
- Nothing is dropped, broadcast, cut or converted to less without a word.

Single values, such as sizes, shares and names, are checked by `rnncourse.arguments`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

LEGEND = {
    "T": "time steps",
    "B": "sequences in a batch",
    "D": "features of an input",
    "H": "hidden units",
    "K": "outputs (classes or values)",
    "V": "symbols in the vocabulary",
    "N": "tokens in a text",
    "S": "steps of a second sequence: labels, or what attention looks at",
    "Dq": "features of a query",
    "Dk": "features of a key",
    "Dv": "features of a value",
    "C": "channels of a picture",
}

FLOATS = np.dtype(np.float32), np.dtype(np.float64)
LAST = np.iinfo(np.int64).max
LARGEST = 2**31  # no size in the course comes near it; what is above was not meant
# Products of three such numbers, summed over any axis, are still finite; gradients may be as large as two of them.
LIMITS = {FLOATS[0]: 1e12, FLOATS[1]: 1e100}


def shown(value: Any, most: int = 80) -> str:
    """A value as it is written in a message: its repr on one line, cut where it is long."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # whatever the repr of a value that was not meant may raise
        text = f"a {type(value).__name__}"
    return text if len(text) <= most else f"{text[:most]}…"


def describe(pattern: Sequence[str | int]) -> str:
    """`("T", "B", 3)` as it is written in a message: `(T, B, 3)`."""
    return "(" + ", ".join(str(p) for p in pattern) + ("," if len(pattern) == 1 else "") + ")"


def check_shape(name: str, array: Any, pattern: Sequence[str | int]) -> None:
    """Raise ValueError unless `array` has the shape `pattern`.

    pattern : letters of LEGEND stand for any size of at least 1, integers for themselves.

    >>> check_shape("x", np.zeros((5, 2, 4)), ("T", "B", 3))
    Traceback (most recent call last):
    ValueError: x: expected (T, B, 3), got (5, 2, 4)
    """
    shape = array.shape if hasattr(array, "shape") else as_array(name, array).shape
    if len(shape) != len(pattern):
        fits = False
    else:
        fits = all(n == p if isinstance(p, int | np.integer) else n > 0 for n, p in zip(shape, pattern, strict=True))
    if not fits:
        empty = [p for n, p in zip(shape, pattern, strict=False) if n == 0 and isinstance(p, str)]
        why = f"; {empty[0]} ({LEGEND.get(empty[0], empty[0])}) must be at least 1" if empty else ""
        raise ValueError(f"{name}: expected {describe(pattern)}, got {describe(shape)}{why}")


def as_array(name: str, values: Any) -> np.ndarray:
    """`values`, a list, an array or a tensor on the CPU, as an array; ValueError if they cannot be one."""
    if isinstance(values, np.ma.MaskedArray | np.matrix):
        raise ValueError(
            f"{name}: expected an array, got a {type(values).__name__}, of which something would be lost; "
            "make a plain array of it"
        )
    try:
        return np.asarray(values)
    except Exception:  # ragged lists, tensors of another device or with a gradient, and whatever else was not meant
        remedy = "use its .detach().cpu()" if hasattr(values, "detach") else "are its rows equally long?"
        raise ValueError(
            f"{name}: expected an array, got {type(values).__name__} that cannot be one; {remedy}"
        ) from None


def check_float(
    name: str,
    array: Any,
    dtype: np.typing.DTypeLike | None = None,
    *,
    where: np.ndarray | bool = True,
    gradient: bool = False,
) -> None:
    """Raise ValueError unless `array` is a NumPy array of floats that can be computed with.

    dtype : float32 or float64, either if None
    where : booleans, broadcast to the array: which numbers have to be finite, and not above LIMITS; the others may be
        anything
    gradient : whether it is a gradient, which may be steeper than any number going forward: up to LIMITS squared
    """
    allowed = FLOATS if dtype is None else (np.dtype(dtype),)
    plain = isinstance(array, np.ndarray) and not isinstance(array, np.ma.MaskedArray | np.matrix)
    if not plain or array.dtype not in allowed:
        expected = " or ".join(map(str, allowed))
        came = f"dtype {array.dtype}" if plain else type(array).__name__
        other = " or build the layer with another dtype" if dtype is not None else ""
        raise ValueError(
            f"{name}: expected a NumPy array of dtype {expected}, got {came}; "
            f"convert it with np.asarray({name}, np.{allowed[0]}){other}"
        )
    limit = LIMITS[array.dtype] ** (1 + gradient)
    if where is False or (where is True and array.size and -limit <= array.min() and array.max() <= limit):
        return
    check_finite(name, array, limit, where=where)


def check_finite(name: str, array: np.ndarray, limit: float, *, where: np.ndarray | bool = True) -> None:
    """Raise ValueError where a float is NaN, infinite, or larger than `limit`; `where` as in `check_float`."""
    if (wrong := ~(np.abs(array) <= limit) & where).any():
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        if np.isfinite(array[first]):
            raise ValueError(
                f"{name}: expected numbers of at most {limit:g} in size, got {array[first]:g} at index {first}; scale "
                "them, or lower the learning rate if the training diverged"
            )
        raise ValueError(
            f"{name}: expected finite numbers, got {array[first]} at index {first}; clean the data, "
            "or lower the learning rate if the training diverged"
        )


def check_numbers(
    name: str, values: Any, pattern: Sequence[str | int] | None = None, *, infinite: str = ""
) -> np.ndarray:
    """`values`, numbers in a list, an array or a tensor on the CPU, as a float64 array.

    pattern : the shape, as for `check_shape`; None leaves it open
    infinite : which infinities are allowed, "+", "-" or "+-"; numbers above LIMITS are not

    Raises ValueError for what is empty, of another shape, no numbers, NaN, or infinite where it must not be.
    """
    array = as_array(name, values)
    if array.dtype.kind not in "iuf" and not (array.dtype.kind == "O" and _all_numbers(array)):
        raise ValueError(f"{name}: expected numbers, got {_kind_of(values, array)}")
    with np.errstate(over="ignore"):
        numbers = array.astype(np.float64)
    if pattern is not None:
        check_shape(name, numbers, pattern)
    if numbers.size == 0:
        raise ValueError(f"{name}: expected at least one number, got none")
    allowed = np.zeros(numbers.shape, bool)
    for sign in infinite:
        allowed |= numbers == float(f"{sign}inf")
    check_finite(name, numbers, LIMITS[numbers.dtype], where=~allowed)
    return numbers


def _all_numbers(array: np.ndarray) -> bool:
    """Whether an array of objects holds nothing but numbers, as one of integers above 2**64 does."""
    numbers = (int, float, np.integer, np.floating)
    return all(isinstance(value, numbers) and not isinstance(value, bool) for value in array.ravel().tolist())


def _kind_of(values: Any, array: np.ndarray) -> str:
    return f"dtype {array.dtype}" if isinstance(values, np.ndarray) else f"{shown(values)}"


def check_dtype(dtype: Any) -> np.dtype:
    """`dtype` as NumPy's float32 or float64; ValueError for anything else."""
    try:
        found = np.dtype(dtype) if dtype is not None else None
    except Exception:  # whatever NumPy says of what was not meant as a dtype
        found = None
    if found is None or found not in FLOATS:
        came = shown(dtype) if found is None else found
        raise ValueError(f"dtype: expected float32 or float64, got {came}; pass np.float32 or np.float64")
    return found


def check_generator(rng: Any) -> np.random.Generator:
    """`rng` if it is a np.random.Generator; ValueError otherwise."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng: expected a np.random.Generator, got {shown(rng)}; pass np.random.default_rng(0)")
    return rng


def check_ids(
    ids: Any, size: int | None = None, name: str = "ids", *, ndim: int = 1, empty: bool = False
) -> np.ndarray:
    """Return `ids` as an int64 array after checking that it can be one: integers, 0 <= id < size.

    Parameters
    ----------
    size : int or None
        Size of the vocabulary (or number of classes); None leaves the largest id open.
    ndim : int
        1 for a sequence (N,), 2 for a batch (T, B).
    empty : bool
        Whether no ids at all are acceptable.

    Raises
    ------
    ValueError
        What is wrong with the ids and what to pass instead.
    """
    ids = as_array(name, ids)
    if ids.ndim != ndim:
        wanted = {1: "one sequence of ids, shape (N,)", 2: "a batch of ids, shape (T, B)"}[ndim]
        raise ValueError(f"{name}: expected {wanted}, got shape {ids.shape}")
    if ids.size == 0:
        if not empty:
            raise ValueError(f"{name}: expected at least one id, got none; is the text empty?")
        return np.zeros(ids.shape, np.int64)
    if ids.dtype.kind not in "iu":
        raise ValueError(
            f"{name}: expected integers, got dtype {ids.dtype}; Vocabulary.encode(tokens) makes ids of tokens"
        )
    if ids.min() < 0:
        raise ValueError(f"{name}: expected ids from 0 up, got {ids.min()}")
    if size is None and ids.max() > LAST:
        raise ValueError(f"{name}: expected ids of 64 bits, got {ids.max()}")
    if size is not None and ids.max() >= size:
        raise ValueError(
            f"{name}: expected ids below {size}, the vocabulary's size, got {ids.max()}; "
            "were they made with another vocabulary?"
        )
    return ids.astype(np.int64, copy=False)


def check_lengths(
    lengths: Any, T: int, B: int, name: str = "lengths", *, letter: str = "T", of: str = "time steps"
) -> np.ndarray:
    """`lengths` as an int64 array (B,), each 0..T; ValueError otherwise.

    letter, of : what the largest length is called, and what it counts, in messages
    """
    lengths = as_array(name, lengths)
    if lengths.dtype.kind not in "iu":
        raise ValueError(f"{name}: expected integers, got dtype {lengths.dtype}")
    check_shape(name, lengths, (B,))
    wrong = lengths[(lengths < 0) | (lengths > T)]
    if wrong.size:
        raise ValueError(
            f"{name}: expected 0 to {letter} = {T} for each sequence, got {wrong[0]}; there are only {T} {of}"
        )
    return lengths.astype(np.int64)


def check_positive(name: str, value: Any, *, zero: bool = False, integer: bool = False) -> Any:
    """`value` as an int or a float if it is a positive (or, with `zero`, not negative) finite number; else ValueError.

    integer : whether it has to be a whole number, such as a size; sizes of 2³¹ and more are refused
    """
    kinds = (int, np.integer) if integer else (int, float, np.integer, np.floating)
    limit = LARGEST if integer else np.inf
    number = isinstance(value, kinds) and not isinstance(value, bool)
    if isinstance(value, np.floating):  # which would round the limit to its own precision
        value = float(value)
    if not number or not 0 <= value < limit or (value == 0 and not zero):
        kind = "whole number" if integer else "number"
        above = " and below 2**31" if integer and number and value >= LARGEST else ""
        raise ValueError(f"{name}: expected a {kind} {'>= 0' if zero else '> 0'}{above}, got {shown(value)}")
    return int(value) if integer else float(value)
