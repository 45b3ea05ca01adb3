"""Words of random letters, copied and reversed: through one state, the bottleneck, and with attention.

How long a word does a state of H numbers hold? Each size is trained at its own best rate, chosen on validation words;
a size holds the length up to which nine letters in ten are right.
"""

import string
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch

from rnncourse import training
from rnncourse.batching import PairBatch, pad_batch
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.models.seq2seq import Seq2Seq
from rnncourse.text import Vocabulary

LETTERS = Vocabulary(
    ["<pad>", "<start>", "<stop>", *string.ascii_lowercase], pad="<pad>", start="<start>", stop="<stop>"
)
PAD, STOP = LETTERS.id_of("pad"), LETTERS.id_of("stop")
LONGEST = 12  # letters of the words in training
LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 16, 20)  # letters of the words it is tested on
SIZES = (16, 32, 64, 128)
UPDATES = {"bottleneck": 2400, "attention": 600}  # after which each is judged; the rate is searched with a quarter
RATES = (5e-3, 1e-2, 2e-2)
SEARCH_SEED = 100
HELD = 0.9  # of the letters right
BATCHES = 10  # an epoch


class Spelled(NamedTuple):
    """What a model wrote on its own, T the longest word and its stop."""

    got: np.ndarray  # (T, B) ids, pad after a word's end
    wanted: np.ndarray  # (T, B)
    weights: np.ndarray | None  # (T, B, S) of the attention; None without


def random_words(rng: np.random.Generator, count: int, shortest: int, longest: int) -> list[np.ndarray]:
    """Words of the letters a to z, all lengths equally often, as arrays of ids."""
    first = len(LETTERS) - len(string.ascii_lowercase)
    return [rng.integers(first, len(LETTERS), n) for n in rng.integers(shortest, longest + 1, count)]


def pair_batch(words: Sequence[np.ndarray], *, backwards: bool) -> PairBatch:
    """Words, and what is to be written of them: the word or its reverse, then stop."""
    source, lengths = pad_batch(words, pad=PAD)
    target, _ = pad_batch(targets(words, backwards), pad=PAD)
    return PairBatch(*(torch.from_numpy(array) for array in (source, lengths, target)))


def targets(words: Sequence[np.ndarray], backwards: bool) -> list[np.ndarray]:
    """What is to be written of each word: the word or its reverse, then stop."""
    return [np.append(word[::-1] if backwards else word, STOP) for word in words]


def drill(*, backwards: bool) -> Callable[[np.random.Generator], PairBatch]:
    """What draws the batches of training: 64 random words of 1 to 12 letters."""
    return lambda rng: pair_batch(random_words(rng, 64, 1, LONGEST), backwards=backwards)


