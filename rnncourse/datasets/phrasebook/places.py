"""Patterns of how and where things are: ser and estar, hay, prepositions, comparison."""

from rnncourse.datasets.phrasebook import english, people
from rnncourse.datasets.phrasebook.clauses import Draw, Texts, ask, shout, stop
from rnncourse.datasets.phrasebook.nouns import ADJECTIVES, NOUNS, Adjective, Noun, Phrase, fitting, of, phrase
from rnncourse.datasets.phrasebook.counting import count
from rnncourse.datasets.phrasebook.spanish import agree, before

_DEGREES = (("", ""), ("very", "muy"), ("too", "demasiado"), ("quite", "bastante"))
_GRADED = tuple(
    a
    for a in ADJECTIVES
    if a.es
    not in ("español francés inglés alemán italiano japonés rojo azul verde blanco negro amarillo marrón roto".split())
)
_STATES = (  # what estar says of things
    ("open", "abierto", "puerta ventana maleta caja tienda farmacia museo biblioteca banco restaurante supermercado"),
    ("closed", "cerrado", "puerta ventana maleta caja tienda farmacia museo biblioteca banco restaurante mercado"),
    ("full", "lleno", "botella caja vaso taza cesta restaurante hotel autobús tren maleta"),
    ("empty", "vacío", "botella caja vaso taza cesta restaurante calle playa maleta plato"),
    ("clean", "limpio", "camisa vestido plato vaso cocina habitación cuarto_de_baño mesa playa coche cuchillo"),
    ("dirty", "sucio", "camisa vestido plato vaso cocina habitación cuarto_de_baño mesa coche zapato bota cuchara"),
    ("broken", "roto", "radio reloj lámpara silla ventana lavadora televisor espejo taza ordenador cámara"),
    ("wet", "mojado", "abrigo zapato bota bufanda silla calle sombrero perro alfombra guante"),
    ("dry", "seco", "camisa abrigo zapato bota flor planta calcetín vestido"),
    ("cold", "frío", "sopa café té agua leche tortilla carne pescado"),
    ("hot", "caliente", "sopa café té agua leche tortilla plato"),
    ("ready", "listo", "sopa ensalada habitación tortilla informe maleta coche mesa"),
    ("on the table", "en la mesa", "libro llave carta periódico pan plato taza gorra cuchillo revista"),
    ("free", "libre", "mesa silla habitación taxi"),
)
_SMALL = (
    "llave cartera móvil libro carta periódico revista paraguas gorra taza plato cuchillo botella billete foto reloj"
)
_ANIMALS = "perro gato pájaro"
_ON = (("on", "en"), ("under", "debajo de"), ("next to", "al lado de"), ("behind", "detrás de"))
_NEAR = (
    ("near", "cerca de"),
    ("next to", "al lado de"),
    ("opposite", "enfrente de"),
    ("behind", "detrás de"),
    ("far from", "lejos de"),
)
_INSIDE = "cocina dormitorio salón jardín garaje patio cuarto_de_baño coche"
_TIMES = (("today", "hoy"), ("on Sundays", "los domingos"), ("on Mondays", "los lunes"), ("in August", "en agosto"))


def noun(name: str) -> Noun:
    """A noun by its Spanish name, words joined by an underscore."""
    return NOUNS[name.replace("_", " ")]


def named(draw: Draw, names: str, *determiners: str, many: bool = False) -> Phrase:
    """One of some nouns with a determiner."""
    return phrase(noun(draw.one(names.split())), draw.one(determiners), many)


def _countable(one: Noun) -> bool:
    return not one.mass and bool(one.classes & set("pair clothes table_thing read food furniture plant animal".split()))


def _is(what: Phrase, past: bool = False) -> tuple[str, str, str]:
    """is, es, está in the number of a thing."""
    if past:
        return ("were", "eran", "estaban") if what.many else ("was", "era", "estaba")
    return ("are", "son", "están") if what.many else ("is", "es", "está")


def _quality(draw: Draw, *determiners: str) -> tuple[Phrase, Adjective]:
    """A thing and what it may be said to be."""
    some = [one for one in NOUNS.values() if not one.mass and _qualities(one)]
    one = draw.one(some)
    adjective = draw.one(_qualities(one))
    draw.mark("noun-adjective", one.es, adjective.es)
    many = "pair" in one.classes or (_countable(one) and draw.chance(0.3))
    return phrase(one, draw.one(determiners), many), adjective


