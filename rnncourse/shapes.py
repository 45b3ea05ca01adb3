"""The one legend of shape letters, and the checks that stand at every public door.

Every array in the course is described with these letters, in this order: time first, then batch, then
features, (T, B, D), as PyTorch's recurrent layers have it.

What a function takes follows one rule. Numbers are a NumPy array of float32 or float64: its dtype decides in which
precision the answer comes, so a list, which has none, is refused, and nothing is converted without a word. Ids,
labels and lengths are whole numbers, the same in a list and in an array, so both are taken.
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
LARGEST = 2**31  # no size in the course comes near it; what is above was not meant


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
    """`values`, a list or an array, as an array; ValueError if they cannot be one."""
    try:
        return np.asarray(values)
    except (ValueError, TypeError, RuntimeError, OverflowError):  # ragged lists; tensors of another device
        raise ValueError(
            f"{name}: expected an array, got {type(values).__name__} that cannot be one; are its rows equally long?"
        ) from None


def check_float(
    name: str, array: Any, dtype: np.typing.DTypeLike | None = None, *, where: np.ndarray | bool = True
) -> None:
    """Raise ValueError unless `array` is a NumPy array of floats without NaN or infinity.

    dtype : float32 or float64, either if None
    where : booleans, broadcast to the array: which numbers have to be finite; the others may be anything
    """
    allowed = FLOATS if dtype is None else (np.dtype(dtype),)
    if not isinstance(array, np.ndarray) or array.dtype not in allowed:
        expected = " or ".join(map(str, allowed))
        came = f"dtype {array.dtype}" if isinstance(array, np.ndarray) else type(array).__name__
        other = " or build the layer with another dtype" if dtype is not None else ""
        raise ValueError(
            f"{name}: expected a NumPy array of dtype {expected}, got {came}; "
            f"convert it with np.asarray({name}, np.{allowed[0]}){other}"
        )
    if where is False:
        return
    finite = np.isfinite(array)
    if not finite.all() and (wrong := ~finite & where).any():
        first = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"{name}: expected finite numbers, got {array[first]} at index {first}; clean the data, "
            "or lower the learning rate if the training diverged"
        )


def check_dtype(dtype: Any) -> np.dtype:
    """`dtype` as NumPy's float32 or float64; ValueError for anything else."""
    try:
        found = np.dtype(dtype) if dtype is not None else None
    except TypeError:
        found = None
    if found is None or found not in FLOATS:
        came = dtype if found is None else found
        raise ValueError(f"dtype: expected float32 or float64, got {came}; pass np.float32 or np.float64")
    return found


def check_generator(rng: Any) -> np.random.Generator:
    """`rng` if it is a np.random.Generator; ValueError otherwise."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng: expected a np.random.Generator, got {rng!r}; pass np.random.default_rng(0)")
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
    if not np.issubdtype(lengths.dtype, np.integer):
        raise ValueError(f"{name}: expected integers, got dtype {lengths.dtype}")
    check_shape(name, lengths, (B,))
    wrong = lengths[(lengths < 0) | (lengths > T)]
    if wrong.size:
        raise ValueError(
            f"{name}: expected 0 to {letter} = {T} for each sequence, got {wrong[0]}; there are only {T} {of}"
        )
    return lengths.astype(np.int64)


def check_positive(name: str, value: Any, *, zero: bool = False, integer: bool = False) -> None:
    """Raise ValueError unless `value` is a positive (or, with `zero`, not negative) finite number.

    integer : whether it has to be a whole number, such as a size; sizes of 2³¹ and more are refused
    """
    kinds = (int, np.integer) if integer else (int, float, np.integer, np.floating)
    limit = LARGEST if integer else np.inf
    if isinstance(value, bool) or not isinstance(value, kinds) or not 0 <= value < limit or (value == 0 and not zero):
        kind = "whole number" if integer else "number"
        above = " and below 2**31" if integer and isinstance(value, kinds) and value >= LARGEST else ""
        raise ValueError(f"{name}: expected a {kind} {'>= 0' if zero else '> 0'}{above}, got {value!r}")


def check_log_probs(log_probs: Any, lengths: Any, blank: Any) -> np.ndarray:
    """What CTC needs, for its loss and for its decoders: the lengths of the inputs as an int64 array (B,).

    Parameters
    ----------
    log_probs : (T, B, K) natural logarithms of probabilities; -inf, a probability of 0, is allowed
    lengths : (B,) how many of the T steps count, all of them if None; what stands after them may be anything
    blank : which of the K symbols says nothing

    Raises
    ------
    ValueError : log_probs that are no floats, whose exp does not sum to 1 at each step that counts, or that hold NaN
        there; a length outside 0..T; a blank outside 0..K-1
    """
    check_float("log_probs", log_probs, where=False)
    check_shape("log_probs", log_probs, ("T", "B", "K"))
    T, B, K = log_probs.shape
    if isinstance(blank, bool) or not isinstance(blank, int | np.integer) or not 0 <= blank < K:
        raise ValueError(f"blank: expected one of the K = {K} symbols, 0 to {K - 1}, got {blank!r}")
    lengths = np.full(B, T) if lengths is None else check_lengths(lengths, T, B, "input_lengths")
    inside = np.arange(T)[:, None] < lengths
    with np.errstate(over="ignore"):  # what stands after an end may be anything
        sums = np.exp(log_probs).sum(axis=-1)
    wrong = inside & ~(np.abs(sums - 1) < 1e-3)  # a NaN is not near 1 either
    if wrong.any():
        t, b = (int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            "log_probs: expected log-probabilities, exp(log_probs) summing to 1 at each step, "
            f"got a sum of {sums[t, b]:.4g} at step {t} of sequence {b}; "
            + ("did the training diverge?" if np.isnan(sums[t, b]) else "apply log_softmax to the scores first")
        )
    return lengths
