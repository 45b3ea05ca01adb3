from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import softmax

from rnncourse.decoding import distribution, draw, sample

LOGITS = np.array([0.3, -1.2, 2.0, 2.0, -4.0])
vectors = st.lists(st.floats(-30, 30), min_size=1, max_size=7).map(np.array)


@given(vectors, st.floats(0.05, 20))
def test_temperature_is_a_softmax_of_scaled_logits(logits, temperature):
    np.testing.assert_allclose(distribution(logits, temperature), softmax(logits / temperature), atol=1e-12)


@given(vectors, st.floats(0, 5), st.none() | st.integers(1, 9), st.none() | st.floats(0.01, 1))
def test_every_distribution_sums_to_one_and_is_nowhere_negative(logits, temperature, top_k, top_p):
    p = distribution(logits, temperature, top_k, top_p)
    assert p.dtype == np.float64 and p.shape == logits.shape
    assert p.sum() == pytest.approx(1) and (p >= 0).all()


def test_temperature_zero_is_greedy_and_takes_the_first_of_equals():
    assert distribution(LOGITS, 0).tolist() == [0, 0, 1, 0, 0]
    assert distribution(LOGITS, 1e-300, top_k=3)[2:4].tolist() == [0.5, 0.5]


def test_low_temperature_sharpens_and_high_flattens():
    largest = [distribution(LOGITS, t).max() for t in (0.2, 0.5, 1, 2, 1000)]
    assert largest == sorted(largest, reverse=True)
    assert distribution(LOGITS, 1e9) == pytest.approx(np.full(5, 0.2))


@given(vectors, st.integers(1, 9))
def test_top_k_keeps_exactly_the_k_likeliest_in_proportion(logits, k):
    p = distribution(logits, top_k=k)
    kept = np.sort(np.argsort(-logits, kind="stable")[:k])
    assert np.flatnonzero(p).tolist() == kept.tolist()
    np.testing.assert_allclose(p[kept], softmax(logits[kept]), atol=1e-12)


@given(st.lists(st.integers(1, 12), min_size=1, max_size=6), st.floats(0.01, 0.99))
def test_nucleus_keeps_the_smallest_set_that_reaches_p(weights, top_p):
    p = np.array(weights) / sum(weights)
    kept = np.flatnonzero(distribution(np.log(p), top_p=top_p))
    assert p[kept].sum() >= top_p - 1e-9
    for smaller in combinations(range(len(p)), len(kept) - 1):  # no set of one token less reaches it
        assert p[list(smaller)].sum() < top_p + 1e-9


def test_nucleus_by_hand():
    logits = np.log([0.1, 0.5, 0.15, 0.25])
    assert distribution(logits, top_p=0.7) == pytest.approx([0, 2 / 3, 0, 1 / 3])
    assert distribution(logits, top_p=0.3) == pytest.approx([0, 1, 0, 0])
    assert distribution(logits, top_p=1) == pytest.approx([0.1, 0.5, 0.15, 0.25])


def test_nucleus_is_taken_from_what_top_k_left():
    logits = np.log([0.4, 0.3, 0.2, 0.1])
    assert distribution(logits, top_k=2, top_p=0.5) == pytest.approx([1, 0, 0, 0])  # 0.4 / 0.7 reaches 0.5
    assert distribution(logits, top_p=0.5) == pytest.approx([4 / 7, 3 / 7, 0, 0])


@pytest.mark.parametrize("options", [{}, {"temperature": 0}, {"top_k": 2}, {"top_p": 0.6, "temperature": 0.7}])
def test_a_batch_equals_its_rows(options):
    logits = np.random.default_rng(0).normal(size=(4, 6))
    rows = np.array([distribution(row, **options) for row in logits])
    np.testing.assert_allclose(distribution(logits, **options), rows, atol=1e-15)


def test_a_forbidden_token_has_probability_zero_and_logits_stay_as_they_were():
    logits = np.array([1.0, -np.inf, 1.0], np.float32)
    assert distribution(logits, top_k=3).tolist() == [0.5, 0, 0.5]
    assert logits.tolist() == [1, -np.inf, 1]


