"""No fault, at no call that changes the disk, costs a study a finished run or leaves half a record."""

import contextlib
import os
from concurrent.futures import Executor, Future
from pathlib import Path

import pytest

from rnncourse.experiments import load_record, run_study, runner
from rnncourse.experiments.partial import Partial
from rnncourse.experiments.record import Record, provenance, write_record
from rnncourse.experiments.study import Row, Rows, key
from tests.crash import DEATHS, FAULTS, LONG, USUAL, needs_fork, tried, try_faults

pytestmark = needs_fork
FEW = FAULTS if LONG else DEATHS
TOLD = ("", "ValueError", "KeyboardInterrupt")
ROWS = [Row({"rate": rate}, {"valid": rate / 10}, 0.25) for rate in (1, 2, 3)]


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda handle: None)  # no power fails here but what tests/crash.py plays
    for name in runner.ONE_THREAD:
        monkeypatch.setenv(name, "1")


@pytest.fixture
def template(tmp_path):
    folder = tmp_path / "template"
    folder.mkdir()
    return folder


def record_of(toy, claim):
    return Record("toy", toy.question, **provenance(toy.module, ()), claims={claim: True}, rows=Rows(ROWS))


def test_writing_a_record(toy, template):
    write_record(record_of(toy, "old"), template)

    def write(folder):
        write_record(record_of(toy, "new"), folder)

    def check(folder, end):
        assert end.error in TOLD
        claims = load_record("toy", folder).claims
        assert claims in ({"old": True}, {"new": True})
        if end.error == "ValueError":
            assert "toy.json: could not be written" in end.said and "`rnncourse study toy --resume`" in end.said
        if end.how == "returned":
            assert claims == {"new": True}
        write(folder)
        assert [path.name for path in folder.iterdir()] == ["toy.json"]
        assert load_record("toy", folder).claims == {"new": True}

    tried("record", try_faults(template, write, check))


HEAD = {"study": "toy", "fingerprint": "f", "versions": {"python": "3"}}


def partial_in(folder, **options):
    partial = Partial(folder / "toy.partial.jsonl", HEAD)
    said = partial.begin(**options)
    return partial, said


def append_all(folder):
    """Keep the rows that are not kept yet; a file outside the folder counts those that are."""
    partial, _ = partial_in(folder, resume=True)
    with contextlib.closing(partial):
        for row in ROWS:
            if key(row.settings) not in partial.rows:
                partial.append(row)
            with open(f"{folder}.done", "a") as done:
                done.write("x")


@pytest.mark.parametrize("state", ["new", "begun", "cut short"])
def test_keeping_finished_runs(template, state):
    if state != "new":
        partial, _ = partial_in(template, resume=False)
        partial.append(ROWS[0])
        partial.close()
    if state == "cut short":
        with open(partial.path, "a") as file:
            file.write('{"settings": {"ra')

    def check(folder, end):
        assert end.error in TOLD
        done = Path(f"{folder}.done")
        finished = len(done.read_text()) if done.exists() else 0
        done.unlink(missing_ok=True)
        left = (folder / "toy.partial.jsonl").read_bytes() if (folder / "toy.partial.jsonl").exists() else b""
        partial, said = partial_in(folder, resume=True)
        partial.close()
        kept = list(partial.rows.values())
        assert kept == ROWS[: len(kept)] and len(kept) >= max(finished, state != "new")
        if kept:
            assert f"going on from {len(kept)} finished runs" in said
            assert ("one was being written" in said) == (not left.endswith(b"\n"))
        append_all(folder)
        done.unlink()
        partial, said = partial_in(folder, resume=True)
        partial.close()
        assert list(partial.rows.values()) == ROWS and "being written" not in said

    tried(
        f"finished runs, {state}",
        try_faults(template, append_all, check, USUAL if state == "begun" else FEW, clear_done),
    )


def clear_done(folder):
    Path(f"{folder}.done").unlink(missing_ok=True)


class Here(Executor):
    """Runs everything at once in this process."""

    def submit(self, function, *args):
        future = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future


@contextlib.contextmanager
def here(jobs, scheduler):
    yield Here()


