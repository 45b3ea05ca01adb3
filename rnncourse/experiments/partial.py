"""The finished runs of a study that is not finished: NAME.partial.jsonl, a line for each, on the disk before the next.

The first line says which experiment the runs belong to. A line that was being written when the machine stopped is the
last one and has no line break: it is dropped. One command at a time has the file, as long as that command lasts.
"""

import contextlib
import io
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from rnncourse import files
from rnncourse.experiments.record import Record, command_for, failures_told, row_from
from rnncourse.experiments.study import Row, key


class Partial:
    """Finished runs, by their settings.

    path : of the file
    head : what the runs belong to: study, fingerprint, versions
    """

    def __init__(self, path: Path, head: dict[str, Any]) -> None:
        self.path, self.head = path, head
        self.rows: dict[str, Row] = {}
        self._command = command_for(head["study"])
        self._file: io.FileIO | None = None  # from `begin` to `close`
        self._size = 0  # bytes of whole lines

    def begin(self, *, resume: bool, record: Record | None = None) -> str:
        """Read what there is, or make the file -> a sentence about what was found, or nothing.

        record : of the same study; runs that it holds are no reason to ask for `resume`

        Raises
        ------
        ValueError
            There are finished runs and `resume` is not asked for; or they are of another experiment; or the file is
            damaged, cannot be written, or is another command's.
        """
        file = self._file = self._open()
        try:
            with self._failures_told():
                return self._begin(file, resume, record)
        except BaseException:
            self.close()
            raise

    def _begin(self, file: io.FileIO, resume: bool, record: Record | None) -> str:
        lines, whole, found = self._lines(file)
        if len(lines) < 2 or (not resume and record and self._is_recorded(lines, record)):
            self._size = 0
            self._write(file, _line(self.head))
            files.names_on_disk(self.path.parent)
            return ""
        if not resume:
            raise ValueError(
                f"{self.path}: {len(lines) - 1} finished runs; go on from them with `{self._command} --resume`, "
                "or delete the file to begin again"
            )
        for part, what in (("fingerprint", "of the experiment"), ("versions", "made with")):
            expected, got = self.head[part], lines[0].get(part)
            if got != expected:
                raise ValueError(
                    f"{self.path}: expected runs {what} {expected}, got {got!a:.200}; delete the file to begin again"
                )
        self.rows = {key(line["settings"]): Row(**line) for line in lines[1:]}
        self._size = whole
        cut = "; one was being written when the study was stopped, and is made again" if found > whole else ""
        return f"going on from {len(self.rows)} finished runs{cut}"

    def append(self, row: Row) -> None:
        """Keep a finished run; when this returns it is on the disk.

        Raises
        ------
        ValueError
            It cannot be written; the runs before it are kept.
        """
        if self._file is None:
            raise ValueError(f"{self.path}: expected `begin` before `append`")
        with self._failures_told():
            self._write(self._file, _line(row._asdict()))
        self.rows[key(row.settings)] = row

    def remove(self) -> None:
        """The study is finished: its record takes the place of this file."""
        if os.name == "nt":  # which removes no file that is open
            self.close()
        self.path.unlink(missing_ok=True)
        self.close()

    def close(self) -> None:
        """Leave the file to other commands."""
        with contextlib.suppress(OSError):  # what was to be kept has been brought to the disk
            if self._file:
                self._file.close()

    def _open(self) -> io.FileIO:
        """The file, which is this command's until it is closed."""
        while True:
            with self._failures_told():
                file = open(self.path, "a+b", buffering=0)
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    file.close()
                    raise OSError("it is no regular file")
            if files.try_lock(file.fileno()) is False:
                file.close()
                raise ValueError(f"{self.path}: expected no other `{self._command}` at work, and one is; wait for it")
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(file.fileno()), os.stat(self.path)):
                    return file
            file.close()  # another command has just finished the study, and removed it

    def _write(self, file: io.FileIO, content: bytes) -> None:
        """Put a line behind the whole ones, in the place of one that was cut short."""
        file.truncate(self._size)
        rest = content
        while rest:
            rest = rest[file.write(rest) :]
        os.fsync(file.fileno())
        self._size += len(content)

    def _lines(self, file: io.FileIO) -> tuple[list[dict[str, Any]], int, int]:
        """The whole lines, how many bytes they take, and how many there are."""
        file.seek(0)
        content = file.readall()
        whole = content[: content.rfind(b"\n") + 1]
        try:
            lines = [json.loads(line) for line in whole.splitlines()]
            rows = [row_from(line) for line in lines[1:]]
            if all(isinstance(line, dict) for line in lines[:1]) and [row._asdict() for row in rows] == lines[1:]:
                return lines, len(whole), len(content)
        except (ValueError, TypeError, KeyError, RecursionError):
            pass
        raise ValueError(f"{self.path}: expected one run a line, got something else; delete the file to begin again")

    def _is_recorded(self, lines: list[dict[str, Any]], record: Record) -> bool:
        return record.fingerprint == lines[0].get("fingerprint") and all(
            Row(**line) in record.rows for line in lines[1:]
        )

    @contextlib.contextmanager
    def _failures_told(self) -> Iterator[None]:
        with failures_told(self.path, f"finished runs are kept: see to it, then go on with `{self._command} --resume`"):
            yield


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"
