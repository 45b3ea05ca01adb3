"""Taggers are told right from wrong word by word, NLTK's and ours alike."""

import nltk
import numpy as np
import pytest

from rnncourse import datasets
from rnncourse.experiments import tagging
from rnncourse.experiments.study import Row, Rows
from rnncourse.experiments.tagging import (
    ambiguous,
    by_tale,
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
    figures = tagging.run_tagger({"model": "forward LSTM", "epochs": 1, "rate": 0.01, "seed": 0, "phase": "final"})
    assert 0.3 < figures["accuracy"] < 1 and 0 < figures["unknown"] < 1


def test_ambiguous_words_have_several_tags_in_training_in_either_case():
    known = [[("The", "DET"), ("run", "NOUN")], [("they", "PRON"), ("Run", "VERB")]]
    assert ambiguous(known, [[("RUN", "X"), ("the", "DET"), ("walk", "VERB")]]).tolist() == [True, False, False]


def test_answers_are_counted_tale_by_tale():
    tales = datasets.load_tagged_tales("valid")
    assert [s for part in tales.values() for s in part] == datasets.load_tagged("valid")
    sizes = [sum(map(len, sentences)) for sentences in tales.values()]
    assert by_tale(np.ones(sum(sizes), bool), "valid") == sizes
    first = np.arange(sum(sizes)) < sizes[0]
    assert by_tale(first, "valid") == [sizes[0], *[0] * (len(sizes) - 1)]


def test_a_search_chooses_by_validation_and_judges_once():
    arms = [({"model": "a"}, "rate", (0.01, 0.03, 0.09), 3.0), ({"model": "b"}, "rounds", (2, 4), 2.0)]
    best, rows = {"a": 0.09, "b": 4}, Rows()
    while todo := rows.lacking(tagging.searched_plan(rows, arms, range(7, 9))):
        found = [-abs(np.log(s.get("rate", s.get("rounds")) / best[s["model"]])) for s in todo]
        rows = Rows([*rows, *(Row(s, {"accuracy": a}, 0.0) for s, a in zip(todo, found, strict=True))])
    assert rows.values("rate", phase="final") == [0.09] and rows.values("rounds", phase="final") == [4]
    assert all(isinstance(rounds, int) for rounds in rows.values("rounds"))
    assert len(rows.where(model="a", phase="search")) == 8 and len(rows.where(phase="final")) == 10
    assert tagging.searched_inside(rows, arms)
    cut = Rows(row for row in rows if row.settings.get("rate", 0) <= 0.09)
    assert not tagging.searched_inside(cut, arms)
