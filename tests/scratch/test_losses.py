"""Embedding, Linear and the losses equal torch's and stand finite differences."""

import numpy as np
import pytest
import torch

from rnncourse.scratch import (
    IGNORE,
    Embedding,
    Linear,
    check_gradient,
    log_softmax,
    sigmoid,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    squared_error,
)


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize(("T", "B", "K"), [(1, 1, 1), (4, 3, 5), (1, 7, 2)])
def test_softmax_cross_entropy_equals_torch(T, B, K, rng):
    scores, targets = rng.standard_normal((T, B, K)), rng.integers(0, K, (T, B))
    s = torch.tensor(scores, requires_grad=True)
    want = torch.nn.functional.cross_entropy(s.reshape(-1, K), torch.tensor(targets).reshape(-1))
    want.backward()
    loss, dscores = softmax_cross_entropy(scores, targets)
    assert loss == pytest.approx(want.item(), abs=1e-12)
    np.testing.assert_allclose(dscores, s.grad.numpy(), atol=1e-12)


def test_ignored_targets_count_for_nothing(rng):
    scores, targets = rng.standard_normal((4, 3, 5)), rng.integers(0, 5, (4, 3))
    targets[1:3, 0] = IGNORE
    s = torch.tensor(scores, requires_grad=True)
    want = torch.nn.functional.cross_entropy(s.reshape(-1, 5), torch.tensor(targets).reshape(-1))
    want.backward()
    loss, dscores = softmax_cross_entropy(scores, targets)
    assert loss == pytest.approx(want.item(), abs=1e-12)
    np.testing.assert_allclose(dscores, s.grad.numpy(), atol=1e-12)


def test_scores_of_a_thousand_overflow_nothing():
    scores = np.array([[[1000.0, -1000.0, 0.0]]])
    loss, dscores = softmax_cross_entropy(scores, np.array([[1]]))
    assert loss == 2000.0 and np.isfinite(dscores).all()
    np.testing.assert_array_equal(log_softmax(scores), [[[0, -2000, -1000]]])
    np.testing.assert_array_equal(sigmoid(np.array([-1e4, 0, 1e4])), [0, 0.5, 1])
    assert sigmoid_cross_entropy(scores, np.ones_like(scores))[0] == pytest.approx((1000 + np.log(2)) / 3)


def test_sigmoid_cross_entropy_equals_torch(rng):
    scores, targets = rng.standard_normal((4, 3, 2)), rng.integers(0, 2, (4, 3, 2)).astype(float)
    s = torch.tensor(scores, requires_grad=True)
    want = torch.nn.functional.binary_cross_entropy_with_logits(s, torch.tensor(targets))
    want.backward()
    loss, dscores = sigmoid_cross_entropy(scores, targets)
    assert loss == pytest.approx(want.item(), abs=1e-12)
    np.testing.assert_allclose(dscores, s.grad.numpy(), atol=1e-12)


def test_squared_error_equals_torch_and_nan_counts_for_nothing(rng):
    scores, targets = rng.standard_normal((4, 3, 2)), rng.standard_normal((4, 3, 2))
    s = torch.tensor(scores, requires_grad=True)
    want = torch.nn.functional.mse_loss(s[2:], torch.tensor(targets[2:]))
    want.backward()
    targets[:2] = np.nan
    loss, dscores = squared_error(scores, targets)
    assert loss == pytest.approx(want.item(), abs=1e-12)
    np.testing.assert_allclose(dscores, s.grad.numpy(), atol=1e-12)


def test_embedding_equals_torch(rng):
    layer, ids, dy = (
        Embedding(6, 3, rng=rng, dtype=np.float64),
        rng.integers(0, 6, (5, 4)),
        rng.standard_normal((5, 4, 3)),
    )
    E = torch.tensor(layer.params["E"], requires_grad=True)
    y = torch.nn.functional.embedding(torch.tensor(ids), E)
    (y * torch.tensor(dy)).sum().backward()
    got, cache = layer.forward(ids)
    np.testing.assert_array_equal(got, y.detach().numpy())
    np.testing.assert_allclose(layer.backward(cache, dy)["E"], E.grad.numpy(), atol=1e-12)


def test_linear_stands_finite_differences(rng):
    layer, h, d = (
        Linear(4, 3, rng=rng, dtype=np.float64),
        rng.standard_normal((5, 2, 4)),
        rng.standard_normal((5, 2, 3)),
    )
    _, cache = layer.forward(h)
    dh, grads = layer.backward(cache, d)
    errors = check_gradient(
        lambda: float((layer.forward(h)[0] * d).sum()), {**layer.params, "h": h}, {**grads, "h": dh}
    )
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: softmax_cross_entropy(np.zeros((2, 3, 4)), np.full((2, 3), 4)),
            "targets: expected ids below 4, .* got 4",
        ),
        (
            lambda: softmax_cross_entropy(np.zeros((2, 3, 4)), np.full((2, 3), IGNORE)),
            "at least one target to count",
        ),
        (
            lambda: softmax_cross_entropy(np.zeros((2, 3, 4)), np.zeros((3, 2), int)),
            r"targets: expected \(2, 3\)",
        ),
        (lambda: softmax_cross_entropy(np.zeros((2, 3, 4)), np.zeros((2, 3))), "targets: expected integers"),
        (
            lambda: squared_error(np.zeros((2, 3, 1)), np.full((2, 3, 1), np.nan)),
            "at least one target to count",
        ),
        (
            lambda: squared_error(np.zeros((2, 3, 1)), np.zeros((2, 3))),
            r"targets: expected \(2, 3, 1\), got \(2, 3\)",
        ),
        (
            lambda: Embedding(5, 2, rng=np.random.default_rng(0)).forward(np.array([[5]])),
            "x: expected ids below 5, .* got 5",
        ),
        (
            lambda: Embedding(5, 2, rng=np.random.default_rng(0)).forward(np.array([[0.5]])),
            "x: expected integers",
        ),
        (
            lambda: Linear(5, 2, rng=np.random.default_rng(0)).forward(np.zeros((2, 3, 4))),
            r"h: expected \(T, B, 5\)",
        ),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
