"""load_table: a reader's own texts from a file with commas or tabs, and what is said of one that cannot be read."""

import pytest

from rnncourse.datasets import load_messages, load_table
from rnncourse.datasets.paths import shipped_folder


@pytest.fixture
def put(tmp_path):
    def write(content, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_commas_with_quotation_marks_as_spreadsheets_write_them(put):
    path = put('label,text\r\nspam,"Win, now"\r\nham,"She said ""no"""\r\n\r\n')
    assert load_table(path) == [("Win, now", "spam"), ('She said "no"', "ham")]


def test_tabs_take_a_quotation_mark_as_it_is(put):
    path = put('\ufefflabel\ttext\nham\t"off" you go\nspam\tWin, now \n', "mine.tsv")
    assert load_table(str(path)) == [('"off" you go', "ham"), ("Win, now", "spam")]


def test_other_names_of_columns(put):
    assert load_table(put("id,what,said\n1,good,yes\n"), text="said", label="what") == [("yes", "good")]


def test_the_shipped_messages_are_such_a_table():
    rows = load_table(shipped_folder() / "messages.tsv")
    assert [(row.text, row.label) for row in rows] == [(row.text, row.label) for row in load_messages()]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", r"expected a column 'text', got an empty file"),
        ("words,label\na,b\n", r"expected a column 'text', got words, label"),
        ("text,label\n", "expected at least one line below"),
        ("text,label\na,b\nc\n", r"mine.csv, line 3: expected a text and a label"),
        ("text,label\n ,b\n", r"mine.csv, line 2: expected a text and a label"),
        (b"text,label\n\xff\xfe,b\n", "expected text in UTF-8, got another at byte 11"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(put, content, message):
    with pytest.raises(ValueError, match=message):
        load_table(put(content))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"^path: expected a file that can be read, got .*nowhere"):
        load_table(tmp_path / "nowhere.csv")
