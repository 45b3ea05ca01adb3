"""One marker among sixty ids, and the class right after it."""

import numpy as np
import pytest

from rnncourse.experiments.pooling import accuracy, judge, learn_to_judge, marked


def test_the_marker_stands_once_and_the_class_follows_it():
    x, y, place = marked(200, np.random.default_rng(0))
    assert x.shape == (60, 200) and y.shape == (1, 200)
    assert ((x == 4).sum(axis=0) == 1).all()
    batch = np.arange(200)
    assert (x[place, batch] == 4).all() and (x[place + 1, batch] == y[0]).all()
    assert set(y[0]) == {0, 1, 2, 3}


@pytest.mark.parametrize("layer", ["LSTM", "GRU", "BiRNN"])
@pytest.mark.parametrize("pooling", ["last", "mean", "attention"])
def test_a_new_network_guesses(layer, pooling):
    x, y, _ = marked(300, np.random.default_rng(1))
    assert 0.1 < accuracy(judge(layer, pooling, np.random.default_rng(0)), x, y) < 0.5


def test_attention_learns_it_soon():
    network, curve = learn_to_judge("GRU", "attention", rate=0.02, seed=0)
    x, y, _ = marked(500, np.random.default_rng(2))
    assert accuracy(network, x, y) > 0.9 and len(curve) < 30
