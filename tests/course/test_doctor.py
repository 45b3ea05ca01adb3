"""The doctor names each thing that can be wrong with a machine, and what to do about it."""

import builtins
import importlib.metadata
import shutil
import sys
from types import SimpleNamespace

import pytest

from rnncourse.course import doctor, lessons
from rnncourse.datasets import paths
from rnncourse.errors import CourseError


@pytest.fixture
def healthy(monkeypatch, tmp_path):
    """Hold still what differs between machines, whatever is wrong with this one."""
    import psutil

    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.delenv("RNNCOURSE_DATA", raising=False)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=8e9))
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=50e9))
    lesson = lessons.Lesson("00", "Start here", 30, tmp_path / "00_start.ipynb")
    monkeypatch.setattr(lessons, "all_lessons", lambda: [lesson])


def finding(topic):
    return next(found for found in doctor.examine() if found.topic == topic)


def test_a_healthy_machine_has_no_problem(healthy):
    findings = doctor.examine()
    assert [found for found in findings if found.level == "problem"] == []
    assert [found.topic for found in findings] == [
        "python", "packages", "kernel", "data", "threads", "memory", "disk", "notebooks",
    ]  # fmt: skip
    assert doctor.report(findings).endswith("This machine is ready.")


def test_the_doctor_prints_its_report_without_a_path_and_returns_whether_there_is_a_problem(
    healthy, monkeypatch, capsys
):
    assert doctor.main() == 0
    said = capsys.readouterr().out
    assert said.endswith("This machine is ready.\n") and sys.prefix not in said
    monkeypatch.setenv("OMP_NUM_THREADS", "none")
    assert doctor.main() == 1


def test_the_report_shows_the_remedy_and_counts_the_problems():
    findings = [
        doctor.Finding("disk", "problem", "full", "delete something"),
        doctor.Finding("memory", "ok", "fine"),
        doctor.Finding("data", "problem", "gone", "get it"),
    ]
    text = doctor.report(findings)
    assert "full\n" in text and "-> delete something" in text and text.endswith("2 problems.")
    assert doctor.report(findings[:2]).endswith("1 problem.")


def test_an_old_or_a_32_bit_python_is_a_problem(healthy, monkeypatch):
    monkeypatch.setattr(doctor.struct, "calcsize", lambda code: 4)
    assert "32-bit" in finding("python").message
    monkeypatch.setattr(doctor, "sys", SimpleNamespace(version_info=(3, 9, 2), executable="python"))
    assert doctor._python().level == "problem" and "3.9.2 is too old" in doctor._python().message


@pytest.mark.parametrize(
    "version, level, said",
    [("1.26.4", "problem", "numpy is 1.26.4, expected"), ("2.99.0", "note", "numpy 2.99.0 (")],
)
def test_a_version_out_of_range_is_a_problem_and_one_beside_the_pin_a_note(healthy, monkeypatch, version, level, said):
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: version if name == "numpy" else real(name))
    found = finding("packages")
    assert found.level == level and said in found.message
    assert (found.remedy == "run: pip install -r requirements.txt") is (level == "problem")


def test_a_missing_package_is_a_problem_and_the_other_checks_go_on(healthy, monkeypatch):
    real_version, real_import = importlib.metadata.version, builtins.__import__

    def version(name):
        if name == "psutil":
            raise importlib.metadata.PackageNotFoundError(name)
        return real_version(name)

    def import_(name, *args, **kwargs):
        if name == "psutil":
            raise ModuleNotFoundError("no psutil", name="psutil")
        return real_import(name, *args, **kwargs)

    monkeypatch.setattr(importlib.metadata, "version", version)
    monkeypatch.setattr(builtins, "__import__", import_)
    assert "psutil is missing" in finding("packages").message
    assert finding("memory")[1:3] == ("problem", "cannot be looked at without the package psutil")
    assert finding("disk").level == "ok"


def test_a_package_that_is_not_installed_itself_is_a_problem(healthy, monkeypatch):
    def requires(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", requires)
    assert finding("packages").remedy == "run: pip install --no-deps -e ."


def test_a_kernel_of_another_python_or_none_at_all_is_a_problem(healthy, monkeypatch, tmp_path):
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    def kernel(program):
        spec = SimpleNamespace(argv=[program, "-m", "ipykernel_launcher"], resource_dir="somewhere")
        monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", lambda self, name: spec)
        return finding("kernel")

    def none(self, name):
        raise NoSuchKernel(name)

    assert kernel("python").level == kernel(sys.executable).level == "ok"
    other = kernel(str(tmp_path / "bin" / "python"))
    assert other.level == "problem" and "ipykernel install" in other.remedy and "somewhere" in other.message
    monkeypatch.setattr(KernelSpecManager, "get_kernel_spec", none)
    assert "no Jupyter kernel named python3" in finding("kernel").message


def test_damaged_data_and_a_mirror_that_is_not_there_are_problems(healthy, monkeypatch, tmp_path):
    monkeypatch.setenv("RNNCOURSE_DATA", str(tmp_path / "nowhere"))
    assert finding("data").remedy == "correct or unset it"
    monkeypatch.delenv("RNNCOURSE_DATA")
    shutil.copytree(paths.shipped_folder(), tmp_path / "data")
    monkeypatch.setattr(paths, "shipped_folder", lambda: tmp_path / "data")
    assert finding("data").level == "ok"
    (tmp_path / "data" / "tales.txt").write_text("altered")
    found = finding("data")
    assert "truncated or altered" in found.message
    assert found.remedy == "restore it: git checkout data/tales.txt data/SHA256SUMS"


@pytest.mark.parametrize("wanted, level", [("1", "ok"), ("100000", "problem"), ("0", "problem"), ("two", "problem")])
def test_a_thread_count_that_hurts_is_a_problem(healthy, monkeypatch, wanted, level):
    monkeypatch.setenv("OMP_NUM_THREADS", wanted)
    found = finding("threads")
    assert found.level == level and wanted in found.message and ("unset" in found.remedy) is (level == "problem")


def test_little_memory_or_disk_is_a_problem(healthy, monkeypatch):
    import psutil

    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=0.5e9))
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: SimpleNamespace(free=0.2e9))
    assert "0.5 GB of memory are free" in finding("memory").message and finding("memory").remedy
    assert "0.2 GB are free" in finding("disk").message and finding("disk").remedy


def test_no_lessons_is_a_problem(healthy, monkeypatch):
    def none():
        raise CourseError("lessons: found none", "run from a clone")

    monkeypatch.setattr(lessons, "all_lessons", none)
    assert finding("notebooks")[1:] == ("problem", "lessons: found none", "run from a clone")


def test_what_may_not_be_read_is_a_problem_and_the_rest_is_still_looked_at(healthy, monkeypatch):
    def denied(path):
        raise PermissionError(13, "Permission denied", "/data")

    monkeypatch.setattr(doctor.shutil, "disk_usage", denied)
    assert finding("disk")[1:3] == ("problem", "cannot be looked at: /data: Permission denied")
    assert finding("notebooks").level == "ok"
