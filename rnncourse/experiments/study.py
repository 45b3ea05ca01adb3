"""A study: a question, the runs that answer it, and what is claimed of their figures.

The same functions that a study runs with tuned settings and many seeds, a lesson calls with smaller ones. Settings and
figures are plain JSON: they are what a record keeps.
"""

import importlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

import numpy as np

Settings = dict[str, Any]
Figures = dict[str, Any]

MODULES = {  # study -> the module that holds it, in the order of the lessons
    "xor": "rnncourse.experiments.elman",
    "adding": "rnncourse.experiments.memory",
    "copying": "rnncourse.experiments.memory",
    "flow": "rnncourse.experiments.memory",
    "ablation": "rnncourse.experiments.ablation",
    "cells": "rnncourse.experiments.races",
    "chung": "rnncourse.experiments.chung",
    "tagger": "rnncourse.experiments.tagging",
    "lookahead": "rnncourse.experiments.lookahead",
    "treebank": "rnncourse.experiments.tagging",
    "digits": "rnncourse.experiments.digits",
    "attention": "rnncourse.experiments.attention",
}


class Row(NamedTuple):
    """One run: what it was given, what it found, and the seconds of processor time it took."""

    settings: Settings
    figures: Figures
    seconds: float


class Rows(Sequence[Row]):
    """The runs of a study, in the order of its plan."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows = tuple(rows)

    def __getitem__(self, index: Any) -> Any:
        return Rows(self._rows[index]) if isinstance(index, slice) else self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self._rows)

    def __repr__(self) -> str:
        return f"<{len(self)} runs>"

    def where(self, **settings: Any) -> "Rows":
        """The runs with these settings; none is no error."""
        return Rows(r for r in self if all(k in r.settings and r.settings[k] == v for k, v in settings.items()))

    def figures(self, figure: str, **settings: Any) -> np.ndarray:
        """One figure of each run with these settings, in the order of the runs: (N,), (N, M) where it is a list of M.

        Raises
        ------
        ValueError
            No run has these settings, or one of those that have lacks the figure.
        """
        found = self.where(**settings)
        if not found:
            wanted = ", ".join(f"{name}={value!r}" for name, value in settings.items())
            raise ValueError(f"settings: expected those of at least one run, got {wanted}; there are {self._there()}")
        for row in found:
            if figure not in row.figures:
                raise ValueError(
                    f"figure: expected one of {', '.join(row.figures)} for {row.settings}, got {figure!r}; "
                    "choose another figure, or settings all of whose runs have it"
                )
        return np.array([row.figures[figure] for row in found])

    def values(self, setting: str, **settings: Any) -> list[Any]:
        """The values that a setting takes in the runs with these settings, each once, in the order of the runs."""
        seen: list[Any] = []
        for row in self.where(**settings):
            if setting in row.settings and row.settings[setting] not in seen:
                seen.append(row.settings[setting])
        return seen

    def lacking(self, wanted: Iterable[Settings]) -> list[Settings]:
        """Those of `wanted` that were not run yet."""
        done = {key(row.settings) for row in self}
        return [settings for settings in wanted if key(settings) not in done]

    def _there(self) -> str:
        names = dict.fromkeys(name for row in self for name in row.settings)
        return "; ".join(f"{name} = {', '.join(map(repr, self.values(name)))}" for name in names) or "no runs"


@dataclass(frozen=True)
class Study:
    """A question and how it is answered.

    name : as in `rnncourse study NAME` and results/NAME.json
    question : one sentence
    plan : rows so far -> the settings to run next; [] when nothing is left. It is asked again after each batch, so that
        what comes later may depend on figures (seeds at the rate that did best on validation data)
    run : settings -> figures. It draws all its random numbers from seeds in the settings: the same settings give the
        same figures in any process. A function of a module, so that other processes can import it
    claims : rows -> {sentence: does it hold?}
    packages : what else than NumPy the figures depend on; their versions are recorded
    """

    name: str
    question: str
    plan: Callable[[Rows], list[Settings]]
    run: Callable[[Settings], Figures]
    claims: Callable[[Rows], dict[str, bool]]
    packages: tuple[str, ...] = ()

    @property
    def module(self) -> str:
        """The name of the module in which the experiment stands."""
        return self.run.__module__


def check_name(name: str) -> None:
    """Raise ValueError, with the names there are, unless there is a study of that name."""
    if name not in MODULES:
        raise ValueError(f"study: expected one of {', '.join(MODULES)}, got {name!r}; see `rnncourse study --list`")


def load_study(name: str) -> Study:
    """The study of that name. Raises ValueError, with the names there are, where there is none."""
    check_name(name)
    (found,) = (study for study in importlib.import_module(MODULES[name]).STUDIES if study.name == name)
    return found


def every(**choices: Iterable[Any]) -> list[Settings]:
    """All combinations of the choices, the last one changing fastest.

    >>> every(model=["RNN", "LSTM"], seed=range(2))[1]
    {'model': 'RNN', 'seed': 1}
    """
    return [dict(zip(choices, values, strict=True)) for values in product(*choices.values())]


def key(settings: Settings) -> str:
    """Settings as a string that is the same for the same settings, whatever their order."""
    return json.dumps(settings, sort_keys=True, ensure_ascii=False)
