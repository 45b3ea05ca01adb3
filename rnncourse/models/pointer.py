"""Pointer-generator: an encoder and a decoder that can also copy a word of the source, known to it or not.

See, Liu & Manning 2017, after Vinyals, Fortunato & Jaitly 2015 (pointer networks) and Gu et al. 2016 (copying). Shapes
as in the legend of `rnncourse.shapes`: S steps of the source, T of the target; X words of a batch's sources that the
vocabulary has not. Such a word has an id of its own within its source, V, V + 1, …: the *extended* ids.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from rnncourse.arguments import check_between, check_flag, check_kind, check_list, check_tokens
from rnncourse.batching import CopyBatch, pad_batch
from rnncourse.decoding import take
from rnncourse.models.checks import after_the_end, check_tensor, tensor_lengths
from rnncourse.models.inference import evaluating
from rnncourse.models.seq2seq import LONGEST, DecoderState, Seq2Seq
from rnncourse.shapes import check_ids, check_shape
from rnncourse.text import Vocabulary

TINY = 1e-30  # what a word that cannot be written gets instead of 0, so that its logarithm is finite


class PointerState(NamedTuple):
    """What the decoder carries from step to step, and what it may copy."""

    writer: DecoderState  # of the encoder–decoder with attention
    copied: torch.Tensor  # (B, S) extended ids of the source
    room: int  # V + X: how many words can be written
    p_gen: torch.Tensor | None = None  # (B,) of the last step: the share of the vocabulary


class Copied(NamedTuple):
    """What a model wrote, at most T tokens a sequence."""

    tokens: np.ndarray  # (T, B) extended ids, pad after a sequence's stop
    weights: np.ndarray  # (T, B, S) of the attention
    p_gen: np.ndarray  # (T, B) the share of the vocabulary; the rest, 1 - p_gen, is copied


class PointerNetwork(nn.Module):
    """`Seq2Seq` with additive attention, and a switch between writing and copying.

    vocabulary : of source and target, with pad, start, stop and unknown; both sides and the output share one embedding
    embedding_size, hidden_size, dropout : as `Seq2Seq` takes them
    word_dropout : share of the source's words that training shows as unknown, so that the model learns to copy a word
        by its place and its neighbours; they can be copied all the same
    copying : False sets p_gen to 1: the same network without the switch, for comparison
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        embedding_size: int = 64,
        hidden_size: int = 128,
        dropout: float = 0.0,
        word_dropout: float = 0.0,
        copying: bool = True,
    ) -> None:
        super().__init__()
        check_kind("vocabulary", vocabulary, Vocabulary)
        self.unknown = vocabulary.id_of("unknown")
        self.writer = Seq2Seq(
            vocabulary,
            embedding_size=embedding_size,
            hidden_size=hidden_size,
            attention="additive",
            dropout=dropout,
            tied=True,
        )
        self.writer.source_embedding = self.writer.target_embedding
        self.dropout = self.writer.dropout
        self.word_dropout: float = check_between("word_dropout", word_dropout, 0, 1)
        self.copying = check_flag("copying", copying)
        self.vocabulary, self.size = vocabulary, len(vocabulary)
        self.pad, self.start, self.stop = self.writer.pad, self.writer.start, self.writer.stop
        if copying:
            self.switch = nn.Linear(2 * hidden_size + embedding_size, 1)

    def batch(self, sources: Sequence[Sequence[str]], targets: Sequence[Sequence[str]] | None = None) -> CopyBatch:
        """B texts as lists of words, and what is to be written of each, as tensors; each target gets its stop.

        A word of a target that neither the vocabulary nor its source has becomes unknown.
        """
        read = [check_tokens(f"sources[{b}]", s) for b, s in enumerate(check_list("sources", sources, of="words"))]
        named = [self.extended(words) for words in read]
        if not named:
            raise ValueError("sources: expected at least one text, got none")
        for b, (ids, _) in enumerate(named):
            if not len(ids):
                raise ValueError(f"sources[{b}]: expected at least one word, got none; drop it")
        source, lengths = pad_batch([ids for ids, _ in named], pad=self.pad)
        target = None
        if targets is not None:
            if len(check_list("targets", targets, of="lists of words")) != len(named):
                raise ValueError(f"targets: expected {len(named)}, one for each source, got {len(targets)}")
            ended = [
                [*self._target_ids(check_tokens(f"targets[{b}]", words), own), self.stop]
                for b, (words, (_, own)) in enumerate(zip(targets, named, strict=True))
            ]
            target = torch.from_numpy(pad_batch(ended, pad=self.pad)[0])
        return CopyBatch(torch.from_numpy(source), torch.from_numpy(lengths), target)

    def extended(self, words: Sequence[str]) -> tuple[np.ndarray, list[str]]:
        """A source's words -> extended ids (S,), and the words that the vocabulary has not, in the order of their ids.

        A word that comes twice has one id.
        """
        known, own = self.vocabulary.ids, dict[str, int]()
        for word in check_tokens("words", words):
            if word not in known:
                own.setdefault(word, self.size + len(own))
        return np.array([known[word] if word in known else own[word] for word in words], np.int64), list(own)

    def _target_ids(self, words: Sequence[str], own: list[str]) -> list[int]:
        places = {word: self.size + i for i, word in enumerate(own)} if self.copying else {}
        return [self.vocabulary.ids.get(word, places.get(word, self.unknown)) for word in words]

    def words(self, ids: Sequence[int] | np.ndarray, source: Sequence[str]) -> list[str]:
        """Extended ids (T,) of what was written of a source -> its words, up to the first stop."""
        tokens = [*self.vocabulary.tokens, *self.extended(source)[1]]
        found = check_ids(ids, len(tokens), empty=True).tolist()
        return [tokens[i] for i in (found[: found.index(self.stop)] if self.stop in found else found) if i != self.pad]

    def encode(self, source: torch.Tensor, lengths: torch.Tensor) -> PointerState:
        """source (S, B) extended ids, lengths (B,) -> the state in which the decoder begins.

        Raises ValueError for a length outside 1..S.
        """
        check_shape("source", source, ("S", "B"))
        S, B = source.shape
        check_tensor("source", source, ("S", "B"), self.size + S, lengths=lengths)
        past = after_the_end(tensor_lengths(lengths, S, B), S, B, source.device)
        source = source.masked_fill(past, self.pad).long()
        read = self._known(source)
        if self.training and self.word_dropout:
            hidden = torch.rand(S, B, device=source.device) < self.word_dropout
            read = read.masked_fill(hidden & ~past, self.unknown)
        return PointerState(self.writer.encode(read, lengths), source.T, max(self.size, int(source.max()) + 1))

    def step(self, token: torch.Tensor, state: PointerState) -> tuple[torch.Tensor, PointerState]:
        """One step: what the vocabulary says, what attention points at, and how much of each.

            P_vocab, h_t, context_t, a = a step of the encoder–decoder with attention
            p_gen = σ(w_c · context_t + w_h · h_t + w_x · x_t + b)
            P(w)  = p_gen P_vocab(w) + (1 - p_gen) Σ_{s: source[s] = w} a[s]

        token (B,) extended ids -> log_probs (B, V + X) of the next, the new state
        """
        check_kind("state", state, PointerState)
        check_tensor("token", token, (len(state.copied),), state.room)
        known = self._known(token)
        said, writer = self.writer.step(known, state.writer)  # (B, V)
        p = F.pad(said.exp(), (0, state.room - self.size))  # (B, V + X)
        p_gen = p.new_ones(len(p), 1)
        if self.copying:
            assert writer.weights is not None
            x = self.writer.target_embedding(known)  # (B, D)
            p_gen = torch.sigmoid(self.switch(torch.cat([writer.context, writer.h, x], dim=1)))  # (B, 1)
            p = (p_gen * p).scatter_add(1, state.copied, (1 - p_gen) * writer.weights)
        return p.clamp_min(TINY).log(), state._replace(writer=writer, p_gen=p_gen[:, 0])

    def reorder(self, state: PointerState, rows: np.ndarray) -> PointerState:
        """The state of these rows of the batch, which may repeat: what `beam_search` does to it after each step."""
        writer, copied, room, p_gen = check_kind("state", state, PointerState)
        copied, p_gen = take((copied, p_gen), rows)
        return PointerState(self.writer.reorder(writer, rows), copied, room, p_gen)

    def _known(self, ids: torch.Tensor) -> torch.Tensor:
        return ids.masked_fill(ids >= self.size, self.unknown)

    def forward(
        self, source: torch.Tensor, lengths: torch.Tensor, target: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Teacher forcing: the decoder is fed the right tokens, whatever it would have written.

        source (S, B), lengths (B,), target (T, B): extended ids, each target ending in stop, filled up with pad
        -> log_probs (T, B, V + X) of each token of the target, weights (T, B, S), p_gen (T, B)
        """
        state = self.encode(source, lengths)
        check_tensor("target", target, ("T", source.shape[1]), state.room)
        fed = torch.cat([torch.full_like(target[:1], self.start), target[:-1]])  # (T, B)
        log_probs: list[torch.Tensor] = []
        weights: list[Any] = []
        p_gen: list[Any] = []
        for token in fed:
            said, state = self.step(token, state)
            log_probs.append(said)
            weights.append(state.writer.weights)
            p_gen.append(state.p_gen)
        return torch.stack(log_probs), torch.stack(weights), torch.stack(p_gen)

    def loss(self, batch: CopyBatch) -> torch.Tensor:
        """The mean cross-entropy in nats of the target's tokens, stop included and pad not, with teacher forcing."""
        check_kind("batch", batch, CopyBatch)
        if batch.target is None:
            raise ValueError("batch: expected a target to learn from, got None; make the batch with targets")
        log_probs, _, _ = self(batch.source, batch.source_lengths, batch.target)
        return F.nll_loss(log_probs.flatten(0, 1), batch.target.flatten().long(), ignore_index=self.pad)

    def predict(self, batch: CopyBatch, steps: int = 20) -> Copied:
        """Write on its own, the likeliest word at each step but never `unknown`, each text until its stop.

        steps : how many words at most
        """
        check_kind("batch", batch, CopyBatch)
        steps = check_between("steps", steps, 1, LONGEST, integer=True)
        written: list[torch.Tensor] = []
        weights: list[Any] = []
        p_gen: list[Any] = []
        with evaluating(self, batch) as (source, lengths, _):
            state = self.encode(source, lengths)
            token = torch.full_like(source[0], self.start)
            ended = torch.zeros_like(token, dtype=torch.bool)
            while len(written) < steps and not ended.all():
                log_probs, state = self.step(token, state)
                log_probs[:, self.unknown] = -torch.inf
                token = log_probs.argmax(dim=1)
                written.append(token.masked_fill(ended, self.pad))
                weights.append(state.writer.weights)
                p_gen.append(state.p_gen)
                ended |= token == self.stop
        return Copied(*(torch.stack(part).cpu().numpy() for part in (written, weights, p_gen)))
