"""The drawings hold what they are said to hold."""

import matplotlib.pyplot as plt
import pytest

from rnncourse import diagrams


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
    faded = {t.get_text() for t in ax.texts if t.get_color() == "#aaaaaa"}
    assert (
        faded
        == {"many-to-many": set(), "many-to-one": {"$y_1$", "$y_2$"}, "one-to-many": {"$x_2$", "$x_3$"}}[kind]
    )


def test_bptt_graph_cuts_the_gradient_where_the_window_ends():
    carried = [t for t in texts(diagrams.bptt_graph(5)) if "da_" in t]
    assert len(carried) == 4
    truncated = texts(diagrams.bptt_graph(5, window=2))
    assert sum("da_" in t for t in truncated) == 2 and sum("cut" in t for t in truncated) == 2


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: diagrams.unrolled_rnn(3, "one-to-one"), "kind: expected one of many-to-many"),
        (lambda: diagrams.unrolled_rnn(1), "steps: expected at least 2"),
        (lambda: diagrams.bptt_graph(4, window=0), "window >= 1"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_ngram_window_shows_the_last_tokens_and_fades_those_before():
    ax = diagrams.ngram_window(["a", "b", "c", "d"], 3, rows=2)
    assert texts(ax) == ["a", "b", "c", "p( c | a b )", "a", "b", "c", "d", "p( d | b c )"]
    assert [t.get_text() for t in ax.texts if t.get_color() == "#aaaaaa"] == ["a"]
    assert texts(diagrams.ngram_window(["a", "b"], 1, rows=1)) == ["a", "p( a )"]


def test_ngram_window_refuses_a_sentence_that_is_too_short():
    with pytest.raises(ValueError, match="got order 3, first 2 and 4 tokens"):
        diagrams.ngram_window(["a", "b", "c", "d"], 3, rows=3)


def test_automaton_names_every_state_and_symbol():
    ax = diagrams.automaton(["even", "odd"], {("even", "even"): "0", ("even", "odd"): "1", ("odd", "even"): "1"})
    assert sorted(texts(ax)) == ["0", "1", "1", "even", "odd"]
    assert len([p for p in ax.patches if type(p).__name__ == "FancyArrowPatch"]) == 4  # three, and the start
