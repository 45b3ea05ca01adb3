"""What a token of a text is, a character or a word: counted, turned into ids and back, piece by piece."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from rnncourse.text import Vocabulary, words

UNKNOWN = "<unk>"
PARAGRAPH = "\n\n"  # the token that stands for blank lines, at the level of words
SEEN = 2  # a token that occurs less often is unknown: so the model learns what an unknown one is like
MOST_TYPES = 250_000  # different words that are counted at a time
LONGEST = 2**20  # characters without a space after which a word is cut

_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_POINTS = 0x110000  # Unicode has no more
_CLOSING, _OPENING = set(".,;:!?)]}%…’”»—-/_"), set("([{¿¡‘“«#$—-/_")


class Level:
    """How a text is cut into tokens: `CHAR` or `WORD`.

    name : "char" or "word"
    unit : what a token is called, in the plural
    """

    name: str
    unit: str

    def tokens(self, text: str) -> list[str]:
        """The tokens of a text."""
        raise NotImplementedError

    def whole(self, texts: Iterable[str]) -> Iterator[str]:
        """The same text in pieces that end where tokens do."""
        return iter(texts)

    def count(self, texts: Iterable[str]) -> Counter[str]:
        """How often each token occurs; of words beyond MOST_TYPES different ones, the rarest are forgotten."""
        raise NotImplementedError

    def spans(self, text: str) -> Iterator[tuple[str, str]]:
        """The tokens of a text as they stand in it, each with the white space that comes before it."""
        raise NotImplementedError

    def after(self, before: str, token: str, quoted: bool) -> str:
        """A token as it is written behind another one, `before`; quoted: whether a quotation is open."""
        raise NotImplementedError


class _Char(Level):
    name, unit = "char", "characters"

    def tokens(self, text: str) -> list[str]:
        return list(text)

    def count(self, texts: Iterable[str]) -> Counter[str]:
        counts = np.zeros(_POINTS, np.int64)
        for text in texts:
            found, often = np.unique(_code_points(text), return_counts=True)
            counts[found] += often
        return Counter({chr(point): int(counts[point]) for point in np.flatnonzero(counts)})

    def spans(self, text: str) -> Iterator[tuple[str, str]]:
        return (("", character) for character in text)

    def after(self, before: str, token: str, quoted: bool) -> str:
        return token


class _Word(Level):
    name, unit = "word", "words"

    def tokens(self, text: str) -> list[str]:
        found: list[str] = []
        for i, part in enumerate(_BLANK.split(text)):
            found += [PARAGRAPH] * (i > 0) + words(part)
        return found

    def whole(self, texts: Iterable[str]) -> Iterator[str]:
        rest = ""
        for text in texts:
            rest += text
            parts = rest.rsplit(None, 1)  # the last word and the space before it may go on in the next piece
            head = parts[0] if len(parts) == 2 else ""
            if len(rest) - len(head) > LONGEST:
                head = rest
            if head:
                yield head
            rest = rest[len(head) :]
        if rest:
            yield rest

    def count(self, texts: Iterable[str]) -> Counter[str]:
        """As Mikolov et al. (2013) keep a vocabulary small: whenever it grows too large, the rarest words go."""
        counts: Counter[str] = Counter()
        rarest = 0
        for text in self.whole(texts):
            counts.update(self.tokens(text))
            while len(counts) > MOST_TYPES:
                rarest += 1
                counts = Counter({word: count for word, count in counts.items() if count > rarest})
        return counts

    def spans(self, text: str) -> Iterator[tuple[str, str]]:
        at = 0
        for token in self.tokens(text):
            if token == PARAGRAPH:
                blank = _BLANK.search(text, at)
                begin, end = blank.span() if blank else (at, at)
            else:
                begin = text.index(token, at)
                end = begin + len(token)
            yield text[at:begin], text[begin:end]
            at = end

    def after(self, before: str, token: str, quoted: bool) -> str:
        joined = (
            before in (*_OPENING, "", PARAGRAPH)
            or token in (*_CLOSING, PARAGRAPH)
            or (before == '"' and quoted)
            or (token == '"' and quoted)
        )
        return token if joined else f" {token}"


CHAR, WORD = _Char(), _Word()
LEVELS: dict[str, Level] = {level.name: level for level in (CHAR, WORD)}


def vocabulary_of(counts: Counter[str], most: int) -> Vocabulary:
    """The unknown token and the most frequent ones, at most `most` in all, each seen SEEN times or more."""
    kept = [token for token, count in counts.items() if count >= SEEN]
    kept.sort(key=lambda token: (-counts[token], token))
    return Vocabulary([UNKNOWN, *kept[: max(most - 1, 0)]], unknown=UNKNOWN)


class Encoder:
    """From texts to ids: as `vocabulary.encode`, faster for characters.

    level : "char" or "word"
    """

    def __init__(self, vocabulary: Vocabulary, level: str) -> None:
        self.level, self.vocabulary = LEVELS[level], vocabulary
        self.unknown = vocabulary.id_of("unknown")
        self._ids: np.ndarray | None = None
        if level == "char":
            self._ids = np.full(_POINTS, self.unknown, np.int64)
            for token, i in vocabulary.ids.items():
                if len(token) == 1:
                    self._ids[ord(token)] = i

    def __call__(self, text: str) -> np.ndarray:
        """The ids (N,) int64 of a text's tokens."""
        if self._ids is not None:
            return self._ids[_code_points(text)]
        return self.vocabulary.encode(self.level.tokens(text))


def joined(level: Level, tokens: Iterable[str], before: Iterable[str] = ()) -> Iterator[str]:
    """Tokens one by one as they are written behind the tokens `before`: words with the spaces that belong there."""
    quoted, last = False, ""
    for token in before:
        quoted, last = _still_quoted(quoted, token), token
    for token in tokens:
        yield level.after(last, token, quoted)
        quoted, last = _still_quoted(quoted, token), token


def _still_quoted(quoted: bool, token: str) -> bool:
    """Whether a quotation is open behind a token, given whether one was before it."""
    return not quoted if token == '"' else quoted and token != PARAGRAPH


def _code_points(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
