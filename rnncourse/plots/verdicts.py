"""What a classifier says: each word's part in a verdict, what was taken for what, whether probabilities are honest."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnncourse.arguments import check_kind, check_named
from rnncourse.metrics import Reliability
from rnncourse.palette import NOTE, PAPER, RULE, SIGNS, TEXT, WEIGHTS, look
from rnncourse.plots.canvas import canvas, check_curves, check_token_words, check_word, legend, legend_name
from rnncourse.shapes import check_numbers, check_positive, shown


def weighed_words(
    words: Sequence[str],
    parts: Mapping[str, ArrayLike],
    *,
    width: int = 84,
    ax: Axes | None = None,
) -> Axes:
    """A text once for each way of weighing its words, a word's weight as the shade behind it.

    words : the T words of the text
    parts : what stands above each copy -> the weights (T,). Where one is negative, 0 is white, the signs have two
        colours, and words with a positive weight are bold; otherwise the largest weight is darkest.
    width : characters in a line
    """
    words = check_token_words("words", words)
    if not words:
        raise ValueError("words: expected at least one word, got none")
    weights = {name: check_numbers(f"parts[{name!r}]", values) for name, values in check_named("parts", parts).items()}
    for name, values in weights.items():
        check_word("parts: the name", name, formula=False)
        if values.shape != (len(words),):
            raise ValueError(
                f"parts[{name!r}]: expected a weight for each of the {len(words)} words, got {values.size}"
            )
    width = check_positive("width", width, integer=True)
    places, rows = _wrapped(words, width)
    ax = canvas(ax, figsize=(9, 0.4 + len(weights) * (0.32 * rows + 0.45)))
    top = 0.0
    for name, values in weights.items():
        ax.text(0, top, name, color=NOTE, fontsize=9, va="center", parse_math=False)
        largest, signed = max(float(np.abs(values).max()), 1e-12), bool(values.min() < 0)
        for (row, column), word, value in zip(places, words, values, strict=True):
            _word(ax, column, top + 1.1 + row, word, value / largest, signed)
        top += rows + 1.6
    ax.set(xlim=(0, width), ylim=(top - 0.6, -0.8))
    ax.axis("off")
    return ax


def _wrapped(words: Sequence[str], width: int) -> tuple[list[tuple[int, int]], int]:
    """Row and column of each word, and how many rows there are."""
    places, row, column = [], 0, 0
    for word in words:
        if column and column + len(word) > width:
            row, column = row + 1, 0
        places.append((row, column))
        column += len(word) + 1
    return places, row + 1


def _word(ax: Axes, column: int, row: float, word: str, share: float, signed: bool) -> None:
    shades = colormaps[SIGNS if signed else WEIGHTS]
    ax.text(
        column,
        row,
        word,
        family="monospace",
        fontsize=9,
        weight="bold" if signed and share > 0 else "normal",
        va="center",
        color=PAPER if abs(share) > 0.75 else TEXT,
        parse_math=False,
        bbox={"facecolor": shades((share + 1) / 2 if signed else share), "edgecolor": "none", "pad": 1.5},
    )


def reliability_diagram(found: Mapping[str, Reliability], *, ax: Axes | None = None) -> Axes:
    """How often what was said happened, over how likely it was called; honest probabilities lie on the diagonal.

    found : name -> what `metrics.reliability` gave; the more cases in a bin, the larger its mark
    """
    curves = check_curves("found", found)
    for name, curve in curves.items():
        check_kind(f"found[{name!r}]", curve, Reliability, remedy="metrics.reliability makes one")
    ax = canvas(ax, figsize=(4.6, 4.2))
    ax.plot([0, 1], [0, 1], color=RULE, linewidth=1)
    for i, (name, curve) in enumerate(curves.items()):
        said, happened, counts = (check_numbers(f"found[{name!r}]", part, ("M",)) for part in curve)
        if not len(said) == len(happened) == len(counts) or counts.min() < 0 or not counts.sum() > 0:
            raise ValueError(f"found[{name!r}]: expected as many numbers of each, and cases, got {shown(curve)}")
        style = look(i)
        ax.plot(said, happened, color=style.colour, linestyle=style.line, linewidth=1.5, label=legend_name(name))
        ax.scatter(said, happened, s=8 + 120 * counts / counts.sum(), color=style.colour, marker=style.mark, zorder=3)
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel="said", ylabel="happened")
    ax.set_aspect("equal")
    legend(ax)
    return ax


def confusion_table(counts: ArrayLike, labels: Sequence[str], *, ax: Axes | None = None) -> Axes:
    """A confusion matrix: a row for each true class, a column for what it was taken for; shades are shares of the row.

    counts (K, K), labels : the K classes
    """
    table = check_numbers("counts", counts, ("K", "K"))
    labels = check_token_words("labels", labels)
    if table.shape != (len(labels), len(labels)):
        raise ValueError(f"counts: expected {len(labels)} rows and columns, one a label, got {table.shape}")
    if (table < 0).any():
        raise ValueError("counts: expected numbers of cases, none negative")
    K = len(labels)
    ax = canvas(ax, figsize=(1.6 + 0.5 * K, 1.2 + 0.45 * K))
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    ax.imshow(shares, cmap=WEIGHTS, vmin=0, vmax=1)
    for row, column in np.ndindex(K, K):
        if table[row, column]:
            ax.text(
                column,
                row,
                f"{table[row, column]:g}",
                ha="center",
                va="center",
                fontsize=9 if K < 6 else 6,
                color=PAPER if shares[row, column] > 0.6 else TEXT,
            )
    ax.set_xticks(range(K), list(labels), parse_math=False, rotation=90 if K > 5 else 0)
    ax.set_yticks(range(K), list(labels), parse_math=False)
    ax.set(xlabel="taken for", ylabel="is")
    ax.tick_params(length=0)
    return ax
