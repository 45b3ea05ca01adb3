"""A field for each pair of settings."""

import matplotlib.pyplot as plt
import pytest

from rnncourse import plots


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_each_field_has_its_value_or_its_word():
    ax = plots.grid([[0, 2.5], [1, 4]], "ab", "cd")
    assert [text.get_text() for text in ax.texts] == ["0", "2.5", "1", "4"]
    ax = plots.grid([[0, 1]], ["a"], ["c", "d"], words=[["none", "one"]], chosen=(0, 1), label="seeds")
    assert [text.get_text() for text in ax.texts] == ["none", "one"] and len(ax.lines) == 1
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["c", "d"]


def test_words_are_light_on_dark_fields():
    ax = plots.grid([[0, 5]], ["a"], ["c", "d"], most=5)
    assert [text.get_color() for text in ax.texts] == ["black", "white"]


@pytest.mark.parametrize(
    ("values", "rows", "columns", "words", "message"),
    [
        ([[1, 2]], ["a", "b"], ["c", "d"], None, "expected 1 and 2 names"),
        ([[-1, 2]], ["a"], ["c", "d"], None, "from 0 up"),
        ([[1, 2]], ["a"], ["c", "d"], [["x"]], "words: expected 1 rows of 2"),
    ],
)
def test_what_does_not_fit_is_refused(values, rows, columns, words, message):
    with pytest.raises(ValueError, match=message):
        plots.grid(values, rows, columns, words=words)
