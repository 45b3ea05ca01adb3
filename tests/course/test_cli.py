import os
import subprocess
import sys
import time

import nbformat
import pytest

import rnncourse
from rnncourse import cli
from rnncourse.course import doctor, execute, lab, lessons
from rnncourse.datasets import commands


@pytest.fixture
def work(make_lesson, tmp_path, monkeypatch):
    make_lesson()
    make_lesson("03_next")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RNNCOURSE_WORK", raising=False)
    return tmp_path / "work"


def test_help_tells_the_four_commands_a_learner_needs(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--help"])
    said = capsys.readouterr().out
    assert stopped.value.code == 0
    for command in ("rnncourse lab", "rnncourse check 02", "rnncourse progress", "rnncourse doctor"):
        assert f"  {command}" in said


LOADED = """
import contextlib, sys
before = set(sys.modules)
{}
print(sorted({{name.partition(".")[0] for name in set(sys.modules) - before}} - set(sys.stdlib_module_names)))
"""


@pytest.mark.parametrize(
    "statement",
    ["import rnncourse", "import rnncourse.cli\nwith contextlib.suppress(SystemExit): rnncourse.cli.main(['--help'])"],
    ids=["import", "help"],
)
def test_the_import_and_the_help_load_nothing_but_the_standard_library(statement):
    said = subprocess.run([sys.executable, "-c", LOADED.format(statement)], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "['rnncourse']"


@pytest.mark.parametrize(
    ("arguments", "seconds"), [(["-c", "import rnncourse"], 0.1), (["-m", "rnncourse", "--help"], 0.3)]
)
def test_the_import_and_the_help_are_quick(arguments, seconds):
    def took(command):
        started = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, capture_output=True)
        return time.perf_counter() - started

    # the best of several, beyond what Python itself takes: a busy machine cannot turn this red
    assert min(took(arguments) for _ in range(5)) - min(took(["-c", ""]) for _ in range(5)) < seconds


def test_the_version_and_the_module(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["--version"])
    assert stopped.value.code == 0 and capsys.readouterr().out == f"rnncourse {rnncourse.__version__}\n"
    command = [sys.executable, "-m", "rnncourse", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert said == f"rnncourse {rnncourse.__version__}\n"


def test_start_check_progress(work, answer, capsys):
    assert cli.main(["start"]) == 0
    said = capsys.readouterr().out
    assert "02  made work/02_small.ipynb" in said.replace("\\", "/") and "rnncourse lab" in said
    answer(work / "02_small.ipynb", "halve", "def halve(x):\n    return x / 2")
    assert cli.main(["check", "2"]) == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "halve 2 of 2 correct" in said and "count 0 of 1 open" in said and said.endswith("2 of 3 points")
    assert cli.main(["check", "02", "halve"]) == 0
    capsys.readouterr()
    assert cli.main(["progress"]) == 0
    rows = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert rows == [
        "02 The recurrent network 2 of 3 halve correct, count open",
        "03 Backpropagation through time 0 of 3 halve open, count open",
    ]


def test_start_takes_numbers_and_a_folder(work, tmp_path, capsys):
    assert cli.main(["start", "03", "--to", "mine"]) == 0
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["03_next.ipynb"]
    assert cli.main(["check", "03", "--in", "mine"]) == 1
    assert cli.main(["update", "--in", "mine"]) == 0
    assert "up to date" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["start", "09"], "lesson 09: expected one of 02_small, 03_next"),
        (["check", "09"], "lesson 09: expected one of 02_small, 03_next"),
        (["check", "02"], "expected your copy in work, and there is no such folder in "),
        (["check", "02", "03", "halve"], "expected one lesson with names of exercises, got 02 and 03"),
        (["lab", "02"], "expected options of JupyterLab after --, got 02"),
        (["execute"], "expected the numbers of lessons, or --all"),
        (["execute", "02", "--all"], "expected the numbers of lessons, or --all"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(work, capsys, arguments, message):
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("rnncourse: ") and message in said.err
    assert said.err.count("\n") == 1


def test_an_unknown_exercise_is_one_line_and_status_2(work, capsys):
    cli.main(["start", "02"])
    capsys.readouterr()
    assert cli.main(["check", "02", "halv"]) == 2
    said = capsys.readouterr()
    assert said == ("", "rnncourse: exercise halv: expected one of halve, count; did you mean halve?\n")


def test_a_lesson_not_begun_is_told_from_a_folder_that_is_elsewhere(work, capsys, monkeypatch, tmp_path):
    cli.main(["start", "03"])
    capsys.readouterr()
    assert cli.main(["check", "02"]) == 2
    assert "expected your copy in work, found none; run `rnncourse start 02`" in capsys.readouterr().err
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert cli.main(["check", "03"]) == 2
    said = capsys.readouterr().err
    assert "elsewhere; go where yours is, or name it with --in; if you have none yet, run `rnncourse start 03`" in said


def test_who_stands_among_their_copies_means_them(work, answer, capsys, monkeypatch):
    cli.main(["start", "02"])
    answer(work / "02_small.ipynb", "halve", "def halve(x):\n    return x / 2")
    monkeypatch.chdir(work)
    capsys.readouterr()
    assert cli.main(["check", "02", "halve"]) == 0
    assert cli.main(["start"]) == 0
    assert sorted(path.name for path in work.iterdir()) == ["02_small.ipynb", "03_next.ipynb"]
    capsys.readouterr()
    assert cli.main(["progress"]) == 0
    assert "halve correct" in capsys.readouterr().out
    (work / "work").mkdir()  # who makes one here wants it
    assert cli.main(["start", "02"]) == 0
    assert (work / "work" / "02_small.ipynb").exists()


def test_several_lessons_are_checked_and_options_may_stand_anywhere(work, answer, capsys):
    cli.main(["start"])
    answer(work / "02_small.ipynb", "halve", "def halve(x):\n    return x / 2")
    capsys.readouterr()
    assert cli.main(["check", "02", "3"]) == 1
    said = capsys.readouterr().out
    assert said.index("02 The recurrent network") < said.index("03 Backpropagation")
    assert cli.main(["check", "02", "--timeout", "30", "halve"]) == 0


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "1e300", "soon"])
def test_a_time_limit_that_is_none_is_refused(work, capsys, seconds):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["check", "02", f"--timeout={seconds}"])
    assert stopped.value.code == 2
    assert (
        f"argument --timeout: expected a number of seconds above 0, at most 86400, got {seconds}"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize("arguments", [["doctor", "02"], ["start", "--no-such", "02"]])
def test_words_that_mean_nothing_are_refused(work, capsys, arguments):
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2 and "unrecognized arguments" in capsys.readouterr().err


def test_an_interrupt_is_a_status_and_no_traceback(monkeypatch):
    def interrupted():
        raise KeyboardInterrupt

    monkeypatch.setattr(doctor, "main", interrupted)
    assert cli.main(["doctor"]) == 130


@pytest.mark.skipif(sys.platform == "win32", reason="a pipe that nobody reads is told as POSIX does")
def test_a_reader_that_leaves_early_is_no_error():
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "rnncourse", "data", "list"]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, env=buffered)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_lab_makes_the_copies_and_hands_on_its_options(work, capsys, monkeypatch):
    opened = []
    monkeypatch.setattr(lab, "open_lab", lambda *arguments: opened.append(arguments) or 5)
    assert cli.main(["lab", "--no-browser", "--port", "9", "--", "--ip=0.0.0.0"]) == 5
    assert [path.name for path in sorted(work.iterdir())] == ["02_small.ipynb", "03_next.ipynb"]
    ((folder, options),) = opened
    assert folder.resolve() == work.resolve() and options == ["--no-browser", "--port=9", "--ip=0.0.0.0"]
    assert "Stop it with Ctrl-C" in capsys.readouterr().out


