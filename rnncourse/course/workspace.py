"""The learner's copies of the lessons: start and update.

A copy that someone has edited is never overwritten. A new file appears under its name complete or not at
all, and only where that name is free. So two commands at once, a full disk or a killed process cannot harm a copy.
"""

import contextlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rnncourse import files
from rnncourse.course.editions import edition_of, fingerprint, is_untouched, student_edition
from rnncourse.course.lessons import Lesson, Notebook, NotebookUnreadable, lesson_number, read_notebook
from rnncourse.errors import CourseError

_NOT_THE_COPY = re.compile(r"^\.|\.(new|kept)-[0-9a-f]{8}\.ipynb$")


class WriteFailed(CourseError):
    """A file could not be written: no space, no permission."""


@dataclass(frozen=True)
class Outcome:
    """What start or update did for a lesson: action (one word), the file, a sentence for the learner."""

    action: str
    path: Path
    sentence: str


def work_folder(chosen: str | os.PathLike[str] | None = None) -> Path:
    """The folder of the learner's copies: the one chosen, else $RNNCOURSE_WORK, else ./work.

    Who stands among their copies already, with no ./work there, means this folder.
    """
    if chosen := chosen or os.environ.get("RNNCOURSE_WORK"):
        return Path(chosen)
    here, below = Path(), Path("work")
    return here if not below.exists() and _holds_a_copy(here) else below


def _holds_a_copy(folder: Path) -> bool:
    for path in folder.glob("*.ipynb"):
        with contextlib.suppress(NotebookUnreadable, FileNotFoundError):
            if edition_of(read_notebook(path)):
                return True
    return False


def require_copy(folder: Path, lesson: Lesson) -> Path:
    """The learner's copy of a lesson, which must be there.

    Raises
    ------
    CourseError
        When there is none; the message tells a folder that is elsewhere from a lesson not begun.
    NotebookUnreadable, ValueError
        As find_copy does.
    """
    copy = find_copy(folder, lesson)
    if copy is not None:
        return copy[0]
    expected = f"lesson {lesson.number}: expected your copy in {folder}"
    start = f"run `rnncourse start {lesson.number}`"
    if folder.is_dir():
        raise CourseError(f"{expected}, found none", start)
    raise CourseError(
        f"{expected}, and there is no such folder in {Path.cwd()}",
        f"go where yours is, or name it with --in; if you have none yet, {start}",
    )


def find_copy(folder: Path, lesson: Lesson) -> tuple[Path, Notebook] | None:
    """The learner's copy of a lesson, found by its metadata, so under any file name.

    Parameters
    ----------
    folder : Path
    lesson : rnncourse.course.lessons.Lesson

    Returns
    -------
    (Path, dict) or None
        The file and its notebook. The file with the lesson's own name comes first.

    Raises
    ------
    NotebookUnreadable
        When the file with the lesson's own name is no notebook, or the only candidate is none.
    ValueError
        When several copies under other names could be meant.
    """
    found, unreadable = {}, []
    for path in sorted(folder.glob("*.ipynb")):
        if _NOT_THE_COPY.search(path.name):
            continue
        try:
            notebook = read_notebook(path)
        except FileNotFoundError:  # gone since the folder was listed: another command is at work
            continue
        except NotebookUnreadable as error:
            if path.name == lesson.path.name:
                raise
            if path.name.startswith(lesson.number):
                unreadable.append(error)
            continue
        if lesson_number(notebook) == lesson.number:
            found[path.name] = (path, notebook)
    if lesson.path.name in found:
        return found[lesson.path.name]
    if len(found) > 1:
        names = " and ".join(found)
        raise ValueError(f"lesson {lesson.number}: expected one copy in {folder}, got {names}; move one away")
    if not found and unreadable:
        raise unreadable[0]
    return next(iter(found.values()), None)


