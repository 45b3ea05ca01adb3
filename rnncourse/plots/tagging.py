"""The tags of a sentence while its words arrive."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from rnncourse.arguments import check_list
from rnncourse.palette import INK, NOTE, TEXT, look
from rnncourse.plots.canvas import canvas, check_token_words


def arriving_tags(words: Sequence[str], tags: Sequence[Sequence[str]], *, ax: Axes | None = None) -> Axes:
    """A row for each word that has arrived: the tags given so far. Coloured and bold is a tag that has just changed.

    words : T of them
    tags : T rows, the k-th with the k tags that were given when k words had arrived
    """
    words = check_token_words("words", words)
    tags = [check_token_words(f"tags[{i}]", row) for i, row in enumerate(check_list("tags", tags, of="rows"))]
    if not words:
        raise ValueError("words: expected at least one word, got none")
    if [len(row) for row in tags] != list(range(1, len(words) + 1)):
        raise ValueError(f"tags: expected rows of 1 to {len(words)} tags, got {[len(row) for row in tags]}")
    T = len(words)
    ax = canvas(ax, figsize=(max(4.0, 0.8 * T + 1.2), 0.34 * T + 0.9))
    for row, given in enumerate(tags):
        for t, tag in enumerate(given):
            changed = row > t and tags[row - 1][t] != tag
            colour = look(1).colour if changed else INK if row == t else NOTE
            ax.text(
                t,
                row,
                tag,
                color=colour,
                weight="bold" if changed else "normal",
                ha="center",
                va="center",
                fontsize=9,
                parse_math=False,
            )
    ax.set(xlim=(-0.6, T - 0.4), ylim=(T - 0.4, -0.6))
    ax.set_xticks(range(T), list(words), color=TEXT, parse_math=False)
    ax.set_yticks(range(T), [f"… {word}" for word in words], color=TEXT, parse_math=False)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    for side in ax.spines.values():
        side.set_visible(False)
    return ax
