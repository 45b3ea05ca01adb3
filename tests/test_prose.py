"""A lesson's text claims no decimal number that the lesson does not show.

Every decimal number in a lesson's markdown, and every percentage, must be one of these, up to rounding to the digits
that the text gives:

- printed by an output near it, the four code cells before and the two after (standard error, progress bars and
  pictures apart). In a whole lesson's outputs a third of all wrong numbers would find one that happens to fit;
- in a record results/NAME.json that the same cell of text names, as `results/NAME.json` or `rnncourse study NAME`: a
  run's figure, a setting (exactly), or a number in a claim that holds;
- a published figure (results/published.json) whose first author and year the lesson names;
- a decimal literal of the nearest code cell before or after the text: a rate that a cell sets, a margin that it
  asserts. An exercise's text may also quote its check. Literals are compared exactly, and whole numbers do not count:
  1.0 is not shown by a 1 in the code;
- the result of a sum that the text itself writes out (0.6 · 0.4 = 0.24, or 1/6, about 0.17): that is worked out;
- one of these already: what is shown at one place may be repeated anywhere in the lesson.

Rounding: 0.93 is shown by 0.9312 and by 93.1 %, not by 0.9: what is printed must give at least the digits that are
claimed (but 0.5 shows 0.50, since NumPy drops zeros). 93.1 % is shown by 0.931, and by 93.1 where the output speaks of
percent. A minus that the text writes must be printed; where it writes none ("falls by 0.3") either sign will do.
Numbers with million or MB are shown by the full number too.

Not read: formulas (but one that is nothing but a number is), code, links, arXiv numbers, versions, numbers of figures
and headings, and whole numbers other than percentages, which are too often counts of what stands beside them.
"""

import ast
import json
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isclose
from pathlib import Path

import pytest

from rnncourse.course.lessons import all_lessons, course_metadata, lessons_folder

RESULTS = Path(__file__).resolve().parents[1] / "results"
PUBLISHED = RESULTS / "published.json"
LESSONS = all_lessons() if any(lessons_folder().glob("*.ipynb")) else []

NUMBER = r"(?:(?:\d+(?:,\d{3})+|\d+)(?:\.\d*)?|\.\d+)"
EXPONENT = r"(?P<exponent>[eE][-+−]?\d+)?"
PRINTED = re.compile(rf"(?<![\w.])(?P<sign>[-−])?(?P<digits>{NUMBER}){EXPONENT}(?P<percent>\s?%)?")
LISTED = 5  # numbers in a list of a record that are read
SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "kB": 1e3, "MB": 1e6, "GB": 1e9, "ms": 1e-3}
PERCENT = ("%", "percent", "per cent", "point", "points")
UNIT = rf"(?:\s*(?:to|and|or|against|–|-|±)\s*{NUMBER})*\s?(?P<unit>%|(?:{'|'.join([*PERCENT[1:], *SCALES])})\b)?"
CLAIMED = re.compile(
    rf"(?<![^\W_])(?<!\.)(?<![A-Za-z]-)(?P<sign>(?<![\d%])[-−])?(?P<digits>\d+(?:,\d{{3}})*(?:\.\d+)?|\.\d+){EXPONENT}"
    rf"(?!\d|\.\d|,\d{{3}}(?!\d))(?=({UNIT}))"
)
SUM = re.compile(rf"((?:{NUMBER}\s*[-−+·*×/]\s*)+{NUMBER})(?:\s*[=≈]\s*|,? (?:or |about )+)({NUMBER})")
LONE_NUMBER = re.compile(rf"\$\s*(?:\\approx|≈|~)?\s*(?P<number>[-−]?{NUMBER}\s*)(?P<percent>\\?%)?\s*\$")
NOT_PROSE = [
    re.compile(r"^ *(`{3,}|~{3,}).*?^ *\1[`~]* *$", re.MULTILINE | re.DOTALL),  # fenced code
    re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL),  # code in a line
    re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.DOTALL),
    re.compile(r"\$\$.+?\$\$", re.DOTALL),
    re.compile(r"(?<!\\)\$(?:[^$\n]|\n(?!\s*\n))+?(?<!\\)\$"),
    re.compile(r"(?<=\])\([^)]*\)|https?://\S+|\barXiv:?\s*\d{4}\.\d{4,5}|\b10\.\d{4,}/\S+", re.IGNORECASE),
    re.compile(r"^#+\s*\d+(?:\.\d+)+", re.MULTILINE),
    re.compile(r"\b(?:Figures?|Tables?|Sections?|Equations?|Chapters?|Eq\.|Fig\.)\s+\d+(?:\.\d+)+", re.IGNORECASE),
    re.compile(
        r"\b(?:Python|PyTorch|torch|NumPy|nltk|Matplotlib|SciPy|versions?|CC BY)\s+\d+(?:\.\d+)+", re.IGNORECASE
    ),
]
PROGRESS_BAR = re.compile(r"\d+%\|.*")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"”*)]*\s+(?=[\"“*(`$A-ZÀ-Þ])|\n\s*\n|\n(?=[|>#-])")
NAMED_RECORD = re.compile(r"\brnncourse study\s+(?P<study>[a-z][\w-]*)|\bresults/(?P<file>[a-z][\w-]*)\.json")
BEFORE, AFTER = 4, 2


