"""The tasks ask what they say they ask."""

import numpy as np
import pytest

from rnncourse.batching import IGNORE
from rnncourse.datasets import adding_problem, balance, copy_task, oscillation


def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("steps", [2, 3, 10])
def test_adding_marks_one_number_in_each_half_and_asks_for_their_sum(steps):
    x, y = adding_problem(steps, 50, rng=rng())
    assert x.shape == (steps, 50, 2) and x.dtype == y.dtype == np.float32
    half = steps // 2
    assert (x[:half, :, 1].sum(axis=0) == 1).all() and (x[half:, :, 1].sum(axis=0) == 1).all()
    np.testing.assert_allclose(y[-1, :, 0], (x[:, :, 0] * x[:, :, 1]).sum(axis=0))
    assert np.isnan(y[:-1]).all()


def test_always_answering_one_has_an_error_of_a_sixth():
    _, y = adding_problem(4, 100_000, rng=rng())
    assert float(((y[-1] - 1) ** 2).mean()) == pytest.approx(1 / 6, abs=0.002)


def test_copy_shows_a_word_a_sign_and_asks_for_the_word():
    x, y = copy_task(5, 8, length=2, symbols=3, rng=rng())
    assert x.shape == (9, 8, 5) and y.shape == (9, 8) and (x.sum(axis=2) == 1).all()
    ids = x.argmax(axis=2)
    np.testing.assert_array_equal(ids[:2], y[-2:])
    assert (ids[[2, 3, 4, 5, 7, 8]] == 3).all() and (ids[6] == 4).all() and (y[:-2] == IGNORE).all()
    assert set(y[-2:].ravel()) == {0, 1, 2}
    x, _ = copy_task(5, 2, rng=rng())
    assert x.shape == (3 + 5 + 3, 2, 4 + 2)


def test_balance_says_who_is_ahead_at_each_step():
    x, y = balance(9, 40, rng=rng())
    assert x.shape == (9, 40, 2) and x.dtype == np.float32 and (x.sum(axis=2) == 1).all()
    ups, downs = x.cumsum(axis=0).transpose(2, 0, 1)
    np.testing.assert_array_equal(y, np.where(ups > downs, 2, np.where(ups < downs, 0, 1)))
    assert set(y.ravel()) == {0, 1, 2} and (y[0] != 1).all()


def test_no_forecast_of_the_oscillation_beats_its_noise():
    x, y = oscillation(200, 300, rng=rng())
    assert x.shape == y.shape == (200, 300, 1) and x.dtype == y.dtype == np.float32
    np.testing.assert_array_equal(x[1:], y[:-1])
    best = 1.342 * x[1:] - 0.655 * x[:-1]
    assert float(((best - y[1:]) ** 2).mean()) == pytest.approx(1, abs=0.02)
    assert float(y.var()) == pytest.approx(1.655 / (0.345 * (1.655**2 - 1.342**2)), rel=0.05)  # of an AR(2) process


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: adding_problem(1, 4, rng=rng()), "steps: expected at least 2"),
        (lambda: balance(5, 4, rng=0), "rng: expected a np.random.Generator, got 0"),
        (lambda: adding_problem(10, 0, rng=rng()), "batch_size: expected a whole number > 0, got 0"),
        (lambda: balance(0, 4, rng=rng()), "steps: expected a whole number > 0, got 0"),
        (lambda: oscillation(5, 1.5, rng=rng()), "batch_size: expected a whole number > 0, got 1.5"),
        (lambda: copy_task(0, 4, rng=rng()), "delay: expected a whole number > 0, got 0"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
