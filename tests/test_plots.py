"""The plots show the numbers they are given."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnncourse import plots


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_gradient_decay_draws_a_line_a_network_and_leaves_zeros_out():
    ax = plots.gradient_decay({"tanh": [1.0, 0.5, 0.0], "ReLU": [1.0, 2.0, 4.0]})
    tanh, relu = ax.lines[:2]
    assert ax.get_yscale() == "log" and [line.get_label() for line in (tanh, relu)] == ["tanh", "ReLU"]
    np.testing.assert_array_equal(tanh.get_ydata(), [1.0, 0.5, np.nan])
    np.testing.assert_array_equal(relu.get_ydata(), [1.0, 2.0, 4.0])


def test_loss_surface_draws_each_path_from_its_first_to_its_last_point():
    points = np.array([[0.0, 0.0], [0.5, 0.2], [1.0, 0.4]])
    _, given = plt.subplots()
    x, y, loss = np.linspace(0, 2, 4), np.linspace(-1, 1, 3), np.ones((3, 4)) * np.arange(4)
    ax = plots.loss_surface(x, y, loss, {"SGD": points}, ax=given)
    assert ax is given and ax.get_xlim() == (0, 2) and ax.get_ylim() == (-1, 1)
    path, start, end = ax.lines
    np.testing.assert_array_equal(path.get_xydata(), points)
    assert start.get_xydata().tolist() == [[0, 0]] and end.get_xydata().tolist() == [[1, 0.4]]


def test_seeds_draws_every_value_in_the_row_of_its_setting():
    ax = plots.seeds({"default": [0.5, 0.6, 0.4], "orthogonal": [1.0]}, chance=0.5)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["default", "orthogonal"]
    dots, median, single = ax.lines[:3]
    assert list(dots.get_xdata()) == [0.5, 0.6, 0.4] and list(median.get_xdata()) == [0.5, 0.5]
    assert list(single.get_xdata()) == [1.0] and list(single.get_ydata()) == [1]


def test_against_orders_counts_orders_from_one_and_draws_networks_level():
    ax = plots.against_orders({"Kneser–Ney": [3.0, 2.0]}, {"RNN": 1.5})
    assert ax.lines[0].get_xydata().tolist() == [[1, 3.0], [2, 2.0]]
    assert set(ax.lines[1].get_ydata()) == {1.5}


def test_lines_with_spread_draws_the_median_of_seeds_and_marks_what_is_infinite():
    curves = {"seeds": [[1.0, 4.0], [2.0, 5.0], [9.0, 6.0]], "infinite": [3.0, np.inf]}
    ax = plots.lines_with_spread([1, 2], curves, x_label="n", y_label="perplexity", log="y")
    seeds, infinite = ax.lines
    assert seeds.get_xydata().tolist() == [[1, 2.0], [2, 5.0]] and len(ax.collections) == 1
    np.testing.assert_array_equal(infinite.get_ydata(), [3.0, np.nan])
    assert [(t.get_text(), t.get_position()[0]) for t in ax.texts] == [("∞", 2)]
    assert (ax.get_xscale(), ax.get_yscale()) == ("linear", "log") and ax.get_ylabel() == "perplexity"
    major, minor = ax.yaxis.get_major_formatter(), ax.yaxis.get_minor_formatter()
    assert [major(10), major(1000), minor(20), minor(30), minor(5000)] == ["10", "1,000", "20", "", "5,000"]


def test_growth_draws_whole_numbers_too_large_for_an_array_on_a_logarithmic_scale():
    ax = plots.growth([1, 20], {"table": [60, 60**20], "network": [9, 9]}, xlabel="n", ylabel="numbers")
    assert ax.get_yscale() == "log" and ax.get_xlabel() == "n"
    assert [list(line.get_ydata()) for line in ax.lines] == [[60.0, 60.0**20], [9.0, 9.0]]


def test_states_groups_points_by_label_and_says_what_was_read_on_the_path():
    points = np.array([[0.0, 0.0], [1.0, 1.0], [0.1, 0.0]])
    ax = plots.states(points, ["even", "odd", "even"], path=points)
    even, odd = ax.lines
    assert even.get_label() == "even" and even.get_xydata().tolist() == [[0, 0], [0.1, 0]]
    assert odd.get_xydata().tolist() == [[1, 1]]
    assert [t.get_text() for t in ax.texts if t.get_text()] == ["1", "2"]
    named = plots.states(points, ["even", "odd", "even"], path=points, symbols="ab")
    assert [t.get_text() for t in named.texts if t.get_text()] == ["a", "b"]


def test_by_position_draws_each_seed_their_mean_and_the_baseline():
    ax = plots.by_position({"RNN": [[1.0, 3.0], [2.0, 5.0]]}, baselines={"guess": [4.0, 4.0]})
    first, second, mean, guess = ax.lines
    assert list(first.get_ydata()) == [1, 3] and list(second.get_ydata()) == [2, 5]
    assert list(mean.get_ydata()) == [1.5, 4] and list(mean.get_xdata()) == [1, 2]
    assert list(guess.get_ydata()) == [4, 4] and guess.get_label() == "guess"


def test_along_labels_every_symbol_and_sets_the_marked_apart():
    ax = plots.along("bad", [3.0, 0.5, 2.0], [True, False, True])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["b", "a", "d"]
    _, plain, marked = ax.lines
    assert plain.get_xydata().tolist() == [[1, 0.5]] and marked.get_xydata().tolist() == [[0, 3], [2, 2]]


def test_over_text_shades_every_character_and_marks_line_breaks():
    ax = plots.over_text("ab\nc", [-1.0, 0.0, 0.5, 1.0])
    np.testing.assert_array_equal(ax.images[0].get_array().filled(np.nan), [[-1, 0, 0.5], [1, np.nan, np.nan]])
    assert [t.get_text() for t in ax.texts] == ["a", "b", "↵", "c"]
    assert [t.get_color() for t in ax.texts] == ["black", "black", "white", "white"]
    with pytest.raises(ValueError, match="values: expected one for each of the 2 characters, got 1"):
        plots.over_text("ab", [1.0])


def test_alignment_has_a_row_for_each_token_written_and_frames_the_marked_one():
    ax = plots.alignment([[0.9, 0.1, 0.0], [0.0, 0.2, 0.8]], "abc", "xy", mark=1)
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0.9, 0.1, 0.0], [0.0, 0.2, 0.8]])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "b", "c"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["x", "y"]
    assert [p.get_xy() for p in ax.patches] == [(-0.5, 0.5)]


def test_under_picture_sets_the_columns_under_the_picture_and_the_right_way_up():
    picture, values = np.zeros((4, 20)), np.eye(3, 10)
    picture[0] = 1  # the upper edge
    ax = plots.under_picture(picture, values, ["–", "a", "b"], path=values.argmax(0))
    above, below = ax.images
    assert below.get_extent() == [0, 10, 3, 0] and above.get_extent()[:2] == [0, 10]
    lower, upper = above.get_extent()[2:]
    assert upper < lower < 0  # the axis points down, so the first row is on top
    assert [t.get_text() for t in ax.get_yticklabels()] == ["–", "a", "b"]
    with pytest.raises(ValueError, match="rows: expected a name for each of the 3 rows of values, got 2"):
        plots.under_picture(picture, values, ["a", "b"])
