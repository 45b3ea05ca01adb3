"""Numbers, times of day, dates and prices in both languages."""

from rnncourse.datasets.phrasebook.clauses import Draw

_SMALL_EN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS_EN = "- - twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL_ES = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve"
).split()
_TENS_ES = "- - veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()


def english_number(number: int) -> str:
    """0 to 100 in words.

    >>> english_number(42), english_number(100)
    ('forty-two', 'a hundred')
    """
    if number < 20:
        return _SMALL_EN[number]
    if number == 100:
        return "a hundred"
    return _TENS_EN[number // 10] + (f"-{_SMALL_EN[number % 10]}" if number % 10 else "")


def spanish_number(number: int, gender: str = "") -> str:
    """0 to 100 in words; before a noun in its gender: veintiún libros, treinta y una cartas.

    >>> spanish_number(21, "m"), spanish_number(31, "f"), spanish_number(42)
    ('veintiún', 'treinta y una', 'cuarenta y dos')
    """
    if number < 30:
        words = _SMALL_ES[number]
    elif number == 100:
        words = "cien"
    else:
        words = _TENS_ES[number // 10] + (f" y {_SMALL_ES[number % 10]}" if number % 10 else "")
    if gender and words.endswith("uno"):
        words = words[:-1] + "a" if gender == "f" else words[:-1]
    return "veintiún" if words == "veintiun" else words


def count(draw: Draw, gender: str, low: int, high: int) -> tuple[str, str]:
    """A number from low to high, in both languages, before a noun of this gender."""
    number = draw.one(range(low, high + 1))
    return english_number(number), spanish_number(number, gender)


def clock(hour: int, minute: int) -> tuple[str, str]:
    """A time of day: hour 1 to 12, minute a multiple of five; Spanish without its article.

    >>> clock(3, 30), clock(8, 45)
    (('half past three', 'tres y media'), ('quarter to nine', 'nueve menos cuarto'))
    """
    after = hour % 12 + 1
    this, next_ = (spanish_number(h, "f") for h in (hour, after))
    if minute == 0:
        return f"{english_number(hour)} o'clock", this
    if minute == 30:
        return f"half past {english_number(hour)}", f"{this} y media"
    past, name = minute < 30, minute if minute < 30 else 60 - minute
    en, es = ("quarter", "cuarto") if name == 15 else (english_number(name), spanish_number(name))
    if past:
        return f"{en} past {english_number(hour)}", f"{this} y {es}"
    return f"{en} to {english_number(after)}", f"{next_} menos {es}"


def time_of_day(draw: Draw, first: int = 1, last: int = 12) -> tuple[str, str, int]:
    """A time of day and the hour that Spanish names: las of more than one, la una."""
    hour, minute = (
        draw.one(range(first, last + 1)),
        draw.one((0, 0, 0, 5, 10, 15, 15, 20, 25, 30, 30, 30, 35, 40, 45, 45, 50, 55)),
    )
    en, es = clock(hour, minute)
    return en, es, hour if minute <= 30 else hour % 12 + 1


def at(draw: Draw, first: int = 1, last: int = 12) -> tuple[str, str]:
    """ "at half past three", a las tres y media; hours from the first to the last."""
    en, es, hour = time_of_day(draw, first, last)
    return f"at {en}", f"{'a la' if hour == 1 else 'a las'} {es}"
