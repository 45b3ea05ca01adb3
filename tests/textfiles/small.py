"""A text that is learned in no time, and what it is learned with."""

import numpy as np
import torch

from rnncourse.textfiles.run import Run
from rnncourse.textfiles.start import start

RNG = np.random.default_rng(0)
NAMES, ACTS = ("Ada", "the cat", "an owl", "Jürgen"), ("sat on the wall", "read a map", "ran, and ran", "slept")
SENTENCES = [f'"{NAMES[i]} {ACTS[j]}," she said.' for i, j in RNG.integers(0, 4, (110, 2))]
TEXT = "".join(s + ("\n\n" if n % 5 == 4 else "\n") for n, s in enumerate(SENTENCES))
SMALL = {"hidden_size": 6, "batch_size": 8, "steps": 40, "dropout": 0.2, "rate": 0.01}


def train(file, checkpoint, **options):
    """A small training."""
    given = SMALL | options.pop("given", {})
    start(file, checkpoint, given, **{"epochs": 2, "every": 1000.0} | options)


def held(checkpoint):
    """All that a run's file holds, but the seconds it took and the time at which its text was changed."""
    with torch.random.fork_rng():
        run = Run.load(checkpoint)
        random = torch.get_rng_state()
    state = run.state if isinstance(run.state, tuple) else [run.state] if run.state is not None else []
    weights = [*run.model.parameters(), *(run.best or {}).values()]
    moments = [value for state in run.optimizer.state.values() for value in state.values()]
    run.progress.seconds = 0.0
    numbers = [tensor.detach().tolist() for tensor in [*weights, *moments, *state, random]]
    return numbers, run.progress, run.settings, {k: v for k, v in run.source.items() if k != "modified"}
