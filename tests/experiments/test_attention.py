"""Words are spelled with ids of one vocabulary; what is right is counted letter by letter."""

import numpy as np
import pytest

from rnncourse.experiments.attention import (
    LENGTHS,
    LETTERS,
    drill,
    learn_to_write,
    length_held,
    letters_right,
    pair_batch,
    random_words,
    words_by_length,
    written,
)


def test_special_tokens_come_first_and_letters_after_them():
    assert (LETTERS.pad, LETTERS.start, LETTERS.stop) == (0, 1, 2)
    words = random_words(np.random.default_rng(0), 2000, 2, 5)
    assert {len(word) for word in words} == {2, 3, 4, 5}
    assert set(LETTERS.decode(np.concatenate(words))) == set("abcdefghijklmnopqrstuvwxyz")


@pytest.mark.parametrize(("backwards", "written_of"), [(False, ["abc", "z"]), (True, ["cba", "z"])])
def test_a_batch_holds_the_words_and_what_is_to_be_written(backwards, written_of):
    batch = pair_batch([LETTERS.encode("abc"), LETTERS.encode("z")], backwards=backwards)
    target = ["".join(LETTERS.decode(column)) for column in batch.target.T.tolist()]
    assert target == [written_of[0] + "<stop>", written_of[1] + "<stop><pad><pad>"]
    assert "".join(LETTERS.decode(batch.source[:, 1].tolist())) == "z<pad><pad>"
    assert batch.source_lengths.tolist() == [3, 1]


def test_the_drill_draws_words_of_one_to_twelve_letters():
    batch = drill(backwards=True)(np.random.default_rng(0))
    assert batch.source.shape == (12, 64) and set(batch.source_lengths.tolist()) == set(range(1, 13))


class Writes:
    """A model that writes the words it is asked to copy, but the first letter of each as "q"."""

    def predict(self, batch):
        tokens = batch.target.numpy().copy()
        tokens[0] = LETTERS.encode("q")
        return tokens[:-1], None


def test_letters_are_right_each_in_its_place_and_a_stop_is_no_letter():
    words = [LETTERS.encode("abcd"), LETTERS.encode("xy")]
    assert letters_right(Writes(), words, backwards=False) == pytest.approx(4 / 6)
    got, wanted, weights = written(Writes(), words, backwards=False)
    assert got.shape == wanted.shape == (5, 2) and weights is None
    assert (got[4] == LETTERS.pad).all()


def test_the_test_words_have_every_length():
    words = words_by_length(7)
    assert tuple(words) == LENGTHS and all(
        len(some) == 7 and {len(w) for w in some} == {n} for n, some in words.items()
    )


@pytest.mark.parametrize(
    ("right", "held"),
    [
        ([1.0] * 12, 20.0),
        ([0.8] + [0.0] * 11, 0.5),
        ([1, 1, 1, 0.8] + [0] * 8, 3.5),
        ([1] * 7 + [0.9, 0.7, 1, 1, 1], 8),
    ],
)
def test_the_length_held_is_where_the_line_falls_below(right, held):
    assert length_held(right) == pytest.approx(held)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [None, "additive", "general", "dot"])
def test_one_letter_is_soon_learned(kind):
    def draw(rng):
        return pair_batch(random_words(rng, 32, 1, 1), backwards=False)

    model = learn_to_write(kind, draw, seed=0, updates=100)
    words = random_words(np.random.default_rng(5), 50, 1, 1)
    assert letters_right(model, words, backwards=False) > 0.5
    assert (written(model, words, backwards=False).weights is None) == (kind is None)
