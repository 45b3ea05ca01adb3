"""What a model writes and how surprised it is; the page and the terminal show it, whatever the text holds."""

import html
import math
import re
from html.parser import HTMLParser

import numpy as np
import pytest
import torch
from matplotlib.colors import to_rgb

from rnncourse import palette
from rnncourse.models import RecurrentLanguageModel
from rnncourse.models.saving import SavedModel
from rnncourse.text import Vocabulary
from rnncourse.textfiles import surprise
from rnncourse.textfiles.page import EDGES, About, coloured, page, shade, terminal_legend
from rnncourse.textfiles.surprise import Summary, surprises
from rnncourse.textfiles.tokens import LEVELS, UNKNOWN, vocabulary_of
from rnncourse.textfiles.write import harmless, unknown_in, written
from tests.textfiles.small import TEXT

NASTY = 'Ada <script>alert("1 & 2")</script>\n\n\x1b[31mred\x07 \u202eevil\u2066 é漢🙂\n'


def saved(level="char", wide=3.0):
    vocabulary = vocabulary_of(LEVELS[level].count([TEXT]), 1000)
    torch.manual_seed(0)
    model = RecurrentLanguageModel(len(vocabulary), embedding_size=5, hidden_size=7).eval()
    with torch.no_grad():
        for weight in model.parameters():
            weight *= wide
    return SavedModel(model, vocabulary, level, None, {})


each = pytest.mark.parametrize("level", ["char", "word"])


@each
@pytest.mark.parametrize("steps", [1, 7, 512])
@pytest.mark.parametrize("pieces", [1, 50, 10_000])
def test_the_surprise_of_a_token_is_minus_the_logarithm_of_its_probability(level, steps, pieces, monkeypatch):
    monkeypatch.setattr(surprise, "STEPS", steps)
    made, text = saved(level), TEXT[:600] + "ж " + TEXT[600:900]
    found = list(surprises(made, [text[i : i + pieces] for i in range(0, len(text), pieces)]))
    tokens = LEVELS[level].tokens(text)
    ids = made.vocabulary.encode(tokens)
    assert [token.bits for token in found][0] is None
    expected = -made.model.logprob(ids[1:], context=ids[:1]) / math.log(2)
    np.testing.assert_allclose([token.bits for token in found[1:]], expected, atol=1e-4)
    assert text.startswith("".join(token.space + token.text for token in found))
    assert [token.known for token in found] == [token in made.vocabulary.ids for token in tokens]
    summary = Summary()
    for token in found:
        summary.add(token)
    assert summary.perplexity == pytest.approx(made.model.perplexity(ids[1:], ids[:1]), rel=1e-4)
    assert summary.tokens == len(ids) - 1 and summary.unknown == (ids == 0).sum()
    bits = [bits for bits, _, _ in summary.listed]
    assert bits == sorted((token.bits for token in found[1:]), reverse=True)[: surprise.LISTED]
    assert all(before + token in text for _, before, token in summary.listed)


def test_no_text_has_no_surprise():
    assert list(surprises(saved(), [])) == [] and [t.bits for t in surprises(saved(), ["A"])] == [None]
    assert Summary().perplexity == 1.0


@each
def test_what_is_written_is_the_models_own_and_never_unknown(level):
    made = saved(level)
    first, again, other = (
        "".join(written(made, "Ada ", length=60, temperature=1.0, rng=np.random.default_rng(seed)))
        for seed in (1, 1, 2)
    )
    assert first == again != other and UNKNOWN not in first
    with torch.no_grad():
        made.model.output.bias[0] = 50.0  # it would write nothing but unknown
    assert UNKNOWN not in "".join(written(made, "", length=60, rng=np.random.default_rng(0)))
    greedy = [
        "".join(written(made, "Ada", length=9, temperature=0, rng=np.random.default_rng(seed))) for seed in (1, 2)
    ]
    assert greedy[0] == greedy[1] and (level == "char" or greedy[0][0] in ' ,.\n"')
    assert list(written(made, length=0, rng=np.random.default_rng(0))) == []


