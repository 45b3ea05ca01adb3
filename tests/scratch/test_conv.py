"""Convolution and max pooling equal torch's, stand finite differences, and see what receptive_field says."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnncourse.scratch import Conv1d, Conv2d, MaxPool1d, MaxPool2d, check_gradient, receptive_field, relative_error

PICTURES = [  # (B, C, height, width), K, size, stride, padding
    ((1, 1, 1, 1), 1, 1, 1, 0),
    ((2, 3, 5, 7), 4, 3, 1, 1),
    ((3, 2, 8, 6), 1, (2, 3), 1, 0),
    ((2, 1, 7, 9), 5, (3, 2), (2, 3), (1, 0)),
    ((1, 4, 4, 4), 2, 4, 3, 0),
    ((2, 2, 3, 3), 3, 2, 1, 2),
]
SEQUENCES = [((1, 1, 1), 1, 1, 1, 0), ((3, 2, 9), 4, 3, 1, 1), ((2, 3, 8), 5, 4, 3, 2), ((4, 5, 6), 1, 6, 1, 0)]
CONVOLUTIONS = [(Conv2d, *case) for case in PICTURES] + [(Conv1d, *case) for case in SEQUENCES]
POOLINGS = [
    (MaxPool2d, (2, 3, 6, 8), 2, None),
    (MaxPool2d, (1, 2, 7, 5), (3, 2), None),  # the last row and column fill no window
    (MaxPool2d, (2, 1, 6, 6), 3, (1, 2)),  # windows overlap
    (MaxPool2d, (1, 1, 1, 1), 1, None),
    (MaxPool1d, (3, 2, 9), 2, None),
    (MaxPool1d, (1, 2, 8), 3, 1),
]


def make(kind, shape, K, size, stride=1, padding=0):
    rng = np.random.default_rng(0)
    layer = kind(shape[1], K, size, stride=stride, padding=padding, rng=rng, dtype=np.float64)
    x = rng.standard_normal(shape)
    dy = rng.standard_normal(layer.forward(x)[0].shape)
    return layer, x, dy


@pytest.mark.parametrize(("kind", "shape", "K", "size", "stride", "padding"), CONVOLUTIONS)
def test_convolution_equals_torch(kind, shape, K, size, stride, padding):
    layer, x, dy = make(kind, shape, K, size, stride, padding)
    y, cache = layer.forward(x)
    dx, grads = layer.backward(cache, dy)
    module, x_t = layer.to_torch(), torch.tensor(x, requires_grad=True)
    y_t = module(x_t)
    y_t.backward(torch.tensor(dy))
    assert y.shape == y_t.shape and dx.shape == x.shape and grads.keys() == layer.params.keys()
    pairs = [(y, y_t.detach()), (dx, x_t.grad), (grads["W"], module.weight.grad), (grads["b"], module.bias.grad)]
    for got, want in pairs:
        np.testing.assert_allclose(got, want.numpy(), rtol=0, atol=1e-10)


@pytest.mark.parametrize(("kind", "shape", "K", "size", "stride", "padding"), CONVOLUTIONS)
def test_convolution_stands_finite_differences(kind, shape, K, size, stride, padding):
    layer, x, dy = make(kind, shape, K, size, stride, padding)
    dx, grads = layer.backward(layer.forward(x)[1], dy)
    errors = check_gradient(lambda: float((layer.forward(x)[0] * dy).sum()), layer.params | {"x": x}, grads | {"x": dx})
    assert max(errors.values()) < 1e-6, errors


def test_convolution_by_hand():
    layer = Conv2d(1, 1, 2, rng=np.random.default_rng(0), dtype=np.float64)
    layer.params["W"][0, 0] = [[1, 0], [0, -1]]  # a pixel less its neighbour down to the right
    layer.params["b"][0] = 10
    x = np.array([[1.0, 2, 4], [0, 5, 5], [3, 3, 8]])[None, None]
    assert layer.forward(x)[0].tolist() == [[[[10 + 1 - 5, 10 + 2 - 5], [10 + 0 - 3, 10 + 5 - 8]]]]


@pytest.mark.parametrize(("kind", "shape", "size", "stride"), POOLINGS)
@pytest.mark.parametrize("ties", [False, True])
def test_pooling_equals_torch(kind, shape, size, stride, ties):
    rng = np.random.default_rng(0)
    x = rng.standard_normal(shape)
    x = np.maximum(x, 0) if ties else x  # after a ReLU whole windows are zero
    layer, x_t = kind(size, stride=stride), torch.tensor(x, requires_grad=True)
    y_t = getattr(torch.nn, kind.__name__)(size, stride)(x_t)
    y, cache = layer.forward(x)
    np.testing.assert_array_equal(y, y_t.detach().numpy())
    dy = rng.standard_normal(y.shape)
    y_t.backward(torch.tensor(dy))
    dx, grads = layer.backward(cache, dy)
    assert grads == layer.params == {}
    np.testing.assert_allclose(dx, x_t.grad.numpy(), rtol=0, atol=1e-12)


@pytest.mark.parametrize(("kind", "shape", "size", "stride"), POOLINGS)
def test_pooling_stands_finite_differences(kind, shape, size, stride):
    rng = np.random.default_rng(0)
    x = rng.permutation(float(np.prod(shape)) * np.linspace(0, 1, int(np.prod(shape)))).reshape(shape)  # no near ties
    layer = kind(size, stride=stride)
    y, cache = layer.forward(x)
    dy = rng.standard_normal(y.shape)
    dx, grads = layer.backward(cache, dy)
    errors = check_gradient(lambda: float((layer.forward(x)[0] * dy).sum()), {"x": x}, {"x": dx} | grads)
    assert errors["x"] < 1e-6


@settings(max_examples=30, deadline=None)
@given(
    stack=st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3)), min_size=1, max_size=3),
    inputs=st.integers(40, 60),
)
def test_receptive_field_is_what_one_output_sees(stack, inputs):
    rng = np.random.default_rng(0)
    layers = [Conv1d(1, 1, size, stride=stride, rng=rng, dtype=np.float64) for size, stride in stack]
    y, caches = rng.standard_normal((1, 1, inputs)), []
    for layer in layers:
        y, cache = layer.forward(y)
        caches.append(cache)
    if y.shape[2] < 2:
        return
    seen = []
    for output in (0, 1):
        d = np.zeros_like(y)
        d[0, 0, output] = 1
        for layer, cache in zip(reversed(layers), reversed(caches), strict=True):
            d, _ = layer.backward(cache, d)
        seen.append(np.flatnonzero(d[0, 0]))
    field, step = receptive_field(stack)
    assert seen[1][0] - seen[0][0] == step
    assert seen[0][-1] - seen[0][0] + 1 == field


def test_a_shifted_picture_gives_a_shifted_result_and_a_permuted_batch_a_permuted_one():
    layer, x, _ = make(Conv2d, (4, 2, 6, 9), 3, 3)
    y, _ = layer.forward(x)
    shifted, _ = layer.forward(np.roll(x, 2, axis=3))
    np.testing.assert_allclose(shifted[..., 2:], y[..., :-2], atol=1e-12)
    np.testing.assert_allclose(layer.forward(x[[2, 0, 3, 1]])[0], y[[2, 0, 3, 1]], atol=1e-12)


@pytest.mark.parametrize("kind", [Conv1d, Conv2d, MaxPool1d, MaxPool2d])
def test_nothing_handed_out_is_a_view_of_the_cache_and_the_arguments_stay_as_they_were(kind):
    rng = np.random.default_rng(0)
    layer = kind(2) if "Pool" in kind.__name__ else kind(2, 3, 1, rng=rng, dtype=np.float64)
    x = rng.standard_normal((2, 2, *[4] * kind.dims))
    y, cache = layer.forward(x)
    dy = rng.standard_normal(y.shape)
    kept, x_before, dy_before = layer.backward(cache, dy)[0].copy(), x.copy(), dy.copy()
    y *= 0
    layer.backward(cache, dy)[0][...] = 0
    np.testing.assert_array_equal(layer.backward(cache, dy)[0], kept)
    np.testing.assert_array_equal(x, x_before)
    np.testing.assert_array_equal(dy, dy_before)


def test_nothing_hides_on_the_layer_between_calls():
    layer, x, dy = make(Conv2d, (2, 2, 5, 5), 3, 3)
    y, cache = layer.forward(x)
    kept = y.copy()
    dx, _ = layer.backward(cache, dy)
    layer.backward(layer.forward(2 * x)[1], dy)
    np.testing.assert_array_equal(y, kept)
    np.testing.assert_array_equal(layer.backward(cache, dy)[0], dx)


@pytest.mark.parametrize("kind", [Conv1d, Conv2d])
def test_from_torch_and_back_keep_every_number(kind):
    module = getattr(torch.nn, kind.__name__)(2, 3, 3, stride=2, padding=1)
    layer = kind.from_torch(module)
    x = torch.randn(2, 2, *[7] * kind.dims, generator=torch.Generator().manual_seed(0))
    want = module(x).detach().numpy()
    assert layer.dtype == np.float32
    assert relative_error(layer.forward(x.numpy())[0], want) < 1e-6
    assert relative_error(layer.to_torch()(x).detach().numpy(), want) < 1e-6
    without_bias = kind.from_torch(getattr(torch.nn, kind.__name__)(2, 3, 3, bias=False))
    np.testing.assert_array_equal(without_bias.params["b"], 0)
    # A layer is a copy: changing it does not change the module.
    layer.params["W"] += 1
    np.testing.assert_array_equal(module(x).detach().numpy(), want)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(groups=2), "module: expected groups=1, got 2"),
        (dict(dilation=2), r"module: expected dilation=\(1, 1\), got \(2, 2\)"),
        (dict(padding_mode="circular"), "module: expected padding_mode='zeros', got 'circular'"),
        (dict(padding="same"), "module: expected padding in numbers, got 'same'"),
    ],
)
def test_a_torch_module_of_another_kind_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        Conv2d.from_torch(torch.nn.Conv2d(2, 2, 3, **options))
    with pytest.raises(ValueError, match="expected a torch.nn.Conv2d, got Conv1d"):
        Conv2d.from_torch(torch.nn.Conv1d(2, 2, 3))


def test_the_first_weights_fill_the_interval_that_torch_draws_from():
    layer = Conv2d(4, 50, (2, 5), rng=np.random.default_rng(0))
    for weights in layer.params.values():
        assert 0.9 < np.abs(weights).max() * (4 * 2 * 5) ** 0.5 <= 1
        assert weights.min() < 0 < weights.max()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_stays(dtype):
    conv, pool = Conv2d(1, 2, 3, padding=1, rng=np.random.default_rng(0), dtype=dtype), MaxPool2d(2)
    y, cache = conv.forward(np.ones((2, 1, 4, 4), dtype))
    z, pooled = pool.forward(y)
    dy, _ = pool.backward(pooled, z)
    dx, grads = conv.backward(cache, dy)
    assert {a.dtype for a in [y, z, dy, dx, *grads.values(), *conv.params.values()]} == {np.dtype(dtype)}


def bad_inputs():
    x = np.ones((2, 3, 5, 5))
    nan = x.copy()
    nan[1, 0, 2, 3] = np.nan
    yield "channels", np.ones((2, 1, 5, 5)), r"x: expected \(B, 3, height, width\), got \(2, 1, 5, 5\)"
    yield "no batch", np.ones((3, 5, 5)), r"x: expected \(B, 3, height, width\), got \(3, 5, 5\)"
    yield "empty", np.ones((2, 3, 0, 5)), "height .*must be at least 1"
    yield "dtype", x.astype(np.float32), "x: expected .*float64, got dtype float32"
    yield "NaN", nan, r"x: expected finite numbers, got nan at index \(1, 0, 2, 3\)"
    yield "too small", np.ones((2, 3, 3, 5)), r"x: expected at least \(4, 2\) .*got \(3, 5\); .*or more padding"


@pytest.mark.parametrize(("x", "message"), [pytest.param(x, m, id=name) for name, x, m in bad_inputs()])
def test_forward_refuses(x, message):
    with pytest.raises(ValueError, match=message):
        Conv2d(3, 2, (4, 2), rng=np.random.default_rng(0), dtype=np.float64).forward(x)


def test_the_others_refuse_likewise():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match=r"x: expected \(B, 3, T\), got \(2, 3, 5, 5\)"):
        Conv1d(3, 2, 3, rng=rng).forward(np.ones((2, 3, 5, 5), np.float32))
    with pytest.raises(ValueError, match=r"x: expected \(B, C, T\), got \(2, 3\)"):
        MaxPool1d(2).forward(np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"x: expected \(B, C, height, width\), got \(2, 3\)"):
        MaxPool2d(2).forward(np.ones((2, 3)))
    with pytest.raises(ValueError, match="x: expected finite numbers, got nan"):
        MaxPool2d(2).forward(np.full((1, 1, 2, 2), np.nan))
    with pytest.raises(ValueError, match="x: expected a NumPy array of dtype float32 or float64, got dtype int64"):
        MaxPool2d(2).forward(np.ones((1, 1, 2, 2), int))
    with pytest.raises(
        ValueError, match=r"x: expected at least \(3, 3\) to fit the kernel, got \(2, 5\); use a smaller"
    ):
        MaxPool2d(3).forward(np.ones((1, 1, 2, 5)))


def test_backward_refuses_a_gradient_of_another_shape():
    layer, x, dy = make(Conv2d, (2, 2, 5, 5), 3, 3)
    with pytest.raises(ValueError, match=r"dy: expected \(2, 3, 3, 3\), got \(2, 2, 5, 5\)"):
        layer.backward(layer.forward(x)[1], x)
    line, x1, _ = make(Conv1d, (2, 2, 5), 3, 3)
    with pytest.raises(ValueError, match=r"dy: expected \(2, 3, 3\), got \(2, 2, 5\)"):
        line.backward(line.forward(x1)[1], x1)
    for pool, x in [(MaxPool2d(2), np.ones((1, 1, 4, 4))), (MaxPool1d(2), np.ones((1, 1, 4)))]:
        with pytest.raises(ValueError, match=r"dy: expected \(1, 1, 2"):
            pool.backward(pool.forward(x)[1], x)


@pytest.mark.parametrize("kind", [Conv1d, Conv2d, MaxPool1d, MaxPool2d])
def test_backward_refuses_another_dtype_and_nan(kind):
    layer = kind(1) if "Pool" in kind.__name__ else kind(1, 1, 1, rng=np.random.default_rng(0))
    _, cache = layer.forward(np.ones((1, 1, *[2] * kind.dims), np.float32))
    dy = np.ones((1, 1, *[2] * kind.dims), np.float32)
    with pytest.raises(ValueError, match="dy: expected a NumPy array of dtype float32, got dtype float64"):
        layer.backward(cache, dy.astype(np.float64))
    dy.flat[1] = np.nan
    with pytest.raises(ValueError, match="dy: expected finite numbers, got nan at index"):
        layer.backward(cache, dy)
    dy.flat[:2] = np.inf, -np.inf
    with pytest.raises(ValueError, match="dy: expected finite numbers, got inf at index"):
        layer.backward(cache, dy)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda rng: Conv2d(0, 1, 3, rng=rng), "in_channels: expected a whole number > 0, got 0"),
        (lambda rng: Conv2d(1, 1.5, 3, rng=rng), "out_channels: expected a whole number > 0, got 1.5"),
        (lambda rng: Conv2d(1, 1, (3, 3, 3), rng=rng), r"size: expected 2 number\(s\), got \(3, 3, 3\)"),
        (lambda rng: Conv2d(1, 1, (3, 0), rng=rng), "size: expected a whole number > 0, got 0"),
        (lambda rng: Conv1d(1, 1, 3, stride=0, rng=rng), "stride: expected a whole number > 0, got 0"),
        (lambda rng: Conv1d(1, 1, 3, padding=-1, rng=rng), "padding: expected a whole number >= 0, got -1"),
        (lambda rng: Conv1d(1, 1, 3, rng=rng, dtype=int), "dtype: expected float32 or float64, got int64"),
        (lambda rng: Conv2d(1, 1, 3, rng=0), "rng: expected a np.random.Generator, got 0"),
        (lambda rng: MaxPool2d(None), "size: expected a whole number > 0, got None"),
        (lambda rng: MaxPool2d(2.0), "size: expected a whole number > 0, got 2.0"),
        (lambda rng: MaxPool2d(2, stride=(1, 2, 3)), r"stride: expected 2 number\(s\)"),
        (lambda rng: receptive_field([(3, 0)]), "stride: expected a whole number > 0, got 0"),
        (lambda rng: receptive_field([(0, 1)]), "size: expected a whole number > 0, got 0"),
    ],
)
def test_a_layer_that_makes_no_sense_is_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make(np.random.default_rng(0))
