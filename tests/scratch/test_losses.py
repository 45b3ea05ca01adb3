"""The losses equal torch's, and what does not count is not read."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnncourse.scratch import (
    IGNORE,
    numerical_gradient,
    relative_error,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    squared_error,
)

SHAPES = [(1, 1, 1), (4, 3, 5), (1, 7, 2), (5, 1, 3)]
of_numbers = pytest.mark.parametrize("loss", [sigmoid_cross_entropy, squared_error])
every = pytest.mark.parametrize("loss", [softmax_cross_entropy, sigmoid_cross_entropy, squared_error])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def make(loss, T=4, B=3, K=5, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    scores = (2 * rng.standard_normal((T, B, K))).astype(dtype)
    if loss is softmax_cross_entropy:
        return scores, rng.integers(0, K, (T, B))
    return scores, rng.random((T, B, K)).astype(dtype)


def by_torch(loss, scores, targets):
    """The loss over the targets that count, and its gradient, by torch's own."""
    s = torch.tensor(scores, requires_grad=True)
    if loss is softmax_cross_entropy:
        want = torch.nn.functional.cross_entropy(s.reshape(-1, scores.shape[2]), torch.tensor(targets).reshape(-1))
    else:
        functional = torch.nn.functional
        theirs = functional.mse_loss if loss is squared_error else functional.binary_cross_entropy_with_logits
        counted = ~torch.isnan(torch.tensor(targets))
        want = theirs(s[counted], torch.tensor(targets)[counted])
    want.backward()
    return want.item(), s.grad.numpy()


def agree(got, want):
    assert got[0] == pytest.approx(want[0], abs=1e-12)
    np.testing.assert_allclose(got[1], want[1], rtol=0, atol=1e-12)


@every
@pytest.mark.parametrize(("T", "B", "K"), SHAPES)
def test_loss_equals_torch(loss, T, B, K):
    scores, targets = make(loss, T, B, K)
    got = loss(scores, targets)
    assert type(got[0]) is float and got[1].shape == scores.shape
    agree(got, by_torch(loss, scores, targets))


@every
def test_targets_that_say_so_count_for_nothing(loss):
    scores, targets = make(loss)
    targets[1:3, 0] = IGNORE if loss is softmax_cross_entropy else np.nan
    got = loss(scores, targets)
    agree(got, by_torch(loss, scores, targets))
    assert not got[1][1:3, 0].any()


@of_numbers
def test_single_numbers_of_a_step_can_count_for_nothing(loss):
    scores, targets = make(loss)
    targets[1, 2, 3] = targets[0, 0, :2] = np.nan
    agree(loss(scores, targets), by_torch(loss, scores, targets))


@every
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_steps_at_and_after_a_length_count_for_nothing(loss, data):
    T, B = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 4))
    lengths = data.draw(st.lists(st.integers(0, T), min_size=B, max_size=B).filter(any))
    scores, targets = make(loss, T, B, seed=data.draw(st.integers(0, 99)))
    classes = loss is softmax_cross_entropy
    over = np.arange(T)[:, None] >= np.array(lengths)
    said = targets.copy()
    said[over] = IGNORE if classes else np.nan
    want = by_torch(loss, scores, said)
    agree(loss(scores, targets, lengths), want)
    agree(loss(scores, said, lengths), want)  # IGNORE and a length together
    # Whatever stands there.
    scores[over] = data.draw(st.sampled_from([np.nan, np.inf, 1e300]))
    targets[over] = data.draw(st.sampled_from([-7, 99, IGNORE] if classes else [np.nan, np.inf, -3.0]))
    got = loss(scores, targets, lengths)
    agree(got, want)
    assert not got[1][over].any()


@every
def test_lengths_of_the_whole_change_nothing(loss):
    scores, targets = make(loss)
    want = loss(scores, targets)
    for lengths in ([4, 4, 4], np.array([4, 4, 4], np.int32)):
        got = loss(scores, targets, lengths)
        assert got[0] == want[0]
        np.testing.assert_array_equal(got[1], want[1])


@every
@pytest.mark.parametrize("lengths", [None, [4, 0, 2]])
def test_the_gradient_stands_finite_differences(loss, lengths):
    scores, targets = make(loss)
    _, dscores = loss(scores, targets, lengths)
    assert relative_error(dscores, numerical_gradient(lambda: loss(scores, targets, lengths)[0], scores)) < 1e-6


