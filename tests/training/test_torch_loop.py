"""fit trains models of PyTorch, validates without dropout, and stops early with the best weights."""

from typing import NamedTuple

import numpy as np
import pytest
import torch
from torch import nn

from rnncourse.training import History, fit
from tests.training.small_run import Run, X, Y, same


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.pt"


def test_the_loss_falls_and_the_history_says_so():
    run = Run()
    history = run.fit(epochs=12)
    assert len(history.loss) == 12 * 4 and len(history.validation) == 12
    assert history.validation[-1] < history.validation[0] / 3
    assert history.best_epoch == int(np.argmin(history.validation))
    assert history.seconds > 0


def test_without_validation_there_is_no_best_epoch_and_the_last_weights_stay():
    history = Run().fit(validate=None)
    assert history.validation == [] and history.best_epoch is None and len(history.loss) == 24


def test_early_stopping_restores_the_best_weights(path):
    values = iter([3.0, 2.0, 1.0, 1.5, 1.0, 1.2, 0.1])
    run, seen = Run(), []

    def validate():
        seen.append(run.weights())
        return next(values)

    history = run.fit(epochs=9, validate=validate, patience=3, checkpoint=path)
    assert history.validation == [3.0, 2.0, 1.0, 1.5, 1.0, 1.2] and history.best_epoch == 2
    assert same(run.weights(), seen[2]) and not same(run.weights(), seen[-1])
    again = Run(seed=9)
    assert again.fit(epochs=9, patience=3, checkpoint=path) == history, "it had lost its patience"
    assert same(again.weights(), seen[2])


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_stops_the_training_and_names_the_step(value):
    run = Run()
    losses = iter([1.0, 1.0, value])
    with pytest.raises(ValueError, match=rf"^loss: expected a finite number, got {value} at step 2; lower"):
        run.fit(loss=lambda model, batch: next(losses) * model(batch[0]).mean().exp())


def test_a_validation_that_is_nan_stops_the_training():
    with pytest.raises(ValueError, match="^validate: expected a number, got NaN"):
        Run().fit(validate=lambda: float("nan"))


def test_the_model_trains_with_dropout_and_is_validated_without():
    run, modes = Run(), []

    def validate():
        modes.append((run.model.training, torch.is_grad_enabled()))
        return 1.0

    def loss(model, batch):
        modes.append(model.training)
        return Run.loss(run, model, batch)

    run.fit(epochs=2, validate=validate, loss=loss)
    assert modes == 2 * [*4 * [True], (False, False)]
    assert not run.model.training


def test_clip_limits_the_norm_of_the_gradient():
    run = Run("SGD", scheduler=False)
    before = run.weights()
    run.fit(batches=[(100 * X, 100 * Y)], epochs=1, clip=0.5)
    moved = torch.sqrt(sum(((w - before[name]) ** 2).sum() for name, w in run.weights().items()))
    assert moved.item() == pytest.approx(0.05 * 0.5, rel=1e-3)


def test_the_scheduler_is_stepped_once_an_epoch():
    run = Run()
    run.fit(epochs=5)
    assert run.optimizer.param_groups[0]["lr"] == pytest.approx(0.05 / 4)


def test_reduce_on_plateau_is_given_the_validation():
    run = Run()
    run.scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(run.optimizer, patience=0, factor=0.1)
    run.fit(epochs=3, validate=lambda: 1.0)
    assert run.optimizer.param_groups[0]["lr"] == pytest.approx(0.0005)


class Pair(NamedTuple):
    x: torch.Tensor
    names: list


def test_the_tensors_of_a_batch_go_to_the_device_and_the_rest_stays():
    seen = []

    def loss(model, batch):
        seen.append(batch)
        return model.weight.sum()

    model = nn.Linear(2, 1)
    batch = {"pair": Pair(torch.ones(2), ["a"]), "array": np.ones(2)}
    optimizer = torch.optim.SGD(model.parameters())
    fit(model, [batch], loss=loss, optimizer=optimizer, epochs=1, bar=False)
    assert isinstance(seen[0]["pair"], Pair) and seen[0]["pair"].names == ["a"]
    assert isinstance(seen[0]["array"], np.ndarray)


def test_the_bar_is_on_stdout_and_can_be_left_out(capsys, path):
    Run().fit(epochs=3, bar=True, checkpoint=path)
    out, err = capsys.readouterr()
    assert "12/12" in out and err == ""
    Run().fit(epochs=4, bar=True, checkpoint=path)
    assert "resumed from run.pt: 3 of 4 epochs done" in capsys.readouterr().out
    Run().fit()
    assert capsys.readouterr().out == ""


def used_up():
    batches = iter([(X, Y)])
    list(batches)
    return batches


