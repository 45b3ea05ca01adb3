"""Tags of words: a BiLSTM and a forward LSTM against the taggers of NLTK, all trained on the same sentences.

NLTK's counting taggers take every word as it is written. The networks look words up in lower case and see capitals
apart, in the spelling; so the counting taggers are tried on lower-cased words, too.
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
    lexicon: Lexicon, sentences: Sentences, *, seed: int, epochs: int, bar: bool = False, **options: Any
) -> Tagger:
    """A new tagger: Adam, the rate falling from 1e-2 to 1e-3; sentences of like lengths share a batch of 32.

    options : of `Tagger`
    """
    torch.manual_seed(seed)
    rng, ordered = np.random.default_rng(seed), sorted(sentences, key=len)
    batches = [lexicon.batch(ordered[k : k + 32]) for k in range(0, len(ordered), 32)]
    model = Tagger(lexicon, **options)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
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


@cache
def _sentences(study: str) -> tuple[Sentences, Sentences]:
    """Training and test sentences."""
    if study == "tagger":
        return datasets.load_tagged("train"), datasets.load_tagged("test")
    return datasets.load_treebank("train", tagset="penn"), datasets.load_treebank("test", tagset="penn")


def _run(study: str, default: str, settings: Settings) -> Figures:
    train, test = _sentences(study)
    model = settings["model"]
    if model == "one tag":
        answers = right(nltk.DefaultTagger(default), test)
    elif model in COUNTING:
        seen, asked = (lowered(train), lowered(test)) if settings["case"] == "lower" else (train, test)
        answers = right(counting_tagger(model, seen, default), asked)
    elif model == "perceptron":
        answers = right(perceptron(train, seed=settings["seed"], rounds=settings["rounds"]), test)
    else:
        lexicon, options = Lexicon(train), NETWORKS[study][model]
        tagger = train_tagger(lexicon, train, seed=settings["seed"], epochs=settings["epochs"], **options)
        answers = right_by_model(tagger, lexicon, test)
    return {"accuracy": float(answers.mean()), "unknown": float(answers[unknown(train, test)].mean())}


def run_tagger(settings: Settings) -> Figures:
    """One tagger on the tagged tales: accuracy on all test words, and on those that are unknown."""
    return _run("tagger", "NOUN", settings)


def run_treebank(settings: Settings) -> Figures:
    """One tagger on NLTK's sample of the Penn Treebank: accuracy on all test words, and on those that are unknown."""
    return _run("treebank", "NN", settings)


def _settings(study: str, *, rounds: int, epochs: int) -> list[Settings]:
    return (
        every(model=["one tag"])
        + every(model=COUNTING, case=["kept", "lower"])
        + every(model=["perceptron"], rounds=[rounds], seed=range(5))
        + every(model=NETWORKS[study], epochs=[epochs], seed=range(5))
    )


def _best_counting(rows: Rows) -> float:
    return max(rows.figures("accuracy", model=model).max() for model in COUNTING)


def tagger_claims(rows: Rows) -> dict[str, bool]:
    """The BiLSTM against those that know no spelling, no right-hand side, or no hidden state."""
    both, forward, perceptrons = (rows.figures("accuracy", model=m) for m in ("BiLSTM", "forward LSTM", "perceptron"))
    return {
        "BiLSTM above most frequent tag, bigram and HMM, in either case, on every seed": both.min()
        > _best_counting(rows),
        "BiLSTM above the forward LSTM on every seed": both.min() > forward.max(),
        "BiLSTM above the perceptron on the mean": both.mean() > perceptrons.mean(),
    }


def treebank_claims(rows: Rows) -> dict[str, bool]:
    """The BiLSTM against all of NLTK's taggers."""
    both, perceptrons = rows.figures("accuracy", model="BiLSTM"), rows.figures("accuracy", model="perceptron")
    return {
        "BiLSTM above every tagger of NLTK trained on the same sentences, every seed": both.min()
        > max(_best_counting(rows), perceptrons.max()),
        "BiLSTM above .959, the perceptron with 300 sentences more, every seed": both.min() > 0.959,
    }


STUDIES = (
    Study(
        "tagger",
        "How well do a BiLSTM, a forward LSTM and NLTK's taggers tag the tales, 12 tags, 528 sentences to learn?",
        lambda rows: rows.lacking(_settings("tagger", rounds=8, epochs=15)),
        run_tagger,
        tagger_claims,
        packages=("torch", "nltk"),
    ),
    Study(
        "treebank",
        "How well do a BiLSTM and NLTK's taggers tag the Wall Street Journal, 46 tags, 2,700 sentences to learn?",
        lambda rows: rows.lacking(_settings("treebank", rounds=5, epochs=7)),
        run_treebank,
        treebank_claims,
        packages=("torch", "nltk"),
    ),
)
