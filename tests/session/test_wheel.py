"""The course without a clone: built as a wheel, installed into a fresh environment, used in an empty folder."""

import json
import os
import re
import subprocess
import sys
import sysconfig
import urllib.request
import venv
import zipfile
from pathlib import Path

import nbformat
import pytest

import rnncourse
from rnncourse.course.lessons import all_lessons
from rnncourse.datasets.paths import course_folder

ROOT = Path(__file__).parents[2]
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    build = [*PIP, "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(build, check=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The programs of an environment that holds the wheel, and sees what this one has installed besides the course."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False, symlinks=os.name == "posix")
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    python = str(programs / "python")
    subprocess.run([*PIP, "--python", python, "install", "--no-deps", "--no-index", str(wheel)], check=True)
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True).stdout.strip())
    # The folders alone: the .pth file by which the checkout is installed there is not followed.
    others = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (packages / "others.pth").write_text("\n".join(others))
    return programs


@pytest.fixture
def environment(installed):
    """The variables its programs run with; Jupyter's own files lie in the environment that has Jupyter."""
    shared = Path(sys.prefix, "share", "jupyter")
    ours = {"PATH": os.pathsep.join([str(installed), os.environ["PATH"]]), "PYTHONPATH": "", "RNNCOURSE_DATA": ""}
    jupyter = {"JUPYTER_PATH": str(shared), "JUPYTERLAB_DIR": str(shared / "lab"), "RNNCOURSE_WORK": ""}
    return os.environ | ours | jupyter


@pytest.fixture
def run(installed, environment, tmp_path):
    """Run a program of that environment in an empty folder; returns (status, what it printed)."""

    def call(program, *arguments):
        command = [str(installed / program), *arguments]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    return call


def test_the_wheel_holds_lessons_data_and_records_and_nothing_else(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if ".dist-info/" not in name]
    assert all(name.startswith("rnncourse/") for name in names)
    assert not [name for name in names if re.search(r"checkpoints|__pycache__|\.pyc$", name)]
    for folder in ("data", "notebooks", "results"):
        kind, top = "*.ipynb" if folder == "notebooks" else "**/*.*", course_folder(folder)
        expected = {p.relative_to(top).as_posix() for p in top.glob(kind)} | (
            {"SHA256SUMS"} if folder == "data" else set()
        )
        assert {name.removeprefix(f"rnncourse/_{folder}/") for name in names if f"/_{folder}/" in name} == expected
    assert "rnncourse/course/jupyter/labconfig/page_config.json" in names


def test_the_command_says_its_version(run):
    assert run("rnncourse", "--version") == (0, f"rnncourse {rnncourse.__version__}\n")
    assert run("python", "-m", "rnncourse", "--version") == (0, f"rnncourse {rnncourse.__version__}\n")


def test_the_package_is_that_of_the_wheel_and_loads_the_tales(run, installed):
    code = "import rnncourse, rnncourse.datasets as d; print(len(d.load_text('tales')), rnncourse.__file__, sep='\\n')"
    status, said = run("python", "-c", code)
    assert status == 0, said
    length, where = said.splitlines()
    assert int(length) > 100_000 and str(installed.parent.name) in where and str(ROOT) not in where


def test_an_answer_is_checked(run, tmp_path):
    assert run("rnncourse", "start", "00")[0] == 0
    path = tmp_path / "work" / "00_start.ipynb"
    copy = nbformat.read(path, as_version=4)
    (cell,) = [c for c in copy.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "distinct-characters"]
    cell.source = "def distinct_characters(text):\n    return len(set(text))"
    nbformat.write(copy, path)
    status, said = run("rnncourse", "check", "00", "distinct-characters")
    assert status == 0 and "correct" in said, said


def test_lab_makes_the_copies_and_serves_them(serve, installed, environment, tmp_path):
    here = tmp_path / "empty"
    here.mkdir()

    def lab(port):
        return [str(installed / "rnncourse"), "lab", "--no-browser", "--port", str(port)]

    address, token = serve(lab, cwd=here, env=environment)
    with urllib.request.urlopen(f"{address}/api/contents?token={token}", timeout=30) as answer:
        listed = sorted(entry["name"] for entry in json.load(answer)["content"])
    assert listed == sorted(p.name for p in (here / "work").iterdir()) == [x.path.name for x in all_lessons()]
    with urllib.request.urlopen(f"{address}/lab?token={token}", timeout=30) as answer:
        page = answer.read().decode()
    (off,) = re.findall(r'"disabledExtensions": \[(.*?)\]', page, re.DOTALL)
    assert "@jupyter/nbgrader" in off and "announcements" in off