@pytest.mark.parametrize("resume", [False, True])
def test_a_study_that_is_stopped_anywhere_goes_on(toy, template, tmp_path, monkeypatch, resume):
    monkeypatch.setattr(runner, "_executor", here)
    log = tmp_path / "log"
    whole = [row[:2] for row in run_study(toy, tmp_path / "whole", bar=False).rows]
    runs = len(log.read_text().splitlines())
    if resume:
        made_of = provenance(toy.module, ())
        partial = Partial(template / "toy.partial.jsonl", {"study": "toy"} | made_of)
        partial.begin(resume=False)
        for settings, figures in whole[:5]:
            partial.append(Row(settings, figures, 0.1))
        partial.close()

    def act(folder):
        run_study(toy, folder, resume=True, bar=False)

    def check(folder, end):
        assert end.error in TOLD, end.said
        with contextlib.suppress(ValueError):
            assert [row[:2] for row in load_record("toy", folder).rows] == whole  # where there is one, it is whole
        recorded = (folder / "toy.json").exists()
        act(folder)
        assert [row[:2] for row in load_record("toy", folder).rows] == whole
        assert [path.name for path in folder.iterdir()] == ["toy.json"]
        again = len(log.read_text().splitlines()) if log.exists() else 0
        planned = runs - 5 * resume
        # Made again is a batch that was not kept yet, and all where the record had taken its place.
        assert again <= planned + 3 + (runs if recorded else 0)

    faults = FAULTS if LONG else DEATHS[:1]
    tally = try_faults(template, act, check, faults, prepare=lambda folder: log.unlink(missing_ok=True))
    tried(f"study{' --resume' if resume else ''}", tally)


def test_what_the_record_holds_is_no_reason_to_ask(toy, tmp_path, monkeypatch):
    """A command that is stopped between writing the record and removing the finished runs leaves both."""
    monkeypatch.setattr(runner, "_executor", here)
    with monkeypatch.context() as stopped:
        stopped.setattr(Partial, "remove", lambda self: None)
        run_study(toy, tmp_path / "results", bar=False)
    before = (tmp_path / "log").read_text()
    run_study(toy, tmp_path / "results", bar=False)
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["toy.json"]
    assert (tmp_path / "log").read_text() == 2 * before


def test_a_record_of_another_experiment_holds_none_of_the_runs(toy, tmp_path):
    record = record_of(toy, "it holds")
    partial = Partial(tmp_path / "toy.partial.jsonl", HEAD)
    partial.begin(resume=False)
    partial.append(ROWS[0])
    partial.close()
    with pytest.raises(ValueError, match="1 finished runs; go on from them"):
        partial.begin(resume=False, record=record)


def test_two_commands_do_not_share_a_study(tmp_path):
    partial, _ = partial_in(tmp_path, resume=False)
    with pytest.raises(ValueError, match="expected no other `rnncourse study toy` at work, and one is; wait for it"):
        partial_in(tmp_path, resume=True)
    partial.append(ROWS[0])
    partial.close()
    partial, said = partial_in(tmp_path, resume=True)
    partial.close()
    assert said == "going on from 1 finished runs" and list(partial.rows.values()) == ROWS[:1]


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo])
def test_what_is_no_file_is_refused(tmp_path, make):
    make(tmp_path / "toy.partial.jsonl")
    with pytest.raises(ValueError, match="toy.partial.jsonl: could not be written .*; finished runs are kept"):
        partial_in(tmp_path, resume=True)


@pytest.mark.parametrize("line", ["[" * 200_000, '{"settings": [], "figures": {}, "seconds": 1}'])
def test_a_line_that_is_no_run_is_refused(tmp_path, line):
    (tmp_path / "toy.partial.jsonl").write_text(f"{{}}\n{line}\n")
    with pytest.raises(ValueError, match="expected one run a line, got something else"):
        partial_in(tmp_path, resume=True)


def test_a_folder_that_cannot_be_made_is_told(toy, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ValueError, match="results: could not be written .*; choose another folder with --to"):
        run_study(toy, tmp_path / "file" / "results", bar=False)


def test_what_was_found_is_said(toy, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(runner, "_executor", here)
    partial = Partial(tmp_path / "toy.partial.jsonl", {"study": "toy"} | provenance(toy.module, ()))
    partial.begin(resume=False)
    partial.append(Row({"rate": 1, "seed": 100}, {"valid": 17.0, "threads": "1"}, 0.1))
    partial.close()
    with open(tmp_path / "toy.partial.jsonl", "a") as file:
        file.write('{"settings": {"ra')
    run_study(toy, tmp_path, resume=True)
    said = "toy: going on from 1 finished runs; one was being written when the study was stopped, and is made again"
    assert said in capsys.readouterr().err
