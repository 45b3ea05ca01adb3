"""Encoder and decoder: one network reads a sequence, another writes one, with or without attention between them.

Without attention all that the decoder knows of the source is the encoder's last state: the bottleneck (Cho et al. 2014;
Sutskever, Vinyals & Le 2014). With it the decoder looks at every state of the encoder, at each step anew (Bahdanau,
Cho & Bengio 2015). Shapes as in the legend of `rnncourse.shapes`: S steps of the source, T of the target.
"""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from rnncourse.arguments import check_between, check_choice, check_flag, check_kind, check_list
from rnncourse.batching import PairBatch, pad_batch
from rnncourse.decoding import Hypothesis, Kept, beam_search, take
from rnncourse.models.checks import after_the_end, check_tensor, checked_sizes, tensor_lengths
from rnncourse.models.inference import evaluating
from rnncourse.models.packing import run_packed
from rnncourse.shapes import check_ids, check_shape
from rnncourse.text import Vocabulary

LONGEST = 100_000  # tokens that are written of one sequence
ATTENTION = (None, "additive", "general", "dot")


class DecoderState(NamedTuple):
    """What the decoder carries from step to step, and what it looks at. Without attention only h is used."""

    h: torch.Tensor  # (B, H)
    context: torch.Tensor  # (B, H) what it read of the source at the last step
    memory: torch.Tensor  # (S, B, H) the states of the encoder
    keys: torch.Tensor  # (S, B, H) what queries are compared with
    mask: torch.Tensor  # (B, S) True within the source's own length
    weights: torch.Tensor | None = None  # (B, S) of the last step


class Written(NamedTuple):
    """What a model wrote, at most T tokens a sequence."""

    tokens: np.ndarray  # (T, B) ids, pad after a sequence's stop
    weights: np.ndarray | None  # (T, B, S) of the attention; None without


class _Compared(nn.Module):
    """Vectors like embeddings -> their products with each embedding, and a bias: scores (…, V)."""

    def __init__(self, embedding: nn.Embedding) -> None:
        super().__init__()
        self.bias = nn.Linear(embedding.embedding_dim, embedding.num_embeddings).bias
        self._embedding = (embedding,)  # in a tuple: its weights are saved once, as the embedding's
        with torch.no_grad():  # as they are they would begin with scores of a size of 8, sure of a wrong word
            embedding.weight.mul_(embedding.embedding_dim**-0.5)

    def forward(self, vectors: torch.Tensor) -> torch.Tensor:
        return F.linear(vectors, self._embedding[0].weight, self.bias)


