"""The recurrent network: folded, unrolled over time, and with its gradients."""

from matplotlib.axes import Axes

from rnncourse.arguments import check_between, check_choice, check_flag
from rnncourse.diagrams.drawing import FONT, arrow, box, canvas, note
from rnncourse.palette import GRADIENT, INPUT, LOSS, OUTPUT, STATE
from rnncourse.shapes import check_positive

MOST_STEPS = 100  # a wider drawing cannot be read
SHAPES_OF_TASKS = {
    "many-to-many": "one output a step",
    "many-to-one": "one output at the end",
    "one-to-many": "one input at the start",
}


def unrolled_rnn(steps: int = 4, kind: str = "many-to-many", *, folded: bool = True, ax: Axes | None = None) -> Axes:
    """The recurrent network as a loop (left) and the same network unrolled over its time steps (right).

    kind : "many-to-many", "many-to-one" (a verdict on a sequence) or "one-to-many" (a sequence from a seed)
    folded : draw the loop at the left as well, and name the weights; without, the drawing fits a small panel
    """
    check_choice("kind", kind, SHAPES_OF_TASKS)
    folded, steps = check_flag("folded", folded), check_between("steps", steps, 2, MOST_STEPS, integer=True)
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
            arrow(ax, (x, y_in + 0.3), (x, y_state - 0.3), label="$W_{xh}$" if folded else None, offset=(-0.38, 0))
        if writes:
            arrow(ax, (x, y_state + 0.3), (x, y_out - 0.3), label="$W_{hy}$" if folded else None, offset=(-0.38, 0))
        if t:
            arrow(
                ax,
                (x - 1.75 + 0.47, y_state),
                (x - 0.47, y_state),
                label="$W_{hh}$" if folded else None,
                offset=(0, 0.2),
            )
    note(ax, left + 1.75 * (steps - 1) / 2, 0.14, "time  →")
    return ax


def bptt_graph(steps: int = 4, window: int | None = None, *, ax: Axes | None = None) -> Axes:
    """Backpropagation through time: states forward (solid), gradients backward (dashed, red).

    window : if given, gradients are cut after so many steps, as in truncated BPTT; the states still go on
    """
    steps = check_between("steps", steps, 2, MOST_STEPS, integer=True)
    if window is not None:
        window = check_positive("window", window, integer=True)
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
    note(ax, left + gap * (steps - 1) / 2, 0.12, "time  →")
    return ax
