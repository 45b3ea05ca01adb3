"""Read a data set from disk, and refuse a copy that is truncated or altered.

What is read is what is hashed, at each load: a second of doubt about a corpus costs more than the
few milliseconds of SHA-256 over it.
"""

import hashlib
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple

from rnncourse.datasets import paths
from rnncourse.datasets.entries import entry, registry


class DatasetMissing(ValueError):
    """The data set is not on this machine; the message holds the one command that gets it."""


class DatasetDamaged(ValueError):
    """A copy is truncated, altered or unreadable; the message names the file and the remedy."""


class Copy(NamedTuple):
    """One copy of a data set found on this machine; `problem` is None where it is whole."""

    name: str
    path: Path
    problem: str | None


def available(name):
    """Is a copy of the data set on this machine? Nothing is downloaded and nothing is checked."""
    return any(path.exists() for path in paths.candidates(entry(name)))


def verify(name=None):
    """Check every copy found of one data set, or of all of them.

    Returns
    -------
    list of Copy
        Empty for a set that has not been fetched.
    """
    chosen = [entry(name)] if name is not None else registry().values()
    copies = []
    for dataset in chosen:
        for path in paths.candidates(dataset):
            if path.exists() or dataset.kind == "shipped":
                copies.append(Copy(dataset.name, path, _problem(dataset, path)))
    return copies


def _problem(dataset, path):
    try:
        read(dataset, path)
    except DatasetDamaged as error:
        return str(error)
    return None


def load(dataset, files=None):
    """The first whole copy of a data set.

    Parameters
    ----------
    dataset : Dataset
    files : names out of `dataset.files`, or None for all of them

    Returns
    -------
    dict of str to bytes
        File name -> content, checked.

    Raises
    ------
    DatasetMissing
        Where there is no copy.
    DatasetDamaged
        Where there are only damaged ones.
    """
    return _first_whole(dataset, files)[1]


def locate(dataset):
    """The path of the first whole copy; raises as `load` does."""
    return _first_whole(dataset)[0]


def _first_whole(dataset, files=None):
    first_error = None
    for path in paths.candidates(dataset):
        if not path.exists() and dataset.kind != "shipped":
            continue
        try:
            return path, read(dataset, path, files)
        except DatasetDamaged as error:
            first_error = first_error or error
    if first_error:
        raise first_error
    name = dataset.name
    raise DatasetMissing(f"{name}: not on this machine; get it with: rnncourse data get {name}")


def read(dataset, path, files=None):
    """Read and check the copy at `path` (a file, a zip, or the folder of an unpacked one); see `load`."""
    expected = _checksums(dataset)
    content = {}
    for name in files or expected:
        try:
            content[name] = _bytes(path, name)
        except (OSError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
            reason = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error})"
            raise DatasetDamaged(f"{dataset.name}: {path} {reason}; {_remedy(dataset)}") from error
        if hashlib.sha256(content[name]).hexdigest() != expected[name]:
            inside = "" if path.name == name else f" in {path}"
            raise DatasetDamaged(
                f"{dataset.name}: {name if inside else path}{inside} is truncated or altered: its SHA-256 is "
                f"not the registered {expected[name][:12]}…; {_remedy(dataset)}"
            )
    return content


def _bytes(path, name):
    if path.is_dir():
        return (path / name).read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return archive.read(f"{path.stem}/{name}")
    return path.read_bytes()


def _checksums(dataset):
    """File name -> SHA-256: from the registry, for shipped sets from data/SHA256SUMS."""
    if dataset.kind != "shipped":
        return dataset.files
    sums = paths.shipped_folder() / "SHA256SUMS"
    try:
        pairs = [line.split(maxsplit=1) for line in sums.read_text(encoding="utf-8").splitlines() if line]
        return {dataset.where: {name.lstrip("*"): sha for sha, name in pairs}[dataset.where]}
    except (OSError, ValueError, KeyError) as error:
        raise DatasetDamaged(
            f"{dataset.name}: {sums} has no checksum of {dataset.where}; {_remedy(dataset, 'SHA256SUMS')}"
        ) from error


def _remedy(dataset, shipped_file=None):
    if dataset.kind != "shipped":
        return f"fetch a fresh copy with: rnncourse data get {dataset.name}"
    if paths.checkout():
        return f"restore it: git checkout data/{shipped_file or dataset.where}"
    return "restore it: pip install --force-reinstall --no-deps rnncourse"
