"""The record of a study: results/NAME.json, with every run's settings, figures and seconds, and all versions.

    record = load_record("copying")
    record.figures("right", model="LSTM, bias 5", delay=40)     # (5,): one number a seed

A figure drawn from a record says so; `record.source` is the sentence.
"""

import contextlib
import importlib.metadata
import json
import platform
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from rnncourse.datasets.paths import course_folder
from rnncourse.experiments.fingerprint import fingerprint
from rnncourse.experiments.study import Row, Rows, Study, check_name
from rnncourse.files import atomic_write


@dataclass(frozen=True)
class Record:
    """A study's runs and what is claimed of them, as they were written."""

    study: str
    question: str
    versions: dict[str, str]  # of Python, NumPy and whatever else the figures depend on
    fingerprint: str  # of the experiment's source; see `fingerprint.fingerprint`
    claims: dict[str, bool]
    rows: Rows

    def figures(self, figure: str, **settings: Any) -> np.ndarray:
        """One figure of each run with these settings, in the order of the runs; see `Rows.figures`."""
        return self.rows.figures(figure, **settings)

    def values(self, setting: str, **settings: Any) -> list[Any]:
        """The values that a setting takes in the runs with these settings; see `Rows.values`."""
        return self.rows.values(setting, **settings)

    @property
    def source(self) -> str:
        """Where the figures come from and how they are made anew: what a figure drawn from them says."""
        return f"from results/{self.study}.json; made by `{command_for(self.study)}`"


def load_record(name: str, folder: Path | None = None) -> Record:
    """The record of a study, from results/ of the course or from another folder.

    Raises
    ------
    ValueError
        There is no study of that name; or its record is missing or damaged: then the message has the command that
        makes it.
    """
    check_name(name)
    path = record_path(name, folder)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        rows = Rows(row_from(row) for row in content.pop("rows"))
        record = Record(**content, rows=rows)
        if record.study != name or not all(isinstance(part, dict) for part in (record.claims, record.versions)):
            raise ValueError("its parts")
        return record
    except (FileNotFoundError, NotADirectoryError):
        problem = "found no such file"
    except OSError as error:
        problem = f"could not read it ({error.strerror})"
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        problem = "found something else"
    raise ValueError(
        f"{path}: expected the record of the study {name!r}, {problem}; make it with `{command_for(name)}`"
    )


def write_record(record: Record, folder: Path) -> Path:
    """Write a record as NAME.json into a folder, whole or not at all, a line for each run.

    Raises
    ------
    ValueError
        It cannot be written; then the record before it is as it was.
    """
    head = {
        "study": record.study,
        "question": record.question,
        "versions": record.versions,
        "fingerprint": record.fingerprint,
        "claims": record.claims,
    }
    lines = ",\n".join("  " + json.dumps(row._asdict(), ensure_ascii=False) for row in record.rows)
    text = json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}") + f',\n "rows": [\n{lines}\n ]\n}}\n'
    path = record_path(record.study, folder)
    with failures_told(path, f"see to it, then go on with `{command_for(record.study)} --resume`"):
        atomic_write(path, text)
    return path


@contextlib.contextmanager
def failures_told(path: Path, remedy: str) -> Iterator[None]:
    """Turn an OSError of the block into a ValueError with the remedy."""
    try:
        yield
    except OSError as error:
        raise ValueError(f"{path}: could not be written ({error.strerror or error}); {remedy}") from error


def record_path(name: str, folder: Path | None = None) -> Path:
    """Where the record of a study lies."""
    return (folder or course_folder("results")) / f"{name}.json"


def command_for(name: str) -> str:
    """The command that makes a record."""
    return f"rnncourse study {name}"


def provenance(module: str, packages: tuple[str, ...]) -> dict[str, Any]:
    """What figures depend on besides their settings: {"fingerprint": ..., "versions": {...}}."""
    versions = {"python": platform.python_version()}
    versions |= {name: importlib.metadata.version(name) for name in ("numpy", *packages)}
    return {"fingerprint": fingerprint(module), "versions": versions}


def verdicts(study: Study, rows: Rows) -> dict[str, bool]:
    """What the study claims of its rows, and whether it holds."""
    return {sentence: bool(holds) for sentence, holds in study.claims(rows).items()}


def state_of(study: Study, folder: Path | None = None) -> tuple[str, Record | None]:
    """The state of a study's record, and the record if it can be read.

    The state is "none", "damaged", "stale" (the experiment has changed since) or "current".
    """
    if not record_path(study.name, folder).exists():
        return "none", None
    try:
        record = load_record(study.name, folder)
    except ValueError:
        return "damaged", None
    return "current" if record.fingerprint == fingerprint(study.module) else "stale", record


def row_from(row: Mapping[str, Any]) -> Row:
    """A run as it was written; ValueError, TypeError or KeyError for anything else."""
    settings, figures, seconds = row["settings"], row["figures"], row["seconds"]
    if not (isinstance(settings, dict) and isinstance(figures, dict) and isinstance(seconds, int | float)):
        raise ValueError("a row")
    return Row(settings, figures, seconds)
