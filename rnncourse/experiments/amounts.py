"""How much text does it take? An LSTM and the best n-gram learn from the first eighth, quarter and half of the tales.

The vocabulary is that of the whole training text, so that all surprises compare.
"""

from rnncourse.experiments.corpora import load_corpus
from rnncourse.experiments.study import Figures, Settings
from rnncourse.experiments.surprises import best_of, best_share, mixed, surprise
from rnncourse.experiments.writing import SIZES, STEPS, train_writer

SHARES = (0.125, 0.25, 0.5)


def run_amounts(settings: Settings) -> Figures:
    """One network that has read a share of the training tales: its surprise, the best n-gram's, and that of both."""
    corpus, unit = load_corpus("tales", settings["unit"]), settings["unit"]
    read = corpus.ids["train"][: int(settings["share"] * len(corpus.ids["train"]))]
    valid, test, V = corpus.ids["valid"], corpus.ids["test"], len(corpus.vocabulary)
    options = {name: settings[name] for name in ("rate", "seed", "epochs", "dropout")}
    model, history = train_writer(read, V, valid=valid, steps=STEPS[unit], **options, **SIZES[unit])
    figures: Figures = {"valid": min(history.validation), "curve": history.validation}
    if settings["phase"] == "final":
        rival = best_of(read, valid, V)
        ours, theirs = surprise(model, test), surprise(rival, test)
        weight = best_share(surprise(model, valid), surprise(rival, valid))
        figures |= {"test": float(ours.mean()), "n-gram": float(theirs.mean()), "order": rival.order}
        figures |= {"weight": weight, "mixed": float(mixed(ours, theirs, weight).mean())}
    return figures
