"""The pointer network: its mixture by brute force, ids of words it does not know, blind to padding, able to copy."""

import math

import numpy as np
import pytest
import torch

from rnncourse.batching import CopyBatch
from rnncourse.decoding import beam_search
from rnncourse.models.pointer import PointerNetwork
from rnncourse.text import Vocabulary
from rnncourse.training import fit

WORDS = Vocabulary("_<>?abcd", pad="_", start="<", stop=">", unknown="?")
V = len(WORDS)
SOURCES = [list("axbxy"), list("cz"), list("zyxzab")]
TARGETS = [list("yx"), list("cq"), list("bzz")]


def make(**options):
    torch.manual_seed(0)
    return PointerNetwork(WORDS, embedding_size=5, hidden_size=8, **options)


def test_a_word_that_is_not_known_has_an_id_of_its_own_within_its_source():
    ids, own = make().extended(list("axbxy"))
    assert ids.tolist() == [4, V, 5, V, V + 1] and own == ["x", "y"]
    batch = make().batch(SOURCES, TARGETS)
    assert batch.source[:2, 1].tolist() == [6, V] and batch.source[2:, 1].tolist() == [WORDS.pad] * 4
    assert batch.source_lengths.tolist() == [5, 2, 6]
    assert batch.target[:3, 0].tolist() == [V + 1, V, WORDS.stop]
    assert batch.target[:3, 1].tolist() == [6, WORDS.unknown, WORDS.stop], "q stands nowhere"
    assert batch.target[:, 2].tolist() == [5, V, V, WORDS.stop]


def test_without_copying_an_unknown_word_of_the_source_is_unknown_in_the_target():
    batch = make(copying=False).batch(SOURCES, TARGETS)
    assert batch.target[:3, 0].tolist() == [WORDS.unknown, WORDS.unknown, WORDS.stop]


def test_words_undoes_extended_and_ends_at_stop():
    model, source = make(), list("axbxy")
    ids, _ = model.extended(source)
    assert model.words(ids, source) == source
    assert model.words([V + 1, WORDS.stop, 4], source) == ["y"]
    with pytest.raises(ValueError, match="ids: expected ids below 10"):
        model.words([V + 2], source)


def test_a_step_is_the_mixture_of_its_equation():
    model = make()
    batch = model.batch(SOURCES)
    state = model.encode(batch.source, batch.source_lengths)
    log_probs, new = model.step(torch.tensor([WORDS.start, 5, V]), state)
    assert log_probs.shape == (3, V + 3) and new.room == V + 3
    known = torch.tensor([WORDS.start, 5, WORDS.unknown])
    said, writer = model.writer.step(known, state.writer)
    x = model.writer.target_embedding(known)
    numbers = torch.cat([writer.context, writer.h, x], dim=1) @ model.switch.weight[0] + model.switch.bias[0]
    for b in range(3):
        p_gen = 1 / (1 + math.exp(-numbers[b].item()))
        assert new.p_gen[b].item() == pytest.approx(p_gen, abs=1e-6)
        want = np.zeros(V + 3)
        want[:V] = p_gen * said[b].exp().detach().numpy()
        for s in range(len(batch.source)):
            want[batch.source[s, b]] += (1 - p_gen) * writer.weights[b, s].item()
        np.testing.assert_allclose(log_probs[b].exp().detach(), want, atol=1e-6)
        assert want.sum() == pytest.approx(1, abs=1e-5)


def test_what_stands_twice_is_copied_with_both_weights_and_the_padding_with_none():
    model = make()
    with torch.no_grad():
        model.switch.bias.fill_(-100.0)  # copies alone
    batch = model.batch(SOURCES)
    log_probs, state = model.step(batch.source[0] * 0 + WORDS.start, model.encode(batch.source, batch.source_lengths))
    p, a = log_probs.exp(), state.writer.weights
    assert p[0, V].item() == pytest.approx((a[0, 1] + a[0, 3]).item(), rel=1e-4)
    assert p[1, WORDS.pad].item() < 1e-20 and p[1, V].item() == pytest.approx(a[1, 1].item(), rel=1e-4)


