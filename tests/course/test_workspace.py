import errno
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import nbformat
import pytest

from rnncourse.course import copies, editions, lessons, workspace
from rnncourse.course.workspace import WriteFailed, start, update

MINE = "def halve(x):\n    return x / 2"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def source(path, cell_id):
    return next(c["source"] for c in lessons.read_notebook(path)["cells"] if c["id"] == cell_id)


def test_start_makes_a_copy_and_then_leaves_it_alone(lesson, work):
    assert start(lesson, work).action == "created"
    path = work / "02_small.ipynb"
    assert editions.is_untouched(lessons.read_notebook(path))
    before = path.read_bytes()
    again = start(lesson, work)
    assert again.action == "kept" and "left alone" in again.sentence
    assert path.read_bytes() == before and names(work) == ["02_small.ipynb"]


def test_start_leaves_an_edited_copy_alone(lesson, work, answer):
    start(lesson, work)
    answer(work / "02_small.ipynb", "halve", MINE)
    before = (work / "02_small.ipynb").read_bytes()
    assert start(lesson, work).action == "kept"
    assert (work / "02_small.ipynb").read_bytes() == before


def test_start_knows_a_copy_by_its_lesson_when_the_lesson_was_renamed(make_lesson, work):
    start(make_lesson("02_old_name"), work)
    (lessons.lessons_folder() / "02_old_name.ipynb").unlink()
    outcome = start(make_lesson("02_new_name"), work)
    assert outcome.action == "kept" and "now called 02_new_name" in outcome.sentence
    assert names(work) == ["02_old_name.ipynb"]


def test_start_leaves_a_file_alone_that_is_no_notebook(lesson, work, monkeypatch):
    work.mkdir()
    (work / "02_small.ipynb").write_text("my notes")
    monkeypatch.setattr(workspace, "PATIENCE", 0.05)
    with pytest.raises(lessons.NotebookUnreadable, match="02_small.ipynb"):
        start(lesson, work)
    assert (work / "02_small.ipynb").read_text() == "my notes"


def test_start_leaves_a_notebook_of_its_name_alone_that_is_no_copy(lesson, work):
    work.mkdir()
    nbformat.write(nbformat.v4.new_notebook(), work / "02_small.ipynb")
    before = (work / "02_small.ipynb").read_bytes()
    assert start(lesson, work).action == "kept"
    assert (work / "02_small.ipynb").read_bytes() == before and names(work) == ["02_small.ipynb"]


def test_update_without_a_copy_points_to_start(lesson, work):
    outcome = update(lesson, work)
    assert outcome.action == "none" and "rnncourse start 02" in outcome.sentence
    assert not work.exists()


def test_update_says_that_a_copy_is_current_also_when_edited(lesson, work, answer):
    start(lesson, work)
    assert update(lesson, work).action == "current"
    answer(work / "02_small.ipynb", "halve", MINE)
    assert update(lesson, work).action == "current"
    assert names(work) == ["02_small.ipynb"]


def test_update_replaces_an_untouched_copy_even_if_it_was_run(make_lesson, work):
    start(make_lesson(), work)
    path = work / "02_small.ipynb"
    copy = nbformat.read(path, as_version=4)
    copy.cells[2].outputs = [nbformat.v4.new_output("stream", text="hello\n")]
    nbformat.write(copy, path)
    assert update(make_lesson(note="print('newer')"), work).action == "replaced"
    assert source(path, "note") == "print('newer')"
    assert names(work) == ["02_small.ipynb"]


def test_update_keeps_an_edited_copy_and_puts_the_newer_edition_beside_it(make_lesson, work, answer, monkeypatch):
    start(make_lesson(), work)
    path = work / "02_small.ipynb"
    answer(path, "halve", MINE)
    before = path.read_bytes()
    monkeypatch.setattr(copies.os, "rename", None)  # the copy is not even moved
    lesson = make_lesson(note="print('newer')")
    outcome = update(lesson, work)
    fingerprint = editions.edition_of(editions.student_edition(lesson))
    beside = f"02_small.new-{fingerprint[:8]}.ipynb"
    assert outcome.action == "beside" and beside in outcome.sentence and "left alone" in outcome.sentence
    assert path.read_bytes() == before and names(work) == ["02_small.ipynb", beside]
    assert source(work / beside, "note") == "print('newer')"
    assert update(lesson, work).action == "beside"
    assert names(work) == ["02_small.ipynb", beside]


def test_update_replaces_under_the_copys_own_name_when_the_lesson_was_renamed(make_lesson, work):
    start(make_lesson("02_old_name"), work)
    (lessons.lessons_folder() / "02_old_name.ipynb").unlink()
    assert update(make_lesson("02_new_name", note="print('newer')"), work).action == "replaced"
    assert names(work) == ["02_old_name.ipynb"]
    assert source(work / "02_old_name.ipynb", "note") == "print('newer')"


def test_a_copy_without_its_edition_counts_as_edited(make_lesson, work):
    start(make_lesson(), work)
    path = work / "02_small.ipynb"
    copy = nbformat.read(path, as_version=4)
    del copy.metadata["rnncourse"]["edition"]
    nbformat.write(copy, path)
    assert update(make_lesson(note="print('newer')"), work).action == "beside"
    assert source(path, "note") == "print('hello')"


def test_two_copies_under_other_names_are_told_apart_by_the_learner(lesson, work):
    start(lesson, work)
    text = (work / "02_small.ipynb").read_text()
    (work / "a.ipynb").write_text(text)
    assert start(lesson, work).path.name == "02_small.ipynb"
    (work / "02_small.ipynb").rename(work / "b.ipynb")
    with pytest.raises(ValueError, match="got a.ipynb and b.ipynb; move one away"):
        update(lesson, work)


