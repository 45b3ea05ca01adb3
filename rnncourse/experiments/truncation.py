"""Truncated backpropagation through time, TBPTT(k1, k2): every k1 steps, send the loss of these steps back k2 steps.

The task is an echo: at each step of an endless stream of +1 and -1 the network is asked what came `delay` steps before.
The gradient of a step's loss reaches the step it asks for only where the way back is longer than the delay.
"""

from typing import NamedTuple

import numpy as np

from rnncourse.batching import IGNORE
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.scratch import RNN, Adam, Network, clip_norm, softmax_cross_entropy

PAIRS = tuple((k1, k2) for k2 in (4, 8, 16, 32) for k1 in (2, 4, 8, 16) if k1 <= k2)
DELAY = 10
RATES = (0.001, 0.003, 0.01)
SEEDS = range(5)
STREAMS = 16


class Echoed(NamedTuple):
    """A trained network, the share of a new stream that it answers rightly, and the steps that were sent back."""

    network: Network
    right: float
    steps_back: int


def echo_stream(steps: int, delay: int, *, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """x (T, B, 1) of +1 and -1, y (T, B): 1 where x was +1 `delay` steps before; nothing is asked until then."""
    bits = rng.integers(0, 2, (steps, STREAMS))
    y = np.full((steps, STREAMS), IGNORE)
    y[delay:] = bits[: steps - delay]
    return (2 * bits - 1).astype(np.float32)[:, :, None], y


def truncated(network: Network, x: np.ndarray, y: np.ndarray, *, k1: int, k2: int, optimizer: Adam) -> int:
    """Read a stream once by TBPTT(k1, k2), with an update every k1 steps -> how many steps were sent back in all.

    k2 : a multiple of k1; the state at the beginning of each k2 steps is kept, so that they can be read again
    """
    if k2 % k1:
        raise ValueError(f"k2: expected a multiple of k1 = {k1}, got {k2}")
    states, back = [None], 0  # the states after 0, k1, 2 k1 … steps
    for end in range(k1, len(x) + 1, k1):
        begin = max(end - k2, 0)
        asked = y[begin:end].copy()
        asked[: end - begin - k1] = IGNORE  # these steps had their update
        scores, state, cache = network.forward(x[begin:end], states[begin // k1])
        states.append(state if k1 == k2 else network.forward(x[end - k1 : end], states[-1])[1])
        back += end - begin
        if (asked != IGNORE).any():
            grads = network.backward(cache, softmax_cross_entropy(scores, asked)[1])
            clip_norm(grads, 1.0)
            optimizer.step(network.params, grads)
    return back


def learn_to_echo(k1: int, k2: int, *, delay: int, steps: int, rate: float, seed: int, units: int = 24) -> Echoed:
    """A new network after one reading of a stream of `steps` steps, 16 side by side."""
    rng = np.random.default_rng(seed)
    network = Network(RNN(1, units, rng=rng), 2, rng=rng)
    stream = echo_stream(steps, delay, rng=rng)
    back = truncated(network, *stream, k1=k1, k2=k2, optimizer=Adam(rate))
    x, y = echo_stream(2000, delay, rng=np.random.default_rng(99))
    right = float((network.forward(x)[0].argmax(axis=2) == y)[delay:].mean())
    return Echoed(network, right, back)


def run_truncation(settings: Settings) -> Figures:
    """What one network answers rightly, and how many steps it sent back for that."""
    learned = learn_to_echo(**{name: settings[name] for name in ("k1", "k2", "delay", "steps", "rate", "seed")})
    return {"right": learned.right, "steps_back": learned.steps_back}


def best_right(rows: Rows, k1: int, k2: int) -> np.ndarray:
    """The shares answered rightly at the rate whose median is the highest (seeds,)."""
    by_rate = [rows.figures("right", k1=k1, k2=k2, rate=rate) for rate in rows.values("rate")]
    return max(by_rate, key=np.median)


def truncation_claims(rows: Rows) -> dict[str, bool]:
    """What lies beyond the way back is not learned, at no rate; what lies within is."""
    shut = [rows.figures("right", k1=k1, k2=k2).max() for k1, k2 in PAIRS if k2 <= DELAY]
    open_ = [best_right(rows, k1, k2).min() for k1, k2 in PAIRS if k2 - k1 >= DELAY]
    return {
        "where no way back is longer than the delay, no rate and no seed gets past 0.75": max(shut) < 0.75,
        "where every way back is longer than the delay, the best rate answers over 0.95 on every seed": min(open_)
        > 0.95,
    }


STUDIES = (
    Study(
        "truncation",
        "Which way back, TBPTT(k1, k2), teaches a network to repeat what it read ten steps before?",
        lambda rows: rows.lacking(
            settings
            for k1, k2 in PAIRS
            for settings in every(k1=[k1], k2=[k2], delay=[DELAY], steps=[8000], rate=RATES, seed=SEEDS)
        ),
        run_truncation,
        truncation_claims,
    ),
)
