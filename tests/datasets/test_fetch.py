"""get(name) against a server on this machine: what arrives whole is used, and nothing else is."""

import contextlib
import errno
import os
import shutil
import threading
import time
import zipfile

import pytest

from rnncourse.datasets import DatasetDamaged, DownloadFailed, commands, download, entries, fetch, get, load_text
from rnncourse.datasets.entries import entry
from tests.datasets.conftest import DNA


@pytest.fixture
def splice(world, server, register):
    """Register `splice` at an address of the server; returns a function that chooses the address."""
    server.files["splice.data"] = DNA

    def at(path):
        register("splice", url=path if "://" in path else server.address + path)
        return world.cache / "dna/splice.data"

    return at


@pytest.fixture
def gutenberg(world, server, register):
    """Serve the zip of these books; returns a function that does."""

    def at(books=world.books, change=lambda content: content):
        server.files["gutenberg.zip"] = change(world.zip_books(world.temporary / "gutenberg.zip", books).read_bytes())
        (world.temporary / "gutenberg.zip").unlink()
        register("gutenberg", "shakespeare", url=f"{server.address}/ranges/gutenberg.zip")
        return world.cache / "nltk_data/corpora/gutenberg.zip"

    return at


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def nothing_left(world):
    """No part of a download in the cache or among the temporary files."""
    return files(world.cache) == [] and list(world.temporary.iterdir()) == []


def test_a_file_is_fetched_once_and_then_used_without_the_server(world, server, splice):
    target = splice("/ranges/splice.data")
    assert get("splice", progress=False) == target
    assert target.read_bytes() == DNA
    server.files.clear()
    assert get("splice", progress=False) == target
    assert files(world.cache) == ["dna/splice.data"] and list(world.temporary.iterdir()) == []
    assert len(server.asked) == 1


# What is shown.


