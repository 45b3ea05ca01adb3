"""Odd arguments: for a valid one, another form of the same, something that must be refused, or an extreme.

A kind knows what an argument is for. What it makes of a valid value says with it what is expected:

SAME     another form of the same value: the result is that of the valid call, or it is refused
REFUSE   nothing that could be meant: only a ValueError is right
OPEN     it may be meant: a result without NaN, or a ValueError
"""

import fractions
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import torch

from tests.fuzz.junk import FRACTIONS, JUNK, STRINGS

SAME, REFUSE, OPEN = "same", "refuse", "open"


class Odd(NamedTuple):
    """An argument, what is expected of a call with it, and what it is, for a reader."""

    value: Any
    expect: str
    label: str


def junk(rng: np.random.Generator) -> Odd:
    label = list(JUNK)[rng.integers(len(JUNK))]
    return Odd(JUNK[label](), REFUSE, label)


def pick(rng: np.random.Generator, choices: Sequence[Any]) -> Any:
    return choices[rng.integers(len(choices))]


class Kind:
    """What an argument is for; this one: anything else must be refused."""

    def odd(self, value: Any, rng: np.random.Generator) -> Odd:
        return junk(rng)


@dataclass(frozen=True)
class Function(Kind):
    """A function; what can be called but was not meant may raise what it likes."""

    def odd(self, value: Any, rng: np.random.Generator) -> Odd:
        while callable((found := junk(rng)).value):
            pass
        return found


@dataclass(frozen=True)
class Anything(Kind):
    """An argument whose other values may all be meant."""

    def odd(self, value: Any, rng: np.random.Generator) -> Odd:
        return junk(rng)._replace(expect=OPEN)


@dataclass(frozen=True)
class Floats(Kind):
    """An array of floats.

    likes : whether lists, integers and tensors are the same to the function
    nan, inf, low : whether NaN, inf, -inf may stand in it
    shaped : whether another size of an axis must be refused
    anyhow : whether any number of axes may be meant; none : whether None may
    """

    likes: bool = False
    nan: bool = False
    inf: bool = False
    low: bool = False
    shaped: bool = False
    empty: bool = False
    anyhow: bool = False
    none: bool = False

    def odd(self, value: np.ndarray, rng: np.random.Generator) -> Odd:
        if rng.random() < 0.25:
            found = junk(rng)
            maybe = self.likes or (self.anyhow and "array" in found.label) or (self.none and found.value is None)
            return found._replace(expect=OPEN) if maybe else found
        value = np.asarray(value)
        return pick(rng, (self._layout, self._dtype, self._shape, self._number))(value, rng)

    def _layout(self, value: np.ndarray, rng: np.random.Generator) -> Odd:
        forms: dict[str, Callable[[], Any]] = {
            "columns first": lambda: np.asfortranarray(value),
            "every second of": lambda: np.repeat(value, 2, axis=-1)[..., ::2] if value.ndim else value,
            "backwards twice": lambda: value[::-1].copy()[::-1] if value.ndim else value,
            "read-only": lambda: _read_only(value),
            "a list": value.tolist,
            "a tensor": lambda: torch.from_numpy(value.copy()),
            "a subclass": lambda: (
                value.copy().view(np.memmap) if False else value.copy().view(type("A", (np.ndarray,), {}))
            ),
            "other byte order": lambda: value.astype(value.dtype.newbyteorder()),
        }
        label = pick(rng, list(forms))
        plain = label not in ("a list", "a tensor")
        return Odd(forms[label](), SAME if plain or self.likes else REFUSE, f"{label} {value.shape}")

    def _dtype(self, value: np.ndarray, rng: np.random.Generator) -> Odd:
        name = pick(
            rng, ["float16", "float32", "float64", "longdouble", "int64", "complex128", "object", "str", "bool"]
        )
        made = value.astype(name)
        if name == "str" or (name == "object" and not self.likes):
            return Odd(made, REFUSE, f"dtype {name}")
        loose = self.likes or (name in ("float32", "float64"))
        return Odd(made, SAME if made.dtype == value.dtype else OPEN if loose else REFUSE, f"dtype {name}")

    def _shape(self, value: np.ndarray, rng: np.random.Generator) -> Odd:
        forms: dict[str, Callable[[], Any]] = {
            "an axis more": lambda: value[None],
            "an axis more at the end": lambda: value[..., None],
            "an axis less": lambda: value[0] if value.ndim else value[None],
            "flat": value.ravel,
            "no first": lambda: value[:0] if value.ndim else value[None],
            "no last": lambda: value[..., :0] if value.ndim else value[None],
            "one more": lambda: np.concatenate([value, value[-1:]]) if value.ndim else value[None],
            "one less at the end": lambda: value[..., :-1] if value.ndim else value[None],
        }
        label = pick(rng, list(forms))
        made = forms[label]()
        if made.shape == value.shape:
            return Odd(made, SAME, "the same")
        bad = made.size == 0 and not self.empty or (self.shaped and made.shape != value.shape)
        return Odd(made, REFUSE if bad else OPEN, f"{label}: {made.shape}")

    def _number(self, value: np.ndarray, rng: np.random.Generator) -> Odd:
        largest = float(np.finfo(value.dtype if value.dtype.kind == "f" else np.float64).max)
        choices = [np.nan, np.inf, -np.inf, largest, -largest, largest**0.5, 1e30, 5e-324, -0.0, 1e-40]
        number = float(pick(rng, choices))
        made = value.astype(value.dtype if value.dtype.kind == "f" else np.float64)
        where: Any = ...
        if made.size and rng.random() < 0.7:
            where = tuple(int(rng.integers(n)) for n in made.shape)
        made[where] = number
        fine = np.isfinite(number) or (self.nan if np.isnan(number) else self.inf if number > 0 else self.low)
        return Odd(made, OPEN if fine or not made.size else REFUSE, f"{number:g} at {where}")


