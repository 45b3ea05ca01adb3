"""A text of the reader's is learned from its beginning and tested on its end."""

import numpy as np
import pytest

from rnncourse.experiments.own_text import LEAST, compare_on
from rnncourse.experiments.surprises import surprise

TEXT = "the cat sat on the mat, and the dog sat on the cat. " * 200


def test_all_three_are_judged_on_the_last_tenth_and_the_mixture_is_the_best():
    own = compare_on(TEXT, updates=30, bar=False)
    assert set(own.nats) == {"n-gram", "LSTM", "both"} and np.isfinite(list(own.nats.values())).all()
    tenth = len(TEXT) // 10
    ids = own.vocabulary.encode(list(TEXT[9 * tenth :]))
    assert own.nats["n-gram"] == pytest.approx(surprise(own.n_gram, ids).mean())
    assert own.nats["LSTM"] == pytest.approx(surprise(own.network, ids).mean())
    assert own.nats["both"] <= max(own.nats["n-gram"], own.nats["LSTM"])


def test_words_can_be_read_too():
    own = compare_on(TEXT * 5, "words", updates=5, bar=False)
    assert "cat" in own.vocabulary.tokens


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compare_on("short"), f"text: expected at least {LEAST:,} characters, got 5"),
        (lambda: compare_on(TEXT, "words"), f"text: expected at least {LEAST:,} words"),
        (lambda: compare_on(TEXT, "syllables"), "unit: expected"),
        (lambda: compare_on(3), "text: expected"),
        (lambda: compare_on(TEXT, updates=0), "updates: expected"),
    ],
)
def test_what_is_wrong_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
