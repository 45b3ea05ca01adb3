"""Judging texts, what the studies of classifiers share: texts in words, networks, models that count, and their figures.

All models of a study read the same words, learn from the same texts and choose what they can choose by the same
figure: the cross-entropy on the validation texts, after a temperature has been fitted there (Guo et al. 2017), so that
a model that is merely too sure of itself is not taken for a bad one.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import torch
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import Pipeline, make_pipeline

from rnncourse import datasets, training
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings
from rnncourse.metrics import accuracy, expected_calibration_error, f1, scaled, temperature
from rnncourse.models.classifier import TextClassifier
from rnncourse.models.language import RecurrentLanguageModel
from rnncourse.statistics import Interval, paired_bootstrap, permutation_test
from rnncourse.text import Vocabulary, words

LABELS = {
    "reviews": ("negative", "positive"),
    "messages": ("ham", "spam"),
    "polarity": ("negative", "positive"),
    "films": ("negative", "positive"),
}
MAJORITY, BAYES, REGRESSION = "majority", "naive Bayes", "regression"
FEATURES = {  # the longest n-gram that is counted, in how many texts it must stand
    "words": (1, 1),
    "words seen twice": (1, 2),
    "words and pairs": (2, 1),
    "words and pairs seen twice": (2, 2),
}
GRIDS = {BAYES: ((0.5, 1.0, 2.0), 2.0), REGRESSION: ((4.0, 16.0, 64.0), 4.0)}  # smoothing; C. And the step beyond
EPOCHS, PATIENCE = 25, 4
LONGEST = 200  # words of a film review that are read: the last ones

Say = Callable[[Sequence[Sequence[str]]], np.ndarray]


class Texts(NamedTuple):
    """Texts in words, with what is known of each."""

    words: list[list[str]]
    labels: list[str]
    groups: list[str]  # what is drawn as a whole: a thing, a thread; otherwise the text itself
    manners: list[str]  # "" where none is known


@cache
def texts(data: str, split: str) -> Texts:
    """A split of "reviews", "messages", "polarity", "films" or "surnames", in lower-case words; surnames in letters."""
    if data in ("reviews", "messages"):
        marked = datasets.load_reviews(split) if data == "reviews" else datasets.load_messages(split)
        read = [words(row.text.lower()) for row in marked]
        return Texts(read, [r.label for r in marked], [r.group for r in marked], [r.manner for r in marked])
    load = {
        "polarity": datasets.load_polarity,
        "films": datasets.load_movie_reviews,
        "surnames": datasets.load_surnames,
    }
    rows = load[data](split)
    read = [list(row.text) if data == "surnames" else row.text.split()[-LONGEST:] for row in rows]
    return Texts(read, [row.label for row in rows], [str(i) for i in range(len(rows))], [""] * len(rows))


def labels_of(data: str) -> tuple[str, ...]:
    """The classes, the one to be found last."""
    return LABELS.get(data) or tuple(sorted(set(texts(data, "train").labels)))


def vocabulary_of(*read: Sequence[Sequence[str]], min_count: int = 2) -> Vocabulary:
    """The words of some texts that stand there often enough, and <unk> for the others."""
    return Vocabulary.from_tokens((w for part in read for t in part for w in t), min_count=min_count, unknown="<unk>")


def train_classifier(
    train: Texts,
    valid: Texts,
    labels: Sequence[str],
    *,
    seed: int,
    rate: float = 0.005,
    vocabulary: Vocabulary | None = None,
    begin_as: RecurrentLanguageModel | None = None,
    epochs: int = EPOCHS,
    batch_size: int = 32,
    bar: bool = False,
    **options: Any,
) -> tuple[TextClassifier, training.History]:
    """A classifier with the weights of its best epoch by the cross-entropy on the validation texts, and its history.

    Adam; texts of like lengths share a batch; it stops after four epochs without a better one.

    vocabulary : None takes the words that stand twice in the training texts
    begin_as : a language model over the same vocabulary, whose weights are the first ones
    options : of TextClassifier
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = TextClassifier(vocabulary or vocabulary_of(train.words), labels, **options)
    if begin_as is not None:
        model.begin_as(begin_as)
    batches, held_out = batches_of(model, train, batch_size), batches_of(model, valid, 128)
    history = training.fit(
        model,
        lambda: [batches[i] for i in rng.permutation(len(batches))],
        optimizer=torch.optim.Adam(model.parameters(), lr=rate),
        epochs=epochs,
        patience=PATIENCE,
        validate=lambda: sum(float(model.loss(b)) * len(b.lengths) for b in held_out) / len(valid.labels),
        clip=1.0,
        bar=bar,
    )
    return model, history


