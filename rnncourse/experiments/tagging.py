"""Tags of words: a BiLSTM and a forward LSTM against the taggers of NLTK, all trained on the same sentences.

NLTK's counting taggers take every word as it is written. The networks look words up in lower case and see capitals
apart, in the spelling; so the counting taggers are tried on lower-cased words, too. What can be chosen, the rate of a
network and the rounds of the perceptron, is chosen on validation sentences.
"""

import random
from functools import cache
from typing import Any

import nltk
import numpy as np
import torch
from nltk.probability import LidstoneProbDist
from nltk.tag.hmm import HiddenMarkovModelTrainer
from nltk.tag.perceptron import PerceptronTagger

from rnncourse import datasets, training
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.models.tagger import Lexicon, Tagger

Sentences = list[list[tuple[str, str]]]

COUNTING = ("most frequent tag", "bigram", "HMM")  # they know no chance
NETWORKS: dict[str, dict[str, dict[str, Any]]] = {
    "tagger": {
        "forward LSTM": {"embedding_size": 32, "direction": "forward", "hidden_size": 56},
        "BiLSTM": {"embedding_size": 32, "direction": "both", "hidden_size": 32},
    },
    "treebank": {"BiLSTM": {"embedding_size": 48, "hidden_size": 48}},
}
EPOCHS = {"tagger": 15, "treebank": 7}
RATES, FACTOR = (0.003, 0.01, 0.03), 3.0  # of the networks
ROUNDS = {"tagger": (2, 4, 8, 16), "treebank": (2, 4, 8)}  # of the perceptron, each twice the one before
SEARCH_SEEDS = {"tagger": range(100, 103), "treebank": range(100, 101)}


def counting_tagger(name: str, sentences: Sentences, default: str) -> Any:
    """A tagger of NLTK by its name in COUNTING; `default` is the tag of a word it does not know (the HMM has one)."""
    if name == "HMM":
        return HiddenMarkovModelTrainer().train_supervised(sentences, estimator=_smoothed)
    frequent = nltk.UnigramTagger(sentences, backoff=nltk.DefaultTagger(default))
    return frequent if name == "most frequent tag" else nltk.BigramTagger(sentences, backoff=frequent)


def _smoothed(counts: Any, bins: int) -> Any:
    return LidstoneProbDist(counts, 0.01, bins)


def perceptron(sentences: Sentences, *, seed: int, rounds: int) -> Any:
    """NLTK's averaged perceptron (Collins 2002)."""
    random.seed(seed)  # NLTK shuffles with Python's own random numbers
    tagger = PerceptronTagger(load=False)
    tagger.train(sentences, nr_iter=rounds)
    return tagger


def lowered(sentences: Sentences) -> Sentences:
    """The same sentences with their words in lower case."""
    return [[(word.lower(), tag) for word, tag in sentence] for sentence in sentences]


def right(tagger: Any, sentences: Sentences) -> np.ndarray:
    """Is the tag right that a tagger of NLTK gives? One answer for each word, (N,) booleans."""
    answers = []
    for sentence in sentences:
        tagged = tagger.tag([word for word, _ in sentence])
        answers += [given == wanted for (_, wanted), (_, given) in zip(sentence, tagged, strict=True)]
    return np.array(answers)


def train_tagger(
    lexicon: Lexicon,
    sentences: Sentences,
    *,
    seed: int,
    epochs: int,
    rate: float = 1e-2,
    kind: type[Tagger] = Tagger,
    bar: bool = False,
    **options: Any,
) -> Tagger:
    """A new tagger: Adam, the rate falling to a tenth; sentences of like lengths share a batch of 32.

    kind, options : Tagger, or a class made from it, and what it takes
    """
    torch.manual_seed(seed)
    rng, ordered = np.random.default_rng(seed), sorted(sentences, key=len)
    batches = [lexicon.batch(ordered[k : k + 32]) for k in range(0, len(ordered), 32)]
    model = kind(lexicon, **options)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    training.fit(
        model,
        lambda: [batches[i] for i in rng.permutation(len(batches))],
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, epochs),
        epochs=epochs,
        clip=1.0,
        bar=bar,
    )
    return model


def right_by_model(model: Tagger, lexicon: Lexicon, sentences: Sentences) -> np.ndarray:
    """As `right`, for a model in PyTorch."""
    batch = lexicon.batch(sentences)
    found, wanted, lengths = model.predict(batch), batch.tags.numpy(), batch.lengths.numpy()
    inside = np.arange(len(wanted))[:, None] < lengths  # (T, B)
    return (found == wanted).T[inside.T]


def unknown(known: Sentences, sentences: Sentences) -> np.ndarray:
    """Is the word, in lower case, in none of the known sentences? One answer for each word, (N,) booleans."""
    words = {word.lower() for sentence in known for word, _ in sentence}
    return np.array([word.lower() not in words for sentence in sentences for word, _ in sentence])


def ambiguous(known: Sentences, sentences: Sentences) -> np.ndarray:
    """Has the word, in lower case, several tags in the known sentences? One answer for each word, (N,) booleans."""
    tags: dict[str, set[str]] = {}
    for sentence in known:
        for word, tag in sentence:
            tags.setdefault(word.lower(), set()).add(tag)
    return np.array([len(tags.get(word.lower(), ())) > 1 for sentence in sentences for word, _ in sentence])


def by_tale(answers: np.ndarray, split: str) -> list[int]:
    """How many answers (N,) for the words of the tagged tales are right in each tale."""
    sizes = [sum(map(len, sentences)) for sentences in datasets.load_tagged_tales(split).values()]
    return [int(part.sum()) for part in np.split(answers, np.cumsum(sizes)[:-1])]


