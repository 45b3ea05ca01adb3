"""Recalling a bit: what is asked, how a training ends, and what the counts count."""

import numpy as np
import pytest

from rnncourse.batching import IGNORE
from rnncourse.experiments.recall import (
    STARTS,
    learn_to_recall,
    rates_that_solve,
    recall_batch,
    recall_network,
    share_recalled,
    solved_by_rate,
)
from rnncourse.experiments.study import Row, Rows
from rnncourse.scratch import SGD, Adam, spectral_radius


def test_the_bit_is_shown_first_and_asked_last():
    x, y = recall_batch(7, 50, rng=np.random.default_rng(0))
    assert np.array_equal(y[-1], x[0, :, 0] > 0) and (y[:-1] == IGNORE).all()
    assert (x[1:, :, 0] == 0).all() and set(np.unique(x[1:, :, 1])) == {-1, 1} and (x[0, :, 1] == 0).all()


@pytest.mark.parametrize("start", STARTS)
def test_a_start_is_what_its_name_says(start):
    layer = recall_network(start, rng=np.random.default_rng(0)).layer
    W, how = layer.params["W_hh"], start.split(",")[0]
    assert layer.nonlinearity == start.split(", ")[1].lower()
    if how == "orthogonal":
        np.testing.assert_allclose(W @ W.T, np.eye(16), atol=1e-6)
    elif how == "identity":
        assert np.array_equal(W, np.eye(16)) and not layer.params["b_h"].any()
    elif how == "radius 1":
        assert spectral_radius(W) == pytest.approx(1, abs=1e-5)
    else:
        assert abs(W).max() <= 0.25


def test_training_stops_as_soon_as_it_is_solved():
    learned = learn_to_recall("identity, ReLU", steps=5, updates=300, optimizer=Adam(0.003), clip=1.0, seed=0)
    assert learned.outcome == "solved" and learned.updates < 300 and learned.updates % 10 == 0
    assert share_recalled(learned.network, 5) >= 0.95


def test_an_overflow_is_an_outcome_and_another_error_is_not_swallowed():
    learned = learn_to_recall("identity, ReLU", steps=60, updates=50, optimizer=SGD(1e6), clip=None, seed=0)
    assert learned.outcome == "diverged" and learned.updates < 50
    with pytest.raises(ValueError, match="not enough values"):
        learn_to_recall("identity", steps=5, updates=10, optimizer=SGD(0.1), clip=None, seed=0)


def test_too_few_updates_do_not_solve_it():
    learned = learn_to_recall("default, tanh", steps=30, updates=20, optimizer=SGD(1e-4), clip=None, seed=0)
    assert (learned.outcome, learned.updates) == ("not solved", 20)


def test_solved_seeds_are_counted_by_rate():
    outcomes = {0.1: ["solved"] * 5, 0.2: ["solved"] * 4 + ["diverged"], 0.3: ["not solved"] * 5}
    rows = Rows(
        Row({"rate": rate, "seed": seed}, {"outcome": outcome}, 0.0)
        for rate, ended in outcomes.items()
        for seed, outcome in enumerate(ended)
    )
    assert solved_by_rate(rows) == {0.1: 5, 0.2: 4, 0.3: 0} and rates_that_solve(rows) == [0.1]
