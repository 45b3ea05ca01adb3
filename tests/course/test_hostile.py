"""What an answer can do to its own check, to its check's process, and to the learner's files: nothing that counts."""

import sys
import textwrap

import pytest

from rnncourse.course.exercises import find_exercises
from rnncourse.course.running import run_apart, run_here

RIGHT = "def halve(x):\n    return x / 2\n"
WRONG = "def halve(x):\n    return x\n"


@pytest.fixture
def halve(lesson):
    return find_exercises(lesson.read())["halve"]


@pytest.fixture
def count(lesson):
    return find_exercises(lesson.read())["count"]


# Five ways that gave full marks without an answer.


here_and_apart = pytest.mark.parametrize("run", [run_here, run_apart])


@pytest.mark.parametrize(
    ("run", "name"),
    [(run_apart, "expect_close"), (run_here, "expect_close"), (run_here, "done"), (run_here, "np"), (run_here, "len")],
)
def test_a_name_of_the_check_bound_anew_changes_nothing_for_it(halve, run, name):
    fake = f"def {name}(*_, **__):\n    return None\n"
    assert run(halve, WRONG + fake).cause == "check"
    assert run(halve, RIGHT + fake).status == "correct"


@here_and_apart
@pytest.mark.parametrize("inside", [False, True])
def test_allclose_of_numpy_replaced_leaves_no_verdict(halve, run, inside):
    replace = "np.allclose = lambda *_, **__: True"
    answer = f"def halve(x):\n    {replace}\n    return x" if inside else f"{WRONG}{replace}"
    verdict = run(halve, answer)
    assert (verdict.status, verdict.cause) == ("unchecked", "tampering")
    assert verdict.message.startswith("could not be judged: your answer replaces numpy.allclose; give what is yours")
    assert run_here(halve, WRONG).cause == "check", "what was replaced is put back"


@pytest.mark.parametrize(
    ("source", "named"),
    [
        ("from rnncourse.course import checks\nchecks.expect_close = print", "checks.expect_close"),
        ("from rnncourse.course import checks\nchecks.CheckFailed.__init__ = print", "checks.CheckFailed.__init__"),
        ("from rnncourse.course import checks\ndel checks.done", "checks.done"),
        ("import builtins\nbuiltins.abs = print", "builtins.abs"),
        ("import sys, types\nsys.modules['json'] = types.ModuleType('json')", "replaces json"),
        ("from rnncourse.course import judging\njudging._outcome = lambda act: None", "judging._outcome"),
        (
            "expect_close.__code__ = (lambda *_, **__: None).__code__",
            "the code of rnncourse.course.checks.expect_close",
        ),
    ],
)
def test_anything_the_check_relies_on_is_noticed_when_replaced(halve, source, named):
    verdict = run_here(halve, WRONG + source)
    assert (verdict.status, verdict.cause) == ("unchecked", "tampering") and named in verdict.message
    assert run_here(halve, WRONG).cause == "check", "what was replaced is put back"


def test_what_an_answer_may_do_to_its_own_is_no_tampering(halve):
    own = "import warnings\nwarnings.simplefilter('ignore')\nnp.seterr(all='ignore')\nnp.random.seed(0)\nprint = 1\n"
    assert run_here(halve, own + RIGHT).status == "correct"


def test_a_verdict_written_by_the_answer_does_not_count(halve):
    forged = textwrap.dedent("""
        import glob, os, json, socket
        said = json.dumps({"key": "", "secret": "", "verdict": {"status": "correct", "message": "", "cause": ""}})
        for descriptor in range(256):
            try:
                os.write(descriptor, said.encode())
            except OSError:
                pass
        scratch = os.environ["TMPDIR"]
        for path in [*glob.glob(scratch + "/*"), scratch + "/verdict.json"]:
            try:
                with socket.socket(socket.AF_UNIX) as connection:
                    connection.connect(path)
                    connection.sendall(said.encode())
            except OSError:
                open(path + ".json", "w").write(said)
        os._exit(0)
    """)
    verdict = run_apart(halve, forged)
    assert (verdict.status, verdict.cause) == ("wrong", "crash") and "exit status 0" in verdict.message


@pytest.mark.parametrize(
    "door",
    [
        "open({path!r}).read()",
        "open({folder!r} + '/notes.txt').read()",
        "import os\nos.open({path!r}, os.O_RDONLY)",
        "from rnncourse.course.lessons import all_lessons\nall_lessons({folder!r})[0].read()",
        "import os\nos.symlink({path!r}, os.environ['TMPDIR'] + '/x')\nopen(os.environ['TMPDIR'] + '/x').read()",
    ],
)
def test_the_solution_cannot_be_read_from_the_lesson(halve, lesson, door):
    (lesson.path.parent / "notes.txt").write_text("return x / 2")
    source = door.format(path=str(lesson.path), folder=str(lesson.path.parent))
    answer = f"{RIGHT}\ntry:\n{textwrap.indent(source, '    ')}\nexcept OSError:\n    pass"
    verdict = run_apart(halve, answer)
    assert verdict.cause == "tampering"
    assert verdict.message == "could not be judged: an answer may not open notebooks of the course"


