"""English and Spanish: pairs of a written grammar, and pairs written by hand.

spanish      inflection: conjugations, plurals, agreement, clitics
english      inflection, articles, contractions
nouns        nouns and adjectives, and which go together
verbs        verbs and their objects
people       who the sentences are about
clauses      a clause in both languages
deeds        patterns of what people do
sampling     the pairs of the patterns, drawn and split
"""

from rnncourse.arguments import check_choice
from rnncourse.datasets.phrasebook.sampling import HELD_OUT, Pair, grammar
from rnncourse.datasets.texts import check_split

__all__ = ["HELD_OUT", "Pair", "load_phrasebook"]


def load_phrasebook(split: str | None = None, part: str = "grammar") -> list[Pair]:
    """English sentences and their Spanish translations (see data/phrasebook.md).

    Parameters
    ----------
    split : "train", "valid", "test", or None for all of them
    part : "grammar" for the pairs of the written grammar, "natural" for those written by hand, which are all test

    Returns
    -------
    list of Pair
        In a fixed order, the same at each call. `text.words` is the tokeniser that fits both languages: ¿ and ¡ are
        tokens of their own, and `rejoined` puts its tokens together again.

    Raises
    ------
    ValueError
        Unknown split or part.
    """
    check_split(split)
    check_choice("part", part, ("grammar", "natural"))
    pairs = grammar() if part == "grammar" else {"test": ()}
    return [pair for name in ("train", "valid", "test") if split in (None, name) for pair in pairs.get(name, ())]
