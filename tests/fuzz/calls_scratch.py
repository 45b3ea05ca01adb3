"""Valid calls of the rest of scratch: activations, losses, optimizers, attention, convolution, CTC, training."""

import functools
import itertools

import numpy as np

from rnncourse import scratch
from rnncourse.scratch import activations, init
from tests.fuzz.calls_layers import B, D, H, T, any_layer, floats, language_model
from tests.fuzz.cases import case
from tests.fuzz.odd import Floats, Function, Ids, Kind, Loosely, Named, Number, Several, Whole

EXACT = Floats(shaped=True)
ANY = Floats(nan=True, inf=True, low=True, empty=True, anyhow=True)
HIDDEN = Floats(nan=True, inf=True, low=True)  # where a mask is False
SOME = Floats(likes=True, empty=True)
PAIRS = Several(Several(Whole(1, 2**31)), empty=True)
LEARNED = Floats(shaped=True, nan=True, inf=True, low=True)
ENDS = Ids(T, shaped=True)
CLASSES = Ids(5, free=True)
S = 5
MOVED = Loosely(Floats(empty=True))  # the loss reads the array of the valid call


def either(rng):
    return (np.float32, np.float64)[rng.integers(2)]


@case("scratch.activations:log_softmax", scores=Floats(low=True, empty=True, anyhow=True))
def log_softmax(rng):
    return activations.log_softmax, dict(scores=floats(rng, 4, 3, dtype=either(rng)))


@case("scratch.activations:softmax", scores=Floats(low=True, empty=True, anyhow=True))
def softmax(rng):
    return activations.softmax, dict(scores=floats(rng, 2, 4, 3, dtype=either(rng)))


@case("scratch.layers:Embedding", weight=0.5)
def embedding(rng):
    return scratch.Embedding, dict(vocab_size=5, size=D, rng=rng, dtype=np.float32)


@case("scratch.layers:Embedding.forward", x=Ids(5))
def embedding_forward(rng):
    return scratch.Embedding(5, D, rng=rng).forward, dict(x=rng.integers(0, 5, (T, B)))


@case("scratch.layers:Embedding.backward", dy=EXACT, cache=Kind())
def embedding_backward(rng):
    layer = scratch.Embedding(5, D, rng=rng)
    _, cache = layer.forward(rng.integers(0, 5, (T, B)))
    return layer.backward, dict(cache=cache, dy=floats(rng, T, B, D))


@case("scratch.layers:Linear", weight=0.5)
def linear(rng):
    return scratch.Linear, dict(input_size=H, output_size=2, rng=rng, dtype=np.float64)


@case("scratch.layers:Linear.forward", h=Floats())
def linear_forward(rng):
    return scratch.Linear(H, 2, rng=rng).forward, dict(h=floats(rng, T, B, H))


@case("scratch.layers:Linear.backward", weight=1, dscores=EXACT, cache=Kind())
def linear_backward(rng):
    layer = scratch.Linear(H, 2, rng=rng)
    _, cache = layer.forward(floats(rng, T, B, H))
    return layer.backward, dict(cache=cache, dscores=floats(rng, T, B, 2))


@case(
    "scratch.losses:softmax_cross_entropy",
    weight=2,
    scores=Floats(),
    targets=Ids(5, free=True),
    lengths=Ids(T, shaped=True),
)
def softmax_cross_entropy(rng):
    targets = np.where(rng.random((T, B)) < 0.2, scratch.IGNORE, rng.integers(0, 5, (T, B)))
    targets[0] = 2
    return scratch.softmax_cross_entropy, dict(
        scores=floats(rng, T, B, 5, dtype=either(rng)), targets=rng.integers(0, 5, (T, B)), lengths=[T] * B
    )


@case("scratch.losses:sigmoid_cross_entropy", weight=2, targets=Floats(nan=True), lengths=Ids(T, shaped=True))
def sigmoid_cross_entropy(rng):
    dtype = either(rng)
    targets = rng.integers(0, 2, (T, B, 2)).astype(dtype)
    return scratch.sigmoid_cross_entropy, dict(
        scores=floats(rng, T, B, 2, dtype=dtype), targets=targets, lengths=[T] * B
    )


@case("scratch.losses:squared_error", weight=2, targets=Floats(nan=True), lengths=Ids(T, shaped=True))
def squared_error(rng):
    dtype = either(rng)
    return scratch.squared_error, dict(
        scores=floats(rng, T, B, 2, dtype=dtype), targets=floats(rng, T, B, 2, dtype=dtype), lengths=[T] * B
    )


@case("scratch.optim:SGD", weight=0.5, learning_rate=Number(0, 1e12), momentum=Number(0, 0.9999999))
def sgd(rng):
    return scratch.SGD, dict(learning_rate=0.1, momentum=0.5)


@case("scratch.optim:Adam", weight=0.5, learning_rate=Number(0, 1e12), betas=Several(Number(0, 0.9999999)))
def adam(rng):
    return scratch.Adam, dict(learning_rate=0.1, betas=(0.9, 0.99), epsilon=1e-8)


def some_grads(rng, dtype=np.float32):
    return {"W": floats(rng, 2, 3, dtype=dtype), "b": floats(rng, 3, dtype=dtype)}


