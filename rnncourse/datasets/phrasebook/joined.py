"""Patterns of two clauses one after the other: because, when, if, but, before, after."""

from rnncourse.datasets.phrasebook import people
from rnncourse.datasets.phrasebook.clauses import (
    HE,
    REFLEXIVE,
    SHE,
    THEY,
    WE,
    Draw,
    I,
    Subject,
    Texts,
    Vp,
    be,
    decir,
    say,
    stop,
)
from rnncourse.datasets.phrasebook.deeds import HABITS, fits
from rnncourse.datasets.phrasebook.english import gerund
from rnncourse.datasets.phrasebook.life import FEELINGS, TENER
from rnncourse.datasets.phrasebook.spanish import agree, conjugate
from rnncourse.datasets.phrasebook.tables import pairs

_OUTINGS = """
go to the beach = ir a la playa, go to the party = ir a la fiesta, go to the cinema = ir al cine, go out = salir
go to work = ir a trabajar, play football = jugar al fútbol, go to class = ir a clase
go to the concert = ir al concierto, eat with us = comer con nosotros, swim = nadar
go to the wedding = ir a la boda, dance = bailar, travel = viajar, go to the market = ir al mercado
"""
_SKIES = """
it is raining = está lloviendo, it is very cold = hace mucho frío, it is late = es tarde
it is very hot = hace mucho calor, it is snowing = está nevando, it is very windy = hace mucho viento
"""
_INTERRUPTIONS = """
the phone rang = sonó el teléfono, you called = llamaste, you arrived = llegaste
the train arrived = llegó el tren, it started to rain = empezó a llover, the light went out = se fue la luz
my father came in = entró mi padre, someone opened the door = alguien abrió la puerta
I saw the smoke = vi el humo
"""
_GOING_ON = """
cook = cocinar, sleep = dormir, have dinner = cenar, work = trabajar, study = estudiar
have breakfast = desayunar, read a book = leer un libro, wash the car = lavar el coche
clean the kitchen = limpiar la cocina, listen to music = escuchar música, watch television = ver la televisión
write a letter = escribir una carta, play the piano = tocar el piano, walk in the park = pasear por el parque
have a shower = ducharse, paint the door = pintar la puerta, eat an apple = comer una manzana
talk to Ana = hablar con Ana, make the soup = hacer la sopa, dance = bailar, drink a coffee = beber un café
look for the keys = buscar las llaves, draw a tree = dibujar un árbol, cut the bread = cortar el pan
"""
_IFS = (  # what may happen, and what one does then
    (
        "it rains = llueve, it is cold = hace frío, it snows = nieva, it is very windy = hace mucho viento",
        "stay at home = quedarse en casa, play cards = jugar a las cartas, watch a film = ver una película, "
        "take a taxi = coger un taxi, go by bus = ir en autobús, make soup = hacer sopa, "
        "close the windows = cerrar las ventanas, "
        "read a novel = leer una novela, visit the museum = visitar el museo, go to the cinema = ir al cine",
    ),
    (
        "it is hot = hace calor, the weather is good = hace buen tiempo, it is sunny = hace sol",
        "go to the beach = ir a la playa, eat in the garden = comer en el jardín, "
        "swim in the river = nadar en el río, "
        "walk in the park = pasear por el parque, open the windows = abrir las ventanas, "
        "go out with ~ friends = salir con ~mm amigos, "
        "water the plants = regar las plantas, ride a bicycle = montar en bicicleta",
    ),
    (
        "the train is late = el tren llega tarde, there is no bus = no hay autobús, "
        "there are no tickets = no hay billetes",
        "take a taxi = coger un taxi, go by car = ir en coche, call ~ mother = llamar a ~f madre, "
        "stay here = quedarse aquí, "
        "go back home = volver a casa, wait at the station = esperar en la estación",
    ),
    (
        "there is time = hay tiempo, the museum is closed = el museo está cerrado, "
        "the shop is closed = la tienda está cerrada",
        "go to the market = ir al mercado, have a coffee = tomar un café, visit the church = visitar la iglesia, "
        "cross the bridge = cruzar el puente, walk in the park = pasear por el parque, see the river = ver el río",
    ),
)
_CHORES = """
wash the dishes = fregar los platos, close the windows = cerrar las ventanas, turn off the light = apagar la luz
read the newspaper = leer el periódico, water the plants = regar las plantas
clean the kitchen = limpiar la cocina, call ~ mother = llamar a ~f madre
listen to the news = escuchar las noticias, play cards = jugar a las cartas, walk the dog = pasear al perro
have a coffee = tomar un café, make the beds = hacer las camas, have a shower = ducharse
read for an hour = leer una hora, study for two hours = estudiar dos horas, open the letters = abrir las cartas
sing a song = cantar una canción
"""
_MOMENTS = (
    ("eat", "comer"),
    ("have dinner", "cenar"),
    ("have breakfast", "desayunar"),
    ("work", "trabajar"),
    ("study", "estudiar"),
)
OUTINGS = pairs(_OUTINGS)
SKIES = pairs(_SKIES)
INTERRUPTIONS = pairs(_INTERRUPTIONS)
GOING_ON = pairs(_GOING_ON)
CHORES = pairs(_CHORES)


