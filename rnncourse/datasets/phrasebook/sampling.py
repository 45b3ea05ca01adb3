"""The pairs of the grammar: drawn from its patterns with a seed, and split."""

import hashlib
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from rnncourse.datasets.phrasebook import deeds
from rnncourse.datasets.phrasebook.clauses import Draw, sentence, spanish_sentence

SEED = 11
_TRIES = 40  # draws per wanted pair, at most


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
    deeds.present_habit: 800,
    deeds.used_to: 500,
    deeds.past_deed: 900,
    deeds.past_negative: 500,
    deeds.future_deed: 700,
    deeds.present_progressive: 600,
    deeds.obligation: 700,
    deeds.past_question: 700,
    deeds.polite_request: 400,
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
    for number in range(_TRIES * wanted):
        draw = Draw(f"{SEED} {name} {number}")
        texts = pattern(draw)
        if texts is None:
            continue
        families = {trait[0] for trait in draw.traits & _HELD_OUT}
        if len(families) > 1:
            continue
        source, target = sentence(texts[0]), spanish_sentence(texts[1])
        found.setdefault(source, Pair(source, target, name, families.pop() if families else None))
        if len(found) == wanted:
            break
    return list(found.values())


def _place(source: str) -> str:
    """What orders the pairs: a hash, the same everywhere."""
    return hashlib.sha256(f"{SEED} {source}".encode()).hexdigest()
