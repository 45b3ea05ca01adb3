"""Batches are of one width and of training scans alone; a reader learns from them."""

import numpy as np
import pytest

from rnncourse.datasets import digit_strings
from rnncourse.experiments import digits
from rnncourse.experiments.digits import (
    ARMS,
    compose,
    error_rate,
    train_reader,
    trained_reader,
)
from rnncourse.experiments.reading import _ink_columns, by_scan, mistakes, read_drawing, times_there
from rnncourse.explorers.drawing import EXAMPLE, as_drawing
from rnncourse.metrics import edit_distance


def test_compose_makes_batches_of_one_width():
    batches = compose(80, np.random.default_rng(0))
    assert sum(len(batch.widths) for batch in batches) == 80 and len(batches) == 5
    for batch in batches:
        assert set(batch.widths.tolist()) == {batch.images.shape[3]}
        assert batch.target_lengths.sum() == len(batch.targets)


def test_all_strings_are_of_training_scans(monkeypatch):
    asked = []

    def noted(n, split, rng, **options):
        asked.append((n, split))
        return digit_strings(n, split, rng, **options)

    monkeypatch.setattr(digits, "digit_strings", noted)
    compose(40, np.random.default_rng(0))
    assert asked == [(40, "train")]


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


def test_without_fresh_strings_every_epoch_of_a_length_is_the_same_in_another_order(monkeypatch):
    epochs = noted_epochs(monkeypatch, fresh=False)
    assert all(numbers(epoch) == numbers(epochs[0]) for epoch in epochs[:3])
    assert numbers(epochs[3]) == numbers(epochs[4]) != numbers(epochs[0])


def test_without_a_curriculum_the_first_strings_are_long(monkeypatch):
    epochs = noted_epochs(monkeypatch, curriculum=False)
    assert min(int(batch.target_lengths.min()) for batch in epochs[0]) >= 3


@pytest.mark.parametrize("arm", list(ARMS)[1:-1])
def test_each_arm_differs_from_the_reader_in_one_thing(arm):
    assert len(ARMS[arm]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("arm", ARMS)
def test_every_arm_can_be_trained(arm):
    model, history = train_reader(seed=0, epochs=1, strings=32, **ARMS[arm])
    assert len(history.loss) == 2
    assert not model.training
    assert error_rate(model, digit_strings(10, "test", np.random.default_rng(0))) > 0.5


@pytest.mark.parametrize(
    ("read", "target", "expected"),
    [
        ([1, 2, 3], [1, 2, 3], [0, 0, 0]),
        ([1, 9, 3], [1, 2, 3], [0, 1, 0]),
        ([1, 3], [1, 2, 3], [0, 1, 0]),
        ([], [4, 5], [1, 1]),
        ([1, 7, 2], [1, 2], [0, 1]),
        ([1, 2, 7], [1, 2], [0, 1]),
        ([7, 1, 2], [1, 2], [1, 0]),
    ],
)
def test_each_edit_falls_on_a_digit(read, target, expected):
    assert mistakes(read, target).tolist() == expected


class SaysOnes:
    """A reader that reads nothing but the digit 0, once in each string."""

    def predict(self, batch):
        return [np.array([1])] * len(batch.widths)


def test_mistakes_are_counted_scan_by_scan():
    wrong, there = by_scan(SaysOnes(), parts=5)
    assert np.array_equal(there, times_there()) and there.min() > 5
    assert 0.8 < wrong.sum() / there.sum() < 1 and (wrong <= 2 * there).all()


def test_all_edits_are_counted():
    rng = np.random.default_rng(0)
    for _ in range(50):
        read, target = (rng.integers(1, 4, rng.integers(low, 7)) for low in (0, 1))
        assert mistakes(read, target).sum() == edit_distance(read.tolist(), target.tolist())


def test_the_ink_lies_where_the_picture_is_dark():
    strings = digit_strings(5, "test", np.random.default_rng(0), spacing=(4, 4), slant=(0, 0), noise=0)
    for b, width in enumerate(strings.widths):
        begins, ends = _ink_columns(strings, b, 4)
        assert begins[0] == 0 and ends[-1] == width
        dark = strings.images[b, 0].max(axis=0) > 0
        inside = np.zeros(len(dark), bool)
        for begin, end in zip(begins, ends, strict=True):
            inside[begin:end] = True
        assert not dark[~inside].any()


def test_the_reader_that_ships_reads_what_is_drawn():
    model = trained_reader()
    picture, said, text = read_drawing(model, as_drawing(EXAMPLE))
    assert text == "567" and picture.shape == (16, 2 * 24 + 8) and said.shape == (11, 28)
    assert error_rate(model, digit_strings(100, "test", np.random.default_rng(1))) < 0.08