def test_sample_draws_in_proportion():
    p = np.array([0.2, 0.0, 0.7, 0.1])
    with np.errstate(divide="ignore"):
        ids = sample(np.log(np.tile(p, (20_000, 1))), rng=np.random.default_rng(0))
    assert ids.shape == (20_000,) and ids.dtype == np.int64
    assert np.bincount(ids, minlength=4) / 20_000 == pytest.approx(p, abs=0.015)


def test_sample_of_a_vector_is_an_int_and_repeats_with_the_seed():
    drawn = [[sample(LOGITS, rng=rng) for _ in range(9)] for rng in map(np.random.default_rng, (1, 1, 2))]
    assert drawn[0] == drawn[1] != drawn[2]
    assert type(drawn[0][0]) is int


def test_sample_obeys_its_options():
    rng = np.random.default_rng(0)
    assert {sample(LOGITS, temperature=0, rng=rng) for _ in range(50)} == {2}
    assert {sample(LOGITS, top_k=2, rng=rng) for _ in range(50)} == {2, 3}
    assert {sample(LOGITS, top_p=0.3, rng=rng) for _ in range(50)} == {2}


class Fixed(np.random.Generator):
    """A generator whose every number is `u`."""

    def __init__(self, u):
        super().__init__(np.random.PCG64(0))
        self.u = u

    def random(self, shape):
        return np.full(shape, self.u)


@pytest.mark.parametrize("u", [0.0, 1 - 2**-53])
def test_draw_never_takes_a_token_of_probability_zero_at_the_ends(u):
    assert draw(np.array([0, 0.3, 0, 0.7, 0]), rng=Fixed(u)) == (1 if u == 0 else 3)


def test_draw_takes_weights_that_do_not_sum_to_one():
    for u, expected in [(0.1, 0), (0.3, 1), (0.9, 1)]:
        assert draw([1, 3], rng=Fixed(u)) == expected
    assert draw([[1, 3], [3, 1]], rng=Fixed(0.5)).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ([0.0, 0.0], "a sum above 0, got 0"),
        ([1e-300, 0.0], "a sum above 0, got 1e-300"),
        ([[0, 1], [0, 0]], "a sum above 0, got 0"),
        ([np.nan, 0.5], r"finite numbers, got nan at index \(0,\)"),
        ([0.5, np.nan], r"finite numbers, got nan at index \(1,\)"),
        ([np.inf, 1], "finite numbers, got inf"),
        ([-1.0, 0.5], "numbers from 0 up, got -1"),
        ([1.0, -0.5], "numbers from 0 up, got -0.5; were logits passed"),
    ],
)
def test_draw_refuses_what_is_no_distribution(wrong, message):
    with pytest.raises(ValueError, match=f"probabilities: expected {message}"):
        draw(wrong, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    "options, message",
    [
        ({"temperature": -0.1}, "temperature: expected a number from 0 to .*, got -0.1"),
        ({"temperature": np.nan}, "temperature: .*got nan"),
        ({"temperature": np.inf}, "temperature: .*got inf"),
        ({"top_k": 0}, "top_k: expected a whole number from 1 up; None keeps all, got 0"),
        ({"top_p": 0.0}, r"top_p: expected a probability in \(0, 1\], got 0"),
        ({"top_p": 1.5}, r"top_p: .*got 1.5"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        sample(LOGITS, **options, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    "logits, message",
    [
        ([1, 2], "expected floats, got dtype int"),
        ([1.0, np.nan], r"nan at index \(1,\)"),
        ([1.0, np.inf], "got inf"),
        ([-np.inf, -np.inf], "at least one token that is not forbidden"),
        (1.0, r"expected shape \(V,\) or \(B, V\), got \(\)"),
        (np.ones((2, 2, 2)), r"got \(2, 2, 2\)"),
        (np.ones((0,)), r"got \(0,\)"),
    ],
)
def test_what_are_no_logits_is_refused(logits, message):
    with pytest.raises(ValueError, match=f"logits: .*{message}"):
        distribution(logits)
