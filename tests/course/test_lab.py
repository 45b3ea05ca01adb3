"""JupyterLab is started with one thread a kernel, quietly, and as root where one is root."""

import json
import os

import pytest

from rnncourse.course import lab


@pytest.fixture
def launched(monkeypatch):
    from jupyterlab.labapp import LabApp

    calls = []
    monkeypatch.setattr(LabApp, "launch_instance", classmethod(lambda cls, argv: calls.append(argv)))
    for name in ("OMP_NUM_THREADS", "JUPYTER_CONFIG_PATH"):
        monkeypatch.setenv(name, "")  # so that it is put back
        monkeypatch.delenv(name)
    return calls


@pytest.mark.parametrize(("user", "root"), [(0, ["--allow-root"]), (1000, [])])
def test_it_opens_the_folder_with_the_options(launched, monkeypatch, tmp_path, user, root):
    monkeypatch.setattr(lab.os, "geteuid", lambda: user, raising=False)
    assert lab.open_lab(tmp_path, ["--no-browser"]) == 0
    assert launched == [[str(tmp_path), *root, "--no-browser"]]


def test_one_thread_unless_told_otherwise(launched, monkeypatch, tmp_path):
    lab.open_lab(tmp_path)
    assert os.environ["OMP_NUM_THREADS"] == "1"
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    lab.open_lab(tmp_path)
    assert os.environ["OMP_NUM_THREADS"] == "2"


def test_announcements_and_nbgraders_menus_are_off(launched, monkeypatch, tmp_path):
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path))
    lab.open_lab(tmp_path)
    first, *others = os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert others == [str(tmp_path)]
    with open(os.path.join(first, "labconfig", "page_config.json"), encoding="utf-8") as file:
        off = json.load(file)["disabledExtensions"]
    assert off == {"@jupyter/nbgrader": True, "@jupyterlab/apputils-extension:announcements": True}
