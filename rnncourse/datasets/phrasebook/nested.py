"""Patterns of a clause inside another: that, who, which, where."""

from rnncourse.datasets.phrasebook import people
from rnncourse.datasets.phrasebook.clauses import (
    HE,
    SHE,
    THEY,
    WE,
    YOU,
    Draw,
    I,
    Subject,
    Texts,
    Vp,
    ask,
    decir,
    say,
    stop,
)
from rnncourse.datasets.phrasebook.deeds import deed
from rnncourse.datasets.phrasebook.english import article
from rnncourse.datasets.phrasebook.life import TENER, WORK
from rnncourse.datasets.phrasebook.nouns import fitting, of, phrase
from rnncourse.datasets.phrasebook.places import STATES, noun
from rnncourse.datasets.phrasebook.spanish import agree
from rnncourse.datasets.phrasebook.tables import pairs
from rnncourse.datasets.phrasebook.verbs import VERBS

_MADE_OR_GOT = "buy find draw choose rent write read paint sell lose build".split() + ["look for"]
_SAID_OF_THEM = (
    "viejo caro barato bonito grande pequeño interesante aburrido largo corto divertido elegante cómodo".split()
)
_DESCRIBED = """
lives next door = vive al lado, works at the bank = trabaja en el banco, sells flowers = vende flores
teaches at the school = enseña en la escuela, is waiting at the door = está esperando en la puerta
called yesterday = llamó ayer, plays the guitar = toca la guitarra, lives in that house = vive en esa casa
came to the party = vino a la fiesta, speaks French = habla francés, found my wallet = encontró mi cartera
is singing = está cantando, bought the car = compró el coche, has a black dog = tiene un perro negro
works in the bakery = trabaja en la panadería
"""
DESCRIBED = pairs(_DESCRIBED)


def i_think_that(draw: Draw) -> Texts:
    """ "I think that the shop is closed.", "She says that she's hungry." """
    who = draw.one((I, I, HE, SHE, WE, THEY, people.subject(draw, pronouns=False)))
    think, creer = draw.one((("think", "creer"), ("think", "creer"), ("say", "decir"), ("know", "saber")))
    if think == "say" and who in (I, WE):
        who = THEY
    kind = draw.one(("state", "hunger", "deed", "deed"))
    other = draw.one(
        [one for one in (HE, SHE, THEY, *people.NAMES, *people.KIN) if one.en != who.en and "your" not in one.en]
    )
    if kind == "state":
        ready, listo, names = draw.one(STATES)
        one = noun(draw.one(names.split()))
        many = "pair" in one.classes
        what = phrase(one, "the", many)
        en = f"{what.en} {'are' if many else 'is'} {ready}"
        form = listo if listo == "en la mesa" else agree(listo, one.gender, many)
        es = f"{what.es} {'están' if many else 'está'} {form}"
    elif kind == "hunger":
        hungry, hambre = draw.one(TENER)
        en, es = say(other, Vp(f"be {hungry}", ""), "present"), decir(draw, other, Vp("", f"tener {hambre}"), "present")
    else:
        verb_, vp = deed(draw, new=False)
        tense = draw.one(("past", "perfect", "future"))
        if tense == "future" and "mishap" in verb_.manner:
            tense = "past"
        en, es = say(other, vp, tense), decir(draw, other, vp, tense)
    return stop(
        f"{say(who, Vp(think, ''), 'present')} that {en}", f"{decir(draw, who, Vp('', creer), 'present')} que {es}"
    )


def who_lives(draw: Draw) -> Texts:
    """ "The woman who lives next door is a nurse." """
    who, (lives, vive), (work, man, woman) = draw.one(people.ALONE[-2:]), draw.one(DESCRIBED), draw.one(WORK)
    if draw.chance(0.6) and not any(word in lives for word in ("works", "teaches", "sells")):
        form = woman if who.gender == "f" else man
        return stop(f"{who.en} who {lives} is {article(work)}", f"{who.es} que {vive} es {form}")
    relation, es = draw.one(
        (("cousin", "primo"), ("neighbour", "vecino"), ("friend", "amigo"), ("teacher", "profesor"))
    )
    my, mi = draw.one((("my", "mi"), ("our", "nuestro"), ("her", "su")))
    mi = agree(mi, who.gender, False) if mi == "nuestro" else mi
    no = draw.chance(0.25)
    return stop(
        f"{who.en} who {lives} is{' not' * no} {my} {relation}",
        f"{who.es} que {vive} {'no ' * no}es {mi} {agree(es, who.gender, False)}",
    )