def edited_while(monkeypatch, step, edit):
    """Let the learner's editor save its file just before the step-th look at the copy set aside."""
    looks = []
    original = copies._still_untouched

    def look(path):
        looks.append(path)
        if len(looks) == step:
            edit(path)
        return original(path)

    monkeypatch.setattr(copies, "_still_untouched", look)


def test_an_edit_saved_while_the_copy_is_moved_aside_is_kept(make_lesson, work, answer, monkeypatch):
    start(make_lesson(), work)
    edited_while(monkeypatch, 1, lambda path: answer(path, "halve", MINE))
    assert update(make_lesson(note="print('newer')"), work).action == "beside"
    assert source(work / "02_small.ipynb", "halve") == MINE
    assert len(names(work)) == 2


def test_an_edit_saved_after_the_new_edition_is_in_place_is_kept_visibly(make_lesson, work, answer, monkeypatch):
    start(make_lesson(), work)
    edited_while(monkeypatch, 2, lambda path: answer(path, "halve", MINE))
    outcome = update(make_lesson(note="print('newer')"), work)
    (kept,) = work.glob("02_small.kept-*.ipynb")
    assert outcome.action == "replaced" and kept.name in outcome.sentence
    assert source(kept, "halve") == MINE
    assert source(work / "02_small.ipynb", "note") == "print('newer')"


def test_a_file_saved_under_the_name_meanwhile_is_kept(make_lesson, work, answer, monkeypatch):
    start(make_lesson(), work)
    path = work / "02_small.ipynb"

    def save_anew(aside):
        path.write_text(aside.read_text())
        answer(path, "halve", MINE)

    edited_while(monkeypatch, 1, save_anew)
    assert update(make_lesson(note="print('newer')"), work).action == "beside"
    assert source(path, "halve") == MINE
    assert len(names(work)) == 2


@pytest.mark.parametrize("commands", [(start, start), (update, update), (start, update)])
def test_commands_at_once_leave_one_whole_copy(make_lesson, work, commands):
    for round_ in range(8):
        start(make_lesson(note=f"print({round_})"), work)
        lesson = make_lesson(note=f"print('newer {round_}')")
        gate = Barrier(len(commands))

        def act(command, lesson=lesson, gate=gate):
            gate.wait()
            try:
                command(lesson, work)
            except WriteFailed:  # Windows lets no file be moved while another process reads it
                assert sys.platform == "win32"

        with ThreadPoolExecutor(len(commands)) as pool:
            list(pool.map(act, commands))
        assert names(work) == ["02_small.ipynb"]
        assert editions.is_untouched(lessons.read_notebook(work / "02_small.ipynb"))
        update(lesson, work)


def test_created_once_by_many_at_once(lesson, work):
    with ThreadPoolExecutor(4) as pool:
        actions = list(pool.map(lambda _: start(lesson, work).action, range(4)))
    assert sorted(actions) == ["created", "kept", "kept", "kept"]


SHORT_OF_SPACE = """
import resource, sys
from pathlib import Path
from rnncourse.course import copies, editions, lessons, workspace
lesson = lessons.all_lessons(sys.argv[1])[0]
editions.student_edition(lesson)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    print(getattr(workspace, sys.argv[3])(lesson, Path(sys.argv[2])).action)
except workspace.WriteFailed as error:
    print(error)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits a file's size as only POSIX can")
@pytest.mark.parametrize("command", ["start", "update"])
def test_a_full_disk_leaves_everything_as_it_was(make_lesson, work, command):
    work.mkdir()
    if command == "update":
        start(make_lesson(), work)
    lesson = make_lesson(note="print('newer')")
    before = {path.name: path.read_bytes() for path in work.iterdir()}
    root = Path(workspace.__file__).parents[2]
    arguments = [sys.executable, "-c", SHORT_OF_SPACE, str(lesson.path.parent), str(work), command]
    said = subprocess.run(arguments, cwd=root, capture_output=True, text=True, check=True).stdout
    assert "02_small.ipynb: could not be written (File too large)" in said and "free some space" in said
    assert {path.name: path.read_bytes() for path in work.iterdir()} == before


def no_links(*_):
    raise OSError(errno.EPERM, "no hard links here")


def test_start_and_update_work_on_a_file_system_without_hard_links(make_lesson, work, monkeypatch):
    monkeypatch.setattr(workspace.os, "link", no_links)
    assert start(make_lesson(), work).action == "created"
    assert update(make_lesson(note="print('newer')"), work).action == "replaced"
    assert not workspace._create(work / "02_small.ipynb", "other")
    assert names(work) == ["02_small.ipynb"]


def test_a_write_that_fails_without_hard_links_leaves_no_half(lesson, work, monkeypatch):
    monkeypatch.setattr(workspace.os, "link", no_links)

    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(workspace.os, "replace", full)
    with pytest.raises(WriteFailed, match="No space left"):
        start(lesson, work)
    assert names(work) == []


def test_a_folder_that_cannot_be_made_is_named(lesson, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteFailed, match="could not be written"):
        start(lesson, tmp_path / "file" / "work")


def test_the_work_folder_is_the_one_chosen_else_the_variable_else_work(monkeypatch):
    monkeypatch.delenv("RNNCOURSE_WORK", raising=False)
    assert workspace.work_folder() == Path("work")
    monkeypatch.setenv("RNNCOURSE_WORK", "elsewhere")
    assert workspace.work_folder() == Path("elsewhere")
    assert workspace.work_folder("chosen") == Path("chosen")
