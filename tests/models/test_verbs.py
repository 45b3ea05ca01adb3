"""All models answer to the same verbs: forward, loss, predict."""

import numpy as np
import pytest
import torch

from rnncourse import models
from rnncourse.batching import IGNORE, CopyBatch, LineBatch, PairBatch, TaggedBatch
from rnncourse.datasets import digit_strings
from rnncourse.models.inference import evaluating
from rnncourse.text import Vocabulary

SENTENCES = [
    [("The", "DET"), ("dog", "NOUN"), ("barks", "VERB"), (".", "PUNCT")],
    [("Dogs", "NOUN"), ("walk", "VERB")],
    [("The", "DET"), ("walk", "NOUN"), ("ended", "VERB")],
]
WORDS = ("lamp", "oil", "on")
LETTERS = Vocabulary("_<>lampoin", pad="_", start="<", stop=">")
KNOWN = Vocabulary("_<>?lam", pad="_", start="<", stop=">", unknown="?")  # the other letters can be copied alone
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


def pointer():
    model = models.PointerNetwork(KNOWN, embedding_size=6, hidden_size=16, dropout=0.3)
    return model, lambda chosen: model.batch([list(WORDS[i]) for i in chosen], [list(WORDS[i])[::-1] for i in chosen])


def autoencoder():
    model = models.Autoencoder(LETTERS, embedding_size=6, hidden_size=16, dropout=0.3)
    return model, lambda chosen: model.batch([LETTERS.encode(WORDS[i]) for i in chosen])


MODELS = {
    "tagger": (tagger, TaggedBatch),
    "crnn": (crnn, LineBatch),
    "seq2seq": (lambda: seq2seq(None), PairBatch),
    "seq2seq-additive": (lambda: seq2seq("additive"), PairBatch),
    "seq2seq-dot": (lambda: seq2seq("dot"), PairBatch),
    "pointer": (pointer, CopyBatch),
    "autoencoder": (autoencoder, PairBatch),
}
each = pytest.mark.parametrize("name", MODELS)


def make(name):
    torch.manual_seed(0)
    model, batch = MODELS[name][0]()
    with torch.no_grad():  # an untrained model predicts nearly nothing: weights large enough to tell inputs apart
        for p in model.parameters():
            p *= 3
    return model, batch


def forward(model, batch):
    """log-probabilities or scores (T, B, K), from the parts of the batch that are not the answer."""
    parts = (
        batch
        if isinstance(batch, PairBatch | CopyBatch)
        else batch[:-1]
        if isinstance(batch, TaggedBatch)
        else batch[:2]
    )
    scores = model(*parts)
    return scores if isinstance(scores, torch.Tensor) else scores[0]


def predict(model, batch):
    """What is predicted, and for each sequence its labels, without what only fills up: pads and IGNORE."""
    writes = isinstance(batch, PairBatch | CopyBatch)
    predicted = model.predict(batch, 9) if writes else model.predict(batch)
    if isinstance(predicted, list):
        return predicted, [labels.tolist() for labels in predicted]
    filling = LETTERS.pad if writes else IGNORE
    tokens = predicted.tokens if hasattr(predicted, "tokens") else predicted
    return predicted, [[i for i in column.tolist() if i != filling] for column in tokens.T]


@each
def test_batches_are_named_tuples_of_their_kind(name):
    _, batch = make(name)
    assert isinstance(batch([0, 1]), MODELS[name][1])


@each
def test_forward_gives_scores_of_each_step_and_sequence(name):
    model, batch = make(name)
    scores = forward(model.eval(), batch([0, 1, 2]))
    assert scores.ndim == 3 and scores.shape[1] == 3 and scores.requires_grad
    assert scores.isfinite().all()


@each
def test_the_loss_is_one_number_with_a_gradient_for_every_weight(name):
    model, batch = make(name)
    loss = model.loss(batch([0, 1, 2]))
    assert loss.shape == () and loss.isfinite() and loss > 0
    loss.backward()
    assert all(p.grad is not None for p in model.parameters())


@each
def test_the_loss_does_not_depend_on_the_order_of_the_batch(name):
    model, batch = make(name)
    straight, mixed = (model.eval().loss(batch(chosen)).item() for chosen in ([0, 1, 2], [2, 0, 1]))
    assert mixed == pytest.approx(straight, rel=1e-5)


