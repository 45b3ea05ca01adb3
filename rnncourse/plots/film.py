"""The same picture again and again while a network learns: a strip of some of its frames, or all of them as a film."""

import io
from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnncourse.arguments import check_between
from rnncourse.palette import VALUES
from rnncourse.plots.canvas import check_size, check_token_words, check_words
from rnncourse.shapes import check_numbers


def film_strip(
    frames: ArrayLike, rows: Sequence[str], names: Sequence[str], *, across: int = 4, xlabel: str = "time step"
) -> Axes:
    """Frames side by side, each a grid of shades: dark is 1, white is 0.

    frames (N, R, T) of 0 to 1; rows : R names; names : N titles; across : how many in a row

    Returns the Axes of the first frame.
    """
    rows, names = check_token_words("rows", rows), check_token_words("names", names)
    across = check_between("across", across, 1, 20, integer=True)
    check_words(xlabel=xlabel)
    shades = _frames(frames, rows, names)
    down = -(-len(shades) // across)
    size = (2.3 * across, (0.16 * len(rows) + 0.75) * down + 0.2)
    check_size(size)
    figure, grid = plt.subplots(down, across, figsize=size, dpi=100, layout="constrained", squeeze=False)
    for i, ax in enumerate(grid.flat):
        if i >= len(shades):
            ax.axis("off")
            continue
        _frame(ax, shades[i], rows if i % across == 0 else [], names[i])
        ax.set_xlabel(xlabel if i + across >= len(shades) else "")
    return grid[0, 0]


def film(
    frames: ArrayLike, rows: Sequence[str], names: Sequence[str], *, xlabel: str = "time step", seconds: float = 0.35
) -> bytes:
    """Frames one after the other as an animated GIF, which plays twice and rests on the last one.

    frames, rows, names : as for `film_strip`; seconds : how long each is shown
    """
    from PIL import Image  # comes with matplotlib

    rows, names = check_token_words("rows", rows), check_token_words("names", names)
    seconds = check_between("seconds", seconds, 0.01, 60)
    check_words(xlabel=xlabel)
    shades, pictures = _frames(frames, rows, names), []
    for values, name in zip(shades, names, strict=True):
        figure, ax = plt.subplots(figsize=(5, 0.2 * len(rows) + 0.9), dpi=72, layout="constrained")
        _frame(ax, values, rows, name)
        ax.set_xlabel(xlabel)
        figure.canvas.draw()
        pixels = np.asarray(figure.canvas.buffer_rgba())[:, :, :3]  # type: ignore[attr-defined]
        pictures.append(Image.fromarray(pixels).quantize(32))
        plt.close(figure)
    file = io.BytesIO()
    times = [round(1000 * seconds)] * (len(pictures) - 1) + [3000]
    pictures[0].save(file, format="gif", save_all=True, append_images=pictures[1:], duration=times, loop=1)
    return file.getvalue()


def _frames(frames: ArrayLike, rows: Sequence[str], names: Sequence[str]) -> np.ndarray:
    shades = check_numbers("frames", frames, ("N", "R", "T"))
    if shades.shape[:2] != (len(names), len(rows)):
        raise ValueError(f"frames: expected ({len(names)}, {len(rows)}, T), a name each and a row, got {shades.shape}")
    return shades


def _frame(ax: Axes, values: np.ndarray, rows: Sequence[str], name: str) -> None:
    R, T = values.shape
    ax.imshow(values, cmap=VALUES, vmin=0, vmax=1, extent=(0, T, R, 0), aspect="auto", interpolation="nearest")
    ax.set_yticks(np.arange(len(rows)) + 0.5, rows, fontsize=8, parse_math=False)
    if not rows:
        ax.set_yticks([])
    ax.set_title(name, fontsize=9, parse_math=False)
