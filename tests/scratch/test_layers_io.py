"""Embedding and Linear equal torch's, stand finite differences, and take nothing of another dtype."""

import numpy as np
import pytest
import torch

from rnncourse.scratch import Embedding, Linear, check_gradient

DTYPES = [np.float32, np.float64]


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize(("T", "B", "V", "D"), [(1, 1, 1, 1), (5, 4, 6, 3), (1, 7, 9, 2), (6, 1, 2, 5)])
def test_embedding_equals_torch(T, B, V, D, rng):
    layer, ids = Embedding(V, D, rng=rng, dtype=np.float64), rng.integers(0, V, (T, B))
    dy = rng.standard_normal((T, B, D))
    E = torch.tensor(layer.params["E"], requires_grad=True)
    y = torch.nn.functional.embedding(torch.tensor(ids), E)
    (y * torch.tensor(dy)).sum().backward()
    got, cache = layer.forward(ids)
    np.testing.assert_array_equal(got, y.detach().numpy())
    grads = layer.backward(cache, dy)
    assert grads.keys() == layer.params.keys()
    np.testing.assert_allclose(grads["E"], E.grad.numpy(), atol=1e-12)


@pytest.mark.parametrize(("T", "B", "H", "K"), [(1, 1, 1, 1), (5, 2, 4, 3), (1, 7, 3, 6)])
def test_linear_equals_torch(T, B, H, K, rng):
    layer, h = Linear(H, K, rng=rng, dtype=np.float64), rng.standard_normal((T, B, H))
    dy, h_t = rng.standard_normal((T, B, K)), torch.tensor(h, requires_grad=True)
    W, b = (torch.tensor(layer.params[name], requires_grad=True) for name in ("W_hy", "b_y"))
    y = torch.nn.functional.linear(h_t, W, b)
    (y * torch.tensor(dy)).sum().backward()
    got, cache = layer.forward(h)
    dh, grads = layer.backward(cache, dy)
    pairs = [(got, y.detach()), (dh, h_t.grad), (grads["W_hy"], W.grad), (grads["b_y"], b.grad)]
    for ours, theirs in pairs:
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=1e-12)


def test_linear_stands_finite_differences(rng):
    layer, h = Linear(4, 3, rng=rng, dtype=np.float64), rng.standard_normal((5, 2, 4))
    d = rng.standard_normal((5, 2, 3))
    _, cache = layer.forward(h)
    dh, grads = layer.backward(cache, d)
    errors = check_gradient(
        lambda: float((layer.forward(h)[0] * d).sum()), {**layer.params, "h": h}, {**grads, "h": dh}
    )
    assert max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize("dtype", DTYPES)
def test_the_dtype_stays(dtype, rng):
    embedding, linear = Embedding(5, 3, rng=rng, dtype=dtype), Linear(3, 2, rng=rng, dtype=dtype)
    x, read = embedding.forward([[1, 2], [0, 4]])
    scores, kept = linear.forward(x)
    dx, grads = linear.backward(kept, scores)
    arrays = [x, scores, dx, *grads.values(), *embedding.backward(read, dx).values()]
    arrays += [*embedding.params.values(), *linear.params.values()]
    assert {a.dtype for a in arrays} == {np.dtype(dtype)}


@pytest.mark.parametrize("dtype", [np.int32, np.float16, None, "text", torch.float32, bool])
def test_weights_that_are_no_floats_are_refused(dtype, rng):
    """Integers would round every first weight of a Linear to 0."""
    for make in (Linear, Embedding):
        with pytest.raises(ValueError, match="dtype: expected float32 or float64, got .*; pass np.float32"):
            make(4, 3, rng=rng, dtype=dtype)


def test_the_first_weights_are_torchs(rng):
    linear, embedding = Linear(25, 400, rng=rng), Embedding(200, 50, rng=rng, dtype=np.float64)
    for weights in linear.params.values():
        assert 0.9 < np.abs(weights).max() * 25**0.5 <= 1
        assert weights.min() < 0 < weights.max()
    E = embedding.params["E"]
    assert abs(E.mean()) < 0.03 and abs(E.std() - 1) < 0.03


