"""Patterns of two clauses: because, when, if, but, that, who, before and after."""

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
    be,
    decir,
    own,
    say,
    stop,
)
from rnncourse.datasets.phrasebook.deeds import HABITS, before_now, deed, fits, thing
from rnncourse.datasets.phrasebook.english import article, gerund
from rnncourse.datasets.phrasebook.life import FEELINGS, PLACES, TENER, WORK, pairs
from rnncourse.datasets.phrasebook.nouns import of, phrase
from rnncourse.datasets.phrasebook.places import _STATES, noun
from rnncourse.datasets.phrasebook.spanish import agree, conjugate
from rnncourse.datasets.phrasebook.verbs import VERBS

_OUTINGS = """
go to the beach = ir a la playa, go to the party = ir a la fiesta, go to the cinema = ir al cine, go out = salir, go to work = ir a trabajar
play football = jugar al fútbol, go to class = ir a clase, go to the concert = ir al concierto, eat with us = comer con nosotros, swim = nadar
go to the wedding = ir a la boda, dance = bailar, travel = viajar, go to the market = ir al mercado
"""
_SKIES = """
it is raining = está lloviendo, it is very cold = hace mucho frío, it is late = es tarde, it is very hot = hace mucho calor
it is snowing = está nevando, it is very windy = hace mucho viento
"""
_INTERRUPTIONS = """
the phone rang = sonó el teléfono, you called = llamaste, you arrived = llegaste, the train arrived = llegó el tren, it started to rain = empezó a llover
the light went out = se fue la luz, my father came in = entró mi padre, someone opened the door = alguien abrió la puerta, I saw the smoke = vi el humo
"""
_GOING_ON = """
cook = cocinar, sleep = dormir, have dinner = cenar, work = trabajar, study = estudiar, have breakfast = desayunar, read a book = leer un libro
wash the car = lavar el coche, clean the kitchen = limpiar la cocina, listen to music = escuchar música, watch television = ver la televisión
write a letter = escribir una carta, play the piano = tocar el piano, walk in the park = pasear por el parque, have a shower = ducharse
paint the door = pintar la puerta, eat an apple = comer una manzana, talk to Ana = hablar con Ana, make the soup = hacer la sopa, dance = bailar
drink a coffee = beber un café, look for the keys = buscar las llaves, draw a tree = dibujar un árbol, cut the bread = cortar el pan
"""
_CONDITIONS = """
it rains = llueve, it is cold = hace frío, it is hot = hace calor, it snows = nieva, the weather is good = hace buen tiempo, there is time = hay tiempo
the train is late = el tren llega tarde, the shop is closed = la tienda está cerrada, the bus does not come = el autobús no viene
"""
_PLANS = """
stay at home = quedarse en casa, go to the beach = ir a la playa, take a taxi = coger un taxi, eat in the garden = comer en el jardín
go by bus = ir en autobús, watch a film = ver una película, swim in the river = nadar en el río, play cards = jugar a las cartas
make soup = hacer sopa, visit the museum = visitar el museo, walk in the park = pasear por el parque, call ~ mother = llamar a ~f madre
buy another coat = comprar otro abrigo, close the windows = cerrar las ventanas, read a novel = leer una novela, go to bed early = acostarse temprano
"""
_DESCRIBED = """
lives next door = vive al lado, works at the bank = trabaja en el banco, sells flowers = vende flores, teaches at the school = enseña en la escuela
is waiting at the door = está esperando en la puerta, called yesterday = llamó ayer, plays the guitar = toca la guitarra, lives in that house = vive en esa casa
came to the party = vino a la fiesta, speaks French = habla francés, found my wallet = encontró mi cartera, is singing = está cantando
bought the car = compró el coche, has a black dog = tiene un perro negro, works in the bakery = trabaja en la panadería
"""
OUTINGS, SKIES, INTERRUPTIONS, GOING_ON, CONDITIONS, PLANS, DESCRIBED = map(
    pairs, (_OUTINGS, _SKIES, _INTERRUPTIONS, _GOING_ON, _CONDITIONS, _PLANS, _DESCRIBED)
)


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
    (rains, llueve), (stay, quedarse), who = (
        draw.one(CONDITIONS),
        draw.one(PLANS),
        draw.one((I, WE, WE, people.subject(draw))),
    )
    if not fits(who, Vp(stay, quedarse)):
        stay, quedarse = PLANS[0]
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
            [one for one in TENER if one[0] in ("sleepy", "very sleepy", "in a hurry", "very cold", "afraid")]
        )
        b, c = say(other, Vp(f"be {hungry}", ""), "present"), decir(draw, other, Vp("", f"tener {hambre}"), "present")
    return stop(f"{say(who, Vp(en, ''), 'want to')}, but {b}", f"{decir(draw, who, Vp('', es), 'want to')}, pero {c}")


