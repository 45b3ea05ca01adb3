"""The sequence autoencoder: everything passes through the code, and what is learned is written again."""

import numpy as np
import pytest
import torch

from rnncourse.models.autoencoder import Autoencoder
from rnncourse.text import Vocabulary
from rnncourse.training import fit

LETTERS = Vocabulary("a<b>c_d", pad="_", start="<", stop=">")
FEW = [LETTERS.encode(word) for word in ("abcd", "dad", "cab", "bad", "a")]


def make(seed=0):
    torch.manual_seed(seed)
    return Autoencoder(LETTERS, embedding_size=8, hidden_size=16)


@pytest.fixture(scope="module")
def trained():
    model = make()
    fit(model, [model.batch(FEW)], optimizer=torch.optim.Adam(model.parameters(), lr=0.02), epochs=150, bar=False)
    return model


def text(ids):
    return "".join(LETTERS.decode([i for i in ids if i not in (LETTERS.pad, LETTERS.stop)]))


def test_what_it_has_learned_it_writes_again(trained):
    assert [text(column) for column in trained.predict(trained.batch(FEW)).T] == ["abcd", "dad", "cab", "bad", "a"]


def test_the_code_is_all_that_passes(trained):
    batch = trained.batch(FEW)
    codes = trained.codes(batch)
    assert codes.shape == (5, 16) and codes.dtype == np.float32
    np.testing.assert_array_equal(trained.decode(codes, 5)[:5], trained.predict(batch)[:5])
    one = trained.decode(codes[1:2].astype(np.float64))
    assert text(one[:, 0]) == "dad", "whatever else is in the batch"


def test_the_ends_of_a_line_between_two_codes_are_the_sequences(trained):
    between = trained.interpolate(trained.batch(FEW[:2]), points=7)
    assert between.shape[1] == 7
    assert (text(between[:, 0]), text(between[:, -1])) == ("abcd", "dad")


def test_the_surprise_is_the_loss_of_each_sequence(trained):
    batch = trained.batch(FEW)
    each = [trained.loss(trained.batch([ids])).item() for ids in FEW]
    np.testing.assert_allclose(trained.surprise(batch), each, rtol=1e-4, atol=1e-6)
    total = np.average(trained.surprise(batch), weights=[len(ids) + 1 for ids in FEW])
    assert total == pytest.approx(trained.loss(batch).item(), rel=1e-4)


def test_what_it_has_never_seen_surprises_it_more(trained):
    strange = trained.surprise(trained.batch([LETTERS.encode("ccbb"), LETTERS.encode("dcba")]))
    assert strange.min() > trained.surprise(trained.batch(FEW)).max()


def test_padding_changes_no_code():
    model = make().eval()
    together = model.codes(model.batch(FEW))
    for b, ids in enumerate(FEW):
        np.testing.assert_allclose(model.codes(model.batch([ids]))[0], together[b], atol=1e-6)


def test_one_embedding_reads_feeds_and_scores():
    model = make()
    assert model.writer.source_embedding is model.writer.target_embedding
    shared = model.writer.target_embedding.weight
    assert not [name for name, p in model.named_parameters() if p is not shared and p.shape == shared.shape]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Autoencoder(LETTERS.tokens), "vocabulary: expected a Vocabulary"),
        (lambda: make().codes(FEW), "batch: expected a PairBatch"),
        (lambda: make().surprise(make().batch(FEW)._replace(target=None)), "batch: expected a target, got None"),
        (lambda: make().interpolate(make().batch(FEW)), "batch: expected two sequences, got 5"),
        (lambda: make().interpolate(make().batch(FEW[:2]), points=1), "points: expected .* got 1"),
        (lambda: make().decode(np.zeros((2, 3))), r"codes: expected \(B, 16\), got \(2, 3\)"),
        (lambda: make().decode(np.full((2, 16), np.nan)), "codes: expected .*nan"),
        (lambda: make().decode(np.zeros((2, 16)), 0), "steps: expected .* got 0"),
    ],
)
def test_what_was_not_meant_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
