"""Valid calls of the models that read and write text."""

import functools
from typing import Any

import torch

from rnncourse import models
from tests.fuzz.calls_models import BATCH, SLOW, TOKENS, Tensors
from tests.fuzz.cases import case
from tests.fuzz.odd import Floats, Ids, Kind, Loosely, Number, Several, Whole

V = 5
STATE = Loosely(Several(Tensors(Floats())))


@functools.cache
def language_model(layer: str) -> Any:
    torch.manual_seed(0)
    return models.RecurrentLanguageModel(V, layer=layer, embedding_size=3, hidden_size=4).eval()


def any_language_model(rng):
    return language_model(("lstm", "gru", "rnn")[rng.integers(3)])


def stream():
    return models.text_batches([0, 1, 2, 3, 4, 0, 1], 2, 3)[0]


@case("models.language:text_batches", ids=Ids(free=True))
def text_batches(rng):
    return models.text_batches, dict(ids=rng.integers(0, V, 20), batch_size=2, steps=3)


@case(
    "models.language:RecurrentLanguageModel",
    weight=SLOW,
    vocab_size=Whole(),
    embedding_size=Whole(),
    hidden_size=Whole(),
    layers=Whole(),
    dropout=Number(0, 1),
)
def a_language_model(rng):
    sizes = dict(vocab_size=V, embedding_size=3, hidden_size=4, layers=2, dropout=0.1)
    return models.RecurrentLanguageModel, dict(layer="gru", tied=False, **sizes)


@case("models.language:RecurrentLanguageModel.forward", weight=SLOW, x=TOKENS, state=STATE)
def language_forward(rng):
    return language_model("lstm").forward, dict(x=stream().x, state=(torch.zeros(1, 2, 4), torch.ones(1, 2, 4)))


@case("models.language:RecurrentLanguageModel.loss", weight=SLOW, batch=Loosely(BATCH), says="x y")
@case("models.language:RecurrentLanguageModel.predict", weight=SLOW, batch=Loosely(BATCH), says="x y")
def language_verb(rng):
    verb = ("loss", "predict")[rng.integers(2)]
    return getattr(any_language_model(rng), verb), dict(batch=stream())


@case(
    "models.language:RecurrentLanguageModel.loss_and_state", weight=SLOW, batch=Loosely(BATCH), state=STATE, says="x y"
)
def language_loss_and_state(rng):
    return language_model("lstm").loss_and_state, dict(
        batch=stream(), state=(torch.zeros(1, 2, 4), torch.ones(1, 2, 4))
    )


@case("models.language:RecurrentLanguageModel.step", token=Whole(0, 4, none=True), state=STATE)
def language_step(rng):
    return language_model("lstm").step, dict(token=3, state=(torch.zeros(1, 1, 4), torch.ones(1, 1, 4)))


@case(
    "models.language:RecurrentLanguageModel.logprob",
    ids=Ids(5),
    context=Ids(5, empty=True),
    chunk=Whole(1, 2**31),
)
def language_logprob(rng):
    return any_language_model(rng).logprob, dict(ids=rng.integers(0, V, 6), context=[1, 2], chunk=3)


@case("models.language:CarriedState", weight=SLOW, model=Kind(), batch=Loosely(BATCH), says="x y begins")
def carried_state(rng):
    return models.CarriedState().__call__, dict(model=any_language_model(rng), batch=stream())
