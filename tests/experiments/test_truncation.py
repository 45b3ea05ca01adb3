"""TBPTT(k1, k2): the gradients are those of the last k1 steps sent back k2, and the state is carried on."""

import numpy as np
import pytest

from rnncourse.batching import IGNORE
from rnncourse.experiments.truncation import echo_stream, learn_to_echo, truncated
from rnncourse.scratch import RNN, Adam, Network, clip_norm, softmax_cross_entropy


def network(seed=0):
    rng = np.random.default_rng(seed)
    return Network(RNN(1, 5, rng=rng, dtype=np.float64), 2, rng=rng)


class Still:
    """An optimizer that keeps the gradients and changes nothing."""

    def __init__(self):
        self.grads = []

    def step(self, params, grads):
        self.grads.append(grads)


def test_the_echo_comes_after_its_delay():
    x, y = echo_stream(9, 3, rng=np.random.default_rng(0))
    assert (y[:3] == IGNORE).all() and np.array_equal(y[3:], x[:-3, :, 0] > 0)


@pytest.mark.parametrize(("k1", "k2"), [(1, 4), (2, 6), (3, 3)])
def test_each_update_sends_the_loss_of_k1_steps_back_k2(k1, k2):
    x, y = echo_stream(12, 1, rng=np.random.default_rng(1))
    model, seen = network(), Still()
    back = truncated(model, x.astype(np.float64), y, k1=k1, k2=k2, optimizer=seen)
    assert len(seen.grads) == 12 // k1 - (k1 == 1)  # nothing is asked at the first step
    assert back == sum(min(end, k2) for end in range(k1, 13, k1))
    _, state, _ = model.forward(x[: 12 - k2].astype(np.float64)) if k2 < 12 else (None, None, None)
    asked = y[12 - k2 :].copy()
    asked[:-k1] = IGNORE
    scores, _, cache = model.forward(x[12 - k2 :].astype(np.float64), state)
    want = model.backward(cache, softmax_cross_entropy(scores, asked)[1])
    clip_norm(want, 1.0)
    for name, gradient in want.items():
        np.testing.assert_allclose(seen.grads[-1][name], gradient, atol=1e-12)


def test_k2_is_a_multiple_of_k1():
    with pytest.raises(ValueError, match="k2: expected a multiple of k1 = 4, got 6"):
        truncated(network(), *echo_stream(8, 1, rng=np.random.default_rng(0)), k1=4, k2=6, optimizer=Adam(0.1))


def test_a_short_echo_is_learned_in_a_longer_window():
    assert learn_to_echo(4, 8, delay=2, steps=2000, rate=0.01, seed=0).right > 0.9
