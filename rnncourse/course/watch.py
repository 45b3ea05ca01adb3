"""Whether code that ran has put something else in place of what others rely on.

An answer shares its process with the check. So what the check uses (Python's built-in names, NumPy, PyTorch, the
package, and modules that carry the verdict) is noted before the answer runs and compared afterwards: functions, classes
and modules by identity, functions also by their code. Not seen is what was put back in between, and what has no name in
a module: NumPy's settings, the contents of lists and dictionaries.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from operator import is_
from types import FunctionType, ModuleType
from typing import Any, NamedTuple

_PACKAGES = {"numpy", "rnncourse"}
_MODULES = {
    *("builtins", "math", "cmath", "operator", "itertools", "functools", "collections", "copy", "fractions"),
    *("statistics", "types", "json", "json.decoder", "json.encoder", "socket", "os", "posixpath", "ntpath", "ast"),
    *("contextlib", "threading", "traceback", "_io", "io"),
    *("torch", "torch.functional", "torch.nn.functional", "torch._tensor", "torch.linalg", "torch.testing"),
}
_CLASSES = {"torch": ("Tensor",), "torch.nn.modules.module": ("Module",)}
_WHOLE = {
    "rnncourse.course.checks",
    "rnncourse.course.compare",
    "rnncourse.course.difference",
}  # there a constant counts too

_METHODS = (classmethod, staticmethod, property)


class Watch(NamedTuple):
    """changed() names the first thing that was replaced since, or gives None; restore() puts everything back."""

    changed: Callable[[], str | None]
    restore: Callable[[], None]


class _Holder(NamedTuple):
    """A module or a class, and what it held under these names; `held` is its own dictionary."""

    place: str
    owner: Any
    held: Mapping[str, Any]
    names: tuple[str, ...]
    values: tuple[Any, ...]


def watch() -> Watch:
    """Note what is there now.

    The functions handed out work with what they hold alone: to replace a function of this module, or a built-in one,
    does not blind them.
    """
    modules = [(name, module) for name, module in list(sys.modules.items()) if _is_watched(name)]
    holders = [holder for name, module in modules for holder in _holders(name, module)]
    functions = {value for holder in holders for value in holder.values if type(value) is FunctionType}
    codes = [(function, function.__code__) for function in functions]
    loaded, same, every, each, pairs, put = sys.modules, is_, all, map, zip, setattr

    def changed() -> str | None:
        for name, module in modules:
            if loaded.get(name) is not module:
                return name
        for place, _, held, names, values in holders:
            if not every(each(same, each(held.get, names), values)):
                return next(f"{place}.{name}" for name, value in pairs(names, values) if held.get(name) is not value)
        for function, code in codes:
            if function.__code__ is not code:
                return f"the code of {function.__module__}.{function.__qualname__}"
        return None

    def restore() -> None:
        if changed() is None:
            return
        loaded.update(modules)
        for _, owner, held, names, values in holders:
            for name, value in pairs(names, values):
                if held.get(name) is not value:
                    put(owner, name, value)
        for function, code in codes:
            if function.__code__ is not code:
                function.__code__ = code

    return Watch(changed, restore)


def _is_watched(name: str) -> bool:
    return name in _MODULES or name.partition(".")[0] in _PACKAGES


def _holders(name: str, module: ModuleType) -> Iterator[_Holder]:
    kept = {
        key: value
        for key, value in vars(module).items()
        if value is not None and (callable(value) or type(value) is ModuleType or name in _WHOLE)
    }
    yield _Holder(name, module, vars(module), tuple(kept), tuple(kept.values()))
    wanted = kept if name.startswith("rnncourse") else _CLASSES.get(name, ())
    for key in wanted:
        made = kept.get(key)
        if isinstance(made, type) and made.__module__ == name:
            inside = {k: v for k, v in vars(made).items() if callable(v) or isinstance(v, _METHODS)}
            yield _Holder(f"{name}.{key}", made, vars(made), tuple(inside), tuple(inside.values()))
