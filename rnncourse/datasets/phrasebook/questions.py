"""Patterns of questions with a question word, and of the way."""

from rnncourse.datasets.phrasebook import people
from rnncourse.datasets.phrasebook.clauses import Draw, I, Subject, Texts, Vp, ask, decir, own, say, stop, verb
from rnncourse.datasets.phrasebook.counting import count
from rnncourse.datasets.phrasebook.deeds import asked, deed, thing
from rnncourse.datasets.phrasebook.nouns import of, phrase
from rnncourse.datasets.phrasebook.spanish import agree
from rnncourse.datasets.phrasebook.tables import pairs
from rnncourse.datasets.phrasebook.verbs import VERBS

_WHERE_DONE = (
    ("at the market", "en el mercado"),
    ("at the station", "en la estación"),
    ("in the kitchen", "en la cocina"),
    ("at the library", "en la biblioteca"),
    ("in the garden", "en el jardín"),
)
_WHAT = """
buy = comprar, eat = comer, read = leer, find = encontrar, sell = vender, lose = perder, cook = cocinar
do = hacer, write = escribir, see = ver, drink = beber, study = estudiar, order = pedir, forget = olvidar
draw = dibujar, choose = elegir, break = romper
"""
WHAT = pairs(_WHAT)
_PLEASE = (("", ""), (", please", ", por favor"))


def what_was_it(draw: Draw) -> Texts:
    """ "What did you buy at the market?" """
    (en, es), who = draw.one(WHAT), asked(draw)
    tense = draw.one(("past", "past", "future", "want to", "progressive"))
    if tense == "progressive" and en in ("lose", "find", "forget", "see", "break", "order"):
        tense = "past"
    if tense in ("future", "want to") and en in ("lose", "forget", "break", "find"):
        tense = "past"
    when = {
        "past": (("yesterday", "ayer"), ("", ""), ("this morning", "esta mañana"), *_WHERE_DONE[:2]),
        "future": (("tomorrow", "mañana"), ("", ""), ("tonight", "esta noche")),
        "want to": (("", ""), ("today", "hoy")),
        "progressive": (("", ""), ("now", "ahora")),
    }[tense]
    at, en_ = draw.one(when)
    if at in ("at the market", "at the station") and en not in ("buy", "find", "lose", "see", "eat", "do"):
        at, en_ = "", ""
    return ask(
        f"what {say(who, Vp(en, ''), tense, question=True)} {at}{who.sir[0]}",
        f"qué {decir(draw, who, Vp('', es), tense, question=True)} {en_}{who.sir[1]}",
    )


def why_so(draw: Draw) -> Texts:
    """ "Why did your sister sell the car?" """
    who, (_, vp) = asked(draw), deed(draw, new=False)
    tense = draw.one(("past", "past", "want to", "have to"))
    if tense != "past":
        _, vp = deed(draw, new=False, meant=True)
    no = draw.chance(0.2)
    return ask(
        f"why {say(who, vp, tense, question=True, negative=no)}{who.sir[0]}",
        f"por qué {decir(draw, who, vp, tense, question=True, negative=no)}{who.sir[1]}",
    )


def when_where(draw: Draw) -> Texts:
    """ "When are they going to paint the kitchen?", "Where did you find the keys?" """
    who = asked(draw)
    if draw.chance(0.5):
        verb_, vp = deed(draw, new=False, meant=True)
        tense = draw.one(("past", "future"))
        return ask(
            f"when {say(who, vp, tense, question=True)}{who.sir[0]}",
            f"cuándo {decir(draw, who, vp, tense, question=True)}{who.sir[1]}",
        )
    verb_ = draw.one([one for one in VERBS if one.en in ("buy", "find", "lose", "forget", "rent", "read", "wash")])
    what = thing(draw, verb_, new=False)
    vp = Vp(f"{verb_.en} {what.en}", f"{verb_.es} {what.es}")
    return ask(
        f"where {say(who, vp, 'past', question=True)}{who.sir[0]}",
        f"dónde {decir(draw, who, vp, 'past', question=True)}{who.sir[1]}",
    )


def who_did(draw: Draw) -> Texts:
    """ "Who broke the window?", "Nobody has seen my keys." """
    who = Subject("who", "quién", 2, True, "his")
    verb_, vp = deed(draw, new=False)
    if "~" in vp.en:
        vp = Vp(vp.en.replace("~", "my"), own(vp.es, I))
    kind = draw.one(("who", "who", "nobody", "someone"))
    tense = draw.one(("past", "perfect")) if kind != "who" else draw.one(("past", "past", "future", "want to"))
    if tense in ("future", "want to") and "mishap" in verb_.manner:
        tense = "past"
    if kind == "who":
        return ask(say(who, vp, tense), decir(draw, who, vp, tense))
    en, es = {"nobody": ("nobody", "nadie"), "someone": ("someone", "alguien")}[kind]
    one = Subject(en, es, 2, True, "their")
    return stop(say(one, vp, tense), decir(draw, one, vp, tense))