@dataclass(frozen=True)
class Shown:
    """A number that a reader of the lesson can see.

    step is the worth of its last digit, 0 for a number of full precision. percent is True with a % after it, None where
    the output speaks of percent elsewhere. A literal is compared exactly.
    """

    value: float
    step: float = 0.0
    percent: bool | None = False
    exact: bool = False


@dataclass(frozen=True)
class Claim:
    """A number in a lesson's text, and its sentence."""

    text: str
    sentence: str
    value: float
    step: float
    percent: bool = False
    signed: bool = False
    scale: float = 1.0
    worked_out: bool = False

    def is_shown_by(self, shown: Shown) -> bool:
        if self.percent:
            factors = [1.0] * (shown.percent is not False) + [100.0] * (not shown.percent)
        else:
            factors = [0.01 if shown.percent else 1.0]
        value = shown.value if self.signed else abs(shown.value)
        return any(
            self._agrees(value * factor / scale, shown.step * factor / scale, shown.exact, same=factor == scale == 1)
            for factor in factors
            for scale in {1.0, self.scale}
        )

    def _agrees(self, value: float, step: float, exact: bool, same: bool) -> bool:
        if exact or (same and 0 < step < 1):
            if isclose(value, self.value, rel_tol=1e-9):
                return True
        precise_enough = step <= self.step * (1 + 1e-9)
        return not exact and precise_enough and abs(value - self.value) <= self.step / 2 + 1e-9 * abs(value)


def number(match: re.Match) -> tuple[float, float]:
    """The value of a matched number, and the worth of its last digit."""
    digits = match["digits"].replace(",", "")
    exponent = int((match["exponent"] or "e0")[1:].replace("−", "-"))
    value = float(f"{digits}e{exponent}")
    decimals = len(digits.partition(".")[2]) or (1 if digits.endswith(".") else 0)
    return -value if match["sign"] else value, float(f"1e{exponent - decimals}")


def blank(match: re.Match) -> str:
    """As many spaces as the match has characters, its ends of lines kept."""
    return re.sub(r"[^\n]", " ", match.group())


def prose_of(text: str) -> str:
    """A markdown text with everything that is no prose blanked, character for character."""
    text = LONE_NUMBER.sub(
        lambda m: m.group().replace("$", " ").replace("\\approx", " " * 7).replace("\\%", " %"), text
    )
    for pattern in NOT_PROSE:
        text = pattern.sub(blank, text)
    return text


def sentence_at(text: str, position: int) -> str:
    """The sentence, or the row of a table, that stands at a position of a text."""
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    begin = max([end for end in ends if end <= position], default=0)
    end = min([end for end in ends if end > position], default=len(text))
    return " ".join(text[begin:end].split())


def percent_cells(text: str) -> Iterator[tuple[int, int]]:
    """Where the cells of tables stand that are percentages: by a % (without a number) in the head or in the row."""
    head = None
    begin = 0
    for line in text.splitlines(keepends=True):
        cells = line.split("|") if line.lstrip().startswith("|") else []
        says_percent = [bool(re.search(r"(?<![\d\s])\s*%", cell)) for cell in cells]
        head = (head or says_percent) if cells else None
        for i, cell in enumerate(cells):
            if any(says_percent) or (head and i < len(head) and head[i]):
                yield begin + sum(len(c) + 1 for c in cells[:i]), begin + sum(len(c) + 1 for c in cells[:i]) + len(cell)
        begin += len(line)


