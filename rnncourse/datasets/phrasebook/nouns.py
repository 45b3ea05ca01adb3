"""Noun phrases of both languages: determiner, noun, adjective, agreeing."""

from functools import cache
from typing import NamedTuple

from rnncourse.datasets.phrasebook import english, spanish
from rnncourse.datasets.phrasebook.lexicon import ADJECTIVES, NOUNS, Adjective, Noun

__all__ = ["ADJECTIVES", "NOUNS", "Adjective", "Noun", "Phrase", "fitting", "of", "phrase"]


@cache
def of(*classes: str) -> tuple[Noun, ...]:
    """The nouns of some classes, in the order of the list."""
    wanted = frozenset(classes)
    return tuple(noun for noun in NOUNS.values() if noun.classes & wanted)


@cache
def fitting(noun: Noun) -> tuple[Adjective, ...]:
    """The adjectives that are said of a noun."""
    return tuple(adjective for adjective in ADJECTIVES if adjective.classes & noun.classes)


class Phrase(NamedTuple):
    """A noun phrase in both languages, and what must agree with it."""

    en: str
    es: str
    gender: str
    many: bool
    noun: Noun


_DETERMINERS = {  # English singular, plural; Spanish m, f, mm, ff
    "the": ("the", "the", "el la los las"),
    "this": ("this", "these", "este esta estos estas"),
    "that": ("that", "those", "ese esa esos esas"),
    "some": ("", "some", "un una unos unas"),
    "my": ("my", "my", "mi mi mis mis"),
    "your": ("your", "your", "tu tu tus tus"),
    "sir's": ("your", "your", "su su sus sus"),
    "his": ("his", "his", "su su sus sus"),
    "her": ("her", "her", "su su sus sus"),
    "our": ("our", "our", "nuestro nuestra nuestros nuestras"),
    "their": ("their", "their", "su su sus sus"),
    "a": ("a", "", "un una unos unas"),
    "~": ("~", "~", "~m ~f ~mm ~ff"),  # the subject's own: see clauses.Vp
}


def phrase(noun: Noun, determiner: str, many: bool = False, adjective: Adjective | None = None) -> Phrase:
    """A noun with its determiner ("" for none) and perhaps an adjective: "the red shoes", los zapatos rojos.

    >>> phrase(NOUNS["zapato"], "the", True, ADJECTIVES[0])[:2]
    ('the red shoes', 'los zapatos rojos')
    """
    en = english.plural(noun.en) if many else noun.en
    es = spanish.plural(noun.es) if many else noun.es
    if adjective:
        en = f"{adjective.en} {en}"
        es = f"{es} {spanish.agree(adjective.es, noun.gender, many)}"
    if determiner:
        singular, plural, forms = _DETERMINERS[determiner]
        form = forms.split()[(noun.gender == "f") + 2 * many]
        if noun.takes_el and not many:
            form = {"la": "el", "una": "un"}.get(form, form)
        es = f"{form} {es}"
        en = english.article(en) if determiner == "a" and not many else f"{plural if many else singular} {en}"
    return Phrase(en, es, noun.gender, many, noun)
