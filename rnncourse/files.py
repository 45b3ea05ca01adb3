"""A file appears under its name whole or not at all, however the process that writes it ends.

Each is written beside its place under a hidden name, brought to the disk, and only then given its name.
"""

import contextlib
import errno
import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_NO_LINKS = {errno.EPERM, errno.EACCES, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK}


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
    with _new_file_beside(place) as (file, temporary):
        yield file
        _close_on_disk(file)
        if place.exists():
            shutil.copymode(place, temporary)
        os.replace(temporary, place)


def create(path: str | os.PathLike[str], content: bytes | str) -> bool:
    """Write a new file; False where the name is taken, and then that file is left alone.

    Raises OSError where it cannot be written; then nothing is left behind.
    """
    with written_beside(path, content) as temporary:
        return give_name(temporary, path)


@contextlib.contextmanager
def written_beside(path: str | os.PathLike[str], content: bytes | str) -> Iterator[Path]:
    """A finished hidden file in the folder of `path`, for the length of the block."""
    with _new_file_beside(Path(path)) as (file, temporary):
        file.write(content.encode() if isinstance(content, str) else content)
        _close_on_disk(file)
        yield temporary


def give_name(temporary: Path, path: str | os.PathLike[str]) -> bool:
    """Give a finished file its name, unless that is taken: then False. `temporary` stays, to be removed."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        return False
    except (OSError, AttributeError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_LINKS:
            raise
        return _copy_to_new(temporary, Path(path))  # a file system without hard links
    return True


def hidden_name(path: Path, ending: str) -> Path:
    """A hidden name in the folder of `path` that no other process takes."""
    # Cut, because a name may be as long as the file system allows.
    return path.with_name(f".{path.name[:32]}.{secrets.token_hex(6)}.{ending}")


def _copy_to_new(temporary: Path, path: Path) -> bool:
    try:
        file = open(path, "xb")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(temporary.read_bytes())
            _close_on_disk(file)
    except BaseException:
        path.unlink()
        raise
    return True


@contextlib.contextmanager
def _new_file_beside(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    temporary = hidden_name(path, "tmp")
    try:
        with open(temporary, "xb") as file:
            yield file, temporary
    finally:
        temporary.unlink(missing_ok=True)


def _close_on_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
    file.close()