def learn_to_write(
    attention: str | None,
    draw: Callable[[np.random.Generator], PairBatch],
    *,
    seed: int,
    updates: int,
    rate: float = 1e-2,
    hidden_size: int = 64,
) -> Seq2Seq:
    """A new Seq2Seq after so many batches: Adam, the rate rising to `rate` in a tenth of them, then falling to 0.

    attention : None, "additive", "general" or "dot"
    draw : makes a batch, such as `drill(backwards=True)`
    updates : a multiple of 10
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Seq2Seq(LETTERS, embedding_size=32, hidden_size=hidden_size, attention=attention)
    optimizer = torch.optim.Adam(model.parameters())
    epochs = updates // BATCHES
    training.fit(
        model,
        lambda: [draw(rng) for _ in range(BATCHES)],
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs + 1, pct_start=0.1),
        epochs=epochs,
        clip=1.0,
        rng=rng,
        bar=False,
    )
    return model


def written(model: Seq2Seq, words: Sequence[np.ndarray], *, backwards: bool) -> Spelled:
    """What the model writes of the words, beside what was wanted."""
    batch = pair_batch(words, backwards=backwards)
    tokens, weights = model.predict(batch)
    wanted, _ = pad_batch(targets(words, backwards), pad=PAD)
    got = np.full_like(wanted, PAD)
    got[: len(tokens)] = tokens
    return Spelled(got, wanted, weights)


def letters_right(model: Seq2Seq, words: Sequence[np.ndarray], *, backwards: bool) -> float:
    """The share of letters that stand right, each in its place."""
    got, wanted, _ = written(model, words, backwards=backwards)
    letters = (wanted != PAD) & (wanted != STOP)
    return float((got == wanted)[letters].mean())


def words_by_length(count: int = 100, *, seed: int = 99) -> dict[int, list[np.ndarray]]:
    """So many words of each of LENGTHS."""
    rng = np.random.default_rng(seed)
    return {n: random_words(rng, count, n, n) for n in LENGTHS}


def length_held(right: Sequence[float] | np.ndarray) -> float:
    """The length up to which nine letters in ten are right: where the line through the shares at LENGTHS falls below.

    Where it never does: the longest of LENGTHS.
    """
    for i, share in enumerate(right):
        if share < HELD:
            before, n = (LENGTHS[i - 1], LENGTHS[i]) if i else (0, LENGTHS[0])
            above = right[i - 1] if i else 1.0
            return float(before + (n - before) * (above - HELD) / (above - share))
    return float(LENGTHS[-1])


def run_bottleneck(settings: Settings) -> Figures:
    """One model that writes backwards: the share of right letters at each of LENGTHS, and the length it holds."""
    kind = "additive" if settings["model"] == "attention" else None
    model = learn_to_write(
        kind,
        drill(backwards=True),
        seed=settings["seed"],
        updates=settings["updates"],
        rate=settings["rate"],
        hidden_size=settings["units"],
    )
    tests = words_by_length(200, seed=98 if settings["phase"] == "search" else 99)
    right = [letters_right(model, words, backwards=True) for words in tests.values()]
    trained = [share for n, share in zip(LENGTHS, right, strict=True) if n <= LONGEST]
    return {"right": right, "wrong": 1 - float(np.mean(trained)), "held": length_held(right)}


def arms() -> list[Settings]:
    """What is compared: the bottleneck at each size, and attention with 64 units."""
    sizes = [("bottleneck", units) for units in SIZES] + [("attention", 64)]
    return [{"model": model, "units": units, "updates": UPDATES[model]} for model, units in sizes]


def bottleneck_plan(rows: Rows) -> list[Settings]:
    """A rate for each arm on validation words, then five seeds; up to 64 units for twice as long, too, three seeds."""
    todo = []
    for arm in arms():
        quarter = arm | {"updates": arm["updates"] // 4}
        scores = {row.settings["rate"]: row.figures["wrong"] for row in rows.where(phase="search", **quarter)}
        if rates := next_values(scores, RATES):
            todo += _with(quarter, phase="search", rates=rates, seeds=[SEARCH_SEED])
        else:
            rate = [best_value(scores)]
            todo += _with(arm, phase="final", rates=rate, seeds=range(5))
            if arm["model"] == "bottleneck" and arm["units"] <= 64:
                todo += _with(arm | {"updates": 2 * arm["updates"]}, phase="final", rates=rate, seeds=range(3))
    return rows.lacking(todo)


def _with(arm: Settings, *, phase: str, rates: Sequence[float], seeds: Sequence[int]) -> list[Settings]:
    return [arm | one for one in every(phase=[phase], rate=rates, seed=seeds)]


def bottleneck_claims(rows: Rows) -> dict[str, bool]:
    """The length held grows with the state; attention holds every length it was trained on."""
    finals, updates = rows.where(phase="final"), UPDATES["bottleneck"]
    held = [finals.figures("held", model="bottleneck", units=units, updates=updates) for units in SIZES]
    longer = [finals.figures("held", model="bottleneck", units=units, updates=2 * updates) for units in SIZES[:3]]
    growth = [larger.mean() / smaller.mean() for smaller, larger in zip(held, held[1:], strict=False)]
    gained = [more.mean() - less.mean() for less, more in zip(held, longer, strict=False)]
    attended = finals.figures("right", model="attention")
    return {
        "a state of twice the size holds a longer word, every size and seed": all(
            larger.min() > smaller.max() for smaller, larger in zip(held, held[1:], strict=False)
        ),
        "each doubling of the state: 1.3 to 1.6 times the length on the mean": 1.3 < min(growth) <= max(growth) < 1.6,
        "twice the updates add less than half a letter to 16 numbers and more than two letters to 64": gained[0] < 0.5
        and gained[2] > 2,
        "attention with 64 units: above 0.98 at each length up to 12, every seed": attended[
            :, [n <= LONGEST for n in LENGTHS]
        ].min()
        > 0.98,
        "20 letters, never trained: under 0.8 with attention too, every seed": attended[:, LENGTHS.index(20)].max()
        < 0.8,
        "each best rate lies inside the rates tried": all(_inside(rows, arm) for arm in arms()),
    }


def _inside(rows: Rows, arm: Settings) -> bool:
    (rate,) = rows.values("rate", phase="final", **arm)
    tried = rows.values("rate", phase="search", **arm | {"updates": arm["updates"] // 4})
    return bool(min(tried) < rate < max(tried))


STUDIES = (
    Study(
        "bottleneck",
        "How long a word can be written backwards from one state of 16 to 128 numbers, and how long with attention?",
        bottleneck_plan,
        run_bottleneck,
        bottleneck_claims,
        packages=("torch",),
    ),
)
