"""The learner's copies of the lessons: start and update.

A copy that someone has edited is never overwritten. A new file appears under its name complete or not at
all, and only where that name is free. So two commands at once, a full disk or a killed process cannot harm a copy.
"""

import contextlib
import dataclasses
import os
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from rnncourse import files
from rnncourse.course.copies import WriteFailed as WriteFailed
from rnncourse.course.copies import alone_among, failures_told, leftovers, replace_untouched
from rnncourse.course.editions import edition_of, fingerprint, is_untouched, student_edition
from rnncourse.course.lessons import Lesson, Notebook, NotebookUnreadable, lesson_number, read_notebook
from rnncourse.errors import CourseError

PATIENCE = 1.0  # seconds to wait for an editor that is saving
_BESIDE = re.compile(r"\.(new|kept)-[0-9a-f]{8}$")


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


def find_copy(folder: Path, lesson: Lesson, say: Callable[[str], object] = print) -> tuple[Path, Notebook] | None:
    """The learner's copy of a lesson, found by its metadata, so under any file name.

    First it puts right what a stopped command left in the folder.

    Parameters
    ----------
    folder : Path
    lesson : rnncourse.course.lessons.Lesson
    say : callable
        Gets a sentence for each thing that was put right.

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
    if leftovers(folder):
        with alone_among(folder) as said:
            for sentence in said:
                say(sentence)
    return _find(folder, lesson)


def _find(folder: Path, lesson: Lesson) -> tuple[Path, Notebook] | None:
    found: dict[str, tuple[Path, Notebook]] = {}
    beside: dict[str, tuple[Path, Notebook]] = {}
    unreadable = []
    for path in sorted(folder.glob("*.ipynb")):
        if path.name.startswith("."):
            continue
        try:
            notebook = _read_patiently(path)
        except FileNotFoundError:  # gone since the folder was listed: another command is at work
            continue
        except NotebookUnreadable as error:
            if path.name == lesson.path.name:
                raise
            if path.name.startswith(lesson.number) and not _BESIDE.search(path.stem):
                unreadable.append(error)
            continue
        if lesson_number(notebook) == lesson.number:
            (beside if _BESIDE.search(path.stem) else found)[path.name] = (path, notebook)
    if lesson.path.name in found:
        return found[lesson.path.name]
    if not found and unreadable:
        raise unreadable[0]
    found = found or beside  # who went on in the newer edition and removed the older one
    if len(found) > 1:
        names = " and ".join(found)
        raise ValueError(f"lesson {lesson.number}: expected one copy in {folder}, got {names}; move one away")
    return next(iter(found.values()), None)


def _read_patiently(path: Path) -> Notebook:
    """Read a copy; one that is no notebook just now gets a little time, because an editor may be saving it."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return read_notebook(path)
        except NotebookUnreadable:
            with contextlib.suppress(OSError):
                if time.monotonic() < deadline and abs(time.time() - path.stat().st_mtime) < 2 * PATIENCE:
                    time.sleep(0.02)
                    continue
            raise


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
    NotebookUnreadable, ValueError
        As find_copy does.
    """
    with failures_told(folder / lesson.path.name):
        folder.mkdir(parents=True, exist_ok=True)
    return _alone(_start, lesson, folder)


def _start(lesson: Lesson, folder: Path) -> Outcome:
    copy = _find(folder, lesson)
    if copy:
        path = copy[0]
        renamed = "" if path.name == lesson.path.name else f" (the lesson is now called {lesson.name})"
        return Outcome("kept", path, f"your copy {path} is there already and was left alone{renamed}")
    path = folder / lesson.path.name
    if _create(path, _text(student_edition(lesson))):
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
    WriteFailed, NotebookUnreadable, ValueError
    """
    if not folder.is_dir():
        return _none(lesson, folder)
    return _alone(_update, lesson, folder)


def _update(lesson: Lesson, folder: Path) -> Outcome:
    copy = _find(folder, lesson)
    if copy is None:
        return _none(lesson, folder)
    path, notebook = copy
    edition = student_edition(lesson)
    if edition_of(notebook) == fingerprint(edition):
        return Outcome("current", path, f"{path} is up to date")
    why = f"you have worked in {path}, so it was left alone"
    if is_untouched(notebook):
        replaced, said = replace_untouched(path, _text(edition))
        if replaced:
            sentence = f"{path} was still as you got it: replaced by the newer edition"
            return Outcome("replaced", path, "; ".join([sentence, *said]))
        why = "; ".join(said) or why
    beside = files.name_beside(_named_as_lesson(path), f".new-{fingerprint(edition)[:8]}")
    lies = "is now" if _create(beside, _text(edition)) else "still lies"
    sentence = f"{why}; the newer edition {lies} beside it: {beside.name} (to go on there, copy your answers into it)"
    return Outcome("beside", path, sentence)


def _alone(act: Callable[[Lesson, Path], Outcome], lesson: Lesson, folder: Path) -> Outcome:
    """Act as the only command in the folder; the outcome's sentence says too what was put right before."""
    with alone_among(folder) as said:
        try:
            outcome = act(lesson, folder)
        except ValueError:
            for sentence in said:
                print(sentence)
            raise
        return dataclasses.replace(outcome, sentence="; ".join([*said, outcome.sentence]))


def _none(lesson: Lesson, folder: Path) -> Outcome:
    sentence = f"no copy in {folder}: run `rnncourse start {lesson.number}`"
    return Outcome("none", folder / lesson.path.name, sentence)


def _named_as_lesson(path: Path) -> Path:
    return path.with_stem(_BESIDE.sub("", path.stem))


def _create(path: Path, text: str) -> bool:
    """Write a new file, whole or not at all; False when the name is taken, and that file is left alone."""
    with failures_told(path):
        return files.create(path, text)


def _text(notebook: Notebook) -> str:
    import nbformat

    return nbformat.writes(notebook) + "\n"
