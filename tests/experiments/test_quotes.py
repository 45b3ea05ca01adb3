"""Closing quotation marks: where is asked, what is changed, and what models with known memories say."""

import numpy as np
import pytest

from rnncourse.experiments.quotes import clause_ends, closing_quote, with_mark
from rnncourse.language_model import LanguageModel
from rnncourse.ngram import NGramModel
from rnncourse.scratch import GRU, Network
from rnncourse.text import Vocabulary, characters

PLAIN = "The miller went down to the river, and the river said nothing at all. "
TEXT = PLAIN * 12
VOCABULARY = Vocabulary.from_tokens(characters(TEXT + '"'))


class Remembers(LanguageModel):
    """Thinks a mark certain where it read one, at most `reach` characters ago; else it has no idea."""

    vocab_size = len(VOCABULARY)

    def __init__(self, reach):
        self.reach = reach

    def step(self, token, state):
        return np.log(self.distribution([token])), state

    def distribution(self, context=()):
        mark = VOCABULARY.encode(['"'])[0]
        p = np.full(self.vocab_size, 1e-3)
        p[mark] = 1 if mark in list(context)[-self.reach :] else 1e-3
        return p / p.sum()


def test_clauses_are_those_that_stand_in_no_quotation():
    text = PLAIN * 8 + 'She said: "No, never, not at all, not now, ' + PLAIN * 2
    places = clause_ends(text, before=100, room=60)
    assert all(text[at - 1] in ".,!?" and '"' not in text[at - 60 : at] for at in places)
    assert places and max(places) - text.index('"') > 60  # long after the mark one may ask again
    assert not [at for at in places if text.index('"') < at <= text.index('"') + 60]


def test_no_paragraph_ends_between_mark_and_question():
    text = PLAIN * 6 + "\n\n" + PLAIN * 6
    assert not [at for at in clause_ends(text, before=100, room=60) if 0 <= at - text.index("\n\n") < 60]


@pytest.mark.parametrize("distance", [3, 17, 60])
def test_a_mark_stands_before_a_word_so_far_back(distance):
    at = clause_ends(TEXT, room=80)[0]
    read = with_mark(TEXT, at, distance)
    assert len(read) == 250 and read.replace('"', "") == TEXT[at - 249 : at]
    back = len(read) - read.index('"') - 1
    assert distance <= back < distance + 10 and read[read.index('"') - 1] == " " != read[read.index('"') + 1]


def test_what_a_model_remembers_is_what_is_measured():
    closing = closing_quote(Remembers(30), VOCABULARY, TEXT, distances=(5, 15, 60))
    assert closing.times[0] > 5 and closing.times[1] > 5 and closing.times[2] == pytest.approx(1)


def test_an_n_gram_forgets_beyond_its_order():
    ids = VOCABULARY.encode(characters(TEXT + 'The river said "at all," and went. '))
    closing = closing_quote(NGramModel(4, "interpolated").fit(ids, len(VOCABULARY)), VOCABULARY, TEXT, distances=(20,))
    assert np.allclose(closing.opened[0], closing.plain)


def test_a_network_reads_all_contexts_side_by_side_as_one_by_one():
    rng = np.random.default_rng(0)
    V = len(VOCABULARY)
    network = Network(GRU(4, 6, rng=rng), V, vocab_size=V, rng=rng)
    together = closing_quote(network, VOCABULARY, TEXT, distances=(5,), most=3)

    class OneByOne(LanguageModel):
        vocab_size = V
        step = staticmethod(network.step)
        distribution = staticmethod(network.distribution)

    alone = closing_quote(OneByOne(), VOCABULARY, TEXT, distances=(5,), most=3)
    np.testing.assert_allclose(together.opened, alone.opened, rtol=1e-5)


def test_letters_may_be_hidden_and_a_text_without_a_clause_is_refused():
    seen = []
    closing_quote(Remembers(9), VOCABULARY, TEXT, distances=(5,), most=2, spelt=lambda text: seen.append(text) or text)
    assert len(seen) == 4 and sum('"' in text for text in seen) == 2
    with pytest.raises(ValueError, match="expected a clause 15 characters into its paragraph, got none"):
        closing_quote(Remembers(9), VOCABULARY, "no clause here", distances=(5,))
