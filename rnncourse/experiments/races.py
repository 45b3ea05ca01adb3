"""Which cell wins? RNN, LSTM and GRU at equal parameters on four tasks, each at its own best rate.

All scores are errors: lower is better. A network is tried on validation data after every hundred updates; it ends with
its best weights and is judged once, on test data.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from rnncourse.batching import stream_batches
from rnncourse.datasets import adding_problem, balance, copy_task, load_text
from rnncourse.experiments.cells import LayerOf, matched, with_bias
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.scratch import GRU, MGU, RNN, Adam, Network, fit, identity, softmax_cross_entropy, squared_error
from rnncourse.text import Vocabulary, characters

EVERY = 100  # updates between two validations
UPDATES = 1000
RATES = (0.003, 0.01, 0.03, 0.1)
FACTOR = 3.0  # from one rate to the next
SEARCH_SEEDS = range(100, 105)
SEEDS = range(8)  # five against five could not pass Holm's correction for twelve comparisons
FAR = (30, 100, 1000, 10_000)  # steps after which the counters are asked who is ahead
VALID, TEST = 10_000, 20_000  # seeds of the sequences that judge


def relu_rnn(input_size: int, hidden_size: int, *, rng: np.random.Generator) -> RNN:
    """An RNN of rectified units that begins by remembering everything (Le, Jaitly & Hinton 2015)."""
    layer = RNN(input_size, hidden_size, nonlinearity="relu", rng=rng)
    layer.params["W_hh"] = identity(hidden_size)
    layer.params["b_h"][:] = 0
    return layer


CELLS: dict[str, LayerOf] = {
    "RNN": RNN,
    "RNN, identity": relu_rnn,
    "LSTM": with_bias(1),
    "GRU": GRU,
    "GRU, reset before": lambda D, H, *, rng: GRU(D, H, reset="before", rng=rng),
    "MGU": MGU,
}
RIVALS = ("RNN", "RNN, identity", "LSTM", "GRU")


class Task(NamedTuple):
    """What is learned and how it is scored."""

    batches: Callable[[np.random.Generator], Any]  # rng -> a function that makes the next hundred batches
    score: Callable[[Network, int], float]  # network, seed of the sequences -> its error on them
    loss: Callable[..., tuple[float, np.ndarray]]
    inputs: int
    outputs: int
    budget: int  # of parameters, an embedding not counted
    network: dict[str, Any] = {}  # further options of Network
    carry_state: bool = False


def drawn(draw: Callable[..., Any]) -> Callable[[np.random.Generator], Any]:
    """Batches of 32 sequences drawn afresh."""
    return lambda rng: lambda: [draw(32, rng=rng) for _ in range(EVERY)]


def score_adding(network: Network, seed: int) -> float:
    """The mean squared error of the sums of 1,000 sequences."""
    x, y = adding_problem(30, 1000, rng=np.random.default_rng(seed))
    return squared_error(network.forward(x)[0], y)[0]


def score_copying(network: Network, seed: int) -> float:
    """The share of the copied symbols that are wrong, in 500 sequences."""
    x, y = copy_task(10, 500, rng=np.random.default_rng(seed))
    return float((network.forward(x)[0][-3:].argmax(axis=2) != y[-3:]).mean())


def score_balance(network: Network, seed: int, *, steps: int = 100, games: int = 300) -> float:
    """The share of wrong answers at the last 20 of so many steps; the network has learned on 30."""
    x, y = balance(steps, games, rng=np.random.default_rng(seed))
    return float((network.forward(x)[0].argmax(axis=2) != y)[-20:].mean())


@cache
def _tales() -> tuple[dict[int, np.ndarray], list[tuple[np.ndarray, np.ndarray]], int]:
    """What judges, by its seed; a hundred batches; the size of the vocabulary."""
    vocabulary = Vocabulary.from_tokens(characters(load_text("tales")))
    train, valid, test = (
        vocabulary.encode(characters(load_text("tales", split)[:n]))
        for split, n in (("train", 51_201), ("valid", 10_000), ("test", None))
    )
    return {VALID: valid, TEST: test}, list(stream_batches(train, batch_size=16, steps=32))[:EVERY], len(vocabulary)


def score_text(network: Network, seed: int) -> float:
    """The surprise in nats per character of held-out tales."""
    ids = _tales()[0][seed]
    return -float(network.logprob(ids[1:], context=ids[:1]).mean())


@cache
def tasks() -> dict[str, Task]:
    """The four of them."""
    V = _tales()[2]
    return {
        "adding": Task(drawn(lambda n, rng: adding_problem(30, n, rng=rng)), score_adding, squared_error, 2, 1, 800),
        "copying": Task(
            drawn(lambda n, rng: copy_task(10, n, rng=rng)), score_copying, softmax_cross_entropy, 6, 4, 1500
        ),
        "balance": Task(drawn(lambda n, rng: balance(30, n, rng=rng)), score_balance, softmax_cross_entropy, 2, 3, 150),
        "text": Task(
            lambda rng: lambda: _tales()[1],
            score_text,
            softmax_cross_entropy,
            16,
            V,
            6000,
            network={"vocab_size": V},
            carry_state=True,
        ),
    }


class Raced(NamedTuple):
    """A trained network with the weights that did best on validation data, and its errors there."""

    network: Network
    valid: list[float]  # after every hundred updates


def race(task: Task, layer_of: LayerOf, *, rate: float, seed: int, updates: int = UPDATES) -> Raced:
    """Train a new network of the task's size.

    layer_of : a maker, such as one of CELLS
    updates : a multiple of 100
    """
    rng = np.random.default_rng(seed)
    units = matched(layer_of, task.inputs, task.outputs, task.budget)
    network = Network(layer_of(task.inputs, units, rng=rng), task.outputs, rng=rng, **task.network)
    history = fit(
        network,
        task.batches(rng),
        epochs=updates // EVERY,
        optimizer=Adam(rate),
        loss=task.loss,
        clip=1.0,
        carry_state=task.carry_state,
        validate=lambda: task.score(network, VALID),
        bar=False,
    )
    return Raced(network, history.validation)


def run_cells(settings: Settings) -> Figures:
    """The validation errors of one network by updates; in the final phase its error on test data, too."""
    task, layer_of = tasks()[settings["task"]], CELLS[settings["model"]]
    network, valid = race(task, layer_of, rate=settings["rate"], seed=settings["seed"], updates=settings["updates"])
    figures: Figures = {"units": network.layer.hidden_size, "valid": [round(error, 6) for error in valid]}
    if settings["phase"] == "final":
        figures["test"] = task.score(network, TEST)
        if settings["task"] == "balance":
            figures["far"] = [score_balance(network, TEST, steps=steps, games=100) for steps in FAR]
    return figures


def arms() -> list[Settings]:
    """Every task with every cell."""
    return every(task=tasks(), model=RIVALS, updates=[UPDATES])


def cells_plan(rows: Rows) -> list[Settings]:
    """A rate for each cell on each task by its validation error, the mean of five seeds; then eight seeds on test."""
    todo: list[Settings] = []
    for arm in arms():
        fixed = {name: [value] for name, value in arm.items()}
        tries = rows.where(**arm, phase="search")
        scores = {
            rate: float(np.mean([min(valid) for valid in tries.figures("valid", rate=rate)]))
            for rate in tries.values("rate")
        }
        if rates := next_values(scores, RATES, factor=FACTOR):
            todo += every(**fixed, rate=rates, seed=SEARCH_SEEDS, phase=["search"])
        else:
            todo += every(**fixed, rate=[best_value(scores)], seed=SEEDS, phase=["final"])
    return rows.lacking(todo)


def cells_claims(rows: Rows) -> dict[str, bool]:
    """What holds on every seed of the final phase."""

    def errors(task: str, *models: str) -> np.ndarray:
        return np.concatenate([rows.figures("test", task=task, model=m, phase="final") for m in models])

    means = [errors("text", model).mean() for model in RIVALS]
    return {
        "adding: RNN above 0.1 on every seed, the identity RNN, LSTM and GRU below 0.005": errors("adding", "RNN").min()
        > 0.1
        and errors("adding", *RIVALS[1:]).max() < 0.005,
        "copying: LSTM and GRU without an error on every seed": errors("copying", "LSTM", "GRU").max() == 0,
        "balance: every LSTM below every other network": errors("balance", "LSTM").max()
        < errors("balance", "RNN", "RNN, identity", "GRU").min(),
        "text: every RNN below every LSTM and GRU, and the four means within 0.06 nats": errors("text", "RNN").max()
        < errors("text", "LSTM", "GRU").min()
        and max(means) - min(means) < 0.06,
        "each best rate lies inside the rates tried": all(_inside(rows, **arm) for arm in arms()),
    }


def _inside(rows: Rows, **arm: Any) -> bool:
    (rate,) = rows.values("rate", **arm, phase="final")
    tried = rows.values("rate", **arm, phase="search")
    return min(tried) < rate < max(tried)


STUDIES = (
    Study(
        "cells",
        "Which cell wins on adding, copying, counting and text, at equal parameters and at its own best rate?",
        cells_plan,
        run_cells,
        cells_claims,
    ),
)