@cache
def split_sentences(study: str, split: str) -> Sentences:
    """The sentences of a study's data."""
    return datasets.load_tagged(split) if study == "tagger" else datasets.load_treebank(split, tagset="penn")


def _run(study: str, default: str, settings: Settings) -> Figures:
    train = split_sentences(study, "train")
    split = "valid" if settings.get("phase") == "search" else "test"
    asked = split_sentences(study, split)
    model = settings["model"]
    if model == "one tag":
        answers = right(nltk.DefaultTagger(default), asked)
    elif model in COUNTING:
        change = lowered if settings["case"] == "lower" else list
        answers = right(counting_tagger(model, change(train), default), change(asked))
    elif model == "perceptron":
        answers = right(perceptron(train, seed=settings["seed"], rounds=settings["rounds"]), asked)
    else:
        lexicon = Lexicon(train)
        chosen = {name: settings[name] for name in ("seed", "epochs", "rate")}
        tagger = train_tagger(lexicon, train, **chosen, **NETWORKS[study][model])
        answers = right_by_model(tagger, lexicon, asked)
    figures: Figures = {"accuracy": float(answers.mean()), "unknown": float(answers[unknown(train, asked)].mean())}
    if study == "tagger":
        figures |= {"ambiguous": float(answers[ambiguous(train, asked)].mean()), "tales": by_tale(answers, split)}
    return figures


def run_tagger(settings: Settings) -> Figures:
    """One tagger on the tagged tales: accuracy on all, unknown and ambiguous words; right answers by tale."""
    return _run("tagger", "NOUN", settings)


def run_treebank(settings: Settings) -> Figures:
    """One tagger on NLTK's sample of the Penn Treebank: accuracy on all words, and on those that are unknown."""
    return _run("treebank", "NN", settings)


def searched_plan(
    rows: Rows, arms: list[tuple[Settings, str, tuple[float, ...], float]], seeds: range
) -> list[Settings]:
    """For each arm the value of one setting by its mean accuracy on validation data; then five seeds on test data.

    arms : fixed settings, the setting that is searched, its grid, the factor from one value to the next
    """
    todo: list[Settings] = []
    for arm, name, grid, factor in arms:
        tries = rows.where(**arm, phase="search")
        scores = {value: -float(tries.figures("accuracy", **{name: value}).mean()) for value in tries.values(name)}
        values, phase, chosen = next_values(scores, grid, factor=factor), "search", seeds
        if not values:
            values, phase, chosen = [best_value(scores)], "final", range(5)
        whole = [int(value) if name == "rounds" else value for value in values]
        todo += [arm | {name: value, "seed": seed, "phase": phase} for value in whole for seed in chosen]
    return todo


def searched_inside(rows: Rows, arms: list[tuple[Settings, str, tuple[float, ...], float]]) -> bool:
    """Whether each arm's chosen value lies inside those that were tried."""
    for arm, name, _, _ in arms:
        (value,) = rows.values(name, **arm, phase="final")
        tried = rows.values(name, **arm, phase="search")
        if not min(tried) < value < max(tried):
            return False
    return True


def _arms(study: str) -> list[tuple[Settings, str, tuple[float, ...], float]]:
    networks = [({"model": model, "epochs": EPOCHS[study]}, "rate", RATES, FACTOR) for model in NETWORKS[study]]
    return [({"model": "perceptron"}, "rounds", ROUNDS[study], 2.0), *networks]


def _plan(study: str, rows: Rows) -> list[Settings]:
    counted = every(model=["one tag"]) + every(model=COUNTING, case=["kept", "lower"])
    return rows.lacking(counted + searched_plan(rows, _arms(study), SEARCH_SEEDS[study]))


def _best_counting(rows: Rows) -> float:
    return max(rows.figures("accuracy", model=model).max() for model in COUNTING)


def _final(rows: Rows, model: str) -> np.ndarray:
    return rows.figures("accuracy", model=model, phase="final")


def tagger_claims(rows: Rows) -> dict[str, bool]:
    """The BiLSTM against those that know no spelling, no right-hand side, or no hidden state."""
    both, forward, perceptrons = (_final(rows, m) for m in ("BiLSTM", "forward LSTM", "perceptron"))
    return {
        "BiLSTM above most frequent tag, bigram and HMM, in either case, on every seed": both.min()
        > _best_counting(rows),
        "BiLSTM above the forward LSTM on every seed": both.min() > forward.max(),
        "BiLSTM above the perceptron on the mean": both.mean() > perceptrons.mean(),
        "each best value lies inside the values tried": searched_inside(rows, _arms("tagger")),
    }


def treebank_claims(rows: Rows) -> dict[str, bool]:
    """The BiLSTM against all of NLTK's taggers."""
    both, perceptrons = _final(rows, "BiLSTM"), _final(rows, "perceptron")
    return {
        "BiLSTM above every tagger of NLTK trained on the same sentences, every seed": both.min()
        > max(_best_counting(rows), perceptrons.max()),
        "BiLSTM above .959, the perceptron with 300 sentences more, every seed": both.min() > 0.959,
        "each best value lies inside the values tried": searched_inside(rows, _arms("treebank")),
    }


STUDIES = (
    Study(
        "tagger",
        "How well do a BiLSTM, a forward LSTM and NLTK's taggers tag the tales, 12 tags, 528 sentences to learn?",
        lambda rows: _plan("tagger", rows),
        run_tagger,
        tagger_claims,
        packages=("torch", "nltk"),
    ),
    Study(
        "treebank",
        "How well do a BiLSTM and NLTK's taggers tag the Wall Street Journal, 46 tags, 2,700 sentences to learn?",
        lambda rows: _plan("treebank", rows),
        run_treebank,
        treebank_claims,
        packages=("torch", "nltk"),
    ),
)
