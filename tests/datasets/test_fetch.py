"""get(name) against a server on this machine: what arrives whole is used, nothing else is left behind."""

import errno
import gc
import hashlib
import http.server
import os
import shutil
import threading
import urllib.request
import warnings

import pytest

from rnncourse.datasets import DatasetDamaged, DownloadFailed, commands, entries, get, load_text

DNA = b"EI, A, CCAG\n" * 200
SHA = hashlib.sha256(DNA).hexdigest()


class _Handler(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):  # noqa: N802
        if not self.path.startswith("/cut/"):
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Length", str(len(DNA)))
        self.end_headers()
        self.wfile.write(DNA[:100])
        self.close_connection = True

    def log_message(self, *args):
        pass


@pytest.fixture
def server(tmp_path):
    """A folder, and the address on the loopback at which it is served."""
    folder = tmp_path / "server"
    folder.mkdir()
    (folder / "splice.data").write_bytes(DNA)
    httpd = http.server.ThreadingHTTPServer(("127.0.0.1", 0), lambda *a, **k: _Handler(*a, directory=str(folder), **k))
    thread = threading.Thread(target=httpd.serve_forever, args=(0.02,))
    thread.start()
    yield folder, f"http://127.0.0.1:{httpd.server_port}"
    httpd.shutdown()
    thread.join()
    httpd.server_close()
    # requests leaves the socket of a download that failed to the garbage collector.
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        gc.collect()


@pytest.fixture
def splice(world, server, monkeypatch):
    """Register `splice` at an address of the server; returns a function that chooses the address."""

    def at(path):
        url = path if path.startswith("http") else server[1] + path
        dataset = entries.Dataset("splice", "DNA", "pooch", "dna/splice.data", "CC BY", 3000, {"splice.data": SHA}, url)
        rest = tuple(entry for entry in entries._ENTRIES if entry.name != "splice")
        monkeypatch.setattr(entries, "_ENTRIES", (*rest, dataset))
        return world.cache / "dna/splice.data"

    return at


@pytest.fixture
def nltk_index(world, server, monkeypatch):
    """Serve an index as NLTK's own does; returns a function that writes it for the zip of these books."""
    from nltk.downloader import Downloader

    folder, address = server

    def write(books=world.books, declare=lambda content: content):
        path = world.zip_books(folder / "gutenberg.zip", books)
        content, unzipped = declare(path.read_bytes()), sum(map(len, books.values()))
        (folder / "index.xml").write_text(
            '<?xml version="1.0"?><nltk_data><packages><package id="gutenberg" name="Gutenberg" '
            f'subdir="corpora" size="{len(content)}" unzipped_size="{unzipped}" unzip="1" '
            f'sha256_checksum="{world.sha256(content)}" url="{address}/gutenberg.zip"/></packages>'
            "<collections/></nltk_data>"
        )
        return world.cache / "nltk_data/corpora/gutenberg.zip"

    monkeypatch.setattr(Downloader, "DEFAULT_URL", f"{address}/index.xml")
    monkeypatch.setattr("nltk.downloader.urlopen", urllib.request.urlopen)  # NLTK's own refuses the loopback
    return write


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def nothing_left(world):
    """No part of a download in the cache or among the temporary files."""
    return files(world.cache) == [] and list(world.temporary.iterdir()) == []


def test_a_file_is_fetched_once_and_then_used_without_the_server(world, server, splice):
    target = splice("/splice.data")
    assert get("splice", progress=False) == target
    assert target.read_bytes() == DNA
    (server[0] / "splice.data").unlink()
    assert get("splice", progress=False) == target
    assert files(world.cache) == ["dna/splice.data"] and list(world.temporary.iterdir()) == []


def test_a_download_shows_its_progress(splice, capsys):
    splice("/splice.data")
    get("splice")
    assert "100%" in capsys.readouterr().err


def test_get_says_where_the_file_lies(splice, capsys):
    target = splice("/splice.data")
    assert commands.get_("splice") == 0
    assert capsys.readouterr().out == f"splice: {target}\n"


@pytest.mark.parametrize("content", [DNA[:-1], DNA.replace(b"EI", b"IE", 1), b"<html>moved</html>", b""])
def test_a_fresh_download_that_is_not_the_registered_file_is_thrown_away(world, server, splice, content):
    splice("/splice.data")
    (server[0] / "splice.data").write_bytes(content)
    with pytest.raises(DatasetDamaged, match="splice: what was downloaded is not the registered file"):
        get("splice", progress=False)
    assert nothing_left(world)


@pytest.mark.parametrize(
    "address",
    ["/nothing.data", "/cut/splice.data", "http://127.0.0.1:9/splice.data"],
    ids=["404", "cut", "refused"],
)
def test_a_failed_download_says_so_and_leaves_nothing(world, splice, address):
    target = splice(address)
    with pytest.raises(DownloadFailed, match="splice: the download failed .*check the network") as info:
        get("splice", progress=False)
    assert str(target) in str(info.value) and "RNNCOURSE_DATA" in str(info.value)
    assert nothing_left(world)


