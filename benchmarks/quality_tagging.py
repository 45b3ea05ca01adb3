"""The tagger of lesson 06 against those of NLTK, on the tagged tales and on the treebank's sample (when installed)."""

import random
import time

import nltk
import numpy as np
import torch
from nltk.probability import LidstoneProbDist
from nltk.tag.hmm import HiddenMarkovModelTrainer
from nltk.tag.perceptron import PerceptronTagger
from quality_common import SEEDS, report

from rnncourse import datasets
from rnncourse.models.tagger import Lexicon, Tagger
from rnncourse.training import fit


def train_tagger(lexicon, sentences, seed, epochs, **options):
    """As in lesson 06: Adam, the rate falling from 1e-2 to 1e-3, sentences of like lengths in batches of 32."""
    torch.manual_seed(seed)
    rng, ordered = np.random.default_rng(seed), sorted(sentences, key=len)
    batches = [lexicon.batch(ordered[k : k + 32]) for k in range(0, len(ordered), 32)]
    model = Tagger(lexicon, **options)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
    fit(
        model,
        lambda: [batches[i] for i in rng.permutation(len(batches))],
        loss=lambda model, batch: model.loss(*batch),
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.1, epochs),
        epochs=epochs,
        clip=1.0,
        bar=False,
    )
    return model


def accuracy_of_model(model, lexicon, sentences):
    words, spellings, lengths, tags = lexicon.batch(sentences)
    with torch.no_grad():
        found = model.tag(words, spellings, lengths)
    inside = torch.arange(len(words))[:, None] < lengths
    return float((found == tags)[inside].float().mean())


def perceptron(sentences, seed, rounds):
    random.seed(seed)  # NLTK shuffles with Python's own random numbers
    tagger = PerceptronTagger(load=False)
    tagger.train(sentences, nr_iter=rounds)
    return tagger


def compare(train, test, unknown_tag, rounds, networks, epochs):
    """Every tagger on the same sentences -> rows, {name: accuracies}; the first three know no chance."""
    frequent = nltk.UnigramTagger(train, backoff=nltk.DefaultTagger(unknown_tag))
    hmm = HiddenMarkovModelTrainer().train_supervised(train, estimator=lambda c, b: LidstoneProbDist(c, 0.01, b))
    rows, lexicon = [], Lexicon(train)
    for name, tagger in (
        ("most frequent tag", frequent),
        ("bigram", nltk.BigramTagger(train, backoff=frequent)),
        ("HMM", hmm),
    ):
        report(rows, model=name, seed="any", accuracy=tagger.accuracy(test))
    for seed in SEEDS:
        report(rows, model="perceptron", seed=seed, accuracy=perceptron(train, seed, rounds).accuracy(test))
    for name, options in networks.items():
        for seed in SEEDS:
            started = time.process_time()
            model = train_tagger(lexicon, train, seed, epochs, **options)
            seconds = round(time.process_time() - started, 2)
            report(rows, model=name, seed=seed, accuracy=accuracy_of_model(model, lexicon, test), seconds=seconds)
    found = {}
    for row in rows:
        found.setdefault(row["model"], []).append(row["accuracy"])
    return rows, found


def tales_tagger():
    """Twelve tags, 528 sentences: the BiLSTM above every tagger that knows no spelling, and above one direction."""
    networks = {
        "forward LSTM": {"embedding_size": 32, "direction": "forward", "hidden_size": 56},
        "BiLSTM": {"embedding_size": 32, "direction": "both", "hidden_size": 32},
    }
    rows, found = compare(datasets.load_tagged("train"), datasets.load_tagged("test"), "NOUN", 8, networks, 15)
    others = max(max(found[name]) for name in ("most frequent tag", "bigram", "HMM"))
    return rows, {
        "BiLSTM above most frequent tag, bigram and HMM on every seed": min(found["BiLSTM"]) > others,
        "BiLSTM above the forward LSTM on every seed": min(found["BiLSTM"]) > max(found["forward LSTM"]),
        "BiLSTM above the perceptron on the mean": np.mean(found["BiLSTM"]) > np.mean(found["perceptron"]),
    }


def treebank():
    """46 tags, 2,700 sentences of the Wall Street Journal: above all of NLTK's, the perceptron on 3,000 included."""
    train, test = (datasets.load_treebank(part, tagset="penn") for part in ("train", "test"))
    networks = {"BiLSTM": {"embedding_size": 48, "hidden_size": 48}}
    rows, found = compare(train, test, "NN", 5, networks, 7)
    others = max(max(found[name]) for name in ("most frequent tag", "bigram", "HMM", "perceptron"))
    return rows, {
        "BiLSTM above every tagger of NLTK trained on the same sentences, every seed": min(found["BiLSTM"]) > others,
        "BiLSTM above .959, the perceptron with 300 sentences more, every seed": min(found["BiLSTM"]) > 0.959,
    }