class Seq2Seq(nn.Module):
    """A bidirectional GRU encodes, a GRU decodes.

    source_vocabulary, target_vocabulary : Vocabulary of either side, with pad, start and stop; None means the same
    embedding_size, hidden_size : features of a token; H of the decoder, and of the encoder with both directions
    attention : None, "additive", "general" or "dot"
    dropout : share of the numbers that training sets to zero, of each embedding and before the output
    tied : whether what is to be written is compared with the embeddings of the target's tokens, which then are the last
        layer's weights, too (Press & Wolf 2017): far fewer numbers where the vocabulary is one of words
    """

    def __init__(
        self,
        source_vocabulary: Vocabulary,
        target_vocabulary: Vocabulary | None = None,
        *,
        embedding_size: int = 32,
        hidden_size: int = 64,
        attention: str | None = None,
        dropout: float = 0.0,
        tied: bool = False,
    ) -> None:
        super().__init__()
        check_choice("attention", attention, ATTENTION)
        check_flag("tied", tied)
        check_kind("source_vocabulary", source_vocabulary, Vocabulary)
        embedding_size, hidden_size = checked_sizes(embedding_size=embedding_size, hidden_size=hidden_size)
        dropout = check_between("dropout", dropout, 0, 1)
        if hidden_size % 2:
            raise ValueError(f"hidden_size: expected an even number, a half for each direction, got {hidden_size}")
        if target_vocabulary is None:
            target_vocabulary = source_vocabulary
        check_kind("target_vocabulary", target_vocabulary, Vocabulary)
        self.source_pad = source_vocabulary.id_of("pad")
        self.pad, self.start, self.stop = (target_vocabulary.id_of(name) for name in ("pad", "start", "stop"))
        self.attention = attention
        self.source_embedding = nn.Embedding(len(source_vocabulary), embedding_size, padding_idx=self.source_pad)
        self.target_embedding = nn.Embedding(len(target_vocabulary), embedding_size, padding_idx=self.pad)
        self.encoder = nn.GRU(embedding_size, hidden_size // 2, bidirectional=True)
        self.bridge = nn.Linear(hidden_size, hidden_size)
        # With attention the decoder is fed the last context beside the last token: it knows where it looked.
        self.decoder = nn.GRUCell(embedding_size + (hidden_size if attention else 0), hidden_size)
        if attention == "additive":
            self.W_q = nn.Linear(hidden_size, hidden_size, bias=False)
            self.W_k = nn.Linear(hidden_size, hidden_size, bias=False)
            self.v = nn.Linear(hidden_size, 1, bias=False)
        elif attention == "general":
            self.W = nn.Linear(hidden_size, hidden_size, bias=False)
        self.dropout = nn.Dropout(dropout)
        features = (2 if attention else 1) * hidden_size
        self.output: nn.Module = nn.Linear(features, len(target_vocabulary))
        if tied:
            compared = _Compared(self.target_embedding)
            self.output = nn.Sequential(nn.Linear(features, embedding_size), compared)

    def batch(
        self, sources: Sequence[Sequence[int] | np.ndarray], targets: Sequence[Sequence[int] | np.ndarray] | None = None
    ) -> PairBatch:
        """B sequences of ids, and what is to be written of each, as tensors; each target gets its stop."""
        sources = check_list("sources", sources, of="sequences of ids")
        of_sources = [
            check_ids(ids, self.source_embedding.num_embeddings, f"sources[{b}]") for b, ids in enumerate(sources)
        ]
        if not of_sources:
            raise ValueError("sources: expected at least one sequence, got none")
        source, lengths = pad_batch(of_sources, pad=self.source_pad)
        target = None
        if targets is not None:
            if len(check_list("targets", targets, of="sequences of ids")) != len(of_sources):
                raise ValueError(f"targets: expected {len(of_sources)}, one for each source, got {len(targets)}")
            V = self.target_embedding.num_embeddings
            ended = [
                np.append(check_ids(ids, V, f"targets[{b}]", empty=True), self.stop) for b, ids in enumerate(targets)
            ]
            target = torch.from_numpy(pad_batch(ended, pad=self.pad)[0])
        return PairBatch(torch.from_numpy(source), torch.from_numpy(lengths), target)

    def encode(self, source: torch.Tensor, lengths: torch.Tensor) -> DecoderState:
        """source (S, B), lengths (B,) -> the state in which the decoder begins.

        Raises ValueError for a length outside 1..S.
        """
        check_tensor("source", source, ("S", "B"), self.source_embedding.num_embeddings, lengths=lengths)
        S, B = source.shape
        lengths = tensor_lengths(lengths, S, B)
        source = source.masked_fill(after_the_end(lengths, S, B, source.device), self.source_pad)
        x = self.dropout(self.source_embedding(source))  # (S, B, D)
        memory, last = run_packed(self.encoder, x, lengths)  # (S, B, H), (2, B, H/2)
        h = torch.tanh(self.bridge(torch.cat([last[0], last[1]], dim=1)))  # (B, H): both directions' last states
        mask = torch.arange(len(source), device=source.device) < lengths.to(source.device)[:, None]  # (B, S)
        keys = memory
        if self.attention in ("additive", "general"):
            keys = self.W_k(memory) if self.attention == "additive" else self.W(memory)
        return DecoderState(h, torch.zeros_like(h), memory, keys, mask)

    def step(self, token: torch.Tensor, state: DecoderState) -> tuple[torch.Tensor, DecoderState]:
        """One step of the decoder.

            h_t       = GRU([embedding of the last token; context_{t-1}], h_{t-1})
            e[s]      = vᵀ tanh(W_q h_t + W_k m_s)   "additive"
                      = h_t · W m_s "general",   h_t · m_s "dot"
            a         = softmax(e) over the source's own length
            context_t = Σ_s a[s] m_s
            log_probs = log softmax(W_y [h_t; context_t] + b_y)

        token (B,) -> log_probs (B, V) of the next, the new state, whose weights are a; without attention there are no
        weights and W_y reads h_t alone
        """
        h, context, memory, keys, mask, _ = self._checked(token, state)
        x = self.dropout(self.target_embedding(token))  # (B, D)
        if self.attention is None:
            h = self.decoder(x, h)
            return self.output(self.dropout(h)).log_softmax(dim=1), state._replace(h=h)
        h = self.decoder(torch.cat([x, context], dim=1), h)  # (B, H)
        if self.attention == "additive":
            e = self.v(torch.tanh(self.W_q(h) + keys)).squeeze(2)  # (S, B)
        else:
            e = (h * keys).sum(dim=2)  # (S, B)
        weights = e.T.masked_fill(~mask, -torch.inf).softmax(dim=1)  # (B, S)
        context = torch.einsum("bs,sbh->bh", weights, memory)
        scores = self.output(self.dropout(torch.cat([h, context], dim=1)))  # (B, V)
        return scores.log_softmax(dim=1), state._replace(h=h, context=context, weights=weights)

    def reorder(self, state: DecoderState, rows: np.ndarray) -> DecoderState:
        """The state of these rows of the batch, which may repeat: what `beam_search` does to it after each step."""
        h, context, memory, keys, mask, weights = check_kind("state", state, DecoderState)
        h, context, mask, weights = take((h, context, mask, weights), rows)
        memory, keys = take((memory, keys), rows, axis=1)
        return DecoderState(h, context, memory, keys, mask, weights)

    def _checked(self, token: Any, state: Any) -> DecoderState:
        check_kind("state", state, DecoderState)
        check_tensor("token", token, (len(state.h),), self.target_embedding.num_embeddings)
        return state

    def forward(
        self, source: torch.Tensor, lengths: torch.Tensor, target: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Teacher forcing: the decoder is fed the right tokens, whatever it would have written.

        source (S, B), lengths (B,), target (T, B): its tokens and then stop, filled up with pad
        -> log_probs (T, B, V) of each token of the target, weights (T, B, S) or None without attention
        """
        check_tensor("source", source, ("S", "B"), self.source_embedding.num_embeddings, lengths=lengths)
        check_tensor("target", target, ("T", source.shape[1]), self.target_embedding.num_embeddings)
        state = self.encode(source, lengths)
        fed = torch.cat([torch.full_like(target[:1], self.start), target[:-1]])  # (T, B)
        if self.attention is None:  # no step waits for a context, so one call of PyTorch makes them all
            cell, x = self.decoder, self.dropout(self.target_embedding(fed))
            weights_of = [cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh]
            h, _ = torch.gru(x, state.h[None], weights_of, True, 1, 0.0, self.training, False, False)  # (T, B, H)
            return self.output(self.dropout(h)).log_softmax(dim=2), None
        log_probs: list[torch.Tensor] = []
        weights: list[torch.Tensor] = []
        for token in fed:
            said, state = self.step(token, state)
            log_probs.append(said)
            if state.weights is not None:
                weights.append(state.weights)
        return torch.stack(log_probs), torch.stack(weights)

    def loss(self, batch: PairBatch) -> torch.Tensor:
        """The mean cross-entropy in nats of the target's tokens, stop included and pad not, with teacher forcing."""
        check_kind("batch", batch, PairBatch)
        if batch.target is None:
            raise ValueError("batch: expected a target to learn from, got None; make the batch with targets")
        log_probs, _ = self(batch.source, batch.source_lengths, batch.target)
        return F.nll_loss(log_probs.flatten(0, 1), batch.target.flatten().long(), ignore_index=self.pad)

    def predict(self, batch: PairBatch, steps: int | None = None) -> Written:
        """Write on its own, the likeliest token at each step, each sequence until its stop.

        steps : how many at most; None means as many as the target has, without one twice the source's and ten
        """
        steps = self._steps(batch, steps)
        written: list[torch.Tensor] = []
        weights: list[torch.Tensor] = []
        with evaluating(self, batch) as (source, lengths, _):
            state = self.encode(source, lengths)
            token = torch.full_like(source[0], self.start)
            ended = torch.zeros_like(token, dtype=torch.bool)
            while len(written) < steps and not ended.all():
                log_probs, state = self.step(token, state)
                token = log_probs.argmax(dim=1)
                written.append(token.masked_fill(ended, self.pad))
                if state.weights is not None:
                    weights.append(state.weights)
                ended |= token == self.stop
        tokens = torch.stack(written).cpu().numpy()
        return Written(tokens, torch.stack(weights).cpu().numpy() if weights else None)

    def search(
        self,
        batch: PairBatch,
        *,
        beam_size: int = 4,
        steps: int | None = None,
        alpha: float = 1.0,
        watch: Callable[[int, list[list[Kept]]], None] | None = None,
    ) -> list[list[Hypothesis]]:
        """Write on its own by `decoding.beam_search`: for each sequence its hypotheses, the best first.

        beam_size : 1 writes what `predict` writes
        steps : as for `predict`
        watch : called after each step with its number and what is kept of each sequence
        """
        steps = self._steps(batch, steps)
        with evaluating(self, batch) as (source, lengths, _):
            state, start = self.encode(source, lengths), torch.full_like(source[0], self.start)
            options: dict[str, Any] = dict(stop=self.stop, steps=steps, beam_size=beam_size, alpha=alpha)
            return beam_search(self.step, state, start, reorder=self.reorder, watch=watch, **options)

    def _steps(self, batch: Any, steps: int | None) -> int:
        """How many tokens are written at most of each sequence of a batch."""
        check_kind("batch", batch, PairBatch)
        if batch.target is not None:
            check_tensor("target", batch.target, ("T", "B"), self.target_embedding.num_embeddings)
        check_shape("source", batch.source, ("S", "B"))
        default = 2 * len(batch.source) + 10 if batch.target is None else len(batch.target)
        return check_between("steps", default if steps is None else steps, 1, LONGEST, integer=True)
