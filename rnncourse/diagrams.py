"""The drawings of the course: networks as boxes and arrows, in one visual language.

Inputs, states and outputs keep their colour in every lesson; forward arrows are solid and dark, gradients are dashed
and red. The colours differ in lightness as well as hue, so that a print in grey can still be read. Every function
takes an Axes or makes one, and returns it; none calls show.
"""

import matplotlib.pyplot as plt
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

INPUT = "#9ecae9"  # light blue: what comes in
STATE = "#f2b14c"  # amber: what is remembered
OUTPUT = "#8fce8f"  # green: what goes out
LOSS = "#e3e3e3"  # grey: what is compared
FORWARD = "#333333"
GRADIENT = "#c2261d"
FONT = 11


def box(ax, x, y, text, colour, *, width=0.9, height=0.56, faded=False, fontsize=FONT):
    """A rounded box centred at (x, y); a faded one is an outline only."""
    patch = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0.02,rounding_size=0.12",
        facecolor="none" if faded else colour,
        edgecolor="#aaaaaa" if faded else "#333333",
        linestyle=":" if faded else "-",
        linewidth=1.2,
        zorder=3,
    )
    ax.add_patch(patch)
    ax.text(
        x,
        y,
        text,
        ha="center",
        va="center",
        fontsize=fontsize,
        color="#aaaaaa" if faded else "black",
        zorder=4,
    )


def arrow(
    ax, start, end, *, colour=FORWARD, label=None, bend=0.0, gradient=False, offset=(0, 0), fontsize=FONT - 1
):
    """An arrow from one point to another, with a label beside its middle; a gradient's is dashed and red."""
    colour = GRADIENT if gradient else colour
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            arrowstyle="-|>",
            mutation_scale=13,
            linewidth=1.6,
            linestyle=(0, (4, 2)) if gradient else "-",
            color=colour,
            connectionstyle=f"arc3,rad={bend}",
            shrinkA=0,
            shrinkB=0,
            zorder=2,
        )
    )
    if label:
        x, y = (start[0] + end[0]) / 2 + offset[0], (start[1] + end[1]) / 2 + offset[1]
        ax.text(x, y, label, ha="center", va="center", fontsize=fontsize, color=colour, zorder=5)


def canvas(ax, width, height, scale=1.0):
    """An Axes without frame on which one unit is as long as the other; made if None is given."""
    if ax is None:
        _, ax = plt.subplots(figsize=(width * scale, height * scale), dpi=100, layout="constrained")
    ax.set_xlim(0, width)
    ax.set_ylim(0, height)
    ax.set_aspect("equal")
    ax.axis("off")
    return ax


SHAPES_OF_TASKS = {
    "many-to-many": "one output a step",
    "many-to-one": "one output at the end",
    "one-to-many": "one input at the start",
}


