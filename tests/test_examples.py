"""The `>>>` examples in the package's docstrings print what they say."""

import doctest
import importlib
from pathlib import Path

import pytest

import rnncourse

PACKAGE = Path(rnncourse.__file__).resolve().parent


def modules_with_examples():
    """The names of the modules that hold an example: only these are imported, not torch where it is not needed."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if ">>> " in path.read_text(encoding="utf-8"):
            parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def failures(module):
    """What the failing examples of a module, or of an object, print; and how many examples there are."""
    report, count = [], 0
    for test in doctest.DocTestFinder(exclude_empty=True).find(module):
        runner = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE, verbose=False)
        count += runner.run(test, out=report.append).attempted
    return report, count


@pytest.mark.parametrize("name", list(modules_with_examples()))
def test_the_examples_print_what_they_say(name):
    report, count = failures(importlib.import_module(name))
    assert not report, "".join(report)
    assert count, "an example that no docstring of a public object holds"


def test_there_are_examples():
    assert len(list(modules_with_examples())) >= 5


@pytest.mark.parametrize("example", [">>> 1 + 1\n3", ">>> import warnings; warnings.warn('x')", ">>> nothing"])
def test_a_wrong_example_is_found(example):
    def documented():
        pass

    documented.__doc__ = example
    assert failures(documented)[0]
