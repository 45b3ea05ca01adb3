"""Confirm a record whose experiment's source has changed and whose figures should not have: run a part of it again.

A module that an experiment imports may get a check or another function, and then the record's fingerprint no longer
fits. The same settings give the same figures in any process, so one run of each arm tells whether the change was one
of the source alone. Only where all of these agree to the last digit kept is the record stamped anew.
"""

import json
import sys
from pathlib import Path

from rnncourse.experiments.record import Record, command_for, load_record, provenance, verdicts, write_record
from rnncourse.experiments.runner import run_settings
from rnncourse.experiments.study import Row, Rows, Settings, Study, key


def confirm(study: Study, folder: Path, *, jobs: int = 1, bar: bool = False) -> tuple[Record, int]:
    """Run one run of each arm again and stamp the record anew -> the record, and how many runs were tried.

    An arm is what differs in more than its seed and its rate. The plan has to ask for the same runs in the same order;
    versions have to be the same.

    Raises
    ------
    ValueError
        The record is missing or damaged, of other versions, or of another plan; or a figure differs: then it has to be
        made anew.
    """
    record, made_of = load_record(study.name, folder), provenance(study.module, study.packages)
    anew = f"make the record anew with `{command_for(study.name)}`"
    if record.versions != made_of["versions"]:
        raise ValueError(f"{study.name}: expected runs of {made_of['versions']}, got {record.versions}; {anew}")
    if planned(study, record.rows) != list(record.rows):
        raise ValueError(f"{study.name}: expected the runs that the plan asks for, got others; {anew}")
    chosen = one_of_each_arm(record.rows)
    found = run_settings(study, [row.settings for row in chosen], jobs=jobs, bar=bar)
    for row, figures in zip(chosen, found, strict=True):
        if figures != row.figures:
            print(f"{study.name}: {row.settings}: recorded {row.figures}, now {figures}", file=sys.stderr)
            raise ValueError(f"{study.name}: expected the figures recorded for {row.settings}, got others; {anew}")
    confirmed = Record(study.name, study.question, **made_of, claims=verdicts(study, record.rows), rows=record.rows)
    write_record(confirmed, folder)
    return confirmed, len(chosen)


def planned(study: Study, recorded: Rows) -> list[Row] | None:
    """The recorded runs in the order in which the plan asks for them; None where it asks for one that is not there."""
    made, rows = {key(row.settings): row for row in recorded}, Rows()
    while todo := study.plan(rows):
        if any(key(settings) not in made for settings in todo):
            return None
        rows = Rows([*rows, *(made[key(settings)] for settings in todo)])
    return list(rows)


def one_of_each_arm(rows: Rows) -> list[Row]:
    """For each settings but seed and rate, the run with the median time: neither the luckiest nor the longest."""
    arms: dict[str, list[Row]] = {}
    for row in rows:
        arms.setdefault(_arm(row.settings), []).append(row)
    return [sorted(runs, key=lambda row: row.seconds)[(len(runs) - 1) // 2] for runs in arms.values()]


def _arm(settings: Settings) -> str:
    return json.dumps({name: value for name, value in settings.items() if name not in ("seed", "rate")}, sort_keys=True)
