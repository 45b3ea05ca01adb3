"""Does an LSTM remember an open quotation once it has read the tales thirty times?

The study `quotes` gives each cell ten readings, and after them the LSTM does not know that a quotation is open. Here it
has three times as many; all else is as there: the budget, the forget bias of 1, the search for the rate, the question.
"""

from typing import Any

import numpy as np

from rnncourse.experiments.quotes import DISTANCES, run_quotes
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every

RATES = (0.0025, 0.005, 0.01)
SEARCH_SEED = 100


def run_patience(settings: Settings) -> Figures:
    """One LSTM: its surprise on the tales of `split`, and the closing mark by distance there."""
    return run_quotes(settings)


def patience_plan(rows: Rows) -> list[Settings]:
    """A rate on the validation tales, then five seeds on the test tales."""
    arm: dict[str, list[Any]] = {"model": ["LSTM"], "budget": [45_000], "steps": [64], "epochs": [30]}
    tries = rows.where(phase="search")
    scores = {row.settings["rate"]: row.figures["nats"] for row in tries}
    if rates := next_values(scores, RATES):
        todo = every(**arm, rate=rates, seed=[SEARCH_SEED], split=["valid"], phase=["search"])
    else:
        todo = every(**arm, rate=[best_value(scores)], seed=range(5), split=["test"], phase=["final"])
    return rows.lacking(todo)


def patience_claims(rows: Rows) -> dict[str, bool]:
    """After thirty readings some LSTMs remember."""
    final = rows.where(phase="final")
    times = final.figures("opened") / np.maximum(final.figures("plain"), 1e-9)[:, None]
    (rate,) = final.values("rate")
    tried = rows.values("rate", phase="search")
    return {
        "a mark 3 characters back makes a closing one over twice as likely, at least one seed": bool(
            times[:, DISTANCES.index(3)].max() > 2
        ),
        "each best rate lies inside the rates tried": bool(min(tried) < rate < max(tried)),
    }


STUDIES = (
    Study(
        "patience",
        "Does an LSTM that has read the tales thirty times remember that a quotation is open?",
        patience_plan,
        run_patience,
        patience_claims,
    ),
)
