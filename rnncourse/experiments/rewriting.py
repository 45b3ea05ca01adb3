"""Dates written anew: "3 march 1994" becomes "1994-03-03". What stands last is to be written first.

A character at a time, by an encoder and a decoder with each kind of attention, and without. The days of 1900 to 2099
are split at random: a tenth for the choice of the rate, a tenth for the test, the others to learn from.
"""

import datetime
import string
from collections.abc import Sequence
from functools import cache

import numpy as np
import torch

from rnncourse import training
from rnncourse.batching import PairBatch
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.weights import with_weights
from rnncourse.models.seq2seq import Seq2Seq
from rnncourse.text import Vocabulary

SPECIAL = ("<pad>", "<start>", "<stop>")
SOURCE = Vocabulary(
    [*SPECIAL, *" ,", *string.digits, *string.ascii_lowercase],
    **dict(zip(("pad", "start", "stop"), SPECIAL, strict=True)),
)
TARGET = Vocabulary([*SPECIAL, "-", *string.digits], **dict(zip(("pad", "start", "stop"), SPECIAL, strict=True)))
MONTHS = ("january february march april may june july august september october november december").split()
FIRST, DAYS = datetime.date(1900, 1, 1), 73_049  # to 31 December 2099
KINDS: dict[str, str | None] = {"no attention": None, "additive": "additive", "general": "general", "dot": "dot"}
RATES = (5e-3, 1e-2, 2e-2)
UPDATES = {"no attention": 3000, "additive": 600, "general": 600, "dot": 600}  # at most
EVERY = 20  # updates between two validations
SEARCH_SEEDS = (100, 101)


@cache
def days(split: str) -> np.ndarray:
    """The days of "train", "valid" or "test", counted from 1 January 1900."""
    order = np.random.default_rng(0).permutation(DAYS)
    tenth = DAYS // 10
    return {"valid": order[:tenth], "test": order[tenth : 2 * tenth], "train": order[2 * tenth :]}[split]


def spoken(date: datetime.date, form: int) -> str:
    """A date as people write it, in one of three forms: "3 march 1994", "march 3, 1994", "3 mar 1994"."""
    month = MONTHS[date.month - 1]
    return (
        f"{date.day} {month} {date.year}",
        f"{month} {date.day}, {date.year}",
        f"{date.day} {month[:3]} {date.year}",
    )[form]


def pairs(split: str, count: int, rng: np.random.Generator) -> tuple[list[str], list[str]]:
    """So many dates as people write them, and as they are to be written: year, month, day."""
    chosen = [FIRST + datetime.timedelta(int(day)) for day in rng.choice(days(split), count)]
    return [spoken(date, int(rng.integers(3))) for date in chosen], [date.isoformat() for date in chosen]


def date_batch(model: Seq2Seq, sources: Sequence[str], targets: Sequence[str] | None = None) -> PairBatch:
    """Dates as a batch of ids. Raises ValueError for a character that no date of SOURCE has."""
    known = set(SOURCE.tokens) - set(SPECIAL)
    if strange := sorted(set("".join(sources)) - known):
        raise ValueError(f"sources: expected lower-case letters, digits, spaces and commas, got {strange[0]!r}")
    read = [SOURCE.encode(source) for source in sources]
    return model.batch(read, None if targets is None else [TARGET.encode(target) for target in targets])


def rewrite(model: Seq2Seq, sources: Sequence[str]) -> tuple[list[str], np.ndarray | None]:
    """What the model writes of each date, at most 12 characters, and its weights (T, B, S), None without attention."""
    tokens, weights = model.predict(date_batch(model, sources), steps=12)
    ends = [np.flatnonzero(column == TARGET.stop) for column in tokens.T]
    texts = [
        "".join(TARGET.decode(column[: end[0] if end.size else None]))
        for column, end in zip(tokens.T, ends, strict=True)
    ]
    return texts, weights


