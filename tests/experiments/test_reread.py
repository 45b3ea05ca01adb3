"""A recurrent layer whose states are read again: its gradient, what it may look at, its budget."""

import numpy as np
import pytest

from rnncourse.experiments.reread import HEADS, MODELS, Rereading, reader
from rnncourse.scratch import GRU, RNN, check_gradient

RNG = np.random.default_rng


@pytest.mark.parametrize("kind", [RNN, GRU])
def test_gradients_are_those_of_finite_differences(kind):
    rng = RNG(0)
    layer = Rereading(kind(3, 4, rng=rng, dtype=np.float64), heads=2, rng=rng)
    x, dy = rng.standard_normal((5, 2, 3)), rng.standard_normal((5, 2, 4))
    state, dstate = rng.standard_normal((2, 2, 4))
    _, _, cache = layer.forward(x, state)
    dx, before, grads = layer.backward(cache, dy, dstate)

    def loss():
        y, after, _ = layer.forward(x, state)
        return float((y * dy).sum() + (after * dstate).sum())

    errors = check_gradient(loss, layer.params | {"x": x, "state": state}, grads | {"x": dx, "state": before})
    assert max(errors.values()) < 1e-6


def test_without_a_gradient_from_above_the_last_state_alone_is_heard():
    rng = RNG(1)
    layer = Rereading(RNN(3, 4, rng=rng, dtype=np.float64), heads=4, rng=rng)
    _, _, cache = layer.forward(rng.standard_normal((3, 2, 3)))
    _, _, grads = layer.backward(cache, None, np.ones((2, 4)))
    assert not grads["attention.W_q"].any() and grads["layer.W_xh"].any()


def test_it_reads_again_what_was_read_and_nothing_else():
    rng = RNG(2)
    layer = Rereading(RNN(3, 4, rng=rng, dtype=np.float64), heads=2, rng=rng)
    x = rng.standard_normal((6, 1, 3))
    y, state, _ = layer.forward(x)
    np.testing.assert_array_equal(state, layer.layer.forward(x)[1])
    np.testing.assert_allclose(y[:4], layer.forward(x[:4])[0], atol=1e-12)
    h = layer.layer.forward(x)[0]
    np.testing.assert_allclose(y - h, layer.attention.forward(h)[0], atol=1e-12)
    assert layer.initial_state(5).shape == (5, 4)


def test_both_models_stay_within_the_budget_and_come_near_it():
    for model in MODELS:
        network = reader(model, 64, 45_000, rng=RNG(0))
        size = network.size() - network.params["embedding.E"].size
        assert 0.94 * 45_000 < size <= 45_000 and network.layer.hidden_size % HEADS == 0
    assert isinstance(network.layer, Rereading) and network.layer.attention.heads == HEADS
