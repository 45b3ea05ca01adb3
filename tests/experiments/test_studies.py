"""Every study has a record of the experiment as it stands, complete, and what is claimed of it holds."""

import json
import random

import numpy as np
import pytest

from rnncourse.experiments import load_record, load_study
from rnncourse.experiments.fingerprint import fingerprint
from rnncourse.experiments.record import command_for, verdicts
from rnncourse.experiments.study import MODULES, Row, Rows, key

SMALL = {  # settings of a run that takes a second or so
    "recital": {"unit": "words", "model": "mle", "order": 3, "seed": 1},
    "xor": {"units": 2, "steps": 10, "rate": 0.01, "seed": 1, "phase": "final", "updates": 100},
    "adding": {"model": "GRU", "steps": 8, "updates": 100, "rate": 0.01, "seed": 1, "phase": "final"},
    "copying": {"model": "RNN, orthogonal", "delay": 3, "updates": 100, "rate": 0.01, "seed": 1, "phase": "final"},
    "flow": {"model": "LSTM", "updates": 100, "rate": 0.01, "seed": 1},
    "ablation": {"task": "adding", "model": "peepholes", "rate": 0.04, "seed": 1, "phase": "final"},
    "swamping": {"model": "RNN, orthogonal", "epochs": 0, "seed": 1},
    "truncation": {"k1": 4, "k2": 8, "delay": 2, "steps": 400, "rate": 0.01, "seed": 1},
    "clipping": {"clip": 1.0, "rate": 0.01, "steps": 10, "updates": 50, "seed": 1},
    "starts": {"start": "identity, ReLU", "rate": 0.001, "steps": 10, "updates": 50, "seed": 1},
    "gates": {
        "task": "registers",
        "model": "GRU",
        "steps": 10,
        "updates": 100,
        "rate": 0.01,
        "seed": 1,
        "phase": "final",
    },
    "quotes": {"model": "n-gram", "order": 3, "split": "test", "phase": "final"},
    "trace": {"model": "trace", "reset": True, "leak": 0.9, "split": "test", "phase": "final"},
    "digits": {"model": "8 columns", "epochs": 1, "rate": 0.003, "seed": 1, "phase": "final"},
    "bottleneck": {"model": "bottleneck", "units": 16, "updates": 20, "rate": 0.01, "seed": 1, "phase": "final"},
    "rewriting": {"model": "dot", "rate": 0.02, "seed": 1, "phase": "final"},
    "pooling": {"layer": "GRU", "pooling": "attention", "rate": 0.02, "seed": 1, "phase": "final"},
    "writing": {
        "model": "LSTM",
        "corpus": "tales",
        "unit": "words",
        "rate": 0.01,
        "dropout": 0.5,
        "epochs": 1,
        "seed": 1,
        "phase": "search",
    },
    "sentences": {"order": "as written", "units": 8, "rate": 0.01, "seed": 1, "phase": "search"},
    "strange": {"model": "trigram", "phase": "final"},
    "headlines": {"model": "keywords", "words": 8, "phase": "final"},
    "translation": {"model": "attention", "epochs": 1, "rate": 0.01, "seed": 1, "phase": "search", "pairs": 1000},
    "tying": {"model": "tied", "rate": 0.01, "dropout": 0.5, "epochs": 1, "seed": 1, "phase": "search"},
    "amounts": {
        "unit": "words",
        "share": 0.125,
        "rate": 0.01,
        "dropout": 0.5,
        "epochs": 2,
        "seed": 1,
        "phase": "search",
    },
    "cells": {"task": "balance", "model": "GRU", "updates": 100, "rate": 0.01, "seed": 1, "phase": "search"},
    "chung": {"model": "GRU", "budget": 2000, "epochs": 1, "rate": 0.01, "seed": 1, "phase": "search"},
    "tagger": {"model": "BiLSTM", "epochs": 1, "rate": 0.01, "seed": 1, "phase": "search"},
    "classifying": {
        "data": "messages",
        "model": "naive Bayes",
        "features": "words and pairs",
        "strength": 0.5,
        "phase": "final",
    },
    "transfer": {"model": "scratch", "labels": 50, "rate": 0.02, "seed": 1, "phase": "final"},
    "lookahead": {"ahead": 1, "epochs": 1, "rate": 0.01, "seed": 1, "phase": "search"},
}


@pytest.mark.parametrize("name", MODULES)
def test_every_study_asks_one_question_and_plans_runs_that_can_be_kept(name):
    study = load_study(name)
    assert study.question.endswith("?") and len(study.question) < 120
    todo = study.plan(Rows())
    assert len({key(settings) for settings in todo}) == len(todo) > 2
    assert json.loads(json.dumps(todo)) == todo


@pytest.mark.slow
@pytest.mark.parametrize("name", SMALL)
def test_the_same_settings_give_the_same_figures_whatever_was_drawn_before(name):
    import torch

    study, figures = load_study(name), []
    for before in (1, 2):
        torch.manual_seed(before)
        np.random.seed(before)  # noqa: NPY002
        random.seed(before)
        figures.append(study.run(SMALL[name]))
    assert figures[0] == figures[1]
    assert json.loads(json.dumps(figures[0])) == figures[0]


@pytest.fixture(params=list(MODULES))
def pair(request):
    return load_study(request.param), load_record(request.param)


def test_a_record_is_of_the_experiment_as_it_stands(pair):
    study, record = pair
    remedy = f"the experiment has changed since its record was made: `{command_for(study.name)}`"
    assert record.fingerprint == fingerprint(study.module), remedy
    assert record.question == study.question, remedy
    assert set(record.versions) == {"python", "numpy", *study.packages}


def test_a_record_holds_the_runs_of_the_plan_in_their_order(pair):
    study, record = pair
    made, rows = {key(row.settings): row for row in record.rows}, Rows()
    while todo := study.plan(rows):
        rows = Rows([*rows, *(made[key(settings)] for settings in todo)])
    assert list(rows) == list(record.rows)


def test_what_a_record_claims_follows_from_its_rows_and_holds(pair):
    study, record = pair
    assert verdicts(study, record.rows) == record.claims
    assert record.claims and all(record.claims.values())


def set_to(value, figures):
    if isinstance(figures, dict):
        return {name: set_to(value, part) for name, part in figures.items()}
    return [value] * len(figures) if isinstance(figures, list) else value


def test_every_claim_about_figures_can_fail(pair):
    study, record = pair
    failed = set()
    for value in (0.0, 0.8, 1e6):
        rows = Rows(Row(row.settings, set_to(value, row.figures), row.seconds) for row in record.rows)
        with np.errstate(all="ignore"):  # of zeros a ratio is no number
            failed |= {sentence for sentence, holds in verdicts(study, rows).items() if not holds}
    of_settings = {  # tested with the search
        "each best rate lies inside the rates tried",
        "each best value lies inside the values tried",
    }
    assert failed == set(record.claims) - of_settings


def test_runs_of_a_study_differ_in_their_figures(pair):
    """In most groups of runs that differ in their seed alone; where all solve the task, figures may be equal."""
    _, record = pair
    groups: dict[str, list[str]] = {}
    for row in record.rows:
        arm = json.dumps({name: value for name, value in row.settings.items() if name != "seed"}, sort_keys=True)
        groups.setdefault(arm, []).append(json.dumps(row.figures, sort_keys=True))
    repeated = [figures for figures in groups.values() if len(figures) > 1]
    differ = sum(len(set(figures)) > 1 for figures in repeated)
    assert repeated and differ > len(repeated) / 2, "is the seed used?"
