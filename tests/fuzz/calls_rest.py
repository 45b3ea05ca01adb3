"""Valid calls of what studies are made of, and of errors."""

from rnncourse import errors
from rnncourse.experiments import cells, record, search, study
from tests.fuzz.calls_layers import D
from tests.fuzz.cases import case
from tests.fuzz.odd import Anything, Function, Named, Number, Several, Whole

SETTINGS = Named(Anything(), empty=True)
ROWS = study.Rows([study.Row({"model": "RNN", "seed": s}, {"right": 0.5 + s / 10}, 1.0) for s in range(3)])


@case("errors:CourseError", weight=0.1, problem=Anything(), remedy=Anything())
def course_error(rng):
    return errors.CourseError, dict(problem="a: expected b, got c", remedy="do d")


@case(
    "experiments.search:next_values",
    scores=Named(Number(infinite=True), keys=Number(), empty=True),
    grid=Several(Number()),
    factor=Number(1),
    says="grid",
)
def next_values(rng):
    return search.next_values, dict(scores={0.1: 3.0, 0.2: 2.0, 0.4: 3.0}, grid=[0.1, 0.2, 0.4], factor=2.0)


@case("experiments.search:best_value", weight=0.3, scores=Named(Number(infinite=True), keys=Number(), empty=True))
def best_value(rng):
    return search.best_value, dict(scores={0.1: 3.0, 0.2: 2.0})


@case("experiments.study:Rows", weight=0.2, rows=Anything())
def rows(rng):
    return study.Rows, dict(rows=list(ROWS))


@case("experiments.study:Rows.figures", weight=0.5, seed=Anything(), model=Anything(), says="settings")
@case("experiments.record:Record.figures", weight=0.2, seed=Anything(), model=Anything(), says="settings")
def figures(rng):
    return ROWS.figures, dict(figure="right", model="RNN", seed=1)


@case("experiments.study:Rows.values", weight=0.3, model=Anything(), setting=Anything())
@case("experiments.record:Record.values", weight=0.2, model=Anything(), setting=Anything())
def values(rng):
    return ROWS.values, dict(setting="seed", model="RNN")


@case("experiments.study:Rows.where", weight=0.2, model=Anything())
def where(rng):
    return ROWS.where, dict(model="RNN")


@case(
    "experiments.study:Rows.lacking",
    weight=0.3,
    says="settings",
    wanted=Several(Named(Anything(), empty=True), empty=True),
)
def lacking(rng):
    return ROWS.lacking, dict(wanted=[{"model": "RNN", "seed": 4}])


@case("experiments.study:check_name", weight=0.2, says="study")
@case("experiments.study:load_study", weight=0.1, says="study")
def load_study(rng):
    return study.load_study, dict(name="copying")


@case("experiments.study:every", weight=0.2, seed=Anything(), model=Anything())
def every(rng):
    return study.every, dict(model=["RNN", "LSTM"], seed=range(2))


@case("experiments.study:key", weight=0.2, settings=Named(Anything(), empty=True))
def key(rng):
    return study.key, dict(settings={"model": "RNN", "seed": 1})


@case("experiments.record:load_record", weight=0.05, says="study")
def load_record(rng):
    return record.load_record, dict(name="copying")


@case("experiments.record:command_for", weight=0.05, name=Anything())
def command_for(rng):
    return record.command_for, dict(name="copying")


@case("experiments.cells:with_bias", weight=0.2, bias=Anything())
def with_bias(rng):
    return cells.with_bias, dict(bias=1.0)


@case("experiments.cells:orthogonal_rnn", weight=0.2)
def orthogonal_rnn(rng):
    return cells.orthogonal_rnn, dict(input_size=D, hidden_size=3, rng=rng)


@case("experiments.cells:variant", weight=0.2)
def variant(rng):
    return cells.variant, dict(name="coupled")


@case("experiments.cells:matched", weight=0.2, layer_of=Function(), outputs=Whole(1, 2**40), budget=Whole(1, 10**40))
def matched(rng):
    return cells.matched, dict(layer_of=cells.LAYERS["GRU"], input_size=D, outputs=3, budget=500)
