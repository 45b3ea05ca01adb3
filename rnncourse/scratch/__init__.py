"""Recurrent networks in NumPy, every backward pass by hand, every one tested against PyTorch.

rnn        RNN
output     Embedding, Linear, and the losses with their gradients
optim      SGD, Adam, clip_norm
gradcheck  finite differences
init       orthogonal, identity, spectral radius
network    embedding -> layer -> output as one; what it says about a text
fit        the training loop
flow       how far a gradient reaches
"""

from rnncourse.scratch.bidirectional import Bidirectional, BidirectionalState
from rnncourse.scratch.fit import History, fit
from rnncourse.scratch.flow import gradient_by_distance, half_life
from rnncourse.scratch.gradcheck import check_gradient, numerical_gradient, relative_error
from rnncourse.scratch.gru import GRU
from rnncourse.scratch.init import identity, orthogonal, spectral_radius, with_spectral_radius
from rnncourse.scratch.lstm import LSTM, LSTMState
from rnncourse.scratch.network import Network, generate, logprobs
from rnncourse.scratch.optim import SGD, Adam, clip_norm, gradient_norm
from rnncourse.scratch.output import (
    IGNORE,
    Embedding,
    Linear,
    log_softmax,
    sigmoid,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    squared_error,
)
from rnncourse.scratch.rnn import RNN, RNNCache
from rnncourse.scratch.stacked import Stacked

__all__ = [
    "Bidirectional",
    "BidirectionalState",
    "GRU",
    "LSTM",
    "LSTMState",
    "Stacked",
    "IGNORE",
    "RNN",
    "SGD",
    "Adam",
    "Embedding",
    "History",
    "Linear",
    "Network",
    "RNNCache",
    "check_gradient",
    "clip_norm",
    "fit",
    "generate",
    "gradient_by_distance",
    "gradient_norm",
    "half_life",
    "identity",
    "log_softmax",
    "logprobs",
    "numerical_gradient",
    "orthogonal",
    "relative_error",
    "sigmoid",
    "sigmoid_cross_entropy",
    "softmax_cross_entropy",
    "spectral_radius",
    "squared_error",
    "with_spectral_radius",
]
