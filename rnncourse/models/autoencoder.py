"""Sequence autoencoder: one network reads a sequence into a vector, another writes it again from that vector alone.

All that passes is the encoder's last state, the *code* (Dai & Le 2015; Li, Luong & Jurafsky 2015). It needs no labels.
Shapes as in the legend of `rnncourse.shapes`: S tokens of a sequence, T = S + 1 with its stop; a code has H numbers.
"""

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from rnncourse.arguments import check_between, check_kind
from rnncourse.batching import PairBatch
from rnncourse.models.inference import evaluating
from rnncourse.models.seq2seq import LONGEST, DecoderState, Seq2Seq
from rnncourse.shapes import check_numbers
from rnncourse.text import Vocabulary


class Autoencoder(nn.Module):
    """`Seq2Seq` without attention, whose target is its source.

    vocabulary : with pad, start and stop; encoder, decoder and output share one embedding
    embedding_size, hidden_size, dropout : as `Seq2Seq` takes them; a code has hidden_size numbers
    """

    def __init__(
        self, vocabulary: Vocabulary, *, embedding_size: int = 64, hidden_size: int = 128, dropout: float = 0.0
    ) -> None:
        super().__init__()
        check_kind("vocabulary", vocabulary, Vocabulary)
        self.writer = Seq2Seq(
            vocabulary, embedding_size=embedding_size, hidden_size=hidden_size, dropout=dropout, tied=True
        )
        self.writer.source_embedding = self.writer.target_embedding
        self.dropout = self.writer.dropout
        self.pad, self.start, self.stop = self.writer.pad, self.writer.start, self.writer.stop

    def batch(self, sequences: Sequence[Sequence[int] | np.ndarray]) -> PairBatch:
        """B sequences of ids as tensors, each its own target."""
        return self.writer.batch(sequences, sequences)

    def forward(self, source: torch.Tensor, lengths: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """source (S, B), lengths (B,), target (T, B): the source and its stop, filled up with pad.

        -> log_probs (T, B, V) of each token of the target, with teacher forcing
        """
        log_probs, _ = self.writer(source, lengths, target)
        return log_probs

    def loss(self, batch: PairBatch) -> torch.Tensor:
        """The mean surprise in nats of a token, stop included and pad not, with teacher forcing."""
        return self.writer.loss(batch)

    def predict(self, batch: PairBatch, steps: int | None = None) -> np.ndarray:
        """Each sequence read and written again: the likeliest token at each step, ids (T, B), pad after its stop.

        steps : how many at most; None means as many as the longest target has
        """
        return self.writer.predict(batch, steps).tokens

    def codes(self, batch: PairBatch) -> np.ndarray:
        """What passes of each sequence: codes (B, H)."""
        check_kind("batch", batch, PairBatch)
        with evaluating(self, batch) as (source, lengths, _):
            return self.writer.encode(source, lengths).h.cpu().numpy()

    def decode(self, codes: np.ndarray, steps: int = 20) -> np.ndarray:
        """Codes (B, H) -> what is written from each, ids (T, B), pad after its stop, at most so many steps."""
        steps = check_between("steps", steps, 1, LONGEST, integer=True)
        H = self.writer.decoder.hidden_size
        numbers = check_numbers("codes", codes, ("B", H))
        h = torch.from_numpy(numbers).to(self.writer.decoder.weight_hh)
        nothing = h.new_zeros(0, len(h), H)
        written: list[torch.Tensor] = []
        with evaluating(self, (h,)) as (h,):
            state = DecoderState(h, torch.zeros_like(h), nothing, nothing, h.new_zeros(len(h), 0, dtype=torch.bool))
            token = torch.full((len(h),), self.start, device=h.device)
            ended = torch.zeros_like(token, dtype=torch.bool)
            while len(written) < steps and not ended.all():
                log_probs, state = self.writer.step(token, state)
                token = log_probs.argmax(dim=1)
                written.append(token.masked_fill(ended, self.pad))
                ended |= token == self.stop
        return torch.stack(written).cpu().numpy()

    def interpolate(self, batch: PairBatch, points: int = 5, steps: int = 20) -> np.ndarray:
        """What is written from the straight line between the codes of two sequences, ids (T, points), ends included.

        batch : of two sequences
        """
        points = check_between("points", points, 2, 1000, integer=True)
        codes = self.codes(batch)
        if len(codes) != 2:
            raise ValueError(f"batch: expected two sequences, got {len(codes)}")
        shares = np.linspace(0, 1, points)[:, None]
        return self.decode((1 - shares) * codes[0] + shares * codes[1], steps)

    def surprise(self, batch: PairBatch) -> np.ndarray:
        """How badly each sequence is written again: the mean surprise of its tokens and stop in nats, (B,)."""
        check_kind("batch", batch, PairBatch)
        if batch.target is None:
            raise ValueError("batch: expected a target, got None; make the batch with the model's `batch`")
        with evaluating(self, batch) as (source, lengths, target):
            log_probs = self(source, lengths, target)
            nats = F.nll_loss(log_probs.permute(1, 2, 0), target.T.long(), ignore_index=self.pad, reduction="none")
            return (nats.sum(dim=1) / (target.T != self.pad).sum(dim=1)).cpu().numpy()
