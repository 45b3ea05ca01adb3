"""Patterns of how people are and what their days are like: tener hambre, hace frío, me levanto a las siete."""

from rnncourse.datasets.phrasebook import english, people
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
    be,
    decir,
    own,
    say,
    stop,
)
from rnncourse.datasets.phrasebook.counting import at, count, english_number, spanish_number, time_of_day
from rnncourse.datasets.phrasebook.spanish import agree, conjugate

_TENER = """
hungry = hambre, thirsty = sed, cold = frío, hot = calor, sleepy = sueño, afraid = miedo, in a hurry = prisa, right = razón
lucky = suerte, very hungry = mucha hambre, very thirsty = mucha sed, very cold = mucho frío, very sleepy = mucho sueño
very lucky = mucha suerte, afraid of dogs = miedo a los perros, afraid of the dark = miedo a la oscuridad
"""
_FEELINGS = """
tired cansado, ill enfermo, busy ocupado, happy contento, sad triste, nervous nervioso, worried preocupado, angry enfadado
bored aburrido, ready listo, asleep dormido, alone solo, surprised sorprendido, calm tranquilo
"""
_GRADED = "tired busy happy sad nervous worried angry bored surprised calm ill".split()
_WORK = """
doctor médico médica, teacher profesor profesora, nurse enfermero enfermera, lawyer abogado abogada
cook cocinero cocinera, engineer ingeniero ingeniera, baker panadero panadera, journalist periodista periodista
dentist dentista dentista, architect arquitecto arquitecta, gardener jardinero jardinera, student estudiante estudiante
writer escritor escritora, hairdresser peluquero peluquera, musician músico música, painter pintor pintora
plumber fontanero fontanera, singer cantante cantante, farmer agricultor agricultora
"""
_WEATHER = """
it is cold = hace frío, it is hot = hace calor, it is sunny = hace sol, it is windy = hace viento, it is cool = hace fresco
it is very cold = hace mucho frío, it is very hot = hace mucho calor, it is very windy = hace mucho viento
the weather is good = hace buen tiempo, the weather is bad = hace mal tiempo, it is cloudy = está nublado
it is raining = está lloviendo, it is snowing = está nevando, it is foggy = hay niebla, there is a storm = hay tormenta
"""
_SEASONS = """
in summer = en verano, in winter = en invierno, in spring = en primavera, in autumn = en otoño, in January = en enero
in July = en julio, today = hoy, this morning = esta mañana, here = aquí, in Madrid = en Madrid, in the mountains = en la montaña
in the north = en el norte, in the south = en el sur, at night = por la noche, on the coast = en la costa
"""
_ROUTINES = """
get up = levantarse, go to bed = acostarse, wake up = despertarse, have a shower = ducharse, get dressed = vestirse
have breakfast = desayunar, have lunch = comer, have dinner = cenar, leave home = salir de casa, start work = empezar a trabajar
come home = volver a casa, have a bath = bañarse, brush ~ teeth = cepillarse los dientes, comb ~ hair = peinarse
"""
_MOMENTS = """
early = temprano, late = tarde, very early = muy temprano, very late = muy tarde, before breakfast = antes de desayunar
after dinner = después de cenar, before going out = antes de salir
"""
_PLACES = """
the market = el mercado, the station = la estación, the beach = la playa, the cinema = el cine, the library = la biblioteca
the supermarket = el supermercado, the airport = el aeropuerto, the hospital = el hospital, the bank = el banco, the park = el parque
the office = la oficina, the theatre = el teatro, the village = el pueblo, the museum = el museo, the bakery = la panadería
"""
_CITIES = "Madrid Sevilla Valencia Granada Bilbao Toledo Salamanca Málaga".split()
_CITIES_EN = {"Sevilla": "Seville"}


def pairs(text: str) -> list[Texts]:
    """The pairs of a table: "early = temprano, late = tarde"."""
    rows = [row.split(" = ") for row in text.strip().replace("\n", ", ").split(", ")]
    return [(en, es) for en, es in rows]


