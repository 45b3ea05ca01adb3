"""Sentences through one vector: how much of them is written again, by the size of the vector and the length.

Sentences of the shelf and of the reports, words in lower case without marks. Documents are split, so that no sentence
that is tested was trained on unless somebody wrote it twice.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import torch

from rnncourse import training
from rnncourse.datasets import load_documents
from rnncourse.experiments.extracts import lowered, reports, sentences
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.models.autoencoder import Autoencoder
from rnncourse.text import Vocabulary

SPECIAL: dict[str, Any] = {"pad": "<pad>", "start": "<start>", "stop": "<stop>", "unknown": "<unk>"}
LENGTHS = range(3, 11)  # words of a sentence that is written again
SIZES = (32, 128)
ARMS: list[Settings] = [{"order": "as written", "units": units} for units in SIZES] + [
    {"order": "shuffled", "units": 128}
]
EPOCHS = 6
RATES = (2.5e-3, 5e-3, 1e-2)
SEARCH_SEED = 100
Sentences = list[list[str]]


def words_of(text: str, shortest: int, longest: int) -> Sentences:
    """The sentences of a text that have so many words, in lower case without marks."""
    found = [[w for w in lowered(sentence) if w[0].isalnum()] for sentence in sentences(text)]
    return [words for words in found if shortest <= len(words) <= longest]


@cache
def shelf_sentences(split: str) -> Sentences:
    """Sentences of 3 to 10 words from the documents of the shelf and from the reports."""
    texts = [document.text for document in load_documents(split)] + [report.text for report in reports(split)]
    return [words for text in texts for words in words_of(text, LENGTHS[0], LENGTHS[-1])]


def vocabulary(known: Sentences, min_count: int) -> Vocabulary:
    """The words that stand so often in these sentences."""
    return Vocabulary.from_tokens((w for words in known for w in words), min_count=min_count, **SPECIAL)


def shuffled(asked: Sentences, rng: np.random.Generator) -> Sentences:
    """The words of each sentence in a random order."""
    return [[words[i] for i in rng.permutation(len(words))] for words in asked]


def learn_sentences(
    known: Sentences,
    words: Vocabulary,
    *,
    seed: int,
    rate: float,
    epochs: int,
    units: int = 128,
    blind: bool = False,
    valid: Sentences | None = None,
    bar: bool = False,
) -> tuple[Autoencoder, training.History]:
    """An autoencoder of these sentences: Adam, the rate rising in a fifth of the epochs, then falling to 0.

    blind : show the encoder nothing, so that the decoder learns to write without a code: a language model
    valid : sentences whose loss is taken after each epoch; where there are some, the best weights are kept
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Autoencoder(words, embedding_size=64, hidden_size=units)
    ordered = sorted(known, key=len)
    batches = [batch_of(model, words, ordered[k : k + 64], blind=blind) for k in range(0, len(ordered), 64)]
    held = batch_of(model, words, valid, blind=blind) if valid else None
    rising = 0.25 if epochs == 4 else 0.2  # of 5 steps a fifth is one: PyTorch divides by what is left, 0
    optimizer = torch.optim.Adam(model.parameters())
    history = training.fit(
        model,
        lambda: [batches[i] for i in rng.permutation(len(batches))],
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs + 1, pct_start=rising),
        epochs=epochs,
        clip=1.0,
        validate=(lambda: model.loss(held).item()) if held is not None else None,
        bar=bar,
    )
    return model, history


def batch_of(model: Autoencoder, words: Vocabulary, asked: Sentences, *, blind: bool = False) -> Any:
    """Sentences as a batch; blind: what is read of each is its padding alone."""
    batch = model.batch([words.encode(sentence) for sentence in asked])
    if blind:
        nothing = torch.full_like(batch.source[:1], model.start)
        batch = batch._replace(source=nothing, source_lengths=torch.ones_like(batch.source_lengths))
    return batch


def right_words(model: Autoencoder, words: Vocabulary, asked: Sentences) -> dict[int, float]:
    """The share of the words that stand right, each in its place, for each length; unknown words are not counted."""
    batch = batch_of(model, words, asked)
    assert batch.target is not None
    wanted, lengths = batch.target.numpy(), batch.source_lengths.numpy()
    got = np.full_like(wanted, model.pad)
    written = model.predict(batch)
    got[: len(written)] = written
    inside = (np.arange(len(wanted))[:, None] < lengths) & (wanted != words.unknown)
    return {
        n: float((got == wanted)[:, lengths == n][inside[:, lengths == n]].mean()) for n in np.unique(lengths).tolist()
    }


def run_sentences(settings: Settings) -> Figures:
    """One autoencoder: the share of right words by length, in the search on validation sentences."""
    split = "valid" if settings["phase"] == "search" else "test"
    known, asked = shelf_sentences("train"), shelf_sentences(split)
    if settings["order"] == "shuffled":
        rng = np.random.default_rng(7)
        known, asked = shuffled(known, rng), shuffled(asked, rng)
    words = vocabulary(known, 3)
    chosen = {name: settings[name] for name in ("seed", "rate", "units")}
    model, _ = learn_sentences(known, words, epochs=EPOCHS, **chosen)
    right = list(right_words(model, words, asked).values())
    return {"right": right, "wrong": 1 - float(np.mean(right))}


def sentences_plan(rows: Rows) -> list[Settings]:
    """A rate for each arm on validation sentences, then five seeds."""
    return searched(rows, ARMS)


def searched(rows: Rows, arms: Sequence[Settings]) -> list[Settings]:
    """What is to be run next: a rate for each arm by what went wrong on validation data, then five seeds."""
    todo: list[Settings] = []
    for arm in arms:
        scores = {row.settings["rate"]: row.figures["wrong"] for row in rows.where(**arm, phase="search")}
        if rates := next_values(scores, RATES):
            todo += [arm | one for one in every(phase=["search"], rate=rates, seed=[SEARCH_SEED])]
        else:
            todo += [arm | one for one in every(phase=["final"], rate=[best_value(scores)], seed=range(5))]
    return rows.lacking(todo)


def sentences_claims(rows: Rows) -> dict[str, bool]:
    """More numbers hold more words; longer sentences are written worse; order helps."""
    finals = rows.where(phase="final")
    right = [finals.figures("right", **arm) for arm in ARMS]  # each (seeds, lengths)
    means = [figures.mean(axis=1) for figures in right]
    return {
        "128 numbers write more words right than 32, every seed": means[1].min() > means[0].max(),
        "128 numbers: above 0.5 at 3 words and under 0.3 at 10, every seed": right[1][:, 0].min() > 0.5
        and right[1][:, -1].max() < 0.3,
        "sentences are written better than the same words shuffled, every seed": means[1].min() > means[2].max(),
        "each best rate lies inside the rates tried": all(inside(rows, arm) for arm in ARMS),
    }


def inside(rows: Rows, arm: Settings) -> bool:
    """Whether an arm's rate lies inside those that were tried."""
    (rate,) = rows.values("rate", phase="final", **arm)
    tried = rows.values("rate", phase="search", **arm)
    return bool(min(tried) < rate < max(tried))


STUDIES = (
    Study(
        "sentences",
        "How much of a sentence of 3 to 10 words can be written again from one vector of 32 to 128 numbers?",
        sentences_plan,
        run_sentences,
        sentences_claims,
        packages=("torch",),
    ),
)
