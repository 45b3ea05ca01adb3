"""A run goes on after an interruption as if there had been none, and from no file but its own."""

import os
import pickle

import numpy as np
import pytest
import torch

from tests.training.small_run import Run, Stop, X, same


@pytest.fixture
def path(tmp_path):
    return tmp_path / "run.pt"


@pytest.mark.parametrize("stop_in", [1, 4, 6])
def test_an_interrupted_run_resumes_to_the_same_numbers(path, stop_in):
    straight = Run()
    history = straight.fit()
    stopped = Run(stop_in=stop_in)
    with pytest.raises(Stop):
        stopped.fit(checkpoint=path)
    assert path.exists() == (stop_in > 1)
    # Another seed: if the file did not bring weights and random numbers, nothing below would be equal.
    resumed = Run(seed=9 if stop_in > 1 else 0)
    assert resumed.fit(checkpoint=path) == history
    assert same(resumed.weights(), straight.weights())
    assert resumed.scheduler.state_dict() == straight.scheduler.state_dict()


@pytest.mark.parametrize("kind", ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"])
def test_every_generator_of_numpy_draws_on_where_it_stopped(path, kind):
    def run(seed):
        run = Run()
        run.rng = np.random.Generator(getattr(np.random, kind)(seed))
        return run

    history = run(0).fit()
    run(0).fit(epochs=3, checkpoint=path)
    assert run(9).fit(checkpoint=path) == history


def test_a_run_goes_on_from_its_last_weights_when_it_is_given_more_epochs(path):
    straight = Run()
    history = straight.fit()
    Run().fit(epochs=4, checkpoint=path)
    longer = Run(seed=9)
    assert longer.fit(checkpoint=path) == history
    assert same(longer.weights(), straight.weights())


def test_a_finished_run_is_not_trained_again(path):
    done = Run()
    history = done.fit(checkpoint=path)
    again = Run(seed=9)
    assert again.fit(checkpoint=path) == history
    assert again.epoch == 0 and same(again.weights(), done.weights())


def test_resume_false_starts_again(path):
    Run(seed=9).fit(checkpoint=path)
    history = Run().fit()
    assert Run().fit(checkpoint=path, resume=False) == history


def test_a_stop_while_the_file_is_written_leaves_the_checkpoint_before(path, monkeypatch):
    Run().fit(epochs=2, checkpoint=path)
    before = path.read_bytes()

    def fails(*_):
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OSError, match="disk full"):
        Run().fit(epochs=3, checkpoint=path)
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == [path.name], "no half-written file stays behind"


class Bomb:
    def __reduce__(self):
        return os.mkdir, (self.where,)


def bomb(path):
    bomb = Bomb()
    bomb.where = str(path.parent / "exploded")
    return bomb


FOREIGN = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("weights\n"),
    "weights alone": lambda path: torch.save(Run().model.state_dict(), path),
    "a tensor": lambda path: torch.save(X, path),
    "cut short": lambda path: (Run().fit(checkpoint=path), path.write_bytes(path.read_bytes()[:1500])),
    "a folder": lambda path: path.mkdir(),
    "code in a pickle": lambda path: path.write_bytes(pickle.dumps(bomb(path))),
    "code in a file of torch": lambda path: torch.save(bomb(path), path),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_no_checkpoint_is_refused_and_nothing_in_it_is_run(path, kind):
    FOREIGN[kind](path)
    run = Run()
    before = run.weights()
    with pytest.raises(ValueError, match=r"^checkpoint: expected a file that training.fit wrote.*run.pt.*resume=False"):
        run.fit(checkpoint=path)
    assert not (path.parent / "exploded").exists()
    assert same(run.weights(), before) and run.epoch == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hidden": 6}, r"0.weight should be \(6, 3\), got \(5, 3\)"),
        ({"optimizer": "SGD"}, "expected .* optimizer SGD, .* got one with optimizer Adam"),
        ({"scheduler": None}, "scheduler None, .* got one with .* scheduler StepLR"),
    ],
)
def test_the_checkpoint_of_another_run_is_refused_and_nothing_is_changed(path, options, message):
    Run().fit(checkpoint=path)
    run = Run(**options)
    before = run.weights()
    with pytest.raises(ValueError, match=f"^checkpoint: .*{message}.*resume=False"):
        run.fit(checkpoint=path)
    assert same(run.weights(), before)


def test_an_optimizer_over_other_parameters_is_refused(path):
    Run(scheduler=False).fit(checkpoint=path)
    run = Run(scheduler=False)
    run.optimizer = torch.optim.Adam(list(run.model.parameters())[:2])
    with pytest.raises(ValueError, match="^checkpoint: the optimizer of run.pt had other parameters"):
        run.fit(checkpoint=path)
