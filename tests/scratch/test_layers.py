"""What every recurrent layer promises: torch's numbers, its own step's numbers, finite differences, lengths, state."""

from functools import partial

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from rnncourse.scratch import (
    GRU,
    LSTM,
    MGU,
    RNN,
    Bidirectional,
    LSTMState,
    LSTMVariant,
    Stacked,
    check_gradient,
    relative_error,
)

SHAPES = [(1, 1, 1, 1), (1, 3, 2, 5), (7, 1, 3, 1), (6, 4, 5, 3), (11, 3, 1, 7)]
ONE_WAY = {
    "RNN": RNN,
    "RNN-relu": partial(RNN, nonlinearity="relu"),
    "LSTM": LSTM,
    "GRU": GRU,
    "GRU-before": partial(GRU, reset="before"),
    "RNN-loop": partial(RNN, kernel=False),
    "LSTM-loop": partial(LSTM, kernel=False),
    "GRU-loop": partial(GRU, kernel=False),
    "GRU-before-loop": partial(GRU, reset="before", kernel=False),
    "MGU": MGU,
    "LSTM-variant": LSTMVariant,
    "LSTM-peepholes-coupled": partial(LSTMVariant, peepholes=True, coupled=True),
}


def both_ways(make, join):
    return lambda D, H, **options: Bidirectional(make(D, H, **options), make(D, H, **options), join=join)


def two_layers(make):
    return lambda D, H, **options: Stacked([make(D, H, **options), make(H, H, **options)])


ALL = ONE_WAY | {
    "BiRNN-concat": both_ways(RNN, "concat"),
    "BiLSTM-sum": both_ways(LSTM, "sum"),
    "BiGRU-mean": both_ways(GRU, "mean"),
    "two-LSTMs": two_layers(LSTM),
    "BiLSTM-below-RNN": lambda D, H, **options: Stacked(
        [both_ways(LSTM, "concat")(D, H, **options), RNN(2 * H, H, **options)]
    ),
}
IN_TORCH = ["RNN", "RNN-relu", "LSTM", "GRU", "RNN-loop", "LSTM-loop", "GRU-loop"]


def leaves(state):
    """The arrays of a state, whatever its nesting."""
    return [state] if isinstance(state, np.ndarray) else [leaf for part in state for leaf in leaves(part)]


def like(state, draw):
    """A state of the same nesting, each array drawn anew."""
    if isinstance(state, np.ndarray):
        return draw(state.shape)
    parts = [like(part, draw) for part in state]
    return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)


def make(name, T, B, D, H, seed=0):
    rng = np.random.default_rng(seed)
    layer = ALL[name](D, H, rng=rng, dtype=np.float64)
    state = like(layer.initial_state(B), rng.standard_normal)
    dstate = like(layer.initial_state(B), rng.standard_normal)
    return layer, rng.standard_normal((T, B, D)), state, rng.standard_normal((T, B, layer.hidden_size)), dstate


def close(got, want, atol=1e-10):
    np.testing.assert_allclose(got, want, rtol=0, atol=atol)


def run_torch(layer, x, state, dy, dstate, lengths=None):
    """y, final state, dx, dstate (as lists of arrays) and the gradients by torch's names."""
    module = layer.to_torch()
    x_t = torch.tensor(x, requires_grad=True)
    states = [torch.tensor(s[None], requires_grad=True) for s in leaves(state)]
    start = states[0] if len(states) == 1 else tuple(states)
    if lengths is None:
        y, final = module(x_t, start)
    else:
        y, final = module(pack_padded_sequence(x_t, torch.tensor(lengths), enforce_sorted=False), start)
        y, _ = pad_packed_sequence(y, total_length=len(x))
    finals = [final] if isinstance(final, torch.Tensor) else list(final)
    loss = (y * torch.tensor(dy)).sum()
    for f, d in zip(finals, leaves(dstate), strict=True):
        loss = loss + (f[0] * torch.tensor(d)).sum()
    loss.backward()
    arrays = [y, *(f[0] for f in finals), x_t.grad, *(s.grad[0] for s in states)]
    return [a.detach().numpy() for a in arrays], {name: p.grad.numpy() for name, p in module.named_parameters()}


