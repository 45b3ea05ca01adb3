"""A number drawn by the reader of the lesson, cell by cell, and what a trained network makes of it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rnncourse import plots
from rnncourse.arguments import check_callable, check_tokens
from rnncourse.explorers.widgets import show
from rnncourse.shapes import shown

if TYPE_CHECKING:
    from ipywidgets import VBox

ROWS = 8
EXAMPLE = (
    "..####....##....#####...",
    "..#......#..........#...",
    "..#.....#..........#....",
    "..###...#.##......#.....",
    ".....#..##..#...####....",
    ".....#..#...#....#......",
    ".#...#..#...#...#.......",
    "..###....###....#.......",
)

Reading = Callable[[np.ndarray], tuple[np.ndarray, np.ndarray, str]]


def as_drawing(rows: Sequence[str]) -> np.ndarray:
    """Rows of text as a drawing (8, W), 1 for "#". Raises ValueError for other than 8 rows of one length."""
    rows = check_tokens("rows", rows)
    if len(rows) != ROWS or len(set(map(len, rows))) != 1 or not rows[0]:
        raise ValueError(f"rows: expected {ROWS} texts of one length, got lengths {shown([len(row) for row in rows])}")
    return np.array([[float(mark == "#") for mark in row] for row in rows])


def drawing(read: Reading, rows: Sequence[str] = EXAMPLE) -> "VBox":
    """Click cells to draw digits; see what is read, and where.

    read : a drawing (8, W) -> picture, what is said at each of its columns (11, T), the number read; such as
        `experiments.digits.read_drawing` with its model
    rows : what is drawn at the start, "#" for ink
    """
    import ipywidgets

    check_callable("read", read)
    at_first = as_drawing(rows)
    cells = [[_cell(bool(ink)) for ink in row] for row in at_first]
    clear = ipywidgets.Button(description="clear", tooltip="an empty sheet")
    output, busy = ipywidgets.Output(), [False]

    def draw(_: Any = None) -> None:
        if busy[0]:
            return
        drawn = np.array([[float(cell.value) for cell in row] for row in cells])
        with output:
            output.clear_output(wait=True)
            if not drawn.any():
                print("nothing is drawn yet: click some cells")
                return
            picture, said, text = read(drawn)
            show(plots.under_picture(picture, said, ["–", *"0123456789"], path=said.argmax(axis=0)))
            print("read:", text or "nothing")

    def wipe(_: Any) -> None:
        busy[0] = True
        for cell in (cell for row in cells for cell in row):
            cell.value = False
        busy[0] = False
        draw()

    for cell in (cell for row in cells for cell in row):
        cell.observe(_mark, "value")
        cell.observe(draw, "value")
    clear.on_click(wipe)
    draw()
    sheet = [ipywidgets.HBox(row, layout={"height": "18px"}) for row in cells]
    return ipywidgets.VBox([*sheet, clear, output])


def _cell(ink: bool) -> Any:
    import ipywidgets

    layout = {"width": "18px", "height": "18px", "padding": "0px", "margin": "0px"}
    cell = ipywidgets.ToggleButton(ink, tooltip="ink or paper", layout=layout)
    _mark({"owner": cell})
    return cell


def _mark(change: Any) -> None:
    cell = change["owner"]
    cell.button_style = "primary" if cell.value else ""
