"""Patterns of talk: questions with a question word, requests, commands, prices, directions."""

from rnncourse.datasets.phrasebook import people
from rnncourse.datasets.phrasebook.clauses import (
    HE,
    MADAM,
    SHE,
    SIR,
    THEY,
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
    verb,
)
from rnncourse.datasets.phrasebook.counting import count
from rnncourse.datasets.phrasebook.deeds import asked, before_now, deed, from_now, thing
from rnncourse.datasets.phrasebook.life import PLACES, pairs
from rnncourse.datasets.phrasebook.nouns import NOUNS, of, phrase
from rnncourse.datasets.phrasebook.places import noun
from rnncourse.datasets.phrasebook.spanish import agree, attach, command
from rnncourse.datasets.phrasebook.verbs import VERBS

_WHERE_DONE = (
    ("at the market", "en el mercado"),
    ("at the station", "en la estación"),
    ("in the kitchen", "en la cocina"),
    ("at the library", "en la biblioteca"),
    ("in the garden", "en el jardín"),
)
_WHAT = """
buy = comprar, eat = comer, read = leer, find = encontrar, sell = vender, lose = perder, cook = cocinar, do = hacer, write = escribir
see = ver, drink = beber, study = estudiar, order = pedir, forget = olvidar, draw = dibujar, choose = elegir, break = romper
"""
_ORDERS = """
a coffee = un café, a white coffee = un café con leche, a black coffee = un café solo, a tea = un té, a glass of water = un vaso de agua
a glass of red wine = una copa de vino tinto, a beer = una cerveza, an orange juice = un zumo de naranja, a cheese sandwich = un bocadillo de queso
a tomato salad = una ensalada de tomate, a potato omelette = una tortilla de patata, the fish soup = la sopa de pescado
the chicken with rice = el pollo con arroz, the bill = la cuenta, the menu = la carta, an apple cake = un pastel de manzana
a ticket to Granada = un billete para Granada, a return ticket = un billete de ida y vuelta, a map of the city = un mapa de la ciudad
a stamp = un sello, a kilo of tomatoes = un kilo de tomates, half a kilo of cheese = medio kilo de queso, a litre of milk = un litro de leche
a dozen eggs = una docena de huevos, a loaf of bread = una barra de pan, a room with a view = una habitación con vistas
"""
_LETS = """
go to the beach = ir a la playa, go to the cinema = ir al cine, have dinner at home = cenar en casa, open the window = abrir la ventana
play cards = jugar a las cartas, listen to music = escuchar música, call a taxi = llamar a un taxi, rest a little = descansar un poco
wait for the bus = esperar el autobús, take the train = coger el tren, eat in the garden = comer en el jardín, dance = bailar, sing a song = cantar una canción
ask the waiter = preguntar al camarero, walk in the park = pasear por el parque, buy some bread = comprar pan, cook the fish = cocinar el pescado
visit the museum = visitar el museo, clean the kitchen = limpiar la cocina, see the sea = ver el mar, drink something = beber algo, swim = nadar
"""
_COMMANDS = """
wait here = esperar aquí, come in = pasar, speak more slowly = hablar más despacio, take the first street on the left = coger la primera calle a la izquierda
take the second street on the right = coger la segunda calle a la derecha, go straight on = seguir todo recto, sign here = firmar aquí
turn left = girar a la izquierda, turn right = girar a la derecha, cross the square = cruzar la plaza, cross the bridge = cruzar el puente, write your name here = escribir ~m nombre aquí
take the train at nine = coger el tren de las nueve, leave the key at the hotel = dejar la llave en el hotel, drink more water = beber más agua
repeat the question = repetir la pregunta, call the doctor = llamar al médico, ask at the station = preguntar en la estación, come with me = venir conmigo
walk to the square = caminar hasta la plaza, look at the map = mirar el mapa, pay at the entrance = pagar en la entrada, read the letter = leer la carta
"""
_FORBIDDEN = """
touch the plates = tocar los platos, open the window = abrir la ventana, drink that water = beber esa agua, run in the corridor = correr por el pasillo
smoke here = fumar aquí, sit here = sentarse aquí, park here = aparcar aquí, eat in the library = comer en la biblioteca
cross the street here = cruzar la calle aquí, lose the tickets = perder los billetes, forget the keys = olvidar las llaves, say anything = decir nada
go out now = salir ahora, come late = venir tarde, put the box there = poner la caja ahí, turn off the light = apagar la luz, speak so fast = hablar tan rápido
walk so fast = caminar tan rápido, buy those tomatoes = comprar esos tomates, close the door = cerrar la puerta, worry = preocuparse, wake the children = despertar a los niños
"""
_FETCHED = "libro llave carta plato vaso pan agua sal silla taza mapa foto abrigo paraguas azúcar mantequilla cuchillo tenedor periódico"
WHAT, ORDERS, LETS, COMMANDS, FORBIDDEN = map(pairs, (_WHAT, _ORDERS, _LETS, _COMMANDS, _FORBIDDEN))
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
    one = draw.one(of("clothes", "pair", "dish", "device", "read", "food", "container"))
    many = "pair" in one.classes or ("food" in one.classes and draw.chance(0.8))
    what = phrase(one, draw.one(("the", "this", "that")), many)
    cost = Subject(what.en, "", 5 if many else 2, not many, "its")
    if draw.chance(0.3):
        end = draw.one((*_PLEASE, (", sir", ", señor"), (", madam", ", señora")))
        return ask(
            f"how much {say(cost, Vp('cost', ''), 'present', question=True)}{end[0]}",
            f"cuánto {verb(draw, 'costar', 'present', cost.person)} {what.es}{end[1]}",
        )
    number, numero = count(draw, "m", 2, 100)
    tense = draw.one(("present", "present", "past"))
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


