"""Tasks made for testing memory: sequences drawn afresh, with answers that need what was shown long before."""

import numpy as np

from rnncourse.scratch.output import IGNORE
from rnncourse.shapes import check_positive


def adding_problem(steps, batch_size, *, rng):
    """Add the two marked numbers (Hochreiter & Schmidhuber 1997).

    x[..., 0] is uniform in 0..1; x[..., 1] is 1 at one place in the first half and one in the second, 0 elsewhere.
    Always answering 1 has a mean squared error of 1/6.

    steps at least 2 -> x (T, B, 2) float32, y (T, B, 1) float32: the sum at the last step, NaN before
    """
    check_positive("batch_size", batch_size, integer=True)
    check_positive("steps", steps, integer=True)
    if steps < 2:
        raise ValueError(f"steps: expected at least 2, one for each number to add, got {steps}")
    x = np.zeros((steps, batch_size, 2), np.float32)
    x[:, :, 0] = rng.random((steps, batch_size))
    batch, half = np.arange(batch_size), steps // 2
    x[rng.integers(0, half, batch_size), batch, 1] = 1
    x[rng.integers(half, steps, batch_size), batch, 1] = 1
    y = np.full((steps, batch_size, 1), np.nan, np.float32)
    y[-1, :, 0] = (x[:, :, 0] * x[:, :, 1]).sum(axis=0)
    return x, y


def copy_task(delay, batch_size, *, length=3, symbols=4, rng):
    """Repeat a word after a delay (Hochreiter & Schmidhuber 1997; this form: Arjovsky et al. 2016).

    The word stands at the first `length` steps; then comes a blank for delay - 1 steps, then a sign to begin, then
    blanks while the word is to be written.

    -> x (2 length + delay, B, symbols + 2) float32, one-hot: the symbols, the blank, the sign; y (T, B) int64, the
    word at the last `length` steps, IGNORE before
    """
    for name, value in (("delay", delay), ("batch_size", batch_size), ("length", length), ("symbols", symbols)):
        check_positive(name, value, integer=True)
    word = rng.integers(0, symbols, (length, batch_size))
    ids = np.full((2 * length + delay, batch_size), symbols)
    ids[:length] = word
    ids[length + delay - 1] = symbols + 1
    y = np.full(ids.shape, IGNORE)
    y[-length:] = word
    return np.eye(symbols + 2, dtype=np.float32)[ids], y
