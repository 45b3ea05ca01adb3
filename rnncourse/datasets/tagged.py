"""Sentences whose words carry their part of speech: the tagged tales, and NLTK's sample of the Penn Treebank.

The 12 universal tags: Petrov, Das & McDonald, "A Universal Part-of-Speech Tagset", LREC 2012.
"""

import re
from collections.abc import Iterator

from rnncourse.datasets import integrity, paths
from rnncourse.datasets.entries import Dataset, registry
from rnncourse.datasets.texts import check_split, load_tales, shipped_text

UNIVERSAL_TAGS = ("NOUN", "VERB", "ADJ", "ADV", "PRON", "DET", "ADP", "NUM", "CONJ", "PRT", "X", ".")

Sentence = list[tuple[str, str]]  # of (token, tag)

_TITLE = re.compile(r"== (.+) ==")
_TREEBANK_PARTS = {
    "train": slice(2700),
    "valid": slice(2700, 3000),
    "test": slice(3000, None),
    None: slice(None),
}
_LEAF = re.compile(r"\(([^\s()]+) ([^\s()]+)\)")
_NEXT_TREE = re.compile(r"\n(?=\()")


def load_tagged(split: str | None = None) -> list[Sentence]:
    """Sentences of the tales, tagged with the 12 universal tags (see data/tagged_tales.md).

    A sentence belongs to the split of its tale. Its tokens are those of `text.words`.

    Parameters
    ----------
    split : "train", "valid", "test", or None for all of them

    Returns
    -------
    list of list of (token, tag)
        One list a sentence, in the order of the file.

    Raises
    ------
    ValueError
        Unknown split; a line of the file that is not of its form. `DatasetDamaged` is a kind of it.
    """
    return [sentence for sentences in load_tagged_tales(split).values() for sentence in sentences]


def load_tagged_tales(split: str | None = None) -> dict[str, list[Sentence]]:
    """The same sentences, tale by tale: {title: sentences}. Errors within a tale resemble each other."""
    check_split(split)
    chosen = {tale.title for tale in load_tales(split)}
    tales: dict[str, list[Sentence]] = {}
    for title, sentence in _tagged_tales():
        if title in chosen:
            tales.setdefault(title, []).append(sentence)
    return tales


def _tagged_tales() -> Iterator[tuple[str, Sentence]]:
    """Yield (title of the tale, sentence) for every sentence of the file."""
    dataset = registry()["tagged_tales"]
    titles = {tale.title for tale in load_tales()}
    title = None
    lines = shipped_text(dataset).split("\n")
    for number, line in enumerate(lines, 1):
        heading = _TITLE.fullmatch(line)
        if heading:
            title = heading[1]
            if title not in titles:
                raise _bad_line(dataset, number, "the title of one of the tales", line)
        elif line:
            if title is None:
                raise _bad_line(dataset, number, "'== Title ==' before the first sentence", line)
            sentence = []
            for pair in line.split(" "):
                token, _, tag = pair.rpartition("/")
                if not token or tag not in UNIVERSAL_TAGS:
                    raise _bad_line(dataset, number, f"token/TAG with a tag of {' '.join(UNIVERSAL_TAGS)}", pair)
                sentence.append((token, tag))
            yield title, sentence


def _bad_line(dataset: Dataset, number: int, expected: str, got: str) -> ValueError:
    where = paths.shipped_folder() / dataset.where
    return ValueError(f"{where}, line {number}: expected {expected}, got {got[:60]!r}; correct the line")


def load_treebank(split: str | None = None, tagset: str = "universal") -> list[Sentence]:
    """NLTK's sample of the Penn Treebank: 3,914 sentences of the Wall Street Journal, 100,676 tokens.

    The usual cut after 3,000 sentences, whose last 300 are for validation here. The traces of the treebank
    (`*T*-1`, `0`; tag -NONE-, universal X) are kept, as NLTK keeps them: 6.5 % of the tokens.

    Parameters
    ----------
    split : "train" (2,700 sentences), "valid" (300), "test" (914), or None for all of them
    tagset : "universal" (12 tags) or "penn" (46)

    Returns
    -------
    list of list of (token, tag)
        What `nltk.corpus.treebank.tagged_sents()` gives, in its order.

    Raises
    ------
    ValueError
        Unknown split or tag set. `DatasetMissing`, which names the command that fetches the treebank or
        (for the universal tags) the mapping to them, and `DatasetDamaged` are kinds of it.
    """
    check_split(split)
    if tagset not in ("universal", "penn"):
        raise ValueError(f"tagset: expected 'universal' or 'penn', got {tagset!r}")
    mapping = _penn_to_universal() if tagset == "universal" else {}
    sentences = []
    for content in integrity.load(registry()["treebank"]).values():
        for tree in _NEXT_TREE.split(content.decode("ascii")):
            sentence = [(token, mapping.get(tag, tag)) for tag, token in _LEAF.findall(tree)]
            if sentence:
                sentences.append(sentence)
    return sentences[_TREEBANK_PARTS[split]]


def _penn_to_universal() -> dict[str, str]:
    (content,) = integrity.load(registry()["universal_tagset"]).values()
    pairs = [line.split("\t") for line in content.decode("ascii").splitlines()]
    return dict(pairs) | {"-NONE-": "X"}  # the published mapping leaves the traces out; NLTK makes them X