def learn_dates(
    kind: str, *, seed: int, rate: float = 1e-2, updates: int = UPDATES["additive"], goal: float = 0.05
) -> tuple[Seq2Seq, list[float]]:
    """A new model, and the share of 300 validation dates that it wrote right after every 20 updates of 64 dates.

    kind : a name of KINDS
    updates : at most; a multiple of 20
    goal : stop when no larger a share of the validation dates is wrong; the best weights are kept
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = Seq2Seq(SOURCE, TARGET, embedding_size=32, hidden_size=64, attention=KINDS[kind])
    history = training.fit(
        model,
        lambda: [date_batch(model, *pairs("train", 64, rng)) for _ in range(EVERY)],
        optimizer=torch.optim.Adam(model.parameters(), lr=rate),
        epochs=updates // EVERY,
        clip=1.0,
        rng=rng,
        validate=lambda: 1 - dates_right(model, "valid", 300),
        goal=goal,
        bar=False,
    )
    return model, [1 - wrong for wrong in history.validation]


def dates_right(model: Seq2Seq, split: str, count: int = 1000) -> float:
    """The share of dates that are right from the first character to the last."""
    sources, targets = pairs(split, count, np.random.default_rng(99))
    return float(np.mean([got == want for got, want in zip(rewrite(model, sources)[0], targets, strict=True)]))


def looks_right(model: Seq2Seq, count: int = 300) -> dict[str, float]:
    """How often the largest weight lies inside the word that holds the answer: of "year", "month" and "day"."""
    sources, targets = pairs("test", count, np.random.default_rng(98))
    texts, weights = rewrite(model, sources)
    if weights is None:
        raise ValueError("model: expected one with attention, got one without")
    hits: dict[str, list[bool]] = {"year": [], "month": [], "day": []}
    for b, (source, target) in enumerate(zip(sources, targets, strict=True)):
        if texts[b] != target:
            continue
        places = fields(source)
        for name, written in (("year", range(4)), ("month", (5, 6)), ("day", (8, 9))):
            hits[name] += [int(weights[t, b].argmax()) in places[name] for t in written]
    return {name: float(np.mean(found)) for name, found in hits.items()}


def fields(source: str) -> dict[str, range]:
    """Where the year, the month and the day stand in a date as people write it, the character after each included."""
    found, at = {}, 0
    for word in source.split(" "):
        bare = word.strip(",")
        name = "month" if bare.isalpha() else "year" if len(bare) == 4 else "day"
        found[name] = range(at, at + len(word) + 1)
        at += len(word) + 1
    return found


def run_rewriting(settings: Settings) -> Figures:
    """One model: after how many updates 95 of 100 validation dates were right, dates right in the end, where it looks.

    A model that never gets there counts twice its budget.
    """
    kind, budget = settings["model"], UPDATES[settings["model"]]
    model, curve = learn_dates(kind, seed=settings["seed"], rate=settings["rate"], updates=budget)
    solved = curve[-1] >= 0.95
    figures: Figures = {"updates": EVERY * len(curve) if solved else 2 * budget, "valid": max(curve)}
    if settings["phase"] == "final":
        figures["right"] = dates_right(model, "test")
        if KINDS[kind]:
            figures["looks"] = looks_right(model)
    return figures


def rewriting_plan(rows: Rows) -> list[Settings]:
    """A rate for each kind, by the updates it needs and how right it ends; then five seeds."""
    todo = []
    for model in KINDS:
        tries = rows.where(model=model, phase="search")
        scores = {
            rate: float(np.mean([r.figures["updates"] - r.figures["valid"] for r in tries.where(rate=rate)]))
            for rate in tries.values("rate")
        }
        if rates := next_values(scores, RATES):
            todo += every(phase=["search"], model=[model], rate=rates, seed=SEARCH_SEEDS)
        else:
            todo += every(phase=["final"], model=[model], rate=[best_value(scores)], seed=range(5))
    return rows.lacking(todo)


def rewriting_claims(rows: Rows) -> dict[str, bool]:
    """Which kinds rewrite dates within the budget."""
    return {"each best rate lies inside the rates tried": all(_inside(rows, model) for model in KINDS)}


def _inside(rows: Rows, model: str) -> bool:
    (rate,) = rows.values("rate", model=model, phase="final")
    tried = rows.values("rate", model=model, phase="search")
    return bool(min(tried) < rate < max(tried))


def train_what_ships(rows: Rows) -> Seq2Seq:
    """A model with additive attention, trained until no validation date is wrong."""
    (rate,) = rows.values("rate", model="additive", phase="final")
    return learn_dates("additive", seed=0, rate=rate, goal=0.0)[0]


def trained_rewriter() -> Seq2Seq:
    """A model as `train_what_ships` has made it, from results/weights. Raises ValueError where it is not there."""
    model = Seq2Seq(SOURCE, TARGET, embedding_size=32, hidden_size=64, attention="additive")
    return with_weights(model, "rewriting")


STUDIES = (
    Study(
        "rewriting",
        "After how many updates does each kind of attention rewrite dates with the year first, and a model without?",
        rewriting_plan,
        run_rewriting,
        rewriting_claims,
        packages=("torch",),
        weights=train_what_ships,
    ),
)
