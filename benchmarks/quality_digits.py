"""Strings of handwritten digits (lesson 07), with and without recurrence and augmentation, on hands never seen."""

import itertools
import time

import numpy as np
import torch
from quality_common import SEEDS, report

from rnncourse.datasets.digits import digit_strings
from rnncourse.decoding import ctc_greedy
from rnncourse.metrics import character_error_rate
from rnncourse.models.crnn import CRNN
from rnncourse.training import fit


def string_batches(n, rng, **options):
    """As in lesson 07: n strings of training (three quarters) and validation scans, 16 of like width in a batch."""
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
            report(rows, **run_digits(name, seed, **setting))
        errors[name] = [row["cer"] for row in rows if row["setting"] == name]
    claims = {
        "reader under 5 % on every seed (60 epochs)": max(errors["reader, 60 epochs"]) < 0.05,
        "worse without augmentation": np.mean(errors["without augmentation"]) > np.mean(errors["reader"]) + 0.005,
        "where a column sees 8 columns, recurrence takes a quarter of the errors": np.mean(errors["8 columns"])
        < 0.75 * np.mean(errors["8 columns, without recurrence"]),
    }
    return rows, claims
