"""Where attention looks."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnncourse import plots
from rnncourse.explorers.widgets import explorer, show, slider, try_out

if TYPE_CHECKING:
    from ipywidgets import VBox


def alignment(weights: np.ndarray, source: Sequence[str], target: Sequence[str]) -> "VBox":
    """Move the step of the decoder and the temperature; see where attention looks.

    weights (T, S), source, target : as for `plots.alignment_view`
    """
    try_out(plots.alignment_view(weights, source, target)[0])
    sliders = {
        "step": slider("step of the decoder", 1, 1, len(target)),
        "temperature": slider("temperature", 1.0, 0.0, 5.0, step=0.1),
    }
    return explorer(sliders, lambda **options: show(plots.alignment_view(weights, source, target, **options)[0]))
