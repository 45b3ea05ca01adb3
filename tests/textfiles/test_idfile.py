"""The ids in a file are those of the text, its batches those of the text in memory; a damaged file is made anew."""

import hashlib

import numpy as np
import pytest
import torch

from rnncourse.errors import CourseError
from rnncourse.models import text_batches
from rnncourse.text import Vocabulary
from rnncourse.textfiles import idfile, streams
from rnncourse.textfiles.idfile import Damaged, IdFile, write_ids
from rnncourse.textfiles.reading import TextFile
from rnncourse.textfiles.streams import Streams
from rnncourse.textfiles.tokens import LEVELS, Encoder, vocabulary_of
from tests.textfiles.small import TEXT


def made(text, folder, level="char", most=1000, cut=2000):
    vocabulary = vocabulary_of(LEVELS[level].count([TEXT]), most)
    write_ids(folder / "a.ids", TextFile(text), cut, vocabulary, level, hashlib.sha256())
    return folder / "a.ids", vocabulary


@pytest.mark.parametrize("level", ["char", "word"])
def test_the_ids_of_a_text(text, tmp_path, level):
    path, vocabulary = made(text, tmp_path, level, most=12)
    ids = IdFile(path, level=level, vocabulary=idfile.digest_of(vocabulary))
    parts = ["".join(t for part, t in TextFile(text).parts(2000) if part == k) for k in (0, 1)]
    for part, of_it in enumerate(parts):
        expected = Encoder(vocabulary, level)(of_it)
        np.testing.assert_array_equal(ids.read(part, 0, ids.sizes[part]), expected)
        np.testing.assert_array_equal(ids.read(part, 3, 9), expected[3:9])
        assert ids.unknown[part] == (expected == vocabulary.unknown).sum() > 0
    ids.close()


@pytest.mark.parametrize(("size", "bytes_"), [(256, 1), (257, 2), (65536, 2), (65537, 4)])
def test_an_id_takes_as_few_bytes_as_it_can(text, tmp_path, size, bytes_):
    vocabulary = Vocabulary(["<unk>", *(f"{i} " for i in range(size - 2)), "a"], unknown="<unk>")
    write_ids(tmp_path / "a.ids", TextFile(text), 2000, vocabulary, "char", hashlib.sha256())
    ids = IdFile(tmp_path / "a.ids")
    assert (tmp_path / "a.ids").stat().st_size == idfile.HEAD + bytes_ * len(TEXT)
    assert set(ids.read(0, 0, ids.sizes[0]).tolist()) == {0, size - 1}
    ids.close()


@pytest.mark.parametrize("at_once", [1, 500, 2**18])
def test_batches_are_those_of_the_text_in_memory_from_any_of_them_on(text, tmp_path, monkeypatch, at_once):
    monkeypatch.setattr(streams, "AT_ONCE", at_once)
    ids = IdFile(made(text, tmp_path)[0])
    expected = text_batches(ids.read(0, 0, ids.sizes[0]), 4, 30)
    found = Streams(ids, 4, 30)
    assert len(found) == len(expected)
    for first in (0, 1, len(found) - 1, len(found)):
        came = list(found.start(first))
        assert len(came) == len(expected) - first
        for a, b in zip(came, expected[first:], strict=True):
            assert torch.equal(a.x, b.x) and torch.equal(a.y, b.y) and a.begins == b.begins
    with pytest.raises(ValueError, match="ids: expected at least"):
        Streams(ids, 1000, 1000)
    ids.close()


def test_nobody_else_opens_the_ids_in_use(text, tmp_path):
    path, _ = made(text, tmp_path)
    ids = IdFile(path)
    with pytest.raises(CourseError, match="a.ids: expected no other `rnncourse train` at work on it"):
        IdFile(path)
    ids.close()
    IdFile(path).close()


def test_other_ids_and_damaged_ones_are_told(text, tmp_path):
    path, _ = made(text, tmp_path)
    whole = path.read_bytes()
    with pytest.raises(Damaged, match="got one whose level is 'char'"):
        IdFile(path, level="word")
    at = idfile.HEAD + 100
    for content in (
        b"",
        b"[1]",
        whole[:100],
        whole[:-1],
        whole + b"x",
        whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :],
        whole.replace(b'"sizes": [', b'"sizes": ["x", '),
        whole.replace(b'"sizes": [', b'"sizes": [-'),
        b"[" * idfile.HEAD,
    ):
        path.write_bytes(content)
        with pytest.raises(Damaged, match="a.ids: expected the ids of the text, got"):
            IdFile(path)
    with pytest.raises(Damaged, match="No such file"):
        IdFile(tmp_path / "none")
    path.write_bytes(whole)
    ids = IdFile(path)
    path.write_bytes(whole[:-500])
    with pytest.raises(Damaged, match="cut short while it was read"):
        ids.read(1, 0, ids.sizes[1])
    ids.close()
