"""Pictures of measured things: every function takes numbers and an Axes and returns the Axes.

    curves      lines over x, with their spread over seeds; gradients by distance; the gates of one unit
    points      a dot for each seed; hidden states in the plane
    favourite   who is ahead of whom, and what is left of it after Holm's correction
    journey     a state on its way through a string
    tagging     the tags of a sentence while its words arrive
    symbols     a value at each symbol of a sequence or of a text; what the next token is drawn from
    grid        a number for each pair of settings
    pictures    shades of a grid: a loss over two weights, attention weights, what was read in a line of writing
    film        the same picture again and again while a network learns
    verdicts    the words of a text and what each counted for; reliability; what was taken for what
    intervals   a mean with its interval, and a dot for each seed

None calls show; without an Axes each makes one. All that is given is drawn, or a ValueError says why it cannot be.
What a value on an axis is called is always `xlabel=` and `ylabel=`; `label=` names a bar of shades.
"""

from rnncourse.plots.canvas import from_record
from rnncourse.plots.curves import PULSES, gate_view, gradient_decay, lines
from rnncourse.plots.favourite import favourite_view
from rnncourse.plots.film import film, film_strip
from rnncourse.plots.grid import grid
from rnncourse.plots.intervals import intervals
from rnncourse.plots.journey import state_view
from rnncourse.plots.pictures import alignment, alignment_view, loss_surface, under_picture
from rnncourse.plots.points import seeds, states
from rnncourse.plots.symbols import along, over_text, sampling_view
from rnncourse.plots.tagging import arriving_tags
from rnncourse.plots.verdicts import confusion_table, reliability_diagram, weighed_words

__all__ = [
    "PULSES",
    "alignment",
    "alignment_view",
    "along",
    "arriving_tags",
    "confusion_table",
    "favourite_view",
    "film",
    "film_strip",
    "from_record",
    "gate_view",
    "gradient_decay",
    "grid",
    "intervals",
    "lines",
    "loss_surface",
    "over_text",
    "reliability_diagram",
    "sampling_view",
    "seeds",
    "state_view",
    "states",
    "under_picture",
    "weighed_words",
]
