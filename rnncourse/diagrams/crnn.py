"""Handwriting recognition: convolution, a bidirectional LSTM, CTC; and the paths that CTC sums over."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.patches import Circle, Polygon, Rectangle
from numpy.typing import ArrayLike

from rnncourse.arguments import check_between, check_list
from rnncourse.diagrams.drawing import FONT, arrow, box, canvas, note, plain_tokens
from rnncourse.diagrams.networks import MOST_STEPS
from rnncourse.palette import GRID, INK, INPUT, LEVEL, OUTPUT, PALE, PICTURE, STATE, TEXT
from rnncourse.shapes import check_ids, check_numbers, shown

BLANK = "–"
GAP = 0.64  # between two columns
LEFT = 1.75  # room for the names of the rows
ROWS = {  # heights of the rows' middles above the picture, from what comes in to what goes out
    "convolution,\npooling": 1.05,
    "forward": 2.1,
    "backward": 2.68,
    "probabilities": 3.58,
    "best path": 4.45,
    "what it spells": 5.5,
}


def crnn_ctc(picture: ArrayLike, path: Sequence[str], *, ax: Axes | None = None) -> Axes:
    """From a line of writing to its labels, bottom to top: columns, features, a BiLSTM, a symbol a column, the labels.

    picture : (height, W) of 0 paper to 1 ink, drawn below the columns
    path : one symbol for each column, "–" is the blank; at most 12 columns fit a page
    """
    picture, path = check_numbers("picture", picture, ("height", "W")), plain_tokens("path", path)
    if not 2 <= len(path) <= 12:
        raise ValueError(f"path: expected 2 to 12 symbols, one for each column, got {len(path)}")
    right = LEFT + GAP * len(path)
    strip = GAP * len(path) * picture.shape[0] / picture.shape[1]  # height of the picture, not distorted
    rows = {name: strip + 0.05 + y for name, y in ROWS.items()}
    width, height = right + 0.05, rows["what it spells"] + 0.34
    ax = canvas(ax, width, height, scale=0.84)
    place = LEFT + GAP * (np.arange(len(path)) + 0.5)
    names = {"picture": 0.05 + strip / 2, "BiLSTM": (rows["forward"] + rows["backward"]) / 2} | rows
    for name in names.keys() - {"forward", "backward"}:
        note(ax, 0.02, names[name], name, fontsize=FONT, ha="left")

    ax.imshow(picture, cmap=PICTURE, vmin=0, vmax=1, extent=(LEFT, right, 0.05, 0.05 + strip), zorder=1)
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.add_patch(Rectangle((LEFT, 0.05), right - LEFT, strip, fill=False, edgecolor=INK, linewidth=1.2))
    _field(ax, place[len(path) // 2], strip + 0.05, rows["convolution,\npooling"] - 0.42)
    _features(ax, picture, place, rows)
    _both_directions(ax, place, rows)
    _probabilities(ax, place, path, rows)
    _collapse(ax, place, path, rows)
    return ax


def _field(ax, x, top, features):
    """The columns of the picture that one feature vector has seen."""
    reach = 0.95 * GAP
    corners = [(x - reach, top), (x + reach, top), (x + 0.17, features), (x - 0.17, features)]
    ax.add_patch(Polygon(corners, facecolor=INPUT, edgecolor=INK, linewidth=1, alpha=0.45, zorder=1))
    look = dict(facecolor=INPUT, edgecolor=INK, linewidth=1.2, alpha=0.4, zorder=2)
    ax.add_patch(Rectangle((x - reach, 0.05), 2 * reach, top - 0.05, **look))


def _features(ax, picture, place, rows):
    """Each column as a stack of cells; the darker, the more ink lies under it."""
    y, parts = rows["convolution,\npooling"], np.array_split(picture, len(place), axis=1)
    for x, part in zip(place, parts, strict=True):
        for row, cells in enumerate(np.array_split(part, 4)):
            shade = min(1, 1.6 * float(cells.mean()))
            colour = [1 - shade * (1 - part) for part in to_rgb(INPUT)]
            look = dict(facecolor=colour, edgecolor=INK, linewidth=1, zorder=3)
            ax.add_patch(Rectangle((x - 0.17, y + 0.42 - 0.21 * (row + 1)), 0.34, 0.21, **look))
        arrow(ax, (x, y + 0.44), (x, rows["forward"] - 0.2))


def _both_directions(ax, place, rows):
    for name, step in (("forward", 1), ("backward", -1)):
        y = rows[name]
        for x in place:
            box(ax, x, y, "→" if step > 0 else "←", STATE, width=0.3, height=0.3)
        for a, b in zip(place[:-1], place[1:], strict=True):
            start, end = (a + 0.17, b - 0.17) if step > 0 else (b - 0.17, a + 0.17)
            arrow(ax, (start, y), (end, y))
    for x in place:
        arrow(ax, (x, rows["backward"] + 0.18), (x, rows["probabilities"] - 0.32))


def _probabilities(ax, place, path, rows):
    """A small bar for each symbol, that of the path in colour."""
    symbols = [BLANK, *sorted(set(path) - {BLANK})]
    y, wide = rows["probabilities"] - 0.3, 0.5 / len(symbols)
    for t, (x, symbol) in enumerate(zip(place, path, strict=True)):
        for i, other in enumerate(symbols):
            height = 0.5 if other == symbol else 0.06 + 0.06 * ((3 * t + 2 * i) % 3)
            colour = OUTPUT if other == symbol else GRID
            look = dict(facecolor=colour, edgecolor=INK, linewidth=0.8, zorder=3)
            ax.add_patch(Rectangle((x - 0.25 + wide * i, y), wide, height, **look))
        arrow(ax, (x, rows["probabilities"] + 0.26), (x, rows["best path"] - 0.24))


def _collapse(ax, place, path, rows):
    """Symbols of the path; equal neighbours meet in one box above, blanks lead nowhere."""
    y, top = rows["best path"], rows["what it spells"]
    for x, symbol in zip(place, path, strict=True):
        box(ax, x, y, symbol, OUTPUT, width=0.4, height=0.38, faded=symbol == BLANK)
    start = 0
    for symbol, run in groupby(path):
        columns = place[start : start + len(list(run))]
        start += len(columns)
        if symbol == BLANK:
            continue
        x = columns.mean()
        for column in columns:
            ax.plot([column, column, x], [y + 0.22, y + 0.46, y + 0.46], color=INK, linewidth=1.6, zorder=2)
        arrow(ax, (x, y + 0.45), (x, top - 0.3))
        box(ax, x, top, symbol, OUTPUT, width=0.54, height=0.54, fontsize=FONT + 3)


def ctc_lattice(
    labels: Sequence[str],
    steps: int,
    *,
    posterior: ArrayLike | None = None,
    path: Sequence[int] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Every path of CTC that spells the labels: a column for each time step, a row for each label and blank.

    From one step to the next a path stays, goes one row down, or skips a blank between two different labels. Places
    that no whole path visits are left as dots.

    labels : sequence of symbols; steps : T, enough of them for a path
    posterior : (T, 2S + 1), the share of the paths' probability at each place, as the shade of the place
    path : rows (T,), one of the paths, drawn strong
    """
    steps, labels = check_between("steps", steps, 1, MOST_STEPS, integer=True), _labels(labels)
    extended = [BLANK]
    for label in labels:
        extended += [label, BLANK]
    edges, visited = _paths(extended, steps)
    if not visited:
        raise ValueError(f"steps: expected enough to spell {''.join(map(str, labels))!r}, got {steps}")
    shares = None if posterior is None else check_numbers("posterior", posterior)
    path = None if path is None else check_ids(path, name="path").tolist()
    if shares is not None and shares.shape != (steps, len(extended)):
        raise ValueError(f"posterior: expected (T, 2S + 1) = {(steps, len(extended))}, got {shares.shape}")
    if path is not None and len(path) != steps:
        raise ValueError(f"path: expected a row for each of the {steps} steps, got {len(path)}")
    steps_of_path = set() if path is None else {(t, int(path[t]), int(path[t + 1])) for t in range(steps - 1)}
    if path is not None and not (steps_of_path <= set(edges) and (0, int(path[0])) in visited):
        spelled = "".join(map(str, labels))
        raise ValueError(f"path: expected one that spells {spelled!r}, got the rows {[int(row) for row in path]}")
    ax = canvas(ax, 0.95 * steps + 0.75, 0.62 * len(extended) + 0.55, scale=0.8)
    x, y = 0.95 * np.arange(steps) + 1.1, 0.62 * np.arange(len(extended))[::-1] + 0.8
    for row, symbol in enumerate(extended):
        colour = LEVEL if symbol == BLANK else TEXT
        ax.text(0.35, y[row], symbol, fontsize=FONT + 2, ha="center", va="center", color=colour)
    for t in range(steps):
        note(ax, x[t], 0.2, str(t + 1))
        for row, symbol in enumerate(extended):
            if (t, row) not in visited:
                ax.add_patch(Circle((x[t], y[row]), 0.045, facecolor=PALE, edgecolor="none"))
                continue
            share = float(symbol != BLANK) if shares is None else float(shares[t, row])
            fill = [1 - min(1, share) * (1 - part) for part in to_rgb(OUTPUT if shares is None else STATE)]
            look = dict(facecolor=fill, edgecolor=INK, linewidth=1.2, zorder=3)
            ax.add_patch(Circle((x[t], y[row]), 0.17, **look))
    for t, a, b in edges:
        strong = (t, a, b) in steps_of_path
        start, end = np.array([x[t], y[a]]), np.array([x[t + 1], y[b]])
        away = 0.2 * (end - start) / np.hypot(*(end - start))
        arrow(ax, start + away, end - away, colour=INK if strong or path is None else PALE)
    return ax


def _labels(labels):
    found = list(labels) if isinstance(labels, str) else check_list("labels", labels, of="labels")
    for i, label in enumerate(found):
        if isinstance(label, bool) or not isinstance(label, str | int | np.integer):
            raise ValueError(f"labels[{i}]: expected a str or a whole number, got {shown(label)}")
    return plain_tokens("labels", [str(label) for label in found])


def _paths(extended, steps):
    """Edges (t, from, to) and places (t, row) of all whole paths through the extended labels."""
    rows = len(extended)

    def after(a):
        skip = a + 2 < rows and extended[a + 2] not in (BLANK, extended[a])
        return [b for b in (a, a + 1, a + 2) if b < rows and (b < a + 2 or skip)]

    begun = [{0, 1} & set(range(rows))]
    for _ in range(steps - 1):
        begun.append({b for a in begun[-1] for b in after(a)})
    alive = begun[-1] & {rows - 1, rows - 2}
    visited, edges = {(steps - 1, row) for row in alive}, []
    for t in range(steps - 2, -1, -1):
        edges += [(t, a, b) for a in sorted(begun[t]) for b in after(a) if b in alive]
        alive = {a for time, a, _ in edges if time == t}
        visited |= {(t, row) for row in alive}
    return edges, visited
