"""From text to tokens to ids: two tokenisers and the vocabulary."""

import re
from collections import Counter

import numpy as np

from rnncourse.shapes import check_ids

# A word keeps its inner apostrophe (don't, Alice’s); every other mark is a token of its own.
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[^\w\s]|_")


def characters(text):
    """Cut a text into its characters, spaces and line breaks included: "".join gives the text back."""
    return list(_check_text(text))


def words(text):
    """Cut a text into words and marks of punctuation, one token each; white space is dropped.

    Like nltk's wordpunct tokeniser, which needs no download either, with two differences: an apostrophe
    inside a word stays in it ("don't" is one token, not three), and marks that touch (`."`) are separate.
    """
    return _WORD.findall(_check_text(text))


class Vocabulary:
    """The tokens of a model and their ids: token i of `tokens` has the id i.

    Parameters
    ----------
    tokens : iterable of str
        Distinct tokens in the order of their ids.
    unknown : str, optional
        The token, one of `tokens`, that stands for every token not among them. Without it they are an error.

    Attributes
    ----------
    tokens : tuple of str
    ids : dict of str to int
    unknown : str or None
    """

    def __init__(self, tokens, unknown=None):
        self.tokens = tuple(tokens)
        self.ids = {token: i for i, token in enumerate(self.tokens)}
        self.unknown = unknown
        if not self.tokens:
            raise ValueError("tokens: expected at least one token, got none; is the text empty?")
        if len(self.ids) < len(self.tokens):
            twice = next(token for i, token in enumerate(self.tokens) if self.ids[token] != i)
            raise ValueError(f"tokens: expected distinct tokens, got {twice!r} twice")
        if unknown is not None and unknown not in self.ids:
            raise ValueError(f"unknown: expected one of the tokens, got {unknown!r}; add it to tokens")

    @classmethod
    def from_tokens(cls, tokens, max_size=None, min_count=1, unknown=None):
        """Collect the vocabulary of a text: its tokens by falling frequency, equals in alphabetical order.

        Parameters
        ----------
        tokens : iterable of str
            The tokens of the text; a str is taken character by character.
        max_size : int, optional
            Keep at most this many tokens, `unknown` among them.
        min_count : int
            Keep only tokens that occur at least this often.
        unknown : str, optional
            A token, such as "<unk>", that gets id 0 and stands for all tokens left out.

        Raises
        ------
        ValueError
            No tokens, none left after `min_count`, or a limit below 1.
        """
        for name, limit in (("max_size", max_size), ("min_count", min_count)):
            if limit is not None and limit < 1:
                raise ValueError(f"{name}: expected at least 1, got {limit}")
        counts = Counter(tokens)
        if not counts:
            raise ValueError("tokens: expected at least one token, got none; is the text empty?")
        kept = sorted(
            (token for token, count in counts.items() if count >= min_count and token != unknown),
            key=lambda token: (-counts[token], token),
        )
        if unknown is not None:
            kept.insert(0, unknown)
        if not kept:
            raise ValueError(
                f"min_count: no token occurs {min_count} times, the most frequent one "
                f'{max(counts.values())} times; lower min_count or pass unknown="<unk>"'
            )
        return cls(kept[:max_size], unknown)

    def __len__(self):
        return len(self.tokens)

    def __repr__(self):
        return f"<Vocabulary of {len(self)} tokens>"

    def encode(self, tokens):
        """Tokens (an iterable of N str; a str is taken character by character) -> ids (N,), int64.

        Raises
        ------
        ValueError
            A token outside the vocabulary, when the vocabulary has no `unknown`.
        """
        if self.unknown is not None:
            missing = self.ids[self.unknown]
            return np.fromiter((self.ids.get(token, missing) for token in tokens), np.int64)
        try:
            return np.fromiter((self.ids[token] for token in tokens), np.int64)
        except KeyError as error:
            raise ValueError(
                f"tokens: {error.args[0]!r} is not among the {len(self)} tokens of the vocabulary; "
                'Vocabulary.from_tokens(tokens, unknown="<unk>") makes one that takes unknown tokens'
            ) from None

    def decode(self, ids):
        """Ids (N,) -> list of N tokens; "".join or " ".join makes a text of them.

        Raises
        ------
        ValueError
            Ids that are not integers from 0 to len(vocabulary) - 1.
        """
        return [self.tokens[i] for i in check_ids(ids, len(self), empty=True)]


def _check_text(text):
    if not isinstance(text, str):
        raise ValueError(f"text: expected a str, got {type(text).__name__}")
    return text
