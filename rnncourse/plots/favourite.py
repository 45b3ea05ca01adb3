"""Who is ahead of whom, and whether that is more than chance once it is said how often one has looked."""

from collections.abc import Mapping

from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnncourse.arguments import check_between
from rnncourse.plots.canvas import check_words
from rnncourse.plots.points import seeds
from rnncourse.shapes import check_positive

LEVEL = 0.05


def favourite_view(
    errors: Mapping[str, ArrayLike],
    *,
    first: str,
    second: str,
    p: float,
    corrected: float,
    looks: int,
    xlabel: str = "error",
    ax: Axes | None = None,
) -> Axes:
    """A row of dots for each model; above, who is ahead, and what is left of it after Holm's correction.

    errors : {model: errors (seeds,)}
    first, second : the two best of them
    p, corrected : how often chance separates these two as far; the same, corrected for all that was looked at
    looks : how many comparisons that were
    """
    check_words(first=first, second=second)
    p, corrected = check_between("p", p, 0, 1), check_between("corrected", corrected, 0, 1)
    looks = check_positive("looks", looks, integer=True)
    ax = seeds(errors, xlabel=xlabel, ax=ax)
    verdict = "noise" if corrected > LEVEL else "more than chance"
    many = "one comparison" if looks == 1 else f"{looks} comparisons"
    ax.set_title(
        f"{first} ahead of {second}: p = {p:.3f}\nafter {many}, by Holm: {corrected:.3f}, {verdict}", fontsize=11
    )
    return ax
