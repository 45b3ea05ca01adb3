"""The exercises of a lesson: where they stand, what belongs to each. Running an answer is course/running.py's."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rnncourse.course.context import names_of
from rnncourse.course.lessons import Cell, Notebook, did_you_mean, nbgrader_metadata, tags

_SOLUTION = re.compile(r"^([ \t]*)### BEGIN SOLUTION.*?### END SOLUTION[^\n]*", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Exercise:
    """An exercise of a lesson.

    name, points
    setup : sources of the lesson's setup cells
    solution : the answer cell, with its reference
    check : source of its check, hidden tests included
    before : sources of the lesson's other code cells above it, without those of exercises
    """

    name: str
    points: int
    setup: tuple[str, ...]
    solution: Cell
    check: str
    before: tuple[str, ...] = ()

    @property
    def asked(self) -> list[str]:
        """The names that an answer must bind: those that its cell binds before anybody has answered."""
        stub = _SOLUTION.sub(r"\1pass", self.solution["source"])
        return sorted(names_of(stub).bound)

    @property
    def bound(self) -> list[str]:
        """The names that the reference binds; an answer's are used where it binds the same."""
        return sorted(names_of(self.solution["source"]).bound)


def find_exercises(notebook: Notebook) -> dict[str, Exercise]:
    """The exercises of a lesson, in order.

    Parameters
    ----------
    notebook : dict
        A lesson's source, from lessons.read_notebook.

    Returns
    -------
    dict of str to Exercise

    Raises
    ------
    ValueError
        When a solution has no check, or two cells share a grade_id.
    """
    setup = tuple(c["source"] for c in notebook["cells"] if c["cell_type"] == "code" and "setup" in tags(c))
    graded: dict[str, Cell] = {}
    others: list[str] = []
    before: dict[str, tuple[str, ...]] = {}
    for cell in notebook["cells"]:
        if grade_id := nbgrader_metadata(cell).get("grade_id"):
            if grade_id in graded:
                raise ValueError(f"grade_id {grade_id}: expected one cell with it, got two")
            graded[grade_id], before[grade_id] = cell, tuple(others)
        elif cell["cell_type"] == "code" and "setup" not in tags(cell):
            others.append(cell["source"])
    found = {}
    for name, cell in graded.items():
        if nbgrader_metadata(cell).get("solution"):
            check = graded.get(f"{name}-check")
            if check is None:
                raise ValueError(f"exercise {name}: expected a check with grade_id {name}-check, found none")
            points = nbgrader_metadata(check)["points"]
            found[name] = Exercise(name, points, setup, cell, check["source"], before[name])
    return found


def select_exercises(exercises: dict[str, Exercise], names: Sequence[str]) -> dict[str, Exercise]:
    """The exercises of these names (default: all); an unknown one raises ValueError with a list."""
    for name in names:
        if name not in exercises:
            listed = ", ".join(exercises) or "none: this lesson has no exercises"
            raise ValueError(f"exercise {name}: expected one of {listed}{did_you_mean(name, exercises)}")
    return {name: exercises[name] for name in dict.fromkeys(names)} if names else exercises
