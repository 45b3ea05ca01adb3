"""The plots show the numbers they are given, all of them, or say why they cannot."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnncourse import plots
from rnncourse.metrics import reliability
from rnncourse.palette import COLOURS, LEVEL, look


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [t.get_text() for t in ax.texts]


def named(ax):
    """The lines of an Axes that stand in its legend, by name."""
    return {line.get_label(): line for line in ax.lines if not line.get_label().startswith("_")}


def test_gradient_decay_draws_a_line_a_network_and_marks_zeros():
    ax = plots.gradient_decay({"tanh": [1.0, 0.5, 0.0], "ReLU": [1.0, 2.0, 4.0]})
    tanh, relu = ax.lines[:2]
    assert ax.get_yscale() == "log" and [line.get_label() for line in (tanh, relu)] == ["tanh", "ReLU"]
    np.testing.assert_array_equal(tanh.get_ydata(), [1.0, 0.5, np.nan])
    np.testing.assert_array_equal(relu.get_ydata(), [1.0, 2.0, 4.0])
    assert [(t.get_text(), t.get_position()[0], t.get_color()) for t in ax.texts] == [("0", 2, COLOURS[0])]


def test_gradient_decay_takes_networks_of_different_lengths_and_seeds():
    ax = plots.gradient_decay({"short": [1.0, 0.5], "seeds": [[1.0, 0.5, 0.1], [1.0, 0.7, 0.3]]}, ylabel="norm")
    assert named(ax)["short"].get_xydata().tolist() == [[0, 1], [1, 0.5]]
    np.testing.assert_allclose(named(ax)["seeds"].get_xydata(), [[0, 1], [1, 0.6], [2, 0.2]])
    assert ax.get_ylabel() == "norm" and len(ax.collections) == 1


def test_loss_surface_draws_each_path_from_its_first_to_its_last_point():
    points = np.array([[0.0, 0.0], [0.5, 0.2], [1.0, 0.4]])
    _, given = plt.subplots()
    x, y, loss = np.linspace(0, 2, 4), np.linspace(-1, 1, 3), np.ones((3, 4)) * np.arange(4)
    ax = plots.loss_surface(x, y, loss, {"SGD": points}, ax=given)
    assert ax is given and ax.get_xlim() == (0, 2) and ax.get_ylim() == (-1, 1)
    path, start, end = ax.lines
    np.testing.assert_array_equal(path.get_xydata(), points)
    assert start.get_xydata().tolist() == [[0, 0]] and end.get_xydata().tolist() == [[1, 0.4]]


@pytest.mark.parametrize("n", [4, 5])
def test_loss_surface_draws_every_path_or_none(n):
    x, y, loss = [0, 1], [0, 1, 2], np.ones((3, 2))
    paths = {str(i): [[0, 0], [1, i / 3]] for i in range(n)}
    ax = plots.loss_surface(x, y, loss, paths, xlabel="w", ylabel="b")
    drawn = named(ax)
    assert [line.get_xydata().tolist() for line in drawn.values()] == list(paths.values())
    assert len({(line.get_color(), str(line._unscaled_dash_pattern)) for line in drawn.values()}) == n
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("w", "b")


@pytest.mark.parametrize(
    ("loss", "paths", "message"),
    [
        (np.zeros((3, 2)), {}, "loss: expected numbers from 0 up, and one above, got nothing but 0"),
        (-np.ones((3, 2)), {}, "loss: expected numbers from 0 up, and one above, got -1"),
        (np.full((3, 2), np.nan), {}, "loss: expected finite numbers, got nan"),
        (np.ones((2, 3)), {}, r"loss: expected \(3, 2\), got \(2, 3\)"),
        (np.ones((3, 2)), {"a": [1, 2]}, r"paths\['a'\]: expected \(steps, 2\), got \(2,\)"),
        (np.ones((3, 2)), dict.fromkeys("abcdef", [[0, 0]]), "paths: expected at most 5, got 6"),
    ],
)
def test_loss_surface_refuses_what_it_cannot_draw(loss, paths, message):
    with pytest.raises(ValueError, match=message):
        plots.loss_surface([0, 1], [0, 1, 2], loss, paths)


def test_seeds_draws_every_value_in_the_row_of_its_setting():
    ax = plots.seeds({"default": [0.5, 0.6, 0.4], "orthogonal": [1.0]}, levels={"chance": 0.5}, xlabel="right")
    assert [t.get_text() for t in ax.get_yticklabels()] == ["default", "orthogonal"] and ax.get_xlabel() == "right"
    dots, median, single, _, chance = ax.lines
    assert list(dots.get_xdata()) == [0.5, 0.6, 0.4] and list(median.get_xdata()) == [0.5, 0.5]
    assert list(single.get_xdata()) == [1.0] and list(single.get_ydata()) == [1]
    assert list(chance.get_xdata()) == [0.5, 0.5] and [t.strip() for t in texts(ax)] == ["chance"]


def test_seeds_draws_twelve_settings_with_their_levels_above_the_rows():
    results = {str(i): [i, i + 1] for i in range(12)}
    ax = plots.seeds(results, levels={"guess": 3, "best possible": 11})
    assert [line.get_xdata().tolist() for line in ax.lines[:24:2]] == [[i, i + 1] for i in range(12)]
    assert [t.strip() for t in texts(ax)] == ["guess", "best possible"]
    heights = [t.get_position()[1] for t in ax.texts]
    assert ax.get_ylim()[1] < heights[0] < heights[1] < -0.4  # the axis points down, and row 0 begins at -0.4


def test_seeds_marks_runs_that_diverged():
    ax = plots.seeds({"wild": [0.5, np.inf, np.inf], "calm": [0.1, 0.2]})
    assert texts(ax) == ["∞", "∞"]
    dots, median = ax.lines[:2]
    assert list(dots.get_xdata()) == [0.5] and list(median.get_xdata()) == [1, 1]  # of three, two diverged
    assert median.get_transform() == ax.get_yaxis_transform()  # 1 is the right edge


def test_two_panels_of_the_same_rows_keep_the_room_for_a_level():
    _, (left, right) = plt.subplots(1, 2, sharey=True)
    plots.seeds({"a": [1, 2], "b": [3]}, levels={"guess": 2}, ax=left)
    room = left.get_ylim()
    plots.seeds({"a": [1, 2], "b": [3]}, ax=right)
    assert left.get_ylim() == right.get_ylim() == room and room[1] < -0.5


@pytest.mark.parametrize(
    ("results", "options", "message"),
    [
        ({}, {}, "results: expected a dictionary with at least one name: values, got none"),
        ({"a": []}, {}, r"results\['a'\]: expected \(seeds,\), got \(0,\)"),
        ({"a": [1, np.nan]}, {}, r"results\['a'\]: expected finite numbers, got nan at index \(1,\)"),
        ({"a": 1.0}, {}, r"results\['a'\]: expected \(seeds,\), got \(\)"),
        ({"a": [1]}, {"levels": {"chance": [1, 2]}}, r"levels\['chance'\]: expected \(\), got \(2,\)"),
        ({"a": [1]}, {"levels": dict.fromkeys("abcdefg", 1)}, "levels: expected at most 6, got 7"),
    ],
)
def test_seeds_refuse_what_they_cannot_draw(results, options, message):
    with pytest.raises(ValueError, match=message):
        plots.seeds(results, **options)


def test_levels_are_compared_with_all_along_x():
    levels = {"RNN": 1.5, "place unknown": [2.0, 2.5]}
    ax = plots.lines([1, 2], {"Kneser–Ney": [3.0, 2.0]}, xlabel="order", ylabel="nats", levels=levels)
    assert named(ax)["Kneser–Ney"].get_xydata().tolist() == [[1, 3.0], [2, 2.0]]
    assert set(named(ax)["RNN"].get_ydata()) == {1.5} and list(named(ax)["place unknown"].get_ydata()) == [2, 2.5]
    assert {named(ax)[name].get_color() for name in levels} == {LEVEL}
    assert named(ax)["RNN"].get_linestyle() != named(ax)["place unknown"].get_linestyle()


def test_lines_draw_the_median_of_seeds_and_marks_what_is_infinite():
    curves = {"seeds": [[1.0, 4.0], [2.0, 5.0], [9.0, 6.0]], "infinite": [3.0, np.inf]}
    ax = plots.lines([1, 2], curves, xlabel="n", ylabel="perplexity", log="y")
    seeds, infinite = ax.lines
    assert seeds.get_xydata().tolist() == [[1, 2.0], [2, 5.0]] and len(ax.collections) == 1
    np.testing.assert_array_equal(infinite.get_ydata(), [3.0, np.nan])
    assert [(t.get_text(), t.get_position()[0]) for t in ax.texts] == [("∞", 2)]
    assert (ax.get_xscale(), ax.get_yscale()) == ("linear", "log") and ax.get_ylabel() == "perplexity"
    major, minor = ax.yaxis.get_major_formatter(), ax.yaxis.get_minor_formatter()
    assert [major(10), major(1000), minor(20), minor(30), minor(5000)] == ["10", "1,000", "20", "", "5,000"]


def test_lines_mark_a_single_infinite_run_and_band_the_others():
    ax = plots.lines([1, 2], {"a": [[1.0, np.inf], [2.0, 3.0], [3.0, 4.0]]}, xlabel="x", ylabel="y")
    assert named(ax)["a"].get_xydata().tolist() == [[1, 2], [2, 4]]
    assert [(t.get_text(), t.get_position()[0]) for t in ax.texts] == [("∞", 2)]
    band = ax.collections[0].get_paths()[0].vertices
    assert {(x, y) for x, y in band.tolist()} >= {(1, 1), (1, 3), (2, 3), (2, 4)}


def test_lines_mark_a_zero_that_a_logarithmic_axis_cannot_hold():
    drawn = {"a": [1.0, 0.0], "b": [0.0, 2.0]}
    ax = plots.lines([1, 2], drawn, xlabel="x", ylabel="y", log="y")
    assert sorted((t.get_text(), t.get_position()[0], t.get_color()) for t in ax.texts) == [
        ("0", 1, look(1).colour),
        ("0", 2, look(0).colour),
    ]
    assert not plots.lines([1, 2], drawn, xlabel="x", ylabel="y").texts  # a linear axis holds it


def test_a_single_run_of_zero_is_marked_too():
    ax = plots.lines([1, 2], {"a": [[1.0, 0.0], [1.0, 2.0], [1.0, 3.0]]}, xlabel="x", ylabel="y", log="y")
    assert [(t.get_text(), t.get_position()[0]) for t in ax.texts] == [("0", 2)]
    assert list(named(ax)["a"].get_ydata()) == [1, 2]


def test_marks_and_names_keep_out_of_each_other_s_way():
    curves = {"a": [1.0, np.inf, np.inf], "b": [np.inf, np.inf, 3.0], "c": [2.0, 0.0, 1.0]}
    ax = plots.lines([1, 2, 3], curves, xlabel="x", ylabel="y", log="y")
    ax.figure.canvas.draw()
    boxes = [t.get_window_extent() for t in ax.texts]
    boxes += [t.get_window_extent() for t in ax.get_legend().get_texts()]
    assert len(boxes) == 5 + 3
    for i, box in enumerate(boxes):
        assert ax.bbox.x0 - 10 < box.x0 and box.y1 < ax.bbox.y1 and box.y0 > ax.bbox.y0
        assert not any(box.overlaps(other) for other in boxes[:i])


@pytest.mark.parametrize(("n", "spread", "outside"), [(4, "band", False), (5, "band", True), (1, "runs", True)])
def test_many_names_and_many_lines_move_the_legend_out(n, spread, outside):
    curves = {f"network {i}": [1.0 + i, 2.0 + i] for i in range(n)}
    ax = plots.lines([1, 2], curves, xlabel="x", ylabel="y", spread=spread)
    ax.figure.canvas.draw()
    legend, panel = ax.get_legend().get_window_extent(), ax.get_window_extent()
    assert (legend.x0 >= panel.x1) == outside and (legend.x1 <= panel.x1) == (not outside)


def test_lines_draw_whole_numbers_too_large_for_an_array_on_a_logarithmic_scale():
    curves = {"table": [60, 60**20], "network": [9, 9]}
    ax = plots.lines([1, 20], curves, xlabel="n", ylabel="numbers", log="y")
    assert ax.get_yscale() == "log" and ax.get_xlabel() == "n"
    assert [list(line.get_ydata()) for line in ax.lines] == [[60.0, 60.0**20], [9.0, 9.0]]


def test_lines_draw_each_run_thin_and_the_median_thick():
    ax = plots.lines([1, 2], {"RNN": [[1.0, 3.0], [2.0, 5.0], [6.0, 4.0]]}, xlabel="x", ylabel="y", spread="runs")
    *runs, median = ax.lines
    assert [list(run.get_ydata()) for run in runs] == [[1, 3], [2, 5], [6, 4]]
    assert list(median.get_ydata()) == [2, 4] and median.get_label() == "RNN"
    assert {run.get_linewidth() < median.get_linewidth() for run in runs} == {True} and not ax.collections


@pytest.mark.parametrize("n", [8, 12])
def test_many_curves_are_all_drawn_and_no_two_look_alike(n):
    curves = {f"network {i}": [1.0 + i, 2.0 + i] for i in range(n)}
    for ax in (plots.lines([1, 2], curves, xlabel="x", ylabel="y"), plots.gradient_decay(curves)):
        drawn = named(ax)
        assert list(drawn) == list(curves) and [t.get_text() for t in ax.get_legend().get_texts()] == list(curves)
        assert len({(line.get_color(), str(line._unscaled_dash_pattern)) for line in drawn.values()}) == n
        for name, line in drawn.items():
            assert list(line.get_ydata()) == curves[name]


def test_more_curves_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="at most 49 in one picture"):
        plots.lines([1], {str(i): [i] for i in range(50)}, xlabel="x", ylabel="y")


def test_ticks_stand_where_something_was_measured():
    ax = plots.lines([1, 2, 3], {"a": [1, 2, 3]}, xlabel="x", ylabel="y")
    assert list(ax.get_xticks()) == [1, 2, 3]
    ax = plots.lines([0.003, 0.01, 30, 4000], {"a": [1, 2, 3, 4]}, xlabel="x", ylabel="y", log="x")
    assert [t.get_text() for t in ax.get_xticklabels()] == ["0.003", "0.01", "30", "4,000"]


@pytest.mark.parametrize(
    ("x", "curves", "options", "message"),
    [
        ([1, 2], {}, {}, "curves: expected a dictionary with at least one name: values, got none"),
        ([1, 2], [1, 2], {}, "curves: expected a dictionary with at least one name: values, got list"),
        ([1, 2], {"a": [1.0, np.nan]}, {}, r"curves\['a'\]: expected finite numbers, got nan at index \(1,\)"),
        ([1, 2], {"a": [1.0, -np.inf]}, {}, r"curves\['a'\]: expected finite numbers, got -inf"),
        ([1, 2], {"a": [1.0]}, {}, r"curves\['a'\]: expected \(2,\) or \(seeds, 2\), a value for each x, got \(1,\)"),
        ([1, 2], {"a": np.ones((1, 1, 2))}, {}, r"curves\['a'\]: expected \(2,\) or .*, got \(1, 1, 2\)"),
        ([1, 2], {"a": ["b", "c"]}, {}, r"curves\['a'\]: expected numbers, got \['b', 'c'\]"),
        ([1, 2], {"a": [[1, 2], [1]]}, {}, r"curves\['a'\]: expected an array"),
        ([], {"a": []}, {}, r"x: expected \(N,\), got \(0,\)"),
        ([1, 2], {"a": [1, -2]}, {"log": "y"}, "expected no number below 0 on a logarithmic axis, got -2"),
        ([0, 2], {"a": [1, 2]}, {"log": "xy"}, "x: expected numbers above 0 on a logarithmic axis, got 0"),
        ([1, 2], {"a": [1, 2]}, {"log": "z"}, "log: expected one of '', x, y, xy, got 'z'"),
        ([1, 2], {"a": [1, 2]}, {"spread": "lines"}, "spread: expected one of band, runs, got 'lines'"),
        (
            [1, 2],
            {"a": [1, 2]},
            {"levels": {"b": [1, 2, 3]}},
            r"levels\['b'\]: expected one number or \(2,\), got \(3,\)",
        ),
        ([1, 2], {"a": [1, 2]}, {"levels": {"b": np.inf}}, r"levels\['b'\]: expected finite numbers, got inf"),
        ([1, 2], {"a": [1, 2]}, {"levels": {"b": 0}, "log": "y"}, r"levels\['b'\]: expected numbers above 0"),
        ([1, 2], {"a": [1, 2]}, {"levels": dict.fromkeys("abcdefg", 1)}, "levels: expected at most 6, got 7"),
    ],
)
def test_lines_refuse_what_they_cannot_draw(x, curves, options, message):
    with pytest.raises(ValueError, match=message):
        plots.lines(x, curves, xlabel="x", ylabel="y", **options)


def test_states_groups_points_by_label_and_says_what_was_read_on_the_path():
    points = np.array([[0.0, 0.0], [1.0, 1.0], [0.1, 0.0]])
    ax = plots.states(points, ["even", "odd", "even"], path=points)
    even, odd = ax.lines
    assert even.get_label() == "even" and even.get_xydata().tolist() == [[0, 0], [0.1, 0]]
    assert odd.get_xydata().tolist() == [[1, 1]]
    assert [t.get_text() for t in ax.texts if t.get_text()] == ["1", "2"]
    named = plots.states(points, ["even", "odd", "even"], path=points, symbols="ab")
    assert [t.get_text() for t in named.texts if t.get_text()] == ["a", "b"]


def test_states_of_nine_labels_are_all_drawn_and_told_apart():
    points = np.arange(18.0).reshape(9, 2)
    ax = plots.states(points, list("abcdefghi"), xlabel="first", ylabel="second")
    assert list(named(ax)) == list("abcdefghi") and (ax.get_xlabel(), ax.get_ylabel()) == ("first", "second")
    assert [line.get_xydata().tolist() for line in ax.lines] == [[p] for p in points.tolist()]
    assert len({(line.get_color(), line.get_marker()) for line in ax.lines}) == 9


@pytest.mark.parametrize(
    ("points", "labels", "options", "message"),
    [
        ([[0, 0]], ["a", "b"], {}, r"labels: expected one for each of the 1 points, got \(2,\)"),
        ([[0, np.nan]], ["a"], {}, "points: expected finite numbers, got nan"),
        (np.empty((0, 2)), [], {}, r"points: expected \(n, 2\), got \(0, 2\)"),
        ([[0, 0, 0]], ["a"], {}, r"points: expected \(n, 2\), got \(1, 3\)"),
        ([[0, 0]], ["a"], {"path": [[0, 0], [1, 1]], "symbols": "01"}, "symbols: .* path's 1 arrows, got 2"),
        ([[0, 0]], ["a"], {"symbols": "0"}, "symbols: expected one for each of the path's 0 arrows, got 1"),
    ],
)
def test_states_refuse_what_they_cannot_draw(points, labels, options, message):
    with pytest.raises(ValueError, match=message):
        plots.states(points, labels, **options)


def test_along_labels_every_symbol_and_sets_the_marked_apart():
    ax = plots.along("bad", [3.0, 0.5, 2.0], [True, False, True])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["b", "a", "d"]
    _, plain, marked = ax.lines
    assert plain.get_xydata().tolist() == [[1, 0.5]] and marked.get_xydata().tolist() == [[0, 3], [2, 2]]


def test_along_draws_what_lies_below_zero():
    ax = plots.along("ab", [-1.0, 2.0], [False, True], xlabel="symbol", ylabel="gain")
    assert ax.get_ylim()[0] < -1 and (ax.get_xlabel(), ax.get_ylabel()) == ("symbol", "gain")
    assert plots.along("ab", [1.0, 2.0], [False, True]).get_ylim()[0] == 0


@pytest.mark.parametrize(
    ("symbols", "values", "marked", "message"),
    [
        ("abc", [1, 2], [True, True], "symbols, values, marked: expected equally many, got 3, 2 and 2"),
        ("ab", [1, 2], [True], "expected equally many, got 2, 2 and 1"),
        ("ab", [1, np.nan], [True, False], "values: expected finite numbers, got nan"),
        ("", [], [], r"values: expected \(n,\), got \(0,\)"),
    ],
)
def test_along_refuses_what_it_cannot_draw(symbols, values, marked, message):
    with pytest.raises(ValueError, match=message):
        plots.along(symbols, values, marked)


def test_over_text_shades_every_character_and_marks_line_breaks():
    ax = plots.over_text("ab\nc", [-1.0, 0.0, 0.5, 1.0])
    np.testing.assert_array_equal(ax.images[0].get_array().filled(np.nan), [[-1, 0, 0.5], [1, np.nan, np.nan]])
    assert [t.get_text() for t in ax.texts] == ["a", "b", "↵", "c"]
    assert [t.get_color() for t in ax.texts] == ["black", "black", "white", "white"]
    with pytest.raises(ValueError, match="values: expected one for each of the 2 characters, got 1"):
        plots.over_text("ab", [1.0])
    with pytest.raises(ValueError, match="values: expected at least one number, got none"):
        plots.over_text("", [])


def test_over_text_breaks_lines_at_line_breaks_alone():
    ax = plots.over_text("a\u2028b\n\nc\n", np.zeros(7), label="cell", limits=(0, 2))
    assert ax.images[0].get_array().shape == (3, 4) and texts(ax) == ["a", "\u2028", "b", "↵", "↵", "c", "↵"]
    assert ax.images[0].get_clim() == (0, 2) and ax.figure.axes[1].get_ylabel() == "cell"


def test_alignment_has_a_row_for_each_token_written_and_frames_the_marked_one():
    ax = plots.alignment([[0.9, 0.1, 0.0], [0.0, 0.2, 0.8]], "abc", "xy", mark=1)
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0.9, 0.1, 0.0], [0.0, 0.2, 0.8]])
    assert [t.get_text() for t in ax.get_xticklabels()] == ["a", "b", "c"]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["x", "y"]
    assert [p.get_xy() for p in ax.patches] == [(-0.5, 0.5)]


@pytest.mark.parametrize(
    ("weights", "options", "message"),
    [
        ([[0.5, 0.5]], {}, r"weights: expected \(2, 2\) as target and source, got \(1, 2\)"),
        ([[0.5, 0.5], [0.5, 1.5]], {}, "weights: expected numbers from 0 to 1, got 1.5"),
        ([[0.5, 0.5], [-0.5, 1.0]], {}, "weights: expected numbers from 0 to 1, got -0.5"),
        ([[0.5, 0.5], [np.nan, 1.0]], {}, "weights: expected finite numbers, got nan"),
        ([[0.5, 0.5], [0.5, 0.5]], {"mark": 2}, "mark: expected a whole number from 0 to 1, the row"),
    ],
)
def test_alignment_refuses_what_it_cannot_draw(weights, options, message):
    with pytest.raises(ValueError, match=message):
        plots.alignment(weights, "ab", "xy", **options)


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
    with pytest.raises(ValueError, match=r"path: expected \(10,\), got \(9,\)"):
        plots.under_picture(picture, values, ["–", "a", "b"], path=[0] * 9)


LOGITS = np.log(np.array([0.5, 0.25, 0.15, 0.1]))


def test_the_sampling_view_draws_the_probabilities_sorted():
    ax = plots.sampling_view(LOGITS[::-1], list("dcba"))
    heights = [bar.get_height() for bar in ax.containers[0]]
    np.testing.assert_allclose(heights, [0.5, 0.25, 0.15, 0.1])
    assert [t.get_text() for t in ax.get_xticklabels()] == list("abcd")


def test_the_sampling_view_says_how_many_tokens_are_left():
    assert "2 of 4 tokens" in plots.sampling_view(LOGITS, list("abcd"), top_k=2).get_title()
    assert "1 of 4 tokens" in plots.sampling_view(LOGITS, list("abcd"), temperature=0).get_title()


def test_the_sampling_view_shows_what_cannot_be_seen():
    ax = plots.sampling_view(LOGITS, [" ", "\n", "a", "b"], most=3)
    assert [t.get_text() for t in ax.get_xticklabels()] == ["␣", "\\n", "a"]


def test_the_sampling_view_needs_a_token_for_every_logit():
    with pytest.raises(ValueError, match="tokens: expected one for each of the 4 logits, got 3"):
        plots.sampling_view(LOGITS, list("abc"))


def test_the_gate_view_draws_the_cell_and_the_hidden_state_of_the_equations():
    ax = plots.gate_view([1, 0, -1], i=0.5, f=0.8, g=0.5, o=0.25)
    cell, hidden = ax.lines[:2]
    c = np.array([0, 0.25, 0.2, 0.8 * 0.2 - 0.25])
    np.testing.assert_allclose(cell.get_ydata(), c)
    np.testing.assert_allclose(hidden.get_ydata(), 0.25 * np.tanh(c[1:]))
    assert [bar.get_height() for bar in ax.containers[0]] == [0.5, 0, -0.5]


def test_a_shut_forget_gate_remembers_nothing_and_an_open_one_all():
    shut, open_ = (plots.gate_view([1, 0, 0], f=f).lines[0].get_ydata() for f in (0, 1))
    assert list(shut) == [0, 1, 0, 0] and list(open_) == [0, 1, 1, 1]


@pytest.mark.parametrize("candidates", [plots.PULSES, [1, 1, 1, 1, 1], [-1, -1, 1, 1, 1], [0.1, -0.1]])
def test_the_gate_view_holds_the_cell_at_every_opening_on_one_scale(candidates):
    scales = set()
    for f in (0, 0.5, 0.9, 1):
        for g in (-1, 1):
            ax = plots.gate_view(candidates, f=f, g=g)
            scales.add(ax.get_ylim())
            assert np.abs(ax.lines[0].get_ydata()).max() < ax.get_ylim()[1]
    assert len(scales) == 1


def test_a_gate_is_open_between_nothing_and_all():
    with pytest.raises(ValueError, match="f: expected a number from 0 to 1, got 1.2"):
        plots.gate_view(f=1.2)
    with pytest.raises(ValueError, match="g: expected a number from -1 to 1, got nan"):
        plots.gate_view(g=np.nan)
    with pytest.raises(ValueError, match=r"candidates: expected \(T,\), got \(0,\)"):
        plots.gate_view([])


LOOKS = np.array([[0.5, 0.25, 0.25], [0.0, 0.2, 0.8]])


def test_the_alignment_view_shows_the_row_of_the_step_at_the_temperature():
    left, right = plots.alignment_view(LOOKS, "abc", "xy", step=1, temperature=0.5)
    plain, shaped = ([bar.get_height() for bar in bars] for bars in right.containers)
    np.testing.assert_allclose(plain, [0.5, 0.25, 0.25])
    np.testing.assert_allclose(shaped, [4 / 6, 1 / 6, 1 / 6])  # squared, and scaled to sum to one again
    np.testing.assert_allclose(left.images[0].get_array()[1], [0, 0.04 / 0.68, 0.64 / 0.68])
    assert right.get_title() == "step 1: writing 'x'"
    _, right = plots.alignment_view(LOOKS, "abc", "xy", step=2, temperature=0)
    assert [bar.get_height() for bar in right.containers[1]] == [0, 0, 1]


def test_an_alignment_has_a_row_for_each_token_of_the_target():
    with pytest.raises(ValueError, match=r"weights: expected \(3, 3\) as target and source, got \(2, 3\)"):
        plots.alignment_view(LOOKS, "abc", "xyz")
    with pytest.raises(ValueError, match="step: expected a whole number from 1 to 2, the tokens of the target, got 0"):
        plots.alignment_view(LOOKS, "abc", "xy", step=0)


def test_a_figure_drawn_from_a_record_says_so_below_its_labels():
    ax = plots.lines([1, 2], {"a": [1, 2]}, xlabel="delay", ylabel="share right")
    assert plots.from_record(ax, "copying") is ax
    said = ax.texts[-1]
    assert said.get_text() == "drawn from results/copying.json, made by: rnncourse study copying"
    ax.set_xlabel("two\nlines")  # later, as lessons do
    ax.figure.canvas.draw()
    place, label, figure = said.get_window_extent(), ax.xaxis.label.get_window_extent(), ax.figure.bbox
    assert place.y1 <= label.y0 and place.y0 >= figure.y0 and place.x0 >= figure.x0 and place.x1 <= figure.x1


@pytest.mark.parametrize(
    "draw", [lambda: plots.over_text("abc" * 20, np.zeros(60)), lambda: plots.alignment(LOOKS, "abc", "xy")]
)
def test_a_record_is_named_under_pictures_without_an_axis_below(draw):
    ax = plots.from_record(draw(), "attention")
    ax.figure.canvas.draw()
    place, panel, figure = ax.texts[-1].get_window_extent(), ax.get_window_extent(), ax.figure.bbox
    assert place.y1 <= panel.y0 and place.y0 >= figure.y0


def test_under_a_narrow_panel_a_record_takes_two_lines():
    _, axes = plt.subplots(1, 2, figsize=(9, 3), layout="constrained")
    ax = plots.from_record(axes[1], "copying")
    assert ax.texts[-1].get_text().splitlines() == [
        "drawn from results/copying.json,",
        "made by: rnncourse study copying",
    ]


def test_a_record_has_a_name():
    with pytest.raises(ValueError, match="name: expected the name of a study, got ''"):
        plots.from_record(plt.figure().add_subplot(), "")


@pytest.mark.parametrize(
    "draw",
    [
        lambda ax: plots.lines([1], {"a": [1]}, xlabel="x", ylabel="y", ax=ax),
        lambda ax: plots.gradient_decay({"a": [1]}, ax=ax),
        lambda ax: plots.seeds({"a": [1]}, ax=ax),
        lambda ax: plots.states([[0, 0]], ["a"], ax=ax),
        lambda ax: plots.along("a", [1], [True], ax=ax),
        lambda ax: plots.sampling_view(LOGITS, "abcd", ax=ax),
        lambda ax: plots.gate_view(ax=ax),
        lambda ax: plots.over_text("a", [1], ax=ax),
        lambda ax: plots.alignment([[1]], "a", "b", ax=ax),
        lambda ax: plots.under_picture([[1]], [[1]], "a", ax=ax),
    ],
)
def test_a_picture_stands_on_the_axes_it_is_given(draw):
    _, ax = plt.subplots()
    assert draw(ax) is ax and len(plt.get_fignums()) == 1


@pytest.mark.parametrize("path", [[0, 2], [0, -1], [0, 0.5]])
def test_a_path_under_a_picture_keeps_to_its_rows(path):
    with pytest.raises(ValueError, match="path: expected rows, whole numbers from 0 to 1, got"):
        plots.under_picture([[0, 1]], np.eye(2), "ab", path=path)


def test_the_sampling_view_takes_the_logits_of_one_token():
    with pytest.raises(ValueError, match=r"logits: expected those of one token, \(V,\), got \(2, 3\)"):
        plots.sampling_view(np.zeros((2, 3)), "ab")


@pytest.mark.parametrize(("x", "name"), [([1], "x"), ([1, 0], "x"), ([0, 1], "y")])
def test_a_surface_has_two_values_or_more_rising_on_each_side(x, name):
    y = [0, 1] if name == "x" else [2, 2]
    with pytest.raises(ValueError, match=f"{name}: expected two values or more, rising"):
        plots.loss_surface(x, y, np.ones((2, len(x))))


def test_the_bars_of_the_gate_view_have_an_edge_where_there_is_a_candidate():
    ax = plots.gate_view([1, 0, -1])
    assert [bar.get_linewidth() > 0 for bar in ax.containers[0]] == [True, False, True]


@pytest.mark.parametrize("log", ["", "y"])
def test_no_mark_lies_on_a_curve(log):
    curves = {"rises": [1, 10, 100], "diverged": [1, np.inf, np.inf], "another": [np.inf, 1, np.inf]}
    if log:
        curves["vanished"] = [1, 0, 0]
    ax = plots.lines([1, 2, 3], curves, xlabel="x", ylabel="y", log=log)
    ax.figure.draw_without_rendering()
    marks = [t.get_window_extent() for t in ax.texts]
    heights = [ax.transData.transform((1, y))[1] for y in (100, 1)]
    assert len(marks) == (6 if log else 4)
    assert not any(mark.y0 < height < mark.y1 for mark in marks for height in heights)
    assert min(mark.y0 for mark in marks if mark.y0 > heights[1]) > heights[0]


def test_a_strip_shows_each_frame_with_its_name():
    frames = np.linspace(0, 1, 5 * 3 * 4).reshape(5, 3, 4)
    ax = plots.film_strip(frames, "abc", [f"frame {i}" for i in range(5)], across=3)
    drawn = [other for other in ax.figure.axes if other.images]
    assert [other.get_title() for other in drawn] == [f"frame {i}" for i in range(5)]
    assert np.allclose(drawn[4].images[0].get_array(), frames[4])
    with pytest.raises(ValueError, match=r"frames: expected \(2, 3, T\), a name each and a row, got \(5, 3, 4\)"):
        plots.film_strip(frames, "abc", "xy")


def test_a_film_is_a_gif_of_all_frames_that_ends():
    import io

    from PIL import Image

    frames = np.random.default_rng(0).random((4, 3, 6))
    film = Image.open(io.BytesIO(plots.film(frames, "abc", "wxyz")))
    assert film.format == "GIF" and film.n_frames == 4 and film.info["loop"] == 1


def test_intervals_are_drawn_at_their_values():
    ax = plots.intervals(
        {"a": (1, 0, 3), "b": (2, 2, 2)}, runs={"a": [1, 2], "b": [2, 2]}, levels={"zero": 0}, xlabel="x"
    )
    bars = [line.get_xdata().tolist() for line in ax.lines[:4]]
    assert bars == [[0, 3], [1], [2, 2], [2]] and [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]
    with pytest.raises(ValueError, match="expected low <= mean <= high, got 2, 1, 3"):
        plots.intervals({"a": (1, 2, 3)}, xlabel="x")
    with pytest.raises(ValueError, match=r"runs: expected the names of results, \['a'\], got \['b'\]"):
        plots.intervals({"a": (1, 0, 3)}, runs={"b": [1]}, xlabel="x")


def test_a_favourite_is_named_with_what_is_left_of_it():
    found = dict(first="b", second="a", p=0.0079, corrected=0.0317)
    ax = plots.favourite_view({"a": [1.0, 2.0], "b": [0.5, 0.6]}, **found, looks=4, xlabel="nats")
    assert ax.get_title() == "b ahead of a: p = 0.008\nafter 4 comparisons, by Holm: 0.032, more than chance"
    assert ax.get_xlabel() == "nats" and [t.get_text() for t in ax.get_yticklabels()] == ["a", "b"]
    ax = plots.favourite_view({"a": [1.0], "b": [0.5]}, first="b", second="a", p=1.0, corrected=1.0, looks=1)
    assert "after one comparison, by Holm: 1.000, noise" in ax.get_title()


def test_arriving_tags_colour_what_has_just_changed():
    ax = plots.arriving_tags(["to", "the", "sea"], [["PRT"], ["ADP", "DET"], ["ADP", "DET", "NOUN"]])
    assert texts(ax) == ["PRT", "ADP", "DET", "ADP", "DET", "NOUN"]
    assert [t.get_text() for t in ax.texts if t.get_weight() == "bold"] == ["ADP"]
    assert [t.get_position() for t in ax.texts if t.get_weight() == "bold"] == [(0, 1)]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["to", "the", "sea"]


def test_arriving_tags_come_one_more_in_each_row():
    with pytest.raises(ValueError, match="tags: expected rows of 1 to 2 tags, got "):
        plots.arriving_tags(["to", "the"], [["PRT"], ["ADP"]])


def test_weighed_words_draw_a_text_for_each_way_of_weighing_and_bold_what_speaks_for():
    parts = {"attention": [0.1, 0.8, 0.1], "regression": [-1.0, 2.0, 0.0]}
    ax = plots.weighed_words(["not", "good", "tea"], parts)
    assert texts(ax) == ["attention", "not", "good", "tea", "regression", "not", "good", "tea"]
    assert [t.get_text() for t in ax.texts if t.get_weight() == "bold"] == ["good"]
    shades = [t.get_bbox_patch().get_facecolor() for t in ax.texts if t.get_bbox_patch()]
    assert shades[0] == shades[2] != shades[1] and len(set(shades[3:])) == 3


def test_weighed_words_begin_a_new_line_where_the_text_is_wider_than_asked_for():
    ax = plots.weighed_words(["three", "little", "words"], {"a": [0, 0, 1]}, width=12)
    rows = [t.get_position() for t in ax.texts[1:]]
    assert rows[0][0] == rows[2][0] == 0 and rows[0][1] == rows[1][1] < rows[2][1]


def test_weighed_words_need_a_weight_for_each():
    with pytest.raises(ValueError, match=r"parts\['a'\]: expected a weight for each of the 2 words, got 3"):
        plots.weighed_words(["a", "b"], {"a": [1, 2, 3]})


def test_a_reliability_diagram_draws_what_happened_over_what_was_said():
    found = reliability([0.1, 0.1, 0.9, 0.9], np.array([False, True, True, True]), bins=2)
    ax = plots.reliability_diagram({"LSTM": found})
    curve = ax.get_lines()[1]
    np.testing.assert_allclose(curve.get_xydata(), [[0.1, 0.5], [0.9, 1.0]])
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["LSTM"]


def test_a_confusion_table_writes_its_counts_and_shades_shares_of_rows():
    ax = plots.confusion_table([[3, 1], [0, 2]], ["ham", "spam"])
    assert texts(ax) == ["3", "1", "2"]
    np.testing.assert_allclose(ax.get_images()[0].get_array(), [[0.75, 0.25], [0, 1]])
    with pytest.raises(ValueError, match="counts: expected 3 rows and columns"):
        plots.confusion_table([[3, 1], [0, 2]], ["a", "b", "c"])
