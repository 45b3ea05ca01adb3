"""load_text and load_tales: what is in each split, and what comes of a wrong name."""

import pytest

from rnncourse import datasets
from rnncourse.datasets import Tale, load_tales, load_text, texts


def test_of_ten_tales_the_ninth_is_valid_and_the_tenth_test(world):
    titles = {split: [tale.title for tale in load_tales(split)] for split in ("train", "valid", "test", None)}
    assert titles["valid"] == ["Tale 8", "Tale 18"]
    assert titles["test"] == ["Tale 9", "Tale 19"]
    assert len(titles["train"]) == 16
    assert titles[None] == [f"Tale {i}" for i in range(20)]


def test_a_tale_keeps_its_blank_lines_and_loses_its_markers(world):
    assert load_tales()[3] == Tale("Tale 3", "“Where?” said 3.\n\nNobody knew.")
    text = load_text("tales", split="valid")
    assert text == ("Tale 8\n\n“Where?” said 8.\n\nNobody knew.\n\nTale 18\n\n“Where?” said 18.\n\nNobody knew.\n")


@pytest.mark.parametrize("bad", ["prose\n\n== A ==\n\ntext\n", "no title\n", "== A ==\n\n== B ==\n\ntext\n", ""])
def test_a_file_of_tales_without_its_form_is_refused(world, bad):
    (world.data / "tales.txt").write_text(bad)
    (world.data / "SHA256SUMS").write_text(f"{world.sha256(bad.encode())}  tales.txt\n")
    with pytest.raises(ValueError, match="tales.txt: expected"):
        load_tales()


def test_gutenberg_is_split_by_book(world, monkeypatch):
    world.zip_books(world.mirror / "nltk_data/corpora/gutenberg.zip")
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    train = load_text("gutenberg", "train")
    assert train == "[Emma]\n\nOne.\n\n[Paradise]\n\nFour.\n\n[Cæsar]\n\nActus Primus.\n"
    assert load_text("gutenberg", "valid") == "[Stories]\n\nTwo.\n"
    assert load_text("gutenberg", "test").startswith("[Alice]\n\nThree.\n\n[Macbeth]")
    assert len(load_text("gutenberg")) == sum(len(load_text("gutenberg", s)) for s in texts._SPLITS) + 2


def test_shakespeare_holds_out_macbeth_and_cuts_it_at_the_third_act(world, monkeypatch):
    world.zip_books(world.mirror / "nltk_data/corpora/gutenberg.zip")
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    assert load_text("shakespeare", "train") == "[Cæsar]\n\nActus Primus.\n"
    assert load_text("shakespeare", "valid") == "[Macbeth]\n\nActus Primus.\n\nFair.\n"
    assert load_text("shakespeare", "test") == "Actus Tertius.\n\nFoul.\n"


def test_no_held_out_text_of_shakespeare_is_in_the_training_part_of_gutenberg():
    assert texts.GUTENBERG_HELD_OUT["shakespeare-macbeth.txt"] == "test"
    assert set(texts.GUTENBERG_HELD_OUT) < set(datasets.registry()["gutenberg"].files)


@pytest.mark.parametrize(
    "name, split, said",
    [
        ("tale", None, "got 'tale'; did you mean tales"),
        ("zzz", None, "got 'zzz'; see: rnncourse data list"),
        ("splice", None, "expected a text"),
        ("tales", "dev", "split: expected 'train', 'valid', 'test' or None, got 'dev'"),
    ],
)
def test_a_wrong_name_or_split_is_named(world, name, split, said):
    with pytest.raises(ValueError, match=said):
        load_text(name, split)


def test_the_real_books_are_whole_and_split_as_documented():
    if not datasets.available("gutenberg"):
        pytest.skip("the Gutenberg selection is not on this machine (rnncourse data get gutenberg)")
    lengths = [len(load_text("gutenberg", split)) for split in ("train", "valid", "test")]
    assert lengths == [10_469_418, 564_424, 711_037]
    lengths = [len(load_text("shakespeare", split)) for split in ("train", "valid", "test")]
    assert lengths == [275_190, 38_871, 61_479]
