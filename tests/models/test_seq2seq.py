"""Encoder and decoder: the same numbers as the scratch attention, blind to padding, and able to learn."""

import numpy as np
import pytest
import torch

from rnncourse.batching import PairBatch
from rnncourse.models.seq2seq import ATTENTION, Seq2Seq
from rnncourse.scratch import AdditiveAttention, DotProductAttention, GeneralAttention, lengths_mask
from rnncourse.text import Vocabulary
from rnncourse.training import fit

SPECIAL = {"pad": "_", "start": "<", "stop": ">"}
LETTERS = Vocabulary("a<b>c_d", **SPECIAL)  # on purpose not in the first places
V, PAD, STOP = len(LETTERS), LETTERS.pad, LETTERS.stop


def make(attention, **options):
    torch.manual_seed(0)
    return Seq2Seq(LETTERS, embedding_size=5, hidden_size=8, attention=attention, **options)


def batch(lengths=(4, 1, 3), seed=0):
    """Sources to be reversed: source (S, B), lengths (B,), target (S + 1, B)."""
    rng = np.random.default_rng(seed)
    sources = [rng.choice(LETTERS.encode("abcd"), n) for n in lengths]
    return make(None).batch(sources, [s[::-1] for s in sources])


@pytest.mark.parametrize("attention", ATTENTION)
def test_scores_and_weights_have_their_shapes(attention):
    source, lengths, target = batch()
    scores, weights = make(attention)(source, lengths, target)
    assert scores.shape == (5, 3, V)
    if attention is None:
        assert weights is None
    else:
        assert weights.shape == (5, 3, 4)
        np.testing.assert_allclose(weights.sum(dim=2).detach(), 1, atol=1e-6)
        inside = torch.from_numpy(lengths_mask(lengths.numpy(), 4))
        assert (weights[:, ~inside] == 0).all() and (weights[:, inside] > 0).all()


@pytest.mark.parametrize("attention", ATTENTION)
def test_padding_changes_nothing(attention):
    model = make(attention)
    source, lengths, target = batch()
    together, _ = model(source, lengths, target)
    for b, n in enumerate(lengths):
        alone, _ = model(source[:n, b : b + 1], lengths[b : b + 1], target[: n + 1, b : b + 1])
        torch.testing.assert_close(alone[:, 0], together[: n + 1, b], atol=1e-5, rtol=0)
        tokens, _ = model.predict(PairBatch(source[:n, b : b + 1], lengths[b : b + 1], None), 6)
        written = model.predict(batch(), 6).tokens[:, b]
        np.testing.assert_array_equal(tokens[:, 0], written[: len(tokens)])
        assert (written[len(tokens) :] == PAD).all()


@pytest.mark.parametrize("attention", ["additive", "general", "dot"])
def test_the_attention_is_that_of_scratch(attention):
    model = make(attention)
    source, lengths, _ = batch()
    _, state = model.step(source[0], model.encode(source, lengths))
    h, context, weights = state.h, state.context, state.weights
    numbers = state.memory.detach().numpy()
    if attention == "additive":
        layer = AdditiveAttention(8, 8, 8, rng=np.random.default_rng(0))
        layer.params = {"W_q": model.W_q.weight, "W_k": model.W_k.weight, "v": model.v.weight[0]}
        layer.params = {name: p.detach().numpy() for name, p in layer.params.items()}
    elif attention == "general":
        layer = GeneralAttention(8, 8, rng=np.random.default_rng(0))
        layer.params = {"W": model.W.weight.detach().numpy()}
    else:
        layer = DotProductAttention(8)
    want, a, _ = layer.forward(h.detach().numpy()[None], numbers, numbers, lengths_mask(lengths.numpy(), 4))
    np.testing.assert_allclose(weights.detach(), a[0], atol=1e-6)
    np.testing.assert_allclose(context.detach(), want[0], atol=1e-6)


@pytest.mark.parametrize("attention", ATTENTION)
def test_forced_with_what_it_wrote_it_gives_the_scores_it_wrote_by(attention):
    model = make(attention)
    source, lengths, _ = batch()
    tokens = torch.from_numpy(model.predict(batch(), 6).tokens)
    log_probs, _ = model(source, lengths, tokens)
    writing = tokens != PAD
    assert torch.equal(log_probs.argmax(dim=2)[writing], tokens[writing])


@pytest.mark.parametrize("attention", ATTENTION)
def test_a_beam_of_one_writes_what_predict_writes(attention):
    model = make(attention)
    written = model.predict(batch(), 6).tokens
    for b, (best,) in enumerate(model.search(batch(), beam_size=1, steps=6)):
        text = [*best.tokens, *([STOP] if best.finished else [])]
        assert text == written[: len(text), b].tolist() and (written[len(text) :, b] == PAD).all()


@pytest.mark.parametrize("attention", ATTENTION)
def test_what_a_beam_says_of_a_text_is_what_teacher_forcing_says(attention):
    model = make(attention)
    source, lengths, _ = batch()
    for b, found in enumerate(model.search(batch(), beam_size=5, steps=4)):
        assert len(found) == 5
        for hypothesis in found:
            text = [*hypothesis.tokens, *([STOP] if hypothesis.finished else [])]
            target = torch.tensor(text)[:, None]
            log_probs, _ = model(source[: lengths[b], b : b + 1], lengths[b : b + 1], target)
            said = log_probs[torch.arange(len(text)), 0, target[:, 0]].sum().item()
            assert hypothesis.log_prob == pytest.approx(said, abs=1e-4)


