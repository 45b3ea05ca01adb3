"""Optimisers take torch's steps; clipping keeps the direction."""

import numpy as np
import pytest
import torch

from rnncourse.scratch import SGD, Adam, clip_norm, gradient_norm


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (lambda: SGD(0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
        (lambda: SGD(0.1, momentum=0.9), lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
        (lambda: Adam(0.05, betas=(0.8, 0.99)), lambda p: torch.optim.Adam(p, lr=0.05, betas=(0.8, 0.99))),
        (lambda: Adam(), lambda p: torch.optim.Adam(p)),
        (lambda: Adam(0.05, epsilon=0.5), lambda p: torch.optim.Adam(p, lr=0.05, eps=0.5)),
    ],
    ids=["SGD", "momentum", "Adam", "Adam as it comes", "Adam with an epsilon that counts"],
)
def test_ten_steps_equal_torch(ours, theirs):
    rng = np.random.default_rng(0)
    params = {"W": rng.standard_normal((3, 4)), "b": rng.standard_normal(3)}
    tensors = {name: torch.tensor(a.copy(), requires_grad=True) for name, a in params.items()}
    optimizer, reference = ours(), theirs(tensors.values())
    arrays = dict(params)
    for _ in range(10):
        grads = {name: rng.standard_normal(a.shape) for name, a in params.items()}
        for name, tensor in tensors.items():
            tensor.grad = torch.tensor(grads[name])
        optimizer.step(params, grads)
        reference.step()
    for name in params:
        assert params[name] is arrays[name], "a step changes the arrays in place"
        np.testing.assert_allclose(params[name], tensors[name].detach().numpy(), atol=1e-12)


def test_clipping_equals_torch_and_keeps_the_direction():
    rng = np.random.default_rng(0)
    grads = {"W": rng.standard_normal((3, 4)), "b": rng.standard_normal(3)}
    tensors = [torch.zeros(g.shape, dtype=torch.float64, requires_grad=True) for g in grads.values()]
    for tensor, g in zip(tensors, grads.values(), strict=True):
        tensor.grad = torch.tensor(g)
    want = torch.nn.utils.clip_grad_norm_(tensors, 0.5).item()
    before = {name: g.copy() for name, g in grads.items()}
    norm = clip_norm(grads, 0.5)
    assert norm == pytest.approx(want, abs=1e-12)
    assert gradient_norm(grads) == pytest.approx(0.5, abs=1e-12)
    for name in grads:
        np.testing.assert_allclose(grads[name], before[name] * 0.5 / norm, atol=1e-12)


def test_a_short_gradient_is_left_alone():
    grads = {"W": np.array([0.3, 0.4])}
    assert clip_norm(grads, 1.0) == pytest.approx(0.5)
    np.testing.assert_array_equal(grads["W"], [0.3, 0.4])


def test_clipping_leaves_out_nothing_and_takes_zeros_for_zeros():
    grads = {"a": np.array([[3.0]]), "b": np.array([[0.0, 4.0]]), "c": np.array([[[12.0]]])}
    assert gradient_norm(grads) == 13  # of all numbers as one vector, not of a matrix
    assert gradient_norm({"a": np.zeros(3)}) == gradient_norm({}) == 0
    assert clip_norm({"a": np.zeros(3)}, 1.0) == 0


@pytest.mark.parametrize(("size", "dtype"), [(1e20, "f"), (3e38, "f"), (1e-30, "f"), (1e200, "d"), (1e-200, "d")])
def test_the_norm_neither_overflows_nor_vanishes(size, dtype):
    grads = {"W": np.array([3 * size / 4, 0, size], dtype), "b": np.array([0], dtype)}
    assert gradient_norm(grads) == pytest.approx(1.25 * size, rel=1e-6)
    assert clip_norm(grads, size / 2) == pytest.approx(1.25 * size, rel=1e-6)
    np.testing.assert_allclose(grads["W"], np.array([0.3 * size, 0, 0.4 * size]), rtol=1e-6)


def snapshot(optimizer, params):
    return {k: np.copy(v) for k, v in params.items()}, {
        k: {n: a.copy() for n, a in v.items()} if isinstance(v, dict) else v for k, v in vars(optimizer).items()
    }


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (np.full(2, np.nan), r"grads\['b'\]: expected finite numbers, got nan"),
        (np.ones(2, np.float32), r"grads\['b'\]: expected a NumPy array of dtype float64, got dtype float32"),
        ([1.0, 1.0], r"grads\['b'\]: expected a NumPy array of dtype float64, got list"),
        (np.ones(3), r"grads\['b'\]: expected the parameter's shape \(2,\), got \(3,\)"),
    ],
    ids=["NaN", "dtype", "list", "shape"],
)
@pytest.mark.parametrize("make", [lambda: SGD(0.1), lambda: SGD(0.1, momentum=0.9), lambda: Adam(0.1)])
def test_a_step_that_fails_at_the_second_parameter_has_not_changed_the_first(make, bad, message):
    optimizer, params = make(), {"a": np.ones(3), "b": np.ones(2)}
    optimizer.step(params, {"a": np.ones(3), "b": np.ones(2)})
    before = snapshot(optimizer, params)
    with pytest.raises(ValueError, match=message):
        optimizer.step(params, {"a": np.ones(3), "b": bad})
    np.testing.assert_equal(snapshot(optimizer, params), before)


