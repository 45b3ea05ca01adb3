"""Valid calls of scratch's attention, convolution, pooling and CTC."""

import numpy as np
import torch

from rnncourse import scratch
from rnncourse.scratch import activations
from tests.fuzz.calls_layers import B, D, H, T, floats
from tests.fuzz.calls_scratch import EXACT, HIDDEN, LEARNED, PAIRS, S, either
from tests.fuzz.cases import case
from tests.fuzz.odd import Floats, Ids, Kind, Several, Whole


@case("scratch.attention:AdditiveAttention", weight=0.4)
def additive(rng):
    return scratch.AdditiveAttention, dict(query_size=D, key_size=H, hidden_size=4, rng=rng, dtype=np.float32)


@case("scratch.attention:GeneralAttention", weight=0.4)
def general(rng):
    return scratch.GeneralAttention, dict(query_size=D, key_size=H, rng=rng, dtype=np.float32)


@case("scratch.attention:DotProductAttention", weight=0.4, size=Whole(1, 2**31))
def dot(rng):
    return scratch.DotProductAttention, dict(size=D, scaled=True, dtype=np.float64)


def attention(rng):
    kind = rng.integers(3)
    if kind == 2:
        return scratch.DotProductAttention(D, scaled=True)
    return scratch.AdditiveAttention(D, D, H, rng=rng) if kind else scratch.GeneralAttention(D, D, rng=rng)


@case("scratch.attention:Attention.forward", weight=3, query=Floats(), keys=EXACT, values=Floats())
def attend(rng):
    mask = rng.random((B, S)) < 0.7
    mask[:, 0] = True
    return attention(rng).forward, dict(
        query=floats(rng, T, B, D), keys=floats(rng, S, B, D), values=floats(rng, S, B, 4), mask=None
    )


@case("scratch.attention:Attention.forward", weight=1, query=Floats(), keys=LEARNED, values=HIDDEN)
def attend_masked(rng):
    mask = rng.random((B, S)) < 0.7
    mask[:, 0] = True
    return attention(rng).forward, dict(
        query=floats(rng, T, B, D), keys=floats(rng, S, B, D), values=floats(rng, S, B, 4), mask=mask
    )


@case("scratch.attention:Attention.backward", weight=3, dcontext=EXACT, dweights=EXACT, cache=Kind())
def attend_backward(rng):
    layer = attention(rng)
    context, weights, cache = layer.forward(floats(rng, T, B, D), floats(rng, S, B, D), floats(rng, S, B, 4))
    return layer.backward, dict(cache=cache, dcontext=floats(rng, *context.shape), dweights=floats(rng, *weights.shape))


@case("scratch.attention:lengths_mask", lengths=Ids(S, empty=True), S=Whole(1))
def lengths_mask(rng):
    return scratch.lengths_mask, dict(lengths=rng.integers(0, S + 1, B), S=S)


@case("scratch.conv:Conv2d", weight=0.4, size=Several(Whole()), stride=Whole(1, 2**31), padding=Whole(0, 2**31))
def conv2d(rng):
    return scratch.Conv2d, dict(
        in_channels=2, out_channels=3, size=(2, 3), stride=2, padding=1, rng=rng, dtype=np.float32
    )


@case("scratch.conv:Conv1d", weight=0.4, size=Whole(), stride=Whole(1, 2**31), padding=Whole(0, 2**31))
def conv1d(rng):
    return scratch.Conv1d, dict(in_channels=2, out_channels=3, size=3, stride=1, padding=1, rng=rng, dtype=np.float32)


@case("scratch.conv:Conv2d.forward", x=Floats())
def conv2d_forward(rng):
    return scratch.Conv2d(2, 3, (2, 3), padding=1, rng=rng).forward, dict(x=floats(rng, B, 2, 5, 6))


@case("scratch.conv:Conv2d.backward", dy=EXACT, cache=Kind())
def conv2d_backward(rng):
    layer = scratch.Conv2d(2, 3, (2, 3), padding=1, rng=rng)
    y, cache = layer.forward(floats(rng, B, 2, 5, 6))
    return layer.backward, dict(cache=cache, dy=floats(rng, *y.shape))


