"""Valid calls of the models of PyTorch."""

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from rnncourse import datasets, models
from rnncourse.models import packing
from rnncourse.text import Vocabulary
from tests.fuzz.cases import case
from tests.fuzz.odd import (
    OPEN,
    REFUSE,
    SAME,
    Floats,
    Ids,
    Kind,
    Loosely,
    Number,
    Odd,
    Several,
    Text,
    Whole,
    junk,
)

SLOW = 0.25
SENTENCES = [[("The", "DET"), ("dog", "NOUN"), ("barks", "VERB")], [("Dogs", "NOUN"), ("walk", "VERB")]]


@dataclass(frozen=True)
class Tensors(Kind):
    """A tensor that is made as odd as an array of this kind would be."""

    of: Kind

    def odd(self, value: Any, rng: np.random.Generator) -> Odd:
        if not isinstance(value, torch.Tensor):
            return junk(rng)
        found = self.of.odd(value.numpy(), rng)
        if isinstance(found.value, torch.Tensor):
            return found if found.label == "a tensor" and found.expect == SAME else found._replace(expect=OPEN)
        try:
            made = torch.from_numpy(np.array(found.value))
        except Exception:  # an odd value may refuse to be an array, for whatever reason
            return found._replace(expect=OPEN)
        if made.shape == value.shape and made.dtype == value.dtype and torch.equal(made, value):
            return Odd(made, SAME, found.label)
        return Odd(
            made, REFUSE if found.expect == REFUSE and isinstance(found.value, np.ndarray) else OPEN, found.label
        )


IDS = Tensors(Ids(free=True))
LENGTHS = Tensors(Ids(3, shaped=True))
SENTENCE = Several(Several(Several(Text())))


@functools.cache
def lexicon() -> Any:
    return models.Lexicon(SENTENCES, min_count=1)


@functools.cache
def tagger() -> Any:
    torch.manual_seed(0)
    return models.Tagger(lexicon(), embedding_size=3, hidden_size=2, direction="backward").eval()


@functools.cache
def crnn() -> Any:
    torch.manual_seed(0)
    return models.CRNN(channels=(2, 3), hidden_size=2).eval()


LETTERS = Vocabulary("_<>lampoin", pad="_", start="<", stop=">")


@functools.cache
def seq2seq(attention: str | None) -> Any:
    torch.manual_seed(0)
    return models.Seq2Seq(LETTERS, embedding_size=3, hidden_size=4, attention=attention).eval()


def any_seq2seq(rng):
    return seq2seq((None, "additive", "dot")[rng.integers(3)])


@functools.cache
def lines() -> Any:
    return datasets.digit_strings(2, "train", np.random.default_rng(0), length=(1, 2))


@case("models.tagger:spelling", weight=0.2, word=Text())
def spelling(rng):
    return models.spelling, dict(word="Re-runs")


@case("models.tagger:Lexicon", weight=SLOW, sentences=SENTENCE, min_count=Whole(1, 2**40), says="tokens")
def a_lexicon(rng):
    return models.Lexicon, dict(sentences=SENTENCES, min_count=1)


@case("models.tagger:Lexicon.batch", weight=SLOW, sentences=SENTENCE, says="tokens")
def lexicon_batch(rng):
    return lexicon().batch, dict(sentences=SENTENCES)


SIZES = dict(
    embedding_size=Whole(), hidden_size=Whole(), layers=Whole(), dropout=Number(0, 1), word_dropout=Number(0, 1)
)


@case("models.tagger:Tagger", weight=SLOW, **SIZES)
def a_tagger(rng):
    sizes = dict(embedding_size=3, hidden_size=2, layers=2, dropout=0.1, word_dropout=0.1)
    return models.Tagger, dict(lexicon=lexicon(), direction="both", **sizes)


@case("models.tagger:Tagger.forward", weight=SLOW, words=IDS, spellings=IDS, lengths=LENGTHS)
def tagger_forward(rng):
    words, spellings, lengths, _ = lexicon().batch(SENTENCES)
    return tagger().forward, dict(words=words, spellings=spellings, lengths=lengths)


PADDED = Tensors(Floats(nan=True, inf=True, low=True))
BATCH = Several(IDS)