@each
def test_it_draws_as_the_model_samples(level):
    made = saved(level)
    vocabulary = Vocabulary(made.vocabulary.tokens)
    open_ = made._replace(vocabulary=vocabulary)  # nothing is forbidden: no token is the unknown one
    context = vocabulary.encode(LEVELS[level].tokens("the cat"))
    drawn = made.model.sample(30, context=context, temperature=0.7, top_k=5, top_p=0.9, rng=np.random.default_rng(3))
    text = "".join(
        written(open_, "the cat", length=30, temperature=0.7, top_k=5, top_p=0.9, rng=np.random.default_rng(3))
    )
    assert LEVELS[level].tokens(text) == vocabulary.decode(drawn) or UNKNOWN in text


def test_what_a_prompt_holds_that_the_model_does_not_know():
    assert unknown_in(saved("char"), "Ada ж漢ж") == ["ж", "漢"]
    assert unknown_in(saved("word"), "Ada saw Ada") == ["saw"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"length": -1}, "length: expected"),
        ({"temperature": -1}, "temperature: expected"),
        ({"top_k": 0}, "top_k: expected"),
        ({"top_p": 1.5}, "top_p: expected"),
        ({"prompt": 3}, "prompt: expected a str"),
        ({"rng": 3}, "rng: expected"),
    ],
)
def test_options_out_of_their_range_are_named(options, message):
    with pytest.raises(ValueError, match=message):
        written(saved(), **{"length": 5, "rng": np.random.default_rng(0)} | options)


class Reader(HTMLParser):
    """What a browser makes of a page: its tags, and the text between <pre> and </pre>."""

    def __init__(self, content):
        super().__init__()
        self.open, self.tags, self.text = [], set(), ""
        self.feed(content)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag not in ("meta", "br"):
            self.open.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data if "pre" in self.open else ""


@each
def test_the_page_shows_the_text_whatever_it_holds(level):
    found = list(surprises(saved(level), [TEXT[:200] + NASTY]))
    summary = Summary()
    for token in found:
        summary.add(token)
    content = page(found, summary, About('<b>a"&', "</style>m", ("a <note>",)))
    reader = Reader(content)
    assert not reader.open and not reader.tags & {"script", "b", "note", "link", "img"}
    shown = reader.text.replace("↵", "")
    assert shown.split() == harmless("".join(t.space + t.text for t in found)).split()
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", content)
    assert f"perplexity {summary.perplexity:.2f}" in content and html.escape('<b>a"&') in content
    assert content.count("<tr>") == 1 + min(len(found) - 1, surprise.LISTED)
    assert "prefers-color-scheme: dark" in content and "http" not in content


def test_a_terminal_gets_colours_and_no_other_codes():
    found = list(surprises(saved(), [NASTY * 3]))
    shown = "".join(coloured(found)) + terminal_legend()
    assert "\x1b" not in re.sub(r"\x1b\[(38;5;16;48;5;\d+|0)m", "", shown) and "\x07" not in shown
    plain = re.sub(r"\x1b\[[\d;]*m", "", "".join(coloured(found)))
    assert plain.replace("↵", "") == harmless(NASTY * 3)


def luminance(colour):
    """Of WCAG 2.2."""
    linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in to_rgb(colour)]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def contrast(a, b):
    high, low = sorted((luminance(a), luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    ("shades", "paper", "ink", "note"),
    [
        (palette.SURPRISE, palette.PAGE_LIGHT, palette.TEXT_LIGHT, palette.NOTE_LIGHT),
        (palette.SURPRISE_DARK, palette.PAGE_DARK, palette.TEXT_DARK, palette.NOTE_DARK),
    ],
)
def test_every_shade_can_be_read_and_told_from_the_next(shades, paper, ink, note):
    assert len(shades) == len(palette.SURPRISE_TERMINAL) == len(EDGES) + 1 and shades[0] == paper
    assert min(contrast(ink, shade_) for shade_ in shades) > 4.5 and contrast(note, paper) > 4.5
    steps = np.diff([luminance(shade_) for shade_ in shades])
    assert (steps < 0).all() or (steps > 0).all()


def test_the_shades_have_their_edges():
    assert [shade(edge) for edge in EDGES] == [1, 2, 3, 4, 5, 6]
    assert [shade(edge - 0.01) for edge in EDGES] == [0, 1, 2, 3, 4, 5]
