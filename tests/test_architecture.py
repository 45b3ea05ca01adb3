"""The package's modules stand in layers and an import only goes down; what is imported early is light.

The arrows are read from the syntax trees: an import at the top of a module and one inside a function count alike, one
for a type checker alone does not count. A package that hands out names lazily (`__getattr__`) imports all its modules.
"""

import ast
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import rnncourse

ROOT = Path(rnncourse.__file__).resolve().parent
# From the ground up; what stands in one line must not import each other.
LAYERS = """
    errors shapes files palette
    arguments
    text
    batching
    statistics
    metrics
    decoding
    language_model
    datasets
    ngram
    training
    scratch
    models
    textfiles
    plots
    diagrams
    explorers
    experiments
    course
    cli
    __main__
"""
LEVEL = {name: level for level, line in enumerate(LAYERS.split("\n")) for name in line.split()}
LIGHT = {  # what must not be there after the import
    "rnncourse": ["numpy", "torch", "matplotlib", "sklearn", "nltk", "pandas", "scipy", "IPython", "nbformat", "tqdm"],
    "rnncourse.cli": [
        "numpy",
        "torch",
        "matplotlib",
        "sklearn",
        "nltk",
        "pandas",
        "scipy",
        "IPython",
        "nbformat",
        "dask",
    ],
    "rnncourse.scratch": ["torch", "matplotlib", "sklearn", "nltk", "pandas"],
    "rnncourse.batching": ["torch", "matplotlib", "sklearn", "nltk", "pandas"],
    "rnncourse.decoding": ["torch", "matplotlib", "sklearn", "nltk", "pandas"],
    "rnncourse.datasets": ["torch", "matplotlib", "sklearn", "nltk", "pandas"],
    "rnncourse.ngram": ["torch", "matplotlib", "sklearn", "nltk", "pandas"],
    "rnncourse.training": ["torch", "matplotlib", "sklearn", "nltk", "pandas"],
    "rnncourse.models": ["torch", "matplotlib", "sklearn", "nltk", "pandas"],
    "rnncourse.experiments": ["torch", "matplotlib", "sklearn", "nltk", "pandas", "dask"],
}


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_name(path): path for path in sorted(ROOT.rglob("*.py"))}


