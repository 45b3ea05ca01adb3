"""A text typed by the reader of the lesson: what models say of it, and what each word counted for."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rnncourse import plots
from rnncourse.arguments import check_callable, check_kind
from rnncourse.explorers.widgets import show

if TYPE_CHECKING:
    from ipywidgets import VBox


class Judged(NamedTuple):
    """What some models say of one text."""

    words: list[str]  # the T words as they were read
    said: Mapping[str, float]  # model -> the probability of the class that is looked for
    parts: Mapping[str, np.ndarray]  # what is drawn above a copy of the text -> a weight for each word, (T,)


def classifying(judge: Callable[[str], Judged], text: str, *, event: str = "positive") -> "VBox":
    """Type a text; see how likely each model finds the event, and what each word counted for.

    judge : text -> Judged; ValueError where it cannot be judged, whose message is shown
    text : what stands there at the start
    event : what the probabilities are of
    """
    import ipywidgets

    check_callable("judge", judge)
    check_kind("text", text, str)
    check_kind("event", event, str)
    wide: dict[str, Any] = dict(layout={"width": "60em"}, continuous_update=False)
    field, output = ipywidgets.Text(text, description="text", **wide), ipywidgets.Output()

    def draw(_: Any = None) -> None:
        with output:
            output.clear_output(wait=True)
            try:
                found = judge(field.value)
            except ValueError as error:
                print(error)
                return
            for name, probability in found.said.items():
                print(f"{name}: {event} with probability {probability:.2f}")
            show(plots.weighed_words(found.words, found.parts))

    field.observe(draw, "value")
    draw()
    return ipywidgets.VBox([field, output])