def order_food(draw: Draw) -> Texts:
    """ "I'd like a coffee, please.", "Can you bring us the bill, please?" """
    (en, es), (second, otro) = draw.one(ORDERS), draw.one(ORDERS)
    kind = draw.one(("like", "and", "bring", "two", "give"))
    if kind == "like":
        who, quiere = draw.one((("I'd", "quisiera"), ("we'd", "quisiéramos")))
        return stop(f"{who} like {en}, please", f"{quiere} {es}, por favor")
    if kind == "and" and en != second:
        return stop(f"{en} and {second}, please", f"{es} y {otro}, por favor")
    if kind == "bring":
        me = draw.one(("me", "us"))
        clitic = {"me": "me", "us": "nos"}[me]
        who = draw.one((YOU, SIR))
        puede = verb(draw, "traer", "can", who.person, [clitic])
        return ask(f"can you bring {me} {en}, please", f"{puede} {es}, por favor")
    if kind == "give":
        me, clitic = draw.one((("me", "me"), ("us", "nos")))
        who = draw.one((SIR, MADAM))
        return stop(
            f"give {me} {en}, please{who.sir[0]}", f"{attach(command('dar', 2), clitic)} {es}, por favor{who.sir[1]}"
        )
    end = draw.one((("tonight", "esta noche"), ("tomorrow", "mañana"), ("Saturday", "el sábado")))
    number, numero = count(draw, "", 2, 8)
    return stop(f"a table for {number} for {end[0]}, please", f"una mesa para {numero} para {end[1]}, por favor")


def lets(draw: Draw) -> Texts:
    """ "Let's go to the beach.": vamos a."""
    (en, es), when = (
        draw.one(LETS),
        draw.one(
            (
                ("", ""),
                ("tonight", "esta noche"),
                ("tomorrow", "mañana"),
                ("on Sunday", "el domingo"),
                ("this afternoon", "esta tarde"),
            )
        ),
    )
    if es.startswith("ir "):
        es = es.removeprefix("ir ")
        es = f"vamos {es}"
    else:
        es = f"vamos a {es}"
    if draw.chance(0.35):
        shall = Subject("we", "", 3, False, "our")
        return ask(
            f"why don't we {en} {when[0]}",
            f"por qué no {decir(draw, shall, Vp('', LETS[[e for e, _ in LETS].index(en)][1]), 'present')} {when[1]}",
        )
    return stop(f"let's {en} {when[0]}", f"{es} {when[1]}")


def command_to(draw: Draw) -> Texts:
    """ "Turn left, sir.", "Wait here, please." """
    (en, es), who = draw.one(COMMANDS), draw.one((YOU, SIR, MADAM))
    head, _, rest = es.partition(" ")
    order = command(head, who.person)
    end = who.sir if who.sir[0] else draw.one(_PLEASE)
    when = (
        draw.one((("", ""), ("", ""), ("now", "ahora"), ("first", "primero")))
        if en not in ("come in", "go straight on")
        else ("", "")
    )
    if when[0] == "first" and ("first" in en or who.sir[0] == ""):
        when = ("", "")
    return stop(f"{en} {when[0]}{end[0]}", f"{order} {own(rest, who)} {when[1]}{end[1]}")


