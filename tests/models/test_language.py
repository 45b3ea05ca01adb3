"""The recurrent language model keeps the contract of language models, and its options mean what they say."""

import math

import numpy as np
import pytest
import torch

from rnncourse import training
from rnncourse.batching import StreamBatch
from rnncourse.models import CarriedState, RecurrentLanguageModel, text_batches
from tests.language_model_contract import check_language_model

V = 5
LAYERS = ("lstm", "gru", "rnn")
each = pytest.mark.parametrize("layer", LAYERS)
IDS = np.random.default_rng(0).integers(0, V, 200)


def model(layer="lstm", seed=0, wide=2.0, **options):
    torch.manual_seed(seed)
    made = RecurrentLanguageModel(V, layer=layer, **{"embedding_size": 6, "hidden_size": 6} | options)
    with torch.no_grad():  # an untrained model says nearly the same of everything
        for p in made.parameters():
            p *= wide
    return made


@each
@pytest.mark.parametrize("options", [{}, {"tied": True, "layers": 2, "dropout": 0.3}])
def test_it_keeps_the_contract_of_language_models(layer, options):
    check_language_model(model(layer, **options), longest=4, atol=1e-6)


@each
def test_the_state_that_forward_returns_goes_on_with_the_text(layer):
    made, x = model(layer, layers=2).eval(), torch.from_numpy(IDS[:40].reshape(10, 4))
    whole, _ = made(x)
    first, state = made(x[:7])
    second, _ = made(x[7:], state)
    torch.testing.assert_close(torch.cat([first, second]), whole)


@each
def test_a_text_read_in_chunks_has_the_numbers_of_one_read_at_once(layer):
    made = model(layer)
    np.testing.assert_allclose(made.logprob(IDS, chunk=7), made.logprob(IDS), atol=1e-6)
    assert made.logprob(IDS)[0] == -math.log(V)


def test_a_tied_matrix_reads_and_scores_and_its_gradient_is_the_sum_of_both():
    made = model(tied=True)
    assert made.output.weight is made.embedding.weight
    (batch,) = text_batches(IDS, 4, 49)
    made.loss(batch).backward()
    apart = model()
    with torch.no_grad():
        for name, weights in apart.named_parameters():
            weights.copy_(made.state_dict()[name])
    apart.loss(batch).backward()
    torch.testing.assert_close(made.embedding.weight.grad, apart.embedding.weight.grad + apart.output.weight.grad)


@pytest.mark.parametrize("tied", [False, True])
def test_its_size_is_that_of_its_equations(tied):
    made = RecurrentLanguageModel(V, embedding_size=6, hidden_size=6, layers=2, tied=tied)
    recurrent = 2 * 4 * (6 * 6 + 6 * 6 + 2 * 6)
    assert sum(p.numel() for p in made.parameters()) == V * 6 + recurrent + V + (0 if tied else V * 6)


def test_a_vocabulary_may_be_as_large_as_that_of_words():
    assert RecurrentLanguageModel(50_000, hidden_size=8).output.weight.shape == (50_000, 8)
    with pytest.raises(ValueError, match="vocab_size, embedding_size, hidden_size: expected sizes whose product"):
        RecurrentLanguageModel(2**21, hidden_size=64)


def test_the_forget_gate_starts_with_a_bias_of_one():
    torch.manual_seed(0)
    made = RecurrentLanguageModel(V, hidden_size=400)
    bias = (made.recurrent.bias_ih_l0 + made.recurrent.bias_hh_l0).detach().reshape(4, 400)
    np.testing.assert_allclose(bias.mean(dim=1), [0, 1, 0, 0], atol=0.02)


def test_dropout_hides_a_share_in_training_and_nothing_in_use():
    made, (batch,) = model(dropout=0.5), text_batches(IDS, 4, 49)
    assert made.train().loss(batch).item() != made.loss(batch).item()
    assert made.eval().loss(batch).item() == made.loss(batch).item()
    np.testing.assert_array_equal(made.train().logprob(IDS), made.logprob(IDS))


def test_the_batches_of_an_epoch_follow_each_other_and_the_first_begins():
    batches = text_batches(IDS, 4, 20)
    assert [batch.begins for batch in batches] == [True, False, False]
    x = torch.cat([batch.x for batch in batches])
    assert (
        x[:, 0].tolist() == IDS[:49].tolist() and torch.cat([b.y for b in batches])[:, 0].tolist() == IDS[1:50].tolist()
    )


def test_the_state_is_carried_within_an_epoch_and_new_at_its_beginning():
    made, batches, carried = model().eval(), text_batches(IDS, 4, 20), CarriedState()
    losses = [carried(made, batch).item() for batch in batches]
    state, expected = None, []
    for batch in batches:
        loss, state = made.loss_and_state(batch, state)
        expected.append(loss.item())
    assert losses == expected and losses[1] != made.loss(batches[1]).item()
    assert carried(made, batches[0]).item() == losses[0]


@each
def test_the_gradient_stops_where_a_state_was_carried(layer):
    made, batches = model(layer), text_batches(IDS, 4, 20)
    _, state = made.loss_and_state(batches[0], None)
    parts = state if isinstance(state, tuple) else (state,)
    assert not any(part.requires_grad for part in parts)


def test_it_learns_a_text_that_repeats_itself():
    torch.manual_seed(0)
    made = RecurrentLanguageModel(V, embedding_size=8, hidden_size=16)
    batches = text_batches(np.arange(2000) % V, 10, 20)
    optimizer = torch.optim.Adam(made.parameters(), 0.01)
    history = training.fit(made, batches, optimizer=optimizer, epochs=12, loss=CarriedState(), bar=False)
    assert history.loss[0] > 1.4 and history.loss[-1] < 0.1
    assert made.predict(StreamBatch(*batches[0][:2], True))[-1].tolist() == batches[0].y[-1].tolist()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: model("transformer"), "layer: expected"),
        (lambda: model(hidden_size=0), "hidden_size: expected"),
        (lambda: model(dropout=1.5), "dropout: expected"),
        (lambda: model(tied=1), "tied: expected"),
        (
            lambda: model(tied=True, embedding_size=4),
            "embedding_size: expected 6, the hidden_size, where weights are tied",
        ),
        (lambda: model()(torch.tensor([[V]])), f"x: expected ids from 0 to {V - 1}"),
        (lambda: model()(torch.tensor([[0]]), torch.zeros(1, 1, 6)), "state: expected what forward returned"),
        (lambda: model("gru")(torch.tensor([[0]]), torch.zeros(1, 2, 6)), r"state.h: expected \(1, 1, 6\)"),
        (lambda: model().loss((1, 2)), "batch: expected a StreamBatch"),
        (lambda: text_batches([0, 1], 4, 20), "ids: expected at least 81 ids"),
    ],
)
def test_what_is_wrong_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
