"""What is in a zip, without trust in it: sizes are looked at before anything is unpacked.

Only what is stored or deflated is read, as NLTK's zips are. Python unpacks these in pieces of the size that is asked
for, so a small file that claims to be small cannot become a large one in memory.
"""

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_Result = TypeVar("_Result")


def read(path: Path, names: Iterable[str], at_most: int) -> dict[str, bytes]:
    """Name -> content of members of a zip.

    at_most : bytes of all of them together

    Raises
    ------
    zipfile.BadZipFile
        No zip, a damaged one, one without such a member, one with more bytes than `at_most`, an encrypted one.
    OSError
        A file that cannot be read.
    """

    def contents(archive: zipfile.ZipFile) -> dict[str, bytes]:
        members = _members(archive, names)
        _refuse(members.values(), at_most)
        return {name: _content(archive, member) for name, member in members.items()}

    return _with_zip(path, contents)


def size(path: Path, names: Iterable[str]) -> int:
    """The bytes that these members claim to have, all together. Raises as `read` does."""
    return _with_zip(path, lambda archive: sum(member.file_size for member in _members(archive, names).values()))


def check(path: Path, at_most: int) -> None:
    """Unpack every member and compare it with its CRC. Raises as `read` does."""

    def contents(archive: zipfile.ZipFile) -> None:
        _refuse(archive.infolist(), at_most)
        if broken := archive.testzip():
            raise zipfile.BadZipFile(f"{broken} fails its CRC")

    _with_zip(path, contents)


def _with_zip(path: Path, act: Callable[[zipfile.ZipFile], _Result]) -> _Result:
    with open(path, "rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                return act(archive)
        except zipfile.BadZipFile:
            raise
        except Exception as error:  # a damaged zip fails in as many ways as it has fields
            raise zipfile.BadZipFile(f"a damaged zip: {str(error) or type(error).__name__}") from error


def _members(archive: zipfile.ZipFile, names: Iterable[str]) -> dict[str, zipfile.ZipInfo]:
    there = archive.NameToInfo
    for name in names:
        if name not in there:
            raise zipfile.BadZipFile(f"there is no {name} in it")
    return {name: there[name] for name in names}


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as file:
        return file.read(member.file_size + 1)  # without a number Python would unpack all that is packed


def _refuse(members: Iterable[zipfile.ZipInfo], at_most: int) -> None:
    total = 0
    for member in members:
        total += member.file_size
        if total > at_most:
            raise zipfile.BadZipFile(f"it holds more than {at_most:,} bytes unpacked")
        if member.compress_type not in _METHODS:
            raise zipfile.BadZipFile(f"{member.filename} is packed by method {member.compress_type}, not deflated")