def that_you_bought(draw: Draw) -> Texts:
    """ "The cake that Ana chose is here.", "Where are the boots that I bought?" """
    verb_ = draw.one([one for one in VERBS if one.en in _MADE_OR_GOT])
    one = draw.one([one for one in verb_.objects if not one.mass])
    many = "pair" in one.classes or (
        bool(one.classes & {"read", "sent", "food", "clothes", "blossom"}) and draw.chance(0.4)
    )
    what = phrase(one, "the", many)
    who, tense = draw.one((I, YOU, WE, HE, SHE, people.subject(draw, pronouns=False))), "past"
    if verb_.en == "look for":
        tense = "progressive"
    en, es = (
        f"{what.en} that {say(who, Vp(verb_.en, ''), tense)}",
        f"{what.es} que {relative(draw, who, verb_.es, tense)}",
    )
    is_, esta, son = ("are", "están", "son") if many else ("is", "está", "es")
    kind = draw.one(("where", "here", "very"))
    if kind == "where":
        return ask(f"where {is_} {en}", f"dónde {esta} {es}")
    adjectives = [a for a in fitting(one) if a.es in _SAID_OF_THEM]
    if kind == "very" and adjectives:
        adjective = draw.one(adjectives)
        draw.mark("noun-adjective", one.es, adjective.es)
        return stop(f"{en} {is_} very {adjective.en}", f"{es} {son} muy {agree(adjective.es, what.gender, many)}")
    return stop(f"{en} {is_} here", f"{es} {esta} aquí")


def relative(draw: Draw, who: Subject, infinitive: str, tense: str) -> str:
    """A relative clause, in which the verb stands before a subject that is a noun: que compró Ana."""
    form = decir(draw, who._replace(es=""), Vp("", infinitive), tense)
    return f"{form} {who.es}".strip()


def i_know_where(draw: Draw) -> Texts:
    """ "I don't know where the keys are.", "He knows how to swim." """
    who = draw.one((I, I, HE, SHE, WE, THEY, people.subject(draw, pronouns=False)))
    no, kind = draw.chance(0.5), draw.one(("where", "how", "if", "who"))
    if kind == "how":
        able = draw.one(
            (
                ("swim", "nadar"),
                ("drive", "conducir"),
                ("cook", "cocinar"),
                ("play the piano", "tocar el piano"),
                ("dance", "bailar"),
                ("ride a bicycle", "montar en bicicleta"),
                ("read", "leer"),
            )
        )
        return stop(
            say(who, Vp(f"know how to {able[0]}", ""), "present", negative=no),
            decir(draw, who, Vp("", f"saber {able[1]}"), "present", negative=no),
        )
    if kind == "where":
        one = draw.one(of("small", "lost", "public", "shop", "animal", "clothes"))
        many = one.es == "llave"
        what = phrase(one, "the", many)
        en, es = f"where {what.en} {'are' if many else 'is'}", f"dónde {'están' if many else 'está'} {what.es}"
    else:
        other = draw.one([one for one in (HE, SHE, THEY, *people.NAMES) if one.en != who.en])
        verb_, vp = deed(draw, new=False)
        if "~" in vp.en:
            vp = Vp(
                vp.en.replace("~", "the"),
                vp.es.replace("~mm", "los").replace("~ff", "las").replace("~m", "el").replace("~f", "la"),
            )
        word, si = ("if", "si") if kind == "if" else ("why", "por qué")
        no = no or kind == "if"
        en, es = f"{word} {say(other, vp, 'past')}", f"{si} {decir(draw, other, vp, 'past')}"
    return stop(
        f"{say(who, Vp('know', ''), 'present', negative=no)} {en}",
        f"{decir(draw, who, Vp('', 'saber'), 'present', negative=no)} {es}",
    )
