"""What an answer may use of the cells above it: definitions, and nothing that runs."""

import pytest

from rnncourse.course.context import names_of, needed, plain

RIGHT = "def halve(x):\n    return x / two"


@pytest.mark.parametrize(
    ("source", "read", "bound"),
    [
        ("import a.b as c, d.e", set(), {"c", "d"}),
        ("def f(x, y=z):\n    global g\n    g = x\n    return lambda h: (h, i)", {"z", "i"}, {"f", "g"}),
        ("class A(B):\n    x = y\n    def m(self):\n        return self.q, n", {"B", "y", "n"}, {"A"}),
        ("a = [b for b in c if d]", {"c", "d"}, {"a"}),
        ("for i in r:\n    j = 1", {"r"}, {"i", "j"}),
        ("no python", set(), set()),
    ],
)
def test_the_names_that_a_source_reads_and_binds(source, read, bound):
    found = names_of(source)
    assert found.read == read and found.bound == bound


@pytest.mark.parametrize(
    "definition",
    [
        "two = 2",
        "two: int = 4 - 2 * 1",
        "from numbers import two",
        "import two",
        "def two():\n    pass",
        "class two:\n    pass",
    ],
)
def test_a_definition_above_is_found(definition):
    assert needed(RIGHT, (), ["print(1)", f"run()\n{definition}\nrun()"]) == definition


@pytest.mark.parametrize(
    "statement",
    ["two = run()", "two = ...", "for two in range(3):\n    pass", "two += 1", "from numbers import *", "two = ["],
)
def test_what_runs_something_is_no_definition(statement):
    assert needed(RIGHT, (), [statement]) == ""


def test_of_two_definitions_the_later_counts_and_each_brings_what_it_reads():
    cells = [
        "base = 1\nother = 3",
        "def two():\n    return one() + base",
        "two = 5",
        "import math",
        "def one():\n    return base",
    ]
    assert needed(RIGHT, (), cells) == "two = 5"
    wanted = ["base = 1", "def two():\n    return one() + base", "def one():\n    return base"]
    assert needed(RIGHT, (), [cells[0], cells[1], cells[4]]) == "\n".join(wanted)


def test_names_that_are_there_are_not_looked_for():
    assert needed(RIGHT, ["two"], ["two = 3"]) == ""
    assert needed("two = 2\n" + RIGHT, (), ["two = 3"]) == ""
    assert needed("def halve(x):\n    return len(x)", (), ["len = 3"]) == ""


def test_definitions_that_need_each_other_come_once():
    cells = ["def two():\n    return odd()", "def odd():\n    return two()"]
    assert needed(RIGHT, (), cells) == "\n".join(cells)


def test_lines_for_ipython_alone_are_passed_over():
    assert plain("%%time\nx = 1\nif x:\n    !ls") == "pass\nx = 1\nif x:\n    pass"
    modulo = "x = (7\n% 2)"
    assert plain(modulo) == modulo
    assert plain("def f(") == "def f("
    assert needed(RIGHT, (), ["%time run()\ntwo = 2"]) == "two = 2"
