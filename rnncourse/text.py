"""From text to tokens to ids: two tokenisers and the vocabulary."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Self

import numpy as np

from rnncourse.arguments import check_choice, check_kind, check_tokens
from rnncourse.shapes import check_ids, check_positive, shown

# A word keeps its inner apostrophe (don't, Alice’s); every other mark is a token of its own.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")


def characters(text: str) -> list[str]:
    """Cut a text into its characters, spaces and line breaks included: "".join gives the text back."""
    return list(_check_text(text))


def words(text: str) -> list[str]:
    """Cut a text into words and marks of punctuation, one token each; white space is dropped.

    Like nltk's wordpunct tokeniser, which needs no download either, with two differences: an apostrophe
    inside a word stays in it ("don't" is one token, not three), and marks that touch (`."`) are separate.

    >>> words("Don't wait.")
    ["Don't", 'wait', '.']
    """
    return _WORD.findall(_check_text(text))


class Vocabulary:
    """The tokens of a model and their ids: token i of `tokens` has the id i.

    Parameters
    ----------
    tokens : iterable of str
        Distinct tokens in the order of their ids.
    pad, start, stop, unknown : str, optional
        Special tokens, each one of `tokens` and no two the same: what fills up a batch, begins a sequence, ends it,
        and stands for every token not among `tokens`, which without it are an error.

    Attributes
    ----------
    tokens : tuple of str
    ids : dict of str to int
    pad, start, stop, unknown : int or None
        The ids of the special tokens.

    Raises
    ------
    ValueError
        No tokens, a token given twice, a special token that is not among the tokens or is another special one too.

    Examples
    --------
    >>> vocabulary = Vocabulary.from_tokens(["the", "cat", "the"], pad="<pad>", unknown="<unk>")
    >>> vocabulary.tokens
    ('<pad>', '<unk>', 'the', 'cat')
    >>> vocabulary.encode(["the", "dog"]).tolist(), vocabulary.unknown
    ([2, 1], 1)
    """

    def __init__(
        self,
        tokens: Iterable[str],
        *,
        pad: str | None = None,
        start: str | None = None,
        stop: str | None = None,
        unknown: str | None = None,
    ) -> None:
        self.tokens = tuple(check_tokens("tokens", tokens))
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        if not self.tokens:
            raise ValueError("tokens: expected at least one token, got none; is the text empty?")
        if len(self.ids) < len(self.tokens):
            twice = next(token for i, token in enumerate(self.tokens) if self.ids[token] != i)
            raise ValueError(f"tokens: expected distinct tokens, got {shown(twice)} twice")
        special = _check_special(pad=pad, start=start, stop=stop, unknown=unknown)
        for name, token in special.items():
            if token not in self.ids:
                raise ValueError(f"{name}: expected one of the tokens, got {shown(token)}; add it to tokens")
        self.pad, self.start, self.stop, self.unknown = (
            self.ids[special[name]] if name in special else None for name in ("pad", "start", "stop", "unknown")
        )

    @classmethod
    def from_tokens(
        cls,
        tokens: Iterable[str],
        *,
        max_size: int | None = None,
        min_count: int = 1,
        pad: str | None = None,
        start: str | None = None,
        stop: str | None = None,
        unknown: str | None = None,
    ) -> Self:
        """Collect the vocabulary of a text: its tokens by falling frequency, equals in alphabetical order.

        Parameters
        ----------
        tokens : iterable of str
            The tokens of the text; a str is taken character by character.
        max_size : int, optional
            Keep at most this many tokens, the special ones among them.
        min_count : int
            Keep only tokens that occur at least this often; special ones always.
        pad, start, stop, unknown : str, optional
            Special tokens, such as "<pad>"; those given have the first ids, in this order.

        Raises
        ------
        ValueError
            No tokens, none left after `min_count`, a limit that leaves no room, special tokens that are the same.
        """
        special = _check_special(pad=pad, start=start, stop=stop, unknown=unknown)
        for name, limit in (("max_size", max_size), ("min_count", min_count)):
            if limit is not None or name == "min_count":
                check_positive(name, limit, integer=True)
        if max_size is not None and max_size < len(special):
            raise ValueError(
                f"max_size: expected at least {len(special)}, the number of special tokens, got {max_size}"
            )
        counts = Counter(check_tokens("tokens", tokens))
        if not counts:
            raise ValueError("tokens: expected at least one token, got none; is the text empty?")
        kept = sorted(
            (token for token, count in counts.items() if count >= min_count and token not in special.values()),
            key=lambda token: (-counts[token], token),
        )
        kept = [*special.values(), *kept]
        if not kept:
            raise ValueError(
                f"min_count: expected at most {max(counts.values())}, how often the most frequent token occurs, "
                f'got {min_count}; lower min_count or pass unknown="<unk>"'
            )
        return cls(kept[:max_size], **special)

    def __len__(self) -> int:
        return len(self.tokens)

    def __repr__(self) -> str:
        return f"<Vocabulary of {len(self)} tokens>"

    def encode(self, tokens: Iterable[str]) -> np.ndarray:
        """Tokens (an iterable of N str; a str is taken character by character) -> ids (N,), int64.

        Raises
        ------
        ValueError
            A token outside the vocabulary, when the vocabulary has no `unknown`.
        """
        tokens = check_tokens("tokens", tokens)
        if self.unknown is not None:
            return np.fromiter((self.ids.get(token, self.unknown) for token in tokens), np.int64)
        try:
            return np.fromiter((self.ids[token] for token in tokens), np.int64)
        except KeyError as error:
            raise ValueError(
                f"tokens: expected some of the {len(self)} tokens of the vocabulary, got {shown(error.args[0])}; "
                'Vocabulary.from_tokens(tokens, unknown="<unk>") makes one that takes unknown tokens'
            ) from None

    def id_of(self, special: str) -> int:
        """The id of a special token that a model needs: of "pad", "start", "stop" or "unknown".

        Raises
        ------
        ValueError
            A vocabulary without it.
        """
        names = ("pad", "start", "stop", "unknown")
        found = getattr(self, check_choice("special", special, names))
        if found is None:
            there = ", ".join(name for name in names if getattr(self, name) is not None) or "none"
            raise ValueError(
                f"vocabulary: expected one with a token for {special}, got one with {there}; "
                f'make it with Vocabulary.from_tokens(tokens, {special}="<{special}>")'
            )
        return found

    def decode(self, ids: np.ndarray | Sequence[int]) -> list[str]:
        """Ids (N,) -> list of N tokens; "".join or " ".join makes a text of them.

        Raises
        ------
        ValueError
            Ids that are not integers from 0 to len(vocabulary) - 1.
        """
        return [self.tokens[i] for i in check_ids(ids, len(self), empty=True)]


def _check_special(**tokens: str | None) -> dict[str, str]:
    """The special tokens that were given, by their names; ValueError where two are the same."""
    names: dict[str, str] = {}
    for name, token in tokens.items():
        if token is not None:
            check_kind(name, token, str)
        if token in names:
            raise ValueError(f"{name}: expected a token of its own, got {shown(token)}, which is {names[token]} too")
        if token is not None:
            names[token] = name
    return {name: token for token, name in names.items()}


def _check_text(text: str) -> str:
    return check_kind("text", text, str)
