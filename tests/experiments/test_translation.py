"""Who translates: the dictionary by hand, the neighbour, what is counted of what was written."""

import numpy as np
import pytest
import torch

from rnncourse.datasets import Pair
from rnncourse.experiments import translation
from rnncourse.experiments.translators import (
    Dictionary,
    constant,
    copied,
    learn_to_translate,
    nearest,
    new_translator,
    spread,
    word_counts,
)

PAIRS = [
    ("the house", "la casa"),
    ("the book", "el libro"),
    ("a book", "un libro"),
    ("the red house", "la casa roja"),
    ("a red book", "un libro rojo"),
]
SMALL = {"embedding_size": 6, "hidden_size": 8, "min_count": 1, "dropout": 0.0}


def em_by_hand(pairs, rounds):
    """IBM Model 1 with loops over words."""
    pairs = [(e.split(), f.split()) for e, f in pairs]
    t = {(e, f): 1.0 for source, target in pairs for e in source for f in target}
    for _ in range(rounds):
        counts = dict.fromkeys(t, 0.0)
        for source, target in pairs:
            for f in target:
                whole = sum(t[e, f] for e in source)
                for e in source:
                    counts[e, f] += t[e, f] / whole
        t = {(e, f): c / sum(v for (other, _), v in counts.items() if other == e) for (e, f), c in counts.items()}
    return t


@pytest.mark.parametrize("rounds", [1, 3, 8])
def test_the_dictionary_is_ibm_model_1(rounds):
    dictionary, by_hand = Dictionary(PAIRS, rounds=rounds), em_by_hand(PAIRS, rounds)
    for (e, f), share in by_hand.items():
        assert dictionary.likely(e, f) == pytest.approx(share)
    assert dictionary.likely("house", "libro") == 0 and dictionary.likely("cat", "libro") == 0
    assert dictionary.translate(["a cat"])[0][1] == "cat"


def test_the_neighbour_and_the_copy():
    assert nearest(PAIRS, ["the red houses", "a book !"]) == [["la", "casa", "roja"], ["un", "libro"]]
    assert copied(["the house."]) == [["the", "house", "."]]
    assert " ".join(constant(PAIRS, PAIRS[:1])) == "la casa"
    assert word_counts(PAIRS)["libro"] == 3


def test_a_translator_knows_the_words_that_stand_often_enough():
    translator = new_translator(PAIRS, seed=0, **SMALL | {"min_count": 2})
    assert set(translator.source.tokens) == {"<pad>", "<start>", "<stop>", "<unk>", "the", "house", "book", "a", "red"}
    sources, _ = translator.ids([("the cat", "la casa")])
    assert sources[0].tolist() == [translator.source.ids["the"], translator.source.unknown]


@pytest.fixture(scope="module")
def taught():
    return learn_to_translate(PAIRS, PAIRS[:2], seed=0, rate=0.05, epochs=60, batch_size=2, attention="dot", **SMALL)


def test_it_learns_a_few_pairs_by_heart_and_a_beam_of_one_says_the_same(taught):
    translator, history = taught
    sentences = [source for source, _ in PAIRS]
    assert [" ".join(tokens) for tokens in translator.translate(sentences)] == [target for _, target in PAIRS]
    assert [translator.decode(best) for best, *_ in translator.search(sentences, 1)] == translator.translate(sentences)
    assert len(history.validation) == 5 * 60 and history.validation[-1] < 0.1
    assert translator.nats(PAIRS[:2]) == pytest.approx(min(history.validation), abs=1e-6)


def test_it_tells_where_it_looked(taught):
    read, written, weights = taught[0].look("the house")
    assert read == ["the", "house"] and written == ["la", "casa", "<stop>"] and weights.shape == (3, 2)
    blind = new_translator(PAIRS, seed=0, **SMALL)
    with pytest.raises(ValueError, match="^model: expected one with attention, got one without"):
        blind.look("the house")


def test_forced_and_free_agree_until_the_first_wrong_word(taught):
    translator = taught[0]
    figures = translation.exposure(translator, PAIRS)
    assert figures["forced"][:3] == figures["free"][:3] == [1, 1, 1]
    wrong = [("the house", "el libro roja")]  # it says "la casa" and stops
    figures = translation.exposure(translator, wrong)
    assert figures["forced"][0] == figures["free"][0] == 0
    torch.manual_seed(0)
    untaught = new_translator(PAIRS, seed=1, attention=None, **SMALL)
    figures = translation.exposure(untaught, PAIRS)
    assert figures["forced"][0] == figures["free"][0]


def test_beams_of_one_are_greedy_by_sum_and_by_mean(taught, monkeypatch):
    monkeypatch.setattr(translation, "WIDTHS", (1, 3))
    figures = translation.beams(taught[0], [Pair(*pair, "toy") for pair in PAIRS])
    assert figures["bleu by sum"][0] == figures["bleu by mean"][0] and set(figures["length by mean"]) == {1.0}


def test_words_are_found_by_how_often_training_had_them(monkeypatch):
    monkeypatch.setattr(translation, "training_pairs", lambda: [Pair("a", "uno " * 10 + "dos", "toy")])
    pairs = [Pair("x", "uno uno dos tres", "toy")]
    found = translation.found_by_count([["uno", "tres", "tres"]], pairs)
    assert found == {"found": [1, 0, 1, 0], "words": [1, 1, 2, 0]}  # never, up to 9 times, up to 99, more


def test_sentences_are_right_by_their_length():
    pairs = [Pair("a " * n, "", "toy") for n in (1, 5, 6, 9, 10)]
    right = translation.right_by_length(np.array([True, False, True, True, False]), pairs)
    assert right == {"right by length": [1, 1, 1, 0], "all by length": [2, 1, 1, 1]}


def test_small_test_sets_spread_wider():
    rng = np.random.default_rng(0)
    target = [[str(t) for t in rng.integers(0, 30, 8)] for _ in range(300)]
    got = [[t if rng.random() < 0.8 else "?" for t in s] for s in target]
    low, high = (np.array(spread(got, target)[name]) for name in ("low", "high"))
    assert ((high - low)[:-1] > 1.5 * (high - low)[1:]).all()
