"""Things to move: widgets that redraw a picture of `plots` while a slider moves.

Each is a thin shell around the function that draws its view, which can be used without a widget too. All return an
ipywidgets box: the sliders, and below them the view.
"""

from rnncourse.explorers.alignment import alignment
from rnncourse.explorers.favourite import favourite
from rnncourse.explorers.gates import gates
from rnncourse.explorers.sampling import sampling
from rnncourse.explorers.states import states
from rnncourse.explorers.tagging import tagging

__all__ = ["alignment", "favourite", "gates", "sampling", "states", "tagging"]
