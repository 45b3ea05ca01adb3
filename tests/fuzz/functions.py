"""The drive of functions: a valid call with one or two of its arguments replaced by odd ones."""

import copy
import dataclasses
import functools
import inspect
import types
from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.fuzz import (  # noqa: F401
    calls_checks,
    calls_data,
    calls_language,
    calls_layers,
    calls_models,
    calls_models_text,
    calls_pictures,
    calls_rest,
    calls_scratch,
    calls_summaries,
    calls_texts,
    calls_views,
    calls_window,
)
from tests.fuzz.cases import CASES, Case
from tests.fuzz.harness import Call, Wrong
from tests.fuzz.odd import OPEN, REFUSE, SAME, Odd, kind_of


@functools.cache
def _weights() -> np.ndarray:
    weights = np.array([case.weight for case in CASES])
    return np.cumsum(weights / weights.sum())


def call(rng: np.random.Generator) -> Call:
    """A call of a random function of the table, with one argument odd, or two."""
    return call_of(CASES[int(np.searchsorted(_weights(), rng.random()))], rng)


def call_of(case: Case, rng: np.random.Generator) -> Call:
    """A call of this function, with one argument odd, or two."""
    seed = int(rng.integers(2**32))
    function, arguments = case.build(np.random.default_rng(seed))
    odds: dict[str, Odd] = {}
    if arguments:
        count = min(len(arguments), 2 if rng.random() < 0.15 else 1)
        for name in rng.choice(list(arguments), count, replace=False).tolist():
            value = arguments[name]
            odds[name] = (case.kinds.get(name) or kind_of(value)).odd(value, rng)
            default = parameters(function).get(name)
            if odds[name].value is None and default is not None and default.default is None:
                odds[name] = odds[name]._replace(expect=OPEN)

    def run() -> None:
        given = arguments | {name: odd.value for name, odd in odds.items()}
        before = {name: (value, copy_of(value)) for name, value in given.items() if name not in case.changes}
        clean = not any(has_nan(value) for value in given.values())
        result = settled(function(**given))
        for name, (value, kept) in before.items():
            if not equal(value, kept, exactly=True):
                raise Wrong("changed an argument", f"{name} is not what it was")
        if clean and not case.nan and has_nan(result):
            raise Wrong("NaN", f"in the result {str(result):.200}")
        refused = [name for name, odd in odds.items() if odd.expect == REFUSE]
        if refused:
            raise Wrong("accepted", f"{', '.join(refused)}; gave {str(result):.200}")
        if odds and all(odd.expect == SAME for odd in odds.values()):
            again, plain = case.build(np.random.default_rng(seed))
            expected = settled(again(**plain))
            if not equal(result, expected):
                raise Wrong("another result", f"{str(result):.200}, not {str(expected):.200}")

    text = ", ".join(f"{name} = {odd.label} ({odd.expect})" for name, odd in odds.items())
    names = frozenset(arguments) | frozenset(parameters(function)) | case.names
    return Call(case.module, f"{case.target.partition(':')[2]}: {text}", run, names)


def parameters(function: Any) -> dict[str, inspect.Parameter]:
    return dict(inspect.signature(function).parameters)


def settled(result: Any) -> Any:
    """The result, its items where it is made as one asks for them."""
    return list(result) if isinstance(result, types.GeneratorType) else result


def parts(value: Any) -> list[Any] | None:
    """What a value is made of; None where it is not made of parts."""
    if type(value).__name__.endswith("Cache"):  # what stands there past an end, or after the last step, means nothing
        return None
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, list | tuple):
        return list(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in dataclasses.fields(value)]
    if type(value).__module__.startswith("rnncourse") and not isinstance(value, type) and hasattr(value, "__dict__"):
        own = {name: part for name, part in vars(value).items() if not name.startswith("_")}
        return None if "training" in own else [part for _, part in sorted(own.items())]  # not a module of torch
    return None


def arrays(value: Any, depth: int = 0) -> Iterator[np.ndarray]:
    """The float arrays in a value."""
    if isinstance(value, float | np.floating):
        yield np.asarray(value)
    elif isinstance(value, np.ndarray) and value.dtype.kind in "fc":
        yield value
    elif type(value).__module__ == "torch" and hasattr(value, "detach"):
        if value.device.type == "cpu" and value.is_floating_point() and not value.is_sparse:
            yield value.detach().float().numpy()
    elif depth < 6 and len(inside := parts(value) or ()) < 2000:
        for part in inside:
            yield from arrays(part, depth + 1)


def has_nan(value: Any) -> bool:
    return any(np.isnan(array).any() for array in arrays(value))


def copy_of(value: Any) -> Any:
    """A copy to compare with later; the value itself where there can be none."""
    if isinstance(value, np.random.Generator):
        return value
    try:
        return copy.deepcopy(value)
    except Exception:  # an odd value may refuse it, for whatever reason
        return value


def equal(a: Any, b: Any, depth: int = 0, *, exactly: bool = False) -> bool:
    """Whether two values say the same; what cannot be compared is taken as equal."""
    if a is b or depth > 6:
        return True
    if isinstance(a, np.ndarray | np.generic | float | int) and isinstance(b, np.ndarray | np.generic | float | int):
        a, b = np.asarray(a), np.asarray(b)
        if a.shape != b.shape or (a.dtype != b.dtype and not a.dtype.kind == b.dtype.kind):
            return False
        if a.dtype.kind not in "fc":
            return a.dtype.kind in "OV" or bool((a == b).all())
        if exactly:
            return a.dtype == b.dtype and a.tobytes() == b.tobytes()
        tight = a.dtype.itemsize > 4
        return bool(np.allclose(a, b, rtol=1e-7 if tight else 1e-4, atol=1e-9 if tight else 1e-5, equal_nan=True))
    if isinstance(a, str | bytes) and isinstance(b, str | bytes):
        return a == b
    ours, theirs = parts(a), parts(b)
    if ours is None or theirs is None:
        return True
    if exactly and type(a) is not type(b):
        return False
    return len(ours) == len(theirs) and all(
        equal(x, y, depth + 1, exactly=exactly) for x, y in zip(ours, theirs, strict=True)
    )
