from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnncourse.text import Vocabulary, characters, words


def test_characters_keep_spaces_and_line_breaks():
    assert characters("a b\n") == ["a", " ", "b", "\n"]


@given(st.text())
def test_characters_join_back_to_the_text(text):
    assert "".join(characters(text)) == text


def test_words_keep_inner_apostrophes_and_every_mark_on_its_own():
    assert words("\u201cDon't,\u201d she said\u2014twice. It\u2019s the dogs' _well-known_ no. 12!\n") == (
        [
            "\u201c",
            "Don't",
            ",",
            "\u201d",
            "she",
            "said",
            "\u2014",
            "twice",
            ".",
            "It\u2019s",
            "the",
            "dogs",
            "'",
        ]
        + ["_", "well", "-", "known", "_", "no", ".", "12", "!"]
    )


@given(st.text(alphabet="ab .,'\u2019\u201c_-9\n\u00e9", max_size=30))
def test_words_drop_white_space_alone(text):
    assert "".join(words(text)) == "".join(text.split())


def test_words_equal_wordpunct_without_apostrophes_and_touching_marks():
    from nltk.tokenize import wordpunct_tokenize

    text = "It was late, and the mill - as ever - stood still. Who knew?"
    assert words(text) == wordpunct_tokenize(text)


@pytest.mark.parametrize("tokenise", [characters, words])
def test_a_text_must_be_a_str(tokenise):
    with pytest.raises(ValueError, match="text: expected a str, got list"):
        tokenise(["a", "b"])


def test_vocabulary_orders_by_frequency_then_alphabet():
    vocabulary = Vocabulary.from_tokens("c b a b c d".split())
    assert vocabulary.tokens == ("b", "c", "a", "d")
    assert vocabulary.ids == {"b": 0, "c": 1, "a": 2, "d": 3}
    assert len(vocabulary) == 4


def test_encode_gives_int64_and_decode_gives_the_tokens_back():
    vocabulary = Vocabulary.from_tokens("the cat saw the dog".split())
    ids = vocabulary.encode(["the", "dog", "the"])
    assert ids.dtype == np.int64 and ids.tolist() == [0, 2, 0]
    assert vocabulary.decode(ids) == ["the", "dog", "the"]
    assert vocabulary.encode([]).shape == (0,) and vocabulary.decode([]) == []


@given(st.lists(st.text(max_size=3), min_size=1))
def test_encode_then_decode_is_the_identity(tokens):
    vocabulary = Vocabulary.from_tokens(tokens)
    assert vocabulary.decode(vocabulary.encode(tokens)) == tokens
    assert sorted(vocabulary.tokens) == sorted(set(tokens))


@given(st.lists(st.sampled_from("abcdef"), min_size=1), st.integers(1, 7))
def test_with_unknown_every_token_is_itself_or_unknown(tokens, max_size):
    vocabulary = Vocabulary.from_tokens(tokens, max_size=max_size, unknown="<unk>")
    assert len(vocabulary) <= max_size and vocabulary.unknown == vocabulary.ids["<unk>"] == 0
    back = vocabulary.decode(vocabulary.encode(tokens))
    assert all(b == t or (b == "<unk>" and t not in vocabulary.ids) for b, t in zip(back, tokens, strict=True))


SPECIALS = {"pad": "<pad>", "start": "<s>", "stop": "</s>", "unknown": "<unk>"}


@pytest.mark.parametrize(
    "asked",
    [names for n in range(5) for names in combinations(SPECIALS, n)],
    ids=lambda names: "-".join(names) or "none",
)
def test_special_tokens_come_first_and_have_ids_that_differ(asked):
    vocabulary = Vocabulary.from_tokens("b a b <s> <unk>".split(), **{name: SPECIALS[name] for name in asked})
    assert vocabulary.tokens[: len(asked)] == tuple(SPECIALS[name] for name in asked)
    for name in SPECIALS:
        expected = asked.index(name) if name in asked else None
        assert getattr(vocabulary, name) == expected


def test_an_unknown_word_is_not_padding():
    vocabulary = Vocabulary.from_tokens(["cat", "dog"], pad="<pad>", unknown="<unk>")
    assert vocabulary.encode(["zebra", "cat"]).tolist() == [vocabulary.unknown, vocabulary.ids["cat"]]
    assert vocabulary.pad not in vocabulary.encode(["zebra", "<unk>"])


def test_special_tokens_are_found_wherever_they_stand():
    vocabulary = Vocabulary(["a", "?", "_", ">", "<"], pad="_", start="<", stop=">", unknown="?")
    assert (vocabulary.pad, vocabulary.start, vocabulary.stop, vocabulary.unknown) == (2, 4, 3, 1)
    assert vocabulary.encode("a_b").tolist() == [0, 2, 1]


