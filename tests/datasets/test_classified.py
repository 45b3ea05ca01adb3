"""The loaders of labelled texts by others: what is in them, and that what is said twice lies in one split."""

from collections import Counter

import pytest

from rnncourse.datasets import (
    DatasetDamaged,
    DatasetMissing,
    available,
    entries,
    get,
    load_movie_reviews,
    load_polarity,
    load_surnames,
)

LOADERS = {"polarity": load_polarity, "movie_reviews": load_movie_reviews, "surnames": load_surnames}
SPLITS = ("train", "valid", "test")


@pytest.fixture(params=LOADERS)
def fetched(request):
    if not available(request.param):
        pytest.skip(f"get it with: rnncourse data get {request.param}")
    return request.param, LOADERS[request.param]


def test_the_splits_are_the_whole_and_share_no_text(fetched):
    name, load = fetched
    parts = {split: load(split) for split in SPLITS}
    assert Counter(row for part in parts.values() for row in part) == Counter(load())
    texts = [{row.text.lower() for row in part} for part in parts.values()]
    shared = [a & b for i, a in enumerate(texts) for b in texts[i + 1 :]]
    assert not any(shared) or name == "movie_reviews"
    total = sum(map(len, parts.values()))
    assert total == {"polarity": 10_662, "movie_reviews": 2000, "surnames": 20_050}[name]
    shares = [len(parts[split]) / total for split in SPLITS]
    assert shares == pytest.approx([0.7, 0.1, 0.2], abs=0.02)


def test_the_labels_are_as_many_as_their_card_says(fetched):
    name, load = fetched
    labels = Counter(row.label for row in load())
    if name == "surnames":
        assert len(labels) == 18 and labels["Russian"] == 9384
    else:
        assert len(labels) == 2 and len(set(labels.values())) == 1
    assert all(row.text == row.text.strip() and row.text for row in load())


@pytest.mark.parametrize("name", LOADERS)
def test_an_unknown_split_is_named(name):
    with pytest.raises(ValueError, match="^split: expected"):
        LOADERS[name]("dev")


NAMES = {"Irish.txt": b"Adam\nO'Neal\n", "Polish.txt": "Mazur\nAdam\nWróbel\n".encode()}


@pytest.fixture
def folder(world, server, monkeypatch):
    """A registered folder of two files, both served."""
    sums = {name: world.sha256(content) for name, content in NAMES.items()}
    size = sum(map(len, NAMES.values()))
    where = "names_by_language"
    made = entries.Dataset("surnames", "names", "folder", where, "MIT", size, sums, f"{server.address}/ranges", size)
    monkeypatch.setattr(entries, "_ENTRIES", (*entries._ENTRIES, made))
    server.files.update(NAMES)
    return world


def test_a_folder_is_fetched_file_by_file(folder):
    with pytest.raises(DatasetMissing):
        load_surnames()
    assert get("surnames", progress=False) == folder.cache / "names_by_language"
    assert [row.text for row in load_surnames()] == ["Adam", "O'Neal", "Mazur", "Adam", "Wróbel"]
    assert {row.label for row in load_surnames()} == {"Irish", "Polish"} and available("surnames")


def test_what_is_missing_or_altered_in_a_folder_is_fetched_again(folder):
    get("surnames", progress=False)
    (folder.cache / "names_by_language/Irish.txt").write_bytes(b"Adam\nO'Neil\n")
    with pytest.raises(DatasetDamaged, match=r"Irish\.txt in .* is truncated or altered"):
        load_surnames()
    (folder.cache / "names_by_language/Polish.txt").unlink()
    get("surnames", progress=False)
    assert len(load_surnames()) == 5


def test_a_name_that_stands_twice_lies_in_one_split(folder):
    get("surnames", progress=False)
    assert sum("Adam" in [row.text for row in load_surnames(split)] for split in SPLITS) == 1
