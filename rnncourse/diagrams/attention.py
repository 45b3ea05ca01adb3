"""Encoder and decoder side by side, with attention between them or with nothing but the last state."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from rnncourse.arguments import check_between
from rnncourse.diagrams.drawing import FONT, arrow, box, canvas, note, plain_tokens
from rnncourse.palette import (
    ATTENTION_EDGE,
    ATTENTION_FRAME,
    CONTEXT,
    FRAME_EDGE,
    GUIDE_LINE,
    INK,
    INPUT,
    MEMORY,
    OUTPUT,
    PALE,
    PAPER,
    STATE,
    WARNING,
    WEIGHT,
)
from rnncourse.shapes import check_numbers, shown

LOW, HIDDEN, BARS, HIGH = 0.75, 1.95, 2.85, 4.95  # heights of what is read, the states, the weights, the context
UNDER = 1.36  # the way of the reverse half's last state, between the two lower
ENCODER_GAP, DECODER_GAP = 1.12, 1.3


def encoder_decoder(
    source: Sequence[str],
    target: Sequence[str],
    weights: ArrayLike | None = None,
    *,
    step: int = 2,
    ax: Axes | None = None,
) -> Axes:
    """An encoder reads `source` (left), a decoder writes `target` (right); drawn while it writes token `step`.

    source, target : tokens
    weights : (S,) the weights of this step, which sum to one: drawn as bars, and as arrows into the context, the
        thicker the more weight. None draws the decoder without attention: the bottleneck.
    step : 1 for the first token of the target; later ones are outlines
    """
    source, target = plain_tokens("source", source), plain_tokens("target", target)
    S, T = len(source), len(target)
    if S < 2:
        raise ValueError(f"source: expected 2 tokens or more, got {S}")
    step = check_between("step", step, 1, T, integer=True, why=", the tokens of the target")
    if weights is not None:
        weights = check_numbers("weights", weights)
        if weights.shape != (S,) or not (weights.min() >= 0 and abs(weights.sum() - 1) <= 1e-6):
            raise ValueError(f"weights: expected {S} numbers from 0 that sum to one, got {shown(weights.tolist())}")
    read = 0.75 + ENCODER_GAP * np.arange(S)
    written = read[-1] + 2.0 + DECODER_GAP * np.arange(T)
    width = written[-1] + 0.75
    ax = canvas(ax, width, 5.4 if weights is not None else 4.15, scale=min(0.9, 9 / width))
    _encoder(ax, source, read)
    # Each direction ends at the other side of the source: the first state of the decoder is made of both ends.
    joint = read[-1] + 0.85
    ends = [read[0] - 0.22, read[0] - 0.22, joint, joint]
    ax.plot(ends, [HIDDEN - 0.28, UNDER, UNDER, HIDDEN], color=MEMORY, linewidth=3.5, zorder=0.8)
    ax.plot([read[-1] + 0.42, written[0] - 0.55], [HIDDEN] * 2, color=MEMORY, linewidth=5, zorder=1.5)
    arrow(ax, (written[0] - 0.62, HIDDEN), (written[0] - 0.42, HIDDEN), colour=MEMORY)
    if weights is None:
        middle = (read[-1] + written[0]) / 2
        note(ax, middle, HIDDEN + 0.5, "all it will\never know", color=WARNING)
    _decoder(ax, target, written, step)
    if weights is not None:
        _look(ax, read, weights, written[step - 1], step)
    for places, text in ((read, "encoder"), (written, "decoder")):
        note(ax, places.mean(), 0.17, text)
    return ax


def _encoder(ax, source, read):
    for s, (x, token) in enumerate(zip(read, source, strict=True), start=1):
        box(ax, x, LOW, token, INPUT, width=0.78, height=0.52)
        box(ax, x, HIDDEN, f"$m_{{{s}}}$", STATE, width=0.78, height=0.52)
        arrow(ax, (x, LOW + 0.28), (x, HIDDEN - 0.28))
    for left, right in zip(read[:-1], read[1:], strict=True):
        arrow(ax, (left + 0.41, HIDDEN + 0.1), (right - 0.41, HIDDEN + 0.1))
        arrow(ax, (right - 0.41, HIDDEN - 0.1), (left + 0.41, HIDDEN - 0.1))


def _decoder(ax, target, written, step):
    fed = ["start", *target[:-1]]
    for t, (x, token, last) in enumerate(zip(written, target, fed, strict=True), start=1):
        later = t > step
        size = FONT if len(last) < 4 else FONT - 2
        box(ax, x, LOW, last, INPUT, width=0.78, height=0.52, faded=later, fontsize=size)
        box(ax, x, HIDDEN, f"$h_{{{t}}}$", STATE, width=0.78, height=0.52, faded=later)
        box(ax, x, 3.55, token, OUTPUT, width=0.78, height=0.52, faded=later)
        pale = dict(colour=PALE) if later else {}
        arrow(ax, (x, LOW + 0.28), (x, HIDDEN - 0.28), **pale)
        arrow(ax, (x, HIDDEN + 0.28), (x, 3.55 - 0.28), **pale)
        if t > 1:
            arrow(ax, (x - DECODER_GAP + 0.41, HIDDEN), (x - 0.41, HIDDEN), **pale)


def _look(ax, read, weights, asking, step):
    """The query to the left, a bar for each weight, lines into the context, and the context's way to the output."""
    left, right = read[0] - 0.5, read[-1] + 0.5
    style = "round,pad=0.02,rounding_size=0.15"
    ax.add_patch(
        FancyBboxPatch(
            (left, BARS - 0.3), right - left, 1.32, boxstyle=style, fc=ATTENTION_FRAME, ec=ATTENTION_EDGE, zorder=0
        )
    )
    middle = float(read.mean())
    for x, w in zip(read, weights, strict=True):
        ax.plot([x, x], [HIDDEN + 0.27, BARS - 0.32], color=FRAME_EDGE, linewidth=1.2, linestyle=GUIDE_LINE, zorder=1)
        ax.add_patch(Rectangle((x - 0.2, BARS), 0.4, max(0.62 * w, 0.012), facecolor=WEIGHT, zorder=3))
        ax.text(x, BARS - 0.15, f"{w:.2f}", fontsize=FONT - 2, ha="center", va="center")
        if w >= 0.02:
            shares = dict(color=WEIGHT, linewidth=0.6 + 6 * w, alpha=0.85, zorder=1, solid_capstyle="round")
            ax.plot([x, middle + 0.12 * (x - middle)], [BARS + 0.62 * w + 0.08, HIGH - 0.3], **shares)
    box(ax, middle, HIGH, "context", CONTEXT, width=1.2, height=0.52)
    ax.plot([middle + 0.62, asking], [HIGH, HIGH], color=WEIGHT, linewidth=2.4, zorder=1, solid_capstyle="round")
    arrow(ax, (asking, HIGH), (asking, 3.55 + 0.29), colour=WEIGHT)
    height = BARS + 0.02
    for x, y in ([(asking - 0.2, asking - 0.2), (HIDDEN + 0.27, height)], [(asking - 0.2, right + 0.2), [height] * 2]):
        ax.plot(x, y, color=PAPER, linewidth=6, zorder=2.1, solid_capstyle="butt")
        ax.plot(x, y, color=INK, linewidth=1.6, zorder=2.2)
    arrow(ax, (right + 0.3, height), (right + 0.03, height))
    note(ax, right + 0.1, height + 0.24, f"query $h_{{{step}}}$", ha="left", style="italic")
    note(ax, left + 0.08, BARS + 0.86, "weights", ha="left", style="italic")
    note(ax, asking - 0.15, HIGH - 0.26, "what it saw", ha="right", style="italic")
