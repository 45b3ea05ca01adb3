"""What a stopped command or an editor left among the copies is put right; what cannot be is told with its remedy."""

import errno
import os
import stat
import sys
import threading
import time

import pytest

from rnncourse import files
from rnncourse.course import copies, editions, workspace
from rnncourse.course.lessons import NotebookUnreadable, read_notebook
from rnncourse.course.workspace import WriteFailed, find_copy, require_copy, start, update
from rnncourse.errors import CourseError

MINE = "def halve(x):\n    return x / 2"
NAME = "02_small.ipynb"
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="links, pipes and modes as POSIX has them")
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux alone tells what is open")


@pytest.fixture(autouse=True)
def not_patient(monkeypatch):
    monkeypatch.setattr(workspace, "PATIENCE", 0.05)


@pytest.fixture
def begun(make_lesson, work, answer):
    """A copy with an answer in it, and its lesson with a newer edition."""
    start(make_lesson(), work)
    answer(work / NAME, "halve", MINE)
    return make_lesson(note="print('newer')")


@pytest.fixture
def untouched(make_lesson, work):
    """A copy as it was got, and its lesson with a newer edition."""
    start(make_lesson(), work)
    return make_lesson(note="print('newer')")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def source(path, cell_id):
    return next(c["source"] for c in read_notebook(path)["cells"] if c["id"] == cell_id)


def set_aside(path, ending="aside"):
    hidden = files.hidden_name(path, ending)
    path.rename(hidden)
    return hidden


# What a killed command left


@pytest.mark.parametrize("command", [start, update, require_copy])
def test_the_only_copy_left_hidden_by_a_killed_update_is_put_back_by_the_next_command(begun, work, capsys, command):
    set_aside(work / NAME)
    command(*((work, begun) if command is require_copy else (begun, work)))
    assert source(work / NAME, "halve") == MINE
    assert not [name for name in names(work) if name.startswith(".")]


@pytest.mark.parametrize("command", [start, update])
def test_what_was_put_right_is_said(begun, work, command):
    set_aside(work / NAME)
    sentence = command(begun, work).sentence
    assert f"{NAME}: a command was stopped that had set your copy aside; it is back, as you left it; " in sentence


def test_what_was_put_right_is_printed_by_a_command_that_looks(begun, work, capsys):
    set_aside(work / NAME)
    assert require_copy(work, begun) == work / NAME
    assert "it is back, as you left it" in capsys.readouterr().out
    require_copy(work, begun)
    assert capsys.readouterr().out == ""


def test_what_was_put_right_is_said_also_where_the_command_fails_then(begun, work, capsys):
    set_aside((work / NAME).rename(work / "03_other.ipynb"))
    (work / NAME).write_text("no notebook")
    with pytest.raises(NotebookUnreadable):
        start(begun, work)
    assert "03_other.ipynb: a command was stopped" in capsys.readouterr().out


def test_an_edit_left_hidden_beside_a_new_copy_is_kept_visibly(begun, work):
    set_aside(work / NAME)
    (work / NAME).write_text(workspace._text(editions.student_edition(begun)))
    sentence = start(begun, work).sentence
    (kept,) = work.glob("02_small.kept-*.ipynb")
    assert source(kept, "halve") == MINE and str(kept) in sentence and "replaced" in sentence
    assert names(work) == [NAME, kept.name]


def test_an_untouched_copy_left_hidden_beside_a_new_one_is_removed(untouched, work):
    hidden = set_aside(work / NAME)
    (work / NAME).write_text(hidden.read_text())
    assert start(untouched, work).sentence.startswith("your copy")
    assert names(work) == [NAME]


def test_a_half_written_file_of_a_killed_command_is_removed(untouched, work):
    files.hidden_name(work / NAME, "tmp").write_text("half")
    start(untouched, work)
    assert names(work) == [NAME]


@pytest.mark.parametrize("length", [33, 34, 35, 36, 37, 38, 200, 249])
def test_a_copy_with_a_long_name_is_found_again(begun, work, length):
    path = work / f"{'x' * (length - 6)}.ipynb"
    (work / NAME).rename(path)
    hidden = set_aside(path)
    if length < 39:  # as names were cut before
        hidden = hidden.rename(work / f".{path.name[:32]}.0123456789ab.aside")
    assert start(begun, work).action == "kept"
    (back,) = work.glob("*.ipynb")
    assert source(back, "halve") == MINE and names(work) == [back.name]


