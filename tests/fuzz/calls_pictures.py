"""Valid calls of what draws: plots, diagrams, explorers, and the palette."""

import functools
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np

from rnncourse import diagrams, explorers, palette, plots
from rnncourse.course.syllabus import PLAN
from rnncourse.decoding import Kept
from rnncourse.ngram import NGramModel
from rnncourse.plots import canvas
from rnncourse.text import Vocabulary
from tests.fuzz.cases import Built, case
from tests.fuzz.odd import (
    Anything,
    Choice,
    Flags,
    Floats,
    Function,
    Ids,
    Kind,
    Loosely,
    Named,
    Number,
    Several,
    Text,
    Whole,
)

LIKES = Floats(likes=True)
DRAWN = 0.12  # a picture takes ten times as long as another call
LABELS = dict(xlabel=Text(), ylabel=Text(), label=Text(), ax=Kind())


def drawn(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, its picture drawn to the last letter and thrown away."""

    @functools.wraps(function)
    def draw(**arguments: Any) -> None:
        try:
            result = function(**arguments)
            ax = result[0] if isinstance(result, tuple) else result
            if hasattr(ax, "figure"):
                ax.figure.canvas.draw()
        finally:
            plt.close("all")

    return draw


def picture(target: str, /, **kinds: Any) -> Callable[..., Any]:
    """`case` for what returns an Axes, which is drawn."""
    says = kinds.pop("says", "")

    def enter(build: Callable[[np.random.Generator], Built]) -> Any:
        def built(rng: np.random.Generator) -> Built:
            function, arguments = build(rng)
            return drawn(function), arguments

        return case(target, weight=DRAWN, says=says, **(LABELS | kinds))(built)

    return enter


CURVE = Floats(likes=True, inf=True)


@picture("plots.curves:lines", x=LIKES, curves=Named(CURVE), levels=Named(LIKES, empty=True), says="log")
def lines(rng):
    x = np.arange(1.0, 6)
    curves = {"a": rng.random(5) + 0.1, "b": rng.random((3, 5)) + 0.1}
    return plots.lines, dict(
        x=x, curves=curves, xlabel="x", ylabel="y", log="y", levels={"level": 0.5}, spread="runs", ax=None
    )


@picture("plots.curves:gradient_decay", curves=Named(CURVE))
def gradient_decay(rng):
    return plots.gradient_decay, dict(
        curves={"a": 0.5 ** np.arange(5), "b": rng.random((2, 6))}, xlabel="d", ylabel="n"
    )


OPEN = Number(0, 1)


@picture("plots.curves:gate_view", candidates=LIKES, i=OPEN, f=OPEN, g=Number(-1, 1), o=OPEN)
def gate_view(rng):
    return plots.gate_view, dict(candidates=rng.random(6), i=1.0, f=0.9, g=1.0, o=0.5)


@picture("plots.pictures:loss_surface", x=LIKES, y=LIKES, loss=LIKES, paths=Named(LIKES, empty=True))
def loss_surface(rng):
    paths = {"a": rng.random((3, 2)), "b": rng.random((2, 2))}
    return plots.loss_surface, dict(
        x=np.arange(4.0), y=np.arange(3.0), loss=rng.random((3, 4)) + 0.1, paths=paths, xlabel="x", ylabel="y"
    )


@picture("plots.pictures:under_picture", picture=LIKES, values=LIKES, rows=Several(Text()), path=Ids(2, loose=True))
def under_picture(rng):
    return plots.under_picture, dict(
        picture=rng.random((8, 12)), values=rng.random((3, 6)), rows=["a", "b", "c"], path=[0, 1, 2, 0, 1, 2]
    )


TOKENS = Several(Text())


@picture("plots.pictures:alignment", weights=LIKES, source=TOKENS, target=TOKENS, mark=Whole(0, 1))
def alignment(rng):
    weights = rng.dirichlet(np.ones(3), 2)
    return plots.alignment, dict(weights=weights, source=["a", "b", "c"], target=["x", "y"], mark=1, xlabel="r")


@picture(
    "plots.pictures:alignment_view",
    weights=LIKES,
    source=TOKENS,
    target=TOKENS,
    step=Whole(1, 2),
    temperature=Number(0),
)
def alignment_view(rng):
    weights = rng.dirichlet(np.ones(3), 2)
    return plots.alignment_view, dict(
        weights=weights, source=["a", "b", "c"], target=["x", "y"], step=2, temperature=0.5
    )


@picture("plots.points:seeds", results=Named(CURVE), levels=Named(Number(), empty=True))
def seeds(rng):
    return plots.seeds, dict(results={"a": rng.random(4), "b": rng.random(2)}, levels={"chance": 0.5}, xlabel="right")


@picture("plots.points:states", points=LIKES, labels=Anything(), path=LIKES, symbols=TOKENS)
def states(rng):
    return plots.states, dict(
        points=rng.random((5, 2)), labels=[0, 1, 2, 1, 0], path=rng.random((3, 2)), symbols=["a", "b"], xlabel="x"
    )


@picture("plots.symbols:along", symbols=TOKENS, values=LIKES, marked=Flags())
def along(rng):
    return plots.along, dict(symbols=["a", "b", "c"], values=rng.random(3), marked=np.array([True, False, True]))


@picture("plots.symbols:over_text", text=Text(), values=LIKES, limits=Several(Number()))
def over_text(rng):
    return plots.over_text, dict(text="ab\ncd", values=rng.random(5), label="x", limits=(-1.0, 1.0))


@picture(
    "plots.symbols:sampling_view",
    logits=Floats(likes=True, low=True),
    tokens=TOKENS,
    temperature=Number(0),
    top_k=Whole(1, 10**40),
    top_p=Number(0, 1),
    most=Whole(1, 2**31),
)
def sampling_view(rng):
    return plots.sampling_view, dict(
        logits=rng.random(4), tokens=list("ab c"), temperature=0.7, top_k=2, top_p=0.9, most=3
    )


@picture("plots.canvas:from_record", name=Text())
def from_record(rng):
    plt.close("all")  # of calls that were left out
    return canvas.from_record, dict(ax=plt.subplots()[1], name="copying")


@picture("plots.journey:state_view", points=LIKES, labels=Anything(), path=LIKES, string=Text())
def state_view(rng):
    return plots.state_view, dict(
        points=rng.random((5, 2)), labels=[0, 1, 2, 1, 0], path=rng.random((2, 2)), string="ab"
    )


@picture("diagrams.networks:unrolled_rnn", steps=Whole(2, 50))
def unrolled_rnn(rng):
    return diagrams.unrolled_rnn, dict(steps=3, kind="many-to-one", folded=True)


@picture("diagrams.networks:bptt_graph", steps=Whole(2, 50), window=Whole(1, 2**40))
def bptt_graph(rng):
    return diagrams.bptt_graph, dict(steps=3, window=2)


@picture("diagrams.bidirectional:birnn", steps=Whole(2, 50), length=Whole(1, 3), leak=Whole(1, 2))
def birnn(rng):
    return diagrams.birnn, dict(steps=4, length=3, careless=True, leak=1)


@picture("diagrams.cells:lstm_cell", strong=Several(Choice(), empty=True))
def lstm_cell(rng):
    return diagrams.lstm_cell, dict(strong=["forget", "input"], gradient=True)


@picture("diagrams.cells:gru_cell", strong=Several(Choice(), empty=True))
def gru_cell(rng):
    return diagrams.gru_cell, dict(reset="before", strong=["update"])


@picture("diagrams.attention:encoder_decoder", source=TOKENS, target=TOKENS, weights=LIKES, step=Whole(1, 2))
def encoder_decoder(rng):
    return diagrams.encoder_decoder, dict(
        source=["a", "b", "c"], target=["x", "y"], weights=np.array([0.2, 0.5, 0.3]), step=2
    )


@picture("diagrams.beam:beam_tree", grown=Kind(), tokens=Loosely(TOKENS), steps=Whole(1, 2), alpha=Number(0, 10))
def beam_tree(rng):
    grown = [[Kept((0,), -0.5, False), Kept((1,), -1.0, False)], [Kept((1, 0), -1.2, True)]]
    return diagrams.beam_tree, dict(grown=grown, tokens=["a", "b"], steps=2, alpha=0.5)


@picture("diagrams.crnn:crnn_ctc", picture=LIKES, path=TOKENS)
def crnn_ctc(rng):
    return diagrams.crnn_ctc, dict(picture=rng.random((8, 12)), path=["–", "3", "3", "–"])


@picture("diagrams.crnn:ctc_lattice", labels=Loosely(TOKENS), steps=Whole(2, 40), posterior=LIKES, path=Ids(4))
def ctc_lattice(rng):
    return diagrams.ctc_lattice, dict(labels=["a", "b"], steps=4, posterior=rng.random((4, 5)), path=[0, 1, 2, 3])


@picture("diagrams.sequences:ngram_window", tokens=TOKENS, order=Whole(1, 2**40), first=Whole(0, 2), rows=Whole(1, 3))
def ngram_window(rng):
    return diagrams.ngram_window, dict(tokens="the cat sat on the mat".split(), order=3, first=2, rows=3)


@picture("diagrams.sequences:automaton", states=Several(Text()), arrows=Named(Text(), empty=True, keys=Anything()))
def automaton(rng):
    return diagrams.automaton, dict(states=["p", "q"], arrows={("p", "q"): "a", ("q", "q"): "b"})


@picture("diagrams.course:lesson_map", plan=Kind(), written=Anything(), columns=Whole(1, 50))
def lesson_map(rng):
    return diagrams.lesson_map, dict(plan=list(PLAN), written=["00", "01"], columns=5)


@case("palette:look", weight=0.3, i=Whole(0, 48), says="curves")
def look(rng):
    return palette.look, dict(i=3)


@case("explorers.sampling:sampling", weight=0.05, logits=Floats(likes=True, low=True), tokens=TOKENS, write=Function())
def explore_sampling(rng):
    return explored(explorers.sampling), dict(logits=rng.random(4), tokens=list("abcd"), write=None)


LETTERS = Vocabulary("abc \n?", unknown="?")


def reader(rng):
    return NGramModel(2, "kneser-ney").fit(rng.integers(0, 6, 40), 6)


@case("explorers.surprise:surprises", weight=0.3, text=Text())
def surprises(rng):
    return explorers.surprises, dict(model=reader(rng), vocabulary=LETTERS, text="a cab")


@picture("explorers.surprise:surprise_view", text=Text(), models=Named(Kind()))
def surprise_view(rng):
    return explored(explorers.surprise_view), dict(models={"n-gram": reader(rng)}, vocabulary=LETTERS, text="a cab")


@case("explorers.surprise:surprise", weight=0.05, text=Text())
def explore_surprise(rng):
    return explored(explorers.surprise), dict(models={"n-gram": reader(rng)}, vocabulary=LETTERS, text="a cab")


@case("explorers.gates:gates", weight=0.05, candidates=LIKES)
def explore_gates(rng):
    return explored(explorers.gates), dict(candidates=rng.random(6))


@case("explorers.alignment:alignment", weight=0.05, weights=LIKES, source=TOKENS, target=TOKENS)
def explore_alignment(rng):
    return explored(explorers.alignment), dict(
        weights=rng.dirichlet(np.ones(3), 2), source=list("abc"), target=list("xy")
    )


@case(
    "explorers.states:states",
    weight=0.05,
    points=LIKES,
    labels=Anything(),
    follow=Function(),
    string=Text(),
    alphabet=Text(),
)
def explore_states(rng):
    return explored(explorers.states), dict(
        points=rng.random((5, 2)),
        labels=[0, 1, 2, 1, 0],
        follow=lambda s: rng.random((len(s), 2)),
        string="10",
        alphabet="01",
    )


def explored(function: Callable[..., Any]) -> Callable[..., Any]:
    """The explorer's function, its box thrown away."""

    @functools.wraps(function)
    def explore(**arguments: Any) -> None:
        try:
            function(**arguments)
        finally:
            plt.close("all")

    return explore
