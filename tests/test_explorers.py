"""The explorers show what decoding does, and what gates do."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnncourse.explorers import alignment, alignment_view, gate_view, gates, sampling, sampling_view


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


LOGITS = np.log(np.array([0.5, 0.25, 0.15, 0.1]))


def test_the_view_draws_the_probabilities_sorted():
    ax = sampling_view(LOGITS[::-1], list("dcba"))
    heights = [bar.get_height() for bar in ax.containers[0]]
    np.testing.assert_allclose(heights, [0.5, 0.25, 0.15, 0.1])
    assert [t.get_text() for t in ax.get_xticklabels()] == list("abcd")


def test_the_view_says_how_many_tokens_are_left():
    assert "2 of 4 tokens" in sampling_view(LOGITS, list("abcd"), top_k=2).get_title()
    assert "1 of 4 tokens" in sampling_view(LOGITS, list("abcd"), temperature=0).get_title()


def test_moving_a_slider_draws_and_writes_anew():
    seen = []
    box = sampling(LOGITS, list("abcd"), write=lambda *a, **k: seen.append((a, k)) or "text")
    temperature, top_k, top_p, _ = box.children
    assert seen[-1] == ((1.0,), {"top_k": None, "top_p": None})
    temperature.value = 0.5
    top_k.value = 2
    top_p.value = 0.5
    assert seen[-1] == ((0.5,), {"top_k": 2, "top_p": 0.5})


def test_a_token_for_every_logit():
    with pytest.raises(ValueError, match="tokens: expected one for each of the 4 logits, got 3"):
        sampling_view(LOGITS, list("abc"))


def test_the_gate_view_draws_the_cell_and_the_hidden_state_of_the_equations():
    ax = gate_view([1, 0, -1], i=0.5, f=0.8, g=0.5, o=0.25)
    cell, hidden = ax.lines[:2]
    c = np.array([0, 0.25, 0.2, 0.8 * 0.2 - 0.25])
    np.testing.assert_allclose(cell.get_ydata(), c)
    np.testing.assert_allclose(hidden.get_ydata(), 0.25 * np.tanh(c[1:]))
    assert [bar.get_height() for bar in ax.containers[0]] == [0.5, 0, -0.5]


def test_a_shut_forget_gate_remembers_nothing_and_an_open_one_all():
    shut, open_ = (gate_view([1, 0, 0], f=f).lines[0].get_ydata() for f in (0, 1))
    assert list(shut) == [0, 1, 0, 0] and list(open_) == [0, 1, 1, 1]


def test_moving_a_gate_draws_anew(monkeypatch):
    drawn = []
    monkeypatch.setattr("IPython.display.display", lambda figure: drawn.append(figure.axes[0].get_title()))
    forget, _, _, output, _ = gates([1, 0]).children
    forget.value = 0.5
    output.value = 0.25
    assert drawn[-1] == "forget gate 0.50, input gate 1.00, output gate 0.25" and len(drawn) == 3


def test_a_gate_is_open_between_nothing_and_all():
    with pytest.raises(ValueError, match="f: expected a number from 0 to 1, got 1.2"):
        gate_view(f=1.2)


LOOKS = np.array([[0.5, 0.25, 0.25], [0.0, 0.2, 0.8]])


def test_the_alignment_view_shows_the_row_of_the_step_at_the_temperature():
    left, right = alignment_view(LOOKS, "abc", "xy", step=1, temperature=0.5)
    plain, shaped = ([bar.get_height() for bar in bars] for bars in right.containers)
    np.testing.assert_allclose(plain, [0.5, 0.25, 0.25])
    np.testing.assert_allclose(shaped, [4 / 6, 1 / 6, 1 / 6])  # squared, and scaled to sum to one again
    np.testing.assert_allclose(left.images[0].get_array()[1], [0, 0.04 / 0.68, 0.64 / 0.68])
    assert right.get_title() == "step 1: writing 'x'"
    _, right = alignment_view(LOOKS, "abc", "xy", step=2, temperature=0)
    assert [bar.get_height() for bar in right.containers[1]] == [0, 0, 1]


def test_moving_the_step_draws_anew(monkeypatch):
    drawn = []
    monkeypatch.setattr("IPython.display.display", lambda figure: drawn.append(figure.axes[1].get_title()))
    step, temperature, _ = alignment(LOOKS, "abc", "xy").children
    step.value = 2
    temperature.value = 3
    assert drawn == ["step 1: writing 'x'", "step 2: writing 'y'", "step 2: writing 'y'"]


def test_an_alignment_has_a_row_for_each_token_of_the_target():
    with pytest.raises(ValueError, match=r"weights: expected \(3, 3\) as target and source, got \(2, 3\)"):
        alignment_view(LOOKS, "abc", "xyz")
    with pytest.raises(ValueError, match="step: expected 1 to 2, the tokens of the target, got 0"):
        alignment_view(LOOKS, "abc", "xy", step=0)
