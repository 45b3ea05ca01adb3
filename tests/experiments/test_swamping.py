"""The parts of a gradient by distance add up to it, and each is that of its distance."""

import numpy as np
import pytest

from rnncourse.experiments.swamping import shares_by_distance, text_windows
from rnncourse.scratch import GRU, RNN, Network, softmax_cross_entropy


@pytest.fixture(params=[RNN, GRU])
def case(request):
    rng = np.random.default_rng(0)
    network = Network(request.param(3, 5, rng=rng, dtype=np.float64), 7, vocab_size=7, rng=rng)
    return network, rng.integers(0, 7, (6, 2)), rng.integers(0, 7, (6, 2))


def test_the_shares_add_up_to_one(case):
    assert shares_by_distance(*case).share.sum() == pytest.approx(1)


def test_the_shortest_distance_is_the_gradient_when_nothing_is_sent_back(case):
    """Windows of one step have distance 0 alone."""
    network, x, y = case
    found = shares_by_distance(network, x[:1], y[:1], "W_xh")
    assert found.share.tolist() == [1] and found.length.tolist() == [1]


def test_the_lengths_are_those_of_gradients_of_single_steps(case):
    network, x, y = case
    scores, _, cache = network.forward(x)
    d = softmax_cross_entropy(scores, y)[1]
    whole = network.backward(cache, d)["layer.W_xh"]
    found = shares_by_distance(network, x, y, "W_xh")
    last = d.copy()
    last[:-1] = 0
    furthest = network.backward(cache, last)["layer.W_xh"] - _without_first(network, x, last)
    assert found.share[-1] == pytest.approx((furthest * whole).sum() / (whole * whole).sum())


def _without_first(network, x, d):
    """The gradient of the same loss with the first step's input kept apart: what reaches W_xh from steps 2 on."""
    _, state, _ = network.forward(x[:1])
    scores, _, cache = network.forward(x[1:], state)
    return network.backward(cache, d[1:])["layer.W_xh"]


def test_windows_are_spread_over_the_text():
    x, y = text_windows(np.arange(100), count=3, steps=10)
    assert x[0].tolist() == [0, 44, 89] and np.array_equal(y, x + 1)
