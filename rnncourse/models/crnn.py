"""CRNN: convolutions make a sequence of a picture, a BiLSTM reads it, CTC aligns it with the labels.

After Shi, Bai & Yao (2017), in small. Shapes, besides the legend of `rnncourse.shapes`: height and W of a picture,
C channels, S labels of a target.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from rnncourse.arguments import check_between, check_flag, check_has, check_kind, check_list
from rnncourse.batching import LineBatch
from rnncourse.decoding import ctc_greedy
from rnncourse.models.checks import check_tensor, checked_sizes, on_cpu
from rnncourse.models.inference import evaluating
from rnncourse.models.packing import run_packed
from rnncourse.shapes import check_ids, check_lengths, check_shape, shown

BLANK = 0  # the label that CTC keeps for itself


class CRNN(nn.Module):
    """Reads a line of writing: pictures (B, 1, height, W) -> log-probabilities (T, B, K) of labels, T = W / 2.

    height : rows of a picture, a multiple of 4
    labels : K, the blank (label 0) included
    channels : of each convolution, two or more; after two a step sees 8 columns of the picture, each more adds 4
    hidden_size : H of the LSTM in each direction
    recurrent : False leaves the LSTM out: each step then sees those columns and no more
    dropout : share of the features that training sets to zero, before and after the LSTM
    """

    def __init__(
        self,
        height: int = 16,
        labels: int = 11,
        *,
        channels: Sequence[int] = (16, 32, 32),
        hidden_size: int = 48,
        recurrent: bool = True,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        height, labels, hidden_size = checked_sizes(height=height, labels=labels, hidden_size=hidden_size)
        if height % 4:
            raise ValueError(f"height: expected a multiple of 4, as two poolings halve it, got {height}")
        self.height = height
        if len(check_list("channels", channels, of="numbers")) < 2:
            raise ValueError(
                f"channels: expected one number for each of two or more convolutions, got {shown(channels)}"
            )
        channels = checked_sizes(**{f"channels[{i}]": number for i, number in enumerate(channels)})
        recurrent, dropout = check_flag("recurrent", recurrent), check_between("dropout", dropout, 0, 1)
        pairs = list(zip((1, *channels[:-1]), channels, strict=True))
        # Without the normalisation CTC stays for long where it starts, at nothing but blanks.
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1) for a, b in pairs)
        self.norms = nn.ModuleList(nn.BatchNorm2d(b) for b in channels)
        features = channels[-1] * height // 4
        self.lstm = nn.LSTM(features, hidden_size, bidirectional=True) if recurrent else None
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(2 * hidden_size if recurrent else features, labels)

    def forward(self, images: torch.Tensor, widths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """images (B, 1, height, W) float, widths (B,) int -> log-probabilities (T, B, K), how many of T count (B,)."""
        images, lengths = self._checked(images, widths)
        inside = (torch.arange(images.shape[3] // 2) < lengths[:, None])[:, None, None].to(images)  # (B, 1, 1, W/2)
        a = images
        for layer, (convolution, norm) in enumerate(zip(self.convolutions, self.norms, strict=True)):
            a = F.relu(norm(convolution(a)))
            if layer == 0:
                a = F.max_pool2d(a, 2)  # (B, C, height/2, W/2)
            # After a string's end the bias of a convolution is left, and the next would read it.
            a = a * inside
        a = F.max_pool2d(a, (2, 1))  # (B, C, height/4, W/2)
        x = a.flatten(1, 2).permute(2, 0, 1)  # (T, B, C·height/4): two columns of the picture are a time step
        x = self.dropout(x)
        if self.lstm is not None:
            x = self.dropout(run_packed(self.lstm, x, lengths)[0])  # (T, B, 2H)
        return self.output(x).log_softmax(dim=-1), lengths  # (T, B, K)

    def _checked(self, images: Any, widths: Any) -> tuple[torch.Tensor, torch.Tensor]:
        """The pictures, 0 to the right of their own width whatever stood there, and the lengths, half their widths."""
        pattern = ("B", 1, self.height, "W")
        check_shape("images", images, pattern)
        B, _, _, W = images.shape
        columns = _columns(widths, W, B)
        if isinstance(images, torch.Tensor):
            ink = torch.from_numpy(np.arange(W) < columns[:, None])[:, None, None].to(images.device)  # (B, 1, 1, W)
            images = images.masked_fill(~ink, 0)
        check_tensor("images", images, pattern, dtype=self.output.weight.dtype)
        return images, torch.from_numpy(columns) // 2

    def loss(self, batch: LineBatch) -> torch.Tensor:
        """The mean over the lines of -log p(target) in nats.

        A line too narrow for its labels, which no path can spell, counts 0 and teaches nothing.
        """
        images, widths, targets, target_lengths = check_kind("batch", batch, LineBatch)
        log_probs, lengths = self(images, widths)
        B, K = log_probs.shape[1:]
        check_tensor("targets", targets, ("S",), K)
        spelled = check_lengths(on_cpu(target_lengths), len(targets), B, "target_lengths", letter="S", of="labels")
        if spelled.sum() != len(targets) or (targets == BLANK).any():
            raise ValueError(
                f"targets: expected the {spelled.sum()} labels of all lines, none of them the blank {BLANK}, got "
                f"{len(targets)}, {int((targets == BLANK).sum())} of them blanks"
            )
        # reduction="mean" of PyTorch would divide by the lengths of the targets as well.
        total = F.ctc_loss(
            log_probs, targets, lengths, torch.from_numpy(spelled), blank=BLANK, reduction="sum", zero_infinity=True
        )
        return total / len(lengths)

    def log_probs(self, batch: LineBatch) -> tuple[np.ndarray, np.ndarray]:
        """Log-probabilities (T, B, K) and how many of the T steps count (B,): what the decoders of `decoding` take."""
        check_kind("batch", batch, LineBatch)
        with evaluating(self, batch) as (images, widths, _, _):
            log_probs, lengths = self(images, widths)
        return log_probs.cpu().numpy(), lengths.cpu().numpy()

    def predict(self, batch: LineBatch) -> list[np.ndarray]:
        """The labels of each line, B arrays (S,), by the likeliest path."""
        return [decoded.labels for decoded in ctc_greedy(*self.log_probs(batch), blank=BLANK)]


def line_batch(strings: Any) -> LineBatch:
    """A `datasets.DigitStrings`, or what has its fields images, widths and targets, as tensors."""
    check_has("strings", strings, ("images", "widths", "targets"), what="strings of digits")
    targets, lengths = np.concatenate(strings.targets), np.array([len(target) for target in strings.targets])
    return LineBatch(*(torch.from_numpy(a) for a in (strings.images, strings.widths, targets, lengths)))


def _columns(widths: Any, W: int, B: int) -> np.ndarray:
    """How many columns of each picture count, (B,), each 2..W; ValueError otherwise."""
    columns = check_ids(on_cpu(widths), name="widths")
    check_shape("widths", columns, (B,))
    if columns.min() < 2 or columns.max() > W:
        wrong = columns.min() if columns.min() < 2 else columns.max()
        raise ValueError(f"widths: expected 2 to W = {W} columns, got {wrong}")
    return columns
