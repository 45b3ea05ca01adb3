"""Make your favourite win: choose the task, the rate, the updates and the seeds; then hear what it is worth."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rnncourse import plots
from rnncourse.arguments import check_between, check_has
from rnncourse.explorers.widgets import explorer, show
from rnncourse.statistics import holm, permutation_test

if TYPE_CHECKING:
    from ipywidgets import VBox

    from rnncourse.experiments import Record

ERRORS = {
    "adding": "squared error",
    "copying": "wrong symbols, share",
    "balance": "wrong answers at steps 81 to 100, share",
    "text": "nats per character",
}


class Outcome(NamedTuple):
    """What a race of one setting gave."""

    errors: dict[str, np.ndarray]  # of each cell, one a seed
    first: str
    second: str
    p: float  # how often chance separates these two as far


def outcome(record: "Record", task: str, rate: float, updates: int, seeds: int) -> Outcome:
    """One race from the record of the study `cells`: all cells at one rate, on validation data, the best so far.

    updates : a multiple of 100
    seeds : how many of those on record, at least 2
    """
    check_has("record", record, ("figures", "values"), what="a record")
    updates = check_between("updates", updates, 100, 10**6, integer=True)
    seeds = check_between("seeds", seeds, 2, 10**6, integer=True)
    chosen = dict(task=task, rate=rate, phase="search")
    errors = {
        model: record.figures("valid", model=model, **chosen)[:seeds, : updates // 100].min(axis=1)
        for model in record.values("model")
    }
    first, second = sorted(errors, key=lambda model: float(errors[model].mean()))[:2]
    p = permutation_test(errors[first], errors[second], paired=False, rng=np.random.default_rng(0))
    return Outcome(errors, first, second, p)


def favourite(record: "Record", task: str = "adding", rate: float = 0.01, updates: int = 300, seeds: int = 5) -> "VBox":
    """Choose a race; see who wins, and what Holm's correction for all races that you have looked at leaves of it.

    record : of the study `cells`
    task, rate, updates, seeds : what is shown first
    """
    import ipywidgets

    outcome(record, task, rate, updates, seeds)
    look: dict[str, Any] = dict(style={"description_width": "9em"}, layout={"width": "28em"})
    shared = [
        rate
        for rate in sorted(record.values("rate", phase="search"))
        if len(record.values("model", rate=rate, phase="search")) == len(record.values("model"))
        and len(record.values("task", rate=rate, phase="search")) == len(record.values("task"))
    ]
    most = len(record.values("seed", phase="search"))
    controls = {
        "task": ipywidgets.Dropdown(options=record.values("task"), value=task, description="task", **look),
        "rate": ipywidgets.SelectionSlider(options=shared, value=rate, description="learning rate", **look),
        "updates": ipywidgets.IntSlider(
            updates, min=100, max=1000, step=100, description="updates", continuous_update=False, **look
        ),
        "seeds": ipywidgets.IntSlider(seeds, min=2, max=most, description="seeds", continuous_update=False, **look),
    }
    looked: dict[tuple[Any, ...], float] = {}

    def draw(**setting: Any) -> None:
        errors, first, second, p = outcome(record, **setting)
        looked[tuple(setting.values())] = p
        corrected = dict(zip(looked, holm(list(looked.values())), strict=True))[tuple(setting.values())]
        label = ERRORS.get(setting["task"], "error")
        found: dict[str, Any] = dict(first=first, second=second, p=p, corrected=float(corrected), looks=len(looked))
        show(plots.favourite_view(errors, **found, xlabel=label))

    return explorer(controls, draw)
