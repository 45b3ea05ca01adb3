"""Pictures of measured things: every function takes numbers and an Axes and returns the Axes.

None calls show; without an Axes each makes one.
"""

import matplotlib.pyplot as plt
import numpy as np

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

    x (M,), y (N,): the values of the two parameters; loss (N, M)
    paths : {name: points (steps + 1, 2)}; each begins at a dot and ends at a star
    """
    ax = canvas(ax, figsize=(7.5, 4.6))
    shades = ax.contourf(x, y, loss, levels=30, cmap="Greys_r")
    ax.figure.colorbar(shades, ax=ax, label="loss")
    looks = [("#c2261d", "--"), ("#1f77b4", "-")]
    for (name, points), (colour, style) in zip((paths or {}).items(), looks, strict=False):
        points = np.asarray(points)
        ax.plot(*points.T, color=colour, linestyle=style, linewidth=2, marker=".", markersize=5, label=name)
        ax.plot(*points[0], "o", color="white", markeredgecolor="black", markersize=9, zorder=4)
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
