"""One step of a gated network: the LSTM's cell and the GRU's.

What is remembered runs along the top, as a road. Gates work valves, circles with a cross; each gate has its colour,
the same in every lesson.
"""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from rnncourse.arguments import check_choice, check_flag, check_tokens
from rnncourse.diagrams.drawing import FONT, arrow, box, canvas, note
from rnncourse.palette import FRAME, FRAME_EDGE, GATES, GRADIENT, INK, INPUT, MEMORY, PALE, PAPER, STATE
from rnncourse.shapes import shown

TOP, MIDDLE, GATE, LOW = 4.55, 3.45, 2.2, 1.2  # heights of the road, the inner valves, the gates, what is read
RESETS = ("after", "before")


def lstm_cell(*, strong: str | Sequence[str] | None = None, gradient: bool = False, ax: Axes | None = None) -> Axes:
    """One step of an LSTM: the cell's road on top, three gates and the candidate below, the hidden state at the bottom.

    strong : names among forget, input, candidate, output; only these are drawn in colour, None means all
    gradient : draw the gradient of the cell going back along the road (dashed, red)
    """
    gradient, names = check_flag("gradient", gradient), ("forget", "input", "candidate", "output")
    colour = _colours(names, strong)
    ax = canvas(ax, 10.0, 5.5 if gradient else 5.1, scale=0.84)
    _frame(ax, 1.3, 8.5)
    f, i, g, o, out = 2.35, 3.75, 5.15, 6.55, 7.65

    _line(ax, [(0.7, LOW), (o, LOW), (o, GATE - 0.4)])
    for x in (f, i, g):
        _line(ax, [(x, LOW), (x, GATE - 0.4)], dot=True)
    box(ax, 1.75, 0.3, "$x_t$", INPUT, width=0.8, height=0.46)
    _line(ax, [(1.75, 0.55), (1.75, LOW)], tip=False)
    _dot(ax, 1.75, LOW)

    _line(ax, [(0.92, TOP), (9.06, TOP)], MEMORY, width=5)
    box(ax, 0.5, TOP, "$c_{t-1}$", STATE, width=0.8, height=0.5)
    box(ax, 9.5, TOP, "$c_t$", STATE, width=0.8, height=0.5)
    box(ax, 0.5, LOW, "$h_{t-1}$", STATE, width=0.8, height=0.5)
    box(ax, 9.5, LOW, "$h_t$", STATE, width=0.8, height=0.5)

    _line(ax, [(f, GATE + 0.38), (f, TOP - 0.25)], colour["forget"], width=2.4)
    _line(ax, [(i, GATE + 0.38), (i, MIDDLE), (g - 0.25, MIDDLE)], colour["input"], width=2.4)
    _line(ax, [(g, GATE + 0.38), (g, MIDDLE - 0.25)], colour["candidate"], width=2.4)
    _line(ax, [(g, MIDDLE + 0.22), (g, TOP - 0.25)])
    _line(ax, [(o, GATE + 0.38), (o, 2.85), (out - 0.25, 2.85)], colour["output"], width=2.4)
    _line(ax, [(out, TOP), (out, 2.85 + 0.25)], MEMORY)
    _line(ax, [(out, 2.85 - 0.22), (out, LOW), (9.06, LOW)])
    box(ax, out, 3.75, "tanh", PAPER, width=0.72, height=0.36, fontsize=FONT - 1)
    _dot(ax, out, TOP, MEMORY)
    _node(ax, f, TOP, "×", colour["forget"])
    _node(ax, g, TOP, "+", PAPER)
    _node(ax, g, MIDDLE, "×", colour["input"])
    _node(ax, out, 2.85, "×", colour["output"])

    for x, name, squash in [(f, "forget", "σ"), (i, "input", "σ"), (g, "candidate", "tanh"), (o, "output", "σ")]:
        _gate(ax, x, name, squash, colour[name])
    for x, y, text in [(f, 3.25, "$f_t$"), (i, 3.0, "$i_t$"), (g, 2.87, "$g_t$"), (o, 2.78, "$o_t$")]:
        ax.text(x - 0.12, y, text, fontsize=FONT + 1, ha="right", va="center")
    for x, y, text in [(f, TOP, "keep"), (g, MIDDLE, "write"), (out, 2.85, "show")]:
        note(ax, x + 0.3, y - 0.3, text, style="italic", ha="left")
    if gradient:
        for start, end, text in [(9.0, f + 0.3, "$dc_t$"), (f - 0.3, 0.95, "$f_t \\odot dc_t$")]:
            arrow(ax, (start, TOP + 0.55), (end, TOP + 0.55), gradient=True)
            at = (start + end) / 2
            ax.text(at, TOP + 0.78, text, fontsize=FONT, ha="center", va="center", color=GRADIENT)
    return ax


