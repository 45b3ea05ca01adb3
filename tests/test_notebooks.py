"""Every lesson is executed in order, portable, small, and safe to hand out.

That its stored outputs are what the code prints is checked by nbval, in a run of its own over notebooks/.
"""

import json
import re

import nbformat
import pytest

from rnncourse.course.checks import OPEN_NOTE
from rnncourse.course.editions import student_edition
from rnncourse.course.execute import run_cells
from rnncourse.course.exercises import find_exercises
from rnncourse.course.independence import dependencies
from rnncourse.course.lessons import all_lessons, course_metadata, lessons_folder, nbgrader_metadata, tags

LESSONS = all_lessons() if any(lessons_folder().glob("*.ipynb")) else []
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
MACHINE_PATH = re.compile(r"/home/|/work/|/root/|/tmp/|/Users/|[A-Z]:\\|site-packages|ipykernel_\d+")
FIGURE = re.compile(r"^[*_]*Figure\b.*:", re.MULTILINE)
HIDDEN = re.compile(r"^ *### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS\n", re.MULTILINE | re.DOTALL)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n *### END SOLUTION", re.DOTALL)
ANSI = re.compile(r"\x1b\[[0-9;]*m")
KIB = 1024

each_lesson = pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.name) for lesson in LESSONS])


def code_cells(lesson):
    return [cell for cell in lesson.read()["cells"] if cell["cell_type"] == "code"]


def texts(output):
    """The texts of an output, pictures left out: chance may spell a path in their letters."""
    yield "".join(output.get("text", ""))
    yield "\n".join(output.get("traceback", []))
    for kind, content in output.get("data", {}).items():
        if kind != "image/png":
            yield content if isinstance(content, str) else json.dumps(content)


def test_there_are_lessons():
    assert LESSONS, f"no notebooks in {lessons_folder()}"
    assert len({lesson.number for lesson in LESSONS}) == len(LESSONS)


