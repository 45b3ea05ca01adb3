"""XOR in time (Elman 1990): how many units, and how far the gradient goes back, changed one at a time.

Triples of bits follow each other without a gap: two by chance, then 1 if these differ, else 0. The network predicts
each next bit. Only every third can be known, and only by who knows where in its triple it is.
"""

import numpy as np

from rnncourse.batching import stream_batches
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.scratch import RNN, Adam, Network, fit, sigmoid, sigmoid_cross_entropy

RATES = [3e-3, 1e-2, 3e-2]
UPDATES = 3000
SEEDS = range(8)
SEARCH_SEEDS = range(100, 103)
ARMS = [(2, 1), (4, 1), (2, 10), (4, 10)]  # units, steps that the gradient goes back


def xor_bits(triples: int, rng: np.random.Generator) -> np.ndarray:
    """Triples a, b, a XOR b, one after the other: (3 · triples,) bits."""
    a, b = rng.integers(0, 2, (2, triples))
    return np.stack([a, b, a ^ b], axis=1).ravel()


def as_sequence(bits: np.ndarray) -> np.ndarray:
    """(T, B) bits -> (T, B, 1) numbers."""
    return bits[..., None].astype(np.float32)


def learn_xor(*, units: int, steps: int, rate: float, seed: int, updates: int = UPDATES) -> Network:
    """Train a new network on 1,000 triples, read as 30 stretches side by side, again and again.

    units : hidden units
    steps : how far the gradient goes back; the state is carried on
    """
    rng = np.random.default_rng(seed)
    network = Network(RNN(1, units, rng=rng), 1, rng=rng)
    batches = [(as_sequence(x), as_sequence(y)) for x, y in stream_batches(xor_bits(1000, rng), 30, steps)]
    epochs = -(-updates // len(batches))
    fit(network, batches, optimizer=Adam(rate), loss=sigmoid_cross_entropy, epochs=epochs, carry_state=True, bar=False)
    return network


def xor_error(network: Network, bits: np.ndarray) -> np.ndarray:
    """The error (root mean square) at the first, second and third bit of a triple (3,)."""
    expected = sigmoid(network.forward(as_sequence(bits[:-1, None]))[0][:, 0, 0])
    squares = np.concatenate([[np.nan], (expected - bits[1:]) ** 2])  # the first bit is not predicted
    return np.sqrt(np.nanmean(squares.reshape(-1, 3), axis=0))


def run_xor(settings: Settings) -> Figures:
    """Train one network; its errors by the bit's place in the triple, on new bits."""
    options = {name: settings[name] for name in ("units", "steps", "rate", "seed")}
    network = learn_xor(**options, updates=settings.get("updates", UPDATES))
    bits = xor_bits(4000, np.random.default_rng(10_000 if settings["phase"] == "search" else 20_000))
    errors = xor_error(network, bits)
    return {"errors": errors.tolist(), "squares": float((errors**2).mean())}


def xor_plan(rows: Rows) -> list[Settings]:
    """For each arm a rate on three seeds of validation, then eight seeds at the best."""
    todo = []
    for units, steps in ARMS:
        arm = {"units": [units], "steps": [steps]}
        tries = rows.where(units=units, steps=steps, phase="search")
        tried = {rate: tries.where(rate=rate) for rate in tries.values("rate")}
        scores = {rate: float(np.median(of.figures("squares"))) for rate, of in tried.items()}
        if rates := next_values(scores, RATES, factor=3.0):
            todo += every(**arm, rate=rates, seed=SEARCH_SEEDS, phase=["search"])
        else:
            todo += every(**arm, rate=[best_value(scores)], seed=SEEDS, phase=["final"])
    return rows.lacking(todo)


def third(rows: Rows, units: int, steps: int) -> np.ndarray:
    """The error at the third bit (seeds,)."""
    return rows.figures("errors", units=units, steps=steps, phase="final")[:, 2]


def xor_claims(rows: Rows) -> dict[str, bool]:
    """It takes both: units to keep the place in, and a gradient that reaches back to where it was."""
    both, alone = third(rows, 4, 10), np.concatenate([third(rows, units, steps) for units, steps in ARMS[:3]])
    return {
        "each best rate lies inside the rates tried": all(_inside(rows, *arm) for arm in ARMS),
        "4 units and 10 steps: below 1/3, the rule without the place, every seed": both.max() < 1 / 3,
        "either alone: above 0.28, every seed": alone.min() > 0.28,
        "2 units and 1 step, as Elman: below a guess in the median": np.median(third(rows, 2, 1)) < 0.47,
    }


def _inside(rows: Rows, units: int, steps: int) -> bool:
    (rate,) = rows.values("rate", units=units, steps=steps, phase="final")
    tried = rows.values("rate", units=units, steps=steps, phase="search")
    return bool(min(tried) < rate < max(tried))


STUDIES = (
    Study(
        "xor",
        "What finds the third bit of XOR in time: more units, or a gradient that goes further back?",
        xor_plan,
        run_xor,
        xor_claims,
    ),
)
