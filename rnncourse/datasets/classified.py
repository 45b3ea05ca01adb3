"""Labelled texts by others, fetched: opinions of films, and surnames by the language they come from.

Splits are not those of the figures that others publish on them, most of which are from ten folds. A text that stands
there twice lies in one split, whatever its label.
"""

import hashlib
from collections.abc import Callable
from typing import NamedTuple

from rnncourse.datasets import integrity
from rnncourse.datasets.entries import registry
from rnncourse.datasets.texts import check_split

_HELD_OUT = {7: "valid", 8: "test", 9: "test"}  # of each ten


class Labelled(NamedTuple):
    """A text and its label."""

    text: str
    label: str


def load_polarity(split: str | None = None) -> list[Labelled]:
    """Sentences of film reviews, half of them "positive", half "negative", in lower case (Pang & Lee 2005).

    The split goes by a hash of the sentence: about seven tenths for training, one for validation, two for testing.

    Parameters
    ----------
    split : "train", "valid", "test", or None for all 10,662 of them

    Returns
    -------
    list of Labelled

    Raises
    ------
    ValueError
        Unknown split. `DatasetMissing`, which names the command that fetches the sentences, and `DatasetDamaged` are
        kinds of it.
    """
    check_split(split)
    content = integrity.load(registry()["polarity"])
    lines = [
        Labelled(line.strip(), label)
        for name, label in (("rt-polarity.neg", "negative"), ("rt-polarity.pos", "positive"))
        for line in content[name].decode("latin-1").split("\n")
        if line.strip()
    ]
    return _part(lines, split, lambda text: text)


def load_movie_reviews(split: str | None = None) -> list[Labelled]:
    """Whole film reviews, half of them "positive", half "negative", in lower case (Pang & Lee 2004).

    The split goes by the number of the file: cv000 to cv699 of each label for training, to cv799 for validation, the
    others for testing.

    Parameters
    ----------
    split : "train" (1,400 reviews), "valid" (200), "test" (400), or None for all of them

    Returns
    -------
    list of Labelled
        Their line breaks are kept.

    Raises
    ------
    ValueError
        As of `load_polarity`.
    """
    check_split(split)
    found = []
    for name, text in integrity.load(registry()["movie_reviews"]).items():
        label, _, file = name.partition("/")
        if split in (None, _HELD_OUT.get(int(file[2]), "train")):
            found.append(Labelled(text.decode("ascii").strip(), {"neg": "negative", "pos": "positive"}[label]))
    return found


def load_surnames(split: str | None = None) -> list[Labelled]:
    """Surnames, each with the language it comes from, as PyTorch's tutorial on recurrent networks uses them.

    The label is the name of the language, such as "Irish". Some names stand there twice, some under several languages.
    The split goes by a hash of the name in lower case: about seven tenths for training, one for validation, two for
    testing.

    Parameters
    ----------
    split : "train", "valid", "test", or None for all 20,050 of them

    Returns
    -------
    list of Labelled

    Raises
    ------
    ValueError
        As of `load_polarity`.
    """
    check_split(split)
    names = [
        Labelled(line.strip(), file.removesuffix(".txt"))
        for file, content in integrity.load(registry()["surnames"]).items()
        for line in content.decode("utf-8").split("\n")
        if line.strip()
    ]
    return _part(names, split, str.lower)


def _part(texts: list[Labelled], split: str | None, same: Callable[[str], str]) -> list[Labelled]:
    """Those of a split; texts that `same` makes equal lie together."""

    def place(text: str) -> str:
        digest = hashlib.sha256(same(text).encode("utf-8")).digest()
        return _HELD_OUT.get(int.from_bytes(digest[:8], "big") % 10, "train")

    return [one for one in texts if split in (None, place(one.text))]
