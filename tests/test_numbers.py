"""One policy for numbers at every public door: refused with a name, or the right figure, and nothing in between."""

import numpy as np
import pytest
import torch

from rnncourse import batching, decoding, metrics, plots, scratch
from rnncourse.ngram import NGramModel
from rnncourse.scratch import GRU, LSTM, MGU, RNN, Linear, LSTMVariant

T, B, D, H = 5, 3, 2, 4
RNG = np.random.default_rng
CELLS = {
    "RNN": lambda **o: RNN(D, H, rng=RNG(0), **o),
    "LSTM": lambda **o: LSTM(D, H, rng=RNG(0), **o),
    "GRU": lambda **o: GRU(D, H, rng=RNG(0), **o),
    "GRU, reset before": lambda **o: GRU(D, H, reset="before", rng=RNG(0), **o),
    "MGU": lambda **o: MGU(D, H, rng=RNG(0), **o),
    "peepholes": lambda **o: LSTMVariant(D, H, peepholes=True, rng=RNG(0), **o),
}
LAYERS = {
    **{name: cell() for name, cell in CELLS.items()},
    "both": scratch.Bidirectional(CELLS["GRU"](), GRU(D, H, rng=RNG(1))),
    "stacked": scratch.Stacked([CELLS["LSTM"](), GRU(H, H, rng=RNG(1))]),
    "pooled": scratch.Pooled(CELLS["GRU"](), "mean", rng=RNG(0)),
    "with attention": scratch.Pooled(CELLS["GRU"](), "attention", rng=RNG(0)),
}


def floats(*shape, dtype=np.float32):
    return RNG(7).standard_normal(shape).astype(dtype)


def with_nan(array, index=(-1,)):
    array = array.copy()
    array[index] = np.nan
    return array


def backward_of(make):
    """What hands a gradient with one NaN to a backward pass."""

    def call():
        layer, inputs = make()
        y, *_, cache = layer.forward(*inputs)
        layer.backward(cache, with_nan(y, (0,) * y.ndim))

    return call


