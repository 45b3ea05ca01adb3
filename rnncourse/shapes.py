"""The one legend of shape letters, and the checks that stand at every public door.

Every array in the course is described with these letters, in this order: time first, then batch, then
features, (T, B, D), as PyTorch's recurrent layers have it.
"""

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
    "Q": "features of a query",
    "C": "channels of a picture",
}


def describe(pattern):
    """`("T", "B", 3)` as it is written in a message: `(T, B, 3)`."""
    return "(" + ", ".join(str(p) for p in pattern) + ("," if len(pattern) == 1 else "") + ")"


def check_shape(name, array, pattern):
    """Raise ValueError unless `array` has the shape `pattern`.

    pattern : letters of LEGEND stand for any size of at least 1, integers for themselves.

    >>> check_shape("x", np.zeros((5, 2, 4)), ("T", "B", 3))
    Traceback (most recent call last):
    ValueError: x: expected (T, B, 3), got (5, 2, 4)
    """
    shape = np.shape(array)
    if len(shape) != len(pattern):
        fits = False
    else:
        fits = all(n == p if isinstance(p, int | np.integer) else n > 0 for n, p in zip(shape, pattern, strict=True))
    if not fits:
        empty = [p for n, p in zip(shape, pattern, strict=False) if n == 0 and isinstance(p, str)]
        why = f"; {empty[0]} ({LEGEND.get(empty[0], empty[0])}) must be at least 1" if empty else ""
        raise ValueError(f"{name}: expected {describe(pattern)}, got {describe(shape)}{why}")


def check_float(name, array, dtype):
    """Raise ValueError unless `array` is a NumPy array of `dtype` (float32 or float64) without NaN or infinity."""
    if not isinstance(array, np.ndarray) or array.dtype != dtype:
        came = f"dtype {array.dtype}" if isinstance(array, np.ndarray) else type(array).__name__
        raise ValueError(
            f"{name}: expected a NumPy array of dtype {np.dtype(dtype)}, got {came}; "
            f"convert it with {name}.astype(np.{np.dtype(dtype)}) or build the layer with another dtype"
        )
    if not np.isfinite(array).all():
        first = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(f"{name}: expected finite numbers, got {array[first]} at index {first}; clean the data first")


def check_dtype(dtype: object) -> np.dtype:
    """`dtype` as NumPy's float32 or float64; ValueError for anything else."""
    try:
        found = np.dtype(dtype) if dtype is not None else None
    except TypeError:
        found = None
    if found not in (np.float32, np.float64):
        raise ValueError(f"dtype: expected float32 or float64, got {dtype!r}; pass np.float32 or np.float64")
    return found


def check_generator(rng: object) -> np.random.Generator:
    """`rng` if it is a np.random.Generator; ValueError otherwise."""
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng: expected a np.random.Generator, got {rng!r}; pass np.random.default_rng(0)")
    return rng


def check_ids(ids, size=None, name="ids", *, ndim=1, empty=False):
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
    ids = np.asarray(ids)
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


def check_lengths(lengths, T, B):
    """`lengths` as an int64 array (B,), each 0..T; ValueError otherwise."""
    lengths = np.asarray(lengths)
    if not np.issubdtype(lengths.dtype, np.integer):
        raise ValueError(f"lengths: expected integers, got dtype {lengths.dtype}")
    check_shape("lengths", lengths, (B,))
    if lengths.min() < 0 or lengths.max() > T:
        wrong = int(lengths.min() if lengths.min() < 0 else lengths.max())
        raise ValueError(f"lengths: expected 0 to T = {T} for each sequence, got {wrong}; x has only {T} time steps")
    return lengths.astype(np.int64)


def check_positive(name, value, *, zero=False, integer=False):
    """Raise ValueError unless `value` is a positive (or, with `zero`, not negative) finite number."""
    number = isinstance(value, int | np.integer) if integer else isinstance(value, int | float | np.number)
    if isinstance(value, bool) or not number or not np.isfinite(value) or value < 0 or (value == 0 and not zero):
        kind = "whole number" if integer else "number"
        raise ValueError(f"{name}: expected a {kind} {'>= 0' if zero else '> 0'}, got {value!r}")


def check_log_probs(log_probs, lengths, blank):
    """The lengths (B,) int64, all T where None; ValueError unless log_probs (T, B, K) and blank can be right."""
    if not isinstance(log_probs, np.ndarray) or log_probs.dtype.kind != "f":
        came = f"dtype {log_probs.dtype}" if isinstance(log_probs, np.ndarray) else type(log_probs).__name__
        raise ValueError(f"log_probs: expected a NumPy array of floats, got {came}; pass what log_softmax returned")
    check_shape("log_probs", log_probs, ("T", "B", "K"))
    T, B, K = log_probs.shape
    if isinstance(blank, bool) or not isinstance(blank, int | np.integer) or not 0 <= blank < K:
        raise ValueError(f"blank: expected one of the K = {K} symbols, 0 to {K - 1}, got {blank!r}")
    lengths = np.full(B, T) if lengths is None else check_lengths(lengths, T, B)
    with np.errstate(over="ignore"):  # what stands past an end may be anything
        sums = np.exp(log_probs).sum(axis=-1)
    wrong = (np.arange(T)[:, None] < lengths) & ~(np.abs(sums - 1) < 1e-3)
    if wrong.any():
        t, b = (int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            "log_probs: expected log-probabilities, exp(log_probs) summing to 1 at each step, "
            f"got a sum of {sums[t, b]:.4g} at step {t} of sequence {b}; apply log_softmax to the scores first"
        )
    return lengths