TORCH_NAME = {
    "W_xh": "weight_ih_l0",
    "W_hh": "weight_hh_l0",
    "b_h": "bias_ih_l0",
    "b_xh": "bias_ih_l0",
    "b_hh": "bias_hh_l0",
}


def assert_equals_torch(layer, x, state, dy, dstate, lengths=None):
    y, final, cache = layer.forward(x, state, lengths)
    dx, dstart, grads = layer.backward(cache, dy, dstate)
    wanted, wanted_grads = run_torch(layer, x, state, dy, dstate, lengths)
    for got, want in zip([y, *leaves(final), dx, *leaves(dstart)], wanted, strict=True):
        close(got, want)
    assert grads.keys() == layer.params.keys()
    for name in grads:
        close(grads[name], wanted_grads[TORCH_NAME[name]])


@pytest.mark.parametrize("name", IN_TORCH)
@pytest.mark.parametrize(("T", "B", "D", "H"), SHAPES)
def test_layer_equals_torch(name, T, B, D, H):
    assert_equals_torch(*make(name, T, B, D, H))


@pytest.mark.parametrize("name", IN_TORCH)
@pytest.mark.parametrize("lengths", [[7, 7, 7], [7, 4, 1], [1, 1, 7], [3, 3, 3]])
def test_layer_with_lengths_equals_packed_torch(name, lengths):
    assert_equals_torch(*make(name, 7, 3, 4, 5), lengths)


@pytest.mark.parametrize("steps", [1, 2, 4, 6])
@pytest.mark.parametrize("lengths", [None, [7, 4, 1]])
def test_lstm_in_chunks_of_so_many_steps_equals_torch(steps, lengths, monkeypatch):
    monkeypatch.setattr("rnncourse.scratch.kernels.lstm.CHUNK", steps * 3 * 5)
    assert_equals_torch(*make("LSTM", 7, 3, 4, 5), lengths)


@pytest.mark.parametrize("lengths", [None, [6, 4, 1]])
@pytest.mark.parametrize(("cls", "torch_class"), [(RNN, torch.nn.RNN), (LSTM, torch.nn.LSTM), (GRU, torch.nn.GRU)])
def test_bidirectional_equals_torch(cls, torch_class, lengths):
    module = torch_class(4, 5, bidirectional=True, dtype=torch.float64)
    layer = Bidirectional.from_torch(module)
    assert {type(half) for half in layer.halves} == {cls}
    rng = np.random.default_rng(0)
    x, dy = rng.standard_normal((6, 3, 4)), rng.standard_normal((6, 3, 10))
    x_t = torch.tensor(x, requires_grad=True)
    packed = pack_padded_sequence(x_t, torch.tensor(lengths or [6, 6, 6]), enforce_sorted=False)
    want, _ = pad_packed_sequence(module(packed)[0], total_length=6)
    (want * torch.tensor(dy)).sum().backward()
    y, _, cache = layer.forward(x, None, lengths)
    dx, _, grads = layer.backward(cache, dy)
    close(y, want.detach().numpy())
    close(dx, x_t.grad.numpy())
    for name in grads:
        half, _, base = name.partition(".")
        suffix = "_reverse" if half == "reverse" else ""
        close(grads[name], getattr(module, TORCH_NAME[base] + suffix).grad.numpy())


