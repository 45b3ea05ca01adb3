"""Self-attention equals PyTorch's, forward and backward; a causal one does not look ahead."""

import numpy as np
import pytest
import torch

from rnncourse.scratch import SelfAttention, check_gradient, positions


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize(("T", "B", "size", "heads"), [(1, 1, 1, 1), (5, 2, 6, 3), (7, 3, 8, 1), (4, 1, 4, 4)])
def test_it_equals_torch(T, B, size, heads, causal):
    rng = np.random.default_rng(0)
    layer = SelfAttention(size, heads, causal=causal, rng=rng, dtype=np.float64)
    theirs = torch.nn.MultiheadAttention(size, heads, bias=False, dtype=torch.float64)
    with torch.no_grad():
        theirs.in_proj_weight.copy_(torch.tensor(np.concatenate([layer.params[n] for n in ("W_q", "W_k", "W_v")])))
        theirs.out_proj.weight.copy_(torch.tensor(layer.params["W_o"]))
    x, dy = rng.standard_normal((2, T, B, size))
    x_torch = torch.tensor(x, requires_grad=True)
    mask = torch.ones(T, T, dtype=torch.bool).triu(1) if causal else None
    y_torch, weights_torch = theirs(x_torch, x_torch, x_torch, attn_mask=mask, average_attn_weights=False)
    y_torch.backward(torch.tensor(dy))
    y, weights, cache = layer.forward(x)
    dx, grads = layer.backward(cache, dy)
    pairs = [(y, y_torch), (weights, weights_torch), (dx, x_torch.grad), (grads["W_o"], theirs.out_proj.weight.grad)]
    pairs.append((np.concatenate([grads[n] for n in ("W_q", "W_k", "W_v")]), theirs.in_proj_weight.grad))
    for ours, other in pairs:
        assert np.allclose(ours, other.detach().numpy(), atol=1e-10)


def test_gradients_equal_finite_differences():
    rng = np.random.default_rng(1)
    layer = SelfAttention(4, 2, rng=rng, dtype=np.float64)
    x, dy = rng.standard_normal((2, 5, 2, 4))
    dx, grads = layer.backward(layer.forward(x)[2], dy)
    errors = check_gradient(lambda: float((layer.forward(x)[0] * dy).sum()), layer.params | {"x": x}, grads | {"x": dx})
    assert max(errors.values()) < 1e-6


@pytest.mark.parametrize("causal", [True, False])
def test_only_a_causal_one_is_blind_to_what_comes(causal):
    rng = np.random.default_rng(2)
    layer = SelfAttention(4, 2, causal=causal, rng=rng, dtype=np.float64)
    x = rng.standard_normal((6, 1, 4))
    changed = x.copy()
    changed[4:] += 1
    same = np.allclose(layer.forward(x)[0][:4], layer.forward(changed)[0][:4])
    assert same == causal


def test_what_is_handed_out_is_no_view_of_the_cache():
    layer = SelfAttention(2, 1, rng=np.random.default_rng(0))
    _, weights, cache = layer.forward(np.ones((3, 1, 2), np.float32))
    weights[:] = 0
    assert cache.weights.sum() == 3


def test_positions_differ_and_begin_with_zero_and_one():
    places = positions(50, 6)
    assert places.shape == (50, 6) and np.array_equal(places[0], [0, 1] * 3)
    assert len(np.unique(places.round(6), axis=0)) == 50
    assert np.allclose(places[1, 2:4], [np.sin(10_000 ** (-1 / 3)), np.cos(10_000 ** (-1 / 3))])


@pytest.mark.parametrize(
    ("call", "name"),
    [
        (lambda: SelfAttention(5, 2, rng=np.random.default_rng(0)), "size"),
        (lambda: SelfAttention(4, 0, rng=np.random.default_rng(0)), "heads"),
        (lambda: positions(3, 3), "size"),
        (lambda: SelfAttention(4, 2, rng=np.random.default_rng(0)).forward(np.zeros((3, 1, 4))), "x"),
    ],
)
def test_what_cannot_be_is_named(call, name):
    with pytest.raises(ValueError, match=f"^{name}: expected"):
        call()
