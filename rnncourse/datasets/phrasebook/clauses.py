"""A clause in both languages: subject, verb and the rest, in tense, negation and question."""

import random
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from rnncourse.datasets.phrasebook import english, spanish

_T = TypeVar("_T")


class Subject(NamedTuple):
    """Who does it: a pronoun, which Spanish leaves out, or a noun phrase."""

    en: str
    es: str
    person: int  # as in `spanish`: 0 yo … 5 ellos
    third: bool  # he does, she has
    her: str  # my, your, his, her, our, their
    gender: str = "m"
    sir: tuple[str, str] = ("", "")  # the end of a sentence that says usted: ", sir", ", señor"

    @property
    def many(self) -> bool:
        """Whether an adjective said of it is in the plural."""
        return self.person >= 3


class Draw:
    """A source of random choices that also remembers what a sentence is made of.

    Only `random.Random.random` is used, whose numbers are the same in every version of Python.
    """

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        self.traits: set[tuple[str, str, str]] = set()

    def one(self, options: Sequence[_T]) -> _T:
        """One of some options, each as likely as the others."""
        return options[int(self._random.random() * len(options))]

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self._random.random() < probability

    def mark(self, family: str, first: str, second: str) -> None:
        """Remember a combination, such as ("noun-adjective", "casa", "viejo")."""
        self.traits.add((family, first, second))


I = Subject("I", "", 0, False, "my")
YOU = Subject("you", "", 1, False, "your")
SIR = Subject("you", "", 2, False, "your", "m", (", sir", ", señor"))
MADAM = Subject("you", "", 2, False, "your", "f", (", madam", ", señora"))
CHILDREN = Subject("you", "", 4, False, "your", "m", (", children", ", niños"))
HE = Subject("he", "", 2, True, "his")
SHE = Subject("she", "", 2, True, "her", "f")
WE = Subject("we", "", 3, False, "our")
THEY = Subject("they", "", 5, False, "their")
PRONOUNS = (I, HE, SHE, WE, THEY)

_OWNER = {  # of a Spanish possessive: m, f, mm, ff
    0: "mi mi mis mis",
    1: "tu tu tus tus",
    2: "su su sus sus",
    3: "nuestro nuestra nuestros nuestras",
    4: "vuestro vuestra vuestros vuestras",
    5: "su su sus sus",
}
REFLEXIVE = ("me", "te", "se", "nos", "os", "se")
_BE = {"present": ("am", "are", "is"), "past": ("was", "were", "was")}


class Vp(NamedTuple):
    """A verb and what follows it, in both languages: ("wash ~ hands", "lavarse las manos").

    The first word is the verb. ~ stands for the subject's possessive; in Spanish it is ~m, ~f, ~mm or ~ff.
    """

    en: str
    es: str


def be(subject: Subject, tense: str = "present") -> str:
    """am, is, are, was, were."""
    am, are, is_ = _BE[tense]
    return am if subject.en == "I" else is_ if subject.third else are


def _english_verb(subject: Subject, vp: str, tense: str) -> tuple[str, str]:
    """The auxiliary (in brackets where only a negation or a question needs it) and the rest."""
    head = vp.partition(" ")[0]
    rest = vp.partition(" ")[2]
    if head == "be" and tense in ("present", "past"):
        return be(subject, tense), rest
    if tense == "present":
        return "(does)" if subject.third else "(do)", vp
    if tense == "past":
        return "(did)", vp
    if tense == "used to":
        return "(did)", f"use to {vp}"
    if tense == "future":
        return be(subject), f"going to {vp}"
    if tense in ("progressive", "past progressive"):
        return be(subject, "past" if tense[:4] == "past" else "present"), english.gerund(vp)
    if tense == "perfect":
        return "has" if subject.third else "have", english.participle(vp)
    if tense in ("can", "could", "should"):
        return tense, vp
    if tense in ("have to", "want to", "need to", "had to", "wanted to"):
        base = {"had to": "have to", "wanted to": "want to"}.get(tense, tense)
        return "(did)" if base != tense else "(does)" if subject.third else "(do)", f"{base} {vp}"
    raise ValueError(f"tense: expected one that the grammar knows, got {tense!r}; see clauses._english_verb")


def say(
    subject: Subject, vp: Vp, tense: str, *, negative: bool = False, question: bool = False, adverb: str = ""
) -> str:
    """The English clause without its full stop: "she is not reading a letter", "does he always walk"."""
    auxiliary, rest = _english_verb(subject, vp.en.replace("~", subject.her), tense)
    no = " not" if negative else ""
    middle = f" {adverb}" if adverb else ""
    if auxiliary[0] != "(":
        if question:
            if negative:
                no = "n't"
            return f"{auxiliary}{no} {subject.en}{middle} {rest}"
        return f"{subject.en} {auxiliary}{no}{middle} {rest}"
    do = auxiliary[1:-1]
    if question:
        nt = "n't" if negative else ""
        return f"{do}{nt} {subject.en}{middle} {rest}"
    if negative:
        return f"{subject.en} {do} not{middle} {rest}"
    finite = {"do": rest, "does": english.third(rest), "did": english.past(rest)}[do]
    return f"{subject.en}{middle} {finite}"