def how_many(draw: Draw) -> Texts:
    """ "How many apples did you buy?", "How much bread is there?" """
    verb_ = draw.one(
        [
            one
            for one in VERBS
            if one.en in ("buy", "read", "sell", "send", "write", "plant", "eat", "break", "wash", "draw", "cut")
        ]
    )
    nouns = [
        one
        for one in verb_.objects
        if not one.mass and one.classes & set("food read sent pair clothes table_thing plant animal".split())
    ]
    who, one = asked(draw), draw.one(nouns)
    bare = phrase(one, "", True)
    tense = draw.one(("past", "past", "future", "have to"))
    if verb_.en == "break":
        tense = "past"
    when = {
        "past": draw.one((("yesterday", "ayer"), ("", ""), ("this week", "esta semana"))),
        "future": draw.one((("", ""), ("tomorrow", "mañana"))),
    }.get(tense, ("", ""))
    many = agree("cuánto", one.gender, True)
    return ask(
        f"how many {bare.en} {say(who, Vp(verb_.en, ''), tense, question=True)} {when[0]}{who.sir[0]}",
        f"{many} {bare.es} {decir(draw, who, Vp('', verb_.es), tense, question=True)} {when[1]}{who.sir[1]}",
    )


def price(draw: Draw) -> Texts:
    """ "How much are these shoes?", "The hat costs forty euros." """
    one = draw.one(of("clothes", "pair", "dish", "device", "read", "food"))
    while one.es in ("carta", "correo", "mensaje", "informe", "poema", "historia"):
        one = draw.one(of("clothes", "pair", "read"))
    many = "pair" in one.classes or ("food" in one.classes and draw.chance(0.8))
    what = phrase(one, draw.one(("the", "this", "that")), many)
    cost = Subject(what.en, "", 5 if many else 2, not many, "its")
    if draw.chance(0.3):
        end = draw.one((*_PLEASE, (", sir", ", señor"), (", madam", ", señora")))
        return ask(
            f"how much {say(cost, Vp('cost', ''), 'present', question=True)}{end[0]}",
            f"cuánto {verb(draw, 'costar', 'present', cost.person)} {what.es}{end[1]}",
        )
    low, high = (2, 6) if "food" in one.classes else (3, 15) if one.classes & {"dish", "read"} else (15, 100)
    number, numero = count(draw, "m", low, high)
    tense = "present" if many else draw.one(("present", "present", "past"))  # "they cost" is both
    if draw.chance(0.3):
        who = people.subject(draw)
        return stop(
            f"{say(who, Vp(f'pay {number} euros', ''), 'past')} for {what.en}",
            f"{decir(draw, who, Vp('', f'pagar {numero} euros'), 'past')} por {what.es}",
        )
    return stop(
        say(cost, Vp(f"cost {number} euros", ""), tense),
        f"{what.es} {verb(draw, 'costar', tense, cost.person)} {numero} euros",
    )


def the_way(draw: Draw) -> Texts:
    """ "How do I get to the station, please?", "Do you know where the bank is?" """
    what = phrase(draw.one([one for one in of("shop", "public", "town") if one.es != "calle"]), "the")
    end = draw.one((("", ""), (", please", ", por favor"), (", sir", ", señor"), (", madam", ", señora")))
    kind = draw.one(("get", "know", "far", "near"))
    if kind == "know" and "please" in end[0]:
        end = ("", "")
    sir = end[0] in (", sir", ", madam")
    if kind == "get":
        return ask(f"how do I get to {what.en}{end[0]}", f"cómo llego a {what.es}{end[1]}")
    if kind == "know":
        return ask(
            f"do you know where {what.en} is{end[0]}", f"{'sabe' if sir else 'sabes'} dónde está {what.es}{end[1]}"
        )
    if kind == "far":
        return ask(
            f"is {what.en} far from here{end[0] if sir else ''}", f"está lejos de aquí {what.es}{end[1] if sir else ''}"
        )
    minutes, minutos = count(draw, "m", 2, 30)
    return stop(f"{what.en} is {minutes} minutes from here", f"{what.es} está a {minutos} minutos de aquí")
