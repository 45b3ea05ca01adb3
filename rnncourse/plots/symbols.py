"""A value at each symbol: of a short sequence, of a passage, of the vocabulary."""

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnncourse.decoding import distribution
from rnncourse.palette import BEFORE, COLOURS, DRAWN, PAPER, RULE, TEXT, VALUES
from rnncourse.plots.canvas import canvas, check_token_words, check_words, legend
from rnncourse.shapes import as_array, check_numbers, check_positive, shown


def along(
    symbols: Sequence[str],
    values: ArrayLike,
    marked: ArrayLike,
    *,
    xlabel: str = "",
    ylabel: str = "error",
    ax: Axes | None = None,
) -> Axes:
    """A value at each symbol of a sequence, the symbols as labels; those `marked` are drawn strong.

    symbols (n,), values (n,), marked (n,) booleans
    """
    heights, strong, symbols = (
        check_numbers("values", values, ("n",)),
        _flags(marked),
        check_token_words("symbols", symbols),
    )
    check_words(xlabel=xlabel, ylabel=ylabel)
    if not len(symbols) == len(heights) == strong.size:
        counts = f"{len(symbols)}, {len(heights)} and {strong.size}"
        raise ValueError(f"symbols, values, marked: expected equally many, got {counts}")
    ax = canvas(ax, figsize=(9, 2.8))
    place = np.arange(len(symbols))
    ax.plot(place, heights, color=RULE, linewidth=1, zorder=1)
    for chosen, colour, mark in ((~strong, COLOURS[0], "o"), (strong, COLOURS[1], "D")):
        ax.vlines(place[chosen], 0, heights[chosen], color=colour, linewidth=1.5)
        ax.plot(place[chosen], heights[chosen], mark, color=colour, markersize=6)
    ax.set_xticks(place, symbols, fontsize=10, parse_math=False)
    if heights.min() >= 0:
        ax.set_ylim(bottom=0)
    ax.set_xlim(-0.8, len(symbols) - 0.2)
    ax.set(xlabel=xlabel, ylabel=ylabel)
    return ax


def over_text(
    text: str,
    values: ArrayLike,
    *,
    label: str = "",
    limits: tuple[float, float] = (-1, 1),
    ax: Axes | None = None,
) -> Axes:
    """A value at each character of a passage, as the shade behind it: light is low, dark is high.

    text : str with line breaks; values (len(text),); a line break is shown as ↵
    label : of what the values are; limits : the values of the lightest and the darkest shade, which those beyond share
    """
    check_words(label=label)
    check_token_words("text", text)
    lowest, highest = check_numbers("limits", limits, (2,)).tolist()
    if not lowest < highest:
        raise ValueError(f"limits: expected the lower value before the higher, got {shown(limits)}")
    shades = check_numbers("values", values)
    if shades.shape != (len(text),):
        raise ValueError(f"values: expected one for each of the {len(text)} characters, got {shades.size}")
    rows = re.findall(r"[^\n]*\n|[^\n]+", text)
    grid, start = np.full((len(rows), max(map(len, rows))), np.nan), 0
    for row, line in enumerate(rows):
        grid[row, : len(line)] = shades[start : start + len(line)]
        start += len(line)
    ax = canvas(ax, figsize=(9, 0.6 + 0.27 * len(rows)))
    image = ax.imshow(grid, aspect="auto", cmap=VALUES, vmin=lowest, vmax=highest)
    middle = (lowest + highest) / 2 + 0.2 * (highest - lowest)
    for row, line in enumerate(rows):
        for column, character in enumerate(line.replace("\n", "↵")):
            colour = PAPER if grid[row, column] > middle else TEXT
            ax.text(
                column,
                row,
                character,
                ha="center",
                va="center",
                fontsize=9,
                family="monospace",
                color=colour,
                parse_math=False,
            )
    ax.figure.colorbar(image, ax=ax, label=label, pad=0.01)
    ax.axis("off")
    return ax


def sampling_view(
    logits: np.ndarray,
    tokens: Sequence[str],
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    most: int = 20,
    ax: Axes | None = None,
) -> Axes:
    """The likeliest next tokens as bars: grey what the network says, green what is left to draw from.

    logits (V,); tokens : the V symbols; the `most` likeliest are shown
    """
    logits, tokens = as_array("logits", logits), check_token_words("tokens", tokens)
    most = check_positive("most", most, integer=True)
    if logits.ndim != 1:
        raise ValueError(f"logits: expected those of one token, (V,), got {logits.shape}")
    if len(logits) != len(tokens):
        raise ValueError(f"tokens: expected one for each of the {len(logits)} logits, got {len(tokens)}")
    plain = distribution(logits)
    shaped = distribution(logits, temperature=temperature, top_k=top_k, top_p=top_p)
    ax = canvas(ax, figsize=(8, 2.8))
    order = np.argsort(-plain, kind="stable")[:most]
    place = np.arange(len(order))
    ax.bar(place, plain[order], width=0.8, color=BEFORE, label="the network's probabilities")
    ax.bar(place, shaped[order], width=0.45, color=DRAWN, label="drawn from")
    names = [repr(tokens[i])[1:-1] if tokens[i] != " " else "␣" for i in order]
    ax.set_xticks(place, names, parse_math=False)
    ax.set_ylabel("probability")
    cuts = "".join(f", {name} = {cut}" for name, cut in [("top-k", top_k), ("top-p", top_p)] if cut is not None)
    ax.set_title(f"temperature {temperature:.2f}{cuts}: {int((shaped > 0).sum())} of {len(shaped)} tokens possible")
    legend(ax)
    return ax


def _flags(marked: Any) -> np.ndarray:
    """(n,) booleans; ValueError otherwise."""
    flags = as_array("marked", marked)
    if flags.dtype != bool or flags.ndim != 1:
        raise ValueError(f"marked: expected booleans, one for each symbol, got {shown(marked)}")
    return flags
