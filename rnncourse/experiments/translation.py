"""From English to Spanish: with attention and without, greedily and by beam search, beside what has to be beaten.

Everything learns from the training pairs of the phrasebook's grammar and is judged on three test sets: pairs of the
grammar that were held out at random, pairs whose combination of two parts was held out, and pairs written by hand.
"""

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from rnncourse.datasets import Pair, load_phrasebook
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.translators import (
    Dictionary,
    Tokens,
    Translator,
    constant,
    copied,
    learn_to_translate,
    nearest,
    new_translator,
    spread,
    word_counts,
)
from rnncourse.experiments.weights import with_weights
from rnncourse.metrics import bleu
from rnncourse.models.inference import evaluating
from rnncourse.text import words

SIZES: dict[str, Any] = {"embedding_size": 48, "hidden_size": 96}
KINDS: dict[str, str | None] = {"attention": "additive", "no attention": None}
EPOCHS = {"attention": 3, "no attention": 6}  # without attention an update takes half as long
SEARCH_EPOCHS = {"attention": 1, "no attention": 2}
BASELINES = ("copy", "constant", "dictionary", "nearest")
RATES = (0.004, 0.008, 0.016)
SEARCH_SEED = 100
SETS = ("held out", "combinations", "natural")
WIDTHS = (1, 2, 4, 8)  # of the beam
ALPHAS = {0.0: "sum", 1.0: "mean"}  # what it compares in the end: log-probabilities, or their means over the tokens
BEAM_TESTS = 200  # sentences of a test set that are translated by beams
LENGTHS = (5, 7, 9)  # tokens of a source: up to 5, up to 7, up to 9, more
COUNTS = (0, 9, 99)  # times that a word stands in the training translations: never, up to 9, up to 99, more
POSITIONS = 10  # at which the accuracy of a token is taken


@cache
def training_pairs() -> list[Pair]:
    """What everything learns from."""
    return load_phrasebook("train")


@cache
def validation_pairs() -> list[Pair]:
    """300 pairs on which rates are chosen."""
    return load_phrasebook("valid")[:300]


@cache
def test_sets() -> dict[str, list[Pair]]:
    """The three test sets by their names in SETS."""
    test = load_phrasebook("test")
    return {
        "held out": [pair for pair in test if pair.held_out is None],
        "combinations": [pair for pair in test if pair.held_out is not None],
        "natural": load_phrasebook(part="natural"),
    }


def wanted(pairs: Sequence[Pair]) -> list[Tokens]:
    """The right translations as tokens."""
    return [words(pair.target) for pair in pairs]


def sources(pairs: Sequence[Pair]) -> list[str]:
    """What is to be translated."""
    return [pair.source for pair in pairs]


def learn_spanish(
    kind: str, *, seed: int, rate: float, epochs: int | None = None, pairs: Sequence[Pair] | None = None, **options: Any
) -> tuple[Translator, Any]:
    """A translator of this kind in KINDS after its epochs over the training pairs, or over others; and its history."""
    pairs = training_pairs() if pairs is None else pairs
    epochs = EPOCHS[kind] if epochs is None else epochs
    made: dict[str, Any] = SIZES | {"attention": KINDS[kind]} | options
    return learn_to_translate(pairs, validation_pairs(), seed=seed, rate=rate, epochs=epochs, **made)


def baseline(name: str, pairs: Sequence[Pair], sentences: Sequence[str]) -> list[Tokens]:
    """What one of BASELINES that knows these pairs writes of the sentences."""
    if name == "copy":
        return copied(sentences)
    if name == "constant":
        return [constant(pairs, validation_pairs())] * len(sentences)
    if name == "dictionary":
        return Dictionary(pairs).translate(sentences)
    return nearest(pairs, sentences)


def judged(written: dict[str, list[Tokens]]) -> Figures:
    """BLEU and the share of sentences that are exactly right, of each test set and of each family of combinations.

    Beside them, of the pairs held out: which sentences are right ("1") or not; between what BLEU lies in 95 of 100 test
    sets of each of TEST_SIZES sentences drawn from them; right and all by length of the source, found and all of the
    words by how often training had them.
    """
    figures: Figures = {}
    for name, got in written.items():
        pairs = test_sets()[name]
        right = np.array([ours == target for ours, target in zip(got, wanted(pairs), strict=True)])
        figures[f"bleu {name}"] = round(bleu(got, wanted(pairs)), 3)
        figures[f"exact {name}"] = round(float(right.mean()), 4)
        figures |= {f"{what} {name}": numbers for what, numbers in found_by_count(got, pairs).items()}
        if name == "held out":
            figures["right"] = "".join("01"[int(r)] for r in right)
            figures |= spread(got, wanted(pairs)) | right_by_length(right, pairs)
        if name == "combinations":
            for family in sorted({str(pair.held_out) for pair in pairs}):
                figures[f"exact {family}"] = round(float(right[[p.held_out == family for p in pairs]].mean()), 4)
    return figures


