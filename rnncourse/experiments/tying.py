"""What dropout and tied weights are worth: one thing changed at a time, words of the tales.

A tied model has one matrix that reads words and scores them, and is compared with two that have two: one with the same
units, and so far more parameters, and one with as many parameters, and so fewer units.
"""

from typing import Any

from rnncourse.experiments.corpora import load_corpus
from rnncourse.experiments.study import Figures, Rows, Settings, Study
from rnncourse.experiments.surprises import surprise
from rnncourse.experiments.writing import (
    DROPOUTS,
    EPOCHS,
    STEPS,
    searched,
    searched_inside,
    train_writer,
)

UNITS = 128
MODELS: dict[str, tuple[bool, int, bool]] = {  # whether tied, how many units, whether anything is dropped
    "tied": (True, UNITS, True),
    "untied, as many units": (False, UNITS, True),
    "untied, as many parameters": (False, 80, True),
    "tied, no dropout": (True, UNITS, False),
}
SEEDS = 5


def run_tying(settings: Settings) -> Figures:
    """One model of the words of the tales: its surprise on validation text, and in the end on the test text."""
    corpus = load_corpus("tales", "words")
    tied, units, _ = MODELS[settings["model"]]
    model, history = train_writer(
        corpus.ids["train"],
        len(corpus.vocabulary),
        valid=corpus.ids["valid"],
        steps=STEPS["words"],
        tied=tied,
        embedding_size=units,
        hidden_size=units,
        **{name: settings[name] for name in ("rate", "seed", "epochs", "dropout")},
    )
    figures: Figures = {
        "valid": min(history.validation),
        "curve": history.validation,
        "parameters": sum(weights.numel() for weights in model.parameters()),
    }
    if settings["phase"] == "final":
        learned = corpus.ids["train"][: len(corpus.ids["test"])]
        parts = {"learned": learned, "test": corpus.ids["test"]}
        figures |= {name: float(surprise(model, ids).mean()) for name, ids in parts.items()}
    return figures


def _arm(name: str) -> tuple[Settings, dict[str, Any]]:
    """An arm's settings, and how it is searched."""
    dropouts = DROPOUTS["words"] if MODELS[name][2] else (0.0,)
    return {"model": name}, {"epochs": EPOCHS["words"], "dropouts": dropouts, "seeds": SEEDS}


def tying_plan(rows: Rows) -> list[Settings]:
    """A rate and a dropout for each model on the validation text, then five seeds."""
    return rows.lacking(
        [settings for name in MODELS for arm, how in [_arm(name)] for settings in searched(rows, arm, **how)]
    )


def tying_claims(rows: Rows) -> dict[str, bool]:
    """The tied model against those that differ from it in one thing."""
    finals = rows.where(phase="final")
    tied, wide, matched, bare = (finals.figures("test", model=name) for name in MODELS)
    learned = finals.figures("learned", model="tied, no dropout")
    return {
        "tied below untied with as many parameters, every seed": tied.max() < matched.min(),
        "tied below untied with as many units, every seed": tied.max() < wide.min(),
        "without dropout over 0.2 nats worse, every seed": bool((bare - tied > 0.2).all()),
        "without dropout the text it has learned from surprises it over 0.5 nats less than new text, every seed": bool(
            (bare - learned > 0.5).all()
        ),
        "each best value lies inside the values tried": all(searched_inside(rows, _arm(name)[0]) for name in MODELS),
    }


STUDIES = (
    Study(
        "tying",
        "What are tied weights and dropout worth to an LSTM that reads the words of the tales?",
        tying_plan,
        run_tying,
        tying_claims,
        packages=("torch",),
    ),
)
