"""Tagger: an LSTM gives each word of a sentence a tag, from the words before it, after it, or both.

A word is known by its embedding and, because one word in ten of a new text is unknown, by its spelling: its last and
first letters, and what kinds of characters it holds. Shapes, besides the legend of `rnncourse.shapes`: T words of a
sentence, F features of a word's spelling, K tags.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from rnncourse.arguments import check_between, check_choice, check_kind, check_list
from rnncourse.batching import IGNORE, TaggedBatch, pad_batch
from rnncourse.models.checks import after_the_end, check_tensor, checked_sizes
from rnncourse.models.inference import evaluating
from rnncourse.models.packing import reverse_within_lengths, run_packed
from rnncourse.shapes import shown
from rnncourse.text import Vocabulary

UNKNOWN = "<unk>"
DIRECTIONS = ("both", "forward", "backward")
Sentences: TypeAlias = Sequence[Sequence[tuple[str, str]]]


def spelling(word: str) -> list[str]:
    """What one sees of a word without knowing it: suffixes, prefixes and kinds of characters, as F = 7 strings.

    >>> spelling("Re-runs")
    ['-s', '-ns', '-uns', 'r-', 're-', 're--', 'Aa-a']
    """
    low = check_kind("word", word, str).lower()
    kinds = ["A" if c.isupper() else "a" if c.islower() else "0" if c.isdigit() else c for c in word]
    shape = "".join(c for i, c in enumerate(kinds) if i == 0 or c != kinds[i - 1])
    return [f"-{low[-n:]}" for n in (1, 2, 3)] + [f"{low[:n]}-" for n in (1, 2, 3)] + [shape]


class Lexicon:
    """From words and tags to ids: what a tagger knows of its training text.

    sentences : list of sentences, each a list of (word, tag)
    min_count : words and spellings that are rarer stand for the unknown ones, so that the tagger learns to do without

    Attributes `words`, `spellings`, `tags`, each a Vocabulary. Case is left to the spelling.
    """

    def __init__(self, sentences: Sentences, *, min_count: int = 2) -> None:
        sentences = _sentences(sentences)
        words = [word for sentence in sentences for word, _ in sentence]
        spellings = (s for word in words for s in spelling(word))
        self.words = Vocabulary.from_tokens((w.lower() for w in words), min_count=min_count, unknown=UNKNOWN)
        self.spellings = Vocabulary.from_tokens(spellings, min_count=min_count, unknown=UNKNOWN)
        self.tags = Vocabulary.from_tokens(tag for sentence in sentences for _, tag in sentence)

    def batch(self, sentences: Sentences) -> TaggedBatch:
        """Sentences as tensors: words (T, B), spellings (T, B, F), lengths (B,), tags (T, B).

        sentences : list of B lists of (word, tag). A tag that the lexicon does not have gets IGNORE, as padding does:
        no loss, and never right. (What word stands in the padding does not matter: no model reads it.)
        """
        sentences = _sentences(sentences)
        of_words = [self.words.encode(w.lower() for w, _ in s) for s in sentences]
        words, lengths = pad_batch(of_words, pad=self.words.id_of("unknown"))  # (T, B)
        of_spellings = [
            self.spellings.encode(f for w, _ in s for f in spelling(w)).reshape(len(s), -1) for s in sentences
        ]
        spellings, _ = pad_batch(of_spellings, pad=self.spellings.id_of("unknown"))  # (T, B, F)
        tags, _ = pad_batch([[self.tags.ids.get(tag, IGNORE) for _, tag in s] for s in sentences], pad=IGNORE)
        return TaggedBatch(*(torch.from_numpy(a) for a in (words, spellings, lengths, tags)))


class Tagger(nn.Module):
    """Embedding and spelling -> LSTM -> linear.

    lexicon : gives the sizes of the embeddings
    direction : "both", "forward" (sees the word and those before it) or "backward" (the word and those after it)
    hidden_size : H in each direction
    word_dropout : share of the words that training shows as unknown, so that it learns to use spelling and neighbours
    """

    def __init__(
        self,
        lexicon: Lexicon,
        *,
        direction: str = "both",
        embedding_size: int = 64,
        hidden_size: int = 64,
        layers: int = 1,
        dropout: float = 0.3,
        word_dropout: float = 0.05,
    ) -> None:
        super().__init__()
        check_choice("direction", direction, DIRECTIONS)
        check_kind("lexicon", lexicon, Lexicon)
        embedding_size, hidden_size, layers = checked_sizes(
            embedding_size=embedding_size, hidden_size=hidden_size, layers=layers
        )
        dropout = check_between("dropout", dropout, 0, 1)
        self.word_dropout: float = check_between("word_dropout", word_dropout, 0, 1)
        self.direction, self.unknown = direction, lexicon.words.id_of("unknown")
        self.words = nn.Embedding(len(lexicon.words), embedding_size)
        self.spellings = nn.EmbeddingBag(len(lexicon.spellings), embedding_size, mode="mean")
        both = direction == "both"
        self.lstm = nn.LSTM(
            2 * embedding_size, hidden_size, layers, bidirectional=both, dropout=dropout if layers > 1 else 0.0
        )
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear((2 if both else 1) * hidden_size, len(lexicon.tags))

    def forward(self, words: torch.Tensor, spellings: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """words (T, B), spellings (T, B, F), lengths (B,) -> scores (T, B, K)."""
        words, spellings = self._checked(words, spellings, lengths)
        T, B = words.shape
        if self.training and self.word_dropout:
            words = words.masked_fill(torch.rand(T, B, device=words.device) < self.word_dropout, self.unknown)
        spelled = self.spellings(spellings.flatten(0, 1)).view(T, B, -1)  # (T, B, D)
        x = self.dropout(torch.cat([self.words(words), spelled], dim=2))  # (T, B, 2D)
        if self.direction == "backward":
            x = reverse_within_lengths(x, lengths)
        y, _ = run_packed(self.lstm, x, lengths)  # (T, B, H or 2H)
        if self.direction == "backward":
            y = reverse_within_lengths(y, lengths)
        return self.output(self.dropout(y))  # (T, B, K)

    def _checked(self, words: Any, spellings: Any, lengths: Any) -> tuple[torch.Tensor, torch.Tensor]:
        """Words and spellings, where they are ids within the sentences; what stands after an end may be anything."""
        check_tensor("words", words, ("T", "B"), self.words.num_embeddings, lengths=lengths)
        T, B = words.shape
        check_tensor("spellings", spellings, (T, B, "F"), self.spellings.num_embeddings, lengths=lengths)
        past = after_the_end(lengths, T, B, words.device)
        return words.masked_fill(past, self.unknown), spellings.masked_fill(past[:, :, None], 0)

    def loss(self, batch: TaggedBatch) -> torch.Tensor:
        """The mean cross-entropy in nats of a tag."""
        words, spellings, lengths, tags = check_kind("batch", batch, TaggedBatch)
        scores = self(words, spellings, lengths)  # (T, B, K)
        check_tensor("tags", tags, words.shape, scores.shape[2], ignore=IGNORE, lengths=lengths)
        tags = tags.masked_fill(after_the_end(lengths, len(words), words.shape[1], tags.device), IGNORE)
        return F.cross_entropy(scores.flatten(0, 1), tags.flatten().long(), ignore_index=IGNORE)

    def predict(self, batch: TaggedBatch) -> np.ndarray:
        """The likeliest tag of each word, ids (T, B); IGNORE after a sentence's end."""
        check_kind("batch", batch, TaggedBatch)
        with evaluating(self, batch) as (words, spellings, lengths, _):
            tags = self(words, spellings, lengths).argmax(dim=2).cpu().numpy()  # (T, B)
        return np.where(np.arange(len(tags))[:, None] < lengths.cpu().numpy(), tags, IGNORE)


def _sentences(sentences: Any) -> list[list[tuple[str, str]]]:
    """Sentences as lists of (word, tag), both str; ValueError otherwise."""
    found = [check_list(f"sentences[{i}]", s, of="(word, tag)") for i, s in enumerate(_list(sentences))]
    for i, sentence in enumerate(found):
        if not sentence:
            raise ValueError(f"sentences[{i}]: expected at least one word, got none; drop it")
        for pair in sentence:
            if not (isinstance(pair, tuple | list) and len(pair) == 2 and all(isinstance(part, str) for part in pair)):
                raise ValueError(f"sentences[{i}]: expected pairs of a word and a tag, got {shown(pair)}")
    return [[(word, tag) for word, tag in sentence] for sentence in found]


def _list(sentences: Any) -> Any:
    found = check_list("sentences", sentences, of="sentences")
    if not found:
        raise ValueError("sentences: expected at least one sentence, got none")
    return found
