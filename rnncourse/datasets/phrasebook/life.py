"""Patterns of how people are: hungry, tired, a nurse, eight years old, from Seville."""

from rnncourse.datasets.phrasebook import english, people
from rnncourse.datasets.phrasebook.clauses import (
    CHILDREN,
    HE,
    MADAM,
    SHE,
    SIR,
    THEY,
    WE,
    YOU,
    Draw,
    I,
    Texts,
    Vp,
    ask,
    be,
    decir,
    own,
    say,
    stop,
)
from rnncourse.datasets.phrasebook.counting import count, english_number, spanish_number
from rnncourse.datasets.phrasebook.spanish import agree, conjugate
from rnncourse.datasets.phrasebook.tables import pairs

_TENER = """
hungry = hambre, thirsty = sed, cold = frío, hot = calor, sleepy = sueño, afraid = miedo, in a hurry = prisa
right = razón, lucky = suerte, very hungry = mucha hambre, very thirsty = mucha sed, very cold = mucho frío
very sleepy = mucho sueño, very lucky = mucha suerte, afraid of dogs = miedo a los perros
afraid of the dark = miedo a la oscuridad
"""
_FEELINGS = """
tired cansado, ill enfermo, busy ocupado, happy contento, sad triste, nervous nervioso
worried preocupado, angry enfadado, bored aburrido, ready listo, asleep dormido
alone solo, surprised sorprendido, calm tranquilo
"""
_GRADED = "tired busy happy sad nervous worried angry bored surprised calm ill".split()
_WORK = """
doctor médico médica, teacher profesor profesora, nurse enfermero enfermera, lawyer abogado abogada
cook cocinero cocinera, engineer ingeniero ingeniera, baker panadero panadera, journalist periodista periodista
dentist dentista dentista, architect arquitecto arquitecta, gardener jardinero jardinera
student estudiante estudiante
writer escritor escritora, hairdresser peluquero peluquera, musician músico música, painter pintor pintora
plumber fontanero fontanera, singer cantante cantante, farmer agricultor agricultora
"""
_CITIES = "Madrid Sevilla Valencia Granada Bilbao Toledo Salamanca Málaga".split()
_CITIES_EN = {"Sevilla": "Seville"}
TENER = pairs(_TENER)
FEELINGS = [(row.split()[0], row.split()[1]) for row in _FEELINGS.strip().replace("\n", ", ").split(", ")]
WORK = [tuple(row.split()) for row in _WORK.strip().replace("\n", ", ").split(", ")]


_CHARACTERS = """
tall alto taller, short bajo shorter, young joven younger, nice simpático nicer, clever inteligente cleverer
kind amable kinder, strong fuerte stronger, thin delgado thinner, serious serio more_serious, shy tímido shyer
generous generoso more_generous, hard-working trabajador more_hard-working, elegant elegante more_elegant
funny gracioso funnier, old mayor older
"""
_NATIONS = """
Spanish español, French francés, English inglés, German alemán, Italian italiano, Japanese japonés, Irish irlandés
"""
CHARACTERS = [row.split() for row in _CHARACTERS.strip().replace("\n", ", ").split(", ")]
NATIONS = [row.split() for row in _NATIONS.strip().split(", ")]


def have_hunger(draw: Draw) -> Texts:
    """ "I'm hungry.": tener hambre."""
    hungry, hambre = draw.one(TENER)
    if draw.chance(0.3):
        who = draw.one((YOU, YOU, SIR, MADAM, CHILDREN, people.asked_about(draw)))
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
        who = draw.one((people.asked_about(draw), HE, SHE, THEY))
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
    if who.en.startswith(("the", "our children", "my children")):
        who, form = SHE, woman
    if who.many:
        form += "s" if form[-1] in "aeo" else "es"
    work = english.plural(work) if who.many else english.article(work)
    kind = draw.one(("is", "is", "was", "not", "wants"))
    if kind == "wants":
        return stop(say(who, Vp(f"be {work}", ""), "want to"), decir(draw, who, Vp("", f"ser {form}"), "want to"))
    past, no = kind == "was", kind == "not"
    return stop(
        say(who, Vp(f"be {work}", ""), "past" if past else "present", negative=no),
        decir(draw, who, Vp("", f"ser {form}"), "was" if past else "present", negative=no),
    )


def age(draw: Draw) -> Texts:
    """ "My son is eight years old.": tener años."""
    who = people.subject(draw)
    while who.many:
        who = people.subject(draw)
    number = draw.one(range(20, 70))
    if "grand" in who.en:
        number += 25
    elif any(word in who.en for word in ("son", "daughter", "boy", "girl")):
        number = 4 + number % 12
    es = f"{spanish_number(number, 'm')} años"
    if draw.chance(0.15):
        who = draw.one((YOU, SIR, CHILDREN, people.asked_about(draw), people.asked_about(draw)))
        return ask(
            f"how old {be(who)} {who.en}{who.sir[0]}",
            f"cuántos años {conjugate('tener', 'present', who.person)} {who.es}{who.sir[1]}",
        )
    if draw.chance(0.2):
        when, cuando = draw.one(
            (("next week", "la semana que viene"), ("in May", "en mayo"), ("on Friday", "el viernes"))
        )
        return stop(
            f"{say(who, Vp(f'be {english_number(number)}', ''), 'future')} {when}",
            f"{decir(draw, who, Vp('', f'cumplir {es}'), 'future')} {cuando}",
        )
    return stop(
        say(who, Vp(f"be {english_number(number)} years old", ""), "present"),
        decir(draw, who, Vp("", f"tener {es}"), "present"),
    )


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
    here, there = (_CITIES_EN.get(city, city) for city in (first, second))
    en = f"{who.en} {be(who)} from {here}, but {say(other, Vp(live, ''), tense)} in {there}"
    es = decir(draw, who, Vp("", f"ser de {first}"), "present")
    es = f"{es}, pero {decir(draw, other, Vp('', vivir), tense)} en {second}"
    return stop(en, own(es, who))


def character(draw: Draw) -> Texts:
    """ "My sister is very tall.", "Pedro is taller than my brother.": ser, agreeing with the subject."""
    who = people.subject(draw, gendered=True)
    tall, alto, taller = draw.one(CHARACTERS)
    if draw.chance(0.4):
        other = draw.one([*people.NAMES, *people.KIN])
        if other.en == who.en or other.en.startswith("your"):
            other = draw.one(people.ALONE[-2:])
        than = f"{taller.replace('_', ' ')} than {other.en}"
        mas = alto if alto == "mayor" else f"más {alto}"
        form = agree(alto, who.gender, who.many)
        es = f"ser {mas.replace(alto, form)} que {other.es}"
        return stop(say(who, Vp(f"be {than}", ""), "present"), decir(draw, who, Vp("", es), "present"))
    very, muy = draw.one((("", ""), ("very", "muy"), ("quite", "bastante")))
    if draw.chance(0.3):
        tall, alto = draw.one(NATIONS)
        very, muy = "", ""
    if alto == "mayor" and not very:
        very, muy = "very", "muy"
    form, no = agree(alto, who.gender, who.many), draw.chance(0.2) and very != "quite"
    if draw.chance(0.2):
        who = people.asked_about(draw)
        form = agree(alto, who.gender, who.many)
        is_ = conjugate("ser", "present", who.person)
        return ask(f"{be(who)} {who.en} {very} {tall}", f"{is_} {muy} {form} {who.es}")
    return stop(
        say(who, Vp(f"be {very} {tall}", ""), "present", negative=no),
        decir(draw, who, Vp("", f"ser {muy} {form}"), "present", negative=no),
    )
