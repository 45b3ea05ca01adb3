"""Learning the next character of a text, and the surprise of one."""

import numpy as np

from rnncourse.batching import stream_batches
from rnncourse.experiments.cells import LayerOf
from rnncourse.scratch import Adam, Network, fit

EMBEDDING_SIZE = 24


def learn_text(
    layer_of: LayerOf,
    ids: np.ndarray,
    *,
    vocab_size: int,
    rate: float,
    seed: int,
    epochs: int = 1,
    embedding_size: int = EMBEDDING_SIZE,
    hidden_size: int = 64,
    steps: int = 32,
) -> Network:
    """A new language model that has read a text (N,) `epochs` times, in 16 streams of `steps` steps an update."""
    rng = np.random.default_rng(seed)
    network = Network(layer_of(embedding_size, hidden_size, rng=rng), vocab_size, vocab_size=vocab_size, rng=rng)
    batches = list(stream_batches(ids, batch_size=16, steps=steps))
    fit(network, batches, optimizer=Adam(rate), epochs=epochs, clip=1.0, carry_state=True, bar=False)
    return network


def nats(network: Network, ids: np.ndarray) -> float:
    """The mean surprise -ln p of a text's tokens after the first, which is read only."""
    return -float(network.logprob(ids[1:], context=ids[:1]).mean())
