"""`rnncourse study`: list, run, stop, go on; exit statuses; what kill -9 and Ctrl-C leave."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import rnncourse
from rnncourse import cli
from rnncourse.experiments import load_record, run_study, study

ROOT = Path(rnncourse.__file__).parents[1]
SCRIPT = """
import sys
from rnncourse import cli
from rnncourse.experiments import study

study.MODULES["toy"] = "toy_study"
if __name__ == "__main__":
    sys.exit(cli.main(["study", "toy", *sys.argv[1:]]))
"""


@pytest.fixture
def command(toy, tmp_path, monkeypatch):
    """Start `rnncourse study toy` as a process in a process group of its own, as a terminal does."""
    script = tmp_path / "study_toy.py"
    script.write_text(SCRIPT)
    shutil.copy(Path(__file__).parent / "toy_study.py", tmp_path)
    monkeypatch.setenv("PYTHONPATH", f"{ROOT}{os.pathsep}{tmp_path}")
    monkeypatch.setenv("TOY_WAIT", str(tmp_path / "go"))
    started = []

    def start(*arguments):
        process = subprocess.Popen(
            [sys.executable, script, "--to", tmp_path / "results", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            # Tests that run in the background of a shell inherit that Ctrl-C is ignored; the command does not.
            preexec_fn=listen_to_ctrl_c if os.name == "posix" else None,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def log(tmp_path):
    """(rate, seed, process) of each run begun."""
    text = (tmp_path / "log").read_text() if (tmp_path / "log").exists() else ""
    return [(float(rate), int(seed), int(pid)) for rate, seed, pid in map(str.split, text.splitlines())]


def wait_until(what, seconds=30):
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.01)


def finished_runs(tmp_path):
    path = tmp_path / "results" / "toy.partial.jsonl"
    return path.read_bytes().count(b"\n") - 1 if path.exists() else 0


def alive(pid):
    """Whether a process runs; one that has ended and that nobody has asked for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def in_the_middle(tmp_path):
    return len(log(tmp_path)) == 3 and finished_runs(tmp_path) == 2


def listen_to_ctrl_c():
    signal.signal(signal.SIGINT, signal.SIG_DFL)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks /proc which processes run")


@needs_proc
def test_after_kill_9_no_process_is_left_and_the_study_goes_on_to_the_same_record(command, toy, tmp_path):
    process = command()
    wait_until(lambda: in_the_middle(tmp_path))
    process.kill()
    process.wait()
    workers = {pid for _, _, pid in log(tmp_path)}
    wait_until(lambda: not any(map(alive, workers)))
    assert not (tmp_path / "results" / "toy.json").exists()

    (tmp_path / "go").touch()
    process = command("--resume")
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    begun = [run[:2] for run in log(tmp_path)]
    lost = begun[2]  # the run in hand
    assert begun.count(lost) == 2 and len(begun) == len(set(begun)) + 1 == 8 + 1
    whole = run_study(toy, tmp_path / "whole", bar=False)
    resumed = load_record("toy", tmp_path / "results")
    assert [row[:2] for row in resumed.rows] == [row[:2] for row in whole.rows]
    assert (resumed.claims, resumed.fingerprint, resumed.versions) == (whole.claims, whole.fingerprint, whole.versions)
    assert [path.name for path in (tmp_path / "results").iterdir()] == ["toy.json"]


@needs_proc
@pytest.mark.parametrize("jobs", [1, 2])
def test_ctrl_c_says_one_line_and_leaves_what_is_finished(command, tmp_path, jobs):
    process = command("--jobs", str(jobs))
    wait_until(lambda: in_the_middle(tmp_path))
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in err and "leaked" not in err
    again = f"rnncourse study toy --resume --to {tmp_path / 'results'}" + " --jobs 2" * (jobs == 2)
    assert err.splitlines()[-1] == f"Stopped. What is finished is kept; go on with `{again}`."
    assert finished_runs(tmp_path) == 2
    assert not any(map(alive, {pid for _, _, pid in log(tmp_path)}))


def test_progress_is_shown(command, tmp_path):
    (tmp_path / "go").touch()
    _, err = command().communicate(timeout=60)
    assert "toy" in err and "8/8" in err and "leaked" not in err


