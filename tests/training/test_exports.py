"""What `rnncourse.training` and `rnncourse.models` hand out by name, and that the order of imports does not matter."""

import subprocess
import sys

import pytest

WALK = """
import importlib, pkgutil
import {package} as package
for module in pkgutil.iter_modules(package.__path__):
    importlib.import_module(f"{package}.{{module.name}}")
for name in package.__all__:
    value = getattr(package, name)
    assert callable(value), f"{{name}} is {{value}}"
"""


@pytest.mark.parametrize("package", ["rnncourse.training", "rnncourse.models"])
def test_a_name_is_what_it_says_though_all_modules_were_imported_before(package):
    """A module of the same name would take the place of a function that is handed out lazily."""
    run = subprocess.run([sys.executable, "-c", WALK.format(package=package)], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_training_has_its_names_and_no_other():
    from rnncourse import training

    assert set(training.__all__) == {"History", "Training", "fit"}
    with pytest.raises(AttributeError, match="no attribute 'train'"):
        training.train  # noqa: B018
