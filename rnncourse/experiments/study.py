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

from rnncourse.arguments import check_items, check_kind, check_named
from rnncourse.shapes import shown

Settings = dict[str, Any]
Figures = dict[str, Any]

MODULES = {  # study -> the module that holds it, in the order of the lessons
    "recital": "rnncourse.experiments.recital",
    "xor": "rnncourse.experiments.elman",
    "swamping": "rnncourse.experiments.swamping",
    "truncation": "rnncourse.experiments.truncation",
    "clipping": "rnncourse.experiments.recall",
    "starts": "rnncourse.experiments.recall",
    "adding": "rnncourse.experiments.memory",
    "copying": "rnncourse.experiments.memory",
    "flow": "rnncourse.experiments.memory",
    "ablation": "rnncourse.experiments.ablation",
    "gates": "rnncourse.experiments.gates",
    "quotes": "rnncourse.experiments.quotes",
    "patience": "rnncourse.experiments.patience",
    "trace": "rnncourse.experiments.trace",
    "cells": "rnncourse.experiments.races",
    "chung": "rnncourse.experiments.chung",
    "tagger": "rnncourse.experiments.tagging",
    "lookahead": "rnncourse.experiments.lookahead",
    "treebank": "rnncourse.experiments.tagging",
    "digits": "rnncourse.experiments.digits",
    "bottleneck": "rnncourse.experiments.attention",
    "rewriting": "rnncourse.experiments.rewriting",
    "pooling": "rnncourse.experiments.pooling",
    "reread": "rnncourse.experiments.reread",
    "writing": "rnncourse.experiments.writing_studies",
    "shakespeare": "rnncourse.experiments.writing_studies",
    "classifying": "rnncourse.experiments.classifying",
    "transfer": "rnncourse.experiments.transfer",
    "polarity": "rnncourse.experiments.polarity",
    "translation": "rnncourse.experiments.translation",
    "tatoeba": "rnncourse.experiments.tatoeba",
    "sentences": "rnncourse.experiments.autoencoding",
    "strange": "rnncourse.experiments.strange",
    "headlines": "rnncourse.experiments.headlines",
    "tying": "rnncourse.experiments.writing_studies",
    "amounts": "rnncourse.experiments.writing_studies",
}


class Row(NamedTuple):
    """One run: what it was given, what it found, and the seconds of processor time it took."""

    settings: Settings
    figures: Figures
    seconds: float


class Rows(Sequence[Row]):
    """The runs of a study, in the order of its plan."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows = tuple(check_kind(f"rows[{i}]", row, Row) for i, row in enumerate(check_items("rows", rows)))

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
        for name, value in settings.items():
            check_json(name, value)
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
        check_kind("figure", figure, str)
        for row in found:
            if figure not in row.figures:
                raise ValueError(
                    f"figure: expected one of {', '.join(row.figures)} for {shown(row.settings)}, got {shown(figure)}; "
                    "choose another figure, or settings all of whose runs have it"
                )
        return np.array([row.figures[figure] for row in found])

    def values(self, setting: str, **settings: Any) -> list[Any]:
        """The values that a setting takes in the runs with these settings, each once, in the order of the runs."""
        check_kind("setting", setting, str)
        seen: list[Any] = []
        for row in self.where(**settings):
            if setting in row.settings and row.settings[setting] not in seen:
                seen.append(row.settings[setting])
        return seen

    def lacking(self, wanted: Iterable[Settings]) -> list[Settings]:
        """Those of `wanted` that were not run yet."""
        done = {key(row.settings) for row in self}
        wanted = check_items("wanted", wanted)
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
    weights : rows -> a model of PyTorch, trained with settings of the study, whose weights ship; see `weights`
    """

    name: str
    question: str
    plan: Callable[[Rows], list[Settings]]
    run: Callable[[Settings], Figures]
    claims: Callable[[Rows], dict[str, bool]]
    packages: tuple[str, ...] = ()
    weights: Callable[[Rows], Any] | None = None

    @property
    def module(self) -> str:
        """The name of the module in which the experiment stands."""
        return self.run.__module__


def check_name(name: str) -> None:
    """Raise ValueError, with the names there are, unless there is a study of that name."""
    if not isinstance(name, str) or name not in MODULES:
        raise ValueError(
            f"study: expected one of {', '.join(MODULES)}, got {shown(name)}; see `rnncourse study --list`"
        )


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
    options = [check_items(name, choice) for name, choice in choices.items()]
    return [dict(zip(choices, values, strict=True)) for values in product(*options)]


def key(settings: Settings) -> str:
    """Settings as a string that is the same for the same settings, whatever their order."""
    return check_json("settings", check_named("settings", settings, empty=True))


def check_json(name: str, value: Any) -> str:
    """`value` as JSON, the keys in order; ValueError where it cannot be written as such."""
    try:
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        raise ValueError(f"{name}: expected what JSON can hold, got {shown(value)}") from None
