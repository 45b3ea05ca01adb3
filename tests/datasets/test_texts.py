"""load_text and load_tales: what is in each split, and what comes of a wrong name; the tales and their card."""

import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rnncourse import datasets
from rnncourse.datasets import Tale, load_tales, load_text, texts
from rnncourse.ngram import NGramModel
from rnncourse.text import characters, words

SPLITS = ("train", "valid", "test")
CARD = (Path(__file__).parents[2] / "data" / "tales.md").read_text("utf-8")


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


def test_every_paragraph_closes_its_quotations_and_every_line_is_short_ascii():
    for tale in load_tales():
        assert tale.text.isascii() and max(map(len, tale.text.split("\n"))) <= 72, tale.title
        for paragraph in tale.text.split("\n\n"):
            opens = [mark[0] != "x" for mark in re.findall(r'(?:^|.|\n)"', re.sub(r"[^\s(\"]", "x", paragraph))]
            assert opens == [True, False] * (len(opens) // 2), (tale.title, paragraph)


def test_the_card_counts_the_tales():
    for name, split in [*zip(SPLITS, SPLITS, strict=True), ("all", None)]:
        text = load_text("tales", split)
        tokens = words(text)
        sizes = [len(load_tales(split)), len(text), len(tokens), len(set(tokens))]
        assert f"| {name} | {sizes[0]} | {sizes[1]:,} | {sizes[2]:,} | {sizes[3]:,}" in CARD
    assert f"({len({token.lower() for token in tokens}):,} in lower case)" in CARD
    assert f" {len(set(text))} different characters." in CARD


def test_the_card_counts_what_the_tales_name():
    named = {
        "Death is named in": r"die[sd]?|dying|dead|death|drown\w*|funerals?|widow\w*|burials?|buried|hanged|murder\w*"
        r"|undertaker|coffins?|ghosts?",
        "Drink is named in": "beer|ale|cider|wine|rum|gin|brandy|whisky|pints?|drunk(en)?",
        "drunken), and": r"inn|Patient Heron|the Heron(?! King)",
    }
    for phrase, pattern in named.items():
        found = [t for t in load_tales() if re.search(rf"\b({pattern})\b", f"{t.title}\n{t.text}", re.IGNORECASE)]
        assert f"{phrase} {len(found)} " in CARD.replace("\n", " ")


def test_the_card_names_held_out_tales_and_tales_of_train():
    titles = {split: {tale.title for tale in load_tales(split)} for split in SPLITS}
    rows = re.findall(r"^\| ([^|]+) \| (valid|test) \| [^|]+ \| ([^|]+) \|$", CARD, re.MULTILINE)
    assert len(rows) >= 10
    for title, split, others in rows:
        assert title in titles[split]
        for other in titles["train"]:
            others = others.replace(other, "")
        assert not others.strip(" ,"), (title, others)


@pytest.fixture(scope="module")
def scored():
    """Of each test: order -> the surprise of every token, under both smoothings; and the tale each token is of."""
    result = {}
    for unit, cut, orders in (("characters", characters, 7), ("words", words, 4)):
        train, test = (cut(load_text("tales", split)) for split in ("train", "test"))
        seen = Counter(train)
        kept = sorted(seen) if unit == "characters" else ["<unk>", *(token for token in seen if seen[token] > 1)]
        ids = {token: i for i, token in enumerate(kept)}
        train_ids, test_ids = (np.array([ids.get(token, 0) for token in tokens]) for tokens in (train, test))
        joined = [cut(f"{tale.title}\n\n{tale.text}\n\n") for tale in load_tales("test")]
        tale = np.repeat(np.arange(len(joined)), [len(tokens) for tokens in joined])[: len(test)]
        surprise = {
            (smoothing, n): -NGramModel(n, smoothing).fit(train_ids, len(kept)).logprob(test_ids)
            for smoothing in ("interpolated", "kneser-ney")
            for n in range(1, orders + 1)
        }
        result[unit] = surprise, tale, len(kept)
    return result


def test_the_card_gives_the_baselines(scored):
    for unit, orders in (("characters", 7), ("words", 4)):
        surprise, _, size = scored[unit]
        for name, smoothing in (("Witten–Bell", "interpolated"), ("Kneser–Ney", "kneser-ney")):
            means = [surprise[smoothing, n].mean() for n in range(1, orders + 1)]
            row = [f"{x:.3f}" if unit == "characters" else f"{np.exp(x):.1f}" for x in means]
            assert f"| {name} | {' | '.join(row)} |" in CARD
    assert f"(V = {size:,})" in CARD


def test_the_card_says_the_noise_of_the_test_tales(scored):
    def drawn(values, tale):
        """The mean of each tale, and the middle 95 % of the means of 10,000 test sets drawn from the tales."""
        total, size = np.bincount(tale, values), np.bincount(tale)
        pick = np.random.default_rng(0).integers(0, len(size), (10_000, len(size)))
        return total / size, np.percentile(total[pick].sum(1) / size[pick].sum(1), [2.5, 97.5])

    said = CARD.replace("\n", " ")
    surprise, tale, _ = scored["words"]
    by_tale, middle = map(np.exp, drawn(surprise["kneser-ney", 3], tale))
    assert f"from {by_tale.min():.0f} to {by_tale.max():.0f} from tale to tale" in said
    assert f"are {middle[0]:.1f} to {middle[1]:.1f} for words" in said
    difference = surprise["kneser-ney", 3] - surprise["interpolated", 2]
    low, high = np.exp(drawn(difference, tale)[1])
    assert f"is {np.exp(difference.mean()):.3f} of" in said and f"95 % from {low:.3f} to {high:.3f}." in said
    surprise, tale, _ = scored["characters"]
    by_tale, middle = drawn(surprise["kneser-ney", 7], tale)
    assert f"from {by_tale.min():.2f} to {by_tale.max():.2f} nats" in said
    assert f"{middle[0]:.3f} to {middle[1]:.3f} for characters" in said
