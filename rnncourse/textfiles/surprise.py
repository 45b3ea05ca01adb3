"""How surprised a model is at each token of a text: -log2 p, in bits."""

import heapq
import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import torch
import torch.nn.functional as F

from rnncourse.arguments import check_kind
from rnncourse.models.inference import evaluating
from rnncourse.models.saving import SavedModel
from rnncourse.textfiles.tokens import LEVELS

STEPS = 512  # tokens that are read at a time
SCORES = 2**22  # numbers in the scores of one reading, at most
LISTED = 20  # of the most surprising tokens
AROUND = 40  # characters of the text before a token that is listed


class Token(NamedTuple):
    """A token of a text as it stands there.

    space : white space before it
    text : str
    bits : its surprise; None of the first one, before which nothing was read
    known : whether the vocabulary has it
    """

    space: str
    text: str
    bits: float | None
    known: bool


class Summary:
    """What is said of a whole text: how many tokens, the mean surprise, the most surprising ones."""

    def __init__(self) -> None:
        self.tokens, self.unknown, self.bits = 0, 0, 0.0
        self._listed: list[tuple[float, int, str, str]] = []
        self._before = ""

    def add(self, token: Token) -> None:
        """Count one more token."""
        self.unknown += not token.known
        if token.bits is not None:
            self.tokens, self.bits = self.tokens + 1, self.bits + token.bits
            if len(self._listed) < LISTED or token.bits > self._listed[0][0]:
                entry = (token.bits, -self.tokens, self._before + token.space, token.text)
                (heapq.heappush if len(self._listed) < LISTED else heapq.heapreplace)(self._listed, entry)
        self._before = (self._before + token.space + token.text)[-AROUND:]

    @property
    def perplexity(self) -> float:
        """2 to the mean surprise: as if the model chose among so many equally likely tokens."""
        return 2 ** min(self.bits / max(self.tokens, 1), 1000.0)

    @property
    def listed(self) -> list[tuple[float, str, str]]:
        """The most surprising tokens: bits, what stands before, the token; the most surprising one first."""
        return [(bits, before, text) for bits, _, before, text in sorted(self._listed, reverse=True)]


def surprises(saved: SavedModel, texts: Iterable[str]) -> Iterator[Token]:
    """Each token of a text that comes in pieces, with its surprise; the state is carried from piece to piece."""
    check_kind("saved", saved, SavedModel)
    level, vocabulary, model = LEVELS[saved.level], saved.vocabulary, saved.model
    steps, state, before = max(1, min(STEPS, SCORES // len(vocabulary))), None, None
    for piece in level.whole(texts):
        spans = list(level.spans(piece))
        names = level.tokens(piece)
        for begin in range(0, len(spans), steps):
            part = slice(begin, begin + steps)
            ids = vocabulary.encode(names[part])
            bits: list[float | None] = []
            read = torch.from_numpy(ids)
            x = read[:-1] if before is None else torch.cat([before, read[:-1]])
            if before is None:
                bits.append(None)
            if len(x):
                with evaluating(model, x[:, None]) as tokens:
                    scores, state = model(tokens, state)  # (T, 1, V)
                y = read[len(read) - len(x) :]
                bits += (F.cross_entropy(scores[:, 0].double(), y, reduction="none") / math.log(2)).tolist()
            before = read[-1:]
            for (space, text), name, found in zip(spans[part], names[part], bits, strict=True):
                yield Token(space, text, found, name in vocabulary.ids)
