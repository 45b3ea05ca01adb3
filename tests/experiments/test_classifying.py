"""The study of classifiers: what of a record its claims read, and the weights that ship."""

import numpy as np
import pytest

from rnncourse.experiments import classifying
from rnncourse.experiments.classifying import against_last, against_rivals, by_manner, right
from rnncourse.experiments.judging import ids_of, labels_of, said_by_model, texts
from rnncourse.experiments.study import Row, Rows
from rnncourse.experiments.weights import weights_path


@pytest.fixture(scope="module")
def rows():
    """Models that know the truth of reviews and are wrong in a share of them, the poolings with two seeds."""
    true = ids_of(texts("reviews", "test"), labels_of("reviews"))
    shares = {"last": 0.3, "mean": 0.1, "max": 0.3, "attention": 0.3, "naive Bayes": 0.3, "regression": 0.25}

    def said(model, seed):
        wrong = np.random.default_rng(seed).random(len(true)) < shares[model]
        return np.where(wrong, 1 - true, true) * 0.8 + 0.1

    return Rows(
        Row(
            {"data": "reviews", "model": model, "phase": "final", "seed": seed},
            {"test probabilities": said(model, seed).tolist()},
            0.0,
        )
        for model in shares
        for seed in (0, 1)
    )


def test_what_is_right_is_told_by_the_probabilities(rows):
    answers = right(rows, "reviews", "mean")
    assert answers.shape == (2, 253) and answers.mean() == pytest.approx(0.9, abs=0.05)


def test_poolings_meet_both_rivals_and_the_last_state_with_corrected_p_values(rows):
    found, corrected = against_rivals(rows, "reviews")
    assert len(found) == len(corrected) == 8
    assert found["mean", "naive Bayes"].gain.low > 0.1 and found["mean", "naive Bayes"].p < 0.001
    assert found["last", "regression"].gain.mean < 0
    assert (corrected >= [c.p for c in found.values()]).all()
    of_last, corrected = against_last(rows, "reviews")
    assert set(of_last) == {"mean", "max", "attention"} and corrected.min() < 0.05


def test_right_answers_are_told_apart_by_manner(rows):
    found = by_manner(rows, "reviews", "mean")
    assert set(found) == {f"{a}, {b}" for a in ("negative", "positive") for b in ("contrast", "irony", "plain")}
    assert all(0.5 < share <= 1 for share in found.values())


def test_the_weights_that_ship_judge_the_test_reviews_better_than_the_majority():
    model, test = classifying.trained_judge(), texts("reviews", "test")
    said = said_by_model(model, test.words).argmax(axis=1)
    assert (said == ids_of(test, labels_of("reviews"))).mean() > 0.6
    assert weights_path("classifying").stat().st_size < 400_000
