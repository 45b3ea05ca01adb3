"""What all plots share: the Axes, the checks of what is to be drawn, the legend, and the note on a record."""

from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes

from rnncourse.arguments import check_kind
from rnncourse.palette import NOTE
from rnncourse.shapes import shown


def canvas(ax: Axes | None, *, figsize: tuple[float, float] = (8, 3.4)) -> Axes:
    """The given Axes, or a new one where it is None; figsize in inches."""
    check_axes(ax)
    if ax is None:
        _, ax = plt.subplots(figsize=figsize, dpi=100, layout="constrained")
    return ax


def check_axes(ax: Any) -> None:
    """ValueError unless `ax` is None or an Axes to draw on."""
    if ax is not None:
        check_kind("ax", ax, Axes, remedy="plt.subplots() makes one")


def check_words(**words: Any) -> None:
    """ValueError unless each argument, such as xlabel, is a str."""
    for name, word in words.items():
        check_kind(name, word, str)


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
    check_kind("ax", ax, Axes)
    if not isinstance(name, str) or not name:
        raise ValueError(f"name: expected the name of a study, got {shown(name)}; `rnncourse study --list` shows them")
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
        parse_math=False,
    )
    return ax
