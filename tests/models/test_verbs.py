"""All models answer to the same verbs: forward, loss, predict."""

import numpy as np
import pytest
import torch

from rnncourse import models
from rnncourse.batching import IGNORE, LineBatch, PairBatch, TaggedBatch
from rnncourse.datasets import digit_strings
from rnncourse.text import Vocabulary

SENTENCES = [
    [("The", "DET"), ("dog", "NOUN"), ("barks", "VERB"), (".", "PUNCT")],
    [("Dogs", "NOUN"), ("walk", "VERB")],
    [("The", "DET"), ("walk", "NOUN"), ("ended", "VERB")],
]
WORDS = ("lamp", "oil", "on")
LETTERS = Vocabulary("_<>lampoin", pad="_", start="<", stop=">")
STRINGS = digit_strings(3, "train", np.random.default_rng(0), length=(1, 3))


def tagger():
    lexicon = models.Lexicon(SENTENCES, min_count=1)
    model = models.Tagger(lexicon, embedding_size=6, hidden_size=5)
    return model, lambda chosen: lexicon.batch([SENTENCES[i] for i in chosen])


def crnn():
    model = models.CRNN(channels=(4, 6), hidden_size=5, dropout=0.3)
    return model, lambda chosen: models.line_batch(STRINGS.select(list(chosen)))


def seq2seq(attention):
    model = models.Seq2Seq(LETTERS, embedding_size=6, hidden_size=8, attention=attention, dropout=0.3)

    def batch(chosen):
        words = [LETTERS.encode(WORDS[i]) for i in chosen]
        return model.batch(words, [word[::-1] for word in words])

    return model, batch


MODELS = {
    "tagger": (tagger, TaggedBatch),
    "crnn": (crnn, LineBatch),
    "seq2seq": (lambda: seq2seq(None), PairBatch),
    "seq2seq-additive": (lambda: seq2seq("additive"), PairBatch),
    "seq2seq-dot": (lambda: seq2seq("dot"), PairBatch),
}
each = pytest.mark.parametrize("name", MODELS)


def make(name):
    torch.manual_seed(0)
    model, batch = MODELS[name][0]()
    with torch.no_grad():  # an untrained model predicts nearly nothing: weights large enough to tell inputs apart
        for p in model.parameters():
            p *= 3
    return model, batch


def columns(predicted, n):
    """What was predicted for each of n sequences, without what only fills up: pads and IGNORE."""
    if isinstance(predicted, list):
        return [labels.tolist() for labels in predicted]
    filling = LETTERS.pad if hasattr(predicted, "tokens") else IGNORE
    tokens = getattr(predicted, "tokens", predicted)
    return [[i for i in tokens[:, b].tolist() if i != filling] for b in range(n)]


@each
def test_batches_are_named_tuples_of_their_kind(name):
    _, batch = make(name)
    assert isinstance(batch([0, 1]), MODELS[name][1])


@each
def test_the_loss_is_one_number_with_a_gradient_for_every_weight_that_was_used(name):
    model, batch = make(name)
    loss = model.loss(batch([0, 1, 2]))
    assert loss.shape == () and loss.isfinite() and loss > 0
    loss.backward()
    assert all(p.grad is not None for p in model.parameters())


@each
def test_predict_returns_numpy_takes_no_gradient_and_leaves_the_mode_as_it_was(name):
    model, batch = make(name)
    for mode in (True, False):
        model.train(mode)
        predicted = model.predict(batch([0, 1, 2]))
        again = model.predict(batch([0, 1, 2]))
        assert model.training == mode and all(part.training == mode for part in model.modules())
        arrays = predicted if isinstance(predicted, list | tuple) else [predicted]
        assert all(isinstance(a, np.ndarray) for a in arrays if a is not None)
        assert columns(predicted, 3) == columns(again, 3), "dropout acts"
    assert all(p.grad is None for p in model.parameters())


@each
def test_a_permuted_batch_gives_a_permuted_prediction_and_padding_changes_nothing(name):
    model, batch = make(name)
    straight = columns(model.predict(batch([0, 1, 2])), 3)
    mixed = columns(model.predict(batch([2, 0, 1])), 3)
    assert [mixed[1], mixed[2], mixed[0]] == straight
    for i in range(3):
        (alone,) = columns(model.predict(batch([i])), 1)
        n = len(alone)
        assert straight[i][:n] == alone
    assert len({str(s) for s in straight}) > 1


def test_every_name_is_exported_and_nothing_else():
    assert set(models.__all__) == set(models._WHERE)
    for name in models.__all__:
        assert getattr(models, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Transformer'"):
        models.Transformer  # noqa: B018
