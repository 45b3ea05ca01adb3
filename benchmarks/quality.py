"""What the models reach, over seeds: python benchmarks/quality.py TASK [--json FILE].

adding    the adding problem (Hochreiter & Schmidhuber 1997) at T = 100: an LSTM and a GRU learn it, an RNN does not
chung     the next character of the tales, compared as Chung et al. (2014) compared cells: RNN, LSTM and GRU with the
          same number of parameters, each at the best of six learning rates
digits    strings of handwritten digits (lesson 07), with and without recurrence and augmentation: character error rate
          on new hands

Each task prints a line for every run and a verdict, writes its numbers to benchmarks/results/quality_TASK.json, and
exits with 1 where its claim does not hold.
"""

import argparse
import itertools
import json
import os
import sys
import time
from pathlib import Path

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")  # before numpy is imported

import numpy as np  # noqa: E402

from rnncourse.batching import stream_batches  # noqa: E402
from rnncourse.datasets import load_text  # noqa: E402
from rnncourse.scratch import (  # noqa: E402
    GRU,
    LSTM,
    RNN,
    Adam,
    Network,
    adding_problem,
    clip_norm,
    fit,
    logprobs,
    squared_error,
)
from rnncourse.text import Vocabulary, characters  # noqa: E402

RESULTS = Path(__file__).parent / "results"
SEEDS = range(5)
GUESS = 1 / 6  # the squared error of always answering 1, the mean of the sum


def layer(kind, hidden_size, rng, input_size=2):
    """A layer; the LSTM with a forget bias of 1."""
    makers = {"RNN": RNN, "LSTM": lambda *sizes, rng: LSTM(*sizes, forget_bias=1.0, rng=rng), "GRU": GRU}
    return makers[kind](input_size, hidden_size, rng=rng)


def run_adding(kind, seed, T=100, hidden_size=16, batch_size=32, rate=1e-2, updates=2500, enough=0.005):
    """Train on fresh sequences until the error on 2,000 others is below `enough`, or for so many updates."""
    rng, started = np.random.default_rng(seed), time.process_time()
    network, adam = Network(layer(kind, hidden_size, rng), 1, rng=rng), Adam(rate)
    x_test, y_test = adding_problem(T, 2000, rng=np.random.default_rng(10_000))
    for update in range(1, updates + 1):
        x, y = adding_problem(T, batch_size, rng=rng)
        scores, _, cache = network.forward(x)
        _, dscores = squared_error(scores, y)
        grads = network.backward(cache, dscores)
        clip_norm(grads, 1.0)
        adam.step(network.params, grads)
        if update % 100 == 0:
            error = squared_error(network.forward(x_test)[0], y_test)[0]
            if error < enough:
                break
    seconds = time.process_time() - started
    return {"model": kind, "seed": seed, "T": T, "mse": error, "updates": update, "seconds": round(seconds, 2)}


def adding():
    """Every LSTM and GRU under 0.02, every RNN within 10 % of 1/6, all with the same sizes and the same updates."""
    rows = []
    for kind in ("LSTM", "GRU", "RNN"):
        for seed in SEEDS:
            rows.append(run_adding(kind, seed))
            print("{model:5} seed {seed}  MSE {mse:.4f}  {updates:5} updates  {seconds:6.1f} s".format(**rows[-1]))
    gated = [row["mse"] for row in rows if row["model"] != "RNN"]
    plain = [row["mse"] for row in rows if row["model"] == "RNN"]
    claims = {
        "LSTM and GRU under 0.02 on every seed": max(gated) < 0.02,
        "RNN within 10 % of 1/6 on every seed": 0.9 * GUESS < min(plain) and max(plain) < 1.1 * GUESS,
    }
    return rows, claims


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
            line = "{model:5} {units:3} units  rate {rate:<6}  seed {seed:3}  test {test:.3f} nats  {seconds:5.1f} s"
            print(line.format(**row), flush=True)
        rows += tries + runs
    claims = {"GRU below RNN on every seed": max(test["GRU"]) < min(test["RNN"])}
    return rows, claims


