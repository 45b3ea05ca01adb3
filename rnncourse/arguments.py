"""Checks of single arguments at every public door: numbers, flags, names, tokens, and how much room is asked for.

Arrays are checked by `rnncourse.shapes`. All raise ValueError in the form `name: expected ..., got ...`.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import numpy as np

from rnncourse.shapes import FLOATS, LIMITS, check_positive, shown

T = TypeVar("T")

ROOM = 2**27  # numbers in one array: a gigabyte in float64


def _number(value: Any, *, integer: bool = False) -> Any:
    """`value` as Python's int or float; None if it is no number, or no whole one where it has to be."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | np.integer):
        return int(value)
    return float(value) if isinstance(value, float | np.floating) and not integer else None


def check_between(name: str, value: Any, least: float, most: float, *, integer: bool = False, why: str = "") -> Any:
    """`value` as an int or a float if it is a number from `least` to `most`, both included; ValueError otherwise.

    integer : whether it has to be a whole number
    why : what the bounds are, such as "the tokens of the target", or what to do
    """
    found = _number(value, integer=integer)
    if found is None or not least <= found <= most:
        kind, to = (
            "whole number" if integer else "number",
            "up" if most == np.inf else f"to {most if integer else format(most, 'g')}",
        )
        raise ValueError(f"{name}: expected a {kind} from {least} {to}{why}, got {shown(value)}")
    return found


def check_number(name: str, value: Any, dtype: np.dtype = FLOATS[1], *, positive: bool = False) -> float:
    """`value` as a float if it is finite and not too large to compute with in this dtype; ValueError otherwise."""
    if positive:
        check_positive(name, value)
    limit = LIMITS[dtype]
    found = _number(value)
    if found is None or not -limit <= found <= limit:
        expected = "a finite number" if found is None or not math.isfinite(found) else f"at most {limit:g} in size"
        raise ValueError(f"{name}: expected {expected}, got {shown(value)}")
    return float(found)


def check_share(name: str, value: Any) -> float:
    """`value` as a float if it is a number from 0 up to, but not including, 1; ValueError otherwise."""
    found = _number(value)
    if found is None or not 0 <= found < 1:
        raise ValueError(f"{name}: expected a number from 0 up to (not including) 1, got {shown(value)}")
    return float(found)


def check_flag(name: str, value: Any) -> bool:
    """`value` as a bool if it is True or False; ValueError otherwise."""
    if not isinstance(value, bool | np.bool_):
        raise ValueError(f"{name}: expected True or False, got {shown(value)}")
    return bool(value)


def check_choice(name: str, value: Any, choices: Iterable[str | None]) -> Any:
    """`value` if it is one of the choices; ValueError, which lists them, otherwise."""
    choices = list(choices)
    if not any(value is choice or (isinstance(value, str) and value == choice) for choice in choices):
        there = ", ".join(str(choice) or "''" for choice in choices)
        raise ValueError(f"{name}: expected one of {there}, got {shown(value)}")
    return value


def check_kind(name: str, value: Any, kind: type[T], *, remedy: str = "") -> T:
    """`value` if it is an object of this class; ValueError otherwise."""
    if not isinstance(value, kind):
        came = shown(value) if isinstance(value, str | int | float | None) else type(value).__name__
        raise ValueError(f"{name}: expected a {kind.__name__}, got {came}{'; ' if remedy else ''}{remedy}")
    return value


def check_tokens(name: str, tokens: Any) -> list[str]:
    """`tokens`, an iterable of str, as a list of them; a str is taken character by character."""
    if isinstance(tokens, str):
        return list(tokens)
    if isinstance(tokens, Mapping) or not isinstance(tokens, Iterable):
        raise ValueError(f"{name}: expected a list of tokens, got {shown(tokens)}")
    try:
        found = tokens.tolist() if isinstance(tokens, np.ndarray) else list(tokens)
    except Exception:  # whatever an object that was not meant may raise when it is asked for its items
        raise ValueError(f"{name}: expected a list of tokens, got {type(tokens).__name__}") from None
    if not isinstance(found, list):  # of an array without axes
        raise ValueError(f"{name}: expected a list of tokens, got one without an axis: {shown(found)}")
    if set(map(type, found)) - {str}:
        for i, token in enumerate(found):
            if not isinstance(token, str):
                raise ValueError(f"{name}[{i}]: expected a token, a str, got {shown(token)}")
    return found


def check_items(name: str, values: Any) -> list[Any]:
    """What an iterable gives, as a list; ValueError for what gives nothing, and for a str, which was not meant."""
    try:
        if isinstance(values, str | bytes):
            raise TypeError
        return list(values)
    except Exception:  # whatever an object that was not meant may raise when it is asked for its items
        raise ValueError(f"{name}: expected a list, got {shown(values)}") from None


def check_room(name: str, *sizes: int) -> None:
    """ValueError where an array of these sizes would hold more numbers than a gigabyte has room for."""
    numbers = 1
    for size in sizes:
        numbers *= int(size)
    if numbers >= ROOM:
        shape = " × ".join(map(str, sizes))
        raise ValueError(
            f"{name}: expected sizes whose product is below 2**27, got {shape}; that was not meant, was it?"
        )


def check_list(name: str, values: Any, *, of: str) -> Sequence[Any]:
    """`values` if they are a list or tuple, or an array with an axis; ValueError otherwise.

    of : what the list holds, for the message, such as "sequences of ids"
    """
    if isinstance(values, np.ndarray) and values.ndim and not isinstance(values, np.ma.MaskedArray | np.matrix):
        return list(values)
    if not isinstance(values, list | tuple):
        raise ValueError(f"{name}: expected a list of {of}, got {shown(values)}")
    return values


def check_named(name: str, named: Any, *, empty: bool = False) -> Mapping[str, Any]:
    """`named` if it is a dictionary, with at least one entry or, with `empty`, none; ValueError otherwise."""
    if not isinstance(named, Mapping) or not (named or empty):
        came = "none" if isinstance(named, Mapping) else type(named).__name__
        raise ValueError(
            f"{name}: expected a dictionary{'' if empty else ' with at least one name: values'}, got {came}"
        )
    return named


def check_callable(name: str, function: Any) -> None:
    """ValueError unless `function` can be called."""
    if not callable(function):
        raise ValueError(f"{name}: expected a function, got {shown(function)}")


def check_has(name: str, thing: Any, parts: Sequence[str], *, what: str) -> None:
    """ValueError unless an object has these attributes and methods: what it is for, whatever its class.

    what : what is expected, such as "a layer"
    """
    missing = [part for part in parts if isinstance(thing, type) or not hasattr(thing, part)]
    if missing:
        came = f"the class {thing.__name__}" if isinstance(thing, type) else type(thing).__name__
        raise ValueError(f"{name}: expected {what}, which has {', '.join(parts)}, got {came}")
