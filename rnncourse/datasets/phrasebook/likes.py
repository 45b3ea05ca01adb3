"""Patterns where Spanish turns the sentence round: me gusta, me duele, me parece, nos quedan."""

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
    decir,
    own,
    say,
    stop,
    verb,
)
from rnncourse.datasets.phrasebook.counting import count
from rnncourse.datasets.phrasebook.deeds import HABITS, fits
from rnncourse.datasets.phrasebook.english import gerund
from rnncourse.datasets.phrasebook.nouns import ADJECTIVES, NOUNS, of, phrase
from rnncourse.datasets.phrasebook.spanish import agree
from rnncourse.datasets.phrasebook.tables import pairs

_LIKED = """
coffee = el café, tea = el té, cheese = el queso, fish = el pescado, fruit = la fruta, chocolate = el chocolate
music = la música, football = el fútbol, summer = el verano, winter = el invierno
old songs = las canciones antiguas, cats = los gatos, dogs = los perros, horses = los caballos
flowers = las flores, oranges = las naranjas, tomatoes = los tomates, boats = los barcos, the sea = el mar
this city = esta ciudad, this song = esta canción, these shoes = estos zapatos, that film = esa película
your house = tu casa, these photos = estas fotos, that hat = ese sombrero, history = la historia
poems = los poemas, birds = los pájaros, the beach = la playa
"""
_INTERESTING = """
history = la historia, music = la música, this book = este libro, old cars = los coches antiguos, birds = los pájaros
films = las películas, art = el arte, maps = los mapas, this problem = este problema, cooking = la cocina
these photos = estas fotos, that idea = esa idea, politics = la política, your novels = tus novelas
"""
_BODY = """
head cabeza, back espalda, throat garganta, stomach estómago, leg pierna, foot pie
arm brazo, hand mano, knee rodilla, tooth muela, ear oído, eye ojo
"""


LIKED, INTERESTING = pairs(_LIKED), pairs(_INTERESTING)
BODY = [tuple(row.split()) for row in _BODY.strip().replace("\n", ", ").split(", ")]
_PREFERRED = tuple(
    pairs(row)
    for row in (
        "coffee = el café, tea = el té, chocolate = el chocolate, juice = el zumo, milk = la leche, water = el agua",
        "meat = la carne, fish = el pescado, cheese = el queso, fruit = la fruta, rice = el arroz, soup = la sopa",
        "cats = los gatos, dogs = los perros, horses = los caballos, birds = los pájaros, hens = las gallinas",
        "summer = el verano, winter = el invierno, spring = la primavera, autumn = el otoño",
        "the beach = la playa, the mountains = la montaña, the city = la ciudad, the country = el campo",
        "the train = el tren, the plane = el avión, the bus = el autobús, the car = el coche, the boat = el barco",
        "novels = las novelas, poems = los poemas, films = las películas, concerts = los conciertos",
        "football = el fútbol, tennis = el tenis, cards = las cartas, music = la música",
    )
)
_TOO = "caro largo difícil fácil triste aburrido pequeño".split()
_SEEMING = """aburrido interesante difícil fácil divertido triste caro barato bonito tranquilo cómodo elegante
moderno importante largo pequeño""".split()
_DATIVE = ("me", "te", "le", "nos", "os", "les")


def to_whom(who: Subject) -> tuple[str, str]:
    """The phrase with a and the pronoun: ("a Ana", "le"), ("", "me")."""
    return (f"a {who.es}" if who.es else "", _DATIVE[who.person])


def _many(es: str) -> bool:
    return es.split()[0] in ("los", "las", "estos", "estas", "esos", "esas", "mis", "tus")


def _turned(
    draw: Draw, who: Subject, infinitive: str, tense: str, thing: str, many: bool, negative: bool = False
) -> str:
    """ "a Ana no le gustan los gatos"."""
    a, clitic = to_whom(who)
    form = verb(draw, infinitive, tense, 5 if many else 2)
    return " ".join(part for part in (a, "no" * negative, clitic, form, thing) if part)


def _asked(draw: Draw) -> Subject:
    return draw.one((YOU, YOU, SIR, MADAM, people.asked_about(draw), people.asked_about(draw)))


def likes(draw: Draw) -> Texts:
    """ "My brother doesn't like cats.": gustar, encantar."""
    (en, es), love = draw.one(LIKED), draw.chance(0.2)
    like, gustar = ("love", "encantar") if love else ("like", "gustar")
    if draw.chance(0.3) and not love:
        who = _asked(draw)
        past = draw.chance(0.15) and en.startswith(("this", "that", "these"))
        tense = "past" if past else "present"
        return ask(
            say(who, Vp(f"{like} {en}", ""), tense, question=True) + who.sir[0],
            _turned(draw, who, gustar, tense, es, _many(es)) + who.sir[1],
        )
    who = people.subject(draw)
    negative = draw.chance(0.3) and not love
    lot = ("a lot", "mucho") if not negative and not love and draw.chance(0.2) else ("", "")
    a, clitic = to_whom(who)
    form = verb(draw, gustar, "present", 5 if _many(es) else 2)
    return stop(
        f"{say(who, Vp(f'{like} {en}', ''), 'present', negative=negative)} {lot[0]}",
        " ".join(part for part in (a, "no" * negative, clitic, form, lot[1], es) if part),
    )


