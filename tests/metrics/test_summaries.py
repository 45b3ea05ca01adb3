"""ROUGE by hand, and what a summary invents."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnncourse.metrics import invented, rouge

WORDS = st.lists(st.sampled_from("a b c d e".split()), min_size=1, max_size=8)


def longest_common(a, b):
    """The length of the longest common subsequence, by recursion."""
    if not a or not b:
        return 0
    if a[0] == b[0]:
        return 1 + longest_common(a[1:], b[1:])
    return max(longest_common(a[1:], b), longest_common(a, b[1:]))


def test_rouge_by_hand():
    found = rouge(["the cat sat on the mat"], ["the cat lay on a mat, the old one"])
    assert found.rouge1[0] == pytest.approx(2 * (5 / 6) * (5 / 9) / (5 / 6 + 5 / 9))  # the, cat, on, the, mat
    assert found.rouge2[0] == pytest.approx(2 * (1 / 5) * (1 / 8) / (1 / 5 + 1 / 8))  # the cat
    assert found.rougeL[0] == pytest.approx(2 * (4 / 6) * (4 / 9) / (4 / 6 + 4 / 9))  # the cat on mat


@given(WORDS, WORDS)
def test_rouge_l_is_the_longest_common_subsequence(a, b):
    common = longest_common(a, b)
    assert rouge([" ".join(a)], [" ".join(b)]).rougeL[0] == pytest.approx(2 * common / (len(a) + len(b)))


@given(WORDS)
def test_a_text_is_like_itself(a):
    found = rouge([" ".join(a)], [" ".join(a)])
    assert found.rouge1[0] == found.rougeL[0] == 1 and found.rouge2[0] == (len(a) > 1)


def test_case_and_marks_do_not_count_and_an_empty_text_is_like_nothing():
    found = rouge(["Lock SHUT!", ""], ["lock, shut", "lock"])
    np.testing.assert_array_equal(found.rougeL, [1, 0])


def test_invented_words_are_checked_words_and_numbers_that_the_source_has_not():
    source = "the lock at aldry is shut for nine days from 5.40".split()
    checked = {"aldry", "nine", "ten", "pell"}
    assert invented("aldry shut nine days".split(), source, checked) == []
    assert invented("pell open ten weeks from 5.40 to 6.30".split(), source, checked) == ["pell", "ten", "6.30"]
    assert invented([], source, checked) == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: rouge("a", ["a"]), "predicted: expected a list of texts, got 'a'"),
        (lambda: rouge(["a"], ["a", "b"]), "predicted: expected 2 texts, one for each target, got 1"),
        (lambda: rouge([], []), "predicted: expected at least one text, got none"),
        (lambda: rouge([1], ["a"]), r"predicted\[0\]: expected a str, got 1"),
        (lambda: invented(["a"], ["a"], "a"), "checked: expected a set or list of words, got 'a'"),
        (lambda: invented(5, ["a"], {"a"}), "predicted: expected a list of tokens, got 5"),
    ],
)
def test_what_was_not_meant_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