def start(lesson: Lesson, folder: Path) -> Outcome:
    """Put the student edition of a lesson into a folder, unless a copy of the lesson is there.

    Parameters
    ----------
    lesson : rnncourse.course.lessons.Lesson
    folder : Path

    Returns
    -------
    Outcome
        action "created" or "kept".

    Raises
    ------
    WriteFailed
        When the folder or the file cannot be written; then nothing of it is left behind.
    """
    copy = find_copy(folder, lesson)
    if copy:
        path = copy[0]
        renamed = "" if path.name == lesson.path.name else f" (the lesson is now called {lesson.name})"
        return Outcome("kept", path, f"your copy {path} is there already and was left alone{renamed}")
    path = folder / lesson.path.name
    if create(path, _text(student_edition(lesson))):
        return Outcome("created", path, f"made {path}")
    return Outcome("kept", path, f"{path} is there already and was left alone")


def update(lesson: Lesson, folder: Path) -> Outcome:
    """Bring a learner's copy to the newest edition, or put the newest beside it when it has been edited.

    Parameters
    ----------
    lesson : rnncourse.course.lessons.Lesson
    folder : Path

    Returns
    -------
    Outcome
        action "none" (no copy), "current", "replaced" or "beside".

    Raises
    ------
    WriteFailed, NotebookUnreadable
    """
    copy = find_copy(folder, lesson)
    if copy is None:
        sentence = f"no copy in {folder}: run `rnncourse start {lesson.number}`"
        return Outcome("none", folder / lesson.path.name, sentence)
    path, notebook = copy
    edition = student_edition(lesson)
    if edition_of(notebook) == fingerprint(edition):
        return Outcome("current", path, f"{path} is up to date")
    if is_untouched(notebook):
        if _replace_untouched(path, _text(edition)):
            return Outcome("replaced", path, f"{path} was still as you got it: replaced by the newer edition")
        found = find_copy(folder, lesson)
        if found is None or edition_of(found[1]) == fingerprint(edition):  # another command was quicker
            kept = ", ".join(other.name for other in sorted(folder.glob(f"{path.stem}.kept-*.ipynb")))
            note = f"; what you wrote is in {kept}" if kept else ""
            return Outcome("current", path, f"{path} is up to date{note}")
    beside = path.with_name(f"{path.stem}.new-{fingerprint(edition)[:8]}.ipynb")
    made = create(beside, _text(edition))
    lies = "is now" if made else "still lies"
    sentence = (
        f"you have worked in {path}, so it was left alone; the newer edition {lies} beside it: {beside.name} "
        "(to go on there, copy your answers into it)"
    )
    return Outcome("beside", path, sentence)


def create(path: Path, text: str) -> bool:
    """Write a new file, whole or not at all; False when the name is taken, and that file is left alone."""
    with _failures_told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        return files.create(path, text)


def _replace_untouched(path: Path, text: str) -> bool:
    """Replace a copy whose sources are its edition's; False when it turns out to have been edited after all.

    The copy is moved aside and read again there, because JupyterLab may save it between any two of our steps.
    """
    aside = files.hidden_name(path, "aside")
    with _failures_told(path), files.written_beside(path, text) as temporary:
        try:
            os.rename(path, aside)
        except FileNotFoundError:  # another update is replacing it at this moment
            return files.give_name(temporary, path)
        replaced = False
        try:
            replaced = _still_untouched(aside) and files.give_name(temporary, path) and _still_untouched(aside)
        finally:
            _put_back(aside, path, replaced)
        return replaced


def _put_back(aside: Path, path: Path, replaced: bool) -> None:
    """Drop the copy set aside once it is replaced; else give it its name back, or a visible one beside it."""
    if replaced or (path.exists() and _still_untouched(aside)):
        aside.unlink()
    elif not files.give_name(aside, path):
        os.rename(aside, path.with_name(f"{path.stem}.kept-{secrets.token_hex(4)}.ipynb"))
    else:
        aside.unlink()


def _still_untouched(path: Path) -> bool:
    with contextlib.suppress(NotebookUnreadable):
        return is_untouched(read_notebook(path))
    return False


def _text(notebook: Notebook) -> str:
    import nbformat

    return nbformat.writes(notebook) + "\n"


@contextlib.contextmanager
def _failures_told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise WriteFailed(
            f"{path}: could not be written ({error.strerror or error}); your files are as they were",
            "free some space or choose another folder, then run the command again",
        ) from error