def _qualities(one: Noun) -> list[Adjective]:
    """What ser says of a noun: states such as cold and broken are left to estar."""
    states = "frío caliente roto sucio limpio maduro fresco".split()
    return [adjective for adjective in fitting(one) if adjective.es not in states]


def is_so(draw: Draw) -> Texts:
    """ "These shoes are too small." """
    what, adjective = _quality(draw, "the", "this", "that", "my", "our")
    is_, es, _ = _is(what)
    much, muy = draw.one(_DEGREES) if adjective in _GRADED else ("", "")
    form, negative = agree(adjective.es, what.gender, what.many), draw.chance(0.2)
    if negative:
        much, muy = draw.one((("", ""), ("very", "muy"))) if much else ("", "")
    no = " not" if negative else ""
    return stop(f"{what.en} {is_}{no} {much} {adjective.en}", f"{what.es} {'no ' * negative}{es} {muy} {form}")


def is_it_so(draw: Draw) -> Texts:
    """ "Is your house big?" """
    what, adjective = _quality(draw, "the", "this", "that", "your", "your")
    is_, es, _ = _is(what)
    form = agree(adjective.es, what.gender, what.many)
    return ask(f"{is_} {what.en} {adjective.en}", f"{es} {form} {what.es}")


def how_pretty(draw: Draw) -> Texts:
    """ "What a pretty garden!": qué jardín tan bonito."""
    what, adjective = _quality(draw, "")
    if adjective not in _GRADED:
        adjective = draw.one([one for one in _qualities(what.noun) if one in _GRADED] or [_GRADED[0]])
        if not adjective.classes & what.noun.classes:
            return is_so(draw)
    form = agree(adjective.es, what.gender, what.many)
    en = f"{adjective.en} {what.en}"
    return shout(f"what {en if what.many else english.article(en)}", f"qué {what.es} tan {form}")


def good_one(draw: Draw) -> Texts:
    """Adjectives before the noun: good, bad, first, another, same."""
    adjective, es = draw.one((("good", "bueno"), ("bad", "malo"), ("great", "grande")))
    one = draw.one(of("read", "art", "shop", "abstract"))
    if adjective == "great" and not one.classes & {"art", "read"}:
        adjective, es = "good", "bueno"
    if one.es in ("problema", "banco", "farmacia", "mercado", "supermercado", "correo", "mensaje", "revista"):
        return first_one(draw)
    un = "una" if one.gender == "f" else "un"
    return draw.one(
        (
            stop(
                f"it is {english.article(f'{adjective} {one.en}')}", f"es {un} {before(es, one.gender, False)} {one.es}"
            ),
            stop(
                f"it was {english.article(f'{adjective} {one.en}')}",
                f"era {un} {before(es, one.gender, False)} {one.es}"
                if not one.classes & {"art", "read"}
                else f"fue {un} {before(es, one.gender, False)} {one.es}",
            ),
        )
    )


def first_one(draw: Draw) -> Texts:
    """ "It's the third street on the right." """
    first, primero = draw.one(
        (("first", "primero"), ("second", "segundo"), ("third", "tercero"), ("fourth", "cuarto"), ("last", "último"))
    )
    one = noun(draw.one("calle puerta casa edificio tienda habitación plaza ventana mesa piso".split()))
    la = "la" if one.gender == "f" else "el"
    side, lado = draw.one((("on the right", "a la derecha"), ("on the left", "a la izquierda")))
    en, es = f"the {first} {one.en} {side}", f"{la} {before(primero, one.gender, False)} {one.es} {lado}"
    return draw.one(
        (stop(f"it is {en}", f"es {es}"), stop(f"my house is {en}", f"mi casa es {es}"))[: 2 if one.es == "casa" else 1]
    )


