"""Reports cut into words and sentences, what can be cut out of one as its headline, and how a headline is judged.

Words are in lower case; a number such as 5.40 or 2,114 is one word, and so is what hyphens join. What a headline says
and its report does not is counted: names and numbers.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache

import numpy as np

from rnncourse.datasets import Report, load_reports
from rnncourse.metrics import invented, rouge
from rnncourse.statistics import Interval, paired_bootstrap

_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_SENTENCE = re.compile(r"(?<!\bDr\.)(?<!\bMr\.)(?<!\bMrs\.)(?<!\bSt\.)(?<=[.!?])[\"']?\s+(?=[\"'A-Z0-9])")
COUNTED = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half"
).split()
CALENDAR = (
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday noon midnight"
).split()


def tokens(text: str) -> list[str]:
    """The words and marks of a text as they are written."""
    return _WORD.findall(text)


def lowered(text: str) -> list[str]:
    """The words and marks of a text in lower case: what the models read and write."""
    return [word.lower() for word in tokens(text)]


def sentences(text: str) -> list[str]:
    """A text cut after full stops, question and exclamation marks. A table belongs to the sentence after it."""
    return [" ".join(part.split()) for part in _SENTENCE.split(text) if part.strip()]


@cache
def reports(split: str) -> list[Report]:
    """The reports of "train", "valid" or "test"."""
    return load_reports(split)


def checked_words(known: Sequence[Report]) -> set[str]:
    """Words of which one can see whether a report has them: names and places of these reports, the calendar, numbers.

    A name is a word with a capital in the facts of a report (who, where, when, names), if fewer than one in ten of its
    other occurrences in the texts are without a capital.
    """
    names = {
        word
        for report in known
        for kind in ("who", "where", "when", "names")
        for phrase in report.facts.get(kind, ())
        for word in tokens(phrase)
        if word[:1].isupper()
    }
    count = Counter(word for report in known for word in tokens(report.text))
    return {w.lower() for w in names if count[w.lower()] < 0.1 * count[w]} | set(COUNTED) | set(CALENDAR)


@cache
def known_names() -> set[str]:
    """`checked_words` of the training reports."""
    return checked_words(reports("train"))


def as_headline(words: Sequence[str], source: str) -> str:
    """Lower-case words as a line: capitals as its source has them within sentences, a capital first, marks in place."""
    capital, small = set(), set()
    for sentence in sentences(source):
        for place, token in enumerate(tokens(sentence)):
            if token.islower():
                small.add(token)
            elif place or token.lower() not in rarity() or token.lower() in known_names():
                capital.add(token)
    forms = {token.lower(): token for token in capital if token.lower() not in small}
    line = re.sub(r" ([.,;:!?])", r"\1", " ".join(forms.get(word, word) for word in words))
    return line[:1].upper() + line[1:]


# What needs no training. Each takes the words, or sentences, of one report; how long it may be is chosen on validation
# data.


def lead(report: Report, words: int) -> str:
    """The beginning of the report."""
    return " ".join(report.text.split()[:words])


def first_sentence(report: Report) -> str:
    """Lead-1: the whole first sentence."""
    return sentences(report.text)[0]


def central_sentence(report: Report, words: int, weight: dict[str, float]) -> str:
    """The beginning of the sentence that is most like the whole report, as vectors of TF-IDF."""
    whole = Counter(lowered(report.text))
    found = sentences(report.text)

    def likeness(sentence: str) -> float:
        own = Counter(lowered(sentence))
        norm = sum((n * weight.get(w, 0)) ** 2 for w, n in own.items()) ** 0.5
        return sum(n * whole[w] * weight.get(w, 0) ** 2 for w, n in own.items()) / (norm or 1)

    return " ".join(max(found, key=likeness).split()[:words])


def keywords(report: Report, words: int, weight: dict[str, float]) -> str:
    """The words with the largest TF-IDF, in the order of the report."""
    count = Counter(w for w in lowered(report.text) if w[0].isalnum())
    best = sorted(count, key=lambda w: (-count[w] * weight.get(w, weight[""]), w))[:words]
    return " ".join(w for w in dict.fromkeys(lowered(report.text)) if w in best)


@cache
def rarity() -> dict[str, float]:
    """The inverse document frequency of each word of the training reports; under "" that of an unknown one."""
    known = reports("train")
    count = Counter(w for report in known for w in set(lowered(report.text)))
    return {w: float(np.log(len(known) / n)) for w, n in count.items()} | {"": float(np.log(len(known)))}


@cache
def usual_headline() -> str:
    """The constant answer: the training headline that shares most with the others (mean ROUGE-L with every tenth)."""
    headlines = [report.headline for report in reports("train")]
    sample = headlines[::10]
    return max(headlines, key=lambda h: float(rouge([h] * len(sample), sample).rougeL.mean()))


RIVALS = {
    "usual headline": lambda report, words: usual_headline(),
    "lead-1": lambda report, words: first_sentence(report),
    "first words": lead,
    "central sentence": lambda report, words: central_sentence(report, words, rarity()),
    "keywords": lambda report, words: keywords(report, words, rarity()),
    "main fact, listed": lambda report, words: report.facts["what"][0],
}


# How headlines are judged.


def overlap(headlines: Sequence[Sequence[str]], split: str) -> np.ndarray:
    """ROUGE-1, ROUGE-2 and ROUGE-L of a split's headlines in lower-case words, (3, N)."""
    return np.stack(rouge([" ".join(words) for words in headlines], [report.headline for report in reports(split)]))


def untrue(headlines: Sequence[Sequence[str]], split: str) -> list[int]:
    """How many names and numbers of each headline do not stand in its report."""
    texts = [lowered(report.text) for report in reports(split)]
    return [len(invented(words, text, known_names())) for words, text in zip(headlines, texts, strict=True)]


def by_group(figures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A figure of each test report -> the mean of each group of reports, and how many there are in it."""
    _, group = np.unique([report.group for report in reports("test")], return_inverse=True)
    sizes = np.bincount(group)
    return np.bincount(group, figures) / sizes, sizes


def difference(a: np.ndarray, b: np.ndarray) -> Interval:
    """The mean of a - b, figures of the test reports, with its interval by a bootstrap over groups of reports."""
    (ours, sizes), (theirs, _) = by_group(a), by_group(b)
    return paired_bootstrap(ours, theirs, weights=sizes, rng=np.random.default_rng(0))
