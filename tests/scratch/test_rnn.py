"""RNN equals torch.nn.RNN, equals a loop of its own step, and stands finite differences."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnncourse.scratch import RNN, check_gradient, relative_error

SHAPES = [(1, 1, 1, 1), (1, 3, 2, 5), (7, 1, 3, 1), (6, 4, 5, 3), (11, 3, 1, 7)]
NONLINEARITIES = ["tanh", "relu"]


def make(T, B, D, H, nonlinearity="tanh", seed=0):
    rng = np.random.default_rng(seed)
    layer = RNN(D, H, nonlinearity=nonlinearity, rng=rng, dtype=np.float64)
    x, state, dy, dstate = (rng.standard_normal(s) for s in [(T, B, D), (B, H), (T, B, H), (B, H)])
    return layer, x, state, dy, dstate


def run_torch(layer, x, state, dy, dstate, lengths=None):
    """y, final state, dx, dstate, grads of the same layer in torch."""
    module = layer.to_torch()
    x_t = torch.tensor(x, requires_grad=True)
    s_t = torch.tensor(state[None], requires_grad=True)
    if lengths is None:
        y, final = module(x_t, s_t)
    else:
        packed = torch.nn.utils.rnn.pack_padded_sequence(x_t, torch.tensor(lengths), enforce_sorted=False)
        y, final = module(packed, s_t)
        y, _ = torch.nn.utils.rnn.pad_packed_sequence(y, total_length=len(x))
    (y * torch.tensor(dy)).sum().add((final[0] * torch.tensor(dstate)).sum()).backward()
    grads = {
        "W_xh": module.weight_ih_l0.grad,
        "W_hh": module.weight_hh_l0.grad,
        "b_h": module.bias_ih_l0.grad,
    }
    arrays = [y, final[0], x_t.grad, s_t.grad[0]]
    return [a.detach().numpy() for a in arrays], {name: g.numpy() for name, g in grads.items()}


@pytest.mark.parametrize("nonlinearity", NONLINEARITIES)
@pytest.mark.parametrize(("T", "B", "D", "H"), SHAPES)
def test_rnn_equals_torch(T, B, D, H, nonlinearity):
    layer, x, state, dy, dstate = make(T, B, D, H, nonlinearity)
    y, final, cache = layer.forward(x, state)
    dx, dstart, grads = layer.backward(cache, dy, dstate)
    wanted, wanted_grads = run_torch(layer, x, state, dy, dstate)
    for got, want in zip([y, final, dx, dstart], wanted, strict=True):
        np.testing.assert_allclose(got, want, rtol=0, atol=1e-10)
    assert grads.keys() == layer.params.keys()
    for name in grads:
        np.testing.assert_allclose(grads[name], wanted_grads[name], rtol=0, atol=1e-10, err_msg=name)


@pytest.mark.parametrize("nonlinearity", NONLINEARITIES)
@pytest.mark.parametrize("lengths", [[7, 7, 7], [7, 4, 1], [1, 1, 7], [3, 3, 3]])
def test_rnn_with_lengths_equals_packed_torch(lengths, nonlinearity):
    layer, x, state, dy, dstate = make(7, 3, 4, 5, nonlinearity)
    y, final, cache = layer.forward(x, state, lengths)
    dx, dstart, grads = layer.backward(cache, dy, dstate)
    wanted, wanted_grads = run_torch(layer, x, state, dy, dstate, lengths)
    for got, want in zip([y, final, dx, dstart], wanted, strict=True):
        np.testing.assert_allclose(got, want, rtol=0, atol=1e-10)
    for name in grads:
        np.testing.assert_allclose(grads[name], wanted_grads[name], rtol=0, atol=1e-10, err_msg=name)


def test_a_sequence_of_length_zero_keeps_its_state_and_gives_its_gradient_back():
    layer, x, state, dy, dstate = make(4, 3, 2, 5)
    y, final, cache = layer.forward(x, state, [4, 0, 2])
    dx, dstart, _ = layer.backward(cache, dy, dstate)
    np.testing.assert_array_equal(final[1], state[1])
    np.testing.assert_array_equal(y[:, 1], 0)
    np.testing.assert_array_equal(dx[:, 1], 0)
    np.testing.assert_array_equal(dstart[1], dstate[1])


@pytest.mark.parametrize("lengths", [None, [5, 2, 3, 0]])
def test_rnn_stands_finite_differences(lengths):
    layer, x, state, dy, dstate = make(5, 4, 3, 6)

    def loss():
        y, final, _ = layer.forward(x, state, lengths)
        return float((y * dy).sum() + (final * dstate).sum())

    _, _, cache = layer.forward(x, state, lengths)
    dx, dstart, grads = layer.backward(cache, dy, dstate)
    errors = check_gradient(
        loss, {**layer.params, "x": x, "state": state}, {**grads, "x": dx, "state": dstart}
    )
    assert max(errors.values()) < 1e-6, errors


@settings(max_examples=25, deadline=None)
@given(
    T=st.integers(1, 6),
    B=st.integers(1, 4),
    D=st.integers(1, 4),
    H=st.integers(1, 4),
    seed=st.integers(0, 99),
)
def test_forward_equals_a_loop_of_step(T, B, D, H, seed):
    layer, x, state, _, _ = make(T, B, D, H, seed=seed)
    y, final, _ = layer.forward(x, state)
    h = state
    for t in range(T):
        h_t, h = RNN.step(layer.params, x[t], h)
        np.testing.assert_allclose(y[t], h_t, rtol=0, atol=1e-12)
    np.testing.assert_allclose(final, h, rtol=0, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_padding_changes_nothing_and_a_permuted_batch_gives_a_permuted_result(data):
    lengths = np.array(data.draw(st.lists(st.integers(1, 6), min_size=2, max_size=5)))
    layer, x, state, dy, dstate = make(
        int(lengths.max()), len(lengths), 3, 4, seed=data.draw(st.integers(0, 99))
    )
    order = np.array(data.draw(st.permutations(range(len(lengths)))))

    padded = np.concatenate([x, 1e3 * np.ones((3, *x.shape[1:]))])  # three steps of nonsense behind the end
    y, final, cache = layer.forward(padded, state, lengths)
    dx, dstart, grads = layer.backward(cache, np.concatenate([dy, dy[:1].repeat(3, axis=0)]), dstate)
    y2, final2, cache2 = layer.forward(x[:, order], state[order], lengths[order])
    dx2, dstart2, grads2 = layer.backward(cache2, dy[:, order], dstate[order])

    np.testing.assert_allclose(y[: len(x)][:, order], y2, atol=1e-12)
    np.testing.assert_allclose(final[order], final2, atol=1e-12)
    np.testing.assert_allclose(dx[: len(x)][:, order], dx2, atol=1e-12)
    np.testing.assert_allclose(dstart[order], dstart2, atol=1e-12)
    for name in grads:
        np.testing.assert_allclose(grads[name], grads2[name], atol=1e-10, err_msg=name)


def test_two_halves_with_the_state_carried_equal_the_whole():
    layer, x, state, dy, dstate = make(9, 2, 3, 4)
    y, final, cache = layer.forward(x, state)
    dx, dstart, grads = layer.backward(cache, dy, dstate)
    y1, middle, cache1 = layer.forward(x[:4], state)
    y2, final2, cache2 = layer.forward(x[4:], middle)
    dx2, dmiddle, grads2 = layer.backward(cache2, dy[4:], dstate)
    dx1, dstart1, grads1 = layer.backward(cache1, dy[:4], dmiddle)
    np.testing.assert_allclose(np.concatenate([y1, y2]), y, atol=1e-12)
    np.testing.assert_allclose(final2, final, atol=1e-12)
    np.testing.assert_allclose(np.concatenate([dx1, dx2]), dx, atol=1e-12)
    np.testing.assert_allclose(dstart1, dstart, atol=1e-12)
    for name in grads:
        np.testing.assert_allclose(grads1[name] + grads2[name], grads[name], atol=1e-12, err_msg=name)


def test_no_gradient_from_the_outputs_means_only_the_final_state_counts():
    layer, x, state, dy, dstate = make(5, 2, 3, 4)
    _, _, cache = layer.forward(x, state)
    dx, _, grads = layer.backward(cache, None, dstate)
    dx0, _, grads0 = layer.backward(cache, np.zeros_like(dy), dstate)
    np.testing.assert_array_equal(dx, dx0)
    for name in grads:
        np.testing.assert_array_equal(grads[name], grads0[name])


def test_from_torch_and_back_keep_every_number():
    module = torch.nn.RNN(3, 5, nonlinearity="relu")
    layer = RNN.from_torch(module)
    assert layer.dtype == np.float32 and layer.nonlinearity == "relu"
    x = np.random.default_rng(0).standard_normal((6, 2, 3)).astype(np.float32)
    want = module(torch.tensor(x))[0].detach().numpy()
    assert relative_error(layer.forward(x)[0], want) < 1e-6
    assert relative_error(layer.to_torch()(torch.tensor(x))[0].detach().numpy(), want) < 1e-6
    without_bias = RNN.from_torch(torch.nn.RNN(3, 5, bias=False))
    np.testing.assert_array_equal(without_bias.params["b_h"], 0)
    with pytest.raises(ValueError, match="one layer and one direction"):
        RNN.from_torch(torch.nn.RNN(3, 5, num_layers=2))


def test_float32_stays_float32():
    layer = RNN(3, 4, rng=np.random.default_rng(0))
    x = np.ones((5, 2, 3), np.float32)
    y, state, cache = layer.forward(x)
    dx, dstate, grads = layer.backward(cache, y)
    assert {a.dtype for a in [y, state, dx, dstate, *grads.values(), *layer.params.values()]} == {
        np.dtype(np.float32)
    }


def test_nothing_hides_on_the_layer_between_calls():
    layer, x, state, _, _ = make(4, 2, 3, 5)
    before = dict(vars(layer))
    first, _, _ = layer.forward(x, state)
    layer.forward(2 * x)
    again, _, _ = layer.forward(x, state)
    np.testing.assert_array_equal(first, again)
    assert vars(layer).keys() == before.keys()


def bad_inputs():
    x = np.ones((5, 2, 3))
    nan = x.copy()
    nan[3, 1, 0] = np.nan
    yield "wrong features", dict(x=np.ones((5, 2, 4))), r"x: expected \(T, B, 3\), got \(5, 2, 4\)"
    yield "batch missing", dict(x=np.ones((5, 3))), r"x: expected \(T, B, 3\), got \(5, 3\)"
    yield "T = 0", dict(x=np.ones((0, 2, 3))), r"x: expected \(T, B, 3\), got \(0, 2, 3\); T .* at least 1"
    yield "wrong dtype", dict(x=x.astype(np.float32)), r"x: expected .* float64, got dtype float32; convert"
    yield "integers", dict(x=x.astype(int)), r"x: expected .* float64, got dtype int64"
    yield "a list", dict(x=[[[1.0, 2.0, 3.0]]]), r"x: expected .* got list"
    yield "NaN", dict(x=nan), r"x: expected finite numbers, got nan at index \(3, 1, 0\)"
    yield (
        "state of another batch",
        dict(x=x, state=np.ones((3, 4))),
        r"state: expected \(2, 4\), got \(3, 4\)",
    )
    yield "length > T", dict(x=x, lengths=[5, 6]), r"lengths: expected 0 to T = 5 .*, got 6"
    yield "negative length", dict(x=x, lengths=[5, -1]), r"lengths: .* got -1"
    yield "lengths of another batch", dict(x=x, lengths=[5]), r"lengths: expected \(2,\), got \(1,\)"
    yield "fractional lengths", dict(x=x, lengths=[5.0, 2.0]), r"lengths: expected integers"


@pytest.mark.parametrize(("call", "message"), [pytest.param(c, m, id=name) for name, c, m in bad_inputs()])
def test_forward_refuses(call, message):
    layer = RNN(3, 4, rng=np.random.default_rng(0), dtype=np.float64)
    with pytest.raises(ValueError, match=message):
        layer.forward(**call)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(input_size=0, hidden_size=4), "input_size: expected a whole number > 0, got 0"),
        (dict(input_size=3, hidden_size=2.5), "hidden_size: expected a whole number > 0, got 2.5"),
        (
            dict(input_size=3, hidden_size=4, nonlinearity="tan"),
            "nonlinearity: expected one of tanh, relu, got 'tan'",
        ),
        (dict(input_size=3, hidden_size=4, dtype=np.int32), "dtype: expected float32 or float64, got int32"),
    ],
)
def test_a_layer_that_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        RNN(**arguments, rng=np.random.default_rng(0))


def test_backward_refuses_a_gradient_of_another_shape():
    layer, x, _, _, _ = make(5, 2, 3, 4)
    _, _, cache = layer.forward(x)
    with pytest.raises(ValueError, match=r"dy: expected \(5, 2, 4\), got \(5, 2, 3\)"):
        layer.backward(cache, x)
    with pytest.raises(ValueError, match=r"dstate: expected \(2, 4\), got \(4,\)"):
        layer.backward(cache, None, np.ones(4))
