"""Shades of a grid: a loss over two parameters, a line of writing and what was read in it, attention weights."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import LogLocator
from numpy.typing import ArrayLike

from rnncourse.arguments import check_between
from rnncourse.decoding import distribution
from rnncourse.palette import (
    BEFORE,
    COLOURS,
    GRID,
    PAPER,
    PATH_LINES,
    PATHS,
    PICTURE,
    SURFACE,
    TEXT,
    VALUES,
    WEIGHT,
    WEIGHTS,
)
from rnncourse.plots.canvas import canvas, check_curves, check_token_words, check_words, legend_name
from rnncourse.shapes import check_numbers


def loss_surface(
    x: ArrayLike,
    y: ArrayLike,
    loss: ArrayLike,
    paths: Mapping[str, ArrayLike] | None = None,
    *,
    xlabel: str = "",
    ylabel: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A loss over two parameters as shades (dark is low), and paths of descent across it.

    Parameters
    ----------
    x, y : (M,), (N,)
        The values of the two parameters, rising.
    loss : (N, M)
        Not negative. The shades are logarithmic and take all below a ten-thousandth of the largest as equal.
    paths : {name: points (steps + 1, 2)}, optional
        Each begins at a dot and ends at a star; at most five. What leaves the surface is cut off at its edge.
    """
    check_words(xlabel=xlabel, ylabel=ylabel)
    across, up = check_numbers("x", x, ("M",)), check_numbers("y", y, ("N",))
    heights = check_numbers("loss", loss, (len(up), len(across)))
    for name, values in (("x", across), ("y", up)):
        if len(values) < 2 or (np.diff(values) <= 0).any():
            raise ValueError(f"{name}: expected two values or more, rising, got {values.tolist()!s:.60}")
    largest = float(heights.max())
    if heights.min() < 0 or largest == 0:
        came = f"{heights.min():g}" if heights.min() < 0 else "nothing but 0"
        raise ValueError(f"loss: expected numbers from 0 up, and one above, got {came}")
    paths = {} if paths is None else check_curves("paths", paths, empty=True)
    if len(paths) > len(PATHS):
        raise ValueError(f"paths: expected at most {len(PATHS)}, got {len(paths)}; draw several pictures")
    ax = canvas(ax, figsize=(7.5, 4.6))
    levels = largest * np.logspace(-4, 0, 33)
    shades = ax.contourf(across, up, np.clip(heights, levels[0], largest), levels, norm="log", cmap=SURFACE)
    ax.figure.colorbar(shades, ax=ax, label="loss", ticks=LogLocator(10))
    for (name, points), colour, line in zip(paths.items(), PATHS, PATH_LINES, strict=False):
        steps = check_numbers(f"paths[{name!r}]", points, ("steps", 2))
        ax.plot(*steps.T, color=colour, linestyle=line, linewidth=2, marker=".", markersize=5, label=legend_name(name))
        ax.plot(*steps[0], "o", color=PAPER, markeredgecolor=TEXT, markersize=8, zorder=4)
        ax.plot(*steps[-1], "*", color=colour, markeredgecolor=TEXT, markersize=16, zorder=5)
    ax.set_xlim(across[0], across[-1])
    ax.set_ylim(up[0], up[-1])
    ax.set(xlabel=xlabel, ylabel=ylabel)
    if paths:
        ax.legend(fontsize=9)
    return ax


def under_picture(
    picture: ArrayLike,
    values: ArrayLike,
    rows: Sequence[str],
    *,
    path: ArrayLike | None = None,
    xlabel: str = "time step",
    ylabel: str = "",
    ax: Axes | None = None,
) -> Axes:
    """A line of writing, and under it what was found at each of its columns: dark is 1, white is 0.

    picture (height, W) of 0 paper to 1 ink; values (R, T) of 0 to 1 at T steps spread evenly over the W columns
    rows : R names; path : row (T,) of the likeliest at each step, drawn as dots
    """
    ink, found = check_numbers("picture", picture, ("height", "W")), check_numbers("values", values, ("R", "T"))
    rows = check_token_words("rows", rows)
    check_words(xlabel=xlabel, ylabel=ylabel)
    if len(found) != len(rows):
        raise ValueError(f"rows: expected a name for each of the {len(found)} rows of values, got {len(rows)}")
    (height, W), (R, T) = ink.shape, found.shape
    ax = canvas(ax, figsize=(9, 9 * height / W + 0.26 * R + 0.7))
    share = height / W * 8 / (0.26 * R)  # of the picture's height in that of the values
    strip = R * share
    ax.imshow(ink, cmap=PICTURE, vmin=0, vmax=1, extent=(0, T, -0.6, -strip - 0.6), aspect="auto")
    ax.imshow(found, cmap=VALUES, vmin=0, vmax=1, extent=(0, T, R, 0), aspect="auto", interpolation="nearest")
    if path is not None:
        likeliest = check_numbers("path", path, (T,))
        if not np.isin(likeliest, np.arange(R)).all():
            wrong = likeliest[~np.isin(likeliest, np.arange(R))][0]
            raise ValueError(f"path: expected rows, whole numbers from 0 to {R - 1}, got {wrong:g}")
        ax.plot(np.arange(T) + 0.5, likeliest + 0.5, "o", color=TEXT, markersize=3)
    ax.set(xlim=(0, T), ylim=(R, -strip - 0.6))
    ax.set_yticks(np.arange(R) + 0.5, rows, parse_math=False)
    ax.tick_params(length=0)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel, loc="bottom")
    ax.spines[:].set_visible(False)
    return ax


