"""Hidden states moving in the plane while a string is read."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from rnncourse import plots
from rnncourse.arguments import check_callable, check_kind
from rnncourse.explorers.widgets import explorer, show, slider, try_out

if TYPE_CHECKING:
    from ipywidgets import VBox


def states(
    points: np.ndarray,
    labels: Sequence[object] | np.ndarray,
    follow: Callable[[str], np.ndarray],
    *,
    string: str = "1101",
    alphabet: str = "01",
) -> "VBox":
    """Type a string, then move along it; see the path of the hidden state among all states.

    points (n, 2), labels (n,) : as for `plots.states`
    follow : a string of T symbols -> its states in the plane (T, 2)
    string : what stands there first; of what is typed, symbols outside `alphabet` are left out
    """
    import ipywidgets

    check_callable("follow", follow)
    if not check_kind("alphabet", alphabet, str) or not check_kind("string", string, str):
        raise ValueError(f"string, alphabet: expected at least one symbol each, got {string!r} and {alphabet!r}")
    try_out(plots.states(points, labels))
    typed = ipywidgets.Text(string, description="string", continuous_update=False)
    step = slider("symbols read", len(string), 1, max(len(string), 1))

    def read(text: str) -> str:
        return "".join(c for c in text if c in alphabet) or alphabet[0]

    def fit_slider(change: dict[str, str]) -> None:
        step.max = len(read(change["new"]))
        step.value = step.max

    def draw(typed: str, step: int) -> None:
        kept = read(typed)
        show(plots.state_view(points, labels, follow(kept)[:step], kept))

    typed.observe(fit_slider, "value")
    return explorer({"typed": typed, "step": step}, draw)
