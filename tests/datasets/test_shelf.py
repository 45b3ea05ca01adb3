"""load_documents and load_text("shelf"): registers and splits; the shelf and its card."""

import re
from collections import Counter
from itertools import pairwise, permutations, product
from math import prod
from pathlib import Path

import numpy as np
import pytest

from rnncourse.datasets import Tale, entries, load_documents, load_tales, load_text
from rnncourse.ngram import NGramModel
from rnncourse.text import characters, words

SPLITS = ("train", "valid", "test")
CARD = (Path(__file__).parents[2] / "data" / "shelf.md").read_text("utf-8")


@pytest.fixture(scope="module")
def shelf():
    """The documents of data/shelf.txt, without the tales."""
    return [document for document in load_documents() if document.register != "tale"]


@pytest.fixture
def small(world, monkeypatch):
    """A function that puts a shelf beside the world's tales."""

    def put(content):
        (world.data / "shelf.txt").write_bytes(content)
        sums = (world.data / "SHA256SUMS").read_text()
        (world.data / "SHA256SUMS").write_text(f"{sums}{world.sha256(content)}  shelf.txt\n")

    dataset = entries.Dataset("shelf", "shelf", "shipped", "shelf.txt", "CC0")
    monkeypatch.setattr(entries, "_ENTRIES", (*entries._ENTRIES, dataset))
    put("".join(f"== {r} {i} == {r}\n\nOne {i}.\n\nTwo.\n\n" for i in range(12) for r in ("recipe", "news")).encode())
    return put


def test_of_ten_documents_of_a_register_the_ninth_is_valid_and_the_tenth_test(small):
    titles = {split: [document.title for document in load_documents(split)] for split in (*SPLITS, None)}
    assert titles["valid"] == ["Tale 8", "Tale 18", "recipe 8", "news 8"]
    assert titles["test"] == ["Tale 9", "Tale 19", "recipe 9", "news 9"]
    assert len(titles["train"]) == 16 + 20
    assert titles[None] == [f"Tale {i}" for i in range(20)] + [
        f"{r} {i}" for i in range(12) for r in ("recipe", "news")
    ]


def test_a_register_is_loaded_alone_and_the_tales_are_one(small):
    assert load_documents("test", "recipe") == [Tale("recipe 9", "One 9.\n\nTwo.", "recipe")]
    assert load_documents(register="tale") == load_tales()
    assert {tale.register for tale in load_tales()} == {"tale"}


def test_the_text_of_the_shelf_joins_the_tales_and_the_rest(small):
    assert (
        load_text("shelf", "valid")
        == load_text("tales", "valid") + "\nrecipe 8\n\nOne 8.\n\nTwo.\n\nnews 8\n\nOne 8.\n\nTwo.\n"
    )


def test_a_wrong_register_or_split_is_named(small):
    with pytest.raises(ValueError, match="register: expected one of tale, recipe, news, or None .*, got 'recipes'"):
        load_documents(register="recipes")
    with pytest.raises(ValueError, match="split: expected 'train'"):
        load_documents("dev")


@pytest.mark.parametrize(
    "bad", [b"prose\n\n== A == a\n\ntext\n", b"== A ==\n\ntext\n", b"== A == a\n\n== B == a\n\nx\n", b""]
)
def test_a_file_of_the_shelf_without_its_form_is_refused(small, bad):
    small(bad)
    with pytest.raises(ValueError, match="shelf.txt: expected documents below lines '== Title == register'"):
        load_documents()


def test_every_register_has_twelve_documents_and_held_out_ones(shelf):
    counts = Counter(document.register for document in shelf)
    assert len(counts) >= 10 and min(counts.values()) >= 12
    for register in counts:
        held_out = {split: load_documents(split, register) for split in ("valid", "test")}
        assert all(held_out.values()), register
    assert [document.register for document in shelf] == sorted(
        (document.register for document in shelf), key=list(counts).index
    )


def test_a_document_has_its_length_and_a_title_of_its_own(shelf):
    titles = Counter(document.title for document in load_documents())
    assert titles.most_common(1)[0][1] == 1
    assert all(80 <= len(document.text.split()) <= 600 for document in shelf)


