"""The benchmarks run too long to be tests; that each task's code is there can be tested."""

import importlib
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def quality(monkeypatch):
    monkeypatch.syspath_prepend(BENCHMARKS)
    return importlib.import_module("quality")


def test_each_quality_task_is_described_and_names_a_function(quality):
    for task, (module, function) in quality.TASKS.items():
        assert f"\n{task} " in quality.__doc__
        assert callable(getattr(importlib.import_module(module), function))


def test_a_claim_that_does_not_hold_is_a_failure(quality, monkeypatch, tmp_path):
    task = "adding"
    module = importlib.import_module(quality.TASKS[task][0])
    for holds in (True, False):
        monkeypatch.setattr(module, task, lambda holds=holds: ([{"seed": 0}], {"it holds": holds}))
        assert quality.main([task, "--json", str(tmp_path / "out.json")]) == (0 if holds else 1)
