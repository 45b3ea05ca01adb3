"""Patterns of days: the weather, getting up, going somewhere, what time it is."""

from rnncourse.datasets.phrasebook import people
from rnncourse.datasets.phrasebook.clauses import YOU, Draw, Subject, Texts, Vp, ask, decir, say, stop
from rnncourse.datasets.phrasebook.counting import at, time_of_day
from rnncourse.datasets.phrasebook.tables import pairs

_WEATHER = """
it is cold = hace frío, it is hot = hace calor, it is sunny = hace sol, it is windy = hace viento
it is cool = hace fresco, it is very cold = hace mucho frío, it is very hot = hace mucho calor
it is very windy = hace mucho viento, the weather is good = hace buen tiempo
the weather is bad = hace mal tiempo, it is cloudy = está nublado, it is raining = está lloviendo
it is snowing = está nevando, it is foggy = hay niebla, there is a storm = hay tormenta
"""
_SEASONS = """
in summer = en verano, in winter = en invierno, in spring = en primavera, in autumn = en otoño
in January = en enero, in July = en julio, today = hoy, this morning = esta mañana, here = aquí
in Madrid = en Madrid, in the mountains = en la montaña, in the north = en el norte, in the south = en el sur
at night = por la noche, on the coast = en la costa
"""
_ROUTINES = """
get up = levantarse, go to bed = acostarse, wake up = despertarse, have a shower = ducharse
get dressed = vestirse, have breakfast = desayunar, have lunch = comer, have dinner = cenar
leave home = salir de casa, start work = empezar a trabajar, come home = volver a casa, have a bath = bañarse
brush ~ teeth = cepillarse los dientes, comb ~ hair = peinarse
"""
_HOURS = {  # of the routines that are not of the early morning
    "go to bed": (9, 11),
    "have lunch": (1, 3),
    "have dinner": (8, 9),
    "come home": (4, 8),
    "have a bath": (7, 9),
}
_MOMENTS = """
early = temprano, late = tarde, very early = muy temprano, very late = muy tarde
before breakfast = antes de desayunar, after dinner = después de cenar, before going out = antes de salir
"""
_PLACES = """
the market = el mercado, the station = la estación, the beach = la playa, the cinema = el cine
the library = la biblioteca, the supermarket = el supermercado, the airport = el aeropuerto
the hospital = el hospital, the bank = el banco, the park = el parque, the office = la oficina
the theatre = el teatro, the village = el pueblo, the museum = el museo, the bakery = la panadería
"""
WEATHER = pairs(_WEATHER)
SEASONS = pairs(_SEASONS)
ROUTINES = pairs(_ROUTINES)
MOMENTS = pairs(_MOMENTS)
PLACES = pairs(_PLACES)


def weather(draw: Draw) -> Texts:
    """ "It's very hot in July.": hace calor."""
    (en, es), (when, cuando) = draw.one(WEATHER), draw.one(SEASONS)
    if draw.chance(0.2):
        when, cuando = "", ""
    here = when in (
        "here",
        "today",
        "this morning",
        "",
        "in the mountains",
        "on the coast",
        "in the north",
        "in the south",
    )
    if ("raining" in en or "snowing" in en or "storm" in en or "foggy" in en) and not (here or "Madrid" in when):
        verb, llueve = draw.one((("rains", "llueve"), ("snows", "nieva")))
        lot, mucho = draw.one((("", ""), ("a lot", "mucho"), ("very little", "muy poco")))
        return draw.one(
            (
                stop(f"{when} it {verb} {lot}", f"{cuando} {llueve} {mucho}"),
                stop(f"it {verb} {lot} {when}", f"{llueve} {mucho} {cuando}"),
            )
        )
    if draw.chance(0.25):
        was = en.replace(" is ", " was ")
        past = {"hace": "hacía", "está": "estaba", "hay": "había"}
        first, _, rest = es.partition(" ")
        when, cuando = draw.one((("yesterday", "ayer"), ("last night", "anoche"), ("on Sunday", "el domingo")))
        return stop(f"{was} {when}", f"{past[first]} {rest} {cuando}")
    if draw.chance(0.2):
        it, _, rest = en.partition(" is ")
        return ask(f"is {it} {rest} {when}", f"{es} {cuando}")
    return draw.one((stop(f"{en} {when}", f"{es} {cuando}"), stop(f"{when} {en}", f"{cuando} {es}")))


