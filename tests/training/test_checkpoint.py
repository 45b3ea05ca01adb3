"""A run goes on after an interruption as if there had been none, and from no file but its own."""

import io
import os
import pickle

import numpy as np
import pytest
import torch
from torch import nn

from rnncourse.training import sealed
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

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(OSError, match="disk full"):
        Run().fit(epochs=3, checkpoint=path)
    assert path.read_bytes() == before
    assert sorted(os.listdir(path.parent)) == ["run.pt", "run.pt.previous"], "no half-written file stays behind"


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
        ({"hidden": 6}, r"0.weight: expected \(6, 3\) float32, got \(5, 3\) float32"),
        ({"optimizer": "SGD"}, "expected .* optimizer SGD, .* got .* optimizer Adam"),
        ({"scheduler": None}, "expected .* scheduler None, .* got .* scheduler StepLR"),
    ],
)
def test_the_checkpoint_of_another_run_is_refused_and_nothing_is_changed(path, options, message):
    Run().fit(checkpoint=path)
    run = Run(**options)
    before = run.weights()
    with pytest.raises(ValueError, match=f"^checkpoint: .*{message}.*resume=False"):
        run.fit(checkpoint=path)
    assert same(run.weights(), before)


class Other(nn.Sequential):
    pass


def as_double(run):
    run.model.double()


def as_another_class(run):
    run.model = Other(*run.model)


def with_another_weight(run):
    run.model.register_parameter("extra", nn.Parameter(torch.zeros(2)))


def with_part_of_the_weights(run):
    run.optimizer = torch.optim.Adam(list(run.model.parameters())[:2])


def with_the_weights_in_another_order(run):
    run.optimizer = torch.optim.Adam(list(run.model.parameters())[::-1])


def without_a_generator(run):
    run.rng = None


def with_another_generator(run):
    run.rng = np.random.Generator(np.random.MT19937(0))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (as_double, r"0.weight: expected \(5, 3\) float64, got \(5, 3\) float32"),
        (as_another_class, "expected model Other, .* got model Sequential"),
        (with_another_weight, r"extra: expected \(2,\) float32, got no such weight"),
        (with_part_of_the_weights, "expected an optimizer of 0.weight, 0.bias, got one of 0.weight, 0.bias, 3.weight,"),
        (with_the_weights_in_another_order, "expected an optimizer of 3.bias, .* got one of 0.weight"),
        (without_a_generator, "expected .* rng None, got .* rng PCG64"),
        (with_another_generator, "expected .* rng MT19937, got .* rng PCG64"),
    ],
)
def test_what_a_file_does_not_fit_takes_nothing_from_it(path, change, message):
    Run(scheduler=False).fit(checkpoint=path)
    run = Run(scheduler=False, seed=3)
    change(run)
    before = run.everything()
    with pytest.raises(
        ValueError, match=f"^checkpoint: expected run.pt to be of this run; .*{message}.*; give another"
    ):
        run.load(path)
    assert run.everything() == before


def spoil(**entries):
    def change(content):
        for place, value in entries.items():
            *outer, last = place.split("__")
            inner = content
            for name in outer:
                inner = inner[name]
            inner[last] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        spoil(states__torch_rng=torch.zeros(3, dtype=torch.uint8)),
        spoil(states__numpy_rng='{"bit_generator": "PCG64"}'),
        spoil(states__numpy_rng="["),
        spoil(states__optimizer={}),
        spoil(states__optimizer__state=7),
        spoil(states__scheduler={"last_epoch": 3}),
        spoil(states__scheduler=None),
        spoil(states__model=None),
        spoil(states__cuda_rng=None, states__torch_rng=None),
        spoil(progress__history={"loss": []}),
        spoil(progress__best={"0.weight": torch.zeros(5, 3)}),
        spoil(progress=None),
        spoil(kinds=None),
        spoil(optimized=[[]]),
        lambda content: content.pop("progress"),
        lambda content: content.update(more=1),
    ],
)
def test_a_content_that_does_not_fit_changes_nothing_although_its_checksum_fits(path, change):
    Run().fit(checkpoint=path)
    content = torch.load(io.BytesIO(sealed.read(path)), weights_only=True)
    change(content)
    file = io.BytesIO()
    torch.save(content, file)
    sealed.write(path, file.getvalue(), keep=False)
    run = Run(seed=3)
    before = run.everything()
    with pytest.raises(ValueError, match="^checkpoint: expected .*run.pt.*resume=False"):
        run.load(path)
    assert run.everything() == before


def test_no_flipped_bit_loads_or_changes_anything_or_ends_in_another_exception(path):
    Run().fit(epochs=2, checkpoint=path)
    whole = path.read_bytes()
    run, drawn = Run(seed=3), np.random.default_rng(0)
    before = run.everything()
    # every byte of the first line, then bytes from all over the file
    places = [*range(200), *drawn.integers(0, len(whole), 1300)]
    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 1 << drawn.integers(8)
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match="^checkpoint: expected a file that training.fit wrote, got .*run.pt"):
            run.load(path)
        assert run.everything() == before
    path.write_bytes(whole)
    assert run.load(path)["epoch"] == 2


