"""What attention over its own states adds to a recurrent network: does it still expect the closing quotation mark?

The network of the study `quotes`, with causal self-attention between the layer and the output: y_t = h_t + z_t, where
z_t is fetched from the states before. It reads windows of 256 characters in 4 streams; the recurrent state is carried
from window to window, the states that attention may look at are those of the window. The same windows are given to the
layer alone.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_kind
from rnncourse.batching import stream_batches
from rnncourse.experiments.cells import matched
from rnncourse.experiments.quotes import DISTANCES, closing_quote, tales
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.text import EMBEDDING_SIZE
from rnncourse.scratch import RNN, Adam, Network, RecurrentLayer, SelfAttention, fit
from rnncourse.scratch.layer import Layer, joined
from rnncourse.scratch.recurrent import FROM_FORWARD
from rnncourse.text import characters

WINDOW, STREAMS, HEADS = 256, 4, 4
MODELS = ("RNN", "RNN + attention")
RATES = (0.0025, 0.005, 0.01)
SEARCH_SEED = 100


class RereadCache(NamedTuple):
    """What `forward` keeps for `backward`."""

    layer: Any
    attention: Any


class Rereading(Layer):
    """A recurrent layer whose states are read again: y_t = h_t + what causal self-attention fetches for h_t.

    layer : any recurrent layer
    heads : attentions side by side; a divisor of its hidden_size
    """

    def __init__(self, layer: RecurrentLayer, *, heads: int, rng: np.random.Generator) -> None:
        self.layer, self.attention = layer, SelfAttention(layer.hidden_size, heads, rng=rng, dtype=layer.dtype)
        self.input_size, self.hidden_size, self.dtype = layer.input_size, layer.hidden_size, layer.dtype

    @property
    def params(self) -> dict[str, np.ndarray]:  # type: ignore[override]
        return joined({"layer": self.layer.params, "attention": self.attention.params})

    def initial_state(self, batch_size: int) -> Any:
        """The state of the layer before anything was read."""
        return self.layer.initial_state(batch_size)

    def forward(
        self,
        x: np.ndarray,
        state: Any = None,
        lengths: Sequence[int] | np.ndarray | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, Any, RereadCache]:
        """x (T, B, D) -> y (T, B, H), the layer's state, cache; attention looks at these T steps alone."""
        h, state, from_layer = self.layer.forward(x, state, lengths, rng=rng)
        z, _, from_attention = self.attention.forward(h)
        return h + z, state, RereadCache(from_layer, from_attention)

    def backward(
        self, cache: RereadCache, dy: np.ndarray | None, dstate: Any = None
    ) -> tuple[np.ndarray, Any, dict[str, np.ndarray]]:
        """dy (T, B, H) -> dx (T, B, D), dstate, grads with the keys of `params`."""
        check_kind("cache", cache, RereadCache, remedy=FROM_FORWARD)
        dy = np.zeros_like(cache.attention.x) if dy is None else dy
        dh, of_attention = self.attention.backward(cache.attention, dy)
        dx, dstate, of_layer = self.layer.backward(cache.layer, dy + dh, dstate)
        return dx, dstate, joined({"layer": of_layer, "attention": of_attention})


def reader(model: str, vocab_size: int, budget: int, *, rng: np.random.Generator) -> Network:
    """A new language model of characters within a budget of parameters, the embedding not counted.

    model : a name of MODELS
    """

    def layer_of(input_size: int, hidden_size: int, *, rng: np.random.Generator, heads: int = 1) -> Any:
        layer = RNN(input_size, hidden_size, rng=rng)
        return layer if model == "RNN" else Rereading(layer, heads=heads, rng=rng)

    units = matched(layer_of, EMBEDDING_SIZE, vocab_size, budget)
    layer = layer_of(EMBEDDING_SIZE, units - units % HEADS, rng=rng, heads=HEADS)
    return Network(layer, vocab_size, vocab_size=vocab_size, rng=rng)


def run_reread(settings: Settings) -> Figures:
    """One model of the training tales: its surprise on the tales of `split`, and the closing mark by distance there."""
    parts, vocabulary = tales()
    network = reader(
        settings["model"], len(vocabulary), settings["budget"], rng=np.random.default_rng(settings["seed"])
    )
    fit(
        network,
        list(stream_batches(vocabulary.encode(characters(parts["train"])), batch_size=STREAMS, steps=WINDOW)),
        optimizer=Adam(settings["rate"]),
        epochs=settings["epochs"],
        clip=1.0,
        carry_state=True,
        bar=False,
    )
    unseen = vocabulary.encode(characters(parts[settings["split"]]))
    closing = closing_quote(network, vocabulary, parts[settings["split"]])
    return {
        "units": network.layer.hidden_size,
        "nats": -float(network.logprob(unseen[1:], context=unseen[:1], chunk=WINDOW).mean()),
        "clauses": len(closing.plain),
        "opened": closing.opened.mean(axis=1).tolist(),
        "plain": float(closing.plain.mean()),
    }


def reread_plan(rows: Rows) -> list[Settings]:
    """A rate for each model on the validation tales, then five seeds on the test tales."""
    todo = []
    for model in MODELS:
        arm: dict[str, list[Any]] = {"model": [model], "budget": [45_000], "epochs": [8]}
        tries = rows.where(model=model, phase="search")
        scores = {row.settings["rate"]: row.figures["nats"] for row in tries}
        if rates := next_values(scores, RATES):
            todo += every(**arm, rate=rates, seed=[SEARCH_SEED], split=["valid"], phase=["search"])
        else:
            todo += every(**arm, rate=[best_value(scores)], seed=range(5), split=["test"], phase=["final"])
    return rows.lacking(todo)


def reread_claims(rows: Rows) -> dict[str, bool]:
    """With attention the distance does not matter, though the mark does; and it has a price."""
    alone, attending = (times_likelier(rows, model) for model in MODELS)
    nats = [rows.figures("nats", model=model, phase="final") for model in MODELS]
    near, far = attending[:, DISTANCES.index(3)], attending[:, DISTANCES.index(120)]
    return {
        "RNN alone: a mark 20 characters back changes less than a tenth, every seed": bool(
            (abs(alone[:, DISTANCES.index(20)] - 1) < 0.1).all()
        ),
        "with attention: a mark 120 characters back makes a closing one likelier by a fifth or more, every seed": bool(
            far.min() > 1.2
        ),
        "by half or more on all seeds but one": bool(np.sort(far)[1] > 1.5),
        "with attention: 120 characters back at least nine tenths of what it does 3 back, every seed": bool(
            (far > 0.9 * near).all()
        ),
        "the RNN alone, of the same budget, is less surprised by the tales, every seed": bool(
            nats[0].max() < nats[1].min()
        ),
        "each best rate lies inside the rates tried": all(_inside(rows, model) for model in MODELS),
    }


def times_likelier(rows: Rows, model: str) -> np.ndarray:
    """How many times likelier the mark made a closing one, (seeds, distances)."""
    final = rows.where(model=model, phase="final")
    return np.asarray(final.figures("opened") / np.maximum(final.figures("plain"), 1e-9)[:, None])


def _inside(rows: Rows, model: str) -> bool:
    (rate,) = rows.values("rate", model=model, phase="final")
    tried = rows.values("rate", model=model, phase="search")
    return bool(min(tried) < rate < max(tried))


STUDIES = (
    Study(
        "reread",
        "Does attention over its own states let a recurrent network remember an open quotation, and for how long?",
        reread_plan,
        run_reread,
        reread_claims,
    ),
)
