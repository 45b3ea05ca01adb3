"""The next character of the tales, compared as Chung et al. (2014) compared cells: at equal parameters."""

import time

import numpy as np
from quality_common import SEEDS, report

from rnncourse.batching import stream_batches
from rnncourse.datasets import load_text
from rnncourse.scratch import GRU, LSTM, RNN, Adam, Network, fit, logprobs
from rnncourse.text import Vocabulary, characters


def layer(kind, hidden_size, rng, input_size):
    """A layer; the LSTM with a forget bias of 1."""
    makers = {"RNN": RNN, "LSTM": lambda *sizes, rng: LSTM(*sizes, forget_bias=1.0, rng=rng), "GRU": GRU}
    return makers[kind](input_size, hidden_size, rng=rng)


def run_text(kind, rate, seed, budget=30_000, embedding=24, epochs=10):
    """Read the training tales `epochs` times -> what it reaches on the validation and the test tales, in nats."""
    rng, started = np.random.default_rng(seed), time.process_time()
    parts = {split: load_text("tales", split) for split in ("train", "valid", "test")}
    vocabulary = Vocabulary.from_tokens(characters("".join(parts.values())))
    ids = {split: vocabulary.encode(characters(text)) for split, text in parts.items()}
    V, (blocks, biases) = len(vocabulary), {"RNN": (1, 1), "LSTM": (4, 1), "GRU": (3, 2)}[kind]
    sizes = [H for H in range(1, 1000) if blocks * H * (embedding + H + biases) + V * (H + 1) <= budget]
    network = Network(layer(kind, sizes[-1], rng, embedding), V, vocab_size=V, rng=rng)
    batches = list(stream_batches(ids["train"], batch_size=16, steps=32))
    fit(network, batches, optimizer=Adam(rate), epochs=epochs, clip=1.0, carry_state=True, bar=False)
    nats = {split: -float(logprobs(network, ids[split]).mean()) for split in ("valid", "test")}
    seconds = round(time.process_time() - started, 2)
    return {"model": kind, "units": sizes[-1], "rate": rate, "seed": seed, **nats, "seconds": seconds}


def chung():
    """The rate is chosen on the validation tales, with a seed of its own; five others are judged on the test tales."""
    rows, test = [], {}
    for kind in ("RNN", "LSTM", "GRU"):
        tries = [run_text(kind, rate, seed=100) for rate in (0.00125, 0.0025, 0.005, 0.01, 0.02, 0.04)]
        rate = min(tries, key=lambda row: row["valid"])["rate"]
        runs = [run_text(kind, rate, seed) for seed in SEEDS]
        test[kind] = [row["test"] for row in runs]
        for row in tries + runs:
            report(rows, **row)
    claims = {"GRU below RNN on every seed": max(test["GRU"]) < min(test["RNN"])}
    return rows, claims
