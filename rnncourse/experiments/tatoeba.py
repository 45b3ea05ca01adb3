"""From English to French: short sentences of Tatoeba, as people write and translate them.

No English sentence of the test set stands in training. Most have several translations, and all of them count as right.
"""

from functools import cache
from typing import Any

import numpy as np

from rnncourse.datasets import load_pairs
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.translators import Dictionary, Tokens, Translator, copied, learn_to_translate, nearest
from rnncourse.metrics import bleu, bleu_counts, bleu_interval
from rnncourse.text import words

SIZES: dict[str, Any] = {"attention": "additive", "embedding_size": 64, "hidden_size": 128, "min_count": 3}
PAIRS = 30_000  # of the training pairs, drawn once
EPOCHS, SEARCH_EPOCHS = 3, 1
BASELINES = ("copy", "dictionary", "nearest")
RATES = (0.004, 0.008, 0.016)
SEARCH_SEED = 100
TESTS = 1000  # English sentences
BEAM = 4

Pairs = list[tuple[str, str]]


@cache
def training_pairs() -> Pairs:
    """30,000 of the training pairs, drawn once."""
    pairs = load_pairs("tatoeba", "train")
    chosen = np.random.default_rng(0).permutation(len(pairs))[:PAIRS]
    return [pairs[i] for i in np.sort(chosen)]


def with_all_translations(pairs: Pairs, count: int, *, seed: int) -> dict[str, list[Tokens]]:
    """So many English sentences, drawn, each with all of its translations as tokens."""
    found: dict[str, list[Tokens]] = {}
    for source, target in pairs:
        found.setdefault(source, []).append(words(target))
    names = list(found)
    chosen = np.sort(np.random.default_rng(seed).permutation(len(names))[:count])
    return {names[i]: found[names[i]] for i in chosen}


@cache
def test_sentences() -> dict[str, list[Tokens]]:
    """What everything is judged on."""
    return with_all_translations(load_pairs("tatoeba", "test"), TESTS, seed=0)


@cache
def validation_pairs() -> Pairs:
    """300 pairs on which the rate is chosen."""
    pairs = load_pairs("tatoeba", "valid")
    return [pairs[i] for i in np.random.default_rng(0).permutation(len(pairs))[:300]]


def learn_french(*, seed: int, rate: float, epochs: int = EPOCHS, bar: bool = False) -> tuple[Translator, Any]:
    """A translator after so many epochs over the training pairs; and its history."""
    return learn_to_translate(
        training_pairs(), validation_pairs(), seed=seed, rate=rate, epochs=epochs, bar=bar, **SIZES
    )


def _baseline(name: str, sentences: list[str]) -> list[Tokens]:
    if name == "copy":
        return copied(sentences)
    if name == "dictionary":
        return Dictionary(training_pairs()).translate(sentences)
    return nearest(training_pairs(), sentences)


def judged(written: list[Tokens]) -> Figures:
    """BLEU with all translations and with the first alone, its interval over sentences, the share exactly right."""
    right = list(test_sentences().values())
    counts = bleu_counts(written, right)
    _, low, high = bleu_interval(counts, rng=np.random.default_rng(0))
    return {
        "bleu": round(bleu(written, right), 3),
        "interval": [round(low, 3), round(high, 3)],
        "bleu of one": round(bleu(written, [all_[0] for all_ in right]), 3),
        "exact": round(float(np.mean([ours in all_ for ours, all_ in zip(written, right, strict=True)])), 4),
    }


def run_tatoeba(settings: Settings) -> Figures:
    """One translator: the surprise of validation words, or what it is worth on the test sentences."""
    sentences = list(test_sentences())
    if settings["model"] in BASELINES:
        return judged(_baseline(settings["model"], sentences))
    translator, history = learn_french(**{key: settings[key] for key in ("seed", "rate", "epochs")})
    if settings["phase"] == "search":
        return {"nats": round(min(history.validation), 4)}
    figures = judged(translator.translate(sentences))
    searched = [translator.decode(best) for best, *_ in translator.search(sentences, BEAM)]
    figures |= {f"{name} by beam": value for name, value in judged(searched).items()}
    known = np.mean([word in translator.source.ids for sentence in sentences for word in words(sentence)])
    return figures | {"validation": [round(v, 4) for v in history.validation], "known words": round(float(known), 4)}


def tatoeba_plan(rows: Rows) -> list[Settings]:
    """A rate by a third of the updates, then three seeds: a run takes more than a minute."""
    todo: list[Settings] = every(phase=["final"], model=BASELINES)
    scores = {row.settings["rate"]: row.figures["nats"] for row in rows.where(phase="search")}
    if rates := next_values(scores, RATES):
        todo += every(phase=["search"], model=["attention"], epochs=[SEARCH_EPOCHS], rate=rates, seed=[SEARCH_SEED])
    else:
        arm: dict[str, list[Any]] = {"phase": ["final"], "model": ["attention"], "epochs": [EPOCHS]}
        todo += every(**arm, rate=[best_value(scores)], seed=range(3))
    return rows.lacking(todo)


def tatoeba_claims(rows: Rows) -> dict[str, bool]:
    """What the lesson says of the record."""
    finals = rows.where(phase="final")
    ours = finals.figures("bleu", model="attention")
    tried, (rate,) = rows.values("rate", phase="search"), finals.values("rate", model="attention")
    return {
        "above every baseline, every seed": ours.min() > max(finals.figures("bleu", model=m)[0] for m in BASELINES),
        "above 15 BLEU and below 40, every seed": bool(15 < ours.min() and ours.max() < 40),
        "a beam of 4 adds to BLEU, every seed": bool((finals.figures("bleu by beam", model="attention") > ours).all()),
        "several right translations are worth at least 2 BLEU, every seed": bool(
            (ours - finals.figures("bleu of one", model="attention")).min() > 2
        ),
        "each best rate lies inside the rates tried": bool(min(tried) < rate < max(tried)),
    }


STUDIES = (
    Study(
        "tatoeba",
        "How well does the translator of the phrasebook do on English and French as people write them?",
        tatoeba_plan,
        run_tatoeba,
        tatoeba_claims,
        packages=("torch", "nltk", "scikit-learn"),
    ),
)
