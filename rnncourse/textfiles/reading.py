"""A text file of any size, read piece by piece: decoded, its line ends made one, what is no text refused."""

import codecs
import hashlib
import io
import os
from collections.abc import Iterator
from pathlib import Path

from rnncourse.errors import CourseError

CHUNK = 2**20  # bytes that are read at a time
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
NEAR = 2**16  # characters in which the end of a paragraph, or of a line, is looked for where the text is divided


class TextFile:
    """A text file: its place and its encoding, looked at before anything else is done with it.

    Parameters
    ----------
    path : path of a file
    encoding : a name of Python's, such as "utf-8" or "latin-1"

    Attributes
    ----------
    name : str, as it was given
    size : int, in bytes
    modified : int, in nanoseconds, as the system has it

    Raises
    ------
    CourseError
        No file, a folder, an empty one, one that may not be read, an unknown encoding.
    """

    def __init__(self, path: str | os.PathLike[str], encoding: str = "utf-8") -> None:
        self.path, self.name = Path(path), str(path)
        self.encoding = _encoding(encoding)
        try:
            if self.path.is_dir():
                raise self._error(
                    "a text file", "a folder", "give one of the files in it, or join them: cat DIR/* > all.txt"
                )
            if self.path.exists() and not self.path.is_file():
                raise self._error(
                    "a text file", "a device or a pipe, which can be read once only", "write it to a file first"
                )
            with open(self.path, "rb") as file:
                status, start = os.fstat(file.fileno()), file.read(4)
        except OSError as error:
            raise self._error("a text file", f"none that can be read ({error.strerror})") from None
        except ValueError as error:
            if isinstance(error, CourseError):
                raise
            raise self._error("the name of a text file", str(error)) from None
        self.size, self.modified = status.st_size, status.st_mtime_ns
        if not self.size:
            raise self._error("a text", "an empty file")
        for mark, encoding in MARKS.items():
            if start.startswith(mark) and not self.encoding.startswith((encoding, "utf-32")):
                raise self._error(
                    f"{self.encoding}, as --encoding says",
                    f"a file that begins with the mark of {encoding}",
                    f"--encoding {encoding}",
                )

    def texts(self, digest: "hashlib._Hash | None" = None) -> Iterator[str]:
        """The text in pieces, in order; a byte order mark at its beginning is left out, and every line ends in \\n.

        digest : of hashlib, which sees the bytes

        Raises CourseError for bytes that the encoding does not have, and for a zero byte, which no text holds.
        """
        return (text for _, text in self.parts(self.size, digest))

    def parts(self, cut: int, digest: "hashlib._Hash | None" = None) -> Iterator[tuple[int, str]]:
        """As `texts`, in two parts: each piece with 0, and with 1 from the first end of a paragraph behind `cut`.

        Where no paragraph ends near, it is the end of a line; where no line ends near, the place itself.
        """
        kept: str | None = ""  # what was read behind the cut before it was decided where to divide
        for position, text in self._decoded(cut, digest):
            if position <= cut:
                yield 0, text
            elif kept is None:
                yield 1, text
            else:
                kept += text
                if len(kept) >= NEAR:
                    yield from _divided(kept)
                    kept = None
        if kept:
            yield from _divided(kept)

    def _decoded(self, cut: int, digest: "hashlib._Hash | None") -> Iterator[tuple[int, str]]:
        """Decoded pieces, each with how many bytes have been read by its end; one of them ends at `cut`."""
        decoder = codecs.getincrementaldecoder(self.encoding)()
        lines = io.IncrementalNewlineDecoder(None, translate=True)
        position, first = 0, True
        try:
            with open(self.path, "rb") as file:
                while True:
                    content = file.read(min(CHUNK, cut - position) if position < cut else CHUNK)
                    if digest is not None:
                        digest.update(content)
                    waiting = len(decoder.getstate()[0])
                    try:
                        text = decoder.decode(content, not content)
                    except UnicodeDecodeError as error:
                        raise self._undecodable(error, position - waiting) from None
                    except UnicodeError as error:
                        raise self._error(f"text in {self.encoding}", f"{error} behind byte {position}") from None
                    if first and text:
                        text, first = text.removeprefix("\ufeff"), False
                    self._check(text, position)
                    position += len(content)
                    text = lines.decode(text, not content)
                    if text:
                        yield position, text
                    if not content:
                        return
        except OSError as error:
            raise self._error("a text file", f"one that cannot be read on ({error.strerror})") from None

    def _check(self, text: str, position: int) -> None:
        if "\0" in text:
            raise self._error(
                "a text",
                f"a zero byte behind byte {position}",
                "is it a text at all, or one in another --encoding, such as utf-16?",
            )
        try:
            text.encode("utf-32-le")
        except UnicodeEncodeError:
            raise self._error(
                "a text", f"half a character (a surrogate) behind byte {position}", "give its --encoding"
            ) from None

    def _undecodable(self, error: UnicodeDecodeError, begin: int) -> CourseError:
        came = f"the byte 0x{error.object[error.start]:02x} at offset {begin + error.start}"
        remedy = (
            "--encoding latin-1 and cp1252 are those of older files of Western Europe, gb18030 of Chinese ones"
            if self.encoding == "utf-8"
            else "give another --encoding"
        )
        return self._error(f"text in {self.encoding}", f"{came} ({error.reason})", remedy)

    def _error(self, expected: str, came: str, remedy: str = "give another file") -> CourseError:
        return CourseError(f"{self.name}: expected {expected}, got {came}", remedy)


def _encoding(name: str) -> str:
    """The encoding under the name that Python has for it; CourseError for what is none of text."""
    try:
        found = codecs.lookup(name)
        "a".encode(found.name)  # an encoding of something else than text says so
        codecs.getincrementaldecoder(found.name)()
    except (LookupError, ValueError, TypeError, AttributeError):
        raise CourseError(
            f"--encoding: expected the name of an encoding, got {name!r:.40}",
            "utf-8, utf-16, latin-1 and cp1252 are some",
        ) from None
    return found.name


def _divided(text: str) -> Iterator[tuple[int, str]]:
    """The text in two: up to its first blank line, else up to its first line end, else all in the second part."""
    marks = [mark for mark in ("\n\n", "\n") if mark in text[:NEAR]]
    at = text.index(marks[0]) + len(marks[0]) if marks else 0
    if at:
        yield 0, text[:at]
    if text[at:]:
        yield 1, text[at:]