def test_two_stacked_lstms_equal_torch():
    module = torch.nn.LSTM(4, 5, num_layers=2, dropout=0.3, dtype=torch.float64).eval()
    layer = Stacked.from_torch(module)
    assert layer.dropout == 0.3
    x = np.random.default_rng(0).standard_normal((6, 3, 4))
    want, (h, c) = module(torch.tensor(x))
    y, states, _ = layer.forward(x)
    close(y, want.detach().numpy())
    for k in range(2):
        close(states[k].h, h[k].detach().numpy())
        close(states[k].c, c[k].detach().numpy())


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("cls", [RNN, LSTM, GRU])
def test_three_layers_in_both_directions_equal_torch_with_every_gradient(cls, bias):
    module = getattr(torch.nn, cls.torch_name)(4, 5, num_layers=3, bidirectional=True, bias=bias, dtype=torch.float64)
    layer, rng = Stacked.from_torch(module), np.random.default_rng(0)
    x, dy = rng.standard_normal((6, 3, 4)), rng.standard_normal((6, 3, 10))
    want = module(torch.tensor(x))[0]
    (want * torch.tensor(dy)).sum().backward()
    y, _, cache = layer.forward(x)
    close(y, want.detach().numpy())
    for name, gradient in layer.backward(cache, dy)[2].items():
        k, half, own = name.split(".")
        theirs = TORCH_NAME[own].replace("l0", f"l{k}") + ("_reverse" if half == "reverse" else "")
        if bias or "bias" not in theirs:
            close(gradient, getattr(module, theirs).grad.numpy())


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("lengths", [None, [5, 2, 3, 0]])
def test_layer_stands_finite_differences(name, lengths):
    layer, x, state, dy, dstate = make(name, 5, 4, 2, 3)

    def loss():
        y, final, _ = layer.forward(x, state, lengths)
        return float((y * dy).sum()) + sum(
            float((f * d).sum()) for f, d in zip(leaves(final), leaves(dstate), strict=True)
        )

    _, _, cache = layer.forward(x, state, lengths)
    dx, dstart, grads = layer.backward(cache, dy, dstate)
    assert grads.keys() == layer.params.keys()
    starts = {f"state{k}": s for k, s in enumerate(leaves(state))}
    by_starts = {f"state{k}": s for k, s in enumerate(leaves(dstart))}
    errors = check_gradient(loss, {**layer.params, "x": x, **starts}, {**grads, "x": dx, **by_starts})
    assert max(errors.values()) < 1e-6, errors


@settings(max_examples=20, deadline=None)
@given(T=st.integers(1, 6), B=st.integers(1, 4), D=st.integers(1, 4), H=st.integers(1, 4), seed=st.integers(0, 99))
@pytest.mark.parametrize("name", ONE_WAY)
def test_forward_equals_a_loop_of_step(name, T, B, D, H, seed):
    layer, x, state, _, _ = make(name, T, B, D, H, seed)
    y, final, _ = layer.forward(x, state)
    for t in range(T):
        h_t, state, _ = layer.step(x[t], state)
        close(y[t], h_t, 1e-12)
    for got, want in zip(leaves(final), leaves(state), strict=True):
        close(got, want, 1e-12)


@settings(max_examples=15, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("name", ALL)
def test_padding_changes_nothing_and_a_permuted_batch_gives_a_permuted_result(name, data):
    lengths = np.array(data.draw(st.lists(st.integers(1, 6), min_size=2, max_size=4)))
    seed = data.draw(st.integers(0, 99))
    layer, x, state, dy, dstate = make(name, int(lengths.max()), len(lengths), 2, 3, seed)
    order = np.array(data.draw(st.permutations(range(len(lengths)))))
    T = len(x)

    def permuted(state):
        return like(state, None) if state is None else _map(state, lambda s: s[order])

    padded = np.concatenate([x, 1e3 * np.ones((3, *x.shape[1:]))])  # three steps of nonsense after the end
    y, final, cache = layer.forward(padded, state, lengths)
    dx, dstart, grads = layer.backward(cache, np.concatenate([dy, dy[:1].repeat(3, axis=0)]), dstate)
    y2, final2, cache2 = layer.forward(x[:, order], permuted(state), lengths[order])
    dx2, dstart2, grads2 = layer.backward(cache2, dy[:, order], permuted(dstate))

    close(y[:T][:, order], y2)
    close(dx[:T][:, order], dx2)
    assert not y[T:].any() and not dx[T:].any()
    for a, b in zip(leaves(final) + leaves(dstart), leaves(final2) + leaves(dstart2), strict=True):
        close(a[order], b)
    for key in grads:
        close(grads[key], grads2[key], 1e-9)


def _map(state, function):
    if isinstance(state, np.ndarray):
        return function(state)
    parts = [_map(part, function) for part in state]
    return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)


