"""How far a gradient reaches is what the Jacobians say."""

import numpy as np
import pytest

from rnncourse.scratch import (
    LSTM,
    RNN,
    LSTMState,
    gradient_by_distance,
    half_life,
    identity,
)


def test_gradient_by_distance_is_the_product_of_the_jacobians():
    layer = RNN(3, 5, rng=np.random.default_rng(0), dtype=np.float64)
    x = np.random.default_rng(1).standard_normal((8, 3))
    y, _, _ = layer.forward(x[:, None])
    distances, norms = gradient_by_distance(layer, x)
    product = np.eye(5)
    for d in range(8):
        assert distances[d] == d
        assert norms[d] == pytest.approx(np.linalg.norm(product, 2), abs=1e-12)
        h_t = y[7 - d, 0]
        product = product @ (np.diag(1 - h_t**2) @ layer.params["W_hh"])


@pytest.mark.parametrize("part", ["h", "c"])
def test_gradient_by_distance_follows_either_part_of_an_lstm_state(part):
    layer = LSTM(2, 4, rng=np.random.default_rng(0), dtype=np.float64)
    rng = np.random.default_rng(1)
    x, start = rng.standard_normal((6, 2)), LSTMState(rng.standard_normal(4), rng.standard_normal(4))
    distances, norms = gradient_by_distance(layer, x, start, part=part)
    assert list(distances) == list(range(7)) and norms[0] == 1
    state = LSTMState(start.h[None], start.c[None])
    for t in range(6):

        def moved(by, t=t, state=state):
            at = state._replace(**{part: getattr(state, part) + by})
            return getattr(layer.forward(x[t:, None], at)[1], part)[0]

        columns = [(moved(1e-6 * e) - moved(-1e-6 * e)) / 2e-6 for e in np.eye(4)]
        assert norms[6 - t] == pytest.approx(np.linalg.norm(np.stack(columns, axis=1), 2), abs=1e-8)
        _, state, _ = layer.forward(x[t : t + 1, None], state)


def test_without_a_way_round_the_gradient_of_the_cell_is_the_product_of_the_forget_gates():
    layer = LSTM(1, 3, rng=np.random.default_rng(0), dtype=np.float64)
    for p in layer.params.values():
        p[...] = 0
    layer.params["b_h"][3:6] = np.log(9)  # σ = 0.9
    _, norms = gradient_by_distance(layer, np.zeros((20, 1)), part="c")
    np.testing.assert_allclose(norms, 0.9 ** np.arange(21), rtol=1e-12)


def test_a_linear_network_of_spectral_radius_r_shrinks_by_r_a_step():
    layer = RNN(1, 6, nonlinearity="relu", rng=np.random.default_rng(0), dtype=np.float64)
    layer.params["W_hh"][...] = identity(6, gain=0.5)
    layer.params["b_h"][...] = 1
    _, norms = gradient_by_distance(layer, np.zeros((20, 1)))
    np.testing.assert_allclose(norms, 0.5 ** np.arange(21), rtol=1e-10)
    assert half_life(norms) == pytest.approx(1)
    assert half_life(1 / norms) == pytest.approx(-1)
    assert half_life(np.ones(5)) == float("inf")


def test_half_life_leaves_underflow_out():
    assert half_life(np.array([1, 0.5, 0.25, 0.0, 0.0])) == pytest.approx(1)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: half_life(np.array([1.0])), "at least two"),
        (
            lambda: gradient_by_distance(RNN(3, 2, rng=np.random.default_rng(0)), np.zeros((0, 3))),
            "x: expected",
        ),
        (
            lambda: gradient_by_distance(RNN(3, 2, rng=np.random.default_rng(0)), np.zeros((4, 3), "f"), part="c"),
            "part: expected one of h, got 'c'",
        ),
        (
            lambda: gradient_by_distance(LSTM(3, 2, rng=np.random.default_rng(0)), np.zeros((4, 3), "f"), part="o"),
            "part: expected one of h, c, got 'o'",
        ),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