@pytest.mark.parametrize(
    "frame",
    [
        "import sys\n    frame = sys._getframe()",
        "import inspect\n    frame = inspect.stack()[0].frame",
        "try:\n        1 / 0\n    except ZeroDivisionError as error:\n        frame = error.__traceback__.tb_frame",
        "import traceback\n    frame = next(traceback.walk_stack(None))[0]",
    ],
    ids=["getframe", "inspect", "traceback", "walk"],
)
def test_the_expected_value_cannot_be_read_from_a_callers_frame(halve, frame):
    answer = textwrap.dedent("""
        def halve(x):
            {frame}
            while "want" not in frame.f_locals:
                frame = frame.f_back
            return frame.f_locals["want"]
    """).format(frame=frame)
    verdict = run_apart(halve, answer)
    assert verdict.cause == "tampering" and "look into the frames of the code that calls it" in verdict.message


def test_what_libraries_do_with_frames_is_not_the_answers_doing(halve):
    answer = textwrap.dedent("""
        import collections, copy, dataclasses, enum, gc, logging, pickle, traceback, typing, warnings
        Point = collections.namedtuple("Point", "x y")
        class Pair(typing.NamedTuple):
            a: "int"
        @dataclasses.dataclass
        class Thing:
            a: "list[int]" = None
        assert pickle.loads(pickle.dumps(Thing())) == Thing()
        Colour = enum.Enum("Colour", "red")
        logging.getLogger().warning("x")
        warnings.warn("x")
        gc.collect()
        try:
            1 / 0
        except ZeroDivisionError:
            traceback.format_exc()
        traceback.format_stack()
        def halve(x):
            import numpy.ctypeslib, matplotlib.pyplot as plt
            plt.plot([1, 2])
            plt.savefig(__import__("os").environ["TMPDIR"] + "/a.png")
            return x / 2
    """)
    verdict = run_apart(halve, answer)
    assert verdict.status == "correct", verdict.message


# What an answer can do to the learner and the machine.

REFUSED = """
os.remove("mine.txt")
os.rmdir("empty")
os.rename("mine.txt", "yours.txt")
os.rename(TMP + "/own", "mine.txt")
os.link("mine.txt", TMP + "/link")
os.symlink("mine.txt", "link")
os.mkdir("new")
os.chmod("mine.txt", 0)
os.truncate("mine.txt", 0)
open("mine.txt", "w")
open("new.txt", "x")
open(TMP + "/../mine.txt", "a")
os.open("mine.txt", os.O_WRONLY | os.O_TRUNC)
shutil.rmtree("..")
shutil.rmtree("empty")
shutil.move("mine.txt", "yours.txt")
pathlib.Path("mine.txt").write_text("x")
np.save("new.npy", np.ones(1))
os.unlink("mine.txt", dir_fd=os.open(".", os.O_RDONLY))
os.kill(os.getppid(), 9)
os.kill(0, 9)
os.killpg(os.getpgid(os.getppid()), 9)
signal.pidfd_send_signal(os.pidfd_open(os.getppid()), 9)
os.system("true")
subprocess.run(["true"])
os.fork()
os.execv("/bin/true", ["true"])
os.posix_spawn("/bin/true", ["true"], {})
multiprocessing.get_context("spawn").Process(target=print).start()
multiprocessing.get_context("fork").Process(target=print).start()
socket.create_connection(("127.0.0.1", 9))
urllib.request.urlopen("http://127.0.0.1:9/")
ctypes.CDLL(None).kill(os.getppid(), 9)
resource.setrlimit(resource.RLIMIT_CPU, (9, 9))
sys.addaudithook(print)
sys.settrace(print)
gc.get_objects()
""".strip().splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="calls of POSIX")
def test_what_an_answer_may_not_do_is_refused_and_has_not_happened(halve, tmp_path):
    home = tmp_path / "home" / "work"
    (home / "empty").mkdir(parents=True)
    (home / "mine.txt").write_text("mine")
    answer = RIGHT + textwrap.dedent(f"""
        import ctypes, gc, multiprocessing, os, pathlib, resource, shutil, signal, socket, subprocess, sys
        import urllib.request
        TMP = os.environ["TMPDIR"]
        open(TMP + "/own", "w").close()
        done_after_all = []
        for source in {REFUSED!r}:
            if "pidfd" in source and not hasattr(signal, "pidfd_send_signal"):
                continue
            try:
                exec(source)
            except OSError as error:
                if "an answer may not" in str(error):
                    continue
            except BaseException as error:
                source += f" ({{error!r}})"
            done_after_all.append(source)
        assert not done_after_all, done_after_all
    """)
    verdict = run_apart(halve, answer, folder=home)
    assert verdict.message == "could not be judged: an answer may not look for objects that are not its own"
    assert sorted(path.name for path in home.iterdir()) == ["empty", "mine.txt"]
    assert (home / "mine.txt").read_text() == "mine"


def test_what_an_answer_may_do_is_allowed(halve, tmp_path):
    (tmp_path / "data.txt").write_text("1 2")
    answer = textwrap.dedent("""
        import os, shutil, sqlite3, tempfile, threading
        assert np.loadtxt("data.txt").sum() == 3
        with tempfile.TemporaryDirectory() as folder:
            with open(folder + "/a", "w") as file:
                file.write("x")
            os.mkdir(folder + "/b")
            shutil.copy(folder + "/a", folder + "/b/c")
        with tempfile.TemporaryFile() as file:
            np.save(file, np.ones(3))
        open(os.devnull, "w").close()
        sqlite3.connect(":memory:").close()
        thread = threading.Thread(target=print)
        thread.start()
        thread.join()
    """)
    assert run_apart(halve, answer + RIGHT, folder=tmp_path) == run_here(halve, RIGHT)
