"""What is extracted is the automaton that made the states."""

import numpy as np
import pytest

from rnncourse.experiments.automaton import Automaton, extract, group_states, minimise
from rnncourse.scratch import RNN


def strings(T, B, seed=0):
    return np.random.default_rng(seed).integers(0, 2, (T, B))


def walk(after, symbols):
    """The states of an automaton, started in 0, after each symbol."""
    state, visited = np.zeros(symbols.shape[1], int), []
    for symbol in symbols:
        state = after[state, symbol]
        visited.append(state)
    return np.array(visited)


AFTER = np.array([[1, 2], [0, 3], [3, 0], [2, 1]])  # the parities of 0s and of 1s
OUTPUT = np.array([1, 0, 0, 0])


def test_an_automaton_is_found_from_its_states_alone():
    symbols = strings(200, 5)
    visited = walk(AFTER, symbols)
    found = extract(visited, symbols, OUTPUT[visited])
    np.testing.assert_array_equal(found.after, AFTER)
    np.testing.assert_array_equal(found.output, OUTPUT)
    assert found.agreement == 1.0
    assert extract(np.where(symbols > 0, 0, visited), symbols, OUTPUT[visited]).agreement < 1


def test_states_that_say_the_same_forever_become_one():
    split = np.array([[4, 2], [0, 3], [3, 5], [2, 1], [0, 3], [1, 2]])  # 4 as 1, 5 as 0
    found, went = minimise(Automaton(split, np.array([1, 0, 0, 0, 0, 1]), 1.0))
    assert len(found.after) == 4 and went[1] == went[4] and went[0] == went[5]
    symbols = strings(60, 1)[:, 0]
    said = OUTPUT[walk(AFTER, symbols[:, None])[:, 0]]
    np.testing.assert_array_equal(found.read(symbols, int(went[0])), said)
    assert len(minimise(Automaton(AFTER, OUTPUT, 1.0))[0].after) == 4


def test_a_transition_never_seen_is_not_made_up():
    found = extract(np.array([[0], [0], [1]]), np.array([[0], [0], [1]]), np.array([[0], [0], [1]]))
    assert found.after.tolist() == [[0, 1], [-1, -1]]
    with pytest.raises(ValueError, match="expected transitions that were seen"):
        found.read(np.array([1, 1]), 0)


def test_groups_are_found_without_an_answer():
    layer = RNN(1, 2, rng=np.random.default_rng(0))
    layer.params["W_xh"][...] = 6 * np.array([[1], [1]])
    layer.params["W_hh"][...] = 6 * np.array([[0.5, -0.5], [0.5, -0.5]])
    layer.params["b_h"][...] = 6 * np.array([-0.5, -1.5])
    bits = strings(50, 4)
    h, group = group_states(layer, bits[..., None].astype(np.float32), 3)
    odd = bits.cumsum(axis=0) % 2
    assert h.shape == (50, 4, 2)
    found, _ = minimise(extract(group, bits, odd))
    assert len(found.after) == 2 and found.agreement == 1.0
