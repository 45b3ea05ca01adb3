"""The search for a setting on validation data, the same for every arm of a comparison.

A best value on the edge of the grid says that the grid was too small: it is widened until the best lies inside.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from rnncourse.arguments import check_items, check_named, check_number
from rnncourse.shapes import check_positive, shown


def next_values(scores: Mapping[float, float], grid: Sequence[float], *, factor: float = 2.0) -> list[float]:
    """What to try next: first the grid, then one value beyond the edge where the best lies; [] when it lies inside.

    scores : value -> what it reached on validation data, lower is better
    factor : the step from the edge to the next value

    Raises
    ------
    ValueError
        The best is still on the edge after the grid has become as wide again: it is no optimum that is being found.
    """
    scores, grid = _scores(scores), [check_number(f"grid[{i}]", v) for i, v in enumerate(check_items("grid", grid))]
    if not grid:
        raise ValueError("grid: expected at least one value, got none")
    check_positive("factor", factor)
    if not 1 < factor <= 1e6:
        raise ValueError(f"factor: expected a number above 1, got {factor!r}")
    if missing := [value for value in grid if value not in scores]:
        return missing
    tried = sorted(scores)
    best = min(tried, key=lambda value: scores[value])
    if tried[0] < best < tried[-1]:
        return []
    if len(tried) >= 2 * len(grid):
        raise ValueError(f"grid: expected a best value inside {tried[0]:g} to {tried[-1]:g}, got it at {best:g}")
    # Rounded, so that the value reads the same in a record as in a plan.
    return [float(f"{best * factor if best == tried[-1] else best / factor:.6g}")]


def best_value(scores: Mapping[float, float]) -> float:
    """The value that reached the lowest score."""
    scores = _scores(scores)
    if not scores:
        raise ValueError("scores: expected at least one value and its score, got none")
    return min(scores, key=lambda value: scores[value])


def _scores(scores: Any) -> dict[float, float]:
    """Values and what they reached, as floats; infinity is what a diverged run reached. ValueError otherwise."""
    found = {}
    for value, score in check_named("scores", scores, empty=True).items():
        if isinstance(score, bool) or not isinstance(score, int | float) or math.isnan(score):
            raise ValueError(f"scores: expected a number for {shown(value)}, got {shown(score)}")
        found[check_number("scores", value)] = float(score)
    return found