def i_think_that(draw: Draw) -> Texts:
    """ "I think that the shop is closed.", "She says that she's hungry." """
    who = draw.one((I, I, HE, SHE, WE, THEY, people.subject(draw, pronouns=False)))
    think, creer = draw.one((("think", "creer"), ("say", "decir"), ("know", "saber"), ("believe", "creer")))[:2]
    if creer == "creer":
        think = "think"
    kind = draw.one(("state", "hunger", "deed", "deed"))
    other = draw.one(
        [one for one in (HE, SHE, THEY, *people.NAMES, *people.KIN) if one.en != who.en and "your" not in one.en]
    )
    if kind == "state":
        ready, listo, names = draw.one(_STATES)
        one = noun(draw.one(names.split()))
        many = "pair" in one.classes
        what = phrase(one, "the", many)
        en = f"{what.en} {'are' if many else 'is'} {ready}"
        es = f"{what.es} {'están' if many else 'está'} {listo if listo == 'en la mesa' else agree(listo, one.gender, many)}"
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
    who, (lives, vive), (work, man, woman) = draw.one(people.ALONE[2:]), draw.one(DESCRIBED), draw.one(WORK)
    form = woman if who.gender == "f" else man
    name, kin = draw.one(people.NAMES), draw.one(("friend", "sister", "brother"))
    if draw.chance(0.4) and "boy" not in who.en and "girl" not in who.en:
        return stop(f"{who.en} who {lives} is {article(work)}", f"{who.es} que {vive} es {form}")
    del name, kin
    relation, es = draw.one((("cousin", "primo"), ("neighbour", "vecino"), ("friend", "amigo")))
    my, mi = draw.one((("my", "mi"), ("our", "nuestro"), ("her", "su")))
    mi = agree(mi, who.gender, False) if mi == "nuestro" else mi
    no = draw.chance(0.2)
    return stop(
        f"{who.en} who {lives} is{' not' * no} {my} {relation}",
        f"{who.es} que {vive} {'no ' * no}es {mi} {agree(es, who.gender, False)}",
    )


def that_you_bought(draw: Draw) -> Texts:
    """ "The cake that Ana made is very good.", "Where's the book that I lent you?" """
    verb_ = draw.one(
        [
            one
            for one in VERBS
            if one.en
            in ("buy", "find", "draw", "choose", "rent", "write", "read", "paint", "sell", "look for", "build", "lose")
        ]
    )
    what = thing(draw, verb_, new=False, plain=True)
    if what.noun.mass or "~" in what.en or "this" in what.en or "these" in what.en:
        what = phrase(what.noun, "the", what.many and not what.noun.mass)
    who, tense = draw.one((I, YOU, WE, HE, SHE, people.subject(draw, pronouns=False))), "past"
    if verb_.en == "look for":
        tense = "progressive"
    en, es = (
        f"{what.en} that {say(who, Vp(verb_.en, ''), tense)}",
        f"{what.es} que {relative(draw, who, verb_.es, tense)}",
    )
    is_, esta, son = ("are", "están", "son") if what.many else ("is", "está", "es")
    kind = draw.one(("where", "here", "mine", "table"))
    if kind == "where":
        return ask(f"where {is_} {en}", f"dónde {esta} {es}")
    if kind == "mine":
        mine, mio = draw.one((("mine", "mío"), ("yours", "tuyo")))
        if who is I and mine == "yours" or verb_.en in ("rent", "look for"):
            return stop(f"{en} {is_} here", f"{es} {esta} aquí")
        return stop(f"{en} {is_} not {mine}", f"{es} no {son} {agree(mio, what.gender, what.many)}")
    old, viejo = draw.one(
        (("very old", "muy viejo"), ("very expensive", "muy caro"), ("very big", "muy grande"), ("new", "nuevo"))
    )
    if kind == "table" and what.noun.classes & set("clothes vehicle building device furniture".split()):
        if viejo != "muy grande" or not what.noun.classes & {"device", "clothes"}:
            return stop(f"{en} {is_} {old}", f"{es} {son} {agree(viejo, what.gender, what.many)}")
    return stop(f"{en} {is_} here", f"{es} {esta} aquí")


def relative(draw: Draw, who: Subject, infinitive: str, tense: str) -> str:
    """A relative clause, in which the verb stands before a subject that is a noun: que compró Ana."""
    form = decir(draw, who._replace(es=""), Vp("", infinitive), tense)
    return f"{form} {who.es}".strip()


def before_going(draw: Draw) -> Texts:
    """ "After eating, we washed the dishes.": después de comer."""
    who, (verb_, vp) = people.subject(draw), deed(draw, new=False, meant=True, quick=True)
    first = draw.one(
        (
            ("eat", "comer"),
            ("have dinner", "cenar"),
            ("go out", "salir"),
            ("have breakfast", "desayunar"),
            ("work", "trabajar"),
            ("go to bed", "acostarse"),
            ("speak to Ana", "hablar con Ana"),
        )
    )
    order, antes = draw.one((("before", "antes de"), ("after", "después de")))
    if first[0] == "go to bed" and order == "after":
        order, antes = "before", "antes de"
    infinitive = first[1]
    if infinitive == "acostarse":
        infinitive = "acostar" + ("me", "te", "se", "nos", "os", "se")[who.person]
    tense = draw.one(("past", "past", "future", "have to"))
    en, es = say(who, vp, tense), decir(draw, who, vp, tense)
    if draw.chance(0.4):
        return stop(f"{order} {gerund(first[0])}, {en}", f"{antes} {infinitive}, {es}")
    return stop(f"{en} {order} {gerund(first[0])}", f"{es} {antes} {infinitive}")


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


_ = (before_now, PLACES, own)
