"""What all plots share: the Axes, the checks of what is to be drawn, the legend, and the note on a record."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.cbook import is_math_text
from matplotlib.mathtext import MathTextParser

from rnncourse.arguments import check_kind, check_named, check_tokens
from rnncourse.palette import NOTE
from rnncourse.shapes import shown

LONGEST = 200  # characters of a label or a name


def canvas(ax: Axes | None, *, figsize: tuple[float, float] = (8, 3.4)) -> Axes:
    """The given Axes, or a new one where it is None; figsize in inches."""
    check_axes(ax)
    if ax is None:
        check_size(figsize)
        _, ax = plt.subplots(figsize=figsize, dpi=100, layout="constrained")
    return ax


def check_size(figsize: tuple[float, float]) -> None:
    """ValueError for a picture that is too large to be drawn, in inches of 100 points each."""
    if max(figsize) * 100 >= 2**15:
        raise ValueError(
            f"ax: expected a picture of at most {2**15 // 100} inches, got one of {max(figsize):.0f} for all that is "
            "given; give less, or an Axes of your own"
        )


def check_axes(ax: Any) -> None:
    """ValueError unless `ax` is None or an Axes to draw on."""
    if ax is not None:
        check_kind("ax", ax, Axes, remedy="plt.subplots() makes one")


def check_words(**words: Any) -> None:
    """ValueError unless each argument, such as xlabel, is a text or a formula that can be drawn."""
    for name, word in words.items():
        check_word(name, word)


def check_word(name: str, word: Any, *, formula: bool = True) -> str:
    """`word` if it is a str that can be drawn; ValueError otherwise.

    formula : whether what stands between two dollar signs is a formula, which has to be one that matplotlib can set
    """
    check_kind(name, word, str)
    if len(word) > LONGEST:
        raise ValueError(f"{name}: expected at most {LONGEST} characters, for which there is room, got {len(word)}")
    try:
        word.encode()
        if formula and is_math_text(word):
            MathTextParser("path").parse(word)
    except ValueError:  # half a surrogate, or no formula
        raise ValueError(f"{name}: expected a text or a formula that can be drawn, got {shown(word)}") from None
    return word


def check_token_words(name: str, tokens: Any) -> list[str]:
    """`tokens`, an iterable of str, as a list of what can be drawn as it is; ValueError otherwise."""
    return [check_word(f"{name}[{i}]", token, formula=False) for i, token in enumerate(check_tokens(name, tokens))]


def check_curves(name: str, named: Any, *, empty: bool = False) -> Mapping[str, Any]:
    """`named` if it is a dictionary whose names can stand in a legend; ValueError otherwise."""
    for key in check_named(name, named, empty=empty):
        check_word(f"{name}: the name", key)
    return named


def legend_name(label: Any) -> str:
    """A label as it stands in a legend: one that begins with _, which matplotlib would leave out, in quotes."""
    text = str(label)
    return repr(text) if text.startswith("_") else text


def legend(ax: Axes, *, outside: bool = False, heights: tuple[float, float] = (0.0, 1.0)) -> None:
    """The names of what is drawn: inside, where there is most room, but to the right of the Axes if more than four.

    outside : to the right however few there are; heights : between which, as shares of the Axes, they may stand inside
    """
    if outside or len(ax.get_legend_handles_labels()[1]) > 4:
        ax.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    else:
        ax.legend(frameon=False, fontsize=9, loc="best", bbox_to_anchor=(0, heights[0], 1, heights[1] - heights[0]))


def from_record(ax: Axes, name: str) -> Axes:
    """Say under the Axes that its figures are on record, and which command makes them anew.

    name : of the study, as in results/NAME.json

    >>> _, ax = plt.subplots()
    >>> from_record(ax, "copying").texts[-1].get_text()
    'drawn from results/copying.json, made by: rnncourse study copying'
    """
    check_kind("ax", ax, Axes)
    check_word("name", name, formula=False)
    if not name:
        raise ValueError(f"name: expected the name of a study, got {shown(name)}; `rnncourse study --list` shows them")
    below_label = ax.axison and ax.xaxis.get_label_position() == "bottom"
    gap = " " if ax.bbox.width / ax.figure.dpi > 3.8 else "\n"  # a narrow panel takes two lines
    ax.annotate(
        f"drawn from results/{name}.json,{gap}made by: rnncourse study {name}",
        (0.5, 0),
        xycoords=("axes fraction", ax.xaxis.label if below_label else "axes fraction"),
        xytext=(0, -5),
        textcoords="offset points",
        ha="center",
        va="top",
        fontsize=8,
        color=NOTE,
        annotation_clip=False,
        parse_math=False,
    )
    return ax