def test_the_losses_by_hand():
    half = np.zeros((1, 2, 2))
    loss, d = softmax_cross_entropy(half, np.array([[0, 1]]))
    assert loss == pytest.approx(np.log(2)) and d.tolist() == [[[-0.25, 0.25], [0.25, -0.25]]]
    loss, d = sigmoid_cross_entropy(half, np.array([[[0.0, 1], [1, 0.5]]]))
    assert loss == pytest.approx(np.log(2)) and d.tolist() == [[[0.125, -0.125], [-0.125, 0]]]
    loss, d = squared_error(half, np.array([[[1.0, 2], [3, np.nan]]]))
    assert loss == pytest.approx(14 / 3)
    np.testing.assert_allclose(d, -2 / 3 * np.array([[[1, 2], [3, 0]]]))


def test_scores_of_a_thousand_overflow_nothing():
    scores = np.array([[[1000.0, -1000.0, 0.0]]])
    loss, dscores = softmax_cross_entropy(scores, np.array([[1]]))
    assert loss == 2000.0 and np.isfinite(dscores).all()
    assert sigmoid_cross_entropy(scores, np.ones_like(scores))[0] == pytest.approx((1000 + np.log(2)) / 3)


@every
def test_the_arguments_and_the_dtype_stay_as_they_were(loss):
    scores, targets = make(loss, dtype=np.float32)
    kept = scores.copy(), targets.copy()
    for lengths in (None, [4, 1, 2]):
        value, dscores = loss(scores, targets, lengths)
        assert type(value) is float and dscores.dtype == np.float32
    np.testing.assert_array_equal(scores, kept[0])
    np.testing.assert_array_equal(targets, kept[1])


def test_targets_of_classes_may_be_a_list():
    scores, targets = make(softmax_cross_entropy)
    agree(softmax_cross_entropy(scores, targets.tolist()), softmax_cross_entropy(scores, targets))


def bad_calls():
    scores, ids, numbers = np.zeros((2, 3, 4)), np.zeros((2, 3), int), np.zeros((2, 3, 4))
    nan, odd = scores.copy(), numbers.copy()
    nan[1, 2, 0], odd[0, 1, 1] = np.nan, np.inf
    classes, yes_no, square = softmax_cross_entropy, sigmoid_cross_entropy, squared_error
    yield "class 4", classes, (scores, np.full((2, 3), 4)), "targets: expected ids below 4, .* got 4"
    yield "class -1", classes, (scores, ids - 1), "targets: expected ids from 0 up, got -1"
    yield "none counts", classes, (scores, np.full((2, 3), IGNORE)), "targets: expected at least one .* got IGNORE"
    yield "none is long", classes, (scores, ids, [0, 0, 0]), "targets: expected at least one .* step past an end"
    yield "turned", classes, (scores, ids.T), r"targets: expected \(2, 3\), got \(3, 2\)"
    yield "fractions", classes, (scores, ids.astype(float)), "targets: expected integers"
    yield "no numbers", square, (scores, numbers * np.nan), "targets: expected at least one target to count, got NaN"
    yield "one for all", square, (scores, numbers[:, :, 0]), r"targets: expected \(2, 3, 4\), got \(2, 3\)"
    yield "infinity", square, (scores, odd), r"targets: expected finite numbers, got inf at index \(0, 1, 1\)"
    yield "no lower", yes_no, (scores, numbers - 1), r"targets: expected numbers from 0 \(no\) to 1 \(yes\), got -1"
    yield "seven", yes_no, (scores, numbers + 7), r"targets: expected numbers from 0 \(no\) to 1 \(yes\), got 7"
    for loss, targets in [(classes, ids), (yes_no, numbers), (square, numbers)]:
        name = loss.__name__
        yield f"{name} NaN", loss, (nan, targets), r"scores: expected finite numbers, got nan at index \(1, 2, 0\)"
        yield f"{name} list", loss, (scores.tolist(), targets), "scores: expected a NumPy array .* got list"
        yield f"{name} integers", loss, (ids[:, :, None], targets), "scores: expected .*got dtype int64"
        yield f"{name} flat", loss, (scores[0], targets), r"scores: expected \(T, B, K\), got \(3, 4\)"
        yield f"{name} too long", loss, (scores, targets, [2, 3, 1]), "lengths: expected 0 to T = 2 .* got 3"
        yield f"{name} of others", loss, (scores, targets, [2, 2]), r"lengths: expected \(3,\), got \(2,\)"
    for loss in (yes_no, square):
        name = loss.__name__
        yield f"{name} upcast", loss, (scores.astype("f"), numbers), "targets: expected .*float32, got dtype float64"
        yield f"{name} ids", loss, (scores, numbers.astype(int)), "targets: expected .*float64, got dtype int64"
        yield f"{name} a list", loss, (scores, numbers.tolist()), "targets: expected a NumPy array .* got list"


@pytest.mark.parametrize(("loss", "call", "message"), [pytest.param(*c, id=name) for name, *c in bad_calls()])
def test_bad_input_is_refused(loss, call, message):
    with pytest.raises(ValueError, match=message):
        loss(*call)
