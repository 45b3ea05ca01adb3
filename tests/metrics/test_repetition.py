"""What is said twice is found, wherever it stands."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnncourse.metrics import longest_repeated_span


@pytest.mark.parametrize(
    ("tokens", "longest"),
    [("", 0), ("a", 0), ("abc", 0), ("abca", 1), ("aaaa", 3), ("abcabc", 3), ("xabcyabcz", 3), ([1, 2, 1, 2, 1], 3)],
)
def test_the_longest_span_that_stands_twice(tokens, longest):
    assert longest_repeated_span(tokens) == longest


@given(st.text("ab", max_size=12))
def test_it_is_the_longest_of_all_spans_that_stand_twice(text):
    spans = [(i, j) for i in range(len(text)) for j in range(i + 1, len(text) + 1)]
    twice = [j - i for i, j in spans if text.find(text[i:j], i + 1) >= 0]
    assert longest_repeated_span(text) == max(twice, default=0)
    assert longest_repeated_span(np.array([ord(c) for c in text], np.int64)) == max(twice, default=0)


def test_what_is_no_sequence_is_refused():
    with pytest.raises(ValueError, match="tokens: expected"):
        longest_repeated_span(3)
