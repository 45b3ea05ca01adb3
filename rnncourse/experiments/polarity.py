"""Real texts: sentences of film reviews, whole film reviews, and surnames by the language they come from.

A BiLSTM with attention against the majority, naive Bayes and logistic regression, all on one fixed split. Published
figures on the films are means of ten folds. Of whole reviews the last 200 words are read. A surname is read letter by
letter, with a mark at either end; what counts then are runs of letters.
"""

import math
from typing import Any

import numpy as np

from rnncourse.experiments.judging import (
    BAYES,
    FEATURES,
    MAJORITY,
    REGRESSION,
    Say,
    Texts,
    counting,
    counting_plan,
    figures_of,
    ids_of,
    inside,
    labels_of,
    network_plan,
    said_by_counts,
    said_by_model,
    say_majority,
    texts,
    train_classifier,
)
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.metrics import confusion
from rnncourse.models.classifier import TextClassifier
from rnncourse.statistics import Interval, paired_bootstrap

DATA = ("polarity", "films", "surnames")
NETWORK = "BiLSTM"
LETTERS = {"up to 2 letters": (2, 1), "up to 3 letters": (3, 1), "up to 4 letters": (4, 1)}
WORDS = {kind: FEATURES[kind] for kind in ("words", "words seen twice", "words and pairs")}
COUNTED = {"polarity": WORDS, "films": WORDS, "surnames": LETTERS}
OPTIONS: dict[str, dict[str, Any]] = {
    "polarity": {"embedding_size": 64, "hidden_size": 64, "batch_size": 64, "epochs": 8},
    "films": {"embedding_size": 32, "hidden_size": 32, "batch_size": 32, "epochs": 10},
    "surnames": {"embedding_size": 32, "hidden_size": 64, "batch_size": 128, "epochs": 20, "dropout": 0.2},
}
RATES, SEARCH_SEEDS, SEEDS = (0.0025, 0.005, 0.01), (100,), range(5)


def read(data: str, split: str) -> Texts:
    """The texts of a split; surnames with a mark at either end."""
    found = texts(data, split)
    return found._replace(words=[["^", *name, "$"] for name in found.words]) if data == "surnames" else found


def learn(data: str, *, seed: int, rate: float, **options: Any) -> TextClassifier:
    """A BiLSTM with attention that has learned from the training texts."""
    train, valid = (read(data, split) for split in ("train", "valid"))
    chosen = {"pooling": "attention"} | OPTIONS[data] | options
    return train_classifier(train, valid, labels_of(data), seed=seed, rate=rate, **chosen)[0]


def run_polarity(settings: Settings) -> Figures:
    """One model: how well it fits the validation texts; finally its figures, and which test texts it has right."""
    data, model = settings["data"], settings["model"]
    labels, train = labels_of(data), read(data, "train")
    say: Say
    if model == MAJORITY:
        say = say_majority(train, labels)
    elif model == NETWORK:
        network = learn(data, seed=settings["seed"], rate=settings["rate"])
        say = lambda given: said_by_model(network, given)  # noqa: E731
    else:
        features = COUNTED[data][settings["features"]]
        made = counting(model, features, settings["strength"]).fit(train.words, train.labels)
        say = lambda given: said_by_counts(made, given, labels)  # noqa: E731
    final = settings["phase"] == "final"
    test = read(data, "test")
    figures = figures_of(say, read(data, "valid"), test if final else None, labels)
    if final:
        said, true = say(test.words).argmax(axis=1), ids_of(test, labels)
        figures["right"] = (said == true).astype(int).tolist()
        if data == "surnames":
            del figures["f1"]  # of one language of eighteen
            figures["confusion"] = confusion(said, true, range(len(labels))).ravel().tolist()
    return figures


def polarity_plan(rows: Rows) -> list[Settings]:
    """The majority; the search of each arm; then what it chose, the network with five seeds."""
    todo = every(model=[MAJORITY], data=DATA, phase=["final"])
    for data in DATA:
        for model in (BAYES, REGRESSION):
            todo += counting_plan(rows, {"data": data, "model": model}, list(COUNTED[data]))
        todo += network_plan(rows, {"data": data, "model": NETWORK}, RATES, SEARCH_SEEDS, SEEDS)
    return rows.lacking(todo)


def gain(rows: Rows, data: str, rival: str) -> Interval:
    """How much more the network has right than a rival, with its interval over test texts; five seeds are averaged."""
    ours, theirs = (
        rows.figures("right", data=data, model=model, phase="final").mean(axis=0) for model in (NETWORK, rival)
    )
    return paired_bootstrap(ours, theirs, resamples=2000, rng=np.random.default_rng(0))


def recalls(rows: Rows, model: str) -> np.ndarray:
    """Of each language the share of its surnames that is found, (K,), the mean of the seeds."""
    counts = rows.figures("confusion", data="surnames", model=model, phase="final").mean(axis=0)  # (K * K,)
    table = counts.reshape(math.isqrt(len(counts)), -1)
    shares: np.ndarray = np.diag(table) / table.sum(axis=1)
    return shares


def polarity_claims(rows: Rows) -> dict[str, bool]:
    """Counting stays ahead of this BiLSTM with ten thousand sentences, with long texts, and with letters too."""
    claims = {}
    for data in DATA:
        of = {model: rows.figures("accuracy", data=data, model=model, phase="final") for model in _MODELS}
        claims[f"{data}: every model above the majority, every seed"] = (
            min(of[m].min() for m in (BAYES, REGRESSION, NETWORK)) > of[MAJORITY][0]
        )
    rivals = {"polarity": (BAYES,), "films": (BAYES, REGRESSION), "surnames": (BAYES, REGRESSION)}
    for data, names in rivals.items():
        claims[f"{data}: {' and '.join(names)} above the BiLSTM, the whole interval of the difference"] = all(
            gain(rows, data, rival).high < 0 for rival in names
        )
    claims["surnames: the mean recall of the 18 languages is lower than the accuracy, every model"] = all(
        recalls(rows, model).mean() < rows.figures("accuracy", data="surnames", model=model, phase="final").mean()
        for model in (BAYES, REGRESSION, NETWORK)
    )
    claims["each best value lies inside the values tried"] = all(
        inside(rows, "rate", data=data, model=NETWORK)
        and all(_strength_inside(rows, data, rival) for rival in (BAYES, REGRESSION))
        for data in DATA
    )
    return {claim: bool(holds) for claim, holds in claims.items()}


_MODELS = (MAJORITY, BAYES, REGRESSION, NETWORK)


def _strength_inside(rows: Rows, data: str, rival: str) -> bool:
    (features,) = rows.values("features", data=data, model=rival, phase="final")
    return inside(rows, "strength", data=data, model=rival, features=features)


STUDIES = (
    Study(
        "polarity",
        "Do ten thousand real texts, or surnames, make a BiLSTM better than models that count words or letters?",
        polarity_plan,
        run_polarity,
        polarity_claims,
        packages=("torch", "scikit-learn"),
    ),
)
