"""Patterns with pronouns for objects: la leí, quiero dárselo, ciérrala."""

from rnncourse.datasets.phrasebook import people
from rnncourse.datasets.phrasebook.clauses import (
    HE,
    MADAM,
    SHE,
    SIR,
    THEY,
    WE,
    YOU,
    Draw,
    I,
    Subject,
    Texts,
    Vp,
    ask,
    both,
    decir,
    own,
    say,
    stop,
)
from rnncourse.datasets.phrasebook.deeds import before_now, from_now, thing
from rnncourse.datasets.phrasebook.nouns import NOUNS, Phrase, phrase
from rnncourse.datasets.phrasebook.spanish import agree, attach, command
from rnncourse.datasets.phrasebook.verbs import VERBS, Verb

_OBJECTS = {
    "me": ("me", "me"),
    "you": ("te", "te"),
    "him": ("lo", "le"),
    "her": ("la", "le"),
    "us": ("nos", "nos"),
    "them": ("los", "les"),
}
_SAME = {"I": ("me", "us"), "you": ("you",), "we": ("us", "me"), "they": (), "he": (), "she": ()}
_MEETING = """
see ver, call llamar, help ayudar, invite invitar, wait for esperar, look for buscar, visit visitar, understand entender
"""
_MEET = tuple(Vp(row.rpartition(" ")[0], row.rpartition(" ")[2]) for row in _MEETING.strip().split(", "))
_GIVING = (  # something handed over to someone
    (Vp("give", "dar"), "libro llave billete carta regalo paquete cámara mapa"),
    (Vp("lend", "prestar"), "coche bicicleta paraguas libro cámara maleta abrigo reloj"),
    (Vp("show", "enseñar"), "foto carta casa pasaporte cuadro jardín informe vestido"),
    (Vp("send", "mandar"), "carta postal paquete mensaje foto regalo flor"),
    (Vp("bring", "traer"), "silla taza plato regalo periódico maleta vaso flor"),
    (Vp("sell", "vender"), "coche casa bicicleta caballo cuadro barco"),
)


def it(what: Phrase) -> tuple[str, str]:
    """The pronoun of a thing: ("them", "las")."""
    clitic = {"m": "lo", "f": "la"}[what.gender]
    return ("them", clitic + "s") if what.many else ("it", clitic)


def with_it(verb: Verb | Vp, pronoun: str) -> str:
    """The English verb with a pronoun: "turn it off", "look for it"."""
    head, _, rest = verb.en.partition(" ")
    if isinstance(verb, Verb) and "apart" in verb.manner:
        return f"{head} {pronoun} {rest}"
    return f"{verb.en} {pronoun}"


def topic(draw: Draw, verb: Verb, who: Subject) -> Phrase:
    """A thing known to both, which a verb is done to: the letter, my keys."""
    what = thing(draw, verb, new=False, plain=True)
    if what.noun.mass and not what.en.startswith("the "):
        what = phrase(what.noun, "the")
    return what._replace(en=what.en.replace("~", who.her), es=own(what.es, who))


def it_was_done(draw: Draw) -> Texts:
    """ "The letter? I read it yesterday." """
    who, verb = people.subject(draw), draw.one(VERBS)
    what = topic(draw, verb, who)
    pronoun, clitic = it(what)
    vp, when = Vp(with_it(verb, pronoun), verb.es), before_now(draw, verb)
    negative = draw.chance(0.2)
    if negative:
        when = ("", "")
    en, es = say(who, vp, "past", negative=negative), decir(draw, who, vp, "past", clitics=[clitic], negative=negative)
    return both(ask(what.en, what.es), stop(f"{en} {when[0]}", f"{es} {when[1]}"))


