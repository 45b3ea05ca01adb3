"""Intervals cover what they should, and corrections correct."""

import numpy as np
import pytest

from rnncourse.statistics import holm, paired_bootstrap, permutation_test


def rng(seed=0):
    return np.random.default_rng(seed)


def test_an_interval_covers_the_true_difference_about_as_often_as_it_says():
    draw = rng(1)
    hits = 0
    for _ in range(300):
        unit = draw.normal(size=40)
        a, b = unit + 0.5 + draw.normal(0, 0.3, 40), unit + draw.normal(0, 0.3, 40)
        found = paired_bootstrap(a, b, resamples=400, rng=draw)
        hits += found.low <= 0.5 <= found.high
    assert 0.89 <= hits / 300 <= 0.98


def test_pairing_sees_what_the_units_hide():
    unit = rng(2).normal(0, 10, 50)
    assert paired_bootstrap(unit + 0.1, unit, rng=rng()).excludes_zero
    assert not paired_bootstrap(unit, rng=rng()).excludes_zero


def test_weights_count():
    found = paired_bootstrap([0.0, 1.0], weights=[1, 3], rng=rng())
    assert found.mean == 0.75 and found.low == 0.0 and found.high == 1.0
    assert paired_bootstrap([0.0, 1.0, 5.0], weights=[1, 1, 0], rng=rng()).high == 1.0


def test_a_permutation_test_of_few_is_exact():
    assert permutation_test([1.0, 2, 3], [11.0, 12, 13], paired=False, rng=rng()) == pytest.approx(2 / 20)
    assert permutation_test([1.0, 2, 3], [2.0, 4, 6], paired=True, rng=rng()) == pytest.approx(2 / 8)


def test_holm_by_hand():
    """Holm 1979: the smallest times the number of tests, the next times one less, never smaller than the one before."""
    np.testing.assert_allclose(holm([0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(holm([0.9, 0.8]), [1.0, 1.0])


@pytest.mark.parametrize(
    "call",
    [
        lambda: paired_bootstrap([1.0], rng=rng()),
        lambda: paired_bootstrap([1.0, np.nan], rng=rng()),
        lambda: paired_bootstrap([1.0, 2.0], [1.0], rng=rng()),
        lambda: paired_bootstrap([1.0, 2.0], [1.0, 2.0, 3.0], rng=rng()),
        lambda: paired_bootstrap([1.0, 2.0], weights=[-1, 2], rng=rng()),
        lambda: paired_bootstrap([1.0, 2.0], weights=[0, 0], rng=rng()),
        lambda: paired_bootstrap([1.0, 2.0], level=1.0, rng=rng()),
        lambda: paired_bootstrap([1.0, 2.0], resamples=0, rng=rng()),
        lambda: paired_bootstrap([1.0, 2.0], rng=0),
        lambda: permutation_test([1.0, 2.0], [1.0], paired=True, rng=rng()),
        lambda: permutation_test([1.0, 2.0, 3.0], [1.0, 2.0], paired=True, rng=rng()),
        lambda: holm([]),
        lambda: holm([0.5, 1.5]),
        lambda: holm([np.nan]),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ValueError, match="expected"):
        call()