def test_it_writes_no_more_after_stop():
    model = make("dot")
    with torch.no_grad():
        model.output.bias[STOP] = 100.0
    tokens, weights = model.predict(batch(), 6)
    assert tokens.tolist() == [[STOP] * 3] and weights.shape == (1, 3, 4)
    with torch.no_grad():
        model.output.bias[STOP] = -100.0
    assert len(model.predict(batch(), 6).tokens) == 6
    assert len(model.predict(batch()).tokens) == 5, "as many as the target has"
    assert len(model.predict(batch()._replace(target=None)).tokens) == 18


def test_the_loss_counts_stop_and_not_the_padding():
    model = make("additive")
    source, lengths, target = batch()
    log_probs, _ = model(source, lengths, target)
    assert torch.allclose(log_probs.exp().sum(dim=2), torch.ones(1))
    picked = [log_probs[t, b, target[t, b]] for b, n in enumerate(lengths) for t in range(n + 1)]
    assert model.loss(batch()).item() == pytest.approx(-torch.stack(picked).mean().item(), rel=1e-5)


@pytest.mark.parametrize("attention", ATTENTION)
def test_it_learns_a_few_reversals_by_heart(attention):
    torch.manual_seed(0)
    model = Seq2Seq(LETTERS, embedding_size=8, hidden_size=16, attention=attention)
    few = batch((4, 1, 3, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    fit(model, [few], optimizer=optimizer, epochs=60, bar=False)
    np.testing.assert_array_equal(model.predict(few, 6).tokens, few.target)


@pytest.mark.parametrize("attention", [None, "dot"])
def test_tied_the_last_layer_is_the_embedding_of_the_target(attention):
    model = make(attention, tied=True)
    features = torch.randn(2, 16 if attention else 8)
    scores = model.output[0](features) @ model.target_embedding.weight.T + model.output[1].bias
    torch.testing.assert_close(model.output(features), scores)
    assert len({p.data_ptr() for p in model.state_dict().values()}) == len(model.state_dict()), "saved once"
    plain = sum(p.numel() for p in make(attention).parameters())
    size = features.shape[1]
    assert sum(p.numel() for p in model.parameters()) == plain - (size + 1) * V + (size + 1) * 5 + V
    assert model.target_embedding.weight.std() < 1 and model.source_embedding.weight[PAD].abs().sum() == 0
    few = batch((4, 1, 3, 5))
    fit(model, [few], optimizer=torch.optim.Adam(model.parameters(), lr=0.02), epochs=150, bar=False)
    np.testing.assert_array_equal(model.predict(few, 6).tokens, few.target)


def test_source_and_target_may_differ_in_vocabulary():
    words = Vocabulary("_<>efghijklm", **SPECIAL)
    model = Seq2Seq(LETTERS, words, embedding_size=5, hidden_size=8, attention="dot")
    pairs = model.batch([LETTERS.encode("abc")], [words.encode("eg")])
    assert model(*pairs)[0].shape == (3, 1, 12)
    assert pairs.target[:, 0].tolist() == [*words.encode("eg"), words.stop]


def test_a_target_of_unknown_words_has_a_finite_loss():
    words = Vocabulary.from_tokens("abc", unknown="?", **SPECIAL)
    model = Seq2Seq(words, embedding_size=5, hidden_size=8)
    assert len({words.pad, words.start, words.stop, words.unknown}) == 4
    pairs = model.batch([words.encode("a")], [words.encode("xyz")])
    assert pairs.target[:, 0].tolist() == 3 * [words.unknown] + [words.stop]
    assert torch.isfinite(model.loss(pairs))


def longer(by):
    return batch()._replace(source_lengths=batch().source_lengths + by)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Seq2Seq(LETTERS, attention="location"), "attention: expected one of .*, got 'location'"),
        (lambda: Seq2Seq(LETTERS, hidden_size=7), "hidden_size: expected an even number, .* got 7"),
        (
            lambda: make(None).predict(batch()._replace(source=batch().source[0]), 4),
            r"source: expected \(S, B\), got \(3,\)",
        ),
        (lambda: make(None).predict(longer(1), 4), "lengths: expected 0 to T = 4 for each .* got 5"),
        (lambda: make(None).predict(longer(-1), 4), "lengths: expected at least 1 for each .* got 0"),
        (lambda: make(None)(*batch()[:2], batch((2, 2))[2]), r"target: expected \(T, 3\), got \(3, 2\)"),
        (lambda: make(None).loss(batch()._replace(target=None)), "batch: expected a target to learn from, got None"),
        (
            lambda: Seq2Seq(Vocabulary.from_tokens("abc", unknown="?", pad="_")),
            "vocabulary: expected one with a token for start, got one with pad, unknown; make it",
        ),
        (lambda: make(None).predict(batch(), 0), "steps: expected a whole number from 1 to 100000, got 0"),
    ],
)
def test_a_wrong_argument_is_named_with_what_came(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