def forbidden(draw: Draw) -> Texts:
    """ "Don't touch the plates.", "Don't worry, madam." """
    (en, es), who = draw.one(FORBIDDEN), draw.one((YOU, SIR, MADAM))
    head, _, rest = es.partition(" ")
    clitic = ""
    if head.endswith("se"):
        head, clitic = head[:-2], "te " if who.person == 1 else "se "
    end = who.sir if who.sir[0] else draw.one((*_PLEASE, (", my friend", ", amigo mío")))
    return stop(f"don't {en}{end[0]}", f"no {clitic}{command(head, who.person, negative=True)} {rest}{end[1]}")


def hand_me(draw: Draw) -> Texts:
    """ "Give me the salt, please.", "Bring them to us, sir." """
    vp = draw.one((("give", "dar"), ("bring", "traer"), ("show", "enseñar"), ("lend", "prestar"), ("pass", "pasar")))
    names = [name for name in _FETCHED.split() if name in NOUNS]
    if vp[0] == "lend":
        names = "libro mapa abrigo paraguas llave cuchillo".split()
    if vp[0] == "show":
        names = "foto carta llave libro mapa pasaporte billete".split()
    if vp[0] == "pass":
        names = "pan sal agua plato vaso azúcar mantequilla cuchillo tenedor".split()
    one = noun(draw.one([name for name in names if name in NOUNS]))
    many = one.es in ("llave", "foto", "plato", "vaso") and draw.chance(0.5)
    what = phrase(one, draw.one(("the", "the", "that")) if not one.mass else "the", many)
    who = draw.one((YOU, YOU, SIR, MADAM))
    me, clitic = draw.one((("me", "me"), ("us", "nos"), ("him", "le"), ("her", "le"), ("them", "les")))
    if draw.chance(0.2):
        end = who.sir
        return stop(
            f"don't {vp[0]} {me} {what.en}{end[0]}",
            f"no {clitic} {command(vp[1], who.person, negative=True)} {what.es}{end[1]}",
        )
    order = command(vp[1], who.person)
    if draw.chance(0.25):
        pronoun, lo = (
            ("them", "los" if one.gender == "m" else "las") if many else ("it", "lo" if one.gender == "m" else "la")
        )
        dative = "se" if clitic in ("le", "les") else clitic
        end = who.sir if who.sir[0] else (", please", ", por favor")
        return both(
            ask(what.en, what.es), stop(f"{vp[0]} {pronoun} to {me}{end[0]}", f"{attach(order, dative, lo)}{end[1]}")
        )
    end = who.sir if who.sir[0] else draw.one(_PLEASE)
    return stop(f"{vp[0]} {me} {what.en}{end[0]}", f"{attach(order, clitic)} {what.es}{end[1]}")


def the_way(draw: Draw) -> Texts:
    """ "How do I get to the station, please?", "Do you know where the bank is?" """
    what = phrase(draw.one(of("shop", "public", "town")), "the")
    end = draw.one((("", ""), (", please", ", por favor"), (", sir", ", señor"), (", madam", ", señora")))
    kind = draw.one(("get", "know", "far", "near"))
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


def with_me(draw: Draw) -> Texts:
    """ "This letter is for you.", "Do you want to come with me?" """
    me, mi, conmigo = draw.one(
        (
            ("me", "mí", "conmigo"),
            ("you", "ti", "contigo"),
            ("him", "él", "con él"),
            ("her", "ella", "con ella"),
            ("us", "nosotros", "con nosotros"),
            ("them", "ellos", "con ellos"),
        )
    )
    if draw.chance(0.5):
        one = draw.one(of("sent", "read", "small", "clothes", "dish", "plant"))
        many = one.classes & {"plant"} and draw.chance(0.5)
        what = phrase(one, draw.one(("the", "this", "that")), bool(many))
        no = draw.chance(0.2)
        return stop(
            f"{what.en} {'are' if many else 'is'}{' not' * no} for {me}",
            f"{what.es} {'no ' * no}{'son' if many else 'es'} para {mi}",
        )
    place, sitio = draw.one(PLACES)
    who = (
        people.asked_about(draw)
        if me == "you"
        else draw.one((YOU, people.asked_about(draw), people.subject(draw, pronouns=False)))
    )
    vp = Vp(f"go to {place} with {me}", f"ir a {sitio} {conmigo}")
    if me in ("him", "her", "them") and who in (HE, SHE, THEY):
        who = I
    tense = draw.one(("want to", "future", "can", "past"))
    if draw.chance(0.5) and who is not I:
        return ask(say(who, vp, tense, question=True), decir(draw, who, vp, tense, question=True))
    return stop(say(who, vp, tense, negative=draw.chance(0)), decir(draw, who, vp, tense))


_ = (before_now, from_now)
