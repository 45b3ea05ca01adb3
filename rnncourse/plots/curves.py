"""Lines over x: what was measured at each setting, gradients by distance, one unit over time."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike

from rnncourse.arguments import check_between, check_choice
from rnncourse.palette import GATES, HIDDEN_LINE, INK, LEVEL, LEVEL_LINES, MEMORY, RULE, Look, look
from rnncourse.plots.canvas import canvas, check_curves, check_words, legend, legend_name
from rnncourse.shapes import check_numbers

SCALES = ("", "x", "y", "xy")
SPREADS = ("band", "runs")


def lines(
    x: ArrayLike,
    curves: Mapping[str, ArrayLike],
    *,
    xlabel: str,
    ylabel: str,
    log: str = "",
    levels: Mapping[str, ArrayLike] | None = None,
    spread: str = "band",
    ax: Axes | None = None,
) -> Axes:
    """One line for each name; where seeds were repeated, their median with their spread.

    Parameters
    ----------
    x : (N,)
    curves : {name: values}
        Values (N,) or (seeds, N). An infinite value is a mark ∞ at the upper edge; a zero that a logarithmic axis
        cannot hold is a mark 0 at the lower edge.
    log : str
        Which axes are logarithmic: "", "x", "y" or "xy".
    levels : {name: value}, optional
        What to compare with, as grey dashed lines: one number each, or values (N,). At most six.
    spread : str
        Of repeated seeds: "band" from the least to the most, or "runs", a thin line each.

    Raises
    ------
    ValueError
        Nothing to draw, NaN, values that do not belong to x, a negative value on a logarithmic axis, an unknown option.
    """
    check_choice("log", log, SCALES)
    check_choice("spread", spread, SPREADS)
    check_words(xlabel=xlabel, ylabel=ylabel)
    place = check_numbers("x", x, ("N",))
    if "x" in log and place.min() <= 0:
        raise ValueError(f"x: expected numbers above 0 on a logarithmic axis, got {place.min():g}")
    ax, drawn = canvas(ax), []
    for i, (name, values) in enumerate(check_curves("curves", curves).items()):
        drawn.append(_runs(f"curves[{name!r}]", values, len(place), positive="y" in log))
        _curve(ax, place, drawn[-1], look(i), name, log="y" in log, spread=spread)
    heights = _marks(ax, place, drawn, log="y" in log)
    _levels(ax, place, {} if levels is None else check_curves("levels", levels, empty=True), log="y" in log)
    _scales(ax, log)
    _ticks(ax, place, log="x" in log)
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    legend(ax, outside=spread == "runs", heights=heights)
    return ax


def gradient_decay(
    curves: Mapping[str, ArrayLike],
    *,
    xlabel: str = "steps back, d",
    ylabel: str = r"$\|\partial h_T / \partial h_{T-d}\|_2$",
    ax: Axes | None = None,
) -> Axes:
    """How large the gradient still is after d steps back, on a logarithmic scale: straight is exponential.

    curves : {name: norms (T + 1,) or (seeds, T + 1)}, the norm of ∂h_T/∂h_{T-d} at each distance d = 0..T; a
        norm that has become zero is a mark 0 at the lower edge
    """
    check_words(xlabel=xlabel, ylabel=ylabel)
    ax, drawn = canvas(ax), []
    for i, (name, norms) in enumerate(check_curves("curves", curves).items()):
        drawn.append(_runs(f"curves[{name!r}]", norms, None, positive=True))
        distance = np.arange(drawn[-1].shape[1])
        _curve(ax, distance, drawn[-1], look(i)._replace(mark=""), name, log=True, spread="band")
    _marks(ax, np.arange(max(runs.shape[1] for runs in drawn)), drawn, log=True)
    ax.axhline(1, color=RULE, linewidth=1, zorder=0)
    ax.set_yscale("log")
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    legend(ax, outside=True)
    return ax


PULSES = (0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0)


def gate_view(
    candidates: Sequence[float] | np.ndarray = PULSES,
    *,
    i: float = 1.0,
    f: float = 0.9,
    g: float = 1.0,
    o: float = 1.0,
    ax: Axes | None = None,
) -> Axes:
    """One LSTM unit whose gates stand still: what its cell and its hidden state do as candidates arrive.

    candidates : (T,) what there is to write at each step, scaled by g, -1..1
    i, f, o : how far the input, forget and output gate are open, 0..1

    Draws the candidates as bars, the cell c_t = f c_{t-1} + i g_t as a thick line, h_t = o tanh(c_t) dashed.
    """
    i, f, o = check_between("i", i, 0, 1), check_between("f", f, 0, 1), check_between("o", o, 0, 1)
    g = check_between("g", g, -1, 1)
    arriving = check_numbers("candidates", candidates, ("T",))
    ax = canvas(ax, figsize=(8.5, 3))
    written = g * arriving
    c = [0.0]
    for g_t in written:
        c.append(f * c[-1] + i * g_t)
    steps = np.arange(1, len(written) + 1)
    edges: dict[str, Any] = dict(edgecolor=INK, linewidth=np.where(written == 0, 0.0, 0.8))
    ax.bar(steps, written, width=0.5, color=GATES["candidate"], label="candidate $g_t$", **edges)
    ax.plot(np.arange(len(c)), c, color=MEMORY, linewidth=3.5, label="cell $c_t$")
    ax.plot(
        steps,
        o * np.tanh(c[1:]),
        marker="o",
        linestyle=HIDDEN_LINE,
        color=INK,
        markersize=4,
        linewidth=1.5,
        label="hidden state $h_t$",
    )
    ax.axhline(0, color=RULE, linewidth=1, zorder=0)
    # The same for every opening, so that one can compare: the cell never leaves the range of the largest sum of
    # neighbouring candidates.
    furthest = 1.08 * max(1.0, float(np.ptp(np.cumsum([0.0, *arriving]))))
    ax.set_ylim(-furthest, furthest)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    ax.set_xlabel("step")
    ax.set_title(f"forget gate {f:.2f}, input gate {i:.2f}, output gate {o:.2f}")
    legend(ax, outside=True)
    return ax


def _runs(name: str, values: ArrayLike, N: int | None, *, positive: bool) -> np.ndarray:
    """`values` as (seeds, N); N is None where any length will do."""
    runs = np.atleast_2d(check_numbers(name, values, infinite="+"))
    if runs.ndim > 2 or N not in (None, runs.shape[1]):
        expected = "(N,) or (seeds, N)" if N is None else f"({N},) or (seeds, {N}), a value for each x"
        raise ValueError(f"{name}: expected {expected}, got {np.shape(values)}")
    if positive and runs.min() < 0:
        raise ValueError(f"{name}: expected no number below 0 on a logarithmic axis, got {runs.min():g}")
    return runs


def _drawable(values: np.ndarray, log: bool) -> np.ndarray:
    """`values` with NaN, which leaves a gap, where the axis has no place for a value."""
    return np.where(np.isfinite(values) & ((values > 0) | (not log)), values, np.nan)


def _curve(ax: Axes, x: np.ndarray, runs: np.ndarray, look: Look, name: str, *, log: bool, spread: str) -> None:
    """The median of the runs (seeds, N) as a line with marks, about twenty at most, and the spread around it."""
    style: dict[str, Any] = dict(color=look.colour, linestyle=look.line)
    if len(runs) > 1 and spread == "runs":
        ax.plot(x, _drawable(runs, log).T, linewidth=0.8, alpha=0.5, **style)
    elif len(runs) > 1:
        shown = _drawable(runs, log)
        least = np.where(np.isnan(shown), np.inf, shown).min(axis=0)
        most = np.where(np.isnan(shown), -np.inf, shown).max(axis=0)
        some = least <= most
        ax.fill_between(x, least, most, where=some, color=look.colour, alpha=0.18, linewidth=0)
    middle = _drawable(np.median(runs, axis=0), log)
    every = -(-len(x) // 20)
    ax.plot(x, middle, marker=look.mark, markersize=5, markevery=every, linewidth=2, label=legend_name(name), **style)


def _marks(ax: Axes, x: np.ndarray, drawn: list[np.ndarray], *, log: bool) -> tuple[float, float]:
    """∞ at the upper edge where a run is infinite, 0 at the lower one where a logarithmic axis cannot hold it.

    A row of marks for each curve that needs it, about a dozen in a row at most. Returns the heights, as shares of the
    Axes, between which there are none.
    """
    low, high = 0.0, 1.0
    for i, runs in enumerate(drawn):
        style: dict[str, Any] = dict(color=look(i).colour, transform=ax.get_xaxis_transform(), ha="center")
        every = max(1, runs.shape[1] // 12)
        infinite = np.flatnonzero(np.isinf(runs).any(axis=0))
        zero = np.flatnonzero((runs == 0).any(axis=0)) if log else np.empty(0, int)
        for place in x[infinite[::every]]:
            ax.text(place, high - 0.02, "∞", fontsize=14, va="top", **style)
        for place in x[zero[::every]]:
            ax.text(place, low + 0.02, "0", fontsize=9, va="bottom", **style)
        high -= 0.08 * (infinite.size > 0)
        low += 0.07 * (zero.size > 0)
    if (edge := max(low, 1 - high)) > 0:
        ax.margins(y=0.05 + edge / (1 - 2 * edge) if edge < 0.4 else 2)  # so much room that no mark lies on a curve
    return low, high


def _levels(ax: Axes, x: np.ndarray, levels: Mapping[str, ArrayLike], *, log: bool) -> None:
    if len(levels) > len(LEVEL_LINES):
        raise ValueError(f"levels: expected at most {len(LEVEL_LINES)}, got {len(levels)}")
    for (name, values), line in zip(levels.items(), LEVEL_LINES, strict=False):
        level = check_numbers(f"levels[{name!r}]", values)
        if log and level.min() <= 0:
            raise ValueError(f"levels[{name!r}]: expected numbers above 0 on a logarithmic axis, got {level.min():g}")
        style: dict[str, Any] = dict(color=LEVEL, linestyle=line, linewidth=1.8, label=legend_name(name), zorder=1.5)
        if level.ndim == 0:
            ax.axhline(float(level), **style)
        elif level.shape == x.shape:
            ax.plot(x, level, **style)
        else:
            raise ValueError(f"levels[{name!r}]: expected one number or ({len(x)},), got {level.shape}")


def _scales(ax: Axes, log: str) -> None:
    """Logarithmic axes with plain numbers, and no crowd of ticks between the powers of ten."""
    for letter in log:
        ax.set(**{f"{letter}scale": "log"})
        axis = {"x": ax.xaxis, "y": ax.yaxis}[letter]
        least, most = axis.get_view_interval()
        if 1e-4 < least and most < 1e6:
            axis.set_major_formatter("{x:,g}")
            axis.set_minor_formatter(lambda value, _: f"{value:,g}" if f"{value:e}"[0] in "25" else "")


def _ticks(ax: Axes, x: np.ndarray, *, log: bool) -> None:
    """Ticks where something was measured, if there are few; at whole numbers, if all are whole."""
    if log and len(x) <= 8:
        ax.set_xticks(x, [f"{value:,.0f}" if value >= 1000 else f"{value:.3g}" for value in x])
        ax.xaxis.minorticks_off()
    elif not log and not (x % 1).any():
        if len(x) <= 16 and (np.diff(x) == 1).all():
            ax.set_xticks(x)
        else:
            ax.xaxis.set_major_locator(MaxNLocator(integer=True))
