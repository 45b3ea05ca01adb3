"""The fingerprint of an experiment: what of its source could change its figures, as one short hash."""

import ast
import gc
import hashlib
import importlib.util
from pathlib import Path
from typing import Any

PACKAGE = "rnncourse.experiments"
MACHINERY = {
    f"{PACKAGE}.{name}"
    for name in ("study", "record", "partial", "runner", "fingerprint", "command", "confirm", "weights")
}


def fingerprint(module: str) -> str:
    """A hash of the syntax trees of a module and of the modules of rnncourse.experiments that it imports.

    Docstrings, comments and formatting do not count, nor does what plans, runs and records every study alike, nor where
    in the package a function stands whose own source does not count. It is the same under every version of Python.
    """
    trees: dict[str, ast.Module] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in trees:
            trees[name] = _tree(_source(name))
            waiting += _experiments(trees[name])
    text = "\n".join(f"{name}: {_written(_without_places(trees[name]))}" for name in sorted(trees))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _source(module: str) -> Path:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise ValueError(f"module: expected one with a source file, got {module!r}")
    return Path(spec.origin)


def _tree(path: Path) -> ast.Module:
    # Some versions of Python 3.11 end in a SystemError where the collector runs code that parses, or lets another
    # thread parse, before this is finished.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return ast.parse(path.read_text(encoding="utf-8"))
    finally:
        if collecting:
            gc.enable()


def _experiments(tree: ast.Module) -> list[str]:
    """The modules of rnncourse.experiments that a tree imports, the machinery left out."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == PACKAGE:
            found |= {f"{PACKAGE}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    ours = {name for name in found if name.startswith(f"{PACKAGE}.")} - MACHINERY
    return [name for name in sorted(ours) if importlib.util.find_spec(name)]


def _without_places(tree: ast.Module) -> ast.Module:
    """The tree with what it imports from the package at its beginning, in the order of names, and from nowhere."""
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and _of_package(node.module)]
    names = {(alias.name, alias.asname) for node in imports for alias in node.names}
    first = [ast.alias(name, asname) for name, asname in sorted(names, key=str)]
    rest = [node for node in tree.body if node not in imports]
    docstring = 1 if _has_docstring(tree) else 0
    return ast.Module([*rest[:docstring], ast.ImportFrom(None, first, 0), *rest[docstring:]], [])


def _of_package(module: str | None) -> bool:
    """Whether a module is one of ours whose source does not count."""
    ours = (module or "").split(".")[0] == PACKAGE.split(".")[0]
    return ours and not f"{module}.".startswith(f"{PACKAGE}.")


def _written(node: Any) -> str:
    """A tree as text: kinds of nodes, and fields that are not empty (newer Pythons have more empty ones)."""
    if isinstance(node, list):
        return "[" + ", ".join(map(_written, node)) + "]"
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = []
    for name, value in ast.iter_fields(node):
        if name == "body" and _has_docstring(node):
            value = value[1:]
        if name != "kind" and not (value is None or value == []):
            fields.append(f"{name}={_written(value)}")
    return f"{type(node).__name__}({', '.join(fields)})"


def _has_docstring(node: ast.AST) -> bool:
    with_docstring = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return isinstance(node, with_docstring) and ast.get_docstring(node, clean=False) is not None
