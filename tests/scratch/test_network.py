"""The network equals the same one in torch; it trains, evaluates and writes."""

import numpy as np
import pytest
import torch

from rnncourse.batching import stream_batches
from rnncourse.scratch import (
    IGNORE,
    RNN,
    SGD,
    Adam,
    Network,
    check_gradient,
    fit,
    generate,
    logprobs,
    softmax_cross_entropy,
    squared_error,
)


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
    assert grads.keys() == network.params.keys() == {"E", "W_xh", "W_hh", "b_h", "W_hy", "b_y"}
    errors = check_gradient(loss, network.params, grads)
    assert max(errors.values()) < 1e-6, errors


def test_network_gradients_equal_autograd():
    network, rng = make(), np.random.default_rng(1)
    x, y = rng.integers(0, 5, (6, 2)), rng.integers(0, 5, (6, 2))
    p = {name: torch.tensor(a, requires_grad=True) for name, a in network.params.items()}
    h, scores = torch.zeros(2, 4, dtype=torch.float64), []
    for x_t in torch.tensor(x):
        h = torch.tanh(p["E"][x_t] @ p["W_xh"].T + h @ p["W_hh"].T + p["b_h"])
        scores.append(h @ p["W_hy"].T + p["b_y"])
    want = torch.nn.functional.cross_entropy(torch.cat(scores), torch.tensor(y).reshape(-1))
    want.backward()
    got, _, cache = network.forward(x)
    loss, dscores = softmax_cross_entropy(got, y)
    assert loss == pytest.approx(want.item(), abs=1e-12)
    for name, g in network.backward(cache, dscores).items():
        np.testing.assert_allclose(g, p[name].grad.numpy(), atol=1e-10, err_msg=name)


def test_size_counts_every_parameter():
    assert make().size() == 5 * 3 + 4 * 3 + 4 * 4 + 4 + 5 * 4 + 5


def test_logprobs_do_not_depend_on_the_chunk():
    network, ids = make(), np.random.default_rng(2).integers(0, 5, 50)
    whole = logprobs(network, ids)
    assert whole.shape == (49,)
    for chunk in [1, 7, 49, 50]:
        np.testing.assert_allclose(logprobs(network, ids, chunk=chunk), whole, atol=1e-12)


def test_fit_learns_a_cycle_and_generate_writes_it():
    network = make(dtype=np.float32)
    ids = np.tile(np.arange(5), 60)
    batches = list(stream_batches(ids, 4, 10))
    history = fit(network, batches, optimizer=Adam(0.02), epochs=30, clip=1.0, carry_state=True, bar=False)
    assert len(history.loss) == len(history.norm) == 30 * len(batches)
    assert history.loss[-1] < 0.05 < history.loss[0]
    written = generate(network, ids[:7], 10, temperature=0, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(written, (np.arange(10) + 7) % 5)


def test_fit_carries_the_state_only_when_asked():
    """The second batch's target is the first batch's input: only a carried state can know it."""
    losses = {}
    for carry in [True, False]:
        rng = np.random.default_rng(0)
        network = Network(RNN(1, 8, rng=rng), 1, rng=rng)
        x = rng.integers(0, 2, (1, 64, 1)).astype(np.float32)
        batches = [(x, np.zeros_like(x)), (np.zeros_like(x), x)]
        history = fit(
            network,
            batches,
            optimizer=Adam(0.02),
            loss=squared_error,
            epochs=150,
            carry_state=carry,
            bar=False,
        )
        losses[carry] = history.loss[-1]
    assert losses[True] < 0.02 < 0.2 < losses[False]


def test_a_given_seed_trains_to_the_same_numbers():
    ids = np.random.default_rng(0).integers(0, 5, 200)
    runs = [fit(make(), stream_batches(ids, 4, 10), optimizer=SGD(0.5), bar=False).loss for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: logprobs(make(), np.array([1])), "ids: expected at least 2"),
        (lambda: logprobs(make(), np.array([1, 5])), "ids: expected ids below 5"),
        (lambda: generate(make(), [], 3, rng=np.random.default_rng(0)), "prompt: expected at least one id"),
        (lambda: fit(make(), [], optimizer=SGD(0.1), bar=False), "expected at least one batch"),
        (lambda: fit(make(), iter([]), optimizer=SGD(0.1), epochs=2, bar=False), "can be read once only"),
        (lambda: fit(make(), [], optimizer=SGD(0.1), epochs=0, bar=False), "epochs"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_fit_stops_with_a_reason_when_the_loss_is_no_number():
    rng = np.random.default_rng(0)
    network = Network(RNN(1, 2, nonlinearity="relu", rng=rng), 1, rng=rng)
    network.params["W_hh"][...] = 1e30
    batch = (np.ones((5, 1, 1), np.float32), np.ones((5, 1, 1), np.float32))
    with pytest.raises(ValueError, match="finite number"), np.errstate(all="ignore"):
        fit(network, [batch], optimizer=SGD(0.1), loss=squared_error, bar=False)