class Terminal:
    """stderr that says it is a terminal."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text

    def flush(self):
        pass

    def isatty(self):
        return True


def test_a_download_shows_a_bar_in_a_terminal_and_ends_its_line_before_an_error(splice, monkeypatch):
    splice("/cut/1000/splice.data")
    for ending in ("1.00k/240k", "240k/240k"):
        monkeypatch.setattr("sys.stderr", Terminal())
        with contextlib.suppress(DownloadFailed):
            get("splice")
        assert "splice: " in os.sys.stderr.text and ending in os.sys.stderr.text
        assert os.sys.stderr.text.endswith("\n")
        splice("/ranges/splice.data")


def test_a_download_says_a_line_where_nobody_looks_at_a_bar_and_nothing_where_told_so(world, server, splice, capsys):
    splice("/cut/100000/splice.data")
    with pytest.raises(DownloadFailed):
        get("splice")
    host = server.address.removeprefix("http://")
    assert capsys.readouterr() == ("", f"splice: downloading 0.2 MB from {host}\n")
    splice("/ranges/splice.data")
    get("splice")
    assert capsys.readouterr().err.endswith(f"{host}, 0.1 MB of them are here from an earlier try\n")
    shutil.rmtree(world.cache / "dna")
    get("splice", progress=False)
    assert capsys.readouterr() == ("", "")


def test_get_says_where_the_file_lies(splice, capsys):
    target = splice("/ranges/splice.data")
    assert commands.get_("splice") == 0
    assert capsys.readouterr().out == f"splice: {target}\n"


# What is not the file.


@pytest.mark.parametrize("content", [DNA[:-1], DNA.replace(b"EI", b"IE", 1), b"<moved>", b""])
def test_a_fresh_download_that_is_not_the_registered_file_is_thrown_away(world, server, splice, content):
    splice("/ranges/splice.data")
    server.files["splice.data"] = content
    with pytest.raises(DatasetDamaged, match="splice: what was downloaded is not the registered file"):
        get("splice", progress=False)
    assert nothing_left(world)


@pytest.mark.parametrize("path", ["/page", "/disguised", "/login", "/status/511"])
def test_the_page_of_a_network_that_wants_a_login_is_recognised(world, splice, path):
    splice(path)
    with pytest.raises(DownloadFailed, match="login.*open any page in a browser and log in and run again") as info:
        get("splice", progress=False)
    assert "check the network" not in str(info.value)
    assert nothing_left(world)


def test_a_page_instead_of_a_zip_of_nltk_is_recognised(world, server, register):
    register("gutenberg", url=f"{server.address}/page/gutenberg.zip")
    with pytest.raises(DownloadFailed, match="answers with a web page instead of the file"):
        get("gutenberg", progress=False)
    assert nothing_left(world)


@pytest.mark.parametrize("path", ["/endless", "/huge"])
def test_a_download_stops_when_more_bytes_come_than_are_registered(world, server, splice, monkeypatch, path):
    monkeypatch.setattr(download, "STALL", 2)
    splice(path)
    with pytest.raises(DownloadFailed, match="more bytes come than the 240,000 that it may have: it is another file"):
        get("splice", progress=False)
    assert nothing_left(world)
    assert server.sent < 20e6, "the server may have filled the buffers of the socket"


def test_a_zip_may_have_grown_but_not_without_end(world, server, register):
    register("gutenberg", url=f"{server.address}/endless")
    with pytest.raises(DownloadFailed, match="more bytes come than the 1,800 that it may have"):
        get("gutenberg", progress=False)


# What does not come, or too slowly.


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/status/404", r"the server has the file no more \(404 Not Found\)\); update the course and run again"),
        ("/status/503", r"the server answers 503 Service Unavailable\); try again later"),
        ("/status/302", r"the server answers 302 Found\); try again later"),
        ("http://127.0.0.1:9/splice.data", r"\(Connection refused\); check the network"),
        ("http://127.0.0.1:99999/splice.data", "; check the network"),
        ("ftp://127.0.0.1/splice.data", "unknown url type: ftp"),
    ],
)
def test_a_failed_download_says_so_and_leaves_nothing(world, splice, address, reason):
    target = splice(address)
    with pytest.raises(DownloadFailed, match=f"splice: the download failed .*{reason}.*without a network, put") as info:
        get("splice", progress=False)
    assert str(target) in str(info.value) and "RNNCOURSE_DATA" in str(info.value)
    assert nothing_left(world)


@pytest.mark.parametrize("path", ["/silent", "/mute"])
def test_a_server_that_falls_silent_is_not_waited_for_longer_than_said(splice, monkeypatch, path):
    monkeypatch.setattr(download, "STALL", 0.2)
    splice(path)
    began = time.monotonic()
    with pytest.raises(DownloadFailed, match="no byte came for 0 s.*check the network and run again"):
        get("splice", progress=False)
    assert time.monotonic() - began < 5


def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for_for_ever(splice, monkeypatch):
    monkeypatch.setattr(download, "GRACE", 0.3)
    monkeypatch.setattr(download, "PACE", 1e9)
    splice("/drip")
    began, threads = time.monotonic(), threading.active_count()
    with pytest.raises(DownloadFailed, match="it took longer than 0 s.*try again later and run again"):
        get("splice", progress=False)
    assert time.monotonic() - began < 5 and threading.active_count() <= threads + 1


# What goes on.


@pytest.mark.parametrize("kind", ["ranges", "whole", "wrong"])
@pytest.mark.parametrize("how", ["cut", "unsized"])
def test_a_download_that_broke_off_goes_on_from_there_if_the_server_can(world, server, splice, kind, how):
    splice(f"/{how}/100000/splice.data")
    if how == "cut":
        with pytest.raises(
            DownloadFailed, match=r"the connection ended after 100,000 of 240,000 bytes.*goes on"
        ) as info:
            get("splice", progress=False)
        assert "(it goes on behind the 100,000 bytes that have come)" in info.value.remedy
    else:  # nobody said how much there would be
        (world.cache / "dna").mkdir()
        (world.cache / "dna/.splice.data.part").write_bytes(DNA[:100_000])
    target = splice(f"/{kind}/splice.data")
    server.asked.clear()
    assert get("splice", progress=False) == target and target.read_bytes() == DNA
    assert files(world.cache) == ["dna/splice.data"]
    wanted = [(f"/{kind}/splice.data", "bytes=100000-")]
    assert server.asked == wanted + ([(f"/{kind}/splice.data", None)] if kind == "wrong" else [])


@pytest.mark.parametrize("begun", [b"something else", DNA[:-1] + b"?", DNA + b"more", DNA])
def test_a_beginning_of_another_file_costs_a_second_download_and_no_more(world, splice, begun):
    target = splice("/ranges/splice.data")
    target.parent.mkdir()
    target.with_name(".splice.data.part").write_bytes(begun)
    assert get("splice", progress=False).read_bytes() == DNA
    assert files(world.cache) == ["dna/splice.data"]


def test_an_interrupted_download_goes_on_at_the_next_call(world, server, splice, monkeypatch):
    true, pieces = download._next, []

    def interrupted(answer):
        if pieces:
            raise KeyboardInterrupt
        pieces.append(answer.read1(1000))
        return pieces[0]

    target = splice("/ranges/splice.data")
    monkeypatch.setattr(download, "_next", interrupted)
    with pytest.raises(KeyboardInterrupt):
        get("splice", progress=False)
    assert files(world.cache) == ["dna/.splice.data.part"]
    monkeypatch.setattr(download, "_next", true)
    assert get("splice", progress=False) == target and target.read_bytes() == DNA
    assert [wanted for _, wanted in server.asked] == [None, f"bytes={len(pieces[0])}-"]


def test_two_downloads_at_once_do_not_write_into_one_another(world, server, splice, monkeypatch):
    target, said = splice("/silent"), []
    monkeypatch.setattr(download, "STALL", 0.8)
    monkeypatch.setattr(fetch, "PATIENCE", 0.1)

    def first():
        try:
            get("splice", progress=False)
        except DownloadFailed as error:
            said.append(str(error))

    thread = threading.Thread(target=first)
    thread.start()
    while not server.asked and thread.is_alive():
        time.sleep(0.01)
    with pytest.raises(DownloadFailed, match="another download is at work in .*dna; wait for its end and run again"):
        get("splice", progress=False)
    thread.join()
    assert len(said) == 1 and "no byte came" in said[0] and not target.exists()


# The disk.


def test_a_full_disk_says_so(world, splice, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    splice("/ranges/splice.data")
    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, full)
            with pytest.raises(DownloadFailed, match="the disk of .*dna is full; free 1 MB and run"):
                get("splice", progress=False)
        assert files(world.cache) == ["dna/.splice.data.part"], "it goes on from there"
    get("splice", progress=False)
    assert files(world.cache) == ["dna/splice.data"]


def test_a_cache_that_cannot_be_written_is_named(world, splice):
    splice("/ranges/splice.data")
    (world.cache / "dna").write_text("a file where the folder belongs")
    with pytest.raises(DownloadFailed, match="dna cannot be written .*make it writable"):
        get("splice", progress=False)


def test_a_damaged_cached_file_is_replaced(splice):
    target = splice("/ranges/splice.data")
    target.parent.mkdir()
    target.write_bytes(DNA[:50])
    assert get("splice", progress=False).read_bytes() == DNA


# Mirrors.


def test_a_mirror_is_used_before_any_download(world, splice, monkeypatch):
    splice("http://127.0.0.1:9/splice.data")
    (world.mirror / "dna").mkdir()
    (world.mirror / "dna/splice.data").write_bytes(DNA)
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    assert get("splice") == world.mirror / "dna/splice.data"


def test_a_corrupt_mirror_without_a_network_is_told_as_that(world, splice, monkeypatch, capsys):
    splice("http://127.0.0.1:9/splice.data")
    copy = world.mirror / "dna/splice.data"
    copy.parent.mkdir()
    copy.write_bytes(DNA[:-1])
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    with pytest.raises(DownloadFailed) as info:
        get("splice", progress=False)
    assert info.value.problem.startswith(f"splice: {copy} is truncated or altered")
    assert info.value.problem.endswith("and the download of a fresh copy failed (Connection refused)")
    assert info.value.remedy.startswith("put a whole one there, or check the network and run again")
    commands.list_()
    (row,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("splice ")]
    assert row.split()[-2] == "damaged"


# NLTK's zips.


def test_an_nltk_corpus_is_fetched_as_a_zip_and_not_unpacked(world, gutenberg):
    target = gutenberg()
    assert get("shakespeare", progress=False) == target
    assert files(world.cache) == ["nltk_data/corpora/gutenberg.zip"]
    assert "Fair." in load_text("shakespeare", "valid") and "One." in load_text("gutenberg")


def test_an_nltk_zip_with_another_text_is_thrown_away(world, gutenberg):
    gutenberg(books=world.books | {"carroll-alice.txt": b"[Alice]\n\nRevised.\n"})
    with pytest.raises(DatasetDamaged, match="changed by its publisher.*carroll-alice.txt"):
        get("gutenberg", progress=False)
    assert nothing_left(world)


@pytest.mark.parametrize("change", [lambda c: c[:-1], lambda c: c[:300], lambda c: b""], ids=["last", "300", "empty"])
def test_an_nltk_zip_that_arrives_damaged_is_thrown_away(world, gutenberg, change):
    gutenberg(change=change)
    with pytest.raises(DatasetDamaged, match="gutenberg: what was downloaded is not the registered file"):
        get("gutenberg", progress=False)
    assert nothing_left(world)


def with_readme(world, content, readme, method=zipfile.ZIP_STORED):
    path = world.temporary / "more.zip"
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a", method) as archive:
        archive.writestr("gutenberg/README", readme)
    changed = path.read_bytes()
    path.unlink()
    return changed


def test_an_nltk_zip_with_a_broken_member_besides_the_books_is_thrown_away(world, gutenberg):
    gutenberg(change=lambda content: with_readme(world, content, b"read first").replace(b"read first", b"read later"))
    with pytest.raises(DatasetDamaged, match="README fails its CRC"):
        get("gutenberg", progress=False)
    assert nothing_left(world)


def test_an_nltk_zip_that_unpacks_to_a_flood_is_thrown_away_unread(world, server, gutenberg, register):
    gutenberg(change=lambda content: with_readme(world, content, bytes(10_000_000), zipfile.ZIP_DEFLATED))
    register("gutenberg", size=len(server.files["gutenberg.zip"]))
    with pytest.raises(DatasetDamaged, match="it holds more than .* bytes unpacked"):
        get("gutenberg", progress=False)
    assert nothing_left(world)


# The registry.


def test_a_damaged_shipped_file_is_not_fetched_but_reported(world):
    (world.data / "tales.txt").write_bytes(b"")
    with pytest.raises(DatasetDamaged, match="git checkout"):
        get("tales")


def test_an_unknown_name_suggests_the_near_ones():
    with pytest.raises(ValueError, match="got 'guttenberg'; did you mean gutenberg"):
        get("guttenberg")


def test_what_can_be_fetched_has_an_address_and_its_sizes():
    for dataset in entries.registry().values():
        fetched = dataset.kind != "shipped"
        assert dataset.url.startswith("https://") == fetched and bool(dataset.size) == fetched
        assert bool(dataset.unpacked) == (dataset.zipped or dataset.kind == "folder")
        assert dataset.unpacked <= dataset.largest_unpacked


@pytest.mark.parametrize("name", [d.name for d in entries.registry().values() if d.kind != "shipped"])
def test_the_registered_hashes_and_sizes_are_those_of_the_mirror(name):
    """The real registry against the real files, where a mirror is at hand."""
    from rnncourse.datasets import integrity, paths, zips

    mirror, dataset = paths.mirror_folder(), entry(name)
    if mirror is None or not (mirror / dataset.where).exists():
        pytest.skip(f"RNNCOURSE_DATA names no mirror that holds {dataset.where}")
    path = mirror / dataset.where
    content = integrity.read(dataset, path)
    assert path.is_dir() or path.stat().st_size == dataset.size
    if dataset.unpacked:
        assert sum(map(len, content.values())) == dataset.unpacked
    if dataset.zipped:
        zips.check(path, dataset.largest_unpacked)
