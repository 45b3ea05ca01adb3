"""Replacing a learner's copy, which an editor may be writing to at any moment, and putting right what was broken off.

The copy is set aside under a hidden name and looked at there, the new file gets the name, and the old one is removed
when that is sure to lose nothing. Where it stops in between, the next command finds `.NAME.….aside`:

    the name is free        the copy gets it back
    the name is taken       an untouched copy is removed, an edited one becomes NAME.kept-….ipynb

An editor may keep the old file open and save into it later. Where the system tells that it is open, it is not replaced;
where it does not, the old file stays hidden as `.NAME.….old` for a week, and the next command that finds something new
in it makes it NAME.kept-….ipynb. All this is done by one command at a time in a folder.
"""

import contextlib
import errno
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from rnncourse import files
from rnncourse.course.editions import is_untouched
from rnncourse.course.lessons import NotebookUnreadable, read_notebook
from rnncourse.errors import CourseError

_HOUR = 60 * 60
_WEEK = 7 * 24 * _HOUR
_ENDINGS = ("aside", "old", "tmp")
_BACK = "{}: a command was stopped that had set your copy aside; it is back, as you left it"
_AGAIN = "then run the command again"
_REMEDIES = (
    ({errno.ENOSPC, errno.EDQUOT, errno.EFBIG}, f"free some space or choose another folder, {_AGAIN}"),
    (
        {errno.EROFS, errno.EACCES, errno.EPERM},
        "you may not write there, or another program holds the file: close it there, change the permissions or choose "
        f"another folder, {_AGAIN}",
    ),
    ({errno.ENAMETOOLONG}, f"its name is too long for this disk: give the file or the folder a shorter one, {_AGAIN}"),
    ({errno.EEXIST, errno.ENOTDIR}, f"a file lies where a folder is needed: move it away or choose another, {_AGAIN}"),
)


class WriteFailed(CourseError):
    """A file could not be written: no space, no permission."""


@contextlib.contextmanager
def failures_told(path: Path) -> Iterator[None]:
    """Turn an OSError of the block into WriteFailed, with the remedy that fits."""
    try:
        yield
    except OSError as error:
        remedy = next((remedy for numbers, remedy in _REMEDIES if error.errno in numbers), _AGAIN.removeprefix("then "))
        problem = f"{path}: could not be written ({error.strerror or error}); nothing of yours is lost"
        raise WriteFailed(problem, remedy) from error


@contextlib.contextmanager
def alone_among(folder: Path) -> Iterator[list[str]]:
    """Be the only command at work on the copies of a folder, after putting right what earlier ones left.

    -> sentences for the learner: what was put right.

    Raises
    ------
    CourseError
        Another command is at work there and does not end.
    WriteFailed
        What was left could not be put right; it is still there.
    """
    with contextlib.ExitStack() as stack:
        sure = True
        for place in _folders(folder):
            try:
                sure &= stack.enter_context(files.alone_in(place))
            except TimeoutError as error:
                problem = f"{folder}: expected no other rnncourse command at work there, and one is"
                raise CourseError(problem, f"wait until it has ended, {_AGAIN}") from error
            except OSError:  # a folder that cannot be opened
                sure = False
        said = []
        for hidden in leftovers(folder):
            with failures_told(_named(hidden)), contextlib.suppress(FileNotFoundError):
                said += _settle(hidden, sure or time.time() - os.lstat(hidden.path).st_ctime > _HOUR)
        yield said


def leftovers(folder: Path) -> list[files.Hidden]:
    """What commands have left under hidden names, for the copies in a folder and for those its links lead to."""
    here, *others = _folders(folder)
    linked = {os.path.realpath(path) for path in folder.glob("*.ipynb") if path.is_symlink()}
    found = files.hidden_files(here)
    found += [h for other in others for h in files.hidden_files(other) if str(_named(h)) in linked]
    return [hidden for hidden in found if hidden.ending in _ENDINGS]


