"""The pairs of the grammar: drawn from its patterns with a seed, and split."""

import hashlib
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from rnncourse.datasets.phrasebook import (
    clitics,
    days,
    deeds,
    joined,
    life,
    likes,
    nested,
    places,
    qualities,
    questions,
    talk,
)
from rnncourse.datasets.phrasebook.clauses import Draw
from rnncourse.datasets.phrasebook.sense import sensible
from rnncourse.text import words

SEED = 11
_TRIES = 1500  # draws in a row that bring nothing new: a pattern is exhausted
_EACH = 220  # pairs of a pattern


class Pair(NamedTuple):
    """A sentence and its translation.

    Attributes
    ----------
    source : in English.
    target : in Spanish, as it is spoken in Spain.
    pattern : the pattern of the grammar, such as "past_question"; of a natural pair, the situation.
    held_out : in the test set, the family of combinations that makes this pair new (a key of `HELD_OUT`), otherwise
        None. Both parts of the combination are in the training set, never together.
    """

    source: str
    target: str
    pattern: str
    held_out: str | None = None


Pattern = Callable[[Draw], tuple[str, str] | None]
PATTERNS: tuple[Pattern, ...] = (
    deeds.present_habit,
    deeds.how_often,
    deeds.present_negative,
    deeds.present_question,
    deeds.used_to,
    deeds.past_deed,
    deeds.past_negative,
    deeds.past_question,
    deeds.future_deed,
    deeds.future_question,
    deeds.present_progressive,
    deeds.progressive_question,
    deeds.obligation,
    deeds.wish_question,
    deeds.done_already,
    deeds.just_now,
    clitics.it_was_done,
    clitics.it_will_be_done,
    clitics.it_is_being_done,
    clitics.cannot_find,
    clitics.state_and_deed,
    clitics.someone_did,
    clitics.someone_will,
    clitics.someone_now,
    clitics.give_to,
    clitics.give_me,
    clitics.gave_it,
    clitics.introduced,
    places.state,
    places.shop_hours,
    places.where_is,
    places.where_question,
    places.there_is,
    qualities.is_so,
    qualities.is_it_so,
    qualities.how_pretty,
    qualities.good_one,
    qualities.first_one,
    qualities.compared,
    qualities.best_of,
    qualities.made_of,
    qualities.belongs,
    life.have_hunger,
    life.feeling,
    life.profession,
    life.age,
    life.character,
    life.for_years,
    life.from_where,
    days.weather,
    days.routine,
    days.going,
    days.what_time,
    likes.likes,
    likes.likes_doing,
    likes.prefers,
    likes.hurts,
    likes.interested,
    likes.seems,
    likes.suits,
    likes.left_over,
    likes.feels_like,
    questions.what_was_it,
    questions.why_so,
    questions.when_where,
    questions.who_did,
    questions.how_many,
    questions.price,
    questions.the_way,
    talk.order_food,
    talk.lets,
    talk.command_to,
    talk.forbidden,
    talk.hand_me,
    talk.with_me,
    joined.because,
    joined.while_doing,
    joined.as_a_child,
    joined.if_it_rains,
    joined.but_not,
    joined.before_going,
    nested.i_think_that,
    nested.who_lives,
    nested.that_you_bought,
    nested.i_know_where,
)
HELD_OUT = {  # family -> what is never together in the training and validation sets
    "verb-tense": """abrir future, leer progressive, vender future, lavar future, limpiar progressive, escribir have to
    escribir progressive, pintar have to, comprar want to, cocinar progressive, devolver future, mover want to
    escuchar progressive, cortar future, jugar future, apagar want to, plantar future, llevar want to""",
    "noun-adjective": """coche nuevo, zapato negro, libro interesante, silla cómodo, vestido azul, camisa blanco
    casa grande, perro grande, bicicleta rojo, película aburrido, mesa viejo, novela corto, carta largo, bota caro
    reloj nuevo, falda verde, pueblo bonito, hotel caro, gato negro, sombrero elegante, historia triste, cama cómodo
    jardín pequeño, ordenador lento, tren rápido, pregunta difícil, caja pesado, flor rojo, puerta verde, abrigo negro
    bicicleta viejo, casa antiguo, plaza bonito, carta corto, moto rápido, problema fácil, reunión largo, vestido caro
    playa tranquilo, restaurante barato, gorra amarillo, canción español, ciudad grande, armario grande, cuadro antiguo
    cámara japonés, coche alemán, bufanda rojo, zapato cómodo, mochila grande, maleta nuevo, reloj caro, calle largo""",
    "clitic-verb": """la vender, los lavar, lo leer, las perder, me llamar, la ayudar, nos esperar, lo reparar
    las comprar, le prestar, la limpiar, los comprar, lo buscar, nos mandar, te ver, las encontrar""",
    "verb-form": """pintar past, cortar past, visitar past, preparar past, plantar past, escuchar past, usar past
    buscar past""",
}
_HELD_OUT = {
    ("verb-tense" if family == "verb-form" else family, *combination.split(maxsplit=1)): family
    for family, listed in HELD_OUT.items()
    for combination in listed.replace("\n", ", ").split(", ")
}