def alignment(
    weights: ArrayLike,
    source: Sequence[str],
    target: Sequence[str],
    *,
    mark: int | None = None,
    xlabel: str = "read",
    ylabel: str = "written",
    ax: Axes | None = None,
) -> Axes:
    """Attention weights as a picture: a row for each token written, a column for each token read, dark is much.

    weights (T, S), 0 to 1; source, target : S and T tokens; mark : a row to frame, 0..T-1
    """
    source, target = check_token_words("source", source), check_token_words("target", target)
    shares = _alignment(weights, source, target)
    check_words(xlabel=xlabel, ylabel=ylabel)
    T, S = shares.shape
    column = max(0.38, 0.095 * max(map(len, source)))  # of width, for words to stand side by side
    ax = canvas(ax, figsize=(1.4 + column * S, 1.0 + 0.36 * T))
    shades = ax.imshow(shares, cmap=WEIGHTS, vmin=0, vmax=1, aspect="auto")
    ax.set_xticks(range(S), source, parse_math=False)
    ax.set_yticks(range(T), target, parse_math=False)
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.set(xlabel=xlabel, ylabel=ylabel)
    ax.set_xticks(np.arange(S + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(T + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=GRID, linewidth=0.6)
    ax.tick_params(which="both", length=0)
    if mark is not None:
        mark = check_between("mark", mark, 0, T - 1, integer=True, why=", the row of a token written")
        ax.add_patch(plt.Rectangle((-0.5, mark - 0.5), S, 1, fill=False, edgecolor=COLOURS[1], linewidth=2.5, zorder=5))
    ax.figure.colorbar(shades, ax=ax, label="weight")
    return ax


def alignment_view(
    weights: ArrayLike,
    source: Sequence[str],
    target: Sequence[str],
    *,
    step: int = 1,
    temperature: float = 1.0,
) -> tuple[Axes, Axes]:
    """Where attention looks: all weights as a picture (left), those of one step of the decoder as bars (right).

    weights (T, S), rows that sum to one; source, target : S and T tokens
    step : 1..T, the row drawn as bars
    temperature : of the softmax over the scores: below 1 sharpens, above 1 flattens, 0 takes the largest alone. The
        scores are not needed: they are the logarithms of the weights, but for a constant that the softmax drops.
    """
    source, target = check_token_words("source", source), check_token_words("target", target)
    plain = _alignment(weights, source, target)
    step = check_between("step", step, 1, len(target), integer=True, why=", the tokens of the target")
    if not (plain.max(axis=1) > 0).all():
        raise ValueError("weights: expected rows that sum to one, got a row of zeros")
    with np.errstate(divide="ignore"):
        shaped = distribution(np.log(plain), temperature=temperature)
    _, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), dpi=100, layout="constrained")
    alignment(shaped, source, target, mark=step - 1, ax=left)
    place = np.arange(len(source))
    right.bar(place, plain[step - 1], width=0.8, color=BEFORE, label="temperature 1")
    right.bar(place, shaped[step - 1], width=0.45, color=WEIGHT, label=f"temperature {temperature:.2f}")
    right.set_xticks(place, source, parse_math=False)
    right.set(ylim=(0, 1.25), ylabel="weight")
    right.set_title(f"step {step}: writing {target[step - 1]!r}", parse_math=False)
    right.set_yticks(np.linspace(0, 1, 6))
    right.legend(frameon=False, ncols=2, loc="upper center")
    return left, right


def _alignment(weights: ArrayLike, source: Sequence[str], target: Sequence[str]) -> np.ndarray:
    shares = check_numbers("weights", weights)
    if shares.shape != (len(target), len(source)):
        raise ValueError(f"weights: expected {(len(target), len(source))} as target and source, got {shares.shape}")
    if shares.min() < 0 or shares.max() > 1 + 1e-6:
        wrong = shares.min() if shares.min() < 0 else shares.max()
        raise ValueError(f"weights: expected numbers from 0 to 1, got {wrong:g}")
    return shares
