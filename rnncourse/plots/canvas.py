"""What all plots share: the Axes, the checks of what is to be drawn, the legend, and the note on a record."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from rnncourse.palette import NOTE
from rnncourse.shapes import as_array, check_shape


def canvas(ax: Axes | None, *, figsize: tuple[float, float] = (8, 3.4)) -> Axes:
    """The given Axes, or a new one where it is None; figsize in inches."""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize, dpi=100, layout="constrained")
    return ax


def check_numbers(
    name: str, values: Any, pattern: tuple[str | int, ...] | None = None, *, infinite: bool = False
) -> np.ndarray:
    """`values` as a float64 array that can be drawn.

    pattern : the shape, as for `rnncourse.shapes.check_shape`; None leaves it open
    infinite : whether +inf is allowed

    Raises ValueError for what is empty, of another shape, no numbers, NaN, or infinite where it must not be.
    """
    array = as_array(name, values)
    try:
        numbers = array.astype(np.float64)
    except (ValueError, TypeError, OverflowError):
        raise ValueError(f"{name}: expected numbers, got {array.dtype}") from None
    if pattern is not None:
        check_shape(name, numbers, pattern)
    if numbers.size == 0:
        raise ValueError(f"{name}: expected at least one number, got none")
    wrong = ~(np.isfinite(numbers) | np.isposinf(numbers)) if infinite else ~np.isfinite(numbers)
    if wrong.any():
        kind, remedy = ("numbers", "; a run that diverged can be drawn as inf") if infinite else ("finite numbers", "")
        raise ValueError(f"{name}: expected {kind}, got {numbers[wrong][0]}{remedy}")
    return numbers


def check_named(name: str, named: Mapping[str, Any]) -> Mapping[str, Any]:
    """`named` if it is a dictionary with at least one entry; ValueError otherwise."""
    if not isinstance(named, Mapping) or not named:
        came = "none" if isinstance(named, Mapping) else type(named).__name__
        raise ValueError(f"{name}: expected a dictionary with at least one name: values, got {came}")
    return named


def legend(ax: Axes, *, outside: bool = False, heights: tuple[float, float] = (0.0, 1.0)) -> None:
    """The names of what is drawn: inside, where there is most room, but to the right of the Axes if more than four.

    outside : to the right however few there are; heights : between which, as shares of the Axes, they may stand inside
    """
    if outside or len(ax.get_legend_handles_labels()[1]) > 4:
        ax.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    else:
        ax.legend(frameon=False, fontsize=9, loc="best", bbox_to_anchor=(0, heights[0], 1, heights[1] - heights[0]))


def from_record(ax: Axes, name: str) -> Axes:
    """Say under the Axes that its figures are on record, and which command makes them anew.

    name : of the study, as in results/NAME.json

    >>> _, ax = plt.subplots()
    >>> from_record(ax, "copying").texts[-1].get_text()
    'drawn from results/copying.json, made by: rnncourse study copying'
    """
    if not isinstance(name, str) or not name:
        raise ValueError(f"name: expected the name of a study, got {name!r}; `rnncourse study --list` shows them")
    below_label = ax.axison and ax.xaxis.get_label_position() == "bottom"
    gap = " " if ax.bbox.width / ax.figure.dpi > 3.8 else "\n"  # a narrow panel takes two lines
    ax.annotate(
        f"drawn from results/{name}.json,{gap}made by: rnncourse study {name}",
        (0.5, 0),
        xycoords=("axes fraction", ax.xaxis.label if below_label else "axes fraction"),
        xytext=(0, -5),
        textcoords="offset points",
        ha="center",
        va="top",
        fontsize=8,
        color=NOTE,
        annotation_clip=False,
    )
    return ax