@case("scratch.optim:SGD.step", changes="params", params=Loosely(Named(LEARNED)), grads=Named(EXACT, empty=True))
def sgd_step(rng):
    return scratch.SGD(0.1, momentum=0.5).step, dict(params=some_grads(rng), grads=some_grads(rng))


@case("scratch.optim:Adam.step", changes="params", params=Loosely(Named(LEARNED)), grads=Named(EXACT, empty=True))
def adam_step(rng):
    return scratch.Adam(0.1).step, dict(params=some_grads(rng, np.float64), grads=some_grads(rng, np.float64))


@case(
    "scratch.optim:gradient_norm",
    weight=0.5,
    grads=Named(ANY, empty=True),
)
def gradient_norm(rng):
    return scratch.gradient_norm, dict(grads=some_grads(rng, either(rng)))


@case(
    "scratch.optim:clip_norm",
    changes="grads",
    grads=Named(Floats(empty=True, anyhow=True), empty=True),
    max_norm=Number(0, infinite=False),
)
def clip_norm(rng):
    return scratch.clip_norm, dict(grads=some_grads(rng, either(rng)), max_norm=0.5)


@case(
    "scratch.gradcheck:numerical_gradient",
    changes="array",
    array=Loosely(Floats(empty=True)),
    epsilon=Number(0),
    loss=Function(),
)
def numerical_gradient(rng):
    array = floats(rng, 2, 2, dtype=np.float64)
    return scratch.numerical_gradient, dict(loss=lambda: float((array**2).sum()), array=array, epsilon=1e-5)


@case("scratch.gradcheck:relative_error", a=SOME, b=SOME)
def relative_error(rng):
    return scratch.relative_error, dict(a=floats(rng, 3, 2), b=floats(rng, 3, 2, dtype=np.float64))


@case(
    "scratch.gradcheck:check_gradient",
    changes="params",
    params=Loosely(Named(Floats())),
    grads=Named(Floats(likes=True, shaped=True)),
    epsilon=Number(0),
    loss=Function(),
    names="array",
)
def check_gradient(rng):
    params = some_grads(rng, np.float64)
    grads = {name: 2 * array for name, array in params.items()}
    return scratch.check_gradient, dict(
        loss=lambda: sum(float((array**2).sum()) for array in params.values()), params=params, grads=grads, epsilon=1e-5
    )


@case("scratch.gradient_flow:gradient_by_distance", x=Floats())
def gradient_by_distance(rng):
    layer = any_layer(rng)
    state = layer.initial_state(1)
    state = type(state)(*(s[0] for s in state)) if isinstance(state, tuple) else state[0]
    return scratch.gradient_by_distance, dict(
        layer=layer, x=floats(rng, T, D, dtype=layer.dtype), state=state, part="h"
    )


@case("scratch.gradient_flow:half_life", norms=Floats(likes=True))
def half_life(rng):
    return scratch.half_life, dict(norms=0.5 ** np.arange(6.0))


@case("scratch.init:uniform", weight=0.5, shape=Ids(empty=True), bound=Number(0))
def uniform(rng):
    return init.uniform, dict(shape=(2, 3), bound=0.5, rng=rng, dtype=np.float32)


@case("scratch.init:orthogonal", weight=0.5, gain=Number(0))
def orthogonal(rng):
    return scratch.orthogonal, dict(size=3, rng=rng, gain=1.5, dtype=np.float64)


@case("scratch.init:identity", weight=0.5, gain=Number(0))
def identity(rng):
    return scratch.identity, dict(size=3, gain=1.5, dtype=np.float64)


@case("scratch.init:spectral_radius", W=Floats())
def spectral_radius(rng):
    return scratch.spectral_radius, dict(W=floats(rng, 3, 3, dtype=either(rng)))


@case("scratch.init:with_spectral_radius", W=Floats(), radius=Number(0))
def with_spectral_radius(rng):
    return scratch.with_spectral_radius, dict(W=floats(rng, 3, 3, dtype=either(rng)), radius=0.9)


@functools.wraps(scratch.fit)
def trained(**arguments):
    """The losses of a training: the seconds differ."""
    return scratch.fit(**arguments).loss


@case(
    "scratch.fit:fit",
    weight=1,
    changes="network optimizer batches rng",
    names="x y state lengths scores targets grads params",
    batches=Several(Several(Ids(5)), empty=False),
    loss=Function(),
    epochs=Whole(1, 2**31),
    clip=Number(0),
    validate=Function(),
    patience=Whole(1, 2**31),
    goal=Number(),
)
def fit(rng):
    x = rng.integers(0, 5, (T, B))
    values = itertools.chain(np.linspace(2, 1, 100).tolist(), itertools.repeat(1.0))
    return trained, dict(
        network=language_model(rng),
        batches=[(x, x)],
        optimizer=scratch.SGD(0.1),
        loss=scratch.softmax_cross_entropy,
        epochs=2,
        clip=1.0,
        carry_state=True,
        rng=rng,
        validate=lambda: next(values),
        patience=2,
        goal=-1.0,
        bar=False,
    )
