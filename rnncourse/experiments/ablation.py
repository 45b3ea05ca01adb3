"""Which part the LSTM needs, after Greff et al. (2017), in small: one part taken out or changed at a time."""

from functools import cache

import numpy as np

from rnncourse.datasets import load_text
from rnncourse.experiments.cells import VARIANTS, variant
from rnncourse.experiments.memory import learn_to_add
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.text import learn_text, nats
from rnncourse.text import Vocabulary, characters


@cache
def tales_excerpt() -> tuple[np.ndarray, np.ndarray, int]:
    """40,000 characters to learn from, 8,000 of the validation tales, and the size of the vocabulary."""
    text = load_text("tales", "train")
    vocabulary = Vocabulary.from_tokens(characters(text))
    held_out = load_text("tales", "valid")[:8_000]
    return vocabulary.encode(characters(text[:40_000])), vocabulary.encode(characters(held_out)), len(vocabulary)


def run_ablation(settings: Settings) -> Figures:
    """One variant: adding over 20 steps, and the surprise on held-out text after one pass over 40,000 characters."""
    layer_of, seed = variant(settings["model"]), settings["seed"]
    added = learn_to_add(layer_of, steps=20, updates=settings["updates"], rate=2e-2, seed=seed, goal=0.01)
    ids, held_out, V = tales_excerpt()
    network = learn_text(layer_of, ids, vocab_size=V, rate=5e-3, seed=seed, steps=40)
    return {"adding": added.score, "updates": added.updates, "text": nats(network, held_out)}


def ablation_claims(rows: Rows) -> dict[str, bool]:
    """What an LSTM can do without, and what it cannot."""
    adding = {name: np.median(rows.figures("adding", model=name)) for name in VARIANTS}
    text = {name: rows.figures("text", model=name) for name in VARIANTS}
    return {
        "adding: full and coupled solve it (median under 0.02)": max(adding["full LSTM"], adding["coupled"]) < 0.02,
        "adding: three times the error without an input gate (median)": adding["no input gate"]
        > 3 * adding["full LSTM"],
        "text: every seed worse without a forget gate than the worst full LSTM": text["no forget gate"].min()
        > text["full LSTM"].max(),
    }


STUDIES = (
    Study(
        "ablation",
        "What does an LSTM lose without one of its gates: adding over 20 steps, and one pass over 40,000 characters?",
        lambda rows: rows.lacking(every(model=VARIANTS, updates=[300], seed=range(5))),
        run_ablation,
        ablation_claims,
    ),
)
