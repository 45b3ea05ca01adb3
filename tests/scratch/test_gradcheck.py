"""Finite differences find a wrong gradient, whatever is wrong with it, and leave the weights as they were."""

import numpy as np
import pytest

from rnncourse.scratch import check_gradient, numerical_gradient, relative_error


def test_numerical_gradient_of_a_known_function():
    a = np.array([[1.0, -2.0], [0.5, 3.0]])
    before = a.copy()
    np.testing.assert_allclose(numerical_gradient(lambda: float((a**3).sum()), a), 3 * a**2, atol=1e-8)
    np.testing.assert_array_equal(a, before)


@pytest.mark.parametrize("epsilon", [1e-2, 1e-3])
def test_the_error_is_of_the_order_of_epsilon_squared(epsilon):
    a = np.array([1.0])
    error = numerical_gradient(lambda: float(a[0] ** 3), a, epsilon=epsilon)[0] - 3
    assert error == pytest.approx(epsilon**2, rel=1e-4)


def test_check_gradient_finds_a_wrong_sign():
    a = {"a": np.array([1.0, -2.0])}
    loss = lambda: float((a["a"] ** 2).sum())  # noqa: E731
    assert check_gradient(loss, a, {"a": 2 * a["a"]})["a"] < 1e-8
    assert check_gradient(loss, a, {"a": -2 * a["a"]})["a"] > 1


def test_check_gradient_finds_one_wrong_number_among_many():
    a = {"W": np.random.default_rng(0).standard_normal((4, 5)), "b": np.ones(3)}
    grads = {"W": 2 * a["W"], "b": 3 * a["b"] ** 2}
    loss = lambda: float((a["W"] ** 2).sum() + (a["b"] ** 3).sum())  # noqa: E731
    assert max(check_gradient(loss, a, grads).values()) < 1e-8
    grads["W"][3, 1] += 0.01
    errors = check_gradient(loss, a, grads)
    assert errors["W"] > 1e-3 and errors["b"] < 1e-8


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"W": np.full(3, np.nan)}, r"grads\['W'\]: expected finite numbers, got nan at index \(0,\)"),
        ({"W": np.array([2.0, np.inf, 2])}, r"grads\['W'\]: expected finite numbers, got inf at index \(1,\)"),
        ({"W": np.array([2.0])}, r"grads\['W'\]: expected \(3,\), got \(1,\)"),
        ({"W": np.full((3, 1), 2.0)}, r"grads\['W'\]: expected \(3,\), got \(3, 1\)"),
        ({"W": 2.0}, r"grads\['W'\]: expected \(3,\), got \(\)"),
        ({"W": np.full(3, 2.0), "b": np.ones(1)}, "grads: expected gradients of .'W'., got one of 'b'"),
        ({}, "grads: expected a gradient of each parameter, got none of 'W'"),
    ],
    ids=["NaN", "infinity", "one number for three", "a column", "a number", "a stranger", "one forgotten"],
)
def test_a_gradient_that_cannot_be_right_is_refused(wrong, message):
    params = {"W": np.ones(3)}
    with pytest.raises(ValueError, match=message):
        check_gradient(lambda: float((params["W"] ** 2).sum()), params, wrong)


def test_an_interrupted_check_leaves_the_weights_as_they_were():
    a, calls = np.array([1.0, 2.0]), []

    def loss():
        calls.append(a.copy())
        if len(calls) == 3:
            raise KeyboardInterrupt
        return float(a.sum())

    with pytest.raises(KeyboardInterrupt):
        numerical_gradient(loss, a)
    assert calls[-1][1] != 2, "it was interrupted in the middle"
    assert a.tolist() == [1, 2]


def test_relative_error_is_the_largest_difference_over_the_largest_number():
    assert relative_error(np.zeros(3), np.zeros(3)) == 0
    assert relative_error(np.ones(3), np.zeros(3)) == 1
    assert relative_error(np.array([4.0, 1]), np.array([4.0, 3])) == 0.5
    assert relative_error(np.array([-4.0, 1]), np.array([-4.0, 3])) == 0.5
    assert relative_error(np.array([1, 2], np.uint8), np.array([2, 1], np.uint8)) == 0.5
    assert relative_error(2.0, 1.0) == relative_error(0.1, 0.2) == relative_error(-1e-9, -2e-9) == 0.5
    assert relative_error(np.zeros(0), np.zeros(0)) == 0
    assert relative_error(np.array([3e38], "f"), np.array([-3e38], "f")) == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: numerical_gradient(lambda: 0.0, np.ones(2, np.float32)), "expected a float64"),
        (lambda: numerical_gradient(lambda: 0.0, [1.0, 2.0]), "array: expected a float64 NumPy array, got list"),
        (lambda: numerical_gradient(lambda: 0.0, np.ones(2), epsilon=0), "epsilon: expected a number from 1e-12 to 1"),
        (lambda: numerical_gradient(lambda: np.nan, np.ones(2)), "loss: expected a finite number, got nan"),
        (lambda: numerical_gradient(lambda: np.ones(2), np.ones(2)), r"loss: expected a finite number, got .*array"),
        (lambda: numerical_gradient(lambda: None, np.ones(2)), "loss: expected a finite number, got None"),
        (lambda: check_gradient(lambda: 0.0, {}, {"W": np.ones(2)}), "grads: expected gradients of .., got one of 'W'"),
        (lambda: relative_error(np.ones(3), np.ones((3, 1))), r"b: expected \(3,\), got \(3, 1\)"),
        (lambda: relative_error(np.ones(2), np.array([1.0, np.nan])), r"b: expected finite numbers, got nan"),
        (lambda: relative_error(np.array([np.inf]), np.array([np.inf])), "a: expected finite numbers, got inf"),
        (lambda: relative_error([[1.0], [1.0, 2.0]], 1.0), "a: expected an array, got list"),
        (lambda: relative_error("text", 1.0), "a: expected numbers, got "),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
