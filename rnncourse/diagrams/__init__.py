"""The drawings of the course: networks as boxes and arrows, in one visual language.

Inputs, states and outputs keep their colour in every lesson; forward arrows are solid and dark, gradients are dashed
and red. The colours (`rnncourse.palette`) differ in lightness as well as hue, so that a print in grey can be read too.
Every function takes an Axes or makes one, and returns it; none calls show.
"""

from rnncourse.diagrams.attention import encoder_decoder
from rnncourse.diagrams.beam import beam_tree
from rnncourse.diagrams.bidirectional import birnn
from rnncourse.diagrams.cells import gru_cell, lstm_cell
from rnncourse.diagrams.classifying import classifier
from rnncourse.diagrams.course import lesson_map
from rnncourse.diagrams.crnn import crnn_ctc, ctc_lattice
from rnncourse.diagrams.networks import SHAPES_OF_TASKS, bptt_graph, unrolled_rnn
from rnncourse.diagrams.sequences import automaton, ngram_window

__all__ = [
    "SHAPES_OF_TASKS",
    "automaton",
    "beam_tree",
    "birnn",
    "bptt_graph",
    "classifier",
    "crnn_ctc",
    "ctc_lattice",
    "encoder_decoder",
    "gru_cell",
    "lesson_map",
    "lstm_cell",
    "ngram_window",
    "unrolled_rnn",
]
