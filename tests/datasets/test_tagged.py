"""load_tagged and load_treebank: what is in the real files and their card, and what comes of a damaged line."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from rnncourse.datasets import (
    UNIVERSAL_TAGS,
    available,
    entries,
    get,
    load_tagged,
    load_tales,
    load_treebank,
    tagged,
)
from rnncourse.text import words

SPLITS = ("train", "valid", "test")
CARD = " ".join((Path(__file__).parents[2] / "data" / "tagged_tales.md").read_text("utf-8").split())

FILE = """== Tale 3 ==
Nobody/NOUN knew/VERB ./.

== Tale 8 ==
“/. Where/ADV ?/. ”/. said/VERB 8/NUM ./.
Nobody/NOUN knew/VERB ./.
"""


@pytest.fixture
def small(world, monkeypatch):
    """The world's tales with a tagged file; returns a function that writes another one."""

    def write(text):
        content = text.encode()
        (world.data / "tagged_tales.txt").write_bytes(content)
        sums = (world.data / "SHA256SUMS").read_text().splitlines()[:1]
        (world.data / "SHA256SUMS").write_text(f"{sums[0]}\n{world.sha256(content)}  tagged_tales.txt\n")

    dataset = entries.Dataset("tagged_tales", "tagged", "shipped", "tagged_tales.txt", "CC0")
    monkeypatch.setattr(entries, "_ENTRIES", (*entries._ENTRIES, dataset))
    write(FILE)
    return write


def test_a_sentence_is_a_list_of_pairs_in_the_split_of_its_tale(small):
    nobody = [("Nobody", "NOUN"), ("knew", "VERB"), (".", ".")]
    assert load_tagged("train") == [nobody]
    assert [len(sentence) for sentence in load_tagged("valid")] == [7, 3]
    assert load_tagged("test") == []
    assert load_tagged() == load_tagged("train") + load_tagged("valid")


def test_a_slash_in_the_token_is_not_the_one_before_the_tag(small):
    small("== Tale 0 ==\n//. 1/2/NUM\n")
    assert load_tagged() == [[("/", "."), ("1/2", "NUM")]]


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("knew/VERB", "knew", "line 2: expected token/TAG .*got 'knew'"),
        ("knew/VERB", "knew/VRB", "line 2: expected token/TAG with a tag of NOUN .*got 'knew/VRB'"),
        ("knew/VERB", "knew/", "line 2: expected token/TAG .*got 'knew/'"),
        ("knew/VERB", "/VERB", "line 2: expected token/TAG .*got '/VERB'"),
        ("knew/VERB", " knew/VERB", "line 2: expected token/TAG .*got ''"),
        ("== Tale 3 ==\n", "", "line 1: expected '== Title ==' before the first sentence"),
        (
            "== Tale 8 ==",
            "== Tail 8 ==",
            "line 4: expected the title of one of the tales, got '== Tail 8 =='",
        ),
    ],
)
def test_a_damaged_line_is_named_with_what_was_expected(small, old, new, said):
    small(FILE.replace(old, new, 1))
    with pytest.raises(ValueError, match=f"tagged_tales.txt, {said}"):
        load_tagged()


@pytest.mark.parametrize("load", [load_tagged, load_treebank])
def test_a_wrong_split_is_named(load):
    with pytest.raises(ValueError, match="split: expected 'train', 'valid', 'test' or None, got 'dev'"):
        load("dev")


def test_the_real_file_holds_at_least_600_sentences_and_60_in_each_held_out_split():
    sizes = {split: len(load_tagged(split)) for split in SPLITS}
    assert sum(sizes.values()) == len(load_tagged()) >= 600
    assert min(sizes.values()) >= 60


def test_every_tag_is_universal_and_every_universal_tag_is_used():
    assert {tag for sentence in load_tagged() for _, tag in sentence} == set(UNIVERSAL_TAGS)


def test_each_split_holds_every_tag():
    for split in SPLITS:
        assert {tag for sentence in load_tagged(split) for _, tag in sentence} == set(UNIVERSAL_TAGS)


def test_marks_and_only_they_have_the_tag_of_punctuation():
    for sentence in load_tagged():
        for token, tag in sentence:
            assert (tag == ".") == (not token[0].isalnum()) or (token, tag) == ("'", "PRT"), sentence


def test_tagged_passages_stand_word_for_word_in_their_tale():
    tales = {tale.title: words(tale.text) for tale in load_tales()}
    passages = {}
    for title, sentence in tagged._tagged_tales():
        tokens = [token for token, _ in sentence]
        assert tokens == words(" ".join(tokens))
        passages.setdefault(title, []).extend(tokens)
    assert len(passages) >= 70
    for title, tokens in passages.items():
        text = tales[title]
        assert any(text[i : i + len(tokens)] == tokens for i in range(len(text))), title


def test_the_card_counts_the_tagged_tales():
    known = {token for sentence in load_tagged("train") for token, _ in sentence}
    for split in SPLITS:
        pairs = sum(load_tagged(split), [])
        titles = {tale.title for tale in load_tales(split)} & {title for title, _ in tagged._tagged_tales()}
        row = f"| {split} | {len(titles)} | {len(load_tagged(split))} | {len(pairs):,} |"
        unknown = np.mean([token not in known for token, _ in pairs])
        assert f"{row} {100 * unknown:.1f} %" in CARD or split == "train" and row in CARD
    pairs = sum(load_tagged(), [])
    assert f"| {len(load_tagged())} | {len(pairs):,} |" in CARD
    for tag, number in Counter(tag for _, tag in pairs).items():
        assert f"{tag} {number:,}" in CARD.replace("`", "")
    x = [sum(tag == "X" for sentence in load_tagged(split) for _, tag in sentence) for split in SPLITS]
    assert f"X {sum(x)} ({x[0]} in train, {x[1]} in valid, {x[2]} in test)" in CARD