def read_claims(text: str) -> list[Claim]:
    """The numbers that a markdown text claims, in their order."""
    prose = prose_of(text)
    percents = list(percent_cells(text))
    worked_out = [match.start(2) for match in SUM.finditer(prose) if sum_is_right(match)]
    claims = []
    for match in CLAIMED.finditer(prose):
        at, unit = match.start("digits"), match["unit"] or ""
        if not ("." in match["digits"] or match["exponent"] or unit in ("%", "percent", "per cent")):
            continue
        value, step = number(match)
        claims.append(
            Claim(
                text=f"{match.group()} {unit}".strip(),
                sentence=sentence_at(text, at),
                value=value,
                step=step,
                percent=unit in PERCENT or any(begin <= at < end for begin, end in percents),
                signed=bool(match["sign"]),
                scale=SCALES.get(unit, 1.0),
                worked_out=at in worked_out,
            )
        )
    return claims


def sum_is_right(match: re.Match) -> bool:
    """Whether a sum in the text is right, as far as its result is written."""
    left = re.sub(NUMBER, lambda m: repr(float(m.group().replace(",", ""))), match[1])
    left = left.translate(str.maketrans({"·": "*", "×": "*", "−": "-"}))
    decimals = len(match[2].partition(".")[2])
    try:
        result = eval(left, {"__builtins__": {}})  # numbers and signs alone: the pattern lets nothing else through
    except ZeroDivisionError:
        return False
    return abs(result - float(match[2].replace(",", ""))) <= 0.5 * 10.0**-decimals + 1e-9


def read_output(output: dict) -> list[Shown]:
    """The numbers that an output of a cell shows."""
    if output.get("name") == "stderr":
        return []
    data = output.get("data", {})
    drawn = any(
        kind.startswith(("image/", "application/")) for kind in data
    )  # beside it stands `<Figure size 640x480>`
    kinds = [kind for kind in ("text/plain", "text/markdown", "text/html") if kind in data and not drawn]
    text = "\n".join("".join(part) for part in [output.get("text", ""), *(data[kind] for kind in kinds)])
    text = re.sub(r"<style.*?</style>|</?\w[^<>]*>", " ", PROGRESS_BAR.sub("", text), flags=re.DOTALL)
    elsewhere = None if re.search(r"%|\bpercent\b", text) else False
    return [Shown(*number(match), percent=True if match["percent"] else elsewhere) for match in PRINTED.finditer(text)]


def read_literals(source: str) -> list[Shown]:
    """The decimal literals of a code cell."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except SyntaxError:  # a magic, or a cell that shows an error
        return []
    return [
        Shown(node.value, exact=True) for node in nodes if isinstance(node, ast.Constant) and type(node.value) is float
    ]


def read_record(record: dict) -> list[Shown]:
    """The numbers of a study's record: figures and decimal settings of its final runs, and what true claims say."""
    rows = [row for row in record["rows"] if not is_search(row["settings"])]
    figures = [value for row in rows for value in numbers_in(row["figures"])]
    settings = [value for row in rows for value in numbers_in(row["settings"]) if type(value) is float]
    true_claims = "\n".join(claim for claim, holds in record["claims"].items() if holds)
    in_claims = read_output({"text": true_claims})
    return [Shown(float(value)) for value in figures] + [Shown(value, exact=True) for value in settings] + in_claims


def is_search(settings: dict) -> bool:
    """Whether a run only chose a setting: no text quotes what it gave."""
    return settings.get("phase", "search" if settings.get("split") == "valid" else "final") == "search"


def numbers_in(node: object) -> Iterator[float]:
    """Every number in a part of a record, but of lists with more than LISTED: nobody quotes them."""
    if isinstance(node, list) and len(node) > LISTED and not any(isinstance(part, dict | list) for part in node):
        return
    if isinstance(node, dict | list):
        for part in node.values() if isinstance(node, dict) else node:
            yield from numbers_in(part)
    elif isinstance(node, int | float) and not isinstance(node, bool):
        yield node


def read_published(figures: list[dict], text: str) -> list[Shown]:
    """The published figures whose first author and year stand in a text."""
    named = [f for f in figures if f["authors"][0].split()[-1] in text and str(f["year"]) in text]
    return [Shown(float(f["value"]), percent=f["unit"] == "%") for f in named]


