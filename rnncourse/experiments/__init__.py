"""What lessons run in small and `rnncourse study` runs for the record, written once.

agreement  does a verb agree with a subject that stands some words back?
one_bit    what it is worth to know that a quotation is open
recital    how much of a sample stands word for word in the training text
cells      makers of layers, and how many units a budget of parameters pays for
rivals     the best start that is known for a plain RNN
memory     adding two numbers, copying a word over a delay, the gradient's way through a trained network
swamping   the share of each distance in a gradient
truncation TBPTT(k1, k2): how far back is sent, and what is learned
recall     recalling a bit: clipping and first weights at every rate
gates      what gates are for: adding and overwriting, against every known remedy
quotes     who remembers that a quotation is open; patience: an LSTM that reads longer; reread: attention
trace      a readable cell beside a trace that leaks
ablation   which part the LSTM needs
text       learning the next character of a text, and the surprise
races      which cell wins on four tasks, each at its own best rate
chung      the next character of all the tales, at equal parameters
tagging    tags of words, against NLTK's taggers
digits     strings of handwritten digits; reading: what a reader makes of them; calendar: a beam that knows dates
attention  words copied and reversed, with attention and without; rewriting: dates; pooling: one verdict
writing    language models against n-grams at equal data; tying: dropout and tied weights; amounts: shares of the text
corpora    texts in tokens, by document; surprises: how much they surprise a model; drawn: what a model writes
extracts   what can be cut out of a report as its headline, and how headlines are judged
headlines  headlines of reports by a pointer network, with copying and without
coloured   a headline for any text, and where it was copied from
autoencoding  sentences through one vector; strange: which of them are strange
judging    texts judged: networks, models that count words, what is said; own_texts: those of a reader
classifying reviews and messages: four poolings against counting; transfer: begun as a language model; polarity: real
weights    trained weights that ship
lookahead  tags of words by who sees so many words ahead
translators  who translates, and what has to be beaten; translation: English to Spanish; tatoeba: English to French

study      Study and the registry; search: a rate chosen on validation data
record     load_record: the runs of a study as the course ships them
runner     run_study: all runs of a study, in several processes or on several machines
command    the command `rnncourse study`
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rnncourse.experiments.record import Record, load_record
    from rnncourse.experiments.runner import run_study
    from rnncourse.experiments.study import MODULES, Row, Rows, Study, load_study

_HOMES = {
    "record": ("Record", "load_record"),
    "runner": ("run_study",),
    "study": ("MODULES", "Row", "Rows", "Study", "load_study"),
}
__all__ = ["MODULES", "Record", "Row", "Rows", "Study", "load_record", "load_study", "run_study"]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
