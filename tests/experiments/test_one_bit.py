"""Quotations of a text, and what counters and n-grams think of their end."""

import numpy as np
import pytest

from rnncourse.experiments.one_bit import closing_by, counted, inside, open_since, surprise, with_bit
from rnncourse.ngram import NGramModel
from rnncourse.text import Vocabulary, characters

TEXT = 'He said "no," and "yes."\n\n"Open\n\nnot "so"'


def test_distance_is_counted_from_the_opening_mark():
    since = open_since(TEXT)
    assert since.shape == (len(TEXT),)
    start, end = TEXT.index('"'), TEXT.index(',"') + 1
    assert since[start] == 0 and since[start + 1] == 1 and since[end] == end - start
    assert since[end + 1] == 0


def test_the_end_of_a_paragraph_closes_what_is_open():
    since = open_since(TEXT)
    assert since[TEXT.index("Open")] == 1
    assert since[TEXT.index("not")] == 0


def test_inside_holds_every_character_of_every_quotation():
    found = inside(TEXT)
    assert [TEXT[place] for place in found.places[found.closes]] == ['"'] * 3
    assert np.array_equal(found.since, open_since(TEXT)[found.places])
    assert found.number.max() == 3 and found.number[0] == 0  # the one left open counts
    lengths = found.per_quotation(np.ones(len(found.places)))
    assert lengths.tolist() == [4, 5, 4, 3]


def test_a_text_without_quotations_is_refused():
    with pytest.raises(ValueError, match="text: expected quotations"):
        inside("nobody speaks")


def test_surprise_is_that_of_what_happened():
    p, closes = np.array([0.25, 0.25, 0.0, 1.0]), np.array([True, False, True, False])
    got = surprise(p, closes)
    assert np.allclose(got[:2], [-np.log(0.25), -np.log(0.75)])
    assert np.isfinite(got).all() and got[2:].min() > 20


def test_a_counter_gives_shares_with_half_a_count_of_each():
    keys, closes = np.array([0, 0, 0, 2]), np.array([True, False, False, True])
    got = counted(keys, closes, np.array([0, 1, 2, 3]))
    assert np.allclose(got, [1.5 / 4, 0.5, 1.5 / 2, 0.5])


def test_a_model_is_asked_at_each_place_with_what_its_window_shows():
    vocabulary = Vocabulary.from_tokens(characters(TEXT))
    ids, V = vocabulary.encode(characters(TEXT)), len(vocabulary)
    mark, found = vocabulary.encode(['"'])[0], inside(TEXT)
    model = NGramModel(3, "kneser-ney").fit(ids, V)
    got = closing_by(model, ids, found.places, mark)
    in_one = np.exp(model.logprob(ids))[found.places]
    assert np.allclose(got[found.closes], in_one[found.closes])


def test_the_bit_is_in_the_id():
    since = open_since(TEXT)
    ids = np.arange(len(TEXT)) % 7
    told = with_bit(ids, since, 7)
    assert np.array_equal(told % 7, ids) and np.array_equal(told >= 7, since > 0)
