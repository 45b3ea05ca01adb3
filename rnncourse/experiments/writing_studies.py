"""What is run and what is claimed of language models that write: the studies writing, shakespeare, tying, amounts.

Each network's rate and dropout are chosen on the validation text: a rate at the middle dropout, then a dropout at that
rate.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnncourse.experiments.amounts import SHARES, run_amounts
from rnncourse.experiments.corpora import UNITS
from rnncourse.experiments.drawn import CUTS
from rnncourse.experiments.quotes import DISTANCES
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Row, Rows, Settings, Study, every
from rnncourse.experiments.surprises import ORDERS, SMOOTHINGS
from rnncourse.experiments.tying import MODELS, run_tying
from rnncourse.experiments.writing import KEPT, run_writing, train_what_ships
from rnncourse.statistics import Interval, paired_bootstrap

EPOCHS = {"tales": {"characters": 10, "words": 6}, "shakespeare": {"characters": 8, "words": 6}}
RATES = {  # where the search begins; the later studies begin where the best of the tales lay
    "tales": {"characters": (0.0025, 0.005, 0.01), "words": (0.0025, 0.005, 0.01)},
    "shakespeare": {"characters": (0.005, 0.01, 0.02), "words": (0.01, 0.02, 0.04)},
}
DROPOUTS: dict[str, dict[str, tuple[float, ...]]] = {  # for Shakespeare that of the tales, not searched again
    "tales": {"characters": (0.1, 0.2, 0.3), "words": (0.35, 0.5, 0.65)},
    "shakespeare": {"characters": (0.05,), "words": (0.35,)},
}
TYING_DROPOUTS = (0.175, 0.35, 0.5)
AMOUNTS_DROPOUT = 0.5  # for little text, more
AMOUNT_EPOCHS = {0.125: 20, 0.25: 15, 0.5: 10}  # with a share of the text
SEEDS = 5
SEARCH_SEED = 100


def searched(
    rows: Rows, arm: Settings, *, epochs: int, rates: Sequence[float], dropouts: Sequence[float]
) -> list[Settings]:
    """What an arm has to run next: a rate at the middle dropout, a dropout at that rate, then five seeds of both.

    The best value lies inside those tried. A single dropout is not searched.
    """
    tries = arm | {"epochs": epochs, "phase": "search", "seed": SEARCH_SEED}
    middle = sorted(dropouts)[len(dropouts) // 2]
    tried = _reached(rows.where(**tries, dropout=middle), "rate")
    if todo := next_values(tried, rates):
        return [tries | {"dropout": middle, "rate": rate} for rate in todo]
    rate, dropout = best_value(tried), middle
    if len(dropouts) > 1:
        tried = _reached(rows.where(**tries, rate=rate), "dropout")
        if todo := next_values(tried, dropouts, factor=2.0):
            return [tries | {"dropout": dropout, "rate": rate} for dropout in todo]
        dropout = best_value(tried)
    final = arm | {"epochs": epochs, "phase": "final", "rate": rate, "dropout": dropout}
    return [final | {"seed": seed} for seed in range(SEEDS)]


def _reached(tries: Rows, name: str) -> dict[float, float]:
    """Value of a setting -> the surprise on validation text that it reached."""
    return {row.settings[name]: row.figures["valid"] for row in tries}


def searched_inside(rows: Rows, arm: Settings) -> bool:
    """Whether the chosen rate and dropout of an arm lie inside those that were tried."""
    (final, *_), tries = rows.where(**arm, phase="final"), rows.where(**arm, phase="search")
    rate, dropout = final.settings["rate"], final.settings["dropout"]
    rates, dropouts = tries.values("rate"), tries.values("dropout")
    return min(rates) < rate < max(rates) and (len(dropouts) == 1 or min(dropouts) < dropout < max(dropouts))


def _arms(name: str) -> list[Settings]:
    return [{"model": "LSTM", "corpus": name, "unit": unit} for unit in ("words", "characters")]


def _plan(name: str, rows: Rows) -> list[Settings]:
    todo = every(model=SMOOTHINGS, corpus=[name], unit=UNITS, order=ORDERS, phase=["final"])
    for arm in _arms(name):
        unit = arm["unit"]
        grids: dict[str, Any] = {"rates": RATES[name][unit], "dropouts": DROPOUTS[name][unit]}
        todo += searched(rows, arm, epochs=EPOCHS[name][unit], **grids)
    return rows.lacking(todo)


def counted_best(rows: Rows, unit: str) -> Row:
    """Of the n-grams of a record the one least surprised by the validation text."""
    counted = [row for row in rows.where(unit=unit, phase="final") if row.settings["model"] != "LSTM"]
    return min(counted, key=lambda row: float(row.figures["valid"]))


def gain(rows: Rows, unit: str, figure: str = "documents") -> Interval:
    """How much less than the best n-gram the LSTM is surprised: the mean of its seeds, bootstrapped over documents."""
    ours = rows.figures(figure, model="LSTM", unit=unit, phase="final").mean(axis=0)
    theirs = np.array(counted_best(rows, unit).figures["documents"])
    return paired_bootstrap(theirs, ours, rng=np.random.default_rng(0))


def _common_claims(rows: Rows) -> dict[str, bool]:
    claims: dict[str, bool] = {}
    for unit in UNITS:
        lstm = rows.where(model="LSTM", unit=unit, phase="final")
        counted = [
            row.figures["test"] for row in rows.where(unit=unit, phase="final") if row.settings["model"] != "LSTM"
        ]
        claims |= {
            f"{unit}: LSTM below every n-gram on every seed": lstm.figures("test").max() < min(counted),
            f"{unit}: the gain over the best n-gram is more than chance, over documents": gain(rows, unit).low > 0,
            f"{unit}: LSTM and n-gram mixed below the LSTM on every seed": bool(
                (lstm.figures("mixed") < lstm.figures("test")).all()
            ),
        }
    inside = all(searched_inside(rows, arm) for arm in _arms(rows[0].settings["corpus"]))
    return claims | {"each best value lies inside the values tried": inside}


def writing_claims(rows: Rows) -> dict[str, bool]:
    """The LSTM against n-grams; what it remembers, and what it writes."""
    lstm = rows.where(model="LSTM", unit="characters", phase="final")
    kept, test, plain = (lstm.figures(figure) for figure in ("kept", "test", "plain"))
    times = lstm.figures("opened") / np.maximum(plain, 1e-9)[:, None]  # (seeds, distances)
    near, far = times[:, DISTANCES.index(20)], times[:, DISTANCES.index(120)]
    knows = far > 5

    def of(unit: str, cut: str, figure: str) -> np.ndarray:
        finals = rows.where(model="LSTM", unit=unit, phase="final")
        return np.array([row.figures["written"][cut][figure] for row in finals])

    apart = {
        (unit, cut): abs(of(unit, cut, "surprise") - of(unit, "prose", "surprise")) for unit in UNITS for cut in CUTS
    }
    others = [cut for cut in CUTS if cut != "temperature 1"]
    copied = [of("characters", cut, "copied").mean() for cut in CUTS]
    return _common_claims(rows) | {
        "characters: forgetting every 16 costs over 0.2 nats, every 256 less than 0.1, every seed": bool(
            ((kept[:, KEPT.index(16)] - test > 0.2) & (kept[:, KEPT.index(256)] - test < 0.1)).all()
        ),
        "a mark 120 back makes a closing one over five times as likely for two of five LSTMs, at 20 less than one and "
        "a half times for the others": bool(knows.sum() == 2 and near[~knows].max() < 1.5),
        "the two LSTMs that know of the mark are the two least surprised by the test tales": bool(
            0 < knows.sum() < len(test) and test[knows].max() < test[~knows].min()
        ),
        "the likeliest token each time says a span of 50 characters or 20 words twice, every seed": of(
            "characters", "greedy", "repeated"
        ).min()
        > 50
        and of("words", "greedy", "repeated").min() > 20,
        "temperature 0.7 surprises the model over 0.3 nats less than prose does, every seed": all(
            (of(unit, "prose", "surprise") - of(unit, "temperature 0.7", "surprise") > 0.3).all() for unit in UNITS
        ),
        "of all ways to draw, temperature 1 comes nearest to the surprise of prose, every seed": all(
            (apart[unit, "temperature 1"] < apart[unit, cut]).all() for unit in UNITS for cut in others
        ),
        "temperature 1 is within 0.1 nats of prose by characters and up to 0.5 below it by words, every seed": bool(
            apart["characters", "temperature 1"].max() < 0.1
            and (of("words", "prose", "surprise") > of("words", "temperature 1", "surprise")).all()
            and apart["words", "temperature 1"].max() < 0.5
        ),
        "words, drawn at 0.5: spans shared with the tales are longer than the longest of prose, on every seed's mean": (
            of("words", "temperature 0.5", "copied").mean(axis=1).min() > of("words", "prose", "copied").max()
        ),
        "characters: no way of drawing copies twice what prose shares with the tales, on the mean": bool(
            max(copied) < 2 * of("characters", "prose", "copied").mean()
        ),
    }


def _tying_arm(name: str) -> tuple[Settings, dict[str, Any]]:
    """An arm's settings, and how it is searched."""
    dropouts = TYING_DROPOUTS if MODELS[name][2] else (0.0,)
    how = {"epochs": EPOCHS["tales"]["words"], "rates": RATES["shakespeare"]["words"], "dropouts": dropouts}
    return {"model": name}, how


