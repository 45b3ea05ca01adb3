"""A text becomes one vector, and the vector a verdict."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch, Rectangle
from numpy.typing import ArrayLike

from rnncourse.diagrams.drawing import FONT, arrow, box, canvas, note, plain_tokens
from rnncourse.palette import ATTENTION_EDGE, ATTENTION_FRAME, CONTEXT, INPUT, OUTPUT, STATE, WEIGHT
from rnncourse.shapes import check_numbers, shown

LOW, HIDDEN, BARS, POOLED, VERDICT, GAP = 0.75, 1.95, 2.85, 4.75, 5.85, 1.35


def classifier(
    words: Sequence[str],
    weights: ArrayLike,
    *,
    verdict: str = "positive",
    length: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Words, the states that read them in both directions, the share of each in what is judged, and the verdict.

    words : T of them
    weights : (T,) which sum to one: the share of each state
    length : words of the text; later ones are padding, drawn as outlines, and have no weight. None means all
    """
    words, verdict = plain_tokens("words", words), plain_tokens("verdict", [verdict])[0]
    T = len(words)
    if T < 2:
        raise ValueError(f"words: expected 2 words or more, got {T}")
    shares = check_numbers("weights", weights)
    if shares.shape != (T,) or not (shares.min() >= 0 and abs(shares.sum() - 1) <= 1e-6):
        raise ValueError(f"weights: expected {T} numbers from 0 that sum to one, got {shown(shares.tolist())}")
    length = T if length is None else length
    if not isinstance(length, int) or not 1 <= length <= T or shares[length:].any():
        raise ValueError(f"length: expected 1 to {T}, with no weight on the words after it, got {shown(length)}")
    places = 0.85 + GAP * np.arange(T)
    width = places[-1] + 0.85
    ax = canvas(ax, width, VERDICT + 0.4, scale=min(0.9, 9 / width))
    style = "round,pad=0.02,rounding_size=0.15"
    frame = (places[0] - 0.6, BARS - 0.3), width - 0.5, 1.15
    ax.add_patch(FancyBboxPatch(*frame, boxstyle=style, fc=ATTENTION_FRAME, ec=ATTENTION_EDGE, zorder=0))
    middle = float(places.mean())
    for t, (x, word, share) in enumerate(zip(places, words, shares, strict=True), start=1):
        past = t > length
        size = FONT if len(word) < 9 else FONT - 3
        box(ax, x, LOW, word, INPUT, width=1.05, height=0.52, faded=past, fontsize=size)
        box(ax, x, HIDDEN, f"$h_{{{t}}}$", STATE, width=0.78, height=0.52, faded=past)
        if past:
            continue
        arrow(ax, (x, LOW + 0.28), (x, HIDDEN - 0.28))
        if t < length:
            arrow(ax, (x + 0.41, HIDDEN + 0.1), (x + GAP - 0.41, HIDDEN + 0.1))
            arrow(ax, (x + GAP - 0.41, HIDDEN - 0.1), (x + 0.41, HIDDEN - 0.1))
        ax.add_patch(Rectangle((x - 0.2, BARS), 0.4, max(0.62 * share, 0.012), facecolor=WEIGHT, zorder=3))
        ax.text(x, BARS - 0.15, f"{share:.2f}", fontsize=FONT - 2, ha="center", va="center")
        if share >= 0.02:
            line = dict(color=WEIGHT, linewidth=0.6 + 6 * share, alpha=0.85, zorder=1, solid_capstyle="round")
            ax.plot([x, middle + 0.12 * (x - middle)], [BARS + 0.62 * share + 0.08, POOLED - 0.3], **line)
    box(ax, middle, POOLED, "pooled", CONTEXT, width=1.2, height=0.52)
    box(ax, middle, VERDICT, verdict, OUTPUT, width=1.5, height=0.52)
    arrow(ax, (middle, POOLED + 0.28), (middle, VERDICT - 0.28))
    note(ax, places[0] - 0.52, BARS + 0.7, "shares", ha="left", style="italic")
    return ax