def imports(tree: ast.AST):
    """The import statements of a syntax tree, those for type checkers left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            yield from imports(ast.Module(node.orelse, []))
        else:
            yield from imports(node)


def targets(name: str, source: str, modules: set[str]) -> set[str]:
    """The modules of the package that a module imports."""
    tree = ast.parse(source)
    found: set[str] = set()
    is_package = any(other.startswith(f"{name}.") for other in modules)
    for node in imports(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            parents = name.split(".")[: len(name.split(".")) - node.level + is_package] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            found |= {f"{base}.{alias.name}" if f"{base}.{alias.name}" in modules else base for alias in node.names}
    if is_package and any(isinstance(node, ast.FunctionDef) and node.name == "__getattr__" for node in tree.body):
        found |= {other for other in modules if other.rpartition(".")[0] == name}
    return (found & modules) - {name}


def circle(arrows: dict[str, set[str]]) -> list[str]:
    """A circle of imports, its first module named again at the end; empty where there is none."""
    done = set()

    def walk(name, road):
        if name in road:
            return [*road[road.index(name) :], name]
        if name in done:
            return []
        found = next((c for target in sorted(arrows[name]) if (c := walk(target, [*road, name]))), [])
        done.add(name)
        return found

    return next((c for name in sorted(arrows) if (c := walk(name, []))), [])


def top(name: str) -> str:
    """The part of the package that a module belongs to: `scratch` for rnncourse.scratch.lstm."""
    return name.split(".")[1] if "." in name else ""


def upward(arrows: dict[str, set[str]]) -> list[str]:
    """The imports that do not go down, between parts of the package."""
    return [
        f"{name} imports {target}"
        for name in sorted(arrows)
        for target in sorted(arrows[name])
        if top(target) and top(name) != top(target) and LEVEL.get(top(target), -1) >= LEVEL.get(top(name), -1)
    ]


@cache
def arrows() -> dict[str, set[str]]:
    return {name: targets(name, path.read_text(encoding="utf-8"), set(FILES)) for name, path in FILES.items()}


def test_every_part_has_its_layer():
    parts = {top(name) for name in FILES} - {""}
    assert not parts - set(LEVEL), "put it into LAYERS"
    assert not set(LEVEL) - parts, "there is no such part"


def test_no_import_goes_up():
    assert not upward(arrows())


def test_no_circle_of_imports():
    assert " -> ".join(circle(arrows())) == ""


def test_the_map_names_every_part():
    named = re.findall(r"^ {4}([a-z_]\w*) {2,}\S", rnncourse.__doc__, re.MULTILINE)
    assert len(named) == len(set(named))
    assert set(named) == {top(name) for name in FILES} - {"", "__main__"}


@pytest.mark.parametrize("module", list(LIGHT))
def test_an_early_import_is_light(module):
    code = f"import sys, {module}; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT.parent, timeout=60)
    loaded = found.stdout.split()
    assert module in loaded, found.stderr
    assert not [name for name in LIGHT[module] if name in loaded]


def processor_seconds(code: str) -> float:
    """What a Python that runs this code costs, best of five: processor time, which a busy machine does not lengthen."""
    costs = []
    for _ in range(5):
        before = os.times()
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, cwd=ROOT.parent, timeout=60)
        after = os.times()
        costs.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return min(costs)


def test_importing_the_package_costs_less_than_a_tenth_of_a_second():
    assert processor_seconds("import rnncourse") - processor_seconds("pass") < 0.1


def test_the_command_shows_its_help_within_three_tenths_of_a_second():
    help_shown = "import sys; from rnncourse.cli import main; sys.argv[1:] = ['--help']; main()"
    assert processor_seconds(help_shown) < 0.3


# The reader itself, on sources made for it.


@pytest.mark.parametrize(
    "name, source, found",
    [
        ("p.a", "import p.b, os\nimport p.c.d as d", {"p.b", "p.c.d"}),
        ("p.a", "from p import b\nfrom p.c import d, Word", {"p.b", "p.c.d", "p.c"}),
        ("p.a", "from . import b\nfrom .c import Word", {"p.b", "p.c"}),
        ("p.c", "from . import d\nfrom ..b import Word", {"p.c.d", "p.b"}),
        ("p.c.d", "from .. import a\nfrom . import Word", {"p.a", "p.c"}),
        ("p.a", "def f():\n    try:\n        from p.b import Word\n    except ImportError:\n        pass", {"p.b"}),
        ("p.a", "if TYPE_CHECKING:\n    import p.b\nelse:\n    import p.c", {"p.c"}),
        ("p.c", "def __getattr__(name): return load(name)", {"p.c.d"}),
        ("p.a", "import p.b.nothing, q.b\nx = 'import p.b'", set()),
    ],
)
def test_an_import_is_read(name, source, found):
    assert targets(name, source, {"p", "p.a", "p.b", "p.c", "p.c.d"}) == found


def test_a_circle_is_found():
    assert circle({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": set()}) == []
    assert circle({"a": {"b", "c"}, "b": {"d"}, "c": {"d"}, "d": {"c"}}) == ["d", "c", "d"]


def test_an_import_that_goes_up_is_found():
    arrows = {
        "p.scratch.lstm": {"p.text", "p.scratch", "p.models.tagger"},
        "p.text": {"p.scratch"},
        "p.new": {"p.text"},
    }
    arrows |= {"p.files": {"p.shapes"}, "p.cli": {"p"}}
    assert upward(arrows) == [
        "p.files imports p.shapes",
        "p.new imports p.text",
        "p.scratch.lstm imports p.models.tagger",
        "p.text imports p.scratch",
    ]