def near(cells: list[dict], i: int) -> slice:
    """The cells around cell i in which its numbers may be shown: BEFORE code cells before it, AFTER after it."""
    code = [k for k, cell in enumerate(cells) if cell["cell_type"] == "code"]
    before, after = [k for k in code if k < i][-BEFORE:], [k for k in code if k > i][:AFTER]
    return slice(min([*before, i]), max([*after, i]) + 1)


def shown_near(cells: list[dict], i: int, results: Path) -> list[Shown]:
    """What the cells around cell i show: outputs, records named there, and the literals of the nearest code cells."""
    around = cells[near(cells, i)]
    outputs = [output for cell in around for output in cell.get("outputs", [])]
    before = [cell for cell in cells[:i] if cell["cell_type"] == "code"][-1:]
    after = [cell for cell in cells[i:] if cell["cell_type"] == "code"]
    after = after[: 2 if course_metadata(cells[i]).get("exercise") else 1]
    records = [results / f"{match[match.lastgroup]}.json" for match in NAMED_RECORD.finditer(cells[i]["source"])]
    return [
        *(shown for output in outputs for shown in read_output(output)),
        *(literal for cell in before + after for literal in read_literals(cell["source"])),
        *(
            shown
            for path in sorted(set(records))
            if path.exists() and path.name != PUBLISHED.name
            for shown in read_record(json.loads(path.read_text(encoding="utf-8")))
        ),
    ]


def unsupported(
    notebook: dict,
    *,
    results: Path = RESULTS,
    published: Sequence[dict] = (),
    read: Callable[[str], list[Claim]] = read_claims,
) -> list[tuple[str, Claim]]:
    """The claims of a notebook that nothing shows, each with the id of its cell."""
    cells = notebook["cells"]
    text = "\n\n".join(cell["source"] for cell in cells if cell["cell_type"] == "markdown")
    by_others = read_published(published, text)
    shown, doubtful = [], []
    for i, cell in enumerate(cells):
        claims = read(cell["source"]) if cell["cell_type"] == "markdown" else []
        beside = shown_near(cells, i, results) if claims else []
        for claim in claims:
            if claim.worked_out or any(claim.is_shown_by(n) for n in beside + by_others):
                shown.append(Shown(claim.value, claim.step, claim.percent))
            else:
                doubtful.append((cell["id"], claim))
    return [(cell_id, claim) for cell_id, claim in doubtful if not any(claim.is_shown_by(n) for n in shown)]


def published_figures() -> list[dict]:
    return json.loads(PUBLISHED.read_text(encoding="utf-8"))["figures"]


@pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.name) for lesson in LESSONS])
def test_every_number_of_the_text_is_shown(lesson):
    wrong = unsupported(lesson.read(), published=published_figures())
    found = [f"{lesson.name} [{cell_id}] {claim.text}: {claim.sentence}" for cell_id, claim in wrong]
    expected = (
        "expected printed by an output near, in a record that is named, or published; print it or change the text:"
    )
    assert not found, "\n".join([expected, *found])


def test_most_wrong_numbers_would_be_noticed():
    """Every number of every lesson is changed by five of its last digit: few may find something that happens to fit."""
    changed = []

    def misread(text):
        wrong = [replace(claim, value=claim.value + 5 * claim.step, worked_out=False) for claim in read_claims(text)]
        changed.extend(wrong)
        return wrong

    noticed = [n for lesson in LESSONS for n in unsupported(lesson.read(), published=published_figures(), read=misread)]
    assert len(noticed) >= 0.7 * len(changed)


def test_a_published_figure_has_its_source():
    figures = published_figures()
    assert figures
    for figure in figures:
        assert set(figure) == {"value", "unit", "what", "authors", "year", "where", "known"}, figure
        assert float(figure["value"]) and isinstance(figure["value"], str), figure
        assert figure["authors"] and all(figure[key] for key in ("unit", "what", "where")), figure
        assert figure["known"] in ("read in the source", "recomputed on the data"), figure
    assert len({(f["value"], f["what"]) for f in figures}) == len(figures)


# The reader itself, on notebooks made for it.


def markdown(*texts, **metadata):
    return [
        {"cell_type": "markdown", "id": f"text-{i}", "source": t, "metadata": metadata} for i, t in enumerate(texts)
    ]


