"""A fault at every call by which a training changes the disk: at most the epochs since the last checkpoint are lost."""

import os

import pytest

from rnncourse.training import sealed
from tests.crash import FAULTS, LONG, needs_fork, tried, try_faults
from tests.training.small_run import Run, same

# Which of them are worth their time at every point in `make test`; the others follow in the long mode.
SHORT = [fault for fault in FAULTS if LONG or fault.name in {"dies", "dies in the middle", "the disk stays full"}]
DEATH = [fault for fault in FAULTS if LONG or fault.name == "dies"]
EPOCHS = 4 if LONG else 3


@needs_fork
def test_no_fault_loses_more_than_the_last_epoch(tmp_path):
    """The second epoch is on the disk, more follow; whatever happens, the run then goes on to the same numbers."""
    template = tmp_path / "template"
    template.mkdir()
    straight = Run()
    history = straight.fit(epochs=EPOCHS)
    Run().fit(epochs=2, checkpoint=template / "run.pt")

    def go_on(folder):
        return Run(seed=9).fit(epochs=EPOCHS, checkpoint=folder / "run.pt").best_epoch

    def check(folder, end):
        path = folder / "run.pt"
        state = Run(seed=9).load(path)
        assert state["epoch"] in range(2, EPOCHS + 1)
        if end.how == "returned":
            assert state["epoch"] == EPOCHS
        cannot_remove = end.how == "died" or "from here on" in end.fault
        for name in os.listdir(folder):
            assert name in ("run.pt", "run.pt.previous") or (name.startswith(".") and cannot_remove)
        before = sealed.previous(path)
        if end.how == "returned" and before.exists():
            assert sealed.read(before)
        run = Run(seed=9)
        assert run.fit(epochs=EPOCHS, checkpoint=path) == history
        assert same(run.weights(), straight.weights())
        if state["epoch"] < EPOCHS:  # it has written, and cleared away what was left half
            assert sorted(os.listdir(folder)) == ["run.pt", "run.pt.previous"]

    tally = try_faults(template, go_on, check, SHORT)
    tried("a checkpoint of the epochs that follow", tally)
    assert tally.points > 8


@needs_fork
def test_no_fault_at_the_first_checkpoint_leaves_half_a_file(tmp_path):
    template = tmp_path / "template"
    template.mkdir()
    history = Run().fit(epochs=2)

    def check(folder, end):
        run = Run(seed=9 if (folder / "run.pt").exists() else 0)
        assert run.fit(epochs=2, checkpoint=folder / "run.pt") == history

    tally = try_faults(template, lambda folder: Run().fit(epochs=1, checkpoint=folder / "run.pt"), check, DEATH)
    tried("a first checkpoint", tally)


@needs_fork
def test_no_fault_mixes_a_new_run_with_the_one_it_replaces(tmp_path):
    template = tmp_path / "template"
    template.mkdir()
    Run(seed=5).fit(epochs=3, checkpoint=template / "run.pt")
    new = Run().fit(epochs=2)

    def check(folder, end):
        run = Run(seed=9)
        path = folder / "run.pt"
        epoch = run.load(path)["epoch"]
        before = sealed.previous(path)
        if epoch == 3:  # still the old run
            return
        if before.exists():
            losses = Run(seed=9).load(before)["history"]["loss"]
            assert losses == new.loss[: len(losses)], "of the new run"
        assert run.fit(epochs=2, checkpoint=path) == new

    tally = try_faults(
        template,
        lambda folder: Run().fit(epochs=2, checkpoint=folder / "run.pt", resume=False),
        check,
        DEATH,
    )
    tried("a checkpoint of a new run", tally)


def test_a_disk_that_gives_back_other_bytes_than_were_written_is_told(tmp_path, monkeypatch):
    path = tmp_path / "run.pt"
    Run().fit(epochs=2, checkpoint=path)
    before = path.read_bytes()
    true_sum = sealed._sealed
    monkeypatch.setattr(sealed, "_sealed", lambda body: true_sum(body)[:-1] + b"?")
    with pytest.raises(OSError, match="the disk does not give back what was written .*damaged"):
        Run().fit(epochs=3, checkpoint=path)
    assert path.read_bytes() == before and sorted(os.listdir(tmp_path)) == ["run.pt", "run.pt.previous"]


def test_a_file_system_without_links_keeps_a_copy(tmp_path, monkeypatch):
    def none(*_):
        raise PermissionError(1, "no links here")

    monkeypatch.setattr(os, "link", none)
    path = tmp_path / "run.pt"
    Run().fit(epochs=2, checkpoint=path)
    assert Run().load(sealed.previous(path))["epoch"] == 1 and Run().load(path)["epoch"] == 2
    monkeypatch.setattr("shutil.copyfile", none)
    with pytest.raises(PermissionError):
        Run().fit(epochs=3, checkpoint=path)
    assert Run().load(path)["epoch"] == 2 and os.listdir(tmp_path) == ["run.pt"]


def test_a_link_is_followed_and_keeps_its_file_before_beside_the_file(tmp_path):
    (tmp_path / "far").mkdir()
    path = tmp_path / "run.pt"
    path.symlink_to(tmp_path / "far/run.pt")
    Run().fit(epochs=2, checkpoint=path)
    assert path.is_symlink() and sorted(os.listdir(tmp_path / "far")) == ["run.pt", "run.pt.previous"]
