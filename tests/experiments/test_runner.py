"""All runs of a study are made once each, wherever they are made, and none that is finished is lost."""

import dataclasses
import json
import os

import pytest

from rnncourse.experiments import load_record, run_study
from rnncourse.experiments.runner import ONE_THREAD
from rnncourse.experiments.study import Row, Rows, Study

RUNS = [(1, 100), (2, 100), (4, 100), (8, 100), (16, 100), (8, 0), (8, 1), (8, 2)]


def begun(tmp_path):
    """(rate, seed) of the runs that were begun, in that order, and the processes that began them."""
    lines = [line.split() for line in (tmp_path / "log").read_text().splitlines()]
    return [(float(rate), int(seed)) for rate, seed, _ in lines], {pid for _, _, pid in lines}


def told(record):
    """A record without its seconds, which differ."""
    return [row[:2] for row in record.rows], record.claims, record.versions, record.fingerprint


@pytest.fixture
def finished(toy, tmp_path):
    """The record of an uninterrupted run."""
    record = run_study(toy, tmp_path / "whole", bar=False)
    (tmp_path / "log").unlink()
    return record


def test_a_study_is_planned_run_and_recorded(toy, tmp_path):
    record = run_study(toy, tmp_path / "new" / "results", bar=False)
    assert begun(tmp_path)[0] == RUNS
    assert [(row.settings["rate"], row.settings["seed"]) for row in record.rows] == RUNS
    assert record.figures("valid", seed=100).tolist() == [17, 16, 14, 10, 18]
    assert record.claims == {"the best rate is 8": True}
    assert told(load_record("toy", tmp_path / "new" / "results")) == told(record)
    assert [path.name for path in (tmp_path / "new" / "results").iterdir()] == ["toy.json"]


def test_runs_are_made_in_other_processes_with_one_thread_and_the_environment_is_left_as_it_was(
    toy, tmp_path, monkeypatch
):
    for name in ONE_THREAD:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    record = run_study(toy, tmp_path, bar=False)
    assert str(os.getpid()) not in begun(tmp_path)[1]
    assert set(record.figures("threads")) == {"1"}
    assert {name: os.environ.get(name) for name in ONE_THREAD} == dict.fromkeys(ONE_THREAD) | {"OMP_NUM_THREADS": "3"}


def test_two_jobs_give_the_record_of_one(finished, toy, tmp_path):
    record = run_study(toy, tmp_path / "two", jobs=2, bar=False)
    assert told(record) == told(finished)
    assert sorted(begun(tmp_path)[0]) == sorted(RUNS)


def replaced(toy, **parts):
    given = {name: getattr(toy, name) for name in ("name", "question", "plan", "run", "claims")}
    return Study(**given | parts)


def stop_after(count, toy, folder, **options):
    """Run the study until `count` runs are finished, then stop it."""

    def stopping(rows):
        if len(rows) >= count:
            raise KeyboardInterrupt
        return toy.plan(rows)

    with pytest.raises(KeyboardInterrupt):
        run_study(replaced(toy, plan=stopping), folder, bar=False, **options)


def test_a_stopped_study_goes_on_with_what_is_left(finished, toy, tmp_path):
    stop_after(4, toy, tmp_path / "stopped")
    assert begun(tmp_path)[0] == RUNS[:4]
    record = run_study(toy, tmp_path / "stopped", resume=True, bar=False)
    assert begun(tmp_path)[0] == RUNS
    assert told(record) == told(finished)


def test_finished_runs_are_not_thrown_away_unasked(toy, tmp_path):
    stop_after(4, toy, tmp_path)
    before = (tmp_path / "toy.partial.jsonl").read_bytes()
    with pytest.raises(
        ValueError, match="4 finished runs; go on from them with `rnncourse study toy --resume`, or delete"
    ):
        run_study(toy, tmp_path, bar=False)
    assert (tmp_path / "toy.partial.jsonl").read_bytes() == before


def test_runs_of_a_changed_experiment_are_refused(toy, tmp_path):
    stop_after(4, toy, tmp_path)
    source = tmp_path / "toy_study.py"
    source.write_text(source.read_text() + "\nCHANGED = True\n")
    with pytest.raises(ValueError, match="expected runs of the experiment .*, got .*; delete the file to begin again"):
        run_study(toy, tmp_path, resume=True, bar=False)


def test_runs_made_with_other_versions_are_refused(toy, tmp_path):
    stop_after(4, toy, tmp_path)
    path = tmp_path / "toy.partial.jsonl"
    path.write_text(path.read_text().replace('"python": "', '"python": "2.', 1))
    with pytest.raises(ValueError, match="expected runs made with .*, got .*'2.3.*; delete the file to begin again"):
        run_study(toy, tmp_path, resume=True, bar=False)


@pytest.mark.parametrize("left", [1, 10, -1])
def test_a_line_cut_short_is_run_again(finished, toy, tmp_path, left):
    stop_after(4, toy, tmp_path / "stopped")
    path = tmp_path / "stopped" / "toy.partial.jsonl"
    whole, last = path.read_bytes().rsplit(b"\n", 2)[:2]
    path.write_bytes(whole + b"\n" + last[:left])
    stop_after(5, toy, tmp_path / "stopped", resume=True)
    record = run_study(toy, tmp_path / "stopped", resume=True, bar=False)
    assert begun(tmp_path)[0] == [*RUNS[:4], *RUNS[3:]]
    assert told(record) == told(finished)


