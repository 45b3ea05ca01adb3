"""Patterns of requests, commands and offers: quisiera, dámelo, no toques, vamos a."""

from rnncourse.datasets.phrasebook import people
from rnncourse.datasets.phrasebook.clauses import (
    CHILDREN,
    MADAM,
    SIR,
    WE,
    YOU,
    Draw,
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
from rnncourse.datasets.phrasebook.days import PLACES
from rnncourse.datasets.phrasebook.nouns import NOUNS, of, phrase
from rnncourse.datasets.phrasebook.places import noun
from rnncourse.datasets.phrasebook.spanish import attach, command
from rnncourse.datasets.phrasebook.tables import pairs

_ORDERS = """
a coffee = un café, a white coffee = un café con leche, a black coffee = un café solo, a tea = un té
a glass of water = un vaso de agua, a glass of red wine = una copa de vino tinto, a beer = una cerveza
an orange juice = un zumo de naranja, a cheese sandwich = un bocadillo de queso
a tomato salad = una ensalada de tomate, a potato omelette = una tortilla de patata
the fish soup = la sopa de pescado, the chicken with rice = el pollo con arroz, an apple cake = un pastel de manzana
a ham sandwich = un bocadillo de jamón, a chocolate cake = un pastel de chocolate, an ice cream = un helado
"""
_GOODS = """
a kilo of tomatoes = un kilo de tomates, half a kilo of cheese = medio kilo de queso
a litre of milk = un litro de leche, a dozen eggs = una docena de huevos, a loaf of bread = una barra de pan
two kilos of oranges = dos kilos de naranjas, a bottle of wine = una botella de vino, a kilo of rice = un kilo de arroz
three lemons = tres limones, half a kilo of meat = medio kilo de carne
"""
_SERVED = """
the bill = la cuenta, the menu = la carta, the salt = la sal, a spoon = una cuchara, another glass = otro vaso
a clean knife = un cuchillo limpio, some bread = pan, another bottle of water = otra botella de agua
the key to the room = la llave de la habitación, a map of the city = un mapa de la ciudad
"""
_LETS = """
go to the beach = ir a la playa, go to the cinema = ir al cine, have dinner at home = cenar en casa
open the window = abrir la ventana, play cards = jugar a las cartas, listen to music = escuchar música
call a taxi = llamar a un taxi, rest a little = descansar un poco, wait for the bus = esperar el autobús
take the train = coger el tren, eat in the garden = comer en el jardín, dance = bailar
sing a song = cantar una canción, ask the waiter = preguntar al camarero
walk in the park = pasear por el parque, buy some bread = comprar pan, cook the fish = cocinar el pescado
visit the museum = visitar el museo, clean the kitchen = limpiar la cocina, see the sea = ver el mar
drink something = beber algo, swim = nadar
"""
_COMMANDS = """
wait here = esperar aquí, come in = pasar, speak more slowly = hablar más despacio
take the first street on the left = coger la primera calle a la izquierda
take the second street on the right = coger la segunda calle a la derecha, go straight on = seguir todo recto
sign here = firmar aquí, turn left = girar a la izquierda, turn right = girar a la derecha
cross the square = cruzar la plaza, cross the bridge = cruzar el puente
write your name here = escribir ~m nombre aquí, take the train at nine = coger el tren de las nueve
leave the key at the hotel = dejar la llave en el hotel, drink more water = beber más agua
repeat the question = repetir la pregunta, call the doctor = llamar al médico
ask at the station = preguntar en la estación, come with me = venir conmigo
walk to the square = caminar hasta la plaza, look at the map = mirar el mapa
pay at the entrance = pagar en la entrada, read the letter = leer la carta
"""
_FORBIDDEN = """
touch the plates = tocar los platos, open the window = abrir la ventana, drink that water = beber esa agua
run in the corridor = correr por el pasillo, smoke here = fumar aquí, sit here = sentarse aquí
park here = aparcar aquí, eat in the library = comer en la biblioteca
cross the street here = cruzar la calle aquí, lose the tickets = perder los billetes
forget the keys = olvidar las llaves, say anything = decir nada, go out now = salir ahora
come late = venir tarde, put the box there = poner la caja ahí, turn off the light = apagar la luz
speak so fast = hablar tan rápido, walk so fast = caminar tan rápido, buy those tomatoes = comprar esos tomates
close the door = cerrar la puerta, worry = preocuparse, wake the children = despertar a los niños
"""
_FETCHED = "libro llave carta plato vaso pan agua sal silla taza mapa foto abrigo azúcar mantequilla cuchillo tenedor"
ORDERS, GOODS, SERVED = pairs(_ORDERS), pairs(_GOODS), pairs(_SERVED)
LETS = pairs(_LETS)
COMMANDS = pairs(_COMMANDS)
FORBIDDEN = pairs(_FORBIDDEN)
_PLEASE = (("", ""), (", please", ", por favor"))
_NAMED = ((", Ana", ", Ana"), (", Pablo", ", Pablo"), (", Lucía", ", Lucía"), (", Pedro", ", Pedro"))


def order_food(draw: Draw) -> Texts:
    """ "I'd like a coffee, please.", "Can you bring us the bill, please?" """
    kind = draw.one(("like", "and", "and", "bring", "give", "table"))
    group = draw.one((ORDERS, GOODS)) if kind in ("like", "and", "give") else (*ORDERS, *SERVED)
    (en, es), (second, otro) = draw.one(group), draw.one(group)
    me, clitic = draw.one((("me", "me"), ("us", "nos")))
    if kind == "and" and en != second:
        return stop(f"{en} and {second}, please", f"{es} y {otro}, por favor")
    if kind == "bring":
        puede = verb(draw, "traer", "can", draw.one((1, 2, 2)), [clitic])
        sir = draw.one((SIR, MADAM)).sir if puede.startswith("puede ") else (", please", ", por favor")
        return ask(f"can you bring {me} {en}{sir[0]}", f"{puede} {es}{sir[1]}")
    if kind == "give":
        who = draw.one((SIR, MADAM))
        return stop(
            f"give {me} {en}, please{who.sir[0]}", f"{attach(command('dar', 2), clitic)} {es}, por favor{who.sir[1]}"
        )
    if kind == "table":
        end = draw.one((("tonight", "esta noche"), ("tomorrow", "mañana"), ("Saturday", "el sábado")))
        number, numero = count(draw, "", 2, 8)
        return stop(f"a table for {number} for {end[0]}, please", f"una mesa para {numero} para {end[1]}, por favor")
    who_en, quiere = draw.one((("I'd", "quisiera"), ("we'd", "quisiéramos")))
    return stop(f"{who_en} like {en}, please", f"{quiere} {es}, por favor")


def lets(draw: Draw) -> Texts:
    """ "Let's go to the beach.", "Why don't we play cards tonight?": vamos a."""
    (en, es), (when, cuando) = draw.one(LETS), draw.one(_WHENS)
    if not any(word in en for word in _OUTINGS):
        when, cuando = "", ""
    if draw.chance(0.4):
        return ask(f"why don't we {en} {when}", f"por qué no {decir(draw, WE, Vp('', es), 'present')} {cuando}")
    draw.mark("verb-tense", es.split()[0], "future")
    vamos = f"vamos {es.removeprefix('ir ')}" if es.startswith("ir ") else f"vamos a {es}"
    return stop(f"let's {en} {when}", f"{vamos} {cuando}")


_OUTINGS = ("beach", "cinema", "dinner", "cards", "garden", "park", "museum", "fish", "swim", "dance", "clean", "train")
_WHENS = (
    ("", ""),
    ("tonight", "esta noche"),
    ("tomorrow", "mañana"),
    ("on Sunday", "el domingo"),
    ("this afternoon", "esta tarde"),
)


def command_to(draw: Draw) -> Texts:
    """ "Turn left, sir.", "Wait here, please.", "Come with me, children." """
    (en, es), who = draw.one(COMMANDS), draw.one((YOU, SIR, MADAM, CHILDREN))
    head, _, rest = es.partition(" ")
    end = who.sir if who.sir[0] else draw.one((*_PLEASE, *_NAMED))
    return stop(f"{en}{end[0]}", f"{command(head, who.person)} {own(rest, who)}{end[1]}")


def forbidden(draw: Draw) -> Texts:
    """ "Don't touch the plates.", "Don't worry, madam." """
    (en, es), who = draw.one(FORBIDDEN), draw.one((YOU, YOU, SIR, MADAM))
    head, _, rest = es.partition(" ")
    clitic = ""
    if head.endswith("se"):
        head, clitic = head[:-2], "te " if who.person == 1 else "se "
    end = who.sir if who.sir[0] else draw.one((*_PLEASE, *_NAMED))
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
    draw.mark("clitic-verb", clitic, vp[1])
    draw.mark("enclitic", clitic, vp[1])
    if draw.chance(0.2) and me in ("him", "her", "them") and vp[0] != "pass":
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
    if draw.chance(0.4):
        one = draw.one(of("sent", "read", "clothes", "dish", "blossom"))
        many = "blossom" in one.classes and draw.chance(0.5)
        what = phrase(one, draw.one(("the", "this", "that")), many)
        is_, es = ("are", "son") if many else ("is", "es")
        no = draw.chance(0.2)
        return stop(f"{what.en} {is_}{' not' * no} for {me}", f"{what.es} {'no ' * no}{es} para {mi}")
    place, sitio = draw.one(PLACES)
    vp, tense = (
        Vp(f"go to {place} with {me}", f"ir a {sitio} {conmigo}"),
        draw.one(("want to", "future", "can", "past")),
    )
    question = draw.chance(0.5)
    who = people.asked_about(draw) if question else people.subject(draw)
    if question and me in ("me", "us") and draw.chance(0.5):
        who = YOU
    if (who.en, me) in (("I", "me"), ("I", "us"), ("we", "us"), ("we", "me")) or who.en in ("he", "she", "they"):
        who = draw.one(people.NAMES)
    return (ask if question else stop)(
        say(who, vp, tense, question=question), decir(draw, who, vp, tense, question=question)
    )
