"""A map of learning rates and clips that can be clicked."""

from typing import TYPE_CHECKING, Any

import numpy as np

from rnncourse import plots
from rnncourse.arguments import check_has
from rnncourse.explorers.widgets import show

if TYPE_CHECKING:
    from ipywidgets import VBox

    from rnncourse.experiments.record import Record


def clipping(record: "Record") -> "VBox":
    """Click a field, a clip and a learning rate; see the map with the field framed, and how each seed ended.

    record : of the study "clipping"
    """
    import ipywidgets

    check_has("record", record, ("figures", "values"), what="a record")
    rates, clips = record.values("rate"), record.values("clip")
    view = ipywidgets.Output()

    def press(r: int, c: int) -> None:
        view.clear_output(wait=True)
        with view:
            show(clipping_map(record, chosen=(r, c)))
            for line in told(record, clips[r], rates[c]):
                print(line)

    def button(r: int, c: int) -> Any:
        solved = int((record.figures("outcome", clip=clips[r], rate=rates[c]) == "solved").sum())
        made = ipywidgets.Button(description=f"{solved}/5", layout={"width": "4.2em"}, tooltip=name_of(clips[r]))
        made.on_click(lambda _: press(r, c))
        return made

    head = ipywidgets.HBox([ipywidgets.Label("clip · rate", layout={"width": "6em"})])
    head.children += tuple(ipywidgets.Label(f"{rate:g}", layout={"width": "4.2em"}) for rate in rates)
    lines = [head]
    for r, clip in enumerate(clips):
        name = ipywidgets.Label(name_of(clip), layout={"width": "6em"})
        lines.append(ipywidgets.HBox([name, *(button(r, c) for c in range(len(rates)))]))
    press(0, 0)
    return ipywidgets.VBox([*lines, view])


def clipping_map(record: "Record", *, chosen: tuple[int, int] | None = None) -> Any:
    """How many seeds solved the task at each clip and rate, with the median of the updates that they needed."""
    check_has("record", record, ("figures", "values"), what="a record")
    rates, clips = record.values("rate"), record.values("clip")
    solved = np.zeros((len(clips), len(rates)))
    words = [[""] * len(rates) for _ in clips]
    for (r, c), _ in np.ndenumerate(solved):
        outcome, updates = (record.figures(name, clip=clips[r], rate=rates[c]) for name in ("outcome", "updates"))
        solved[r, c] = (outcome == "solved").sum()
        words[r][c] = f"{np.median(updates):.0f}" if solved[r, c] == len(outcome) else f"{solved[r, c]:.0f} of 5"
        if (outcome == "diverged").any():
            words[r][c] += "\n∞"
    return plots.grid(
        solved,
        [name_of(clip) for clip in clips],
        [f"{rate:g}" for rate in rates],
        words=words,
        most=5,
        chosen=chosen,
        xlabel="learning rate",
        ylabel="clipped at",
        label="seeds that solve it",
    )


def name_of(clip: float | None) -> str:
    """What a row is called."""
    return "not at all" if clip is None else f"{clip:g}"


def told(record: "Record", clip: float | None, rate: float) -> list[str]:
    """How each seed ended, a line each."""
    names = ("outcome", "updates", "longest")
    outcome, updates, longest = (record.figures(name, clip=clip, rate=rate) for name in names)
    return [
        f"seed {seed}: {ended} after {made} updates; the longest gradient was {length:.3g}"
        for seed, (ended, made, length) in enumerate(zip(outcome, updates, longest, strict=True))
    ]