def gru_cell(reset: str = "after", *, strong: str | Sequence[str] | None = None, ax: Axes | None = None) -> Axes:
    """One step of a GRU: the state's road on top, the update gate with its two valves, the reset gate below.

    reset : "after" the product with U_n (PyTorch) or "before" it (Cho et al. 2014)
    strong : names among update, reset, candidate; only these are drawn in colour, None means all
    """
    check_choice("reset", reset, RESETS)
    colour = _colours(("update", "reset", "candidate"), strong)
    ax = canvas(ax, 10.0, 5.1, scale=0.84)
    _frame(ax, 1.3, 8.5)
    z, r, n, reads = 2.75, 4.25, 7.45, 1.6
    product, valve = (5.2, 6.1) if reset == "after" else (6.1, 5.2)

    _line(ax, [(0.92, TOP), (9.06, TOP)], MEMORY, width=5)
    box(ax, 0.5, TOP, "$h_{t-1}$", STATE, width=0.8, height=0.5)
    box(ax, 9.5, TOP, "$h_t$", STATE, width=0.8, height=0.5)
    _dot(ax, reads, TOP, MEMORY)
    _line(ax, [(reads, TOP), (reads, LOW), (n + 0.2, LOW), (n + 0.2, GATE - 0.4)], MEMORY)
    blue = GATES["input"]
    box(ax, 2.0, 0.3, "$x_t$", INPUT, width=0.8, height=0.46)
    _line(ax, [(2.42, 0.3), (n - 0.2, 0.3), (n - 0.2, GATE - 0.4)], blue, over=True)
    for x in (z, r):
        _line(ax, [(x - 0.2, 0.3), (x - 0.2, GATE - 0.4)], blue, over=True, dot=True)
        _line(ax, [(x + 0.2, LOW), (x + 0.2, GATE - 0.4)], MEMORY, dot=True)

    _line(ax, [(z, GATE + 0.38), (z, TOP - 0.25)], colour["update"], width=2.4)
    _line(ax, [(z, MIDDLE), (n - 0.25, MIDDLE)], colour["update"], width=2.4, dot=True)
    _line(ax, [(n, GATE + 0.38), (n, MIDDLE - 0.25)], colour["candidate"], width=2.4)
    _line(ax, [(n, MIDDLE + 0.22), (n, TOP - 0.25)])
    _line(ax, [(r, GATE + 0.38), (r, 2.85), (valve, 2.85), (valve, LOW + 0.25)], colour["reset"], width=2.4)
    box(ax, product, LOW, "$U_n$", PAPER, width=0.5, height=0.36, fontsize=FONT - 1)
    box(ax, 5.1, MIDDLE, "1 −", PAPER, width=0.5, height=0.36, fontsize=FONT - 1)
    _node(ax, z, TOP, "×", colour["update"])
    _node(ax, n, TOP, "+", PAPER)
    _node(ax, n, MIDDLE, "×", colour["update"])
    _node(ax, valve, LOW, "×", colour["reset"])

    for x, name, squash in [(z, "update", "σ"), (r, "reset", "σ"), (n, "candidate", "tanh")]:
        _gate(ax, x, name, squash, colour[name])
    for x, y, text in [(z, 3.0, "$z_t$"), (r, 2.78, "$r_t$"), (n, 2.9, "$n_t$"), (6.5, MIDDLE + 0.25, "$1-z_t$")]:
        ax.text(x - 0.12, y, text, fontsize=FONT + 1, ha="right", va="center")
    free = -1 if reset == "after" else 1  # the side of the reset's valve where no line crosses
    for x, y, text, side in [(z, TOP, "keep", 1), (n, MIDDLE, "write", 1), (valve, LOW, "look back", free)]:
        note(ax, x + 0.3 * side, y - 0.32, text, style="italic", ha="left" if side > 0 else "right")
    return ax


def _colours(names, strong):
    strong = names if strong is None else (strong,) if isinstance(strong, str) else check_tokens("strong", strong)
    unknown = [name for name in strong if name not in names]
    if unknown:
        raise ValueError(f"strong: expected names among {', '.join(names)}, got {shown(unknown[0])}")
    return {name: GATES[name] if name in strong else PALE for name in names}


def _frame(ax, left, right):
    style = "round,pad=0.02,rounding_size=0.25"
    patch = FancyBboxPatch((left, 0.75), right - left, 4.2, boxstyle=style, fc=FRAME, ec=FRAME_EDGE, lw=1, zorder=0)
    ax.add_patch(patch)


def _line(ax, points, colour=INK, *, width=1.6, tip=True, dot=False, over=False):
    """A line through corners with an arrow; `dot` marks where it leaves another, `over` bridges what it crosses."""
    if over:
        ax.plot(*zip(*points, strict=True), color=FRAME, linewidth=width + 4, solid_capstyle="butt", zorder=1.8)
    ax.plot(*zip(*points, strict=True), color=colour, linewidth=width, solid_joinstyle="round", zorder=2)
    if tip:
        (x0, y0), (x, y) = points[-2:]
        dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
        start, look = (x - 0.12 * dx, y - 0.12 * dy), dict(arrowstyle="-|>", mutation_scale=9 + 2 * width)
        ax.add_patch(FancyArrowPatch(start, (x, y), color=colour, lw=width, shrinkA=0, shrinkB=0, zorder=2, **look))
    if dot:
        _dot(ax, *points[0], colour)


def _dot(ax, x, y, colour=INK):
    ax.add_patch(Circle((x, y), 0.07, facecolor=colour, edgecolor="none", zorder=2.5))


def _node(ax, x, y, symbol, colour):
    """Where two flows meet: × multiplies (a valve), + adds."""
    ax.add_patch(Circle((x, y), 0.23, facecolor=colour, edgecolor=INK, linewidth=1.2, zorder=3))
    ax.text(x, y - 0.015, symbol, fontsize=FONT + 6, ha="center", va="center", zorder=4)


def _gate(ax, x, name, squash, colour):
    box(ax, x, GATE, f"{name}\n{squash}", colour, width=1.12, height=0.72)