def state(draw: Draw) -> Texts:
    """ "The soup is still cold.": estar with a state."""
    ready, listo, names = draw.one(_STATES)
    one = noun(draw.one(names.split()))
    many = "pair" in one.classes or (_countable(one) and draw.chance(0.35))
    what = phrase(one, draw.one(("the", "the", "this", "that", "my")) if "shop" not in one.classes else "the", many)
    past = draw.chance(0.25)
    is_, _, es = _is(what, past)
    form = listo if listo == "en la mesa" else agree(listo, what.gender, what.many)
    kind = draw.one(("plain", "still", "not", "already", "question"))
    if kind == "question" and not past:
        return ask(f"{is_} {what.en} {ready}", f"{es} {form} {what.es}")
    if kind == "still":
        return stop(f"{what.en} {is_} still {ready}", f"{what.es} todavía {es} {form}")
    if kind == "already":
        return stop(f"{what.en} {is_} already {ready}", f"{what.es} ya {es} {form}")
    if kind == "not":
        return stop(f"{what.en} {is_} not {ready}", f"{what.es} no {es} {form}")
    return stop(f"{what.en} {is_} {ready}", f"{what.es} {es} {form}")


def shop_hours(draw: Draw) -> Texts:
    """ "The museum is closed on Mondays." """
    what = phrase(draw.one([one for one in of("shop") if one.es not in ("hotel",)]), "the")
    ready, listo = draw.one((("open", "abierto"), ("closed", "cerrado")))
    when, cuando = draw.one(_TIMES)
    form, negative = agree(listo, what.gender, False), draw.chance(0.2)
    if draw.chance(0.35):
        return ask(f"is {what.en} {ready} {when}", f"está {form} {what.es} {cuando}")
    no = ("is not", "no está") if negative else ("is", "está")
    return stop(f"{what.en} {no[0]} {ready} {when}", f"{what.es} {no[1]} {form} {cuando}")


def _place(draw: Draw) -> tuple[Phrase, tuple[str, str]]:
    """A thing and where it is: the keys under the sofa, the bank next to the museum."""
    kind = draw.one(("small", "small", "building", "animal"))
    if kind == "building":
        what, where = (
            phrase(one, "the") for one in (draw.one(of("shop", "public")), draw.one(of("shop", "public", "town")))
        )
        near, cerca = draw.one(_NEAR)
    else:
        what = named(draw, _SMALL if kind == "small" else _ANIMALS, "the", "my", many=draw.chance(0.2))
        if draw.chance(0.4):
            where, (near, cerca) = named(draw, _INSIDE, "the"), ("in", "en")
        else:
            where, (near, cerca) = (
                named(draw, "mesa silla cama armario sofá puerta estantería maleta", "the"),
                draw.one(_ON),
            )
            if where.noun.es in ("armario", "puerta", "maleta") and near in ("under", "on"):
                near, cerca = draw.one(_ON[2:])
    return what, (f"{near} {where.en}", f"{cerca} {where.es}")


def where_is(draw: Draw) -> Texts | None:
    """ "The keys are under the sofa.", "Is the bank near the station?" """
    what, (near, cerca) = _place(draw)
    if what.en in near:
        return None
    past = draw.chance(0.2) and not what.noun.classes & {"shop", "public"}
    is_, _, es = _is(what, past)
    if draw.chance(0.2):
        return ask(f"{is_} {what.en} {near}", f"{es} {what.es} {cerca}")
    no = draw.chance(0.15)
    return stop(f"{what.en} {is_}{' not' * no} {near}", f"{what.es} {'no ' * no}{es} {cerca}")


def where_question(draw: Draw) -> Texts:
    """ "Where is the nearest chemist's, sir?" """
    if draw.chance(0.5):
        one = draw.one(of("shop", "public"))
        what = phrase(one, "the")
        nearest, cercano = draw.one((("", ""), ("nearest ", f" más {agree('cercano', one.gender, False)}")))
        en, es = f"the {nearest}{one.en}", f"{what.es}{cercano}"
        end = draw.one((("", ""), (", please", ", por favor"), (", sir", ", señor"), (", madam", ", señora")))
        return ask(f"where is {en}{end[0]}", f"dónde está {es}{end[1]}")
    many = draw.chance(0.4)
    what = named(draw, f"{_SMALL} {_ANIMALS} zapato guante bota camisa", "the", "my", "your", many=many)
    is_, _, es = _is(what)
    return ask(f"where {is_} {what.en}", f"dónde {es} {what.es}")


