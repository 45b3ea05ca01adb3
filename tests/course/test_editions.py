import re

import nbformat
import pytest

from rnncourse.course import editions, execute
from rnncourse.course.checks import OPEN_NOTE


@pytest.fixture
def edition(lesson):
    return editions.student_edition(lesson)


def cell(notebook, cell_id):
    (found,) = [cell for cell in notebook.cells if cell.id == cell_id]
    return found


def test_solutions_and_hidden_tests_are_gone(edition):
    text = nbformat.writes(edition)
    for secret in ("x / 2", "count = 7", "Halves need not be whole", "BEGIN", "END SOLUTION"):
        assert secret not in text


def test_the_stub_takes_the_place_of_the_solution(edition):
    stub = 'raise NotImplementedError("open exercise: write your answer here")'
    assert cell(edition, "halve").source.splitlines()[-1] == f"    {stub}"
    # outside a function the placeholder alone stays: the cell itself runs
    assert cell(edition, "count-solution").source == "count = ...  # a whole number"


def test_visible_checks_and_prose_stay(edition):
    assert cell(edition, "halve-check").source.startswith("expect_close(")
    assert cell(edition, "halve-check").source.endswith('done("halve", further="02")')
    assert cell(edition, "title").source == "# A lesson"


def test_exercise_cells_may_raise_and_cannot_be_deleted(edition):
    for name in ("halve", "halve-check", "count-solution", "count-check"):
        assert cell(edition, name).metadata["tags"] == ["raises-exception"]
        assert cell(edition, name).metadata["deletable"] is False
    assert "raises-exception" not in cell(edition, "note").metadata.get("tags", [])


def test_an_edition_is_a_valid_notebook_without_outputs(edition):
    nbformat.validate(edition)
    assert all(c.outputs == [] and c.execution_count is None for c in edition.cells if c.cell_type == "code")


def test_the_fingerprint_sees_sources_only(edition):
    assert editions.is_untouched(edition)
    cell(edition, "note").outputs = [nbformat.v4.new_output("stream", text="hello")]
    cell(edition, "note").execution_count = 3
    cell(edition, "note").metadata["collapsed"] = True
    assert editions.is_untouched(edition)
    cell(edition, "note").source += " "
    assert not editions.is_untouched(edition)


def test_each_stub_is_known_until_it_is_edited(edition):
    assert editions.is_stub(cell(edition, "halve"))
    cell(edition, "halve").source += "\n"
    assert not editions.is_stub(cell(edition, "halve"))


def test_open_markers_are_refused(make_lesson):
    lesson = make_lesson()
    lesson.path.write_text(lesson.path.read_text().replace("    ### END SOLUTION", "    ### no end"))
    with pytest.raises(RuntimeError, match="no end solution"):
        editions.student_edition(lesson)


def plain(output):
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output.traceback))


def run(notebook, tmp_path):
    execute.run_cells(notebook, tmp_path)
    return notebook


@pytest.mark.slow
def test_nbgrader_grades_blank_zero_wrong_zero_and_reference_full(lesson, edition, tmp_path):
    from nbgrader.utils import determine_grade

    def grades(notebook):
        return [determine_grade(cell(notebook, name)) for name in ("halve-check", "count-check")]

    reference = run(nbformat.from_dict(lesson.read()), tmp_path)
    assert grades(reference) == [(2.0, 2.0), (1.0, 1.0)]
    assert cell(reference, "halve-check").outputs[0].text == "halve: correct\n"

    run(edition, tmp_path)
    assert grades(edition) == [(0, 2.0), (0, 1.0)]
    assert cell(edition, "halve").outputs == cell(edition, "count-solution").outputs == []
    for name in ("halve-check", "count-check"):
        (output,) = cell(edition, name).outputs
        assert plain(output) == OPEN_NOTE
    assert cell(edition, "the-end").outputs[0].text == "the end\n"

    cell(edition, "halve").source = "def halve(x):\n    return x * 2"
    cell(edition, "count-solution").source = "def count():\n    raise NotImplementedError('mine')\ncount()"
    run(edition, tmp_path)
    assert grades(edition)[0] == (0, 2.0)
    (output,) = cell(edition, "halve-check").outputs
    assert plain(output).splitlines()[0] == "halve: not yet"
    assert "hint:     Divide by two." in plain(output)
    assert "Traceback" in plain(cell(edition, "count-solution").outputs[0])  # not the stub: shown as Python does
