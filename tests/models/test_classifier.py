"""The classifier is blind to padding, its poolings are what they are called, and a language model can begin it."""

import numpy as np
import pytest
import torch

from rnncourse import scratch
from rnncourse.models.classifier import DIRECTIONS, POOLINGS, TextClassifier
from rnncourse.models.language import RecurrentLanguageModel
from rnncourse.text import Vocabulary
from rnncourse.training import fit

VOCABULARY = Vocabulary(["<unk>", "good", "bad", "not", "very", "tea"], unknown="<unk>")
TEXTS = [["not", "very", "good", "tea"], ["good"], ["bad", "tea"]]
LABELS = ["bad", "good", "bad"]
each = pytest.mark.parametrize("pooling", POOLINGS)


def make(pooling="mean", **options):
    torch.manual_seed(0)
    given = dict(embedding_size=4, hidden_size=3, dropout=0.0) | options
    return TextClassifier(VOCABULARY, ["bad", "good"], pooling=pooling, **given)


def test_a_batch_holds_ids_lengths_and_classes():
    words, lengths, labels = make().batch([["good", "soup"], ["tea"]], ["good", "bad"])
    assert words[:, 0].tolist() == [1, 0] and words[0, 1] == 5
    assert lengths.tolist() == [2, 1] and labels.tolist() == [1, 0]
    assert make().batch(TEXTS).labels is None


@each
@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("layer", ["lstm", "gru"])
def test_padding_changes_nothing_whatever_stands_in_it(pooling, direction, layer):
    model = make(pooling, direction=direction, layer=layer, layers=2).eval()
    words, lengths, _ = model.batch(TEXTS)
    together, weights = model.read(words, lengths)
    for b, text in enumerate(TEXTS):
        alone, own = model.read(*model.batch([text])[:2])
        torch.testing.assert_close(alone[0], together[b], atol=1e-6, rtol=0)
        torch.testing.assert_close(own[:, 0], weights[: len(text), b], atol=1e-6, rtol=0)
        assert (weights[len(text) :, b] == 0).all()
    words[2:, 2], words[1:, 1] = 9999, -1
    torch.testing.assert_close(model.read(words, lengths)[0], together, atol=1e-6, rtol=0)


@each
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_weights_of_a_text_sum_to_one(pooling, direction):
    model = make(pooling, direction=direction)
    _, _, weights = model.predict(model.batch(TEXTS))
    np.testing.assert_allclose(weights.sum(axis=0), 1, atol=1e-6)
    assert (weights >= 0).all()


@pytest.mark.parametrize("pooling", ["last", "mean", "attention"])
@pytest.mark.parametrize("both", [True, False])
def test_it_pools_as_the_layer_written_by_hand_does(pooling, both):
    model = make(pooling, direction="both" if both else "forward").double().eval()
    words, lengths, _ = model.batch(TEXTS)
    if both:
        halves = []
        for suffix in ("", "_reverse"):
            half = torch.nn.LSTM(4, 3, dtype=torch.float64)
            half.load_state_dict({n: getattr(model.recurrent, n + suffix) for n in half.state_dict()})
            halves.append(scratch.LSTM.from_torch(half))
        layer = scratch.Bidirectional(*halves)
    else:
        layer = scratch.LSTM.from_torch(model.recurrent)
    by_hand = scratch.Pooled(layer, pooling, rng=np.random.default_rng(0))
    if pooling == "attention":
        by_hand.attention.params.update(
            W_k=model.W.weight.detach().numpy(),
            W_q=model.W.bias.detach().numpy()[:, None],
            v=model.v.weight.detach().numpy()[0],
        )
    x = model.embedding(words).detach().numpy()
    y, _, cache = by_hand.forward(x, lengths=lengths.numpy())
    pooled, weights = model.read(words, lengths)
    np.testing.assert_allclose(pooled.detach().numpy(), y[0], atol=1e-12)
    if pooling != "last":
        np.testing.assert_allclose(weights.detach().numpy(), cache.weights, atol=1e-12)


def test_max_takes_the_largest_of_each_unit_and_its_weights_count_them():
    model = make("max").eval()
    words, lengths, _ = model.batch(TEXTS)
    pooled, weights = model.read(words, lengths)
    h, _ = model.recurrent(model.embedding(words[:2, 2:]))  # the third text, without padding
    largest, places = h[:, 0].max(dim=0)
    torch.testing.assert_close(pooled[2], largest)
    assert weights[:2, 2].tolist() == pytest.approx([(places == t).float().mean().item() for t in (0, 1)])


def test_last_in_both_directions_is_where_each_half_has_read_everything():
    model = make("last").eval()
    _, (h, _) = model.recurrent(model.embedding(model.batch(TEXTS[:1]).words))
    pooled, weights = model.read(*model.batch(TEXTS[:1])[:2])
    torch.testing.assert_close(pooled[0], torch.cat([h[0, 0], h[1, 0]]))
    assert weights[:, 0].tolist() == [0.5, 0, 0, 0.5]


