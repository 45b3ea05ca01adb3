"""Sliders, and a view that is drawn anew when one moves."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt

if TYPE_CHECKING:
    from ipywidgets import VBox


def slider(name: str, value: float, least: float, most: float, *, step: float = 1) -> Any:
    """A slider that acts when it is let go; over whole numbers if `value` is one."""
    import ipywidgets

    kind = ipywidgets.IntSlider if isinstance(value, int) else ipywidgets.FloatSlider
    look = dict(style={"description_width": "9em"}, layout={"width": "28em"})
    return kind(value, min=least, max=most, step=step, description=name, continuous_update=False, **look)


def explorer(sliders: dict[str, Any], draw: Callable[..., None]) -> "VBox":
    """The sliders, and below them what `draw` shows of their values, which it takes by name."""
    import ipywidgets

    return ipywidgets.VBox([*sliders.values(), ipywidgets.interactive_output(draw, sliders)])


def try_out(ax: plt.Axes) -> None:
    """Throw a view away that was drawn once, so that what cannot be drawn is refused before there are any sliders."""
    plt.close(ax.get_figure(root=True))


def show(ax: plt.Axes) -> None:
    from IPython.display import display

    figure = ax.get_figure(root=True)
    display(figure)
    plt.close(figure)