def test_where_there_are_no_locks_a_running_commands_files_are_left_alone(begun, work, monkeypatch):
    monkeypatch.setattr(files, "try_lock", lambda handle: None)
    hidden = set_aside(work / NAME)
    (work / NAME).write_text(hidden.read_text().replace(MINE, "mine, too"))
    start(begun, work)
    assert hidden.exists()
    monkeypatch.setattr(copies, "_HOUR", -1)
    start(begun, work)
    assert not hidden.exists() and len(list(work.glob("*.kept-*"))) == 1


def test_where_there_are_no_locks_a_copy_still_gets_its_name_back(begun, work, monkeypatch):
    monkeypatch.setattr(files, "try_lock", lambda handle: None)
    set_aside(work / NAME)
    start(begun, work)
    assert source(work / NAME, "halve") == MINE and names(work) == [NAME]


def test_a_command_that_does_not_end_is_told(begun, work, monkeypatch):
    monkeypatch.setattr(files.alone_in.__wrapped__, "__defaults__", (0.05,))
    with (
        files.alone_in(work),
        pytest.raises(CourseError, match="no other rnncourse command .* wait until it has ended"),
    ):
        start(begun, work)


# Editors


@LINUX
def test_a_copy_that_is_open_in_an_editor_is_not_replaced(untouched, work):
    with open(work / NAME, "r+"):
        outcome = update(untouched, work)
        assert outcome.action == "beside"
        assert outcome.sentence.startswith(f"{work / NAME} is open in another program, so it was left alone; the newer")
        assert source(work / NAME, "note") == "print('hello')"
    with open(work / NAME):  # a program that only reads is no editor
        assert update(untouched, work).action == "replaced"


def test_where_the_system_does_not_tell_what_is_open_the_replaced_file_is_watched(untouched, work, monkeypatch):
    monkeypatch.setattr(files, "open_for_writing", lambda path: None)
    text = (work / NAME).read_text()
    with open(work / NAME, "r+") as editor:
        assert update(untouched, work).action == "replaced"
        assert source(work / NAME, "note") == "print('newer')"
        start(untouched, work)
        (old,) = [name for name in names(work) if name.endswith(".old")]
        editor.write(text.replace("print('hello')", "MINE"))
        editor.truncate()
        editor.flush()
        sentence = start(untouched, work).sentence
    (kept,) = work.glob("02_small.kept-*.ipynb")
    assert source(kept, "note") == "MINE" and kept.name in sentence and not (work / old).exists()


def test_a_watched_file_that_nobody_wrote_to_is_removed_after_a_week(untouched, work, monkeypatch):
    monkeypatch.setattr(files, "open_for_writing", lambda path: None)
    update(untouched, work)
    assert len(names(work)) == 2
    monkeypatch.setattr(copies, "_WEEK", -1)
    update(untouched, work)
    assert names(work) == [NAME]


def test_an_old_copy_that_the_learner_has_removed_does_not_come_back_by_itself(untouched, work, monkeypatch):
    monkeypatch.setattr(files, "open_for_writing", lambda path: None)
    update(untouched, work)
    (work / NAME).unlink()
    assert start(untouched, work).action == "created"
    assert [name for name in names(work) if not name.startswith(".")] == [NAME]


@POSIX
def test_a_copy_set_aside_whose_name_is_a_broken_link_is_kept_visibly(begun, work):
    set_aside(work / NAME)
    (work / NAME).symlink_to("nowhere.ipynb")
    with pytest.raises(NotebookUnreadable):
        start(begun, work)
    (kept,) = work.glob("*.kept-*")
    assert source(kept, "halve") == MINE


def test_an_empty_file_is_waited_for_while_an_editor_saves_slowly(begun, work, monkeypatch):
    monkeypatch.setattr(workspace, "PATIENCE", 5.0)
    text = (work / NAME).read_text()
    (work / NAME).write_text("")
    saved = threading.Timer(0.15, lambda: (work / NAME).write_text(text))
    saved.start()
    path, notebook = find_copy(work, begun)
    saved.join()
    assert path == work / NAME and MINE in [cell["source"] for cell in notebook["cells"]]


def test_a_file_that_stays_empty_is_told_with_both_remedies(begun, work):
    (work / NAME).write_text("")
    with pytest.raises(NotebookUnreadable, match="got an empty file; if it is being saved just now, run .* restore it"):
        update(begun, work)


def test_a_file_that_is_not_being_saved_is_not_waited_for(begun, work, monkeypatch):
    monkeypatch.setattr(workspace, "PATIENCE", 60.0)
    monkeypatch.setattr(workspace.time, "sleep", None)
    (work / NAME).write_text("")
    os.utime(work / NAME, (time.time() - 1000,) * 2)
    with pytest.raises(NotebookUnreadable):
        update(begun, work)


# What misled