def test_a_full_disk_says_so_and_leaves_nothing(world, splice, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    splice("/splice.data")
    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, full)
            with pytest.raises(DownloadFailed, match="the disk of .*dna or of .*temporary is full; free 1 MB and run"):
                get("splice", progress=False)
        assert nothing_left(world)


def test_a_cache_that_cannot_be_written_is_named(world, splice):
    splice("/splice.data")
    (world.cache / "dna").write_text("a file where the folder belongs")
    with pytest.raises(DownloadFailed, match="dna cannot be written .*make it writable"):
        get("splice", progress=False)


def test_an_interrupted_download_leaves_nothing(world, splice, monkeypatch):
    def interrupt(*args):
        raise KeyboardInterrupt

    splice("/splice.data")
    for name in ("fsync", "replace"):
        with monkeypatch.context() as patch:
            patch.setattr(os, name, interrupt)
            with pytest.raises(KeyboardInterrupt):
                get("splice", progress=False)
    assert nothing_left(world)


def test_a_damaged_cached_file_is_replaced(splice):
    target = splice("/splice.data")
    target.parent.mkdir()
    target.write_bytes(DNA[:50])
    assert get("splice", progress=False).read_bytes() == DNA


def test_a_mirror_is_used_before_any_download(world, splice, monkeypatch):
    splice("http://127.0.0.1:9/splice.data")
    (world.mirror / "dna").mkdir()
    (world.mirror / "dna/splice.data").write_bytes(DNA)
    monkeypatch.setenv("RNNCOURSE_DATA", str(world.mirror))
    assert get("splice") == world.mirror / "dna/splice.data"


def test_an_nltk_corpus_is_fetched_as_a_zip_and_not_unpacked(world, nltk_index):
    target = nltk_index()
    assert get("shakespeare", progress=False) == target
    assert files(world.cache) == ["nltk_data/corpora/gutenberg.zip"]
    assert "Fair." in load_text("shakespeare", "valid") and "One." in load_text("gutenberg")


def test_an_nltk_download_shows_its_progress(nltk_index, capsys):
    nltk_index()
    get("gutenberg")
    assert "gutenberg: 100%" in capsys.readouterr().err


def test_an_nltk_zip_with_another_text_is_thrown_away(world, nltk_index):
    nltk_index(books=world.books | {"carroll-alice.txt": b"[Alice]\n\nRevised.\n"})
    with pytest.raises(DatasetDamaged, match="changed by its publisher.*carroll-alice.txt"):
        get("gutenberg", progress=False)
    assert nothing_left(world)


@pytest.mark.parametrize("declare", [lambda c: c + b"more", lambda c: c[:-1] + b"x"], ids=["cut", "altered"])
def test_an_nltk_zip_that_arrives_damaged_is_thrown_away(world, nltk_index, declare):
    nltk_index(declare=declare)
    with pytest.raises(DownloadFailed, match="gutenberg: the download failed .*mismatch"):
        get("gutenberg", progress=False)
    assert nothing_left(world)


def test_an_nltk_zip_with_a_broken_member_besides_the_books_is_thrown_away(world, nltk_index, monkeypatch):
    from zipfile import ZipFile

    nltk_index()
    monkeypatch.setattr(ZipFile, "testzip", lambda archive: "gutenberg/README")
    with pytest.raises(DatasetDamaged, match="README fails its CRC"):
        get("gutenberg", progress=False)
    assert files(world.cache) == []


def test_an_nltk_download_without_a_network_says_so(world, nltk_index, monkeypatch):
    from nltk.downloader import Downloader

    monkeypatch.setattr(Downloader, "DEFAULT_URL", "http://127.0.0.1:9/index.xml")
    with pytest.raises(DownloadFailed, match="gutenberg: the download failed .*check the network"):
        get("gutenberg", progress=False)
    assert nothing_left(world)


def test_a_full_disk_during_an_nltk_download_says_so(world, nltk_index, monkeypatch):
    import nltk.downloader

    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    nltk_index()
    monkeypatch.setattr(nltk.downloader, "pathsec_open", full)
    with pytest.raises(DownloadFailed, match="the disk of .* is full"):
        get("gutenberg", progress=False)
    assert nothing_left(world)


def test_a_damaged_shipped_file_is_not_fetched_but_reported(world):
    (world.data / "tales.txt").write_bytes(b"")
    with pytest.raises(DatasetDamaged, match="git checkout"):
        get("tales")


def test_an_unknown_name_suggests_the_near_ones():
    with pytest.raises(ValueError, match="got 'guttenberg'; did you mean gutenberg"):
        get("guttenberg")


def test_the_registered_hashes_are_those_of_the_mirror(tmp_path, monkeypatch):
    """The real registry against the real file, where a mirror is at hand."""
    from rnncourse.datasets import paths, verify

    mirror = paths.mirror_folder()
    where = entries.registry()["splice"].where
    if mirror is None or not (mirror / where).is_file():
        pytest.skip("RNNCOURSE_DATA names no mirror that holds splice.data")
    (tmp_path / where).parent.mkdir()
    shutil.copy(mirror / where, tmp_path / where)
    monkeypatch.setenv("RNNCOURSE_DATA", str(tmp_path))
    assert [copy.problem for copy in verify("splice") if copy.path == tmp_path / where] == [None]
