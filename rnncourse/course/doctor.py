"""`rnncourse doctor`: what is wrong with this machine, in plain words, and what to do about it.

It must run on a broken installation, so it imports the standard library alone at the top.
"""

import importlib.metadata
import os
import re
import shutil
import struct
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

NEEDED_MEMORY = 2e9  # bytes: what a lesson may use
NEEDED_DISK = 1e9  # bytes: copies of the lessons, and the largest corpora


class Finding(NamedTuple):
    """One thing looked at: `level` is "ok", "note" (nothing to do) or "problem" (with a remedy)."""

    topic: str
    level: str
    message: str
    remedy: str = ""


def main() -> int:
    """Print the report on this machine.

    Returns
    -------
    int
        0 where it is ready, 1 where there is a problem.
    """
    findings = examine()
    print(report(findings))
    return 1 if any(finding.level == "problem" for finding in findings) else 0


def examine() -> list[Finding]:
    """Look at everything the course needs.

    Returns
    -------
    list of Finding
        In a fixed order; nothing is changed and nothing is downloaded.
    """
    findings = []
    for check in (_python, _packages, _kernel, _data, _threads, _memory, _disk, _notebooks):
        try:
            findings.append(check())
        except ImportError as error:
            topic = check.__name__.lstrip("_")
            message = f"cannot be looked at without the package {error.name}"
            findings.append(Finding(topic, "problem", message, _install()))
        except OSError as error:  # a folder or file that may not be read
            topic = check.__name__.lstrip("_")
            message = f"cannot be looked at: {error.filename or 'the system'}: {error.strerror or error}"
            findings.append(Finding(topic, "problem", message, "make it readable for you, or take it away"))
    return findings


def report(findings: Sequence[Finding]) -> str:
    """The findings as text, problems with their remedy below them; the last line counts the problems."""
    lines = []
    for topic, level, message, remedy in findings:
        lines.append(f"{level:<8} {topic:<10} {message}")
        if remedy:
            lines.append(f"{'':<19} -> {remedy}")
    problems = sum(finding.level == "problem" for finding in findings)
    verdict = {0: "This machine is ready.", 1: "1 problem."}.get(problems, f"{problems} problems.")
    return "\n".join([*lines, "", verdict])


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    remedy = "install a 64-bit Python 3.11 or newer, delete .venv, run: make lab"
    if sys.version_info < (3, 11):  # noqa: UP036 -- run from a checkout, nothing else has refused it yet
        return Finding("python", "problem", f"Python {version} is too old", remedy)
    if struct.calcsize("P") < 8:
        return Finding("python", "problem", f"Python {version} is a 32-bit one, and torch needs 64", remedy)
    return Finding("python", "ok", f"Python {version}, 64 bits")


def _packages() -> Finding:
    """Every dependency within the range of pyproject.toml; and a note where it is not the pinned version."""
    from packaging.requirements import Requirement

    try:
        requirements = [Requirement(line) for line in importlib.metadata.requires("rnncourse") or []]
    except importlib.metadata.PackageNotFoundError:
        return Finding("packages", "problem", "rnncourse is not installed", "run: pip install --no-deps -e .")
    needed = [r for r in requirements if r.marker is None or r.marker.evaluate({"extra": ""})]
    wrong = []
    for requirement in needed:
        found = _installed(requirement.name)
        if found is None:
            wrong.append(f"{requirement.name} is missing")
        elif not requirement.specifier.contains(found, prereleases=True):
            wrong.append(f"{requirement.name} is {found}, expected {requirement.specifier}")
    if wrong:
        return Finding("packages", "problem", "; ".join(wrong), _install())
    other = [f"{name} {_installed(name)} ({pin})" for name, pin in _pins() if _installed(name) not in (None, pin)]
    if other:
        message = f"not the versions the stored outputs were made with: {', '.join(other)}"
        return Finding("packages", "note", message)
    return Finding("packages", "ok", f"all {len(needed)} are there, in the right versions")


def _install() -> str:
    if (Path(__file__).parents[2] / "requirements.txt").is_file():  # not asked of the package, which may be broken
        return "run: pip install -r requirements.txt"
    return "install the wheel of the course again, with what it needs, into a fresh environment"


