"""Every colour, line style and mark of the course's plots, diagrams and explorers, by what it means.

What may stand together in one picture differs in lightness, so that a print in grey can be read as well, and is told
apart with each colour-vision deficiency (as simulated by Machado, Oliveira & Fernandes 2009); curves differ in line
style and mark besides. Colours are written as sRGB; L* is their lightness in CIELAB, 0 black to 100 white.
"""

from typing import NamedTuple

# A line style of matplotlib: its name, or where the dashes start and how long they and their gaps are.
Line = str | tuple[float, tuple[float, ...]]

# Curves, in the order in which they are given out: blue, amber, green, plum, sky blue, grey, violet; their lightnesses
# are 27, 61, 43, 15, 69, 52 and 36.
COLOURS = ("#15388f", "#cb8419", "#24752f", "#4a0d29", "#48b2e3", "#7b7b7b", "#73437a")
LINES: tuple[Line, ...] = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (8, 3)))
MARKS = "osD^vPX*"


class Look(NamedTuple):
    """How a curve is drawn."""

    colour: str
    line: Line
    mark: str


def look(i: int) -> Look:
    """The look of curve i = 0, 1, …; no two of 49 have both colour and line style in common.

    Raises ValueError for more: so many cannot be told apart.
    """
    n = len(COLOURS)
    if not isinstance(i, int) or isinstance(i, bool) or not 0 <= i < n * n:
        came = f"number {i + 1}" if isinstance(i, int) else repr(i)
        raise ValueError(f"curves: expected at most {n * n} in one picture, got {came}; draw several pictures")
    return Look(COLOURS[i % n], LINES[(i + i // n) % n], MARKS[i % len(MARKS)])


# Boxes of a diagram: L* 84, 75, 66, 93.
INPUT = "#abd7f7"  # blue: what comes in
STATE = "#edad48"  # amber: what is remembered
OUTPUT = "#71af72"  # green: what goes out
LOSS = "#ebebeb"  # grey: what is compared
REVERSE = "#ffe5bb"  # the amber of the states, paler: what the reverse half remembers
PADDING = "#d4d4d4"
CONTEXT = "#cfc3ea"  # violet, pale: what attention saw

# Gates: of the LSTM (L* 52, 71, 83, 62), then of the GRU (51, 67, and the candidate).
GATES = {
    "forget": "#c4548c",
    "input": "#79b2f2",
    "candidate": "#e3c4ea",
    "output": "#76a06a",
    "update": "#35867f",
    "reset": "#ee8a3c",
}

# Lines and arrows.
PAPER = "white"
TEXT = "black"
INK = "#333333"  # outlines, and the way forward
GRADIENT = "#c2261d"
GRADIENT_LINE: Line = (0, (4, 2))
MEMORY = "#d1811a"  # the colour of the states, dark enough for a line: the cell's road, the state handed on
WEIGHT = "#6a51a3"  # violet: where attention looks
HIDDEN_LINE: Line = "--"  # the hidden state, beside the cell's solid line
LEAK = "#8c2d62"  # a way that must not be there
DRAWN = "#2e8b57"  # what is left to draw a token from
PATHS = (GRADIENT, "#1f77b4", "#e8a03c", "#1b5e3a", "#b79ae0")  # paths of descent over the grey of a loss
PATH_LINES: tuple[Line, ...] = ("--", "-", "-.", ":", (0, (8, 3)))

# What stands back.
NOTE = "#555555"  # small words
WARNING = "#7a4a05"  # a small word that must be seen
LEVEL = "#6b6b6b"  # a value to compare with
LEVEL_LINES: tuple[Line, ...] = ("--", ":", "-.", (0, (8, 3)), (0, (1, 1)), (0, (6, 1, 1, 1, 1, 1)))
RULE = "#bbbbbb"  # a thin line to read off from
GRID = "#dddddd"  # lines between the fields of a grid, and bars that do not count
FADED = "#aaaaaa"  # outline and text of what is not used here
FADED_LINE: Line = ":"
PALE = "#c8c8c8"  # a gate or an arrow that is not meant now
BEFORE = "#d9d9d9"  # bars as they were before something changed them
GUIDE_LINE: Line = ":"  # which belongs to which
BORDER_LINE: Line = (0, (2, 3))  # where something ends
FRAME = "#f7f5f0"  # the ground of a cell
FRAME_EDGE = "#999999"
ATTENTION_FRAME = "#f4f1fa"
ATTENTION_EDGE = "#b9aed6"

# Shades, as names of matplotlib's colour maps; dark is high except for a loss.
VALUES = "YlOrBr"
WEIGHTS = "Purples"
SIGNS = "PuOr"  # orange below 0, violet above
PICTURE = "Greys"
SURFACE = "Greys_r"

# How surprising a token is, from nothing to very: behind dark text on a light page, behind light text on a dark one,
# and behind black text in a terminal (numbers of its 256 colours). Each differs in lightness from the one before.
SURPRISE = ("#ffffff", "#fff2d0", "#ffe09a", "#fbc265", "#f39c4d", "#ec7a4a", "#e2605c")
SURPRISE_DARK = ("#16181c", "#32291a", "#4d3a17", "#6a4715", "#874f14", "#9c4a17", "#ad3f2a")
SURPRISE_TERMINAL = (None, 230, 222, 215, 209, 203, 197)
PAGE_DARK, TEXT_DARK, NOTE_DARK, RULE_DARK = "#16181c", "#eceae6", "#b5b2ad", "#4a4d53"
PAGE_LIGHT, TEXT_LIGHT, NOTE_LIGHT, RULE_LIGHT = "#ffffff", "#1b1b1b", "#555555", "#bbbbbb"
