"""The beam of the reader's own sentence, as a tree that grows."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from rnncourse import diagrams
from rnncourse.arguments import check_callable, check_kind
from rnncourse.decoding.beam import Kept
from rnncourse.explorers.widgets import show, slider
from rnncourse.shapes import check_positive

if TYPE_CHECKING:
    from ipywidgets import VBox

WIDEST = 6
Grow = Callable[[str, int], Sequence[Sequence[Kept]]]


def beam(grow: Grow, tokens: Sequence[str], text: str, *, width: int = 3) -> "VBox":
    """Type a sentence, move the width of the beam, the steps and the normalisation; see what it keeps.

    grow : a sentence, a width -> for each step what the beam kept
    tokens : (V,) the names of the tokens
    text, width : what stands there at the start
    """
    import ipywidgets

    check_callable("grow", grow)
    check_kind("text", text, str)
    width = check_positive("width", width, integer=True)
    field = ipywidgets.Text(text, description="read", continuous_update=False, layout={"width": "40em"})
    sliders = {
        "width": slider("width of the beam", min(width, WIDEST), 1, WIDEST),
        "steps": slider("steps", 40, 1, 40),
        "alpha": slider("alpha", 1.0, 0.0, 2.0, step=0.1),
    }
    output = ipywidgets.Output()

    def draw(_: Any = None) -> None:
        with output:
            output.clear_output(wait=True)
            try:
                grown = grow(field.value.strip(), sliders["width"].value)
                steps = min(sliders["steps"].value, len(grown))
                ax = diagrams.beam_tree(grown, tokens, steps=steps, alpha=sliders["alpha"].value)
            except ValueError as error:
                print(error)
                return
            show(ax)

    for control in (field, *sliders.values()):
        control.observe(draw, "value")
    draw()
    return ipywidgets.VBox([field, *sliders.values(), output])