@case("models.tagger:Tagger.loss", weight=SLOW, batch=BATCH, says="words spellings lengths tags")
def tagger_loss(rng):
    return tagger().loss, dict(batch=lexicon().batch(SENTENCES))


@case("models.tagger:Tagger.predict", weight=SLOW, batch=Loosely(BATCH), says="words spellings lengths tags")
def tagger_predict(rng):
    return tagger().predict, dict(batch=lexicon().batch(SENTENCES))


@case(
    "models.crnn:CRNN",
    weight=SLOW,
    channels=Several(Whole()),
    hidden_size=Whole(),
    dropout=Number(0, 1),
    height=Whole(4),
    labels=Whole(1),
)
def a_crnn(rng):
    return models.CRNN, dict(height=16, labels=4, channels=(2, 3), hidden_size=2, recurrent=True, dropout=0.1)


@case("models.crnn:CRNN.forward", weight=SLOW, images=Tensors(Floats()), widths=Tensors(Ids(8)))
def crnn_forward(rng):
    images, widths, _, _ = models.line_batch(lines())
    return crnn().forward, dict(images=images, widths=widths)


@case("models.crnn:CRNN.loss", weight=SLOW, batch=Loosely(BATCH), says="images widths targets target_lengths")
@case("models.crnn:CRNN.predict", weight=SLOW, batch=Loosely(BATCH), says="images widths targets target_lengths")
@case("models.crnn:CRNN.log_probs", weight=SLOW, batch=Loosely(BATCH), says="images widths targets target_lengths")
def crnn_verb(rng):
    verb = ("loss", "predict", "log_probs")[rng.integers(3)]
    return getattr(crnn(), verb), dict(batch=models.line_batch(lines()))


@case("models.crnn:line_batch", weight=SLOW, strings=Kind())
def line_batch(rng):
    return models.line_batch, dict(strings=lines())


@case(
    "models.seq2seq:Seq2Seq",
    weight=SLOW,
    embedding_size=Whole(),
    hidden_size=Whole(),
    dropout=Number(0, 1),
    says="vocabulary",
)
def a_seq2seq(rng):
    return models.Seq2Seq, dict(
        source_vocabulary=LETTERS,
        target_vocabulary=LETTERS,
        embedding_size=3,
        hidden_size=4,
        attention="dot",
        dropout=0.1,
        tied=True,
    )


WORDS = Several(Ids(10))


@case("models.seq2seq:Seq2Seq.batch", weight=SLOW, sources=WORDS, targets=Several(Ids(10, empty=True)))
def seq2seq_batch(rng):
    return any_seq2seq(rng).batch, dict(sources=[[3, 4, 5], [6]], targets=[[3, 4], [5]])


def pairs():
    return seq2seq(None).batch([[3, 4, 5], [6]], [[3, 4], [5]])


TOKENS = Tensors(Ids(free=True))


@case("models.seq2seq:Seq2Seq.encode", weight=SLOW, source=TOKENS, lengths=LENGTHS)
def encode(rng):
    batch = pairs()
    return any_seq2seq(rng).encode, dict(source=batch.source, lengths=batch.source_lengths)


@case("models.seq2seq:Seq2Seq.forward", weight=SLOW, source=TOKENS, lengths=LENGTHS, target=TOKENS)
def seq2seq_forward(rng):
    batch = pairs()
    return any_seq2seq(rng).forward, dict(source=batch.source, lengths=batch.source_lengths, target=batch.target)


@case("models.seq2seq:Seq2Seq.step", weight=SLOW, token=TOKENS, state=Kind())
def seq2seq_step(rng):
    model, batch = any_seq2seq(rng), pairs()
    with torch.no_grad():
        state = model.encode(batch.source, batch.source_lengths)
    return model.step, dict(token=torch.tensor([3, 4]), state=state)


@case("models.seq2seq:Seq2Seq.loss", weight=SLOW, batch=BATCH, says="source source_lengths lengths target")
def seq2seq_loss(rng):
    return any_seq2seq(rng).loss, dict(batch=pairs())


@case(
    "models.seq2seq:Seq2Seq.predict",
    weight=SLOW,
    batch=Loosely(BATCH),
    steps=Whole(),
    says="source source_lengths lengths target",
)
def seq2seq_predict(rng):
    return any_seq2seq(rng).predict, dict(batch=pairs(), steps=4)


