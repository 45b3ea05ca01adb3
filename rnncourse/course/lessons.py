"""Find the lessons, and read any notebook safely.

A lesson is notebooks/NN_name.ipynb. Its identity is in its metadata (`metadata.rnncourse.lesson`), not in
the file's name, so that a renamed lesson still finds its learners' copies.
"""

import difflib
import json
import re
from dataclasses import dataclass
from pathlib import Path


class NotebookUnreadable(ValueError):
    """A file that should be a notebook and is not."""


@dataclass(frozen=True)
class Lesson:
    """A lesson: number (its identity), title, minutes of a reader's time, source file; name is the file's."""

    number: str
    title: str
    minutes: int
    path: Path

    @property
    def name(self):
        return self.path.stem

    def read(self):
        """The lesson's notebook, as read_notebook gives it."""
        return read_notebook(self.path)


def lessons_folder():
    """The folder of the lessons: notebooks/, beside the package."""
    return Path(__file__).resolve().parents[2] / "notebooks"


def all_lessons(folder=None):
    """The lessons of a folder, in order.

    Parameters
    ----------
    folder : path, optional
        Default: lessons_folder().

    Returns
    -------
    list of Lesson

    Raises
    ------
    ValueError
        When there are none, or a file has no lesson metadata.
    """
    folder = Path(folder or lessons_folder())
    lessons = [_lesson(path) for path in sorted(folder.glob("*.ipynb"))]
    if not lessons:
        raise ValueError(
            f"lessons: expected notebooks in {folder}, found none; run from a clone of the course, "
            "installed with `pip install -e .`"
        )
    return lessons


def select(numbers, folder=None):
    """The lessons of these numbers or names ("2", "02", "02_name"), in the order given; all for none given.

    Raises
    ------
    ValueError
        For a lesson that does not exist; the message lists those that do.
    """
    lessons = all_lessons(folder)
    known = {lesson.number: lesson for lesson in lessons} | {lesson.name: lesson for lesson in lessons}
    chosen = []
    for number in numbers:
        text = str(number).removesuffix(".ipynb")
        text = text.zfill(2) if text.isdigit() else text
        if text not in known:
            listed = ", ".join(lesson.name for lesson in lessons)
            raise ValueError(f"lesson {number}: expected one of {listed}{did_you_mean(text, known)}")
        if known[text] not in chosen:
            chosen.append(known[text])
    return chosen if numbers else lessons


def did_you_mean(text, names):
    """`; did you mean NAME?` for the closest name, or nothing."""
    close = difflib.get_close_matches(text, list(names), n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else ""


def read_notebook(path):
    """Read a notebook as plain dictionaries, each cell's source as one string.

    Parameters
    ----------
    path : path

    Returns
    -------
    dict
        With "cells" and "metadata"; every cell has "cell_type", "source" and "metadata".

    Raises
    ------
    FileNotFoundError
    NotebookUnreadable
        When the file is not JSON, no notebook, or not of format 4; the message names file and remedy.
    """
    path = Path(path)
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise NotebookUnreadable(f"{path}: expected a readable file, got: {error.strerror}") from error
    except ValueError as error:
        came = "an empty file" if path.stat().st_size == 0 else "something else"
        raise NotebookUnreadable(f"{path}: expected a notebook (JSON), got {came}; {_remedy(path)}") from error
    if not isinstance(notebook, dict) or not _cells_are_sound(notebook.get("cells")):
        raise NotebookUnreadable(f"{path}: expected a notebook, got other JSON; {_remedy(path)}")
    if notebook.get("nbformat") != 4:
        came = notebook.get("nbformat")
        raise NotebookUnreadable(f"{path}: expected notebook format 4, got {came}; {_remedy(path)}")
    if not isinstance(notebook.setdefault("metadata", {}), dict):
        raise NotebookUnreadable(f"{path}: expected metadata in a dictionary; {_remedy(path)}")
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        cell.setdefault("metadata", {})
    return notebook


def lesson_number(notebook):
    """The number of the lesson that a notebook is, or is a copy of; None for any other notebook."""
    return course_metadata(notebook).get("lesson")


def course_metadata(node):
    """The course's own metadata of a notebook or a cell; empty where there is none."""
    found = node["metadata"].get("rnncourse")
    return found if isinstance(found, dict) else {}


def nbgrader_metadata(cell):
    """nbgrader's metadata of a cell; empty where there is none."""
    found = cell["metadata"].get("nbgrader")
    return found if isinstance(found, dict) else {}


def tags(cell):
    """The tags of a cell."""
    return cell["metadata"].get("tags") or []


def _lesson(path):
    described = course_metadata(read_notebook(path))
    try:
        return Lesson(described["lesson"], described["title"], described["minutes"], path)
    except KeyError as error:
        expected = "metadata.rnncourse: expected lesson, title and minutes"
        raise ValueError(f"{path}: {expected}, {error} is missing") from error


def _cells_are_sound(cells):
    return isinstance(cells, list) and all(
        isinstance(cell, dict)
        and isinstance(cell.get("cell_type"), str)
        and isinstance(cell.get("metadata", {}), dict)
        and (isinstance(source := cell.get("source"), str) or _is_list_of_text(source))
        for cell in cells
    )


def _is_list_of_text(source):
    return isinstance(source, list) and all(isinstance(line, str) for line in source)


def _remedy(path):
    number = re.match(r"\d\d", path.name)
    start = f"`rnncourse start {number.group()}`" if number else "`rnncourse start`"
    moved = f"move it out of {path.parent} and run {start} for a new copy"
    return f"restore it from the folder .ipynb_checkpoints beside it, or {moved}"
