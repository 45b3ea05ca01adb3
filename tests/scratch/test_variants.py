"""LSTM variants and the minimal gated unit keep the contract of a layer, and are what their names say."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnncourse.scratch import LSTM, MGU, LSTMState, LSTMVariant, check_gradient

LAYERS = {
    "full": LSTMVariant,
    "no-input": partial(LSTMVariant, without="input"),
    "no-forget": partial(LSTMVariant, without="forget"),
    "no-output": partial(LSTMVariant, without="output"),
    "coupled": partial(LSTMVariant, coupled=True),
    "coupled-no-output": partial(LSTMVariant, coupled=True, without="output"),
    "peepholes": partial(LSTMVariant, peepholes=True),
    "peepholes-coupled": partial(LSTMVariant, peepholes=True, coupled=True),
    "peepholes-no-output": partial(LSTMVariant, peepholes=True, without="output"),
    "MGU": MGU,
}
each = pytest.mark.parametrize("name", LAYERS)
SHAPES = [(1, 1, 1, 1), (1, 3, 2, 5), (7, 1, 3, 1), (5, 4, 2, 3)]


def parts(state):
    return list(state) if isinstance(state, tuple) else [state]


def like(state, rng):
    drawn = [rng.standard_normal(part.shape) for part in parts(state)]
    return LSTMState(*drawn) if isinstance(state, tuple) else drawn[0]


def make(name, T, B, D, H, seed=0):
    rng = np.random.default_rng(seed)
    layer = LAYERS[name](D, H, rng=rng, dtype=np.float64)
    state, dstate = like(layer.initial_state(B), rng), like(layer.initial_state(B), rng)
    return layer, rng.standard_normal((T, B, D)), state, rng.standard_normal((T, B, H)), dstate


def close(got, want, atol=1e-12):
    for a, b in zip(parts(got), parts(want), strict=True):
        np.testing.assert_allclose(a, b, rtol=0, atol=atol)


@each
@pytest.mark.parametrize(("T", "B", "D", "H"), SHAPES)
@pytest.mark.parametrize("short", [False, True])
def test_it_stands_finite_differences(name, T, B, D, H, short):
    layer, x, state, dy, dstate = make(name, T, B, D, H)
    lengths = [max(T - 2 * b, 0) for b in range(B)] if short else None

    def loss():
        y, final, _ = layer.forward(x, state, lengths)
        return float((y * dy).sum() + sum((f * d).sum() for f, d in zip(parts(final), parts(dstate), strict=True)))

    _, _, cache = layer.forward(x, state, lengths)
    dx, dstart, grads = layer.backward(cache, dy, dstate)
    assert grads.keys() == layer.params.keys()
    starts = {f"state{k}": s for k, s in enumerate(parts(state))}
    by_starts = {f"state{k}": s for k, s in enumerate(parts(dstart))}
    errors = check_gradient(loss, layer.params | starts | {"x": x}, grads | by_starts | {"x": dx})
    assert max(errors.values()) < 1e-6, errors


@each
def test_forward_equals_a_loop_of_steps(name):
    layer, x, state, _, _ = make(name, 6, 3, 2, 4)
    y, final, _ = layer.forward(x, state)
    for x_t, y_t in zip(x, y, strict=True):
        h_t, state, _ = layer.step(x_t, state)
        close(h_t, y_t)
    close(state, final)


@each
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_each_sequence_is_read_as_if_it_were_alone(name, data):
    lengths = data.draw(st.lists(st.integers(0, 6), min_size=1, max_size=4))
    layer, x, state, dy, dstate = make(name, 6, len(lengths), 2, 3)
    filled = x.copy()
    for b, n in enumerate(lengths):
        filled[n:, b] = 99.0
    y, final, cache = layer.forward(filled, state, lengths)
    dx, dstart, _ = layer.backward(cache, dy, dstate)
    for b, n in enumerate(lengths):
        assert not y[n:, b].any() and not dx[n:, b].any()
        own, d_own = (type(s)(*(p[b : b + 1] for p in s)) if isinstance(s, tuple) else s[b : b + 1]
                      for s in (state, dstate))  # fmt: skip
        if n == 0:
            wanted, d_wanted = own, d_own
        else:
            alone, wanted, kept = layer.forward(x[:n, b : b + 1], own)
            close(y[:n, b : b + 1], alone)
            _, d_wanted, _ = layer.backward(kept, dy[:n, b : b + 1], d_own)
        for got, want in zip(parts(final) + parts(dstart), parts(wanted) + parts(d_wanted), strict=True):
            close(got[b : b + 1], want)


@pytest.mark.parametrize("lengths", [None, [6, 2, 0]])
def test_the_variant_without_a_change_is_the_lstm(lengths):
    layer, x, state, dy, dstate = make("full", 6, 3, 2, 4)
    lstm = LSTM(2, 4, rng=np.random.default_rng(1), dtype=np.float64)
    lstm.params = layer.params
    results = [(m, *m.forward(x, state, lengths)) for m in (layer, lstm)]
    (y, final), (want, want_final) = (r[1:3] for r in results)
    close(y, want)
    close(final, want_final)
    (dx, dstart, grads), (want_dx, want_dstart, want_grads) = (m.backward(c, dy, dstate) for m, _, _, c in results)
    close(dx, want_dx)
    close(dstart, want_dstart)
    for key in grads:
        close(grads[key], want_grads[key])


def test_peepholes_of_zero_change_nothing():
    layer, x, state, _, _ = make("peepholes", 6, 3, 2, 4)
    plain, *_ = make("full", 6, 3, 2, 4)
    plain.params = {name: layer.params[name] for name in ("W_xh", "W_hh", "b_h")}
    assert not np.allclose(layer.forward(x, state)[0], plain.forward(x, state)[0])
    for name in ("p_i", "p_f", "p_o"):
        layer.params[name][...] = 0
    close(layer.forward(x, state)[0], plain.forward(x, state)[0])


@pytest.mark.parametrize(("gate", "place"), [("input", 0), ("forget", 1), ("output", 3)])
def test_without_a_gate_is_with_that_gate_always_open(gate, place):
    layer, x, state, _, _ = make(f"no-{gate}", 6, 3, 2, 4)
    full, *_ = make("full", 6, 3, 2, 4)
    others = np.arange(16) // 4 != place
    for name, p in full.params.items():
        p[others], p[~others] = layer.params[name], 0
    full.params["b_h"][~others] = 60.0
    close(layer.forward(x, state)[1], full.forward(x, state)[1])


def test_coupled_gates_add_up_to_one():
    layer, x, _, _, _ = make("coupled", 6, 3, 2, 4)
    state = LSTMState(np.zeros((3, 4)), np.ones((3, 4)))
    layer.params["W_xh"][8:12] = layer.params["W_hh"][4:8] = 0
    layer.params["W_xh"][4:8], layer.params["b_h"][4:8] = 0, 60.0  # the candidate is always 1
    close(layer.forward(x, state)[1].c, np.ones((3, 4)))


def test_the_mgu_keeps_its_state_where_its_gate_is_shut():
    layer, x, state, _, _ = make("MGU", 6, 3, 2, 4)
    layer.params["b_h"][:4] = -60.0
    close(layer.forward(x, state)[1], state)


def test_the_forget_bias_is_added_to_the_forget_gate_alone():
    for options, place in [({}, 1), ({"without": "input"}, 0)]:
        a, b = (LSTMVariant(2, 3, forget_bias=f, rng=np.random.default_rng(0), **options) for f in (0, 1))
        added = np.repeat(np.arange(len(a.blocks)) == place, 3)
        close(b.params["b_h"] - a.params["b_h"], added, 1e-6)


@each
def test_float32_stays_float32_and_nothing_given_is_changed(name):
    layer = LAYERS[name](2, 3, rng=np.random.default_rng(0))
    x = np.random.default_rng(1).standard_normal((5, 2, 2)).astype(np.float32)
    before = {key: p.copy() for key, p in layer.params.items()}
    y, state, cache = layer.forward(x, None, [5, 3])
    dx, dstate, grads = layer.backward(cache, y)
    arrays = [y, dx, *parts(state), *parts(dstate), *grads.values()]
    assert {a.dtype for a in arrays} == {np.dtype(np.float32)}
    np.testing.assert_array_equal(layer.forward(x, None, [5, 3])[0], y)
    for key, p in layer.params.items():
        np.testing.assert_array_equal(p, before[key])


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: LSTMVariant(2, 3, without="gate", rng=RNG),
            "without: expected one of input, forget, output, None, got",
        ),
        (lambda: LSTMVariant(2, 3, without="input", coupled=True, rng=RNG), "coupled: expected both gates"),
        (lambda: MGU(2, 0, rng=RNG), "hidden_size: expected a whole number > 0"),
        (lambda: MGU(2, 3, rng=RNG).to_torch(), "torch.nn has no MGU"),
        (lambda: LSTMVariant.from_torch(None), "torch.nn has no LSTMVariant"),
        (lambda: LSTMVariant(2, 3, rng=RNG).forward(np.ones((4, 2, 5), "f")), r"x: expected \(T, B, 2\)"),
        (lambda: MGU(2, 3, rng=RNG).forward(np.full((4, 1, 2), np.nan, "f")), "x: expected finite numbers"),
        (lambda: MGU(2, 3, rng=RNG).forward(np.ones((4, 1, 2), "f"), None, [5]), "lengths: expected 0 to T = 4"),
        (
            lambda: MGU(2, 3, rng=RNG).forward(np.ones((4, 1, 2), "f"), np.ones((2, 3), "f")),
            r"state: expected \(1, 3\)",
        ),
        (lambda: LSTMVariant(2, 3, rng=RNG).forward(np.ones((4, 1, 2), "f"), np.ones((1, 3), "f")), "an LSTMState"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@each
def test_backward_refuses_a_gradient_of_another_shape(name):
    layer, x, _, _, _ = make(name, 5, 2, 3, 4)
    _, _, cache = layer.forward(x)
    with pytest.raises(ValueError, match=r"dy: expected \(5, 2, 4\)"):
        layer.backward(cache, x)
