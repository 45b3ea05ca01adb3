"""Rows are picked by their settings; every study is found by its name."""

import numpy as np
import pytest

from rnncourse.experiments.study import Row, Rows, every, key, load_study

ROWS = Rows(
    Row({"model": model, "seed": seed}, {"error": error, "curve": [error, 0.0]}, 1.0)
    for model, seed, error in [("RNN", 0, 0.3), ("RNN", 1, 0.4), ("LSTM", 0, 0.1)]
)


def test_figures_are_those_of_the_runs_with_the_settings():
    assert ROWS.figures("error", model="RNN").tolist() == [0.3, 0.4]
    assert ROWS.figures("error").tolist() == [0.3, 0.4, 0.1]
    assert np.array_equal(ROWS.figures("curve", seed=0), [[0.3, 0], [0.1, 0]])


def test_values_are_told_once_in_the_order_of_the_runs():
    assert ROWS.values("model") == ["RNN", "LSTM"]
    assert ROWS.values("seed", model="LSTM") == [0]


@pytest.mark.parametrize("settings", [{"model": "GRU"}, {"model": "LSTM", "seed": 1}, {"size": None}])
def test_settings_that_no_run_has_are_an_error_that_says_what_there_is(settings):
    with pytest.raises(ValueError, match=r"there are model = 'RNN', 'LSTM'; seed = 0, 1"):
        ROWS.figures("error", **settings)
    assert len(ROWS.where(**settings)) == 0


def test_a_figure_that_a_run_lacks_is_an_error_that_says_what_there_is():
    with pytest.raises(ValueError, match="expected one of error, curve for .*, got 'loss'"):
        ROWS.figures("loss", model="RNN")


def test_lacking_are_the_runs_not_made_whatever_the_order_of_their_settings():
    wanted = every(seed=[0, 1], model=["RNN", "LSTM"])
    assert ROWS.lacking(wanted) == [{"seed": 1, "model": "LSTM"}]


def test_settings_that_differ_have_different_keys():
    keys = [key(s) for s in ({"a": 1}, {"a": "1"}, {"a": 1.5}, {"a": True}, {"a": None}, {"b": 1}, {})]
    assert len(set(keys)) == len(keys)
    assert key({"a": 1, "b": 2}) == key({"b": 2, "a": 1})


def test_rows_are_a_sequence_of_runs():
    assert ROWS[0].settings == {"model": "RNN", "seed": 0}
    assert isinstance(ROWS[1:], Rows) and len(ROWS[1:]) == 2
    assert [row.figures["error"] for row in ROWS] == [0.3, 0.4, 0.1]


def test_a_study_is_found_by_its_name(toy):
    assert load_study("toy") is toy


def test_an_unknown_study_is_an_error_that_names_the_known_ones():
    with pytest.raises(ValueError, match="expected one of .*adding, .*, got 'add'.*--list"):
        load_study("add")
