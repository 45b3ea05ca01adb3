"""From what a model says to what is written.

beam       beam search over any model with `step`, normalised by length
sampling   temperature, top-k and nucleus sampling of the next token
ctc        the labels in CTC's log-probabilities: the best path, prefix beam search
"""

from rnncourse.decoding.beam import Hypothesis, Kept, beam_search, begin, row_by_row, take
from rnncourse.decoding.ctc import Decoded, ctc_beam_search, ctc_greedy
from rnncourse.decoding.sampling import check_cuts, distribution, draw, sample

__all__ = [
    "Decoded",
    "Hypothesis",
    "Kept",
    "beam_search",
    "begin",
    "check_cuts",
    "ctc_beam_search",
    "ctc_greedy",
    "distribution",
    "draw",
    "row_by_row",
    "sample",
    "take",
]
