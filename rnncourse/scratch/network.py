"""The network most lessons train: [embedding ->] recurrent layer -> linear output. With ids it is a language model."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_kind
from rnncourse.language_model import LanguageModel
from rnncourse.scratch.activations import log_softmax
from rnncourse.scratch.layer import Layer, check_layer, joined
from rnncourse.scratch.layers import Embedding, Linear
from rnncourse.scratch.recurrent import FROM_FORWARD
from rnncourse.shapes import as_array, check_ids, check_lengths, check_positive, check_shape


class NetworkCache(NamedTuple):
    """What `forward` keeps for `backward`: of each part its own cache."""

    embedding: Any
    layer: Any
    output: Any


class Network(LanguageModel):
    """[Embedding ->] layer -> Linear, any layer of scratch in the middle.

    Parameters
    ----------
    layer : RNN, or anything with the same contract
    output_size : K, the number of scores per step
    vocab_size : V if the inputs are ids: they are embedded in `layer.input_size` numbers each
    rng : np.random.Generator for embedding and output

    `params` gathers the arrays of all parts in one dictionary, named embedding.E, layer.W_xh …, output.W_hy,
    output.b_y, so that an optimiser's step in place reaches them.

    With ids (vocab_size = output_size) it is a `LanguageModel`. Before it has read anything it gives each symbol 1 / V.
    """

    def __init__(
        self, layer: Layer, output_size: int, *, vocab_size: int | None = None, rng: np.random.Generator
    ) -> None:
        check_layer("layer", layer)
        self.layer: Any = layer
        self.embedding: Embedding | None = None
        if vocab_size is not None:
            self.embedding = Embedding(vocab_size, layer.input_size, rng=rng, dtype=layer.dtype)
        self.output = Linear(layer.hidden_size, output_size, rng=rng, dtype=layer.dtype)
        self.output_size = int(output_size)

    @property
    def params(self) -> dict[str, np.ndarray]:
        embedding = {"embedding": self.embedding.params} if self.embedding else {}
        return joined({**embedding, "layer": self.layer.params, "output": self.output.params})

    def size(self) -> int:
        """The number of parameters."""
        return sum(array.size for array in self.params.values())

    def output_lengths(self, lengths: np.ndarray | None) -> np.ndarray | None:
        """How many steps of the scores count, from the lengths of the inputs (B,); None means all of them."""
        return self.layer.output_lengths(lengths)

    def forward(
        self,
        x: np.ndarray,
        state: Any = None,
        lengths: Sequence[int] | np.ndarray | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, Any, NetworkCache]:
        """x (T, B) ids or (T, B, D) numbers -> scores (T, B, K), state, cache. rng : for layers that drop.

        What x holds past a sequence's end may be anything, as long as it is a whole number where x are ids.
        """
        from_embedding = None
        if self.embedding is not None:
            x, from_embedding = self.embedding.forward(_ids_before_the_end(x, lengths))
        h, state, from_layer = self.layer.forward(x, state, lengths, rng=rng)
        scores, from_output = self.output.forward(h)
        return scores, state, NetworkCache(from_embedding, from_layer, from_output)

    def backward(self, cache: NetworkCache, dscores: np.ndarray, dstate: Any = None) -> dict[str, np.ndarray]:
        """dscores (T, B, K) -> grads with the keys of `params`."""
        check_kind("cache", cache, NetworkCache, remedy=FROM_FORWARD)
        dh, of_output = self.output.backward(cache.output, dscores)
        dx, _, of_layer = self.layer.backward(cache.layer, dh, dstate)
        embedding = {"embedding": self.embedding.backward(cache.embedding, dx)} if self.embedding else {}
        return joined({**embedding, "layer": of_layer, "output": of_output})

    @property
    def vocab_size(self) -> int:  # type: ignore[override]
        """V. Raises ValueError for a network that is no language model."""
        if self.embedding is None or len(self.embedding.params["E"]) != self.output_size:
            raise ValueError(
                "network: expected a language model, which reads and predicts ids of one vocabulary, got one that does "
                "not; make it with Network(layer, V, vocab_size=V, rng=rng)"
            )
        return self.output_size

    def step(self, token: int | None, state: Any) -> tuple[np.ndarray, Any]:
        """Read one token -> log-probabilities (V,) of the next, the new state; token None: nothing was read yet."""
        if token is None:
            return np.full(self.vocab_size, -np.log(self.vocab_size)), state
        (token,) = check_ids([token], self.vocab_size, "token")
        scores, state, _ = self.forward(np.array([[token]]), state)
        return log_softmax(scores[0, 0].astype(np.float64)), state

    def logprob(
        self, ids: Sequence[int] | np.ndarray, context: Sequence[int] | np.ndarray = (), *, chunk: int = 1000
    ) -> np.ndarray:
        """As of `LanguageModel`; the text is read `chunk` steps at a time, the state carried from one to the next."""
        V = self.vocab_size
        ids, context = check_ids(ids, V), check_ids(context, V, "context", empty=True)
        chunk = check_positive("chunk", chunk, integer=True)
        text, state, parts = np.concatenate([context, ids]), None, []
        for start in range(0, len(text) - 1, chunk):
            x, y = text[start : start + chunk], text[start + 1 : start + chunk + 1]
            scores, state, _ = self.forward(x[: len(y), None], state)
            parts.append(log_softmax(scores[:, 0].astype(np.float64))[np.arange(len(y)), y])
        first = np.full(1, -np.log(V))  # nothing was read yet
        return np.concatenate([first, *parts])[len(context) :]


def _ids_before_the_end(x: Any, lengths: Sequence[int] | np.ndarray | None) -> Any:
    """The ids (T, B), zeros past each sequence's end; as they are where there are no lengths."""
    if lengths is None:
        return x
    ids = as_array("x", x)
    check_shape("x", ids, ("T", "B"))
    return np.where(np.arange(len(ids))[:, None] < check_lengths(lengths, *ids.shape), ids, ids.dtype.type(0))
