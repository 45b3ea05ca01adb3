"""How the small tables of the patterns are written: "early = temprano, late = tarde"."""


def pairs(text: str) -> list[tuple[str, str]]:
    """The pairs of a table, whose lines end like its entries.

    >>> pairs("early = temprano, late = tarde")
    [('early', 'temprano'), ('late', 'tarde')]
    """
    entries = text.strip().replace("\n", ", ").split(", ")
    return [(en, es) for en, es in (entry.split(" = ") for entry in entries)]
