"""Characters and words are counted, turned into ids and back the same way whatever pieces a text comes in."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnncourse.text import words
from rnncourse.textfiles import tokens
from rnncourse.textfiles.tokens import CHAR, PARAGRAPH, WORD, Encoder, joined, vocabulary_of
from tests.textfiles.small import TEXT

TEXTS = st.text(st.sampled_from("ab'’-\n\r \t.,\"é漢🙂\x1c_"), max_size=60)
each = pytest.mark.parametrize("level", [CHAR, WORD], ids=lambda level: level.name)


def pieces(text, n):
    return [text[i : i + n] for i in range(0, len(text), n)]


@each
@given(text=TEXTS, n=st.integers(1, 20))
def test_the_tokens_of_a_text_do_not_depend_on_its_pieces(level, text, n):
    cut = list(level.whole(pieces(text, n)))
    assert "".join(cut) == text
    assert [token for piece in cut for token in level.tokens(piece)] == level.tokens(text)
    assert level.count(pieces(text, n)) == Counter(level.tokens(text))


@each
@given(text=TEXTS)
def test_spans_are_the_tokens_and_what_lies_between(level, text):
    spans = list(level.spans(text))
    assert len(spans) == len(level.tokens(text))
    assert text.startswith("".join(space + token for space, token in spans))
    for (space, shown), token in zip(spans, level.tokens(text), strict=True):
        assert (token == PARAGRAPH and not shown.strip()) or (shown == token and not space.strip())


def test_words_are_those_of_the_course_and_a_token_for_blank_lines():
    assert WORD.tokens("Don't wait.\n \n\nGo\non.") == [*words("Don't wait."), PARAGRAPH, "Go", "on", "."]


def test_the_rarest_words_are_forgotten_where_there_are_too_many(monkeypatch):
    monkeypatch.setattr(tokens, "MOST_TYPES", 10)
    texts = [f"the cat w{i} " * (1 + i % 2) for i in range(200)]
    counts = WORD.count(texts)
    assert len(counts) <= 10 and counts["the"] == counts["cat"] == 300


def test_a_word_without_an_end_is_cut(monkeypatch):
    monkeypatch.setattr(tokens, "LONGEST", 50)
    assert max(map(len, WORD.whole(["x" * 20] * 10))) <= 80


@each
def test_ids_are_those_of_the_vocabulary(level):
    vocabulary = vocabulary_of(level.count([TEXT]), 1000)
    found = level.tokens(TEXT + "ж Ψ")
    np.testing.assert_array_equal(Encoder(vocabulary, level.name)(TEXT + "ж Ψ"), vocabulary.encode(found))
    assert Encoder(vocabulary, level.name)("").shape == (0,)


def test_a_vocabulary_has_the_most_frequent_tokens_and_those_seen_once_are_unknown():
    counts = Counter({"a": 5, "b": 2, "c": 2, "d": 1})
    assert vocabulary_of(counts, 9).tokens == ("<unk>", "a", "b", "c")
    assert vocabulary_of(counts, 3).tokens == ("<unk>", "a", "b")
    assert vocabulary_of(Counter(), 3).tokens == ("<unk>",)


@pytest.mark.parametrize(
    "text", ['"Well," said he, "go (now)!"', "It's 5/6 of a well-known [sic] one: so.\n\nNext.", "¿Qué? «No»…"]
)
def test_words_are_joined_as_they_are_written(text):
    assert "".join(joined(WORD, WORD.tokens(text))) == text
    assert "".join(joined(CHAR, list(text))) == text
    assert "".join(joined(WORD, ["b"], before=["a"])) == " b"
    assert "".join(joined(WORD, WORD.tokens('yes," he'), before=WORD.tokens('She said, "'))) == 'yes," he'