def string_batches(n, rng, **options):
    """As in lesson 07: n strings of training (three quarters) and validation scans, 16 of like width in a batch."""
    from rnncourse.datasets.digits import digit_strings

    batches = []
    for split, size in (("train", n * 3 // 4), ("valid", n // 4)):
        strings = digit_strings(size, split, rng, **options)
        order = np.argsort(strings.widths, kind="stable")
        for start in range(0, size, 16):
            batch = strings.select(order[start : start + 16])
            batches.append(batch._replace(widths=np.full(len(batch.widths), batch.widths.max())))
    return [batches[i] for i in rng.permutation(len(batches))]


def run_digits(name, seed, augment=True, epochs=30, **shape):
    """Train as in lesson 07 -> the character error rate on 1,500 strings of test scans."""
    import torch

    from rnncourse.datasets.digits import digit_strings
    from rnncourse.decoding import ctc_greedy
    from rnncourse.metrics import character_error_rate
    from rnncourse.models.crnn import CRNN
    from rnncourse.training import fit

    torch.set_num_threads(1)
    torch.manual_seed(seed)
    rng, epoch, started = np.random.default_rng(seed), itertools.count(), time.process_time()
    fixed, wider = string_batches(320, rng), {"slant": (-0.3, 0.3), "stretch": (0.9, 1.1)}

    def batches():
        if not augment:
            return [fixed[i] for i in rng.permutation(len(fixed))]
        return string_batches(320, rng, length=(1, 3) if next(epoch) < 3 else (3, 8), **wider)

    model = CRNN(**shape)
    optimizer = torch.optim.AdamW(model.parameters(), lr=6e-3, weight_decay=0.02)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs)
    options = {"optimizer": optimizer, "scheduler": scheduler, "clip": 5.0, "rng": rng, "bar": False}
    fit(model, batches, loss=CRNN.loss, epochs=epochs, **options)
    seconds, predicted, targets = time.process_time() - started, [], []
    for part in range(5):  # 300 at a time, for memory's sake
        strings = digit_strings(300, "test", np.random.default_rng(100 + part))
        predicted += [decoded.labels for decoded in ctc_greedy(*model.read(strings))]
        targets += strings.targets
    error = character_error_rate(predicted, targets)
    return {"setting": name, "seed": seed, "cer": round(error, 4), "epochs": epochs, "seconds": round(seconds, 2)}


def digits():
    """The reader under 5 % on every seed when trained for 60 epochs; recurrence where a column sees 8 columns of the
    picture, and composing anew, each better on the mean of five seeds (30 epochs, as in the lesson)."""
    narrow = {"channels": (16, 32)}
    settings = {
        "reader, 60 epochs": {"epochs": 60},
        "reader": {},
        "without augmentation": {"augment": False},
        "without recurrence": {"recurrent": False},
        "8 columns": narrow,
        "8 columns, without recurrence": {"recurrent": False} | narrow,
    }
    rows, errors = [], {}
    for name, setting in settings.items():
        for seed in SEEDS:
            rows.append(run_digits(name, seed, **setting))
            print("{setting:30} seed {seed}  CER {cer:.4f}  {seconds:5.1f} s".format(**rows[-1]), flush=True)
        errors[name] = [row["cer"] for row in rows if row["setting"] == name]
    claims = {
        "reader under 5 % on every seed (60 epochs)": max(errors["reader, 60 epochs"]) < 0.05,
        "worse without augmentation": np.mean(errors["without augmentation"]) > np.mean(errors["reader"]) + 0.005,
        "where a column sees 8 columns, recurrence takes a quarter of the errors": np.mean(errors["8 columns"])
        < 0.75 * np.mean(errors["8 columns, without recurrence"]),
    }
    return rows, {claim: bool(holds) for claim, holds in claims.items()}


TASKS = {"adding": adding, "chung": chung, "digits": digits}


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=TASKS)
    parser.add_argument("--json", type=Path, help="where to write; benchmarks/results/quality_TASK.json by default")
    options = parser.parse_args(arguments)
    rows, claims = TASKS[options.task]()
    for claim, holds in claims.items():
        print(f"{claim}: {holds}")
    path = options.json or RESULTS / f"quality_{options.task}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    result = {"task": options.task, "numpy": np.__version__, "claims": claims, "rows": rows}
    path.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0 if all(claims.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
