"""The process of an answer: what it says counts only where it is a verdict, it has limits, it ends with the command."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import time

import pytest

from rnncourse.course import running
from rnncourse.course.exercises import find_exercises
from rnncourse.course.judging import LONGEST, Verdict
from rnncourse.course.running import run_apart, run_here

RIGHT = "def halve(x):\n    return x / 2\n"
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@pytest.fixture
def halve(lesson):
    return find_exercises(lesson.read())["halve"]


# What it says.

SAY = """
import json, os, socket, sys, time
given = json.loads(sys.stdin.buffer.read())
def say(said):
    with socket.socket(socket.AF_UNIX if isinstance(given["address"], str) else socket.AF_INET) as connection:
        connection.connect(given["address"] if isinstance(given["address"], str) else tuple(given["address"]))
        connection.sendall(said if isinstance(said, bytes) else json.dumps(said).encode())
        connection.shutdown(socket.SHUT_WR)
        return json.loads(connection.recv(1 << 20) or "null")
open(given["scratch"] + "/began", "w").close()
key, right = given["key"], {"status": "correct", "message": "", "cause": ""}
"""


@pytest.mark.parametrize(
    ("script", "status", "cause"),
    [
        ("say({'key': key, 'secret': say({'key': key, 'ask': 'check'})['secret'], 'verdict': right})", "correct", ""),
        ("say({'key': key, 'verdict': right})", "unchecked", "tampering"),
        ("say({'key': key, 'secret': '', 'verdict': right})", "unchecked", "tampering"),
        ("say({'key': key, 'ask': 1})\nsay({'key': key, 'secret': key, 'verdict': right})", "unchecked", "tampering"),
        ("say({'key': key, 'secret': 7, 'verdict': right})", "unchecked", "tampering"),
        ("say({'key': 'another', 'secret': 'x', 'verdict': right})", "wrong", "crash"),
        ("say({'key': key, 'verdict': right | {'status': 'wrong', 'points': '9'}})", "unchecked", "tampering"),
        ("say({'key': key, 'verdict': right | {'status': 'full marks'}})", "unchecked", "tampering"),
        ("say({'key': key, 'verdict': right | {'message': 7}})", "unchecked", "tampering"),
        ("say({'key': key, 'verdict': ['correct']})", "unchecked", "tampering"),
        ("say(b'[' * 90000)", "wrong", "crash"),
        ("say(b'\\xff\\x00')", "wrong", "crash"),
        ("say([1])\nsay(b'')", "wrong", "crash"),
        ("say({'key': key, 'ask': 'check'})\nassert say({'key': key, 'ask': 'check'}) is None", "wrong", "crash"),
    ],
)  # fmt: skip
def test_only_a_verdict_with_the_secret_counts(halve, monkeypatch, script, status, cause):
    monkeypatch.setattr(running, "_BEGIN", f"{SAY}{script}\nos._exit(0)")
    verdict = run_apart(halve, "unused")
    assert (verdict.status, verdict.cause) == (status, cause)
    assert "exit status 0" in verdict.message or cause != "crash"


def test_a_process_that_says_too_much_is_not_heard_to_the_end(halve, monkeypatch):
    too_much = "try:\n    say(b' ' * 50_000_000)\nexcept OSError:\n    os._exit(3)"
    monkeypatch.setattr(running, "_BEGIN", f"{SAY}{too_much}")
    assert "exit status 3" in run_apart(halve, "unused").message


def test_where_there_are_no_sockets_in_files_a_local_port_does(halve, monkeypatch):
    monkeypatch.delattr(socket, "AF_UNIX", raising=False)
    assert run_apart(halve, RIGHT).status == "correct"


def test_a_process_that_cannot_begin_is_not_the_answers_fault(halve, monkeypatch):
    monkeypatch.setattr(running, "_BEGIN", "import no_such_module")
    verdict = run_apart(halve, RIGHT)
    assert (verdict.status, verdict.cause) == ("unchecked", "setup") and "rnncourse doctor" in verdict.message


@pytest.mark.parametrize("run", [run_here, run_apart])
def test_a_message_is_cut_and_steers_no_terminal(halve, run):
    verdict = run(halve, "raise ValueError('\\x1b[2J\\x07' + 'x' * 50_000_000)")
    assert verdict.message.startswith("ValueError: \N{REPLACEMENT CHARACTER}[2J\N{REPLACEMENT CHARACTER}xxx")
    assert LONGEST < len(verdict.message) < LONGEST + 20 and verdict.message.endswith("x ... (cut)")


# Its limits.


def test_memory_is_limited(halve):
    verdict = run_apart(halve, "np.ones(40_000_000)\n" + RIGHT, memory=1e8)
    assert "MemoryError" in verdict.message if sys.platform == "linux" else verdict
    assert run_apart(halve, "np.ones(1_000_000)\n" + RIGHT, memory=1e8).status == "correct"


@only_linux
def test_processor_time_and_the_size_of_files_are_limited(tmp_path):
    script = f"""
        from rnncourse.course import processes
        processes.limit(0, 1e9)
        try:
            with open({str(tmp_path / "large")!r}, "wb") as file:
                file.seek(processes.LARGEST_FILE)
                file.write(b"x")
        except OSError as error:
            print(error.strerror, flush=True)
        while True:
            pass
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, timeout=30)
    assert done.returncode == -signal.SIGXCPU and done.stdout == "File too large\n"


