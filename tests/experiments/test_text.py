"""A text is learned, and its surprise measured."""

import numpy as np
import pytest

from rnncourse.experiments.text import learn_text, nats
from rnncourse.scratch import GRU, RNN


def test_a_text_that_repeats_itself_is_learned():
    ids = np.tile([0, 1, 2, 3], 1000)
    learned = learn_text(RNN, ids, vocab_size=4, rate=0.02, seed=0, epochs=2, embedding_size=4, hidden_size=8)
    begun = learn_text(RNN, ids, vocab_size=4, rate=1e-9, seed=0, embedding_size=4, hidden_size=8)
    assert nats(learned, ids[:100]) < 0.3 < 1 < nats(begun, ids[:100])


def test_nats_leave_the_first_token_out():
    ids = np.arange(20) % 4
    network = learn_text(GRU, np.tile(ids, 40), vocab_size=4, rate=0.01, seed=0, embedding_size=4, hidden_size=8)
    assert nats(network, ids) == pytest.approx(-network.logprob(ids)[1:].mean())