def likes_doing(draw: Draw) -> Texts | None:
    """ "They like swimming in the river.": gustar with an infinitive."""
    vp, love = draw.one(HABITS), draw.chance(0.25)
    like, gustar = ("love", "encantar") if love else ("like", "gustar")
    doing, tense = gerund(vp.en), draw.one(("present", "present", "present", "used to"))
    who = people.subject(draw)
    if not fits(who, vp) or "se " in vp.es[:12] and vp.es.split()[0].endswith("se"):
        return None
    if draw.chance(0.25) and not love:
        who = _asked(draw)
        if not fits(who, vp):
            return None
        return ask(
            say(who, Vp(f"like {doing}", ""), "present", question=True) + who.sir[0],
            own(_turned(draw, who, gustar, "present", vp.es, False), who) + who.sir[1],
        )
    negative = draw.chance(0.3) and not love and tense == "present"
    return stop(
        say(who, Vp(f"{like} {doing}", ""), tense, negative=negative),
        own(_turned(draw, who, gustar, tense, vp.es, False, negative), who),
    )


def prefers(draw: Draw) -> Texts:
    """ "I prefer tea to coffee.", "Which dress do you prefer?" """
    if draw.chance(0.3):
        which = phrase(draw.one(of("clothes", "vehicle", "art", "building", "print", "blossom")), "")
        you = draw.one((YOU, SIR, MADAM, people.asked_about(draw)))
        return ask(
            f"which {which.en} {say(you, Vp('prefer', ''), 'present', question=True)}{you.sir[0]}",
            f"qué {which.es} {verb(draw, 'preferir', 'present', you.person)} {you.es}{you.sir[1]}",
        )
    group = draw.one(_PREFERRED)
    (en, es), (other, otro) = draw.one(group), draw.one(group)
    if en == other:
        return prefers(draw)
    who = people.subject(draw)
    return stop(
        say(who, Vp(f"prefer {en} to {other}", ""), "present"),
        decir(draw, who, Vp("", f"preferir {es} a {otro}"), "present"),
    )


def hurts(draw: Draw) -> Texts:
    """ "My head hurts.", "Ana's feet hurt.": me duele la cabeza."""
    en, es = draw.one(BODY)
    noun = NOUNS[es]
    many = en in ("leg", "foot", "arm", "hand", "knee", "ear", "eye", "tooth") and draw.chance(0.6)
    who = draw.one((I, I, I, HE, SHE, people.subject(draw, pronouns=False)))
    while who.many:
        who = draw.one(people.KIN)
    what = phrase(noun, "the", many)
    owner = who.her if not who.es else f"{who.en}'s"
    part = phrase(noun, "", many).en
    hurt = Subject(f"{owner} {part}", "", 5 if many else 2, not many, "its")
    if draw.chance(0.2):
        you = draw.one((YOU, YOU, SIR, MADAM))
        asked = Subject(f"your {part}", "", 5 if many else 2, not many, "its")
        return ask(
            say(asked, Vp("hurt", ""), "present", question=True) + you.sir[0],
            _turned(draw, you, "doler", "present", what.es, many) + you.sir[1],
        )
    tense = draw.one(("present", "present", "past"))
    when = (
        draw.one((("a lot", "mucho"), ("", ""), ("today", "hoy"))) if tense == "present" else ("last night", "anoche")
    )
    negative = draw.chance(0.15) and when[0] == ""
    if tense == "past":
        return stop(
            f"{say(hurt, Vp('hurt', ''), 'past')} {when[0]}",
            f"{_turned(draw, who, 'doler', 'used to', what.es, many)} {when[1]}",
        )
    es_text = _turned(draw, who, "doler", "present", what.es, many, negative)
    if when[1] == "mucho":
        form = verb(draw, "doler", "present", 5 if many else 2)
        es_text = es_text.replace(form, f"{form} mucho")
        return stop(f"{say(hurt, Vp('hurt', ''), 'present')} a lot", es_text)
    return stop(f"{say(hurt, Vp('hurt', ''), 'present', negative=negative)} {when[0]}", f"{es_text} {when[1]}")


