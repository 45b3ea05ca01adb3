"""A small lesson with two exercises, written for each test into a folder of its own."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from rnncourse.course import lessons

SETUP = """import numpy as np

from rnncourse.course.checks import done, expect, expect_close, expect_equal, expect_raises, expect_shape"""

HALVE = '''def halve(x):
    """x: array -> half of it."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION'''
HALVE_CHECK = """expect_close("halve", lambda: halve(np.array([2.0, 4.0])), [1.0, 2.0], "Divide by two.")
### BEGIN HIDDEN TESTS
expect_close("halve", lambda: halve(np.array([3.0])), [1.5], "Halves need not be whole.")
### END HIDDEN TESTS
done("halve")"""
COUNT = """count = ...  # a whole number
### BEGIN SOLUTION
count = 7
### END SOLUTION"""
COUNT_CHECK = """expect_equal("count", count, 7, "Count again.")
### BEGIN HIDDEN TESTS
expect("count", isinstance(count, int), "A whole number, please.")
### END HIDDEN TESTS
done("count")"""


def graded(solution, grade_id, points=None):
    """The metadata of a solution cell or, with points, of a check cell."""
    mark = {
        "schema_version": 3,
        "solution": solution,
        "grade": not solution,
        "locked": not solution,
        "task": False,
    }
    return {"nbgrader": mark | {"grade_id": grade_id} | ({} if points is None else {"points": points})}


def notebook(number="02", note="print('hello')"):
    """The lesson as a notebook; another note makes another edition of it."""
    cells = [
        new_markdown_cell("# A lesson", id="title"),
        new_code_cell(SETUP, id="setup", metadata={"tags": ["setup"]}),
        new_code_cell(note, id="note", execution_count=2, outputs=[new_output("stream", text="stored\n")]),
        new_markdown_cell("Halve it.", id="halve-prompt", metadata={"rnncourse": {"exercise": "halve"}}),
        new_code_cell(HALVE, id="halve", metadata=graded(True, "halve")),
        new_code_cell(HALVE_CHECK, id="halve-check", metadata=graded(False, "halve-check", 2)),
        new_markdown_cell("Count.", id="count-prompt", metadata={"rnncourse": {"exercise": "count"}}),
        new_code_cell(COUNT, id="count-solution", metadata=graded(True, "count")),
        new_code_cell(COUNT_CHECK, id="count-check", metadata=graded(False, "count-check", 1)),
        new_code_cell("print('the end')", id="the-end"),
    ]
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "rnncourse": {"lesson": number, "minutes": 5},
    }
    return new_notebook(cells=cells, metadata=metadata)


@pytest.fixture
def make_lesson(tmp_path, monkeypatch):
    """A function that writes the lesson (name, note) and returns it; the command finds it too."""
    folder = tmp_path / "notebooks"
    monkeypatch.setattr(lessons, "lessons_folder", lambda: folder)

    def make(name="02_small", note="print('hello')"):
        folder.mkdir(exist_ok=True)
        path = folder / f"{name}.ipynb"
        nbformat.write(notebook(name[:2], note), path)
        return next(lesson for lesson in lessons.all_lessons(folder) if lesson.path == path)

    return make


@pytest.fixture
def lesson(make_lesson):
    return make_lesson()


@pytest.fixture
def work(tmp_path):
    return tmp_path / "work"


@pytest.fixture
def answer():
    """A function that writes an answer into a learner's copy: answer(path, exercise, source)."""

    def write(path, exercise, source):
        copy = nbformat.read(path, as_version=4)
        (cell,) = [c for c in copy.cells if c.metadata.get("nbgrader", {}).get("grade_id") == exercise]
        cell.source = source
        nbformat.write(copy, path)

    return write
