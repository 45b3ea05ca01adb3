"""Recurrent networks in NumPy, every backward pass by hand, every one tested against PyTorch.

rnn        RNN
lstm       LSTM, LSTMState
gru        GRU
variants   LSTMVariant (a gate more or less), MGU
bidirectional, stacked     Bidirectional, Stacked
conv       Conv1d, Conv2d, MaxPool1d, MaxPool2d, receptive_field
ctc        CTC's loss, its gradient, its alignments
attention  AdditiveAttention, GeneralAttention, DotProductAttention, lengths_mask
pooling    Pooled: one vector for a whole sequence
activations  sigmoid, softmax, log_softmax, and the choices of an RNN
layers     Embedding, Linear
losses     cross-entropies and squared error, with their gradients
optim      SGD, Adam, clip_norm
gradcheck  finite differences
init       orthogonal, identity, spectral radius
network    embedding -> layer -> output as one; what it says about a text
fit        the training loop
flow       how far a gradient reaches
tasks      the adding problem, the copy task, the balance, the oscillation
"""

from rnncourse.batching import IGNORE
from rnncourse.scratch.activations import ACTIVATIONS, log_softmax, relu, sigmoid, softmax
from rnncourse.scratch.attention import AdditiveAttention, DotProductAttention, GeneralAttention, lengths_mask
from rnncourse.scratch.bidirectional import Bidirectional, BidirectionalState
from rnncourse.scratch.conv import Conv1d, Conv2d, MaxPool1d, MaxPool2d, receptive_field
from rnncourse.scratch.ctc import Alignments, alignments, ctc_loss
from rnncourse.scratch.fit import History, fit
from rnncourse.scratch.flow import gradient_by_distance, half_life
from rnncourse.scratch.gradcheck import check_gradient, numerical_gradient, relative_error
from rnncourse.scratch.gru import GRU
from rnncourse.scratch.init import identity, orthogonal, spectral_radius, with_spectral_radius
from rnncourse.scratch.layers import Embedding, Linear
from rnncourse.scratch.losses import sigmoid_cross_entropy, softmax_cross_entropy, squared_error
from rnncourse.scratch.lstm import LSTM, LSTMState
from rnncourse.scratch.network import Network, generate, logprobs
from rnncourse.scratch.optim import SGD, Adam, clip_norm, gradient_norm
from rnncourse.scratch.pooling import Pooled
from rnncourse.scratch.rnn import RNN, RNNCache
from rnncourse.scratch.stacked import Stacked
from rnncourse.scratch.tasks import adding_problem, balance, copy_task, oscillation
from rnncourse.scratch.variants import MGU, LSTMVariant

__all__ = [
    "ACTIVATIONS",
    "AdditiveAttention",
    "Alignments",
    "Bidirectional",
    "BidirectionalState",
    "Conv1d",
    "Conv2d",
    "DotProductAttention",
    "GRU",
    "GeneralAttention",
    "LSTM",
    "LSTMState",
    "LSTMVariant",
    "MGU",
    "MaxPool1d",
    "MaxPool2d",
    "Stacked",
    "IGNORE",
    "RNN",
    "SGD",
    "Adam",
    "Embedding",
    "History",
    "Linear",
    "Network",
    "Pooled",
    "RNNCache",
    "adding_problem",
    "alignments",
    "balance",
    "check_gradient",
    "clip_norm",
    "copy_task",
    "ctc_loss",
    "fit",
    "generate",
    "gradient_by_distance",
    "gradient_norm",
    "half_life",
    "identity",
    "lengths_mask",
    "log_softmax",
    "logprobs",
    "numerical_gradient",
    "orthogonal",
    "oscillation",
    "receptive_field",
    "relative_error",
    "relu",
    "sigmoid",
    "sigmoid_cross_entropy",
    "softmax",
    "softmax_cross_entropy",
    "spectral_radius",
    "squared_error",
    "with_spectral_radius",
]