REFUSED = {
    # gradients and their check
    "a NaN gradient is not equal": (
        lambda: scratch.check_gradient(lambda: 0.0, {"W": np.ones(3)}, {"W": np.array([0, np.nan, 0])}),
        r"grads\['W'\]: expected finite numbers, got nan at index \(1,\)",
    ),
    "a gradient of another shape": (
        lambda: scratch.check_gradient(lambda: 0.0, {"W": np.ones(3)}, {"W": np.zeros(1)}),
        r"grads\['W'\]: expected \(3,\), got \(1,\)",
    ),
    "half-life of NaN": (lambda: scratch.half_life([1, np.nan]), r"norms: expected finite numbers, got nan at index"),
    "half-life of nothing but 0": (lambda: scratch.half_life([0, 0, 0]), "norms: expected at least two positive"),
    "backward of an embedding": (
        backward_of(lambda: (scratch.Embedding(3, D, rng=RNG(0)), [np.zeros((T, B), int)])),
        r"dy: expected finite numbers, got nan at index \(0, 0, 0\)",
    ),
    "backward of a linear layer": (
        backward_of(lambda: (Linear(D, H, rng=RNG(0)), [floats(T, B, D)])),
        "dscores: expected finite numbers, got nan",
    ),
    "backward of a convolution": (
        backward_of(lambda: (scratch.Conv2d(2, 3, 2, rng=RNG(0)), [floats(B, 2, 4, 4)])),
        "dy: expected finite numbers, got nan",
    ),
    "backward of a pooling": (
        backward_of(lambda: (scratch.MaxPool1d(2), [floats(B, 2, 4)])),
        "dy: expected finite numbers, got nan",
    ),
    "backward of an attention": (
        backward_of(lambda: (scratch.DotProductAttention(D), [floats(T, B, D)] * 3)),
        "dcontext: expected finite numbers, got nan",
    ),
    "a step on NaN": (
        lambda: scratch.SGD(0.1).step({"W": np.ones(2)}, {"W": np.array([1, np.nan])}),
        r"grads\['W'\]: expected finite numbers, got nan at index \(1,\)",
    ),
    "a step on gradients whose squares overflow": (
        lambda: scratch.Adam(0.1).step({"W": np.ones(2, np.float32)}, {"W": np.full(2, 1e20, np.float32)}),
        r"grads\['W'\]: expected gradients whose squares can be summed, got a norm of 1.41e\+20",
    ),
    # forward passes, scores and losses
    "NaN in a linear layer": (
        lambda: Linear(D, H, rng=RNG(0)).forward(with_nan(floats(T, B, D), (1, 2, 0))),
        r"h: expected finite numbers, got nan at index \(1, 2, 0\)",
    ),
    "a list in a linear layer": (
        lambda: Linear(1, H, rng=RNG(0)).forward([[[1.0]]]),
        "h: expected a NumPy array of dtype float32, got list",
    ),
    "NaN in log_softmax": (lambda: scratch.log_softmax(np.array([0, np.nan])), "scores: expected finite numbers"),
    "a list in log_softmax": (lambda: scratch.log_softmax([1.0, 2.0]), "scores: expected a NumPy array .* got list"),
    "integers in softmax": (lambda: scratch.softmax(np.array([1, 2])), "scores: expected .* got dtype int64"),
    "NaN in the cross-entropy": (
        lambda: scratch.softmax_cross_entropy(with_nan(floats(T, B, 3), (2, 1, 0)), np.zeros((T, B), int)),
        r"scores: expected finite numbers, got nan at index \(2, 1, 0\)",
    ),
    "integer scores": (
        lambda: scratch.softmax_cross_entropy(np.ones((T, B, 3), int), np.zeros((T, B), int)),
        "scores: expected .* got dtype int64",
    ),
    "a target of 7 for yes or no": (
        lambda: scratch.sigmoid_cross_entropy(floats(T, B, 2), np.full((T, B, 2), 7, np.float32)),
        r"targets: expected numbers from 0 \(no\) to 1 \(yes\), got 7",
    ),
    "a score that is no number where it counts": (
        lambda: scratch.squared_error(with_nan(floats(T, B, 2)), floats(T, B, 2)),
        "scores: expected finite numbers, got nan",
    ),
    "numbers too large to compute with": (
        lambda: CELLS["LSTM"]().forward(np.full((T, B, D), 1e30, np.float32)),
        r"x: expected numbers of at most 1e\+12 in size, got 1e\+30 at index \(0, 0, 0\)",
    ),
    # making a layer
    "rng=0": (lambda: LSTM(D, H, rng=0), "rng: expected a np.random.Generator, got 0"),
    "rng=0 for attention": (lambda: scratch.GeneralAttention(D, H, rng=0), "rng: expected a np.random.Generator"),
    "dtype=torch.float32": (lambda: CELLS["GRU"](dtype=torch.float32), "dtype: expected float32 or float64, got torch"),
    "dtype=None": (lambda: CELLS["RNN"](dtype=None), "dtype: expected float32 or float64, got None"),
    "a size of 10**30": (lambda: LSTM(10**30, H, rng=RNG(0)), "input_size: expected a whole number > 0 and below 2"),
    "a size without room": (lambda: LSTM(D, 10**9, rng=RNG(0)), "input_size, hidden_size: expected sizes whose prod"),
    "a matrix without eigenvalues": (
        lambda: scratch.with_spectral_radius(np.zeros((2, 2)), 1.0),
        "W: expected an eigenvalue other than 0, got none",
    ),
    # batches, drawing, n-grams
    "half a pad among ids": (lambda: batching.pad_batch([[1, 2], [3]], pad=0.5), "pad: expected a whole number .* 0.5"),
    "a pad of NaN among ids": (lambda: batching.pad_batch([[1, 2], [3]], pad=np.nan), "pad: expected a whole num.*nan"),
    "drawing from zeros": (lambda: decoding.draw([0.0, 0.0], rng=RNG(0)), "probabilities: expected a sum above 0"),
    "drawing from NaN": (lambda: decoding.draw([np.nan, 0.5], rng=RNG(0)), "probabilities: expected finite .* nan"),
    "a million tokens in an n-gram": (lambda: NGramModel(10**6), "order: expected a whole number from 1 to 1000"),
    # pictures
    "no curve": (lambda: plots.lines([1, 2], {}, xlabel="x", ylabel="y"), "curves: expected a dictionary with at le"),
    "a curve with more values than places": (
        lambda: plots.lines([1, 2], {"a": [1, 2, 3]}, xlabel="x", ylabel="y"),
        r"curves\['a'\]: expected \(2,\) or \(seeds, 2\)",
    ),
    "fewer labels than points": (
        lambda: plots.states(np.ones((7, 2)), [0, 1, 2, 3, 4]),
        r"labels: expected one for each of the 7 points, got \(5,\)",
    ),
    "more paths than can be told apart": (
        lambda: plots.loss_surface([0, 1], [0, 1], np.ones((2, 2)), {str(i): [[0, 0], [1, 1]] for i in range(6)}),
        "paths: expected at most 5, got 6",
    ),
    "a loss of zeros": (
        lambda: plots.loss_surface([0, 1], [0, 1], np.zeros((2, 2))),
        "loss: expected numbers from 0 up, and one above, got nothing but 0",
    ),
    "what a mask would hide": (
        lambda: metrics.perplexity(np.ma.masked_array([-1.0, -2.0], [True, False])),
        "logprobs: expected an array, got a MaskedArray, of which something would be lost",
    ),
}