@each
def test_it_learns_its_texts_by_heart(pooling):
    model = make(pooling)
    batch = model.batch(TEXTS, LABELS)
    fit(model, [batch], optimizer=torch.optim.Adam(model.parameters(), lr=0.05), epochs=40, bar=False)
    labels, probabilities, _ = model.predict(batch)
    assert labels.tolist() == [0, 1, 0] and probabilities.max(axis=1).min() > 0.9
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)


def test_the_forget_gates_begin_with_a_bias_of_one():
    for direction in DIRECTIONS:
        model = make(direction=direction, layers=2, hidden_size=50)
        for name, bias in model.recurrent.named_parameters():
            if name.startswith("bias_ih"):
                assert bias[50:100].mean().item() == pytest.approx(1, abs=0.1) and bias[:50].mean().abs() < 0.1


def test_word_dropout_shows_words_as_unknown_in_training_alone():
    model = make(word_dropout=1.0)
    words, lengths, _ = model.batch(TEXTS)
    unknown = torch.zeros_like(words)
    torch.testing.assert_close(model.train()(words, lengths), model(unknown, lengths))
    assert not torch.allclose(model.eval()(words, lengths), model(unknown, lengths))


def language_model(**options):
    torch.manual_seed(1)
    return RecurrentLanguageModel(len(VOCABULARY), **dict(embedding_size=4, hidden_size=3) | options)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_it_begins_as_a_language_model_reads(direction):
    model, teacher = make(direction=direction), language_model()
    words = model.batch(TEXTS[:1]).words
    reverse = {n: p.clone() for n, p in model.recurrent.named_parameters() if n.endswith("_reverse")}
    model.begin_as(teacher)
    states = teacher.recurrent(teacher.embedding(words))[0]
    ours = model.recurrent(model.embedding(words))[0]
    torch.testing.assert_close(ours[:, :, :3], states)
    for name, before in reverse.items():
        assert torch.equal(before, getattr(model.recurrent, name))
    with torch.no_grad():
        model.embedding.weight += 1
    assert not torch.equal(model.embedding.weight, teacher.embedding.weight)  # a copy


def test_it_begins_as_one_of_two_layers_in_one_direction():
    model, teacher = make(direction="forward", layers=2), language_model(layers=2)
    model.begin_as(teacher)
    assert torch.equal(model.recurrent.weight_ih_l1, teacher.recurrent.weight_ih_l1)


@pytest.mark.parametrize("mode", [True, False])
def test_predict_takes_no_gradients_drops_nothing_and_restores_every_mode(mode):
    model = make("attention", dropout=0.5, word_dropout=0.5)
    model.train(mode)
    model.dropout.train(not mode)
    before, seen = {part: part.training for part in model.modules()}, set()
    for part in model.modules():
        part.register_forward_pre_hook(lambda part, _: seen.add((part.training, torch.is_grad_enabled())))
    first, second = (model.predict(model.batch(TEXTS)) for _ in range(2))
    assert seen == {(False, False)} and {part: part.training for part in model.modules()} == before
    np.testing.assert_array_equal(first.probabilities, second.probabilities)
    assert all(isinstance(part, np.ndarray) for part in first) and first.labels.dtype == np.int64


@each
def test_every_weight_gets_a_gradient_and_the_order_of_the_batch_does_not_matter(pooling):
    model = make(pooling)
    loss = model.loss(model.batch(TEXTS, LABELS))
    loss.backward()
    assert all(p.grad is not None for p in model.parameters())
    mixed = model.loss(model.batch(TEXTS[::-1], LABELS[::-1]))
    assert mixed.item() == pytest.approx(loss.item(), rel=1e-5)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: make("median"), "pooling: expected one of last, mean, max, attention, got 'median'"),
        (lambda: make(direction="backward"), "direction: expected one of both, forward, got 'backward'"),
        (lambda: make(layer="rnn"), "layer: expected one of lstm, gru, got 'rnn'"),
        (lambda: TextClassifier(VOCABULARY, ["good"]), "labels: expected at least two classes"),
        (lambda: TextClassifier(Vocabulary("ab"), ["x", "y"]), "vocabulary: expected one with a token for unknown"),
        (lambda: make().batch([[]]), r"sequences\[0\]: expected at least one step"),
        (lambda: make().batch([["tea"]], ["awful"]), "tokens: expected some of the 2 tokens"),
        (lambda: make().batch([["tea"]], ["good", "bad"]), "labels: expected one for each of the 1 texts, got 2"),
        (lambda: make().loss(make().batch(TEXTS)), "labels: expected those of the texts, got None"),
        (lambda: make().begin_as(language_model(layer="gru")), "model: expected one with the layer LSTM"),
        (lambda: make().begin_as(language_model(layers=2)), "model: expected one of layers=1"),
        (lambda: make().begin_as(language_model(hidden_size=5)), r"model: expected recurrent.weight_ih_l0 of shape"),
        (
            lambda: make(layers=2).begin_as(language_model(layers=2)),
            r"model: expected recurrent.weight_ih_l1 of shape \(12, 6\), .* got \(12, 3\)",
        ),
        (
            lambda: make().begin_as(RecurrentLanguageModel(9, embedding_size=4, hidden_size=3)),
            r"model: expected embedding.weight of shape \(6, 4\), .* got \(9, 4\)",
        ),
    ],
)
def test_a_wrong_argument_is_named_with_what_came(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
