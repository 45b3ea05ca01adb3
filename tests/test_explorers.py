"""The explorers show what decoding does."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnncourse.explorers import sampling, sampling_view


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
