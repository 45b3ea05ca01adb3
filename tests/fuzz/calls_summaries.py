"""Valid calls of the models that copy and that pass through one vector, and of the numbers that judge summaries."""

import functools
from typing import Any

import torch

from rnncourse import metrics, models
from rnncourse.text import Vocabulary
from tests.fuzz.calls_models import BATCH, LENGTHS, LETTERS, SLOW, TOKENS, WORDS
from tests.fuzz.cases import case
from tests.fuzz.odd import Flag, Floats, Ids, Kind, Loosely, Number, Several, Text, Whole

KNOWN = Vocabulary("_<>?lamp", pad="_", start="<", stop=">", unknown="?")
TEXTS = Several(Several(Text()))
SAYS = "source source_lengths lengths target"


@functools.cache
def pointer() -> Any:
    torch.manual_seed(0)
    return models.PointerNetwork(KNOWN, embedding_size=3, hidden_size=4).eval()


@functools.cache
def autoencoder() -> Any:
    torch.manual_seed(0)
    return models.Autoencoder(LETTERS, embedding_size=3, hidden_size=4).eval()


def copied():
    return pointer().batch([["l", "x", "m"], ["y"]], [["x"], ["y", "a"]])


def sequences():
    return autoencoder().batch([[3, 4, 5], [6]])


SIZES: dict[str, Any] = dict(embedding_size=Whole(), hidden_size=Whole(), dropout=Number(0, 1))


@case("models.pointer:PointerNetwork", weight=SLOW, **SIZES, word_dropout=Number(0, 1), copying=Flag())
def a_pointer(rng):
    options = dict(embedding_size=3, hidden_size=4, dropout=0.1, word_dropout=0.2, copying=True)
    return models.PointerNetwork, dict(vocabulary=KNOWN, **options)


@case("models.pointer:PointerNetwork.batch", weight=SLOW, sources=TEXTS, targets=TEXTS)
def pointer_batch(rng):
    return pointer().batch, dict(sources=[["l", "x"], ["y"]], targets=[["x"], ["y", "a"]])


@case("models.pointer:PointerNetwork.extended", weight=SLOW, words=Several(Text(), empty=True))
def extended(rng):
    return pointer().extended, dict(words=["l", "x", "x"])


@case("models.pointer:PointerNetwork.words", weight=SLOW, ids=Ids(10, empty=True), source=Several(Text()), says="words")
def written_words(rng):
    return pointer().words, dict(ids=[8, 4, 9], source=["x", "y"])


@case("models.pointer:PointerNetwork.encode", weight=SLOW, source=TOKENS, lengths=LENGTHS)
def pointer_encode(rng):
    return pointer().encode, dict(source=copied().source, lengths=copied().source_lengths)


@case("models.pointer:PointerNetwork.forward", weight=SLOW, source=TOKENS, lengths=LENGTHS, target=TOKENS)
def pointer_forward(rng):
    batch = copied()
    return pointer().forward, dict(source=batch.source, lengths=batch.source_lengths, target=batch.target)


@case("models.pointer:PointerNetwork.step", weight=SLOW, token=TOKENS, state=Kind())
def pointer_step(rng):
    batch = copied()
    with torch.no_grad():
        state = pointer().encode(batch.source, batch.source_lengths)
    return pointer().step, dict(token=torch.tensor([3, 8]), state=state)


@case("models.pointer:PointerNetwork.reorder", weight=SLOW, state=Kind(), rows=Ids(free=True, empty=True))
def pointer_reorder(rng):
    batch = copied()
    with torch.no_grad():
        state = pointer().encode(batch.source, batch.source_lengths)
    return pointer().reorder, dict(state=state, rows=[1, 0, 1])


@case("models.pointer:PointerNetwork.loss", weight=SLOW, batch=Loosely(BATCH), says=SAYS)
def pointer_loss(rng):
    return pointer().loss, dict(batch=copied())


@case("models.pointer:PointerNetwork.predict", weight=SLOW, batch=Loosely(BATCH), steps=Whole(), says=SAYS)
def pointer_predict(rng):
    return pointer().predict, dict(batch=copied(), steps=4)


@case("models.autoencoder:Autoencoder", weight=SLOW, **SIZES)
def an_autoencoder(rng):
    return models.Autoencoder, dict(vocabulary=LETTERS, embedding_size=3, hidden_size=4, dropout=0.1)


@case("models.autoencoder:Autoencoder.batch", weight=SLOW, sequences=WORDS, says="sources targets")
def autoencoder_batch(rng):
    return autoencoder().batch, dict(sequences=[[3, 4, 5], [6]])


@case("models.autoencoder:Autoencoder.forward", weight=SLOW, source=TOKENS, lengths=LENGTHS, target=TOKENS)
def autoencoder_forward(rng):
    batch = sequences()
    return autoencoder().forward, dict(source=batch.source, lengths=batch.source_lengths, target=batch.target)


@case("models.autoencoder:Autoencoder.loss", weight=SLOW, batch=Loosely(BATCH), says=SAYS)
@case("models.autoencoder:Autoencoder.codes", weight=SLOW, batch=Loosely(BATCH), says=SAYS)
@case("models.autoencoder:Autoencoder.surprise", weight=SLOW, batch=Loosely(BATCH), says=SAYS)
def autoencoder_verb(rng):
    verb = ("loss", "codes", "surprise")[rng.integers(3)]
    return getattr(autoencoder(), verb), dict(batch=sequences())


@case("models.autoencoder:Autoencoder.predict", weight=SLOW, batch=Loosely(BATCH), steps=Whole(), says=SAYS)
def autoencoder_predict(rng):
    return autoencoder().predict, dict(batch=sequences(), steps=4)


@case(
    "models.autoencoder:Autoencoder.interpolate",
    weight=SLOW,
    batch=Loosely(BATCH),
    points=Whole(),
    steps=Whole(),
    says=SAYS,
)
def interpolate(rng):
    return autoencoder().interpolate, dict(batch=sequences(), points=3, steps=4)


@case("models.autoencoder:Autoencoder.decode", weight=SLOW, codes=Floats(), steps=Whole())
def decode(rng):
    return autoencoder().decode, dict(codes=rng.standard_normal((2, 4)), steps=3)


@case("metrics.summaries:rouge", predicted=Several(Text()), target=Several(Text()))
def rouge(rng):
    return metrics.rouge, dict(predicted=["a lock", "a"], target=["the lock", "b"])


@case(
    "metrics.summaries:invented",
    predicted=Several(Text(), empty=True),
    source=Several(Text(), empty=True),
    checked=Several(Text(), empty=True),
)
def invented(rng):
    return metrics.invented, dict(predicted=["nine", "locks"], source=["ten", "locks"], checked=["nine"])