def test_every_paragraph_closes_its_quotations_and_every_line_is_short_ascii(shelf):
    for document in shelf:
        assert document.text.isascii() and max(map(len, document.text.split("\n"))) <= 72, document.title
        assert not re.search(r"[\t\r]| $|\n\n\n", document.text, re.MULTILINE), document.title
        for paragraph in document.text.split("\n\n"):
            opens = [mark[0] != "x" for mark in re.findall(r'(?:^|.|\n)"', re.sub(r"[^\s(\"]", "x", paragraph))]
            assert opens == [True, False] * (len(opens) // 2), (document.title, paragraph)


def test_no_twelve_words_stand_in_two_documents_and_no_two_begin_alike(shelf):
    tokens = {document.title: [token.lower() for token in words(document.text)] for document in load_documents()}
    found, new = {}, {document.title for document in shelf}
    for title, words_of in tokens.items():
        for span in zip(*(words_of[i:] for i in range(12)), strict=False):
            other = found.setdefault(span, title)
            assert other == title or not {other, title} & new, (title, other, span)
    openings = Counter(tuple(words_of[:8]) for words_of in tokens.values())
    assert openings.most_common(1)[0][1] == 1


def text_of(title):
    (document,) = [document for document in load_documents() if document.title == title]
    return document.text


def test_the_puzzles_have_the_solutions_they_give():
    tenants = [
        (floor, of)
        for floor in (dict(zip("ABCD", p, strict=True)) for p in permutations((1, 2, 3, 4)))
        for of in (dict(zip(("flute", "harp", "drum", "horn"), p, strict=True)) for p in permutations("ABCD"))
        if floor[of["harp"]] <= 2 and floor[of["drum"]] == floor["A"] + 1
        if floor[of["flute"]] < floor["D"] < floor["B"] and floor[of["flute"]] != 1
    ]
    assert tenants == [({"A": 2, "B": 4, "C": 1, "D": 3}, {"flute": "A", "harp": "C", "drum": "D", "horn": "B"})]

    sums = text_of("Two Sums in Letters")
    for a, b, total, said in (
        ("EEL", "EEL", "CAKE", "884 + 884 = 1768"),
        ("FOG", "MOON", "NIGHT", "764 + 9661 = 10425"),
    ):
        letters = sorted({*a, *b, *total})
        solutions = [
            "{} + {} = {}".format(*numbers)
            for digits in permutations("0123456789", len(letters))
            if "0" not in (digits[letters.index(a[0])], digits[letters.index(b[0])], digits[letters.index(total[0])])
            if sum((numbers := [int("".join(digits[letters.index(x)] for x in word)) for word in (a, b, total)])[:2])
            == numbers[2]
        ]
        assert solutions == [said] and said in sums

    truths = {who: [who == "Torsten", who != "Torsten", who != "Ruta"] for who in ("Hamza", "Torsten", "Ruta")}
    assert [who for who, said in truths.items() if sum(said) == 1] == ["Ruta"]

    cipher = text_of("Every Letter Moved Along")
    (secret,) = re.findall(r"^([A-Z]+(?: [A-Z]+){5,})$", cipher, re.MULTILINE)
    clear = " ".join("".join(chr((ord(x) - 65 - len(w)) % 26 + 65) for x in w) for w in secret.split())
    assert clear == "THE KEY IS UNDER THE THIRD POT FROM THE LEFT" and clear in cipher

    for steps in re.findall(r"(?:\d,\d; *)+\d,\d", text_of("Water for the Horses").replace("\n", " ")):
        states = [(0, 0), *(tuple(map(int, state.split(","))) for state in steps.split("; "))]
        for (big, small), after in pairwise(states):
            poured, back = min(big, 5 - small), min(small, 8 - big)
            moves = {
                (8, small),
                (big, 5),
                (0, small),
                (big, 0),
                (big - poured, small + poured),
                (big + back, small - back),
            }
            assert after in moves
        assert 4 in states[-1]

    square = np.array([[2, 36, 3], [9, 6, 4], [12, 1, 18]])
    lines = [*square, *square.T, square.diagonal(), square[:, ::-1].diagonal()]
    assert {prod(map(int, line)) for line in lines} == {216} and len(set(square.flat)) == 9
    assert all(f"{a:2} {b:3} {c:3}" in text_of("A Square That Multiplies") for a, b, c in square)
    assert sum(max(dice) >= 5 for dice in product(range(1, 7), repeat=2)) == 20
    assert sum(prod(dice) % 2 for dice in product(range(1, 7), repeat=2)) == 9
    assert len([start for start in range(-60, 60, 12) if abs(start) < 28]) == 5


def test_the_card_counts_the_shelf():
    for register in dict.fromkeys(document.register for document in load_documents()):
        parts = [load_documents(split, register) for split in (*SPLITS, None)]
        joined = "\n\n".join(f"{document.title}\n\n{document.text}" for document in parts[-1]) + "\n"
        counts = " | ".join(str(len(part)) for part in parts[:3])
        assert f"| {register} | {counts} | {len(joined):,} | {len(words(joined)):,} |" in CARD
    for name, split in [*zip(SPLITS, SPLITS, strict=True), ("all", None)]:
        text = load_text("shelf", split)
        tokens = words(text)
        sizes = [len(load_documents(split)), len(text), len(tokens), len(set(tokens))]
        assert f"| {name} | {sizes[0]} | {sizes[1]:,} | {sizes[2]:,} | {sizes[3]:,}" in CARD
    assert f"({len({token.lower() for token in tokens}):,} in lower case)" in CARD
    assert f" {len(set(text))} different characters." in CARD.replace("\n", " ")


def test_the_card_counts_what_the_shelf_names(shelf):
    named = {
        "Death is named in": r"die[sd]?|dying|dead|death|drown\w*|funerals?|widow\w*|burials?|buried|hanged|murder\w*"
        r"|undertaker|coffins?|ghosts?",
        "Drink is named in": "beer|ale|cider|wine|rum|gin|brandy|whisky|pints?|drunk(en)?",
        "city of Kessering in": "Kessering",
        "town of Pellbridge in": "Pellbridge",
        "station at Cape Ansgar in": "Ansgar",
        "house in Carmody Street in": "Carmody",
    }
    said = CARD.replace("\n", " ")
    for phrase, pattern in named.items():
        flags = re.IGNORECASE
        found = [d for d in shelf if re.search(rf"\b({pattern})\b", f"{d.title}\n{d.text}", flags)]
        assert f"{phrase} {len(found)}" in said, (phrase, len(found))


def test_the_card_names_held_out_documents_and_documents_of_train():
    titles = {split: {document.title for document in load_documents(split)} for split in SPLITS}
    rows = re.findall(r"^\| ([^|]+) \| (valid|test) \| ([^|]+) \|$", CARD, re.MULTILINE)
    assert len(rows) >= 10
    for title, split, others in rows:
        assert title in titles[split], title
        for other in sorted(titles["train"], key=len, reverse=True):
            others = others.replace(other, "")
        assert not others.strip(" ;"), (title, others)


@pytest.fixture(scope="module")
def scored():
    """Of each unit: order -> the surprise of every token of test, under both smoothings; the document each is of."""
    result = {}
    documents = load_documents("test")
    for unit, cut, orders in (("characters", characters, 7), ("words", words, 4)):
        train = cut(load_text("shelf", "train"))
        seen = Counter(train)
        kept = sorted(seen) if unit == "characters" else ["<unk>", *(token for token in seen if seen[token] > 1)]
        ids = {token: i for i, token in enumerate(kept)}
        joined = [cut(f"{document.title}\n\n{document.text}\n\n") for document in documents]
        test = [token for tokens in joined for token in tokens]
        assert unit == "words" or set(test) <= set(kept)
        train_ids, test_ids = (np.array([ids.get(token, 0) for token in tokens]) for tokens in (train, test))
        surprise = {
            (smoothing, n): -NGramModel(n, smoothing).fit(train_ids, len(kept)).logprob(test_ids)
            for smoothing in ("interpolated", "kneser-ney")
            for n in range(1, orders + 1)
        }
        result[unit] = (
            surprise,
            np.repeat(np.arange(len(joined)), [len(tokens) for tokens in joined]),
            test_ids,
            len(kept),
        )
    return result


def test_the_card_gives_the_baselines(scored):
    tale = np.array([document.register == "tale" for document in load_documents("test")])
    for unit, orders in (("characters", 7), ("words", 4)):
        surprise, document, ids, size = scored[unit]
        for where, part in (("all", True), ("tales", tale[document]), ("the rest", ~tale[document])):
            for name, smoothing in (("Witten–Bell", "interpolated"), ("Kneser–Ney", "kneser-ney")):
                means = [surprise[smoothing, n].mean(where=part) for n in range(1, orders + 1)]
                row = [f"{x:.3f}" if unit == "characters" else f"{np.exp(x):.1f}" for x in means]
                assert f"| {name}, {where} | {' | '.join(row)} |" in CARD
    assert f"(V = {size:,})" in CARD and f"({100 * np.mean(ids == 0):.1f} % of the test tokens)" in CARD


def test_the_card_gives_a_figure_for_each_register(scored):
    documents = load_documents("test")
    for register in dict.fromkeys(document.register for document in documents):
        mine = np.array([document.register == register for document in documents])
        figures = []
        for unit, n in (("characters", 7), ("words", 3)):
            surprise, document, _, _ = scored[unit]
            figures.append(surprise["kneser-ney", n].mean(where=mine[document]))
        assert re.search(rf"^\| {register} \|.*\| {figures[0]:.2f} \| {np.exp(figures[1]):.0f} \|$", CARD, re.MULTILINE)


def test_the_card_says_the_noise_of_the_test_documents(scored):
    def drawn(values, document):
        """The mean of each document, and the middle 95 % of the means of 10,000 test sets drawn from them."""
        total, size = np.bincount(document, values), np.bincount(document)
        pick = np.random.default_rng(0).integers(0, len(size), (10_000, len(size)))
        return total / size, np.percentile(total[pick].sum(1) / size[pick].sum(1), [2.5, 97.5])

    said = CARD.replace("\n", " ")
    surprise, document, _, _ = scored["words"]
    each, middle = map(np.exp, drawn(surprise["kneser-ney", 3], document))
    assert f"from {each.min():.0f} to {each.max():.0f} from document to document" in said
    assert f"are {middle[0]:.1f} to {middle[1]:.1f} for words" in said
    difference = surprise["kneser-ney", 3] - surprise["interpolated", 2]
    low, high = np.exp(drawn(difference, document)[1])
    assert f"is {np.exp(difference.mean()):.3f} of" in said and f"95 % from {low:.3f} to {high:.3f}." in said
    surprise, document, _, _ = scored["characters"]
    each, middle = drawn(surprise["kneser-ney", 7], document)
    assert f"from {each.min():.2f} to {each.max():.2f} nats" in said
    assert f"{middle[0]:.3f} to {middle[1]:.3f} for characters" in said
