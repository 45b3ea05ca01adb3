"""Every reader reads its good file, and a quick share of damaged ones gives the right content or a refusal."""

import numpy as np
import pytest

from rnncourse.training import checkpoint, sealed
from tests.fuzz import files
from tests.fuzz.damage import DAMAGES
from tests.fuzz.harness import REFUSED, RIGHT, Call, verdict

DAMAGED = 1500  # files; `make fuzz` damages a hundred thousand
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
    assert changed > 4


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
    put = checkpoint._put_all

    def half(states, parts):
        put(states, parts)
        parts["rng"].random()
        raise ValueError("too late")

    monkeypatch.setattr(checkpoint, "_put_all", half)
    reader, whole = files.READERS[0], ("nothing", files.a_checkpoint())
    monkeypatch.setattr(files, "damaged", lambda content, rng: whole)
    assert verdict(files.call_of(reader, np.random.default_rng(0))).kind == "changed state"


def test_a_refusal_names_the_file(tmp_path):
    path = tmp_path / "run.pt"
    path.write_bytes(b"weights")
    for file, kind in (("run.pt", REFUSED), ("other.pt", "message")):
        said = verdict(Call("m", "t", lambda: checkpoint.load(path, **files.Run(0).parts()), file=file))
        assert said.kind == kind
