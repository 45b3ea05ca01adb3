"""The explorers draw anew when something is moved."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnncourse import explorers, plots
from rnncourse.decoding import Kept
from rnncourse.experiments import Record, Row, Rows, load_record
from rnncourse.explorers import (
    alignment,
    beam,
    clipping,
    clipping_map,
    drawing,
    favourite,
    gates,
    headline,
    rewriting,
    sampling,
    states,
    surprise,
    surprise_view,
    surprises,
    tagging,
    translating,
)
from rnncourse.explorers.drawing import EXAMPLE, as_drawing
from rnncourse.explorers.favourite import outcome
from rnncourse.explorers.tagging import tags_so_far
from rnncourse.models import Lexicon, Tagger
from rnncourse.ngram import NGramModel
from rnncourse.text import Vocabulary


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


LOGITS = np.log(np.array([0.5, 0.25, 0.15, 0.1]))
LOOKS = np.array([[0.5, 0.25, 0.25], [0.0, 0.2, 0.8]])


@pytest.fixture
def drawn(monkeypatch):
    """The titles of the figures that were displayed."""
    titles = []
    monkeypatch.setattr(
        "IPython.display.display", lambda figure: titles.append("".join(ax.get_title() for ax in figure.axes))
    )
    return titles


def test_moving_a_slider_draws_and_writes_anew(drawn):
    seen = []
    box = sampling(LOGITS, list("abcd"), write=lambda *a, **k: seen.append((a, k)) or "text")
    temperature, top_k, top_p, _ = box.children
    assert seen[-1] == ((1.0,), {"top_k": None, "top_p": None})
    temperature.value = 0.5
    top_k.value = 2
    top_p.value = 0.5
    assert seen[-1] == ((0.5,), {"top_k": 2, "top_p": 0.5})
    assert drawn[0] == "temperature 1.00: 4 of 4 tokens possible"
    assert drawn[-1] == "temperature 0.50, top-k = 2, top-p = 0.5: 1 of 4 tokens possible" and len(drawn) == 4


def test_without_a_writer_the_bars_stand_alone(drawn, capsys):
    sampling(LOGITS, list("abcd"), write=lambda *a, **k: "a text")
    assert "a text" in capsys.readouterr().out
    sampling(LOGITS, list("abcd"))
    assert len(drawn) == 2 and not any(map(str.isalpha, capsys.readouterr().out.replace("\x1b[2K", "")))


def test_moving_a_gate_draws_anew(drawn):
    forget, _, _, output, _ = gates([1, 0]).children
    forget.value = 0.5
    output.value = 0.25
    assert drawn[-1] == "forget gate 0.50, input gate 1.00, output gate 0.25" and len(drawn) == 3


def test_moving_the_step_draws_anew(drawn):
    step, temperature, _ = alignment(LOOKS, "abc", "xy").children
    step.value = 2
    temperature.value = 3
    assert drawn == ["step 1: writing 'x'", "step 2: writing 'y'", "step 2: writing 'y'"]


def test_sliders_reach_as_far_as_their_values():
    step, temperature, _ = alignment(LOOKS, "abc", "xy").children
    assert (step.min, step.max, type(step.value)) == (1, 2, int) and (temperature.min, temperature.max) == (0, 5)
    temperature, top_k, top_p, _ = sampling(LOGITS, list("abcd")).children
    assert (top_k.min, top_k.max, top_k.value) == (1, 4, 4) and (top_p.min, top_p.max) == (0.05, 1)
    assert [(s.min, s.max) for s in gates().children[:-1]] == [(0, 1), (0, 1), (-1, 1), (0, 1)]


def test_no_figure_is_left_open(drawn):
    gates()
    assert plt.get_fignums() == []


def test_typing_a_string_and_moving_along_it_draws_anew(drawn):
    points = np.array([[0.0, 0.0], [1.0, 1.0]])

    def follow(string):
        return points[[int(symbol) for symbol in string]]

    typed, step, _ = states(points, ["even", "odd"], follow, string="101").children
    assert drawn[-1] == "read: 101" and step.max == 3
    step.value = 2
    assert drawn[-1] == "read: 10"
    typed.value = "0x1 1100"
    assert step.max == 6 and drawn[-1] == "read: 011100"
    typed.value = "none of them"
    assert drawn[-1] == "read: 0"


def test_a_click_on_the_map_frames_a_field_and_tells_how_each_seed_ended(drawn, capsys):
    record = load_record("clipping")
    box = clipping(record)
    _, first, *_ = box.children
    assert len(box.children) == 1 + len(record.values("clip")) + 1
    assert len(first.children) == 1 + len(record.values("rate"))
    capsys.readouterr()
    first.children[1].click()
    assert "seed 4: solved after" in capsys.readouterr().out


def test_the_map_counts_seeds_and_marks_what_diverged():
    record = load_record("clipping")
    ax = clipping_map(record, chosen=(0, 1))
    words = [text.get_text() for text in ax.texts]
    assert len(words) == len(record.values("clip")) * len(record.values("rate"))
    assert any("∞" in word for word in words) and any("of 5" in word for word in words)
    assert ax.get_title() == "" and len(ax.lines) == 1


@pytest.fixture
def shown(monkeypatch):
    """The drawings and lines that were read."""
    monkeypatch.setattr("IPython.display.display", lambda figure: None)
    return []


def test_a_click_is_read_and_an_empty_sheet_is_said(shown, capsys):
    def read(drawn):
        shown.append(drawn)
        return np.zeros((16, 56)), np.full((11, 28), 1 / 11), "7"

    *sheet, clear, _ = drawing(read).children
    assert len(sheet) == 8 and np.array_equal(shown[-1], as_drawing(EXAMPLE))
    sheet[0].children[0].value = True
    assert shown[-1][0, 0] == 1 and shown[-1].sum() == as_drawing(EXAMPLE).sum() + 1
    clear.click()
    assert not any(cell.value for row in sheet for cell in row.children) and len(shown) == 2
    assert "nothing is drawn yet" in capsys.readouterr().out


@pytest.mark.parametrize("rows", [["#"] * 7, ["#"] * 7 + ["##"], [""] * 8])
def test_a_drawing_has_eight_rows_of_one_length(rows):
    with pytest.raises(ValueError, match="rows: expected 8 texts of one length, got lengths"):
        as_drawing(rows)


def test_a_typed_line_is_rewritten(shown, capsys):
    def rewrite(lines):
        if "/" in lines[0]:
            raise ValueError("sources: expected letters")
        shown.append(lines[0])
        return ["ab"], np.full((2, 1, len(lines[0])), 1 / len(lines[0]))

    field, _ = rewriting(rewrite, "3 March").children
    field.value = "may 1"
    assert shown == ["3 march", "may 1"] and "written: ab" in capsys.readouterr().out
    field.value = "1/2"
    assert len(shown) == 2 and "expected letters" in capsys.readouterr().out


def test_a_typed_report_gets_a_headline_and_its_copied_words_are_darkened(shown, capsys):
    def read(text):
        if not text.strip():
            raise ValueError("text: expected at least one word, got none")
        shown.append(text)
        return "Lock shut", text, np.zeros(len(text))

    field, _ = headline(read, "The lock is shut.").children
    field.value = "The weir, too."
    assert shown == ["The lock is shut.", "The weir, too."] and "headline: Lock shut" in capsys.readouterr().out
    field.value = " "
    assert len(shown) == 2 and "expected at least one word" in capsys.readouterr().out


RACES = [
    Row(
        {"task": t, "model": m, "rate": r, "seed": s, "phase": "search"},
        {"valid": [2.0 - 0.1 * s + b, 1.0 + b, b + 0.1 * s]},
        0,
    )
    for t in ("adding", "text")
    for m, b in (("RNN", 0.0), ("GRU", 0.5), ("LSTM", 0.4))
    for r in (0.01, 0.03)
    for s in range(3)
]


@pytest.fixture
def races():
    return Record("cells", "Which?", {}, "", {}, Rows(RACES))


def test_a_race_is_won_by_the_lowest_mean_so_far(races):
    early, late = (outcome(races, "adding", 0.01, updates, 3) for updates in (100, 300))
    assert (early.first, early.second) == ("RNN", "LSTM") and early.errors["RNN"].tolist() == [2.0, 1.9, 1.8]
    assert late.errors["RNN"].tolist() == [0.0, 0.1, 0.2] and late.p == pytest.approx(2 / 20)
    assert len(outcome(races, "text", 0.03, 200, 2).errors["GRU"]) == 2


def test_every_new_race_that_is_looked_at_counts_and_none_counts_twice(drawn, races):
    task, rate, updates, seeds, _ = favourite(races, updates=300, seeds=3).children
    assert tuple(rate.options) == (0.01, 0.03) and seeds.max == 3
    assert drawn[-1] == "RNN ahead of LSTM: p = 0.100\nafter one comparison, by Holm: 0.100, noise"
    rate.value = 0.03
    assert drawn[-1] == "RNN ahead of LSTM: p = 0.100\nafter 2 comparisons, by Holm: 0.200, noise"
    rate.value = 0.01
    assert "after 2 comparisons" in drawn[-1]
    task.value = "text"
    assert "after 3 comparisons, by Holm: 0.300" in drawn[-1]


@pytest.fixture
def tagger():
    lexicon = Lexicon([[("to", "PRT"), ("run", "VERB")], [("to", "ADP"), ("town", "NOUN")]], min_count=1)
    model = Tagger(lexicon, embedding_size=4, hidden_size=4)
    return model, lexicon


def test_tags_are_asked_for_after_each_word(tagger):
    rows = tags_so_far(*tagger, ["to", "run", "now"])
    assert [len(row) for row in rows] == [1, 2, 3]
    alone = tagger[0].predict(tagger[1].batch([[("to", ""), ("run", "")]]))[:, 0]
    assert rows[1] == tagger[1].tags.decode(alone)


def test_typing_a_sentence_and_letting_words_arrive_draws_anew(drawn, tagger, monkeypatch):
    seen = []
    monkeypatch.setattr(
        plots, "arriving_tags", lambda words, tags: seen.append((words, len(tags))) or plt.subplots()[1]
    )
    typed, arrived, _ = tagging(*tagger, sentence="to run").children
    assert seen[-1] == (["to", "run"], 2) and arrived.max == 2
    typed.value = "to town , now"
    assert seen[-1] == (["to", "town", ",", "now"], 4)
    arrived.value = 2
    assert seen[-1] == (["to", "town"], 2)
    typed.value = "  "
    assert seen[-1] == (["."], 1)
    typed.value = "a " * 40
    assert len(seen[-1][0]) == 16


READ = Vocabulary("\nab ?", unknown="?")
READER = NGramModel(2, "kneser-ney").fit(READ.encode("\n\nab ab ab\n"), len(READ))


def test_surprise_is_that_of_a_text_that_begins_a_paragraph():
    found = surprises(READER, READ, "abc")
    after = [READER.distribution(READ.encode(read)) for read in ("\n\n", "\n\na", "\n\nab")]
    want = [-np.log(p[READ.encode(c)[0]]) for p, c in zip(after, "abc", strict=True)]
    np.testing.assert_allclose(found, want)


def test_a_text_stands_once_for_each_model_in_lines_and_the_mean_above():
    ax = surprise_view({"n-gram": READER, "again": READER}, READ, "  ab   ab " * 40)
    panels = [panel for panel in ax.figure.axes if panel.texts]
    assert len(panels) == 2 and panels[1] is ax
    shown = "".join(text.get_text() for text in ax.texts)
    assert len(shown) <= 280 and "  " not in shown and shown.startswith("ab ab")
    mean = surprises(READER, READ, shown.replace("↵", "\n")).mean()
    assert panels[0].get_title(loc="left") == f"n-gram: {mean:.2f} nats a character"


def test_a_typed_sentence_is_read_anew_and_an_empty_one_is_said(monkeypatch, capsys):
    drawn = []
    monkeypatch.setattr("IPython.display.display", lambda figure: drawn.append(figure.axes[0].get_title(loc="left")))
    field, _ = surprise({"n-gram": READER}, READ, "ab").children
    field.value = "bbb"
    assert len(drawn) == 2 and drawn[0] != drawn[1]
    field.value = "  "
    assert len(drawn) == 2 and "text: expected at least one character that is no blank" in capsys.readouterr().out


def test_typing_a_text_shows_what_is_said_of_it_and_what_cannot_be_judged(drawn, monkeypatch):
    seen = []
    monkeypatch.setattr(plots, "weighed_words", lambda words, parts: seen.append((words, parts)) or plt.subplots()[1])

    def judge(text):
        if not text:
            raise ValueError("text: expected a word, got none")
        return explorers.Judged(text.split(), {"LSTM": 0.25}, {"attention": np.ones(len(text.split()))})

    field, output = explorers.classifying(judge, "a cup", event="praise").children
    assert seen[-1][0] == ["a", "cup"]
    field.value = "of tea now"
    assert seen[-1][0] == ["of", "tea", "now"]
    field.value = ""
    assert len(seen) == 2


def test_a_sentence_or_a_width_makes_the_beam_grow_anew(drawn, capsys):
    asked = []

    def grow(sentence, width):
        asked.append((sentence, width))
        if not sentence:
            raise ValueError("sources[0]: expected at least one id, got none")
        return [[Kept((i,), -1.0 - i, False) for i in range(width)], [Kept((0, 1), -1.5, True)]]

    field, width, steps, alpha, _ = beam(grow, ["a", "b", "c"], "one", width=2).children
    width.value, steps.value, alpha.value = 3, 1, 0.5
    field.value = " two "
    assert asked == [("one", 2), ("one", 3), ("one", 3), ("one", 3), ("two", 3)] and len(drawn) == 5
    field.value = ""
    assert "expected at least one id" in capsys.readouterr().out and len(drawn) == 5


def test_a_sentence_is_translated_and_its_weights_drawn(drawn, capsys):
    def look(sentence):
        read = sentence.split()
        if not read:
            raise ValueError("sources[0]: expected at least one id, got none")
        return read, ["\u00bf", "Qu\u00e9", "?", "<stop>"], np.full((4, len(read)), 1 / len(read))

    field, _ = translating(look, "What is it").children
    assert "written: \u00bfQu\u00e9?" in capsys.readouterr().out and len(drawn) == 1
    field.value = ""
    assert "expected at least one id" in capsys.readouterr().out and len(drawn) == 1
