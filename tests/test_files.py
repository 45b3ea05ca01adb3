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
    assert len(order) == 2 and "a.txt" not in order[0] and order[1] == "whole"


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


def test_without_links_a_failed_copy_leaves_no_half(tmp_path, monkeypatch):
    calls, fsync = [], os.fsync

    def second_fails(handle):
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(files.os, "link", no_links)
    monkeypatch.setattr(files.os, "fsync", second_fails)
    with pytest.raises(OSError, match="No space left"):
        create(tmp_path / "a.txt", "x")
    assert names(tmp_path) == []
