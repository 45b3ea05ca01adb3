"""Valid calls of the recurrent layers of scratch, and of what is made of them."""

import numpy as np
import torch

from rnncourse.scratch import GRU, LSTM, MGU, RNN, Bidirectional, LSTMVariant, Network, Pooled, Stacked, recurrent
from rnncourse.scratch import bidirectional as two_ways
from rnncourse.scratch import layer as layers
from tests.fuzz.cases import case
from tests.fuzz.odd import Anything, Choice, Floats, Ids, Kind, Loosely, Named, Number, Several, Whole

T, B, D, H = 4, 3, 2, 3
EXACT = Floats(shaped=True)
GRADIENT = Floats(shaped=True, none=True)
PADDED = Floats(nan=True, inf=True, low=True)
ENDS = Ids(T, shaped=True)


def floats(rng, *shape, dtype=np.float32):
    return rng.standard_normal(shape).astype(dtype)


def lengths(rng):
    return rng.integers(1, T + 1, B)


LAYERS = {
    "RNN": lambda rng, **o: RNN(D, H, rng=rng, **o),
    "ReLU": lambda rng, **o: RNN(D, H, nonlinearity="relu", rng=rng, **o),
    "LSTM": lambda rng, **o: LSTM(D, H, rng=rng, **o),
    "GRU": lambda rng, **o: GRU(D, H, rng=rng, **o),
    "GRU before": lambda rng, **o: GRU(D, H, reset="before", rng=rng, **o),
    "MGU": lambda rng, **o: MGU(D, H, rng=rng, **o),
    "LSTM loop": lambda rng, **o: LSTM(D, H, kernel=False, rng=rng, **o),
    "peepholes": lambda rng, **o: LSTMVariant(D, H, peepholes=True, rng=rng, **o),
    "coupled": lambda rng, **o: LSTMVariant(D, H, coupled=True, without="output", rng=rng, **o),
}


def any_layer(rng):
    dtype = (np.float32, np.float64)[rng.integers(2)]
    return LAYERS[list(LAYERS)[rng.integers(len(LAYERS))]](rng, dtype=dtype)


def state_of(layer, rng):
    state = layer.initial_state(B)
    if isinstance(state, tuple):
        return type(state)(*(floats(rng, B, H, dtype=layer.dtype) for _ in state))
    return floats(rng, B, H, dtype=layer.dtype)


@case("scratch.rnn:RNN", weight=0.5)
def rnn(rng):
    return RNN, dict(input_size=D, hidden_size=H, nonlinearity="tanh", rng=rng, dtype=np.float64, kernel=True)


@case("scratch.lstm:LSTM", weight=0.5, forget_bias=Number())
def lstm(rng):
    return LSTM, dict(input_size=D, hidden_size=H, forget_bias=1.0, rng=rng, dtype=np.float64, kernel=True)


@case("scratch.gru:GRU", weight=0.5)
def gru(rng):
    return GRU, dict(input_size=D, hidden_size=H, reset="after", rng=rng, dtype=np.float32, kernel=False)


@case("scratch.mgu:MGU", weight=0.5)
def mgu(rng):
    return MGU, dict(input_size=D, hidden_size=H, rng=rng, dtype=np.float64, kernel=True)


@case("scratch.variants:LSTMVariant", weight=0.5, without=Choice())
def variant(rng):
    options = dict(without="output", coupled=True, peepholes=True, forget_bias=0.5, dtype=np.float64, kernel=True)
    return LSTMVariant, dict(input_size=D, hidden_size=H, rng=rng, **options)


@case("scratch.recurrent:RecurrentLayer.initial_state", weight=0.3)
@case("scratch.layer:Layer.initial_state", weight=0.1)
def initial_state(rng):
    return any_layer(rng).initial_state, dict(batch_size=B)


@case("scratch.recurrent:RecurrentLayer.forward", weight=4, x=PADDED, lengths=ENDS)
@case("scratch.layer:Layer.forward", weight=0.1, x=PADDED, lengths=ENDS)
def forward(rng):
    layer = any_layer(rng)
    state = state_of(layer, rng) if rng.random() < 0.7 else None
    return layer.forward, dict(x=floats(rng, T, B, D, dtype=layer.dtype), state=state, lengths=lengths(rng), rng=None)


