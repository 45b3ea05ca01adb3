"""A small world of data: its own data/, mirror and cache, and no NLTK folder of the user's."""

import dataclasses
import hashlib
import tempfile
import zipfile
from types import SimpleNamespace

import pooch
import pytest

from rnncourse.datasets import entries, paths
from tests.datasets.server import serving


def sha256(content):
    return hashlib.sha256(content).hexdigest()


TALES = "".join(f"== Tale {i} ==\n\n“Where?” said {i}.\n\nNobody knew.\n\n" for i in range(20)).encode()

DNA = b"EI, A, CCAG\n" * 20_000
SHA = sha256(DNA)

BOOKS = {
    "austen-emma.txt": b"[Emma]\n\nOne.\n",
    "bryant-stories.txt": b"[Stories]\n\nTwo.\n",
    "carroll-alice.txt": b"[Alice]\r\n\r\nThree.\r\n",
    "milton-paradise.txt": b"[Paradise]\n\nFour.\n\x1a",
    "shakespeare-caesar.txt": "[Cæsar]\n\nActus Primus.\n".encode("latin-1"),
    "shakespeare-macbeth.txt": b"[Macbeth]\n\nActus Primus.\n\nFair.\n\nActus Tertius.\n\nFoul.\n",
}


def zip_books(path, books=BOOKS):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in books.items():
            archive.writestr(f"gutenberg/{name}", content)
    return path


@pytest.fixture
def world(tmp_path, monkeypatch):
    """Folders `data`, `mirror`, `cache`, `temporary` below tmp_path, with small data sets in the registry."""
    import nltk.data

    folders = SimpleNamespace(**{name: tmp_path / name for name in ("data", "mirror", "cache", "temporary")})
    for folder in vars(folders).values():
        folder.mkdir()
    folders.books, folders.zip_books, folders.sha256, folders.dna = BOOKS, zip_books, sha256, DNA
    (folders.data / "tales.txt").write_bytes(TALES)
    (folders.data / "SHA256SUMS").write_text(f"{sha256(TALES)}  tales.txt\n")
    monkeypatch.setattr(paths, "shipped_folder", lambda: folders.data)
    monkeypatch.setattr(pooch, "os_cache", lambda project: str(folders.cache))
    monkeypatch.setattr(tempfile, "tempdir", str(folders.temporary))
    monkeypatch.setattr(nltk.data, "path", [])
    monkeypatch.delenv("NLTK_DATA", raising=False)
    monkeypatch.delenv("RNNCOURSE_DATA", raising=False)
    for proxy in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(proxy, raising=False)

    sums = {name: sha256(content) for name, content in BOOKS.items()}
    plays = {name: sha for name, sha in sums.items() if name.startswith("shakespeare-")}
    where = "nltk_data/corpora/gutenberg.zip"
    of_books, of_plays = (sum(len(BOOKS[name]) for name in chosen) for chosen in (sums, plays))
    packed = 900  # about what the zip has
    small = (
        entries.Dataset("tales", "tales", "shipped", "tales.txt", "CC0"),
        entries.Dataset("gutenberg", "books", "nltk", where, "public domain", packed, sums, "unset", of_books),
        entries.Dataset("shakespeare", "plays", "nltk", where, "public domain", packed, plays, "unset", of_plays),
        entries.Dataset(
            "splice", "DNA", "file", "dna/splice.data", "CC BY 4.0", len(DNA), {"splice.data": SHA}, "unset"
        ),
    )
    monkeypatch.setattr(entries, "_ENTRIES", small)
    return folders


@pytest.fixture
def register(monkeypatch):
    """A function that changes what the registry says of data sets."""

    def change(*names, **fields):
        changed = [dataclasses.replace(d, **fields) if d.name in names else d for d in entries._ENTRIES]
        monkeypatch.setattr(entries, "_ENTRIES", tuple(changed))

    return change


@pytest.fixture
def server():
    """A server on this machine that answers as networks do: see tests.datasets.server."""
    with serving() as started:
        yield started