def tying_plan(rows: Rows) -> list[Settings]:
    """A rate and a dropout for each model on the validation text, then five seeds."""
    todo = []
    for arm, how in map(_tying_arm, MODELS):
        todo += searched(rows, arm, **how)
    return rows.lacking(todo)


def tying_claims(rows: Rows) -> dict[str, bool]:
    """The tied model against those that differ from it in one thing."""
    finals = rows.where(phase="final")
    tied, wide, matched, bare = (finals.figures("test", model=name) for name in MODELS)
    gap, bare_gap = (
        finals.figures("test", model=name) - finals.figures("learned", model=name)
        for name in ("tied", "tied, no dropout")
    )
    return {
        "tied below untied with as many parameters, every seed": tied.max() < matched.min(),
        "tied below untied with as many units, every seed": tied.max() < wide.min(),
        "without dropout 0.02 to 0.1 nats worse, every seed": bool(((bare - tied > 0.02) & (bare - tied < 0.1)).all()),
        "what it has read surprises it over 0.4 nats less than new text without dropout, 0.3 to 0.4 with it, every "
        "seed": bool((bare_gap > 0.4).all() and (gap > 0.3).all() and (gap < 0.4).all()),
        "each best value lies inside the values tried": all(
            searched_inside(rows, _tying_arm(name)[0]) for name in MODELS
        ),
    }


