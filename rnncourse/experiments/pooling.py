"""One verdict on a whole sequence: from the last state, from the mean of all states, or by attention.

A sequence holds 60 ids below 20. One is the marker, id 4; the class is the id right after it, 0 to 3. These ids stand
elsewhere too and mean nothing there.
"""

from typing import Any

import numpy as np

from rnncourse.experiments.cells import with_bias
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.scratch import GRU, RNN, Adam, Bidirectional, Network, Pooled, fit, identity
from rnncourse.scratch.layer import Layer

LAYERS = ("LSTM", "GRU", "BiRNN")
POOLINGS = ("last", "mean", "attention")
RATES = (5e-3, 1e-2, 2e-2)
UPDATES, EVERY = 1500, 10
SEARCH_SEEDS = (100, 101, 102)
GOAL = 0.95


def marked(count: int, rng: np.random.Generator, steps: int = 60) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ids (T, B), classes (1, B), and where the marker stands (B,)."""
    x = rng.integers(0, 20, (steps, count))
    x[x == 4] = 5
    place, y = rng.integers(0, steps - 1, count), rng.integers(0, 4, count)
    batch = np.arange(count)
    x[place, batch], x[place + 1, batch] = 4, y
    return x, y[None], place


def judge(layer: str, pooling: str, rng: np.random.Generator) -> Network:
    """An embedding of 12, a layer of 16 units (BiRNN: 8 each way), pooling, 4 scores.

    Each layer begins as is best for its memory: the LSTM with a forget bias of 1, the BiRNN with ReLU and the identity.
    """
    made: Layer
    if layer == "BiRNN":
        made = Bidirectional(_keeping_rnn(rng), _keeping_rnn(rng))
    else:
        made = with_bias(1)(12, 16, rng=rng) if layer == "LSTM" else GRU(12, 16, rng=rng)
    return Network(Pooled(made, pooling, rng=rng), 4, vocab_size=20, rng=rng)


def _keeping_rnn(rng: np.random.Generator) -> RNN:
    half = RNN(12, 8, nonlinearity="relu", rng=rng)
    half.params["W_hh"] = identity(8)
    return half


def learn_to_judge(
    layer: str, pooling: str, *, rate: float, seed: int, updates: int = UPDATES
) -> tuple[Network, list[float]]:
    """A new network, and its accuracy on 1,000 validation sequences after every 10 updates.

    It ends as soon as 98 in 100 are right, or after `updates`; the best weights are kept.
    """
    rng = np.random.default_rng(seed)
    network = judge(layer, pooling, rng)
    x, y, _ = marked(1000, np.random.default_rng(98))
    history = fit(
        network,
        lambda: [marked(32, rng)[:2] for _ in range(EVERY)],
        epochs=updates // EVERY,
        optimizer=Adam(rate),
        clip=1.0,
        validate=lambda: 1 - accuracy(network, x, y),
        goal=0.02,
        bar=False,
    )
    return network, [1 - wrong for wrong in history.validation]


def accuracy(network: Network, x: np.ndarray, y: np.ndarray) -> float:
    """The share of sequences (T, B) whose class (1, B) is told right."""
    return float((network.forward(x)[0][0].argmax(axis=1) == y[0]).mean())


def run_pooling(settings: Settings) -> Figures:
    """One network: how right in validation, and on 2,000 new sequences; the updates until 95 % were right."""
    options = {name: settings[name] for name in ("layer", "pooling", "rate", "seed")}
    network, curve = learn_to_judge(**options)
    solved = [i for i, right in enumerate(curve, start=1) if right >= GOAL]
    figures: Figures = {"valid": max(curve), "updates": EVERY * solved[0] if solved else 2 * UPDATES}
    if settings["phase"] == "final":
        x, y, _ = marked(2000, np.random.default_rng(97))
        figures["accuracy"] = accuracy(network, x, y)
    return figures


def pooling_plan(rows: Rows) -> list[Settings]:
    """A rate for each arm, by the updates it needs and how right it ends; then five seeds."""
    todo = []
    for arm in every(layer=LAYERS, pooling=POOLINGS):
        tries = rows.where(phase="search", **arm)
        scores = {
            rate: float(np.mean([r.figures["updates"] - r.figures["valid"] for r in tries.where(rate=rate)]))
            for rate in tries.values("rate")
        }
        one: dict[str, list[Any]] = {name: [value] for name, value in arm.items()}
        if rates := next_values(scores, RATES):
            todo += every(phase=["search"], **one, rate=rates, seed=SEARCH_SEEDS)
        else:
            todo += every(phase=["final"], **one, rate=[best_value(scores)], seed=range(5))
    return rows.lacking(todo)


def _inside(rows: Rows) -> bool:
    for arm in every(layer=LAYERS, pooling=POOLINGS):
        (rate,) = rows.values("rate", phase="final", **arm)
        tried = rows.values("rate", phase="search", **arm)
        if not min(tried) < rate < max(tried):
            return False
    return True


def pooling_claims(rows: Rows) -> dict[str, bool]:
    """Which of the nine tell the class, and how soon."""
    return {"each best rate lies inside the rates tried": _inside(rows)}


STUDIES = (
    Study(
        "pooling",
        "Which poolings find the one telling place among sixty, and after how many of 1,500 updates?",
        pooling_plan,
        run_pooling,
        pooling_claims,
    ),
)
