"""Reviews and messages: four ways of pooling an LSTM's states against naive Bayes and logistic regression.

What is judged in the end are things and threads: their texts hang together, so they are drawn as a whole.
"""

from typing import Any

import numpy as np

from rnncourse.experiments.judging import (
    BAYES,
    FEATURES,
    MAJORITY,
    REGRESSION,
    Compared,
    compare,
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
    vocabulary_of,
)
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.weights import with_weights
from rnncourse.models.classifier import POOLINGS, TextClassifier
from rnncourse.statistics import holm

DATA = ("reviews", "messages")
RATES, SEARCH_SEEDS, SEEDS = (0.0025, 0.005, 0.01), (100, 101), range(5)
NETWORK: dict[str, Any] = {"embedding_size": 32, "hidden_size": 32, "dropout": 0.5}
RIVALS = (BAYES, REGRESSION)
KINDS = ("words", "words seen twice", "words and pairs")  # what these count


def learn(data: str, pooling: str, *, seed: int, rate: float, **options: Any) -> TextClassifier:
    """A BiLSTM with this pooling that has learned from the training reviews or messages."""
    train, valid = texts(data, "train"), texts(data, "valid")
    chosen = NETWORK | options
    return train_classifier(train, valid, labels_of(data), seed=seed, rate=rate, pooling=pooling, **chosen)[0]


def run_classifying(settings: Settings) -> Figures:
    """One model: how well it fits the validation texts; finally all its figures, and its probabilities of class 1."""
    data, model = settings["data"], settings["model"]
    labels, train = labels_of(data), texts(data, "train")
    if model == MAJORITY:
        say = say_majority(train, labels)
    elif model in RIVALS:
        made = counting(model, FEATURES[settings["features"]], settings["strength"]).fit(train.words, train.labels)

        def say(read: Any) -> np.ndarray:
            return said_by_counts(made, read, labels)
    else:
        network = learn(data, model, seed=settings["seed"], rate=settings["rate"])

        def say(read: Any) -> np.ndarray:
            return said_by_model(network, read)

    final = settings["phase"] == "final"
    figures = figures_of(say, texts(data, "valid"), texts(data, "test") if final else None, labels)
    if final:
        for split in ("valid", "test"):
            figures[f"{split} probabilities"] = np.exp(say(texts(data, split).words)[:, 1]).round(5).tolist()
    return figures


def classifying_plan(rows: Rows) -> list[Settings]:
    """The majority; the search of each arm; then what it chose, the networks with five seeds."""
    todo = every(model=[MAJORITY], data=DATA, phase=["final"])
    for arm in every(data=DATA, model=RIVALS):
        todo += counting_plan(rows, arm, KINDS)
    for arm in every(data=DATA, model=POOLINGS):
        todo += network_plan(rows, arm, RATES, SEARCH_SEEDS, SEEDS)
    return rows.lacking(todo)


def right(rows: Rows, data: str, model: str) -> np.ndarray:
    """Is each test text judged right? (seeds, N) booleans."""
    said = rows.figures("test probabilities", data=data, model=model, phase="final")
    wanted: np.ndarray = (said > 0.5) == (ids_of(texts(data, "test"), labels_of(data)) == 1)
    return wanted


def against_rivals(rows: Rows, data: str) -> tuple[dict[tuple[str, str], Compared], np.ndarray]:
    """Each pooling against naive Bayes and regression, and the eight p-values after Holm's correction."""
    groups, found = texts(data, "test").groups, {}
    for pooling in POOLINGS:
        for rival in RIVALS:
            pair = right(rows, data, pooling), right(rows, data, rival)
            found[pooling, rival] = compare(*pair, groups, np.random.default_rng(0))
    return found, holm([c.p for c in found.values()])


def against_last(rows: Rows, data: str) -> tuple[dict[str, Compared], np.ndarray]:
    """The mean, the maximum and attention against the last state, and the three p-values after Holm's correction."""
    groups = texts(data, "test").groups
    found = {
        pooling: compare(right(rows, data, pooling), right(rows, data, "last"), groups, np.random.default_rng(0))
        for pooling in POOLINGS[1:]
    }
    return found, holm([c.p for c in found.values()])


def by_manner(rows: Rows, data: str, model: str) -> dict[str, float]:
    """The share of test texts judged right, the mean of the seeds, by manner and label."""
    test, answers = texts(data, "test"), right(rows, data, model).mean(axis=0)
    kinds = [f"{label}, {manner}" for label, manner in zip(test.labels, test.manners, strict=True)]
    return {kind: float(answers[np.array(kinds) == kind].mean()) for kind in sorted(set(kinds))}


