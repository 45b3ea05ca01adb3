"""Each cell gets its own best rate, inside those tried, and is judged once with seeds that the search did not use."""

import numpy as np
import pytest

from rnncourse.experiments import chung
from rnncourse.experiments.study import Row, Rows


def run_all(valid):
    """The rows that the plan asks for, where valid(model, rate) is what the search finds."""
    rows = Rows()
    while todo := chung.chung_plan(rows):
        new = (Row(s, {"valid": [9.0, valid(s["model"], s["rate"])], "nats": 1.0}, 0.0) for s in todo)
        rows = Rows([*rows, *new])
    return rows


def test_each_cell_is_judged_at_its_own_best_rate_with_seeds_that_the_search_did_not_use():
    best = {"RNN": 0.0025, "LSTM": 0.02, "GRU": 0.000625}
    rows = run_all(lambda model, rate: abs(np.log(rate / best[model])))
    assert {model: rows.values("rate", model=model, phase="final") for model in best} == {
        m: [r] for m, r in best.items()
    }
    assert all(rows.values("seed", model=m, phase="final") == [0, 1, 2, 3, 4] for m in best)
    assert rows.values("seed", phase="search") == list(chung.SEARCH_SEEDS)
    tried = {m: sorted(rows.values("rate", model=m, phase="search")) for m in best}
    assert tried["RNN"] == list(chung.RATES) and max(tried["LSTM"]) == 0.04 and min(tried["GRU"]) == 0.0003125
    assert chung.chung_claims(rows)["each best rate lies inside the rates tried"]


def test_a_best_rate_on_the_edge_is_seen_in_the_claims():
    rows = run_all(lambda model, rate: abs(np.log(rate / 0.005)))
    cut = Rows(row for row in rows if row.settings["rate"] <= 0.005)
    assert not chung.chung_claims(cut)["each best rate lies inside the rates tried"]


@pytest.mark.slow
def test_every_cell_gets_as_many_units_as_the_budget_pays_for():
    settings = {"budget": 3_000, "epochs": 1, "rate": 0.01, "seed": 0}
    figures = {m: chung.run_chung(settings | {"model": m, "phase": "search"}) for m in chung.MODELS}
    assert figures["RNN"]["units"] > figures["GRU"]["units"] > figures["LSTM"]["units"] > 1
    assert all(len(f["valid"]) == 1 and 1.5 < f["valid"][0] < 3.5 and "nats" not in f for f in figures.values())
    final = chung.run_chung(settings | {"model": "RNN", "phase": "final"})
    assert 1.5 < final["nats"] < 3.5 and final["valid"] == figures["RNN"]["valid"]
