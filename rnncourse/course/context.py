"""What an answer may use besides its own cell: definitions of the cells above it.

In the notebook an answer sees all that ran before it. Checked alone it sees the setup cells, and of the other cells
above it the definitions that it reads, and what these read in turn: functions, classes, imports and constants. They
are found in the syntax trees, so that no experiment of a lesson runs only because an answer uses a helper.
"""

import ast
import builtins
import re
import symtable
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_CONSTANT = (
    *(ast.Constant, ast.Tuple, ast.List, ast.Set, ast.Dict, ast.UnaryOp, ast.BinOp),
    *(ast.unaryop, ast.operator, ast.expr_context),
)
_MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


class Names(NamedTuple):
    """Global names that a source reads, anywhere in it, and those it binds."""

    read: set[str]
    bound: set[str]


def plain(source: str) -> str:
    """A cell as plain Python: lines for IPython alone (`%%time`, `!ls`) become `pass`, where it is none without that.

    Numbers of lines stay. What is no Python at all comes back as it was.
    """
    if _parses(source):
        return source
    without = _MAGIC.sub(r"\1pass", source)
    return without if _parses(without) else source


def names_of(source: str) -> Names:
    """The global names of a source; none where it is no Python."""
    found = Names(set(), set())
    try:
        _gather(symtable.symtable(source, "cell", "exec"), found)
    except (SyntaxError, ValueError):  # ValueError: null bytes
        pass
    return found


def needed(answer: str, given: Iterable[str], cells: Sequence[str]) -> str:
    """The definitions that an answer needs from the cells above it.

    Parameters
    ----------
    answer : str
    given : names that are there already: those of the setup cells
    cells : sources, in the order of the notebook; of two definitions of a name the later one counts

    Returns
    -------
    str
        A source that defines them, in the order of the cells; empty where none is needed.
    """
    there = set(given) | set(dir(builtins))
    own = names_of(plain(answer))
    missing = own.read - own.bound - there
    if not missing:
        return ""
    statements = [statement for cell in cells for statement in _definitions(cell)]
    last = {name: place for place, (_, names) in enumerate(statements) for name in names.bound}
    chosen: set[int] = set()
    while missing:
        name = missing.pop()
        place = last.get(name)
        if place is not None and place not in chosen:
            chosen.add(place)
            missing |= statements[place][1].read - there
    return "\n".join(statements[place][0] for place in sorted(chosen))


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _definitions(source: str) -> list[tuple[str, Names]]:
    source = plain(source)
    if not _parses(source):
        return []
    texts = [ast.unparse(statement) for statement in ast.parse(source).body if _is_definition(statement)]
    return [(text, names_of(text)) for text in texts]


def _is_definition(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.ImportFrom):
        return statement.names[0].name != "*"
    if isinstance(statement, ast.Assign | ast.AnnAssign):
        return statement.value is not None and _is_constant(statement.value)
    return isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import)


def _is_constant(value: ast.expr) -> bool:
    """Whether an expression is made of literals, signs and arithmetic alone."""
    if isinstance(value, ast.Constant) and value.value is ...:  # the placeholder of an open exercise
        return False
    return all(isinstance(node, _CONSTANT) for node in ast.walk(value))


def _gather(table: symtable.SymbolTable, found: Names) -> None:
    module = table.get_type() == "module"
    for symbol in table.get_symbols():
        name = symbol.get_name()
        if module or symbol.is_global():
            if symbol.is_assigned() or symbol.is_imported():
                found.bound.add(name)
        # A class looks a name up outside until it has bound it.
        if symbol.is_referenced() and (module or symbol.is_global() or table.get_type() == "class"):
            found.read.add(name)
    for child in table.get_children():
        _gather(child, found)