@pytest.mark.parametrize("name", ALL)
def test_a_sequence_of_length_zero_keeps_its_state_and_gives_its_gradient_back(name):
    layer, x, state, dy, dstate = make(name, 4, 3, 2, 5)
    y, final, cache = layer.forward(x, state, [4, 0, 2])
    dx, dstart, _ = layer.backward(cache, dy, dstate)
    assert not y[:, 1].any() and not dx[:, 1].any()
    for a, b in zip(leaves(final) + leaves(dstart), leaves(state) + leaves(dstate), strict=True):
        np.testing.assert_array_equal(a[1], b[1])


@pytest.mark.parametrize("name", ONE_WAY)
def test_two_halves_with_the_state_carried_equal_the_whole(name):
    layer, x, state, dy, dstate = make(name, 9, 2, 3, 4)
    y, final, cache = layer.forward(x, state)
    dx, dstart, grads = layer.backward(cache, dy, dstate)
    y1, middle, cache1 = layer.forward(x[:4], state)
    y2, final2, cache2 = layer.forward(x[4:], middle)
    dx2, dmiddle, grads2 = layer.backward(cache2, dy[4:], dstate)
    dx1, dstart1, grads1 = layer.backward(cache1, dy[:4], dmiddle)
    close(np.concatenate([y1, y2]), y, 1e-12)
    close(np.concatenate([dx1, dx2]), dx, 1e-12)
    for a, b in zip(leaves(final2) + leaves(dstart1), leaves(final) + leaves(dstart), strict=True):
        close(a, b, 1e-12)
    for key in grads:
        close(grads1[key] + grads2[key], grads[key], 1e-12)


@pytest.mark.parametrize("name", ALL)
def test_no_gradient_from_the_outputs_means_only_the_final_state_counts(name):
    layer, x, state, dy, dstate = make(name, 5, 2, 3, 4)
    _, _, cache = layer.forward(x, state)
    dx, _, grads = layer.backward(cache, None, dstate)
    dx0, _, grads0 = layer.backward(cache, np.zeros_like(dy), dstate)
    close(dx, dx0, 1e-15)
    for key in grads:
        close(grads[key], grads0[key], 1e-15)


@pytest.mark.parametrize("name", ALL)
def test_float32_stays_float32_and_nothing_hides_on_the_layer(name):
    layer = ALL[name](3, 4, rng=np.random.default_rng(0), dtype=np.float32)
    before = {key: a.copy() for key, a in layer.params.items()}
    attributes = set(vars(layer))
    x = np.random.default_rng(1).standard_normal((5, 2, 3)).astype(np.float32)
    y, state, cache = layer.forward(x, None, [5, 3])
    dx, dstate, grads = layer.backward(cache, y)
    arrays = [y, dx, *leaves(state), *leaves(dstate), *grads.values(), *layer.params.values()]
    assert {a.dtype for a in arrays} == {np.dtype(np.float32)}
    layer.forward(2 * x)
    np.testing.assert_array_equal(layer.forward(x, None, [5, 3])[0], y)
    assert set(vars(layer)) == attributes
    for key, a in layer.params.items():
        np.testing.assert_array_equal(a, before[key])


