import subprocess
import sys

import nbformat
import pytest

from rnncourse import cli
from rnncourse.course import doctor, execute, lessons
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
    for command in ("rnncourse start", "jupyter lab work", "rnncourse check 02", "rnncourse progress"):
        assert f"  {command}" in said


def test_help_and_the_import_load_nothing_heavy():
    code = "import sys; import rnncourse.cli; print({'numpy', 'torch', 'nbformat', 'nbgrader'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"


def test_start_check_progress(work, answer, capsys):
    assert cli.main(["start"]) == 0
    said = capsys.readouterr().out
    assert "02  made work/02_small.ipynb" in said.replace("\\", "/") and "jupyter lab work" in said
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
        (["check", "02"], "expected your copy in work, found none; run `rnncourse start 02` first"),
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
    command = [sys.executable, "-m", "rnncourse.cli", "start", "--to", str(tmp_path / "work")]
    root = lessons.lessons_folder().parent
    subprocess.run(command, cwd=root, check=True, capture_output=True)
    made = sorted(path.name for path in (tmp_path / "work").iterdir())
    assert made == [lesson.path.name for lesson in lessons.all_lessons()] and made
    for name in made:
        nbformat.validate(nbformat.read(tmp_path / "work" / name, as_version=4))
