"""A longer text takes no more memory: counted, turned into ids, read batch by batch, or for its surprise."""

import tracemalloc

import pytest

from rnncourse.textfiles import idfile, prepare, reading, streams, training
from rnncourse.textfiles.reading import TextFile
from rnncourse.textfiles.streams import Streams
from rnncourse.textfiles.surprise import Summary, surprises
from rnncourse.textfiles.tokens import vocabulary_of
from tests.textfiles.small import TEXT
from tests.textfiles.test_surprise import saved


def peak(act):
    act()  # what is made once is made
    tracemalloc.start()
    act()
    found = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch):
    monkeypatch.setattr(reading, "CHUNK", 2**12)
    monkeypatch.setattr(reading, "NEAR", 2**10)
    monkeypatch.setattr(streams, "AT_ONCE", 2**12)
    monkeypatch.setattr(idfile, "_PIECE", 2**12)
    monkeypatch.setattr(training, "JUDGED", 2000)


@pytest.mark.parametrize("level", ["char", "word"])
def test_training_on_a_longer_text_takes_no_more_memory(tmp_path, level):
    def read(times):
        path = tmp_path / f"{times}.txt"
        path.write_text(TEXT * times, encoding="utf-8")

        def act():
            text = TextFile(path)
            counts, cut, digest = prepare.count(text, level, bar=False)
            source, vocabulary = prepare.source_of(text, cut, digest), vocabulary_of(counts, 100)
            ids = prepare.make_ids(tmp_path / "a.ids", text, source, vocabulary, level, bar=False)
            prepare.kneser_ney(ids, len(vocabulary), level, 2000)
            assert sum(batch.y.numel() for batch in Streams(ids, 4, 16).start(0)) > 0.8 * ids.sizes[0]
            ids.close()

        return peak(act)

    assert read(400) < 1.2 * read(40)


@pytest.mark.parametrize("level", ["char", "word"])
def test_the_surprise_of_a_longer_text_takes_no_more_memory(tmp_path, level):
    model = saved(level)

    def read(times):
        path = tmp_path / f"{times}.txt"
        path.write_text(TEXT * times, encoding="utf-8")

        def act():
            summary = Summary()
            for token in surprises(model, TextFile(path).texts()):
                summary.add(token)

        return peak(act)

    assert read(30) < 1.3 * read(6)
