"""pyproject.toml, requirements.txt and environment.yml describe the same environment."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]

# conda-forge's name where it is not PyPI's
CONDA_NAMES = {
    "dask": "dask-core",
    "matplotlib": "matplotlib-base",
    "playwright": "playwright-python",
    "torch": "pytorch-cpu",
}


def project():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def dependencies():
    """Every dependency of pyproject.toml, those of its extras included."""
    extras = [line for lines in project()["optional-dependencies"].values() for line in lines]
    found = {canonicalize_name(r.name): r for r in map(Requirement, project()["dependencies"] + extras)}
    del found["rnncourse"]  # one extra includes another
    return found


def pins():
    """Name -> version of each line of requirements.txt."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    requirements = [Requirement(line) for line in lines if line and not line.startswith("#")]
    for requirement in requirements:
        assert re.fullmatch(r"==[\w.]+", str(requirement.specifier)), f"{requirement} is not pinned"
    names = [canonicalize_name(requirement.name) for requirement in requirements]
    assert len(set(names)) == len(names), "a package is pinned twice"
    return {name: str(r.specifier)[2:] for name, r in zip(names, requirements, strict=True)}


def conda():
    """Name -> version without its final `.*` of each package of environment.yml."""
    content = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert content["channels"] == ["conda-forge", "nodefaults"]
    pairs = [re.fullmatch(r"([\w-]+)(?:=([\d.]+?)(?:\.\*)?)?", line).groups() for line in content["dependencies"]]
    return dict(pairs)


@pytest.mark.parametrize("name", sorted(dependencies()))
def test_requirements_pin_each_dependency_within_its_range(name):
    assert dependencies()[name].specifier.contains(pins()[name])


@pytest.mark.parametrize("name", sorted(dependencies()))
def test_environment_names_each_dependency_at_the_pinned_minor_version(name):
    minor = ".".join(map(str, Version(pins()[name]).release[:2]))
    assert conda()[CONDA_NAMES.get(name, name)] == minor


def test_environment_names_nothing_else():
    names = {CONDA_NAMES.get(name, name) for name in dependencies()}
    assert set(conda()) - names == {"python", "pip"}


def test_environment_and_the_workflow_use_the_oldest_python_that_is_supported():
    oldest = project()["requires-python"].removeprefix(">=")
    assert conda()["python"] == oldest
    assert f'python-version: "{oldest}"' in (ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8")


def test_requirements_hold_everything_that_the_pinned_packages_need():
    names, missing = set(pins()), set()
    for name in names:
        try:
            lines = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:  # needed on another system only
            continue
        needed = [r for r in map(Requirement, lines) if r.marker is None or r.marker.evaluate({"extra": ""})]
        missing |= {canonicalize_name(requirement.name) for requirement in needed} - names
    assert missing == set()


def test_requirements_ask_for_no_build_of_torch_in_particular():
    assert "+" not in pins()["torch"]
    assert not re.search(r"https?://", (ROOT / "requirements.txt").read_text(encoding="utf-8"))