def test_no_truncated_or_lengthened_file_loads_or_changes_anything(path):
    Run().fit(epochs=2, checkpoint=path)
    whole = path.read_bytes()
    run = Run(seed=3)
    before = run.everything()
    for content in [*(whole[:n] for n in range(0, len(whole), 64)), whole + b"\0", whole + whole, b"\0" + whole]:
        path.write_bytes(content)
        with pytest.raises(ValueError, match="^checkpoint: expected a file that training.fit wrote, got .*run.pt"):
            run.load(path)
        assert run.everything() == before


def test_a_damaged_file_names_the_one_before_it_and_the_run_goes_on_from_that(path):
    straight = Run()
    history = straight.fit()
    Run().fit(epochs=4, checkpoint=path)
    before = path.with_name("run.pt.previous")
    path.write_bytes(path.read_bytes()[:-1])
    run = Run(seed=9)
    said = (
        "got one that is damaged .* in run.pt; go on from .* whole: rename run.pt.previous to run.pt, or .*resume=False"
    )
    with pytest.raises(ValueError, match=said):
        run.fit(checkpoint=path)
    assert run.epoch == 0 and before.exists()
    before.replace(path)
    assert run.fit(checkpoint=path) == history
    assert run.epoch == 3, "the fourth epoch was run again"
    assert same(run.weights(), straight.weights())


def test_a_damaged_file_before_it_is_not_recommended(path):
    Run().fit(epochs=4, checkpoint=path)
    for name in ("run.pt", "run.pt.previous"):
        path.with_name(name).write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ValueError, match="got one that is damaged") as info:
        Run().fit(checkpoint=path)
    assert "previous" not in str(info.value)


def test_a_run_that_starts_again_leaves_no_file_of_the_run_it_replaces(path):
    Run(seed=9).fit(checkpoint=path)
    assert path.with_name("run.pt.previous").exists()
    Run().fit(epochs=1, checkpoint=path, resume=False)
    assert not path.with_name("run.pt.previous").exists()
    Run().fit(epochs=2, checkpoint=path)
    assert path.with_name("run.pt.previous").exists()


def test_a_file_before_it_alone_is_neither_lost_nor_taken_without_a_word(path):
    Run().fit(epochs=2, checkpoint=path)
    path.unlink()
    with pytest.raises(
        ValueError, match="^checkpoint: expected run.pt beside .* rename run.pt.previous to run.pt to go"
    ):
        Run().fit(checkpoint=path)
    assert path.with_name("run.pt.previous").exists()
    Run().fit(epochs=1, checkpoint=path, resume=False)
    assert os.listdir(path.parent) == ["run.pt"]


def test_a_file_of_version_2_says_what_to_do(path):
    torch.save({"format": "rnncourse training run, version 2", "model": Run().model.state_dict()}, path)
    said = "got one of version 2, which holds no checksum, .*; finish that run with the version .*, or .* resume=False"
    with pytest.raises(ValueError, match=said):
        Run().fit(checkpoint=path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name")
def test_a_pipe_is_refused_and_not_waited_for(path):
    os.mkfifo(path)
    with pytest.raises(ValueError, match="^checkpoint: expected a file that training.fit wrote, got a folder or a dev"):
        Run().fit(checkpoint=path)
    with pytest.raises(ValueError, match="^checkpoint: expected a file that training.fit wrote, got a folder or a dev"):
        Run().load(path)


@pytest.mark.parametrize("place", [7, "a\0b", "x" * 300])
def test_a_checkpoint_is_the_path_of_a_file(place):
    with pytest.raises(ValueError, match="^checkpoint: expected the path of a file, got"):
        Run().fit(checkpoint=place)


def test_every_scheduler_goes_on(path):
    def run(seed, make):
        run = Run(scheduler=False, seed=seed)
        run.scheduler = make(run.optimizer)
        return run

    schedulers = torch.optim.lr_scheduler
    makers = [
        lambda o: schedulers.MultiStepLR(o, [1, 4]),
        lambda o: schedulers.OneCycleLR(o, 0.1, total_steps=9),
        lambda o: schedulers.CosineAnnealingWarmRestarts(o, 2),
        lambda o: schedulers.ReduceLROnPlateau(o, patience=0),
        lambda o: schedulers.LambdaLR(o, lambda epoch: 0.9**epoch),
        lambda o: schedulers.SequentialLR(o, [schedulers.ConstantLR(o), schedulers.ExponentialLR(o, 0.9)], [2]),
    ]
    for make in makers:
        history = run(0, make).fit()
        path.unlink(missing_ok=True)
        path.with_name("run.pt.previous").unlink(missing_ok=True)
        run(0, make).fit(epochs=3, checkpoint=path)
        assert run(9, make).fit(checkpoint=path) == history
