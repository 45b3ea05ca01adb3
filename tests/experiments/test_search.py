"""A search ends when its best value lies inside what was tried."""

import pytest

from rnncourse.experiments.search import best_value, next_values


def search(score, grid, **options):
    """The values tried, in order."""
    scores = {}
    while todo := next_values(scores, grid, **options):
        scores |= {value: score(value) for value in todo}
    return scores


def test_the_grid_comes_first():
    assert next_values({}, [1, 2, 4]) == [1, 2, 4]
    assert next_values({2: 0.0}, [1, 2, 4]) == [1, 4]


def test_a_best_value_inside_ends_the_search():
    scores = search(lambda rate: abs(rate - 2), [1, 2, 4])
    assert list(scores) == [1, 2, 4] and best_value(scores) == 2


@pytest.mark.parametrize(("best", "tried"), [(8, [1, 2, 4, 8, 16]), (0.25, [1, 2, 4, 0.5, 0.25, 0.125])])
def test_a_best_value_on_an_edge_widens_the_grid(best, tried):
    scores = search(lambda rate: abs(rate - best), [1, 2, 4])
    assert list(scores) == tried and best_value(scores) == best


def test_the_step_beyond_the_edge_is_the_factor():
    assert next_values({1: 3.0, 3: 2.0, 9: 1.0}, [1, 3, 9], factor=3) == [27]


def test_values_beyond_the_edge_are_short_decimals():
    assert next_values({0.003: 0.0, 0.006: 1.0, 0.012: 2.0}, [0.003, 0.006, 0.012], factor=3) == [0.001]


def test_a_search_that_finds_no_optimum_ends_in_an_error():
    with pytest.raises(ValueError, match="expected a best value inside 1 to 32, got it at 32"):
        search(lambda rate: -rate, [1, 2, 4])
