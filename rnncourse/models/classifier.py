"""TextClassifier: recurrent layers read a text, pooling makes one vector of all their states, a linear layer judges it.

Shapes, besides the legend of `rnncourse.shapes`: T words of a text, K classes.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from rnncourse.arguments import check_between, check_choice, check_kind, check_list, check_tokens
from rnncourse.batching import TextBatch, pad_batch
from rnncourse.models.checks import after_the_end, check_tensor, checked_sizes, tensor_lengths
from rnncourse.models.inference import evaluating
from rnncourse.models.language import RecurrentLanguageModel
from rnncourse.models.packing import run_packed
from rnncourse.shapes import shown
from rnncourse.text import Vocabulary

LAYERS: dict[str, Callable[..., nn.RNNBase]] = {"lstm": nn.LSTM, "gru": nn.GRU}
DIRECTIONS = ("both", "forward")
POOLINGS = ("last", "mean", "max", "attention")


class Verdict(NamedTuple):
    """What a classifier says of B texts."""

    labels: np.ndarray  # (B,) ids of the likeliest classes
    probabilities: np.ndarray  # (B, K) float64
    weights: np.ndarray  # (T, B) the share of each word's state in what was judged; 0 after a text's end


class TextClassifier(nn.Module):
    """Embedding -> LSTM or GRU -> pooling -> linear.

        "last"       p = h_T; both directions: each half where it has read everything
        "mean"       p = Σ_t h_t / T
        "max"        p[j] = max_t h_t[j]   (Collobert & Weston 2008)
        "attention"  p = Σ_t a_t h_t,   a = softmax_t(vᵀ tanh(W h_t + b))   (Yang et al. 2016)

    vocabulary : Vocabulary with an unknown token, which stands for every word outside it
    labels : names of the K classes
    layer : "lstm" or "gru"
    direction : "both" or "forward"
    pooling : "last", "mean", "max" or "attention"
    hidden_size : H in each direction
    dropout : share of the numbers of each embedding and of p that training sets to zero, and between layers
    word_dropout : share of the words that training shows as unknown

    The forget gate of an LSTM starts with a bias of 1.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        labels: Sequence[str],
        *,
        layer: str = "lstm",
        direction: str = "both",
        pooling: str = "mean",
        embedding_size: int = 64,
        hidden_size: int = 64,
        layers: int = 1,
        dropout: float = 0.5,
        word_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.vocabulary = check_kind("vocabulary", vocabulary, Vocabulary)
        self.unknown = vocabulary.id_of("unknown")
        self.labels = Vocabulary(labels)
        if len(self.labels) < 2:
            raise ValueError(f"labels: expected at least two classes, got {shown(self.labels.tokens)}")
        check_choice("layer", layer, tuple(LAYERS))
        check_choice("direction", direction, DIRECTIONS)
        check_choice("pooling", pooling, POOLINGS)
        embedding_size, hidden_size, layers = checked_sizes(
            embedding_size=embedding_size, hidden_size=hidden_size, layers=layers
        )
        dropout = check_between("dropout", dropout, 0, 1)
        self.word_dropout: float = check_between("word_dropout", word_dropout, 0, 1)
        self.direction, self.pooling, self.hidden_size = direction, pooling, hidden_size
        both = direction == "both"
        self.embedding = nn.Embedding(len(vocabulary), embedding_size)
        self.recurrent = LAYERS[layer](
            embedding_size, hidden_size, layers, bidirectional=both, dropout=dropout if layers > 1 else 0.0
        )
        if layer == "lstm":
            with torch.no_grad():
                for name, bias in self.recurrent.named_parameters():
                    if name.startswith("bias_ih"):
                        bias[hidden_size : 2 * hidden_size] += 1.0
        size = (2 if both else 1) * hidden_size
        if pooling == "attention":
            self.W, self.v = nn.Linear(size, size), nn.Linear(size, 1, bias=False)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(size, len(self.labels))

    def batch(self, texts: Sequence[Sequence[str]], labels: Sequence[str] | None = None) -> TextBatch:
        """Texts, each a list of words, as tensors: words (T, B), lengths (B,), labels (B,), None where not known.

        Raises ValueError for a text without words and for a label that is none of the model's.
        """
        found = [check_tokens(f"texts[{b}]", text) for b, text in enumerate(check_list("texts", texts, of="texts"))]
        words, lengths = pad_batch([self.vocabulary.encode(text) for text in found], pad=self.unknown)
        given = None
        if labels is not None:
            given = torch.from_numpy(self.labels.encode(check_tokens("labels", labels)))
            if len(given) != len(found):
                raise ValueError(f"labels: expected one for each of the {len(found)} texts, got {len(given)}")
        return TextBatch(torch.from_numpy(words), torch.from_numpy(lengths), given)

    def forward(self, words: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """words (T, B), lengths (B,) -> scores (B, K)."""
        return self.output(self.dropout(self.read(words, lengths)[0]))  # (B, K)

    def read(self, words: torch.Tensor, lengths: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """words (T, B), lengths (B,) -> what the pooling makes of each text (B, H or 2H), its weights (T, B).

        The weights of a text sum to one. They are the share of each step in the result: of "max" the share of the
        units that are largest there, of "last" in both directions a half at either end.
        """
        check_tensor("words", words, ("T", "B"), self.embedding.num_embeddings, lengths=lengths)
        T, B = words.shape
        past = after_the_end(lengths, T, B, words.device)  # (T, B)
        words = words.masked_fill(past, self.unknown)
        if self.training and self.word_dropout:
            words = words.masked_fill(torch.rand(T, B, device=words.device) < self.word_dropout, self.unknown)
        h, _ = run_packed(self.recurrent, self.dropout(self.embedding(words)), lengths)  # (T, B, H or 2H)
        if self.pooling == "max":
            found, places = h.masked_fill(past[:, :, None], -torch.inf).max(dim=0)  # (B, 2H)
            return found, F.one_hot(places, T).float().mean(dim=1).T
        if self.pooling == "attention":
            e = self.v(torch.tanh(self.W(h))).squeeze(2)  # (T, B)
            weights = e.masked_fill(past, -torch.inf).softmax(dim=0)
            return (weights[:, :, None] * h).sum(dim=0), weights
        ends = tensor_lengths(lengths, T, B).to(words.device)  # (B,)
        if self.pooling == "mean":
            weights = (~past).to(h.dtype) / ends
            return (weights[:, :, None] * h).sum(dim=0), weights
        last = F.one_hot(ends - 1, T).to(h.dtype).T  # (T, B)
        ahead = (last[:, :, None] * h[:, :, : self.hidden_size]).sum(dim=0)  # (B, H)
        if self.direction == "forward":
            return ahead, last
        first = F.one_hot(torch.zeros_like(ends), T).to(h.dtype).T
        return torch.cat([ahead, h[0, :, self.hidden_size :]], dim=1), (first + last) / 2

    def loss(self, batch: TextBatch) -> torch.Tensor:
        """The mean cross-entropy in nats of a text."""
        words, lengths, labels = check_kind("batch", batch, TextBatch)
        if labels is None:
            raise ValueError("labels: expected those of the texts, got None; make the batch with labels")
        scores = self(words, lengths)
        check_tensor("labels", labels, (scores.shape[0],), scores.shape[1])
        return F.cross_entropy(scores, labels.long())

    def predict(self, batch: TextBatch) -> Verdict:
        """The likeliest class of each text, the probability of each class, and the share of each word's state."""
        check_kind("batch", batch, TextBatch)
        with evaluating(self, batch) as (words, lengths, _):
            pooled, weights = self.read(words, lengths)
            probabilities = self.output(pooled).double().softmax(dim=1)
        return Verdict(*(found.cpu().numpy() for found in (probabilities.argmax(dim=1), probabilities, weights)))

    def begin_as(self, model: RecurrentLanguageModel) -> None:
        """Take the embedding and the recurrent layers of a language model over the same vocabulary (Dai & Le 2015).

        In both directions the forward half takes them and the other half stays as it is, which one layer only allows.
        Raises ValueError where the two differ in a shape, in the kind of layer or in how many there are.
        """
        check_kind("model", model, RecurrentLanguageModel)
        if type(model.recurrent) is not type(self.recurrent):
            kinds = [type(part.recurrent).__name__ for part in (self, model)]
            raise ValueError(f"model: expected one with the layer {kinds[0]}, as the classifier has it, got {kinds[1]}")
        own, theirs = dict(self.named_parameters()), dict(model.named_parameters())
        if self.recurrent.num_layers != model.recurrent.num_layers:
            layers = [part.recurrent.num_layers for part in (self, model)]
            raise ValueError(f"model: expected one of layers={layers[0]}, as the classifier has, got {layers[1]}")
        taken = [name for name in theirs if name == "embedding.weight" or name.startswith("recurrent.")]
        for name in taken:
            if own[name].shape != theirs[name].shape:
                expected, came = tuple(own[name].shape), tuple(theirs[name].shape)
                raise ValueError(
                    f"model: expected {name} of shape {expected}, as the classifier has it, got {came}; "
                    "use the same vocabulary and sizes, and one layer where the classifier reads in both directions"
                )
        with torch.no_grad():
            for name in taken:
                own[name].copy_(theirs[name])