def batches_of(model: TextClassifier, given: Texts, batch_size: int) -> list[Any]:
    """The texts in batches, the shortest first."""
    cuts = _by_length(given.words, batch_size)
    return [model.batch([given.words[i] for i in cut], [given.labels[i] for i in cut]) for cut in cuts]


def said_by_model(model: TextClassifier, read: Sequence[Sequence[str]]) -> np.ndarray:
    """The logarithms of the probabilities of each class, (N, K), in the order of the texts."""
    found = np.zeros((len(read), len(model.labels)))
    for cut in _by_length(read, 128):
        found[cut] = model.predict(model.batch([read[i] for i in cut])).probabilities
    return logarithms(found)


def _by_length(read: Sequence[Sequence[str]], size: int) -> list[list[int]]:
    order = sorted(range(len(read)), key=lambda i: len(read[i]))
    return [order[k : k + size] for k in range(0, len(order), size)]


def logarithms(probabilities: np.ndarray) -> np.ndarray:
    """Natural logarithms; what is called impossible counts as one in a million million."""
    found: np.ndarray = np.log(np.maximum(probabilities, 1e-12))
    return found


def _same(tokens: Any) -> Any:
    return tokens


def counting(name: str, features: tuple[int, int], strength: float) -> Pipeline:
    """Naive Bayes over counts, or logistic regression over TF-IDF, not trained yet; both take texts in words.

    name : BAYES or REGRESSION
    features : the longest n-gram; in how many texts it must stand
    strength : what is added to each count, or the C of the regression
    """
    longest, least = features
    options: dict[str, Any] = dict(
        tokenizer=_same, preprocessor=_same, token_pattern=None, lowercase=False, ngram_range=(1, longest), min_df=least
    )
    if name == BAYES:
        return make_pipeline(CountVectorizer(**options), MultinomialNB(alpha=strength))
    return make_pipeline(TfidfVectorizer(sublinear_tf=True, **options), LogisticRegression(C=strength, max_iter=2000))


def said_by_counts(pipeline: Pipeline, read: Sequence[Sequence[str]], labels: Sequence[str]) -> np.ndarray:
    """As `said_by_model`; a class of `labels` that was never seen is impossible."""
    found, known = pipeline.predict_proba(read), list(pipeline.classes_)
    whole = np.zeros((len(read), len(labels)))
    for k, label in enumerate(labels):
        if label in known:
            whole[:, k] = found[:, known.index(label)]
    return logarithms(whole)


def say_majority(train: Texts, labels: Sequence[str]) -> Say:
    """What gives every text the shares of the classes in the training texts."""
    shares = np.array([train.labels.count(label) for label in labels]) / len(train.labels)
    return lambda read: np.tile(logarithms(shares), (len(read), 1))


def ids_of(given: Texts, labels: Sequence[str]) -> np.ndarray:
    """The class of each text, (N,) ids."""
    place = {label: k for k, label in enumerate(labels)}
    return np.array([place[label] for label in given.labels])


