"""A cell is its two methods: a step equals finite differences, the kernel equals the loop, a new cell needs no more."""

from functools import partial
from typing import NamedTuple

import numpy as np
import pytest
import torch

from rnncourse.scratch import (
    GRU,
    LSTM,
    MGU,
    RNN,
    Bidirectional,
    LSTMState,
    LSTMVariant,
    RecurrentLayer,
    Stacked,
    check_gradient,
)
from rnncourse.scratch.layer import each_part

KERNELS = {
    "RNN": RNN,
    "RNN-relu": partial(RNN, nonlinearity="relu"),
    "LSTM": LSTM,
    "GRU": GRU,
    "GRU-before": partial(GRU, reset="before"),
}


class LeakyStep(NamedTuple):
    x: np.ndarray
    h_before: np.ndarray
    n: np.ndarray


class Leaky(RecurrentLayer):
    """A cell that is written here and nowhere else: its shapes and two methods."""

    def shapes(self):
        return {"W": (self.hidden_size, self.input_size), "leak": (self.hidden_size,)}

    def step(self, x_t, h):
        n = np.tanh(x_t @ self.params["W"].T)
        h_t = self.params["leak"] * h + n
        return h_t, h_t, LeakyStep(x_t, h, n)

    def step_backward(self, kept, dh_t, dstate):
        dh = dh_t + dstate
        da = (1 - kept.n**2) * dh
        grads = {"W": da.T @ kept.x, "leak": (dh * kept.h_before).sum(axis=0)}
        return da @ self.params["W"], self.params["leak"] * dh, grads


CELLS = KERNELS | {
    "MGU": MGU,
    "leaky": Leaky,
    "variant": LSTMVariant,
    "no-input": partial(LSTMVariant, without="input"),
    "no-forget": partial(LSTMVariant, without="forget"),
    "no-output": partial(LSTMVariant, without="output"),
    "coupled": partial(LSTMVariant, coupled=True),
    "peepholes": partial(LSTMVariant, peepholes=True),
    "peepholes-coupled": partial(LSTMVariant, peepholes=True, coupled=True),
    "peepholes-no-output": partial(LSTMVariant, peepholes=True, without="output"),
}
each_cell = pytest.mark.parametrize("name", CELLS)
SIZES = [(1, 1, 1, 1), (1, 3, 2, 5), (7, 1, 3, 1), (6, 4, 5, 3)]


def parts(state):
    return list(state) if isinstance(state, tuple) else [state]


def make(name, T, B, D, H, seed=0, **options):
    rng = np.random.default_rng(seed)
    layer = CELLS[name](D, H, rng=rng, dtype=np.float64, **options)
    state, dstate = (each_part(lambda s: rng.standard_normal(s.shape), layer.initial_state(B)) for _ in range(2))
    return layer, rng.standard_normal((T, B, D)), state, rng.standard_normal((T, B, H)), dstate


@each_cell
@pytest.mark.parametrize(("B", "D", "H"), [(1, 1, 1), (3, 2, 4)])
def test_step_backward_is_the_gradient_of_step(name, B, D, H):
    layer, x, state, dy, dstate = make(name, 1, B, D, H)

    def loss():
        h_t, after, _ = layer.step(x[0], state)
        ends = zip(parts(after), parts(dstate), strict=True)
        return float((h_t * dy[0]).sum() + sum((s * d).sum() for s, d in ends))

    dx_t, before, grads = layer.step_backward(layer.step(x[0], state)[2], dy[0], dstate)
    assert grads.keys() == layer.params.keys()
    given = layer.params | {"x": x[0]} | {f"state{k}": s for k, s in enumerate(parts(state))}
    found = grads | {"x": dx_t} | {f"state{k}": d for k, d in enumerate(parts(before))}
    errors = check_gradient(loss, given, found)
    assert max(errors.values()) < 1e-6, errors


def lengths_of(pattern, T, B):
    cut = {"whole": None, "full": [T] * B, "ragged": [max(T - 2 * b, 0) for b in range(B)], "none": [0] * B}
    return cut[pattern]


