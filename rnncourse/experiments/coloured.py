"""A headline for any text, and how much of it was copied from where: for a text that the reader of the lesson gives."""

from typing import NamedTuple

import numpy as np

from rnncourse.arguments import check_kind
from rnncourse.experiments.extracts import as_headline, tokens
from rnncourse.experiments.headlines import HEADLINE, write
from rnncourse.models.inference import evaluating
from rnncourse.models.pointer import PointerNetwork

MOST = 150  # words of a text that are read: the longest report has fewer than 100


class Coloured(NamedTuple):
    """What a network wrote of a text, and where it copied from."""

    headline: str
    words: list[str]  # T of them, in lower case
    copied: np.ndarray  # (T,) the share of each word that was copied: the rest was written from the vocabulary
    text: str  # what was read, in lines of at most 72 characters
    shares: np.ndarray  # (len(text),) how much was copied from the word in which each character stands


def coloured(network: PointerNetwork, text: str) -> Coloured:
    """The headline of a text, of which at most 150 words are read, and where it was copied from.

    The share of a written word w that was copied is (1 - p_gen) Σ_{s: source[s] = w} a[s] / P(w); it is divided among
    the places s where w stands, by their weights a[s].

    Raises
    ------
    ValueError
        A text without a word.
    """
    read = tokens(check_kind("text", text, str))[:MOST]
    if not read:
        raise ValueError("text: expected at least one word, got none")
    low = [word.lower() for word in read]
    words = write(network, [low])[0]
    with evaluating(network, network.batch([[HEADLINE, *low]], [words])) as (source, lengths, target):
        log_probs, weights, p_gen = network(source, lengths, target)
    at = (source[:, 0] == target[:-1, 0, None]).numpy()  # (T, S) where each word stands
    pointed = (1 - p_gen[:-1]).numpy() * (weights[:-1, 0].numpy() * at)  # (T, S)
    p = log_probs[:-1, 0].exp().gather(1, target[:-1]).numpy()  # (T, 1)
    shares = pointed / p
    shown, of_characters = _lines(read, shares.sum(axis=0)[1:])
    return Coloured(as_headline(words, text), words, shares.sum(axis=1), shown, of_characters)


def _lines(words: list[str], values: np.ndarray) -> tuple[str, np.ndarray]:
    """Words as lines of at most 72 characters, and each word's value at each of its characters."""
    text, shares, width = "", list[float](), 0
    for i, (word, value) in enumerate(zip(words, values.tolist(), strict=True)):
        if i:
            gap = "" if word in ".,;:!?" else "\n" if width + 1 + len(word) > 72 else " "
            text, shares = text + gap, shares + [0.0] * len(gap)
            width = 0 if gap == "\n" else width + len(gap)
        text, shares, width = text + word, shares + [value] * len(word), width + len(word)
    return text, np.array(shares)