@case("scratch.recurrent:RecurrentLayer.forward", weight=1, x=Floats())
def forward_alone(rng):
    layer = any_layer(rng)
    return layer.forward, dict(x=floats(rng, T, B, D, dtype=layer.dtype), state=state_of(layer, rng))


@case("scratch.recurrent:RecurrentLayer.backward", weight=4, dy=GRADIENT, cache=Kind())
@case("scratch.layer:Layer.backward", weight=0.1, dy=GRADIENT, cache=Kind())
def backward(rng):
    layer = any_layer(rng)
    _, _, cache = layer.forward(floats(rng, T, B, D, dtype=layer.dtype))
    return layer.backward, dict(cache=cache, dy=floats(rng, T, B, H, dtype=layer.dtype), dstate=state_of(layer, rng))


@case("scratch.recurrent:RecurrentLayer.from_torch", weight=0.5)
def from_torch(rng):
    kind = (torch.nn.RNN, torch.nn.LSTM, torch.nn.GRU)[rng.integers(3)]
    torch.manual_seed(int(rng.integers(1000)))
    return {"RNN": RNN, "LSTM": LSTM, "GRU": GRU}[kind.__name__].from_torch, dict(module=kind(D, H))


@case("scratch.recurrent:RecurrentLayer.from_weights", weight=0.5)
def from_weights(rng):
    torch.manual_seed(int(rng.integers(1000)))
    return LSTM.from_weights, dict(module=torch.nn.LSTM(D, H, 2), suffix="_l1")


@case("scratch.recurrent:class_for", weight=0.3)
def class_for(rng):
    return recurrent.class_for, dict(module=torch.nn.GRU(D, H))


@case("scratch.layer:joined", weight=0.3, parts=Named(Named(Anything(), empty=True), empty=True))
def joined(rng):
    return layers.joined, dict(parts={"layer": {"W": floats(rng, 2)}, "output": {"b": floats(rng, 2)}})


@case("scratch.bidirectional:Bidirectional", weight=0.5)
def bidirectional(rng):
    return Bidirectional, dict(forward_layer=GRU(D, H, rng=rng), reverse_layer=GRU(D, H, rng=rng), join="mean")


def both(rng):
    join = ("concat", "sum", "mean")[rng.integers(3)]
    return Bidirectional(GRU(D, H, rng=rng), GRU(D, H, rng=rng), join=join)


def both_states(rng):
    return two_ways.BidirectionalState(floats(rng, B, H), floats(rng, B, H))


@case("scratch.bidirectional:Bidirectional.initial_state", weight=0.2)
def both_initial(rng):
    return both(rng).initial_state, dict(batch_size=B)


@case(
    "scratch.bidirectional:Bidirectional.forward",
    weight=2,
    x=PADDED,
    state=Several(GRADIENT),
    lengths=ENDS,
)
def both_forward(rng):
    return both(rng).forward, dict(x=floats(rng, T, B, D), state=both_states(rng), lengths=lengths(rng), rng=None)


@case("scratch.bidirectional:Bidirectional.backward", weight=2, dy=GRADIENT, dstate=Several(GRADIENT), cache=Kind())
def both_backward(rng):
    layer = both(rng)
    y, _, cache = layer.forward(floats(rng, T, B, D))
    return layer.backward, dict(cache=cache, dy=floats(rng, *y.shape), dstate=both_states(rng))


@case("scratch.bidirectional:Bidirectional.from_torch", weight=0.2)
def both_from_torch(rng):
    torch.manual_seed(int(rng.integers(1000)))
    return Bidirectional.from_torch, dict(module=torch.nn.LSTM(D, H, bidirectional=True))


@case("scratch.stacked:Stacked", weight=0.5, dropout=Number(0, 0.999))
def stacked(rng):
    return Stacked, dict(layers=[GRU(D, H, rng=rng), LSTM(H, H, rng=rng)], dropout=0.5)


def stack(rng):
    return Stacked([GRU(D, H, rng=rng), GRU(H, H, rng=rng)], dropout=0.5)


@case("scratch.stacked:Stacked.initial_state", weight=0.2)
def stack_initial(rng):
    return stack(rng).initial_state, dict(batch_size=B)


@case("scratch.layer:Layer.output_lengths", weight=0.1, lengths=Anything())
@case("scratch.stacked:Stacked.output_lengths", weight=0.1, lengths=Anything())
def stack_lengths(rng):
    return stack(rng).output_lengths, dict(lengths=lengths(rng))


