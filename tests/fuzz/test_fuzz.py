"""Every public function is driven, every builder makes a valid call, and what the harness must see it sees."""

import numpy as np
import pytest

from rnncourse.shapes import check_positive
from tests.fuzz import functions
from tests.fuzz.cases import CASES, Case, public_names
from tests.fuzz.harness import RIGHT, Call, Figures, judge, verdict
from tests.fuzz.junk import JUNK
from tests.fuzz.odd import SAME, Floats, Odd, kind_of

CALLS = 3000  # of random functions; `make fuzz` makes thirty times as many
SEED = 8

# What is not driven, each with its reason.
BARE = "the bare equations, which `forward` and `backward` call at each step after their checks"
INSIDE = "takes what the class that calls it has checked"
ABSTRACT = "written by subclasses, which are driven"
FILES = "reads or writes files: driven with damaged ones, and by the tests of crashes"
TRAINS = "trains for minutes; what it calls is driven"
WRITES = "of a grammar that takes nothing from outside: its tests read what it writes"
COMMAND = "of the command line and of lessons: tested by their commands"
NOT_DRIVEN = {
    "rnncourse.cli:": COMMAND,
    "rnncourse.course.": COMMAND,
    "rnncourse.__main__:": COMMAND,
    "rnncourse.datasets.commands:": COMMAND,
    "rnncourse.experiments.command:": COMMAND,
    "rnncourse.files:": FILES,
    "rnncourse.datasets.classified:": FILES,
    "rnncourse.datasets.labelled:": FILES,
    "rnncourse.datasets.phrasebook.": WRITES,
    "rnncourse.datasets.reports:": FILES,
    "rnncourse.explorers.clipping:name_of": INSIDE,
    "rnncourse.explorers.clipping:told": INSIDE,
    "rnncourse.datasets.download:": FILES,
    "rnncourse.datasets.entries:": FILES,
    "rnncourse.datasets.errors:": FILES,
    "rnncourse.datasets.fetch:": FILES,
    "rnncourse.datasets.integrity:": FILES,
    "rnncourse.datasets.pairs:load_pairs": FILES,
    "rnncourse.datasets.pairs:read_pairs": FILES,
    "rnncourse.datasets.paths:": FILES,
    "rnncourse.datasets.table:": FILES,
    "rnncourse.datasets.tagged:": FILES,
    "rnncourse.datasets.texts:": FILES,
    "rnncourse.datasets.zips:": FILES,
    "rnncourse.experiments.fingerprint:": FILES,
    "rnncourse.experiments.partial:": FILES,
    "rnncourse.experiments.record:": FILES,
    "rnncourse.training.checkpoint:": FILES,
    "rnncourse.training.sealed:": FILES,
    "rnncourse.training.tensors:": FILES,
    "rnncourse.models.saving:": FILES,
    "rnncourse.textfiles.command:": COMMAND,
    "rnncourse.textfiles.idfile:": FILES,
    "rnncourse.textfiles.page:": INSIDE,
    "rnncourse.textfiles.prepare:": FILES,
    "rnncourse.textfiles.reading:": FILES,
    "rnncourse.textfiles.run:": FILES,
    "rnncourse.textfiles.settings:": INSIDE,
    "rnncourse.textfiles.start:": TRAINS,
    "rnncourse.textfiles.streams:": INSIDE,
    "rnncourse.textfiles.surprise:": INSIDE,
    "rnncourse.textfiles.tokens:": INSIDE,
    "rnncourse.textfiles.training:": TRAINS,
    "rnncourse.experiments.study:Row": "a tuple, and a class of which every part is driven",
    "rnncourse.experiments.study:Study": "a description of functions, which are tested with their studies",
    "rnncourse.training.history:": "a list of numbers",
    "rnncourse.training.loop:": INSIDE,
    "rnncourse.training.torch_loop:": TRAINS,
    "rnncourse.scratch.kernels.": BARE,
    "rnncourse.scratch.ends:": INSIDE,
    "rnncourse.scratch.windows:each": INSIDE,
    "rnncourse.scratch.windows:offsets": INSIDE,
    "rnncourse.scratch.windows:positions": INSIDE,
    "rnncourse.scratch.windows:with_padding": INSIDE,
    "rnncourse.scratch.optim:check_rate": INSIDE,
    "rnncourse.scratch.optim:check_step": INSIDE,
    "rnncourse.models.inference:": INSIDE,
    "rnncourse.scratch.optim:check_writeable": INSIDE,
    "rnncourse.scratch.recurrent:check_batch": INSIDE,
    "rnncourse.scratch.bidirectional:reversed_steps": INSIDE,
    "rnncourse.scratch.layer:check_layer": INSIDE,
    "rnncourse.scratch.layer:check_states": INSIDE,
    "rnncourse.models.checks:": INSIDE,
    "rnncourse.plots.canvas:check_axes": INSIDE,
    "rnncourse.plots.canvas:check_curves": INSIDE,
    "rnncourse.plots.canvas:check_size": INSIDE,
    "rnncourse.plots.canvas:check_token_words": INSIDE,
    "rnncourse.plots.canvas:check_word": INSIDE,
    "rnncourse.plots.canvas:check_words": INSIDE,
    "rnncourse.plots.canvas:legend_name": INSIDE,
    "rnncourse.shapes:describe": INSIDE,
    "rnncourse.experiments.study:check_json": INSIDE,
    "rnncourse.explorers.widgets:": INSIDE,
    "rnncourse.scratch.activations:Activation": "a pair of functions",
    "rnncourse.scratch.activations:sigmoid": "takes what np.tanh takes, and is called at each step",
    "rnncourse.scratch.activations:relu": "takes what np.maximum takes, and is called at each step",
    "rnncourse.scratch.layer:each_part": "applies any function to any state",
    "rnncourse.scratch.recurrent:Cache": "made by `forward`",
    "rnncourse.diagrams.drawing:": "draws one box or arrow, at a place that the drawing has computed",
    "rnncourse.plots.canvas:canvas": INSIDE,
    "rnncourse.plots.canvas:legend": INSIDE,
    "rnncourse.language_model:LanguageModel": ABSTRACT,
    "rnncourse.scratch.attention:Attention": ABSTRACT,
    "rnncourse.scratch.layer:Layer": ABSTRACT,
    "rnncourse.scratch.recurrent:RecurrentLayer": ABSTRACT,
}
DRIVEN_EXPERIMENTS = ("study", "search", "record", "cells")  # what all studies are made of; the others train
ENDINGS = {  # of methods of any layer
    ".step_backward": BARE,
    ".step": BARE,
    ".shapes": INSIDE,
    ".options_from_torch": INSIDE,
    ".torch_options": INSIDE,
    ".to_torch": "takes no argument",
}
TUPLES = "a tuple that names what is in it"


