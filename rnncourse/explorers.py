"""Things to move: widgets that redraw a picture of `plots` while a slider moves.

Each is a thin shell around the function that draws its view, which can be used without a widget too. All return an
ipywidgets box: the sliders, and below them the view.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np

from rnncourse import plots

if TYPE_CHECKING:
    from ipywidgets import VBox


def sampling(logits: np.ndarray, tokens: Sequence[str], *, write: Callable[..., str] | None = None) -> "VBox":
    """Move temperature, top-k and top-p; see what is left to draw from, and what is written.

    logits (V,) of the next token; tokens : the V symbols
    write : (temperature, top_k=, top_p=) -> text, called anew at each move; None shows the bars alone

    Top-k = V and top-p = 1 cut nothing off.
    """
    V = len(logits)

    def draw(temperature: float, top_k: int, top_p: float) -> None:
        cuts: dict[str, Any] = dict(top_k=top_k if top_k < V else None, top_p=top_p if top_p < 1 else None)
        _display(plots.sampling_view(logits, tokens, temperature=temperature, **cuts))
        if write is not None:
            print(write(temperature, **cuts))

    sliders = {
        "temperature": _slider("temperature", 1.0, 0.0, 2.0, step=0.1),
        "top_k": _slider("top-k", V, 1, V),
        "top_p": _slider("top-p", 1.0, 0.05, 1.0, step=0.05),
    }
    return _explorer(sliders, draw)


def gates(candidates: Sequence[float] | np.ndarray = plots.PULSES) -> "VBox":
    """Move the gates and the candidate of one LSTM unit; see its cell and its hidden state over a short sequence.

    candidates : as for `plots.gate_view`
    """
    sliders = {
        "f": _slider("forget gate f", 0.9, 0.0, 1.0, step=0.05),
        "i": _slider("input gate i", 1.0, 0.0, 1.0, step=0.05),
        "g": _slider("candidate × g", 1.0, -1.0, 1.0, step=0.05),
        "o": _slider("output gate o", 1.0, 0.0, 1.0, step=0.05),
    }
    return _explorer(sliders, lambda **openings: _display(plots.gate_view(candidates, **openings)))


def alignment(weights: np.ndarray, source: Sequence[str], target: Sequence[str]) -> "VBox":
    """Move the step of the decoder and the temperature; see where attention looks.

    weights (T, S), source, target : as for `plots.alignment_view`
    """
    sliders = {
        "step": _slider("step of the decoder", 1, 1, len(target)),
        "temperature": _slider("temperature", 1.0, 0.0, 5.0, step=0.1),
    }
    return _explorer(sliders, lambda **options: _display(plots.alignment_view(weights, source, target, **options)[0]))


def _slider(name: str, value: float, least: float, most: float, *, step: float = 1) -> Any:
    """A slider that acts when it is let go; over whole numbers if `value` is one."""
    import ipywidgets

    kind = ipywidgets.IntSlider if isinstance(value, int) else ipywidgets.FloatSlider
    look = dict(style={"description_width": "9em"}, layout={"width": "28em"})
    return kind(value, min=least, max=most, step=step, description=name, continuous_update=False, **look)


def _explorer(sliders: dict[str, Any], draw: Callable[..., None]) -> "VBox":
    """The sliders, and below them what `draw` shows of their values, which it takes by name."""
    import ipywidgets

    return ipywidgets.VBox([*sliders.values(), ipywidgets.interactive_output(draw, sliders)])


def _display(ax: plt.Axes) -> None:
    from IPython.display import display

    figure = ax.get_figure(root=True)
    display(figure)
    plt.close(figure)
