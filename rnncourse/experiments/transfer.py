"""Transfer: a language model reads texts without labels, and a classifier of reviews begins with what it has learned.

One language model reads the shelf and the tales, another the training reviews too, whose labels it does not see. The
classifiers that begin as one of them, one that begins at random, and logistic regression get the same 50 to 917 labels.
All choose by the same 133 validation reviews, which are labelled: with 50 labels to learn from that is more
than anybody would have. Regression does so by its cross-entropy as it is: with so few texts its C is hardly more than a
temperature, and after another one every large C would do.
"""

from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import torch

from rnncourse import datasets, training
from rnncourse.experiments.judging import (
    FEATURES,
    REGRESSION,
    Compared,
    Say,
    Texts,
    counting,
    cross_entropy,
    figures_of,
    ids_of,
    labels_of,
    said_by_counts,
    said_by_model,
    texts,
    train_classifier,
)
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.metrics import perplexity
from rnncourse.models.classifier import TextClassifier
from rnncourse.models.language import CarriedState, RecurrentLanguageModel, text_batches
from rnncourse.statistics import holm, paired_bootstrap, permutation_test
from rnncourse.text import Vocabulary, words

STARTS = ("scratch", "shelf", "shelf and reviews")
COUNTS = (50, 100, 200, 400, 917)  # labelled reviews; the last are all
KINDS = ("words", "words and pairs")  # what regression counts
RATES, STRENGTHS = (0.0025, 0.005, 0.01), (1.0, 4.0, 16.0)
SEARCH_SEEDS, SEEDS = (100, 101), range(5)
SIZE, STOP = 64, "<stop>"
NETWORK: dict[str, Any] = {"direction": "forward", "embedding_size": SIZE, "hidden_size": SIZE}


def pieces(start: str, split: str) -> list[list[str]]:
    """The texts that a language model reads of a split, in lower-case words: books, and for one of them reviews."""
    books = [words(datasets.load_text(name, split).lower()) for name in ("shelf", "tales")]
    return books + (texts("reviews", split).words if start == "shelf and reviews" else [])


@cache
def vocabulary() -> Vocabulary:
    """The words that stand twice in the training reviews or five times in the books; all classifiers have this one."""
    reviews = Counter(word for text in texts("reviews", "train").words for word in text)
    books = Counter(word for book in pieces("shelf", "train") for word in book)
    kept = sorted({word for word in reviews if reviews[word] >= 2} | {word for word in books if books[word] >= 5})
    return Vocabulary(["<unk>", STOP, *kept], unknown="<unk>", stop=STOP)


def stream(read: list[list[str]]) -> np.ndarray:
    """Texts as one sequence of ids, (N,), each with <stop> at its end."""
    return np.concatenate([vocabulary().encode([*piece, STOP]) for piece in read])


@cache
def language_model(start: str, epochs: int = 6) -> RecurrentLanguageModel:
    """The language model with the weights of its best epoch, by the surprise on the texts of the validation split."""
    torch.manual_seed(0)
    model = RecurrentLanguageModel(len(vocabulary()), embedding_size=SIZE, hidden_size=SIZE, dropout=0.3, tied=True)
    held_out = stream(pieces(start, "valid"))
    training.fit(
        model,
        text_batches(stream(pieces(start, "train")), 32, 32),
        loss=CarriedState(),
        optimizer=torch.optim.Adam(model.parameters(), lr=0.005),
        epochs=epochs,
        validate=lambda: -float(model.logprob(held_out).mean()),
        clip=1.0,
        bar=False,
    )
    return model


def drawn(count: int, seed: int) -> Texts:
    """So many training reviews, drawn at random."""
    train = texts("reviews", "train")
    kept = np.sort(np.random.default_rng(seed).permutation(len(train.labels))[:count])
    return Texts(
        [train.words[i] for i in kept],
        [train.labels[i] for i in kept],
        [train.groups[i] for i in kept],
        [train.manners[i] for i in kept],
    )