TENER, WEATHER, SEASONS, ROUTINES, MOMENTS, PLACES = map(
    pairs, (_TENER, _WEATHER, _SEASONS, _ROUTINES, _MOMENTS, _PLACES)
)
FEELINGS = [(row.split()[0], row.split()[1]) for row in _FEELINGS.strip().replace("\n", ", ").split(", ")]
WORK = [tuple(row.split()) for row in _WORK.strip().replace("\n", ", ").split(", ")]
FELT = (HE, SHE, WE, THEY)  # whose sex or number English tells


def have_hunger(draw: Draw) -> Texts:
    """ "I'm hungry.": tener hambre."""
    hungry, hambre = draw.one(TENER)
    if draw.chance(0.3):
        who = draw.one((YOU, YOU, SIR, MADAM, people.asked_about(draw)))
        return ask(
            say(who, Vp(f"be {hungry}", ""), "present", question=True) + who.sir[0],
            decir(draw, who, Vp("", f"tener {hambre}"), "present", question=True) + who.sir[1],
        )
    who, past, negative = people.subject(draw), draw.chance(0.25), draw.chance(0.2)
    if negative and hungry.startswith("very"):
        negative = False
    return stop(
        say(who, Vp(f"be {hungry}", ""), "past" if past else "present", negative=negative),
        decir(draw, who, Vp("", f"tener {hambre}"), "was" if past else "present", negative=negative),
    )


def feeling(draw: Draw) -> Texts:
    """ "My sister is very tired today.": estar, agreeing with the subject."""
    who = people.subject(draw, gendered=True)
    tired, cansado = draw.one(FEELINGS)
    very, muy = draw.one((("", ""), ("very", "muy"), ("a little", "un poco"))) if tired in _GRADED else ("", "")
    if tired in ("happy", "calm") and very == "a little":
        very, muy = "very", "muy"
    form = agree(cansado, who.gender, who.many)
    past, negative = draw.chance(0.25), draw.chance(0.15) and very != "a little"
    when = draw.one((("", ""), ("today", "hoy"))) if not past else ("", "")
    if draw.chance(0.2):
        who = draw.one([one for one in (people.asked_about(draw), HE, SHE, THEY)])
        form = agree(cansado, who.gender, who.many)
        return ask(f"{be(who)} {who.en} {tired}", f"{conjugate('estar', 'present', who.person)} {form} {who.es}")
    en = say(who, Vp(f"be {very} {tired}", ""), "past" if past else "present", negative=negative)
    es = decir(draw, who, Vp("", f"estar {muy} {form}"), "was" if past else "present", negative=negative)
    return stop(f"{en} {when[0]}", f"{es} {when[1]}")


def profession(draw: Draw) -> Texts:
    """ "My aunt is a lawyer.": ser, no article."""
    who = people.subject(draw, gendered=True)
    work, man, woman = draw.one(WORK)
    form = woman if who.gender == "f" else man
    if who.many:
        form += "s" if form[-1] in "aeo" else "es"
        work = english.plural(work)
    else:
        work = english.article(work)
    if who.en.startswith(
        ("the children", "the boy", "the girl", "the student", "the wait", "the guests", "the tourists")
    ):
        who, form, work = SHE, woman, english.article(english_single(work))
    kind = draw.one(("is", "is", "was", "not", "wants"))
    if kind == "wants":
        return stop(say(who, Vp(f"be {work}", ""), "want to"), decir(draw, who, Vp("", f"ser {form}"), "want to"))
    past, no = kind == "was", kind == "not"
    return stop(
        say(who, Vp(f"be {work}", ""), "past" if past else "present", negative=no),
        decir(draw, who, Vp("", f"ser {form}"), "was" if past else "present", negative=no),
    )


def english_single(work: str) -> str:
    """A profession without article or plural."""
    bare = work.removeprefix("an ").removeprefix("a ")
    return next(one for one, _, _ in WORK if bare in (one, english.plural(one)))


