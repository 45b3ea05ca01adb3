"""Taggers are told right from wrong word by word, NLTK's and ours alike."""

import nltk
import numpy as np
import pytest

from rnncourse.experiments import tagging
from rnncourse.experiments.tagging import (
    counting_tagger,
    lowered,
    perceptron,
    right,
    right_by_model,
    train_tagger,
    unknown,
)
from rnncourse.models.tagger import Lexicon

TRAIN = [
    [("The", "DET"), ("dog", "NOUN"), ("runs", "VERB")],
    [("A", "DET"), ("cat", "NOUN"), ("sees", "VERB"), ("the", "DET"), ("dog", "NOUN")],
] * 20
TEST = [[("the", "DET"), ("cat", "NOUN"), ("dances", "VERB")], [("Dogs", "NOUN")]]


def test_right_answers_for_each_word_in_order():
    tagger = nltk.UnigramTagger(TRAIN, backoff=nltk.DefaultTagger("NOUN"))
    assert right(tagger, TEST).tolist() == [True, True, False, True]
    assert right(tagger, TEST).mean() == pytest.approx(tagger.accuracy(TEST))


@pytest.mark.parametrize("name", tagging.COUNTING)
def test_counting_taggers_learn_what_they_saw(name):
    assert right(counting_tagger(name, TRAIN, "NOUN"), TRAIN).all()


def test_lowered_changes_words_alone():
    assert lowered(TEST)[1] == [("dogs", "NOUN")] and TEST[1] == [("Dogs", "NOUN")]


def test_unknown_words_are_those_in_no_training_sentence_in_either_case():
    assert unknown(TRAIN, [*TEST, [("CAT", "NOUN")]]).tolist() == [False, False, True, True, False]


def test_the_perceptron_of_one_seed_is_always_the_same():
    weights = [perceptron(TRAIN, seed=seed, rounds=2).model.weights for seed in (1, 1)]
    assert weights[0] == weights[1]


def test_a_trained_tagger_is_judged_word_by_word_within_each_sentence():
    lexicon = Lexicon(TRAIN)
    model = train_tagger(lexicon, TRAIN, seed=0, epochs=20, embedding_size=8, hidden_size=8)
    answers = right_by_model(model, lexicon, TEST)
    assert answers.dtype == bool and answers.shape == (4,)
    assert answers[:2].all()
    assert right_by_model(model, lexicon, TRAIN).mean() > 0.95
    one_by_one = np.concatenate([right_by_model(model, lexicon, [sentence]) for sentence in TEST])
    assert np.array_equal(answers, one_by_one)


def test_a_tag_that_the_lexicon_lacks_is_never_right():
    lexicon = Lexicon(TRAIN)
    model = train_tagger(lexicon, TRAIN, seed=0, epochs=1, embedding_size=8, hidden_size=8)
    assert right_by_model(model, lexicon, [[("dog", "X"), ("cat", "X")]]).tolist() == [False, False]


def test_counting_taggers_are_asked_in_both_cases():
    kept, lower = (tagging.run_tagger({"model": "most frequent tag", "case": case}) for case in ("kept", "lower"))
    assert lower["accuracy"] > kept["accuracy"]
    always = tagging.run_tagger({"model": "one tag"})
    assert always["accuracy"] < 0.3 < 0.6 < always["unknown"]


def test_a_network_is_run_as_its_settings_say():
    figures = tagging.run_tagger({"model": "forward LSTM", "epochs": 1, "seed": 0})
    assert 0.3 < figures["accuracy"] < 1 and 0 < figures["unknown"] < 1