_SPANISH = {  # tense -> the helping verb, its tense, what stands before the second verb, that verb's form
    "future": ("ir", "present", "a ", "infinitive"),
    "progressive": ("estar", "present", "", "gerund"),
    "past progressive": ("estar", "imperfect", "", "gerund"),
    "perfect": ("haber", "present", "", "participle"),
    "can": ("poder", "present", "", "infinitive"),
    "have to": ("tener", "present", "que ", "infinitive"),
    "had to": ("tener", "preterite", "que ", "infinitive"),
    "want to": ("querer", "present", "", "infinitive"),
    "wanted to": ("querer", "imperfect", "", "infinitive"),
    "need to": ("necesitar", "present", "", "infinitive"),
    "just": ("acabar", "present", "de ", "infinitive"),
}
_SIMPLE = {"present": "present", "past": "preterite", "used to": "imperfect", "was": "imperfect"}


def verb(draw: Draw, infinitive: str, tense: str, person: int, clitics: Sequence[str] = ()) -> str:
    """A Spanish verb in a tense with its clitics: "la leyó", "está leyendo", "voy a leerla".

    Clitics stand before the finite verb, and behind an infinitive where there is one.
    """
    if infinitive.endswith("se"):
        infinitive, clitics = infinitive[:-2], [REFLEXIVE[person], *clitics]
    draw.mark("verb-tense", infinitive, tense)
    for clitic in clitics:
        draw.mark("clitic-verb", clitic, infinitive)
    before = "".join(f"{clitic} " for clitic in clitics)
    if tense in _SIMPLE:
        return before + spanish.conjugate(infinitive, _SIMPLE[tense], person)
    helper, helper_tense, link, form = _SPANISH[tense]
    finite = spanish.conjugate(helper, helper_tense, person)
    if form == "gerund":
        return f"{before}{finite} {spanish.gerund(infinitive)}"
    if form == "participle":
        return f"{before}{finite} {spanish.participle(infinitive)}"
    for clitic in clitics:
        draw.mark("enclitic", clitic, infinitive)
    return f"{finite} {link}{spanish.attach(infinitive, *clitics)}"


def decir(
    draw: Draw,
    subject: Subject,
    vp: Vp,
    tense: str,
    *,
    negative: bool = False,
    question: bool = False,
    clitics: Sequence[str] = (),
    adverb: str = "",
) -> str:
    """The Spanish clause without its marks: "no está leyendo una carta"; an adverb stands before the verb."""
    infinitive, _, rest = vp.es.partition(" ")
    rest = own(rest, subject)
    form = verb(draw, infinitive, tense, subject.person, clitics)
    no = "no " if negative else ""
    start = f"{adverb} " if adverb else ""
    if question:
        parts = [f"{start}{no}{form}", subject.es, rest]
    else:
        parts = [subject.es, f"{start}{no}{form}", rest]
    return " ".join(part for part in parts if part)


def own(text: str, subject: Subject) -> str:
    """Put the subject's possessives into a Spanish text: ~f casa -> su casa."""
    m, f, mm, ff = _OWNER[subject.person].split()
    for mark, word in (("~mm", mm), ("~ff", ff), ("~m", m), ("~f", f)):
        text = text.replace(mark, word)
    return text


Texts = tuple[str, str]


def stop(en: str, es: str) -> Texts:
    """Two statements with their full stops."""
    return sentence(english.contract(en)) + ".", spanish_sentence(es) + "."


def ask(en: str, es: str) -> Texts:
    """Two questions with their marks."""
    return sentence(english.contract(en)) + "?", "¿" + spanish_sentence(es) + "?"


def shout(en: str, es: str) -> Texts:
    """Two exclamations with their marks."""
    return sentence(english.contract(en)) + "!", "¡" + spanish_sentence(es) + "!"


def both(*texts: Texts) -> Texts:
    """Sentences one after the other."""
    return " ".join(text[0] for text in texts), " ".join(text[1] for text in texts)


def sentence(text: str) -> str:
    """A sentence as it is printed: contractions, one space between words, a capital at its beginning."""
    text = " ".join(text.split()).replace(" ,", ",")
    at = next(i for i, letter in enumerate(text) if letter.isalpha())
    return text[:at] + text[at].upper() + text[at + 1 :]


def spanish_sentence(text: str) -> str:
    """A Spanish sentence as it is printed: al, del, and a capital."""
    text = f" {text} ".replace(" a el ", " al ").replace(" de el ", " del ")
    return sentence(text)
