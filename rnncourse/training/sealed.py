"""A file that can tell whether it is whole: a first line with the SHA-256 of the rest, then the rest.

The rest is not looked at before its checksum fits, so that no reader of it ever sees a damaged byte. Beside the file
stands the one before it, under the name with `.previous` behind it.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

from rnncourse.files import atomic_file

VERSION = 3
_HEAD = re.compile(rb"rnncourse training run, version (\d{1,9}), sha256 ([0-9a-f]{64})\n")
_LONGEST_HEAD = 128
_UNSEALED = b"rnncourse training run, version 2"  # torch's own format, with this near its beginning


class NotWhole(ValueError):
    """A file that is damaged or something else: the message says which, `remedy` what to do, or nothing."""

    def __init__(self, found: str, remedy: str = "") -> None:
        super().__init__(found)
        self.remedy = remedy


def write(path: str | os.PathLike[str], body: bytes, *, keep: bool) -> None:
    """Write a file, or replace the one of that name, in one step, after it was read back.

    keep : whether the one that is replaced stays as `previous(path)`; False removes what stands there

    Raises OSError where it cannot be written, or reads back otherwise; then the old file is as it was.
    """
    put(path, _sealed(body), read, keep=keep)


def put(path: str | os.PathLike[str], content: bytes, check: Callable[[str], object], *, keep: bool) -> None:
    """As `write`, for a file of any form that can tell whether it is whole.

    check : reads the file of that name; raises NotWhole where it is damaged
    """
    place, before = Path(os.path.realpath(path)), previous(path)
    with atomic_file(place) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        try:
            check(file.name)
        except NotWhole as error:
            raise OSError(errno.EIO, f"the disk does not give back what was written ({error})", str(place)) from None
        before.unlink(missing_ok=True)
        if keep and place.exists():
            _second_name(place, before)


def read(path: str | os.PathLike[str]) -> bytes:
    """What was written to `path`; raises NotWhole where that cannot be had."""
    check_file(path)
    try:
        with open(path, "rb") as file:
            start = file.read(_LONGEST_HEAD)
            head = _HEAD.match(start)
            if not head:
                raise _foreign(start + file.read(4096))
            if int(head[1]) != VERSION:
                raise NotWhole(
                    f"one of version {int(head[1])} and not {VERSION}", "read it with the course that wrote it"
                )
            body = start[head.end() :] + file.read()
    except OSError as error:
        raise NotWhole(f"one that cannot be read ({error.strerror})") from None
    if _sum(body) != head[2]:
        raise NotWhole("one that is damaged (its checksum does not fit)")
    return body


def check_file(path: str | os.PathLike[str]) -> None:
    """Raise NotWhole where `path` names what is no file: a pipe would be waited for."""
    try:
        if not Path(path).is_file() and Path(path).exists():
            raise NotWhole("a folder or a device")
    except OSError as error:
        raise NotWhole(f"one that cannot be read ({error.strerror})") from None


def previous(path: str | os.PathLike[str]) -> Path:
    """Where the file before this one is kept."""
    place = Path(os.path.realpath(path))
    return place.with_name(f"{place.name}.previous")


def _sealed(body: bytes) -> bytes:
    return b"rnncourse training run, version %d, sha256 %s\n" % (VERSION, _sum(body)) + body


def _sum(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest().encode()


def _foreign(start: bytes) -> NotWhole:
    if _UNSEALED in start:
        return NotWhole(
            "one of version 2, which holds no checksum, so nobody can tell whether it is whole",
            "finish that run with the version of the course that wrote it",
        )
    return NotWhole("an empty one" if not start else "something else")


def _second_name(place: Path, before: Path) -> None:
    """Let `before` be what stands at `place`: a link, or a copy where the file system has no links."""
    with contextlib.suppress(OSError, AttributeError, NotImplementedError):
        os.link(place, before)
        return
    try:
        shutil.copyfile(place, before)
    except BaseException:
        before.unlink(missing_ok=True)
        raise