def test_work_that_went_on_in_the_newer_edition_is_the_copy(begun, work, answer):
    update(begun, work)
    (work / NAME).unlink()
    (newer,) = work.glob("*.new-*.ipynb")
    answer(newer, "halve", MINE)
    assert start(begun, work).path == require_copy(work, begun) == update(begun, work).path == newer
    assert names(work) == [newer.name]


def test_an_update_of_work_that_went_on_in_a_newer_edition_names_the_next_one_after_the_lesson(
    begun, work, answer, make_lesson
):
    update(begun, work)
    (work / NAME).unlink()
    (newer,) = work.glob("*.new-*.ipynb")
    answer(newer, "halve", MINE)
    outcome = update(make_lesson(note="print('newest')"), work)
    assert outcome.action == "beside" and len(names(work)) == 2
    assert all(name.count(".new-") == 1 for name in names(work))


def test_two_newer_editions_without_the_copy_are_told_apart_by_the_learner(begun, work, make_lesson):
    update(begun, work)
    update(make_lesson(note="print('newest')"), work)
    (work / NAME).unlink()
    with pytest.raises(ValueError, match=r"expected one copy in .*, got .*\.new-.* and .*\.new-.*; move one away"):
        find_copy(work, begun)


@pytest.mark.parametrize("command", [start, update])
@POSIX
def test_a_broken_link_is_told_by_every_command(lesson, work, command):
    work.mkdir()
    (work / NAME).symlink_to("nowhere.ipynb")
    with pytest.raises(NotebookUnreadable, match="got a link to nowhere.ipynb, which is not there; bring .* remove"):
        command(lesson, work)


@POSIX
def test_update_follows_a_link_and_keeps_modes(untouched, work, tmp_path):
    place = tmp_path / "elsewhere" / "mine.ipynb"
    place.parent.mkdir()
    (work / NAME).rename(place)
    place.chmod(0o640)
    (work / NAME).symlink_to(place)
    assert update(untouched, work).action == "replaced"
    assert (work / NAME).is_symlink() and source(place, "note") == "print('newer')"
    assert stat.S_IMODE(place.stat().st_mode) == 0o640
    assert names(work) == [NAME] and names(place.parent) == ["mine.ipynb"]


@POSIX
def test_a_linked_copy_that_a_killed_update_set_aside_is_put_back(begun, work, tmp_path):
    place = tmp_path / "elsewhere" / "mine.ipynb"
    place.parent.mkdir()
    (work / NAME).rename(place)
    (work / NAME).symlink_to(place)
    set_aside(place)
    other = files.hidden_name(place.with_name("other.ipynb"), "aside")
    other.write_text("not ours")
    assert "it is back" in start(begun, work).sentence
    assert source(work / NAME, "halve") == MINE and names(place.parent) == sorted([other.name, "mine.ipynb"])


@POSIX
@pytest.mark.parametrize("command", [start, update])
def test_a_pipe_as_a_copy_is_refused_at_once(lesson, work, command):
    work.mkdir()
    os.mkfifo(work / NAME)
    with pytest.raises(NotebookUnreadable, match="expected a readable file, got: a pipe or a device"):
        command(lesson, work)


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        (errno.ENOSPC, "free some space"),
        (errno.EROFS, "you may not write there"),
        (errno.EACCES, "you may not write there"),
        (errno.ENAMETOOLONG, "its name is too long"),
        (errno.ENOTDIR, "a file lies where a folder is needed"),
        (errno.EIO, "run the command again"),
    ],
)
def test_what_cannot_be_written_is_told_with_the_remedy_that_fits(lesson, work, monkeypatch, number, remedy):
    def fails(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "mkdir", fails)
    with pytest.raises(WriteFailed, match=f"{NAME}: could not be written .*; nothing of yours is lost") as caught:
        start(lesson, work)
    assert caught.value.remedy.startswith(remedy)
    assert ("free some space" in caught.value.remedy) == (number == errno.ENOSPC)


def test_work_that_is_a_file_is_told(lesson, work):
    work.write_text("")
    with pytest.raises(WriteFailed, match="a file lies where a folder is needed"):
        start(lesson, work)


def test_a_folder_with_too_long_a_name_is_told(lesson, tmp_path):
    with pytest.raises(WriteFailed, match="its name is too long"):
        start(lesson, tmp_path / ("x" * 300))


def test_a_copy_with_the_longest_name_is_updated_and_a_newer_edition_lies_beside_it(begun, work, make_lesson):
    longest = work / f"{'x' * 249}.ipynb"
    (work / NAME).rename(longest)
    assert update(begun, work).action == "beside" and len(names(work)) == 2
    (work / longest.name).write_text(workspace._text(editions.student_edition(begun)))
    assert update(make_lesson(note="print('newest')"), work).action == "replaced"
    assert source(longest, "note") == "print('newest')"
