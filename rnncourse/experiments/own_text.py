"""A text of the reader's: the best n-gram model and a small LSTM learn from its first four fifths, in a few seconds."""

from typing import Any, NamedTuple

from rnncourse.arguments import check_choice, check_kind
from rnncourse.experiments.corpora import UNITS
from rnncourse.experiments.surprises import best_of, best_share, mixed, surprise
from rnncourse.experiments.writing import train_writer
from rnncourse.models.language import RecurrentLanguageModel
from rnncourse.ngram import NGramModel
from rnncourse.shapes import check_positive
from rnncourse.text import Vocabulary

LEAST, MOST = 10_000, 400_000  # tokens that are needed, and that are read
STEPS = 32
SIZE: dict[str, Any] = {"embedding_size": 64, "hidden_size": 64, "tied": True, "dropout": 0.1}


class OwnModels(NamedTuple):
    """What has learned from a text, and how much the last tenth of the text surprises it, in nats a token."""

    n_gram: NGramModel
    network: RecurrentLanguageModel
    vocabulary: Vocabulary
    nats: dict[str, float]  # of the n-gram, the network, and both mixed


def compare_on(
    text: str, unit: str = "characters", *, updates: int = 400, seed: int = 0, bar: bool = True
) -> OwnModels:
    """Learn from the first eight tenths of a text, choose by the ninth, and test on the tenth.

    text : at least 10,000 tokens; more than 400,000 are cut off
    unit : "characters" or "words"
    updates : of the network, about; 400 take some seconds

    Raises ValueError for a text that is too short.
    """
    tokens = UNITS[check_choice("unit", unit, UNITS)](check_kind("text", text, str))[:MOST]
    if len(tokens) < LEAST:
        raise ValueError(f"text: expected at least {LEAST:,} {unit}, got {len(tokens):,}; take a longer text")
    updates = check_positive("updates", updates, integer=True)
    tenth = len(tokens) // 10
    vocabulary = Vocabulary.from_tokens(tokens[: 8 * tenth], min_count=2, unknown="<unk>")
    ids, V = vocabulary.encode(tokens), len(vocabulary)
    train, valid, test = ids[: 8 * tenth], ids[8 * tenth : 9 * tenth], ids[9 * tenth :]
    n_gram = best_of(train, valid, V)
    epochs = max(1, round(updates * 16 * STEPS / len(train)))
    network, _ = train_writer(train, V, valid=valid, rate=0.01, seed=seed, epochs=epochs, steps=STEPS, bar=bar, **SIZE)
    ours, theirs = surprise(network, test), surprise(n_gram, test)
    share = best_share(surprise(network, valid), surprise(n_gram, valid))
    both = mixed(ours, theirs, share)
    nats = {"n-gram": float(theirs.mean()), "LSTM": float(ours.mean()), "both": float(both.mean())}
    return OwnModels(n_gram, network, vocabulary, nats)
