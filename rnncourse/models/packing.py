"""Recurrent layers of PyTorch over sequences of different lengths."""

from typing import Any

import numpy as np
import torch
from torch import nn

from rnncourse.shapes import check_lengths


def run_packed(layer: nn.RNNBase, x: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, Any]:
    """Run nn.LSTM or nn.GRU so that the padding has no part in it: the reverse half begins at each sequence's own end.

    x (T, B, D), lengths (B,) -> y (T, B, H), 0 after each end; the state in which each sequence ends.
    Raises ValueError for a length outside 1..T.
    """
    T, B, _ = x.shape
    lengths = lengths.cpu()  # where torch wants them, whatever the device
    check_lengths(np.asarray(lengths), T, B)
    if lengths.min() < 1:
        raise ValueError(f"lengths: expected at least 1 for each sequence, got {int(lengths.min())}; drop empty ones")
    if lengths.min() == T:  # no padding: the same numbers, and PyTorch's CPU path for it is three times as fast
        return layer(x)
    packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    y, state = layer(packed)
    return nn.utils.rnn.pad_packed_sequence(y, total_length=T)[0], state


def reverse_within_lengths(x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Each sequence of x (T, B, D) in the reverse order, within its own length: the padding stays at the end."""
    steps = torch.arange(len(x), device=x.device)[:, None]  # (T, 1)
    lengths = lengths.to(x.device)
    source = torch.where(steps < lengths, lengths - 1 - steps, steps)  # (T, B)
    return x.gather(0, source[:, :, None].expand_as(x))
