"""A record is stamped anew only where the experiment gives the same figures."""

import dataclasses

import pytest

from rnncourse.experiments import load_record, run_study
from rnncourse.experiments.confirm import confirm, one_of_each_arm, planned
from rnncourse.experiments.fingerprint import fingerprint
from rnncourse.experiments.record import write_record
from rnncourse.experiments.study import Row, Rows


@pytest.fixture
def stale(toy, tmp_path):
    """A folder with the record of an older source."""
    record = run_study(toy, tmp_path, bar=False)
    write_record(dataclasses.replace(record, fingerprint="older"), tmp_path)
    (tmp_path / "log").unlink()
    return tmp_path


def change(folder, **parts):
    record = load_record("toy", folder)
    write_record(dataclasses.replace(record, **parts), folder)


def test_one_run_of_each_arm_is_made_again_and_the_record_is_current(toy, stale):
    record, tried = confirm(toy, stale)
    assert tried == 1 == len((stale / "log").read_text().splitlines())
    assert record.fingerprint == fingerprint(toy.module) == load_record("toy", stale).fingerprint


def test_a_figure_that_differs_leaves_the_record_as_it_was(toy, stale, capsys):
    rows = [
        row._replace(figures=row.figures | {"valid": row.figures["valid"] + 1e-5})
        for row in load_record("toy", stale).rows
    ]
    change(stale, rows=Rows(rows))
    before = (stale / "toy.json").read_bytes()
    with pytest.raises(ValueError, match=r"toy: expected the figures recorded for .*make the record anew with"):
        confirm(toy, stale)
    assert (stale / "toy.json").read_bytes() == before
    assert "recorded" in capsys.readouterr().err


def test_other_versions_and_other_plans_are_refused(toy, stale):
    rows = load_record("toy", stale).rows
    change(stale, rows=Rows(rows[:-1]))
    with pytest.raises(ValueError, match="expected the runs that the plan asks for"):
        confirm(toy, stale)
    change(stale, rows=Rows([*rows, Row({"rate": 32, "seed": 100}, {"valid": 34.0}, 0.1)]))
    with pytest.raises(ValueError, match="expected the runs that the plan asks for"):
        confirm(toy, stale)
    change(stale, rows=rows, versions={"python": "2.7"})
    with pytest.raises(ValueError, match="expected runs of"):
        confirm(toy, stale)
    (stale / "toy.json").unlink()
    with pytest.raises(ValueError, match="found no such file"):
        confirm(toy, stale)


def test_an_arm_is_what_differs_in_more_than_its_seed(toy, stale):
    rows = load_record("toy", stale).rows
    assert planned(toy, rows) == list(rows) and planned(toy, rows[:-1]) is None
    settings = [{"model": model, "rate": rate, "seed": 0} for model in ("RNN", "GRU") for rate in (1, 2)]
    chosen = one_of_each_arm(Rows(Row(one, {}, 1.0) for one in settings))
    assert [row.settings["model"] for row in chosen] == ["RNN", "GRU"]
    runs = Rows(Row({"rate": 1, "seed": seed}, {}, seconds) for seed, seconds in enumerate([3.0, 1.0, 2.0]))
    assert [row.settings["seed"] for row in one_of_each_arm(runs)] == [2]
