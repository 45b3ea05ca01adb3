"""A sentence typed by the reader of the lesson, and how much each of its characters surprises two models."""

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from rnncourse import plots
from rnncourse.arguments import check_has, check_kind, check_named
from rnncourse.text import Vocabulary, characters

if TYPE_CHECKING:
    from ipywidgets import VBox

    from rnncourse.language_model import LanguageModel

LONGEST = 280  # characters that are read
COLUMNS = 72  # of a line, as in the tales
WHITEST, DARKEST = 0.0, 6.0  # nats
START = "\n\n"  # read first: a paragraph begins


def surprises(model: "LanguageModel", vocabulary: Vocabulary, text: str) -> np.ndarray:
    """-ln p of each character of a text that begins a paragraph, (len(text),).

    Raises ValueError for an empty text, or a character that the vocabulary neither has nor has an unknown token for.
    """
    check_has("model", model, ("logprob",), what="a language model")
    if not check_kind("text", text, str):
        raise ValueError("text: expected at least one character, got none")
    read, start = (check_kind("vocabulary", vocabulary, Vocabulary).encode(characters(t)) for t in (text, START))
    return -model.logprob(read, context=start)


def surprise_view(models: Mapping[str, "LanguageModel"], vocabulary: Vocabulary, text: str) -> Axes:
    """The text once for each model, its characters the darker the more they surprise; the mean stands above.

    models : {name: model of characters}
    text : at most 280 characters count; it is shown in lines of 72 columns

    Returns the lowest Axes.
    """
    check_named("models", models)
    lines = "\n".join(textwrap.wrap(" ".join(check_kind("text", text, str).split())[:LONGEST], COLUMNS))
    if not lines:
        raise ValueError("text: expected at least one character that is no blank, got none")
    found = {name: surprises(model, vocabulary, lines) for name, model in models.items()}
    rows = len(found)
    _, panels = plt.subplots(
        rows, 1, figsize=(9, rows * (0.55 + 0.3 * (lines.count("\n") + 1))), squeeze=False, layout="constrained"
    )
    for ax, (name, values) in zip(panels[:, 0], found.items(), strict=True):
        plots.over_text(lines, values, label="nats", limits=(WHITEST, DARKEST), ax=ax)
        ax.set_title(f"{name}: {values.mean():.2f} nats a character", fontsize=10, loc="left", parse_math=False)
    return panels[-1, 0]


def surprise(
    models: Mapping[str, "LanguageModel"], vocabulary: Vocabulary, text: str = "The miller put on his hat."
) -> "VBox":
    """Type a sentence and see how much each of its characters surprises each model.

    models : {name: model of characters}, all of this vocabulary
    text : what stands there at the start
    """
    import ipywidgets
    from IPython.display import display

    plt.close(surprise_view(models, vocabulary, text).get_figure(root=True))
    field = ipywidgets.Text(text, description="read", continuous_update=False, layout={"width": "60em"})

    def draw(read: str) -> None:
        try:
            figure = surprise_view(models, vocabulary, read).get_figure(root=True)
        except ValueError as error:
            print(error)
            return
        display(figure)
        plt.close(figure)

    return ipywidgets.VBox([field, ipywidgets.interactive_output(draw, {"read": field})])