def study_command(capsys, *arguments):
    status = cli.main(["study", *map(str, arguments)])
    return status, *capsys.readouterr()


def test_a_record_is_made_and_its_claims_are_told(toy, tmp_path, capsys):
    status, out, _ = study_command(capsys, "toy", "--to", tmp_path)
    assert status == 0
    assert out.splitlines()[0].startswith("toy: 8 runs, 0.0 minutes of processor time: ")
    assert out.splitlines()[1:] == ["  holds: the best rate is 8"]


def test_a_claim_that_fails_gives_exit_status_1_and_is_recorded(toy, tmp_path, capsys):
    source = tmp_path / "toy_study.py"
    source.write_text(source.read_text().replace("== {8}", "== {7}"))
    sys.modules.pop("toy_study")
    status, out, _ = study_command(capsys, "toy", "--to", tmp_path)
    assert status == 1 and "  DOES NOT HOLD: the best rate is 8" in out
    assert load_record("toy", tmp_path).claims == {"the best rate is 8": False}
    assert study_command(capsys, "toy", "--to", tmp_path, "--resume")[0] == 1


def test_resume_leaves_a_current_record_and_a_plain_call_makes_it_anew(toy, tmp_path, capsys):
    study_command(capsys, "toy", "--to", tmp_path)
    status, out, _ = study_command(capsys, "toy", "--to", tmp_path, "--resume")
    assert status == 0 and "the record is current, nothing to do" in out
    assert len(log(tmp_path)) == 8
    study_command(capsys, "toy", "--to", tmp_path)
    assert len(log(tmp_path)) == 16


def test_all_runs_every_study_and_goes_on_after_one_that_fails(toy, tmp_path, capsys, monkeypatch):
    (tmp_path / "bad_study.py").write_text(
        (tmp_path / "toy_study.py")
        .read_text()
        .replace('"toy"', '"bad"')
        .replace("    with open", "    1 / 0\n    with open")
    )
    monkeypatch.setattr(study, "MODULES", {"bad": "bad_study", "toy": "toy_study"})
    status, out, err = study_command(capsys, "--all", "--to", tmp_path)
    assert status == 2 and "rnncourse: bad: the run" in err and "toy: 8 runs" in out


def test_list_says_what_there_is_and_whether_its_record_is_current(toy, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(study, "MODULES", {"toy": "toy_study"})
    listing = ["--list", "--to", tmp_path]
    assert study_command(capsys, *listing)[:2] == (
        0,
        "toy        3 runs to begin with, no record: Which rate is best?\n",
    )
    study_command(capsys, "toy", "--to", tmp_path)
    assert study_command(capsys, *listing)[1] == "toy        8 runs, record current: Which rate is best?\n"
    source = tmp_path / "toy_study.py"
    source.write_text(source.read_text() + "\nCHANGED = True\n")
    assert study_command(capsys, *listing)[1] == "toy        8 runs, stale record: Which rate is best?\n"
    (tmp_path / "toy.json").write_text("{")
    assert "damaged record" in study_command(capsys, *listing)[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "expected names of studies, or --list, or --all"),
        (["toy", "--all"], "one of the three"),
        (["--list", "--all"], "one of the three"),
        (["toi"], "expected one of .*adding, .*, got 'toi'"),
        (["toy", "--confirm", "--resume"], "--confirm: expected neither"),
        (["toy", "--jobs", "0"], "--jobs: expected at least 1, got 0"),
        (["toy", "--jobs", "2", "--scheduler", "tcp://localhost:1"], "--jobs: expected none with --scheduler"),
    ],
)
def test_what_cannot_be_meant_is_refused(toy, tmp_path, capsys, arguments, message):
    status, _, err = study_command(capsys, *arguments, "--to", tmp_path)
    assert status == 2 and re.search(message, err)
    assert not (tmp_path / "log").exists()


def test_without_a_checkout_a_folder_must_be_named(toy, capsys, monkeypatch):
    from rnncourse.datasets import paths

    monkeypatch.setattr(paths, "checkout", lambda: None)
    status, _, err = study_command(capsys, "toy")
    assert status == 2 and "--to: expected a folder" in err


def test_the_command_imports_nothing_heavy():
    code = (
        "import sys, rnncourse.cli; print(sorted({'numpy', 'torch', 'tqdm', 'concurrent.futures'} & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"
