"""Patterns of where things are and in what state: estar, hay, prepositions."""

from rnncourse.datasets.phrasebook.clauses import Draw, Texts, ask, stop
from rnncourse.datasets.phrasebook.counting import count
from rnncourse.datasets.phrasebook.nouns import NOUNS, Noun, Phrase, of, phrase
from rnncourse.datasets.phrasebook.spanish import agree, before

STATES = (  # what estar says of things
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
_ANIMALS = "perro gato"
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
    one = noun(draw.one(names.split()))
    return phrase(one, draw.one(determiners), many and one.es not in _ONE_EACH)


def _countable(one: Noun) -> bool:
    return not one.mass and bool(one.classes & set("pair clothes table_thing read food furniture plant animal".split()))


def _is(what: Phrase, past: bool = False) -> tuple[str, str, str]:
    """is, es, está in the number of a thing."""
    if past:
        return ("were", "eran", "estaban") if what.many else ("was", "era", "estaba")
    return ("are", "son", "están") if what.many else ("is", "es", "está")


def state(draw: Draw) -> Texts:
    """ "The soup is still cold.": estar with a state."""
    ready, listo, names = draw.one(STATES)
    one = noun(draw.one(names.split()))
    many = "pair" in one.classes or (_countable(one) and draw.chance(0.35))
    fixed = bool(one.classes & {"shop", "room", "town", "nature", "transport"})
    determiners = (
        ("the",) if fixed else ("the", "the", "this", "that") if ready == "free" else ("the", "this", "that", "my")
    )
    what = phrase(one, draw.one(determiners), many)
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
            phrase(one, "the") for one in (draw.one(of("shop", "public")), draw.one((*of("shop"), *_LANDMARKS)))
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
    if "pair" in what.noun.classes:
        what = phrase(what.noun, draw.one(("my", "your")), True)
    is_, _, es = _is(what)
    return ask(f"where {is_} {what.en}", f"dónde {es} {what.es}")


def there_is(draw: Draw) -> Texts:
    """hay, había: "There are three chairs in the kitchen.", "Is there a bank near here?" """
    kind, past = draw.one(("shop", "shop", "thing", "things", "things", "mass")), draw.chance(0.2)
    form = draw.one(("plain",) * 6 + ("not", "question", "question"))
    where, donde = draw.one((_INDOORS[0], *_INDOORS[2:]))
    if kind == "mass":
        one, many = draw.one(of("groceries")), False
        where, donde = draw.one((*_INDOORS[:2], ("at home", "en casa")))
        en, es = f"{'some' if form == 'plain' else 'any'} {one.en}", one.es
    else:
        one = draw.one(of("shop") if kind == "shop" else of("furniture", "table_thing", "container", "print", "animal"))
        many = kind == "things"
        if kind == "shop":
            near, (prep, cerca) = phrase(draw.one(_LANDMARKS), "the"), draw.one(_NEAR[:4])
            there = ((f"{prep} {near.en}", f"{cerca} {near.es}"), ("near here", "cerca de aquí"))
            where, donde = draw.one((*there, ("in this street", "en esta calle")))
        elif "animal" in one.classes:
            large = one.es in ("caballo", "vaca")
            where, donde = ("in the field", "en el campo") if large else ("in the garden", "en el jardín")
        elif "table_thing" in one.classes:
            where, donde = draw.one(_INDOORS[:2])
        if many:
            number, numero = count(draw, one.gender, 2, 12)
            what = phrase(one, "", True)
            en, es = f"{number} {what.en}", f"{numero} {what.es}"
        else:
            what = phrase(one, "a")
            en, es = what.en, f"{before('ninguno', one.gender, False)} {one.es}" if form == "not" else what.es
    is_ = ("were" if many else "was") if past else ("are" if many else "is")
    hay = "había" if past else "hay"
    if form == "question":
        return ask(f"{is_} there {en} {where}", f"{hay} {es} {donde}")
    if form == "not" and not many:
        return stop(f"there {is_} not {en} {where}", f"no {hay} {es} {donde}")
    return stop(f"there {is_} {en} {where}", f"{hay} {es} {donde}")


_LANDMARKS = tuple(one for one in of("public", "town") if one.es not in ("calle", "puente", "aeropuerto"))
_ONE_EACH = "cartera móvil paraguas pasaporte reloj gorra cama sofá armario puerta coche perro gato bota".split()
_INDOORS = (
    ("in the kitchen", "en la cocina"),
    ("on the table", "en la mesa"),
    ("in the living room", "en el salón"),
    ("in my room", "en mi habitación"),
)
