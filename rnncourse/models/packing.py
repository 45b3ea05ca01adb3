"""Recurrent layers of PyTorch over sequences of different lengths."""

from typing import Any

import torch
from torch import nn

from rnncourse.arguments import check_kind
from rnncourse.models.checks import check_tensor, tensor_lengths


def run_packed(layer: nn.RNNBase, x: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, Any]:
    """Run nn.LSTM or nn.GRU so that the padding has no part in it: the reverse half begins at each sequence's own end.

    x (T, B, D), lengths (B,) -> y (T, B, H), 0 after each end; the state in which each sequence ends.
    Raises ValueError for a length outside 1..T.
    """
    check_kind("layer", layer, nn.RNNBase)
    check_tensor("x", x, ("T", "B", layer.input_size), lengths=lengths, dtype=next(layer.parameters()).dtype)
    T, B, _ = x.shape
    lengths = tensor_lengths(lengths, T, B)  # on the CPU, where torch wants them, whatever the device
    if lengths.min() == T:  # no padding: the same numbers, and PyTorch's CPU path for it is three times as fast
        return layer(x)
    packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    y, state = layer(packed)
    return nn.utils.rnn.pad_packed_sequence(y, total_length=T)[0], state


def reverse_within_lengths(x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Each sequence of x (T, B, D) in the reverse order, within its own length: the padding stays at the end."""
    check_tensor("x", x, ("T", "B", "D"), lengths=lengths)
    steps = torch.arange(len(x), device=x.device)[:, None]  # (T, 1)
    lengths = tensor_lengths(lengths, *x.shape[:2]).to(x.device)
    source = torch.where(steps < lengths, lengths - 1 - steps, steps)  # (T, B)
    return x.gather(0, source[:, :, None].expand_as(x))
