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
    ],
    ids=["SGD", "momentum", "Adam"],
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


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: SGD(-0.1), "learning_rate: expected a number > 0, got -0.1"),
        (lambda: Adam(-1e-3), "learning_rate: expected a number > 0, got -0.001"),
        (lambda: Adam(float("nan")), "learning_rate: expected a number > 0, got nan"),
        (lambda: SGD(0.1, momentum=1), "momentum"),
        (lambda: Adam(betas=(0.9, 1.0)), "betas"),
        (lambda: clip_norm({"W": np.array([np.nan])}, 1.0), "expected finite gradients"),
        (lambda: clip_norm({"W": np.ones(2)}, 0), "max_norm: expected a number > 0"),
        (
            lambda: SGD(0.1).step({"W": np.ones(2)}, {"U": np.ones(2)}),
            "no parameter is called 'U'; expected W",
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
