"""How much of what an n-gram model writes stands word for word in the text it was fitted to.

Every token of the training tales is in the vocabulary, so that nothing is copied as "unknown word". What real prose
shares with the training tales is measured on pieces of held-out tales; a token that the training tales lack ends a
span.
"""

from functools import cache

import numpy as np

from rnncourse.datasets import load_text
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.metrics import longest_copied_span
from rnncourse.ngram import NGramModel
from rnncourse.statistics import permutation_test
from rnncourse.text import Vocabulary, characters, words

UNITS = {"characters": characters, "words": words}
SMOOTHINGS = ("mle", "interpolated", "kneser-ney")
ORDERS = range(1, 8)
LENGTH = 200  # tokens of a sample, and of a piece of prose
SAMPLES = 4  # for each of five seeds: twenty of each model, as many as there are pieces
PIECES = 20


@cache
def training_ids(unit: str) -> tuple[np.ndarray, Vocabulary]:
    """The training tales in "characters" or "words", and the vocabulary of all of them."""
    tokens = UNITS[unit](load_text("tales", "train"))
    vocabulary = Vocabulary.from_tokens(tokens)
    return vocabulary.encode(tokens), vocabulary


def copied_spans(model: NGramModel, unit: str, *, seed: int, samples: int = SAMPLES) -> list[int]:
    """The longest span of each sample of a model that stands in the training tales."""
    ids, _ = training_ids(unit)
    rng = np.random.default_rng(seed)
    drawn = [model.sample(LENGTH, rng=rng) for _ in range(samples)]
    return [longest_copied_span(sample.tolist(), ids.tolist()) for sample in drawn]


def shared_spans(unit: str, split: str = "valid") -> list[int]:
    """The same of twenty pieces of held-out tales, spread evenly over them."""
    seen, new = UNITS[unit](load_text("tales", "train")), UNITS[unit](load_text("tales", split))
    starts = np.linspace(0, len(new) - LENGTH, PIECES).astype(int)
    return [longest_copied_span(new[start : start + LENGTH], seen) for start in starts]


def run_recital(settings: Settings) -> Figures:
    """Samples of one model with one seed; or pieces of held-out prose, where the model is "prose"."""
    unit = settings["unit"]
    if settings["model"] == "prose":
        return {"spans": shared_spans(unit)}
    ids, vocabulary = training_ids(unit)
    model = NGramModel(settings["order"], settings["model"]).fit(ids, len(vocabulary))
    return {"spans": copied_spans(model, unit, seed=settings["seed"])}


def recital_plan(rows: Rows) -> list[Settings]:
    """Twenty pieces of prose, and twenty samples of each model at each order, for characters and for words."""
    todo = every(unit=UNITS, model=["prose"])
    return rows.lacking(todo + every(unit=UNITS, model=SMOOTHINGS, order=ORDERS, seed=range(5)))


def recital_claims(rows: Rows) -> dict[str, bool]:
    """Of words: who recites and who does not. Of characters: none of the models recites by the median."""

    def spans(unit: str, model: str, order: int) -> np.ndarray:
        return rows.figures("spans", unit=unit, model=model, order=order).ravel()

    prose = {unit: rows.figures("spans", unit=unit, model="prose").ravel() for unit in UNITS}
    recited = {order: spans("words", "mle", order) for order in ORDERS}
    careful = [spans("words", "kneser-ney", order).max() for order in ORDERS]
    letters = [np.median(spans("characters", model, order)) for model in SMOOTHINGS for order in ORDERS]
    unsmoothed = spans("characters", "mle", 7)
    return {
        "words, unsmoothed, order 4 and above: every sample copies twice what any piece of prose shares": all(
            recited[order].min() > 2 * prose["words"].max() for order in range(4, 8)
        ),
        "words, unsmoothed, order 7: most samples are one piece of a tale": np.median(recited[7]) == LENGTH,
        "words, Kneser–Ney, every order: no sample copies more than the most that prose shares": max(careful)
        < prose["words"].max(),
        "characters, unsmoothed, order 7: the mean sample copies more than the mean piece of prose shares": bool(
            unsmoothed.mean() > prose["characters"].mean()
            and permutation_test(unsmoothed, prose["characters"], paired=False, rng=np.random.default_rng(0)) < 0.01
        ),
        "characters, every model and order: the median sample copies less than twice what prose shares": max(letters)
        < 2 * np.median(prose["characters"]),
    }


STUDIES = (
    Study(
        "recital",
        "How much of what an n-gram model writes stands word for word in the tales it has counted?",
        recital_plan,
        run_recital,
        recital_claims,
    ),
)
