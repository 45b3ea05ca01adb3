"""A fingerprint changes with what an experiment computes, and with nothing else."""

import ast
import gc
import importlib
import sys

import pytest

from rnncourse.experiments import fingerprint as module
from rnncourse.experiments.fingerprint import fingerprint

SOURCE = '''"""What it does."""
from rnncourse.experiments.study import Study

class Cell:
    """A cell."""
    rate = 0.5

def run(settings, *, scale=2):
    """Figures."""
    return {"error": settings["seed"] * scale, "none": None, "name": f"{scale:.2f}!"}
'''


@pytest.fixture
def of_source(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)

    def of(text):
        (tmp_path / "an_experiment.py").write_text(text)
        importlib.invalidate_caches()
        return fingerprint("an_experiment")

    return of


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"""What it does."""\n', ""),
        ('"""A cell."""', '"""Another text."""'),
        ('"""Figures."""', '"""Other figures.\n\n    And more.\n    """'),
        ("scale=2):", "scale=2):  # twice"),
        ('settings["seed"] * scale', "(settings['seed']\n        * scale)"),
        ("\n\n", "\n\n\n\n"),
        ('"none"', 'u"none"'),
    ],
)
def test_docstrings_comments_and_formatting_do_not_count(of_source, old, new):
    assert old in SOURCE
    assert of_source(SOURCE) == of_source(SOURCE.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("scale=2", "scale=3"),
        ("scale=2", "scale=2.0"),
        ("*, scale", "scale"),
        ("* scale", "+ scale"),
        ("rate = 0.5", "rate = 0.25"),
        ('"error"', '"loss"'),
        ('"none": None', '"none": False'),
        (":.2f", ":.3f"),
        ("def run", "def walk"),
        ("    rate = 0.5\n", "    'not a docstring'.upper()\n    rate = 0.5\n"),
    ],
)
def test_what_is_computed_counts(of_source, old, new):
    assert old in SOURCE
    assert of_source(SOURCE) != of_source(SOURCE.replace(old, new))


def test_where_in_the_package_a_function_stands_does_not_count_and_which_it_is_does(of_source):
    def fingerprint_with(imports):
        return of_source(SOURCE.replace("\nclass", f"{imports}\nclass", 1))

    kept = "from rnncourse.metrics import accuracy\nfrom rnncourse.text import words\n"
    moved = "from rnncourse.text.tokens import words\nfrom rnncourse.metrics.labels import accuracy\n"
    assert fingerprint_with(kept) == fingerprint_with(moved)
    assert fingerprint_with(kept) != fingerprint_with(kept.replace("words", "characters"))
    assert fingerprint_with(kept) != fingerprint_with(kept.replace("words", "words as accuracy"))
    assert fingerprint_with(kept) != fingerprint_with(kept.replace("rnncourse.text", "numpy"))
    other = "rnncourse.experiments.text"  # whose source counts, too
    assert fingerprint_with(kept) != fingerprint_with(kept.replace("rnncourse.text", other))


def test_the_experiments_that_it_imports_count_and_theirs_and_the_machinery_does_not(tmp_path, monkeypatch):
    package = tmp_path / "some_experiments"
    package.mkdir()
    files = {
        "__init__": "",
        "main": "from some_experiments import cells\nfrom some_experiments.study import Study\nimport os\n",
        "cells": "from some_experiments.search import grid",
        "search": "grid = [1, 2]",
        "study": "Study = 1",
        "other": "unrelated = 1",
    }
    for name, text in files.items():
        (package / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(module, "PACKAGE", "some_experiments")
    monkeypatch.setattr(module, "MACHINERY", {"some_experiments.study"})
    before = fingerprint("some_experiments.main")
    for name in ("study", "other", "__init__"):
        (package / f"{name}.py").write_text("changed = 2")
        assert fingerprint("some_experiments.main") == before
    for name in ("cells", "search"):
        (package / f"{name}.py").write_text(files[name] + "\nchanged = 2")
        assert fingerprint("some_experiments.main") != before
        (package / f"{name}.py").write_text(files[name])
    sys.modules.pop("some_experiments", None)


def test_empty_fields_that_a_newer_python_adds_do_not_count():
    old, new = (ast.parse(SOURCE) for _ in range(2))
    for node in ast.walk(new):
        node._fields = (*node._fields, "type_params", "something_new")
        node.type_params, node.something_new = [], None
    assert module._written(old) == module._written(new)
    assert "type_params" not in module._written(new)


def test_a_collector_that_runs_code_in_the_middle_does_no_harm(of_source):
    class Parses:
        def __init__(self):
            self.itself = self  # so that the collector has to find it

        def __del__(self):
            ast.parse("x = [1, (2, 3)]")
            if again:
                Parses()  # something for the next collection

    expected, before, again = of_source(SOURCE), gc.get_threshold(), True
    gc.set_threshold(20)
    try:
        Parses()
        assert [of_source(SOURCE) for _ in range(5)] == [expected] * 5
    finally:
        again = False
        gc.collect()
        gc.set_threshold(*before)
    assert gc.isenabled()


def test_each_module_of_machinery_exists():
    assert all(importlib.util.find_spec(name) for name in module.MACHINERY)