def pronoun_of(who: Subject) -> Subject:
    """The pronoun that takes up a subject in the next clause."""
    if not who.es:
        return who
    return THEY if who.many else SHE if who.gender == "f" else HE


def because(draw: Draw) -> Texts:
    """ "Ana isn't going to the party because she's ill." """
    who, (en, es) = people.subject(draw, gendered=True), draw.one(OUTINGS)
    other, kind = pronoun_of(who), draw.one(("feeling", "feeling", "sky", "work"))
    tense = draw.one(("want to", "can", "future"))
    if kind == "sky":
        why, razon = draw.one(SKIES)
        if not any(word in en for word in ("beach", "out", "football", "swim", "travel", "market")):
            en, es = draw.one((OUTINGS[0], ("go out", "salir"), ("play football", "jugar al fútbol")))
    elif kind == "work":
        why, razon = draw.one(
            (
                ("work", "trabajar"),
                ("study", "estudiar"),
                ("clean the house", "limpiar la casa"),
                ("help ~ parents", "ayudar a ~mm padres"),
            )
        )
        if not fits(who, Vp(why, razon)):
            why, razon = "work", "trabajar"
        why, razon = say(other, Vp(why, ""), "have to"), decir(draw, other, Vp("", razon), "have to")
    else:
        tired, cansado = draw.one(
            [one for one in FEELINGS if one[0] in ("tired", "ill", "busy", "angry", "sad", "nervous", "worried")]
        )
        very, muy = draw.one((("", ""), ("very", "muy")))
        why = say(other, Vp(f"be {very} {tired}", ""), "present")
        razon = decir(draw, other, Vp("", f"estar {muy} {agree(cansado, who.gender, who.many)}"), "present")
    return stop(
        f"{say(who, Vp(en, ''), tense, negative=True)} because {why}",
        f"{decir(draw, who, Vp('', es), tense, negative=True)} porque {razon}",
    )


def while_doing(draw: Draw) -> Texts:
    """ "I was cooking when the phone rang.": the imperfect meets the preterite."""
    who, (en, es), (rang, sono) = people.subject(draw), draw.one(GOING_ON), draw.one(INTERRUPTIONS)
    if "my father" in rang and "father" in who.en:
        rang, sono = INTERRUPTIONS[0]
    a = say(who, Vp(en, ""), "past progressive")
    b = decir(draw, who, Vp("", es), "past progressive")
    if draw.chance(0.3):
        return stop(f"when {rang}, {a}", f"cuando {sono}, {b}")
    return stop(f"{a} when {rang}", f"{b} cuando {sono}")


