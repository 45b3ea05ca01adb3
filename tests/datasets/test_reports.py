"""load_reports: the form of the file, its splits, what headlines may say, and the figures of the card."""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rnncourse.datasets import FACTS, Report, entries, load_reports

SPLITS = ("train", "valid", "test")
CARD = " ".join((Path(__file__).parents[2] / "data" / "reports.md").read_text("utf-8").split())
NUMBERS = set(
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred twice half third".split()
)
SMALL = """== Dog bites a man == town == 1
who: Rex
what: Rex bit

Rex bit
nobody else.

== Man bites Rex == port == {group}
who: Rex; Ann
what: bit Rex

Ann bit Rex.
"""


@pytest.fixture
def small(world, monkeypatch):
    """A function that writes another file of reports."""

    def put(text):
        content = text.encode()
        (world.data / "reports.txt").write_bytes(content)
        (world.data / "SHA256SUMS").write_text(f"{world.sha256(content)}  reports.txt\n")

    monkeypatch.setattr(
        entries, "_ENTRIES", (*entries._ENTRIES, entries.Dataset("reports", "reports", "shipped", "reports.txt", "CC0"))
    )
    return put


@pytest.mark.parametrize("group, split", [(2, "train"), (8, "train"), (19, "valid"), (30, "test")])
def test_a_report_has_its_parts_and_is_in_the_split_of_its_group(small, group, split):
    small(SMALL.format(group=group))
    second = Report("Man bites Rex", "Ann bit Rex.", {"who": ("Rex", "Ann"), "what": ("bit Rex",)}, "port", group)
    assert load_reports()[0].text == "Rex bit\nnobody else."
    assert load_reports(split)[-1] == second
    assert all(second not in load_reports(other) for other in SPLITS if other != split)


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("== Dog", "Dog", "expected '== Headline == kind == group' on the first line, got 'Dog"),
        ("who: Rex\n", "whom: Rex\n", r"below 'Dog bites a man', got 'whom: Rex'; correct the line"),
        ("what: Rex bit", "who: Rex", "each at most once"),
        ("what: Rex bit", "what: ", "got 'what: '"),
        ("\nRex bit\nnobody else.\n", "", "expected a blank line and a text below the facts of 'Dog bites a man'"),
    ],
)
def test_a_report_without_its_form_is_refused(small, old, new, said):
    assert old in SMALL
    small(SMALL.format(group=3).replace(old, new, 1))
    with pytest.raises(ValueError, match=rf"reports.txt: .*{said}"):
        load_reports()


def test_a_wrong_split_is_named():
    with pytest.raises(ValueError, match="split: expected 'train', 'valid', 'test' or None, got 'dev'"):
        load_reports("dev")


@pytest.fixture(scope="module")
def reports():
    return load_reports()


def flat(report):
    return " ".join(report.text.split())


def words_of(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def first_sentence(report):
    return re.split(r"(?<=[.!?])(?<!Mr\.)(?<!Mrs\.)(?<!Dr\.)(?<!Ms\.) ", flat(report))[0]


def stands(phrase, text):
    return re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text)


def test_there_are_enough_reports_and_each_has_its_length(reports):
    assert len(reports) >= 600
    assert max(Counter(report.headline for report in reports).values()) == 1
    for report in reports:
        assert 5 <= len(report.headline.split()) <= 11, report.headline
        assert 35 <= len(report.text.split()) <= 110, report.headline
        assert (report.headline + report.text).isascii(), report.headline
        assert max(map(len, report.text.split("\n"))) <= 72 and not re.search(r" $|\t|\n\n", report.text, re.M)
        assert report.text.count('"') % 2 == 0, report.headline


def test_every_fact_stands_in_its_text(reports):
    for report in reports:
        assert set(report.facts) <= set(FACTS) and "what" in report.facts
        for phrases in report.facts.values():
            assert all(stands(phrase, flat(report)) for phrase in phrases), (report.headline, phrases)


def test_a_headline_invents_no_name_and_no_number(reports):
    for report in reports:
        facts = " ; ".join(phrase for phrases in report.facts.values() for phrase in phrases)
        for i, word in enumerate(re.findall(r"[A-Za-z]+|\d+(?:[.,:]\d+)*", report.headline)):
            if (i and word[0].isupper()) or word[0].isdigit() or word.lower() in NUMBERS:
                assert re.search(rf"(?<!\w){re.escape(word)}(?!\w)", facts, re.IGNORECASE), (report.headline, word)


