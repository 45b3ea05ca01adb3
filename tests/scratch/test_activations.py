"""Activations equal torch's, their slopes are their derivatives, and no exponential overflows."""

import numpy as np
import pytest
import torch

from rnncourse.scratch import log_softmax, numerical_gradient, sigmoid, softmax
from rnncourse.scratch.activations import ACTIVATIONS


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_equals_torch_and_its_slope_is_its_derivative(name):
    function, slope = ACTIVATIONS[name]
    a = np.random.default_rng(0).standard_normal((3, 4))
    y = function(a)
    np.testing.assert_allclose(y, getattr(torch, name)(torch.tensor(a)).numpy(), atol=1e-15)
    np.testing.assert_allclose(slope(y), numerical_gradient(lambda: float(function(a).sum()), a), atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_an_activation_keeps_the_dtype_and_writes_where_it_is_told(name):
    function, slope = ACTIVATIONS[name]
    a = np.array([-1.5, 0, 2], np.float32)
    want = function(a)
    assert want.dtype == slope(want).dtype == np.float32
    assert function(a, out=a) is a
    np.testing.assert_array_equal(a, want)


def test_the_slope_of_relu_is_zero_where_nothing_comes_out():
    assert ACTIVATIONS["relu"].slope(np.array([0.0, 2.0])).tolist() == [0, 1]


def test_sigmoid_equals_torch_and_takes_what_tanh_takes():
    a = np.random.default_rng(0).standard_normal((3, 4))
    np.testing.assert_allclose(sigmoid(a), torch.sigmoid(torch.tensor(a)).numpy(), atol=1e-15)
    assert sigmoid(a.astype("f")).dtype == np.float32
    assert sigmoid(0) == 0.5
    np.testing.assert_allclose(sigmoid([0, np.log(3)]), [0.5, 0.75])
    np.testing.assert_array_equal(sigmoid(np.array([-1e4, 0, 1e4])), [0, 0.5, 1])


@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 3, 5), (4, 1), (0, 3)])
def test_softmax_equals_torch(shape):
    scores = 3 * np.random.default_rng(0).standard_normal(shape)
    before = scores.copy()
    np.testing.assert_allclose(log_softmax(scores), torch.tensor(scores).log_softmax(-1).numpy(), atol=1e-12)
    np.testing.assert_allclose(softmax(scores), torch.tensor(scores).softmax(-1).numpy(), atol=1e-12)
    np.testing.assert_array_equal(scores, before)
    assert softmax(scores.astype("f")).dtype == log_softmax(scores.astype("f")).dtype == np.float32


def test_scores_of_a_thousand_overflow_nothing():
    scores = np.array([[[1000.0, -1000.0, 0.0]]])
    np.testing.assert_array_equal(log_softmax(scores), [[[0, -2000, -1000]]])
    np.testing.assert_array_equal(softmax(scores), [[[1, 0, 0]]])


def test_a_score_of_minus_infinity_forbids_a_class():
    scores = np.array([1.0, -np.inf, 1.0])
    np.testing.assert_allclose(softmax(scores), [0.5, 0, 0.5])
    np.testing.assert_allclose(log_softmax(scores), [-np.log(2), -np.inf, -np.log(2)])


@pytest.mark.parametrize("function", [softmax, log_softmax])
@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ([1.0, 2.0], "scores: expected a NumPy array of dtype float32 or float64, got list; convert it"),
        (np.array([1, 2]), "scores: expected .*got dtype int64"),
        (np.array([1, 2], np.float16), "scores: expected .*got dtype float16"),
        (torch.zeros(2), "scores: expected a NumPy array .* got Tensor"),
        (np.array(1.0), r"scores: expected \(…, K\), a row of at least one score, got shape \(\)"),
        (np.zeros((3, 0)), r"scores: expected \(…, K\), .*got shape \(3, 0\)"),
        (np.array([[1.0, 2], [np.nan, 0]]), "scores: expected finite numbers, .* did the training diverge"),
        (np.array([1.0, np.inf]), "scores: expected finite numbers"),
        (np.array([[0.0, 1], [-np.inf, -np.inf]]), "scores: expected finite numbers, .*a row of -inf"),
    ],
)
def test_bad_scores_are_refused(function, scores, message):
    with pytest.raises(ValueError, match=message):
        function(scores)
