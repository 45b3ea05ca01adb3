"""Dots: the result of each seed, and hidden states in the plane."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnncourse.palette import COLOURS, INK, LEVEL, LEVEL_LINES, NOTE, PAPER, TEXT, look
from rnncourse.plots.canvas import canvas, check_curves, check_token_words, check_word, check_words, legend, legend_name
from rnncourse.shapes import as_array, check_numbers, shown


def seeds(
    results: Mapping[str, ArrayLike],
    *,
    levels: Mapping[str, float] | None = None,
    xlabel: str = "accuracy",
    ax: Axes | None = None,
) -> Axes:
    """One row for each setting, one dot for each seed, a bar at the median.

    results : {setting: values (seeds,)}; an infinite value is a mark ∞ at the right edge
    levels : {name: value} to compare with, such as {"chance": 0.5}: a dashed line each, its name above the rows
    """
    levels = {} if levels is None else check_curves("levels", levels, empty=True)
    check_words(xlabel=xlabel)
    rows = [
        check_numbers(f"results[{n!r}]", v, ("seeds",), infinite="+")
        for n, v in check_curves("results", results).items()
    ]
    if len(levels) > len(LEVEL_LINES):
        raise ValueError(f"levels: expected at most {len(LEVEL_LINES)}, got {len(levels)}")
    bottom, top = len(rows) - 0.5, -0.5 - 0.5 * len(levels)
    ax = canvas(ax, figsize=(8, 0.7 + 0.45 * (bottom - top)))
    if ax.yaxis_inverted():  # another panel of the same rows
        bottom, top = max(bottom, ax.get_ylim()[0]), min(top, ax.get_ylim()[1])
    for row, values in enumerate(rows):
        shift = np.linspace(-0.2, 0.2, len(values)) if len(values) > 1 else np.zeros(1)
        colour, finite = COLOURS[row % len(COLOURS)], np.isfinite(values)
        style: dict[str, Any] = dict(color=colour, markersize=7, alpha=0.8, clip_on=False)
        ax.plot(values[finite], row + shift[finite], "o", **style)
        edge = ax.get_yaxis_transform()
        for y in row + shift[~finite]:
            ax.text(0.99, y, "∞", transform=edge, color=colour, fontsize=13, ha="right", va="center")
        median, bar = float(np.median(values)), [row - 0.32, row + 0.32]
        if np.isfinite(median):
            ax.plot([median] * 2, bar, color=TEXT, linewidth=2)
        else:
            ax.plot([1, 1], bar, color=TEXT, linewidth=4, transform=edge)
    if not all(np.isfinite(values).all() for values in rows):
        ax.margins(x=0.12)  # room for the marks
    checked = {name: float(check_numbers(f"levels[{name!r}]", value, ())) for name, value in levels.items()}
    for value, line in zip(checked.values(), LEVEL_LINES, strict=False):
        ax.axvline(value, color=LEVEL, linestyle=line, linewidth=1.2, zorder=0)
    least, most = ax.get_xlim()
    for i, (name, value) in enumerate(checked.items()):
        side = "left" if value < (least + most) / 2 else "right"
        text = f" {name}" if side == "left" else f"{name} "
        ax.text(value, top + 0.3 + 0.5 * i, text, color=NOTE, fontsize=9, ha=side, va="center")
    ax.set_yticks(range(len(rows)), list(results), parse_math=False)
    ax.set_ylim(bottom, top)
    ax.set_xlabel(xlabel)
    return ax


def states(
    points: ArrayLike,
    labels: Sequence[object] | np.ndarray,
    *,
    path: ArrayLike | None = None,
    symbols: Sequence[str] | None = None,
    xlabel: str = "",
    ylabel: str = "",
    ax: Axes | None = None,
) -> Axes:
    """Hidden states in two dimensions, a colour and a mark for each label; a path through them as arrows.

    points (n, 2), labels (n,)
    path : points (steps, 2) visited one after the other; symbols : what was read on each of its steps - 1 arrows
    """
    place, kinds = check_numbers("points", points, ("n", 2)), _labels(labels)
    if kinds.shape != (len(place),):
        raise ValueError(f"labels: expected one for each of the {len(place)} points, got {kinds.shape}")
    check_words(xlabel=xlabel, ylabel=ylabel)
    visited = np.empty((0, 2)) if path is None else check_numbers("path", path, ("steps", 2))
    arrows = max(len(visited) - 1, 0)
    read = [str(i + 1) for i in range(arrows)] if symbols is None else check_token_words("symbols", symbols)
    if len(read) != arrows:
        raise ValueError(f"symbols: expected one for each of the path's {arrows} arrows, got {len(read)}")
    ax = canvas(ax, figsize=(4.6, 4.2))
    for i, label in enumerate(dict.fromkeys(sorted(kinds.tolist()))):
        style: dict[str, Any] = dict(color=look(i).colour, markersize=7, alpha=0.5, markeredgewidth=0)
        ax.plot(*place[kinds == label].T, look(i).mark, label=legend_name(label), **style)
    ax.update_datalim(visited)  # arrows alone do not widen the view
    tip = dict(arrowstyle="-|>", color=INK, connectionstyle="arc3,rad=0.2", shrinkA=6, shrinkB=6)
    for start, end, symbol in zip(visited[:-1], visited[1:], read, strict=True):
        ax.annotate("", end, start, arrowprops=tip)
        dx, dy = end - start
        middle = (start + end) / 2 + 0.1 * np.array([dy, -dx])  # where the arc is furthest from its chord
        ax.annotate(symbol, middle, ha="center", va="center", bbox=dict(fc=PAPER, ec="none", pad=2), parse_math=False)
    ax.margins(0.16)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    legend(ax)
    return ax


def _labels(labels: Any) -> np.ndarray:
    """Labels of points as an array (n,) of str, numbers or booleans; ValueError otherwise."""
    kinds = as_array("labels", labels)
    if kinds.dtype.kind not in "biufU" or (kinds.dtype.kind == "f" and np.isnan(kinds).any()):
        raise ValueError(f"labels: expected str or numbers, got {shown(labels)}")
    for label in dict.fromkeys(kinds.ravel().tolist()):
        check_word("labels", str(label))
    return kinds