@pytest.mark.parametrize(("call", "message"), REFUSED.values(), ids=REFUSED)
def test_what_was_not_meant_is_refused(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()


@pytest.mark.parametrize("name", LAYERS)
def test_a_backward_pass_refuses_nan(name):
    layer = LAYERS[name]
    y, _, cache = layer.forward(floats(T, B, D))
    with pytest.raises(ValueError, match=r"expected finite numbers, got nan at index"):
        layer.backward(cache, with_nan(np.ones_like(y)))


@pytest.mark.parametrize("kernel", [True, False])
@pytest.mark.parametrize("name", LAYERS)
def test_what_stands_past_an_end_never_matters(name, kernel):
    layer = CELLS[name](kernel=kernel) if name in CELLS else LAYERS[name]
    lengths, x = np.array([T, 2, 3]), floats(T, B, D)
    past = np.arange(T)[:, None] >= lengths
    found = []
    for junk in (0, np.nan, -np.inf, 1e30):
        given = x.copy()
        given[past] = junk
        y, _, cache = layer.forward(given, lengths=lengths)
        dy = np.ones_like(y)
        if len(dy) == T:
            dy[past] = junk
        dx, _, grads = layer.backward(cache, dy)
        found.append([y, dx, *grads.values()])
    for other in found[1:]:
        for a, b in zip(found[0], other, strict=True):
            np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("make", [scratch.AdditiveAttention, scratch.GeneralAttention])
def test_what_a_mask_hides_never_matters(make):
    layer = make(D, D, *([H] if make is scratch.AdditiveAttention else []), rng=RNG(0))
    mask, keys = scratch.lengths_mask(np.array([T, 2, 3]), T), floats(T, B, D)
    found = []
    for junk in (0, np.nan, np.inf):
        keys[~mask.T] = junk
        context, _, cache = layer.forward(floats(2, B, D), keys, keys, mask)
        found.append([context, *layer.backward(cache, np.ones_like(context))[:3]])
    for other in found[1:]:
        for a, b in zip(found[0], other, strict=True):
            np.testing.assert_array_equal(a, b)


def test_ids_past_an_end_never_matter():
    network = scratch.Network(CELLS["LSTM"](), 5, vocab_size=5, rng=RNG(0))
    x, lengths = RNG(0).integers(0, 5, (T, B)), np.array([T, 2, 3])
    clean, _, _ = network.forward(x, lengths=lengths)
    x[np.arange(T)[:, None] >= lengths] = scratch.IGNORE
    np.testing.assert_array_equal(network.forward(x, lengths=lengths)[0], clean)


def test_the_weights_of_attention_are_no_view_of_the_cache():
    layer = scratch.DotProductAttention(D)
    context, weights, cache = layer.forward(*[floats(T, B, D)] * 3)
    dy = np.ones_like(context)
    before = layer.backward(cache, dy)[:3]
    weights *= 0
    context *= 0
    for a, b in zip(before, layer.backward(cache, dy)[:3], strict=True):
        np.testing.assert_array_equal(a, b)


def test_tensors_are_scored_as_the_numbers_they_hold():
    three = torch.tensor([1, 2, 3])
    assert metrics.edit_distance(three, three) == metrics.edit_distance(list(three), three) == 0
    assert metrics.distinct(torch.ones(4), 1) == metrics.distinct(list(torch.ones(4)), 1) == 0.25
    assert metrics.longest_copied_span(three, [0, 1, 2]) == 2
    assert metrics.accuracy(three, [1, 2, 4]) == pytest.approx(2 / 3)
    assert metrics.perplexity(torch.tensor([-1.0, -1.0])) == pytest.approx(np.e)


def test_an_interrupted_gradient_check_leaves_the_weights():
    array = np.arange(3.0)

    def loss():
        if array[1] != 1:
            raise KeyboardInterrupt
        return 0.0

    with pytest.raises(KeyboardInterrupt):
        scratch.numerical_gradient(loss, array)
    assert array.tolist() == [0, 1, 2]


def test_finite_gradients_of_any_size_are_clipped():
    grads = {"W": np.full((2, 2), 1e20, np.float32), "b": np.full(2, -1e30, np.float32)}
    assert scratch.clip_norm(grads, 1.0) == pytest.approx(2**0.5 * 1e30, rel=1e-5)
    assert scratch.gradient_norm(grads) == pytest.approx(1, rel=1e-5)


@pytest.mark.parametrize("make", [scratch.Adam, lambda: scratch.SGD(0.1, momentum=0.9)])
def test_a_step_is_taken_whole_or_not_at_all(make):
    optimizer, params = make(), {"W": np.ones(2), "b": np.ones(2)}
    with pytest.raises(ValueError, match=r"grads\['b'\]"):
        optimizer.step(params, {"W": np.ones(2), "b": np.array([1, np.inf])})
    optimizer.step(params, {"W": np.zeros(2), "b": np.zeros(2)})
    assert params["W"].tolist() == params["b"].tolist() == [1, 1]


def test_every_curve_is_drawn_and_named():
    curves = {f"_{i}" if i % 2 else str(i): [i, i + 1] for i in range(8)}
    ax = plots.lines([0, 1], curves, xlabel="x", ylabel="y")
    assert len(ax.lines) == len(ax.get_legend().texts) == 8


def test_a_dollar_among_tokens_is_a_dollar():
    symbols = ["$", "$\\frac{$", "_"]
    ax = plots.along(symbols, [1, 2, 3], np.array([True, False, True]))
    ax.figure.canvas.draw()
    assert [text.get_text() for text in ax.get_xticklabels()] == symbols


def test_a_path_that_leaves_the_points_is_in_view():
    ax = plots.states([[0.0, 0.0], [1.0, 1.0]], ["a", "b"], path=[[0.0, 0.0], [1e30, 5.0]])
    ax.figure.canvas.draw()
    assert ax.get_xlim()[1] > 1e30
