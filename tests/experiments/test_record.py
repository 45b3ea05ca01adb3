"""A record reads as it was written; what is no record says how to make one."""

import json

import pytest

from rnncourse.experiments import load_record, load_study
from rnncourse.experiments.record import Record, provenance, record_path, state_of, write_record
from rnncourse.experiments.study import Row, Rows


@pytest.fixture
def record(toy):
    rows = Rows(
        Row({"rate": rate, "name": "größer"}, {"valid": rate / 10, "curve": [1.0, 2.5]}, 0.25) for rate in (1, 2)
    )
    return Record("toy", toy.question, **provenance(toy.module, ()), claims={"it holds": True}, rows=rows)


def test_a_record_reads_as_it_was_written(record, tmp_path):
    write_record(record, tmp_path)
    read = load_record("toy", tmp_path)
    assert list(read.rows) == list(record.rows)
    assert (read.claims, read.versions, read.fingerprint) == (record.claims, record.versions, record.fingerprint)
    assert read.figures("valid", rate=2).tolist() == [0.2]
    assert read.values("rate") == [1, 2]


def test_a_record_is_json_with_a_line_for_each_run(record, tmp_path):
    lines = write_record(record, tmp_path).read_text(encoding="utf-8").splitlines()
    assert sum('"settings"' in line for line in lines) == 2
    content = json.loads("\n".join(lines))
    assert list(content) == ["study", "question", "versions", "fingerprint", "claims", "rows"]
    assert {"python", "numpy"} <= content["versions"].keys()


def test_a_record_says_where_its_figures_come_from(record):
    assert record.source == "from results/toy.json; made by `rnncourse study toy`"


def test_a_missing_record_says_how_to_make_it(toy, tmp_path):
    with pytest.raises(ValueError, match="found no such file; make it with `rnncourse study toy`"):
        load_record("toy", tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: "",
        lambda text: text[: len(text) // 2],
        lambda text: "[]",
        lambda text: "[" * 100_000,
        lambda text: text.replace('"rows"', '"runs"'),
        lambda text: text.replace('"figures"', '"figure"', 1),
        lambda text: text.replace('"study": "toy"', '"study": "adding"'),
        lambda text: text.replace('"seconds": 0.25', '"seconds": "long"'),
        lambda text: text.replace('"fingerprint"', '"finger"'),
        lambda text: text.replace('"claims": {', '"claims": [{').replace("true\n }", "true\n }]"),
        lambda text: '{"rows": 3}',
        lambda text: "\udcff",
    ],
)
def test_a_damaged_record_says_how_to_make_it(record, tmp_path, damage):
    path = write_record(record, tmp_path)
    damaged = damage(path.read_text(encoding="utf-8"))
    path.write_bytes(damaged.encode(errors="surrogateescape"))
    with pytest.raises(ValueError, match="make it with `rnncourse study toy`"):
        load_record("toy", tmp_path)
    assert state_of(load_study("toy"), tmp_path) == ("damaged", None)


def test_a_folder_in_place_of_a_record_says_how_to_make_it(toy, tmp_path):
    record_path("toy", tmp_path).mkdir()
    with pytest.raises(ValueError, match="could not read it .*`rnncourse study toy`"):
        load_record("toy", tmp_path)


def test_an_unknown_study_has_no_record(tmp_path):
    with pytest.raises(ValueError, match="expected one of .*adding"):
        load_record("../adding", tmp_path)


def test_a_record_is_current_until_its_experiment_changes(record, toy, tmp_path):
    assert state_of(toy, tmp_path) == ("none", None)
    write_record(record, tmp_path)
    assert state_of(toy, tmp_path)[0] == "current"
    source = tmp_path / "toy_study.py"
    source.write_text(source.read_text() + "\nCHANGED = True\n")
    assert state_of(toy, tmp_path)[0] == "stale"


def test_records_lie_in_results_of_the_course():
    assert record_path("adding").name == "adding.json"
    assert record_path("adding").parent.name in ("results", "_results")