def there_is(draw: Draw) -> Texts:
    """hay, había: "There are three chairs in the kitchen.", "Is there a bank near here?" """
    kind = draw.one(("shop", "shop", "thing", "mass", "animal"))
    past, negative, query = draw.chance(0.2), draw.chance(0.15), draw.chance(0.25)
    if kind == "mass":
        one = draw.one([one for one in of("groceries")])
        where, donde = draw.one(
            (("in the kitchen", "en la cocina"), ("at home", "en casa"), ("on the table", "en la mesa"))
        )
        some = " any" if negative or query else " some"
        en, es, many = f"{some} {one.en} {where}", f"{one.es} {donde}", False
    elif kind == "shop":
        what, near = phrase(draw.one(of("shop")), "a"), phrase(draw.one(of("public", "town")), "the")
        prep, cerca = draw.one(_NEAR[:4])
        where, donde = draw.one(
            (
                (f"{prep} {near.en}", f"{cerca} {near.es}"),
                ("near here", "cerca de aquí"),
                ("in this street", "en esta calle"),
            )
        )
        if negative:
            what = what._replace(es=what.noun.es)
        en, es, many = f" {what.en} {where}", f"{what.es} {donde}", False
    else:
        many = draw.chance(0.7)
        one = draw.one(of("animal") if kind == "animal" else of("furniture", "table_thing", "container", "read"))
        where, donde = (
            ("in the garden", "en el jardín")
            if kind == "animal"
            else draw.one(
                (
                    ("in the kitchen", "en la cocina"),
                    ("in the living room", "en el salón"),
                    ("in my room", "en mi habitación"),
                )
            )
        )
        if one.classes & {"table_thing"}:
            where, donde = draw.one((("on the table", "en la mesa"), ("in the kitchen", "en la cocina")))
        if many:
            number, numero = count(draw, one.gender, 2, 12)
            bare = phrase(one, "", True)
            en, es = f" {number} {bare.en} {where}", f"{numero} {bare.es} {donde}"
        else:
            what = phrase(one, "a")
            en, es = f" {what.en} {where}", f"{what.es if not negative else what.noun.es} {donde}"
            if query and negative:
                negative = False
        if many:
            negative = False
    there = ("were" if many else "was") if past else ("are" if many else "is")
    hay = "había" if past else "hay"
    if query and not negative:
        return ask(f"{there} there{en}", f"{hay} {es}")
    if negative:
        return stop(f"there {there} not{en}", f"no {hay} {es}")
    return stop(f"there {there}{en}", f"{hay} {es}")


def compared(draw: Draw) -> Texts | None:
    """ "The train is faster than the bus.": más … que, tan … como."""
    adjective = draw.one(
        [one for one in _GRADED if one.es in _COMPARATIVE and any(one.classes & n.classes for n in NOUNS.values())]
    )
    some = [one for one in NOUNS.values() if one.classes & adjective.classes and not one.mass]
    first = draw.one(some)
    second = draw.one([one for one in some if one.classes & first.classes & adjective.classes])
    many = "pair" in first.classes
    if many != ("pair" in second.classes):
        return None
    my, your = draw.one((("the", "the"), ("this", "that"), ("my", "your"))) if first != second else ("this", "that")
    what, other = phrase(first, my, many), phrase(second, your, many)
    es, form = _is(what)[1], agree(adjective.es, first.gender, many)
    if draw.chance(0.3):
        en = f"as {adjective.en} as"
        no = draw.chance(0.5)
        return stop(
            f"{what.en} {_is(what)[0]}{' not' * no} {en} {other.en}",
            f"{what.es} {'no ' * no}{es} tan {form} como {other.es}",
        )
    return stop(
        f"{what.en} {_is(what)[0]} {_COMPARATIVE[adjective.es]} than {other.en}",
        f"{what.es} {es} más {form} que {other.es}",
    )


_COMPARATIVE = {
    "caro": "more expensive",
    "barato": "cheaper",
    "bonito": "prettier",
    "pesado": "heavier",
    "cómodo": "more comfortable",
    "moderno": "more modern",
    "tranquilo": "quieter",
    "rápido": "faster",
    "lento": "slower",
    "interesante": "more interesting",
    "aburrido": "more boring",
    "largo": "longer",
    "corto": "shorter",
    "difícil": "more difficult",
    "fácil": "easier",
    "alto": "taller",
    "elegante": "more elegant",
}


