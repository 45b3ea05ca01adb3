"""Patterns of what people do: tenses, negation and questions over verbs with their objects."""

from rnncourse.datasets.phrasebook import people
from rnncourse.datasets.phrasebook.clauses import (
    MADAM,
    SIR,
    YOU,
    Draw,
    Subject,
    Vp,
    decir,
    say,
)
from rnncourse.datasets.phrasebook.english import contract
from rnncourse.datasets.phrasebook.nouns import Noun, Phrase, fitting, phrase
from rnncourse.datasets.phrasebook.verbs import VERBS, Verb

Texts = tuple[str, str]

YESTERDAY = (
    ("yesterday", "ayer"),
    ("last night", "anoche"),
    ("this morning", "esta mañana"),
    ("last week", "la semana pasada"),
    ("on Monday", "el lunes"),
    ("on Friday", "el viernes"),
    ("two days ago", "hace dos días"),
    ("last year", "el año pasado"),
)
TOMORROW = (
    ("tomorrow", "mañana"),
    ("tonight", "esta noche"),
    ("this afternoon", "esta tarde"),
    ("next week", "la semana que viene"),
    ("on Saturday", "el sábado"),
    ("on Tuesday", "el martes"),
    ("after lunch", "después de comer"),
    ("tomorrow morning", "mañana por la mañana"),
)
OFTEN = (
    ("every day", "todos los días"),
    ("every morning", "todas las mañanas"),
    ("every night", "todas las noches"),
    ("on Sundays", "los domingos"),
    ("at the weekend", "los fines de semana"),
    ("in the afternoon", "por la tarde"),
    ("every week", "todas las semanas"),
)
HABITS = """
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
run = correr
study = estudiar
work = trabajar
sing = cantar
dance = bailar
water the plants = regar las plantas
clean the kitchen = limpiar la cocina
wash the dishes = fregar los platos
get up early = levantarse temprano
go to bed late = acostarse tarde
have dinner at nine = cenar a las nueve
have breakfast at home = desayunar en casa
speak Spanish = hablar español
study English = estudiar inglés
write letters = escribir cartas
visit ~ grandparents = visitar a ~mm abuelos
call ~ mother = llamar a ~f madre
help ~ parents = ayudar a ~mm padres
have lunch with ~ friends = comer con ~mm amigos
"""
HABIT_VPS = tuple(Vp(*line.split(" = ")) for line in HABITS.strip().split("\n"))


def fits(who: Subject, vp: Vp) -> bool:
    """Whether someone may do it: grandparents do not visit their grandparents here, nor a mother her mother."""
    return not ("~" in vp.en and any(word in who.en for word in ("mother", "father", "parents", "children")))


def thing(draw: Draw, verb: Verb, *, new: bool = True) -> Phrase:
    """The object of a verb with its determiner, number, perhaps an adjective."""
    noun = draw.one(verb.objects)
    many = not noun.mass and bool(noun.classes & PLURALS) and draw.chance(0.75 if "pair" in noun.classes else 0.3)
    determiners = ["the", "the"]
    if noun.classes & OWNED:
        determiners += ["~"]
    if not noun.mass and not draw.chance(0.5):
        determiners += ["this", "that"]
    if new and "new" in verb.manner and not noun.mass:
        determiners += ["some", "some"] if many else [] if "pair" in noun.classes else ["a", "a"]
    determiner = draw.one(determiners)
    adjectives = fitting(noun)
    adjective = draw.one(adjectives) if adjectives and draw.chance(0.3) else None
    if adjective:
        draw.mark("noun-adjective", noun.es, adjective.es)
    return phrase(noun, determiner, many, adjective)


PLURALS = frozenset("pair clothes table_thing read sent small plant opening animal food furniture container".split())
OWNED = frozenset("pair clothes vehicle device small lost".split())


def deed(draw: Draw, *, new: bool = True, lasting: bool = False) -> tuple[Verb, Phrase, Vp]:
    """A verb with an object; with `lasting` one that goes on for a while."""
    verbs = [verb for verb in VERBS.values() if not (lasting and "at_once" in verb.manner)]
    verb = draw.one(verbs)
    what = thing(draw, verb, new=new)
    return verb, what, Vp(f"{verb.en} {what.en}", f"{verb.es} {what.es}")


def statement(draw: Draw, who: Subject, vp: Vp, tense: str, when: Texts = ("", ""), negative: bool = False) -> Texts:
    """A clause and its time, the time behind or before it, with a full stop."""
    en, es = say(who, vp, tense, negative=negative), decir(draw, who, vp, tense, negative=negative)
    if when[0] and draw.chance(0.25):
        en, es = f"{when[0]} {en}", f"{when[1]} {es}"
    else:
        en, es = f"{en} {when[0]}", f"{es} {when[1]}"
    return contract(en.strip()) + ".", es.strip() + "."


def present_habit(draw: Draw) -> Texts | None:
    who, vp = people.subject(draw), draw.one(HABIT_VPS)
    return statement(draw, who, vp, "present", draw.one(OFTEN)) if fits(who, vp) else None


def used_to(draw: Draw) -> Texts | None:
    who, vp = people.subject(draw), draw.one(HABIT_VPS)
    return statement(draw, who, vp, "used to", draw.one(OFTEN)) if fits(who, vp) else None


def past_deed(draw: Draw) -> Texts:
    return statement(draw, people.subject(draw), deed(draw)[2], "past", draw.one(YESTERDAY))


def past_negative(draw: Draw) -> Texts:
    return statement(draw, people.subject(draw), deed(draw)[2], "past", draw.one(YESTERDAY), negative=True)


def future_deed(draw: Draw) -> Texts:
    return statement(draw, people.subject(draw), deed(draw)[2], "future", draw.one(TOMORROW))


def present_progressive(draw: Draw) -> Texts:
    return statement(draw, people.subject(draw), deed(draw, lasting=True)[2], "progressive", negative=draw.chance(0.2))


def obligation(draw: Draw) -> Texts:
    tense = draw.one(("have to", "want to", "need to"))
    return statement(draw, people.subject(draw), deed(draw)[2], tense, negative=draw.chance(0.25))


def past_question(draw: Draw) -> Texts:
    who = YOU if draw.chance(0.5) else people.asked_about(draw)
    vp, when = deed(draw)[2], draw.one((*YESTERDAY, ("", "")))
    en, es = say(who, vp, "past", question=True), decir(draw, who, vp, "past", question=True)
    return f"{en} {when[0]}".strip() + "?", f"¿{es} {when[1]}".strip() + "?"


def polite_request(draw: Draw) -> Texts:
    who, vp = draw.one((YOU, SIR, MADAM)), deed(draw, new=False)[2]
    end = who.sir if who.sir[0] else draw.one((("", ""), (", please", ", por favor")))
    return (
        f"{say(who, vp, 'can', question=True)}{end[0]}?",
        f"¿{decir(draw, who, vp, 'can', question=True)}{end[1]}?",
    )
