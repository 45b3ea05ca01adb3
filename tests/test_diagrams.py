"""The drawings hold what they are said to hold."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from rnncourse import diagrams
from rnncourse.course.syllabus import PLAN
from rnncourse.decoding import Kept
from rnncourse.palette import FADED, GATES, GRADIENT, GRADIENT_LINE, INK


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def texts(ax):
    return [t.get_text() for t in ax.texts]


@pytest.mark.parametrize("kind", ["many-to-many", "many-to-one", "one-to-many"])
def test_unrolled_rnn_has_a_box_for_every_step_and_fades_what_is_not_used(kind):
    ax = diagrams.unrolled_rnn(3, kind, folded=False)
    for t in (1, 2, 3):
        assert {f"$x_{t}$", f"$h_{t}$", f"$y_{t}$"} <= set(texts(ax))
    faded = {t.get_text() for t in ax.texts if t.get_color() == FADED}
    assert faded == {"many-to-many": set(), "many-to-one": {"$y_1$", "$y_2$"}, "one-to-many": {"$x_2$", "$x_3$"}}[kind]


def test_unrolled_rnn_names_its_weights_beside_the_loop_and_not_in_a_small_panel():
    names = ["$W_{xh}$", "$W_{hh}$", "$W_{hy}$"]
    drawn = texts(diagrams.unrolled_rnn(3))
    assert [drawn.count(name) for name in names] == [4, 3, 4]  # at the loop, and at every step
    drawn = texts(diagrams.unrolled_rnn(3, folded=False))
    assert [drawn.count(name) for name in names] == [0, 0, 0]


def test_bptt_graph_draws_gradients_dashed_and_red_and_the_way_forward_solid():
    arrows = [p for p in diagrams.bptt_graph(3).patches if type(p).__name__ == "FancyArrowPatch"]
    back = [p for p in arrows if to_hex(p.get_edgecolor()) == GRADIENT]
    assert len(back) == 3 + 3 + 2 and {p.get_linestyle() for p in back} == {GRADIENT_LINE}
    ahead = [p for p in arrows if p not in back]
    assert len(ahead) == 3 * 3 + 2 + 1  # the first state too
    assert {(to_hex(p.get_edgecolor()), p.get_linestyle()) for p in ahead} == {(INK, "-")}


def test_bptt_graph_cuts_the_gradient_where_the_window_ends():
    carried = [t for t in texts(diagrams.bptt_graph(5)) if "da_" in t]
    assert len(carried) == 4
    truncated = texts(diagrams.bptt_graph(5, window=2))
    assert sum("da_" in t for t in truncated) == 2 and sum("cut" in t for t in truncated) == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: diagrams.unrolled_rnn(3, "one-to-one"), "kind: expected one of many-to-many"),
        (lambda: diagrams.unrolled_rnn(1), "steps: expected a whole number from 2 to 100, got 1"),
        (lambda: diagrams.bptt_graph(4, window=0), "window: expected a whole number > 0, got 0"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_ngram_window_shows_the_last_tokens_and_fades_those_before():
    ax = diagrams.ngram_window(["a", "b", "c", "d"], 3, rows=2)
    assert texts(ax) == ["a", "b", "c", "p( c | a b )", "a", "b", "c", "d", "p( d | b c )"]
    assert [t.get_text() for t in ax.texts if t.get_color() == FADED] == ["a"]
    assert texts(diagrams.ngram_window(["a", "b"], 1, rows=1)) == ["a", "p( a )"]


def test_ngram_window_refuses_a_sentence_that_is_too_short():
    with pytest.raises(ValueError, match="got order 3, first 2 and 4 tokens"):
        diagrams.ngram_window(["a", "b", "c", "d"], 3, rows=3)


def test_automaton_names_every_state_and_symbol():
    ax = diagrams.automaton(["even", "odd"], {("even", "even"): "0", ("even", "odd"): "1", ("odd", "even"): "1"})
    assert sorted(texts(ax)) == ["0", "1", "1", "even", "odd"]
    assert len([p for p in ax.patches if type(p).__name__ == "FancyArrowPatch"]) == 4  # three, and the start


@pytest.mark.parametrize(
    ("states", "arrows", "message"),
    [
        ([], {}, r"states: expected at least one, all different, got \[\]"),
        (["a", "a"], {}, "states: expected at least one, all different"),
        (["a", "b"], {("a", "c"): "0"}, r"arrows: expected them between neighbours .*, got \('a', 'c'\)"),
        (["a", "b", "c"], {("a", "c"): "0"}, r"arrows: expected them between neighbours .*, got \('a', 'c'\)"),
    ],
)
def test_automaton_refuses_arrows_it_cannot_draw(states, arrows, message):
    with pytest.raises(ValueError, match=message):
        diagrams.automaton(states, arrows)


def test_lesson_map_has_a_box_for_each_lesson_and_fades_those_not_written():
    ax = diagrams.lesson_map(PLAN, {"00", "01"})
    boxes = [t for t in ax.texts if not t.get_text().startswith("after")]
    assert [t.get_text().replace("\n", " ") for t in boxes] == [f"{p.number} {p.title}" for p in PLAN]
    assert [t.get_color() == FADED for t in boxes] == [p.number > "01" for p in PLAN]
    assert texts(ax).count("after 08") == sum(p.needs == ("08",) for p in PLAN)


def test_lesson_map_keeps_titles_inside_their_boxes():
    ax = diagrams.lesson_map(PLAN, {p.number for p in PLAN})
    ax.figure.canvas.draw()
    patches = [p.get_window_extent() for p in ax.patches if type(p).__name__ == "FancyBboxPatch"]
    titles = [t.get_window_extent() for t in ax.texts if not t.get_text().startswith("after")]
    for box, title in zip(patches, titles, strict=True):
        assert box.x0 < title.x0 and title.x1 < box.x1 and box.y0 < title.y0 and title.y1 < box.y1


def drawn_colours(ax):
    return {to_hex(p.get_facecolor()) for p in ax.patches} | {to_hex(line.get_color()) for line in ax.lines}


def test_lstm_cell_names_its_gates_its_valves_and_what_comes_and_goes():
    ax = diagrams.lstm_cell()
    wanted = ["forget\nσ", "input\nσ", "candidate\ntanh", "output\nσ", "$f_t$", "$i_t$", "$g_t$", "$o_t$", "tanh", "+"]
    wanted += ["$c_{t-1}$", "$c_t$", "$h_{t-1}$", "$h_t$", "$x_t$", "keep", "write", "show", "×", "×", "×"]
    assert sorted(texts(ax)) == sorted(wanted)
    assert {GATES[name] for name in ("forget", "input", "candidate", "output")} <= drawn_colours(ax)


def test_gru_cell_puts_the_product_before_or_after_the_reset_valve():
    place = {}
    for reset in ("after", "before"):
        ax = diagrams.gru_cell(reset)
        assert {"update\nσ", "reset\nσ", "candidate\ntanh", "$z_t$", "$r_t$", "$n_t$", "1 −"} <= set(texts(ax))
        product = next(t for t in ax.texts if t.get_text() == "$U_n$").get_position()[0]
        valve = max(t.get_position()[0] for t in ax.texts if t.get_text() == "×" and t.get_position()[1] < 2)
        place[reset] = product < valve
    assert place == {"after": True, "before": False}


def test_a_cell_can_be_drawn_with_one_gate_in_colour_and_with_its_gradient():
    ax = diagrams.lstm_cell(strong="forget", gradient=True)
    assert GATES["forget"] in drawn_colours(ax) and GATES["input"] not in drawn_colours(ax)
    assert sum("dc_t" in t for t in texts(ax)) == 2
    ax = diagrams.gru_cell(strong=("update",))
    assert GATES["update"] in drawn_colours(ax) and GATES["reset"] not in drawn_colours(ax)


def test_each_gate_has_a_colour_of_its_own_for_the_whole_course():
    assert set(GATES) == {"forget", "input", "candidate", "output", "update", "reset"}
    assert len(set(GATES.values())) == 6


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: diagrams.lstm_cell(strong="reset"), "strong: expected names among forget, input"),
        (lambda: diagrams.gru_cell("never"), "reset: expected one of after, before, got 'never'"),
    ],
)
def test_a_cell_refuses_what_it_has_not(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_encoder_decoder_draws_the_weights_and_what_is_not_yet_written_as_outlines():
    ax = diagrams.encoder_decoder("stone", "eno", [0.02, 0.03, 0.05, 0.82, 0.08], step=2)
    assert {"s", "t", "$m_{5}$", "$h_{3}$", "start", "0.82", "context", "query $h_{2}$"} <= set(texts(ax))
    assert [t.get_text() for t in ax.texts if t.get_color() == FADED] == ["n", "$h_{3}$", "o"]
    bars = [p.get_height() for p in ax.patches if type(p).__name__ == "Rectangle"]
    assert len(bars) == 5 and max(bars) == bars[3]


def test_without_weights_the_bottleneck_is_drawn():
    drawn = texts(diagrams.encoder_decoder("stone", "eno"))
    assert "context" not in drawn and "all it will\never know" in drawn


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: diagrams.encoder_decoder("ab", "ba", [0.5, 0.6]),
            "weights: expected 2 numbers from 0 that sum to one",
        ),
        (lambda: diagrams.encoder_decoder("ab", "ba", [1.0]), "weights: expected 2 numbers from 0 that sum to one"),
        (lambda: diagrams.encoder_decoder("ab", "ba", [np.nan, 1.0]), "weights: expected finite numbers, got nan"),
        (
            lambda: diagrams.encoder_decoder("ab", "ba", step=3),
            "step: expected a whole number from 1 to 2, the tokens of the target, got 3",
        ),
    ],
)
def test_encoder_decoder_refuses_what_cannot_be_drawn(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_birnn_has_two_states_and_an_output_for_every_step_and_fades_the_padding():
    ahead, back = r"$\overrightarrow{{h}}_{}$", r"$\overleftarrow{{h}}_{}$"
    ax = diagrams.birnn(3)
    for t in (1, 2, 3):
        assert {f"$x_{t}$", f"$y_{t}$", ahead.format(t), back.format(t)} <= set(texts(ax))
    assert not [t for t in ax.texts if t.get_color() == FADED]
    faded = {t.get_text() for t in diagrams.birnn(4, length=3).texts if t.get_color() == FADED}
    assert faded == {"pad", "$y_4$", ahead.format(4), back.format(4)}
    faded = {t.get_text() for t in diagrams.birnn(4, length=3, careless=True).texts if t.get_color() == FADED}
    assert faded == {"$y_4$", ahead.format(4)}


@pytest.mark.parametrize(("careless", "last"), [(False, 2), (True, 4)])
def test_birnn_starts_the_reverse_row_at_the_sequence_s_end_or_in_the_padding(careless, last):
    ax = diagrams.birnn(4, length=2, careless=careless)
    start = max(t.get_position()[0] for t in ax.texts if t.get_text() == "0")
    place = {n: t.get_position()[0] for t in ax.texts for n in range(1, 5) if t.get_text() == f"$y_{n}$"}
    assert start - place[last] == pytest.approx(1.38)


def test_birnn_marks_the_way_from_the_next_input_to_an_output():
    ax = diagrams.birnn(4, leak=2)
    way = next(line.get_xydata() for line in ax.lines if line.get_alpha())
    place = {t.get_text(): t.get_position() for t in ax.texts}
    (source, low), (target, high) = place["$x_3$"], place["$y_2$"]
    assert way[0] == pytest.approx([source + 0.36, low + 0.27])
    assert way[-1] == pytest.approx([target + 0.36, high - 0.27])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: diagrams.birnn(1), "steps: expected a whole number from 2 to 100, got 1"),
        (lambda: diagrams.birnn(4, length=5), "length: expected a whole number from 1 to 4, the steps, got 5"),
        (lambda: diagrams.birnn(4, careless=True), "careless: expected padding to start in"),
        (
            lambda: diagrams.birnn(4, leak=4),
            "leak: expected a whole number from 1 to 3, a step with one after it, got 4",
        ),
    ],
)
def test_birnn_refuses_what_cannot_be_drawn(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_crnn_ctc_names_a_symbol_a_column_and_merges_equal_neighbours():
    ax = diagrams.crnn_ctc(np.eye(8, 24), "–33–00–0")
    names = ["picture", "convolution,\npooling", "BiLSTM", "probabilities", "best path", "what it spells"]
    cells = ["→"] * 8 + ["←"] * 8
    assert sorted(texts(ax)) == sorted([*names, *cells, *"–33–00–0", *"300"])
    assert sum(t.get_color() == FADED for t in ax.texts) == 3  # the blanks, which lead nowhere


def test_ctc_lattice_has_the_places_and_arrows_of_all_paths():
    def count(ax):
        arrows = sum(type(p).__name__ == "FancyArrowPatch" for p in ax.patches)
        return arrows, sum(type(p).__name__ == "Circle" and p.get_radius() > 0.1 for p in ax.patches)

    assert count(diagrams.ctc_lattice("no", 2)) == (1, 2)  # only n, o: the skip
    assert count(diagrams.ctc_lattice("oo", 3)) == (2, 3)  # only o, –, o: no skip between equal labels
    assert count(diagrams.ctc_lattice("no", 4)) == (18, 12)
    assert texts(diagrams.ctc_lattice("no", 2)) == ["–", "n", "–", "o", "–", "1", "2"]


def test_ctc_lattice_draws_one_path_strong():
    ax = diagrams.ctc_lattice("no", 4, posterior=np.full((4, 5), 0.2), path=[0, 1, 2, 3])
    strong = [p for p in ax.patches if type(p).__name__ == "FancyArrowPatch" and to_hex(p.get_edgecolor()) == INK]
    for t, arrow in enumerate(sorted(strong, key=lambda p: p._posA_posB[0][0])):
        (x, y), (to_x, to_y) = arrow._posA_posB  # from the place (t, row t) to the next of both, but for the radius
        assert 0 < x - (0.95 * t + 1.1) < 0.2 and 0 < 0.8 + 0.62 * (4 - t) - y < 0.2
        assert 0 < 0.95 * t + 2.05 - to_x < 0.2 and 0 < to_y - (0.8 + 0.62 * (3 - t)) < 0.2
    assert len(strong) == 3


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: diagrams.crnn_ctc(np.zeros(8), "–3"), r"picture: expected \(height, W\), got \(8,\)"),
        (lambda: diagrams.crnn_ctc(np.zeros((8, 24)), "3" * 13), "path: expected 2 to 12 symbols.*got 13"),
        (lambda: diagrams.ctc_lattice("oo", 2), "steps: expected enough to spell 'oo', got 2"),
        (lambda: diagrams.ctc_lattice("o", 2, posterior=np.ones((3, 2))), r"posterior: .*\(2, 3\), got \(3, 2\)"),
        (lambda: diagrams.ctc_lattice("o", 2, path=[0]), "path: expected a row for each of the 2 steps, got 1"),
        (
            lambda: diagrams.ctc_lattice("no", 4, path=[0, 1, 2, 9]),
            r"path: expected one that spells 'no', got the rows \[0,",
        ),
        (lambda: diagrams.ctc_lattice("no", 4, path=[0, 3, 3, 3]), "path: expected one that spells 'no'"),
        (lambda: diagrams.ctc_lattice("o", 1, path=[0]), "path: expected one that spells 'o'"),
    ],
)
def test_crnn_and_lattice_refuse_what_cannot_be_drawn(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_a_classifier_draws_the_share_of_each_state_and_padding_as_outlines():
    ax = diagrams.classifier(["good", "tea", "pad"], [0.75, 0.25, 0], verdict="positive", length=2)
    assert {"good", "$h_{2}$", "0.75", "pooled", "positive"} <= set(texts(ax))
    assert [t.get_text() for t in ax.texts if t.get_color() == FADED] == ["pad", "$h_{3}$"]
    bars = [p.get_height() for p in ax.patches if type(p).__name__ == "Rectangle"]
    assert len(bars) == 2 and bars[0] > bars[1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: diagrams.classifier(["a"], [1.0]), "words: expected 2 words or more"),
        (lambda: diagrams.classifier(["a", "b"], [0.5, 0.6]), "weights: expected 2 numbers from 0 that sum to one"),
        (lambda: diagrams.classifier(["a", "b"], [0.5, 0.5], length=1), "length: expected 1 to 2, with no weight"),
    ],
)
def test_a_classifier_refuses_what_cannot_be_drawn(call, message):
    with pytest.raises(ValueError, match=message):
        call()


TREE = [
    [Kept((0,), -0.5, False), Kept((1,), -1.0, False)],
    [Kept((1, 0), -1.2, False), Kept((1, 2), -1.3, True)],
    [Kept((1, 0, 2), -1.4, True)],
]


def test_a_beam_grows_by_the_steps_that_are_drawn_and_fades_what_nothing_was_made_of():
    names = ["yes", "a $word$", "<stop>"]
    assert texts(diagrams.beam_tree(TREE, names, steps=1)) == ["start", "yes", "-0.50", r"a \$word\$", "-1.00"]
    ax = diagrams.beam_tree(TREE, names)
    assert texts(ax).count("<stop>") == 2 and "-1.40" in texts(ax)
    assert {t.get_text() for t in ax.texts if t.get_color() == FADED} == {"yes"}


def test_the_thick_way_through_a_beam_leads_to_the_best_by_sum_or_mean():
    def thick(alpha):
        ax = diagrams.beam_tree(TREE, ["a", "b", "c"], alpha=alpha)
        return [line.get_linewidth() > 3 for line in ax.lines]

    assert thick(0.0) == [False, True, False, True, False]  # -1.3 against -1.4
    assert thick(1.0) == [False, True, True, False, True]  # -1.3 / 2 against -1.4 / 3


@pytest.mark.parametrize(
    ("grown", "message"),
    [
        ([], r"grown: expected 1 to 40 steps of 1 to 40 hypotheses, got 0 steps"),
        ([[]], r"grown: expected 1 to 40 steps of 1 to 40 hypotheses, got 1 steps"),
        ([[3]], r"grown\[0\]\[0\]: expected a Kept, got 3"),
        ([[Kept((7,), -1.0, False)]], r"grown\[0\]\[0\]: expected 1 ids below 3, the names of tokens, got \(7,\)"),
        ([[Kept((0,), 1.0, False)]], r"grown\[0\]\[0\].log_prob: expected a number from -1"),
        ([TREE[0], [Kept((2, 0), -1.0, False)]], r"grown\[1\]\[0\]: expected one that goes on from the step before"),
        ([[Kept((0,), -1.0, True)], [Kept((0, 0), -2.0, True)]], r"grown\[1\]\[0\]: expected one that goes on"),
    ],
)
def test_what_is_no_beam_is_not_drawn(grown, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        diagrams.beam_tree(grown, ["a", "b", "c"], steps=None)
