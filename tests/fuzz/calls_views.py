"""Valid calls of the pictures and explorers of single lessons."""

import functools

import numpy as np

from rnncourse import diagrams, explorers, plots
from rnncourse.decoding import Kept
from rnncourse.experiments.record import load_record
from rnncourse.explorers.drawing import as_drawing
from rnncourse.explorers.favourite import outcome
from rnncourse.explorers.tagging import tags_so_far
from rnncourse.metrics import reliability
from tests.fuzz.calls_models import lexicon, tagger
from tests.fuzz.calls_pictures import DRAWN, LIKES, TOKENS, explored, picture
from tests.fuzz.cases import case
from tests.fuzz.odd import Anything, Floats, Function, Loosely, Named, Number, Several, Text, Whole

SHARE = Number(0, 1)
ERRORS = Named(Floats(likes=True, inf=True))
LEADERS = dict(first=Text(), second=Text(), p=SHARE, corrected=SHARE)


@picture("plots.favourite:favourite_view", errors=ERRORS, says="results", looks=Whole(1, 2**31), **LEADERS)
def favourite_view(rng):
    errors = {"a": rng.random(4), "b": rng.random(2)}
    return plots.favourite_view, dict(errors=errors, first="a", second="b", p=0.1, corrected=0.2, looks=2)


@picture("plots.film:film_strip", frames=LIKES, rows=TOKENS, names=TOKENS, across=Whole(1, 20))
def film_strip(rng):
    return plots.film_strip, dict(frames=rng.random((3, 2, 4)), rows=["a", "b"], names=["x", "y", "z"], across=2)


@case("plots.film:film", weight=DRAWN / 3, frames=LIKES, rows=TOKENS, names=TOKENS, seconds=Number(0.01, 60))
def film(rng):
    return plots.film, dict(frames=rng.random((2, 2, 3)), rows=["a", "b"], names=["x", "y"], seconds=0.1)


FIELDS = dict(rows=TOKENS, columns=TOKENS, words=Several(TOKENS), most=Number(0), chosen=Several(Whole(0, 1)))


@picture("plots.grid:grid", values=LIKES, **FIELDS)
def grid(rng):
    names = dict(rows=["a", "b"], columns=["x", "y"], words=[["1", "2"], ["3", "4"]])
    return plots.grid, dict(values=rng.random((2, 2)), **names, most=1.0, chosen=(1, 0))


SOME = Named(LIKES, empty=True)


@picture("plots.intervals:intervals", results=Named(LIKES), runs=SOME, levels=Named(Number(), empty=True))
def intervals(rng):
    results, runs = {"a": (0.5, 0.4, 0.6)}, {"a": rng.random(3)}
    return plots.intervals, dict(results=results, runs=runs, levels={"chance": 0.5}, xlabel="right")


@picture("plots.tagging:arriving_tags", words=TOKENS, tags=Several(TOKENS))
def arriving_tags(rng):
    return plots.arriving_tags, dict(words=["a", "b"], tags=[["X"], ["X", "Y"]])


@picture("plots.verdicts:weighed_words", words=TOKENS, parts=Named(LIKES), width=Whole(1, 2**40))
def weighed_words(rng):
    parts = {"attention": np.array([0.7, 0.3]), "regression": np.array([-1.0, 2.0])}
    return plots.weighed_words, dict(words=["a", "b"], parts=parts, width=40)


@picture("plots.verdicts:reliability_diagram", found=Named(Anything()))
def reliability_diagram(rng):
    curve = reliability(rng.random(20), rng.random(20) < 0.5, bins=4)
    return plots.reliability_diagram, dict(found={"LSTM": curve})


@picture("plots.verdicts:confusion_table", counts=LIKES, labels=TOKENS)
def confusion_table(rng):
    return plots.confusion_table, dict(counts=np.array([[3.0, 1.0], [0.0, 2.0]]), labels=["ham", "spam"])


@picture("diagrams.classifying:classifier", words=TOKENS, weights=LIKES, verdict=Text(), length=Whole(1, 3))
def a_classifier(rng):
    weights = np.array([0.2, 0.8, 0.0])
    return diagrams.classifier, dict(words=["a", "b", "c"], weights=weights, verdict="good", length=2)


FEW = 0.03


@functools.cache
def on_record(name):
    return load_record(name)


@case("explorers.clipping:clipping", weight=FEW)
@case("explorers.clipping:clipping_map", weight=FEW, says="chosen")
def clipping_map(rng):
    function = (explorers.clipping, explorers.clipping_map)[rng.integers(2)]
    return explored(function), dict(record=on_record("clipping"))


RACE = dict(rate=Anything(), updates=Whole(100), seeds=Whole(2))


@case("explorers.favourite:favourite", weight=FEW, says="settings", **RACE)
@case("explorers.favourite:outcome", weight=FEW, says="settings", **RACE)
def race(rng):
    function = (explorers.favourite, outcome)[rng.integers(2)]
    return explored(function), dict(record=on_record("cells"), task="adding", rate=0.01, updates=300, seeds=3)


@case("explorers.drawing:as_drawing", weight=FEW, rows=TOKENS)
def a_drawing(rng):
    return as_drawing, dict(rows=["#."] * 8)


@case("explorers.drawing:drawing", weight=FEW, rows=TOKENS, read=Function())
def drawn_cells(rng):
    said = np.full((11, 4), 1 / 11)
    return explored(explorers.drawing), dict(read=lambda drawn: (drawn, said, "30"), rows=["#."] * 8)


@case("explorers.rewriting:rewriting", weight=FEW, rewrite=Function(), text=Text())
def rewrite(rng):
    return explored(explorers.rewriting), dict(rewrite=lambda lines: ([""], np.ones((1, 1, 1))), text="3 march")


@case("explorers.classifying:classifying", weight=FEW, judge=Function(), text=Text(), event=Text())
def judged(rng):
    found = explorers.Judged(["a"], {"LSTM": 0.5}, {"attention": np.ones(1)})
    return explored(explorers.classifying), dict(judge=lambda text: found, text="a cup", event="positive")


@case("explorers.headline:headline", weight=FEW, read=Function(), text=Text())
def headline(rng):
    return explored(explorers.headline), dict(read=lambda text: ("a", "b", np.ones(1)), text="a report")


def grown_beam():
    return [[Kept((0,), -0.5, False), Kept((1,), -1.0, False)], [Kept((1, 0), -1.2, True)]]


@case("explorers.beam:beam", weight=FEW, grow=Function(), tokens=Loosely(TOKENS), text=Text(), width=Whole(1, 2**31))
def grow_beam(rng):
    return explored(explorers.beam), dict(grow=lambda text, width: grown_beam(), tokens=list("ab"), text="a", width=2)


@case("explorers.translating:translating", weight=FEW, look=Function(), text=Text())
def translate(rng):
    said = (["a"], ["b"], np.ones((1, 1)))
    return explored(explorers.translating), dict(look=lambda text: said, text="a")


@case("explorers.tagging:tags_so_far", weight=FEW, sentence=TOKENS, says="sentences")
def arriving(rng):
    return tags_so_far, dict(model=tagger(), lexicon=lexicon(), sentence=["the", "dog"])


@case("explorers.tagging:tagging", weight=FEW, sentence=Text(), says="sentences text words")
def arriving_slowly(rng):
    return explored(explorers.tagging), dict(model=tagger(), lexicon=lexicon(), sentence="the dog")
