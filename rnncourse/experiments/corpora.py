"""Texts in tokens and by document: the tales and three plays of Shakespeare, by character and by word.

All models of a corpus share one closed vocabulary: the tokens that the training text holds twice or more. What is
rarer, or new, stands as one token, <unk>, for networks and n-grams alike, in training and in tests. So surprises
compare; what hides behind <unk> nobody is asked.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from rnncourse import datasets
from rnncourse.text import Vocabulary, characters, words

UNITS: dict[str, Callable[[str], list[str]]] = {"characters": characters, "words": words}
_SCENE = re.compile(r"^(?=(?:Actus \w+\. )?Sco?ena \w+\.)", re.MULTILINE)


class Corpus(NamedTuple):
    """A text in tokens: the ids of each split, its vocabulary, and how many tokens each document of a split has."""

    ids: dict[str, np.ndarray]
    vocabulary: Vocabulary
    lengths: dict[str, list[int]]


def documents(name: str, split: str) -> list[str]:
    """The tales, or the scenes of Shakespeare's plays; joined they are `load_text(name, split)`."""
    if name == "tales":
        texts = [f"{tale.title}\n\n{tale.text}" for tale in datasets.load_tales(split)]
        return [text + "\n\n" for text in texts[:-1]] + [texts[-1] + "\n"]
    return [scene for scene in _SCENE.split(datasets.load_text(name, split)) if scene.strip()]


@cache
def load_corpus(name: str, unit: str) -> Corpus:
    """The "tales" or "shakespeare" in "characters" or "words"."""
    pieces = {split: [UNITS[unit](text) for text in documents(name, split)] for split in ("train", "valid", "test")}
    whole = {split: [token for piece in parts for token in piece] for split, parts in pieces.items()}
    vocabulary = Vocabulary.from_tokens(whole["train"], min_count=2, unknown="<unk>")
    ids = {split: vocabulary.encode(tokens) for split, tokens in whole.items()}
    return Corpus(ids, vocabulary, {split: list(map(len, parts)) for split, parts in pieces.items()})
