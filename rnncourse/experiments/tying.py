"""What dropout and tied weights are worth: one thing changed at a time, words of the tales.

A tied model has one matrix that reads words and scores them, and is compared with two that have two: one with the same
units, and so far more parameters, and one with as many parameters, and so fewer units.
"""

from rnncourse.experiments.corpora import load_corpus
from rnncourse.experiments.study import Figures, Settings
from rnncourse.experiments.surprises import surprise
from rnncourse.experiments.writing import STEPS, train_writer

UNITS = 128
MODELS: dict[str, tuple[bool, int, bool]] = {  # whether tied, how many units, whether anything is dropped
    "tied": (True, UNITS, True),
    "untied, as many units": (False, UNITS, True),
    "untied, as many parameters": (False, 81, True),
    "tied, no dropout": (True, UNITS, False),
}


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
