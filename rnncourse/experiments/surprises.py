"""How much a text surprises a network, the best n-gram model, and both mixed; and a network that forgets."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import torch

from rnncourse.experiments.corpora import Corpus, load_corpus
from rnncourse.language_model import LanguageModel
from rnncourse.models.language import RecurrentLanguageModel
from rnncourse.ngram import NGramModel

SMOOTHINGS = ("interpolated", "kneser-ney")  # the first is Witten and Bell's
ORDERS = range(1, 8)
SHARES = np.linspace(0.05, 0.95, 19)  # of the network in a mixture


def surprise(model: LanguageModel, ids: np.ndarray) -> np.ndarray:
    """-ln p of a text's tokens after the first, which is read only, (N - 1,)."""
    return -model.logprob(ids[1:], context=ids[:1])


def by_document(surprises: np.ndarray, lengths: Sequence[int]) -> list[float]:
    """The mean surprise of each document, from those of all tokens after the first."""
    return [float(part.mean()) for part in np.split(surprises, np.cumsum(lengths)[:-1] - 1)]


def n_gram(corpus: Corpus, order: int, smoothing: str) -> NGramModel:
    """An n-gram model of the training text."""
    return NGramModel(order, smoothing).fit(corpus.ids["train"], len(corpus.vocabulary))


@cache
def best_n_gram(name: str, unit: str) -> NGramModel:
    """The best n-gram model of a corpus; see `best_of`."""
    corpus = load_corpus(name, unit)
    return best_of(corpus.ids["train"], corpus.ids["valid"], len(corpus.vocabulary))


def best_of(train: np.ndarray, valid: np.ndarray, vocab_size: int) -> NGramModel:
    """Of every Witten–Bell and Kneser–Ney model of a text up to order 7 the one that expects another text best."""
    models = [NGramModel(order, smoothing).fit(train, vocab_size) for smoothing in SMOOTHINGS for order in ORDERS]
    return min(models, key=lambda model: float(surprise(model, valid).mean()))


def mixed(network: np.ndarray, n_gram: np.ndarray, share: float) -> np.ndarray:
    """The surprises of share · network + (1 - share) · n-gram, from those of both."""
    return -np.logaddexp(np.log(share) - network, np.log(1 - share) - n_gram)


def best_share(network: np.ndarray, n_gram: np.ndarray) -> float:
    """The share of the network, of SHARES, that makes a mixture least surprised."""
    return float(min(SHARES, key=lambda share: mixed(network, n_gram, share).mean()))


def forgetful(model: RecurrentLanguageModel, ids: np.ndarray, kept: int) -> float:
    """The mean surprise of a text by a model that forgets all it has read after every `kept` tokens.

    The first token after each reset is foreseen from the one before it.
    """
    N = (len(ids) - 1) // kept * kept
    x, y = (torch.from_numpy(part.reshape(-1, kept).T.copy()) for part in (ids[:N], ids[1 : N + 1]))  # (kept, pieces)
    with torch.no_grad():
        losses = [model.eval()(part)[0] for part in x.split(512, dim=1)]
        scores = torch.cat(losses, dim=1)  # (kept, pieces, V)
        return float(torch.nn.functional.cross_entropy(scores.flatten(0, 1), y.flatten()))