@pytest.mark.parametrize("name", ALL)
def test_forward_does_not_change_what_it_is_given(name):
    layer, x, state, dy, dstate = make(name, 5, 2, 3, 4)
    given = [x, dy, *leaves(state), *leaves(dstate)]
    before = [a.copy() for a in given]
    y, final, cache = layer.forward(x, state, [5, 2])
    layer.backward(cache, dy, dstate)
    for a, b in zip(given, before, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("cls", [RNN, LSTM, GRU])
def test_from_torch_and_back_keep_every_number(cls):
    module = getattr(torch.nn, cls.torch_name)(3, 5)
    layer = cls.from_torch(module)
    assert layer.dtype == np.float32
    x = np.random.default_rng(0).standard_normal((6, 2, 3)).astype(np.float32)
    want = module(torch.tensor(x))[0].detach().numpy()
    assert relative_error(layer.forward(x)[0], want) < 1e-6
    assert relative_error(layer.to_torch()(torch.tensor(x))[0].detach().numpy(), want) < 1e-6
    without_bias = getattr(torch.nn, cls.torch_name)(3, 5, bias=False)
    want = without_bias(torch.tensor(x))[0].detach().numpy()
    assert relative_error(cls.from_torch(without_bias).forward(x)[0], want) < 1e-6
    with pytest.raises(ValueError, match="one layer and one direction"):
        cls.from_torch(getattr(torch.nn, cls.torch_name)(3, 5, num_layers=2))
    with pytest.raises(ValueError, match=f"expected a torch.nn.{cls.torch_name}, got Linear"):
        cls.from_torch(torch.nn.Linear(3, 5))


def test_a_gru_that_resets_before_has_no_equal_in_torch():
    with pytest.raises(ValueError, match="has no equal there"):
        GRU(3, 4, reset="before", rng=np.random.default_rng(0)).to_torch()


def test_the_forget_bias_is_added_to_the_forget_gate_alone():
    plain, biased = (LSTM(2, 3, forget_bias=b, rng=np.random.default_rng(0)).params["b_h"] for b in (0, 1))
    close(biased - plain, np.repeat([0, 1, 0, 0], 3), 1e-6)


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_reversing_time_swaps_the_two_halves(data):
    lengths = np.array(data.draw(st.lists(st.integers(1, 6), min_size=1, max_size=4)))
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    a, b = (LSTM(2, 3, rng=rng, dtype=np.float64) for _ in range(2))
    x = rng.standard_normal((int(lengths.max()), len(lengths), 2))
    layer = Bidirectional(a, b)
    y, _, cache = layer.forward(x, None, lengths)
    batch = np.arange(len(lengths))
    turned, _, _ = Bidirectional(b, a).forward(x[cache.backwards, batch], None, lengths)
    close(turned[cache.backwards, batch], np.concatenate([y[..., 3:], y[..., :3]], axis=2), 1e-12)


def test_dropout_drops_its_share_between_layers_in_training_only():
    rng = np.random.default_rng(0)
    layer = Stacked([RNN(3, 50, rng=rng), RNN(50, 4, rng=rng)], dropout=0.4)
    x = rng.standard_normal((20, 8, 3)).astype(np.float32)
    still, _, _ = layer.forward(x)
    np.testing.assert_array_equal(still, layer.forward(x)[0])
    masks = layer.forward(x, rng=np.random.default_rng(1))[2].masks
    assert masks[0] is None
    assert abs((masks[1] == 0).mean() - 0.4) < 0.02
    assert abs(masks[1].mean() - 1) < 0.04


def test_dropout_gradient_stands_finite_differences():
    rng = np.random.default_rng(0)
    layer = Stacked([RNN(2, 5, rng=rng, dtype=np.float64), RNN(5, 3, rng=rng, dtype=np.float64)], dropout=0.5)
    x, dy = rng.standard_normal((4, 2, 2)), rng.standard_normal((4, 2, 3))
    _, _, cache = layer.forward(x, rng=np.random.default_rng(7))
    dx, _, grads = layer.backward(cache, dy)
    errors = check_gradient(
        lambda: float((layer.forward(x, rng=np.random.default_rng(7))[0] * dy).sum()),
        {**layer.params, "x": x},
        {**grads, "x": dx},
    )
    assert max(errors.values()) < 1e-6, errors


def bad_inputs():
    x = np.ones((5, 2, 3))
    nan = x.copy()
    nan[3, 1, 0] = np.nan
    yield "wrong features", dict(x=np.ones((5, 2, 4))), r"x: expected \(T, B, 3\), got \(5, 2, 4\)"
    yield "batch missing", dict(x=np.ones((5, 3))), r"x: expected \(T, B, 3\), got \(5, 3\)"
    yield "T = 0", dict(x=np.ones((0, 2, 3))), r"x: expected \(T, B, 3\), got \(0, 2, 3\); T .* at least 1"
    yield "wrong dtype", dict(x=x.astype(np.float32)), r"x: expected .* float64, got dtype float32; convert"
    yield "integers", dict(x=x.astype(int)), r"x: expected .* float64, got dtype int64"
    yield "NaN", dict(x=nan), r"x: expected finite numbers, got nan at index"
    yield "length > T", dict(x=x, lengths=[5, 6]), r"lengths: expected 0 to T = 5 .*, got 6"
    yield "negative length", dict(x=x, lengths=[5, -1]), r"lengths: .* got -1"
    yield "lengths of another batch", dict(x=x, lengths=[5]), r"lengths: expected \(2,\), got \(1,\)"
    yield "fractional lengths", dict(x=x, lengths=[5.0, 2.0]), r"lengths: expected integers"


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(("call", "message"), [pytest.param(c, m, id=key) for key, c, m in bad_inputs()])
def test_forward_refuses(name, call, message):
    layer = ALL[name](3, 4, rng=np.random.default_rng(0), dtype=np.float64)
    with pytest.raises(ValueError, match=message):
        layer.forward(**call)


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: RNN(0, 4, rng=RNG), "input_size: expected a whole number > 0, got 0"),
        (lambda: LSTM(3, 2.5, rng=RNG), "hidden_size: expected a whole number > 0, got 2.5"),
        (lambda: RNN(3, 4, nonlinearity="tan", rng=RNG), "nonlinearity: expected one of tanh, relu, got 'tan'"),
        (lambda: GRU(3, 4, reset="never", rng=RNG), "reset: expected one of after, before, got 'never'"),
        (lambda: LSTM(3, 4, dtype=np.int32, rng=RNG), "dtype: expected float32 or float64, got .*int32"),
        (lambda: RNN(3, 4, rng=RNG).forward([[[1.0, 2.0, 3.0]]]), "x: expected .* got list"),
        (
            lambda: RNN(3, 4, rng=RNG).forward(np.ones((2, 2, 3), "f"), np.ones((3, 4), "f")),
            r"state: expected \(2, 4\)",
        ),
        (lambda: LSTM(3, 4, rng=RNG).forward(np.ones((2, 2, 3), "f"), np.ones((2, 4), "f")), "expected an LSTMState"),
        (
            lambda: LSTM(3, 4, rng=RNG).forward(
                np.ones((2, 2, 3), "f"), LSTMState(np.ones((2, 4), "f"), np.ones((2, 5), "f"))
            ),
            r"state.c: expected \(2, 4\), got \(2, 5\)",
        ),
        (lambda: Bidirectional(RNN(3, 4, rng=RNG), RNN(3, 5, rng=RNG)), "reverse_layer: expected hidden_size 4"),
        (lambda: Bidirectional(RNN(3, 4, rng=RNG), RNN(3, 4, rng=RNG), join="max"), "join: expected one of concat"),
        (lambda: Bidirectional(*[RNN(3, 4, rng=RNG)] * 2), "expected a layer of its own"),
        (lambda: Stacked([]), "layers: expected at least one"),
        (lambda: Stacked([RNN(3, 4, rng=RNG), RNN(5, 4, rng=RNG)]), "layers: expected an input_size of 4"),
        (lambda: Stacked([RNN(3, 4, rng=RNG)], dropout=1), "dropout: expected a number from 0 up to"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("name", ["RNN", "LSTM", "GRU", "BiRNN-concat"])
def test_backward_refuses_a_gradient_of_another_shape(name):
    layer, x, _, _, _ = make(name, 5, 2, 3, 4)
    _, _, cache = layer.forward(x)
    with pytest.raises(ValueError, match=r"dy: expected \(5, 2, "):
        layer.backward(cache, x)
