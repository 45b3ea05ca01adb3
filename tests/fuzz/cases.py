"""The table of valid calls: for each public function a builder of arguments that are right."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

import rnncourse
from tests.fuzz.odd import Kind

Built = tuple[Callable[..., Any], dict[str, Any]]


class Case(NamedTuple):
    """A valid call, and what is known of its arguments.

    target : module:name of what is called, such as rnncourse.scratch.layers:Linear.forward
    build : rng -> the function and its arguments by name; the same for the same random numbers
    kinds : of arguments whose valid value does not say what they are for
    changes : arguments that the function is there to change
    names : what its refusals may begin with, besides the names of its arguments
    nan : whether NaN in the result is as it should be
    weight : how often it is called, beside others
    """

    target: str
    build: Callable[[np.random.Generator], Built]
    kinds: dict[str, Kind]
    changes: frozenset[str]
    names: frozenset[str]
    nan: bool
    weight: float

    @property
    def module(self) -> str:
        return self.target.partition(":")[0]


CASES: list[Case] = []


def case(
    target: str,
    /,
    *,
    changes: str = "",
    says: str = "",
    nan: bool = False,
    weight: float = 1.0,
    **kinds: Kind,
) -> Callable[[Callable[[np.random.Generator], Built]], Callable[[np.random.Generator], Built]]:
    """Enter a builder into the table; `changes` and `says` are words with blanks between them."""

    def enter(build: Callable[[np.random.Generator], Built]) -> Callable[[np.random.Generator], Built]:
        words = frozenset(changes.split()), frozenset(says.split())
        CASES.append(Case(f"rnncourse.{target}", build, kinds, *words, nan, weight))
        return build

    return enter


def public_names() -> Iterator[str]:
    """Every public function, class and method of the package, as module:name, where it is defined."""
    for found in pkgutil.walk_packages(rnncourse.__path__, "rnncourse."):
        if found.name.rpartition(".")[2].startswith("_"):
            continue
        module = importlib.import_module(found.name)
        for name, thing in vars(module).items():
            if name.startswith("_") or getattr(thing, "__module__", None) != found.name:
                continue
            if inspect.isfunction(thing):
                yield f"{found.name}:{name}"
            elif inspect.isclass(thing):
                yield f"{found.name}:{name}"
                for method, what in vars(thing).items():
                    function = getattr(what, "__func__", what)
                    if not method.startswith("_") and inspect.isfunction(function):
                        yield f"{found.name}:{name}.{method}"
