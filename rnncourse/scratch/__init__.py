"""Recurrent networks in NumPy, every backward pass by hand, every one tested against PyTorch.

activations, layers, losses     tanh, σ, softmax; Embedding and Linear; what is minimised, with its gradient
recurrent, ends     from a cell to a layer: the loop over time, lengths, states, PyTorch and back
rnn, lstm, gru  RNN; LSTM, LSTMState; GRU
variants, mgu   LSTMVariant, with a gate more or less; MGU, with one gate
kernels         the same numbers faster: what forward and backward of RNN, LSTM and GRU run
bidirectional, stacked, pooling     Bidirectional, Stacked; Pooled: one vector for a whole sequence
attention       AdditiveAttention, GeneralAttention, DotProductAttention, lengths_mask
self_attention  SelfAttention, with heads, causal or not; positions
conv, windows   Conv1d, Conv2d, MaxPool1d, MaxPool2d; receptive_field
ctc             CTC's loss, its gradient, its alignments
optim           SGD, Adam, clip_norm
gradcheck       finite differences
init            orthogonal, identity, spectral radius
network         embedding -> layer -> output as one: a language model where it reads ids
fit             the training loop
gradient_flow   how far a gradient reaches
"""

from rnncourse.batching import IGNORE
from rnncourse.scratch.activations import ACTIVATIONS, log_softmax, sigmoid, softmax
from rnncourse.scratch.attention import AdditiveAttention, DotProductAttention, GeneralAttention, lengths_mask
from rnncourse.scratch.bidirectional import Bidirectional, BidirectionalState
from rnncourse.scratch.conv import Conv1d, Conv2d, MaxPool1d, MaxPool2d
from rnncourse.scratch.ctc import Alignments, alignments, ctc_loss
from rnncourse.scratch.fit import fit
from rnncourse.scratch.gradcheck import check_gradient, numerical_gradient, relative_error
from rnncourse.scratch.gradient_flow import gradient_by_distance, half_life
from rnncourse.scratch.gru import GRU
from rnncourse.scratch.init import identity, orthogonal, spectral_radius, with_spectral_radius
from rnncourse.scratch.layers import Embedding, Linear
from rnncourse.scratch.losses import sigmoid_cross_entropy, softmax_cross_entropy, squared_error
from rnncourse.scratch.lstm import LSTM, LSTMState
from rnncourse.scratch.mgu import MGU
from rnncourse.scratch.network import Network
from rnncourse.scratch.optim import SGD, Adam, clip_norm, gradient_norm
from rnncourse.scratch.pooling import Pooled
from rnncourse.scratch.recurrent import RecurrentLayer
from rnncourse.scratch.rnn import RNN
from rnncourse.scratch.self_attention import SelfAttention, positions
from rnncourse.scratch.stacked import Stacked
from rnncourse.scratch.variants import LSTMVariant
from rnncourse.scratch.windows import receptive_field

__all__ = [
    "ACTIVATIONS",
    "GRU",
    "IGNORE",
    "LSTM",
    "MGU",
    "RNN",
    "SGD",
    "Adam",
    "AdditiveAttention",
    "Alignments",
    "Bidirectional",
    "BidirectionalState",
    "Conv1d",
    "Conv2d",
    "DotProductAttention",
    "Embedding",
    "GeneralAttention",
    "LSTMState",
    "LSTMVariant",
    "Linear",
    "MaxPool1d",
    "MaxPool2d",
    "Network",
    "Pooled",
    "RecurrentLayer",
    "SelfAttention",
    "Stacked",
    "alignments",
    "check_gradient",
    "clip_norm",
    "ctc_loss",
    "fit",
    "gradient_by_distance",
    "gradient_norm",
    "half_life",
    "identity",
    "lengths_mask",
    "log_softmax",
    "numerical_gradient",
    "orthogonal",
    "positions",
    "receptive_field",
    "relative_error",
    "sigmoid",
    "sigmoid_cross_entropy",
    "softmax",
    "softmax_cross_entropy",
    "spectral_radius",
    "squared_error",
    "with_spectral_radius",
]
