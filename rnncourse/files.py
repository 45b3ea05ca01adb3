"""A file appears under its name whole or not at all, however the process that writes it ends.

Each is written beside its place under a hidden name, brought to the disk, and only then given its name. What a killed
process leaves under a hidden name is removed by the next one that writes the same file: its writer holds a lock on it
that ends with the process, so a file without one is surely nobody's. Where a system has no such locks (Windows, some
network drives) it is nobody's after a day; Windows besides lets no file be removed that is open.
"""

import contextlib
import errno
import os
import re
import secrets
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PATIENCE = 10.0  # seconds to wait for another command that is at work in the same folder
_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}
_TAKEN = {errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}  # what a lock of someone else is told by
_HIDDEN = re.compile(r"\.(?P<name>.+)\.[0-9a-f]{12}\.(?P<ending>[a-z]{3,8})", re.DOTALL)
_LONGEST = 255  # bytes of a name
_DAY = 24 * 60 * 60


class Hidden(NamedTuple):
    """A file under a hidden name: where it lies, the name of the file it belongs to, what it is (`tmp`, ...)."""

    path: Path
    name: str
    ending: str


def atomic_write(path: str | os.PathLike[str], content: bytes | str) -> None:
    """Write a file, or replace the one of that name, in one step; text is stored as UTF-8, line ends as they are.

    Raises OSError where it cannot be written; then the old file is as it was, and nothing is left behind.
    """
    with atomic_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)


@contextlib.contextmanager
def atomic_file(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A binary file to write to, which takes the place of `path` when the block ends without an exception.

    A link is followed and the permissions of a replaced file are kept, as when a file is opened and overwritten.
    """
    place = Path(os.path.realpath(path))
    for hidden in hidden_files(place.parent):
        if hidden.name == _cut(place.name) and hidden.ending == "tmp":
            remove_abandoned(hidden.path)
    with _new_file_beside(place) as (file, temporary):
        yield file
        _close_on_disk(file)
        if place.exists():
            shutil.copymode(place, temporary)
        os.replace(temporary, place)
    names_on_disk(place.parent)


def create(path: str | os.PathLike[str], content: bytes | str) -> bool:
    """Write a new file; False where the name is taken, and then that file is left alone.

    Raises OSError where it cannot be written; then nothing is left behind.
    """
    with written_beside(path, content) as temporary:
        made = give_name(temporary, path)
    names_on_disk(Path(path).parent)
    return made


@contextlib.contextmanager
def written_beside(path: str | os.PathLike[str], content: bytes | str) -> Iterator[Path]:
    """A finished hidden file in the folder of `path`, for the length of the block."""
    with _new_file_beside(Path(path)) as (file, temporary):
        file.write(content.encode() if isinstance(content, str) else content)
        _close_on_disk(file)
        yield temporary


def give_name(temporary: Path, path: str | os.PathLike[str]) -> bool:
    """Give a finished file its name, unless that is taken: then False. It may keep its hidden name besides."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except (OSError, AttributeError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_LINKS:
            raise
        return _take_name(temporary, Path(path))  # a file system without hard links
    return True


def hidden_name(path: Path, ending: str) -> Path:
    """A hidden name in the folder of `path` that no other process takes; `hidden_files` finds it again."""
    return path.with_name(f".{_cut(path.name)}.{secrets.token_hex(6)}.{ending}")


def hidden_files(folder: Path) -> list[Hidden]:
    """What lies under names of `hidden_name` in a folder; none where it cannot be listed."""
    with contextlib.suppress(OSError):
        found = [(name, _HIDDEN.fullmatch(name)) for name in sorted(os.listdir(folder)) if name.startswith(".")]
        return [Hidden(folder / name, match["name"], match["ending"]) for name, match in found if match]
    return []


def name_beside(path: Path, mark: str) -> Path:
    """`mark` put between the stem of a name and its ending, the stem cut where the name would get too long."""
    return path.with_name(_cut(path.stem, len(os.fsencode(mark + path.suffix))) + mark + path.suffix)


def remove_abandoned(path: Path) -> bool:
    """Remove a hidden file that was being written, if its writer is no more; False where it is left."""
    with contextlib.suppress(OSError):
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))
        try:
            held = try_lock(handle) if fcntl else None
            if held or (held is None and time.time() - os.fstat(handle).st_mtime > _DAY):
                if os.name == "nt":  # which removes no file that is open
                    os.close(handle)
                    handle = -1
                os.unlink(path)
                return True
        finally:
            if handle >= 0:
                os.close(handle)
    return False


