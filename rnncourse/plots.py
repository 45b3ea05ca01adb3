"""Pictures of measured things: every function takes numbers and an Axes and returns the Axes.

None calls show; without an Axes each makes one.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogLocator

# Told apart in colour and, by lightness and line style, in a grey print too.
COLOURS = ("#1f4e79", "#d1811a", "#2e8b57", "#8c2d62", "#6b6b6b", "#56a3d9", "#b8a013")
STYLES = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (8, 3)))


def canvas(ax, *, figsize=(8, 3.4)):
    """The given Axes, or a new one where it is None."""
    if ax is None:
        _, ax = plt.subplots(figsize=figsize, dpi=100, layout="constrained")
    return ax


def gradient_decay(curves, *, ax=None):
    """How large the gradient still is after d steps back, on a logarithmic scale: straight is exponential.

    curves : {name: norms (T + 1,)}, the norm of ∂h_T/∂h_{T-d} at each distance d = 0..T
    """
    ax = canvas(ax)
    for (name, norms), colour, style in zip(curves.items(), COLOURS, STYLES, strict=False):
        norms = np.asarray(norms, dtype=np.float64)
        shown = np.where(norms > 0, norms, np.nan)
        ax.semilogy(shown, color=colour, linestyle=style, linewidth=2, label=name)
    ax.axhline(1, color="#bbbbbb", linewidth=1, zorder=0)
    ax.set_xlabel("steps back, d")
    ax.set_ylabel(r"$\|\partial h_T / \partial h_{T-d}\|_2$")
    ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def loss_surface(x, y, loss, paths=None, *, ax=None):
    """A loss over two parameters as shades (dark is low), and paths of descent across it.

    x (M,), y (N,): the values of the two parameters; loss (N, M), not negative; the shades are logarithmic and
    take all below a ten-thousandth of the largest as equal
    paths : {name: points (steps + 1, 2)}; each begins at a dot and ends at a star
    """
    ax = canvas(ax, figsize=(7.5, 4.6))
    largest = float(np.max(loss))
    levels = largest * np.logspace(-4, 0, 33)
    shades = ax.contourf(x, y, np.clip(loss, levels[0], largest), levels, norm="log", cmap="Greys_r")
    ax.figure.colorbar(shades, ax=ax, label="loss", ticks=LogLocator(10))
    looks = [("#c2261d", "--"), ("#1f77b4", "-")]
    for (name, points), (colour, style) in zip((paths or {}).items(), looks, strict=False):
        points = np.asarray(points)
        ax.plot(*points.T, color=colour, linestyle=style, linewidth=2, marker=".", markersize=5, label=name)
        ax.plot(*points[0], "o", color="white", markeredgecolor="black", markersize=8, zorder=4)
        ax.plot(*points[-1], "*", color=colour, markeredgecolor="black", markersize=16, zorder=5)
    ax.set_xlim(x[0], x[-1])
    ax.set_ylim(y[0], y[-1])
    if paths:
        ax.legend(loc="lower left")
    return ax


def seeds(results, *, chance=None, label="accuracy", ax=None):
    """One row for each setting, one dot for each seed, a bar at the median.

    results : {setting: values (seeds,)}
    chance : where a guess would stand, drawn as a dashed line
    """
    ax = canvas(ax, figsize=(8, 0.7 + 0.45 * len(results)))
    for row, values in enumerate(results.values()):
        shift = np.linspace(-0.2, 0.2, len(values)) if len(values) > 1 else [0]
        colour = COLOURS[row % len(COLOURS)]
        ax.plot(values, row + np.asarray(shift), "o", color=colour, markersize=7, alpha=0.8, clip_on=False)
        ax.plot([np.median(values)] * 2, [row - 0.32, row + 0.32], color="black", linewidth=2)
    if chance is not None:
        ax.axvline(chance, color="#888888", linestyle="--", linewidth=1, zorder=0)
        ax.text(chance, -0.48, " chance", color="#555555", va="bottom", fontsize=9)
    ax.set_yticks(range(len(results)), list(results))
    ax.set_ylim(len(results) - 0.5, -0.5)
    ax.set_xlabel(label)
    return ax


def against_orders(by_order, networks, *, ax=None, label="held-out nats per character"):
    """The surprise of n-gram models by their order, and that of networks as level lines.

    by_order : {smoothing: values (n,)} for the orders 1..n
    networks : {name: value}
    """
    ax = canvas(ax)
    for (name, values), colour, mark in zip(by_order.items(), COLOURS, "osD^", strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, marker=mark, color=colour, linewidth=1.5, label=name)
    for (name, value), style in zip(networks.items(), ("--", ":", "-."), strict=False):
        ax.axhline(value, color="#c2261d", linestyle=style, linewidth=2, label=name)
    ax.set_xlabel("order of the n-gram model")
    ax.set_ylabel(label)
    ax.legend(frameon=False)
    return ax


def lines_with_spread(x, curves, *, x_label, y_label, log="", ax=None):
    """One line for each name; where seeds were repeated the line is the median and a band runs from least to most.

    x (N,)
    curves : {name: values (N,) or (seeds, N)}; an infinite value is a mark ∞ at the upper edge
    log : which axes are logarithmic: "", "x", "y" or "xy"
    """
    ax = canvas(ax)
    looks = zip(curves.items(), COLOURS, STYLES, "osD^vPX", strict=False)
    for row, ((name, values), colour, style, mark) in enumerate(looks):
        values = np.atleast_2d(np.asarray(values, dtype=np.float64))
        middle = np.median(values, axis=0)
        finite = np.where(np.isfinite(middle), middle, np.nan)
        ax.plot(x, finite, color=colour, linestyle=style, marker=mark, markersize=5, linewidth=1.8, label=name)
        if len(values) > 1:
            ax.fill_between(x, values.min(axis=0), values.max(axis=0), color=colour, alpha=0.18, linewidth=0)
        for place in np.asarray(x)[np.isinf(middle)]:
            at = ax.get_xaxis_transform()
            ax.text(place, 0.97 - 0.08 * row, "∞", transform=at, color=colour, fontsize=14, ha="center", va="top")
    for letter in log:
        ax.set(**{f"{letter}scale": "log"})
        axis = {"x": ax.xaxis, "y": ax.yaxis}[letter]
        if axis.get_view_interval()[1] < 1e6:  # plain numbers, and no crowd of ticks between the powers of ten
            axis.set_major_formatter("{x:,g}")
            axis.set_minor_formatter(lambda value, _: f"{value:,g}" if f"{value:e}"[0] in "25" else "")
    ax.set_xlabel(x_label)
    ax.set_ylabel(y_label)
    ax.legend(frameon=False, fontsize=9)
    return ax


def growth(x, curves, *, xlabel, ylabel, ax=None):
    """Curves over x on a logarithmic scale: straight is exponential, level is constant.

    x (n,); curves : {name: values (n,)}
    """
    ax = canvas(ax)
    for (name, values), colour, style, mark in zip(curves.items(), COLOURS, STYLES, "osD^v", strict=False):
        values = np.array([float(v) for v in values])
        ax.semilogy(x, values, color=colour, linestyle=style, marker=mark, linewidth=2, label=name)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.legend(frameon=False)
    return ax


def states(points, labels, *, path=None, symbols=None, ax=None):
    """Hidden states in two dimensions, a colour and a mark for each label; a path through them as arrows.

    points (n, 2), labels (n,)
    path : points (steps, 2) visited one after the other; symbols : what was read on each of its steps - 1 arrows
    """
    ax = canvas(ax, figsize=(4.6, 4.2))
    points, labels = np.asarray(points), np.asarray(labels)
    for label, colour, mark in zip(dict.fromkeys(sorted(labels.tolist())), COLOURS, "os^Dv", strict=False):
        ax.plot(*points[labels == label].T, mark, color=colour, markersize=7, alpha=0.5, mew=0, label=str(label))
    path = np.empty((0, 2)) if path is None else np.asarray(path, dtype=np.float64)
    symbols = [str(i + 1) for i in range(len(path) - 1)] if symbols is None else symbols
    look = dict(arrowstyle="-|>", color="#333333", connectionstyle="arc3,rad=0.2", shrinkA=6, shrinkB=6)
    for start, end, symbol in zip(path[:-1], path[1:], symbols, strict=True):
        ax.annotate("", end, start, arrowprops=look)
        dx, dy = end - start
        middle = (start + end) / 2 + 0.1 * np.array([dy, -dx])  # where the arc is furthest from its chord
        ax.annotate(symbol, middle, ha="center", va="center", bbox=dict(fc="white", ec="none", pad=2))
    ax.margins(0.16)
    ax.legend(frameon=False)
    return ax


def by_position(curves, *, baselines=None, xlabel="position", ylabel="error", ax=None):
    """A value by position 1, 2, …: each seed a thin line, their mean a thick one; baselines dashed and grey.

    curves : {name: values (seeds, P)}; baselines : {name: values (P,)}
    """
    ax = canvas(ax)
    for (name, values), colour, mark in zip(curves.items(), COLOURS, "osD^", strict=False):
        values = np.asarray(values)
        place = np.arange(1, values.shape[1] + 1)
        ax.plot(place, values.T, color=colour, linewidth=0.8, alpha=0.5)
        ax.plot(place, values.mean(axis=0), color=colour, marker=mark, linewidth=2.2, label=name)
    for (name, values), style in zip((baselines or {}).items(), ("--", ":"), strict=False):
        ax.plot(np.arange(1, len(values) + 1), values, color="#777777", linestyle=style, linewidth=1.6, label=name)
    ax.set_xticks(place)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    ax.legend(frameon=False, loc="center left", bbox_to_anchor=(1, 0.5))
    return ax


def along(symbols, values, marked, *, ylabel="error", ax=None):
    """A value at each symbol of a sequence, the symbols as labels; those `marked` are drawn strong.

    symbols (n,), values (n,), marked (n,) booleans
    """
    ax = canvas(ax, figsize=(9, 2.8))
    place, values, marked = np.arange(len(symbols)), np.asarray(values), np.asarray(marked, dtype=bool)
    ax.plot(place, values, color="#bbbbbb", linewidth=1, zorder=1)
    for chosen, colour, mark in ((~marked, COLOURS[0], "o"), (marked, COLOURS[1], "D")):
        ax.vlines(place[chosen], 0, values[chosen], color=colour, linewidth=1.5)
        ax.plot(place[chosen], values[chosen], mark, color=colour, markersize=6)
    ax.set_xticks(place, list(symbols), fontsize=10)
    ax.set_ylim(bottom=0)
    ax.set_xlim(-0.8, len(symbols) - 0.2)
    ax.set_ylabel(ylabel)
    return ax


def over_text(text, values, *, label="", limits=(-1, 1), ax=None):
    """A value at each character of a passage, as the shade behind it: light is low, dark is high.

    text : str with line breaks; values (len(text),); a line break is shown as ↵
    """
    values = np.asarray(values, dtype=np.float64)
    if len(values) != len(text):
        raise ValueError(f"values: expected one for each of the {len(text)} characters, got {len(values)}")
    lines = text.splitlines(keepends=True)
    grid, start = np.full((len(lines), max(map(len, lines))), np.nan), 0
    for row, line in enumerate(lines):
        grid[row, : len(line)] = values[start : start + len(line)]
        start += len(line)
    ax = canvas(ax, figsize=(9, 0.6 + 0.27 * len(lines)))
    shades = ax.imshow(grid, aspect="auto", cmap="YlOrBr", vmin=limits[0], vmax=limits[1])
    middle = sum(limits) / 2 + 0.2 * (limits[1] - limits[0])
    for row, line in enumerate(lines):
        for column, character in enumerate(line.replace("\n", "↵")):
            colour = "white" if grid[row, column] > middle else "black"
            ax.text(column, row, character, ha="center", va="center", fontsize=9, family="monospace", color=colour)
    ax.figure.colorbar(shades, ax=ax, label=label, pad=0.01)
    ax.axis("off")
    return ax


def under_picture(picture, values, rows, *, label="", path=None, ax=None):
    """A line of writing, and under it what was found at each of its columns: dark is 1, white is 0.

    picture (height, W) of 0 paper to 1 ink; values (R, T) of 0 to 1 at T steps spread evenly over the W columns
    rows : R names; label : of what the values are; path : row (T,) of the likeliest at each step, drawn as dots
    """
    picture, values = np.asarray(picture), np.asarray(values)
    if len(values) != len(rows):
        raise ValueError(f"rows: expected a name for each of the {len(values)} rows of values, got {len(rows)}")
    (height, W), (R, T) = picture.shape, values.shape
    ax = canvas(ax, figsize=(9, 9 * height / W + 0.26 * R + 0.7))
    share = height / W * 8 / (0.26 * R)  # of the picture's height in that of the values
    strip = R * share
    ax.imshow(picture, cmap="Greys", vmin=0, vmax=1, extent=(0, T, -0.6, -strip - 0.6), aspect="auto")
    ax.imshow(values, cmap="YlOrBr", vmin=0, vmax=1, extent=(0, T, R, 0), aspect="auto", interpolation="nearest")
    if path is not None:
        ax.plot(np.arange(T) + 0.5, np.asarray(path) + 0.5, "o", color="black", markersize=3)
    ax.set(xlim=(0, T), ylim=(R, -strip - 0.6))
    ax.set_yticks(np.arange(R) + 0.5, list(rows))
    ax.tick_params(length=0)
    ax.set_xlabel("time step")
    ax.set_ylabel(label, loc="bottom")
    ax.spines[:].set_visible(False)
    return ax


def alignment(weights, source, target, *, mark=None, ax=None):
    """Attention weights as a picture: a row for each token written, a column for each token read, dark is much.

    weights (T, S); source, target : S and T tokens; mark : a row to frame
    """
    weights = np.asarray(weights)
    T, S = weights.shape
    ax = canvas(ax, figsize=(1.4 + 0.38 * S, 1.0 + 0.36 * T))
    shades = ax.imshow(weights, cmap="Purples", vmin=0, vmax=1, aspect="auto")
    ax.set_xticks(range(S), list(source))
    ax.set_yticks(range(T), list(target))
    ax.xaxis.tick_top()
    ax.xaxis.set_label_position("top")
    ax.set(xlabel="read", ylabel="written")
    ax.set_xticks(np.arange(S + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(T + 1) - 0.5, minor=True)
    ax.grid(which="minor", color="#dddddd", linewidth=0.6)
    ax.tick_params(which="both", length=0)
    if mark is not None:
        ax.add_patch(plt.Rectangle((-0.5, mark - 0.5), S, 1, fill=False, edgecolor=COLOURS[1], linewidth=2.5, zorder=5))
    ax.figure.colorbar(shades, ax=ax, label="weight")
    return ax