def unrolled_rnn(steps=4, kind="many-to-many", *, folded=True, ax=None):
    """The recurrent network as a loop (left) and the same network unrolled over its time steps (right).

    kind : "many-to-many", "many-to-one" (a verdict on a sequence) or "one-to-many" (a sequence from a seed)
    folded : draw the loop at the left as well
    """
    if kind not in SHAPES_OF_TASKS:
        raise ValueError(f"kind: expected one of {', '.join(SHAPES_OF_TASKS)}, got {kind!r}")
    if steps < 2:
        raise ValueError(f"steps: expected at least 2, got {steps}")
    left = 4.0 if folded else 0.9
    ax = canvas(ax, left + 1.75 * (steps - 1) + 1.2, 4.1, scale=0.88)
    y_in, y_state, y_out = 0.75, 2.0, 3.25

    if folded:
        for y, text, colour in [(y_in, "$x_t$", INPUT), (y_state, "$h_t$", STATE), (y_out, "$y_t$", OUTPUT)]:
            box(ax, 0.9, y, text, colour)
        arrow(ax, (0.9, y_in + 0.3), (0.9, y_state - 0.3), label="$W_{xh}$", offset=(-0.42, 0))
        arrow(ax, (0.9, y_state + 0.3), (0.9, y_out - 0.3), label="$W_{hy}$", offset=(-0.42, 0))
        arrow(ax, (1.37, y_state + 0.14), (1.37, y_state - 0.14), bend=-2.4)
        ax.text(1.82, y_state + 0.3, "$W_{hh}$", fontsize=FONT - 1, ha="center")
        ax.text(2.4, y_state, "=", fontsize=20, ha="center", va="center")

    start_has_room = left - 1.0
    ax.text(start_has_room - 0.02, y_state, "$h_0$", fontsize=FONT, ha="right", va="center")
    arrow(ax, (start_has_room + 0.05, y_state), (left - 0.47, y_state))
    for t in range(steps):
        x = left + 1.75 * t
        reads, writes = kind != "one-to-many" or t == 0, kind != "many-to-one" or t == steps - 1
        box(ax, x, y_in, f"$x_{t + 1}$", INPUT, faded=not reads)
        box(ax, x, y_state, f"$h_{t + 1}$", STATE)
        box(ax, x, y_out, f"$y_{t + 1}$", OUTPUT, faded=not writes)
        if reads:
            arrow(ax, (x, y_in + 0.3), (x, y_state - 0.3), label="$W_{xh}$", offset=(-0.38, 0))
        if writes:
            arrow(ax, (x, y_state + 0.3), (x, y_out - 0.3), label="$W_{hy}$", offset=(-0.38, 0))
        if t:
            arrow(ax, (x - 1.75 + 0.47, y_state), (x - 0.47, y_state), label="$W_{hh}$", offset=(0, 0.2))
    ax.text(
        left + 1.75 * (steps - 1) / 2,
        0.14,
        "time  →",
        fontsize=FONT - 1,
        ha="center",
        va="center",
        color="#555555",
    )
    return ax


def bptt_graph(steps=4, window=None, *, ax=None):
    """Backpropagation through time: states forward (solid), gradients backward (dashed, red).

    window : if given, gradients are cut after so many steps, as in truncated BPTT; the states still go on
    """
    if steps < 2 or (window is not None and window < 1):
        raise ValueError(f"steps, window: expected steps >= 2 and window >= 1, got {steps} and {window}")
    left, gap = 1.5, 2.1
    ax = canvas(ax, left + gap * (steps - 1) + 0.9, 5.0, scale=0.84)
    y_in, y_state, y_out, y_loss = 0.7, 2.0, 3.3, 4.5
    ax.text(0.42, y_state + 0.1, "$h_0$", fontsize=FONT, ha="right", va="center")
    arrow(ax, (0.47, y_state + 0.1), (left - 0.47, y_state + 0.1))
    for t in range(steps):
        x = left + gap * t
        box(ax, x, y_in, f"$x_{t + 1}$", INPUT)
        box(ax, x, y_state, f"$h_{t + 1}$", STATE)
        box(ax, x, y_out, f"$y_{t + 1}$", OUTPUT)
        box(ax, x, y_loss, f"$L_{t + 1}$", LOSS)
        for low, high in [(y_in, y_state), (y_state, y_out), (y_out, y_loss)]:
            arrow(ax, (x - 0.12, low + 0.3), (x - 0.12, high - 0.3))
        arrow(ax, (x + 0.14, y_loss - 0.3), (x + 0.14, y_out + 0.3), gradient=True)
        arrow(
            ax,
            (x + 0.14, y_out - 0.3),
            (x + 0.14, y_state + 0.3),
            gradient=True,
            label=rf"$\frac{{\partial L_{t + 1}}}{{\partial h_{t + 1}}}$",
            offset=(0.36, 0),
            fontsize=FONT + 3,
        )
        if t:
            arrow(
                ax,
                (x - gap + 0.47, y_state + 0.1),
                (x - 0.47, y_state + 0.1),
                label="$W_{hh}$",
                offset=(0, 0.2),
            )
            if window is None or t % window:
                arrow(
                    ax,
                    (x - 0.47, y_state - 0.14),
                    (x - gap + 0.47, y_state - 0.14),
                    gradient=True,
                    label=rf"$W_{{hh}}^\top da_{t + 1}$",
                    offset=(0, -0.26),
                )
            else:
                ax.text(
                    x - gap / 2,
                    y_state - 0.2,
                    "✂ cut",
                    color=GRADIENT,
                    ha="center",
                    va="center",
                    fontsize=FONT,
                )
    ax.text(
        left + gap * (steps - 1) / 2,
        0.12,
        "time  →",
        fontsize=FONT - 1,
        ha="center",
        va="center",
        color="#555555",
    )
    return ax