def of_another_model():
    return torch.optim.SGD(nn.Linear(3, 1).parameters(), lr=0.1)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"epochs": 0}, "epochs: expected a whole number > 0, got 0"),
        ({"clip": -1.0}, "clip: expected a number > 0, got -1.0"),
        ({"patience": 0}, "patience: expected a whole number > 0, got 0"),
        ({"patience": 2, "validate": None}, "patience: expected a validate function"),
        ({"goal": 0.1, "validate": None}, "goal: expected a validate function"),
        ({"goal": float("nan")}, "goal: expected a finite number, got nan"),
        (
            {"batches": iter([(X, Y)]), "epochs": 2},
            "batches: expected what can be read anew each epoch, got an iterator",
        ),
        ({"batches": []}, "batches: expected at least one batch in each epoch, got none"),
        ({"loss": lambda model, batch: 0.5}, "loss: expected a function that .* one number, got float"),
        ({"loss": lambda model, batch: model(batch[0])}, r"loss: expected a function .* got shape \(6, 1\)"),
        (
            {"batches": used_up()},
            "batches: expected at least one batch .* got none in epoch 0; the iterator is used up",
        ),
        ({"batches": 5}, "batches: expected a list of batches, or a function that makes one, got int"),
        ({"batches": lambda: None}, "batches: expected a list of batches, or a function that makes one, got NoneType"),
        (
            {"loss": lambda model, batch: model(batch[0]).mean().detach()},
            "loss: expected one computed from the model's",
        ),
        ({"loss": lambda model, batch: (model(batch[0]) > 0).sum()}, "loss: expected one computed from .* argmax"),
        (
            {"loss": lambda model, batch: (model(batch[0]) * 0).sum().sqrt()},
            "gradient: expected a finite norm, got nan",
        ),
        ({"validate": 0.5}, "validate: expected a function that returns a number, got float"),
        ({"validate": lambda: None}, "validate: expected a function that returns a number, got NoneType; return a flo"),
        ({"validate": lambda: "low"}, "validate: expected a function that returns a number, got str; return a float"),
        ({"optimizer": of_another_model()}, "optimizer: expected one over this model's parameters, got one that holds"),
        ({"rng": 7}, "rng: expected a np.random.Generator, got int"),
        ({"optimizer": "Adam"}, "optimizer: expected one of torch.optim, got str"),
        ({"checkpoint": "no/such/folder/run.pt"}, "checkpoint: expected an existing folder, got 'no/such"),
        ({"device": "toaster"}, "device: 'toaster' is not available here"),
    ],
)
def test_a_wrong_argument_is_named_with_what_came(options, message):
    run = Run()
    before = run.weights()
    with pytest.raises(ValueError, match=f"^{message}"):
        run.fit(**{"epochs": 1} | options)
    assert same(run.weights(), before) or "validate" in options, "a validation is looked at after the first epoch"


def test_an_iterator_that_is_handed_out_twice_is_used_up_in_the_second_epoch():
    batches = iter([(X, Y)])
    with pytest.raises(ValueError, match="got none in epoch 1; the iterator is used up; give a list, or a function"):
        Run().fit(batches=lambda: batches, epochs=2)


def test_an_optimizer_over_a_part_of_the_model_is_enough():
    run = Run(scheduler=False)
    run.optimizer = torch.optim.SGD([*nn.Linear(2, 2).parameters(), run.model[3].bias], lr=0.1)
    before = run.weights()
    run.fit(epochs=1, validate=None)
    assert [name for name, w in run.weights().items() if not torch.equal(w, before[name])] == ["3.bias"]


def test_a_plateau_scheduler_needs_a_validation():
    run = Run()
    run.scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(run.optimizer)
    with pytest.raises(ValueError, match="^scheduler: ReduceLROnPlateau expected a validate function"):
        run.fit(validate=None)


def test_it_stops_as_soon_as_the_goal_is_reached(path):
    values = iter([3.0, 2.0, 1.0, 0.5])
    history = Run().fit(epochs=9, validate=lambda: next(values), goal=1.0, checkpoint=path)
    assert history.validation == [3.0, 2.0, 1.0]
    assert Run(seed=9).fit(epochs=9, goal=1.0, checkpoint=path) == history


def test_the_norms_are_those_before_clipping_and_the_same_without():
    clipped, free = (Run(scheduler=False).fit(epochs=1, clip=clip).norm for clip in (1e-3, None))
    assert len(clipped) == len(free) == 4 and clipped[0] == pytest.approx(free[0], rel=1e-5) and free[0] > 1e-2


class WithLoss(nn.Linear):
    def loss(self, batch):
        return ((self(batch[0]) - batch[1]) ** 2).mean()


def test_the_loss_is_the_models_own_unless_another_is_given():
    torch.manual_seed(0)
    model = WithLoss(3, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    want = model.loss((X, Y)).item()
    history = fit(model, [(X, Y)], optimizer=optimizer, epochs=3, bar=False)
    assert history.loss[0] == pytest.approx(want) and history.loss[-1] < want
    with pytest.raises(ValueError, match="^loss: expected a function, or a model with a method `loss`, got a Linear"):
        fit(nn.Linear(3, 1), [(X, Y)], optimizer=optimizer, epochs=1, bar=False)


def test_histories_are_compared_without_their_seconds():
    assert History([1.0], [3.0], [2.0], 0, 3.0) == History([1.0], [3.0], [2.0], 0, 4.0)
    assert History([1.0], [3.0], [2.0], 0, 3.0) != History([1.0], [3.5], [2.0], 0, 3.0)