def it_will_be_done(draw: Draw) -> Texts:
    """ "The letter? I'm going to read it tomorrow." """
    who, verb = people.subject(draw), draw.one([verb for verb in VERBS if "mishap" not in verb.manner])
    what = topic(draw, verb, who)
    pronoun, clitic = it(what)
    vp, when = Vp(with_it(verb, pronoun), verb.es), from_now(draw, verb)
    tense = draw.one(("future", "future", "have to", "want to"))
    en, es = say(who, vp, tense), decir(draw, who, vp, tense, clitics=[clitic])
    return both(ask(what.en, what.es), stop(f"{en} {when[0]}", f"{es} {when[1]}"))


def it_is_being_done(draw: Draw) -> Texts:
    """ "The soup? Ana is preparing it." """
    lasting = [verb for verb in VERBS if "at_once" not in verb.manner]
    who, verb = people.subject(draw), draw.one(lasting)
    what = topic(draw, verb, who)
    pronoun, clitic = it(what)
    vp, tense = Vp(with_it(verb, pronoun), verb.es), draw.one(("progressive", "perfect"))
    already, ya = ("already", "ya") if tense == "perfect" else ("", "")
    en = say(who, vp, tense, adverb=already)
    return both(ask(what.en, what.es), stop(en, decir(draw, who, vp, tense, clitics=[clitic], adverb=ya)))


def cannot_find(draw: Draw) -> Texts:
    """ "Where are my keys? I can't find them." """
    things = "llave cartera móvil cámara paraguas billete pasaporte guante gorra zapato bota abrigo bolso libro reloj"
    noun = NOUNS[draw.one(things.split())]
    many = "pair" in noun.classes or (noun.es == "llave" and draw.chance(0.7))
    owner, who = draw.one((("my", I), ("my", I), ("our", WE), ("his", HE), ("her", SHE), ("their", THEY)))
    what = phrase(noun, owner, many)
    pronoun, clitic = it(what)
    es = f"no {decir(draw, who, Vp('', 'encontrar'), 'present', clitics=[clitic])}"
    lost = stop(say(who, Vp(f"find {pronoun}", ""), "can", negative=True), es)
    if draw.chance(0.5):
        return both(ask(f"where {'are' if many else 'is'} {what.en}", f"dónde está{'n' * many} {what.es}"), lost)
    return both(ask(f"have you seen {what.en}", f"has visto {what.es}"), lost)


def state_and_deed(draw: Draw) -> Texts:
    """ "This shirt is dirty. I have to wash it." """
    dirty, sucio, wash, lavar, objects = draw.one(
        (
            ("dirty", "sucio", "wash", "lavar", "camisa vestido falda chaqueta plato vaso taza coche calcetín manta"),
            ("dirty", "sucio", "clean", "limpiar", "cocina salón zapato bota ventana mesa bicicleta espejo"),
            ("broken", "roto", "repair", "reparar", "radio televisor lavadora reloj silla puerta lámpara bicicleta"),
            ("open", "abierto", "close", "cerrar", "puerta ventana maleta caja armario"),
            ("closed", "cerrado", "open", "abrir", "puerta ventana maleta caja"),
            ("very heavy", "pesado", "carry", "llevar", "caja maleta mochila cesta"),
        )
    )
    noun = NOUNS[draw.one([name for name in objects.split() if name in NOUNS])]
    many = draw.chance(0.3) and bool(noun.classes & set("clothes table_thing pair opening container".split()))
    what = phrase(noun, draw.one(("the", "this", "that")), many)
    pronoun, clitic = it(what)
    form = agree(sucio, noun.gender, many)
    draw.mark("noun-adjective", noun.es, sucio)
    is_, es = ("are", f"están {form}") if many else ("is", f"está {form}")
    if sucio == "pesado":
        es = f"{'son' if many else 'es'} muy {form}"
    first = stop(f"{what.en} {is_} {dirty}", f"{what.es} {es}")
    who = draw.one((I, WE, people.subject(draw), YOU))
    if sucio == "pesado":
        return both(
            first,
            stop(
                say(who, Vp(f"{wash} {pronoun}", ""), "can", negative=True),
                f"{decir(draw, who, Vp('', lavar), 'can', negative=True, clitics=[clitic])}",
            ),
        )
    if draw.chance(0.4):
        who = draw.one((YOU, YOU, SIR, MADAM))
        end = who.sir if who.sir[0] else (", please", ", por favor")
        draw.mark("enclitic", clitic, lavar)
        order = attach(command(lavar, who.person), clitic)
        return both(first, stop(f"{wash} {pronoun}{end[0]}", f"{order}{end[1]}"))
    en, es = (
        say(who, Vp(f"{wash} {pronoun}", ""), "have to"),
        decir(draw, who, Vp("", lavar), "have to", clitics=[clitic]),
    )
    return both(first, stop(en, es))