def replace_untouched(path: Path, text: str) -> tuple[bool, list[str]]:
    """Replace a copy whose sources are its edition's, unless it turns out to be edited, or open in an editor.

    Parameters
    ----------
    path : Path
        The copy; a link is followed, permissions are kept.
    text : str
        The newer edition.

    Returns
    -------
    (bool, list of str)
        Whether the newer edition has the name now, and sentences for the learner.

    Raises
    ------
    WriteFailed
        The copy is as it was, or is set aside: then the next command gives it its name back.
    """
    place = Path(os.path.realpath(path))
    aside = files.Hidden(files.hidden_name(place, "aside"), place.name, "aside")
    with failures_told(path), files.written_beside(place, text) as temporary:
        shutil.copymode(place, temporary)
        os.rename(place, aside.path)
        replaced, said = False, []
        try:
            if files.open_for_writing(aside.path):
                said = [f"{path} is open in another program, so it was left alone"]
            elif _still_untouched(aside.path):
                replaced = files.give_name(temporary, place)
                files.names_on_disk(place.parent)
        finally:
            put_right = _settle(aside)
        return replaced, said + [sentence for sentence in put_right if sentence != _BACK.format(place)]


def _settle(hidden: files.Hidden, sure: bool = True) -> list[str]:
    """Put right one thing that was left: give it a name, or remove it when that loses nothing.

    sure : no other command is at work on it; else a copy may get its name back, and nothing is removed
    """
    path, named = hidden.path, _named(hidden)
    if hidden.ending == "aside" and _give_back(path, named):
        return [_BACK.format(named)]
    if not sure:
        return []
    if hidden.ending == "tmp":
        if _is_reserved(named) and _still_untouched(path):
            os.replace(path, named)
            return [f"{named}: a command was stopped while it made this file; it is whole now"]
        files.remove_abandoned(path)
        return []
    is_open = files.open_for_writing(path)
    if not _still_untouched(path) or (hidden.ending == "aside" and not os.path.exists(named)):
        kept = files.name_beside(named, f".kept-{secrets.token_hex(4)}")
        os.rename(path, kept)
        return [f"{named.name} was replaced by another file; what had been saved in it is kept in {kept}"]
    if is_open is False or (is_open is None and time.time() - os.lstat(path).st_ctime > _WEEK):
        path.unlink()
    elif hidden.ending != "old":
        os.rename(path, path.with_suffix(".old"))
    return []


def _give_back(aside: Path, named: Path) -> bool:
    """Give a copy that was set aside its name back, where that is free; False where it is not."""
    if _is_reserved(named):
        os.replace(aside, named)
    elif not files.give_name(aside, named) and not (os.path.exists(named) and os.path.samefile(aside, named)):
        return False
    files.names_on_disk(named.parent)
    aside.unlink(missing_ok=True)
    return True


def _is_reserved(path: Path) -> bool:
    """Whether a name is taken by nothing but an empty file, as where there are no links (see files.give_name)."""
    with contextlib.suppress(OSError):
        return os.lstat(path).st_size == 0 and path.is_file() and files.open_for_writing(path) is False
    return False


def _named(hidden: files.Hidden) -> Path:
    """The copy that a hidden file belongs to; a name that was cut gets its ending back."""
    stem, ending = os.path.splitext(hidden.name)
    whole = stem if ".ipynb".startswith(ending) else hidden.name
    return hidden.path.with_name(hidden.name if ending == ".ipynb" else f"{whole}.ipynb")


def _folders(folder: Path) -> list[Path]:
    """The folder itself, and those in which its links lie that are copies."""
    linked = {os.path.dirname(os.path.realpath(path)) for path in folder.glob("*.ipynb") if path.is_symlink()}
    here = os.path.realpath(folder)
    return [Path(here), *(Path(other) for other in sorted(linked - {here}) if os.path.isdir(other))]


def _still_untouched(path: Path) -> bool:
    with contextlib.suppress(NotebookUnreadable, FileNotFoundError):
        return is_untouched(read_notebook(path))
    return False
