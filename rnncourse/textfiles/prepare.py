"""A text made ready for training: its vocabulary counted, its ids in a file, the baseline judged."""

import contextlib
import hashlib
import itertools
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from rnncourse.errors import CourseError
from rnncourse.ngram import NGramModel
from rnncourse.text import Vocabulary
from rnncourse.textfiles.idfile import Damaged, IdFile, digest_of, write_ids
from rnncourse.textfiles.reading import TextFile
from rnncourse.textfiles.tokens import LEVELS
from rnncourse.textfiles.training import judged, shape_of

SHARE = 0.9  # of a file's bytes that are for training
LEAST = 1000  # tokens of training, at least; and a tenth of it for validation
ORDERS = {"char": 5, "word": 3}  # of the n-gram model that the network is compared with
COUNTED = {"char": 5_000_000, "word": 1_000_000}  # tokens that it is counted on, at most


def ids_path(checkpoint: Path) -> Path:
    """Where the ids of a training lie: beside its checkpoint."""
    return checkpoint.with_name(f"{checkpoint.stem}.ids")


def source_of(text: TextFile, cut: int, sha256: str) -> dict[str, Any]:
    """What tells a text from another."""
    found = {"name": text.path.name, "size": text.size, "modified": text.modified}
    return found | {"sha256": sha256, "encoding": text.encoding, "cut": cut}


def count(text: TextFile, level: str, *, bar: bool) -> tuple[Counter[str], int, str]:
    """How often each token occurs in the training part; the byte behind which it ends; the SHA-256 of the text."""
    cut, found = int(SHARE * text.size), hashlib.sha256()
    with _watched(found, text, "counting", bar) as digest:
        parts = text.parts(cut, digest)
        counts = LEVELS[level].count(piece for _, piece in itertools.takewhile(lambda piece: not piece[0], parts))
        for _ in parts:  # the rest is looked at as well: whether it is a text, and what its sum is
            pass
    return counts, cut, found.hexdigest()


def make_ids(
    path: Path, text: TextFile, source: dict[str, Any], vocabulary: Vocabulary, level: str, *, bar: bool
) -> IdFile:
    """Write the ids of a text, and open them.

    Raises CourseError where the text is another one by now, or too short.
    """
    found = hashlib.sha256()
    with _watched(found, text, "encoding", bar) as digest:
        write_ids(path, text, source["cut"], vocabulary, level, digest)
    if found.hexdigest() != source["sha256"]:
        raise CourseError(
            f"{text.name}: expected a text that stays as it is, got one that changed while it was read", "begin anew"
        )
    return checked(IdFile(path, **_expected(source, vocabulary, level)), text.name, level)


def open_ids(path: Path, source: dict[str, Any], vocabulary: Vocabulary, level: str) -> IdFile | None:
    """The ids of a text, if they lie there and are whole."""
    with contextlib.suppress(Damaged):
        return IdFile(path, **_expected(source, vocabulary, level))
    return None


def same_text(text: TextFile, source: dict[str, Any]) -> bool:
    """Whether it is the text of an earlier run: its size and time are, or its size and its SHA-256."""
    if text.size != source["size"] or text.encoding != source["encoding"]:
        return False
    if text.modified == source["modified"]:
        return True
    found = hashlib.sha256()
    with open(text.path, "rb") as file:
        while piece := file.read(2**20):
            found.update(piece)
    return bool(found.hexdigest() == source["sha256"])


def checked(ids: IdFile, name: str, level: str) -> IdFile:
    """The ids, if they are enough to train on and to judge by."""
    training, validation = ids.sizes
    if training < LEAST or validation < LEAST // 10:
        ids.close()
        os.unlink(ids.path)
        raise CourseError(
            f"{name}: expected at least {LEAST:,} {LEVELS[level].unit} to train on and {LEAST // 10} to judge by, "
            f"got {training:,} and {validation:,}",
            "give a longer text, or --level char" if level == "word" else "give a longer text",
        )
    return ids


def kneser_ney(ids: IdFile, vocab_size: int, level: str, most: int | None) -> dict[str, Any]:
    """How well counting does: a model of Kneser and Ney (1995) on the same training text and the same validation.

    most : of the training's last tokens that are counted; None: COUNTED; 0: no figures

    Its validation is what the network is judged on, token for token.
    """
    counted = min(COUNTED[level] if most is None else most, ids.sizes[0])
    if counted < 1:
        return {}
    model = NGramModel(ORDERS[level], "kneser-ney").fit(ids.read(0, ids.sizes[0] - counted, ids.sizes[0]), vocab_size)
    valid = judged(ids)
    side, _ = shape_of(len(valid))
    valid = valid[: (len(valid) - 1) // side * side + 1]
    found = -float(model.logprob(valid[1:], context=valid[:1]).mean())
    return {"order": ORDERS[level], "counted": counted, "nats": found, "perplexity": float(np.exp(found))}


def describe(
    ids: IdFile, vocabulary: Vocabulary, source: dict[str, Any], level: str, say: Callable[[str], None]
) -> None:
    """Tell what was found, and how it is divided."""
    unit = LEVELS[level].unit
    say(
        f"{source['name']}: {source['size']:,} bytes of {source['encoding']}, {sum(ids.sizes):,} {unit}, "
        f"a vocabulary of {len(vocabulary):,}; unknown to it are {ids.unknown[0] / max(ids.sizes[0], 1):.2%} "
        f"of the training and {ids.unknown[1] / max(ids.sizes[1], 1):.2%} of the validation"
    )
    valid, all_of_it = len(judged(ids)), ids.sizes[1]
    looked = "all are looked at" if valid == all_of_it else f"its first {valid:,} are looked at"
    say(f"training: the first {ids.sizes[0]:,}; validation: the {all_of_it:,} after them, the last tenth; {looked}")


def _expected(source: dict[str, Any], vocabulary: Vocabulary, level: str) -> dict[str, Any]:
    known = {name: source[name] for name in ("encoding", "cut")}
    return {"source": source["sha256"], "vocabulary": digest_of(vocabulary), "level": level, **known}


class _Watched:
    """A digest that moves a bar with what it sees."""

    def __init__(self, digest: "hashlib._Hash", bar: tqdm) -> None:
        self.digest, self.bar = digest, bar

    def update(self, content: bytes) -> None:
        self.digest.update(content)
        self.bar.update(len(content))

    def hexdigest(self) -> str:
        return self.digest.hexdigest()


@contextlib.contextmanager
def _watched(digest: "hashlib._Hash", text: TextFile, what: str, bar: bool) -> Iterator[Any]:
    shown: dict[str, Any] = dict(unit="B", unit_scale=True, mininterval=0.5, file=sys.stdout, leave=False)
    with tqdm(total=text.size, desc=what, disable=not bar, **shown) as progress:
        yield _Watched(digest, progress)
