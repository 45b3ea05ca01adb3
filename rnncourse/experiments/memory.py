"""Remembering: two numbers to add, a word to copy after a delay, and how much gradient a trained network sends back.

A network is trained on sequences drawn afresh. Every hundred updates it is tried on 500 validation sequences; training
ends early where it reaches the goal, and the best weights are kept. It is judged on other sequences, once.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from rnncourse.datasets import adding_problem, copy_task
from rnncourse.experiments.cells import LAYERS, LayerOf
from rnncourse.experiments.rivals import identity_rnn
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.scratch import Adam, Network, fit, gradient_by_distance, softmax_cross_entropy, squared_error

GUESS = 1 / 6  # the squared error of always answering 1, the mean of the sum
EVERY = 100  # updates between two validations
SEEDS = range(5)
SEARCH_SEED = 100
RATES = (0.005, 0.01, 0.02, 0.04)  # of copying
ADDERS = {"LSTM": (0.04, 0.08, 0.16), "GRU": (0.04, 0.08, 0.16), "RNN": (0.0025, 0.005, 0.01)}  # rates to begin with
COPIERS: dict[str, LayerOf] = {
    name: LAYERS[name] for name in ("RNN", "RNN, orthogonal", "LSTM, bias 0", "LSTM, bias 1", "LSTM, bias 5")
} | {"RNN, identity + ReLU": identity_rnn}

Batch = tuple[np.ndarray, np.ndarray]


class Learned(NamedTuple):
    """A trained network, how it was judged, and after how many updates it stopped."""

    network: Network
    score: float
    updates: int


def learn_to_add(
    layer_of: LayerOf,
    *,
    steps: int,
    updates: int,
    rate: float,
    seed: int,
    goal: float | None = None,
    hidden_size: int = 16,
) -> Learned:
    """Train a new network on the adding problem (Hochreiter & Schmidhuber 1997).

    layer_of : a maker, such as RNN or `cells.with_bias(1)`
    updates : at most; a multiple of 100
    goal : stop when the squared error on the validation sequences is no larger; None never stops early

    The score is the mean squared error on 2,000 new sequences.
    """
    rng = np.random.default_rng(seed)
    network = Network(layer_of(2, hidden_size, rng=rng), 1, rng=rng)
    valid, test = (adding_problem(steps, size, rng=np.random.default_rng(s)) for size, s in ((500, 99), (2000, 10_000)))
    used = _train(
        network,
        lambda: adding_problem(steps, 32, rng=rng),
        loss=squared_error,
        validate=lambda: addition_error(network, *valid),
        goal=goal,
        updates=updates,
        rate=rate,
    )
    return Learned(network, addition_error(network, *test), used)


def addition_error(network: Network, x: np.ndarray, y: np.ndarray) -> float:
    """The mean squared error of the sums."""
    return squared_error(network.forward(x)[0], y)[0]


def learn_to_copy(
    layer_of: LayerOf,
    *,
    delay: int,
    updates: int,
    rate: float,
    seed: int,
    goal: float | None = 0.005,
    hidden_size: int = 32,
) -> Learned:
    """Train a new network to repeat a word of three symbols after a delay.

    layer_of, updates : as of `learn_to_add`
    goal : stop when no larger a share of the validation words' symbols is wrong

    The score is the share of symbols that are right in 500 new sequences.
    """
    rng = np.random.default_rng(seed)
    network = Network(layer_of(6, hidden_size, rng=rng), 4, rng=rng)
    valid, test = (copy_task(delay, 500, rng=np.random.default_rng(s)) for s in (10_000, 99))
    used = _train(
        network,
        lambda: copy_task(delay, 32, rng=rng),
        loss=softmax_cross_entropy,
        validate=lambda: 1 - symbols_right(network, *valid),
        goal=goal,
        updates=updates,
        rate=rate,
    )
    return Learned(network, symbols_right(network, *test), used)


def symbols_right(network: Network, x: np.ndarray, y: np.ndarray) -> float:
    """The share of the asked symbols, the last three steps, that are right."""
    return float((network.forward(x)[0][-3:].argmax(axis=2) == y[-3:]).mean())


def _train(
    network: Network,
    draw: Callable[[], Batch],
    *,
    loss: Callable[..., tuple[float, np.ndarray]],
    validate: Callable[[], float],
    goal: float | None,
    updates: int,
    rate: float,
) -> int:
    """Train on fresh batches -> the updates used."""
    if updates < EVERY or updates % EVERY:
        raise ValueError(f"updates: expected a multiple of {EVERY}, got {updates}")
    history = fit(
        network,
        lambda: [draw() for _ in range(EVERY)],
        epochs=updates // EVERY,
        optimizer=Adam(rate),
        loss=loss,
        clip=1.0,
        validate=validate,
        goal=goal,
        bar=False,
    )
    return len(history.loss)


def run_adding(settings: Settings) -> Figures:
    """What one network reaches on the adding problem, and after how many updates; in the search on validation data."""
    options = {name: settings[name] for name in ("steps", "updates", "rate", "seed")}
    learned = learn_to_add(LAYERS[settings["model"]], **options, goal=0.005)
    if settings["phase"] == "final":
        return {"mse": learned.score, "updates": learned.updates}
    valid = addition_error(learned.network, *adding_problem(settings["steps"], 500, rng=np.random.default_rng(99)))
    return {"valid": valid, "updates": learned.updates}


def adding_plan(rows: Rows) -> list[Settings]:
    """A rate for each network on validation sequences, by updates and error, the mean of three seeds; then five."""
    todo = []
    for model in ADDERS:
        arm: dict[str, list[Any]] = {"model": [model], "steps": [100], "updates": [2500]}
        tries = rows.where(model=model, phase="search")
        scores = {
            rate: float(
                np.mean([r.figures["updates"] * (1 + r.figures["valid"] / GUESS) for r in tries.where(rate=rate)])
            )
            for rate in tries.values("rate")
        }
        if rates := next_values(scores, ADDERS[model]):
            todo += every(**arm, rate=rates, seed=range(SEARCH_SEED, SEARCH_SEED + 3), phase=["search"])
        else:
            todo += every(**arm, rate=[best_value(scores)], seed=SEEDS, phase=["final"])
    return rows.lacking(todo)


def adding_claims(rows: Rows) -> dict[str, bool]:
    """The GRU solves it, the LSTM nearly always, the RNN does not leave the guess."""
    searched, rows = rows.where(phase="search"), rows.where(phase="final")
    return {
        "GRU under 0.02 on every seed": rows.figures("mse", model="GRU").max() < 0.02,
        "LSTM under 0.02 on all seeds but one": np.sort(rows.figures("mse", model="LSTM"))[-2] < 0.02,
        "RNN no better than nine tenths of a guess (1/6) on every seed": rows.figures("mse", model="RNN").min()
        > 0.9 * GUESS,
        "each best rate lies inside the rates tried": all(_inside(searched, rows, model) for model in ADDERS),
    }


def run_copying(settings: Settings) -> Figures:
    """What share of the symbols one network copies, and after how many updates it stopped."""
    options = {name: settings[name] for name in ("delay", "updates", "rate", "seed")}
    learned = learn_to_copy(COPIERS[settings["model"]], **options)
    return {"right": learned.score, "updates": learned.updates}


def copying_plan(rows: Rows) -> list[Settings]:
    """A rate for each network over the middle delay, then five seeds; small forget biases over the middle one alone."""
    todo = []
    for model in COPIERS:
        tries = rows.where(model=model, phase="search")
        scores = {row.settings["rate"]: row.figures["updates"] * (2 - row.figures["right"]) for row in tries}
        if rates := next_values(scores, RATES):
            todo += every(model=[model], delay=[20], updates=[900], rate=rates, seed=[SEARCH_SEED], phase=["search"])
        else:
            delays = [20] if model in ("LSTM, bias 0", "LSTM, bias 1") else [10, 20, 40]
            todo += every(
                model=[model], delay=delays, updates=[900], rate=[best_value(scores)], seed=SEEDS, phase=["final"]
            )
    return rows.lacking(todo)


def copying_claims(rows: Rows) -> dict[str, bool]:
    """Open forget gates hold the word over 20 steps; over 40 none does on every seed."""
    searched, rows = rows.where(phase="search"), rows.where(phase="final")
    held, rnn = (rows.figures("right", model=model, delay=40) for model in ("LSTM, bias 5", "RNN"))
    shut = rows.figures("right", model="LSTM, bias 0", delay=20)
    shorter = [rows.figures("right", model="LSTM, bias 5", delay=delay).min() for delay in (10, 20)]
    return {
        "LSTM with a forget bias of 5 above 0.95 at delays 10 and 20, every seed": min(shorter) > 0.95,
        "LSTM with a forget bias of 5 above 0.95 at delay 40, the median of the seeds": np.median(held) > 0.95,
        "RNN loses more than a quarter at 40, every seed": rnn.max() < 3 / 4,
        "with a forget bias of 0 under a third at 20, every seed": shut.max() < 1 / 3,
        "each best rate lies inside the rates tried": all(_inside(searched, rows, model) for model in COPIERS),
    }


def _inside(searched: Rows, final: Rows, model: str) -> bool:
    (rate,) = final.values("rate", model=model)
    tried = searched.values("rate", model=model)
    return bool(min(tried) < rate < max(tried))


def run_flow(settings: Settings) -> Figures:
    """Train on 50 steps; the gradient's norms over 100 steps by distance, and the LSTM's most open forget gate."""
    options = {name: settings[name] for name in ("updates", "rate", "seed")}
    network, error, _ = learn_to_add(LAYERS[settings["model"]], steps=50, **options)
    x, _ = adding_problem(100, 1, rng=np.random.default_rng(7))
    layer = network.layer
    figures = {"mse": error, "hidden": gradient_by_distance(layer, x[:, 0])[1].tolist()}
    if settings["model"] == "LSTM":
        forget = layer.forward(x)[2].f  # (T, B, H)
        figures |= {
            "cell": gradient_by_distance(layer, x[:, 0], part="c")[1].tolist(),
            "most_open": float(forget.mean(axis=(0, 1)).max()),
        }
    return figures


def flow_settings() -> list[Settings]:
    """An LSTM and an RNN, each at the rate it learns well at."""
    return every(model=["LSTM"], updates=[700], rate=[2e-2], seed=SEEDS) + every(
        model=["RNN"], updates=[700], rate=[5e-3], seed=SEEDS
    )


def flow_claims(rows: Rows) -> dict[str, bool]:
    """Through the trained cell a gradient goes on, through the trained RNN it does not."""
    lstm, rnn = rows.figures("cell", model="LSTM")[:, 99], rows.figures("hidden", model="RNN")[:, 99]
    return {
        "99 steps back the LSTM's cell keeps 10,000 times as much as the RNN, every seed": (lstm > 1e4 * rnn).all(),
        "99 steps back the LSTM's cell keeps more than 0.01, every seed": lstm.min() > 0.01,
        "a forget gate more than 95 % open, every seed": rows.figures("most_open", model="LSTM").min() > 0.95,
    }


STUDIES = (
    Study(
        "adding",
        "Which networks of 16 units learn to add over 100 steps within 2,500 updates, each at its own best rate?",
        adding_plan,
        run_adding,
        adding_claims,
    ),
    Study(
        "copying",
        "Which networks hold a word of three symbols over 10, 20 and 40 steps within 900 updates?",
        copying_plan,
        run_copying,
        copying_claims,
    ),
    Study(
        "flow",
        "How much of the gradient is left 99 steps back in an LSTM and in an RNN, each after 700 updates of adding?",
        lambda rows: rows.lacking(flow_settings()),
        run_flow,
        flow_claims,
    ),
)