@case("scratch.conv:Conv1d.forward", x=Floats())
def conv1d_forward(rng):
    return scratch.Conv1d(2, 3, 3, rng=rng).forward, dict(x=floats(rng, B, 2, 6))


@case("scratch.conv:Conv1d.backward", dy=EXACT, cache=Kind())
def conv1d_backward(rng):
    layer = scratch.Conv1d(2, 3, 3, rng=rng)
    y, cache = layer.forward(floats(rng, B, 2, 6))
    return layer.backward, dict(cache=cache, dy=floats(rng, *y.shape))


@case("scratch.conv:Conv2d.from_torch", weight=0.2)
def conv_from_torch(rng):
    torch.manual_seed(int(rng.integers(1000)))
    return scratch.Conv2d.from_torch, dict(module=torch.nn.Conv2d(2, 3, 2, padding=1))


@case("scratch.conv:MaxPool2d", weight=0.3, size=Several(Whole(1, 2**31)), stride=Whole(1, 2**31))
def maxpool2d(rng):
    return scratch.MaxPool2d, dict(size=(2, 3), stride=2)


@case("scratch.conv:MaxPool1d", weight=0.3, size=Whole(1, 2**31), stride=Whole(1, 2**31))
def maxpool1d(rng):
    return scratch.MaxPool1d, dict(size=2, stride=2)


@case("scratch.conv:MaxPool2d.forward", x=Floats())
def maxpool2d_forward(rng):
    return scratch.MaxPool2d(2).forward, dict(x=floats(rng, B, 2, 4, 4))


@case("scratch.conv:MaxPool2d.backward", dy=EXACT, cache=Kind())
def maxpool2d_backward(rng):
    layer = scratch.MaxPool2d(2)
    y, cache = layer.forward(floats(rng, B, 2, 4, 4))
    return layer.backward, dict(cache=cache, dy=floats(rng, *y.shape))


@case("scratch.conv:MaxPool1d.forward", x=Floats())
def maxpool1d_forward(rng):
    return scratch.MaxPool1d(2).forward, dict(x=floats(rng, B, 2, 4))


@case("scratch.conv:MaxPool1d.backward", dy=EXACT, cache=Kind())
def maxpool1d_backward(rng):
    layer = scratch.MaxPool1d(2)
    y, cache = layer.forward(floats(rng, B, 2, 4))
    return layer.backward, dict(cache=cache, dy=floats(rng, *y.shape))


@case(
    "scratch.windows:receptive_field",
    weight=0.5,
    layers=PAIRS,
    names="size stride",
)
def receptive_field(rng):
    return scratch.receptive_field, dict(layers=[(3, 1), (2, 2)])


def log_probs(rng, *shape, dtype=np.float32):
    return activations.log_softmax(floats(rng, *shape, dtype=dtype))


@case(
    "scratch.ctc:ctc_loss",
    weight=3,
    log_probs=Floats(low=True),
    targets=Ids(free=True, empty=True),
    input_lengths=Ids(T, shaped=True),
    target_lengths=Ids(2, shaped=True),
    blank=Whole(0, 4),
)
def ctc_loss(rng):
    return scratch.ctc_loss, dict(
        log_probs=log_probs(rng, T, B, 4, dtype=either(rng)),
        targets=rng.integers(1, 4, (B, 2)),
        input_lengths=np.full(B, T),
        target_lengths=rng.integers(0, 3, B),
        blank=0,
        zero_infinity=True,
    )


@case("scratch.ctc:ctc_loss", log_probs=Floats(low=True), targets=Several(Ids(4, empty=True)), blank=Whole(0, 4))
def ctc_loss_lists(rng):
    targets = [rng.integers(1, 4, n).tolist() for n in (1, 2, 1)]
    return scratch.ctc_loss, dict(log_probs=log_probs(rng, T, B, 4), targets=targets, blank=0)


@case(
    "scratch.ctc:alignments", log_probs=Floats(low=True), target=Ids(4, empty=True), blank=Whole(0, 4), names="targets"
)
def alignments(rng):
    return scratch.alignments, dict(log_probs=log_probs(rng, 6, 4), target=rng.integers(1, 4, 2), blank=0)
