"""The loop for networks by hand: lengths reach the loss, dropout acts, it stops early and keeps the best weights."""

import numpy as np
import pytest
import torch

from rnncourse.batching import stream_batches
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


def make(seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    return Network(RNN(3, 4, rng=rng, dtype=dtype), 5, vocab_size=5, rng=rng)


def batches(n=4, lengths=None):
    rng = np.random.default_rng(1)
    drawn = [(rng.integers(0, 5, (6, 3)), rng.integers(0, 5, (6, 3))) for _ in range(n)]
    return drawn if lengths is None else [(*batch, np.array(lengths)) for batch in drawn]


class StandIn:
    """A network of one weight that writes down what it is given; its state is the number of batches read."""

    def __init__(self, output_lengths=lambda lengths: lengths):
        self.params, self.given, self.output_lengths = {"w": np.zeros(1)}, [], output_lengths

    def forward(self, x, state=None, lengths=None, *, rng=None):
        self.given.append((x, state, lengths, rng))
        return x, (state or 0) + 1, None

    def backward(self, cache, dscores):
        return {"w": np.full(1, 3.0)}


def ask(network, drawn, **options):
    """What the loss is given: one tuple for each batch."""
    given = []

    def loss(*parts):
        given.append(parts)
        return 1.0, None

    fit(network, drawn, optimizer=SGD(0.1), loss=loss, bar=False, **options)
    return given


def test_what_goes_to_the_network_and_what_to_the_loss():
    network, rng = StandIn(), np.random.default_rng(0)
    assert ask(network, [("x", "y"), ("x2", "y2", "n")], rng=rng) == [("x", "y"), ("x2", "y2", "n")]
    assert network.given == [("x", None, None, rng), ("x2", None, "n", rng)]


def test_the_loss_is_given_the_lengths_of_the_output():
    assert ask(StandIn(lambda lengths: lengths + "/2"), [("x", "y", "n")]) == [("x", "y", "n/2")]
    assert ask(StandIn(lambda lengths: None), [("x", "y", "n")]) == [("x", "y")], "one output of a whole sequence"


def test_a_carried_state_ends_with_its_epoch():
    for carry, want in [(True, [None, 1, 2, None, 1, 2]), (False, 6 * [None])]:
        network = StandIn()
        ask(network, 3 * [("x", "y")], epochs=2, carry_state=carry)
        assert [state for _, state, _, _ in network.given] == want


def test_the_best_weights_are_put_back_into_the_same_arrays():
    network, values = StandIn(), iter([1.0, 2.0])
    array = network.params["w"]
    fit(
        network,
        [("x", "y")],
        optimizer=SGD(0.1),
        loss=lambda *_: (1.0, None),
        epochs=2,
        validate=lambda: next(values),
        bar=False,
    )
    assert network.params["w"] is array and array[0] == pytest.approx(-0.3)


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
        ({"batches": []}, "batches: expected at least one batch in each epoch, got none"),
        ({"batches": iter([]), "epochs": 2}, "batches: expected what can be read anew each epoch, got an iterator"),
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
        fit(make(), options.pop("batches", batches()), optimizer=SGD(0.1), bar=False, **options)


def test_a_squared_error_with_lengths_trains_too():
    rng = np.random.default_rng(0)
    network = Network(RNN(2, 8, rng=rng), 1, rng=rng)
    x = rng.standard_normal((5, 16, 2)).astype(np.float32)
    y = x.sum(axis=2, keepdims=True) / 4
    y[3:, :8] = np.nan
    lengths = np.where(np.arange(16) < 8, 3, 5)
    history = fit(network, [(x, y, lengths)], optimizer=Adam(0.02), loss=squared_error, epochs=150, bar=False)
    assert history.loss[-1] < 0.05 < history.loss[0]


def test_fit_learns_a_cycle_and_sample_writes_it():
    network = make(dtype=np.float32)
    ids = np.tile(np.arange(5), 60)
    batches = list(stream_batches(ids, 4, 10))
    history = fit(network, batches, optimizer=Adam(0.02), epochs=30, clip=1.0, carry_state=True, bar=False)
    assert len(history.loss) == len(history.norm) == 30 * len(batches)
    assert history.loss[-1] < 0.05 < history.loss[0]
    written = network.sample(10, context=ids[:7], temperature=0, rng=np.random.default_rng(0))
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


def test_fit_stops_with_a_reason_when_the_loss_is_no_number():
    rng = np.random.default_rng(0)
    network = Network(RNN(1, 2, nonlinearity="relu", rng=rng), 1, rng=rng)
    network.layer.params["W_hh"][...] = 1e30
    batch = (np.ones((5, 1, 1), np.float32), np.ones((5, 1, 1), np.float32))
    with pytest.raises(ValueError, match="lower the learning rate"), np.errstate(all="ignore"):
        fit(network, [batch], optimizer=SGD(0.1), loss=squared_error, bar=False)


def used_up():
    drawn = iter(batches())
    list(drawn)
    return drawn


ODD = [
    ({"network": RNN}, "network: expected one of rnncourse.scratch, with `forward`, got the class RNN"),
    (
        {"network": torch.nn.Linear(3, 1)},
        "network: expected one of rnncourse.scratch, with a dict `params`, got Linear",
    ),
    ({"optimizer": "Adam"}, "optimizer: expected one of rnncourse.scratch, with `step`, got str"),
    ({"optimizer": Adam}, "optimizer: expected one of rnncourse.scratch, with `step`, got the class Adam"),
    ({"loss": 0.5}, r"loss: expected a function \(scores, y\) -> loss, dscores, got float"),
    ({"loss": lambda scores, y: 0.5}, "loss: expected a function that returns loss, dscores, got float"),
    ({"loss": lambda scores, y: (scores, scores)}, r"loss: expected one number before dscores, got shape \(6, 3, 5\)"),
    (
        {"loss": lambda scores, y: (None, scores)},
        "loss: expected one number before dscores, got NoneType; take the mea",
    ),
    ({"loss": lambda scores, y: (1.0, scores * np.nan)}, r"dscores: expected finite|grads.*finite"),
    ({"loss": lambda scores, y: (1.0, scores[0])}, "dscores: expected"),
    ({"batches": used_up()}, "batches: expected at least one batch .* got none in epoch 0; the iterator is used up"),
    ({"batches": 5}, "batches: expected a list of batches, or a function that makes one, got int"),
    ({"batches": batches(1)[0]}, r"batches: expected each to be \(x, y\) or \(x, y, lengths\), got ndarray"),
    ({"batches": [(1, 2, 3, 4)]}, r"batches: expected each to be \(x, y\) or \(x, y, lengths\), got 4 parts"),
    ({"validate": 3}, "validate: expected a function that returns a number, got int"),
]


@pytest.mark.parametrize(("options", "message"), ODD, ids=[message[:40] for _, message in ODD])
def test_what_cannot_train_is_named_and_nothing_is_changed(options, message):
    network = make()
    before = {name: array.copy() for name, array in network.params.items()}
    options = {"network": network, "batches": batches(), "optimizer": SGD(0.1), "bar": False} | options
    with pytest.raises(ValueError, match=f"^(?:{message})"):
        fit(options.pop("network"), options.pop("batches"), **options)
    assert all(np.array_equal(array, before[name]) for name, array in network.params.items())
