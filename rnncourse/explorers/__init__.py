"""Things to move: widgets that redraw a picture of `plots` when a slider, a text or a drawing changes.

Each is a thin shell around the function that draws its view, which can be used without a widget too. All return an
ipywidgets box: what can be moved, and below it the view.
"""

from rnncourse.explorers.alignment import alignment
from rnncourse.explorers.beam import beam
from rnncourse.explorers.classifying import Judged, classifying
from rnncourse.explorers.clipping import clipping, clipping_map
from rnncourse.explorers.drawing import drawing
from rnncourse.explorers.favourite import favourite
from rnncourse.explorers.gates import gates
from rnncourse.explorers.headline import headline
from rnncourse.explorers.rewriting import rewriting
from rnncourse.explorers.sampling import sampling
from rnncourse.explorers.states import states
from rnncourse.explorers.surprise import surprise, surprise_view, surprises
from rnncourse.explorers.tagging import tagging
from rnncourse.explorers.translating import translating

__all__ = [
    "Judged",
    "alignment",
    "classifying",
    "beam",
    "clipping",
    "clipping_map",
    "drawing",
    "favourite",
    "gates",
    "headline",
    "rewriting",
    "sampling",
    "states",
    "surprise",
    "surprise_view",
    "surprises",
    "tagging",
    "translating",
]
