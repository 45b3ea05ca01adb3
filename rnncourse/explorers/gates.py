"""The gates of one LSTM unit."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnncourse import plots
from rnncourse.explorers.widgets import explorer, show, slider, try_out

if TYPE_CHECKING:
    from ipywidgets import VBox


def gates(candidates: Sequence[float] | np.ndarray = plots.PULSES) -> "VBox":
    """Move the gates and the candidate of one LSTM unit; see its cell and its hidden state over a short sequence.

    candidates : as for `plots.gate_view`
    """
    try_out(plots.gate_view(candidates))
    sliders = {
        "f": slider("forget gate f", 0.9, 0.0, 1.0, step=0.05),
        "i": slider("input gate i", 1.0, 0.0, 1.0, step=0.05),
        "g": slider("candidate × g", 1.0, -1.0, 1.0, step=0.05),
        "o": slider("output gate o", 1.0, 0.0, 1.0, step=0.05),
    }
    return explorer(sliders, lambda **openings: show(plots.gate_view(candidates, **openings)))
