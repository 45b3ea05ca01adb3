"""Which part the LSTM needs, after Greff et al. (2017), in small: one part taken out or changed at a time.

Each variant has the same units, its own best learning rate and over a thousand updates of text.
"""

from functools import cache
from typing import Any

import numpy as np

from rnncourse.datasets import load_text
from rnncourse.experiments.cells import VARIANTS, variant
from rnncourse.experiments.memory import learn_to_add
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.text import learn_text, nats
from rnncourse.text import Vocabulary, characters

TASKS = ("adding", "text")
ADDING: dict[str, Any] = {"steps": 30, "updates": 1000, "goal": 0.01}
RATES = {"adding": (0.01, 0.02, 0.04), "text": (0.005, 0.01, 0.02)}
SEARCH_SEED = 100
SEEDS = range(5)


@cache
def _tales() -> tuple[dict[str, np.ndarray], int]:
    """The ids of each split of the tales, and the size of the vocabulary."""
    parts = {split: load_text("tales", split) for split in ("train", "valid", "test")}
    vocabulary = Vocabulary.from_tokens(characters("".join(parts.values())))
    return {split: vocabulary.encode(characters(text)) for split, text in parts.items()}, len(vocabulary)


def ablated_adding(model: str, *, rate: float, seed: int) -> Figures:
    """One variant adds two numbers: its squared error, and after how many updates it stopped."""
    learned = learn_to_add(variant(model), rate=rate, seed=seed, **ADDING)
    solved = learned.score < 2 * ADDING["goal"]
    return {
        "mse": learned.score,
        "updates": learned.updates,
        "score": learned.updates * (1 if solved else 1 + 10 * learned.score),
    }


def ablated_text(model: str, *, rate: float, seed: int, split: str, epochs: int = 3) -> Figures:
    """One variant reads the training tales `epochs` times in windows of 32: its surprise on the tales of `split`."""
    ids, V = _tales()
    options: dict[str, Any] = dict(rate=rate, seed=seed, epochs=epochs, hidden_size=48, steps=32)
    network = learn_text(variant(model), ids["train"], vocab_size=V, **options)
    surprise = nats(network, ids[split])
    return {"nats": surprise, "updates": epochs * (len(ids["train"]) // (16 * 32)), "score": surprise}


def run_ablation(settings: Settings) -> Figures:
    """One variant at one task."""
    arm = {name: settings[name] for name in ("model", "rate", "seed")}
    if settings["task"] == "adding":
        return ablated_adding(**arm)
    return ablated_text(**arm, split="valid" if settings["phase"] == "search" else "test")


def ablation_plan(rows: Rows) -> list[Settings]:
    """For each task and variant a rate, chosen with a seed of its own; then five seeds."""
    todo = []
    for task in TASKS:
        for model in VARIANTS:
            arm: dict[str, list[Any]] = {"task": [task], "model": [model]}
            tries = rows.where(task=task, model=model, phase="search")
            scores = {row.settings["rate"]: row.figures["score"] for row in tries}
            if rates := next_values(scores, RATES[task]):
                todo += every(**arm, rate=rates, seed=[SEARCH_SEED], phase=["search"])
            else:
                todo += every(**arm, rate=[best_value(scores)], seed=SEEDS, phase=["final"])
    return rows.lacking(todo)


def ablation_claims(rows: Rows) -> dict[str, bool]:
    """What an LSTM can do without, and what it cannot."""
    final = rows.where(phase="final")
    adding = {name: final.figures("mse", task="adding", model=name) for name in VARIANTS}
    text = {name: final.figures("nats", task="text", model=name) for name in VARIANTS}
    return {
        "adding: full and coupled solve it (median under 0.02)": max(
            np.median(adding[name]) for name in ("full LSTM", "coupled")
        )
        < 0.02,
        "text: every seed worse without a forget gate than the worst full LSTM": text["no forget gate"].min()
        > text["full LSTM"].max(),
        "each best rate lies inside the rates tried": all(
            _inside(rows, task, model) for task in TASKS for model in VARIANTS
        ),
    }


def _inside(rows: Rows, task: str, model: str) -> bool:
    (rate,) = rows.values("rate", task=task, model=model, phase="final")
    tried = rows.values("rate", task=task, model=model, phase="search")
    return bool(min(tried) < rate < max(tried))


STUDIES = (
    Study(
        "ablation",
        "What does an LSTM lose without one of its gates: adding over 30 steps, and three passes over the tales?",
        ablation_plan,
        run_ablation,
        ablation_claims,
    ),
)
