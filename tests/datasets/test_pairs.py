"""Tatoeba's pairs: split by the English sentence, short, in order; your own file."""

import unicodedata
import zipfile

import pytest

from rnncourse.datasets import available, entries, integrity, load_pairs, read_pairs
from rnncourse.text import words

LINES = "".join(f"Number {i}.\tNuméro {i}.\nNumber {i}.\tLe numéro {i}.\n" for i in range(300)) + (
    "One two three four five six seven eight nine.\tTrop long.\n"
)


@pytest.fixture
def tatoeba(world, monkeypatch):
    content = LINES.encode()
    sums = {"fra.txt": world.sha256(content)}
    made = entries.Dataset(
        "tatoeba", "pairs", "zip", "pairs/fra-eng.zip", "CC BY 2.0", 9000, sums, "unset", len(content)
    )
    monkeypatch.setattr(entries, "_ENTRIES", (*entries._ENTRIES, made))
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    folder = world.mirror / "pairs/fra-eng"
    folder.mkdir(parents=True)
    (folder / "fra.txt").write_bytes(content)
    return folder


def test_no_english_sentence_lies_in_two_splits(tatoeba):
    parts = {split: load_pairs("tatoeba", split) for split in ("train", "valid", "test")}
    sources = {split: {source for source, _ in pairs} for split, pairs in parts.items()}
    assert all(parts.values()) and sum(map(len, parts.values())) == len(load_pairs()) == 600
    assert not sources["train"] & sources["valid"] and not sources["train"] & sources["test"]
    assert not sources["valid"] & sources["test"]
    assert len(parts["train"]) > 500 and all(len(words(source)) <= 8 for source, _ in load_pairs())


def test_a_zip_whose_files_lie_in_no_folder_is_read(tatoeba):
    (tatoeba / "fra.txt").unlink()
    tatoeba.rmdir()
    with zipfile.ZipFile(tatoeba.with_suffix(".zip"), "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("_about.txt", "about")
        archive.writestr("fra.txt", LINES)
    assert len(load_pairs()) == 600 and integrity.glance("tatoeba") == "yes"


def test_an_altered_file_is_refused(tatoeba):
    (tatoeba / "fra.txt").write_text(LINES.replace("Numéro", "Numero"))
    with pytest.raises(ValueError, match="tatoeba: fra.txt in .* is truncated or altered"):
        load_pairs()


@pytest.mark.skipif(not available("tatoeba"), reason="Tatoeba's file is not on this machine")
def test_the_registered_file():
    everything, test = load_pairs(), load_pairs(split="test")
    assert len(everything) > 80_000 and 1000 < len({source for source, _ in test}) < 2500
    assert everything[0] == ("Go.", "Va !".replace(" ", everything[0][1][2])), "the space before ! is a narrow one"
    assert all(unicodedata.is_normalized("NFC", target) for _, target in test)


def test_your_own_file(tmp_path):
    path = tmp_path / "mine.txt"
    path.write_text("\ufeffGood day.\tGuten Tag.\tCC BY, somebody\n\nA long, long way.\tEin weiter Weg.\n", "utf-8")
    assert read_pairs(path) == [("Good day.", "Guten Tag."), ("A long, long way.", "Ein weiter Weg.")]
    assert read_pairs(path, longest=4) == [("Good day.", "Guten Tag.")]


@pytest.mark.parametrize(
    ("content", "options", "message"),
    [
        (b"no tab\n", {}, "path: expected a sentence, a tab and its translation, got 'no tab' on line 1"),
        (b"a\t\n", {}, "path: expected a sentence, a tab and its translation"),
        (b"\xff\xfe", {}, "path: expected a text file, it is not UTF-8"),
        (b"", {}, "path: expected at least one pair, got none of 0"),
        (b"a b\tc d\n", {"longest": 1}, "path: expected at least one pair, got none of 1; is `longest` too small"),
        (b"a\tb\n", {"longest": 0}, "longest: expected a whole number > 0, got 0"),
    ],
)
def test_what_is_no_file_of_pairs_is_refused(tmp_path, content, options, message):
    path = tmp_path / "mine.txt"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=f"^{message}"):
        read_pairs(path, **options)


def test_what_is_no_file_is_refused(tmp_path):
    for path in (tmp_path, tmp_path / "none.txt", 3):
        with pytest.raises(ValueError, match="^path: expected a text file"):
            read_pairs(path)


def test_the_first_english_word_is_not_the_name_of_a_set():
    with pytest.raises(ValueError, match="^name: expected one of tatoeba, got 'english'"):
        load_pairs("english")
