"""What each setting reached, and how sure that is: a mean with its interval, and a dot for each seed."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnncourse.palette import INK, LEVEL, LEVEL_LINES, NOTE, look
from rnncourse.plots.canvas import canvas, check_curves, check_words
from rnncourse.shapes import check_numbers, shown


def intervals(
    results: Mapping[str, ArrayLike],
    *,
    runs: Mapping[str, ArrayLike] | None = None,
    levels: Mapping[str, float] | None = None,
    xlabel: str,
    ax: Axes | None = None,
) -> Axes:
    """One row for each name: a mark at its mean, a bar from the low to the high end of its interval.

    results : {name: (mean, low, high)}
    runs : {name: values (seeds,)} of the same names, small dots above the bar
    levels : {name: value} to compare with, a dashed line each
    """
    rows = [check_numbers(f"results[{n!r}]", v, (3,)) for n, v in check_curves("results", results).items()]
    check_words(xlabel=xlabel)
    runs = None if runs is None else check_curves("runs", runs, empty=True)
    levels = None if levels is None else check_curves("levels", levels, empty=True)
    if runs is not None and list(runs) != list(results):
        raise ValueError(f"runs: expected the names of results, {shown(list(results))}, got {shown(list(runs))}")
    if levels is not None and len(levels) > len(LEVEL_LINES):
        raise ValueError(f"levels: expected at most {len(LEVEL_LINES)}, got {len(levels)}")
    ax = canvas(ax, figsize=(8, 1.1 + 0.45 * len(rows)))
    for i, (mean, low, high) in enumerate(rows):
        if not low <= mean <= high:
            raise ValueError(f"results: expected low <= mean <= high, got {low:g}, {mean:g}, {high:g}")
        colour = look(i % 7).colour
        ax.plot([low, high], [i, i], color=INK, linewidth=1.6)
        ax.plot([mean], [i], look(i % 7).mark, color=colour, markersize=8)
    for i, (name, values) in enumerate((runs or {}).items()):
        dots = check_numbers(f"runs[{name!r}]", values, ("seeds",))
        ax.plot(dots, np.full(len(dots), i - 0.25), ".", color=look(i % 7).colour, markersize=5)
    for (name, value), line in zip((levels or {}).items(), LEVEL_LINES, strict=False):
        at = float(check_numbers(f"levels[{name!r}]", value, ()))
        ax.axvline(at, color=LEVEL, linestyle=line, linewidth=1.2, zorder=0)
        ax.text(at, -0.7, f" {name}", color=NOTE, fontsize=9, va="center")
    ax.set_yticks(range(len(rows)), list(results), parse_math=False)
    ax.set_ylim(len(rows) - 0.5, -1)
    ax.set_xlabel(xlabel)
    return ax
