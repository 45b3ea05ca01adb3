"""Values that nobody means: of every type, and strings of odd characters."""

import array
import datetime
import decimal
import fractions
from collections.abc import Callable
from typing import Any

import numpy as np
import torch


class NoLength:
    """What answers every question about itself with an error of its own."""

    def __len__(self) -> int:
        raise RuntimeError("no length")

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        raise RuntimeError("no array")


def _nested() -> list:
    inside: list = []
    inside.append(inside)
    return inside


JUNK: dict[str, Callable[[], Any]] = {
    "None": lambda: None,
    "True": lambda: True,
    "NaN": lambda: float("nan"),
    "inf": lambda: float("inf"),
    "-1": lambda: -1,
    "10**30": lambda: 10**30,
    "0.5": lambda: 0.5,
    "1j": lambda: 1j,
    "'odd'": lambda: "odd",
    "''": lambda: "",
    "b'odd'": lambda: b"odd",
    "a surrogate": lambda: "\ud800",
    "()": lambda: (),
    "[]": lambda: [],
    "{}": lambda: {},
    "a set": lambda: {1, 2},
    "[None]": lambda: [None],
    "[[1], [2, 3]]": lambda: [[1], [2, 3]],
    "a list that holds itself": _nested,
    "an iterator": lambda: iter([1, 2]),
    "range(3)": lambda: range(3),
    "an object": object,
    "an object without length": NoLength,
    "a class": lambda: int,
    "a function": lambda: len,
    "...": lambda: ...,
    "a Decimal": lambda: decimal.Decimal("0.5"),
    "a Fraction": lambda: fractions.Fraction(1, 3),
    "a date": lambda: datetime.date(2020, 1, 1),
    "an array without axes": lambda: np.array(1.0),
    "an empty array": lambda: np.zeros((0, 3)),
    "an array of str": lambda: np.array(["a", "b"]),
    "an array of objects": lambda: np.array([None, object()]),
    "a complex array": lambda: np.ones((2, 2), complex),
    "a datetime array": lambda: np.array(["2020-01-01"], "datetime64[D]"),
    "a structured array": lambda: np.zeros(2, [("a", float), ("b", int)]),
    "an array of 20 axes": lambda: np.zeros((1,) * 20),
    "a bytearray": lambda: bytearray(3),
    "an array.array": lambda: array.array("d", [1.0, 2.0]),
    "a tensor": lambda: torch.ones(2, 2),
    "a tensor with a gradient": lambda: torch.ones(2, requires_grad=True),
    "a tensor without data": lambda: torch.ones(2, device="meta"),
    "a sparse tensor": lambda: torch.eye(2).to_sparse(),
    "a tensor of bfloat16": lambda: torch.ones(2, dtype=torch.bfloat16),
    "a Generator of torch": torch.Generator,
    "a RandomState": lambda: np.random.RandomState(0),
}
FRACTIONS = ("-1", "0.5", "a Decimal", "a Fraction", "10**30", "inf", "an array without axes")
STRINGS: dict[str, str] = {
    "''": "",
    "a blank": " ",
    "a NUL": "\0",
    "half a surrogate": "\ud83d",
    "combining marks": "e\u0301\u0323" * 3,
    "right to left": "\u202eשלום",
    "an emoji": "👩‍👩‍👧",
    "dollars": "$x^$",
    "a broken formula": r"$\frac{$",
    "a backslash": "\\",
    "line breaks": "a\r\nb\u2028c",
    "underscores": "_a",
    "very long": "x" * 3000,
    "Chinese": "循环神经网络",
}
