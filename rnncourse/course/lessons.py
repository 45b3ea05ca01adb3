"""Find the lessons, and read any notebook safely.

A lesson is notebooks/NN_name.ipynb. Its identity is its number, in its metadata (`metadata.rnncourse.lesson`) and not
in the file's name, so that a renamed lesson still finds its learners' copies. Its title stands in course/syllabus.py.
"""

import difflib
import errno
import json
import os
import re
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rnncourse.course.syllabus import PLAN
from rnncourse.errors import CourseError

Notebook = dict[str, Any]
Cell = dict[str, Any]


class NotebookUnreadable(CourseError):
    """A file that should be a notebook and is not."""


@dataclass(frozen=True)
class Lesson:
    """A lesson: number (its identity), title, minutes of a reader's time, source file; name is the file's."""

    number: str
    title: str
    minutes: int
    path: Path

    @property
    def name(self) -> str:
        """The name of the source file, without its ending."""
        return self.path.stem

    def read(self) -> Notebook:
        """The lesson's notebook, as read_notebook gives it."""
        return read_notebook(self.path)


def lessons_folder() -> Path:
    """The folder of the lessons: notebooks/ of a checkout, or its copy in the installed package."""
    from rnncourse.datasets.paths import course_folder

    return course_folder("notebooks")


def all_lessons(folder: str | os.PathLike[str] | None = None) -> list[Lesson]:
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
    CourseError
        When there are none, or a file has no lesson metadata, or a number that the syllabus lacks.
    """
    folder = Path(folder or lessons_folder())
    lessons = [_lesson(path) for path in sorted(folder.glob("*.ipynb"))]
    if not lessons:
        raise CourseError(
            f"lessons: expected notebooks in {folder}, found none",
            "install the course again, from its wheel or with `pip install -e .` in a clone",
        )
    return lessons


def select(numbers: Sequence[str | int], folder: str | os.PathLike[str] | None = None) -> list[Lesson]:
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


def did_you_mean(text: str, names: Iterable[str]) -> str:
    """`; did you mean NAME?` for the closest name, or nothing."""
    close = difflib.get_close_matches(text, list(names), n=1, cutoff=0.5)
    return f"; did you mean {close[0]}?" if close else ""


def read_notebook(path: str | os.PathLike[str]) -> Notebook:
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
        notebook = json.loads(_read_bytes(path).decode("utf-8-sig"))
    except FileNotFoundError as error:
        if not path.is_symlink():
            raise
        came = f"got a link to {os.readlink(path)}, which is not there"
        remedy = "bring that file back, or remove the link"
        raise NotebookUnreadable(f"{path}: expected a notebook, {came}", remedy) from error
    except OSError as error:
        raise NotebookUnreadable(f"{path}: expected a readable file, got: {error.strerror}", _remedy(path)) from error
    except (ValueError, RecursionError) as error:
        empty = path.exists() and path.stat().st_size == 0
        came = "an empty file" if empty else "something else"
        saving = "if it is being saved just now, run the command again; otherwise " if empty else ""
        raise NotebookUnreadable(f"{path}: expected a notebook (JSON), got {came}", saving + _remedy(path)) from error
    if isinstance(notebook, dict) and notebook.get("nbformat", 4) != 4:
        expected = f"{path}: expected notebook format 4, got {notebook['nbformat']!a:.40}"
        raise NotebookUnreadable(expected, f"open it in JupyterLab and save it there, or {_remedy(path)}")
    if not isinstance(notebook, dict) or "nbformat" not in notebook or not _cells_are_sound(notebook.get("cells")):
        raise NotebookUnreadable(f"{path}: expected a notebook, got other JSON", _remedy(path))
    if not isinstance(notebook.setdefault("metadata", {}), dict):
        raise NotebookUnreadable(f"{path}: expected metadata in a dictionary", _remedy(path))
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
        cell.setdefault("metadata", {})
    return notebook


def lesson_number(notebook: Notebook) -> str | None:
    """The number of the lesson that a notebook is, or is a copy of; None for any other notebook."""
    return course_metadata(notebook).get("lesson")


def course_metadata(node: Notebook | Cell) -> dict[str, Any]:
    """The course's own metadata of a notebook or a cell; empty where there is none."""
    found = node["metadata"].get("rnncourse")
    return found if isinstance(found, dict) else {}


def nbgrader_metadata(cell: Cell) -> dict[str, Any]:
    """nbgrader's metadata of a cell; empty where there is none."""
    found = cell["metadata"].get("nbgrader")
    return found if isinstance(found, dict) else {}


def tags(cell: Cell) -> list[str]:
    """The tags of a cell."""
    found = cell["metadata"].get("tags")
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []


def _lesson(path: Path) -> Lesson:
    described = course_metadata(read_notebook(path))
    wanted = {"lesson": str, "minutes": int}
    found = [name for name, kind in wanted.items() if isinstance(described.get(name), kind)]
    if len(found) < len(wanted):
        came = ", ".join(found) or "neither"
        raise CourseError(
            f"{path}: metadata.rnncourse: expected lesson and minutes, got {came}", "write both, a text and a number"
        )
    titles = {planned.number: planned.title for planned in PLAN}
    number = described["lesson"]
    if number not in titles:
        came = number if number.isprintable() else ascii(number)
        raise CourseError(
            f"{path}: metadata.rnncourse.lesson: expected one of {', '.join(titles)}, got {came:.40}",
            "give it its line in rnncourse/course/syllabus.py",
        )
    return Lesson(number, titles[number], described["minutes"], path)


def _read_bytes(path: Path) -> bytes:
    """The content of a regular file; OSError for any other, without waiting for what a pipe may bring."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            raise OSError(errno.EINVAL, "a pipe or a device" if not stat.S_ISDIR(mode) else "a folder")
        return file.read()


def _cells_are_sound(cells: Any) -> bool:
    return isinstance(cells, list) and all(
        isinstance(cell, dict)
        and isinstance(cell.get("cell_type"), str)
        and isinstance(cell.get("metadata", {}), dict)
        and (isinstance(source := cell.get("source"), str) or _is_list_of_text(source))
        for cell in cells
    )


def _is_list_of_text(source: Any) -> bool:
    return isinstance(source, list) and all(isinstance(line, str) for line in source)


def _remedy(path: Path) -> str:
    number = re.match(r"\d\d", path.name)
    start = f"`rnncourse start {number.group()}`" if number else "`rnncourse start`"
    moved = f"move it out of {path.parent} and run {start} for a new copy"
    return f"restore it from the folder .ipynb_checkpoints beside it, or {moved}"
