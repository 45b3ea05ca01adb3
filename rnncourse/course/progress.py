"""How far a learner is: run the answers of a copy, and say so."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from rnncourse.course.editions import is_stub
from rnncourse.course.exercises import Exercise, find_exercises, select_exercises
from rnncourse.course.judging import Verdict
from rnncourse.course.lessons import Cell, Lesson, Notebook, lesson_number, nbgrader_metadata, read_notebook
from rnncourse.course.running import TIMEOUT, run_apart
from rnncourse.course.workspace import find_copy

WORDS = {
    "open": "open",
    "correct": "correct",
    "wrong": "not yet",
    "missing": "answer cell missing",
    "unchecked": "could not be checked",
}


def assess(
    lesson: Lesson, path: Path, names: Sequence[str] = (), timeout: float = TIMEOUT
) -> Iterator[tuple[Exercise, Verdict]]:
    """Run exercises of a learner's copy, one after the other, each in a process of its own.

    An answer that is still the stub is open without being run.

    Parameters
    ----------
    lesson : rnncourse.course.lessons.Lesson
        Its checks, hidden tests included, are the ones that count.
    path : Path
        The learner's copy.
    names : sequence of str
        The exercises; all of them for none given.
    timeout : float
        Seconds for each exercise.

    Yields
    ------
    (Exercise, Verdict)

    Raises
    ------
    ValueError
        For a name that is not an exercise of the lesson; before anything is run.
    """
    exercises = select_exercises(find_exercises(lesson.read()), names)
    copy = read_notebook(path)
    for exercise in exercises.values():
        answer = find_answer(copy, exercise)
        if isinstance(answer, Verdict):
            yield exercise, answer
        elif is_stub(answer):
            yield exercise, Verdict("open")
        else:
            above = [*exercise.before, *_above(copy, answer)]
            yield exercise, run_apart(exercise, answer["source"], timeout, path.parent, above)


def _above(copy: Notebook, answer: Cell) -> list[str]:
    """The sources of the code cells above an answer in a learner's copy, without checks."""
    cells = copy["cells"][: next(place for place, cell in enumerate(copy["cells"]) if cell is answer)]
    checks = [cell for cell in cells if nbgrader_metadata(cell).get("grade_id", "").endswith("-check")]
    return [cell["source"] for cell in cells if cell["cell_type"] == "code" and cell not in checks]


def find_answer(copy: Notebook, exercise: Exercise) -> Cell | Verdict:
    """The answer cell of an exercise in a learner's copy, found by its grade_id, else by its cell id.

    Returns
    -------
    dict or Verdict
        The cell; or, where there is none or more than one, the verdict "missing" that says what to do.
    """
    cells = copy["cells"]
    found = [cell for cell in cells if nbgrader_metadata(cell).get("grade_id") == exercise.name]
    found = found or [cell for cell in cells if cell.get("id") == exercise.solution["id"]]
    if len(found) > 1:
        many = f"{len(found)} cells are marked as the answer to {exercise.name}"
        return Verdict("missing", f"{many}: keep one, delete the others")
    if not found or found[0]["cell_type"] != "code":
        return Verdict(
            "missing",
            f"the code cell marked as the answer to {exercise.name} was not found;\n"
            f"make a fresh copy elsewhere (`rnncourse start {lesson_number(copy)} --to fresh`), "
            "then copy that cell and your answer back",
        )
    return found[0]


def check_lines(results: Iterable[tuple[Exercise, Verdict]]) -> Iterator[str]:
    """Lines that say what became of each exercise, each as soon as it is known; the points at the end."""
    points = total = 0
    for exercise, verdict in results:
        gained = exercise.points if verdict.status == "correct" else 0
        points, total = points + gained, total + exercise.points
        yield f"  {exercise.name:<28} {gained} of {exercise.points}   {WORDS[verdict.status]}"
        yield from (f"      {line}" for line in verdict.message.splitlines())
    yield f"  {points} of {total} points"


def progress_row(lesson: Lesson, folder: Path, timeout: float = TIMEOUT) -> str:
    """A lesson's line in the table of progress.

    Parameters
    ----------
    lesson : rnncourse.course.lessons.Lesson
    folder : Path
        The learner's copies.
    timeout : float
        Seconds for each exercise.

    Returns
    -------
    str
    """
    label = f"{lesson.number} {lesson.title:<36.36}"
    try:
        copy = find_copy(folder, lesson)
        if copy is None:
            return f"{label} not started"
        results = list(assess(lesson, copy[0], timeout=timeout))
    except ValueError as error:
        return f"{label} {error}"
    total = sum(exercise.points for exercise, _ in results)
    points = sum(exercise.points for exercise, verdict in results if verdict.status == "correct")
    states = ", ".join(f"{exercise.name} {WORDS[verdict.status]}" for exercise, verdict in results)
    return f"{label} {points:>2} of {total:>2}   {states}"
