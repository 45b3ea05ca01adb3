"""The plan of the course: every lesson with its title, what it needs, and the part it belongs to."""

from typing import NamedTuple


class Planned(NamedTuple):
    """A lesson of the plan, whether it is written yet or not."""

    number: str
    title: str
    needs: tuple[str, ...]  # the numbers of the lessons to read before


PART_ONE = (
    Planned("00", "Start here", ()),
    Planned("01", "The limits of n-grams", ("00",)),
    Planned("02", "The recurrent network", ("01",)),
    Planned("03", "Backpropagation through time", ("02",)),
    Planned("04", "Long short-term memory", ("03",)),
    Planned("05", "Gated recurrent units", ("04",)),
    Planned("06", "Both directions", ("04",)),
    Planned("07", "Convolution, recurrence and CTC", ("06",)),
    Planned("08", "Attention", ("06",)),
)
PART_TWO = (
    Planned("09", "Writing text", ("04",)),
    Planned("10", "Classifying text", ("08",)),
    Planned("11", "Translation", ("08",)),
    Planned("12", "Summaries", ("11",)),
    Planned("13", "Forecasting", ("05",)),
    Planned("14", "Speech", ("07",)),
    Planned("15", "Music", ("09",)),
    Planned("16", "Video", ("07",)),
    Planned("17", "Biology", ("07",)),
    Planned("18", "Smaller and faster", ("09",)),
    Planned("19", "Choosing", ("08",)),
)
PLAN = PART_ONE + PART_TWO
