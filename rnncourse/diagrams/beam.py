"""Beam search as a tree that grows: a column for each step, in it what the beam kept."""

from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from rnncourse.arguments import check_between, check_kind, check_list
from rnncourse.decoding.beam import Kept
from rnncourse.diagrams.drawing import FONT, box, canvas, note, plain_tokens
from rnncourse.palette import FADED, GUIDE_LINE, INK, INPUT, OUTPUT, STATE
from rnncourse.shapes import shown

MOST = 40  # steps, or hypotheses after a step, for which there is room
ROW = 0.85  # of height for each


def beam_tree(
    grown: Sequence[Sequence[Kept]],
    tokens: Sequence[str],
    *,
    steps: int | None = None,
    alpha: float = 1.0,
    ax: Axes | None = None,
) -> Axes:
    """What a beam kept of one sequence, step by step; below each token the log-probability of all up to it.

    Amber is alive, green has written its stop, and outlines are what nothing was made of: they fell out of the beam a
    step later. A thick line leads to the best so far: of the finished by log_prob / n ** alpha, or of the living.

    grown : for each step what `watch` of `decoding.beam_search` was told of this sequence
    tokens : (V,) the names of the tokens, as `Vocabulary.tokens` has them
    steps : how many are drawn; None draws all
    """
    tree = [
        [
            check_kind(f"grown[{t}][{i}]", kept, Kept)
            for i, kept in enumerate(check_list(f"grown[{t}]", step, of="Kept"))
        ]
        for t, step in enumerate(check_list("grown", grown, of="steps"))
    ]
    names = plain_tokens("tokens", tokens)
    steps = len(tree) if steps is None else check_between("steps", steps, 1, len(tree), integer=True, why=" of them")
    alpha = check_between("alpha", alpha, 0, 10)
    if not tree or not all(tree) or max(len(tree), *map(len, tree)) > MOST:
        raise ValueError(f"grown: expected 1 to {MOST} steps of 1 to {MOST} hypotheses, got {len(tree)} steps")
    for t, step in enumerate(tree):
        _check(t, step, {kept.tokens: kept for kept in tree[t - 1]} if t else None, len(names))
    shown_names = [[_short(names[kept.tokens[-1]]) for kept in step] for step in tree[:steps]]
    widths = [max(1.1, *(0.16 * len(name) + 0.35 for name in column)) for column in shown_names]
    rows = max(map(len, tree))
    width, height = 1.5 + sum(widths) + 0.55 * (len(widths) - 1) + 0.2, ROW * rows + 0.5
    ax = canvas(ax, width, height, scale=min(0.9, 10 / width))
    best = _best([kept for step in tree[:steps] for kept in step if kept.finished] or tree[steps - 1], alpha)
    places: dict[tuple[int, ...], tuple[float, float, float]] = {(): (0.5, height / 2, 0.4)}
    box(ax, 0.5, height / 2, "start", INPUT, width=0.8, height=0.5, fontsize=FONT - 2)
    left = 1.5
    for t, step in enumerate(tree[:steps]):
        going_on = {kept.tokens[:-1] for kept in tree[t + 1]} if t + 1 < len(tree) else None
        order = sorted(range(len(step)), key=lambda i: (-places[step[i].tokens[:-1]][1], -step[i].log_prob))
        for row, i in enumerate(order):
            kept = step[i]
            x, y = left + widths[t] / 2, height / 2 + ROW * ((len(step) - 1) / 2 - row)
            on_best = kept.tokens == best.tokens[: t + 1]
            dead = not kept.finished and going_on is not None and kept.tokens not in going_on and t + 1 < steps
            _link(ax, places[kept.tokens[:-1]], (x - widths[t] / 2, y), strong=on_best, faded=dead)
            colour = OUTPUT if kept.finished else STATE
            look: dict[str, Any] = dict(width=widths[t], height=0.42, fontsize=FONT - 2)
            box(ax, x, y + 0.08, shown_names[t][i], colour, faded=dead, **look)
            note(ax, x, y - 0.28, f"{kept.log_prob:.2f}", fontsize=FONT - 4)
            places[kept.tokens] = (x, y + 0.08, widths[t] / 2)
        left += widths[t] + 0.55
    return ax


def _check(t: int, step: list[Kept], before: dict[tuple[int, ...], Kept] | None, size: int) -> None:
    """ValueError unless each of a step goes on by one token from a living hypothesis of the step before."""
    for i, kept in enumerate(step):
        name = f"grown[{t}][{i}]"
        fine = isinstance(kept.tokens, tuple) and all(type(token) is int and 0 <= token < size for token in kept.tokens)
        if not fine or len(kept.tokens) != t + 1:
            raise ValueError(
                f"{name}: expected {t + 1} ids below {size}, the names of tokens, got {shown(kept.tokens)}"
            )
        if before is not None and (kept.tokens[:-1] not in before or before[kept.tokens[:-1]].finished):
            raise ValueError(f"{name}: expected one that goes on from the step before, got {shown(kept.tokens)}")
        if not check_between(f"{name}.log_prob", kept.log_prob, -1e6, 1e-6) <= 1e-6:
            raise ValueError(f"{name}: expected a log-probability, got {shown(kept.log_prob)}")


def _best(hypotheses: list[Kept], alpha: float) -> Kept:
    return max(hypotheses, key=lambda kept: kept.log_prob / len(kept.tokens) ** alpha)


def _link(ax: Axes, parent: tuple[float, float, float], end: tuple[float, float], *, strong: bool, faded: bool) -> None:
    x, y, half = parent
    look: dict[str, Any] = dict(color=FADED if faded else INK, linewidth=3.2 if strong else 1.2, zorder=1)
    ax.plot([x + half, end[0]], [y, end[1] + 0.08], linestyle=GUIDE_LINE if faded else "-", **look)


def _short(name: str) -> str:
    return name if len(name) <= 14 else f"{name[:13]}…"
