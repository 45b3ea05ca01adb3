"""Patterns of what things are like: ser, comparison, good and bad, whose they are."""

from rnncourse.datasets.phrasebook import english, people
from rnncourse.datasets.phrasebook.clauses import Draw, Texts, ask, shout, stop
from rnncourse.datasets.phrasebook.nouns import ADJECTIVES, NOUNS, Adjective, Noun, Phrase, fitting, of, phrase
from rnncourse.datasets.phrasebook.places import _countable, _is, noun
from rnncourse.datasets.phrasebook.spanish import agree, before

_DEGREES = (("", ""), ("very", "muy"), ("quite", "bastante"), ("too", "demasiado"))
_TOO = "caro grande pequeño pesado largo corto difícil fácil lento peligroso viejo aburrido triste dulce".split()
_GRADED = tuple(
    a
    for a in ADJECTIVES
    if a.es
    not in ("español francés inglés alemán italiano japonés rojo azul verde blanco negro amarillo marrón roto".split())
)


def _quality(draw: Draw, *determiners: str) -> tuple[Phrase, Adjective]:
    """A thing and what it may be said to be."""
    one = draw.one(_DESCRIBABLE)
    adjective = draw.one(_qualities(one))
    draw.mark("noun-adjective", one.es, adjective.es)
    many = "pair" in one.classes or (_countable(one) and draw.chance(0.3))
    determiner = draw.one(determiners)
    owned = set("clothes pair vehicle device container building room outdoors animal furniture".split())
    if determiner in ("my", "our", "your") and not (one.classes & owned or one.es in ("pueblo", "ciudad", "calle")):
        determiner = draw.one(("the", "this", "that"))
    return phrase(one, determiner, many), adjective


def _qualities(one: Noun) -> list[Adjective]:
    """What ser says of a noun: states such as cold and broken are left to estar."""
    states = "frío caliente roto sucio limpio maduro fresco".split()
    return [adjective for adjective in fitting(one) if adjective.es not in states]


def is_so(draw: Draw) -> Texts:
    """ "These shoes are too small." """
    what, adjective = _quality(draw, "the", "this", "that", "my", "our")
    is_, es, _ = _is(what)
    degrees = _DEGREES if adjective.es in _TOO else _DEGREES[:3]
    much, muy = draw.one(degrees) if adjective in _GRADED else ("", "")
    form, negative = agree(adjective.es, what.gender, what.many), draw.chance(0.2)
    if negative:
        much, muy = draw.one((("", ""), ("very", "muy"))) if much else ("", "")
    no = " not" if negative else ""
    return stop(f"{what.en} {is_}{no} {much} {adjective.en}", f"{what.es} {'no ' * negative}{es} {muy} {form}")


def is_it_so(draw: Draw) -> Texts:
    """ "Is your house big?" """
    what, adjective = _quality(draw, "the", "this", "that", "your")
    is_, es, _ = _is(what)
    form = agree(adjective.es, what.gender, what.many)
    return ask(f"{is_} {what.en} {adjective.en}", f"{es} {form} {what.es}")


def how_pretty(draw: Draw) -> Texts | None:
    """ "What a pretty garden!": qué jardín tan bonito."""
    what, adjective = _quality(draw, "")
    if adjective not in _GRADED:
        return None
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


def compared(draw: Draw) -> Texts:
    """ "This train is faster than that one.", "My house isn't as big as yours." """
    adjective = draw.one([one for one in _GRADED if one.es in _COMPARATIVE])
    some = [one for one in NOUNS.values() if one.classes & adjective.classes and not one.mass]
    first = draw.one(some)
    many = "pair" in first.classes
    owned = bool(first.classes & set("clothes pair vehicle device container building room animal".split()))
    kind = draw.one(("that one", "yours", "noun") if owned else ("that one", "noun"))
    if kind == "noun":
        other = [one for one in some if one.classes == first.classes and one is not first]
        if not other or many or "abstract" in first.classes:
            kind = "that one"
    if kind == "noun":
        second = draw.one(other)
        draw.mark("noun-adjective", second.es, adjective.es)
        what, than = phrase(first, "the"), phrase(second, "the")
        en, es = than.en, than.es
    elif kind == "yours":
        what = phrase(first, "my", many)
        yours = draw.one((("yours", "tuyo"), ("hers", "suyo"), ("his", "suyo")))
        la = phrase(first, "the", many).es.split()[0] if not first.takes_el else "la"
        en, es = yours[0], f"{la} {agree(yours[1], first.gender, many)}"
    else:
        what = phrase(first, "this", many)
        en, es = ("those" if many else "that one"), phrase(first, "that", many).es.split()[0]
    is_, es_, _ = _is(what)
    draw.mark("noun-adjective", first.es, adjective.es)
    form = agree(adjective.es, first.gender, many)
    if draw.chance(0.35):
        no = draw.chance(0.6)
        return stop(
            f"{what.en} {is_}{' not' * no} as {adjective.en} as {en}",
            f"{what.es} {'no ' * no}{es_} tan {form} como {es}",
        )
    return stop(f"{what.en} {is_} {_COMPARATIVE[adjective.es]} than {en}", f"{what.es} {es_} más {form} que {es}")


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
    "grande": "bigger",
    "pequeño": "smaller",
    "viejo": "older",
    "nuevo": "newer",
}


def best_of(draw: Draw) -> Texts:
    """ "It's the oldest house in the village." """
    one = draw.one(of("shop", "public", "building", "town", "animal", "vehicle", "art", "outdoors"))
    most, mas = draw.one(
        [
            (en, es)
            for en, es in _SUPERLATIVES
            if (es in ("mejor", "peor") and one.classes & {"shop", "art"}) or any(es == a.es for a in fitting(one))
        ]
    )
    if mas == "viejo" and one.classes & {"shop", "public", "building", "town"}:
        mas = "antiguo"
    draw.mark("noun-adjective", one.es, mas)
    the = phrase(one, "the")
    if one.classes & {"animal", "vehicle", "art"}:
        place, sitio = "in the world", "del mundo"
    elif one.classes & {"building", "outdoors"} or one.es in ("calle", "plaza", "panadería", "tienda", "farmacia"):
        place, sitio = draw.one((("in the city", "de la ciudad"), ("in the village", "del pueblo")))
    else:
        place, sitio = draw.one((("in the city", "de la ciudad"), ("in Spain", "de España")))
    es = (
        f"{the.es.split()[0]} {mas} {one.es}"
        if mas in ("mejor", "peor")
        else f"{the.es} más {agree(mas, one.gender, False)}"
    )
    this = "esta" if one.gender == "f" else "este"
    start, inicio = draw.one((("it is", "es"), ("this is", f"{this} es"), ("it was", "era")))
    return stop(f"{start} the {most} {one.en} {place}", f"{inicio} {es} {sitio}")


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
        what = phrase(one, draw.one(("the", "this", "that", "your")), many)
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


_SUPERLATIVES = (
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
_DESCRIBABLE = [one for one in NOUNS.values() if not one.mass and _qualities(one)]