def as_a_child(draw: Draw) -> Texts | None:
    """ "When my mother was a child, she used to sing." """
    who = draw.one((HE, SHE, WE, THEY, *people.KIN[:8], *people.NAMES, *people.KIN_PLURAL[:4]))
    other, vp = pronoun_of(who), draw.one(HABITS)
    if "~" in vp.en or any(word in who.en for word in ("son", "daughter", "children")):
        return None
    child = "children" if who.many else "a child"
    nino = agree("niño", who.gender, who.many)
    en = f"when {who.en} {be(who, 'past')} {child}, {say(other, vp, 'used to')}"
    era = conjugate("ser", "imperfect", who.person)
    subject = f"{who.es} " if who.es else ""
    return stop(en, f"cuando {subject}{era} {nino}, {decir(draw, other, vp, 'used to')}")


def if_it_rains(draw: Draw) -> Texts:
    """ "If it rains, we're going to stay at home." """
    conditions, plans = draw.one(_IFS)
    (rains, llueve), (stay, quedarse) = draw.one(pairs(conditions)), draw.one(pairs(plans))
    who = draw.one((I, WE, people.subject(draw)))
    if not fits(who, Vp(stay, quedarse)):
        who = WE
    en, es = say(who, Vp(stay, ""), "future"), decir(draw, who, Vp("", quedarse), "future")
    if draw.chance(0.35):
        return stop(f"{en} if {rains}", f"{es} si {llueve}")
    return stop(f"if {rains}, {en}", f"si {llueve}, {es}")


def but_not(draw: Draw) -> Texts:
    """ "I want to go to the cinema, but I have to work." """
    who, (en, es) = people.subject(draw, gendered=True), draw.one(OUTINGS)
    other = pronoun_of(who)
    kind = draw.one(("work", "cannot", "hunger"))
    if kind == "work":
        second = draw.one(
            (("work", "trabajar"), ("study", "estudiar"), ("rest", "descansar"), ("stay at home", "quedarse en casa"))
        )
        b, c = say(other, Vp(second[0], ""), "have to"), decir(draw, other, Vp("", second[1]), "have to")
    elif kind == "cannot":
        b, c = (
            say(other, Vp("have time", ""), "present", negative=True),
            decir(draw, other, Vp("", "tener tiempo"), "present", negative=True),
        )
    else:
        hungry, hambre = draw.one(
            [one for one in TENER if one[0] in ("sleepy", "very sleepy", "in a hurry", "very hungry")]
        )
        b, c = say(other, Vp(f"be {hungry}", ""), "present"), decir(draw, other, Vp("", f"tener {hambre}"), "present")
    return stop(f"{say(who, Vp(en, ''), 'want to')}, but {b}", f"{decir(draw, who, Vp('', es), 'want to')}, pero {c}")


def before_going(draw: Draw) -> Texts | None:
    """ "After eating, we washed the dishes.": después de comer."""
    who, (chore, tarea), order = (
        people.subject(draw),
        draw.one(CHORES),
        draw.one((("before", "antes de"), ("after", "después de"))),
    )
    first, primero = draw.one(
        _MOMENTS if order[0] == "after" else (*_MOMENTS, ("go to bed", "acostarse"), ("go out", "salir"))
    )
    if not fits(who, Vp(chore, tarea)):
        return None
    if primero == "acostarse":
        primero = f"acostar{REFLEXIVE[who.person]}"
    tense, vp = draw.one(("past", "past", "future", "have to", "present")), Vp(chore, tarea)
    en, es = say(who, vp, tense), decir(draw, who, vp, tense)
    if draw.chance(0.4):
        return stop(f"{order[0]} {gerund(first)}, {en}", f"{order[1]} {primero}, {es}")
    return stop(f"{en} {order[0]} {gerund(first)}", f"{es} {order[1]} {primero}")
