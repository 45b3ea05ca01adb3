"""A copy that is truncated or altered is never used, wherever it lies; and where copies are looked for."""

import errno
import os
import pickle
import re
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from rnncourse.datasets import (
    DatasetDamaged,
    DatasetError,
    DatasetMissing,
    DownloadFailed,
    available,
    commands,
    integrity,
    load_text,
    paths,
    verify,
    zips,
)
from rnncourse.datasets.entries import entry
from tests.datasets.conftest import DNA

ZIP = "corpora/gutenberg.zip"


@pytest.mark.parametrize("damage", [lambda b: b[:-5], lambda b: b.replace(b"knew", b"know", 1), lambda b: b""])
def test_a_damaged_shipped_file_is_refused_with_the_command_that_restores_it(world, damage):
    file = world.data / "tales.txt"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(DatasetDamaged, match="tales.txt is truncated or altered.*git checkout data/tales.txt"):
        load_text("tales")


def test_a_missing_shipped_file_or_checksum_is_damage_too(world):
    (world.data / "tales.txt").unlink()
    with pytest.raises(DatasetDamaged, match="tales.txt is missing.*git checkout data/tales.txt"):
        load_text("tales")
    (world.data / "SHA256SUMS").write_text("")
    with pytest.raises(DatasetDamaged, match="no checksum of tales.txt.*git checkout data/tales.txt data/SHA256SUMS"):
        load_text("tales")


def test_a_missing_set_names_the_one_command(world):
    assert not available("gutenberg")
    with pytest.raises(DatasetMissing, match="^gutenberg: not on this machine; ") as info:
        load_text("gutenberg")
    assert info.value.remedy == "get it with: rnncourse data get gutenberg"
    assert verify("gutenberg") == []


def test_a_copy_is_found_in_the_mirror_nltk_data_nltks_own_path_and_the_cache(world, monkeypatch, tmp_path):
    import nltk.data

    places = [world.mirror / "nltk_data", tmp_path / "a", world.cache / "nltk_data", tmp_path / "b"]
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    monkeypatch.setenv("NLTK_DATA", str(tmp_path / "a"))
    monkeypatch.setattr(nltk.data, "path", [str(tmp_path / "b")])
    for place in places:
        path = world.zip_books(place / ZIP)
        assert integrity.locate(entry("gutenberg")) == path
        path.unlink()


def test_an_unpacked_corpus_is_as_good_as_its_zip(world, monkeypatch):
    folder = world.mirror / "nltk_data/corpora/gutenberg"
    folder.mkdir(parents=True)
    for name, content in world.books.items():
        (folder / name).write_bytes(content)
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    assert "One." in load_text("gutenberg")
    (folder / "austen-emma.txt").write_bytes(b"[Emma]\n\nTwo.\n")
    with pytest.raises(DatasetDamaged, match="austen-emma.txt in .* is truncated or altered"):
        load_text("gutenberg")


def test_a_whole_copy_is_used_after_a_damaged_one_and_verify_names_the_damaged_one(world, monkeypatch):
    bad = world.zip_books(world.mirror / "nltk_data" / ZIP)
    bad.write_bytes(bad.read_bytes()[:-30])
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    with pytest.raises(DatasetDamaged, match="cannot be read.*rnncourse data get gutenberg"):
        load_text("gutenberg")
    good = world.zip_books(world.cache / "nltk_data" / ZIP)
    assert "One." in load_text("gutenberg")
    found = {copy.path: copy.problem for copy in verify("gutenberg")}
    assert found[good] is None and "cannot be read" in found[bad]


@pytest.mark.parametrize("keep", [0, 10, 300])
def test_a_zip_cut_anywhere_is_damage(world, monkeypatch, keep):
    path = world.zip_books(world.mirror / "nltk_data" / ZIP)
    path.write_bytes(path.read_bytes()[:keep])
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    with pytest.raises(DatasetDamaged, match="cannot be read"):
        load_text("gutenberg", "train")


def test_a_zip_without_a_book_or_with_another_text_is_damage(world, monkeypatch):
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    path = world.zip_books(world.mirror / "nltk_data" / ZIP, {"austen-emma.txt": world.books["austen-emma.txt"]})
    with pytest.raises(DatasetDamaged, match="cannot be read"):
        load_text("gutenberg", "test")
    world.zip_books(path, world.books | {"carroll-alice.txt": b"[Alice]\n\nFive.\n"})
    with pytest.raises(DatasetDamaged, match="carroll-alice.txt in .* is truncated or altered"):
        load_text("gutenberg", "test")
    assert load_text("gutenberg", "valid") == "[Stories]\n\nTwo.\n"  # what is read is what is checked


def test_a_mirror_that_does_not_exist_is_named_and_does_not_hide_the_tales(world, monkeypatch):
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror / "nowhere"))
    assert load_text("tales")
    with pytest.raises(DatasetError, match="RNNCOURSE_DATA: expected an existing folder, got .*nowhere") as info:
        load_text("gutenberg")
    assert info.value.remedy == "correct or unset it"


