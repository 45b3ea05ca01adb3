"""A report typed by the reader of the lesson, its headline, and where each word of it was copied from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from rnncourse import plots
from rnncourse.arguments import check_callable, check_kind
from rnncourse.explorers.widgets import show

if TYPE_CHECKING:
    from ipywidgets import VBox

Read = Callable[[str], tuple[str, str, np.ndarray]]


def headline(read: Read, text: str) -> "VBox":
    """Type a report; see its headline, and the report with the words darkened from which it was copied.

    read : a text -> its headline, the text in lines, how much was copied from each of its characters (N,)
    text : what stands there at the start
    """
    import ipywidgets

    check_callable("read", read)
    check_kind("text", text, str)
    field = ipywidgets.Textarea(text, description="report", continuous_update=False, rows=7, layout={"width": "48em"})
    output = ipywidgets.Output()

    def draw(_: Any = None) -> None:
        with output:
            output.clear_output(wait=True)
            try:
                written, shown, shares = read(field.value)
            except ValueError as error:
                print(error)
                return
            print("headline:", written)
            show(plots.over_text(shown, shares, limits=(0, 1), label="copied"))

    field.observe(draw, "value")
    draw()
    return ipywidgets.VBox([field, output])
