"""Sequence autoencoder: one network reads a sequence into a vector, another writes it again from that vector alone.

All that passes is the encoder's last state, the *code* (Dai & Le 2015; for words Li, Luong & Jurafsky 2015). It needs
no labels. Shapes as in the legend of `rnncourse.shapes`: a sequence has S tokens, S + 1 with its stop; a code H numbers.
"""

from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from rnncourse.arguments import check_between, check_kind
from rnncourse.batching import PairBatch
from rnncourse.models.checks import check_tensor
from rnncourse.models.inference import evaluating
from rnncourse.models.seq2seq import LONGEST, Seq2Seq
from rnncourse.shapes import check_numbers, check_positive
from rnncourse.text import Vocabulary


class Autoencoder(nn.Module):
    """`Seq2Seq` without attention, whose target is its source.

    vocabulary : with pad, start, stop and, where words are dropped, unknown; both sides share one embedding
    embedding_size, hidden_size, dropout : as `Seq2Seq` takes them; a code has hidden_size numbers
    word_dropout : share of the tokens fed to the decoder that training shows as unknown, so that it has to ask the
        code and cannot guess the next word from the last alone (Bowman et al. 2016)
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        *,
        embedding_size: int = 64,
        hidden_size: int = 128,
        dropout: float = 0.0,
        word_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.writer = Seq2Seq(
            vocabulary, embedding_size=embedding_size, hidden_size=hidden_size, dropout=dropout, tied=True
        )
        self.writer.source_embedding = self.writer.target_embedding
        self.word_dropout: float = check_between("word_dropout", word_dropout, 0, 1)
        self.unknown = vocabulary.id_of("unknown") if self.word_dropout else self.writer.pad
        self.pad, self.start, self.stop = self.writer.pad, self.writer.start, self.writer.stop

    def batch(self, sequences: Sequence[Sequence[int] | np.ndarray]) -> PairBatch:
        """B sequences of ids as tensors, each its own target."""
        return self.writer.batch(sequences, sequences)

    def forward(self, source: torch.Tensor, lengths: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """source (S, B), lengths (B,), target (T, B): its tokens, then stop, filled up with pad -> log_probs (T, B, V)."""
        check_tensor("target", target, ("T", "B"), self.writer.target_embedding.num_embeddings)
        code = self.writer.encode(source, lengths).h  # (B, H)
        fed = torch.cat([torch.full_like(target[:1], self.start), target[:-1]])  # (T, B)
        if self.training and self.word_dropout:
            hidden = torch.rand(fed.shape, device=fed.device) < self.word_dropout
            fed = fed.masked_fill(hidden, self.unknown)
        return self.written(fed, code)

    def written(self, fed, code):
        w = self.writer
        cell, x = w.decoder, w.dropout(w.target_embedding(fed))
        h, _ = torch.gru(
            x,
            code[None],
            [cell.weight_ih, cell.weight_hh, cell.bias_ih, cell.bias_hh],
            True,
            1,
            0.0,
            self.training,
            False,
            False,
        )
        return w.output(w.dropout(h)).log_softmax(dim=2)

    def loss(self, b):
        return nn.functional.nll_loss(self(*b).flatten(0, 1), b.target.flatten(), ignore_index=self.pad)