@contextlib.contextmanager
def alone_in(folder: Path, patience: float = PATIENCE) -> Iterator[bool]:
    """Be the only command at work in a folder for the length of the block; the lock ends with the process.

    -> whether it is sure: False on a drive that has no locks.

    On Linux and macOS the folder itself is locked, and nothing is left in it; on Windows a file `.rnncourse.lock`.

    Raises
    ------
    TimeoutError
        Another command has been at work there for `patience` seconds.
    OSError
        There is no such folder.
    """
    handle = os.open(folder, os.O_RDONLY) if fcntl else os.open(folder / ".rnncourse.lock", os.O_RDWR | os.O_CREAT)
    try:
        deadline = time.monotonic() + patience
        while (held := try_lock(handle)) is False:
            if time.monotonic() > deadline:
                raise TimeoutError(errno.ETIMEDOUT, "another command is at work there", str(folder))
            time.sleep(0.01)
        yield bool(held)
    finally:
        os.close(handle)


def try_lock(handle: int) -> bool | None:
    """Lock an open file or folder until it is closed: True, False where another has, None where there are no locks."""
    try:
        if fcntl:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            os.lseek(handle, 2**30, os.SEEK_SET)  # behind its end, because what is locked cannot be read
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
    except OSError as error:
        return False if error.errno in _TAKEN else None
    return True


def open_for_writing(path: Path) -> bool | None:
    """Whether a program on this machine has a file open and may write to it; None where the system does not tell.

    Linux tells it of a user's own files on local drives: it grants a read lease only on a file that nobody writes to.
    """
    if not hasattr(fcntl, "F_SETLEASE"):
        return None
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except PermissionError:
        return None
    try:
        fcntl.fcntl(handle, fcntl.F_SETSIG, signal.SIGURG)  # its default is to be ignored; that of SIGIO is to kill
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_RDLCK)
        fcntl.fcntl(handle, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    except OSError as error:
        return True if error.errno == errno.EAGAIN else None
    finally:
        os.close(handle)
    return False


def names_on_disk(folder: Path) -> None:
    """Bring names given and taken in a folder to the disk, where the system can."""
    if hasattr(os, "O_DIRECTORY"):
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _take_name(temporary: Path, path: Path) -> bool:
    """Without links: take the name with an empty file, and put the finished one in its place."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
    except FileExistsError:
        return False
    try:
        os.replace(temporary, path)
    except BaseException:
        path.unlink()
        raise
    return True


@contextlib.contextmanager
def _new_file_beside(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    temporary = hidden_name(path, "tmp")
    try:
        with open(temporary, "xb") as file, _held(file):
            if not os.fstat(file.fileno()).st_nlink:
                raise FileNotFoundError(errno.ENOENT, "another command removed it at once", str(temporary))
            try:
                yield file, temporary
            finally:
                temporary.unlink(missing_ok=True)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _held(file: BinaryIO) -> Iterator[None]:
    """Lock a file for the length of the block, also when it is closed in between."""
    if not fcntl:
        yield
        return
    handle = os.dup(file.fileno())
    try:
        with contextlib.suppress(OSError):  # no locks here
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _close_on_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()


def _cut(name: str, room: int = 24) -> str:
    """A name without its last characters where it would be too long with `room` bytes more."""
    return os.fsencode(name)[: _LONGEST - room].decode(errors="ignore") if os.name != "nt" else name[: _LONGEST - room]
