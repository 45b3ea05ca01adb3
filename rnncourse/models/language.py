"""RecurrentLanguageModel: embedding, recurrent layers and a distribution over the next token.

It answers to the names of `rnncourse.language_model`, as the n-gram model and the NumPy network do.
"""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from rnncourse.arguments import check_between, check_choice, check_kind, check_room
from rnncourse.batching import StreamBatch, stream_batches
from rnncourse.language_model import LanguageModel
from rnncourse.models.checks import check_tensor, checked_sizes
from rnncourse.models.inference import evaluating
from rnncourse.shapes import check_ids, check_positive

LAYERS: dict[str, Any] = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


def text_batches(ids: Sequence[int] | np.ndarray, batch_size: int, steps: int) -> list[StreamBatch]:
    """A text (N,) as the batches of an epoch: those of `stream_batches`, as tensors; the first one begins the text."""
    cut = stream_batches(ids, batch_size, steps)
    return [StreamBatch(torch.from_numpy(x), torch.from_numpy(y), i == 0) for i, (x, y) in enumerate(cut)]


class RecurrentLanguageModel(nn.Module, LanguageModel):
    """Embedding -> LSTM, GRU or RNN -> linear -> softmax.

    vocab_size : V
    layer : "lstm", "gru" or "rnn"
    embedding_size, hidden_size, layers : D, H and how many recurrent layers lie on each other
    dropout : share of the embeddings, of the outputs, and of what passes between layers that training hides; never of
        what passes from step to step (Zaremba et al. 2014)
    tied : the matrix that reads a token also scores it (Press & Wolf 2017; Inan et al. 2017); D must be H

    The forget gate of an LSTM starts with a bias of 1. Attribute `options`: what to call the class with to get one of
    the same shape.
    """

    def __init__(
        self,
        vocab_size: int,
        *,
        layer: str = "lstm",
        embedding_size: int = 64,
        hidden_size: int = 128,
        layers: int = 1,
        dropout: float = 0.0,
        tied: bool = False,
    ) -> None:
        super().__init__()
        check_choice("layer", layer, tuple(LAYERS))
        embedding_size, hidden_size, layers = checked_sizes(
            embedding_size=embedding_size, hidden_size=hidden_size, layers=layers
        )
        vocab_size = check_positive("vocab_size", vocab_size, integer=True)
        check_room("vocab_size, embedding_size, hidden_size", vocab_size, max(embedding_size, hidden_size))
        dropout = check_between("dropout", dropout, 0, 1)
        if check_kind("tied", tied, bool) and embedding_size != hidden_size:
            raise ValueError(
                f"embedding_size: expected {hidden_size}, the hidden_size, where weights are tied, got "
                f"{embedding_size}; one matrix has to read and to score"
            )
        self.options: dict[str, Any] = {
            "vocab_size": vocab_size,
            "layer": layer,
            "embedding_size": embedding_size,
            "hidden_size": hidden_size,
            "layers": layers,
            "dropout": dropout,
            "tied": tied,
        }
        self.vocab_size = vocab_size
        self.embedding = nn.Embedding(vocab_size, embedding_size)
        self.recurrent = LAYERS[layer](embedding_size, hidden_size, layers, dropout=dropout if layers > 1 else 0.0)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(hidden_size, vocab_size)
        if tied:
            bound = 1 / math.sqrt(hidden_size)  # as a linear layer starts: an embedding's own is too wide to score with
            nn.init.uniform_(self.embedding.weight, -bound, bound)
            self.output.weight = self.embedding.weight
        if layer == "lstm":
            for name, bias in self.recurrent.named_parameters():
                if name.startswith("bias_ih"):
                    with torch.no_grad():
                        bias[hidden_size : 2 * hidden_size] += 1.0

    def forward(self, x: torch.Tensor, state: Any = None) -> tuple[torch.Tensor, Any]:
        """x (T, B) ids -> scores (T, B, V) of the token after each, and the state after the last.

        state : what an earlier call returned, or None: nothing was read before
        """
        check_tensor("x", x, ("T", "B"), self.vocab_size)
        embedded = self.dropout(self.embedding(x))  # (T, B, D)
        h, state = self.recurrent(embedded, self._checked(state, x.shape[1]))  # (T, B, H)
        return self.output(self.dropout(h)), state  # (T, B, V)

    def _checked(self, state: Any, B: int) -> Any:
        """The state, where it is one of B texts."""
        if state is None:
            return None
        parts = state if isinstance(self.recurrent, nn.LSTM) else (state,)
        names = "hc" if isinstance(self.recurrent, nn.LSTM) else "h"
        if not isinstance(parts, tuple) or len(parts) != len(names):
            raise ValueError(f"state: expected what forward returned, got {type(state).__name__}")
        for name, part in zip(names, parts, strict=True):
            check_tensor(f"state.{name}", part, (self.options["layers"], B, self.options["hidden_size"]))
        return state

    def loss(self, batch: StreamBatch) -> torch.Tensor:
        """The mean surprise in nats of a token, each text of the batch read from its own beginning."""
        return self.loss_and_state(batch, None)[0]

    def loss_and_state(self, batch: StreamBatch, state: Any) -> tuple[torch.Tensor, Any]:
        """The mean surprise in nats where the texts go on from `state`, and the state to go on from."""
        check_kind("batch", batch, StreamBatch)
        scores, state = self(batch.x, state)
        check_tensor("y", batch.y, tuple(batch.x.shape), self.vocab_size)
        loss = F.cross_entropy(scores.flatten(0, 1), batch.y.flatten().long())
        return loss, tuple(part.detach() for part in state) if isinstance(state, tuple) else state.detach()

    def predict(self, batch: StreamBatch) -> np.ndarray:
        """The likeliest token after each of the batch's, ids (T, B)."""
        check_kind("batch", batch, StreamBatch)
        with evaluating(self, batch) as (x, *_):
            found: np.ndarray = self(x)[0].argmax(dim=2).cpu().numpy()
        return found

    def step(self, token: int | None, state: Any) -> tuple[np.ndarray, Any]:
        """As of `LanguageModel`. Before anything was read, all tokens are equally likely."""
        if token is None:
            return np.full(self.vocab_size, -math.log(self.vocab_size)), self._checked(state, 1)
        (token,) = check_ids([token], self.vocab_size, "token").tolist()
        with evaluating(self, torch.tensor([[token]])) as x:
            scores, state = self(x, state)
        return _log_probs(scores)[0, 0], state

    def _read(self, context: Sequence[int] | np.ndarray) -> tuple[np.ndarray, Any]:
        """As of `LanguageModel`, the context read in one go."""
        context = check_ids(context, self.vocab_size, "context", empty=True)
        if not len(context):
            return self.step(None, None)
        with evaluating(self, torch.from_numpy(context)) as tokens:
            h, state = self.recurrent(self.embedding(tokens[:, None]))  # (T, 1, H)
            return _log_probs(self.output(h[-1]))[0], state

    def logprob(
        self, ids: Sequence[int] | np.ndarray, context: Sequence[int] | np.ndarray = (), *, chunk: int = 1000
    ) -> np.ndarray:
        """As of `LanguageModel`; the text is read `chunk` steps at a time, the state carried from one to the next."""
        V = self.vocab_size
        ids, context = check_ids(ids, V), check_ids(context, V, "context", empty=True)
        chunk = check_positive("chunk", chunk, integer=True)
        text, state = np.concatenate([context, ids]), None
        parts = [np.full(1, -math.log(V))]  # nothing was read yet
        with evaluating(self, torch.from_numpy(text)) as tokens:
            for start in range(0, len(text) - 1, chunk):
                y = text[start + 1 : start + chunk + 1]
                scores, state = self(tokens[start : start + len(y), None], state)
                parts.append(_log_probs(scores)[np.arange(len(y)), 0, y])
        return np.concatenate(parts)[len(context) :]


class CarriedState:
    """A loss for `training.fit` that hands the state of each batch to the next: truncated backpropagation through time.

    Where a batch begins a text, the state is new. Use one for each run.
    """

    def __init__(self) -> None:
        self._state: Any = None

    def __call__(self, model: RecurrentLanguageModel, batch: StreamBatch) -> torch.Tensor:
        """The mean surprise in nats of the batch's tokens, after those of the batch before."""
        check_kind("model", model, RecurrentLanguageModel)
        begins = check_kind("begins", check_kind("batch", batch, StreamBatch).begins, bool)
        loss, self._state = model.loss_and_state(batch, None if begins else self._state)
        return loss


def _log_probs(scores: torch.Tensor) -> np.ndarray:
    """Scores (…, V) -> natural logarithms of probabilities, (…, V) float64."""
    found: np.ndarray = scores.double().log_softmax(dim=-1).cpu().numpy()
    return found