@pytest.mark.parametrize(("first", "second"), list(combinations(SPECIALS, 2)))
def test_two_special_tokens_must_differ(first, second):
    message = f"{second}: expected a token of its own, got '<x>', which is {first} too"
    for make in (Vocabulary, Vocabulary.from_tokens):
        with pytest.raises(ValueError, match=message):
            make(["a", "<x>"], **{first: "<x>", second: "<x>"})


@pytest.mark.parametrize("name", SPECIALS)
def test_a_special_token_must_be_among_the_tokens(name):
    with pytest.raises(ValueError, match=f"{name}: expected one of the tokens, got '<x>'; add it to tokens"):
        Vocabulary(["a"], **{name: "<x>"})


def test_max_size_has_room_for_the_special_tokens():
    assert Vocabulary.from_tokens("aab", max_size=3, pad="_", unknown="?").tokens == ("_", "?", "a")
    assert Vocabulary.from_tokens("aab", max_size=2, pad="_", unknown="?").tokens == ("_", "?")
    with pytest.raises(ValueError, match="max_size: expected at least 2, the number of special tokens, got 1"):
        Vocabulary.from_tokens("aab", max_size=1, pad="_", unknown="?")


def test_max_size_keeps_the_most_frequent_and_counts_unknown_among_them():
    tokens = "a a a b b c".split()
    assert Vocabulary.from_tokens(tokens, max_size=2).tokens == ("a", "b")
    assert Vocabulary.from_tokens(tokens, max_size=2, unknown="?").tokens == ("?", "a")


def test_min_count_leaves_out_rare_tokens():
    assert Vocabulary.from_tokens("a a b".split(), min_count=2).tokens == ("a",)


def test_an_unknown_that_stands_in_the_text_is_held_once_as_id_0():
    vocabulary = Vocabulary.from_tokens("a <unk> a <unk> <unk>".split(), unknown="<unk>")
    assert vocabulary.tokens == ("<unk>", "a")


def test_a_vocabulary_of_one_token_works():
    vocabulary = Vocabulary.from_tokens("aaaa")
    assert len(vocabulary) == 1 and vocabulary.encode("aa").tolist() == [0, 0]


def test_an_unknown_token_is_named_with_the_remedy():
    with pytest.raises(ValueError, match=r"some of the 2 tokens.*got 'zebra'.*unknown=\"<unk>\""):
        Vocabulary.from_tokens(["cat", "dog"]).encode(["cat", "zebra"])


@pytest.mark.parametrize("tokens", [[], "", iter(())])
def test_an_empty_text_has_no_vocabulary(tokens):
    with pytest.raises(ValueError, match="tokens: expected at least one token, got none"):
        Vocabulary.from_tokens(tokens)


def test_min_count_that_leaves_nothing_says_how_frequent_tokens_are():
    with pytest.raises(
        ValueError, match="min_count: expected at most 2, how often the most frequent token occurs, got 5"
    ):
        Vocabulary.from_tokens("a a b".split(), min_count=5)


@pytest.mark.parametrize("option", ["max_size", "min_count"])
def test_limits_below_one_are_refused(option):
    with pytest.raises(ValueError, match=f"{option}: expected a whole number > 0, got 0"):
        Vocabulary.from_tokens("ab", **{option: 0})


def test_tokens_must_differ():
    with pytest.raises(ValueError, match="expected distinct tokens, got 'a' twice"):
        Vocabulary(["a", "b", "a"])
    with pytest.raises(ValueError, match="at least one token"):
        Vocabulary([])


@pytest.mark.parametrize(
    "ids, message",
    [
        ([0, -1], "ids from 0 up, got -1"),
        ([0, 2], "expected ids below 2, .* got 2"),
        ([0.0], "expected integers, got dtype float64"),
        ([True], "expected integers, got dtype bool"),
        (["a"], "expected integers"),
        ([[0]], r"shape \(N,\), got shape \(1, 1\)"),
        (0, r"shape \(N,\), got shape \(\)"),
    ],
)
def test_decode_refuses_what_is_no_id(ids, message):
    with pytest.raises(ValueError, match=message):
        Vocabulary(["a", "b"]).decode(ids)


def test_a_vocabulary_shows_its_size():
    assert repr(Vocabulary("abc")) == "<Vocabulary of 3 tokens>"


def test_a_special_token_that_a_model_needs_is_there_or_named_with_the_remedy():
    vocabulary = Vocabulary("_ab", pad="_")
    assert vocabulary.id_of("pad") == vocabulary.pad == 0
    with pytest.raises(ValueError, match="expected one with a token for stop, got one with pad; make it .* stop="):
        vocabulary.id_of("stop")
    with pytest.raises(ValueError, match="got one with none"):
        Vocabulary("ab").id_of("pad")
    with pytest.raises(ValueError, match="special: expected one of pad, start, stop, unknown, got 'end'"):
        vocabulary.id_of("end")
