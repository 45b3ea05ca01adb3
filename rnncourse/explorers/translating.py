"""A sentence typed by the reader of the lesson, its translation, and where each word of it looked."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from rnncourse import plots
from rnncourse.arguments import check_callable, check_kind
from rnncourse.datasets import rejoined
from rnncourse.explorers.widgets import show

if TYPE_CHECKING:
    from ipywidgets import VBox

Look = Callable[[str], tuple[list[str], list[str], np.ndarray]]


def translating(look: Look, text: str) -> "VBox":
    """Type a sentence; see its translation, and the weights of each word of it.

    look : a sentence -> its words, those written, weights (T, S); such as the `look` of `experiments.translators`
    text : what stands there at the start
    """
    import ipywidgets

    check_callable("look", look)
    check_kind("text", text, str)
    field = ipywidgets.Text(text, description="read", continuous_update=False, layout={"width": "40em"})
    output = ipywidgets.Output()

    def draw(_: Any = None) -> None:
        with output:
            output.clear_output(wait=True)
            try:
                read, written, weights = look(field.value.strip())
                print("written:", rejoined(written[:-1] if written[-1:] == ["<stop>"] else written) or "nothing")
                ax = plots.alignment(weights, read, written)
            except ValueError as error:
                print(error)
                return
            show(ax)

    field.observe(draw, "value")
    draw()
    return ipywidgets.VBox([field, output])
