"""Cells race at equal size, each at its own best rate; counters are asked beyond what they were trained on."""

import numpy as np
import pytest

from rnncourse.experiments import races
from rnncourse.experiments.cells import matched
from rnncourse.experiments.study import Row, Rows
from rnncourse.scratch import GRU, LSTM, Network


def run_all(valid):
    rows = Rows()
    while todo := races.cells_plan(rows):
        new = (Row(s, {"valid": [9.0, valid(s["model"], s["rate"])], "test": 0.0}, 0.0) for s in todo)
        rows = Rows([*rows, *new])
    return rows


def test_every_cell_is_searched_alike_on_every_task_and_judged_with_other_seeds():
    best = {"RNN": 0.01, "RNN, identity": 0.001, "LSTM": 0.3, "GRU": 0.03}
    rows = run_all(lambda model, rate: abs(np.log(rate / best[model])))
    for arm in races.arms():
        assert rows.values("rate", **arm, phase="final") == [best[arm["model"]]]
        assert rows.values("seed", **arm, phase="final") == list(races.SEEDS)
        assert set(races.RATES) <= set(rows.values("rate", **arm, phase="search"))
        assert rows.values("seed", **arm, phase="search") == list(races.SEARCH_SEEDS)
    assert not set(races.SEEDS) & set(races.SEARCH_SEEDS)


def test_a_best_rate_on_the_edge_is_seen_in_the_claims():
    rows = run_all(lambda model, rate: abs(np.log(rate / 0.01)))
    cut = Rows(row for row in rows if row.settings["rate"] <= 0.01)
    name = "each best rate lies inside the rates tried"
    assert races.cells_claims(rows)[name] and not races.cells_claims(cut)[name]


def test_the_cells_have_as_many_parameters_as_the_budget_allows():
    for task in races.tasks().values():
        for name in races.RIVALS:
            units = matched(races.CELLS[name], task.inputs, task.outputs, task.budget)
            layer = races.CELLS[name](task.inputs, units, rng=np.random.default_rng(0))
            size = sum(array.size for array in layer.params.values()) + task.outputs * (units + 1)
            assert 0.7 * task.budget < size <= task.budget


def test_the_identity_rnn_remembers_at_first():
    layer = races.relu_rnn(2, 3, rng=np.random.default_rng(0))
    state = np.array([[1.0, 2.0, 3.0]], np.float32)
    y, _, _ = layer.forward(np.zeros((5, 1, 2), np.float32), state)
    assert np.array_equal(y[-1], state)


def counter(kind):
    """A network of one unit, set by hand, that says who is ahead."""
    network = Network(kind(2, 1, rng=np.random.default_rng(0), dtype=np.float64), 3, rng=np.random.default_rng(0))
    for array in network.params.values():
        array[:] = 0
    params = network.layer.params
    if kind is LSTM:
        params["b_h"][:] = [40, 40, 0, 40]
        params["W_xh"][2] = [40, -40]
        scale = 1.0
    else:
        scale = 1e-9
        params["b_xh"][:] = [40, -40, 0]
        params["W_xh"][2] = [scale, -scale]
        params["W_hh"][2] = 1
    network.params["output.W_hy"][:, 0] = np.array([-1, 0, 1]) / scale
    network.params["output.b_y"][:] = [-0.3, 0, -0.3]
    return network


@pytest.mark.parametrize("kind", [LSTM, GRU])
def test_a_counter_set_by_hand_makes_no_error(kind, monkeypatch):
    draw = races.balance
    monkeypatch.setattr(races, "balance", lambda *a, **k: (lambda x, y: (x.astype(np.float64), y))(*draw(*a, **k)))
    assert races.score_balance(counter(kind), 5, steps=500, games=20) == 0.0


@pytest.mark.slow
@pytest.mark.parametrize("task", ["adding", "copying", "balance", "text"])
def test_a_race_learns_and_ends_with_its_best_weights(task):
    chosen = races.tasks()[task]
    network, valid = races.race(chosen, GRU, rate=0.03, seed=1, updates=200)
    assert len(valid) == 2 and chosen.score(network, races.VALID) == pytest.approx(min(valid))
    fresh = {"adding": 0.25, "copying": 0.8, "balance": 0.75, "text": 4.2}
    assert min(valid) < fresh[task]
