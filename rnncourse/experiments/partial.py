"""The finished runs of a study that is not finished: NAME.partial.jsonl, a line for each, on the disk before the next.

The first line says which experiment the runs belong to. A line that was being written when the machine stopped is the
last one and has no line break: it is dropped.
"""

import json
import os
from pathlib import Path
from typing import Any

from rnncourse.experiments.record import command_for
from rnncourse.experiments.study import Row, key


class Partial:
    """Finished runs, by their settings.

    path : of the file
    head : what the runs belong to: study, fingerprint, versions
    """

    def __init__(self, path: Path, head: dict[str, Any]) -> None:
        self.path, self.head = path, head
        self.rows: dict[str, Row] = {}

    def begin(self, *, resume: bool) -> None:
        """Read what there is, or make the file.

        Raises
        ------
        ValueError
            There are finished runs and `resume` is not asked for; or they are of another experiment; or the file is
            damaged.
        """
        lines, size = self._lines()
        if len(lines) < 2:  # no finished run
            self.path.write_bytes(_line(self.head))
            return
        if not resume:
            raise ValueError(
                f"{self.path}: {len(lines) - 1} finished runs; go on from them with "
                f"`{command_for(self.head['study'])} --resume`, or delete the file to begin again"
            )
        for part, what in (("fingerprint", "of the experiment"), ("versions", "made with")):
            expected, got = self.head[part], lines[0].get(part)
            if got != expected:
                raise ValueError(
                    f"{self.path}: expected runs {what} {expected}, got {got!a:.200}; delete the file to begin again"
                )
        self.rows = {key(line["settings"]): Row(**line) for line in lines[1:]}
        os.truncate(self.path, size)

    def append(self, row: Row) -> None:
        """Keep a finished run; when this returns it is on the disk."""
        self.rows[key(row.settings)] = row
        with open(self.path, "ab") as file:
            file.write(_line(row._asdict()))
            file.flush()
            os.fsync(file.fileno())

    def remove(self) -> None:
        """The study is finished: its record takes the place of this file."""
        self.path.unlink(missing_ok=True)

    def _lines(self) -> tuple[list[dict[str, Any]], int]:
        """The whole lines, and how many bytes they take."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return [], 0
        whole = content[: content.rfind(b"\n") + 1]
        try:
            lines = [json.loads(line) for line in whole.splitlines()]
            if all(isinstance(line, dict) for line in lines) and all(map(_is_row, lines[1:])):
                return lines, len(whole)
        except (ValueError, RecursionError):
            pass
        raise ValueError(f"{self.path}: expected one run a line, got something else; delete the file to begin again")


def _is_row(line: dict[str, Any]) -> bool:
    kinds = {"settings": dict, "figures": dict, "seconds": int | float}
    return set(line) == set(Row._fields) and all(isinstance(line[name], kind) for name, kind in kinds.items())


def _line(content: dict[str, Any]) -> bytes:
    return json.dumps(content, ensure_ascii=False).encode() + b"\n"
