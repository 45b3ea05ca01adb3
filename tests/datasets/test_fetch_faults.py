"""A fault at every call by which a download changes the disk: what is in its place is whole, the next get goes on."""

from pathlib import Path

import pooch
import pytest

from rnncourse.datasets import DatasetError, DownloadFailed, get, integrity
from rnncourse.datasets.entries import entry
from tests.crash import FAULTS, LONG, needs_fork, tried, try_faults

SHORT = [fault for fault in FAULTS if LONG or fault.name in {"dies", "dies in the middle", "the disk stays full"}]
DEATH = [fault for fault in FAULTS if LONG or fault.name == "dies"]


@pytest.fixture
def get_in(world, server, register, monkeypatch):
    """A function that gets `splice` with a folder as the cache."""
    server.files["splice.data"] = world.dna
    register("splice", url=f"{server.address}/ranges/splice.data")

    def get_in(folder: Path) -> str:
        monkeypatch.setattr(pooch, "os_cache", lambda project: str(folder))
        return str(get("splice", progress=False).relative_to(folder))

    return get_in


def check_with(get_in):
    def check(folder, end):
        """Nothing half in the place; an error that says what to do; the next get succeeds and tidies."""
        target = folder / "dna/splice.data"
        if target.exists():
            integrity.read(entry("splice"), target)
        if end.how == "returned":
            assert target.exists()
        elif end.how == "raised" and not end.fault.startswith("Ctrl-C"):
            assert end.error == DownloadFailed.__name__ and "rnncourse data get splice" in end.said
        assert get_in(folder) == "dna/splice.data"
        integrity.read(entry("splice"), target)
        if end.how == "died":
            assert [path.name for path in target.parent.iterdir()] == ["splice.data"]

    return check


@needs_fork
def test_no_fault_puts_half_a_file_in_place(tmp_path, get_in):
    template = tmp_path / "template"
    template.mkdir()
    tally = try_faults(template, get_in, check_with(get_in), SHORT)
    tried("a download", tally)
    assert tally.points > 8


@needs_fork
def test_no_fault_puts_half_a_file_in_place_when_a_download_goes_on(tmp_path, world, get_in):
    template = tmp_path / "template"
    (template / "dna").mkdir(parents=True)
    (template / "dna/.splice.data.part").write_bytes(world.dna[:100_000])
    (template / "dna/splice.data").write_bytes(world.dna[:-1] + b"?")

    def check(folder, end):
        """The damaged copy is there until a whole one takes its place."""
        target = folder / "dna/splice.data"
        try:
            integrity.read(entry("splice"), target)
        except DatasetError:
            assert target.read_bytes() == world.dna[:-1] + b"?" and end.how != "returned"
        assert get_in(folder) == "dna/splice.data"
        integrity.read(entry("splice"), target)

    tally = try_faults(template, get_in, check, DEATH)
    tried("a download that goes on", tally)