def interested(draw: Draw) -> Texts:
    """ "Ana is very interested in history.": le interesa."""
    who, (en, es) = people.subject(draw), draw.one(INTERESTING)
    negative = draw.chance(0.3)
    very, mucho = ("very", "mucho") if not negative and draw.chance(0.4) else ("", "")
    a, clitic = to_whom(who)
    form = verb(draw, "interesar", "present", 5 if _many(es) else 2)
    return stop(
        say(who, Vp(f"be {very} interested in {en}", ""), "present", negative=negative),
        " ".join(part for part in (a, "no" * negative, clitic, form, mucho, es) if part),
    )


def seems(draw: Draw) -> Texts:
    """ "The film seems boring to me.": me parece aburrida."""
    who, me = draw.one(((I, "me"), (I, "me"), (HE, "him"), (SHE, "her"), (WE, "us"), (THEY, "them")))
    adjective = draw.one([adjective for adjective in ADJECTIVES if adjective.es in _SEEMING])
    one = draw.one([one for one in NOUNS.values() if one.classes & adjective.classes and not one.mass])
    draw.mark("noun-adjective", one.es, adjective.es)
    many = "pair" in one.classes
    what = phrase(one, draw.one(("the", "this", "that")), many)
    very, muy = draw.one((("", ""), ("very", "muy"), ("too", "demasiado")))
    if adjective.es not in _TOO and very == "too":
        very, muy = "very", "muy"
    tense = draw.one(("present", "present", "past"))
    seem = Subject(what.en, "", 5 if many else 2, not many, "its")
    return stop(
        say(seem, Vp(f"seem {very} {adjective.en} to {me}", ""), tense),
        f"{what.es} {_DATIVE[who.person]} {verb(draw, 'parecer', tense, seem.person)} {muy} "
        f"{agree(adjective.es, one.gender, many)}",
    )


def suits(draw: Draw) -> Texts:
    """ "That hat suits you.": te queda bien."""
    one = draw.one(of("clothes", "pair"))
    many = "pair" in one.classes
    what = phrase(one, draw.one(("this", "that", "the")), many)
    me, who = draw.one((("me", I), ("you", YOU), ("him", HE), ("her", SHE)))
    adjective = draw.one((None, ("red", "rojo"), ("black", "negro"), ("green", "verde"), ("new", "nuevo")))
    en, es = what.en, what.es
    if adjective:
        draw.mark("noun-adjective", one.es, adjective[1])
        this, _, rest = what.en.partition(" ")
        en, es = f"{this} {adjective[0]} {rest}", f"{what.es} {agree(adjective[1], one.gender, many)}"
    no = draw.chance(0.3)
    suit = Subject(en, "", 5 if many else 2, not many, "its")
    well = draw.one((("", "bien"), ("very well", "muy bien"))) if not no else ("", "bien")
    return stop(
        f"{say(suit, Vp(f'suit {me}', ''), 'present', negative=no)} {well[0]}",
        f"{es} {'no ' * no}{_DATIVE[who.person]} {verb(draw, 'quedar', 'present', 5 if many else 2)} {well[1]}",
    )


def left_over(draw: Draw) -> Texts:
    """ "We have three eggs left.": nos quedan tres huevos."""
    one = draw.one(
        [
            one
            for one in of("food", "table_thing", "small", "groceries")
            if one.es not in ("pasaporte", "cartera", "paraguas", "llave")
        ]
    )
    who = people.subject(draw)
    if one.mass:
        negative = draw.chance(0.5)
        some = " any" if negative else " some"
        return stop(
            say(who, Vp(f"have{some} {one.en} left", ""), "present", negative=negative),
            _turned(draw, who, "quedar", "present", one.es, False, negative),
        )
    number, numero = count(draw, one.gender, 2, 10)
    bare = phrase(one, "", True)
    return stop(
        say(who, Vp(f"have {number} {bare.en} left", ""), "present"),
        _turned(draw, who, "quedar", "present", f"{numero} {bare.es}", True),
    )


def feels_like(draw: Draw) -> Texts:
    """ "I feel like going to the beach.": me apetece."""
    vp = draw.one([vp for vp in HABITS if "~" not in vp.en])
    if draw.chance(0.35):
        who = draw.one((YOU, YOU, SIR, MADAM))
        en, es = (f"feel like {gerund(vp.en)}", vp.es)
        return ask(
            say(who, Vp(en, ""), "present", question=True) + who.sir[0],
            _turned(draw, who, "apetecer", "present", es, False) + who.sir[1],
        )
    who, negative = people.subject(draw), draw.chance(0.4)
    when = draw.one((("", ""), ("today", "hoy")))
    return stop(
        f"{say(who, Vp(f'feel like {gerund(vp.en)}', ''), 'present', negative=negative)} {when[0]}",
        f"{_turned(draw, who, 'apetecer', 'present', vp.es, False, negative)} {when[1]}",
    )