def _object(draw: Draw, who: Subject) -> str:
    """A pronoun for someone else than the subject."""
    barred = _SAME.get(who.en, ())
    return draw.one([pronoun for pronoun in _OBJECTS if pronoun not in barred])


def someone_did(draw: Draw) -> Texts:
    """ "Ana called me yesterday." """
    who, vp = people.subject(draw), draw.one(_MEET[:-1])
    pronoun = _object(draw, who)
    when = draw.one(
        (
            ("yesterday", "ayer"),
            ("last night", "anoche"),
            ("on Sunday", "el domingo"),
            ("this morning", "esta mañana"),
            ("last week", "la semana pasada"),
        )
    )
    en, es = Vp(f"{vp.en} {pronoun}", ""), _OBJECTS[pronoun][0]
    negative = draw.chance(0.3)
    return stop(
        f"{say(who, en, 'past', negative=negative)} {when[0]}",
        f"{decir(draw, who, vp, 'past', clitics=[es], negative=negative)} {when[1]}",
    )


def someone_will(draw: Draw) -> Texts:
    """ "I'm going to call her tomorrow.", "We can't help him." """
    who, vp = people.subject(draw), draw.one(_MEET[:-1])
    pronoun = _object(draw, who)
    tense = draw.one(("future", "can", "want to", "have to"))
    negative = draw.chance(0.3)
    when = draw.one((("tomorrow", "mañana"), ("tonight", "esta noche"), ("", "")))
    en = say(who, Vp(f"{vp.en} {pronoun}", ""), tense, negative=negative)
    es = decir(draw, who, vp, tense, clitics=[_OBJECTS[pronoun][0]], negative=negative)
    return stop(f"{en} {when[0]}", f"{es} {when[1]}")


def someone_now(draw: Draw) -> Texts:
    """ "Are you waiting for me?", "They don't understand us." """
    question = draw.chance(0.5)
    who = draw.one((YOU, people.asked_about(draw), people.asked_about(draw))) if question else people.subject(draw)
    pronoun = _object(draw, who)
    clitic = _OBJECTS[pronoun][0]
    if draw.chance(0.5):
        vp, tense = draw.one((_MEET[2], _MEET[4], _MEET[5])), "progressive"
    else:
        vp, tense = draw.one((_MEET[-1], Vp("know", "conocer"), Vp("need", "necesitar"))), "present"
    en = Vp(f"{vp.en} {pronoun}", "")
    if question:
        return ask(say(who, en, tense, question=True), decir(draw, who, vp, tense, question=True, clitics=[clitic]))
    no = draw.chance(0.4)
    return stop(say(who, en, tense, negative=no), decir(draw, who, vp, tense, negative=no, clitics=[clitic]))


def _gift(draw: Draw) -> tuple[Vp, Phrase]:
    vp, things = draw.one(_GIVING)
    noun = NOUNS[draw.one([name for name in things.split() if name in NOUNS])]
    many = noun.es in ("flor", "foto", "llave") and draw.chance(0.7)
    return vp, phrase(noun, draw.one(("the", "the", "this", "that")), many)


