"""The search for a setting on validation data, the same for every arm of a comparison.

A best value on the edge of the grid says that the grid was too small: it is widened until the best lies inside.
"""

from collections.abc import Mapping, Sequence


def next_values(scores: Mapping[float, float], grid: Sequence[float], *, factor: float = 2.0) -> list[float]:
    """What to try next: first the grid, then one value beyond the edge where the best lies; [] when it lies inside.

    scores : value -> what it reached on validation data, lower is better
    factor : the step from the edge to the next value

    Raises
    ------
    ValueError
        The best is still on the edge after the grid has become as wide again: it is no optimum that is being found.
    """
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
    return min(scores, key=lambda value: scores[value])
