"""The map of the course."""

import textwrap
from collections.abc import Collection, Iterable
from typing import Any

from matplotlib.axes import Axes

from rnncourse.arguments import check_between, check_has, check_list
from rnncourse.diagrams.drawing import FONT, arrow, box, canvas, note, plain_tokens
from rnncourse.palette import LOSS, OUTPUT, STATE


def lesson_map(plan: Iterable[Any], written: Collection[str], *, columns: int = 5, ax: Axes | None = None) -> Axes:
    """The lessons as boxes in reading order, each with the lesson it builds on.

    plan : entries with number, title and needs (rnncourse.course.syllabus.PLAN)
    written : numbers of the lessons that are there; the others are drawn as outlines
    """
    columns, plan = check_between("columns", columns, 1, 20, integer=True), check_list("plan", plan, of="lessons")
    if not plan:
        raise ValueError("plan: expected at least one lesson, got none")
    for i, lesson in enumerate(plan):
        check_has(f"plan[{i}]", lesson, ("number", "title", "needs"), what="a lesson")
    written = plain_tokens("written", list(written) if isinstance(written, set | frozenset | dict) else written)
    rows = -(-len(plan) // columns)
    ax = canvas(ax, 2.1 * columns, 1.16 * rows + 0.1, scale=0.84)
    for i, lesson in enumerate(plan):
        row, column = divmod(i, columns)
        x, y = 2.1 * column + 1.05, 1.16 * (rows - row) - 0.5
        colour = {0: LOSS}.get(i, STATE if lesson.number < "09" else OUTPUT)
        faded = lesson.number not in written
        box(
            ax,
            x,
            y,
            f"{lesson.number}\n{textwrap.fill(lesson.title, 20, break_on_hyphens=False)}",
            colour,
            width=1.86,
            height=0.66,
            faded=faded,
            fontsize=FONT - 2,
        )
        if lesson.needs:
            note(ax, x, y - 0.48, f"after {', '.join(lesson.needs)}", fontsize=FONT - 2)
        if column:
            arrow(ax, (x - 1.12, y), (x - 0.96, y))
    return ax
