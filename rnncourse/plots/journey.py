"""A network's state on its way through a string."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnncourse.arguments import check_kind
from rnncourse.palette import INK
from rnncourse.plots.points import states
from rnncourse.shapes import check_numbers


def state_view(
    points: ArrayLike,
    labels: Sequence[object] | np.ndarray,
    path: ArrayLike,
    string: str,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Where a state went while a string was read, among all states: arrows with the symbols, a ring where it is now.

    points (n, 2), labels (n,) : as for `states`
    path : points (steps, 2), the state after each of the first symbols of `string`
    """
    check_kind("string", string, str)
    visited = check_numbers("path", path, ("steps", 2))
    if not 0 < len(visited) <= len(string):
        raise ValueError(f"path: expected 1 to {len(string)} states, one for each symbol read, got {len(visited)}")
    ax = states(points, labels, path=visited, symbols=list(string[1 : len(visited)]), ax=ax)
    ax.plot(*visited[-1], "o", markersize=16, markerfacecolor="none", markeredgecolor=INK)
    ax.set_title(f"read: {string[: len(visited)]}", parse_math=False)
    return ax
