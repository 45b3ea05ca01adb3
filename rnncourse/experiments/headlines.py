"""Headlines of short reports: a pointer network, the same without copying, and what needs no training.

Words are in lower case; a number such as 5.40 or 2,114 is one word, and so is what hyphens join. Every model writes by
the same beam search and repeats no word. What a headline says that its report does not is counted: numbers, names.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
import torch

from rnncourse import training
from rnncourse.datasets import Report, load_reports
from rnncourse.decoding import beam_search, take
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.weights import with_weights
from rnncourse.metrics_summaries import invented, rouge
from rnncourse.models.inference import evaluating
from rnncourse.models.pointer import PointerNetwork, PointerState
from rnncourse.text import Vocabulary

SPECIAL = {"pad": "<pad>", "start": "<start>", "stop": "<stop>", "unknown": "<unk>"}
HEADLINE, FACT = "<headline>", "<fact>"  # the first word of a source says what is to be written of it
SIZES = {"embedding_size": 64, "hidden_size": 96}
NETWORKS: dict[str, dict[str, Any]] = {
    "attention": {"copying": False, "word_dropout": 0.0},
    "pointer": {"copying": True, "word_dropout": 0.3},
    "pointer, facts too": {"copying": True, "word_dropout": 0.3},
}
EPOCHS, BATCH, LONGEST, BEAM = 12, 32, 14, 4
_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+(?:['’-][^\W_]+)*|[^\w\s]")
_SENTENCE = re.compile(r"(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bSt)(?<=[.!?])[\"']?\s+(?=[\"'A-Z0-9])")
COUNTED = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
    "nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half"
).split()
CALENDAR = (
    "january february march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday noon midnight"
).split()


def tokens(text: str) -> list[str]:
    """The words and marks of a text as they are written."""
    return _WORD.findall(text)


def lowered(text: str) -> list[str]:
    """The words and marks of a text in lower case: what the models read and write."""
    return [word.lower() for word in tokens(text)]


def sentences(text: str) -> list[str]:
    """A text cut after full stops, question and exclamation marks. A table belongs to the sentence after it."""
    return [" ".join(part.split()) for part in _SENTENCE.split(text) if part.strip()]


@cache
def reports(split: str) -> list[Report]:
    """The reports of "train", "valid" or "test"."""
    return load_reports(split)


def checked_words(known: Sequence[Report]) -> set[str]:
    """Words of which one can see whether a report has them: names and places of these reports, the calendar, numbers.

    A name is a word with a capital in the facts of a report (who, where, when, names), if fewer than one in ten of its
    other occurrences in the texts are without a capital.
    """
    names = {
        word
        for report in known
        for kind in ("who", "where", "when", "names")
        for phrase in report.facts.get(kind, ())
        for word in tokens(phrase)
        if word[:1].isupper()
    }
    count = Counter(word for report in known for word in tokens(report.text))
    return {w.lower() for w in names if count[w.lower()] < 0.1 * count[w]} | set(COUNTED) | set(CALENDAR)


def vocabulary(known: Sequence[Report]) -> Vocabulary:
    """The words that stand at least twice in these reports and their headlines."""
    found = [HEADLINE, FACT] * 2 + [w for report in known for w in lowered(report.text) + lowered(report.headline)]
    return Vocabulary.from_tokens(found, min_count=2, **SPECIAL)


def pairs(known: Sequence[Report], *, facts: bool) -> tuple[list[list[str]], list[list[str]]]:
    """Sources, which begin with what is asked for, and targets: the headlines, and with `facts` the main facts, too."""
    sources = [[HEADLINE, *lowered(report.text)] for report in known]
    targets = [lowered(report.headline) for report in known]
    if facts:
        sources += [[FACT, *lowered(report.text)] for report in known]
        targets += [lowered(report.facts["what"][0]) for report in known]
    return sources, targets


def new_network(model: str, known: Sequence[Report], *, dropout: float = 0.3) -> PointerNetwork:
    """An untrained network; `model` is a name of NETWORKS."""
    return PointerNetwork(vocabulary(known), dropout=dropout, **SIZES, **NETWORKS[model])


def learn_headlines(
    model: str,
    known: Sequence[Report],
    *,
    seed: int,
    rate: float,
    dropout: float = 0.3,
    epochs: int = EPOCHS,
    valid: Sequence[Report] = (),
    bar: bool = False,
) -> tuple[PointerNetwork, training.History]:
    """A network that has learned from these reports: Adam, the rate rising in a fifth of the epochs, then falling to 0.

    model : a name of NETWORKS; "facts too" learns to write the main fact of each report, too
    valid : reports whose loss is taken after each epoch, for the history; the last weights are kept
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = new_network(model, known, dropout=dropout)
    sources, targets = pairs(known, facts="facts" in model)
    order = np.argsort([len(source) for source in sources], kind="stable")  # texts of like lengths share a batch
    parts = [order[k : k + BATCH] for k in range(0, len(order), BATCH)]
    batches = [network.batch([sources[i] for i in part], [targets[i] for i in part]) for part in parts]
    optimizer = torch.optim.Adam(network.parameters())
    history = training.fit(
        network,
        lambda: [batches[i] for i in rng.permutation(len(batches))],
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs + 1, pct_start=0.2),
        epochs=epochs,
        clip=1.0,
        bar=bar,
    )
    return network, history
