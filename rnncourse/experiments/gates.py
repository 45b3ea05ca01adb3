"""What gates are for: two tasks of remembering, each network against the best remedies that are known for it.

In the adding problem two numbers are marked and to be kept. In the registers a marked number goes into one of three
registers, whose old content it replaces, over and over; at the end one register is asked for. All networks have about
as many parameters, each its own best learning rate.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from rnncourse.datasets import adding_problem
from rnncourse.experiments.cells import LayerOf, matched, orthogonal_rnn, with_bias
from rnncourse.experiments.rivals import identity_rnn
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.scratch import GRU, RNN, Adam, Network, clip_norm, gradient_norm, squared_error
from rnncourse.scratch.network import NetworkCache

BUDGET = 3_000  # parameters
EVERY = 100  # updates between two validations
GOAL = 0.005
GUESS = {"adding": 1 / 6, "registers": 1 / 12}  # the squared error of the best constant answer
SEEDS = range(5)
SEARCH_SEED = 100
RATES = (0.001, 0.003, 0.01, 0.03)
UPDATES = {"adding": 2_000, "registers": 4_000}
STEPS = {"adding": 100, "registers": 60}

Batch = tuple[np.ndarray, np.ndarray]


RIVALS: dict[str, LayerOf] = {
    "RNN": RNN,
    "RNN, orthogonal": orthogonal_rnn,
    "RNN, identity + ReLU": identity_rnn,
    "LSTM": with_bias(1),
    "GRU": GRU,
}


def registers(steps: int, batch_size: int, *, rng: np.random.Generator, count: int = 3) -> Batch:
    """Keep the last number put into each register: x (T, B, 1 + 2 count), y (T, B, 1) with NaN before the last step.

    x[..., 0] is uniform in 0..1. A 1 in one of the next `count` inputs puts it into that register; each register is
    written about four times, at least once in the first half. At the last step a 1 in one of the last `count` inputs
    asks for a register.
    """
    x = np.zeros((steps, batch_size, 1 + 2 * count), np.float32)
    x[:, :, 0] = rng.random((steps, batch_size))
    written = rng.random((steps, batch_size)) < 4 * count / steps
    which, batch = rng.integers(0, count, (steps, batch_size)), np.arange(batch_size)
    for k in range(count):
        x[:, :, 1 + k] = written & (which == k)
        x[rng.integers(0, steps // 2, batch_size), batch, 1 + k] = 1
    x[-1, :, 1 : 1 + count] = 0
    asked = rng.integers(0, count, batch_size)
    x[-1, batch, 1 + count + asked] = 1
    marks = x[:, batch, 1 + asked]  # (T, B)
    last = steps - 1 - marks[::-1].argmax(axis=0)
    y = np.full((steps, batch_size, 1), np.nan, np.float32)
    y[-1, :, 0] = x[last, batch, 0]
    return x, y


TASKS: dict[str, Callable[..., Batch]] = {"adding": adding_problem, "registers": registers}


class Kept(NamedTuple):
    """A trained network, its squared error on new sequences, and after how many updates it stopped."""

    network: Network
    error: float
    updates: int


def learn_to_keep(task: str, model: str, *, steps: int, updates: int, rate: float, seed: int) -> Kept:
    """Train a new network until its error on 500 validation sequences is at most GOAL, or it had `updates` updates.

    task, model : names of TASKS and RIVALS

    The error is the mean squared error on 2,000 new sequences; infinite where the training diverged.
    """
    rng, draw = np.random.default_rng(seed), TASKS[task]
    (valid, test) = (draw(steps, size, rng=np.random.default_rng(s)) for size, s in ((500, 99), (2000, 10_000)))
    inputs = valid[0].shape[2]
    units = matched(RIVALS[model], inputs, 1, BUDGET)
    network = Network(RIVALS[model](inputs, units, rng=rng), 1, rng=rng)
    optimizer, made = Adam(rate), 0
    while made < updates:
        x, y = draw(steps, 32, rng=rng)
        with np.errstate(over="ignore", invalid="ignore"):
            h, _, from_layer = network.layer.forward(x)
            if not np.isfinite(h).all():
                return Kept(network, np.inf, updates)
            scores, from_output = network.output.forward(h)
            grads = network.backward(NetworkCache(None, from_layer, from_output), squared_error(scores, y)[1])
            if not np.isfinite(gradient_norm(grads)):
                return Kept(network, np.inf, updates)
        clip_norm(grads, 1.0)
        optimizer.step(network.params, grads)
        made += 1
        if made % EVERY == 0 and error_on(network, valid) <= GOAL:
            break
    return Kept(network, error_on(network, test), made)


def error_on(network: Network, batch: Batch) -> float:
    """The mean squared error of the last answers; infinite where a state overflows."""
    x, y = batch
    with np.errstate(over="ignore", invalid="ignore"):
        h, _, _ = network.layer.forward(x)
        if not np.isfinite(h).all():
            return np.inf
        return squared_error(network.output.forward(h[-1:])[0], y[-1:])[0]


def run_gates(settings: Settings) -> Figures:
    """What one network reaches, after how many updates; and its error on sequences five times as long."""
    task = settings["task"]
    options = {name: settings[name] for name in ("steps", "updates", "rate", "seed")}
    kept = learn_to_keep(task, settings["model"], **options)
    longer = TASKS[task](5 * settings["steps"], 500, rng=np.random.default_rng(5))
    # JSON has no infinity; an error of 1e6 stands for whatever is larger.
    mse, longer_error = (min(error, 1e6) for error in (kept.error, error_on(kept.network, longer)))
    figures = {"mse": mse, "updates": kept.updates, "longer": longer_error}
    # Of runs that do not get there the one that is nearer is the better.
    unsolved = mse > 2 * GOAL
    return figures | {"score": kept.updates + unsolved * settings["updates"] * mse / GUESS[task]}


def gates_plan(rows: Rows) -> list[Settings]:
    """For each task and network the rate that needs the fewest updates on a seed of its own; then five seeds."""
    todo = []
    for task in TASKS:
        for model in RIVALS:
            arm: dict[str, list] = {"task": [task], "model": [model]}
            arm |= {"steps": [STEPS[task]], "updates": [UPDATES[task]]}
            tries = rows.where(task=task, model=model, phase="search")
            scores = {row.settings["rate"]: row.figures["score"] for row in tries}
            if len(scores) == len(RATES) and min(scores.values()) > 1.9 * UPDATES[task]:
                # No rate leaves the guess: their differences are noise, and there is no optimum to look for.
                inner = {rate: scores[rate] for rate in RATES[1:-1]}
                todo += every(**arm, rate=[best_value(inner)], seed=SEEDS, phase=["final"])
            elif rates := next_values(scores, RATES, factor=3.0):
                todo += every(**arm, rate=rates, seed=[SEARCH_SEED], phase=["search"])
            else:
                todo += every(**arm, rate=[best_value(scores)], seed=SEEDS, phase=["final"])
    return rows.lacking(todo)


def gates_claims(rows: Rows) -> dict[str, bool]:
    """Adding needs no gates; the registers do, within the updates given."""
    error = {
        (task, model): rows.figures("mse", task=task, model=model, phase="final") for task in TASKS for model in RIVALS
    }
    learned, slow = ("LSTM", "GRU"), "RNN, identity + ReLU"
    used = {model: np.median(rows.figures("updates", task="registers", model=model, phase="final")) for model in RIVALS}
    kept = {model: error["registers", model] for model in RIVALS}
    return {
        "adding: LSTM, GRU and the RNN with identity and ReLU under 0.02 on every seed": max(
            error["adding", model].max() for model in (*learned, slow)
        )
        < 0.02,
        "adding: the default and the orthogonal RNN above 0.15 on every seed": min(
            error["adding", model].min() for model in ("RNN", "RNN, orthogonal")
        )
        > 0.15,
        "registers: the GRU and the RNN with identity and ReLU under 0.01 on every seed, the LSTM on four of five": max(
            kept["GRU"].max(), kept[slow].max()
        )
        < 0.01
        and int((kept["LSTM"] < 0.01).sum()) == 4,
        "registers: the default and the orthogonal RNN above 0.05 on every seed": min(
            kept["RNN"].min(), kept["RNN, orthogonal"].min()
        )
        > 0.05,
        "registers: LSTM and GRU in less than a third of the updates of the RNN with identity and ReLU (medians)": max(
            used[model] for model in learned
        )
        < used[slow] / 3,
        "registers: in the search three rates taught LSTM and GRU, one the RNN with identity and ReLU": [
            len(rates_that_teach(rows, "registers", model)) for model in (*learned, slow)
        ]
        == [3, 3, 1],
        "each best rate lies inside the rates tried": all(
            _inside(rows, task, model) for task in TASKS for model in RIVALS
        ),
    }


def rates_that_teach(rows: Rows, task: str, model: str) -> list[float]:
    """The rates at which the run of the search ended below twice the goal."""
    tries = rows.where(task=task, model=model, phase="search")
    return sorted(row.settings["rate"] for row in tries if row.figures["mse"] < 2 * GOAL)


def _inside(rows: Rows, task: str, model: str) -> bool:
    (rate,) = rows.values("rate", task=task, model=model, phase="final")
    tried = rows.values("rate", task=task, model=model, phase="search")
    return min(tried) < rate < max(tried)


STUDIES = (
    Study(
        "gates",
        "What is learned only with gates: adding two numbers over 100 steps, or three registers over 60?",
        gates_plan,
        run_gates,
        gates_claims,
    ),
)
