"""The registers, the rivals, and how a training ends."""

import numpy as np
import pytest

from rnncourse.experiments import gates
from rnncourse.experiments.gates import error_on, learn_to_keep, registers
from rnncourse.experiments.rivals import identity_rnn


def test_a_register_holds_what_was_written_last():
    x, y = registers(12, 40, rng=np.random.default_rng(0), count=2)
    assert x.shape == (12, 40, 5) and np.isnan(y[:-1]).all()
    for b in range(40):
        (asked,) = np.flatnonzero(x[-1, b, 3:])
        written = np.flatnonzero(x[:, b, 1 + asked])
        assert y[-1, b, 0] == x[written[-1], b, 0] and written[0] < 6
    assert not x[:-1, :, 3:].any() and not x[-1, :, 1:3].any()


def test_the_identity_copies_a_positive_state():
    layer = identity_rnn(2, 4, rng=np.random.default_rng(0))
    h = np.full((1, 4), 0.3, np.float32)
    assert np.array_equal(layer.step(np.zeros((1, 2), np.float32), h)[0], h)


def test_a_gru_learns_a_short_sum():
    kept = learn_to_keep("adding", "GRU", steps=6, updates=400, rate=0.02, seed=0)
    assert kept.error < 0.02 and kept.updates <= 400


def test_a_run_that_diverges_counts_as_all_its_updates():
    kept = learn_to_keep("adding", "RNN, identity + ReLU", steps=300, updates=100, rate=1e4, seed=0)
    assert kept.error == np.inf and kept.updates == 100


def test_arms_have_about_as_many_parameters():
    sizes = [learn_to_keep("registers", m, steps=4, updates=0, rate=0.1, seed=0).network.size() for m in gates.RIVALS]
    assert max(sizes) <= gates.BUDGET < 1.1 * min(sizes)


def test_the_error_is_that_of_the_last_answer():
    kept = learn_to_keep("registers", "RNN", steps=8, updates=0, rate=0.1, seed=0)
    x, y = registers(8, 50, rng=np.random.default_rng(1))
    scores = kept.network.forward(x)[0]
    assert error_on(kept.network, (x, y)) == pytest.approx(((scores[-1] - y[-1]) ** 2).mean(), rel=1e-5)