def test_lab_is_not_opened_on_a_folder_that_cannot_be_made(work, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(lab, "open_lab", None)
    (tmp_path / "file").write_text("")
    assert cli.main(["lab", "--to", "file"]) == 2
    assert "could not be written" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["start", "update"])
def test_a_broken_copy_is_named_and_the_other_lessons_go_on(work, capsys, command):
    work.mkdir()
    (work / "02_small.ipynb").write_text("not JSON")
    assert cli.main([command]) == 2
    said = capsys.readouterr()
    assert "02_small.ipynb: expected a notebook (JSON), got something else; restore it" in said.err
    assert "03  " in said.out
    assert (work / "02_small.ipynb").read_text() == "not JSON"


def test_progress_names_a_broken_copy_and_goes_on(work, capsys):
    cli.main(["start"])
    (work / "02_small.ipynb").write_text("[]")
    capsys.readouterr()
    assert cli.main(["progress"]) == 0
    rows = capsys.readouterr().out.splitlines()
    assert "02_small.ipynb: expected a notebook" in rows[0] and "halve open" in rows[1]


def test_execute_prints_times_and_goes_on_after_a_failure(work, capsys, monkeypatch):
    def run(lesson):
        if lesson.number == "02":
            raise execute.ExecutionFailed("02_small: ValueError: no in cell note")
        return execute.Run(2.5, [(2.0, "note"), (0.25, "setup")])

    monkeypatch.setattr(execute, "execute", run)
    assert cli.main(["execute", "--all"]) == 2
    said = capsys.readouterr()
    assert "03  2.5 s; slowest cells: note 2.0 s, setup 0.2 s" in said.out
    assert "in cell note" in said.err


def test_doctor_and_data_give_their_own_status(monkeypatch):
    asked = []
    monkeypatch.setattr(doctor, "main", lambda: asked.append("doctor") or 1)
    monkeypatch.setattr(commands, "list_", lambda: asked.append("list") or 0)
    monkeypatch.setattr(commands, "get_", lambda name: asked.append(name) or 3)
    monkeypatch.setattr(commands, "verify_", lambda: asked.append("verify") or 4)
    arguments = [["doctor"], ["data", "list"], ["data", "get", "gutenberg"], ["data", "verify"]]
    assert [cli.main(given) for given in arguments] == [1, 0, 3, 4]
    assert asked == ["doctor", "list", "gutenberg", "verify"]


def test_the_course_itself_has_lessons_and_makes_their_copies(tmp_path):
    command = [sys.executable, "-m", "rnncourse", "start", "--to", str(tmp_path / "work")]
    root = lessons.lessons_folder().parent
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    made = sorted(path.name for path in (tmp_path / "work").iterdir())
    assert made == [lesson.path.name for lesson in lessons.all_lessons()] and made
    for name in made:
        nbformat.validate(nbformat.read(tmp_path / "work" / name, as_version=4))
