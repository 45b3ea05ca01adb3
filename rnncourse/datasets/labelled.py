"""Short texts with a label: reviews, which praise or blame, and messages, some of which are spam.

Both are tables in data/, tab-separated, with a line of column names; what is read of one thing, or in one
thread, is a group, and a group lies whole in one split. Of each ten groups in the order of the file, the
eighth is for validation, the ninth and the tenth for testing.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from rnncourse.datasets import integrity, paths
from rnncourse.datasets.entries import registry
from rnncourse.datasets.texts import check_split

_HELD_OUT = {7: "valid", 8: "test", 9: "test"}  # of each ten
_LABELS = {"reviews": ("negative", "positive"), "messages": ("ham", "spam")}
_MANNERS = {"reviews": ("plain", "contrast", "irony"), "messages": ("plain", "lookalike")}
_COLUMNS = {
    "reviews": ("thing", "kind", "label", "manner", "text"),
    "messages": ("thread", "kind", "label", "manner", "text"),
}


_Row = TypeVar("_Row")


class Review(NamedTuple):
    """A short opinion of a thing.

    Attributes
    ----------
    text : what the writer says, on one line.
    label : "positive" or "negative", by the writer's intent.
    group : the thing, such as "night-train-to-orlow"; nobody reviews it in another split.
    kind : what kind of thing it is: "train", "book", "dentist" and so on.
    manner : "irony" where the words say the opposite of the judgement, "contrast" where praise and blame
        stand beside each other and one of them decides, otherwise "plain".
    """

    text: str
    label: str
    group: str
    kind: str
    manner: str


class Message(NamedTuple):
    """A message as one finds it on a phone.

    Attributes
    ----------
    text : what it says, on one line, with its mistakes.
    label : "spam" or "ham", which is what people want to read.
    group : the thread or the campaign it belongs to, such as "parcel-at-door"; it lies whole in one split.
    kind : who sends it or what is tried: "family", "school", "bank", "prize" and so on.
    manner : "lookalike" for ham that looks like spam and for spam that looks like ham, otherwise "plain".
    """

    text: str
    label: str
    group: str
    kind: str
    manner: str


def load_reviews(split: str | None = None) -> list[Review]:
    """Reviews of many kinds of things, about half of them positive (see data/reviews.md).

    Parameters
    ----------
    split : "train", "valid", "test", or None for all of them

    Returns
    -------
    list of Review
        In the order of the file. No thing is reviewed in two splits.

    Raises
    ------
    ValueError
        Unknown split; a line of the file that is not of its form. `DatasetDamaged` is a kind of it.
    """
    return list(_rows("reviews", split, Review))


def load_messages(split: str | None = None) -> list[Message]:
    """Messages as people write them on a phone, about a quarter of them spam (see data/messages.md).

    Parameters
    ----------
    split : "train", "valid", "test", or None for all of them

    Returns
    -------
    list of Message
        In the order of the file. No thread lies in two splits.

    Raises
    ------
    ValueError
        Unknown split; a line of the file that is not of its form. `DatasetDamaged` is a kind of it.
    """
    return list(_rows("messages", split, Message))


def _rows(name: str, split: str | None, row: Callable[[str, str, str, str, str], _Row]) -> Iterator[_Row]:
    """Yield the rows of a split, each checked against the form of the file."""
    check_split(split)
    dataset = registry()[name]
    header, *lines = integrity.load(dataset)[dataset.where].decode("ascii").removesuffix("\n").split("\n")
    if tuple(header.split("\t")) != _COLUMNS[name]:
        raise _bad_line(dataset.where, 1, f"the columns {', '.join(_COLUMNS[name])}", header)
    index: dict[str, int] = {}  # of each group, in the order of the file
    previous = None
    for number, line in enumerate(lines, 2):
        fields = line.split("\t")
        if len(fields) != len(_COLUMNS[name]) or not all(fields):
            raise _bad_line(dataset.where, number, f"{len(_COLUMNS[name])} fields between tabs, none empty", line)
        group, kind, label, manner, text = fields
        for what, value, known in (("label", label, _LABELS[name]), ("manner", manner, _MANNERS[name])):
            if value not in known:
                raise _bad_line(dataset.where, number, f"a {what} of {', '.join(known)}", value)
        if group in index and group != previous:
            raise _bad_line(dataset.where, number, "the lines of a group to follow each other", group)
        previous = group
        i = index.setdefault(group, len(index))
        if split in (None, _HELD_OUT.get(i % 10, "train")):
            yield row(text, label, group, kind, manner)


def _bad_line(where: str, number: int, expected: str, got: str) -> ValueError:
    path = paths.shipped_folder() / where
    return ValueError(f"{path}, line {number}: expected {expected}, got {got[:60]!r}; correct the line")