@cache
def grammar() -> dict[str, tuple[Pair, ...]]:
    """The pairs of each split, in a fixed order."""
    pairs: dict[str, Pair] = {}
    for pattern in PATTERNS:
        for pair in _drawn(pattern):
            pairs.setdefault(pair.source, pair)
    kept = sorted(pairs.values(), key=lambda pair: _place(pair.source))
    free = [pair for pair in kept if pair.held_out is None]
    part = len(free) // 16
    train, valid, test = free[2 * part :], free[:part], free[part : 2 * part]
    known = _known(train)
    for held_out in (valid, test):  # a word that the training set lacks takes its pair there
        new = [pair for pair in held_out if not known.issuperset(_words(pair))]
        train += new
        held_out[:] = [pair for pair in held_out if pair not in new]
    known = _known(train)
    combined = [
        pair for pair in kept if pair.held_out and (pair.held_out == "verb-form" or known.issuperset(_words(pair)))
    ]
    return {"train": tuple(train), "valid": tuple(valid), "test": (*test, *combined)}


def _known(pairs: Iterable[Pair]) -> set[tuple[int, str]]:
    return {word for pair in pairs for word in _words(pair)}


def _words(pair: Pair) -> list[tuple[int, str]]:
    """The words of both sides: 0 of the source, 1 of the target; large and small letters are the same."""
    return [(side, word) for side, text in enumerate((pair.source, pair.target)) for word in words(text.lower())]


def _drawn(pattern: Pattern) -> list[Pair]:
    """The pairs of a pattern: free ones, and those that hold one held-out combination."""
    name, found, draw, idle, free = pattern.__name__, dict[str, Pair](), Draw(f"{SEED} {pattern.__name__}"), 0, 0
    while free < _EACH and idle < _TRIES:
        draw.traits.clear()
        texts = pattern(draw)
        idle += 1
        if texts is None or texts[0] in found or not sensible(texts[0]):
            continue
        families = {_HELD_OUT[trait] for trait in draw.traits if trait in _HELD_OUT}
        enclitic = {
            trait for trait in draw.traits if trait[0] == "enclitic" and ("clitic-verb", *trait[1:]) in _HELD_OUT
        }
        if len(families) > 1 or enclitic:
            continue
        found[texts[0]] = Pair(*texts, name, families.pop() if families else None)
        free += found[texts[0]].held_out is None
        idle = 0
    return list(found.values())


def _place(source: str) -> str:
    """What orders the pairs: a hash, the same everywhere."""
    return hashlib.sha256(f"{SEED} {source}".encode()).hexdigest()