def test_list_says_what_is_here(world, capsys):
    assert commands.list_() == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:5]] == ["tales", "gutenberg", "shakespeare", "splice"]
    assert [line.split()[-2] for line in lines[1:3]] == ["yes", "no"]


def test_verify_fails_only_where_a_copy_is_damaged(world, capsys):
    assert commands.verify_() == 0
    said = capsys.readouterr().out
    assert "copies checked: 1, damaged: 0" in said and "gutenberg: not on this machine" in said
    (world.data / "tales.txt").write_bytes(b"")
    assert commands.verify_() == 1
    assert "git checkout data/tales.txt" in capsys.readouterr().out


@pytest.mark.parametrize("kind", [DatasetMissing, DatasetDamaged, DownloadFailed])
def test_an_error_carries_its_remedy_and_says_it_last(kind):
    error = kind("splice: not here", "fetch it; or not")
    assert isinstance(error, ValueError) and isinstance(error, DatasetError)
    for same in (error, pickle.loads(pickle.dumps(error))):
        assert (same.problem, same.remedy) == ("splice: not here", "fetch it; or not")
        assert str(same) == "splice: not here; fetch it; or not"


def test_a_copy_that_is_damaged_comes_with_its_remedy(world):
    assert verify("tales") == [("tales", world.data / "tales.txt", None, "")]
    (world.data / "tales.txt").write_bytes(b"")
    (copy,) = verify("tales")
    assert copy.remedy == "restore it: git checkout data/tales.txt data/SHA256SUMS" and copy.remedy not in copy.problem


def test_in_a_wheel_the_remedy_is_to_install_again(world, monkeypatch):
    monkeypatch.setattr(paths, "checkout", lambda: None)
    (world.data / "tales.txt").write_bytes(b"")
    with pytest.raises(DatasetDamaged) as info:
        load_text("tales")
    assert info.value.remedy == "restore it: pip install --force-reinstall --no-deps rnncourse"


# A quick look: sizes, not checksums.


@pytest.fixture
def mirror(world, monkeypatch):
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    return world.mirror


def unpacked(folder, books):
    folder.mkdir(parents=True)
    for name, content in books.items():
        (folder / name).write_bytes(content)
    return folder


def glances():
    return [integrity.glance(name) for name in ("tales", "gutenberg", "shakespeare", "splice")]


def test_a_glance_knows_what_is_here_and_what_cannot_be_whole(world, mirror):
    assert glances() == ["yes", "no", "no", "no"]
    path = world.zip_books(mirror / "nltk_data" / ZIP)
    (mirror / "dna").mkdir()
    (mirror / "dna/splice.data").write_bytes(DNA)
    assert glances() == 4 * ["yes"] and available("splice")
    (mirror / "dna/splice.data").write_bytes(DNA[:-1])
    path.write_bytes(path.read_bytes()[:-30])
    (world.data / "tales.txt").write_bytes(b"== Tale ==")
    assert glances() == 4 * ["damaged"] and not available("splice")
    world.zip_books(path, world.books | {"austen-emma.txt": b"[Emma]\n\nOne and more.\n"})
    assert glances()[1:3] == ["damaged", "yes"], "the plays have their size"
    unpacked(mirror / "nltk_data/corpora/gutenberg", world.books)
    assert glances()[1] == "yes"
    (mirror / "nltk_data/corpora/gutenberg/austen-emma.txt").unlink()
    assert glances()[1] == "damaged"


def test_list_says_which_look_it_took_and_verify_takes_the_closer_one(world, mirror, capsys):
    path = world.zip_books(
        mirror / "nltk_data" / ZIP, world.books | {"carroll-alice.txt": b"[Alice]\n\nThree!\r\n\r\n"}
    )
    assert len(path.read_bytes()) and integrity.glance("gutenberg") == "yes"
    commands.list_()
    assert "Here is what has the right name and size; compare the checksums with: rnncourse data verify" in (
        capsys.readouterr().out
    )
    assert commands.verify_() == 1
    assert "carroll-alice.txt in " in capsys.readouterr().out


# What cannot be read.


@pytest.mark.parametrize("name", ["~nouser/x", "x" * 300, "\udcff", "a:b"])
def test_a_name_that_is_no_folder_is_told_for_the_mirror_and_passed_over_for_nltk(world, monkeypatch, name):
    monkeypatch.setenv("NLTK_DATA", "~nouser/x")
    assert integrity.glance("gutenberg") == "no" and verify("gutenberg") == []
    monkeypatch.setenv("RNNCOURSE_DATA", name)
    with pytest.raises(DatasetError, match="^RNNCOURSE_DATA: expected an existing folder, got .*; correct or unset it"):
        verify()


