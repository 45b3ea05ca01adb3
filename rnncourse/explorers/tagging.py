"""Type a sentence and see its tags change as words arrive."""

from typing import TYPE_CHECKING, Any

from rnncourse import plots
from rnncourse.arguments import check_has, check_tokens
from rnncourse.explorers.widgets import explorer, show, slider
from rnncourse.text import words

if TYPE_CHECKING:
    from ipywidgets import VBox

    from rnncourse.models import Lexicon, Tagger

LONGEST = 16  # words, so that the picture stays readable


def tags_so_far(model: "Tagger", lexicon: "Lexicon", sentence: list[str]) -> list[list[str]]:
    """The tags that a tagger gives to the first word, to the first two, … to all T words: T lists."""
    rows, sentence = [], check_tokens("sentence", sentence)
    check_has("model", model, ("predict",), what="a tagger")
    check_has("lexicon", lexicon, ("batch", "tags"), what="a lexicon")
    for n in range(1, len(sentence) + 1):
        found = model.predict(lexicon.batch([[(word, "") for word in sentence[:n]]]))  # (n, 1)
        rows.append(lexicon.tags.decode(found[:, 0]))
    return rows


def tagging(model: "Tagger", lexicon: "Lexicon", *, sentence: str = "He meant to shout .") -> "VBox":
    """Type a sentence, then let its words arrive one by one; a tag that has just changed is coloured.

    model, lexicon : a trained tagger and what it knows of its training text
    sentence : what stands there first; of what is typed the first 16 words are read
    """
    import ipywidgets

    tags_so_far(model, lexicon, words(sentence)[:1])

    def read(text: str) -> list[str]:
        return words(text)[:LONGEST] or ["."]

    wide: dict[str, Any] = dict(layout={"width": "40em"}, continuous_update=False)
    typed = ipywidgets.Text(sentence, description="sentence", **wide)
    arrived = slider("words arrived", len(read(sentence)), 1, max(len(read(sentence)), 1))

    def fit_slider(change: dict[str, str]) -> None:
        arrived.max = len(read(change["new"]))
        arrived.value = arrived.max

    def draw(typed: str, arrived: int) -> None:
        kept = read(typed)[:arrived]
        show(plots.arriving_tags(kept, tags_so_far(model, lexicon, kept)))

    typed.observe(fit_slider, "value")
    return explorer({"typed": typed, "arrived": arrived}, draw)
