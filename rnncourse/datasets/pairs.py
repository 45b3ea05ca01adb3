"""Sentences and their translations by others: Tatoeba's, and any file of the same form.

A line of a file holds a sentence, a tab, its translation, and perhaps more tabs and what nobody reads here. So do the
files of https://www.manythings.org/anki/, which are made of Tatoeba's sentences for some eighty languages.
"""

import hashlib
import os
import unicodedata
from pathlib import Path

from rnncourse.arguments import check_choice
from rnncourse.datasets import integrity
from rnncourse.datasets.entries import registry
from rnncourse.datasets.texts import check_split
from rnncourse.shapes import check_positive, shown
from rnncourse.text import words

LONGEST_SOURCE, LONGEST_TARGET = 8, 10  # tokens of what is kept of Tatoeba
_PARTS = {0: "valid", 1: "test"}  # of each fifty English sentences


def load_pairs(name: str = "tatoeba", split: str | None = None) -> list[tuple[str, str]]:
    """Short sentences in English and their French translations, by the volunteers of Tatoeba.

    What is kept: at most 8 tokens in English and 10 in French. Many English sentences have several translations; all of
    them lie in the same split. The registered file is that of 29 September 2017. The publisher replaces his files from
    time to time, so that a download may be refused; `read_pairs` reads whatever you have.

    Parameters
    ----------
    name : "tatoeba"
    split : "train", "valid" (a fiftieth of the English sentences), "test" (another), or None for all

    Returns
    -------
    list of (English, French)
        In the order of the file, which is by length.

    Raises
    ------
    ValueError
        Unknown name or split. `DatasetMissing`, which names the command that fetches it, and `DatasetDamaged` are kinds
        of it.
    """
    check_choice("name", name, ("tatoeba",))
    check_split(split)
    (content,) = integrity.load(registry()[name]).values()
    pairs = _parsed(content.decode("utf-8"))
    short = ((en, fr) for en, fr in pairs if len(words(en)) <= LONGEST_SOURCE and len(words(fr)) <= LONGEST_TARGET)
    return [pair for pair in short if split in (None, _part(pair[0]))]


def read_pairs(path: str | os.PathLike[str], *, longest: int | None = None) -> list[tuple[str, str]]:
    """The pairs of your own file: a sentence, a tab and its translation on each line, in UTF-8.

    Parameters
    ----------
    path : of a file, such as deu.txt of https://www.manythings.org/anki/
    longest : leave out pairs of which a side has more tokens than this; None keeps all

    Returns
    -------
    list of (sentence, translation)

    Raises
    ------
    ValueError
        No such file, one that is not UTF-8, a line without a tab, no pair left.
    """
    if longest is not None:
        check_positive("longest", longest, integer=True)
    try:
        text = Path(path).read_bytes().decode("utf-8-sig")
    except (TypeError, ValueError) as error:
        reason = "it is not UTF-8; save it as UTF-8" if isinstance(error, UnicodeDecodeError) else f"got {shown(path)}"
        raise ValueError(f"path: expected a text file, {reason}") from None
    except OSError as error:
        raise ValueError(f"path: expected a text file, got {str(path)!r} ({error.strerror})") from None
    pairs = _parsed(text)
    kept = [pair for pair in pairs if longest is None or max(map(len, map(words, pair))) <= longest]
    if not kept:
        raise ValueError(f"path: expected at least one pair, got none of {len(pairs)}; is `longest` too small?")
    return kept


def _parsed(text: str) -> list[tuple[str, str]]:
    pairs = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        fields = [unicodedata.normalize("NFC", field).strip() for field in line.split("\t")]
        if len(fields) < 2 or not fields[0] or not fields[1]:
            raise ValueError(
                f"path: expected a sentence, a tab and its translation, got {shown(line)} on line {number}"
            )
        pairs.append((fields[0], fields[1]))
    return pairs


def _part(source: str) -> str:
    digest = hashlib.sha256(source.encode()).digest()
    return _PARTS.get(int.from_bytes(digest[:4], "big") % 50, "train")
