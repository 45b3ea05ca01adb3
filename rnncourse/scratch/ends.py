"""Where sequences end: the steps after it, and zeros in the place of whatever stands there."""

from collections.abc import Sequence

import numpy as np

from rnncourse.shapes import check_lengths


def zeros_past(ended: np.ndarray | None, array: np.ndarray) -> np.ndarray:
    """The array (T, B, ·) with zeros where a sequence has ended: what stands there may be anything."""
    return array if ended is None else np.where(ended, np.zeros((), array.dtype), array)


def past_the_end(lengths: Sequence[int] | np.ndarray | None, T: int, B: int) -> np.ndarray | None:
    """Where a sequence has ended: (T, B, 1) booleans, or None if every sequence fills all T steps."""
    if lengths is None:
        return None
    lengths = check_lengths(lengths, T, B)
    return None if (lengths == T).all() else (np.arange(T)[:, None] >= lengths)[:, :, None]
