"""A line typed by the reader of the lesson, what a model writes of it, and where it looked."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np

from rnncourse import plots
from rnncourse.arguments import check_callable, check_kind
from rnncourse.explorers.widgets import show

if TYPE_CHECKING:
    from ipywidgets import VBox

Rewrite = Callable[[Sequence[str]], tuple[list[str], np.ndarray]]


def rewriting(rewrite: Rewrite, text: str = "3 march 1994") -> "VBox":
    """Type a line; see what the model writes, and the weights of each character it wrote.

    rewrite : lines -> what is written of each, weights (T, B, S); such as `experiments.rewriting.rewrite` with its
        model
    text : what stands there at the start
    """
    import ipywidgets

    check_callable("rewrite", rewrite)
    check_kind("text", text, str)
    field = ipywidgets.Text(text, description="read", continuous_update=False)
    output = ipywidgets.Output()

    def draw(_: Any = None) -> None:
        with output:
            output.clear_output(wait=True)
            line = field.value.strip().lower()
            try:
                (written,), weights = rewrite([line])
            except ValueError as error:
                print(error)
                return
            print("written:", written or "nothing")
            if written:
                _, ax = plt.subplots(figsize=(0.4 * len(line) + 2, 0.32 * len(written) + 1.2), layout="constrained")
                show(plots.alignment(weights[: len(written), 0, : len(line)], line, written, ax=ax))

    field.observe(draw, "value")
    draw()
    return ipywidgets.VBox([field, output])