def routine(draw: Draw) -> Texts | None:
    """ "I get up at seven.": reflexive verbs and times of day."""
    (en, es), who = draw.one(ROUTINES), people.subject(draw)
    when = at(draw, *_HOURS.get(en, (6, 9))) if draw.chance(0.5) else draw.one(MOMENTS)
    vp = Vp(en, es)
    if ("wake" in en and "dinner" in when[0]) or (en in ("wake up", "go to bed") and "out" in when[0]):
        return None
    if ("breakfast" in en and "breakfast" in when[0]) or ("dinner" in en and "dinner" in when[0]):
        return None
    tense = draw.one(("present", "present", "past", "future", "have to", "used to"))
    if draw.chance(0.15):
        you = draw.one((YOU, people.asked_about(draw)))
        tense = draw.one(("present", "past"))
        return ask(
            f"what time {say(you, vp, tense, question=True)}",
            f"a qué hora {decir(draw, you, vp, tense, question=True)}",
        )
    days = draw.one((("", ""), ("", ""), ("every day", "todos los días"))) if tense == "present" else ("", "")
    if tense in ("past", "future"):
        days = (
            draw.one((("", ""), ("yesterday", "ayer")))
            if tense == "past"
            else draw.one((("", ""), ("tomorrow", "mañana")))
        )
    return stop(f"{say(who, vp, tense)} {when[0]} {days[0]}", f"{decir(draw, who, vp, tense)} {when[1]} {days[1]}")


def going(draw: Draw) -> Texts:
    """ "We went to the beach by train.", "He's coming from the market.": al, del."""
    who, (place, sitio) = people.subject(draw), draw.one(PLACES)
    en, es = draw.one(
        (
            (f"go to {place}", f"ir a {sitio}"),
            (f"come back from {place}", f"volver de {sitio}"),
            (f"arrive at {place}", f"llegar a {sitio}"),
            (f"leave {place}", f"salir de {sitio}"),
            (f"walk to {place}", f"ir a pie a {sitio}"),
        )
    )
    how = draw.one(
        (("by bus", "en autobús"), ("by car", "en coche"), ("by bicycle", "en bicicleta"), ("", ""), ("", ""))
    )
    if "go to" not in en:
        how = ("", "")
    tense = draw.one(("past", "past", "future", "want to", "have to"))
    when = (
        draw.one((("yesterday", "ayer"), ("on Saturday", "el sábado"))) if tense == "past" else ("tomorrow", "mañana")
    )
    if draw.chance(0.5) or "ir a" not in es:
        when = at(draw)
    if draw.chance(0.2):
        who = draw.one((YOU, people.asked_about(draw)))
        return ask(
            f"{say(who, Vp(en, es), tense, question=True)} {how[0]} {when[0]}",
            f"{decir(draw, who, Vp(en, es), tense, question=True)} {how[1]} {when[1]}",
        )
    no = draw.chance(0.15) and not when[0].startswith("at ")
    return stop(
        f"{say(who, Vp(en, es), tense, negative=no)} {how[0]} {when[0]}",
        f"{decir(draw, who, Vp(en, es), tense, negative=no)} {how[1]} {when[1]}",
    )


def what_time(draw: Draw) -> Texts:
    """ "It's half past three.", "The train leaves at ten to nine." """
    en, es, hour = time_of_day(draw)
    if draw.chance(0.4):
        day = draw.one((("", ""), ("in the morning", "de la mañana"), ("in the afternoon", "de la tarde")))
        already = draw.one((("", ""), ("already", "ya")))
        son = "es la" if hour == 1 else "son las"
        return stop(
            f"it is {already[0]} {en} {day[0] if not already[0] else ''}",
            f"{already[1]} {son} {es} {day[1] if not already[0] else ''}",
        )
    train, tren = draw.one(
        (
            ("train", "el tren"),
            ("bus", "el autobús"),
            ("plane", "el avión"),
            ("film", "la película"),
            ("class", "la clase"),
            ("concert", "el concierto"),
            ("match", "el partido"),
            ("boat", "el barco"),
        )
    )
    verbs = (
        (("leave", "salir"), ("arrive", "llegar"))
        if train in ("train", "bus", "plane", "boat")
        else (("start", "empezar"), ("end", "terminar"))
    )
    verb, salir = draw.one(verbs)
    who = Subject(f"the {train}", tren, 2, True, "its")
    tense = draw.one(("present", "past"))
    if draw.chance(0.15):
        return ask(
            f"what time {say(who, Vp(verb, ''), tense, question=True)}",
            f"a qué hora {decir(draw, who, Vp('', salir), tense, question=True)}",
        )
    a = "a la" if hour == 1 else "a las"
    return stop(f"{say(who, Vp(verb, ''), tense)} at {en}", f"{decir(draw, who, Vp('', salir), tense)} {a} {es}")
