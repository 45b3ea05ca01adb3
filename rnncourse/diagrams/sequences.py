"""Models without hidden units: the window of n-grams, the finite automaton."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from rnncourse.arguments import check_kind, check_named
from rnncourse.diagrams.drawing import FONT, arrow, box, canvas, plain_tokens
from rnncourse.palette import INPUT, OUTPUT, STATE
from rnncourse.shapes import check_positive, shown


def ngram_window(
    tokens: Sequence[str], order: int, *, first: int | None = None, rows: int = 3, ax: Axes | None = None
) -> Axes:
    """The window of an n-gram model sliding over a sentence: a row for each step, what it sees in blue, what it
    predicts in green. Tokens that have left the window are outlines.

    tokens : list of str, the sentence
    order : n; the window holds n - 1 tokens and the one to predict
    first : index of the first token to predict; by default the first with a full window
    """
    tokens, rows = plain_tokens("tokens", tokens), check_positive("rows", rows, integer=True)
    order = check_positive("order", order, integer=True)
    first = order - 1 if first is None else check_positive("first", first, zero=True, integer=True)
    if first > len(tokens) - rows:
        raise ValueError(
            f"order, first: expected order >= 1 and {rows} tokens to predict from first on, "
            f"got order {order}, first {first} and {len(tokens)} tokens"
        )
    shown = first + rows
    width = 1.3 * shown + 4.6  # beside the tokens stands the probability that the row asks for
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
        ax.text(1.3 * shown + 0.2, y, text, fontsize=FONT - 1, va="center")
    return ax


def automaton(states: Sequence[str], arrows: Mapping[tuple[str, str], str], *, ax: Axes | None = None) -> Axes:
    """A finite automaton: a row of states, the first where it starts, an arrow for each symbol it can read.

    states : names; arrows : {(from, to): symbol} between neighbours, or from a state to itself
    """
    states = plain_tokens("states", states)
    order = {name: i for i, name in enumerate(states)}
    if not order or len(order) != len(states):
        raise ValueError(f"states: expected at least one, all different, got {list(states)}")
    for pair, symbol in check_named("arrows", arrows, empty=True).items():
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise ValueError(f"arrows: expected pairs (from, to), got {shown(pair)}")
        check_kind("arrows", symbol, str)
        start, end = pair
        if start not in order or end not in order or abs(order[start] - order[end]) > 1:
            raise ValueError(f"arrows: expected them between neighbours among {list(states)}, got {(start, end)}")
    ax = canvas(ax, 2.4 * len(states) + 0.2, 2.6)
    place = {name: 1.5 + 2.4 * i for name, i in order.items()}
    arrow(ax, (0.3, 1.2), (place[states[0]] - 0.52, 1.2))
    for name, x in place.items():
        box(ax, x, 1.2, name, STATE)
    symbols = plain_tokens("arrows", list(arrows.values()))
    for (start, end), symbol in zip(arrows, symbols, strict=True):
        a, b = place[start], place[end]
        if start == end:
            arrow(ax, (a - 0.22, 1.5), (a + 0.22, 1.5), bend=-1.6)
            ax.text(a, 2.1, symbol, ha="center", va="center", fontsize=FONT)
        else:
            side = 0.14 if a < b else -0.14
            away = 0.52 if a < b else -0.52
            arrow(
                ax, (a + away, 1.2 + side), (b - away, 1.2 + side), label=symbol, offset=(0, 1.6 * side), fontsize=FONT
            )
    return ax
