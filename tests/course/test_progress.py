import nbformat
import pytest

from rnncourse.course import progress
from rnncourse.course.workspace import find_copy, start

RIGHT = "def halve(x):\n    return x / 2"
WRONG = "def halve(x):\n    return x * 2"


@pytest.fixture
def copy(lesson, work):
    return start(lesson, work).path


def statuses(lesson, copy, names=()):
    return {exercise.name: verdict.status for exercise, verdict in progress.assess(lesson, copy, names)}


def test_an_untouched_copy_is_open_without_running_anything(lesson, copy, monkeypatch):
    monkeypatch.setattr(progress, "run_apart", None)
    assert statuses(lesson, copy) == {"halve": "open", "count": "open"}


def test_answers_are_run_with_the_lessons_own_checks(lesson, copy, answer):
    answer(copy, "halve", "def halve(x):\n    return x // 2")  # passes the visible check, not the hidden one
    answer(copy, "halve-check", "done('halve')")
    answer(copy, "count", "count = 7")
    assert statuses(lesson, copy) == {"halve": "wrong", "count": "correct"}
    answer(copy, "halve", RIGHT)
    assert statuses(lesson, copy) == {"halve": "correct", "count": "correct"}


def test_an_answer_may_use_an_earlier_one_and_what_the_cells_above_it_define(lesson, copy, answer):
    answer(copy, "count", "count = int(halve(np.array([twice * sides]))[0])")
    assert statuses(lesson, copy)["count"] == "wrong"
    answer(copy, "halve", RIGHT)
    edit(copy, lambda nb: nb.cells.insert(2, nbformat.v4.new_code_cell("sides = 7\ntwice = 2\nraise ValueError")))
    assert statuses(lesson, copy, ["count"]) == {"count": "correct"}


def test_an_answer_may_not_use_what_only_cells_below_it_define(lesson, copy, answer):
    answer(copy, "halve", "def halve(x):\n    return x / two")
    edit(copy, lambda nb: nb.cells.append(nbformat.v4.new_code_cell("two = 2")))
    results = {exercise.name: verdict for exercise, verdict in progress.assess(lesson, copy, ["halve"])}
    assert "NameError: name 'two' is not defined (line 2 of your answer" in results["halve"].message


def test_only_the_exercises_named_are_run(lesson, copy):
    assert statuses(lesson, copy, ["count"]) == {"count": "open"}


def edit(path, change):
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def test_a_renamed_answer_cell_is_found_by_its_cell_id(lesson, copy, answer):
    answer(copy, "halve", RIGHT)
    edit(copy, lambda nb: nb.cells[4].metadata["nbgrader"].update(grade_id="cell-1"))
    assert statuses(lesson, copy)["halve"] == "correct"


def test_an_answer_cell_with_another_cell_id_is_found_by_its_grade_id(lesson, copy, answer):
    answer(copy, "halve", RIGHT)
    edit(copy, lambda nb: nb.cells[4].update(id="other"))
    assert statuses(lesson, copy)["halve"] == "correct"


def test_a_deleted_answer_cell_is_reported_and_the_others_go_on(lesson, copy, answer):
    answer(copy, "count", "count = 7")
    edit(copy, lambda nb: nb.cells.pop(4))
    results = {exercise.name: verdict for exercise, verdict in progress.assess(lesson, copy)}
    assert results["halve"].status == "missing" and "rnncourse start 02 --to fresh" in results["halve"].message
    assert results["count"].status == "correct"


def test_a_copied_answer_cell_is_reported(lesson, copy):
    edit(copy, lambda nb: nb.cells.append(nbformat.from_dict(nb.cells[4] | {"id": "pasted"})))
    results = {exercise.name: verdict for exercise, verdict in progress.assess(lesson, copy)}
    assert results["halve"].status == "missing" and "2 cells are marked" in results["halve"].message


def test_an_answer_turned_into_prose_is_reported(lesson, copy):
    edit(copy, lambda nb: nb.cells.__setitem__(4, nbformat.v4.new_markdown_cell("x", id="halve")))
    assert statuses(lesson, copy)["halve"] == "missing"


def test_the_lines_of_a_check_give_points_hint_and_sum(lesson, copy, answer):
    answer(copy, "halve", WRONG)
    answer(copy, "count", "count = 7")
    lines = [" ".join(line.split()) for line in progress.check_lines(progress.assess(lesson, copy))]
    assert lines[0] == "halve 0 of 2 not yet" and "hint: Divide by two." in lines
    assert lines[-2:] == ["count 1 of 1 correct", "1 of 3 points"]


def test_the_row_of_a_lesson(lesson, work, copy, answer):
    answer(copy, "count", "count = 7")
    row = " ".join(progress.progress_row(lesson, work).split())
    assert row == "02 The recurrent network 1 of 3 halve open, count correct"


def test_the_row_of_a_lesson_not_started_or_broken(lesson, work):
    assert progress.progress_row(lesson, work).endswith("not started")
    work.mkdir()
    (work / "02_small.ipynb").write_text("")
    assert "got an empty file" in progress.progress_row(lesson, work)


def test_a_copy_whose_file_is_renamed_is_found(lesson, work, copy):
    copy.rename(work / "my lesson.ipynb")
    assert find_copy(work, lesson)[0].name == "my lesson.ipynb"