def cross_entropy(said: np.ndarray, true: np.ndarray) -> float:
    """The mean surprise in nats: said (N, K) logarithms, true (N,) ids of the right classes."""
    return -float(said[np.arange(len(true)), true].mean())


def figures_of(say: Say, valid: Texts, test: Texts | None, labels: Sequence[str]) -> Figures:
    """The figure that everything is chosen by, "valid", and where there are test texts what is said of them."""
    on_valid, true = say(valid.words), ids_of(valid, labels)
    tau = temperature(on_valid, true)
    figures: Figures = {"valid": cross_entropy(scaled(on_valid, tau), true)}
    if test is None:
        return figures
    said, true = say(test.words), ids_of(test, labels)
    predicted, cooled = said.argmax(axis=1), scaled(said, tau)
    sure, less_sure = (np.minimum(np.exp(s.max(axis=1)), 1.0) for s in (said, cooled))
    return figures | {
        "accuracy": accuracy(predicted, true),
        "f1": f1(predicted, true, len(labels) - 1),
        "loss": cross_entropy(said, true),
        "ece": expected_calibration_error(sure, predicted == true),
        "temperature": tau,
        "cooled loss": cross_entropy(cooled, true),
        "cooled ece": expected_calibration_error(less_sure, predicted == true),
    }


def counting_plan(rows: Rows, arm: Settings, features: Sequence[str]) -> list[Settings]:
    """The strength of a counting model on each kind of features, then one final run with the best of all."""
    grid, factor = GRIDS[arm["model"]]
    todo, best = [], {}
    for name in features:
        one = arm | {"features": name}
        tries = rows.where(phase="search", **one)
        scores = {row.settings["strength"]: row.figures["valid"] for row in tries}
        todo += [one | {"strength": s, "phase": "search"} for s in next_values(scores, grid, factor=factor)]
        if scores:
            strength = best_value(scores)
            best[scores[strength], name] = strength
    if todo:
        return todo
    (_, name), strength = min(best.items())
    return [arm | {"features": name, "strength": strength, "phase": "final"}]


def network_plan(
    rows: Rows, arm: Settings, rates: Sequence[float], search_seeds: Sequence[int], seeds: Sequence[int]
) -> list[Settings]:
    """The rate of a network by the mean of its search seeds, then all seeds with it."""
    tries = rows.where(phase="search", **arm)
    scores = {rate: float(tries.figures("valid", rate=rate).mean()) for rate in tries.values("rate")}
    if more := next_values(scores, rates):
        return [arm | {"rate": rate, "seed": s, "phase": "search"} for rate in more for s in search_seeds]
    return [arm | {"rate": best_value(scores), "seed": seed, "phase": "final"} for seed in seeds]


class Compared(NamedTuple):
    """How much more one model has right than another, its interval over groups, and how often chance does as much."""

    gain: Interval
    p: float


def compare(ours: np.ndarray, theirs: np.ndarray, groups: Sequence[str], rng: np.random.Generator) -> Compared:
    """Two models on the same texts; whole groups are drawn with replacement, and for p their signs are flipped.

    ours, theirs : (N,) or (seeds, N), 1 where the text was judged right; seeds are averaged
    """
    _, place = np.unique(np.array(groups), return_inverse=True)
    sizes = np.bincount(place)
    ours, theirs = (np.bincount(place, weights=np.atleast_2d(a).mean(axis=0)) for a in (ours, theirs))
    gain = paired_bootstrap(ours / sizes, theirs / sizes, weights=sizes, rng=rng)
    if np.allclose(ours, theirs):
        return Compared(gain, 1.0)
    return Compared(gain, permutation_test(ours, theirs, paired=True, rng=rng))


def inside(rows: Rows, setting: str, **arm: Any) -> bool:
    """Whether what was chosen lies inside what was tried."""
    (chosen,) = rows.values(setting, phase="final", **arm)
    tried = rows.values(setting, phase="search", **arm)
    return bool(min(tried) < chosen < max(tried))
