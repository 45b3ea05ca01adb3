"""What one bit of memory is worth: is a quotation open?

Inside every quotation of a held-out text each character is a question: will the quotation close here? A counter
answers it from whatever it is given (how long the quotation has been open, the last character), an n-gram model from
its window.
"""

from typing import NamedTuple

import numpy as np

from rnncourse.ngram import NGramModel

MARK = '"'


class Inside(NamedTuple):
    """The M characters of a text that stand in a quotation, closing marks among them.

    places : (M,) where they stand in the text
    since : (M,) how many characters ago the opening mark was read
    closes : (M,) bool, whether this one is the closing mark
    number : (M,) of which quotation, 0 .. Q-1
    """

    places: np.ndarray
    since: np.ndarray
    closes: np.ndarray
    number: np.ndarray

    def per_quotation(self, values: np.ndarray) -> np.ndarray:
        """Sums of the values (M,) over each quotation, (Q,)."""
        return np.bincount(self.number, values)


def open_since(text: str) -> np.ndarray:
    """For each character of a text: how many characters ago the quotation it stands in was opened, 0 outside; (N,).

    The opening mark itself is outside, the closing one inside. The end of a paragraph closes what is open.

    >>> open_since('a "b," c').tolist()
    [0, 0, 0, 1, 2, 3, 0, 0]
    """
    since, opened = np.zeros(len(text), np.int64), -1
    for place, character in enumerate(text):
        if text.startswith("\n\n", place):
            opened = -1
        if opened >= 0:
            since[place] = place - opened
        if character == MARK:
            opened = place if opened < 0 else -1
    return since


def inside(text: str) -> Inside:
    """The characters in the quotations of a text.

    Raises ValueError where the text has none.
    """
    since = open_since(text)
    places = np.flatnonzero(since)
    if not len(places):
        raise ValueError(f"text: expected quotations in straight marks ({MARK}), got none")
    closes = np.array([text[place] == MARK for place in places])
    return Inside(places, since[places], closes, np.cumsum(since[places] == 1) - 1)


def surprise(p: np.ndarray, closes: np.ndarray) -> np.ndarray:
    """-ln of the probability given to what happened, where p is that of closing: (M,), (M,) -> (M,)."""
    p = np.clip(p, 1e-12, 1 - 1e-12)
    return -np.log(np.where(closes, p, 1 - p))


def counted(keys: np.ndarray, closes: np.ndarray, asked: np.ndarray) -> np.ndarray:
    """A counter's p(closes | key): of all times with this key the share that closed, with half a count of each added.

    keys (M,), closes (M,) of the training text, asked (A,): keys from 0 up -> (A,)
    """
    size = int(max(keys.max(), asked.max())) + 1
    seen = np.bincount(keys, minlength=size)
    closed = np.bincount(keys[closes], minlength=size)
    return np.asarray(((closed + 0.5) / (seen + 1))[asked])


def with_bit(ids: np.ndarray, since: np.ndarray, vocab_size: int) -> np.ndarray:
    """Give every character a second id for where a quotation is open: ids (N,) below V -> (N,) below 2 V."""
    return ids + vocab_size * (since > 0)


def closing_by(model: NGramModel, ids: np.ndarray, places: np.ndarray, mark: int) -> np.ndarray:
    """What a model gives the id `mark` at each of the places of a text (N,): (M,) -> (M,)."""
    reach = model.order - 1
    return np.array([model.distribution(ids[max(at - reach, 0) : at])[mark] for at in places])