def right_by_length(right: np.ndarray, pairs: Sequence[Pair]) -> dict[str, list[int]]:
    """The sentences that are exactly right, and all of them, in each bin of LENGTHS."""
    bins, n = np.searchsorted(LENGTHS, [len(words(pair.source)) for pair in pairs]), len(LENGTHS) + 1
    return {
        "right by length": np.bincount(bins[right], minlength=n).tolist(),
        "all by length": np.bincount(bins, minlength=n).tolist(),
    }


def found_by_count(got: Sequence[Tokens], pairs: Sequence[Pair]) -> dict[str, list[int]]:
    """The words of the right translations in each bin of COUNTS: those that were written, too, and all of them."""
    known, found = word_counts(training_pairs()), np.zeros((2, len(COUNTS) + 1), int)
    for ours, target in zip(got, wanted(pairs), strict=True):
        have = Counter(ours)
        for word, times in Counter(target).items():
            found[:, np.searchsorted(COUNTS, known[word])] += [min(times, have[word]), times]
    return {"found": found[0].tolist(), "words": found[1].tolist()}


def exposure(translator: Translator, pairs: Sequence[Pair]) -> Figures:
    """The share of tokens that stand right in their place, fed with the right ones ("forced") and its own ("free").

    By position, and after a sentence's first wrong token, which is the same for both: until there both were fed alike.
    """
    model, hits = translator.model, np.zeros((2, POSITIONS))
    totals, after, later = np.zeros(POSITIONS), np.zeros(2), 0
    for i in range(0, len(pairs), 64):
        batch = model.batch(*translator.ids(pairs[i : i + 64]))
        with evaluating(model, batch) as held:
            log_probs, _ = model(held.source, held.source_lengths, held.target)
        target = held.target.numpy()
        free = np.full_like(target, model.pad)
        tokens = model.predict(batch).tokens
        free[: len(tokens)] = tokens
        inside = target != model.pad
        right = np.stack([log_probs.argmax(dim=2).numpy() == target, free == target]) & inside  # (2, T, B)
        late = inside & (np.cumsum(inside & ~right[0], axis=0) - (inside & ~right[0]) > 0)
        after, later = after + (right & late).sum(axis=(1, 2)), later + int(late.sum())
        n = min(POSITIONS, len(target))
        hits[:, :n] += right[:, :n].sum(axis=2)
        totals[:n] += inside[:n].sum(axis=1)
    shares = (hits / np.maximum(totals, 1)).round(4)
    return {
        "forced": shares[0].tolist(),
        "free": shares[1].tolist(),
        "after a wrong word": (after / max(later, 1)).round(4).tolist(),
    }


def beams(translator: Translator, pairs: Sequence[Pair]) -> dict[str, list[float]]:
    """By beam search of each of WIDTHS, for each of ALPHAS: BLEU, and the tokens written for each of the reference."""
    figures: dict[str, list[float]] = {}
    right = wanted(pairs)
    for width in WIDTHS:
        found = translator.search(sources(pairs), width)
        for alpha, name in ALPHAS.items():
            best = [max(one, key=lambda h: (h.finished, h.log_prob / (len(h.tokens) + 1) ** alpha)) for one in found]
            got = [translator.decode(hypothesis) for hypothesis in best]
            figures.setdefault(f"bleu by {name}", []).append(round(bleu(got, right), 3))
            figures.setdefault(f"length by {name}", []).append(round(sum(map(len, got)) / sum(map(len, right)), 4))
    return figures


