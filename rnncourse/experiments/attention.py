"""Words of random letters, copied and reversed: through one state, the bottleneck, and with attention."""

import string
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch

from rnncourse import training
from rnncourse.batching import PairBatch, pad_batch
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.models.seq2seq import Seq2Seq
from rnncourse.text import Vocabulary

LETTERS = Vocabulary(
    ["<pad>", "<start>", "<stop>", *string.ascii_lowercase], pad="<pad>", start="<start>", stop="<stop>"
)
PAD, STOP = LETTERS.id_of("pad"), LETTERS.id_of("stop")
LENGTHS = (1, 2, 4, 6, 8, 10, 12, 16, 20)  # letters of the test words; training has 1 to 10
KINDS: dict[str, str | None] = {"bottleneck": None, "attention": "additive"}
TASKS = ("copying", "reversing")
BATCHES = 5  # an epoch


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
    """What draws the batches of training: 64 random words of 1 to 10 letters."""
    return lambda rng: pair_batch(random_words(rng, 64, 1, 10), backwards=backwards)


def learn_to_write(
    attention: str | None, draw: Callable[[np.random.Generator], PairBatch], *, seed: int, epochs: int
) -> Seq2Seq:
    """A new Seq2Seq after `epochs` times 5 batches: Adam, the rate rising to 1e-2 in a tenth of them, then falling.

    attention : None, "additive" or "dot"
    draw : makes a batch, such as `drill(backwards=True)`
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Seq2Seq(LETTERS, embedding_size=32, hidden_size=64, attention=attention)
    optimizer = torch.optim.Adam(model.parameters())
    training.fit(
        model,
        lambda: [draw(rng) for _ in range(BATCHES)],
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=epochs + 1, pct_start=0.1),
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


def words_by_length(count: int = 100) -> dict[int, list[np.ndarray]]:
    """So many words of each of LENGTHS."""
    rng = np.random.default_rng(99)
    return {n: random_words(rng, count, n, n) for n in LENGTHS}


def run_attention(settings: Settings) -> Figures:
    """One model: the share of right letters at each of LENGTHS."""
    backwards = settings["task"] == "reversing"
    kind, draw = KINDS[settings["model"]], drill(backwards=backwards)
    model = learn_to_write(kind, draw, seed=settings["seed"], epochs=settings["epochs"])
    return {"right": [letters_right(model, words, backwards=backwards) for words in words_by_length().values()]}


def attention_settings() -> list[Settings]:
    """The bottleneck has a sixth more updates, as its steps cost less."""
    return every(task=TASKS, model=["bottleneck"], epochs=[35], seed=range(5)) + every(
        task=TASKS, model=["attention"], epochs=[30], seed=range(5)
    )


def attention_claims(rows: Rows) -> dict[str, bool]:
    """Copying and reversing alike."""
    attended, narrow = (rows.figures("right", model=model) for model in ("attention", "bottleneck"))
    at = {n: i for i, n in enumerate(LENGTHS)}
    return {
        "8 letters: above 0.85 with attention, under 0.5 without, every seed": attended[:, at[8]].min() > 0.85
        and narrow[:, at[8]].max() < 0.5,
        "10 letters: above 0.75 with attention, under 0.4 without, every seed": attended[:, at[10]].min() > 0.75
        and narrow[:, at[10]].max() < 0.4,
        "20 letters, twice the longest trained: attention under 0.75 too, every seed": attended[:, at[20]].max() < 0.75,
    }


STUDIES = (
    Study(
        "attention",
        "How many letters of a word are right after 150 updates with attention, and after 175 through the bottleneck?",
        lambda rows: rows.lacking(attention_settings()),
        run_attention,
        attention_claims,
        packages=("torch",),
    ),
)
