"""The loop for networks by hand: lengths reach the loss, dropout acts, it stops early and keeps the best weights."""

import numpy as np
import pytest

from rnncourse.scratch import (
    GRU,
    RNN,
    SGD,
    Adam,
    Network,
    Pooled,
    Stacked,
    fit,
    softmax_cross_entropy,
    squared_error,
)
from rnncourse.training import History


def make(seed=0, **options):
    rng = np.random.default_rng(seed)
    return Network(RNN(3, 4, rng=rng, dtype=np.float64), 5, vocab_size=5, rng=rng)


def batches(n=4, lengths=None):
    rng = np.random.default_rng(1)
    drawn = [(rng.integers(0, 5, (6, 3)), rng.integers(0, 5, (6, 3))) for _ in range(n)]
    return drawn if lengths is None else [(*batch, np.array(lengths)) for batch in drawn]


def test_lengths_reach_the_network_and_the_loss():
    (x, y, lengths) = batches(1, [6, 2, 4])[0]
    network = make()
    scores, _, cache = network.forward(x, None, lengths)
    want, dscores = softmax_cross_entropy(scores, y, lengths)
    norm = np.sqrt(sum((g**2).sum() for g in network.backward(cache, dscores).values()))
    history = fit(make(), [(x, y, lengths)], optimizer=SGD(0.1), bar=False)
    assert history.loss == [want] and history.norm == [pytest.approx(norm)]
    spoiled = y.copy()
    spoiled[2:, 1] = (spoiled[2:, 1] + 1) % 5
    assert fit(make(), [(x, spoiled, lengths)], optimizer=SGD(0.1), bar=False).loss == [want]
    assert fit(make(), [(x, spoiled)], optimizer=SGD(0.1), bar=False).loss != [want]


def test_a_pooled_network_has_one_output_whatever_the_lengths():
    rng = np.random.default_rng(0)
    network = Network(Pooled(GRU(2, 3, rng=rng), "mean", rng=rng), 2, rng=rng)
    x, y = rng.standard_normal((6, 3, 2)).astype(np.float32), np.array([[0, 1, 1]])
    history = fit(network, [(x, y, np.array([6, 1, 3]))], optimizer=Adam(0.05), epochs=60, bar=False)
    assert history.loss[-1] < 0.2 < history.loss[0]


def test_dropout_acts_in_training_when_there_is_a_generator():
    def losses(rng):
        draw = np.random.default_rng(0)
        layer = Stacked([RNN(3, 30, rng=draw), RNN(30, 4, rng=draw)], dropout=0.9)
        network = Network(layer, 5, vocab_size=5, rng=draw)
        return fit(network, batches(), optimizer=SGD(0.1), rng=rng, bar=False).loss

    assert losses(None) == losses(None)
    assert losses(np.random.default_rng(1)) == losses(np.random.default_rng(1))
    assert losses(np.random.default_rng(1)) != losses(None)


def test_it_stops_early_and_ends_with_the_best_weights():
    network, values, seen = make(), iter([3.0, 1.0, 2.0, 1.5, 0.1]), []

    def validate():
        seen.append({name: array.copy() for name, array in network.params.items()})
        return next(values)

    history = fit(network, batches(), optimizer=Adam(0.05), epochs=9, validate=validate, patience=2, bar=False)
    assert history.validation == [3.0, 1.0, 2.0, 1.5] and history.best_epoch == 1 and len(history.loss) == 16
    for name, array in network.params.items():
        np.testing.assert_array_equal(array, seen[1][name])
        assert not np.array_equal(array, seen[-1][name])


def test_it_stops_at_the_goal_with_freshly_drawn_batches():
    drawn, values = [], iter([0.9, 0.5, 0.4, 0.3])

    def draw():
        drawn.append(batches(2))
        return drawn[-1]

    history = fit(make(), draw, optimizer=SGD(0.1), epochs=9, validate=lambda: next(values), goal=0.5, bar=False)
    assert history.validation == [0.9, 0.5] and len(drawn) == 2 and len(history.loss) == 4


def test_histories_of_equal_runs_are_equal_and_have_a_norm_a_step():
    runs = [fit(make(), batches(), optimizer=SGD(0.5), epochs=2, clip=0.1, bar=False) for _ in range(2)]
    assert isinstance(runs[0], History) and runs[0] == runs[1]
    assert len(runs[0].norm) == 8 and max(runs[0].norm) > 0.1, "the norm before clipping"


def test_clipping_bounds_the_step():
    network = make()
    before = {name: array.copy() for name, array in network.params.items()}
    fit(network, batches(1), optimizer=SGD(1.0), clip=0.01, bar=False)
    moved = sum(((array - before[name]) ** 2).sum() for name, array in network.params.items())
    assert np.sqrt(moved) == pytest.approx(0.01, rel=1e-6)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 0}, "epochs: expected a whole number > 0, got 0"),
        ({"clip": -1}, "clip: expected a number > 0"),
        ({"patience": 2}, "patience: expected a validate function"),
        ({"goal": 0.1}, "goal: expected a validate function"),
        ({"rng": 0}, "rng: expected a np.random.Generator, got 0"),
        ({"validate": lambda: float("nan")}, "validate: expected a number, got NaN"),
        ({"loss": lambda scores, y: (float("nan"), scores)}, "loss: expected a finite number, got nan at step 0"),
        ({"loss": lambda scores, y: (float("-inf"), scores)}, "loss: expected a finite number, got -inf at step 0"),
    ],
)
def test_a_wrong_argument_is_named(options, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        fit(make(), batches(), optimizer=SGD(0.1), bar=False, **options)


def test_a_squared_error_with_lengths_trains_too():
    rng = np.random.default_rng(0)
    network = Network(RNN(2, 8, rng=rng), 1, rng=rng)
    x = rng.standard_normal((5, 16, 2)).astype(np.float32)
    y = x.sum(axis=2, keepdims=True) / 4
    y[3:, :8] = np.nan
    lengths = np.where(np.arange(16) < 8, 3, 5)
    history = fit(network, [(x, y, lengths)], optimizer=Adam(0.02), loss=squared_error, epochs=150, bar=False)
    assert history.loss[-1] < 0.05 < history.loss[0]