@case("scratch.stacked:Stacked.forward", weight=2, x=PADDED, state=Several(GRADIENT), lengths=ENDS)
def stack_forward(rng):
    state = floats(rng, B, H), floats(rng, B, H)
    return stack(rng).forward, dict(x=floats(rng, T, B, D), state=state, lengths=lengths(rng), rng=rng)


@case("scratch.stacked:Stacked.backward", weight=2, dy=GRADIENT, dstate=Several(GRADIENT), cache=Kind())
def stack_backward(rng):
    layer = stack(rng)
    _, _, cache = layer.forward(floats(rng, T, B, D))
    return layer.backward, dict(cache=cache, dy=floats(rng, T, B, H), dstate=(floats(rng, B, H), floats(rng, B, H)))


@case("scratch.stacked:Stacked.from_torch", weight=0.2)
def stack_from_torch(rng):
    torch.manual_seed(int(rng.integers(1000)))
    return Stacked.from_torch, dict(module=torch.nn.GRU(D, H, 2, bidirectional=True))


@case("scratch.pooling:Pooled", weight=0.5)
def pooled(rng):
    return Pooled, dict(layer=GRU(D, H, rng=rng), pooling="attention", rng=rng)


def pool(rng):
    return Pooled(GRU(D, H, rng=rng), ("last", "mean", "attention")[rng.integers(3)], rng=rng)


@case("scratch.pooling:Pooled.initial_state", weight=0.2)
def pool_initial(rng):
    return pool(rng).initial_state, dict(batch_size=B)


@case("scratch.pooling:Pooled.output_lengths", weight=0.1, lengths=Anything())
def pool_lengths(rng):
    return pool(rng).output_lengths, dict(lengths=lengths(rng))


@case("scratch.pooling:Pooled.forward", weight=2, x=PADDED, state=EXACT, lengths=ENDS)
def pool_forward(rng):
    return pool(rng).forward, dict(x=floats(rng, T, B, D), state=floats(rng, B, H), lengths=lengths(rng), rng=None)


@case("scratch.pooling:Pooled.backward", weight=2, dy=GRADIENT, dstate=EXACT, cache=Kind())
def pool_backward(rng):
    layer = pool(rng)
    _, _, cache = layer.forward(floats(rng, T, B, D))
    return layer.backward, dict(cache=cache, dy=floats(rng, 1, B, H), dstate=floats(rng, B, H))


def language_model(rng):
    return Network(GRU(D, H, rng=rng), 5, vocab_size=5, rng=rng)


@case("scratch.network:Network", weight=0.5, names="input_size")
def network(rng):
    return Network, dict(layer=GRU(D, H, rng=rng), output_size=5, vocab_size=5, rng=rng)


@case("scratch.network:Network.size", weight=0.05)
def network_size(rng):
    return language_model(rng).size, {}


@case("scratch.network:Network.output_lengths", weight=0.1, lengths=Anything())
def network_lengths(rng):
    return language_model(rng).output_lengths, dict(lengths=lengths(rng))


@case("scratch.network:Network.forward", weight=2, x=Ids(5), state=EXACT, lengths=ENDS)
def network_forward(rng):
    x = rng.integers(0, 5, (T, B))
    return language_model(rng).forward, dict(x=x, state=floats(rng, B, H), lengths=np.full(B, T), rng=None)


@case("scratch.network:Network.backward", weight=2, dscores=EXACT, dstate=EXACT, cache=Kind())
def network_backward(rng):
    model = language_model(rng)
    scores, _, cache = model.forward(rng.integers(0, 5, (T, B)))
    return model.backward, dict(cache=cache, dscores=floats(rng, *scores.shape), dstate=floats(rng, B, H))


@case("scratch.network:Network.step", token=Whole(0, 4, none=True), state=Loosely(GRADIENT))
def network_step(rng):
    return language_model(rng).step, dict(token=3, state=floats(rng, 1, H))


@case("scratch.network:Network.logprob", ids=Ids(5), context=Ids(5, empty=True), chunk=Whole(1, 2**31))
@case("language_model:LanguageModel.logprob", weight=0.1, ids=Ids(5), context=Ids(5, empty=True), chunk=Whole(1, 2**31))
def network_logprob(rng):
    return language_model(rng).logprob, dict(ids=rng.integers(0, 5, 6), context=[1, 2], chunk=3)
