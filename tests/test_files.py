"""A file appears whole or not at all."""

import errno
import os
import signal
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from rnncourse import files
from rnncourse.files import atomic_file, atomic_write, create

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links, permissions and signals as POSIX has them")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(("content", "stored"), [("é\n", b"\xc3\xa9\n"), (b"\x00\r\n", b"\x00\r\n"), ("", b"")])
def test_content_is_stored_as_it_is(tmp_path, content, stored):
    path = tmp_path / "a.txt"
    for _ in range(2):  # new, then replaced
        atomic_write(path, content)
        assert path.read_bytes() == stored
    assert names(tmp_path) == ["a.txt"]


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), atomic_file(path) as file:
        file.write(b"half of it")
        raise ZeroDivisionError
    assert path.read_text() == "old" and names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file_and_nothing_else(tmp_path, monkeypatch, step):
    path = tmp_path / "a.txt"
    path.write_text("old")

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, step, full)
    with pytest.raises(OSError, match="No space left"):
        atomic_write(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old" and names(tmp_path) == ["a.txt"]


def test_it_is_on_the_disk_before_it_has_its_name(tmp_path, monkeypatch):
    path, order = tmp_path / "a.txt", []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(files.os, "fsync", lambda handle: (order.append(names(tmp_path)), fsync(handle)))
    monkeypatch.setattr(files.os, "replace", lambda a, b: (order.append(Path(a).read_text()), replace(a, b)))
    atomic_write(path, "whole")
    assert "a.txt" not in order[0] and order[1] == "whole"
    assert order[2:] in ([["a.txt"]], [])  # the folder, where it can be brought to the disk


WRITE_FOR_EVER = """
import sys
from rnncourse.files import atomic_write
n = 0
while True:
    n = (n + 1) % 10
    atomic_write(sys.argv[1], str(n) * 300_000)
"""


@POSIX
def test_a_killed_process_leaves_a_whole_file(tmp_path):
    path = tmp_path / "a.txt"
    for round_ in range(4):
        process = subprocess.Popen([sys.executable, "-c", WRITE_FOR_EVER, str(path)], cwd=Path(__file__).parents[1])
        while not path.exists():
            time.sleep(0.01)
        time.sleep(0.05 + 0.013 * round_)
        process.send_signal(signal.SIGKILL)
        process.wait()
        text = path.read_text()
        assert len(text) == 300_000 and len(set(text)) == 1


@POSIX
def test_a_link_is_followed_and_permissions_are_kept(tmp_path):
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "a.txt", tmp_path / "link.txt"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    atomic_write(link, "new")
    assert link.is_symlink() and target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_name_as_long_as_the_system_allows(tmp_path):
    path = tmp_path / ("é" * 120 + ".txt")
    atomic_write(path, "new")
    assert create(path, "other") is False and path.read_text() == "new"


def no_links(*_):
    raise OSError(errno.EPERM, "no hard links here")


@pytest.mark.parametrize("links", [True, False])
def test_create_never_overwrites(tmp_path, monkeypatch, links):
    if not links:
        monkeypatch.setattr(files.os, "link", no_links)
    path = tmp_path / "a.txt"
    assert create(path, "first") is True
    assert create(path, "second") is False
    assert path.read_text() == "first" and names(tmp_path) == ["a.txt"]


def test_of_many_at_once_one_creates(tmp_path):
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda n: create(tmp_path / "a.txt", str(n) * 100_000), range(8)))
    assert sorted(made) == [False] * 7 + [True] and names(tmp_path) == ["a.txt"]


def test_create_raises_what_is_no_matter_of_names(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "link", full)
    with pytest.raises(OSError, match="No space left"):
        create(tmp_path / "a.txt", "x")
    assert names(tmp_path) == []