def classifying_claims(rows: Rows) -> dict[str, bool]:
    """Counting words is hard to beat with so few texts; how honest the probabilities are, and what is hard."""
    final, claims = rows.where(phase="final"), {}
    told = {data: dict(zip(*_pairs(rows, data), strict=True)) for data in DATA}
    for data in DATA:
        of = {model: final.figures("accuracy", data=data, model=model) for model in (*POOLINGS, *RIVALS)}
        (majority,) = final.figures("accuracy", data=data, model=MAJORITY)
        claims[f"{data}: every model above the majority, every seed"] = min(a.min() for a in of.values()) > majority
        below = min(of[rival].mean() for rival in RIVALS) > max(of[pooling].mean() for pooling in POOLINGS)
        _, corrected = against_last(rows, data)
        claims[
            f"{data}: naive Bayes and regression above every pooling on the mean, and no pooling told from the last "
            "state, Holm over three"
        ] = below and corrected.min() > 0.05
        taus = {model: final.figures("temperature", data=data, model=model).mean() for model in of}
        claims[f"{data}: naive Bayes needs the largest temperature"] = max(taus, key=lambda m: taus[m]) == BAYES
        (raw,), (cooled,) = (final.figures(f, data=data, model=BAYES) for f in ("ece", "cooled ece"))
        claims[f"{data}: the temperature makes the calibration error of naive Bayes smaller"] = cooled < raw
    of_reviews = told["reviews"]
    claims["reviews: attention is told from both, and the mean from naive Bayes, Holm over eight"] = (
        max(of_reviews["attention", BAYES], of_reviews["attention", REGRESSION], of_reviews["mean", BAYES]) < 0.05
    )
    claims[
        "messages: every pooling is below naive Bayes by more than 0.03, but is not told from it, Holm over eight"
    ] = min(told["messages"].values()) > 0.05 and _least_gap(final) > 0.03
    manners = [by_manner(rows, "messages", model) for model in (*POOLINGS, *RIVALS)]
    claims["messages: plain spam is found more often than spam that looks like ham, every model"] = all(
        found["spam, plain"] > found["spam, lookalike"] for found in manners
    )
    hard = np.array([manner != "plain" for manner in texts("reviews", "test").manners])
    answers = [right(rows, "reviews", model).mean(axis=0) for model in (*POOLINGS, *RIVALS)]
    claims["reviews: contrast and irony together are judged worse than plain ones, every model"] = all(
        share[hard].mean() < share[~hard].mean() for share in answers
    )
    claims["each best value lies inside the values tried"] = all(
        inside(rows, "rate", data=data, model=pooling) for data in DATA for pooling in POOLINGS
    ) and all(_strength_inside(rows, data, rival) for data in DATA for rival in RIVALS)
    return {claim: bool(holds) for claim, holds in claims.items()}


def _least_gap(final: Rows) -> float:
    """How far the best pooling is below naive Bayes in messages, on the mean."""
    (rival,) = final.figures("accuracy", data="messages", model=BAYES)
    return float(rival - max(final.figures("accuracy", data="messages", model=p).mean() for p in POOLINGS))


def _pairs(rows: Rows, data: str) -> tuple[list[tuple[str, str]], np.ndarray]:
    found, corrected = against_rivals(rows, data)
    return list(found), corrected


def _strength_inside(rows: Rows, data: str, rival: str) -> bool:
    (features,) = rows.values("features", data=data, model=rival, phase="final")
    return inside(rows, "strength", data=data, model=rival, features=features)


def train_what_ships(rows: Rows) -> TextClassifier:
    """The classifier of reviews with attention that fits the validation reviews best, of five seeds."""
    best = min(rows.where(data="reviews", model="attention", phase="final"), key=lambda row: row.figures["valid"])
    return learn("reviews", "attention", seed=best.settings["seed"], rate=best.settings["rate"])


def trained_judge() -> TextClassifier:
    """A classifier as `train_what_ships` has made it, from results/weights. Raises ValueError where it is not there."""
    vocabulary = vocabulary_of(texts("reviews", "train").words)
    model = TextClassifier(vocabulary, labels_of("reviews"), pooling="attention", **NETWORK)
    return with_weights(model, "classifying")


STUDIES = (
    Study(
        "classifying",
        "Do four ways of pooling a BiLSTM judge reviews and find spam better than naive Bayes and regression?",
        classifying_plan,
        run_classifying,
        classifying_claims,
        packages=("torch", "scikit-learn"),
        weights=train_what_ships,
    ),
)