def _read_only(value: np.ndarray) -> np.ndarray:
    value = value.copy()
    value.flags.writeable = False
    return value


@dataclass(frozen=True)
class Ids(Kind):
    """Whole numbers, in lists, arrays or tensors.

    most : None if any larger one is fine; free : whether negative ones are; loose : whether all else may be meant too
    """

    most: int | None = None
    free: bool = False
    empty: bool = False
    shaped: bool = False
    loose: bool = False

    def odd(self, value: Any, rng: np.random.Generator) -> Odd:
        found = self._odd(value, rng)
        return found._replace(expect=OPEN) if self.loose and found.expect == REFUSE else found

    def _odd(self, value: Any, rng: np.random.Generator) -> Odd:
        if rng.random() < 0.25:
            found = junk(rng)
            empty = self.empty and found.label in ("()", "[]", "an empty array", "''", "{}", "b'odd'", "a bytearray")
            maybe = found.label in ("range(3)", "an iterator", "a bytearray") or empty
            return found._replace(expect=OPEN) if maybe else found
        ids = np.asarray(value)
        kind = rng.integers(4)
        if kind == 0:
            forms: dict[str, Callable[[], Any]] = {
                "a list": ids.tolist,
                "a tuple": lambda: tuple(ids.tolist()),
                "a tensor": lambda: torch.from_numpy(ids.copy()),
                "an array": ids.copy,
                "int32": lambda: ids.astype(np.int32),
                "uint8": lambda: ids.astype(np.uint8) if ids.min(initial=0) >= 0 and ids.max(initial=0) < 256 else ids,
                "read-only": lambda: _read_only(ids),
                "backwards twice": lambda: ids[::-1].copy()[::-1] if ids.ndim else ids,
                "every second of": lambda: np.repeat(ids, 2, axis=-1)[..., ::2] if ids.ndim else ids,
            }
            label = pick(rng, list(forms))
            return Odd(forms[label](), SAME, label)
        if kind == 1:
            name = pick(rng, ["float64", "float32", "bool", "object", "str", "complex128", "timedelta64[s]"])
            return Odd(ids.astype(name), REFUSE if ids.size else OPEN, f"dtype {name}")
        if kind == 2:
            found = Floats(shaped=self.shaped, empty=self.empty)._shape(ids, rng)
            return found
        number = int(pick(rng, [-1, -(2**31), 2**31, 2**62, 10**6, -100]))
        made = ids.astype(np.int64)
        if not made.size:
            return Odd(made, OPEN, "none")
        made[tuple(int(rng.integers(n)) for n in made.shape)] = number
        bad = (number < 0 and not self.free) or (number > 0 and self.most is not None)
        return Odd(made, REFUSE if bad else OPEN, f"{number} among them")


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number of at least `least`; `most` is the largest that may be meant; `none`: None may be, too."""

    least: int = 1
    most: float = 10**6
    none: bool = False

    def odd(self, value: int, rng: np.random.Generator) -> Odd:
        if rng.random() < 0.3:
            found = junk(rng)
            maybe = found.label in ("-1", "10**30", "a Fraction") or (self.none and found.value is None)
            return found._replace(expect=OPEN) if maybe else found
        if rng.random() < 0.3:
            kind = pick(
                rng,
                [
                    np.int64,
                    np.int16,
                    np.int8 if abs(value) < 100 else np.int32,
                    lambda v: torch.tensor(v),
                    lambda v: np.array(v),
                ],
            )
            return Odd(kind(int(value)), SAME, f"{kind}")
        number = pick(rng, [0, -1, -(2**63), 2**31, 2**31 - 1, 2**63, 10**30, 10**9, -1.5, 1.5, float(value), np.nan])
        whole = isinstance(number, int)
        bad = not whole or number < self.least or number > self.most
        return Odd(number, REFUSE if bad else OPEN, repr(number))


@dataclass(frozen=True)
class Number(Kind):
    """A finite number from `least` to `most`; `infinite` if infinity may be meant."""

    least: float = -np.inf
    most: float = np.inf
    infinite: bool = False
    nan: bool = False

    def odd(self, value: float, rng: np.random.Generator) -> Odd:
        if rng.random() < 0.3:
            found = junk(rng)
            maybe = self.nan and found.label == "NaN"
            maybe = maybe or found.label in FRACTIONS
            return found._replace(expect=OPEN) if maybe else found
        if rng.random() < 0.3:
            kind = pick(rng, [np.float64, torch.tensor, np.array, lambda v: fractions.Fraction(v)])
            return Odd(kind(float(value)), SAME, f"{kind}")
        number = pick(rng, [np.nan, np.inf, -np.inf, -1.0, 0.0, 1e308, 5e-324, 1e30, 1e-30, -1e308, 2, -0.0, 1.0])
        bad = (
            (np.isnan(number) and not self.nan)
            or (np.isinf(number) and not self.infinite)
            or number < self.least
            or number > self.most
        )
        return Odd(number, REFUSE if bad else OPEN, repr(number))


@dataclass(frozen=True)
class Flag(Kind):
    """True or False."""

    def odd(self, value: bool, rng: np.random.Generator) -> Odd:
        if rng.random() < 0.2:
            return Odd(np.bool_(value), SAME, "np.bool_")
        if rng.random() < 0.2:
            return Odd(not value, OPEN, repr(not value))
        found = junk(rng)
        return Odd(value, SAME, repr(value)) if found.value is True else found


@dataclass(frozen=True)
class Choice(Kind):
    """One of a few names."""

    def odd(self, value: str, rng: np.random.Generator) -> Odd:
        if rng.random() < 0.5:
            found = junk(rng)
            return found._replace(expect=OPEN) if found.label == "''" else found
        label = pick(rng, list(STRINGS))
        return Odd(STRINGS[label], OPEN if label == "''" else REFUSE, label)


@dataclass(frozen=True)
class Text(Kind):
    """A text of any characters; `token` if it is one name among others."""

    def odd(self, value: str, rng: np.random.Generator) -> Odd:
        if rng.random() < 0.3:
            found = junk(rng)
            return found._replace(expect=OPEN) if isinstance(found.value, str) else found
        label = pick(rng, list(STRINGS))
        return Odd(STRINGS[label], OPEN, label)


@dataclass(frozen=True)
class Loosely(Kind):
    """What may be meant whatever it is, and is never the same as the valid value."""

    of: Kind

    def odd(self, value: Any, rng: np.random.Generator) -> Odd:
        return self.of.odd(value, rng)._replace(expect=OPEN)


@dataclass(frozen=True)
class Several(Kind):
    """A list or tuple of things of one kind; `any_length` if fewer or more of them may be meant."""

    of: Kind
    empty: bool = False

    def odd(self, value: Sequence[Any], rng: np.random.Generator) -> Odd:
        choice = rng.random()
        if choice < 0.2:
            found = junk(rng)
            sized = hasattr(found.value, "__iter__") and not isinstance(found.value, torch.Tensor)
            return found._replace(expect=OPEN) if sized else found
        if choice < 0.3:
            made = tuple(value) if isinstance(value, list) else list(value)
            return Odd(made, SAME, f"a {type(made).__name__}")
        if choice < 0.4:
            made = type(value)(()) if isinstance(value, list) else ()
            return Odd(made, OPEN if self.empty else REFUSE, "none")
        if choice < 0.5:
            return Odd([*value, value[-1]] if len(value) else value, OPEN, "one more")
        if not len(value):
            return Odd(value, SAME, "the same")
        at = int(rng.integers(len(value)))
        found = self.of.odd(value[at], rng)
        made = list(value)
        made[at] = found.value
        if hasattr(value, "_fields"):
            made = type(value)(*made)
        return Odd(made, found.expect, f"[{at}] = {found.label}")


@dataclass(frozen=True)
class Named(Kind):
    """A dictionary of things of one kind by name."""

    of: Kind
    empty: bool = False
    keys: Kind = Text()

    def odd(self, value: Mapping[str, Any], rng: np.random.Generator) -> Odd:
        choice = rng.random()
        if choice < 0.2:
            found = junk(rng)
            return found._replace(expect=OPEN) if found.label == "{}" and self.empty else found
        if choice < 0.25:
            return Odd({}, OPEN if self.empty else REFUSE, "{}")
        at = pick(rng, list(value))
        if choice < 0.4:
            found = self.keys.odd(at, rng)
            try:
                return Odd({(found.value if k == at else k): v for k, v in value.items()}, OPEN, f"key {found.label}")
            except TypeError:  # not hashable
                return Odd({}, OPEN if self.empty else REFUSE, "{}")
        found = self.of.odd(value[at], rng)
        return Odd({**value, at: found.value}, found.expect, f"[{at!r}] = {found.label}")


def kind_of(value: Any) -> Kind:
    """The kind of an argument that the table does not say, from its valid value."""
    if isinstance(value, bool):
        return Flag()
    if isinstance(value, int | np.integer):
        return Whole()
    if isinstance(value, float | np.floating):
        return Number()
    if isinstance(value, str):
        return Choice()
    if isinstance(value, np.ndarray):
        return Floats() if value.dtype.kind == "f" else Flags() if value.dtype.kind == "b" else Ids()
    if isinstance(value, dict) and value:
        return Named(kind_of(next(iter(value.values()))))
    if isinstance(value, list | tuple) and len(value):
        return Ids() if isinstance(value[0], int) else Several(kind_of(value[0]))
    if value is None:
        return Anything()
    return Kind()


@dataclass(frozen=True)
class Flags(Kind):
    """An array of booleans."""

    def odd(self, value: np.ndarray, rng: np.random.Generator) -> Odd:
        choice = rng.random()
        if choice < 0.4:
            return junk(rng)
        if choice < 0.6:
            return Odd(np.asfortranarray(value), SAME, "columns first")
        if choice < 0.7:
            return Odd(value.astype(pick(rng, ["int64", "float64", "object", "str"])), OPEN, "another dtype")
        if choice < 0.8:
            return Odd(np.zeros_like(value), OPEN, "all False")
        return Floats()._shape(value, rng)._replace(expect=OPEN)
