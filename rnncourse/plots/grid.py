"""A number for each pair of settings, as shades with words in them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnncourse.arguments import check_between, check_list, check_number
from rnncourse.palette import GRADIENT, PAPER, TEXT, VALUES
from rnncourse.plots.canvas import canvas, check_token_words, check_words
from rnncourse.shapes import check_numbers


def grid(
    values: ArrayLike,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    words: Sequence[Sequence[str]] | None = None,
    most: float | None = None,
    chosen: tuple[int, int] | None = None,
    xlabel: str = "",
    ylabel: str = "",
    label: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A field for each row and column, the darker the larger its value, with a word in it.

    Parameters
    ----------
    values : (R, C), from 0 up
    rows, columns : R and C names
    words : R rows of C words, optional
        What stands in the fields; by default their values.
    most : float, optional
        The value of the darkest shade; by default the largest there is.
    chosen : (row, column), optional
        A field with a frame around it.
    """
    fields = check_numbers("values", values, ("R", "C"))
    rows, columns = check_token_words("rows", rows), check_token_words("columns", columns)
    check_words(xlabel=xlabel, ylabel=ylabel, label=label)
    if fields.shape != (len(rows), len(columns)):
        raise ValueError(
            f"rows, columns: expected {fields.shape[0]} and {fields.shape[1]} names, got {len(rows)} and {len(columns)}"
        )
    if fields.min() < 0:
        raise ValueError(f"values: expected numbers from 0 up, got {fields.min():g}")
    written = [[f"{value:g}" for value in row] for row in fields] if words is None else _words(words)
    if [len(row) for row in written] != [len(columns)] * len(rows):
        raise ValueError(f"words: expected {len(rows)} rows of {len(columns)}, got {[len(row) for row in written]}")
    darkest = float(fields.max() or 1) if most is None else check_number("most", most, positive=True)
    if chosen is not None:
        chosen = _chosen(chosen, *fields.shape)
    ax = canvas(ax, figsize=(8.5, 0.45 * len(rows) + 1.1))
    shades = ax.imshow(fields, cmap=VALUES, vmin=0, vmax=darkest, aspect="auto")
    for (r, c), value in np.ndenumerate(fields):
        ax.text(
            c,
            r,
            written[r][c],
            ha="center",
            va="center",
            fontsize=9,
            parse_math=False,
            color=PAPER if value > 0.6 * darkest else TEXT,
        )
    if chosen is not None:
        r, c = chosen
        edges: dict[str, Any] = dict(linewidth=2.5, color=GRADIENT)
        ax.plot([c - 0.5, c + 0.5, c + 0.5, c - 0.5, c - 0.5], [r - 0.5, r - 0.5, r + 0.5, r + 0.5, r - 0.5], **edges)
    ax.set_xticks(range(len(columns)), list(columns), parse_math=False)
    ax.set_yticks(range(len(rows)), list(rows), parse_math=False)
    ax.tick_params(length=0)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if label:
        ax.figure.colorbar(shades, ax=ax, label=label)
    return ax


def _words(words: Any) -> list[list[str]]:
    return [check_token_words(f"words[{i}]", row) for i, row in enumerate(check_list("words", words, of="rows"))]


def _chosen(chosen: Any, rows: int, columns: int) -> tuple[int, int]:
    if len(check_list("chosen", chosen, of="a row and a column")) != 2:
        raise ValueError(f"chosen: expected a row and a column, got {len(chosen)} numbers")
    r, c = chosen
    return (
        check_between("chosen[0]", r, 0, rows - 1, integer=True),
        check_between("chosen[1]", c, 0, columns - 1, integer=True),
    )
