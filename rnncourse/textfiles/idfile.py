"""The ids of a text as a file, so that the text may be larger than memory: written once, read a stretch at a time.

A line of JSON, filled up to HEAD bytes, says of which text, encoding and vocabulary the ids are, how many belong to
training and to validation, and the SHA-256 of all that; then the ids follow as bare numbers of 1, 2 or 4 bytes. They
are read and not mapped into memory: pages of a map count as memory of the process, and a file that is cut short under
a map ends it.
"""

import hashlib
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from rnncourse.errors import CourseError
from rnncourse.files import atomic_file, try_lock
from rnncourse.text import Vocabulary
from rnncourse.textfiles.reading import TextFile
from rnncourse.textfiles.tokens import LEVELS, Encoder

FORMAT = "rnncourse ids, version 1"
HEAD = 4096  # bytes
PARTS = ("training", "validation")
_PIECE = 2**20


class Damaged(CourseError):
    """A file that does not hold the ids that are meant: they are to be made again."""


def digest_of(vocabulary: Vocabulary) -> str:
    """What tells one vocabulary from another."""
    return hashlib.sha256(json.dumps(vocabulary.tokens).encode()).hexdigest()


def write_ids(
    path: str | os.PathLike[str], text: TextFile, cut: int, vocabulary: Vocabulary, level: str, digest: "hashlib._Hash"
) -> None:
    """Turn a text into ids, a piece at a time, and write them to a file in one step.

    cut : the byte behind which validation begins, at the next end of a paragraph or line
    digest : of hashlib; it sees the bytes of the text

    Raises CourseError for what `TextFile.parts` refuses, OSError where the file cannot be written.
    """
    encode, dtype = Encoder(vocabulary, level), _dtype(len(vocabulary))
    sizes, unknown, total = [0, 0], [0, 0], hashlib.sha256()
    with atomic_file(path) as file:
        file.write(b" " * HEAD)
        for part, pieces in itertools.groupby(text.parts(cut, digest), key=lambda piece: piece[0]):
            for piece in LEVELS[level].whole(content for _, content in pieces):
                ids = encode(piece)
                content = ids.astype(dtype).tobytes()
                total.update(content)
                file.write(content)
                sizes[part] += len(ids)
                unknown[part] += int((ids == encode.unknown).sum())
        head = {"format": FORMAT, "source": digest.hexdigest(), "encoding": text.encoding, "level": level, "cut": cut}
        head |= {"vocabulary": digest_of(vocabulary), "bytes": dtype.itemsize}
        head |= {"sizes": sizes, "unknown": unknown}
        head["sha256"] = _sum(head, total.hexdigest())
        file.seek(0)
        file.write(json.dumps(head).encode().ljust(HEAD - 1) + b"\n")


class IdFile:
    """The ids of a text, open for reading; nobody else can open them until they are closed.

    Parameters
    ----------
    path : path of a file that `write_ids` wrote
    expected : what its head has to say

    Attributes
    ----------
    sizes, unknown : how many ids belong to training and to validation, and how many of them are the unknown one

    Raises
    ------
    Damaged
        Another file, one of other ids, or one that is not whole.
    CourseError
        Another process has it open.
    """

    def __init__(self, path: str | os.PathLike[str], **expected: Any) -> None:
        self.path = Path(path)
        try:
            self._file = open(self.path, "rb")
        except OSError as error:
            raise self._damaged(f"none that can be read ({error.strerror})") from None
        try:
            if try_lock(self._file.fileno()) is False:
                raise CourseError(
                    f"{self.path.name}: expected no other `rnncourse train` at work on it, and one is",
                    "wait for it, or give another name with --to",
                )
            self._open(expected)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let others have the file."""
        self._file.close()

    def read(self, part: int, start: int, stop: int) -> np.ndarray:
        """Ids start to stop - 1 of the training (part 0) or of the validation (1): (stop - start,) int64."""
        first = self.sizes[0] * part
        self._file.seek(HEAD + (first + start) * self._dtype.itemsize)
        content = self._file.read((stop - start) * self._dtype.itemsize)
        if len(content) != (stop - start) * self._dtype.itemsize:
            raise self._damaged("one that was cut short while it was read")
        return np.frombuffer(content, self._dtype).astype(np.int64)

    def _open(self, expected: dict[str, Any]) -> None:
        head = self._head()
        for name, value in {"format": FORMAT, **expected}.items():
            if head.get(name) != value:
                raise self._damaged(f"one whose {name} is {head.get(name)!r:.40}")
        try:
            self._dtype = np.dtype(f"<u{int(head['bytes'])}")
            self.sizes, self.unknown = [[int(n) for n in head[name]] for name in ("sizes", "unknown")]
        except (KeyError, TypeError, ValueError, OverflowError):
            raise self._damaged("one with another head") from None
        if len(self.sizes) != 2 or len(self.unknown) != 2 or min(self.sizes + self.unknown) < 0:
            raise self._damaged("one with another head")
        found = hashlib.sha256()
        for piece in self._pieces():
            found.update(piece)
        size = os.fstat(self._file.fileno()).st_size
        if size != HEAD + sum(self.sizes) * self._dtype.itemsize or _sum(head, found.hexdigest()) != head.get("sha256"):
            raise self._damaged("one that is damaged (its checksum does not fit)")

    def _head(self) -> dict[str, Any]:
        try:
            head = json.loads(self._file.read(HEAD))
        except (ValueError, RecursionError):
            raise self._damaged("something else") from None
        except OSError as error:
            raise self._damaged(f"one that cannot be read ({error.strerror})") from None
        if not isinstance(head, dict):
            raise self._damaged("something else")
        return head

    def _pieces(self) -> Iterator[bytes]:
        while piece := self._file.read(_PIECE):
            yield piece

    def _damaged(self, came: str) -> Damaged:
        return Damaged(
            f"{self.path.name}: expected the ids of the text, got {came}", "they are made anew from the text"
        )


def _sum(head: dict[str, Any], of_ids: str) -> str:
    """The checksum of the head, its own entry left out, and of the ids."""
    told = json.dumps({name: value for name, value in head.items() if name != "sha256"}, sort_keys=True)
    return hashlib.sha256(f"{told} {of_ids}".encode()).hexdigest()


def _dtype(vocab_size: int) -> np.dtype:
    """The smallest numbers that can hold the ids."""
    return np.dtype("<u1" if vocab_size <= 2**8 else "<u2" if vocab_size <= 2**16 else "<u4")
