"""What is followed: being inside quotation marks, and traces of the last opening mark."""

import numpy as np
import pytest

from rnncourse.experiments.trace import best_unit, hide_letters, inside_quotes, leaky_trace, memory, signs
from rnncourse.scratch import GRU, LSTM, Network


def test_letters_are_hidden_and_structure_is_kept():
    assert hide_letters('"No," said\nÉva; 7') == '"Aa." aaaa\nAaa. .'


def test_inside_begins_at_the_opening_and_ends_at_the_closing_mark():
    assert inside_quotes('"No," he').tolist() == [1, 1, 1, 1, 0, 0, 0, 0]


def test_a_paragraph_begins_outside():
    assert inside_quotes('"No\n\nHe').tolist() == [1, 1, 1, 1, 0, 0, 0]


def test_a_trace_leaks_and_may_be_reset():
    assert leaky_trace('a"bc"d', 0.5, reset=False) == pytest.approx([0, 1, 0.5, 0.25, 0.125, 0.0625])
    assert leaky_trace('a"bc"d', 0.5, reset=True) == pytest.approx([0, 1, 0.5, 0.25, 0, 0])


def test_a_trace_that_does_not_leak_and_is_reset_is_being_inside():
    text = 'He said: "Go, now." And "yes," she went.'
    assert np.array_equal(leaky_trace(text, 1.0, reset=True), inside_quotes(text))


def test_the_best_unit_is_found_with_its_sign():
    wanted = np.array([0.0, 1, 1, 0, 1])
    rng = np.random.default_rng(0)
    values = np.stack([rng.random(5), 3 - 2 * wanted, np.zeros(5)], axis=1)
    assert best_unit(values, wanted) == (1, pytest.approx(-1))


def test_memory_is_the_cell_of_an_lstm_and_the_state_of_a_gru():
    V, text = len(signs()), "Aaa aaaa."
    for maker in (LSTM, GRU):
        rng = np.random.default_rng(0)
        network = Network(maker(4, 5, rng=rng), V, vocab_size=V, rng=rng)
        kept = memory(network, [text, text])
        assert kept.shape == (9, 2, 5) and np.array_equal(kept[:, 0], kept[:, 1])
        embedded, _ = network.embedding.forward(signs().encode(list(text))[:, None])
        _, state, _ = network.layer.forward(embedded)
        np.testing.assert_allclose(kept[-1, 0], np.tanh(state.c[0]) if maker is LSTM else state[0], atol=1e-6)