def code(source="", printed="", **data):
    outputs = [{"output_type": "stream", "name": "stdout", "text": printed}] if printed else []
    outputs += [{"output_type": "display_data", "data": data, "metadata": {}}] if data else []
    return {"cell_type": "code", "id": "code", "source": source, "metadata": {}, "outputs": outputs}


def not_shown(text, printed="", source="", **options):
    """The numbers of a text that a code cell before it does not show."""
    notebook = {"cells": [code(source, printed), *markdown(text)]}
    return [claim.text for _, claim in unsupported(notebook, **options)]


@pytest.mark.parametrize(
    "text, printed",
    [
        ("Accuracy 0.93.", "accuracy 0.9312"),
        ("Accuracy 0.93.", "accuracy: 93.1%"),
        ("It is right in 93.1 % of cases.", "0.93149"),
        ("It is right in 93.1 percent.", "share, percent\n  93.10"),
        ("A share of 7 %.", "7.2%"),
        ("Between 2.9 and 3.7 %.", "0.0290 0.0370"),
        ("A mean of .957.", "0.9567"),
        ("It falls by 0.3.", "change -0.30"),
        ("It falls to −0.3.", "-0.301"),
        ("Half, 0.50 of them.", "[1.   0.5 ]"),
        ("It read 1.2 million letters.", "1,203,456 letters"),
        ("A rate of 0.00002.", "2e-05"),
        ("Between 0.85 and 0.9.", "0.8512, 0.9"),
        ("| | error % |\n|---|---|\n| reader | 4.1 – **4.5** |", "0.0412 0.0449"),
        ("| | a | b |\n|---|---|---|\n| right (%) | 4.1 | 4.5 |", "0.0412 0.0449"),
        ("The product 0.6 · 0.4 = 0.24.", "0.6 0.4"),
        ("The error is 1/6, about 0.167, or 0.17.", "nothing"),
    ],
)
def test_a_number_that_was_printed_is_found(text, printed):
    assert not_shown(text, printed) == []


@pytest.mark.parametrize(
    "text, printed, missing",
    [
        ("Accuracy 0.93.", "accuracy 0.9361", ["0.93"]),
        ("Accuracy 0.93.", "accuracy 0.9", ["0.93"]),
        ("Accuracy 0.930.", "accuracy 0.93 (0.9304 was not printed: 9304)", []),
        ("Accuracy 0.931.", "accuracy 93%", ["0.931"]),
        ("It is right in 93.1 % of cases.", "93.1 seconds", ["93.1 %"]),
        ("It is right in 93.1 % of cases.", "0.93", ["93.1 %"]),
        ("A perplexity of 93.1.", "93.1%", ["93.1"]),
        ("A share of 7 %.", "8.0%", ["7 %"]),
        ("It falls to −0.3.", "0.30", ["−0.3"]),
        ("Exactly 1.0.", "1 of 1", ["1.0"]),
        ("1.2 million letters.", "1,263,456 letters", ["1.2 million"]),
        ("The product 0.6 · 0.4 = 0.25.", "0.6 0.4", ["0.25"]),
        ("It is 7.5 times as fast, or 7.5× in short.", "", ["7.5", "7.5"]),
        ("| | error % |\n|---|---|\n| reader | 4.1 |\n\nBut 4.1 elsewhere.", "4.1%", ["4.1"]),
        ("## Two of 0.25\n\n- **0.5**, *0.75*;", "", ["0.25", "0.5", "0.75"]),
        ("_0.5_ (0.25,0.75) ≈0.125; >1.5", "", ["0.5", "0.25", "0.75", "0.125", "1.5"]),
        ("A formula $0.93$ that is a number, and $\\approx 1.5$.", "", ["0.93", "1.5"]),
    ],
)
def test_a_number_that_was_not_printed_is_named(text, printed, missing):
    assert not_shown(text, printed) == missing


@pytest.mark.parametrize(
    "text",
    [
        "With $\\rho = 0.93$ and $$x = 0.5$$ in the\nlast line.",
        "The call `f(0.5)`, ``a `0.5` b``, and\n\n```python\nx = 0.5\n```\n\nand ~~~ no fence.",
        "[Here](https://example.org/1.5) and https://example.org/2.5, arXiv:1406.1078, doi 10.1162/neco.1997.9.8.1735.",
        "### 3.2 Numbers\n\nFigure 3.2 and section 4.1 need Python 3.11 and NumPy 2.4.1.",
        "In 1997 about 30,000 numbers, 3 of 5 seeds, lesson 04, ½ and two thirds.",
        "GPT-3.5 is a name, and so are the file a0.5, the version 3.11.7 and 2,345,678.",
        "<!-- 0.5 --> <img width='0.5'>",
    ],
)
def test_what_is_no_claim_is_not_read(text):
    assert not_shown(text) == []