def age(draw: Draw) -> Texts:
    """ "My son is eight years old.": tener años."""
    who = people.subject(draw)
    number = draw.one(range(5, 95))
    old = ("grand", "parents")
    young = ("son", "daughter", "boy", "girl", "children", "boys")
    if any(word in who.en for word in old):
        number = 60 + number % 35
    elif any(word in who.en for word in young):
        number = 4 + number % 12
    else:
        number = 20 + number % 60
    years = f"{english_number(number)} years old"
    es = f"{spanish_number(number, 'm')} años"
    if draw.chance(0.15):
        who = draw.one((YOU, YOU, people.asked_about(draw), people.asked_about(draw), people.asked_about(draw)))
        return ask(f"how old {be(who)} {who.en}", f"cuántos años {conjugate('tener', 'present', who.person)} {who.es}")
    if draw.chance(0.2):
        next_ = draw.one((("next week", "la semana que viene"), ("in May", "en mayo"), ("on Friday", "el viernes")))
        return stop(
            f"{say(who, Vp(f'be {english_number(number)}', ''), 'future')} {next_[0]}",
            f"{decir(draw, who, Vp('', f'cumplir {es}'), 'future')} {next_[1]}",
        )
    return stop(say(who, Vp(f"be {years}", ""), "present"), decir(draw, who, Vp("", f"tener {es}"), "present"))


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
    if "hair" in en and who.many:
        en = en.replace("~ hair", "~ hair")
    when = at(draw) if draw.chance(0.5) else draw.one(MOMENTS)
    vp = Vp(en, es)
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
    how = draw.one((("by bus", "en autobús"), ("by car", "en coche"), ("by train", "en tren"), ("", ""), ("", "")))
    if "go to" not in en:
        how = ("", "")
    tense = draw.one(("past", "past", "future", "want to", "have to"))
    when = (
        draw.one((("yesterday", "ayer"), ("on Saturday", "el sábado"))) if tense == "past" else ("tomorrow", "mañana")
    )
    if draw.chance(0.5):
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


def for_years(draw: Draw) -> Texts:
    """ "Ana has lived here for three years.": vive aquí desde hace tres años."""
    who = people.subject(draw)
    live, vivir = draw.one(
        (
            ("live here", "vivir aquí"),
            ("work in this office", "trabajar en esta oficina"),
            ("live in this street", "vivir en esta calle"),
            ("study Spanish", "estudiar español"),
            ("play the piano", "tocar el piano"),
            ("work at the hospital", "trabajar en el hospital"),
        )
    )
    unit, plural, unidad = draw.one((("year", "years", "años"), ("month", "months", "meses")))
    number, numero = count(draw, "m", 2, 11 if unit == "month" else 20)
    if draw.chance(0.6):
        return stop(
            f"{say(who, Vp(live, ''), 'perfect')} for {number} {plural}",
            f"{decir(draw, who, Vp('', vivir), 'present')} desde hace {numero} {unidad}",
        )
    arrive, llegar = draw.one(
        (
            ("arrive", "llegar"),
            ("sell the car", "vender el coche"),
            ("start to work here", "empezar a trabajar aquí"),
            ("leave the village", "salir del pueblo"),
        )
    )
    return stop(
        f"{say(who, Vp(arrive, ''), 'past')} {number} {plural} ago",
        f"{decir(draw, who, Vp('', llegar), 'past')} hace {numero} {unidad}",
    )


def from_where(draw: Draw) -> Texts:
    """ "Ana is from Seville, but she lives in Madrid." """
    who = people.subject(draw)
    first, second = draw.one(_CITIES), draw.one(_CITIES)
    if first == second or draw.chance(0.3):
        return stop(
            f"{who.en} {be(who)} from {_CITIES_EN.get(first, first)}",
            decir(draw, who, Vp("", f"ser de {first}"), "present"),
        )
    pronoun = who.en if who.es == "" else "they" if who.many else "she" if who.gender == "f" else "he"
    other = next(one for one in (I, WE, HE, SHE, THEY) if one.en == pronoun)
    live, vivir, tense = draw.one(
        (("live", "vivir", "present"), ("work", "trabajar", "present"), ("study", "estudiar", "past"))
    )
    en = f"{who.en} {be(who)} from {_CITIES_EN.get(first, first)}, but {say(other, Vp(live, ''), tense)} in {_CITIES_EN.get(second, second)}"
    es = f"{decir(draw, who, Vp('', f'ser de {first}'), 'present')}, pero {decir(draw, other, Vp('', vivir), tense)} en {second}"
    return stop(en, own(es, who))
