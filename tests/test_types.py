"""The package says what goes in and what comes out: every public function and method is annotated.

Whether the annotations agree with each other and with the code is for mypy to say (`make lint`; [tool.mypy] in
pyproject.toml).
"""

import ast
import tomllib
from pathlib import Path

import pytest

import rnncourse

PACKAGE = Path(rnncourse.__file__).resolve().parent
PYPROJECT = PACKAGE.parent / "pyproject.toml"
MODULES = sorted(PACKAGE.rglob("*.py"))


def public_functions(tree: ast.Module):
    """The functions of a module that others call, as (name, definition, whether it has a self or cls)."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
            yield node.name, node, False
        elif isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            for method in node.body:
                if isinstance(method, ast.FunctionDef | ast.AsyncFunctionDef) and is_public_method(method.name):
                    static = any(ast.unparse(decorator) == "staticmethod" for decorator in method.decorator_list)
                    yield f"{node.name}.{method.name}", method, not static


def is_public_method(name: str) -> bool:
    return not name.startswith("_") or (name.startswith("__") and name.endswith("__"))


def not_annotated(source: str) -> list[str]:
    """What a module's public functions leave without a type: `line: function(argument)`, `line: function -> ?`."""
    found = []
    for name, node, bound in public_functions(ast.parse(source)):
        arguments = [*node.args.posonlyargs, *node.args.args][bound:] + node.args.kwonlyargs
        arguments += [extra for extra in (node.args.vararg, node.args.kwarg) if extra]
        found += [f"{node.lineno}: {name}({a.arg})" for a in arguments if a.annotation is None]
        found += [f"{node.lineno}: {name} -> ?"] * (node.returns is None)
    return found


@pytest.mark.parametrize("path", [pytest.param(path, id=path.relative_to(PACKAGE).as_posix()) for path in MODULES])
def test_every_public_function_is_annotated(path):
    missing = not_annotated(path.read_text(encoding="utf-8"))
    assert not missing, f"{path.relative_to(PACKAGE.parent)}:\n" + "\n".join(missing)


def test_type_checkers_of_others_read_the_annotations():
    assert (PACKAGE / "py.typed").read_text() == ""
    wheel = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert "rnncourse" in wheel.get("packages", []) + wheel.get("only-include", [])


# The reader itself, on sources made for it.


@pytest.mark.parametrize(
    "source, missing",
    [
        ("def f(x: int, *, y: str = '') -> None: ...", []),
        ("def f(x, y: int): ...", ["1: f(x)", "1: f -> ?"]),
        ("def f(*args, z, **kwargs) -> None: ...", ["1: f(z)", "1: f(args)", "1: f(kwargs)"]),
        ("def _f(x): ...\nclass _C:\n    def g(self, x): ...", []),
        ("class C:\n    def __init__(self, x): ...", ["2: C.__init__(x)", "2: C.__init__ -> ?"]),
        ("class C:\n    @staticmethod\n    def step(p, x: int) -> int: ...", ["3: C.step(p)"]),
        ("class C:\n    @classmethod\n    def make(cls, x: int) -> int: ...", []),
        ("class C:\n    @property\n    def size(self): ...\n    def _g(self, x): ...", ["3: C.size -> ?"]),
        ("def f() -> None:\n    def g(x): ...", []),
    ],
)
def test_what_has_no_type_is_named(source, missing):
    assert not_annotated(source) == missing
