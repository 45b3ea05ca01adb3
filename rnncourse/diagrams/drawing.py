"""The visual language of the drawings: colours, boxes, arrows, and an Axes to put them on."""

import matplotlib.pyplot as plt
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

INPUT = "#9ecae9"  # light blue: what comes in
STATE = "#f2b14c"  # amber: what is remembered
OUTPUT = "#8fce8f"  # green: what goes out
LOSS = "#e3e3e3"  # grey: what is compared
FORWARD = "#333333"
GRADIENT = "#c2261d"
FONT = 11


def box(ax, x, y, text, colour, *, width=0.9, height=0.56, faded=False, fontsize=FONT):
    """A rounded box centred at (x, y); a faded one is an outline only."""
    patch = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0.02,rounding_size=0.12",
        facecolor="none" if faded else colour,
        edgecolor="#aaaaaa" if faded else "#333333",
        linestyle=":" if faded else "-",
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
        color="#aaaaaa" if faded else "black",
        zorder=4,
    )


def arrow(ax, start, end, *, colour=FORWARD, label=None, bend=0.0, gradient=False, offset=(0, 0), fontsize=FONT - 1):
    """An arrow from one point to another, with a label beside its middle; a gradient's is dashed and red."""
    colour = GRADIENT if gradient else colour
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=13,
            linewidth=1.6,
            linestyle=(0, (4, 2)) if gradient else "-",
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


def canvas(ax, width, height, scale=1.0):
    """An Axes without frame on which one unit is as long as the other; made if None is given."""
    if ax is None:
        _, ax = plt.subplots(figsize=(width * scale, height * scale), dpi=100, layout="constrained")
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax
