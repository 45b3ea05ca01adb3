"""One vector for a sequence: what is pooled, and that the gradients are right."""

import numpy as np
import pytest

from rnncourse.scratch import GRU, LSTM, RNN, Bidirectional, Network, Pooled, check_gradient, softmax_cross_entropy

POOLINGS = ("last", "mean", "attention")
LENGTHS = [None, np.array([4, 1, 3])]


def make(kind, pooling, dtype=np.float64):
    rng = np.random.default_rng(0)
    one = {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}.get(kind, LSTM)
    layer = one(2, 3, rng=rng, dtype=dtype)
    if kind == "Bidirectional":
        layer = Bidirectional(layer, one(2, 3, rng=rng, dtype=dtype))
    return Pooled(layer, pooling, rng=rng), rng.standard_normal((4, 3, 2)).astype(dtype), rng


@pytest.mark.parametrize("lengths", LENGTHS, ids=["whole", "lengths"])
@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize("kind", ["RNN", "LSTM", "GRU", "Bidirectional"])
def test_pooling_stands_finite_differences(kind, pooling, lengths):
    layer, x, rng = make(kind, pooling)
    network, targets = Network(layer, 2, rng=rng), np.array([[0, 1, 1]])

    def loss():
        return softmax_cross_entropy(network.forward(x, None, lengths)[0], targets)[0]

    scores, _, cache = network.forward(x, None, lengths)
    grads = network.backward(cache, softmax_cross_entropy(scores, targets)[1])
    dh, _ = network.output.backward(cache.output, softmax_cross_entropy(scores, targets)[1])
    dx, _, _ = layer.backward(cache.layer, dh)
    assert scores.shape == (1, 3, 2) and grads.keys() == network.params.keys()
    errors = check_gradient(loss, network.params | {"x": x}, grads | {"x": dx})
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize("kind", ["GRU", "Bidirectional"])
def test_last_is_the_state_after_everything_was_read(kind):
    layer, x, _ = make(kind, "last")
    y, state, _ = layer.forward(x, None, LENGTHS[1])
    want = state if kind == "GRU" else np.concatenate([state.forward.h, state.reverse.h], axis=1)
    np.testing.assert_array_equal(y[0], want)


@pytest.mark.parametrize("pooling", POOLINGS)
@pytest.mark.parametrize("kind", ["LSTM", "Bidirectional"])
def test_padding_changes_nothing_and_has_no_weight(kind, pooling):
    layer, x, _ = make(kind, pooling)
    y, _, cache = layer.forward(x, None, LENGTHS[1])
    for b, n in enumerate(LENGTHS[1]):
        np.testing.assert_allclose(layer.forward(x[:n, b : b + 1])[0][0, 0], y[0, b], atol=1e-12)
        assert not cache.weights[n:, b].any()
    np.testing.assert_allclose(cache.weights.sum(axis=0), 1)


def test_the_mean_is_the_mean_and_float32_stays_float32():
    layer, x, _ = make("RNN", "mean", np.float32)
    y, _, cache = layer.forward(x)
    np.testing.assert_allclose(y[0], layer.layer.forward(x)[0].mean(axis=0), rtol=1e-6)
    dx, _, grads = layer.backward(cache, np.ones_like(y))
    assert {a.dtype for a in (y, dx, *grads.values())} == {np.dtype(np.float32)}


def test_bad_input_is_refused():
    layer, x, rng = make("RNN", "mean")
    with pytest.raises(ValueError, match="pooling: expected one of last, mean, attention, got 'max'"):
        Pooled(layer.layer, "max", rng=rng)
    summed = Bidirectional(RNN(2, 3, rng=rng), RNN(2, 3, rng=rng), join="sum")
    with pytest.raises(ValueError, match="layer: expected a Bidirectional that joins by concat, got 'sum'"):
        Pooled(summed, "last", rng=rng)
    with pytest.raises(ValueError, match="lengths: expected at least 1 step in each sequence to pool, got 0"):
        layer.forward(x, None, np.array([4, 0, 2]))
    with pytest.raises(ValueError, match=r"dy: expected \(1, 3, 3\), got \(4, 3, 3\)"):
        layer.backward(layer.forward(x)[2], np.ones((4, 3, 3)))


def test_it_begins_in_the_state_of_its_layer():
    layer, x, _ = make("LSTM", "mean")
    begin = layer.initial_state(3)
    assert begin.h.shape == begin.c.shape == (3, 3)
    np.testing.assert_array_equal(layer.forward(x, begin)[0], layer.forward(x)[0])