def best_of(draw: Draw) -> Texts:
    """ "It's the oldest house in the village." """
    one = draw.one(of("shop", "public", "building", "town", "animal", "vehicle", "art", "outdoors"))
    most, mas = draw.one(
        [
            (en, es)
            for en, es in (
                ("oldest", "viejo"),
                ("biggest", "grande"),
                ("smallest", "pequeño"),
                ("prettiest", "bonito"),
                ("most expensive", "caro"),
                ("most famous", "famoso"),
                ("most modern", "moderno"),
                ("most interesting", "interesante"),
                ("longest", "largo"),
                ("best", "mejor"),
                ("worst", "peor"),
            )
            if es in ("mejor", "peor") and one.classes & {"shop", "art"} or any(es == a.es for a in fitting(one))
        ]
        or [("best", "mejor")]
    )
    the = phrase(one, "the")
    world = one.classes & {"animal", "vehicle", "art"}
    place, sitio = (
        ("in the world", "del mundo")
        if world
        else draw.one((("in the city", "de la ciudad"), ("in the village", "del pueblo"), ("in Spain", "de España")))
    )
    la = the.es.split()[0]
    es = f"{la} {mas} {one.es}" if mas in ("mejor", "peor") else f"{the.es} más {agree(mas, one.gender, False)}"
    if one.classes & {"building", "outdoors"} and place == "in Spain":
        place, sitio = "in the village", "del pueblo"
    start = draw.one((("it is", "es"), ("this is", f"est{'a' if one.gender == 'f' else 'e'} es"), ("it was", "era")))
    return stop(f"{start[0]} the {most} {one.en} {place}", f"{start[1]} {es} {sitio}")


def made_of(draw: Draw) -> Texts:
    """ "The table is made of wood.", "I'm looking for a leather bag." """
    wood, madera, names = draw.one(
        (
            ("wood", "madera", "mesa silla cama armario puerta caja estantería barco cuchara"),
            ("leather", "cuero", "cartera bolso chaqueta zapato bota maleta sofá guante"),
            ("glass", "cristal", "botella vaso puerta mesa plato"),
            ("wool", "lana", "bufanda gorra abrigo guante calcetín manta"),
            ("cotton", "algodón", "camisa vestido falda calcetín"),
            ("gold", "oro", "reloj llave"),
            ("silver", "plata", "cuchara tenedor cuchillo reloj plato"),
        )
    )
    one = noun(draw.one(names.split()))
    many = "pair" in one.classes
    what = phrase(one, draw.one(("the", "this", "that", "my", "her")), many)
    is_, es, _ = _is(what)
    if draw.chance(0.25):
        return ask(f"{is_} {what.en} made of {wood}", f"{es} de {madera} {what.es}")
    no = draw.chance(0.2)
    return stop(f"{what.en} {is_}{' not' * no} made of {wood}", f"{what.es} {'no ' * no}{es} de {madera}")


def belongs(draw: Draw) -> Texts:
    """ "This umbrella is mine.", "Those books are my sister's." """
    one = draw.one(of("clothes", "pair", "vehicle", "small", "lost", "container", "read", "animal"))
    many = "pair" in one.classes or (_countable(one) and draw.chance(0.3))
    what = phrase(one, draw.one(("the", "this", "that", "this")), many)
    is_, es, _ = _is(what)
    if draw.chance(0.25):
        this = phrase(one, draw.one(("this", "that", "the")), many)
        return ask(f"whose {is_} {this.en}", f"de quién {es} {this.es}")
    no = draw.chance(0.2)
    if draw.chance(0.5):
        mine, mio = draw.one((("mine", "mío"), ("yours", "tuyo"), ("ours", "nuestro")))
        owner, es_owner = mine, agree(mio, one.gender, many)
    else:
        who = draw.one([who for who in (*people.KIN, *people.NAMES, *people.ALONE) if "your" not in who.en])
        owner, es_owner = f"{who.en}'s", f"de {who.es}"
    return stop(f"{what.en} {is_}{' not' * no} {owner}", f"{what.es} {'no ' * no}{es} {es_owner}")
