"""The proof that a lesson can do without the answers to its exercises finds every way to depend on one."""

import pytest

from rnncourse.course.independence import dependencies

SETUP = "import numpy as np\nimport random\nfrom rnncourse.course.checks import done, expect_close"
ANSWER = "def halve(x):\n    return x / 2"
CHECK = "given = np.ones(3)\nexpect_close('halve', lambda: halve(given), given / 2, 'hint')\ndone('halve')"


def code(cell_id, source, grade_id="", tags=()):
    metadata = {"tags": list(tags)} | ({"nbgrader": {"grade_id": grade_id}} if grade_id else {})
    return {"cell_type": "code", "id": cell_id, "source": source, "metadata": metadata}


def lesson(*, before="", after="", answer=ANSWER, check=CHECK, setup=SETUP):
    cells = [
        {"cell_type": "markdown", "id": "title", "source": "halve", "metadata": {}},
        code("setup", setup, tags=["setup"]),
        code("before", before),
        code("halve", answer, "halve"),
        code("halve-check", check, "halve-check"),
        code("after", after),
    ]
    return {"cells": cells, "metadata": {}}


@pytest.mark.parametrize(
    "source",
    [
        "print(np.ones(3))",
        "data.halve = 1\nobject.given",  # an attribute of that name is no name
        "f(halve=1)",  # nor is a keyword
        "print('halve', f'{1} given')",
        "def f(halve):\n    given = halve\n    return given, [halve for halve in given], lambda given: given",
        "[halve for halve in range(3)], {given: 1 for given in range(3)}, any(given for given in [])",
        "class A:\n    halve = 1\n    def given(self):\n        return self.halve",
        "def f():\n    halve = 1\n    def g():\n        nonlocal halve\n        halve += 1\n    return g",
        "for _ in range(3):\n    pass",
    ],
)
def test_what_does_not_depend_is_let_through(source):
    assert dependencies(lesson(before=source)) == dependencies(lesson(after=source)) == []


@pytest.mark.parametrize(
    "source",
    [
        "print(halve(2))",
        "halve = halve",
        "halve += 1",
        "del halve",
        "import halve",
        "import halve.deeper",
        "from numpy import sum as halve",
        "def f():\n    return halve(2)",
        "def f():\n    def g(x):\n        return lambda: halve(x)\n    return g",
        "def f():\n    global halve\n    halve = 3",
        "def f(x=halve):\n    pass",
        "def f(x: halve) -> None:\n    pass",
        "@halve\ndef f():\n    pass",
        "def halve():\n    pass",
        "class halve:\n    pass",
        "class A(halve):\n    pass",
        "class A:\n    halve = halve",
        "class A:\n    def f(self):\n        return halve",
        "class A:\n    halve = 1\n    def f(self):\n        return halve",
        "[halve(i) for i in range(3)]",
        "[i for i in halve]",
        "[i for halve in range(3) for i in range(3)], halve",
        "g = (i for i in range(3) if halve(i))",
        "[(halve := i) for i in range(3)]",
        "if (halve := 3) > 2:\n    pass",
        "for halve in range(3):\n    pass",
        "with open('x') as halve:\n    pass",
        "try:\n    pass\nexcept ValueError as halve:\n    pass",
        "match 3:\n    case halve:\n        pass",
        "match 3:\n    case [1, *halve]:\n        pass",
        "halve.x = 1",
        "halve[0] = 1",
        "print(f'{halve(2)}')",
        "halve: int",
        "(a, *halve) = 1, 2",
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_every_mention_outside_is_found_wherever_it_stands(source, place):
    (found, *_) = dependencies(lesson(**{place: "x = 1\n" + source}))
    assert found.startswith(f"cell {place}, line ") and found.endswith("mentions halve, which the exercise halve binds")
    assert "line 1:" not in found


def test_a_name_of_the_check_counts_too():
    (found,) = dependencies(lesson(after="\nprint(given)"))
    assert found == "cell after, line 2: mentions given, which the exercise halve binds"


def test_what_is_thrown_away_may_not_be_picked_up():
    check = CHECK + "\nfor _ in range(2):\n    pass"
    assert dependencies(lesson(check=check, after="_, x = 1, 2")) == []
    assert dependencies(lesson(check=check, after="print(_)")) != []


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        (
            {"answer": "def halve(x):\n    return x / two", "before": "two = 2"},
            "reads two, which is neither",
        ),
        (
            {"check": CHECK + "\nprint(rate)", "setup": SETUP + "\nrate = [1]"},
            "reads rate, which is neither",
        ),
        ({"check": CHECK + "\nnp.pi = 3"}, "changes np.pi"),
        ({"check": CHECK + "\nnp.ones(3)[0] = 3"}, "changes np.ones(3)[0]"),
        ({"check": CHECK + "\ndel np.linalg.norm"}, "changes np.linalg.norm"),
        ({"answer": ANSWER + "\nfor np.pi in range(3):\n    pass"}, "changes np.pi"),
        ({"answer": "def halve(x):\n    np.random.seed(0)\n    return x / 2"}, "draws or seeds np.random.seed"),
        ({"check": CHECK + "\nnoise = np.random.normal(size=3)"}, "draws or seeds np.random.normal"),
        ({"check": CHECK + "\nrandom.shuffle(given)"}, "draws or seeds random.shuffle"),
    ],
)
def test_an_exercise_that_reaches_outside_itself_is_found(changed, message):
    (found,) = dependencies(lesson(**changed))
    assert "the exercise halve" in found and message in found


def test_what_an_exercise_changes_of_its_own_is_let_through():
    check = CHECK + "\ngiven[0] = 3\nrng = np.random.default_rng(0)\nown = random.Random(3)\nrng.shuffle(given)"
    assert dependencies(lesson(check=check)) == []


@pytest.mark.parametrize("source", ["%time halve(2)", "!ls", "x = ["])
def test_what_is_no_plain_python_is_refused(source):
    (found,) = dependencies(lesson(after="x = 1\n" + source))
    assert found == "cell after, line 2: no plain Python, so what it reads cannot be told"


@pytest.mark.parametrize(
    "source",
    ["eval('halve')", "globals()['halve']", "from numpy import *", "get_ipython().user_ns", "exec('halve(2)')"],
)
@pytest.mark.parametrize("place", ["before", "after", "answer", "check"])
def test_names_reached_by_text_are_refused(source, place):
    (found,) = dependencies(lesson(**{place: source}))
    assert "line 1: " in found and "cannot be told" in found
