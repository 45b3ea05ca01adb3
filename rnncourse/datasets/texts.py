"""The texts that the language models of the course learn from, split by document.

tales        by tale: of each ten in order, the ninth is for validation and the tenth for testing
shelf        the tales, and documents of other registers, split so within each register
gutenberg    by book: see GUTENBERG_HELD_OUT
shakespeare  by play: Julius Caesar and Hamlet train; Macbeth is held out, its acts I and II for
             validation, III to V for testing
"""

import re
from collections import Counter
from typing import NamedTuple

from rnncourse.datasets import integrity, paths
from rnncourse.datasets.entries import Dataset, entry, registry

# A known and an unknown author's voice in each held-out part: Chesterton and Austen have other books in
# the training part, Bryant and Carroll have none. Macbeth is held out here as it is in `shakespeare`, so
# that a model trained on `gutenberg` may be tested on `shakespeare`.
GUTENBERG_HELD_OUT = {
    "bryant-stories.txt": "valid",
    "chesterton-thursday.txt": "valid",
    "austen-persuasion.txt": "test",
    "carroll-alice.txt": "test",
    "shakespeare-macbeth.txt": "test",
}

_SPLITS = ("train", "valid", "test")
_TITLE = re.compile(r"^== (.+) ==$", re.MULTILINE)
_TITLE_AND_REGISTER = re.compile(r"^== (.+) == ([a-z]+)$", re.MULTILINE)
_HELD_OUT = {8: "valid", 9: "test"}  # of each ten


class Tale(NamedTuple):
    """One tale or another document of the shelf: its title, its text in paragraphs, and what kind of text it is.

    A blank line separates the paragraphs.
    """

    title: str
    text: str
    register: str = "tale"


def load_text(name: str, split: str | None = None) -> str:
    """A text of the course as one string.

    Documents follow each other in a fixed order, a blank line between them; a tale begins with its title
    on a line of its own. Lines end in "\\n".

    Parameters
    ----------
    name : "tales", "shelf", "gutenberg" or "shakespeare"
    split : "train", "valid", "test", or None for all of them

    Returns
    -------
    str

    Raises
    ------
    ValueError
        Unknown name or split; `DatasetMissing` and `DatasetDamaged` are kinds of it.
    """
    dataset = entry(name)
    check_split(split)
    if name not in _DOCUMENTS:
        raise ValueError(f"name: expected a text ({', '.join(_DOCUMENTS)}), got {name!r}, which is not one")
    documents = _DOCUMENTS[name](dataset, split)
    return "\n\n".join(documents) + "\n"


def load_tales(split: str | None = None) -> list[Tale]:
    """The tales of the course one by one.

    Parameters
    ----------
    split : "train", "valid", "test", or None for all of them

    Returns
    -------
    list of Tale
    """
    check_split(split)
    dataset = registry()["tales"]
    tales = _parse(shipped_text(dataset))
    return [tale for i, tale in enumerate(tales) if split in (None, _HELD_OUT.get(i % 10, "train"))]


def load_documents(split: str | None = None, register: str | None = None) -> list[Tale]:
    """The documents of the shelf one by one: the tales, then those of other registers.

    Parameters
    ----------
    split : "train", "valid", "test", or None for all of them
    register : "tale", "recipe", "play", "verse" or another one (data/shelf.md lists them), or None for all of them

    Returns
    -------
    list of Tale

    Raises
    ------
    ValueError
        Unknown split or register.
    """
    check_split(split)
    chosen, counts = load_tales(split), Counter[str]()
    for document in _read_shelf():
        if split in (None, _HELD_OUT.get(counts[document.register] % 10, "train")):
            chosen.append(document)
        counts[document.register] += 1
    known = ["tale", *counts]
    if register not in (None, *known):
        raise ValueError(f"register: expected one of {', '.join(known)}, or None for all of them, got {register!r}")
    return [document for document in chosen if register in (None, document.register)]


def shipped_text(dataset: Dataset) -> str:
    """The text of a shipped file, which is UTF-8; ValueError where it is not."""
    try:
        return integrity.load(dataset)[dataset.where].decode("utf-8")
    except UnicodeDecodeError as error:
        where = paths.shipped_folder() / dataset.where
        raise ValueError(
            f"{where}: expected UTF-8, got the byte {error.object[error.start]:#04x} at {error.start}; save it as UTF-8"
        ) from None


def check_split(split: str | None) -> None:
    """Raise ValueError unless `split` is the name of one, or None for all."""
    if split is not None and split not in _SPLITS:
        raise ValueError(f"split: expected 'train', 'valid', 'test' or None, got {split!r}")


def _parse(text: str) -> list[Tale]:
    """Cut the file of tales at its `== Title ==` lines."""
    where = paths.shipped_folder() / registry()["tales"].where
    before, *pieces = _TITLE.split(text)
    if before.strip() or not pieces:
        raise ValueError(f"{where}: expected '== Title ==' on the first line, got {text[:40]!r}; write the title there")
    tales = [Tale(title, body.strip("\n")) for title, body in zip(pieces[::2], pieces[1::2], strict=True)]
    for tale in tales:
        if not tale.text:
            raise ValueError(
                f"{where}: expected a text below {tale.title!r:.60}, got none; write it or take the title out"
            )
    return tales


def _read_shelf() -> list[Tale]:
    """Cut the file of the shelf at its `== Title == register` lines."""
    dataset = entry("shelf")
    text = shipped_text(dataset)
    before, *pieces = _TITLE_AND_REGISTER.split(text)
    titles, registers, bodies = pieces[::3], pieces[1::3], [body.strip("\n") for body in pieces[2::3]]
    if before.strip() or not pieces or not all(bodies):
        where = paths.shipped_folder() / dataset.where
        raise ValueError(
            f"{where}: expected documents below lines '== Title == register', got {text[:40]!r}; "
            "write the line, and a text below it"
        )
    return list(map(Tale, titles, bodies, registers))


def _tales(_dataset: Dataset, split: str | None) -> list[str]:
    return [f"{tale.title}\n\n{tale.text}" for tale in load_tales(split)]


def _shelf(_dataset: Dataset, split: str | None) -> list[str]:
    return [f"{document.title}\n\n{document.text}" for document in load_documents(split)]


def _gutenberg(dataset: Dataset, split: str | None) -> list[str]:
    chosen = [name for name in dataset.files if split in (None, GUTENBERG_HELD_OUT.get(name, "train"))]
    return [_decode(content) for content in integrity.load(dataset, chosen).values()]


def _shakespeare(dataset: Dataset, split: str | None) -> list[str]:
    plays = {name: _decode(content) for name, content in integrity.load(dataset).items()}
    macbeth = plays.pop("shakespeare-macbeth.txt")
    third_act = macbeth.index("Actus Tertius.")
    parts = {
        "train": list(plays.values()),
        "valid": [macbeth[:third_act].strip()],
        "test": [macbeth[third_act:].strip()],
    }
    return [document for part in _SPLITS if split in (None, part) for document in parts[part]]


def _decode(content: bytes) -> str:
    # Latin-1, as NLTK reads them; Paradise Lost ends in the end-of-file mark of MS-DOS.
    return content.decode("latin-1").replace("\r\n", "\n").replace("\x1a", "").strip()


_DOCUMENTS = {"tales": _tales, "shelf": _shelf, "gutenberg": _gutenberg, "shakespeare": _shakespeare}
