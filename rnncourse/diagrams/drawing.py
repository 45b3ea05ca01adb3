"""The visual language of the drawings: boxes, arrows, and an Axes to put them on."""

from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from rnncourse.palette import FADED, FADED_LINE, GRADIENT, GRADIENT_LINE, INK, NOTE, TEXT
from rnncourse.plots.canvas import check_axes, check_size, check_token_words

FONT = 11
Point = tuple[float, float]


def box(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    colour: str,
    *,
    width: float = 0.9,
    height: float = 0.56,
    faded: bool = False,
    fontsize: float = FONT,
) -> None:
    """A rounded box centred at (x, y); a faded one is an outline only."""
    patch = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0.02,rounding_size=0.12",
        facecolor="none" if faded else colour,
        edgecolor=FADED if faded else INK,
        linestyle=FADED_LINE if faded else "-",
        linewidth=1.2,
        zorder=3,
    )
    ax.add_patch(patch)
    ax.text(
        x,
        y,
        text,
        ha="center",
        va="center",
        fontsize=fontsize,
        color=FADED if faded else TEXT,
        zorder=4,
    )


def arrow(
    ax: Axes,
    start: Point,
    end: Point,
    *,
    colour: str = INK,
    label: str | None = None,
    bend: float = 0.0,
    gradient: bool = False,
    offset: Point = (0, 0),
    fontsize: float = FONT - 1,
) -> None:
    """An arrow from one point to another, with a label beside its middle; a gradient's is dashed and red."""
    colour = GRADIENT if gradient else colour
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=13,
            linewidth=1.6,
            linestyle=GRADIENT_LINE if gradient else "-",
            color=colour,
            connectionstyle=f"arc3,rad={bend}",
            shrinkA=0,
            shrinkB=0,
            zorder=2,
        )
    )
    if label:
        x, y = (start[0] + end[0]) / 2 + offset[0], (start[1] + end[1]) / 2 + offset[1]
        ax.text(x, y, label, ha="center", va="center", fontsize=fontsize, color=colour, zorder=5)


def plain_tokens(name: str, tokens: Any) -> list[str]:
    """`tokens` as a list of str that are drawn as they are, dollar signs and all; ValueError for what cannot be."""
    return [token.replace("$", r"\$") for token in check_token_words(name, tokens)]


def note(ax: Axes, x: float, y: float, text: str, **look: Any) -> None:
    """Small words centred at (x, y), unless `look` says otherwise."""
    usual: dict[str, Any] = dict(fontsize=FONT - 1, ha="center", va="center", color=NOTE)
    ax.text(x, y, text, **usual | look)


def canvas(ax: Axes | None, width: float, height: float, scale: float = 1.0) -> Axes:
    """An Axes without frame on which one unit is as long as the other; made if None is given."""
    check_axes(ax)
    if ax is None:
        check_size((width * scale, height * scale))
        _, ax = plt.subplots(figsize=(width * scale, height * scale), dpi=100, layout="constrained")
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax
