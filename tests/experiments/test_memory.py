"""Networks learn short tasks, stop where they should, and are judged on sequences of their own."""

import numpy as np
import pytest

from rnncourse.datasets import adding_problem
from rnncourse.experiments import memory
from rnncourse.experiments.cells import with_bias
from rnncourse.experiments.memory import addition_error, learn_to_add, learn_to_copy, symbols_right
from rnncourse.scratch import GRU, RNN


def test_a_gru_learns_to_add_over_six_steps():
    learned = learn_to_add(GRU, steps=6, updates=500, rate=2e-2, seed=0)
    assert learned.score < 0.02 < memory.GUESS and learned.updates == 500
    x, y = adding_problem(6, 200, rng=np.random.default_rng(1))
    assert addition_error(learned.network, x, y) == pytest.approx(learned.score, abs=0.02)


def test_an_lstm_learns_to_copy_over_two_steps():
    assert learn_to_copy(with_bias(1), delay=2, updates=400, rate=2e-2, seed=0).score > 0.9


def test_training_stops_at_the_goal():
    easy = learn_to_add(GRU, steps=6, updates=500, rate=2e-2, seed=0, goal=10.0)
    assert easy.updates == 100
    assert learn_to_copy(RNN, delay=2, updates=300, rate=1e-2, seed=0, goal=1.0).updates == 100


def test_the_score_is_of_other_sequences_than_those_that_training_stops_by(monkeypatch):
    seen = []

    def noted(network, x, y):
        seen.append(x)
        return addition_error(network, x, y)

    monkeypatch.setattr(memory, "addition_error", noted)
    learn_to_add(RNN, steps=4, updates=200, rate=1e-2, seed=0)
    assert [x.shape[1] for x in seen] == [500, 500, 2000]
    assert np.array_equal(seen[0], seen[1]) and not np.array_equal(seen[0], seen[2][:, :500])


@pytest.mark.parametrize("updates", [0, 50, 250, -100])
def test_updates_are_counted_in_hundreds(updates):
    with pytest.raises(ValueError, match=f"updates: expected a multiple of 100, got {updates}"):
        learn_to_add(RNN, steps=4, updates=updates, rate=1e-2, seed=0)


def test_symbols_right_counts_the_last_three_steps():
    class Says:
        def forward(self, x):
            return np.eye(4)[np.array([[0, 0], [1, 1], [2, 2], [3, 3]])], None, None

    y = np.array([[9, 9], [1, 1], [2, 0], [3, 0]])
    assert symbols_right(Says(), None, y) == pytest.approx(4 / 6)


def test_flow_measures_a_hundred_steps_in_cell_and_hidden_state():
    lstm, rnn = (memory.run_flow({"model": m, "updates": 100, "rate": 0.01, "seed": 0}) for m in ("LSTM", "RNN"))
    assert len(lstm["cell"]) == len(lstm["hidden"]) == len(rnn["hidden"]) == 101
    assert lstm["cell"][0] == lstm["hidden"][0] == 1 and 0 < lstm["most_open"] < 1
    assert "cell" not in rnn