def test_a_heading_cut_short_holds_nothing(finished, toy, tmp_path):
    (tmp_path / "toy.partial.jsonl").write_text('{"study": "to')
    assert told(run_study(toy, tmp_path, bar=False)) == told(finished)


@pytest.mark.parametrize("line", ["{", '{"settings": {}}', "3", "\x00"])
def test_a_line_damaged_in_the_middle_is_refused(toy, tmp_path, line):
    stop_after(4, toy, tmp_path)
    path = tmp_path / "toy.partial.jsonl"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:2], line, *lines[3:]]) + "\n")
    with pytest.raises(ValueError, match="expected one run a line, got something else; delete"):
        run_study(toy, tmp_path, resume=True, bar=False)


def test_a_run_that_fails_is_told_and_the_finished_ones_are_kept(toy, tmp_path, monkeypatch):
    source = tmp_path / "toy_study.py"
    source.write_text(source.read_text().replace("    with open", "    1 / (8 - rate)\n    with open"))
    with pytest.raises(
        ValueError, match=r"toy: the run .*8.* failed: ZeroDivisionError: .*`rnncourse study toy --resume`"
    ):
        run_study(toy, tmp_path, bar=False)
    assert len((tmp_path / "toy.partial.jsonl").read_text().splitlines()) == 1 + 3


def test_a_worker_that_is_killed_is_told(toy, tmp_path):
    source = tmp_path / "toy_study.py"
    source.write_text(
        source.read_text().replace("    with open", "    rate == 8 and os.kill(os.getpid(), 9)\n    with open")
    )
    with pytest.raises(ValueError, match="failed: BrokenProcessPool"):
        run_study(toy, tmp_path, bar=False)
    assert len((tmp_path / "toy.partial.jsonl").read_text().splitlines()) == 1 + 3


@pytest.mark.parametrize("value", [float("nan"), float("inf"), (1, 2), {1: 2}, {1, 2}, json])
def test_settings_that_are_no_json_are_refused(toy, tmp_path, value):
    study = replaced(toy, plan=lambda rows: [{"value": value}])
    with pytest.raises(ValueError, match="toy: settings: expected plain JSON"):
        run_study(study, tmp_path, bar=False)


@pytest.mark.parametrize("value", ["float('nan')", "(1, 2)", "__import__('numpy').float32(1)"])
def test_figures_that_are_no_json_are_refused(toy, tmp_path, value):
    source = tmp_path / "toy_study.py"
    source.write_text(source.read_text().replace('    return {"valid"', f'    return {{"other": {value}, "valid"'))
    with pytest.raises(ValueError, match="toy: figures of .*: expected plain JSON"):
        run_study(toy, tmp_path, bar=False)


def test_figures_are_kept_to_six_digits(toy, tmp_path):
    source = tmp_path / "toy_study.py"
    source.write_text(
        source.read_text().replace(
            '    return {"valid"', '    return {"third": [1e5 / 3], "nested": {"n": 7, "x": 2e-9 / 3}, "valid"'
        )
    )
    row = run_study(toy, tmp_path, bar=False).rows[0]
    assert row.figures["third"] == [33333.3] and row.figures["nested"] == {"n": 7, "x": 6.66667e-10}


@pytest.mark.parametrize("again", [lambda rows: [{"rate": 1, "seed": 1}], lambda rows: [{"rate": 1, "seed": 1}] * 2])
def test_a_plan_that_repeats_itself_is_refused(toy, tmp_path, again):
    with pytest.raises(ValueError, match="expected a plan that names each run once"):
        run_study(replaced(toy, plan=again), tmp_path, bar=False)


def test_a_claim_that_fails_is_recorded(toy, tmp_path):
    record = run_study(replaced(toy, claims=lambda rows: {"no": len(rows) == 0}), tmp_path, bar=False)
    assert record.claims == {"no": False} == load_record("toy", tmp_path).claims


def test_rows_are_handed_to_the_plan_in_its_own_order(toy, tmp_path):
    seen = []
    study = replaced(toy, plan=lambda rows: seen.append([r.settings["rate"] for r in rows]) or toy.plan(rows))
    run_study(study, tmp_path, jobs=2, bar=False)
    rates = [rate for rate, _ in RUNS]
    assert seen == [rates[:n] for n in (0, 3, 4, 5, 8)]


def test_seconds_are_those_of_the_processor(toy, tmp_path):
    record = run_study(toy, tmp_path, bar=False)
    assert all(isinstance(row, Row) and 0 <= row.seconds < 1 for row in record.rows)
    assert isinstance(record.rows, Rows)


def test_the_weights_that_ship_are_written_beside_the_record(toy, tmp_path):
    import toy_study

    from rnncourse.experiments.weights import load_tensors, weights_path

    record = run_study(dataclasses.replace(toy, weights=toy_study.model), tmp_path, bar=False)
    tensors, texts = load_tensors(weights_path("toy", tmp_path))
    assert tensors["weight"].shape == (1, len(record.rows))
    assert texts == {"fingerprint": record.fingerprint, "made by": "rnncourse study toy"}
