"""What the studies of classifiers share: what is said keeps its order, plans choose by validation, groups are drawn."""

import numpy as np
import pytest
import torch

from rnncourse.experiments import judging
from rnncourse.experiments.judging import (
    BAYES,
    REGRESSION,
    Texts,
    compare,
    counting,
    counting_plan,
    figures_of,
    ids_of,
    inside,
    labels_of,
    network_plan,
    said_by_counts,
    said_by_model,
    say_majority,
    texts,
    train_classifier,
)
from rnncourse.experiments.study import Row, Rows

LABELS = ("bad", "good")


def made(count, seed=0):
    """Texts whose label is told by one word of three to seven."""
    rng = np.random.default_rng(seed)
    labels = [LABELS[k] for k in rng.integers(2, size=count)]
    read = [[*rng.choice(["the", "tea", "was"], rng.integers(2, 7)), "cold" if y == "bad" else "hot"] for y in labels]
    return Texts([[str(w) for w in t] for t in read], labels, [str(i // 2) for i in range(count)], [""] * count)


def test_reviews_come_in_lower_case_words_with_their_groups():
    train, valid = texts("reviews", "train"), texts("reviews", "valid")
    assert labels_of("reviews") == ("negative", "positive") and labels_of("messages") == ("ham", "spam")
    assert len(train.words) == len(train.labels) == len(train.groups) == len(train.manners) == 917
    assert all(word == word.lower() for text in train.words for word in text)
    assert not set(train.groups) & set(valid.groups)


def test_a_network_learns_and_what_it_says_is_in_the_order_of_the_texts():
    train, valid = made(80), made(40, 1)
    options = dict(embedding_size=6, hidden_size=6, dropout=0.0)
    model, history = train_classifier(train, valid, LABELS, seed=0, rate=0.02, epochs=10, **options)
    said = said_by_model(model, valid.words)
    assert (said.argmax(axis=1) == ids_of(valid, LABELS)).all()
    np.testing.assert_allclose(np.exp(said).sum(axis=1), 1, atol=1e-9)
    one = model.predict(model.batch(valid.words[3:4])).probabilities[0]
    np.testing.assert_allclose(said[3], np.log(one), atol=1e-5)
    assert history.validation[history.best_epoch] == min(history.validation) < 0.2


def test_training_is_the_same_whatever_was_drawn_before():
    train, valid = made(40), made(20, 1)
    found = []
    for before in (1, 2):
        torch.manual_seed(before)
        model, _ = train_classifier(train, valid, LABELS, seed=3, epochs=2, embedding_size=4, hidden_size=4)
        found.append(said_by_model(model, valid.words))
    np.testing.assert_array_equal(*found)


@pytest.mark.parametrize("name", [BAYES, REGRESSION])
def test_counting_models_find_the_word_that_tells(name):
    train, valid = made(80), made(40, 1)
    model = counting(name, (2, 1), 1.0).fit(train.words, train.labels)
    said = said_by_counts(model, valid.words, LABELS)
    assert (said.argmax(axis=1) == ids_of(valid, LABELS)).all()


def test_a_class_that_was_never_seen_is_all_but_impossible():
    model = counting(BAYES, (1, 1), 1.0).fit([["hot"], ["cold"]], ["good", "bad"])
    said = said_by_counts(model, [["hot"]], ("bad", "odd", "good"))
    assert said[0, 1] == pytest.approx(np.log(1e-12)) and said[0].argmax() == 2


def test_the_majority_says_the_shares_of_the_training_texts():
    train = made(30)
    said = say_majority(train, LABELS)([["tea"], ["hot"]])
    share = train.labels.count("good") / 30
    np.testing.assert_allclose(np.exp(said), [[1 - share, share]] * 2)


def test_figures_speak_of_the_right_class_and_the_temperature_is_of_the_validation():
    valid, test = made(40, 1), made(50, 2)

    def say(read):
        truth = np.array([text[-1] == "hot" for text in read])
        truth[:5] = ~truth[:5]  # five mistakes
        p = np.where(truth, 0.999, 0.001)
        return np.log(np.stack([1 - p, p], axis=1))

    found = figures_of(say, valid, test, LABELS)
    assert found["accuracy"] == 0.9 and found["temperature"] > 2
    assert found["cooled loss"] < found["loss"] and found["cooled ece"] < found["ece"] == pytest.approx(0.099)
    assert set(figures_of(say, valid, None, LABELS)) == {"valid"}


def row(settings, valid):
    return Row(settings, {"valid": valid}, 0.0)


def test_a_counting_model_is_searched_on_each_kind_of_features_and_the_best_of_all_is_final():
    arm, rows = {"model": REGRESSION, "data": "x"}, Rows()
    best = {"words": 16.0, "words and pairs": 64.0}
    todo = counting_plan(rows, arm, list(best))
    while todo[0]["phase"] == "search":
        losses = [abs(np.log(s["strength"] / best[s["features"]])) + 0.1 * (s["features"] == "words") for s in todo]
        rows = Rows([*rows, *map(row, todo, losses)])
        todo = counting_plan(rows, arm, list(best))
    assert todo == [arm | {"features": "words and pairs", "strength": 64.0, "phase": "final"}]
    assert 256.0 in rows.values("strength", features="words and pairs")
    final = Rows([*rows, *(row(s, 0.0) for s in todo)])
    assert inside(final, "strength", features="words and pairs")
    assert not inside(Rows([r for r in final if r.settings["strength"] <= 64]), "strength", features="words and pairs")


def test_a_network_has_its_seeds_at_the_rate_that_is_best_on_the_mean():
    arm = {"model": "max"}
    first = network_plan(Rows(), arm, (0.1, 0.2, 0.4), (7, 8), (0, 1))
    assert [(s["rate"], s["seed"]) for s in first] == [(r, s) for r in (0.1, 0.2, 0.4) for s in (7, 8)]
    rows = Rows(row(s, abs(s["rate"] - 0.2) + s["seed"]) for s in first)
    assert network_plan(rows, arm, (0.1, 0.2, 0.4), (7, 8), (0, 1)) == [
        arm | {"rate": 0.2, "seed": s, "phase": "final"} for s in (0, 1)
    ]


def test_two_models_are_compared_on_groups_not_on_texts():
    groups = [str(i // 10) for i in range(200)]  # twenty groups that stand and fall together
    ours = np.repeat(np.arange(20) % 3 > 0, 10)
    theirs = np.repeat(np.arange(20) % 2 > 0, 10)
    as_groups = compare(ours, theirs, groups, np.random.default_rng(0))
    as_texts = compare(ours, theirs, [str(i) for i in range(200)], np.random.default_rng(0))
    assert as_groups.gain.mean == pytest.approx(ours.mean() - theirs.mean())
    assert as_groups.gain.high - as_groups.gain.low > 2 * (as_texts.gain.high - as_texts.gain.low)
    assert as_groups.p > as_texts.p
    assert compare(ours, ours, groups, np.random.default_rng(0)).p == 1.0


def test_seeds_are_averaged():
    seeds = np.array([[1, 0, 1, 0], [1, 1, 1, 0]])
    found = compare(seeds, np.zeros(4), ["a", "a", "b", "c"], np.random.default_rng(0))
    assert found.gain.mean == pytest.approx(0.625)


def test_every_name_of_a_corpus_has_its_words():
    assert set(judging.LABELS) == {"reviews", "messages", "polarity", "films"}
