"""From what a model says to what is written.

sampling   temperature, top-k and nucleus sampling of the next token
ctc        the labels in CTC's log-probabilities: the best path, prefix beam search
"""

from rnncourse.decoding.ctc import Decoded, ctc_beam_search, ctc_greedy
from rnncourse.decoding.sampling import check_cuts, distribution, draw, sample

__all__ = ["Decoded", "ctc_beam_search", "check_cuts", "ctc_greedy", "distribution", "draw", "sample"]
