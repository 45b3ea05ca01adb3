"""The toy study, importable by name in every process that a test starts."""

import importlib
import shutil
from pathlib import Path

import pytest

from rnncourse.experiments import study

TOY = Path(__file__).parent / "toy_study.py"


@pytest.fixture
def toy(monkeypatch, tmp_path):
    """The toy study, registered as "toy"; its source is tmp_path/toy_study.py, its log tmp_path/log."""
    shutil.copy(TOY, tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("TOY_LOG", str(tmp_path / "log"))
    monkeypatch.setitem(study.MODULES, "toy", "toy_study")
    monkeypatch.delitem(importlib.sys.modules, "toy_study", raising=False)
    yield importlib.import_module("toy_study").STUDIES[0]
    importlib.sys.modules.pop("toy_study")
