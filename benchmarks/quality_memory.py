"""Remembering: adding, copying a word, the gradient's way through a trained network, and which gate it takes.

The settings are those of lesson 04, with five seeds.
"""

import time

import numpy as np
from quality_common import SEEDS, report

from rnncourse.batching import stream_batches
from rnncourse.datasets import load_text
from rnncourse.scratch import (
    GRU,
    LSTM,
    RNN,
    Adam,
    LSTMVariant,
    Network,
    adding_problem,
    copy_task,
    fit,
    gradient_by_distance,
    logprobs,
    orthogonal,
    softmax_cross_entropy,
    squared_error,
)
from rnncourse.text import Vocabulary, characters

GUESS = 1 / 6  # the squared error of always answering 1, the mean of the sum


def with_bias(bias):
    """A maker of LSTMs that begin with this forget bias."""
    return lambda *sizes, rng: LSTM(*sizes, forget_bias=bias, rng=rng)


def orthogonal_rnn(*sizes, rng):
    layer = RNN(*sizes, rng=rng)
    layer.params["W_hh"] = orthogonal(sizes[1], rng=rng)
    return layer


def train_until(network, draw, loss, judge, good, updates, rate):
    """Train on fresh batches from draw() -> the last score of judge(network), the number of updates."""
    adam, used, score = Adam(rate), 0, np.nan
    while used < updates and not good(score):
        used += 100
        fit(network, [draw() for _ in range(100)], optimizer=adam, loss=loss, clip=1.0, bar=False)
        score = judge(network)
    return score, used


def add(layer_of, seed, T, updates, rate, enough, size=16):
    """-> mean squared error on 2,000 new sequences, updates used."""
    rng = np.random.default_rng(seed)
    x, y = adding_problem(T, 2000, rng=np.random.default_rng(10_000))
    return train_until(
        Network(layer_of(2, size, rng=rng), 1, rng=rng),
        draw=lambda: adding_problem(T, 32, rng=rng),
        loss=squared_error,
        judge=lambda network: squared_error(network.forward(x)[0], y)[0],
        good=lambda error: error < enough,
        updates=updates,
        rate=rate,
    )


def adding():
    """Every LSTM and GRU under 0.02, no RNN under nine tenths of 1/6, all with the same sizes and the same updates."""
    rows = []
    for kind, layer_of in (("LSTM", with_bias(1)), ("GRU", GRU), ("RNN", RNN)):
        for seed in SEEDS:
            started = time.process_time()
            mse, updates = add(layer_of, seed, 100, 2500, 1e-2, 0.005)
            seconds = round(time.process_time() - started, 2)
            report(rows, model=kind, seed=seed, T=100, mse=mse, updates=updates, seconds=seconds)
    gated = [row["mse"] for row in rows if row["model"] != "RNN"]
    plain = [row["mse"] for row in rows if row["model"] == "RNN"]
    return rows, {
        "LSTM and GRU under 0.02 on every seed": max(gated) < 0.02,
        "RNN no better than nine tenths of a guess (1/6) on every seed": min(plain) > 0.9 * GUESS,
    }


def copy(layer_of, seed, delay, updates, rate, size=32):
    """-> the share of symbols right in 500 new sequences, updates used."""
    rng = np.random.default_rng(seed)
    x, y = copy_task(delay, 500, rng=np.random.default_rng(99))
    return train_until(
        Network(layer_of(6, size, rng=rng), 4, rng=rng),
        draw=lambda: copy_task(delay, 32, rng=rng),
        loss=softmax_cross_entropy,
        judge=lambda network: float((network.forward(x)[0][-3:].argmax(axis=2) == y[-3:]).mean()),
        good=lambda share: share > 0.995,
        updates=updates,
        rate=rate,
    )


