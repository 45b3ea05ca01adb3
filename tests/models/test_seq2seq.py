"""Encoder and decoder: the same numbers as the scratch attention, blind to padding, and able to learn."""

import numpy as np
import pytest
import torch

from rnncourse.batching import pad_batch
from rnncourse.models.seq2seq import ATTENTION, PAD, START, STOP, Seq2Seq
from rnncourse.scratch import AdditiveAttention, DotProductAttention, lengths_mask
from rnncourse.training import fit

V = 7


def make(attention, **options):
    torch.manual_seed(0)
    return Seq2Seq(V, embedding_size=5, hidden_size=8, attention=attention, **options)


def batch(lengths=(4, 1, 3), seed=0):
    """Sources to be reversed: source (S, B), lengths (B,), target (S + 1, B)."""
    rng = np.random.default_rng(seed)
    sources = [rng.integers(3, V, n) for n in lengths]
    source, lengths = pad_batch(sources, pad=PAD)
    target, _ = pad_batch([np.append(s[::-1], STOP) for s in sources], pad=PAD)
    return tuple(torch.from_numpy(a) for a in (source, lengths, target))


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
        tokens, weights = model.greedy(source[:n, b : b + 1], lengths[b : b + 1], 6)
        written = model.greedy(source, lengths, 6)[0][:, b]
        assert torch.equal(tokens[:, 0], written[: len(tokens)]) and not written[len(tokens) :].any()


@pytest.mark.parametrize("attention", ["additive", "dot"])
def test_the_attention_is_that_of_scratch(attention):
    model = make(attention)
    source, lengths, _ = batch()
    memory, h, mask = model.encode(source, lengths)
    keys = model.W_k(memory) if attention == "additive" else memory
    context = torch.zeros_like(h)
    _, h, context, weights = model.step(source[0], h, context, memory, keys, mask)

    numbers = memory.detach().numpy()
    if attention == "additive":
        layer = AdditiveAttention(8, 8, 8, rng=np.random.default_rng(0))
        layer.params = {"W_q": model.W_q.weight, "W_k": model.W_k.weight, "v": model.v.weight[0]}
        layer.params = {name: p.detach().numpy() for name, p in layer.params.items()}
    else:
        layer = DotProductAttention(8)
    want, a, _ = layer.forward(h.detach().numpy()[None], numbers, numbers, lengths_mask(lengths.numpy(), 4))
    np.testing.assert_allclose(weights.detach(), a[0], atol=1e-6)
    np.testing.assert_allclose(context.detach(), want[0], atol=1e-6)


@pytest.mark.parametrize("attention", ATTENTION)
def test_forced_with_what_it_wrote_it_gives_the_scores_it_wrote_by(attention):
    model = make(attention)
    source, lengths, _ = batch()
    tokens, _ = model.greedy(source, lengths, 6)
    scores, _ = model(source, lengths, tokens)
    writing = tokens != PAD
    assert torch.equal(scores.argmax(dim=2)[writing], tokens[writing])


def test_greedy_writes_no_more_after_stop():
    model = make("dot")
    source, lengths, _ = batch()
    with torch.no_grad():
        model.output.bias[STOP] = 100.0
    tokens, weights = model.greedy(source, lengths, 6)
    assert tokens.tolist() == [[STOP] * 3] and weights.shape == (1, 3, 4)
    with torch.no_grad():
        model.output.bias[STOP] = -100.0
    assert len(model.greedy(source, lengths, 6)[0]) == 6


def test_the_loss_counts_stop_and_not_the_padding():
    model = make("additive")
    source, lengths, target = batch()
    scores, _ = model(source, lengths, target)
    log_probs = scores.log_softmax(dim=2)
    picked = [log_probs[t, b, target[t, b]] for b, n in enumerate(lengths) for t in range(n + 1)]
    assert model.loss(source, lengths, target).item() == pytest.approx(-torch.stack(picked).mean().item(), rel=1e-5)


@pytest.mark.parametrize("attention", ATTENTION)
def test_it_learns_a_few_reversals_by_heart(attention):
    torch.manual_seed(0)
    model = Seq2Seq(V, embedding_size=8, hidden_size=16, attention=attention)
    few = batch((4, 1, 3, 5))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    fit(model, [few], loss=lambda model, b: model.loss(*b), optimizer=optimizer, epochs=60, bar=False)
    assert torch.equal(model.greedy(*few[:2], 6)[0], few[2])


def test_source_and_target_may_differ_in_vocabulary():
    model = Seq2Seq(V, 12, embedding_size=5, hidden_size=8, attention="dot")
    source, lengths, target = batch()
    assert model(source, lengths, target)[0].shape == (5, 3, 12)


def test_ids_of_the_first_three_tokens():
    assert (PAD, START, STOP) == (0, 1, 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Seq2Seq(V, attention="location"), "attention: expected one of .*, got 'location'"),
        (lambda: Seq2Seq(V, hidden_size=7), "hidden_size: expected an even number, .* got 7"),
        (lambda: make(None).greedy(batch()[0][0], batch()[1], 4), r"source: expected \(S, B\), got \(3,\)"),
        (lambda: make(None).greedy(batch()[0], batch()[1] + 1, 4), "lengths: expected 0 to T = 4 for each .* got 5"),
        (lambda: make(None).greedy(batch()[0], batch()[1] - 1, 4), "lengths: expected at least 1 for each .* got 0"),
        (lambda: make(None)(*batch()[:2], batch((2, 2))[2]), r"target: expected \(T, 3\), got \(3, 2\)"),
        (lambda: make(None).greedy(*batch()[:2], 0), "steps: expected a whole number > 0, got 0"),
    ],
)
def test_a_wrong_argument_is_named_with_what_came(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