def lesson_map(plan, written, *, columns=5, ax=None):
    """The lessons as boxes in reading order, each with the lesson it builds on.

    plan : entries with number, title and needs (rnncourse.course.syllabus.PLAN)
    written : numbers of the lessons that are there; the others are drawn as outlines
    """
    plan = list(plan)
    rows = -(-len(plan) // columns)
    ax = canvas(ax, 2.1 * columns, 1.16 * rows + 0.1, scale=0.84)
    for i, lesson in enumerate(plan):
        row, column = divmod(i, columns)
        x, y = 2.1 * column + 1.05, 1.16 * (rows - row) - 0.5
        colour = {0: LOSS}.get(i, STATE if lesson.number < "09" else OUTPUT)
        faded = lesson.number not in written
        box(
            ax,
            x,
            y,
            f"{lesson.number}\n{lesson.title}",
            colour,
            width=1.86,
            height=0.66,
            faded=faded,
            fontsize=FONT - 2,
        )
        if lesson.needs:
            ax.text(
                x,
                y - 0.48,
                f"after {', '.join(lesson.needs)}",
                fontsize=FONT - 2,
                ha="center",
                va="center",
                color="#555555",
            )
        if column:
            arrow(ax, (x - 1.12, y), (x - 0.96, y))
    return ax


def ngram_window(tokens, order, *, first=None, rows=3, ax=None):
    """The window of an n-gram model sliding over a sentence: a row for each step, what it sees in blue, what it
    predicts in green. Tokens that have left the window are outlines.

    tokens : list of str, the sentence
    order : n; the window holds n - 1 tokens and the one to predict
    first : index of the first token to predict; by default the first with a full window
    """
    first = order - 1 if first is None else first
    if order < 1 or not 0 <= first <= len(tokens) - rows:
        raise ValueError(
            f"order, first: expected order >= 1 and {rows} tokens to predict from first on, "
            f"got order {order}, first {first} and {len(tokens)} tokens"
        )
    label = 4.6
    width = 1.3 * len(tokens) + label
    ax = canvas(ax, width, 1.0 * rows + 0.1, scale=9 / width)
    for row in range(rows):
        target, y = first + row, rows - row - 0.45
        seen = tokens[max(target - order + 1, 0) : target]
        for i, token in enumerate(tokens[: target + 1]):
            colour = OUTPUT if i == target else INPUT
            outside = i < target - len(seen)
            box(ax, 1.3 * i + 0.65, y, token, colour, width=1.12, faded=outside, fontsize=FONT - 2)
        given = f" | {' '.join(seen)}" if seen else ""
        text = f"p( {tokens[target]}{given} )"
        ax.text(1.3 * len(tokens) + 0.2, y, text, fontsize=FONT - 1, va="center")
    return ax


def automaton(states, arrows, *, ax=None):
    """A finite automaton: a row of states, the first where it starts, an arrow for each symbol it can read.

    states : names; arrows : {(from, to): symbol} between neighbours, or from a state to itself
    """
    ax = canvas(ax, 2.4 * len(states) + 0.2, 2.6)
    place = {name: 1.5 + 2.4 * i for i, name in enumerate(states)}
    arrow(ax, (0.3, 1.2), (place[states[0]] - 0.52, 1.2))
    for name, x in place.items():
        box(ax, x, 1.2, name, STATE)
    for (start, end), symbol in arrows.items():
        a, b = place[start], place[end]
        if start == end:
            arrow(ax, (a - 0.22, 1.5), (a + 0.22, 1.5), bend=-1.6)
            ax.text(a, 2.1, symbol, ha="center", va="center", fontsize=FONT)
        else:
            side = 0.14 if a < b else -0.14
            away = 0.52 if a < b else -0.52
            arrow(ax, (a + away, 1.2 + side), (b - away, 1.2 + side), label=symbol, offset=(0, 1.6 * side), fontsize=FONT)
    return ax
