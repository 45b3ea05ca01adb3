"""Who the sentences are about: names, relatives, groups; as subjects and as objects."""

from rnncourse.datasets.phrasebook.clauses import HE, PRONOUNS, SHE, THEY, WE, Draw, I, Subject

_NAMES = "Ana f, Marta f, Lucía f, Elena f, Carmen f, Pedro m, Carlos m, Pablo m, Luis m, Javier m"
_KIN = """
mother madre f, father padre m, sister hermana f, brother hermano m, grandmother abuela f, grandfather abuelo m
aunt tía f, uncle tío m, daughter hija f, son hijo m, wife mujer f, husband marido m
"""
_KIN_PLURAL = "parents padres, children hijos, brothers hermanos, grandparents abuelos, cousins primos, friends amigos"
_ALONE = "waiter camarero m, waitress camarera f, boy niño m, girl niña f, woman mujer f, man hombre m"
_GROUPS = "neighbours vecinos, tourists turistas, students estudiantes, children niños, guests invitados, boys chicos"
_OWNERS = (("my", "mi", "mis"), ("your", "tu", "tus"), ("our", "nuestro", "nuestros"))


def _rows(text: str) -> list[list[str]]:
    return [row.split() for row in text.replace("\n", ",").split(",") if row.strip()]


def _owned(es: str, gender: str) -> str:
    return es[:-1] + "a" if gender == "f" and es.endswith("o") else es


def _her(gender: str) -> str:
    return "her" if gender == "f" else "his"


NAMES = tuple(Subject(name, name, 2, True, _her(gender), gender) for name, gender in _rows(_NAMES))
KIN = tuple(
    Subject(f"{my} {en}", f"{_owned(mi, gender)} {es}", 2, True, _her(gender), gender)
    for my, mi, _ in _OWNERS
    for en, es, gender in _rows(_KIN)
    if (my, en) not in (("our", "wife"), ("our", "husband"))
)
KIN_PLURAL = tuple(
    Subject(f"{my} {en}", f"{mis} {es}", 5, False, "their") for my, _, mis in _OWNERS for en, es in _rows(_KIN_PLURAL)
)
ALONE = tuple(
    Subject(f"the {en}", f"{'la' if gender == 'f' else 'el'} {es}", 2, True, _her(gender), gender)
    for en, es, gender in _rows(_ALONE)
)
GROUPS = tuple(Subject(f"the {en}", f"los {es}", 5, False, "their") for en, es in _rows(_GROUPS))


def subject(draw: Draw, *, pronouns: bool = True, gendered: bool = False) -> Subject:
    """Someone to speak of; "your" relatives are left to questions.

    With `gendered`, nobody whose sex English does not tell: an adjective will agree with them.
    """
    pick = draw.one(("pronoun",) * 4 * pronouns + ("name", "kin", "kin", "kin plural", "alone", "group"))
    if pick == "pronoun":
        return draw.one((HE, SHE, WE, THEY) if gendered else (I, *PRONOUNS))
    if pick == "kin":
        return draw.one([one for one in KIN if not one.en.startswith("your")])
    if pick == "kin plural":
        return draw.one([one for one in KIN_PLURAL if not one.en.startswith("your")])
    return draw.one({"name": NAMES, "alone": ALONE, "group": GROUPS}[pick])


def asked_about(draw: Draw) -> Subject:
    """Someone a question is about: names and your relatives, he, she, they."""
    pick = draw.one(("pronoun", "pronoun", "name", "kin", "kin plural", "alone"))
    if pick == "pronoun":
        return draw.one((HE, SHE, THEY))
    if pick in ("kin", "kin plural"):
        return draw.one([one for one in (KIN if pick == "kin" else KIN_PLURAL) if one.en.startswith("your")])
    return draw.one(NAMES if pick == "name" else ALONE)
