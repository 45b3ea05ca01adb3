"""A text is learned, its surprise measured, and each cell gets its own best rate."""

import numpy as np
import pytest

from rnncourse.experiments import text
from rnncourse.experiments.study import Row, Rows
from rnncourse.experiments.text import learn_text, nats
from rnncourse.scratch import GRU, RNN


def test_a_text_that_repeats_itself_is_learned():
    ids = np.tile([0, 1, 2, 3], 1000)
    learned = learn_text(RNN, ids, vocab_size=4, rate=0.02, seed=0, epochs=2, embedding_size=4, hidden_size=8)
    begun = learn_text(RNN, ids, vocab_size=4, rate=1e-9, seed=0, embedding_size=4, hidden_size=8)
    assert nats(learned, ids[:100]) < 0.3 < 1 < nats(begun, ids[:100])


def test_nats_leave_the_first_token_out():
    ids = np.arange(20) % 4
    network = learn_text(GRU, np.tile(ids, 40), vocab_size=4, rate=0.01, seed=0, embedding_size=4, hidden_size=8)
    assert nats(network, ids) == pytest.approx(-network.logprob(ids)[1:].mean())


def run_all(valid):
    """The rows that the plan of chung asks for, where valid(model, rate) is what the search finds."""
    rows = Rows()
    while todo := text.chung_plan(rows):
        rows = Rows([*rows, *(Row(s, {"nats": valid(s["model"], s["rate"])}, 0.0) for s in todo)])
    return rows


def test_each_cell_is_judged_at_its_own_best_rate_with_seeds_that_the_search_did_not_use():
    best = {"RNN": 0.0025, "LSTM": 0.02, "GRU": 0.005}
    rows = run_all(lambda model, rate: abs(np.log(rate / best[model])))
    assert {model: rows.values("rate", model=model, split="test") for model in best} == {
        m: [r] for m, r in best.items()
    }
    assert all(rows.values("seed", model=m, split="test") == [0, 1, 2, 3, 4] for m in best)
    assert rows.values("seed", split="valid") == [text.SEARCH_SEED]
    assert all(rows.values("rate", model=m, split="valid") == list(text.RATES) for m in best)


def test_a_best_rate_on_the_edge_widens_the_search_for_that_cell_alone():
    best = {"RNN": 0.000625, "LSTM": 0.08, "GRU": 0.005}
    rows = run_all(lambda model, rate: abs(np.log(rate / best[model])))
    assert {model: rows.values("rate", model=model, split="test") for model in best} == {
        m: [r] for m, r in best.items()
    }
    assert [len(rows.where(model=m, split="valid")) for m in best] == [8, 8, 6]
    assert text.chung_claims(rows)["each best rate lies inside the rates tried"]


def test_a_best_rate_on_the_edge_is_seen_in_the_claims():
    rows = run_all(lambda model, rate: abs(np.log(rate / 0.005)))
    cut = Rows(row for row in rows if row.settings["rate"] <= 0.005)
    assert not text.chung_claims(cut)["each best rate lies inside the rates tried"]


@pytest.mark.slow
def test_every_cell_gets_as_many_units_as_the_budget_pays_for():
    settings = {"budget": 3_000, "epochs": 1, "rate": 0.01, "seed": 0, "split": "valid"}
    figures = {model: text.run_chung(settings | {"model": model}) for model in text.MODELS}
    assert figures["RNN"]["units"] > figures["GRU"]["units"] > figures["LSTM"]["units"] > 1
    assert all(1.5 < f["nats"] < 3.5 for f in figures.values())
