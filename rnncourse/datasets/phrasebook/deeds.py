"""Patterns of what people do: tenses, negation and questions over verbs with their objects."""

from rnncourse.datasets.phrasebook import people
from rnncourse.datasets.phrasebook.clauses import (
    MADAM,
    SIR,
    YOU,
    Draw,
    Subject,
    Texts,
    Vp,
    ask,
    decir,
    say,
    stop,
)
from rnncourse.datasets.phrasebook.nouns import Phrase, fitting, phrase
from rnncourse.datasets.phrasebook.verbs import VERBS, Verb

_RECENT = (
    ("yesterday", "ayer"),
    ("last night", "anoche"),
    ("this morning", "esta mañana"),
    ("on Monday", "el lunes"),
    ("on Friday", "el viernes"),
    ("two days ago", "hace dos días"),
    ("yesterday afternoon", "ayer por la tarde"),
)
_LONG_AGO = (
    ("last week", "la semana pasada"),
    ("last month", "el mes pasado"),
    ("last year", "el año pasado"),
    ("in May", "en mayo"),
    ("last summer", "el verano pasado"),
    ("three months ago", "hace tres meses"),
)
_SOON = (
    ("tomorrow", "mañana"),
    ("tonight", "esta noche"),
    ("this afternoon", "esta tarde"),
    ("on Saturday", "el sábado"),
    ("on Tuesday", "el martes"),
    ("after lunch", "después de comer"),
    ("tomorrow morning", "mañana por la mañana"),
)
_LATER = (
    ("next week", "la semana que viene"),
    ("next month", "el mes que viene"),
    ("next year", "el año que viene"),
    ("in August", "en agosto"),
    ("this summer", "este verano"),
)
OFTEN = (
    ("every day", "todos los días"),
    ("every morning", "todas las mañanas"),
    ("every night", "todas las noches"),
    ("every week", "todas las semanas"),
    ("on Sundays", "los domingos"),
    ("on Wednesdays", "los miércoles"),
    ("at the weekend", "los fines de semana"),
    ("in the afternoon", "por la tarde"),
    ("in summer", "en verano"),
)
_HABITS = """
read the newspaper = leer el periódico
drink coffee = beber café
drink tea with milk = beber té con leche
eat fish = comer pescado
eat fruit = comer fruta
eat meat = comer carne
cook rice = cocinar arroz
make soup = hacer sopa
buy bread = comprar pan
listen to the radio = escuchar la radio
watch television = ver la televisión
watch the news = ver las noticias
play football = jugar al fútbol
play tennis = jugar al tenis
play cards = jugar a las cartas
play the piano = tocar el piano
play the guitar = tocar la guitarra
walk in the park = pasear por el parque
walk the dog = pasear al perro
swim in the river = nadar en el río
go to the market = ir al mercado
go to the cinema = ir al cine
go to the beach = ir a la playa
run in the park = correr en el parque
study in the library = estudiar en la biblioteca
work in the garden = trabajar en el jardín
sing in the bathroom = cantar en el cuarto de baño
dance at home = bailar en casa
water the plants = regar las plantas
clean the kitchen = limpiar la cocina
wash the dishes = fregar los platos
ride a bicycle = montar en bicicleta
speak Spanish at home = hablar español en casa
write letters = escribir cartas
visit ~ grandparents = visitar a ~mm abuelos
call ~ mother = llamar a ~f madre
help ~ parents = ayudar a ~mm padres
go out with ~ friends = salir con ~mm amigos
travel by train = viajar en tren
sleep on the sofa = dormir en el sofá
"""
HABITS = tuple(Vp(*line.split(" = ")) for line in _HABITS.strip().split("\n"))
_OUTSIDE = "river beach park bicycle football tennis fruit travel garden soup".split()
_PLURALS = frozenset("pair clothes table_thing read sent plant opening animal food container".split())
_OWNED = frozenset("pair clothes vehicle device small lost".split())
_NOT_OWN = ("corto", "largo", "barato", "caro", "pequeño", "grande", "moderno")  # not what tells one's own
_NOT_MANY = frozenset("coche moto barco periódico móvil pasaporte cartera paraguas ordenador arroz".split())


