"""A text comes out of its file as it is, however it is cut into pieces, and what is no text is refused."""

import hashlib
import os

import pytest

from rnncourse.errors import CourseError
from rnncourse.textfiles import reading
from rnncourse.textfiles.reading import TextFile
from tests.textfiles.small import TEXT

MIXED = "é\r\n漢字\r🙂\n\n  \r\n" + TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "gb18030"])
@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 64, 2**20])
def test_a_text_in_pieces_is_the_text(tmp_path, monkeypatch, chunk, encoding):
    path = tmp_path / "a.txt"
    whole = MIXED[:300] if chunk < 7 else MIXED
    path.write_bytes(whole.encode(encoding))
    monkeypatch.setattr(reading, "CHUNK", chunk)
    expected, digest = whole.replace("\r\n", "\n").replace("\r", "\n"), hashlib.sha256()
    assert "".join(TextFile(path, encoding).texts(digest)) == expected
    assert digest.hexdigest() == hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("chunk", [3, 64, 2**20])
def test_it_is_divided_behind_a_paragraph(tmp_path, monkeypatch, chunk):
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(reading, "CHUNK", chunk)
    file = TextFile(path)
    for cut in (0, 1, 1000, file.size - 1, file.size, 2 * file.size):
        pieces = list(file.parts(cut))
        parts = ["".join(text for part, text in pieces if part == wanted) for wanted in (0, 1)]
        assert "".join(parts) == TEXT and [part for part, _ in pieces] == sorted(part for part, _ in pieces)
        if 1 <= cut < file.size - 1:
            assert len(parts[0].encode()) >= cut and parts[0].endswith("\n\n") and parts[1]
    assert not parts[1]


@pytest.mark.parametrize(
    ("text", "first"), [("a\nb\ncdef\ngh", "a\nb\ncdef\n"), ("abcdefghij", "abcd"), ("ab\n\n\n\ncd", "ab\n\n\n\n")]
)
def test_without_a_paragraph_it_is_divided_behind_a_line_or_at_once(tmp_path, text, first):
    path = tmp_path / "a.txt"
    path.write_text(text)
    assert "".join(t for part, t in TextFile(path).parts(4) if part == 0) == first


def test_it_is_divided_near_the_place_where_lines_are_long(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "NEAR", 10)
    monkeypatch.setattr(reading, "CHUNK", 4)
    path = tmp_path / "a.txt"
    path.write_text("x" * 50 + "\n" + "y" * 50)
    assert "".join(t for part, t in TextFile(path).parts(20) if part == 0) == "x" * 20


@pytest.mark.parametrize("chunk", [1, 5, 2**20])
@pytest.mark.parametrize(
    ("content", "encoding", "message"),
    [
        (b"caf\xe9 au lait", "utf-8", "got the byte 0xe9 at offset 3 .*; --encoding latin-1 and cp1252"),
        ("né€".encode() + b"\xff", "utf-8", "got the byte 0xff at offset 6 "),
        ("né€".encode()[:-1], "utf-8", "got the byte 0xe2 at offset 3 .*unexpected end"),
        (b"abc\x81def", "cp1252", "text in cp1252, got the byte 0x81 at offset 3 .*give another --encoding"),
        ("漢字".encode("gb18030") + b"\xff\xff", "gb18030", "got the byte 0xff at offset 4 "),
        (b"a\0b", "utf-8", "got a zero byte .*is it a text at all"),
        ("text".encode("utf-16-le"), "utf-8", "got a zero byte .*utf-16"),
        (b"\xff\xfea\0b\0", "utf-8", "got a file that begins with the mark of utf-16; --encoding utf-16"),
    ],
)
def test_what_cannot_be_decoded_is_refused_with_its_place(tmp_path, monkeypatch, content, encoding, message, chunk):
    path = tmp_path / "a.txt"
    path.write_bytes(content)
    monkeypatch.setattr(reading, "CHUNK", chunk)
    with pytest.raises(CourseError, match=f"a.txt: expected .*{message}"):
        list(TextFile(path, encoding).texts())


def test_what_is_no_file_of_text_is_refused(tmp_path):
    (tmp_path / "empty").touch()
    os.mkfifo(tmp_path / "pipe")
    for name, message in {
        "": "got a folder; give one of the files in it",
        "empty": "expected a text, got an empty file",
        "none": "got none that can be read .No such file",
        "pipe": "got a device or a pipe",
        "a\0": "embedded null",
        "x" * 300: "File name too long",
    }.items():
        with pytest.raises(CourseError, match=message):
            TextFile(tmp_path / name)


@pytest.mark.parametrize("name", ["latin-17", "hex", "rot13", "\0", ""])
def test_an_unknown_encoding_is_refused(text, name):
    with pytest.raises(CourseError, match="--encoding: expected the name of an encoding"):
        TextFile(text, name)
