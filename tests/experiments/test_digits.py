"""Batches are of one width and of every split but the test; a reader learns from them."""

import numpy as np
import pytest

from rnncourse.datasets import digit_strings
from rnncourse.experiments import digits
from rnncourse.experiments.digits import ARMS, compose, error_rate, train_reader


def test_compose_makes_batches_of_one_width():
    batches = compose(80, np.random.default_rng(0))
    assert sum(len(batch.widths) for batch in batches) == 80 and len(batches) == 4 + 2
    for batch in batches:
        assert set(batch.widths.tolist()) == {batch.images.shape[3]}
        assert batch.target_lengths.sum() == len(batch.targets)


def test_three_quarters_are_of_training_scans_and_none_of_test_scans(monkeypatch):
    asked = []

    def noted(n, split, rng, **options):
        asked.append((n, split))
        return digit_strings(n, split, rng, **options)

    monkeypatch.setattr(digits, "digit_strings", noted)
    compose(40, np.random.default_rng(0))
    assert asked == [(30, "train"), (10, "valid")]


def noted_epochs(monkeypatch, **options):
    """The batches of each of five epochs of training, which is left out."""
    epochs = []

    def fit(model, batches, **others):
        epochs.extend(batches() for _ in range(5))

    monkeypatch.setattr(digits.training, "fit", fit)
    train_reader(seed=0, strings=32, **options)
    return epochs


def numbers(epoch):
    return sorted(tuple(batch.targets.tolist()) for batch in epoch)


def test_with_augmentation_every_epoch_is_new_and_the_first_three_are_short(monkeypatch):
    epochs = noted_epochs(monkeypatch)
    assert all(numbers(a) != numbers(b) for a, b in zip(epochs, epochs[1:], strict=False))
    longest = [max(int(batch.target_lengths.max()) for batch in epoch) for epoch in epochs]
    assert max(longest[:3]) <= 3 < min(longest[3:])


def test_without_augmentation_every_epoch_has_the_same_strings_in_another_order(monkeypatch):
    epochs = noted_epochs(monkeypatch, augment=False)
    assert all(numbers(epoch) == numbers(epochs[0]) for epoch in epochs)


@pytest.mark.slow
@pytest.mark.parametrize("arm", ARMS)
def test_every_arm_can_be_trained(arm):
    model, history = train_reader(seed=0, epochs=1, strings=32, **ARMS[arm])
    assert len(history.loss) == 3
    assert not model.training
    assert error_rate(model, digit_strings(10, "test", np.random.default_rng(0))) > 0.5
