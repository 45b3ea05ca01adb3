import time

import nltk
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rnncourse.metrics import (
    accuracy,
    bits_per_character,
    character_error_rate,
    distinct,
    edit_distance,
    longest_copied_span,
    perplexity,
    word_error_rate,
)


def test_perplexity_of_a_fair_choice_is_the_number_of_choices():
    assert perplexity(np.full((3, 4), np.log(1 / 6))) == pytest.approx(6)
    assert bits_per_character(np.log([1 / 8] * 5)) == pytest.approx(3)


@given(st.lists(st.floats(1e-6, 1), min_size=1))
def test_perplexity_is_two_to_the_bits(probabilities):
    logprobs = np.log(probabilities)
    assert perplexity(logprobs) == pytest.approx(2 ** bits_per_character(logprobs))


def test_one_impossible_token_makes_perplexity_infinite():
    assert perplexity([-1.0, -np.inf]) == np.inf
    assert bits_per_character([-np.inf]) == np.inf
    assert perplexity([-1000.0]) == np.inf


def test_certainty_has_perplexity_one_also_when_float32_rounded_it():
    assert perplexity([0.0]) == 1 and bits_per_character([0.0]) == 0
    assert perplexity(np.array([1e-7], np.float32)) == pytest.approx(1)


@pytest.mark.parametrize("metric", [perplexity, bits_per_character])
@pytest.mark.parametrize(
    "logprobs, message",
    [([], "at least one"), ([np.nan, -1], "finite numbers, got nan"), ([0.5, -1], "none above 0, got 0.5")],
)
def test_what_are_no_logprobs_is_refused(metric, logprobs, message):
    with pytest.raises(ValueError, match=f"logprobs: .*{message}"):
        metric(logprobs)


def test_accuracy_is_the_share_of_equal_entries():
    assert accuracy([[1, 2], [3, 4]], [[1, 0], [3, 4]]) == 0.75
    with pytest.raises(ValueError, match=r"predicted: expected the shape of target, \(3,\), got \(2,\)"):
        accuracy([1, 2], [1, 2, 3])
    with pytest.raises(ValueError, match="target: expected at least one"):
        accuracy([], [])


@pytest.mark.parametrize(
    "sample, text, span",
    [
        ("xxthe catyy", "on the cat's mat", 7),
        ("abc", "abc", 3),
        ("abc", "xyz", 0),
        ("", "abc", 0),
        ("abc", "", 0),
    ],
)
def test_longest_copied_span_by_hand(sample, text, span):
    assert longest_copied_span(sample, text) == span


@given(st.text("ab", max_size=12), st.text("abc", max_size=12))
def test_longest_copied_span_equals_trying_every_span(sample, text):
    spans = [sample[i:j] for i in range(len(sample)) for j in range(i + 1, len(sample) + 1)]
    assert longest_copied_span(sample, text) == max((len(span) for span in spans if span in text), default=0)


def test_longest_copied_span_of_lists_counts_whole_tokens():
    assert longest_copied_span("on the mat he".split(), "the cat sat on the mat the".split()) == 3
    assert longest_copied_span(["zebra", "yak"], ["cat"]) == 0
    assert longest_copied_span([3, 1, 2], [1, 2, 3]) == 2


def test_longest_copied_span_refuses_a_str_against_a_list():
    with pytest.raises(ValueError, match="sample: expected a list as text is, got str"):
        longest_copied_span("cat", ["c", "a", "t"])


def test_longest_copied_span_of_2000_in_200000_characters_takes_seconds_and_not_minutes():
    rng = np.random.default_rng(0)
    text = "".join(rng.choice(list("ab c"), 200_000))
    sample = text[77_000:78_000] + "".join(rng.choice(list("ab c"), 1_000))
    begin = time.process_time()
    assert longest_copied_span(sample, text) >= 1_000
    assert longest_copied_span(sample[1_000:], text) < 50
    # 0.1 s on a free machine; searching every span of every length anew would take minutes.
    assert time.process_time() - begin < 10


def test_distinct_is_one_without_repetition_and_small_with():
    assert distinct("abcd", 2) == 1
    assert distinct("aaaa", 1) == 0.25
    assert distinct("the cat the cat".split(), 2) == pytest.approx(2 / 3)
    assert distinct(np.array([1, 2, 1, 2]), 2) == pytest.approx(2 / 3)


def test_distinct_refuses_lengths_that_do_not_fit():
    with pytest.raises(ValueError, match="n: expected a whole number > 0, got 0"):
        distinct("abc", 0)
    with pytest.raises(ValueError, match="tokens: expected at least 4 tokens.*got 3"):
        distinct("abc", 4)


@pytest.mark.parametrize("make", [list, tuple, np.array, torch.tensor])
def test_lists_arrays_and_tensors_score_the_same(make):
    text, sample = [3, 1, 2, 1, 2], [1, 2, 1, 3]
    for a, b in [(make(sample), make(text)), (make(sample), text), (sample, make(text))]:
        assert edit_distance(a, b) == 2 and edit_distance(a, a) == 0
        assert longest_copied_span(a, b) == 3
        assert character_error_rate([a, a], [b, b]) == 2 / 5
        assert word_error_rate([a], [b]) == 2 / 5
    assert distinct(make(text), 1) == 3 / 5 and distinct(make(text), 2) == 3 / 4
    assert accuracy(make(text), text) == 1
    assert perplexity(make([-1.0, -2.0])) == pytest.approx(np.exp(1.5))


@given(st.text("abc", max_size=8), st.text("abcd", max_size=8))
def test_edit_distance_equals_nltks_and_is_the_same_both_ways(a, b):
    assert edit_distance(a, b) == nltk.edit_distance(a, b) == edit_distance(b, a)


def test_edit_distance_takes_labels_as_well_as_characters():
    assert edit_distance("kitten", "sitting") == 3
    assert edit_distance(np.array([1, 2, 3]), [1, 3]) == 1
    assert edit_distance([], "ab") == 2 and edit_distance("ab", "") == 2


def test_character_error_rate_counts_edits_in_all_texts_together():
    assert character_error_rate(["12", "3456"], ["12", "3446"]) == pytest.approx(1 / 6)  # not the mean of 0 and 1/4
    assert character_error_rate(["", "123"], ["1", "1"]) == pytest.approx(3 / 2)
    assert character_error_rate([[1, 2]], [np.array([1, 3])]) == pytest.approx(1 / 2)
    assert character_error_rate([""], ["12"]) == 1 and character_error_rate(["a"], ["a"]) == 0


def test_word_error_rate_counts_words():
    assert word_error_rate(["the  cat sat"], ["the cat sat down"]) == pytest.approx(1 / 4)
    assert word_error_rate([["one", "two"]], [["one", "ten"]]) == pytest.approx(1 / 2)


@pytest.mark.parametrize("rate", [character_error_rate, word_error_rate])
def test_error_rates_refuse_what_they_cannot_count(rate):
    with pytest.raises(ValueError, match="expected lists of texts, got a single str"):
        rate("12", "12")
    with pytest.raises(ValueError, match="predicted: expected 2 texts, one for each target, got 1"):
        rate(["1"], ["1", "2"])
    with pytest.raises(ValueError, match="target: expected at least one character"):
        rate(["1"], [""])


def test_one_ngram_is_enough_to_be_distinct():
    assert distinct([1, 2], 2) == 1.0