def test_what_is_said_of_a_process_without_a_verdict():
    def said(code, began=True):
        return running._without_verdict(code, 5, began=began)

    assert said(None) == Verdict("wrong", "stopped after 5 seconds: is there a loop that never ends?", "timeout")
    assert said(3) == Verdict("wrong", "Python itself stopped without a verdict (exit status 3)", "crash")
    assert said(1, began=False).cause == "setup"
    if hasattr(signal, "SIGXCPU"):
        assert said(-signal.SIGXCPU) == Verdict("wrong", "stopped after 5 seconds of processor time", "timeout")
        assert said(-signal.SIGKILL, began=False).cause == said(-signal.SIGHUP).cause == "outside"


# Its end.


def children(process):
    with open(f"/proc/{process}/task/{process}/children") as file:
        return [int(number) for number in file.read().split()]


def is_gone(process):
    try:
        with open(f"/proc/{process}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def wait_for(what, seconds=20):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.02)
    raise AssertionError("waited in vain")


@only_linux
@pytest.mark.parametrize(
    ("number", "status"),
    [("SIGKILL", -9), ("SIGTERM", 143), ("SIGHUP", 129), ("SIGINT", 130)],
)
def test_an_answer_ends_with_the_command_however_that_ends(tmp_path, number, status):
    script = """
        import sys
        from rnncourse.course import terminal
        from rnncourse.course.exercises import Exercise
        from rnncourse.course.running import run_apart
        exercise = Exercise("endless", 1, (), {"source": ""}, "")
        answer = "import os, signal\\nfor n in (1, 2, 15): signal.signal(n, signal.SIG_IGN)\\nwhile True: pass"
        sys.exit(terminal.carry_out(lambda: run_apart(exercise, answer) and 0, program=True))
    """
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", textwrap.dedent(script)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, start_new_session=True) as process:
        wait_for(lambda: list(tmp_path.glob("rnncourse-*/began")))
        (answer,) = children(process.pid)
        os.kill(process.pid, getattr(signal, number))
        assert process.wait(10) == status and process.stderr.read() == b""
    wait_for(lambda: is_gone(answer))
    if number != "SIGKILL":
        assert not list(tmp_path.iterdir()), "its temporary folder is gone"


def test_without_help_of_the_system_a_process_looks_for_its_parent_itself():
    script = (
        "import sys, time\nsys.platform = 'darwin'\nfrom rnncourse.course import processes\nprocesses.die_with(1)\n"
    )
    done = subprocess.run([sys.executable, "-c", f"{script}time.sleep(20)"], timeout=15)
    assert done.returncode == 1
