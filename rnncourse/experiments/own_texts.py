"""A reader's own texts and labels: a BiLSTM against the majority and logistic regression, on one split."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_items
from rnncourse.experiments.judging import (
    FEATURES,
    MAJORITY,
    REGRESSION,
    Texts,
    compare,
    counting,
    cross_entropy,
    ids_of,
    said_by_counts,
    said_by_model,
    say_majority,
    train_classifier,
)
from rnncourse.statistics import Interval
from rnncourse.text import words

LEAST = 40  # texts
STRENGTHS = (1.0, 4.0, 16.0, 64.0)


class Contest(NamedTuple):
    """What three models have right of a reader's test texts."""

    sizes: tuple[int, int, int]  # texts to learn from, to choose by, to test on
    accuracy: dict[str, float]
    gain: Interval  # of the BiLSTM on regression


def contest(rows: Sequence[Any], *, seed: int = 0, **options: Any) -> Contest:
    """Train and judge on a random split: seven texts of ten to learn from, the others to choose by and test.

    rows : pairs of a text and its label, such as `datasets.load_table` gives; a text that stands there twice counts
        once. Reviews of one thing, or messages of one sender, that lie in several parts make every figure too good.
    options : of `judging.train_classifier`

    Raises
    ------
    ValueError
        Fewer than 40 texts, one label only, what is no pair of str, a text without a word.
    """
    texts: dict[str, str] = {}
    for i, row in enumerate(check_items("rows", rows)):
        if not isinstance(row, tuple | list) or len(row) != 2 or not all(isinstance(part, str) for part in row):
            raise ValueError(f"rows[{i}]: expected a text and a label, both str, got {str(row)[:60]}")
        if not words(row[0]):
            raise ValueError(f"rows[{i}]: expected a text with a word in it, got {row[0][:60]!r}; leave it out")
        texts.setdefault(row[0], row[1])
    labels = sorted(set(texts.values()))
    if len(texts) < LEAST or len(labels) < 2:
        raise ValueError(
            f"rows: expected at least {LEAST} different texts and two labels, got {len(texts)} and {len(labels)}"
        )
    train, valid, test = _split(texts, np.random.default_rng(seed))
    true = ids_of(test, labels)
    chosen: dict[str, Any] = {"embedding_size": 32, "hidden_size": 32, "pooling": "mean"} | options
    network, _ = train_classifier(train, valid, labels, seed=seed, **chosen)
    right = {
        MAJORITY: say_majority(train, labels)(test.words).argmax(axis=1) == true,
        REGRESSION: _by_regression(train, valid, test, labels).argmax(axis=1) == true,
        "BiLSTM": said_by_model(network, test.words).argmax(axis=1) == true,
    }
    gain = compare(right["BiLSTM"], right[REGRESSION], test.groups, np.random.default_rng(seed)).gain
    sizes = len(train.labels), len(valid.labels), len(test.labels)
    return Contest(sizes, {name: float(answers.mean()) for name, answers in right.items()}, gain)


def _split(texts: dict[str, str], rng: np.random.Generator) -> list[Texts]:
    rows = list(texts.items())
    order = rng.permutation(len(rows))
    cuts = np.split(order, [int(0.7 * len(rows)), int(0.85 * len(rows))])
    return [
        Texts(
            [words(rows[i][0].lower()) for i in cut], [rows[i][1] for i in cut], [str(i) for i in cut], [""] * len(cut)
        )
        for cut in cuts
    ]


def _by_regression(train: Texts, valid: Texts, test: Texts, labels: Sequence[str]) -> np.ndarray:
    """What the regression says of the test texts, its C and what it counts chosen by the validation texts."""
    true = ids_of(valid, labels)
    found: list[tuple[float, int, Any]] = []
    for features in FEATURES.values():
        for strength in STRENGTHS:
            try:
                made = counting(REGRESSION, features, strength).fit(train.words, train.labels)
            except ValueError:  # no word stands in two texts, or there is one label only
                continue
            found.append((cross_entropy(said_by_counts(made, valid.words, labels), true), len(found), made))
    if not found:
        raise ValueError(
            "rows: expected labels that both stand among seven texts of ten, got one only; give more texts"
        )
    return said_by_counts(min(found)[2], test.words, labels)
