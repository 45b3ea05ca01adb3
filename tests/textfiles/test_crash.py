"""A training that is ended in any way, at any write, goes on from a whole checkpoint, at most an interval back."""

import os
import signal
import subprocess
import sys
import time

import pytest

from rnncourse.models.saving import load_model, save_model
from rnncourse.textfiles import prepare
from rnncourse.textfiles.run import Run
from rnncourse.training import sealed
from tests.crash import FAULTS, LONG, needs_fork, tried, try_faults
from tests.models.test_saving import VOCABULARY, model
from tests.textfiles.small import TEXT, held, train

SHORT = [fault for fault in FAULTS if LONG or fault.name in {"dies", "dies in the middle", "the disk stays full"}]
MANY = [fault for fault in FAULTS if LONG or "from here on" not in fault.name]


@pytest.fixture(autouse=True)
def quiet(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # no power fails here but what tests/crash.py plays


@pytest.fixture
def template(tmp_path):
    folder = tmp_path / "template"
    folder.mkdir()
    (folder / "story.txt").write_text(TEXT, encoding="utf-8")
    return folder


def place(path):
    """How far the run in a checkpoint is."""
    at = Run.load(path).progress
    return at.epoch, at.batch


@needs_fork
def test_no_fault_leaves_half_a_model(template):
    path = template / "a.safetensors"
    save_model(path, model(), VOCABULARY, "char", more=1)

    def write(folder):
        save_model(folder / "a.safetensors", model(), VOCABULARY, "char", more=2, keep=True)

    def check(folder, end):
        found = load_model(folder / "a.safetensors").more
        assert found == 2 if end.how == "returned" else found in (1, 2)
        before = sealed.previous(folder / "a.safetensors")
        if found == 2 and end.how == "returned" and "from here on" not in end.fault:
            assert load_model(before).more == 1
        write(folder)
        assert load_model(folder / "a.safetensors").more == 2

    tally = try_faults(template, write, check, MANY)
    tried("a model", tally)
    assert tally.points > 6


@needs_fork
def test_no_fault_costs_more_than_the_last_interval(template):
    """A checkpoint at each update of an epoch's second half; whatever happens, the run goes on to the same numbers."""
    text, path = template / "story.txt", template / "story.safetensors"
    small = {"given": {"steps": 190}}  # two updates an epoch
    train(text, template / "whole.safetensors", epochs=2, **small)
    whole = held(template / "whole.safetensors")
    train(text, path, epochs=1, **small)

    def go_on(folder):
        train(folder / "story.txt", folder / "story.safetensors", epochs=2, every=1e-9, existing="resume", **small)

    def check(folder, end):
        path = folder / "story.safetensors"
        at = Run.load(path).progress
        done = 2 * at.epoch + at.batch
        if end.how == "died":  # each checkpoint opens a file, and the one before it has its name by then
            opened = sum(call.startswith("open") for call in end.calls[: end.point - 1])
            assert done >= 2 + min(max(opened - 1, 0), 2)
        assert at.epoch == 2 or end.how != "returned"
        go_on(folder)
        assert held(path) == whole
        assert not [name for name in os.listdir(folder) if name.startswith(".")]

    tally = try_faults(template, go_on, check, SHORT)
    tried("checkpoints of a run", tally)
    assert tally.points > 12


@needs_fork
def test_no_fault_leaves_half_a_beginning(template):
    """Ids, first checkpoint: what a stopped beginning has left does not stand in the way of the next one."""

    def begin(folder):
        train(folder / "story.txt", folder / "story.safetensors", epochs=1, existing="resume")

    def check(folder, end):
        path = folder / "story.safetensors"
        if path.exists():
            run = Run.load(path)
            ids = prepare.open_ids(prepare.ids_path(path), run.source, run.vocabulary, "char")
            assert ids is not None  # they were there first
            ids.close()
        begin(folder)
        assert Run.load(path).progress.epoch == 1

    tally = try_faults(template, begin, check, SHORT)
    tried("the beginning of a run", tally)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_kill_9_loses_no_more_than_the_last_interval(template):
    """The command itself, ended without a word again and again; each time it goes on from further on."""
    text, path = template / "story.txt", template / "story.safetensors"
    text.write_text(TEXT * 300, encoding="utf-8")
    command = [sys.executable, "-m", "rnncourse", "train", "text", str(text), "--to", str(path), "--resume"]
    command += ["--hidden-size", "8", "--batch-size", "8", "--steps", "20", "--every", "0.05", "--baseline", "0"]
    done = (0, 0)
    for _ in range(2):
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            for line in process.stdout:
                if line.startswith("LSTM"):
                    break
            deadline, seen = time.monotonic() + 60, done
            while seen == done and time.monotonic() < deadline:  # until it has gone on, and is at it
                time.sleep(0.1)
                seen = place(path)
            process.send_signal(signal.SIGKILL)
        assert place(path) >= seen > done
        done = place(path)
