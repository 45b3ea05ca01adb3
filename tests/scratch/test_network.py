"""The network equals the same one in torch; it evaluates and writes."""

import numpy as np
import pytest
import torch

from rnncourse.scratch import (
    GRU,
    IGNORE,
    LSTM,
    RNN,
    Network,
    Pooled,
    Stacked,
    check_gradient,
    softmax_cross_entropy,
)
from rnncourse.scratch.layer import joined
from tests.language_model_contract import check_language_model

NAMES = {"embedding.E", "layer.W_xh", "layer.W_hh", "layer.b_h", "output.W_hy", "output.b_y"}


def make(vocab_size=5, dtype=np.float64, seed=0):
    rng = np.random.default_rng(seed)
    return Network(RNN(3, 4, rng=rng, dtype=dtype), vocab_size, vocab_size=vocab_size, rng=rng)


@pytest.mark.parametrize("lengths", [None, [6, 2]])
def test_every_gradient_of_the_network_stands_finite_differences(lengths):
    network, rng = make(), np.random.default_rng(1)
    x, y = rng.integers(0, 5, (6, 2)), rng.integers(0, 5, (6, 2))
    y[3, 0] = IGNORE

    def loss():
        return softmax_cross_entropy(network.forward(x, None, lengths)[0], y)[0]

    scores, _, cache = network.forward(x, None, lengths)
    grads = network.backward(cache, softmax_cross_entropy(scores, y)[1])
    assert grads.keys() == network.params.keys() == NAMES
    errors = check_gradient(loss, network.params, grads)
    assert max(errors.values()) < 1e-6, errors


def test_network_gradients_equal_autograd():
    network, rng = make(), np.random.default_rng(1)
    x, y = rng.integers(0, 5, (6, 2)), rng.integers(0, 5, (6, 2))
    p = {name: torch.tensor(a, requires_grad=True) for name, a in network.params.items()}
    short = {name.partition(".")[2]: tensor for name, tensor in p.items()}
    h, scores = torch.zeros(2, 4, dtype=torch.float64), []
    for x_t in torch.tensor(x):
        h = torch.tanh(short["E"][x_t] @ short["W_xh"].T + h @ short["W_hh"].T + short["b_h"])
        scores.append(h @ short["W_hy"].T + short["b_y"])
    want = torch.nn.functional.cross_entropy(torch.cat(scores), torch.tensor(y).reshape(-1))
    want.backward()
    got, _, cache = network.forward(x)
    loss, dscores = softmax_cross_entropy(got, y)
    assert loss == pytest.approx(want.item(), abs=1e-12)
    for name, g in network.backward(cache, dscores).items():
        np.testing.assert_allclose(g, p[name].grad.numpy(), atol=1e-10, err_msg=name)


def test_size_counts_every_parameter():
    assert make().size() == 5 * 3 + 4 * 3 + 4 * 4 + 4 + 5 * 4 + 5


def test_logprob_does_not_depend_on_the_chunk():
    network, ids = make(), np.random.default_rng(2).integers(0, 5, 50)
    whole = network.logprob(ids)
    assert whole.shape == (50,)
    for chunk in [1, 7, 49, 50]:
        np.testing.assert_allclose(network.logprob(ids, chunk=chunk), whole, atol=1e-12)
    np.testing.assert_allclose(network.logprob(ids[20:], context=ids[:20], chunk=7), whole[20:], atol=1e-12)


@pytest.mark.parametrize("cell", [RNN, LSTM, GRU])
def test_a_network_keeps_the_contract_of_a_language_model(cell):
    rng = np.random.default_rng(0)
    check_language_model(Network(cell(3, 4, rng=rng, dtype=np.float64), 5, vocab_size=5, rng=rng))
    stacked = Stacked([cell(3, 4, rng=rng), cell(4, 4, rng=rng)], dropout=0.5)
    check_language_model(Network(stacked, 5, vocab_size=5, rng=rng), atol=1e-6)


def test_a_network_that_has_read_nothing_knows_nothing():
    assert make().logprob([3])[0] == pytest.approx(-np.log(5))
    np.testing.assert_allclose(make().distribution(), np.full(5, 0.2))


def test_the_distribution_after_a_context_is_that_of_the_scores():
    network, ids = make(), np.random.default_rng(2).integers(0, 5, 9)
    scores = network.forward(ids[:, None])[0][-1, 0]
    np.testing.assert_allclose(network.distribution(ids), np.exp(scores) / np.exp(scores).sum(), atol=1e-12)


def test_two_linear_layers_do_not_collide_and_every_parameter_is_trained():
    rng = np.random.default_rng(0)
    below = Network(RNN(3, 4, rng=rng), 4, rng=rng)
    names = joined({"below": below.params, "above": below.output.params})
    assert len(names) == len(below.params) + 2


@pytest.mark.parametrize(
    "wrap", [lambda layer: layer, lambda layer: Pooled(layer, "mean", rng=np.random.default_rng(0))]
)
def test_dropout_acts_where_a_generator_is_given_and_nowhere_else(wrap):
    rng = np.random.default_rng(0)
    layer = Stacked([RNN(3, 50, rng=rng), RNN(50, 4, rng=rng)], dropout=0.9)
    network, x = Network(wrap(layer), 2, rng=rng), rng.standard_normal((6, 2, 3)).astype(np.float32)
    still = network.forward(x)[0]
    np.testing.assert_array_equal(network.forward(x)[0], still)
    dropped = network.forward(x, rng=np.random.default_rng(1))[0]
    assert np.abs(dropped - still).max() > 1e-3


def number_reader():
    rng = np.random.default_rng(0)
    return Network(RNN(3, 4, rng=rng), 5, rng=rng)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: make().logprob([]), "ids: expected at least one id"),
        (lambda: make().logprob([1, 5]), "ids: expected ids below 5"),
        (lambda: make().logprob([1], context=[7]), "context: expected ids below 5"),
        (lambda: make().logprob([1, 2], chunk=0), "chunk: expected a whole number > 0"),
        (lambda: make().step(5, None), "token: expected ids below 5"),
        (lambda: number_reader().logprob([1]), "network: expected a language model"),
        (lambda: number_reader().sample(3, rng=np.random.default_rng(0)), "network: expected a language model"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