def test_the_message_has_the_sentence():
    text = "The first is 0.5. The **second**\nis 0.75, they say. The third\nis not.\n\n| a | 0.125 |\n| b | 2 |"
    sentences = [claim.sentence for claim in read_claims(text)]
    assert sentences == ["The first is 0.5.", "The **second** is 0.75, they say.", "| a | 0.125 |"]


def test_outputs_that_are_not_read():
    bar = "100%|████| 25/25 [00:10<00:00, 2.41step/s, loss=0.123]"
    figure = code(**{"text/plain": ["<Figure size 640x480.5 with 1 Axes>"], "image/png": "0.75"})
    error = {"output_type": "stream", "name": "stderr", "text": "0.25"}
    cells = [code(printed=bar), figure, code() | {"outputs": [error]}, *markdown("2.41, 0.123, 480.5, 0.75, 0.25")]
    assert len(unsupported({"cells": cells})) == 5
    table = code(**{"text/html": ["<style>td {width: 0.5em}</style><table><td>0.75</td></table>"]})
    assert [claim.text for _, claim in unsupported({"cells": [table, *markdown("0.5 and 0.75")]})] == ["0.5"]


def test_a_literal_of_the_cell_beside_may_be_named():
    text = "At the rate 0.005 (not 0.05), with a dropout of 30 % and a goal of 1.0."
    assert not_shown(text, source="fit(rate=0.005, dropout=0.3, goal=1)") == ["0.05", "1.0"]
    far = [code("rate = 0.005"), code("x = 1"), *markdown("0.005")]
    assert len(unsupported({"cells": far})) == 1


def test_the_check_of_an_exercise_may_be_quoted():
    cells = [
        code(),
        *markdown("It gives 2.83.", rnncourse={"exercise": "mean"}),
        code("mean = 1"),
        code("expect(2.83)"),
    ]
    assert unsupported({"cells": cells}) == []
    del cells[1]["metadata"]["rnncourse"]
    assert len(unsupported({"cells": cells})) == 1


def test_a_number_is_looked_for_near_its_text_and_may_be_repeated():
    far = [code(printed="0.9312"), *[code() for _ in range(BEFORE)]]
    assert len(unsupported({"cells": [*far, *markdown("It was 0.93.")]})) == 1
    far[1:1] = markdown("It is 0.931.")
    assert unsupported({"cells": [*far, *markdown("It was 0.93.")]}) == []


def test_a_record_that_the_text_names_is_read(tmp_path):
    runs = [{"settings": {"rate": 0.005, "seed": 3}, "figures": {"error": 0.01234, "right": [0.75]}, "seconds": 0.25}]
    claims = {"error under 0.02 on every seed": True, "and above 0.01": False}
    record = {"study": "adding", "versions": {"numpy": "2.4"}, "claims": claims, "rows": runs}
    (tmp_path / "adding.json").write_text(json.dumps(record))
    shown = "0.0123 (1.2 %), 0.75, at 0.005, under 0.02"
    missing = ["0.0124", "1.3 %", "0.25", "2.4", "3.0", "0.006"]
    for name in ("`rnncourse study adding`", "[it](results/adding.json)"):
        assert not_shown(f"{name}: {shown}; {', '.join(missing)}", results=tmp_path) == missing
    assert not_shown(f"`rnncourse study other`: {shown}", results=tmp_path) != []
    beside = [*markdown("`rnncourse study adding`"), *markdown(shown)]
    assert len(unsupported({"cells": beside}, results=tmp_path)) == 5


def test_a_published_figure_needs_its_author_and_year():
    figure = {"value": "141.2", "unit": "perplexity", "authors": ["Tomáš Mikolov", "Geoffrey Zweig"], "year": 2012}
    for text, missing in [
        ("It is 141.2 (Mikolov and Zweig 2012).", []),
        ("It is 141.2 (Mikolov).", ["141.2"]),
        ("It is 141.2 (2012).", ["141.2"]),
        ("It is 141.3, not 141, says Mikolov, 2012.", ["141.3"]),
    ]:
        assert not_shown(text, published=[figure]) == missing
