"""Makers make the layers that they name; a budget is spent to the last unit it pays for."""

import numpy as np
import pytest

from rnncourse.experiments.cells import LAYERS, VARIANTS, matched, orthogonal_rnn, variant, with_bias
from rnncourse.scratch import GRU, LSTM, MGU, RNN, Network


def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("bias", [0, 1, 5])
def test_with_bias_adds_to_the_forget_gate_alone(bias):
    plain, biased = LSTM(3, 4, rng=rng()).params, with_bias(bias)(3, 4, rng=rng()).params
    assert np.allclose(biased["b_h"] - plain["b_h"], np.repeat([0, bias, 0, 0], 4))
    assert np.array_equal(biased["W_hh"], plain["W_hh"])


def test_an_orthogonal_rnn_changes_no_length():
    W = orthogonal_rnn(3, 8, rng=rng()).params["W_hh"]
    assert np.allclose(W @ W.T, np.eye(8), atol=1e-5)


def test_variants_are_those_of_greff_and_each_makes_another_layer():
    sizes = {name: sum(p.size for p in variant(name)(3, 4, rng=rng()).params.values()) for name in VARIANTS}
    block = 4 * (3 + 4 + 1)
    three = 3 * block
    assert sizes == {
        "full LSTM": 4 * block,
        "peepholes": 4 * block + 3 * 4,
        "coupled": three,
        "no input gate": three,
        "no forget gate": three,
        "no output gate": three,
    }


@pytest.mark.parametrize(("layer_of", "blocks", "biases"), [(RNN, 1, 1), (LSTM, 4, 1), (GRU, 3, 2), (MGU, 2, 1)])
@pytest.mark.parametrize(("D", "K", "budget"), [(24, 70, 30_000), (2, 1, 800), (16, 70, 6000)])
def test_matched_is_the_most_units_within_the_budget(layer_of, blocks, biases, D, K, budget):
    def parameters(H):
        return blocks * H * (D + H + biases) + K * (H + 1)

    H = matched(layer_of, D, K, budget)
    assert parameters(H) <= budget < parameters(H + 1)
    network = Network(layer_of(D, H, rng=rng()), K, rng=rng())
    assert network.size() == parameters(H)


def test_a_budget_that_pays_for_no_unit_is_refused():
    with pytest.raises(ValueError, match="budget: expected at least 6 parameters, those of one unit, got 5"):
        matched(RNN, 2, 1, 5)
    assert matched(RNN, 2, 1, 6) == 1


@pytest.mark.parametrize("name", LAYERS)
def test_every_named_layer_can_be_made_and_run(name):
    layer = LAYERS[name](3, 4, rng=rng())
    assert layer.forward(np.zeros((2, 1, 3), np.float32))[0].shape == (2, 1, 4)