def test_nothing_hides_on_the_layers_and_the_arguments_stay_as_they_were(rng):
    layer, h, dy = (
        Linear(4, 3, rng=rng, dtype=np.float64),
        rng.standard_normal((5, 2, 4)),
        rng.standard_normal((5, 2, 3)),
    )
    embedding, ids, de = (
        Embedding(6, 3, rng=rng, dtype=np.float64),
        rng.integers(0, 6, (5, 2)),
        rng.standard_normal((5, 2, 3)),
    )
    given = [h, dy, ids, de]
    before = [a.copy() for a in given]
    y, cache = layer.forward(h)
    x, read = embedding.forward(ids)
    want = layer.backward(cache, dy)[0], embedding.backward(read, de)["E"]
    y *= 0
    x *= 0
    layer.forward(2 * h)
    np.testing.assert_array_equal(layer.backward(cache, dy)[0], want[0])
    np.testing.assert_array_equal(embedding.backward(read, de)["E"], want[1])
    for a, b in zip(given, before, strict=True):
        np.testing.assert_array_equal(a, b)


def bad_calls():
    rng = np.random.default_rng(0)
    linear, embedding = Linear(5, 2, rng=rng), Embedding(5, 2, rng=rng)
    h, d = np.zeros((2, 3, 5), np.float32), np.zeros((2, 3, 2), np.float32)
    nan, dnan = h.copy(), d.copy()
    nan[1, 2, 0], dnan[0, 1, 1] = np.nan, np.inf
    ids = np.zeros((2, 3), int)
    yield "id too large", lambda: embedding.forward(np.array([[5]])), "x: expected ids below 5, .* got 5"
    yield "negative id", lambda: embedding.forward(np.array([[-1]])), "x: expected ids from 0 up, got -1"
    yield "no ids", lambda: embedding.forward(np.array([[0.5]])), "x: expected integers"
    yield "one sequence", lambda: embedding.forward([1, 2]), r"x: expected a batch of ids, shape \(T, B\)"
    yield "dy of others", lambda: embedding.backward(ids, h), r"dy: expected \(2, 3, 2\), got \(2, 3, 5\)"
    yield (
        "NaN in dy",
        lambda: embedding.backward(ids, dnan),
        r"dy: expected finite numbers, got inf at index \(0, 1, 1\)",
    )
    yield "dtype of dy", lambda: embedding.backward(ids, d.astype(float)), "dy: expected .*float32, got dtype float64"
    yield "features", lambda: linear.forward(np.zeros((2, 3, 4))), r"h: expected \(T, B, 5\)"
    yield "upcast", lambda: linear.forward(h.astype(float)), "h: expected .*float32, got dtype float64; convert"
    yield "integers", lambda: linear.forward(h.astype(int)), "h: expected .*float32, got dtype int64"
    yield "a list", lambda: linear.forward(h.tolist()), "h: expected a NumPy array of dtype float32, got list"
    yield "NaN", lambda: linear.forward(nan), r"h: expected finite numbers, got nan at index \(1, 2, 0\)"
    yield "dscores of others", lambda: linear.backward(h, h), r"dscores: expected \(2, 3, 2\), got \(2, 3, 5\)"
    yield "NaN in dscores", lambda: linear.backward(h, dnan), r"dscores: expected finite .* index \(0, 1, 1\)"
    yield "dtype of dscores", lambda: linear.backward(h, d.astype(float)), "dscores: .*float32, got dtype float64"
    yield "sizes", lambda: Linear(0, 2, rng=rng), "input_size: expected a whole number > 0, got 0"
    yield "size 2.5", lambda: Linear(2, 2.5, rng=rng), "output_size: expected a whole number > 0, got 2.5"
    yield "no symbols", lambda: Embedding(0, 2, rng=rng), "vocab_size: expected a whole number > 0, got 0"
    yield "no features", lambda: Embedding(2, -1, rng=rng), "size: expected a whole number > 0, got -1"
    yield "a seed", lambda: Linear(2, 2, rng=0), "rng: expected a np.random.Generator, got 0; pass np.random.default"
    yield "a seed for E", lambda: Embedding(2, 2, rng=0), "rng: expected a np.random.Generator, got 0"


@pytest.mark.parametrize(("call", "message"), [pytest.param(c, m, id=name) for name, c, m in bad_calls()])
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
