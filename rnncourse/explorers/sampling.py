"""What is left to draw from when a distribution is cut."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from rnncourse import plots
from rnncourse.arguments import check_callable
from rnncourse.explorers.widgets import explorer, show, slider, try_out

if TYPE_CHECKING:
    from ipywidgets import VBox


def sampling(logits: np.ndarray, tokens: Sequence[str], *, write: Callable[..., str] | None = None) -> "VBox":
    """Move temperature, top-k and top-p; see what is left to draw from, and what is written.

    logits (V,) of the next token; tokens : the V symbols
    write : (temperature, top_k=, top_p=) -> text, called anew at each move; None shows the bars alone

    Top-k = V and top-p = 1 cut nothing off.
    """
    try_out(plots.sampling_view(logits, tokens))
    if write is not None:
        check_callable("write", write)
    V = len(logits)

    def draw(temperature: float, top_k: int, top_p: float) -> None:
        cuts: dict[str, Any] = dict(top_k=top_k if top_k < V else None, top_p=top_p if top_p < 1 else None)
        show(plots.sampling_view(logits, tokens, temperature=temperature, **cuts))
        if write is not None:
            print(write(temperature, **cuts))

    sliders = {
        "temperature": slider("temperature", 1.0, 0.0, 2.0, step=0.1),
        "top_k": slider("top-k", V, 1, V),
        "top_p": slider("top-p", 1.0, 0.05, 1.0, step=0.05),
    }
    return explorer(sliders, draw)