def fits(who: Subject, vp: Vp) -> bool:
    """Whether someone may do it: a mother does not call her mother here, nor children their children's."""
    kin = ("mother", "father", "parents", "children", "daughter", "son")
    return "~" not in vp.en or not any(word in who.en for word in kin)


def thing(draw: Draw, verb: Verb, *, new: bool = True, plain: bool = False) -> Phrase:
    """The object of a verb with its determiner and number, and now and then an adjective."""
    noun = draw.one(verb.objects)
    some = bool(noun.classes & _PLURALS) and not noun.mass and noun.es not in _NOT_MANY
    if verb.en == "buy" and noun.classes & {"food"}:
        return phrase(noun, draw.one(("the", "some", "some")) if new else "the", True)
    many = some and draw.chance(0.8 if noun.classes & {"pair", "food"} else 0.3)
    fresh = new and "new" in verb.manner and not noun.mass
    determiners = ["the", "the", "that", "this"] if not noun.mass else ["the"]
    if verb.manner & {"absent"}:
        determiners = ["the", "the"]
    if noun.classes & _OWNED and not verb.manner & {"new"} and noun.es not in ("sobre", "mapa"):
        determiners += ["~", "~"]
    if fresh:
        determiners += (
            ["some", "some"] if many else ["a", "a", "a"] if "pair" not in noun.classes and noun.es != "sopa" else []
        )
    if noun.mass and "groceries" in noun.classes and verb.en == "buy":
        determiners = [""]
    adjectives = [one for one in fitting(noun) if not one.judges]
    adjective = draw.one(adjectives) if adjectives and draw.chance(0.35) else None
    determiner = draw.one(determiners)
    if plain or "bare" in verb.manner or noun.mass or (determiner == "~" and adjective and adjective.es in _NOT_OWN):
        adjective = None
    if adjective:
        draw.mark("noun-adjective", noun.es, adjective.es)
    return phrase(noun, determiner, many, adjective)


def deed(
    draw: Draw, *, new: bool = True, lasting: bool = False, meant: bool = False, quick: bool = False
) -> tuple[Verb, Vp]:
    """A verb with an object; `lasting`: it goes on for a while; `meant`: on purpose; `quick`: within a day."""
    barred = {name for name, no in (("at_once", lasting), ("mishap", meant), ("project", quick)) if no}
    verb = draw.one([verb for verb in VERBS if not verb.manner & barred])
    what = thing(draw, verb, new=new)
    return verb, Vp(f"{verb.en} {what.en}", f"{verb.es} {what.es}")


def before_now(draw: Draw, verb: Verb) -> Texts:
    """A time in the past that suits a deed."""
    if "months" in verb.manner:
        return draw.one(_LONG_AGO[2:])
    return draw.one(_LONG_AGO if "project" in verb.manner else _RECENT)


def from_now(draw: Draw, verb: Verb) -> Texts:
    """A time in the future that suits a deed."""
    if "months" in verb.manner:
        return draw.one(_LATER[2:])
    return draw.one(_LATER if "project" in verb.manner else _SOON)


def statement(draw: Draw, who: Subject, vp: Vp, tense: str, when: Texts = ("", ""), *, negative: bool = False) -> Texts:
    """A clause and its time, which stands before or behind it in both languages, with a full stop."""
    en, es = say(who, vp, tense, negative=negative), decir(draw, who, vp, tense, negative=negative)
    if draw.chance(0.25):
        return stop(f"{when[0]} {en}", f"{when[1]} {es}")
    return stop(f"{en} {when[0]}", f"{es} {when[1]}")


def question(draw: Draw, who: Subject, vp: Vp, tense: str, when: Texts = ("", ""), *, negative: bool = False) -> Texts:
    """A question that is answered by yes or no."""
    en = say(who, vp, tense, question=True, negative=negative)
    es = decir(draw, who, vp, tense, question=True, negative=negative)
    return ask(f"{en} {when[0]}{who.sir[0]}", f"{es} {when[1]}{who.sir[1]}")


def asked(draw: Draw) -> Subject:
    """The subject of a question: half of the time the one who is asked."""
    return draw.one((YOU, YOU, YOU, SIR, MADAM)) if draw.chance(0.5) else people.asked_about(draw)