def _installed(name: str) -> str | None:
    """The version of a package without its local part (2.13.0 for 2.13.0+cpu), or None."""
    try:
        return importlib.metadata.version(name).split("+")[0]
    except importlib.metadata.PackageNotFoundError:
        return None


def _pins() -> list[tuple[str, str]]:
    """(name, version) of each pin of requirements.txt; none in an installed wheel, which has no such file."""
    from rnncourse.datasets.paths import checkout

    root = checkout()
    file = root / "requirements.txt" if root else None
    text = file.read_text(encoding="utf-8") if file and file.is_file() else ""
    return re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)


def _kernel() -> Finding:
    """JupyterLab opens the lessons with the kernel named python3; it must be this very Python."""
    import ipykernel  # noqa: F401
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    remedy = "run: python -m ipykernel install --sys-prefix --name python3 (with the Python of the course)"
    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Finding("kernel", "problem", "there is no Jupyter kernel named python3", remedy)
    program = spec.argv[0]
    if program in {"python", "python3", f"python3.{sys.version_info[1]}"}:
        program = sys.executable  # what jupyter_client makes of these names
    # Not resolved: the python of a virtual environment is a link to the one it was made from.
    if Path(program).absolute().parent != Path(sys.executable).absolute().parent:
        message = f"the Jupyter kernel python3 starts {program}, not {sys.executable}"
        return Finding("kernel", "problem", f"{message} (see {spec.resource_dir})", remedy)
    return Finding("kernel", "ok", "the Jupyter kernel python3 starts this Python")


def _problem(topic: str, error: ValueError) -> Finding:
    return Finding(topic, "problem", getattr(error, "problem", str(error)), getattr(error, "remedy", ""))


def _data() -> Finding:
    from rnncourse.datasets import verify

    try:
        copies = verify()
    except ValueError as error:  # RNNCOURSE_DATA names no folder
        return _problem("data", error)
    if damaged := [copy for copy in copies if copy.problem]:
        message = "; ".join(str(copy.problem) for copy in damaged)
        return Finding("data", "problem", message, "; ".join(dict.fromkeys(copy.remedy for copy in damaged)))
    names = ", ".join(dict.fromkeys(copy.name for copy in copies))
    return Finding("data", "ok", f"whole: {names}")


def _threads() -> Finding:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = os.environ.get("OMP_NUM_THREADS")
    if wanted is None:
        return Finding("threads", "ok", f"{cores} cores, all of them used")
    if not wanted.isdecimal() or int(wanted) < 1:
        message = f"OMP_NUM_THREADS: expected a whole number from 1 on, got {wanted!r}"
        return Finding("threads", "problem", message, "unset OMP_NUM_THREADS")
    if int(wanted) > cores:
        message = f"OMP_NUM_THREADS is {wanted}, and there are {cores} cores: training will be slow"
        return Finding("threads", "problem", message, f"set OMP_NUM_THREADS={cores} or unset it")
    return Finding("threads", "ok", f"{cores} cores, {wanted} used (OMP_NUM_THREADS)")


def _memory() -> Finding:
    import psutil

    free = psutil.virtual_memory().available
    if free < NEEDED_MEMORY:
        message = f"{free / 1e9:.1f} GB of memory are free, a lesson may need {NEEDED_MEMORY / 1e9:.0f}"
        return Finding("memory", "problem", message, "close other programs, and the kernels of other lessons")
    return Finding("memory", "ok", f"{free / 1e9:.1f} GB free")


def _disk() -> Finding:
    free = shutil.disk_usage(Path.cwd()).free
    if free < NEEDED_DISK:
        message = f"{free / 1e9:.1f} GB are free in {Path.cwd()}, the course may need {NEEDED_DISK / 1e9:.0f}"
        return Finding("disk", "problem", message, "delete what you do not need, or work on another disk")
    return Finding("disk", "ok", f"{free / 1e9:.1f} GB free")


def _notebooks() -> Finding:
    from rnncourse.course.lessons import all_lessons

    try:
        lessons = all_lessons()
    except ValueError as error:
        return _problem("notebooks", error)
    return Finding("notebooks", "ok", f"{len(lessons)} lessons: {', '.join(x.number for x in lessons)}")
