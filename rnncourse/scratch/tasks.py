"""Tasks made for testing memory: sequences drawn afresh, with answers that need what was shown long before."""

import numpy as np

from rnncourse.batching import IGNORE
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


def balance(steps, batch_size, *, rng):
    """Count ups and downs, as in a game of chance: who is ahead now? (after Weiss, Goldberg & Yahav 2018)

    Each step is an up or a down. The answer at each step says which there were more of so far.

    -> x (T, B, 2) float32, one-hot: up, down; y (T, B) int64: 0 more downs, 1 as many, 2 more ups
    """
    for name, value in (("steps", steps), ("batch_size", batch_size)):
        check_positive(name, value, integer=True)
    move = rng.choice([-1, 1], (steps, batch_size))
    x = np.stack([move > 0, move < 0], axis=2).astype(np.float32)
    return x, np.sign(move.cumsum(axis=0)) + 1


def oscillation(steps, batch_size, *, rng):
    """Predict the next value of a swing that chance keeps going: v_t = 1.342 v_{t-1} - 0.655 v_{t-2} + e_t.

    e_t is drawn from the standard normal distribution, so no forecast can have a mean squared error below 1. The two
    numbers are those that G. U. Yule (1927) found for the yearly sunspots; one swing takes about eleven steps.

    -> x (T, B, 1) float32: v_t; y (T, B, 1) float32: v_{t+1}
    """
    for name, value in (("steps", steps), ("batch_size", batch_size)):
        check_positive(name, value, integer=True)
    settle = 50  # steps until the start at zero is forgotten
    v = rng.standard_normal((settle + steps + 1, batch_size))
    for t in range(2, len(v)):
        v[t] += 1.342 * v[t - 1] - 0.655 * v[t - 2]
    v = v[settle:, :, None].astype(np.float32)
    return v[:-1], v[1:]