@pytest.mark.parametrize("name", KERNELS)
@pytest.mark.parametrize(("T", "B", "D", "H"), SIZES)
@pytest.mark.parametrize("pattern", ["whole", "full", "ragged", "none"])
@pytest.mark.parametrize("ends", ["zeros", "given", "final gradient alone"])
def test_the_kernel_is_the_loop(name, T, B, D, H, pattern, ends):
    fast, x, state, dy, dstate = make(name, T, B, D, H)
    loop, *_ = make(name, T, B, D, H, kernel=False)
    lengths = lengths_of(pattern, T, B)
    state, dstate = (None, None) if ends == "zeros" else (state, dstate)
    dy = None if ends == "final gradient alone" else dy
    results = []
    for layer in (fast, loop):
        y, final, cache = layer.forward(x, state, lengths)
        dx, dstart, grads = layer.backward(cache, dy, dstate)
        assert isinstance(cache.kept, list) == (layer is loop)
        results.append([y, *parts(final), dx, *parts(dstart), *(grads[key] for key in layer.params)])
    for ours, theirs in zip(*results, strict=True):
        assert ours.shape == theirs.shape and ours.dtype == theirs.dtype
        np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-13 * max(1, np.abs(theirs).max()))


NAMES = {"RNN": ["h"], "RNN-relu": ["h"], "LSTM": list("ifgoc"), "GRU": list("rznu"), "GRU-before": list("rznu")}


@pytest.mark.parametrize("name", KERNELS)
def test_what_a_step_computes_is_read_by_its_name_from_the_kernel_and_the_loop(name):
    fast, x, state, *_ = make(name, 5, 3, 2, 4)
    loop, *_ = make(name, 5, 3, 2, 4, kernel=False)
    quick, slow = fast.forward(x, state)[2], loop.forward(x, state)[2]
    for part in [*NAMES[name], "h_before"]:
        assert getattr(quick, part).shape == (5, 3, 4)
        np.testing.assert_allclose(getattr(quick, part), getattr(slow, part), atol=1e-14)
    with pytest.raises(AttributeError):
        quick.nonsense  # noqa: B018


@pytest.mark.parametrize("kernel", [True, False])
@each_cell
def test_all_that_is_kept_has_the_dtype_of_the_layer(name, kernel):
    layer = CELLS[name](2, 4, rng=np.random.default_rng(0), dtype=np.float32, kernel=kernel)
    kept = layer.forward(np.ones((5, 3, 2), np.float32), None, [5, 2, 0])[2].kept
    arrays = kept if isinstance(kept, tuple) else [array for step in kept for array in step]
    assert {array.dtype for array in arrays} == {np.dtype(np.float32)}


def test_the_gates_of_the_lstm_bear_pytorchs_names():
    layer, x, state, *_ = make("LSTM", 4, 2, 3, 5)
    cache, p = layer.forward(x, state)[2], layer.params
    a = x[0] @ p["W_xh"].T + state.h @ p["W_hh"].T + p["b_h"]
    for k, name in enumerate("ifgo"):
        block = a[:, 5 * k : 5 * k + 5]
        want = np.tanh(block) if name == "g" else 1 / (1 + np.exp(-block))
        np.testing.assert_allclose(getattr(cache, name)[0], want, atol=1e-14)


@pytest.mark.parametrize("kernel", [True, False])
@pytest.mark.parametrize("lengths", [None, [5, 2, 0]])
@each_cell
def test_nothing_handed_out_is_a_view_of_what_is_kept(name, lengths, kernel):
    layer, x, state, dy, dstate = make(name, 5, 3, 2, 4, kernel=kernel)
    _, _, cache = layer.forward(x, state, lengths)
    want = layer.backward(cache, dy, dstate)
    y, final, cache = layer.forward(x, state, lengths)
    for array in [y, *parts(final)]:
        array *= 0
    got = layer.backward(cache, dy, dstate)
    for array in [got[0], *parts(got[1]), *got[2].values()]:
        array += 0
    for a, b in zip(
        [want[0], *parts(want[1]), *want[2].values()], [got[0], *parts(got[1]), *got[2].values()], strict=True
    ):
        np.testing.assert_array_equal(a, b)
    for array in [got[0], *parts(got[1]), *got[2].values()]:
        array *= 0
    again = layer.backward(cache, dy, dstate)
    np.testing.assert_array_equal(again[0], want[0])
    assert dy.any() and all(part.any() for part in parts(dstate))