def test_the_card_says_how_ambiguous_the_words_are():
    def types(pairs):
        tags = {}
        for token, tag in pairs:
            tags.setdefault(token, set()).add(tag)
        several = {token for token in tags if len(tags[token]) > 1}
        return len(tags), several, 100 * np.mean([token in several for token, _ in pairs])

    pairs = sum(load_tagged(), [])
    size, several, share = types(pairs)
    assert f"{len(several)} word types occur with more than one tag; {share:.1f} %" in CARD
    share = 100 * np.mean([token in several for tale in load_tales() for token in words(tale.text)])
    assert f"those types are {share:.1f} % of the tokens" in CARD
    low_size, several, share = types([(token.lower(), tag) for token, tag in pairs])
    assert f"in lower case {len(several)} types, {share:.1f} %" in CARD
    assert f"Word types: {size:,} ({low_size:,} in lower case)" in CARD


def test_the_card_gives_the_baseline_and_its_noise():
    seen = {}
    for token, tag in sum(load_tagged("train"), []):
        seen.setdefault(token, Counter())[tag] += 1
    best = {token: counts.most_common(1)[0][0] for token, counts in seen.items()}
    right = {}
    for split in ("valid", "test"):
        pairs = sum(load_tagged(split), [])
        strict = np.mean([best.get(token) == tag for token, tag in pairs])
        right[split] = strict, np.mean([best.get(token, "NOUN") == tag for token, tag in pairs])
    assert f"{right['test'][0]:.3f} with unknown words counted wrong, {right['test'][1]:.3f} with NOUN" in CARD
    assert f"(valid {right['valid'][0]:.3f}, {right['valid'][1]:.3f})" in CARD
    every = {}
    for token, tag in sum(load_tagged(), []):
        every.setdefault(token, set()).add(tag)
    hard = [best.get(token, "NOUN") == tag for token, tag in pairs if len(every[token]) > 1]
    assert f"On the {len(hard)} test tokens of an ambiguous type: {np.mean(hard):.3f}." in CARD

    names = [tale.title for tale in load_tales("test")]
    rows = [(names.index(title), sentence) for title, sentence in tagged._tagged_tales() if title in names]
    tale = np.array([i for i, sentence in rows for _ in sentence])
    hits = np.array([best.get(token, "NOUN") == tag for _, sentence in rows for token, tag in sentence], float)
    total, size = np.bincount(tale, hits), np.bincount(tale)
    pick = np.random.default_rng(0).integers(0, len(size), (10_000, len(size)))
    low, high = np.percentile(total[pick].sum(1) / size[pick].sum(1), [2.5, 97.5])
    assert f"runs from {(total / size).min():.3f} to {(total / size).max():.3f};" in CARD
    assert f"with replacement are {low:.3f} to {high:.3f}." in CARD
    assert f"0.90 on {len(hits):,} tokens is {np.sqrt(0.9 * 0.1 / len(hits)):.3f}" in CARD


def test_the_splits_share_no_tale():
    titles = {split: {tale.title for tale in load_tales(split)} for split in SPLITS}
    used = {title for title, _ in tagged._tagged_tales()}
    assert all(used & titles[split] for split in SPLITS)
    for split in SPLITS:
        mine = [sentence for title, sentence in tagged._tagged_tales() if title in titles[split]]
        assert load_tagged(split) == mine


def test_a_wrong_tag_set_is_named():
    with pytest.raises(ValueError, match="tagset: expected 'universal' or 'penn', got 'brown'"):
        load_treebank("test", tagset="brown")


@pytest.fixture(scope="module")
def treebank():
    """The whole sample under both tag sets."""
    for name in ("treebank", "universal_tagset"):
        if not available(name):
            pytest.skip(f"{name} is not on this machine (rnncourse data get {name})")
    return {tagset: load_treebank(tagset=tagset) for tagset in ("universal", "penn")}


def test_the_treebank_is_cut_after_2700_and_3000_sentences(treebank):
    parts = [load_treebank(split) for split in SPLITS]
    assert [len(part) for part in parts] == [2700, 300, 914]
    assert sum(parts, []) == treebank["universal"]
    assert sum(map(len, treebank["universal"])) == 100_676


def test_the_treebank_is_what_nltk_reads(treebank):
    import nltk.data
    from nltk.corpus.reader import BracketParseCorpusReader

    path = get("treebank")
    zipped = path.suffix == ".zip"
    root = nltk.data.ZipFilePathPointer(str(path), "treebank/combined/") if zipped else path / "combined"
    theirs = BracketParseCorpusReader(root, r"wsj_.*\.mrg").tagged_sents()
    assert treebank["penn"] == [list(sentence) for sentence in theirs]


def test_the_universal_tags_of_the_treebank_are_those_of_the_published_mapping(treebank):
    pairs = {
        (penn, universal)
        for old, new in zip(treebank["penn"], treebank["universal"], strict=True)
        for (_, penn), (_, universal) in zip(old, new, strict=True)
    }
    assert len(pairs) == 46
    assert {("PRP$", "PRON"), ("TO", "PRT"), ("EX", "DET"), ("MD", "VERB"), ("-NONE-", "X")} <= pairs
    assert {universal for _, universal in pairs} == set(UNIVERSAL_TAGS)
