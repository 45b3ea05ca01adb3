"""A model in use: no dropout, no gradients."""

import contextlib
from collections.abc import Iterator
from typing import Any

import torch

from rnncourse.batching import to_device


@contextlib.contextmanager
def evaluating(model: torch.nn.Module, batch: Any) -> Iterator[Any]:
    """Evaluation mode and no gradients for the length of the block; then each part has the mode it had.

    Yields the batch, its tensors on the device of the model.
    """
    modes = {part: part.training for part in model.modules()}
    model.eval()
    try:
        with torch.no_grad():
            yield to_device(batch, next(model.parameters()).device)
    finally:
        for part, training in modes.items():
            part.training = training
