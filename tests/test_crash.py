"""The harness that breaks actions off finds what it should find."""

import errno
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from rnncourse.files import atomic_write
from tests.crash import DEATHS, FAULTS, Dies, Fails, Meanwhile, needs_fork, run_with, tried, try_faults

pytestmark = needs_fork
OLD, NEW = "old" * 3000, "new" * 5000


@pytest.fixture
def template(tmp_path):
    folder = tmp_path / "template"
    folder.mkdir()
    (folder / "a.txt").write_text(OLD)
    return folder


def whole(folder, end):
    assert (folder / "a.txt").read_text() in (OLD, NEW)
    if end.how == "returned":
        assert (folder / "a.txt").read_text() == NEW


def test_a_file_written_in_one_step_is_whole_after_every_fault(template):
    tally = try_faults(template, lambda folder: atomic_write(folder / "a.txt", NEW), whole, FAULTS)
    tried("atomic_write", tally)
    assert tally.points >= 6 and tally.scenarios >= 40


def overwrite(folder):
    (folder / "a.txt").write_text(NEW)


def without_fsync(folder):
    (folder / "b.txt").write_text(NEW)
    os.replace(folder / "b.txt", folder / "a.txt")


def without_a_new_file(folder):
    with open(folder / "a.txt", "r+") as file:
        file.write(NEW)
        file.flush()
        os.fsync(file.fileno())


def with_a_hole(folder):
    os.rename(folder / "a.txt", folder / "b.txt")
    shutil.copyfile(folder / "b.txt", folder / "a.txt")
    atomic_write(folder / "a.txt", NEW)


@pytest.mark.parametrize("action", [overwrite, without_fsync, without_a_new_file, with_a_hole])
def test_a_careless_writer_is_caught(template, action):
    with pytest.raises((AssertionError, FileNotFoundError)) as caught:
        try_faults(template, action, whole, DEATHS)
    assert caught.value.__notes__[0].startswith("point ")


def test_calls_are_seen_however_they_are_made(template):
    def action(folder):
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(b"x")
        Path(name).rename(folder / "b")
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            shutil.copy2(folder / "b", scratch)
        os.close(os.open(folder / "b", os.O_RDWR))
        (folder / "a.txt").read_text()
        with open(folder / "b", "ab", buffering=0) as file:
            file.truncate(0)

    calls = run_with(template, action).calls
    names = [call.partition("(")[0] for call in calls]
    # mkstemp and a copy into a folder that is removed again
    assert names[:4] == ["open", "write", "close", "rename"]
    assert names[4:9] == ["mkdir", "open", "write", "close", "utime"]
    assert names.count("rmdir") == 1 and names.count("unlink") == 1
    assert names[-5:] == ["open", "close", "open", "ftruncate", "close"]


def test_what_is_outside_the_folder_does_not_count(template, tmp_path):
    assert run_with(template, lambda folder: (tmp_path / "elsewhere").write_text("x")).calls == ()


def test_a_failure_is_told_to_the_action_and_to_the_check(template):
    full = Fails("full", frozenset({"write"}), errno.ENOSPC)
    end = run_with(template, overwrite, 2, full)
    assert (end.how, end.error) == ("raised", "OSError") and "No space left" in end.said
    assert end.struck and "write(a.txt): full" in str(end)


def test_another_program_acts_at_the_point_and_is_not_counted(template):
    editor = Meanwhile("an editor saves", act=lambda folder: (folder / "c.txt").write_text("saved"))
    tally = try_faults(template, overwrite, lambda folder, end: (folder / "c.txt").read_text(), [editor])
    assert tally.points == tally.scenarios == 3


def test_unsaved_bytes_are_lost_as_the_fault_says(template):
    for keeps, left in ((1.0, 15000), (0.5, 7500), (0.0, 0)):
        end = run_with(template, overwrite, 3, Dies("dies", keeps=keeps))
        assert end.how == "died" and len((template / "a.txt").read_text()) == left


def test_every_fault_has_its_own_name():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)
