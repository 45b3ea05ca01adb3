"""Copying and reversing words of random letters (lesson 08), with attention and through the bottleneck."""

import numpy as np
import torch
from quality_common import SEEDS, report

from rnncourse.batching import pad_batch
from rnncourse.models.seq2seq import STOP, Seq2Seq
from rnncourse.training import fit

LENGTHS = [1, 2, 4, 6, 8, 10, 12, 16, 20]


def random_words(rng, count, shortest, longest):
    return [rng.integers(3, 29, n) for n in rng.integers(shortest, longest + 1, count)]


def as_batch(words, backwards):
    """Words -> source (S, B), lengths (B,), target (S + 1, B): the word or its reverse, then STOP."""
    source, lengths = pad_batch(words)
    target, _ = pad_batch([np.append(w[::-1] if backwards else w, STOP) for w in words])
    return tuple(torch.from_numpy(array) for array in (source, lengths, target))


def learn(kind, backwards, seed, epochs):
    """A new Seq2Seq after `epochs` times 5 batches of words of 1 to 10 letters."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Seq2Seq(29, embedding_size=32, hidden_size=64, attention=kind)
    adam = torch.optim.Adam(model.parameters())
    rates = torch.optim.lr_scheduler.OneCycleLR(adam, 1e-2, total_steps=epochs + 1, pct_start=0.1)
    fit(
        model,
        lambda: [as_batch(random_words(rng, 64, 1, 10), backwards) for _ in range(5)],
        loss=lambda model, batch: model.loss(*batch),
        optimizer=adam,
        scheduler=rates,
        epochs=epochs,
        clip=1.0,
        bar=False,
    )
    return model


def accuracy(model, words, backwards):
    """The share of letters that stand right, each in its place."""
    source, lengths, target = as_batch(words, backwards)
    tokens, _ = model.greedy(source, lengths, len(target))
    got = torch.zeros_like(target)
    got[: len(tokens)] = tokens
    letters = target > STOP
    return float((got == target)[letters].float().mean())


def attention():
    """Attention holds at the lengths it was trained on, where the bottleneck has lost most; beyond 10 it falls too."""
    rng = np.random.default_rng(99)
    tests = {n: random_words(rng, 100, n, n) for n in LENGTHS}
    rows, right = [], {}
    for backwards, task in ((False, "copying"), (True, "reversing")):
        for kind, epochs in ((None, 35), ("additive", 30)):
            for seed in SEEDS:
                model = learn(kind, backwards, seed, epochs)
                shares = {str(n): accuracy(model, words, backwards) for n, words in tests.items()}
                report(rows, task=task, model=kind or "bottleneck", seed=seed, **shares)
                right.setdefault(kind, []).append(shares)
    attended, narrow = ({n: [shares[str(n)] for shares in right[kind]] for n in LENGTHS} for kind in ("additive", None))
    return rows, {
        "8 letters: above 0.85 with attention, under 0.5 without, every seed": min(attended[8]) > 0.85
        and max(narrow[8]) < 0.5,
        "10 letters: above 0.75 with attention, under 0.4 without, every seed": min(attended[10]) > 0.75
        and max(narrow[10]) < 0.4,
        "20 letters, twice the longest trained: attention under 0.75 too, every seed": max(attended[20]) < 0.75,
    }
