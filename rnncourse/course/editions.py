"""The student edition of a lesson.

nbgrader's own preprocessors take out solutions, hidden tests and outputs, in the order of its
generate_assignment. Then ours: exercise cells may raise without stopping a Run All, and the notebook
carries the fingerprint of its sources, by which `rnncourse update` tells an untouched copy from an edited
one.
"""

import hashlib
import json
import re
from typing import TYPE_CHECKING

from rnncourse.course.checks import STUB
from rnncourse.course.lessons import Cell, Lesson, Notebook, course_metadata, nbgrader_metadata, tags

if TYPE_CHECKING:
    from nbformat import NotebookNode

HIDDEN = "### BEGIN HIDDEN TESTS"


def student_edition(lesson: Lesson) -> "NotebookNode":
    """The notebook that a learner gets.

    Parameters
    ----------
    lesson : rnncourse.course.lessons.Lesson

    Returns
    -------
    nbformat.NotebookNode
        metadata.rnncourse.edition holds the fingerprint of its sources.

    Raises
    ------
    RuntimeError
        From nbgrader, for markers that are nested or left open, or stand in a cell of the wrong kind.
    """
    import nbformat
    from nbgrader import preprocessors

    notebook = nbformat.from_dict(lesson.read())
    for cell in notebook.cells:
        if HIDDEN in cell.source:  # the command will try what the copy does not hold
            cell.source = re.sub(r"^(done\(.*)\)$", rf'\1, further="{lesson.number}")', cell.source, flags=re.MULTILINE)
    for step in (
        preprocessors.LockCells(),
        preprocessors.ClearSolutions(code_stub={"python": STUB}),
        preprocessors.ClearOutput(),
        preprocessors.CheckCellMetadata(),
        preprocessors.ClearHiddenTests(),
        preprocessors.ClearMarkScheme(),
        preprocessors.ComputeChecksums(),
        preprocessors.CheckCellMetadata(),
    ):
        notebook, _ = step.preprocess(notebook, {})
    for cell in notebook.cells:
        if nbgrader_metadata(cell):
            cell.metadata["tags"] = [*tags(cell), "raises-exception"]
        if nbgrader_metadata(cell).get("solution"):
            # Outside a function the stub would stop the cell itself; there the placeholder `...` says that it is open.
            cell.source = "\n".join(line for line in cell.source.splitlines() if line != STUB)
            cell.metadata["rnncourse"] = {"stub": _digest(cell.source)}
    notebook.metadata.pop("widgets", None)
    notebook.metadata["rnncourse"]["edition"] = fingerprint(notebook)
    return notebook


def fingerprint(notebook: Notebook) -> str:
    """sha256 of the kinds and sources of a notebook's cells: outputs, counts and metadata do not enter."""
    return _digest(json.dumps([[cell["cell_type"], cell["source"]] for cell in notebook["cells"]]))


def edition_of(notebook: Notebook) -> str | None:
    """The fingerprint of the edition that a learner's copy was made from; None when it is not known."""
    return course_metadata(notebook).get("edition")


def is_untouched(notebook: Notebook) -> bool:
    """Whether a learner's copy still has the sources it was made with."""
    return edition_of(notebook) == fingerprint(notebook)


def is_stub(cell: Cell) -> bool:
    """Whether an answer cell of a learner's copy still holds what the edition put there."""
    return course_metadata(cell).get("stub") == _digest(cell["source"])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
