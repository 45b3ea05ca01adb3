"""The CRNN turns pictures into log-probabilities that CTC can align, padding or not, and learns to read."""

import numpy as np
import pytest
import torch

from rnncourse.datasets.digits import digit_strings
from rnncourse.models.crnn import CRNN, line_batch
from rnncourse.models.packing import run_packed
from rnncourse.scratch import ctc_loss
from rnncourse.training import fit


def strings(n=6, seed=0, **options):
    return digit_strings(n, "train", np.random.default_rng(seed), **options)


def make(**options):
    torch.manual_seed(0)
    return CRNN(channels=(4, 6, 6), hidden_size=8, **options)


@pytest.mark.parametrize("recurrent", [True, False])
def test_a_column_pair_is_a_step_and_its_probabilities_sum_to_one(recurrent):
    few = strings()
    log_probs, lengths = make(recurrent=recurrent).eval()(torch.from_numpy(few.images), torch.from_numpy(few.widths))
    assert log_probs.shape == (few.images.shape[3] // 2, 6, 11)
    np.testing.assert_array_equal(lengths, few.widths // 2)
    np.testing.assert_allclose(log_probs.exp().sum(dim=2).detach(), 1, atol=1e-5)


@pytest.mark.parametrize("recurrent", [True, False])
def test_what_stands_beside_a_string_in_its_batch_does_not_change_it(recurrent):
    model, few = make(recurrent=recurrent).eval(), strings()
    narrow = few.widths.argmin()
    together = model.log_probs(line_batch(few))
    alone = model.log_probs(line_batch(few.select([narrow])))
    n = few.widths[narrow] // 2
    np.testing.assert_allclose(together[0][:n, narrow], alone[0][:n, 0], atol=1e-5)


def test_the_loss_is_the_scratch_ctc_loss():
    model, few = make().eval(), strings()
    log_probs, lengths = model.log_probs(line_batch(few))
    losses, _ = ctc_loss(log_probs, few.targets, lengths)
    assert model.loss(line_batch(few)).item() == pytest.approx(losses.mean(), rel=1e-5)


def test_a_string_too_narrow_for_its_labels_counts_nothing():
    model, few = make().eval(), strings(3)
    whole = model.loss(line_batch(few)).item()
    first = model.loss(line_batch(few.select([0]))).item()
    few.targets[0] = np.full(few.widths[0], 5)
    assert model.loss(line_batch(few)).item() == pytest.approx(whole - first / 3, rel=1e-4)


@pytest.mark.parametrize(("channels", "first", "last"), [((4, 6), 27, 34), ((4, 6, 6), 25, 36)])
def test_without_recurrence_a_step_sees_eight_columns_and_four_more_with_a_third_convolution(channels, first, last):
    torch.manual_seed(0)
    model = CRNN(channels=channels, recurrent=False).eval()
    picture = torch.randn(1, 1, 16, 60, requires_grad=True)
    log_probs, _ = model(picture, torch.tensor([60]))
    log_probs[15, 0, 3].backward()
    seen = np.flatnonzero(picture.grad.abs().sum(dim=(0, 1, 2)))
    assert list(seen) == list(range(first, last + 1))


@pytest.mark.parametrize("layer", [torch.nn.LSTM, torch.nn.GRU])
def test_a_batch_without_padding_gives_what_packing_gives(layer):
    torch.manual_seed(0)
    rnn, x = layer(3, 4, bidirectional=True), torch.randn(5, 2, 3)
    whole, _ = run_packed(rnn, x, torch.tensor([5, 5]))
    mixed, _ = run_packed(rnn, torch.cat([x, x[:, :1]], dim=1), torch.tensor([5, 5, 2]))  # packed, as one is shorter
    torch.testing.assert_close(whole, mixed[:, :2])


def test_with_recurrence_a_step_sees_the_whole_string_and_none_of_the_padding():
    model = make().eval()
    picture = torch.randn(1, 1, 16, 60, requires_grad=True)
    log_probs, _ = model(picture, torch.tensor([50]))
    log_probs[15, 0, 3].backward()
    seen = np.flatnonzero(picture.grad.abs().sum(dim=(0, 1, 2)))
    assert seen.min() == 0 and seen.max() == 49


def test_it_learns_to_read_a_few_strings_by_heart():
    model = make(height=8)
    few = strings(3, length=(1, 3), height=8, noise=0)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    fit(model, [line_batch(few)], optimizer=optimizer, epochs=150, clip=5.0, bar=False)
    assert [list(labels) for labels in model.predict(line_batch(few))] == [list(target) for target in few.targets]


def test_a_wrong_picture_or_height_is_named():
    with pytest.raises(ValueError, match="^height: expected a multiple of 4"):
        CRNN(height=10)
    with pytest.raises(ValueError, match="^channels: expected one number for each of two or more"):
        CRNN(channels=(8,))
    with pytest.raises(ValueError, match=r"^images: expected \(B, 1, 16, W\), got \(2, 1, 8, 40\)"):
        make()(torch.zeros(2, 1, 8, 40), torch.tensor([40, 40]))
    for wrong in (50, 41, 1, 0):
        with pytest.raises(ValueError, match=f"^widths: expected 2 to W = 40 columns, got {wrong}$"):
            make()(torch.zeros(2, 1, 16, 40), torch.tensor([30, wrong]))
    make()(torch.zeros(2, 1, 16, 40), torch.tensor([40, 2]))