@case(
    "models.seq2seq:Seq2Seq.search",
    weight=SLOW,
    batch=Loosely(BATCH),
    beam_size=Whole(),
    steps=Whole(),
    alpha=Number(0, 10),
    says="source source_lengths lengths target",
)
def seq2seq_search(rng):
    return any_seq2seq(rng).search, dict(batch=pairs(), beam_size=2, steps=4, alpha=0.5)


@case("models.seq2seq:Seq2Seq.reorder", weight=SLOW, state=Kind(), rows=Ids(2, empty=True))
def seq2seq_reorder(rng):
    model, batch = any_seq2seq(rng), pairs()
    with torch.no_grad():
        state = model.encode(batch.source, batch.source_lengths)
    return model.reorder, dict(state=state, rows=[1, 1, 0])


@case("models.packing:run_packed", weight=SLOW, x=PADDED, lengths=LENGTHS)
def run_packed(rng):
    torch.manual_seed(0)
    layer = torch.nn.GRU(2, 3)
    return packing.run_packed, dict(layer=layer, x=torch.ones(3, 2, 2), lengths=torch.tensor([3, 1]))


@case(
    "models.packing:reverse_within_lengths",
    weight=SLOW,
    x=Tensors(Floats(nan=True, inf=True, low=True)),
    lengths=LENGTHS,
)
def reverse_within(rng):
    return packing.reverse_within_lengths, dict(x=torch.ones(3, 2, 2), lengths=torch.tensor([3, 1]))


CLASSES = ["bad", "good"]
READ = [["good", "tea"], ["bad"]]
UNKNOWING = Vocabulary(["<unk>", "good", "bad", "tea"], unknown="<unk>")


@functools.cache
def classifier(pooling: str) -> Any:
    torch.manual_seed(0)
    return models.TextClassifier(UNKNOWING, CLASSES, pooling=pooling, embedding_size=3, hidden_size=2).eval()


def any_classifier(rng):
    return classifier(("last", "mean", "max", "attention")[rng.integers(4)])


@case(
    "models.classifier:TextClassifier",
    weight=SLOW,
    labels=Loosely(Several(Text())),
    embedding_size=Whole(),
    hidden_size=Whole(),
    layers=Whole(),
    dropout=Number(0, 1),
    word_dropout=Number(0, 1),
    says="tokens",
)
def a_classifier(rng):
    sizes = dict(embedding_size=3, hidden_size=2, layers=2, dropout=0.1, word_dropout=0.1)
    return models.TextClassifier, dict(vocabulary=UNKNOWING, labels=CLASSES, pooling="max", layer="gru", **sizes)


@case(
    "models.classifier:TextClassifier.batch",
    weight=SLOW,
    texts=Loosely(Several(Several(Text()))),
    says="sequences tokens",
)
def classifier_batch(rng):
    return any_classifier(rng).batch, dict(texts=READ, labels=["good", "bad"])


@case("models.classifier:TextClassifier.forward", weight=SLOW, words=IDS, lengths=LENGTHS)
@case("models.classifier:TextClassifier.read", weight=SLOW, words=IDS, lengths=LENGTHS)
def classifier_reads(rng):
    model = any_classifier(rng)
    words, lengths, _ = model.batch(READ)
    return (model.forward, model.read)[rng.integers(2)], dict(words=words, lengths=lengths)


@case("models.classifier:TextClassifier.loss", weight=SLOW, batch=Loosely(BATCH), says="words lengths labels")
@case("models.classifier:TextClassifier.predict", weight=SLOW, batch=Loosely(BATCH), says="words lengths labels")
def classifier_verb(rng):
    model = any_classifier(rng)
    return (model.loss, model.predict)[rng.integers(2)], dict(batch=model.batch(READ, ["good", "bad"]))


@case("models.classifier:TextClassifier.begin_as", weight=SLOW, model=Kind())
def begin_as(rng):
    torch.manual_seed(0)
    made = models.TextClassifier(UNKNOWING, CLASSES, embedding_size=3, hidden_size=2)
    return made.begin_as, dict(model=models.RecurrentLanguageModel(4, embedding_size=3, hidden_size=2))
