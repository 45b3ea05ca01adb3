"""How much of a weight's gradient comes from how far: the long terms of the sum beside the short ones.

The gradient of a recurrent weight is a sum over pairs of steps: the loss at step s, sent back to step t. Those with the
same distance d = s - t are added up to one matrix G_d. All of them together are the gradient G. The share of a distance
is what its matrix adds to G along G's own direction, ⟨G_d, G⟩ / ⟨G, G⟩; the shares add up to 1.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from rnncourse.datasets import load_text
from rnncourse.experiments.cells import LAYERS
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.text import EMBEDDING_SIZE, learn_text
from rnncourse.scratch import Network, softmax_cross_entropy
from rnncourse.text import Vocabulary, characters

STEPS = 50
MODELS = ("RNN", "RNN, orthogonal")
SEEDS = range(5)


class Shares(NamedTuple):
    """What each distance d = 0 … T - 1 adds to a gradient."""

    share: np.ndarray  # (T,) ⟨G_d, G⟩ / ⟨G, G⟩
    length: np.ndarray  # (T,) ‖G_d‖ / ‖G_0‖


def shares_by_distance(network: Network, x: np.ndarray, targets: np.ndarray, name: str = "W_hh") -> Shares:
    """What of the gradient of a weight of the recurrent layer comes from how many steps back.

    x, targets : (T, B) ids, as for `Network.forward` and `softmax_cross_entropy`

    Every step's loss is sent back alone; what arrives at each step is kept apart by its distance.
    """
    layer, T = network.layer, len(x)
    read = x if network.embedding is None else network.embedding.forward(x)[0]
    state, kept, states = layer.initial_state(x.shape[1]), [], []
    for x_t in read:
        h_t, state, kept_t = layer.step(x_t, state)
        kept.append(kept_t)
        states.append(h_t)
    scores, from_output = network.output.forward(np.array(states))
    dh, _ = network.output.backward(from_output, softmax_cross_entropy(scores, targets)[1])  # (T, B, H)
    parts = np.zeros((T, *layer.params[name].shape))
    for s in range(T):
        coming, dstate = dh[s], layer.initial_state(x.shape[1])
        for t in range(s, -1, -1):
            _, dstate, grads = layer.step_backward(kept[t], coming, dstate)
            parts[s - t] += grads[name]
            coming = np.zeros_like(coming)
    whole = parts.sum(axis=0)
    share = (parts * whole).sum(axis=(1, 2)) / (whole * whole).sum()
    length = np.sqrt((parts**2).sum(axis=(1, 2)))
    return Shares(share, length / length[0])


@cache
def tales_ids() -> tuple[np.ndarray, Vocabulary]:
    """The training tales as ids, and their vocabulary."""
    text = characters(load_text("tales", "train"))
    vocabulary = Vocabulary.from_tokens(text)
    return vocabulary.encode(text), vocabulary


def text_windows(ids: np.ndarray, count: int = 16, steps: int = STEPS) -> tuple[np.ndarray, np.ndarray]:
    """`count` windows spread over a text: what is read (T, B), and what comes after each (T, B)."""
    starts = np.linspace(0, len(ids) - steps - 1, count).astype(int)
    both = np.stack([ids[at : at + steps + 1] for at in starts], axis=1)
    return both[:-1], both[1:]


def run_swamping(settings: Settings) -> Figures:
    """The shares of one network that has read the training tales `epochs` times."""
    ids, vocabulary = tales_ids()
    V, layer_of, seed = len(vocabulary), LAYERS[settings["model"]], settings["seed"]
    if settings["epochs"]:
        options = dict(rate=0.003, seed=seed, epochs=settings["epochs"], steps=STEPS)
        network = learn_text(layer_of, ids, vocab_size=V, **options)
    else:
        rng = np.random.default_rng(seed)
        network = Network(layer_of(EMBEDDING_SIZE, 64, rng=rng), V, vocab_size=V, rng=rng)
    found = shares_by_distance(network, *text_windows(ids))
    return {"share": found.share.tolist(), "length": found.length.tolist()}


def swamping_claims(rows: Rows) -> dict[str, bool]:
    """The long terms are there, and small beside the short ones."""
    length = {key: rows.figures("length", model=key[0], epochs=key[1]) for key in every_arm()}
    share = {key: rows.figures("share", model=key[0], epochs=key[1]) for key in every_arm()}
    trained, fresh, turned = ("RNN", 6), ("RNN", 0), ("RNN, orthogonal", 0)
    return {
        "the shares of all distances add up to 1": all(
            np.allclose(part.sum(axis=1), 1, atol=1e-3) for part in share.values()
        ),
        "RNN that has read: the first ten distances give over 0.97 of the gradient, every seed": share[trained][:, :10]
        .sum(axis=1)
        .min()
        > 0.97,
        "RNN that has read: the term from 20 steps back is not 0, and under 0.01 of the shortest, every seed": (
            0 < length[trained][:, 20].min() and length[trained][:, 20].max() < 0.01
        ),
        "new RNN: the term from 20 steps back is under a ten-thousandth of the shortest, every seed": length[fresh][
            :, 20
        ].max()
        < 1e-4,
        "new orthogonal RNN: it is over 100 times that of the usual start, every seed": length[turned][:, 20].min()
        > 100 * length[fresh][:, 20].max(),
    }


def every_arm() -> list[tuple[str, int]]:
    """(model, epochs) of all arms."""
    return [(model, epochs) for model in MODELS for epochs in (0, 6)]


STUDIES = (
    Study(
        "swamping",
        "What share of the gradient of W_hh comes from how many steps back, before and after reading the tales?",
        lambda rows: rows.lacking(every(model=MODELS, epochs=[0, 6], seed=SEEDS)),
        run_swamping,
        swamping_claims,
    ),
)
