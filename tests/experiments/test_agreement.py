"""The language in which only the subject says which verb may come."""

import numpy as np
import pytest

from rnncourse.experiments.agreement import LEXICON, STARTS, SUBJECTS, VERBS, agreement, sentences


@pytest.mark.parametrize("gap", [0, 3, 7])
def test_a_verb_has_the_number_of_its_subject(gap):
    rows = sentences(400, gap, 3, np.random.default_rng(0))
    assert rows.shape == (400, STARTS + 2 + gap)
    subjects = [SUBJECTS.index(LEXICON[row[STARTS]]) for row in rows]
    verbs = [VERBS.index(LEXICON[row[-1]]) for row in rows]
    plural = np.array(subjects) >= len(SUBJECTS) // 2
    assert np.array_equal(plural, np.array(verbs) >= len(VERBS) // 2)
    assert 0.4 < plural.mean() < 0.6 and set(subjects) == set(range(len(SUBJECTS)))
    assert (rows[:, :STARTS] == 0).all()


def test_the_words_are_all_different():
    assert len(set(LEXICON)) == len(LEXICON) and len(SUBJECTS) % 2 == len(VERBS) % 2 == 0


@pytest.mark.parametrize("order", [2, 3, 5])
def test_accuracy_is_one_in_the_window_and_chance_beyond(order):
    shares = agreement(order, 2, seed=1, gaps=range(6), train=600, test=200)
    assert shares.shape == (6,)
    assert shares[: order - 1].min() > 0.9
    assert abs(shares[order - 1 :].mean() - 0.5) < 0.1


def test_a_model_without_a_context_can_only_tie_or_guess():
    assert abs(agreement(1, 2, seed=0, train=200, test=400).mean() - 0.5) < 0.1


def test_the_same_seed_gives_the_same_shares():
    first, again = (agreement(3, 4, seed=2, train=100, test=50) for _ in range(2))
    assert np.array_equal(first, again)


def test_an_order_that_sees_the_sentence_before_is_refused():
    with pytest.raises(ValueError, match="order: expected at most 7"):
        agreement(8, 2, seed=0)
