"""An LSTM that writes, against n-grams at equal data: the tales and three plays of Shakespeare.

Every Witten–Bell and Kneser–Ney model up to order 7 is counted; the one that is least surprised by the validation text
is the rival. The network's rate and dropout are chosen on the same text.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from rnncourse import datasets, training
from rnncourse.experiments.corpora import Corpus, load_corpus
from rnncourse.experiments.drawn import written
from rnncourse.experiments.quotes import closing_quote
from rnncourse.experiments.study import Figures, Rows, Settings
from rnncourse.experiments.surprises import (
    best_n_gram,
    best_share,
    by_document,
    forgetful,
    mixed,
    n_gram,
    surprise,
)
from rnncourse.experiments.weights import with_weights
from rnncourse.models.language import CarriedState, RecurrentLanguageModel, text_batches
from rnncourse.ngram import NGramModel

SIZES: dict[str, dict[str, Any]] = {
    "characters": {"embedding_size": 64, "hidden_size": 180},
    "words": {"embedding_size": 128, "hidden_size": 128, "tied": True},
}
STEPS = {"characters": 64, "words": 32}
KEPT = (1, 4, 16, 64, 256)  # tokens after which the state is thrown away


def train_writer(
    ids: np.ndarray,
    vocab_size: int,
    *,
    rate: float,
    seed: int,
    epochs: int,
    steps: int = 64,
    batch_size: int = 16,
    valid: np.ndarray | None = None,
    bar: bool = False,
    **options: Any,
) -> tuple[RecurrentLanguageModel, training.History]:
    """A new LSTM that has read a text (N,) `epochs` times: Adam, the rate falling to a twentieth, state carried.

    valid : ids of a text; the weights of the epoch that is least surprised by it are kept
    options : of `RecurrentLanguageModel`
    """
    torch.manual_seed(seed)
    model = RecurrentLanguageModel(vocab_size, **options)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    held_out = None if valid is None else text_batches(valid, 8, 100)
    history = training.fit(
        model,
        text_batches(ids, batch_size, steps),
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.LinearLR(optimizer, 1.0, 0.05, epochs),
        epochs=epochs,
        loss=CarriedState(),
        validate=None if held_out is None else lambda: stream_nats(model, held_out),
        clip=1.0,
        bar=bar,
    )
    return model, history


def stream_nats(model: RecurrentLanguageModel, batches: Sequence[Any]) -> float:
    """The mean surprise of a text that is read in streams: eight times as quick as from end to end, and nearly it."""
    carried, sizes = CarriedState(), [batch.x.numel() for batch in batches]
    return float(np.average([carried(model, batch).item() for batch in batches], weights=sizes))


def run_writing(settings: Settings) -> Figures:
    """One model of one corpus: its mean surprise on validation text; of n-grams and final runs much else, too."""
    corpus, unit = load_corpus(settings["corpus"], settings["unit"]), settings["unit"]
    if settings["model"] != "LSTM":
        return _of_n_gram(n_gram(corpus, settings["order"], settings["model"]), corpus)
    model, history = train_writer(
        corpus.ids["train"],
        len(corpus.vocabulary),
        valid=corpus.ids["valid"],
        steps=STEPS[unit],
        **{name: settings[name] for name in ("rate", "seed", "epochs", "dropout")},
        **SIZES[unit],
    )
    figures: Figures = {"valid": min(history.validation), "curve": history.validation}
    if settings["phase"] == "search":
        return figures
    figures |= _against(model, best_n_gram(settings["corpus"], unit), corpus)
    figures["kept"] = [forgetful(model, corpus.ids["test"], kept) for kept in KEPT]
    if settings["corpus"] == "tales":
        figures["written"] = written(model, corpus, unit, seed=settings["seed"])
        if unit == "characters":
            closing = closing_quote(model, corpus.vocabulary, datasets.load_text("tales", "test"), most=40)
            figures |= {"opened": closing.opened.mean(axis=1).tolist(), "plain": float(closing.plain.mean())}
    return figures


def _of_n_gram(model: NGramModel, corpus: Corpus) -> Figures:
    valid, test = (surprise(model, corpus.ids[split]) for split in ("valid", "test"))
    documents = by_document(test, corpus.lengths["test"])
    return {"valid": float(valid.mean()), "test": float(test.mean()), "documents": documents}


def _against(model: RecurrentLanguageModel, rival: NGramModel, corpus: Corpus) -> Figures:
    """The model, and its mixture with the best n-gram, on the test text and on each of its documents."""
    ours = {split: surprise(model, corpus.ids[split]) for split in ("valid", "test")}
    theirs = {split: surprise(rival, corpus.ids[split]) for split in ("valid", "test")}
    share, lengths = best_share(ours["valid"], theirs["valid"]), corpus.lengths["test"]
    both = mixed(ours["test"], theirs["test"], share)
    return {
        "test": float(ours["test"].mean()),
        "documents": by_document(ours["test"], lengths),
        "share": share,
        "mixed": float(both.mean()),
        "mixed documents": by_document(both, lengths),
    }


def train_what_ships(rows: Rows) -> RecurrentLanguageModel:
    """A model of characters with the chosen settings and the first seed."""
    (chosen, *_) = rows.where(model="LSTM", unit="characters", phase="final")
    corpus = load_corpus("tales", "characters")
    settings = {name: chosen.settings[name] for name in ("rate", "seed", "epochs", "dropout")}
    return train_writer(
        corpus.ids["train"], len(corpus.vocabulary), valid=corpus.ids["valid"], **settings, **SIZES["characters"]
    )[0]


def trained_writer() -> RecurrentLanguageModel:
    """A model as `train_what_ships` has made it, from results/weights. Raises ValueError where it is not there."""
    corpus = load_corpus("tales", "characters")
    return with_weights(RecurrentLanguageModel(len(corpus.vocabulary), **SIZES["characters"]), "writing")
