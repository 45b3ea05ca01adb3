"""The pairs of the grammar: drawn from its patterns with a seed, and split."""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from rnncourse.datasets.phrasebook import clitics, deeds, joined, life, likes, places, talk
from rnncourse.datasets.phrasebook.clauses import Draw

SEED = 11
_TRIES = 12  # draws per wanted pair, at most


class Pair(NamedTuple):
    """A sentence and its translation.

    Attributes
    ----------
    source : in English.
    target : in Spanish, as it is spoken in Spain.
    pattern : the pattern of the grammar, such as "past_question"; of a natural pair, the situation.
    held_out : in the test set, the family of combinations that makes this pair new, otherwise None:
        "verb-tense", "noun-adjective" or "clitic-verb". Both parts are in the training set, never together.
    """

    source: str
    target: str
    pattern: str
    held_out: str | None = None


PATTERNS: dict[Callable[[Draw], tuple[str, str] | None], int] = {
    deeds.present_habit: 250,
    deeds.how_often: 250,
    deeds.present_negative: 250,
    deeds.present_question: 250,
    deeds.used_to: 250,
    deeds.past_deed: 250,
    deeds.past_negative: 250,
    deeds.past_question: 250,
    deeds.future_deed: 250,
    deeds.future_question: 250,
    deeds.present_progressive: 250,
    deeds.progressive_question: 250,
    deeds.obligation: 250,
    deeds.wish_question: 250,
    deeds.done_already: 250,
    deeds.just_now: 250,
    clitics.it_was_done: 250,
    clitics.it_will_be_done: 250,
    clitics.it_is_being_done: 250,
    clitics.cannot_find: 250,
    clitics.state_and_deed: 250,
    clitics.someone_did: 250,
    clitics.someone_will: 250,
    clitics.someone_now: 250,
    clitics.give_to: 250,
    clitics.give_me: 250,
    clitics.gave_it: 250,
    clitics.introduced: 250,
    places.is_so: 250,
    places.is_it_so: 250,
    places.how_pretty: 250,
    places.good_one: 250,
    places.first_one: 250,
    places.state: 250,
    places.shop_hours: 250,
    places.where_is: 250,
    places.where_question: 250,
    places.there_is: 250,
    places.compared: 250,
    places.best_of: 250,
    places.made_of: 250,
    places.belongs: 250,
    life.have_hunger: 250,
    life.feeling: 250,
    life.profession: 250,
    life.age: 250,
    life.weather: 250,
    life.routine: 250,
    life.going: 250,
    life.what_time: 250,
    life.for_years: 250,
    life.from_where: 250,
    likes.likes: 250,
    likes.likes_doing: 250,
    likes.prefers: 250,
    likes.hurts: 250,
    likes.interested: 250,
    likes.seems: 250,
    likes.suits: 250,
    likes.left_over: 250,
    likes.feels_like: 250,
    talk.what_was_it: 250,
    talk.why_so: 250,
    talk.when_where: 250,
    talk.who_did: 250,
    talk.how_many: 250,
    talk.price: 250,
    talk.order_food: 250,
    talk.lets: 250,
    talk.command_to: 250,
    talk.forbidden: 250,
    talk.hand_me: 250,
    talk.the_way: 250,
    talk.with_me: 250,
    joined.because: 250,
    joined.while_doing: 250,
    joined.as_a_child: 250,
    joined.if_it_rains: 250,
    joined.but_not: 250,
    joined.i_think_that: 250,
    joined.who_lives: 250,
    joined.that_you_bought: 250,
    joined.before_going: 250,
    joined.i_know_where: 250,
}
HELD_OUT = {
    "verb-tense": "abrir future, leer progressive, vender past, lavar future, limpiar progressive, buscar past",
    "noun-adjective": "casa grande, coche nuevo, zapato negro, libro interesante, silla cómodo, vestido azul",
}
_HELD_OUT = {
    (family, *combination.split(maxsplit=1))
    for family, listed in HELD_OUT.items()
    for combination in listed.split(", ")
}


@cache
def grammar() -> dict[str, tuple[Pair, ...]]:
    """The pairs of each split, in a fixed order."""
    pairs: dict[str, Pair] = {}
    for pattern, wanted in PATTERNS.items():
        for pair in _drawn(pattern, wanted):
            pairs.setdefault(pair.source, pair)
    kept = sorted(pairs.values(), key=lambda pair: _place(pair.source))
    free = [pair for pair in kept if pair.held_out is None]
    fifteenth = len(free) // 16
    train, valid, test = free[2 * fifteenth :], free[:fifteenth], free[fifteenth : 2 * fifteenth]
    return {
        "train": tuple(train),
        "valid": tuple(valid),
        "test": (*test, *(pair for pair in kept if pair.held_out)),
    }


def _drawn(pattern: Callable[[Draw], tuple[str, str] | None], wanted: int) -> list[Pair]:
    """At most `wanted` different pairs of a pattern."""
    name = pattern.__name__
    found: dict[str, Pair] = {}
    draw = Draw(f"{SEED} {name}")
    for _ in range(_TRIES * wanted):
        draw.traits.clear()
        texts = pattern(draw)
        if texts is None:
            continue
        families = {trait[0] for trait in draw.traits & _HELD_OUT}
        if len(families) > 1:
            continue
        source, target = texts
        found.setdefault(source, Pair(source, target, name, families.pop() if families else None))
        if len(found) == wanted:
            break
    return list(found.values())


def _place(source: str) -> str:
    """What orders the pairs: a hash, the same everywhere."""
    return hashlib.sha256(f"{SEED} {source}".encode()).hexdigest()
