"""Valid calls of the checks themselves: what they refuse carries the name that they are given."""

import numpy as np

from rnncourse import arguments, shapes
from rnncourse.decoding import ctc
from tests.fuzz.calls_layers import B, T, floats
from tests.fuzz.calls_window import log_probs
from tests.fuzz.cases import case
from tests.fuzz.odd import Anything, Floats, Ids, Kind, Loosely, Number, Several, Text, Whole

FEW = 0.2


@case("shapes:shown", weight=FEW, value=Anything())
def shown(rng):
    return shapes.shown, dict(value=[1, 2])


@case("shapes:check_shape", weight=FEW, array=Loosely(Floats()))
def check_shape(rng):
    return lambda array: shapes.check_shape("array", array, ("T", 3)), dict(array=floats(rng, 2, 3))


@case("shapes:as_array", weight=FEW, values=Anything())
def as_array(rng):
    return lambda values: shapes.as_array("values", values), dict(values=[[1, 2], [3, 4]])


@case("shapes:check_float", weight=FEW, array=Floats(empty=True, anyhow=True))
@case("shapes:check_finite", weight=FEW, array=Floats(empty=True, anyhow=True))
def check_float(rng):
    return lambda array: shapes.check_float("array", array), dict(array=floats(rng, 2, 3))


@case("shapes:check_numbers", weight=FEW, values=Floats(likes=True))
def check_numbers(rng):
    return lambda values: shapes.check_numbers("values", values), dict(values=floats(rng, 2, 3))


@case("shapes:check_dtype", weight=FEW)
def check_dtype(rng):
    return shapes.check_dtype, dict(dtype=np.float32)


@case("shapes:check_generator", weight=FEW)
def check_generator(rng):
    return shapes.check_generator, dict(rng=rng)


@case("shapes:check_ids", weight=FEW, ids=Ids(5))
def check_ids(rng):
    return lambda ids: shapes.check_ids(ids, 5), dict(ids=rng.integers(0, 5, 4))


@case("shapes:check_lengths", weight=FEW, lengths=Ids(T, shaped=True))
def check_lengths(rng):
    return lambda lengths: shapes.check_lengths(lengths, T, B), dict(lengths=rng.integers(0, T + 1, B))


@case("shapes:check_positive", weight=FEW, value=Number(0))
def check_positive(rng):
    return lambda value: shapes.check_positive("value", value), dict(value=0.5)


@case(
    "decoding.ctc:check_log_probs",
    weight=FEW,
    log_probs=Floats(low=True),
    lengths=Ids(T, shaped=True),
    names="input_lengths",
    blank=Whole(0, 3),
)
def check_log_probs(rng):
    return ctc.check_log_probs, dict(log_probs=log_probs(rng, T, B, 4), lengths=[T] * B, blank=0)


@case("arguments:check_between", weight=FEW, value=Number(0, 1))
def check_between(rng):
    return lambda value: arguments.check_between("value", value, 0, 1), dict(value=0.5)


@case("arguments:check_number", weight=FEW, value=Number(-1e100, 1e100))
def check_number(rng):
    return lambda value: arguments.check_number("value", value), dict(value=0.5)


@case("arguments:check_share", weight=FEW, value=Number(0, 0.9999999))
def check_share(rng):
    return lambda value: arguments.check_share("value", value), dict(value=0.5)


@case("arguments:check_flag", weight=FEW)
def check_flag(rng):
    return lambda value: arguments.check_flag("value", value), dict(value=True)


@case("arguments:check_choice", weight=FEW)
def check_choice(rng):
    return lambda value: arguments.check_choice("value", value, ("a", "b")), dict(value="a")


@case("arguments:check_kind", weight=FEW, value=Kind())
def check_kind(rng):
    return lambda value: arguments.check_kind("value", value, Kind), dict(value=Kind())


@case("arguments:check_callable", weight=FEW, value=Anything())
def check_callable(rng):
    return lambda value: arguments.check_callable("value", value), dict(value=len)


@case("arguments:check_tokens", weight=FEW, tokens=Several(Text(), empty=True))
def check_tokens(rng):
    return lambda tokens: arguments.check_tokens("tokens", tokens), dict(tokens=["a", "b"])


@case("arguments:check_items", weight=FEW, values=Anything())
def check_items(rng):
    return lambda values: arguments.check_items("values", values), dict(values=[1, 2])


@case("arguments:check_list", weight=FEW, values=Anything())
def check_list(rng):
    return lambda values: arguments.check_list("values", values, of="numbers"), dict(values=[1, 2])


@case("arguments:check_named", weight=FEW, named=Anything())
def check_named(rng):
    return lambda named: arguments.check_named("named", named), dict(named={"a": 1})


@case("arguments:check_has", weight=FEW, thing=Anything())
def check_has(rng):
    return lambda thing: arguments.check_has("thing", thing, ["real"], what="a number"), dict(thing=1)


@case("arguments:check_room", weight=FEW, size=Whole(0, 2**27))
def check_room(rng):
    return lambda size: arguments.check_room(
        "size", arguments.check_between("size", size, 0, 2**60, integer=True)
    ), dict(size=5)