def amounts_plan(rows: Rows) -> list[Settings]:
    """A rate for each share of the text, then five seeds."""
    todo = []
    for share, epochs in AMOUNT_EPOCHS.items():
        arm = {"unit": "words", "share": share}
        todo += searched(rows, arm, epochs=epochs, rates=RATES["shakespeare"]["words"], dropouts=(AMOUNTS_DROPOUT,))
    return rows.lacking(todo)


def amounts_claims(rows: Rows) -> dict[str, bool]:
    """Where the network overtakes the n-gram, and what both are together."""
    finals = rows.where(phase="final")
    gains = {share: finals.figures("n-gram", share=share) - finals.figures("test", share=share) for share in SHARES}
    return {
        "half of the tales: LSTM below the best n-gram, every seed": gains[0.5].min() > 0,
        "an eighth and a quarter of the tales: the best n-gram below the LSTM, every seed": max(
            gains[0.125].max(), gains[0.25].max()
        )
        < 0,
        "both mixed below either, every share and seed": bool(
            (finals.figures("mixed") < np.minimum(finals.figures("test"), finals.figures("n-gram"))).all()
        ),
        "each best value lies inside the values tried": all(
            searched_inside(rows, {"unit": "words", "share": share}) for share in SHARES
        ),
    }


STUDIES = (
    Study(
        "writing",
        "Does an LSTM foresee the tales better than the best n-gram, by character and by word, and what does it write?",
        lambda rows: _plan("tales", rows),
        run_writing,
        writing_claims,
        packages=("torch",),
        weights=train_what_ships,
    ),
    Study(
        "shakespeare",
        "Does an LSTM that has read two plays of Shakespeare foresee a third better than the best n-gram?",
        lambda rows: _plan("shakespeare", rows),
        run_writing,
        _common_claims,
        packages=("torch",),
    ),
    Study(
        "tying",
        "What are tied weights and dropout worth to an LSTM that reads the words of the tales?",
        tying_plan,
        run_tying,
        tying_claims,
        packages=("torch",),
    ),
    Study(
        "amounts",
        "From how much text on does an LSTM foresee the words of the tales better than the best n-gram?",
        amounts_plan,
        run_amounts,
        amounts_claims,
        packages=("torch",),
    ),
)