def run_translation(settings: Settings) -> Figures:
    """One translator: its BLEU on validation pairs, or everything that is told of the test sets."""
    name, valid = settings["model"], validation_pairs()
    if name in BASELINES:
        return judged({set_: baseline(name, training_pairs(), sources(p)) for set_, p in test_sets().items() if p})
    options = {key: settings[key] for key in ("seed", "rate", "epochs")}
    pairs = training_pairs()[: settings.get("pairs")]
    translator, history = learn_spanish(name, **options, pairs=pairs)
    if settings["phase"] == "search":
        return {"missing": round(100 - bleu(translator.translate(sources(valid)), wanted(valid)), 3)}
    sets = {set_: tests for set_, tests in test_sets().items() if tests}
    figures = judged({set_: translator.translate(sources(tests)) for set_, tests in sets.items()})
    figures |= exposure(translator, sets["held out"])
    for set_ in ("held out", "natural"):
        if set_ in sets:
            step = max(1, len(sets[set_]) // BEAM_TESTS)
            found = beams(translator, sets[set_][::step][:BEAM_TESTS])
            figures |= {f"{what}, {set_}": numbers for what, numbers in found.items()}
    epochs = np.array_split(np.array(history.loss), len(history.validation))
    figures["loss"] = [round(float(part.mean()), 4) for part in epochs]
    figures["validation"] = [round(value, 4) for value in history.validation]
    return figures


def translation_plan(rows: Rows) -> list[Settings]:
    """A rate for each kind of network on validation pairs, then five seeds; the baselines know no chance."""
    todo: list[Settings] = every(phase=["final"], model=BASELINES)
    for model in KINDS:
        tries = rows.where(model=model, phase="search")
        scores = {row.settings["rate"]: row.figures["missing"] for row in tries}
        if rates := next_values(scores, RATES):
            tried = {"phase": "search", "model": model, "epochs": SEARCH_EPOCHS[model], "seed": SEARCH_SEED}
            todo += [tried | {"rate": rate} for rate in rates]
        else:
            final = {"phase": "final", "model": model, "epochs": EPOCHS[model], "rate": best_value(scores)}
            todo += [final | {"seed": seed} for seed in range(5)]
    return rows.lacking(todo)


BEAM_FIGURES = ("bleu by mean, held out", "length by sum, natural", "length by mean, natural")


def translation_claims(rows: Rows) -> dict[str, bool]:
    """What the lesson says of the record."""
    finals = rows.where(phase="final")

    def figures(what: str, model: str = "attention") -> np.ndarray:
        return finals.figures(what, model=model)

    gap = {name: figures(f"bleu {name}") - figures(f"bleu {name}", "no attention") for name in SETS}
    best = {name: max(figures(f"bleu {name}", other).max() for other in BASELINES) for name in SETS}
    by_mean, sums, means = (figures(what) for what in BEAM_FIGURES)
    wrong, span = figures("after a wrong word"), figures("high") - figures("low")
    return {
        "with attention above 70 BLEU on the pairs held out, every seed": figures("bleu held out").min() > 70,
        "without attention at least 10 BLEU less there, every seed": gap["held out"].min() > 10,
        "held-out combinations cost at least 10 BLEU, with attention, every seed": (
            figures("bleu held out") - figures("bleu combinations")
        ).min()
        > 10,
        "what people wrote costs at least 30 BLEU, with attention, every seed": (
            figures("bleu held out") - figures("bleu natural")
        ).min()
        > 30,
        "with attention above every baseline on all three test sets, every seed": all(
            figures(f"bleu {name}").min() > best[name] for name in SETS
        ),
        "a beam of 4 that compares means stays above 70 BLEU and within 2 of the greedy one, every seed": bool(
            by_mean[:, 2].min() > 70 and np.abs(by_mean[:, 2] - by_mean[:, 0]).max() < 2
        ),
        "natural pairs: a beam of 8 that compares sums writes less than one that compares means, every seed": bool(
            (sums[:, 3] < means[:, 3]).all()
        ),
        "after a wrong word more is wrong when it reads its own, every seed": bool((wrong[:, 1] < wrong[:, 0]).all()),
        "four sentences: 95 in 100 test sets span more than 25 BLEU, 256 sentences less than 10, every seed": bool(
            span[:, 0].min() > 25 and span[:, -1].max() < 10
        ),
        "each best rate lies inside the rates tried": all(_inside(rows, model) for model in KINDS),
    }


def _inside(rows: Rows, model: str) -> bool:
    (rate,) = rows.values("rate", model=model, phase="final")
    tried = rows.values("rate", model=model, phase="search")
    return bool(min(tried) < rate < max(tried))


def train_what_ships(rows: Rows) -> Any:
    """The model with attention of the first seed, trained for two epochs more."""
    (rate,) = rows.values("rate", model="attention", phase="final")
    return learn_spanish("attention", seed=0, rate=rate, epochs=EPOCHS["attention"] + 2)[0].model


def trained_translator() -> Translator:
    """A translator as `train_what_ships` has made it, from results/weights. Raises ValueError where it is not there."""
    translator = new_translator(training_pairs(), seed=0, attention=KINDS["attention"], **SIZES)
    return translator._replace(model=with_weights(translator.model, "translation"))


STUDIES = (
    Study(
        "translation",
        "English into Spanish: how well, of what is like the training pairs, what combines them anew, what people say?",
        translation_plan,
        run_translation,
        translation_claims,
        packages=("torch", "nltk", "scikit-learn"),
        weights=train_what_ships,
    ),
)
