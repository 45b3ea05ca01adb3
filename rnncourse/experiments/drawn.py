"""What a language model writes: how much it surprises the model itself, what it says twice, what it copies."""

from typing import Any

import numpy as np

from rnncourse.experiments.corpora import Corpus
from rnncourse.language_model import LanguageModel
from rnncourse.metrics import distinct, longest_copied_span, longest_repeated_span
from rnncourse.text import words

CUTS: dict[str, dict[str, Any]] = {  # ways to draw, as options of `LanguageModel.sample`
    "greedy": {"temperature": 0.0},
    "temperature 0.5": {"temperature": 0.5},
    "temperature 0.7": {"temperature": 0.7},
    "temperature 1": {},
    "temperature 1.3": {"temperature": 1.3},
    "top-k 10": {"top_k": 10},
    "top-p 0.9": {"top_p": 0.9},
}
LENGTH = {"characters": 400, "words": 100}  # tokens of a sample
READ = 100  # tokens of a held-out text that are read before it is continued
SAMPLES = 4


def places(ids: np.ndarray, unit: str, count: int = SAMPLES) -> np.ndarray:
    """Where a text (N,) is to be continued: so many places, spread evenly."""
    return np.linspace(READ, len(ids) - LENGTH[unit], count).astype(int)


def written(
    model: LanguageModel, corpus: Corpus, unit: str, *, seed: int, count: int = SAMPLES
) -> dict[str, dict[str, Any]]:
    """Continuations of held-out text, drawn in each way of CUTS; as "prose" stands what really followed.

    Of each the mean surprise of the model itself, the share of pairs of words that differ, the longest span that is
    said twice, and for every sample the longest that stands in the training text.
    """
    rng, test, found = np.random.default_rng(seed), corpus.ids["test"], {}
    for cut, options in {"prose": None, **CUTS}.items():
        told: dict[str, list[float]] = {"surprise": [], "distinct": [], "repeated": [], "copied": []}
        for at in places(test, unit, count):
            context, true = test[at - READ : at], test[at : at + LENGTH[unit]]
            said = true if options is None else model.sample(len(true), context=context, rng=rng, **options)
            told["surprise"].append(-float(model.logprob(said, context=context).mean()))
            told["distinct"].append(distinct(words(spelt(corpus, said, unit)), 2))
            told["repeated"].append(longest_repeated_span(said))
            told["copied"].append(longest_copied_span(said, corpus.ids["train"]))
        found[cut] = {name: float(np.mean(values)) for name, values in told.items()} | {"copied": told["copied"]}
    return found


def spelt(corpus: Corpus, ids: np.ndarray, unit: str) -> str:
    """Ids as a text; between words stands a blank."""
    return ("" if unit == "characters" else " ").join(corpus.vocabulary.decode(ids))
