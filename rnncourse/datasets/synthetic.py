"""Tasks made for testing memory: sequences drawn afresh, with answers that need what was shown long before."""

import numpy as np

from rnncourse.arguments import check_room
from rnncourse.batching import IGNORE
from rnncourse.shapes import check_generator, check_positive


def adding_problem(steps: int, batch_size: int, *, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Add the two marked numbers (Hochreiter & Schmidhuber 1997).

    x[..., 0] is uniform in 0..1; x[..., 1] is 1 at one place in the first half and one in the second, 0 elsewhere.
    Always answering 1 has a mean squared error of 1/6.

    Parameters
    ----------
    steps : int, at least 2
    batch_size : int
    rng : np.random.Generator

    Returns
    -------
    x : (T, B, 2) float32
    y : (T, B, 1) float32
        The sum at the last step, NaN before.

    Raises
    ------
    ValueError
        Fewer than 2 steps, a batch_size below 1.
    """
    _check(rng, steps=steps, batch_size=batch_size)
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


def copy_task(
    delay: int, batch_size: int, *, length: int = 3, symbols: int = 4, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Repeat a word after a delay (Hochreiter & Schmidhuber 1997; this form: Arjovsky et al. 2016).

    The word stands at the first `length` steps; then comes a blank for delay - 1 steps, then a sign to begin, then
    blanks while the word is to be written.

    Parameters
    ----------
    delay : int
    batch_size : int
    length : int
        Symbols in the word.
    symbols : int
        How many symbols there are to make words of.
    rng : np.random.Generator

    Returns
    -------
    x : (T, B, symbols + 2) float32, T = 2 length + delay
        One-hot: the symbols, the blank, the sign.
    y : (T, B) int64
        The word at the last `length` steps, IGNORE before.

    Raises
    ------
    ValueError
        A number below 1.
    """
    delay, batch_size, length, symbols = _check(rng, delay=delay, batch_size=batch_size, length=length, symbols=symbols)
    check_room("symbols", symbols + 2, symbols + 2)
    check_room("delay, batch_size, length, symbols", 2 * length + delay, batch_size, symbols + 2)
    word = rng.integers(0, symbols, (length, batch_size))
    ids = np.full((2 * length + delay, batch_size), symbols)
    ids[:length] = word
    ids[length + delay - 1] = symbols + 1
    y = np.full(ids.shape, IGNORE)
    y[-length:] = word
    return np.eye(symbols + 2, dtype=np.float32)[ids], y


def balance(steps: int, batch_size: int, *, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Count ups and downs: were there more of one so far? (after Weiss, Goldberg & Yahav 2018)

    Each step is an up or a down, one as likely as the other.

    Parameters
    ----------
    steps : int
    batch_size : int
    rng : np.random.Generator

    Returns
    -------
    x : (T, B, 2) float32
        One-hot: up, down.
    y : (T, B) int64
        At each step, of all steps so far: 0 more downs, 1 as many, 2 more ups.

    Raises
    ------
    ValueError
        A number below 1.
    """
    steps, batch_size = _check(rng, steps=steps, batch_size=batch_size)
    move = rng.choice([-1, 1], (steps, batch_size))
    x = np.stack([move > 0, move < 0], axis=2).astype(np.float32)
    return x, np.sign(move.cumsum(axis=0)) + 1


def oscillation(steps: int, batch_size: int, *, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Predict the next value of an oscillation driven by noise: v_t = 1.342 v_{t-1} - 0.655 v_{t-2} + e_t.

    e_t is drawn from the standard normal distribution, so no forecast can have a mean squared error below 1. The two
    numbers are those that G. U. Yule (1927) found for the yearly sunspots; one cycle takes about eleven steps.

    Parameters
    ----------
    steps : int
    batch_size : int
    rng : np.random.Generator

    Returns
    -------
    x : (T, B, 1) float32
        v_t
    y : (T, B, 1) float32
        v_{t+1}

    Raises
    ------
    ValueError
        A number below 1.
    """
    steps, batch_size = _check(rng, steps=steps, batch_size=batch_size)
    settle = 50  # steps until the start at zero is forgotten
    v = rng.standard_normal((settle + steps + 1, batch_size))
    for t in range(2, len(v)):
        v[t] += 1.342 * v[t - 1] - 0.655 * v[t - 2]
    v = v[settle:, :, None].astype(np.float32)
    return v[:-1], v[1:]


def _check(rng: np.random.Generator, **numbers: int) -> list[int]:
    """The numbers as Python has them; ValueError for one below 1, or more than there is room for."""
    check_generator(rng)
    found = [check_positive(name, value, integer=True) for name, value in numbers.items()]
    check_room(", ".join(numbers), *found)
    return found
