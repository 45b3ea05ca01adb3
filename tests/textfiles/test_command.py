"""The commands `rnncourse train text`, `write` and `surprise`, as they are typed."""

import io
import sys

import pytest

from rnncourse import cli
from tests.textfiles.small import TEXT

SMALL = ["--hidden-size", "6", "--batch-size", "8", "--steps", "40", "--epochs", "1"]


@pytest.fixture
def trained(text, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["train", "text", "story.txt", *SMALL]) == 0
    assert "done: rnncourse write story.safetensors --prompt …" in capsys.readouterr().out
    return tmp_path


def test_train_write_surprise(trained, capsys):
    for _ in range(2):
        assert cli.main(["write", "story.safetensors", "--prompt", "Ada ", "--length", "50", "--seed", "1"]) == 0
    said = capsys.readouterr()
    assert said.err == "" and said.out.startswith("Ada ") and said.out[: len(said.out) // 2] * 2 == said.out
    assert cli.main(["surprise", "story.safetensors", "story.txt", "--html", "page.html"]) == 0
    said = capsys.readouterr().out
    assert f"story.txt: {len(TEXT) - 1:,} characters, perplexity " in said and said.count(" bits  …") == 5
    assert "the page: page.html" in said and "\x1b" not in said
    assert "How surprising story.txt is to story.safetensors" in (trained / "page.html").read_text("utf-8")


def test_a_long_text_is_shown_in_part_and_the_page_says_so(trained, monkeypatch):
    from rnncourse.textfiles import command

    monkeypatch.setitem(command.SHOWN, "page", 100)
    assert cli.main(["surprise", "story.safetensors", "story.txt", "--html", "page.html"]) == 0
    content = (trained / "page.html").read_text("utf-8")
    assert "Shown are the first 100 tokens; the figures are of all." in content and content.count("title=") == 99


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("variable", "colours"), [("X", True), ("NO_COLOR", False)])
def test_a_terminal_is_coloured_unless_it_asks_for_none(trained, monkeypatch, variable, colours):
    shown = Terminal()
    monkeypatch.setattr(sys, "stdout", shown)
    monkeypatch.setenv(variable, "1")
    monkeypatch.setenv("TERM", "xterm")
    assert cli.main(["surprise", "story.safetensors", "story.txt"]) == 0
    assert ("\x1b[38;5;16;48;5;" in shown.getvalue()) == colours
    assert "bits: below 1" in shown.getvalue() or not colours


def test_words(text, tmp_path, monkeypatch, capsys):
    from rnncourse.textfiles import prepare

    monkeypatch.setattr(prepare, "LEAST", 100)
    monkeypatch.chdir(tmp_path)
    assert (
        cli.main(["train", "text", "story.txt", "--level", "word", "--to", "w.safetensors", *SMALL[:4], "--steps", "5"])
        == 0
    )
    assert cli.main(["write", "w.safetensors", "--prompt", "Ada saw", "--length", "5"]) == 0
    said = capsys.readouterr()
    assert "of the prompt, the model does not know: saw" in said.err and "Ada saw" in said.out
    assert cli.main(["surprise", "w.safetensors", "story.txt"]) == 0
    assert "words, perplexity" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "text", "none.txt"], "none.txt: expected a text file, got none that can be read (No such file"),
        (["train", "text", "."], ".: expected a text file, got a folder; give one of the files in it"),
        (["train", "text", "empty.txt"], "empty.txt: expected a text, got an empty file"),
        (["train", "text", "short.txt"], "short.txt: expected at least 1,000 characters to train on"),
        (["train", "text", "latin.txt"], "latin.txt: expected text in utf-8, got the byte 0xe9 at offset 3 "),
        (["train", "text", "story.txt"], "--resume goes on from it, --restart begins anew"),
        (
            ["train", "text", "latin.txt", "--to", "story.safetensors", "--resume"],
            "the text that story.safetensors was",
        ),
        (["train", "text", "story.txt", "--resume", "--level", "word"], "--level: expected char, with which story"),
        (
            ["write", "none.safetensors"],
            "none.safetensors: expected a language model that rnncourse saved, got no such",
        ),
        (["write", "story.txt"], "story.txt: expected a language model that rnncourse saved, got "),
        (["write", "story.safetensors", "--temperature", "-1"], "temperature: expected"),
        (["write", "story.safetensors", "--seed", "-1"], "--seed: expected"),
        (["surprise", "story.safetensors", "empty.txt"], "empty.txt: expected a text, got an empty file"),
        (["surprise", "story.safetensors", "one.txt"], "one.txt: expected a text of two tokens or more, got fewer"),
        (["surprise", "story.safetensors", "latin.txt"], "got the byte 0xe9 at offset 3"),
        (["surprise", "story.safetensors", "story.txt", "--html", "."], "--html: expected the name of a file"),
        (
            ["surprise", "story.safetensors", "story.txt", "--html", "story.txt"],
            "--html: expected a name that replaces",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(trained, capsys, arguments, message):
    (trained / "empty.txt").touch()
    (trained / "one.txt").write_text("A")
    (trained / "short.txt").write_text("A short text.")
    (trained / "latin.txt").write_bytes(b"caf\xe9 " * 1000)
    before = {path.name: path.read_bytes() for path in trained.iterdir()}
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert said.err.startswith("rnncourse: ") and message in said.err and said.err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in trained.iterdir()} == before


def test_another_encoding_is_read(trained, capsys):
    (trained / "latin.txt").write_bytes(TEXT.encode("latin-1"))
    assert cli.main(["train", "text", "latin.txt", "--encoding", "latin-1", *SMALL]) == 0
    assert "bytes of iso8859-1, " in capsys.readouterr().out
    assert cli.main(["surprise", "latin.safetensors", "latin.txt", "--encoding", "latin-1"]) == 0
    assert "; 0 unknown to the model" in capsys.readouterr().out


def test_a_prompt_of_bytes_that_are_no_text_is_taken(trained, capsys):
    assert cli.main(["write", "story.safetensors", "--prompt", "A\udcff", "--length", "3"]) == 0
    assert "does not know: \ufffd" in capsys.readouterr().err


def test_the_text_is_a_command_of_train(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["train"])
    assert stopped.value.code == 2
    with pytest.raises(SystemExit):
        cli.main(["train", "text", "--help"])
    assert "--hidden-size" in capsys.readouterr().out