@POSIX
def test_without_links_a_failed_copy_leaves_no_half(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files.os, "link", no_links)
    monkeypatch.setattr(files.os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        create(tmp_path / "a.txt", "x")
    assert names(tmp_path) == []


KILLED = """
import os, signal, sys
from rnncourse.files import atomic_file
with atomic_file(sys.argv[1]) as file:
    file.write(b"half")
    file.flush()
    if sys.argv[2] == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    print("writing", flush=True)
    sys.stdin.read()
"""


def writer(path, word):
    command = [sys.executable, "-c", KILLED, str(path), word]
    return subprocess.Popen(command, cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


@POSIX
def test_what_a_killed_writer_leaves_is_removed_and_what_a_living_one_writes_is_not(tmp_path):
    path = tmp_path / "a.txt"
    writer(path, "kill").communicate()
    assert len(names(tmp_path)) == 1
    living = writer(path, "live")
    assert living.stdout.readline() == b"writing\n"
    assert len(names(tmp_path)) == 1  # what the killed one left was removed by the next
    atomic_write(path, "new")
    assert len(names(tmp_path)) == 2 and path.read_text() == "new"
    living.communicate()
    assert path.read_text() == "half" and names(tmp_path) == ["a.txt"]


def test_where_there_are_no_locks_what_is_left_is_removed_after_a_day(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "try_lock", lambda handle: None)
    left = files.hidden_name(tmp_path / "a.txt", "tmp")
    left.write_text("half")
    atomic_write(tmp_path / "a.txt", "new")
    assert left.exists()
    long_ago = time.time() - 25 * 60 * 60
    os.utime(left, (long_ago, long_ago))
    atomic_write(tmp_path / "a.txt", "new")
    assert names(tmp_path) == ["a.txt"]


def test_hidden_files_of_others_are_left_alone(tmp_path):
    others = [files.hidden_name(tmp_path / "b.txt", "tmp"), files.hidden_name(tmp_path / "a.txt", "old")]
    others += [tmp_path / ".a.txt.tmp", tmp_path / ".a.txt.0123456789ab.x"]
    for other in others:
        other.write_text("x")
    atomic_write(tmp_path / "a.txt", "new")
    assert names(tmp_path) == sorted(["a.txt", *(other.name for other in others)])


def test_a_hidden_name_tells_whose_it_is(tmp_path):
    for name in ("a.txt", ".x", "é" * 110 + ".txt"):
        hidden = files.hidden_name(tmp_path / name, "aside")
        hidden.write_text("")
        assert files.hidden_files(tmp_path) == [(hidden, name, "aside")]
        hidden.unlink()
    assert files.hidden_files(tmp_path / "nowhere") == []


def test_a_name_beside_is_never_too_long(tmp_path):
    assert files.name_beside(Path("a/b.ipynb"), ".new-1") == Path("a/b.new-1.ipynb")
    path = files.name_beside(tmp_path / ("é" * 124 + ".ipynb"), ".kept-12345678")
    path.write_text("")
    assert path.name.endswith("é.kept-12345678.ipynb")


def test_one_command_at_a_time_is_in_a_folder(tmp_path):
    with files.alone_in(tmp_path) as sure:
        assert sure
        with pytest.raises(TimeoutError, match="another command is at work"), files.alone_in(tmp_path, patience=0.05):
            pass
    with files.alone_in(tmp_path, patience=0) as sure:
        assert sure
    with pytest.raises(FileNotFoundError), files.alone_in(tmp_path / "nowhere"):
        pass


def test_where_there_are_no_locks_nobody_is_sure_to_be_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "try_lock", lambda handle: None)
    with files.alone_in(tmp_path) as sure:
        assert not sure


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone tells it")
def test_a_file_that_is_open_for_writing_is_seen(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    assert files.open_for_writing(path) is False
    with open(path):
        assert files.open_for_writing(path) is False
    with open(path, "a"):
        assert files.open_for_writing(path) is True
    assert files.open_for_writing(path) is False


OPENED_MEANWHILE = """
import contextlib, os, sys
from pathlib import Path
from rnncourse import files
real = files.fcntl.fcntl
def fcntl(handle, command, argument):
    result = real(handle, command, argument)
    if (command, argument) == (files.fcntl.F_SETLEASE, files.fcntl.F_RDLCK):
        with contextlib.suppress(BlockingIOError):  # the system tells whoever looks that another wants to write
            os.open(sys.argv[1], os.O_WRONLY | os.O_NONBLOCK)
    return result
files.fcntl.fcntl = fcntl
print(files.open_for_writing(Path(sys.argv[1])))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone tells it")
def test_an_editor_that_opens_a_file_while_it_is_looked_at_does_no_harm(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("x")
    command = [sys.executable, "-c", OPENED_MEANWHILE, str(path)]
    found = subprocess.run(command, cwd=Path(__file__).parents[1], capture_output=True, text=True, timeout=60)
    assert found.returncode == 0 and found.stdout.strip() in ("True", "False"), found