@each_cell
@pytest.mark.parametrize("junk", [np.nan, np.inf, 1e300])
def test_what_stands_past_an_end_in_the_gradient_does_not_matter(name, junk):
    layer, x, state, dy, dstate = make(name, 5, 3, 2, 4)
    _, _, cache = layer.forward(x, state, [5, 2, 0])
    want = layer.backward(cache, dy, dstate)
    spoiled = dy.copy()
    spoiled[2:, 1] = spoiled[:, 2] = junk
    got = layer.backward(cache, spoiled, dstate)
    np.testing.assert_array_equal(got[0], want[0])
    for key in layer.params:
        np.testing.assert_array_equal(got[2][key], want[2][key])


@each_cell
def test_a_gradient_that_is_no_number_or_of_another_dtype_is_refused(name):
    layer, x, state, dy, dstate = make(name, 5, 3, 2, 4)
    _, _, cache = layer.forward(x, state)
    dy[3, 1, 2] = np.nan
    with pytest.raises(ValueError, match=r"dy: expected finite numbers, got nan at index \(3, 1, 2\)"):
        layer.backward(cache, dy, dstate)
    with pytest.raises(ValueError, match="dy: expected a NumPy array of dtype float64, got dtype float32"):
        layer.backward(cache, np.ones((5, 3, 4), np.float32), dstate)
    parts(dstate)[-1][0, 0] = np.inf
    with pytest.raises(ValueError, match="dstate.*: expected finite numbers"):
        layer.backward(cache, None, dstate)


def test_a_cell_without_a_kernel_runs_the_loop_and_one_without_its_methods_says_so():
    assert MGU(2, 3, rng=np.random.default_rng(0)).kernel is None
    with pytest.raises(NotImplementedError):
        RecurrentLayer(2, 3, rng=np.random.default_rng(0))

    class Unfinished(RecurrentLayer):
        def shapes(self):
            return {"W": (3, 2)}

    layer = Unfinished(2, 3, rng=np.random.default_rng(0))
    for call in (lambda: layer.step(np.ones((1, 2)), None), lambda: layer.step_backward(None, np.ones((1, 3)), None)):
        with pytest.raises(NotImplementedError):
            call()


RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: LSTM.from_torch(torch.nn.LSTM(2, 3, proj_size=1)), "expected no projection, got proj_size=1"),
        (lambda: Bidirectional.from_torch(torch.nn.LSTM(2, 3, proj_size=1, bidirectional=True)), "no projection"),
        (lambda: Stacked.from_torch(torch.nn.LSTM(2, 3, 2, proj_size=1)), "expected no projection"),
        (lambda: Bidirectional.from_torch(torch.nn.GRU(2, 3)), "expected one layer and two directions"),
        (lambda: Bidirectional.from_torch(torch.nn.Linear(2, 3)), "expected one of torch.nn.GRU, .*, got Linear"),
        (lambda: RNN(2, 3, rng=0), "rng: expected a np.random.Generator, got 0"),
        (lambda: RNN(2, 3, rng=RNG, dtype=torch.float32), "dtype: expected float32 or float64, got torch.float32"),
        (lambda: RNN(2, 3, rng=RNG, dtype=None), "dtype: expected float32 or float64, got None"),
    ],
)
def test_what_makes_no_sense_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("cls", [RNN, LSTM, GRU])
def test_a_bidirectional_module_without_bias_is_taken(cls):
    module = getattr(torch.nn, cls.torch_name)(3, 5, bidirectional=True, bias=False, dtype=torch.float64)
    x = np.random.default_rng(0).standard_normal((6, 2, 3))
    want = module(torch.tensor(x))[0].detach().numpy()
    np.testing.assert_allclose(Bidirectional.from_torch(module).forward(x)[0], want, atol=1e-12)


def test_the_state_of_an_lstm_has_its_name():
    layer = LSTM(2, 3, rng=np.random.default_rng(0))
    state = layer.initial_state(4)
    assert isinstance(state, LSTMState) and state.h.shape == state.c.shape == (4, 3)
    assert state.h is not state.c
