"""The batches of a language model from ids that lie in a file, a stretch of them at a time."""

from collections.abc import Iterator

import numpy as np
import torch

from rnncourse.batching import StreamBatch, stream_length
from rnncourse.textfiles.idfile import IdFile

AT_ONCE = 2**18  # ids that are read at a time


class Streams:
    """The training part of an id file as the batches of an epoch, those that `models.text_batches` makes of it.

    len(streams) : how many batches an epoch has

    Raises ValueError for a text that is too short for one full batch.
    """

    def __init__(self, ids: IdFile, batch_size: int, steps: int) -> None:
        self._batches = stream_length(ids.sizes[0], batch_size, steps)
        self.ids, self.batch_size, self.steps = ids, batch_size, steps
        self.length = (ids.sizes[0] - 1) // batch_size  # of a stream

    def __len__(self) -> int:
        return self._batches

    def start(self, batch: int) -> Iterator[StreamBatch]:
        """The batches of an epoch from this one on."""
        T = self.steps
        stride = max(AT_ONCE // (self.batch_size * T), 1) * T
        for begin in range(batch * T, self.length, stride):
            end = min(begin + stride, self.length)
            firsts = [b * self.length for b in range(self.batch_size)]
            block = np.stack([self.ids.read(0, first + begin, first + end + 1) for first in firsts], axis=1)
            tokens = torch.from_numpy(block)  # (steps read, and one more; B)
            for t in range(0, end - begin, T):
                stop = min(t + T, end - begin)
                yield StreamBatch(tokens[t:stop], tokens[t + 1 : stop + 1], begin + t == 0)