def test_a_step_refuses_parameters_that_cannot_be_changed_and_changes_none():
    for frozen in (np.ones(2), np.ones(2, int)):
        params = {"a": np.ones(3), "b": frozen}
        params["b"].flags.writeable = frozen.dtype != float
        optimizer = Adam(0.1)
        with pytest.raises(ValueError, match=r"params\['b'\]: expected .*got"):
            optimizer.step(params, {"a": np.ones(3), "b": np.ones(2, frozen.dtype)})
        assert params["a"].tolist() == [1, 1, 1] and optimizer.steps == 0


@pytest.mark.parametrize("make", [lambda: SGD(0.1, momentum=0.9), lambda: Adam(0.1)])
def test_an_optimizer_stays_with_its_parameters(make):
    optimizer = make()
    optimizer.step({"W": np.ones(3)}, {"W": np.ones(3)})
    other = {"W": np.ones((4, 3))}
    with pytest.raises(ValueError, match=r"params\['W'\]: .*\(3,\) .* got \(4, 3\) .*; make a new optimizer"):
        optimizer.step(other, {"W": np.ones((4, 3))})
    np.testing.assert_array_equal(other["W"], 1)


def test_a_parameter_without_a_gradient_is_left_alone():
    params = {"a": np.ones(2), "b": np.ones(2)}
    Adam(0.1).step(params, {"a": np.ones(2)})
    assert params["b"].tolist() == [1, 1] and (params["a"] < 1).all()


def test_a_step_does_not_change_the_gradients():
    for optimizer in (SGD(0.1), SGD(0.1, momentum=0.9), Adam(0.1)):
        grads = {"a": np.array([1.0, -2.0])}
        for _ in range(3):
            optimizer.step({"a": np.ones(2)}, grads)
        assert grads["a"].tolist() == [1, -2]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SGD(-0.1), "learning_rate: expected a number > 0, got -0.1"),
        (lambda: Adam(-1e-3), "learning_rate: expected a number > 0, got -0.001"),
        (lambda: Adam(float("nan")), "learning_rate: expected a number > 0, got nan"),
        (lambda: SGD(0.1, momentum=1), "momentum"),
        (lambda: Adam(betas=(0.9, 1.0)), "betas"),
        (lambda: Adam(betas=(0.9,)), "betas"),
        (lambda: Adam(betas=0.9), "betas"),
        (lambda: Adam(epsilon=0), "epsilon: expected a number from 1e-30 to 1"),
        (lambda: clip_norm({"W": np.array([np.nan])}, 1.0), "expected finite gradients"),
        (lambda: clip_norm({"W": np.array([1.0]), "b": np.array([np.inf])}, 1.0), "expected finite gradients"),
        (lambda: clip_norm({"W": np.array([1, 2])}, 1.0), r"grads\['W'\]: expected a NumPy array .* got dtype int64"),
        (lambda: clip_norm({"W": [1.0, 2.0]}, 1.0), r"grads\['W'\]: expected a NumPy array .* got list"),
        (lambda: clip_norm({"W": np.ones(2)}, 0), "max_norm: expected a number > 0"),
        (
            lambda: SGD(0.1).step({"W": np.ones(2)}, {"U": np.ones(2)}),
            "grads: expected gradients of .'W'., got one of 'U'",
        ),
        (
            lambda: Adam(0.1).step({"W": np.ones(2)}, {"W": np.ones(3)}),
            r"expected the parameter's shape \(2,\), got \(3,\)",
        ),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