@each_lesson
def test_it_says_which_lesson_it_is_and_its_kernel(lesson):
    metadata = lesson.read()["metadata"]
    assert re.fullmatch(r"\d\d_[a-z0-9_]+", lesson.name) and lesson.number == lesson.name[:2]
    assert set(metadata["rnncourse"]) == {"lesson", "minutes"}  # its title stands in the syllabus
    assert isinstance(lesson.minutes, int) and lesson.minutes > 0
    assert metadata["kernelspec"] == {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert set(metadata) <= {"kernelspec", "language_info", "rnncourse"}
    assert "version" not in metadata.get("language_info", {})
    nbformat.validate(nbformat.read(lesson.path, as_version=4))


@each_lesson
def test_every_code_cell_was_run_in_order(lesson):
    cells = code_cells(lesson)
    assert all(cell["source"].strip() for cell in cells)
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    results = [o for cell in cells for o in cell["outputs"] if o["output_type"] == "execute_result"]
    assert all(output["execution_count"] for output in results)
    assert not [cell["id"] for cell in cells if "execution" in cell["metadata"]], "timestamps: run rnncourse execute"


@each_lesson
def test_no_cell_stores_an_error(lesson):
    raised = [
        cell["id"]
        for cell in code_cells(lesson)
        if "raises-exception" not in tags(cell) and any(o["output_type"] == "error" for o in cell["outputs"])
    ]
    assert not raised


@each_lesson
def test_ids_are_unique_names(lesson):
    ids = [cell["id"] for cell in lesson.read()["cells"]]
    assert len(ids) == len(set(ids))
    # a random id is made of hexadecimal digits; it would change with each conversion
    assert not [i for i in ids if not SLUG.fullmatch(i) or len(i) > 64 or not re.search("[g-z]", i)]


@each_lesson
def test_outputs_are_small(lesson):
    sizes = {cell["id"]: len(json.dumps(cell["outputs"])) for cell in code_cells(lesson)}
    assert not {cell_id: size for cell_id, size in sizes.items() if size > 150 * KIB}
    assert lesson.path.stat().st_size <= 1500 * KIB


@each_lesson
def test_no_output_names_a_path_of_a_machine(lesson):
    found = [
        (cell["id"], MACHINE_PATH.search(text).group())
        for cell in code_cells(lesson)
        for output in cell["outputs"]
        for text in texts(output)
        if MACHINE_PATH.search(text)
    ]
    assert not found


@each_lesson
def test_at_most_three_fifths_of_the_cells_go_uncompared(lesson):
    cells = code_cells(lesson)
    ignored = [cell for cell in cells if "nbval-ignore-output" in tags(cell) or "NBVAL_" in cell["source"]]
    assert len(ignored) <= 0.6 * len(cells)
    assert not [cell["id"] for cell in cells if {"nbval-skip", "skip"} & set(tags(cell))]


@each_lesson
def test_code_cells_are_short(lesson):
    lines = {cell["id"]: len(HIDDEN.sub("", cell["source"]).splitlines()) for cell in code_cells(lesson)}
    assert not {cell_id: count for cell_id, count in lines.items() if count > 25}
    assert sum(count <= 15 for count in lines.values()) >= 0.8 * len(lines)


@each_lesson
def test_every_picture_is_told_in_words_beside_it(lesson):
    cells = lesson.read()["cells"]
    pictured = [
        i
        for i, cell in enumerate(cells)
        if cell["cell_type"] == "code"
        and any(kind.startswith("image/") for output in cell["outputs"] for kind in output.get("data", {}))
    ]
    assert pictured
    without = [
        cells[i]["id"]
        for i in pictured
        if not any(c["cell_type"] == "markdown" and FIGURE.search(c["source"]) for c in cells[max(i - 1, 0) : i + 2])
    ]
    assert not without, "no line `Figure: ...` in the cell above or below"


@each_lesson
def test_every_exercise_is_whole(lesson):
    notebook = lesson.read()
    cells = notebook["cells"]
    exercises = find_exercises(notebook)
    assert 1 <= len(exercises) <= 5
    assert [c for c in cells if "setup" in tags(c)], "no setup cell"
    prompts = [course_metadata(c).get("exercise") for c in cells if course_metadata(c).get("exercise")]
    assert prompts == list(exercises)
    graded = [i for i, c in enumerate(cells) if nbgrader_metadata(c)]
    assert len(graded) == 2 * len(exercises)
    for name, exercise in exercises.items():
        where = cells.index(exercise.solution)
        prompt = next(i for i, c in enumerate(cells) if course_metadata(c).get("exercise") == name)
        check = cells[where + 1]
        assert cells[prompt]["cell_type"] == "markdown" and prompt < where, name
        assert nbgrader_metadata(check)["grade_id"] == f"{name}-check" and nbgrader_metadata(check)["grade"], name
        assert nbgrader_metadata(check)["locked"] and not nbgrader_metadata(check)["solution"], name
        assert isinstance(exercise.points, int) and exercise.points >= 1, name
        assert SOLUTION.search(exercise.solution["source"]), name
        assert HIDDEN.search(check["source"]) and "expect" in HIDDEN.sub("", check["source"]), name
        assert check["source"].splitlines()[-1] == f'done("{name}")', name
        outputs = [(o["output_type"], "".join(o.get("text", ""))) for o in check["outputs"]]
        assert outputs == [("stream", f"{name}: correct\n")], name
        assert check["outputs"][0]["name"] == "stdout", name


@pytest.fixture(scope="module")
def editions():
    """The student editions, by lesson."""
    return {lesson.name: student_edition(lesson) for lesson in LESSONS}


@each_lesson
def test_the_student_edition_gives_nothing_away(lesson, editions):
    edition = editions[lesson.name]
    nbformat.validate(edition)
    text = nbformat.writes(edition)
    assert not re.search("(BEGIN|END) (SOLUTION|HIDDEN)", text)
    answers = {c.id: c.source for c in edition.cells if nbgrader_metadata(c)}
    for cell in code_cells(lesson):
        for region in [*SOLUTION.findall(cell["source"]), *HIDDEN.findall(cell["source"])]:
            secret = region.strip().removeprefix("### BEGIN HIDDEN TESTS").removesuffix("### END HIDDEN TESTS")
            assert secret.strip() not in answers[cell["id"]], cell["id"]
            if "HIDDEN" in region:
                assert json.dumps(secret.strip())[1:-1] not in text, cell["id"]
    assert all(c.outputs == [] and c.execution_count is None for c in edition.cells if c.cell_type == "code")


# An untouched student edition runs to its end. That takes as long as the lesson itself, so it is done once; of the
# other lessons it is shown by what follows.
QUICKEST = "00"


@each_lesson
def test_nothing_else_depends_on_the_answers_to_its_exercises(lesson):
    assert not dependencies(lesson.read())


@pytest.mark.slow
@each_lesson
def test_every_open_exercise_says_so_in_a_friendly_note(lesson, editions):
    exercises = nbformat.from_dict(editions[lesson.name])
    exercises.cells = [c for c in exercises.cells if "setup" in tags(c) or nbgrader_metadata(c)]
    run_cells(exercises, lessons_folder(), name=lesson.name)
    for cell in exercises.cells:
        assert_says_that_it_is_open(cell)


@pytest.mark.slow
def test_an_untouched_student_edition_runs_to_its_end(editions):
    (lesson,) = [lesson for lesson in LESSONS if lesson.number == QUICKEST]
    edition = editions[lesson.name]
    run_cells(edition, lessons_folder(), name=lesson.name)
    code = [cell for cell in edition.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    for cell in code:
        assert_says_that_it_is_open(cell)


def assert_says_that_it_is_open(cell):
    """A check cell shows the note and nothing else; no other cell raises, answer cells included."""
    raised = ["\n".join(o.traceback) for o in cell.outputs if o.output_type == "error"]
    if nbgrader_metadata(cell).get("grade"):
        assert [ANSI.sub("", text) for text in raised] == [OPEN_NOTE], cell.id
    elif "raises-exception" not in tags(cell) or nbgrader_metadata(cell):
        assert not raised, (cell.id, raised)