def habit(draw: Draw) -> tuple[Vp, Texts]:
    """Something done again and again, and how often; in summer only what is done outside."""
    vp = draw.one(HABITS)
    often = draw.one(OFTEN if any(word in vp.en for word in _OUTSIDE) else OFTEN[:-1])
    return vp, often


def present_habit(draw: Draw) -> Texts | None:
    who, (vp, often) = people.subject(draw), habit(draw)
    return statement(draw, who, vp, "present", often) if fits(who, vp) else None


def how_often(draw: Draw) -> Texts | None:
    """always, never, sometimes, often, hardly ever."""
    who, vp = people.subject(draw), draw.one(HABITS)
    often, siempre = draw.one((("always", "siempre"), ("never", "nunca"), ("almost never", "casi nunca")))
    if not fits(who, vp):
        return None
    return stop(say(who, vp, "present", adverb=often), decir(draw, who, vp, "present", adverb=siempre))


def present_negative(draw: Draw) -> Texts | None:
    who, (vp, often) = people.subject(draw), habit(draw)
    if often[0].startswith("every"):
        often = draw.one((("on Sundays", "los domingos"), ("at the weekend", "los fines de semana")))
    return statement(draw, who, vp, "present", often, negative=True) if fits(who, vp) else None


def present_question(draw: Draw) -> Texts | None:
    who, (vp, often) = asked(draw), habit(draw)
    return question(draw, who, vp, "present", draw.one((often, ("", "")))) if fits(who, vp) else None


def used_to(draw: Draw) -> Texts | None:
    who, (vp, often) = people.subject(draw), habit(draw)
    return statement(draw, who, vp, "used to", often) if fits(who, vp) else None


def past_deed(draw: Draw) -> Texts:
    verb, vp = deed(draw)
    return statement(draw, people.subject(draw), vp, "past", before_now(draw, verb))


def past_negative(draw: Draw) -> Texts:
    verb, vp = deed(draw, new=False)
    return statement(draw, people.subject(draw), vp, "past", before_now(draw, verb), negative=True)


def past_question(draw: Draw) -> Texts:
    verb, vp = deed(draw)
    return question(draw, asked(draw), vp, "past", draw.one((before_now(draw, verb), ("", ""))))


def future_deed(draw: Draw) -> Texts:
    verb, vp = deed(draw, meant=True)
    return statement(draw, people.subject(draw), vp, "future", from_now(draw, verb), negative=draw.chance(0.15))


def future_question(draw: Draw) -> Texts:
    verb, vp = deed(draw, meant=True)
    return question(draw, asked(draw), vp, "future", draw.one((from_now(draw, verb), ("", ""))))


def present_progressive(draw: Draw) -> Texts:
    who, (_, vp) = people.subject(draw), deed(draw, lasting=True)
    now = draw.one((("", ""), ("", ""), ("now", "ahora")))
    return stop(f"{say(who, vp, 'progressive')} {now[0]}", f"{decir(draw, who, vp, 'progressive')} {now[1]}")


def progressive_question(draw: Draw) -> Texts:
    return question(draw, asked(draw), deed(draw, lasting=True, new=False)[1], "progressive")


def obligation(draw: Draw) -> Texts:
    tense = draw.one(("have to", "want to", "need to"))
    _, vp = deed(draw, meant=True)
    return statement(draw, people.subject(draw), vp, tense, negative=draw.chance(0.2))


def wish_question(draw: Draw) -> Texts:
    return question(draw, asked(draw), deed(draw, meant=True)[1], draw.one(("have to", "want to")))


def done_already(draw: Draw) -> Texts:
    """The perfect: already, not yet."""
    who, (_, vp) = people.subject(draw), deed(draw, meant=True, new=False)
    if draw.chance(0.5):
        return stop(say(who, vp, "perfect", adverb="already"), decir(draw, who, vp, "perfect", adverb="ya"))
    en = say(who, vp, "perfect", negative=True)
    return stop(f"{en} yet", decir(draw, who, vp, "perfect", negative=True, adverb="todavía"))


def just_now(draw: Draw) -> Texts:
    """acabar de."""
    who, (_, vp) = people.subject(draw), deed(draw, meant=True)
    return stop(say(who, vp, "perfect", adverb="just"), decir(draw, who, vp, "just"))