def copying():
    """A word over a delay: the LSTM whose valves begin open holds it on every seed, the plain RNN does not."""
    rows, right = [], {}
    settings = [
        (name, layer_of, delay, 900, rate)
        for name, layer_of, rate in (("RNN", RNN, 1e-2), ("RNN, orthogonal", orthogonal_rnn, 1e-2))
        for delay in (10, 20, 40)
    ]
    settings += [("LSTM, bias 5", with_bias(5), delay, 900, 2e-2) for delay in (10, 20, 40)]
    settings += [(f"LSTM, bias {bias}", with_bias(bias), 20, 600, 2e-2) for bias in (0, 1)]
    for name, layer_of, delay, updates, rate in settings:
        for seed in SEEDS:
            share, used = copy(layer_of, seed, delay, updates, rate)
            report(rows, model=name, delay=delay, seed=seed, right=share, updates=used)
            right.setdefault((name, delay), []).append(share)
    return rows, {
        "LSTM above 0.95 at delays 10, 20, 40, every seed": min(min(right["LSTM, bias 5", d]) for d in (10, 20, 40))
        > 0.95,
        "RNN loses more than a third at 40, every seed": max(right["RNN", 40]) < 2 / 3,
        "with a forget bias of 0 or 1 under a half at 20, every seed": max(
            right["LSTM, bias 0", 20] + right["LSTM, bias 1", 20]
        )
        < 0.5,
    }


def flow():
    """After training on 50 steps: what is left of the gradient 99 steps back, in the LSTM's cell and in the RNN."""
    rows = []
    for seed in SEEDS:
        rng, left = np.random.default_rng(seed), {}
        for name, layer, rate in (("LSTM", with_bias(1)(2, 16, rng=rng), 2e-2), ("RNN", RNN(2, 16, rng=rng), 5e-3)):
            batches = [adding_problem(50, 32, rng=rng) for _ in range(700)]
            fit(Network(layer, 1, rng=rng), batches, optimizer=Adam(rate), loss=squared_error, clip=1.0, bar=False)
            x, _ = adding_problem(100, 1, rng=np.random.default_rng(7))
            left[name] = gradient_by_distance(layer, x[:, 0], part="c" if name == "LSTM" else "h")[1][99]
            if name == "LSTM":
                open_gate = float(layer.forward(x)[2].gates[:-1, 2].mean(axis=(0, 1)).max())
        report(rows, seed=seed, **{name: float(norm) for name, norm in left.items()}, most_open=open_gate)
    return rows, {
        "LSTM keeps 10,000 times as much as the RNN, every seed": all(r["LSTM"] > 1e4 * r["RNN"] for r in rows),
        "LSTM keeps more than 0.01, every seed": min(r["LSTM"] for r in rows) > 0.01,
        "a forget gate more than 95 % open, every seed": min(r["most_open"] for r in rows) > 0.95,
    }


VARIANTS = {
    "full LSTM": {},
    "peepholes": {"peepholes": True},
    "coupled": {"coupled": True},
    "no input gate": {"without": "input"},
    "no forget gate": {"without": "forget"},
    "no output gate": {"without": "output"},
}


def ablation():
    """Greff et al. (2017) in small: adding over 20 steps, and one pass over 40,000 characters of the tales."""
    text = load_text("tales", "train")
    vocabulary = Vocabulary.from_tokens(characters(text))
    ids = vocabulary.encode(characters(text[:40_000]))
    held_out = vocabulary.encode(characters(load_text("tales", "valid")[:8_000]))
    rows, errors, nats = [], {}, {}
    for name, options in VARIANTS.items():

        def layer_of(*sizes, rng, options=options):
            return LSTMVariant(*sizes, **options, forget_bias=1.0, rng=rng)

        for seed in SEEDS:
            mse, updates = add(layer_of, seed, 20, 300, 2e-2, 0.01)
            rng = np.random.default_rng(seed)
            network = Network(layer_of(24, 64, rng=rng), len(vocabulary), vocab_size=len(vocabulary), rng=rng)
            batches = list(stream_batches(ids, batch_size=16, steps=40))
            fit(network, batches, optimizer=Adam(5e-3), clip=1.0, carry_state=True, bar=False)
            loss = -float(logprobs(network, held_out).mean())
            report(rows, model=name, seed=seed, adding=mse, updates=updates, text=loss)
            errors.setdefault(name, []).append(mse)
            nats.setdefault(name, []).append(loss)
    return rows, {
        "adding: full and coupled solve it (median under 0.02)": max(
            np.median(errors["full LSTM"]), np.median(errors["coupled"])
        )
        < 0.02,
        "adding: three times the error without an input gate (median)": np.median(errors["no input gate"])
        > 3 * np.median(errors["full LSTM"]),
        "text: every seed worse without a forget gate than the worst full LSTM": min(nats["no forget gate"])
        > max(nats["full LSTM"]),
    }
