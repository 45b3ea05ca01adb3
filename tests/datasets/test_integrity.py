"""A copy that is truncated or altered is never used, wherever it lies; and where copies are looked for."""

import pickle

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
)
from rnncourse.datasets.entries import entry

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
    with pytest.raises(DatasetDamaged, match="no checksum of tales.txt.*git checkout data/SHA256SUMS"):
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
    assert copy.remedy == "restore it: git checkout data/tales.txt" and copy.remedy not in copy.problem


def test_in_a_wheel_the_remedy_is_to_install_again(world, monkeypatch):
    monkeypatch.setattr(paths, "checkout", lambda: None)
    (world.data / "tales.txt").write_bytes(b"")
    with pytest.raises(DatasetDamaged) as info:
        load_text("tales")
    assert info.value.remedy == "restore it: pip install --force-reinstall --no-deps rnncourse"