def reason_for_none(name: str) -> str:
    """Why a public name is not driven; empty where there is no reason."""
    import importlib
    import inspect

    module, _, what = name.partition(":")
    if module.startswith("rnncourse.experiments.") and module.rpartition(".")[2] not in DRIVEN_EXPERIMENTS:
        return NOT_DRIVEN.get(f"{module}:", TRAINS)
    thing = getattr(importlib.import_module(module), what.partition(".")[0])
    if inspect.isclass(thing) and issubclass(thing, tuple) and "." not in what:
        return TUPLES
    if name.startswith("rnncourse.scratch.") and (ending := "." + what.partition(".")[2]) in ENDINGS:
        return ENDINGS[ending]
    return next(
        (reason for start, reason in NOT_DRIVEN.items() if name.startswith(start) and start.endswith((":", "."))), ""
    ) or NOT_DRIVEN.get(name, "")


def test_every_public_name_is_driven_or_has_a_reason():
    driven = {case.target for case in CASES}
    assert [name for name in public_names() if name not in driven and not reason_for_none(name)] == []
    assert driven <= set(public_names())


def test_every_builder_makes_a_valid_call():
    for number, case in enumerate(CASES):
        function, arguments = case.build(np.random.default_rng(number))
        said = verdict(Call(case.target, "valid", lambda: function(**arguments)))  # noqa: B023
        assert said.kind == RIGHT, said
        if case.weight > 0.2:
            (again, same), (once_more, equal) = (case.build(np.random.default_rng(number)) for _ in range(2))
            first, second = functions.settled(again(**same)), functions.settled(once_more(**equal))
            assert functions.equal(first, second), case.target


@pytest.mark.slow
def test_odd_arguments_give_a_right_result_or_a_refusal():
    said = [verdict(functions.call(np.random.default_rng([SEED, number]))) for number in range(CALLS)]
    assert [v for v in said if v.is_finding] == []


# The harness sees what it is there to see.


def driven(function, names="value", **arguments):
    return Case(
        "rnncourse.shapes:x",
        lambda rng: (function, dict(arguments)),
        {},
        frozenset(),
        frozenset(names.split()),
        False,
        1.0,
    )


def found(function, calls=200, **arguments):
    """The kinds of findings in calls of a function."""
    rng = np.random.default_rng(0)
    case = driven(function, **arguments)
    return {v.kind for v in (verdict(functions.call_of(case, rng), 0.2) for _ in range(calls)) if v.is_finding}


def test_a_function_that_checks_is_not_found():
    def half(value):
        check_positive("value", value)
        return value / 2

    assert found(half, value=1.5) <= {"another result"}


@pytest.mark.parametrize(
    "function, kind",
    [
        (lambda value: value, "accepted"),
        (lambda value: np.sqrt(np.asarray(value, float)), "RuntimeWarning"),
        (lambda value: value.no_such_name, "AttributeError"),
        (lambda value: np.zeros(3).reshape(2, 2), "foreign ValueError"),
        (lambda value: value.fill(0), "changed an argument"),
        (lambda value: np.full(2, np.nan), "NaN"),
        (lambda value: __import__("time").sleep(1), "hang"),
        (lambda value: check_positive("another", -1), "message"),
        (lambda value: (_ for _ in ()).throw(MemoryError("much")), "memory"),
        (lambda value: np.asarray(value).strides, "another result"),
    ],
)
def test_a_finding_is_seen(function, kind):
    assert kind in found(function, calls=12 if kind == "hang" else 300, value=np.ones((2, 3)))


def test_a_message_names_an_argument_what_was_expected_and_what_came():
    def refusal(message):
        try:
            check_positive(*message)
        except ValueError as error:
            return judge(error, frozenset({"size"}))[0]

    assert refusal(("size", -1)) == "refused" and refusal(("size['a']", -1)) == "refused"
    assert refusal(("length", -1)) == "message"
    assert judge(ValueError("size: expected one, got two"))[0] == "foreign ValueError"


def test_figures_count_each_module():
    figures = Figures()
    for kind in (RIGHT, RIGHT, "refused", "hang"):
        figures.add("rnncourse.text", kind)
    row, total = figures.table().splitlines()[1:]
    assert row.split() == ["rnncourse.text", "4", "2", "1", "1", "hang", "1"] and total.split()[0] == "all"


def test_every_piece_of_junk_can_be_made():
    for label, make in JUNK.items():
        assert isinstance(Odd(make(), SAME, label), Odd)
    assert kind_of(np.ones(2)) == Floats()
    assert verdict(Call("m", "t", lambda: None)).kind == RIGHT