def test_without_the_switch_it_is_the_encoder_and_decoder():
    model = make(copying=False)
    batch = model.batch(SOURCES, TARGETS)
    log_probs, weights, p_gen = model(*batch)
    read = batch.source.masked_fill(batch.source >= V, WORDS.unknown)
    same, looked = model.writer(read, batch.source_lengths, batch.target)
    torch.testing.assert_close(log_probs[..., :V], same, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(weights, looked)
    assert (p_gen == 1).all() and (log_probs[..., V:] < -60).all()
    assert not hasattr(model, "switch")


def test_padding_changes_nothing():
    model = make()
    together, _, _ = model(*model.batch(SOURCES, TARGETS))
    for b, (source, target) in enumerate(zip(SOURCES, TARGETS, strict=True)):
        alone, _, _ = model(*model.batch([source], [target]))
        width = alone.shape[2]
        torch.testing.assert_close(alone[:, 0], together[: len(target) + 1, b, :width], atol=1e-5, rtol=1e-5)


def test_the_loss_is_the_mean_over_the_words_of_the_targets_and_their_stops():
    model = make()
    batch = model.batch(SOURCES, TARGETS)
    log_probs, _, _ = model(*batch)
    picked = [log_probs[t, b, batch.target[t, b]] for b, target in enumerate(TARGETS) for t in range(len(target) + 1)]
    assert model.loss(batch).item() == pytest.approx(-torch.stack(picked).mean().item(), rel=1e-5)


def test_it_learns_to_copy_words_that_it_does_not_know():
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    model = PointerNetwork(WORDS, embedding_size=8, hidden_size=16, word_dropout=0.2)

    def draw(count):
        """Write what follows the a: a word that nobody has ever seen, a new one each time."""
        sources = [
            [*rng.choice(list("bcd"), rng.integers(1, 4)), "a", f"new{rng.integers(10**6)}", "b"] for _ in range(count)
        ]
        return sources, [[source[source.index("a") + 1]] for source in sources]

    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    fit(model, lambda: [model.batch(*draw(32)) for _ in range(40)], optimizer=optimizer, epochs=3, bar=False)
    sources, wanted = draw(20)
    copied = model.predict(model.batch(sources), 3)
    got = [model.words(column, source) for column, source in zip(copied.tokens.T, sources, strict=True)]
    assert got == wanted and copied.p_gen[0].max() < 0.2


def test_it_never_writes_unknown_and_no_more_after_stop():
    model = make(copying=False)
    with torch.no_grad():
        model.writer.output.bias[WORDS.unknown] = 100.0
    copied = model.predict(model.batch(SOURCES), 4)
    assert (copied.tokens != WORDS.unknown).all()
    with torch.no_grad():
        model.writer.output.bias[WORDS.stop] = 50.0
    copied = model.predict(model.batch(SOURCES), 4)
    assert copied.tokens.tolist() == [[WORDS.stop] * 3] and copied.weights.shape == (1, 3, 6)


def test_a_beam_of_one_writes_what_predict_writes():
    model = make().eval()
    batch = model.batch(SOURCES)
    with torch.no_grad():
        state = model.encode(batch.source, batch.source_lengths)
        start = torch.full((3,), WORDS.start)
        found = beam_search(model.step, state, start, stop=WORDS.stop, steps=5, beam_size=1, reorder=model.reorder)
    written = model.predict(batch, 5).tokens
    for b, (best, *_) in enumerate(found):
        if WORDS.unknown not in best.tokens:
            np.testing.assert_array_equal(best.tokens, written[: len(best.tokens), b])


def test_words_are_hidden_in_training_alone_and_can_be_copied_all_the_same():
    model = make(word_dropout=1.0)
    batch = model.batch(SOURCES)
    hidden, _ = model.step(torch.full((3,), WORDS.start), model.encode(batch.source, batch.source_lengths))
    others = batch.source.where(batch.source == WORDS.pad, torch.tensor(4))
    blind, _ = model.step(torch.full((3,), WORDS.start), model.encode(others, batch.source_lengths))
    p = model.encode(batch.source, batch.source_lengths).writer.h
    assert torch.equal(p, model.encode(others, batch.source_lengths).writer.h), "it cannot tell one word from another"
    assert hidden.exp()[0, V] > blind.exp()[0].min() and hidden.shape[1] == V + 3
    model.eval()
    assert not torch.equal(model.encode(batch.source, batch.source_lengths).writer.h, p)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: PointerNetwork(Vocabulary("_<>a", pad="_", start="<", stop=">")), "a token for unknown"),
        (lambda: PointerNetwork("abc"), "vocabulary: expected a Vocabulary, got 'abc'"),
        (lambda: make(word_dropout=2), "word_dropout: expected .* got 2"),
        (lambda: make(copying=1), "copying: expected True or False"),
        (lambda: make().batch([]), "sources: expected at least one text, got none"),
        (lambda: make().batch([["a"], []]), r"sources\[1\]: expected at least one word, got none"),
        (lambda: make().batch([["a"]], []), "targets: expected 1, one for each source, got 0"),
        (lambda: make().loss(make().batch(SOURCES)), "batch: expected a target to learn from, got None"),
        (lambda: make().loss(SOURCES), "batch: expected a CopyBatch"),
        (lambda: make().step(torch.tensor([0]), None), "state: expected a PointerState"),
        (lambda: make().predict(make().batch(SOURCES), 0), "steps: expected .* got 0"),
        (
            lambda: make().encode(torch.tensor([[3], [40]]), torch.tensor([2])),
            "source: expected ids from 0 to 9, got 40",
        ),
    ],
)
def test_what_was_not_meant_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_batch_is_a_named_tuple_of_tensors():
    assert make().batch(SOURCES)._fields == CopyBatch._fields == ("source", "source_lengths", "target")
