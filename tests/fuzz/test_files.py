"""Every reader reads its good file, and a quick share of damaged ones gives the right content or a refusal."""

import numpy as np
import pytest

from rnncourse.training import sealed
from tests.fuzz import files
from tests.fuzz.damage import DAMAGES
from tests.fuzz.harness import REFUSED, RIGHT, Call, judge, verdict

DAMAGED = 1200  # files; `make fuzz` damages a hundred thousand
SEED = 8


@pytest.mark.parametrize("number", range(len(files.READERS)))
def test_every_reader_reads_a_good_file(number, monkeypatch):
    reader = files.READERS[number]
    monkeypatch.setattr(files, "damaged", lambda content, rng: ("nothing", content))
    said = verdict(files.call_of(reader, np.random.default_rng(0)))
    assert said.kind == RIGHT, said


@pytest.mark.parametrize("name", DAMAGES)
def test_every_damage_changes_any_content(name):
    rng, changed = np.random.default_rng(0), 0
    for content in (b"", b"x", b"[1, 2]\n", b"1\n2\n3\n", files.a_zip()):
        for _ in range(5):
            came = DAMAGES[name](content, rng)
            assert isinstance(came, bytes)
            changed += came != content
    assert changed > 8


def test_damaged_files_give_the_right_content_or_a_refusal():
    said = [verdict(files.call(np.random.default_rng([SEED, number]))) for number in range(DAMAGED)]
    assert [v for v in said if v.is_finding] == []
    assert {reader.module for reader in files.READERS} == {v.module for v in said}


# The drive sees what it is there to see.


def found(monkeypatch, read, calls=60):
    reader = files.Reader("rnncourse.training.checkpoint", "run.pt", files.a_checkpoint, read, files.same)
    rng = np.random.default_rng(0)
    return {v.kind for v in (verdict(files.call_of(reader, rng)) for _ in range(calls)) if v.is_finding}


def test_a_reader_without_a_checksum_is_seen(monkeypatch):
    monkeypatch.setattr(sealed, "_sum", lambda body: body[:0])
    monkeypatch.setattr(sealed, "_HEAD", sealed.re.compile(rb"([^\n]*)()\n"))
    assert "another content" in found(monkeypatch, lambda where: (where / "run.pt").read_bytes())


def test_a_reader_that_changes_something_before_it_refuses_is_seen(monkeypatch):
    def careless(self, *_, **__):
        raise ValueError("too late")

    def read(where):
        run = files.Run(1)
        before = run.seen()
        run.rng.random()
        if run.seen() != before:
            raise files.Wrong("changed state", "")

    assert found(monkeypatch, read) == {"changed state"}


def test_a_refusal_names_the_file_and_a_remedy_in_letters_that_can_be_printed():
    def kind(message):
        try:
            sealed_refusal(message)
        except ValueError as error:
            return judge(error, file="run.pt")[0]

    def sealed_refusal(message):
        from rnncourse.errors import CourseError

        raise CourseError(message)

    assert kind("run.pt: damaged; restore it") == "foreign ValueError", "it was raised here"
    error = ValueError("")
    assert judge(error, file="run.pt")[0] == "foreign ValueError"
    assert REFUSED == "refused" and Call("m", "t", print).file == ""