def closed(monkeypatch, folder):
    """Let nobody look into a folder, not even an administrator."""
    true = os.stat

    def stat(path, *args, **options):
        if folder in Path(os.fsdecode(path)).parents:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return true(path, *args, **options)

    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != folder)


def test_a_folder_that_may_not_be_entered_is_named_by_data_and_by_what_the_doctor_asks(
    world, mirror, monkeypatch, capsys
):
    folder = mirror / "nltk_data"
    world.zip_books(folder / ZIP)
    closed(monkeypatch, folder)
    copies = [copy for copy in verify() if copy.name == "gutenberg"]
    assert [copy.problem for copy in copies] == [f"gutenberg: {folder} cannot be read (Permission denied)"]
    assert copies[0].remedy == "make it readable, or fetch a fresh copy with: rnncourse data get gutenberg"
    assert commands.list_() == 0 and commands.verify_() == 1
    assert "cannot be read (Permission denied); make it readable" in capsys.readouterr().out
    with pytest.raises(DatasetDamaged, match="nltk_data cannot be read"):
        load_text("gutenberg")


def test_the_mirror_itself_may_be_closed(world, mirror, monkeypatch):
    closed(monkeypatch, mirror.parent)
    with pytest.raises(DatasetError, match=r"^RNNCOURSE_DATA: expected an existing folder, got .* \(Permission denied"):
        verify("splice")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe with a name")
def test_a_pipe_is_not_waited_for(world, mirror):
    (mirror / "dna").mkdir()
    os.mkfifo(mirror / "dna/splice.data")
    (world.data / "tales.txt").unlink()
    os.mkfifo(world.data / "tales.txt")
    for name in ("splice", "tales"):
        (copy,) = verify(name)
        assert copy.problem.endswith("cannot be read (no regular file)") and integrity.glance(name) == "damaged"


def test_a_file_that_is_too_large_is_not_read(world, mirror, register):
    (mirror / "dna").mkdir()
    with open(mirror / "dna/splice.data", "wb") as file:
        file.truncate(2**33)
    world.zip_books(mirror / "nltk_data" / ZIP)
    with open(mirror / "nltk_data" / ZIP, "ab") as file:
        file.truncate(2**33)
    for name in ("splice", "gutenberg"):
        (copy,) = verify(name)
        assert "8,589,934,592 bytes where at most" in copy.problem and integrity.glance(name) == "damaged"


# Zips that are not what they say.


def rewritten(path, change):
    path.write_bytes(change(path.read_bytes()))


def lzma(path, books):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        for name, content in books.items():
            archive.writestr(f"gutenberg/{name}", content)


def encrypted(path, books):
    def mark(content):
        content = bytearray(content)
        for magic, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
            place = content.find(magic)
            while place >= 0:
                content[place + offset] |= 1
                place = content.find(magic, place + 1)
        return bytes(content)

    rewritten(path, mark)


def bomb(path, books, size=120_000):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in books:
            archive.writestr(f"gutenberg/{name}", bytes(size))


def bomb_that_lies(path, books, size=120_000):
    """Its directory claims the right sizes."""
    bomb(path, books, size)

    def lie(content):
        for name, text in books.items():
            place = content.rfind(f"gutenberg/{name}".encode())
            content = content[: place - 22] + len(text).to_bytes(4, "little") + content[place - 18 :]
        return content

    rewritten(path, lie)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lzma, "is packed by method 14, not deflated"),
        (encrypted, "is encrypted"),
        (bomb, "it holds more than 145 bytes unpacked"),
        (bomb_that_lies, "Bad CRC-32|truncated or altered"),
        (lambda path, books: path.write_bytes(b"PK\x05\x06" + bytes(18)), "there is no gutenberg/"),
        (lambda path, books: path.write_bytes(b"PK\x05\x06" + b"\xff" * 18), "cannot be read"),
        (lambda path, books: rewritten(path, lambda c: c.replace(b"austen", b"aust\xe9n")), "cannot be read"),
    ],
)
def test_a_zip_is_read_without_trust(world, mirror, damage, message):
    path = world.zip_books(mirror / "nltk_data" / ZIP)
    damage(path, world.books)
    (copy,) = verify("gutenberg")
    assert re.search(message, copy.problem), copy.problem
    assert copy.remedy == "fetch a fresh copy with: rnncourse data get gutenberg"
    with pytest.raises(zipfile.BadZipFile):
        zips.read(path, [f"gutenberg/{name}" for name in world.books], 145)


def test_a_small_zip_cannot_unpack_to_more_than_it_claims(world, mirror):
    path = world.zip_books(mirror / "nltk_data" / ZIP)
    bomb_that_lies(path, world.books, 5_000_000)
    tracemalloc.start()
    with pytest.raises(zipfile.BadZipFile, match="Bad CRC-32"):
        zips.read(path, [f"gutenberg/{name}" for name in world.books], 145)
    assert tracemalloc.get_traced_memory()[1] < 2_500_000, "half of what one of them unpacks to"
    tracemalloc.stop()
