"""Valid calls of what writes with a model of a reader's own text."""

import functools

import torch

from rnncourse.models import RecurrentLanguageModel
from rnncourse.models.saving import SavedModel
from rnncourse.text import Vocabulary
from rnncourse.textfiles import write
from tests.fuzz.cases import case
from tests.fuzz.odd import Number, Text, Whole


def saved(level):
    torch.manual_seed(0)
    vocabulary = Vocabulary(["<unk>", "a", "b", "c", " "], unknown="<unk>")
    return SavedModel(RecurrentLanguageModel(5, embedding_size=4, hidden_size=4).eval(), vocabulary, level, None, {})


@case(
    "textfiles.write:written",
    length=Whole(0),
    temperature=Number(0),
    top_k=Whole(1, 10**40),
    top_p=Number(0, 1),
    prompt=Text(),
)
def written(rng):
    level = ("char", "word")[rng.integers(2)]
    cuts = dict(temperature=0.8, top_k=3, top_p=0.9)
    return functools.partial(write.written, saved(level)), dict(prompt="a b", length=3, rng=rng, **cuts)


@case("textfiles.write:unknown_in", weight=0.2, prompt=Text())
def unknown_in(rng):
    return functools.partial(write.unknown_in, saved("char")), dict(prompt="a z")


@case("textfiles.write:harmless", weight=0.2, text=Text())
def harmless(rng):
    return write.harmless, dict(text="a\x1bb")