@each
@pytest.mark.parametrize("mode", [True, False])
def test_predict_takes_no_gradients_drops_nothing_and_restores_every_mode(name, mode):
    model, batch = make(name)
    model.train(mode)
    model.dropout.train(not mode)  # a part that was set apart stays so
    before, seen = {part: part.training for part in model.modules()}, set()
    for part in model.modules():
        part.register_forward_pre_hook(lambda part, _: seen.add((part.training, torch.is_grad_enabled())))
    predict(model, batch([0, 1, 2]))
    assert seen == {(False, False)}
    assert {part: part.training for part in model.modules()} == before and torch.is_grad_enabled()


@each
def test_the_modes_are_restored_after_an_error_too(name):
    model, batch = make(name)
    model.train()
    wrong = batch([0, 1])
    wrong = wrong._replace(**{wrong._fields[0]: wrong[0][0]})  # one dimension too few
    with pytest.raises(ValueError, match="expected"):
        model.predict(wrong)
    assert all(part.training for part in model.modules()) and torch.is_grad_enabled()


@each
def test_predict_returns_numpy_arrays(name):
    model, batch = make(name)
    predicted, _ = predict(model, batch([0, 1, 2]))
    arrays = predicted if isinstance(predicted, list | tuple) else [predicted]
    assert all(isinstance(a, np.ndarray) for a in arrays if a is not None)
    assert arrays[0].dtype == np.int64


@each
def test_a_permuted_batch_gives_a_permuted_prediction_and_padding_changes_nothing(name):
    model, batch = make(name)
    _, straight = predict(model, batch([0, 1, 2]))
    _, mixed = predict(model, batch([2, 0, 1]))
    assert [mixed[1], mixed[2], mixed[0]] == straight
    assert [predict(model, batch([i]))[1][0] for i in range(3)] == straight
    assert len({str(s) for s in straight}) == 3, "a model that says the same of all would pass too"


@each
def test_a_batch_is_brought_to_the_model_for_the_time_of_the_call(name):
    model, batch = make(name)
    given = batch([0, 1])
    with evaluating(model.to("meta"), given) as moved:
        assert isinstance(moved, type(given)) and {part.device.type for part in moved} == {"meta"}
    assert {part.device.type for part in given} == {"cpu"}


def recurrent(gates, D, H):
    """The parameters of one direction: a matrix for x, one for h, and two biases a gate."""
    return gates * H * (D + H + 2)


def linear(D, K):
    return D * K + K


def test_a_model_has_the_size_of_its_equations_unless_told_otherwise():
    lexicon = models.Lexicon(SENTENCES)
    embeddings = 64 * (len(lexicon.words) + len(lexicon.spellings))
    size = {
        name: sum(p.numel() for p in model.parameters())
        for name, model in {
            "tagger": models.Tagger(lexicon),
            "crnn": models.CRNN(),
            "seq2seq": models.Seq2Seq(LETTERS),
            "seq2seq-additive": models.Seq2Seq(LETTERS, attention="additive"),
            "seq2seq-dot": models.Seq2Seq(LETTERS, attention="dot"),
        }.items()
    }
    V, E, H = len(LETTERS), 32, 64
    convolutions = sum(9 * a * b + b + 2 * b for a, b in [(1, 16), (16, 32), (32, 32)])  # weight, bias, normalisation
    bare = 2 * V * E + 2 * recurrent(3, E, H // 2) + linear(H, H)
    attended = bare + recurrent(3, E + H, H) + linear(2 * H, V)
    assert size == {
        "tagger": embeddings + 2 * recurrent(4, 2 * 64, 64) + linear(2 * 64, len(lexicon.tags)),
        "crnn": convolutions + 2 * recurrent(4, 32 * 16 // 4, 48) + linear(2 * 48, 11),
        "seq2seq": bare + recurrent(3, E, H) + linear(H, V),
        "seq2seq-additive": attended + 2 * H * H + H,
        "seq2seq-dot": attended,
    }


def test_the_shares_that_are_dropped_unless_told_otherwise():
    tagger = models.Tagger(models.Lexicon(SENTENCES), layers=2)
    assert (tagger.dropout.p, tagger.lstm.dropout, tagger.word_dropout) == (0.3, 0.3, 0.05)
    assert models.CRNN().dropout.p == models.Seq2Seq(LETTERS).dropout.p == 0.0


def test_every_name_is_exported_and_nothing_else():
    assert set(models.__all__) == set(models._WHERE)
    for name in models.__all__:
        assert getattr(models, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Transformer'"):
        models.Transformer  # noqa: B018
