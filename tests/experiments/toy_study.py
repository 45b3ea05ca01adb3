"""A study that takes no time, and tells of every run that is begun: what the tests of the machinery run.

Environment: TOY_LOG, a file that gets a line for each run begun; TOY_WAIT, a file for which the third run waits.
"""

import os
import time
from pathlib import Path

from tqdm import tqdm

from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Rows, Study, every


def tries(rows: Rows) -> dict[float, float]:
    return {row.settings["rate"]: row.figures["valid"] for row in rows.where(seed=100)}


def plan(rows: Rows) -> list[dict]:
    if rates := next_values(tries(rows), [1, 2, 4]):
        return every(rate=rates, seed=[100])
    return rows.lacking(every(rate=[best_value(tries(rows))], seed=range(3)))


def run(settings: dict) -> dict:
    """The best rate, 8, lies beyond the first grid."""
    rate, seed = settings["rate"], settings["seed"]
    with open(os.environ["TOY_LOG"], "a") as log:
        log.write(f"{rate} {seed} {os.getpid()}\n")
    list(tqdm([], disable=True))  # as every training loop does
    if rate == 4 and "TOY_WAIT" in os.environ:
        while not Path(os.environ["TOY_WAIT"]).exists():
            time.sleep(0.01)
    return {"valid": abs(rate - 8) + 0.1 * seed, "threads": os.environ["OMP_NUM_THREADS"]}


def claims(rows: Rows) -> dict[str, bool]:
    return {"the best rate is 8": set(rows.where(seed=0).values("rate")) == {8}}


STUDIES = (Study("toy", "Which rate is best?", plan, run, claims),)


def model(rows: Rows) -> object:
    """A model with as many inputs as there are runs."""
    import torch

    return torch.nn.Linear(len(rows), 1)
