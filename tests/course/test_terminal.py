"""Every command answers signals, broken pipes, full disks and poor terminals with a line at most and its status."""

import json
import os
import signal
import subprocess
import sys

import pytest

from rnncourse.course import terminal

COMMANDS = [
    ["lab"],
    ["start"],
    ["update"],
    ["check", "02"],
    ["progress"],
    ["doctor"],
    ["data", "list"],
    ["data", "get", "tales"],
    ["data", "verify"],
    ["study", "--list"],
    ["study", "adding"],
    ["execute", "02"],
    ["train", "text", "story.txt"],
    ["write", "story.safetensors"],
    ["surprise", "story.safetensors", "story.txt"],
    ["--help"],
]
# A process that forks for each command, so that what it imports is imported once. What takes long in a command is
# replaced by a word; with a signal to come, what a command calls first waits for it.
SERVER = """
import io, json, os, signal, sys, time, traceback
from pathlib import Path
from nbgrader import preprocessors
from rnncourse import cli
from rnncourse.course import doctor, editions, execute, lab, lessons, progress, workspace
from rnncourse.datasets import commands
from rnncourse.experiments import command, record, runner, study
from rnncourse.models import saving
from rnncourse.textfiles import start, surprise, write

WORD = "Größe → 1"

def says(*_, **__):
    print(WORD)
    return 0

def waits(ready):
    def wait(*_, **__):
        os.write(ready, b".")
        time.sleep(60)
    return wait

def carry_out(task, ready):
    kind = task["kind"]
    os.chdir(task["folder"])
    lessons.lessons_folder = lambda: Path("notebooks")
    if task["arguments"][0] in ("update", "check", "progress"):
        workspace.start(lessons.select([])[0], Path("work"))
    lab.open_lab = commands.list_ = commands.get_ = commands.verify_ = command._list = command._study = says
    doctor.examine = lambda: [doctor.Finding("memory", "ok", WORD)]
    execute.execute = lambda lesson: says() or execute.Run(1.0, [])
    Path("story.txt").write_text(WORD)
    start.start = says
    saving.load_model = lambda path: saving.SavedModel(None, None, "char", None, {})
    write.unknown_in = lambda saved, prompt: []
    write.written = lambda saved, prompt, **options: [WORD]
    surprise.surprises = lambda saved, texts: [surprise.Token("", WORD, 1.0, True)] * 3
    if kind.startswith("SIG"):
        lessons.select = doctor.examine = study.check_name = waits(ready)
        commands.list_ = commands.get_ = commands.verify_ = start.start = saving.load_model = waits(ready)
    os.dup2(os.open(task["error"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), 2)
    reader, writer = os.pipe()
    os.close(reader)
    target = {"pipe": writer, "full": os.open("/dev/full", os.O_WRONLY)}.get(kind)
    os.dup2(os.open(task["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600) if target is None else target, 1)
    if kind == "closed":
        os.close(1)
        sys.stdout = None
    else:
        stream = open(1, "wb", closefd=False)
        sys.stdout = io.TextIOWrapper(stream, encoding="ascii" if kind == "ascii" else "utf-8")
    sys.stderr = io.TextIOWrapper(open(2, "wb", 0, closefd=False), write_through=True, errors="backslashreplace")
    sys.argv[1:] = task["arguments"]
    try:
        status = cli.main()
    except SystemExit as stopped:
        status = stopped.code or 0
    except BaseException:
        traceback.print_exc()
        status = 99
    try:
        sys.stdout.flush()
    except OSError:
        status = 120
    os._exit(status)

for line in sys.stdin:
    task = json.loads(line)
    told, ready = os.pipe()
    child = os.fork()
    if not child:
        os.close(told)
        carry_out(task, ready)
    os.close(ready)
    if task["kind"].startswith("SIG") and os.read(told, 1):
        os.kill(child, getattr(signal, task["kind"]))
    os.close(told)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork") or not os.path.exists("/dev/full"), reason="needs fork and /dev/full"
)


@pytest.fixture(scope="module")
def server():
    command = [sys.executable, "-c", SERVER]
    environment = {name: value for name, value in os.environ.items() if name != "RNNCOURSE_WORK"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        yield process
        process.stdin.close()


@pytest.fixture
def run(server, make_lesson, tmp_path):
    """A function: arguments of the command, what happens to it -> its exit status, its output, its complaints."""
    make_lesson()
    output, error = tmp_path / "output", tmp_path / "error"

    def carry_out(arguments, kind):
        task = {"arguments": arguments, "kind": kind, "folder": str(tmp_path)}
        server.stdin.write(json.dumps(task | {"output": str(output), "error": str(error)}) + "\n")
        server.stdin.flush()
        status = int(server.stdout.readline())
        return status, output.read_text("utf-8") if output.exists() else "", error.read_text("utf-8")

    return carry_out


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_signal_ends_a_command_with_a_line_at_most(run, arguments):
    for name, expected in (("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)):
        if "--help" in arguments:
            continue  # nothing to wait for
        status, _, error = run(arguments, name)
        assert status == expected, error
        assert error.strip().count("\n") == 0 and "Traceback" not in error


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_an_output_that_nobody_reads_or_that_has_no_room_ends_a_command_with_a_line_at_most(run, arguments):
    assert run(arguments, "pipe") == (141, "", "")
    status, _, error = run(arguments, "full")
    assert (status, error) == (2, "rnncourse: the output could not be written: No space left on device\n")


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_poor_terminal_and_a_closed_output_change_nothing_but_letters(run, arguments):
    expected = 1 if arguments[0] == "check" else 0
    status, output, error = run(arguments, "ascii")
    assert (status, error) == (expected, "") and output.isascii() and output
    assert run(arguments, "utf-8")[0] == expected
    status, _, error = run(arguments, "closed")
    assert (status, error) == (expected, "")


EARLY = """
import os, runpy, signal, sys, time
class Finder:
    def find_spec(name, *_):
        if name == "rnncourse.cli":
            os.kill(os.getpid(), signal.{name})
            time.sleep(20)
sys.meta_path.insert(0, Finder)
sys.argv = ["rnncourse", "progress"]
runpy.run_module("rnncourse", run_name="__main__")
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_before_the_command_has_begun_is_no_traceback(name):
    done = subprocess.run([sys.executable, "-c", EARLY.format(name=name)], capture_output=True, timeout=15)
    assert (done.returncode, done.stdout, done.stderr) == (-getattr(signal, name), b"", b"")


def test_a_complaint_does_not_stick_to_a_progress_bar(capsys):
    from tqdm import tqdm

    with tqdm(total=3, desc="data") as bar:
        bar.update()
        terminal.complain("no")
    said = capsys.readouterr().err
    assert said.endswith("\nrnncourse: no\n") and "data" in said


def test_an_error_of_the_system_is_a_line(capsys):
    def act():
        open("no such file")

    assert terminal.carry_out(act, program=False) == 2
    assert capsys.readouterr().err == "rnncourse: no such file: No such file or directory\n"
