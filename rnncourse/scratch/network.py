"""The network most lessons train: [embedding ->] recurrent layer -> linear output; and what it says about a text."""

import numpy as np

from rnncourse.decoding import sample
from rnncourse.scratch.activations import log_softmax
from rnncourse.scratch.layers import Embedding, Linear
from rnncourse.shapes import check_ids, check_positive


class Network:
    """[Embedding ->] layer -> Linear, any layer of scratch in the middle.

    Parameters
    ----------
    layer : RNN, or anything with the same contract
    output_size : K, the number of scores per step
    vocab_size : V if the inputs are ids: they are embedded in `layer.input_size` numbers each
    rng : np.random.Generator for embedding and output

    `params` gathers the arrays of all parts in one dictionary, under the names of the equations (E, W_xh, W_hh, b_h,
    W_hy, b_y), so that an optimiser's step in place reaches them.
    """

    def __init__(self, layer, output_size, *, vocab_size=None, rng):
        self.layer = layer
        self.embedding = None
        if vocab_size is not None:
            self.embedding = Embedding(vocab_size, layer.input_size, rng=rng, dtype=layer.dtype)
        self.output = Linear(layer.hidden_size, output_size, rng=rng, dtype=layer.dtype)

    @property
    def params(self):
        parts = [self.embedding, self.layer, self.output]
        return {name: array for part in parts if part is not None for name, array in part.params.items()}

    def size(self):
        """The number of parameters."""
        return sum(array.size for array in self.params.values())

    def forward(self, x, state=None, lengths=None):
        """x (T, B) ids or (T, B, D) numbers -> scores (T, B, K), state, cache."""
        from_embedding = None
        if self.embedding is not None:
            x, from_embedding = self.embedding.forward(x)
        h, state, from_layer = self.layer.forward(x, state, lengths)
        scores, from_output = self.output.forward(h)
        return scores, state, (from_embedding, from_layer, from_output)

    def backward(self, cache, dscores, dstate=None):
        """dscores (T, B, K) -> grads with the keys of `params`."""
        from_embedding, from_layer, from_output = cache
        dh, grads = self.output.backward(from_output, dscores)
        dx, _, layer_grads = self.layer.backward(from_layer, dh, dstate)
        grads |= layer_grads
        if self.embedding is not None:
            grads |= self.embedding.backward(from_embedding, dx)
        return grads


def logprobs(network, ids, *, chunk=1000):
    """The natural log-probability of each id after the first, given all before it: (N - 1,) float64.

    The text is read in one piece, `chunk` steps at a time, the state carried from one to the next.
    """
    ids = check_ids(ids, network.output.params["b_y"].size)
    check_positive("chunk", chunk, integer=True)
    if len(ids) < 2:
        raise ValueError(f"ids: expected at least 2, one to read and one to predict, got {len(ids)}")
    state, parts = None, []
    for start in range(0, len(ids) - 1, chunk):
        x, y = ids[start : start + chunk], ids[start + 1 : start + chunk + 1]
        scores, state, _ = network.forward(x[: len(y), None], state)
        parts.append(log_softmax(scores[:, 0].astype(np.float64))[np.arange(len(y)), y])
    return np.concatenate(parts)


def generate(network, prompt, n, *, temperature=1.0, top_k=None, top_p=None, rng):
    """Continue the ids of `prompt` by n more, each drawn from what the network expects next: (n,) int64."""
    prompt = np.asarray(prompt)
    if prompt.size == 0:
        raise ValueError("prompt: expected at least one id to start from, got none")
    scores, state, _ = network.forward(prompt[:, None])
    drawn = []
    for _ in range(n):
        drawn.append(int(sample(scores[-1, 0], temperature=temperature, top_k=top_k, top_p=top_p, rng=rng)))
        scores, state, _ = network.forward(np.array([[drawn[-1]]]), state)
    return np.array(drawn, dtype=np.int64)