def give_to(draw: Draw) -> Texts | None:
    """ "Ana gave the keys to my brother." """
    who, whom, (vp, what) = people.subject(draw), people.subject(draw, pronouns=False), _gift(draw)
    if who.en.split()[-1] == whom.en.split()[-1] or who.en.split()[-1] in whom.en:
        return None
    clitic = "les" if whom.many else "le"
    en = say(who, Vp(f"{vp.en} {what.en} to {whom.en}", ""), "past")
    es = decir(draw, who, Vp("", f"{vp.es} {what.es} a {whom.es}"), "past", clitics=[clitic])
    return stop(en, es)


def give_me(draw: Draw) -> Texts:
    """ "She gave me the keys.", "Can you lend us the car?" """
    vp, what = _gift(draw)
    if draw.chance(0.35):
        who = draw.one((YOU, YOU, SIR, MADAM))
        pronoun = draw.one(("me", "us", "him", "her", "them"))
        end = who.sir if who.sir[0] else draw.one((("", ""), (", please", ", por favor")))
        en = say(who, Vp(f"{vp.en} {pronoun} {what.en}", ""), "can", question=True)
        es = decir(draw, who, Vp("", f"{vp.es} {what.es}"), "can", question=True, clitics=[_OBJECTS[pronoun][1]])
        return ask(en + end[0], es + end[1])
    who = people.subject(draw)
    pronoun, tense, negative = _object(draw, who), draw.one(("past", "past", "future")), draw.chance(0.2)
    en = say(who, Vp(f"{vp.en} {pronoun} {what.en}", ""), tense, negative=negative)
    es = decir(draw, who, Vp("", f"{vp.es} {what.es}"), tense, negative=negative, clitics=[_OBJECTS[pronoun][1]])
    return stop(en, es)


def gave_it(draw: Draw) -> Texts:
    """ "The keys? I gave them to her yesterday.": se las di."""
    who, (vp, what) = people.subject(draw), _gift(draw)
    whom = _object(draw, who)
    pronoun, clitic = it(what)
    dative = _OBJECTS[whom][1].replace("les", "se").replace("le", "se")
    en, es = Vp(f"{vp.en} {pronoun} to {whom}", ""), vp
    tense = draw.one(("past", "past", "future", "want to", "perfect"))
    when = draw.one((("yesterday", "ayer"), ("on Monday", "el lunes"))) if tense == "past" else ("", "")
    adverbs = ("already", "ya") if tense == "perfect" else ("", "")
    second = stop(
        f"{say(who, en, tense, adverb=adverbs[0])} {when[0]}",
        f"{decir(draw, who, es, tense, clitics=[dative, clitic], adverb=adverbs[1])} {when[1]}",
    )
    return both(ask(what.en, what.es), second)


def introduced(draw: Draw) -> Texts:
    """ "Do you know my sister?", "Yes, I know her.": personal a and its pronoun."""
    whom = draw.one([one for one in (*people.KIN, *people.KIN_PLURAL, *people.NAMES) if "your" not in one.en])
    know, conoces = draw.one((("do you know", "conoces a"), ("have you seen", "has visto a")))
    clitic = "los" if whom.many else {"m": "lo", "f": "la"}[whom.gender]
    pronoun = "them" if whom.many else {"m": "him", "f": "her"}[whom.gender]
    yes = draw.chance(0.5)
    first = ask(f"{know} {whom.en}", f"{conoces} {whom.es}")
    if conoces.startswith("has"):
        en, es = (f"yes, I saw {pronoun} this morning", f"sí, {clitic} vi esta mañana")
        if not yes:
            en, es = (f"no, I haven't seen {pronoun}", f"no, no {clitic} he visto")
    else:
        en, es = (f"yes, I know {pronoun} very well", f"sí, {clitic} conozco muy bien")
        if not yes:
            en, es = (f"no, I don't know {pronoun}", f"no, no {clitic} conozco")
    return both(first, stop(en, es)) if draw.chance(0.7) else first
