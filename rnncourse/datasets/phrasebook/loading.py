"""Load the pairs, and put the words of a sentence together again."""

from collections.abc import Iterable

from rnncourse.arguments import check_choice, check_tokens
from rnncourse.datasets import paths
from rnncourse.datasets.entries import registry
from rnncourse.datasets.phrasebook.sampling import Pair, grammar
from rnncourse.datasets.texts import check_split, shipped_text

_COLUMNS = ("situation", "source", "target")
_CLOSING = frozenset(".,;:?!-")  # no space before them
_OPENING = frozenset("¿¡-")  # none behind them


def load_phrasebook(split: str | None = None, part: str = "grammar") -> list[Pair]:
    """English sentences and their Spanish translations (see data/phrasebook.md).

    Both sides are plain text. The tokeniser that fits them is `rnncourse.text.words`: every mark is a token of its
    own, ¿ and ¡ too, and `rejoined` makes the sentence of its tokens again.

    Parameters
    ----------
    split : "train", "valid", "test", or None for all of them
    part : "grammar" for the pairs that the written grammar makes; "natural" for those written by hand, which are all
        for testing

    Returns
    -------
    list of Pair
        In a fixed order, the same at each call. The test set of the grammar has pairs drawn at random, whose
        `held_out` is None, and pairs with a combination that is held out.

    Raises
    ------
    ValueError
        Unknown split or part; a line of the file that is not of its form. `DatasetDamaged` is a kind of it.
    """
    check_split(split)
    check_choice("part", part, ("grammar", "natural"))
    if part == "natural":
        return _natural() if split in (None, "test") else []
    return [pair for name, pairs in grammar().items() if split in (None, name) for pair in pairs]


def rejoined(tokens: Iterable[str]) -> str:
    """The sentence whose `rnncourse.text.words` are these tokens: no space before a closing mark or behind ¿ and ¡.

    >>> rejoined(["¿", "Dónde", "está", "Ana", "?"])
    '¿Dónde está Ana?'
    """
    text, glued = "", True
    for token in check_tokens("tokens", tokens):
        text += token if glued or token in _CLOSING else f" {token}"
        glued = token in _OPENING
    return text


def _natural() -> list[Pair]:
    """The pairs of data/phrasebook_natural.tsv, each line checked."""
    dataset = registry()["phrasebook_natural"]
    where = paths.shipped_folder() / dataset.where
    pairs = []
    for number, line in enumerate(shipped_text(dataset).removesuffix("\n").split("\n"), 1):
        fields = tuple(line.split("\t"))
        if number == 1 and fields != _COLUMNS:
            raise ValueError(f"{where}, line 1: expected the columns {', '.join(_COLUMNS)}, got {line[:60]!r}")
        if len(fields) != len(_COLUMNS) or not all(fields):
            raise ValueError(
                f"{where}, line {number}: expected 3 fields between tabs, none empty, got {line[:60]!r}; correct it"
            )
        pairs.append(Pair(fields[1], fields[2], fields[0]))
    return pairs[1:]
