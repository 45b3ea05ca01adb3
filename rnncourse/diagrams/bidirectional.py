"""The bidirectional network: two rows of states that read the same sequence from its two ends."""

from typing import Any

from matplotlib.axes import Axes

from rnncourse.arguments import check_between, check_flag
from rnncourse.diagrams.drawing import FONT, arrow, box, canvas, note
from rnncourse.diagrams.networks import MOST_STEPS
from rnncourse.palette import BORDER_LINE, INPUT, LEAK, LEVEL, OUTPUT, PADDING, PAPER, REVERSE, STATE

LEFT, GAP = 2.75, 1.9
IN, AHEAD, BACK, OUT = 0.8, 2.0, 3.2, 4.4  # heights of inputs, forward states, reverse states, outputs
SIDE = 0.36  # the forward states stand a little to the left of their step, the reverse ones to the right


def birnn(
    steps: int = 4,
    *,
    length: int | None = None,
    careless: bool = False,
    leak: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """The bidirectional RNN: a row of states from left to right, one from right to left, joined at every step.

    length : the sequence ends after so many steps, the others are padding; None means that there is none
    careless : the reverse row starts at the last step of the padding, not at the sequence's own end: the classic bug
    leak : mark the way on which the input after this step reaches its output: what a language model must not have
    """
    steps = check_between("steps", steps, 2, MOST_STEPS, integer=True)
    length = steps if length is None else check_between("length", length, 1, steps, integer=True, why=", the steps")
    careless = check_flag("careless", careless)
    if careless and length == steps:
        raise ValueError(f"careless: expected padding to start in, got length {length} of {steps} steps; take fewer")
    if leak is not None:
        leak = check_between("leak", leak, 1, length - 1, integer=True, why=", a step with one after it")
    right = LEFT + GAP * (steps - 1)
    ax = canvas(ax, right + 1.75, 4.95, scale=min(0.84, 9 / (right + 1.75)))
    for t in range(1, steps):  # first, so that what rises from step to step can bridge them
        a, b = LEFT + GAP * (t - 1), LEFT + GAP * t
        if t < length:
            arrow(ax, (a - SIDE + 0.44, AHEAD), (b - SIDE - 0.44, AHEAD))
        if careless or t < length:
            arrow(ax, (b + SIDE - 0.44, BACK), (a + SIDE + 0.44, BACK))
    for t in range(steps):
        _step(ax, t, real=t < length, read_back=careless or t < length)
    _start(ax, LEFT - SIDE, AHEAD, "0", -1)
    _start(ax, LEFT + GAP * ((steps if careless else length) - 1) + SIDE, BACK, "0", +1)
    for y, text in [(IN, "inputs"), (AHEAD, "reads\nforward →"), (BACK, "← reads\nbackward"), (OUT, "joined")]:
        note(ax, 0.1, y, text, ha="left", linespacing=1.25)
    _footer(ax, length, steps)
    if leak:
        target, source = (LEFT + GAP * n + SIDE for n in (leak - 1, leak))
        way = [(source, IN + 0.27), (source, BACK), (target, BACK), (target, OUT - 0.27)]
        ends: dict[str, Any] = dict(solid_joinstyle="round", solid_capstyle="butt", zorder=2.5)
        ax.plot(*zip(*way, strict=True), color=LEAK, linewidth=11, alpha=0.4, **ends)
    return ax


def _step(ax, t, *, real, read_back):
    """Input, both states and output of one step; in the padding they fade, but for what the reverse row reads there."""
    x, n = LEFT + GAP * t, t + 1
    size = dict(width=0.8, height=0.58)
    text, colour = (f"$x_{n}$", INPUT) if real else ("pad", PADDING)
    box(ax, x, IN, text, colour, faded=not read_back, width=0.8, height=0.5)
    box(ax, x - SIDE, AHEAD, rf"$\overrightarrow{{h}}_{n}$", STATE, faded=not real, **size)
    box(ax, x + SIDE, BACK, rf"$\overleftarrow{{h}}_{n}$", REVERSE if real else PADDING, faded=not read_back, **size)
    box(ax, x, OUT, f"$y_{n}$", OUTPUT, faded=not real, width=0.8, height=0.5)
    if real:
        arrow(ax, (x - SIDE, IN + 0.27), (x - SIDE, AHEAD - 0.32))
        arrow(ax, (x + SIDE, BACK + 0.31), (x + SIDE, OUT - 0.28))
        _bridge(ax, x - SIDE, BACK)
        arrow(ax, (x - SIDE, AHEAD + 0.31), (x - SIDE, OUT - 0.28))
    if read_back:
        _bridge(ax, x + SIDE, AHEAD)
        arrow(ax, (x + SIDE, IN + 0.27), (x + SIDE, BACK - 0.32))


def _bridge(ax, x, y):
    """A gap in the arrow along a row where another one passes over it."""
    ax.plot([x, x], [y - 0.15, y + 0.15], color=PAPER, linewidth=7, solid_capstyle="butt", zorder=2)


def _start(ax, x, y, text, side):
    """The state before anything was read, and its arrow."""
    ax.text(x + 1.02 * side, y, text, fontsize=FONT, ha="center", va="center")
    arrow(ax, (x + 0.88 * side, y), (x + 0.44 * side, y))


def _footer(ax, length, steps):
    middle = LEFT + GAP * (length - 1) / 2
    text = "time  →" if length == steps else f"the sequence, {length} steps"
    note(ax, middle, 0.16, text)
    if length < steps:
        edge = LEFT + GAP * (length - 0.5)
        ax.plot([edge, edge], [0.1, 4.75], color=LEVEL, linestyle=BORDER_LINE, linewidth=1.2, zorder=1)
        middle = LEFT + GAP * (length + steps - 1) / 2
        note(ax, middle, 0.16, "padding")