def fine_tune(start: str, count: int, *, seed: int, rate: float) -> TextClassifier:
    """A classifier that has learned from so many labels: an LSTM from left to right, the mean of its states."""
    return train_classifier(
        drawn(count, seed),
        texts("reviews", "valid"),
        labels_of("reviews"),
        seed=seed,
        rate=rate,
        vocabulary=vocabulary(),
        begin_as=None if start == "scratch" else language_model(start),
        batch_size=min(32, max(4, count // 16)),
        **NETWORK,
    )[0]


def run_transfer(settings: Settings) -> Figures:
    """One model: how well it fits the validation reviews; finally how right it is, and of each thing how many."""
    labels, count, seed = labels_of("reviews"), settings["labels"], settings["seed"]
    say: Say
    if settings["model"] == REGRESSION:
        part = drawn(count, seed)
        made = counting(REGRESSION, FEATURES[settings["features"]], settings["strength"]).fit(part.words, part.labels)
        say = lambda read: said_by_counts(made, read, labels)  # noqa: E731
    else:
        network = fine_tune(settings["model"], count, seed=seed, rate=settings["rate"])
        say = lambda read: said_by_model(network, read)  # noqa: E731
    final = settings["phase"] == "final"
    test = texts("reviews", "test")
    valid = texts("reviews", "valid")
    figures = figures_of(say, valid, test if final else None, labels)
    if settings["model"] == REGRESSION:
        figures["valid"] = cross_entropy(say(valid.words), ids_of(valid, labels))
    if final:
        answers = say(test.words).argmax(axis=1) == ids_of(test, labels)
        things = np.unique(test.groups, return_inverse=True)[1]
        figures["things"] = np.bincount(things, weights=answers).astype(int).tolist()
    if final and settings["model"] != REGRESSION and settings["model"] != "scratch" and seed == 0:
        figures["perplexity"] = perplexity(language_model(settings["model"]).logprob(stream(test.words)))
    return figures


def transfer_plan(rows: Rows) -> list[Settings]:
    """For each start and number of labels a rate, for regression a C and what it counts; then five draws of labels."""
    todo: list[Settings] = []
    for arm in every(labels=COUNTS, model=STARTS):
        scores = _scores(rows, arm, "rate")
        if rates := next_values(scores, RATES):
            todo += [arm | {"rate": r, "seed": s, "phase": "search"} for r in rates for s in SEARCH_SEEDS]
        else:
            todo += [arm | {"rate": best_value(scores), "seed": s, "phase": "final"} for s in SEEDS]
    for arm in every(labels=COUNTS, model=[REGRESSION]):
        waiting, best = [], {}
        for features in KINDS:
            one = arm | {"features": features}
            scores = _scores(rows, one, "strength")
            if strengths := next_values(scores, STRENGTHS, factor=4.0):
                waiting += [
                    one | {"strength": c, "seed": s, "phase": "search"} for c in strengths for s in SEARCH_SEEDS
                ]
            else:
                best[features] = best_value(scores), min(scores.values())
        if not waiting:
            features = min(best, key=lambda name: best[name][1])
            waiting = [
                arm | {"features": features, "strength": best[features][0], "seed": s, "phase": "final"} for s in SEEDS
            ]
        todo += waiting
    return rows.lacking(todo)


def _scores(rows: Rows, arm: Settings, name: str) -> dict[float, float]:
    tries = rows.where(phase="search", **arm)
    return {value: float(tries.figures("valid", **{name: value}).mean()) for value in tries.values(name)}


def gain(rows: Rows, count: int, ours: str, theirs: str) -> Compared:
    """How much more the one has right than the other at so many labels, on things; five draws are averaged."""
    sizes = np.unique(texts("reviews", "test").groups, return_counts=True)[1]
    a, b = (rows.figures("things", model=model, labels=count, phase="final").mean(axis=0) for model in (ours, theirs))
    rng = np.random.default_rng(0)
    return Compared(
        paired_bootstrap(a / sizes, b / sizes, weights=sizes, rng=rng), permutation_test(a, b, paired=True, rng=rng)
    )


def transfer_claims(rows: Rows) -> dict[str, bool]:
    """What so few texts without labels are worth, beside counting words, which needs none of them."""
    mean = {
        (model, count): float(rows.figures("accuracy", model=model, labels=count, phase="final").mean())
        for model in (*STARTS, REGRESSION)
        for count in COUNTS
    }
    both = STARTS[2]
    from_scratch = [gain(rows, count, start, "scratch").p for start in STARTS[1:] for count in COUNTS]
    from_counts = [gain(rows, count, both, REGRESSION) for count in COUNTS]
    new = {row.settings["model"]: row.figures["perplexity"] for row in rows if "perplexity" in row.figures}
    ahead = all(mean[REGRESSION, count] > mean[start, count] for start in STARTS for count in COUNTS)
    return {
        "on new reviews the model of shelf and reviews has less than 0.6 of the perplexity of the shelf's": new[both]
        < 0.6 * new["shelf"],
        "regression above every network on the mean at every number of labels, and no start told from scratch, "
        "Holm over ten": ahead and holm(from_scratch).min() > 0.05,
        "with 50 labels regression is told from the network begun as the model of shelf and reviews, Holm over five": (
            from_counts[0].gain.mean < 0 and holm([found.p for found in from_counts])[0] < 0.05
        ),
        "every model has more right with all labels than with 50, on the mean": all(
            mean[model, COUNTS[-1]] > mean[model, COUNTS[0]] for model in (*STARTS, REGRESSION)
        ),
        "each best value lies inside the values tried": all(
            _inside(rows, count, model) for count in COUNTS for model in (*STARTS, REGRESSION)
        ),
    }


def _inside(rows: Rows, count: int, model: str) -> bool:
    name = "strength" if model == REGRESSION else "rate"
    final = rows.where(labels=count, model=model, phase="final")[0].settings
    kept = {"features": final["features"]} if model == REGRESSION else {}
    tried = rows.values(name, labels=count, model=model, phase="search", **kept)
    return bool(min(tried) < final[name] < max(tried))


STUDIES = (
    Study(
        "transfer",
        "What is a language model of texts without labels worth to a classifier with 50 to 917 labelled reviews?",
        transfer_plan,
        run_transfer,
        transfer_claims,
        packages=("torch", "scikit-learn"),
    ),
)