def test_a_headline_speaks_of_a_fact_and_is_not_the_first_sentence(reports):
    for report in reports:
        stems = {word[:4] for word in words_of(report.headline) if len(word) > 3}
        facts = {w[:4] for phrases in report.facts.values() for phrase in phrases for w in words_of(phrase)}
        assert stems & facts, report.headline
        assert words_of(report.headline) != words_of(first_sentence(report))


def test_a_group_is_in_one_split_and_no_eight_words_are_in_two(reports):
    split_of = {report.headline: split for split in SPLITS for report in load_reports(split)}
    assert set(split_of) == {report.headline for report in reports}
    groups, spans = {}, {}
    for report in reports:
        split = split_of[report.headline]
        assert groups.setdefault(report.group, split) == split
        tokens = words_of(report.text)
        for span in zip(*(tokens[i:] for i in range(8)), strict=False):
            assert spans.setdefault(span, split) == split, span


def overlap(candidate, headline):
    """F1 of words, each counted as often as it stands in both; of the longest common subsequence (as ROUGE-L)."""
    a, b = words_of(candidate), words_of(headline)
    row = [0] * (len(b) + 1)
    for word in a:
        new = [0]
        for j, other in enumerate(b):
            new.append(row[j] + 1 if word == other else max(new[j], row[j + 1]))
        row = new
    return 2 * (Counter(a) & Counter(b)).total() / (len(a) + len(b)), 2 * row[-1] / (len(a) + len(b))


def figures():
    """Every line of the card that a computation stands behind."""
    lines, reports = [], load_reports()
    for name, part in [*((split, load_reports(split)) for split in SPLITS), ("all", reports)]:
        tokens = [word for report in part for word in words_of(f"{report.headline} {report.text}")]
        groups = len({report.group for report in part})
        lines.append(f"| {name} | {len(part)} | {groups} | {len(tokens):,} | {len(set(tokens)):,} |")
    for kind in dict.fromkeys(report.kind for report in reports):
        counts = [sum(report.kind == kind for report in load_reports(split)) for split in SPLITS]
        lines.append(f"| {kind} | {' | '.join(map(str, counts))} |")
    lengths = [len(report.text.split()) for report in reports]
    lines.append(f"Texts have {min(lengths)} to {max(lengths)} words, {np.mean(lengths):.0f} in the mean")
    lines.append(f"{sum(bool(re.search('  +', report.text)) for report in reports)} have a table")
    number = sum(len(phrases) for report in reports for phrases in report.facts.values())
    lines.append(f"{number:,} facts, {number / len(reports):.1f} a report")

    first = [set(words_of(first_sentence(report))) for report in reports]
    whole = [set(words_of(report.text)) for report in reports]
    long = [[w for w in words_of(report.headline) if len(w) > 3] for report in reports]
    total = sum(map(len, long))
    for text, where in ((first, "the first sentence"), (whole, "the text")):
        missing = sum(w not in seen for ws, seen in zip(long, text, strict=True) for w in ws)
        lines.append(f"{100 * missing / total:.0f} % are not in {where}")
    main = np.mean([r.facts["what"][0].lower() in first_sentence(r).lower() for r in reports])
    lines.append(f"in {100 * main:.0f} % of the reports the first phrase of *what* is in the first sentence")

    test = load_reports("test")
    group = np.unique([report.group for report in test], return_inverse=True)[1]
    size = np.bincount(group)
    pick = np.random.default_rng(0).integers(0, len(size), (10_000, len(size)))
    for name, says in (
        ("the first sentence", first_sentence),
        ("the first eight words", lambda report: " ".join(words_of(report.text)[:8])),
        ("the first phrase of *what*", lambda report: report.facts["what"][0]),
    ):
        scores = np.array([overlap(says(report), report.headline) for report in test])
        cells = []
        for values in scores.T:
            sums = np.bincount(group, values)
            low, high = np.percentile(sums[pick].sum(1) / size[pick].sum(1), [2.5, 97.5])
            cells.append(f"{100 * values.mean():.1f} | {100 * low:.1f} to {100 * high:.1f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return lines


def test_the_card_gives_the_figures():
    for line in figures():
        assert line in CARD, line
