"""Encoder and decoder: one network reads a sequence, another writes one, with or without attention between them.

Without attention all that the decoder knows of the source is the encoder's last state: the bottleneck (Cho et al. 2014;
Sutskever, Vinyals & Le 2014). With it the decoder looks at every state of the encoder, at each step anew (Bahdanau,
Cho & Bengio 2015). Shapes, besides the legend of `rnncourse.shapes`: S steps of the source, T of the target.
"""

import torch
import torch.nn.functional as F
from torch import nn

from rnncourse.models.packing import run_packed
from rnncourse.shapes import check_positive, check_shape

PAD, START, STOP = 0, 1, 2  # ids that every vocabulary of these models begins with
ATTENTION = (None, "additive", "dot")


class Seq2Seq(nn.Module):
    """A bidirectional GRU encodes, a GRU decodes.

    source_size, target_size : V of either side, PAD, START and STOP included; target_size None means the same
    embedding_size, hidden_size : features of a token; H of the decoder, and of the encoder with both directions
    attention : None, "additive" or "dot"
    """

    def __init__(
        self, source_size, target_size=None, *, embedding_size=32, hidden_size=64, attention=None, dropout=0.0
    ):
        super().__init__()
        if attention not in ATTENTION:
            raise ValueError(f"attention: expected one of {ATTENTION}, got {attention!r}")
        if hidden_size % 2:
            raise ValueError(f"hidden_size: expected an even number, a half for each direction, got {hidden_size}")
        target_size = target_size or source_size
        self.attention = attention
        self.source_embedding = nn.Embedding(source_size, embedding_size, padding_idx=PAD)
        self.target_embedding = nn.Embedding(target_size, embedding_size, padding_idx=PAD)
        self.encoder = nn.GRU(embedding_size, hidden_size // 2, bidirectional=True)
        self.bridge = nn.Linear(hidden_size, hidden_size)
        # With attention the decoder is fed the last context beside the last token: it knows where it looked.
        self.decoder = nn.GRUCell(embedding_size + (hidden_size if attention else 0), hidden_size)
        if attention == "additive":
            self.W_q = nn.Linear(hidden_size, hidden_size, bias=False)
            self.W_k = nn.Linear(hidden_size, hidden_size, bias=False)
            self.v = nn.Linear(hidden_size, 1, bias=False)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear((2 if attention else 1) * hidden_size, target_size)

    def encode(self, source, lengths):
        """source (S, B), lengths (B,) -> memory (S, B, H), the decoder's first state (B, H), mask (B, S).

        Raises ValueError for a length outside 1..S.
        """
        check_shape("source", source, ("S", "B"))
        x = self.dropout(self.source_embedding(source))  # (S, B, D)
        memory, last = run_packed(self.encoder, x, lengths)  # (S, B, H), (2, B, H/2)
        h = torch.tanh(self.bridge(torch.cat([last[0], last[1]], dim=1)))  # (B, H): both directions' last states
        mask = torch.arange(len(source), device=source.device) < lengths.to(source.device)[:, None]  # (B, S)
        return memory, h, mask

    def step(self, token, h, context, memory, keys, mask):
        """One step of the decoder.

            h_t       = GRU([embedding of the last token; context_{t-1}], h_{t-1})
            e[s]      = vᵀ tanh(W_q h_t + W_k m_s)   "additive"      or   h_t · m_s   "dot"
            a         = softmax(e) over the source's own length
            context_t = Σ_s a[s] m_s
            scores    = W_y [h_t; context_t] + b_y

        token (B,), h (B, H), context (B, H), memory and keys (S, B, H), mask (B, S)
        -> scores (B, V), h (B, H), context (B, H), weights (B, S); without attention context and weights are None
        """
        x = self.dropout(self.target_embedding(token))  # (B, D)
        if self.attention is None:
            h = self.decoder(x, h)
            return self.output(self.dropout(h)), h, None, None
        h = self.decoder(torch.cat([x, context], dim=1), h)  # (B, H)
        if self.attention == "additive":
            e = self.v(torch.tanh(self.W_q(h) + keys)).squeeze(2)  # (S, B)
        else:
            e = (h * keys).sum(dim=2)  # (S, B)
        weights = e.T.masked_fill(~mask, -torch.inf).softmax(dim=1)  # (B, S)
        context = torch.einsum("bs,sbh->bh", weights, memory)
        return self.output(self.dropout(torch.cat([h, context], dim=1))), h, context, weights

    def forward(self, source, lengths, target):
        """Teacher forcing: the decoder is fed the right tokens, whatever it would have written.

        source (S, B), lengths (B,), target (T, B): its tokens and then STOP, filled up with PAD
        -> scores (T, B, V) of each token of the target, weights (T, B, S) or None without attention
        """
        check_shape("source", source, ("S", "B"))
        check_shape("target", target, ("T", source.shape[1]))
        start = torch.full_like(target[:1], START)
        return self._run(source, lengths, torch.cat([start, target[:-1]]), len(target))

    @torch.no_grad()
    def greedy(self, source, lengths, steps):
        """Write on its own, the likeliest token at each step, each sequence until its STOP, `steps` at most.

        source (S, B), lengths (B,) -> tokens (T, B), PAD after a sequence's STOP; weights (T, B, S) or None
        """
        check_positive("steps", steps, integer=True)
        scores, weights = self._run(source, lengths, None, steps)
        tokens = scores.argmax(dim=2)  # (T, B)
        over = (tokens == STOP).cumsum(dim=0) - (tokens == STOP).long() > 0
        return tokens.masked_fill(over, PAD), weights

    def _run(self, source, lengths, fed, steps):
        """`steps` steps, each fed with `fed` (T, B), or with what the step before wrote where that is None."""
        memory, h, mask = self.encode(source, lengths)
        keys = self.W_k(memory) if self.attention == "additive" else memory
        token, context = torch.full_like(source[0], START), torch.zeros_like(h)
        over = torch.zeros_like(token, dtype=torch.bool)
        scores, weights = [], []
        for t in range(steps):
            s, h, context, a = self.step(token if fed is None else fed[t], h, context, memory, keys, mask)
            scores.append(s)
            weights.append(a)
            if fed is None:
                token = s.argmax(dim=1)
                over |= token == STOP
                if over.all():
                    break
        return torch.stack(scores), torch.stack(weights) if self.attention else None

    def loss(self, source, lengths, target):
        """The mean cross-entropy in nats of the target's tokens, STOP included and PAD not, with teacher forcing."""
        scores, _ = self(source, lengths, target)
        return F.cross_entropy(scores.flatten(0, 1), target.flatten(), ignore_index=PAD)
