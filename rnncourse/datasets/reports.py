"""Short reports with headlines, each with a list of its facts: to write headlines, and to count what they invent."""

import re
from typing import NamedTuple

from rnncourse.datasets import paths
from rnncourse.datasets.entries import registry
from rnncourse.datasets.texts import check_split, shipped_text

FACTS = ("who", "what", "where", "when", "many", "names")

_HEADING = re.compile(r"^== (.+) == ([a-z]+) == (\d+)$", re.MULTILINE)
_HELD_OUT = {9: "valid", 0: "test"}  # the last digit of a group's number


class Report(NamedTuple):
    """One report: its headline, its text, what is true in it, what kind of report it is, and its group.

    facts : who, what, where, when, how many, and names that are none of these -> phrases as they stand in the text,
        with a space for a line's end. The first "what" is the main one. A headline's names and numbers are facts.
    group : reports of one event, or of one after another of the same matter, have the same number.
    """

    headline: str
    text: str
    facts: dict[str, tuple[str, ...]]
    kind: str
    group: int


def load_reports(split: str | None = None) -> list[Report]:
    """The reports of data/reports.txt one by one (see data/reports.md).

    Groups are split whole: of each ten numbers, the ninth is for validation and the tenth for testing.

    Parameters
    ----------
    split : "train", "valid", "test", or None for all of them

    Returns
    -------
    list of Report
        In the order of the file. In a text, "\\n" ends the lines of at most 72 characters; a row of a table is a line.

    Raises
    ------
    ValueError
        Unknown split; a report of the file that is not of its form. `DatasetDamaged` is a kind of it.
    """
    check_split(split)
    return [report for report in _read() if split in (None, _HELD_OUT.get(report.group % 10, "train"))]


def _read() -> list[Report]:
    """Cut the file at its `== Headline == kind == group` lines."""
    dataset = registry()["reports"]
    text = shipped_text(dataset)
    where = paths.shipped_folder() / dataset.where
    before, *pieces = _HEADING.split(text)
    if before.strip() or not pieces:
        raise ValueError(f"{where}: expected '== Headline == kind == group' on the first line, got {text[:40]!r}")
    reports = []
    for headline, kind, group, body in zip(*(pieces[i::4] for i in range(4)), strict=True):
        listed, _, prose = body.strip("\n").partition("\n\n")
        facts = {}
        for line in listed.split("\n"):
            name, colon, phrases = line.partition(": ")
            if not colon or name not in FACTS or name in facts or not phrases.strip():
                raise ValueError(
                    f"{where}: expected facts such as 'who: Ann; Ben' ({', '.join(FACTS)}, each at most once) "
                    f"below {headline!r:.60}, got {line!r:.60}; correct the line"
                )
            facts[name] = tuple(phrases.split("; "))
        if not prose.strip():
            raise ValueError(f"{where}: expected a blank line and a text below the facts of {headline!r:.60}, got none")
        reports.append(Report(headline, prose, facts, kind, int(group)))
    return reports
