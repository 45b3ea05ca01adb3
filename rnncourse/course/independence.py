"""Whether the rest of a lesson can do without the answers to its exercises, shown from its syntax trees.

A learner who leaves an exercise open still runs everything else. That holds where

1. no cell outside an exercise mentions a name that the exercise's own cells bind, not even to bind it anew, so that
   neither the order of the cells nor the time at which a function is called matters;
2. an exercise's cells mention only their own names, those that setup cells import, and Python's;
3. they change nothing that they share with other cells: no attribute or item of what setup cells import, no random
   numbers but from generators of their own.

Then what the other cells compute is the same with an answer as without. Names reached by text (`eval`, `globals`,
magics, `import *`) cannot be followed and are refused. Not seen is a function of the package that itself keeps a state;
and that an exercise binds its own names before it reads them is shown by grading its reference in a fresh namespace.
"""

import ast
import builtins
import re
import symtable
from collections.abc import Iterator
from dataclasses import dataclass, field

from rnncourse.course.lessons import Cell, Notebook, nbgrader_metadata, tags

_BY_TEXT = {"eval", "exec", "globals", "locals", "vars", "get_ipython", "__import__"}
_SHARED_RANDOM = re.compile(
    r"(np|numpy)\.random\.(?!(default_rng|Generator|SeedSequence|PCG64)\b)\w+|random\.(?!Random\b)\w+|.*\b(manual_)?seed"
)


@dataclass
class _Names:
    """The notebook's names that cells read and bind: global ones, wherever in the cells they occur."""

    read: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    imported: set[str] = field(default_factory=set)

    def add(self, source: str) -> None:
        """Add those of a cell."""
        self._add(symtable.symtable(source, "cell", "exec"))

    def _add(self, table: symtable.SymbolTable) -> None:
        module = table.get_type() == "module"
        for symbol in table.get_symbols():
            name = symbol.get_name()
            if module or symbol.is_global():
                if symbol.is_assigned() or symbol.is_imported():  # del counts as an assignment
                    self.bound.add(name)
                if symbol.is_imported():
                    self.imported.add(name)
            # A class looks a name up outside until it has bound it.
            if symbol.is_referenced() and (module or symbol.is_global() or table.get_type() == "class"):
                self.read.add(name)
        for child in table.get_children():
            self._add(child)


def dependencies(notebook: Notebook) -> list[str]:
    """What stands in the way of the proof, a sentence each with its cell and line; none where it holds.

    Parameters
    ----------
    notebook : dict
        A lesson's source, with its solutions and hidden tests.
    """
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    unread = [problem for cell in cells for problem in _not_to_be_followed(cell)]
    if unread:
        return unread
    imported = _Names()
    exercises: dict[str, _Names] = {}
    for cell in cells:
        if "setup" in tags(cell):
            imported.add(cell["source"])
        if exercise := _exercise_of(cell):
            exercises.setdefault(exercise, _Names()).add(cell["source"])
    problems: list[str] = []
    for cell in cells:
        if exercise := _exercise_of(cell):
            problems += _of_an_exercise(cell, exercise, exercises[exercise], imported.imported)
        else:
            problems += _of_another_cell(cell, exercises)
    return problems


def _exercise_of(cell: Cell) -> str:
    """The exercise to which an answer cell or a check cell belongs; empty for every other cell."""
    return nbgrader_metadata(cell).get("grade_id", "").removesuffix("-check")


def _not_to_be_followed(cell: Cell) -> Iterator[str]:
    try:
        tree = ast.parse(cell["source"])
    except SyntaxError as error:
        yield f"cell {cell['id']}, line {error.lineno}: no plain Python, so what it reads cannot be told"
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in _BY_TEXT:
            yield f"cell {cell['id']}, line {node.lineno}: {node.id} may read any name, so what it reads cannot be told"
        if isinstance(node, ast.ImportFrom) and node.names[0].name == "*":
            yield f"cell {cell['id']}, line {node.lineno}: binds names that cannot be told (import *)"


def _of_another_cell(cell: Cell, exercises: dict[str, _Names]) -> Iterator[str]:
    names = _Names()
    names.add(cell["source"])
    for exercise, own in exercises.items():
        # `_` may be thrown away by everybody, but not read: it could be what another cell threw away.
        for name in sorted(own.bound & (names.read | names.bound - {"_"})):
            yield f"cell {cell['id']}, line {_line(cell, name)}: mentions {name}, which the exercise {exercise} binds"


def _of_an_exercise(cell: Cell, exercise: str, own: _Names, imported: set[str]) -> Iterator[str]:
    names = _Names()
    names.add(cell["source"])
    for name in sorted(names.read - own.bound - imported - set(dir(builtins))):
        where = f"cell {cell['id']}, line {_line(cell, name)}"
        yield f"{where}: the exercise {exercise} reads {name}, which is neither its own nor imported by a setup cell"
    for node in ast.walk(ast.parse(cell["source"])):
        if not isinstance(node, ast.Attribute | ast.Subscript) or _root(node) not in imported:
            continue
        if not isinstance(node.ctx, ast.Load):
            yield f"cell {cell['id']}, line {node.lineno}: the exercise {exercise} changes {ast.unparse(node)}"
        elif _SHARED_RANDOM.fullmatch(ast.unparse(node)):
            yield f"cell {cell['id']}, line {node.lineno}: the exercise {exercise} draws or seeds {ast.unparse(node)}"


def _root(node: ast.expr) -> str:
    """The name that an expression such as a.b[0](c).d starts from."""
    while not isinstance(node, ast.Name):
        if isinstance(node, ast.Call):
            node = node.func
        elif isinstance(node, ast.Attribute | ast.Subscript):
            node = node.value
        else:
            return ""
    return node.id


def _line(cell: Cell, name: str) -> int:
    """The first line of a cell that has the name, as a whole word."""
    lines = enumerate(cell["source"].splitlines(), start=1)
    return next((number for number, line in lines if re.search(rf"\b{re.escape(name)}\b", line)), 1)
