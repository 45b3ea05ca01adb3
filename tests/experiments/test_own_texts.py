"""A reader's own texts are judged by three models, on texts that none of them has seen."""

import numpy as np
import pytest

from rnncourse.experiments.own_texts import contest

QUICK = dict(epochs=8, rate=0.02, embedding_size=8, hidden_size=8, dropout=0.0)


def rows(count, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(2, size=count)
    tail = [" ".join(rng.choice(["tea", "was", "the", "cup", "of"], 5)) for _ in labels]
    return [(f"{t} {'Hot' if y else 'cold'} {i}", "yes" if y else "no") for i, (t, y) in enumerate(zip(tail, labels))]  # noqa: B905


def test_a_word_that_tells_is_found_by_both_and_not_by_the_majority():
    found = contest(rows(200), **QUICK)
    assert found.sizes == (140, 30, 30) and list(found.accuracy) == ["majority", "regression", "BiLSTM"]
    assert min(found.accuracy["regression"], found.accuracy["BiLSTM"]) > 0.9 > found.accuracy["majority"]
    assert found.gain.low <= 0 <= found.gain.high


def test_a_text_that_stands_twice_counts_once():
    assert sum(contest(rows(50) * 3, **QUICK).sizes) == 50


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (rows(30), "rows: expected at least 40 different texts and two labels, got 30 and 2"),
        (
            [(text, "yes") for text, _ in rows(50)],
            "rows: expected at least 40 different texts and two labels, got 50 and 1",
        ),
        ([("tea",)] * 50, r"rows\[0\]: expected a text and a label"),
        ([(" ", "yes")] * 50, r"rows\[0\]: expected a text with a word in it"),
    ],
)
def test_too_little_is_refused(given, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        contest(given)
