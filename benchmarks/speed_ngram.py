"""NGramModel against nltk.lm on the same tokens: counting, memory, Kneser-Ney scoring.

Each function returns one row for the table of benchmarks/speed.py.
"""

import time
import tracemalloc
from functools import cache

import numpy as np
from nltk.lm import KneserNeyInterpolated, NgramCounter
from nltk.util import everygrams
from timing import row

from rnncourse.datasets import available, load_text
from rnncourse.ngram import NGramModel
from rnncourse.text import Vocabulary, characters, words

ORDER = 5
TOKENS = 100_000
HELD_OUT = 100  # tokens scored: nltk manages about a hundred a second
DISCOUNT = 0.1  # nltk's default
RUNS = 15  # of nltk, which takes seconds; ours runs OURS times beside each of them
OURS = 5


@cache
def read():
    """A name, ids and ids held out: words of Gutenberg, or characters of the tales where it is not."""
    name, cut = ("gutenberg", words) if available("gutenberg") else ("tales", characters)
    tokens = cut(load_text(name)[: 8 * (TOKENS + HELD_OUT)])[: TOKENS + HELD_OUT]
    ids = Vocabulary.from_tokens(tokens).encode(tokens)
    if len(ids) != TOKENS + HELD_OUT:
        raise ValueError(f"{name}: expected {TOKENS + HELD_OUT} tokens, got {len(ids)}")
    # Held out from the middle, without words unknown elsewhere: nltk has no finite score for those.
    train = np.concatenate([ids[: TOKENS // 2], ids[TOKENS // 2 + HELD_OUT :]])
    held_out = ids[TOKENS // 2 : TOKENS // 2 + HELD_OUT]
    held_out = held_out[np.isin(held_out, train)]
    return f"{TOKENS:,} {cut.__name__} of {name}", train, held_out


def ngram_counting():
    """Counting all 1- to 5-grams; nltk's counter alone, without the vocabulary look-ups of a model's fit."""
    name, ids, _ = read()
    tokens = [str(i) for i in ids]
    pairs = [
        (_seconds(lambda: NGramModel(ORDER).fit(ids), OURS), _seconds(lambda: _nltk_counts(tokens), 1))
        for _ in range(RUNS)
    ]
    return _row(f"n-gram counting, {name}", pairs, target=1 / 50)


def ngram_memory():
    """Bytes held once the counts are made, as tracemalloc sees both: Python's and NumPy's allocations."""
    name, ids, _ = read()
    tokens = [str(i) for i in ids]
    pair = _bytes(lambda: NGramModel(ORDER, "kneser-ney").fit(ids)), _bytes(lambda: _nltk_counts(tokens))
    return _row(f"n-gram memory, {name}", [pair], target=1 / 4, unit="MB", scale=1e-6)


def ngram_kneser_ney():
    """Scoring the held-out tokens; the row is not ok unless both perplexities agree to 1e-9, relatively."""
    name, ids, held_out = read()
    ours = NGramModel(ORDER, "kneser-ney", discount=DISCOUNT, uniform=False).fit(ids)
    theirs = KneserNeyInterpolated(ORDER, discount=DISCOUNT)
    tokens = [str(i) for i in ids]
    theirs.fit([everygrams(tokens, max_len=ORDER)], tokens)
    ngrams = [tuple(map(str, held_out[max(t - ORDER + 1, 0) : t + 1])) for t in range(len(held_out))]
    results = []
    pairs = [
        (
            _seconds(lambda: results.append(ours.perplexity(held_out)), OURS),
            _seconds(lambda: results.append(theirs.perplexity(ngrams)), 1),
        )
        for _ in range(RUNS)
    ]
    found = _row(f"Kneser-Ney scoring, {name}", pairs, target=1 / 1000)
    agree = np.isfinite(results[0]) and np.allclose(results, results[0], rtol=1e-9, atol=0)
    return found | {"perplexity": results[0], "ok": bool(found["ok"] and agree)}


def _nltk_counts(tokens):
    return NgramCounter([everygrams(tokens, max_len=ORDER)])


def _seconds(call, times):
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begin)
    return float(np.median(seconds))


def _bytes(make):
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        held = make()
        size = tracemalloc.get_traced_memory()[0] - before
        del held
    finally:
        tracemalloc.stop()
    return size


def _row(name, pairs, target, unit="ms", scale=1e3):
    ours, theirs = (float(np.median(side)) * scale for side in zip(*pairs, strict=True))
    return row(name, ours, theirs, float(np.median([a / b for a, b in pairs])), target, unit)
