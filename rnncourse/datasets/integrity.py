"""Read a data set from disk, and refuse a copy that is truncated or altered.

What is read is what is hashed, at each load: a second of doubt about a corpus costs more than the
few milliseconds of SHA-256 over it.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rnncourse.datasets import paths
from rnncourse.datasets.entries import Dataset, entry, registry
from rnncourse.datasets.errors import DatasetDamaged, DatasetMissing


class Copy(NamedTuple):
    """One copy of a data set found on this machine."""

    name: str
    path: Path
    problem: str | None  # None where it is whole
    remedy: str  # "" where it is whole


def available(name: str) -> bool:
    """Is a copy of the data set on this machine? Nothing is downloaded and nothing is checked."""
    return any(path.exists() for path in paths.candidates(entry(name)))


def verify(name: str | None = None) -> list[Copy]:
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
                copies.append(_verified(dataset, path))
    return copies


def _verified(dataset: Dataset, path: Path) -> Copy:
    try:
        read(dataset, path)
    except DatasetDamaged as error:
        return Copy(dataset.name, path, error.problem, error.remedy)
    return Copy(dataset.name, path, None, "")


def load(dataset: Dataset, files: Iterable[str] | None = None) -> dict[str, bytes]:
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


def locate(dataset: Dataset) -> Path:
    """The path of the first whole copy; raises as `load` does."""
    return _first_whole(dataset)[0]


def _first_whole(dataset: Dataset, files: Iterable[str] | None = None) -> tuple[Path, dict[str, bytes]]:
    first_error: DatasetDamaged | None = None
    for path in paths.candidates(dataset):
        if not path.exists() and dataset.kind != "shipped":
            continue
        try:
            return path, read(dataset, path, files)
        except DatasetDamaged as error:
            first_error = first_error or error
    if first_error:
        raise first_error
    raise DatasetMissing(f"{dataset.name}: not on this machine", f"get it with: rnncourse data get {dataset.name}")


def read(dataset: Dataset, path: Path, files: Iterable[str] | None = None) -> dict[str, bytes]:
    """Read and check the copy at `path` (a file, a zip, or the folder of an unpacked one); see `load`."""
    expected = _checksums(dataset)
    content = {}
    for name in files or expected:
        try:
            content[name] = _bytes(path, name)
        except (OSError, KeyError, EOFError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
            reason = "is missing" if isinstance(error, FileNotFoundError) else f"cannot be read ({error})"
            raise DatasetDamaged(f"{dataset.name}: {path} {reason}", _remedy(dataset)) from error
        if hashlib.sha256(content[name]).hexdigest() != expected[name]:
            inside = "" if path.name == name else f" in {path}"
            raise DatasetDamaged(
                f"{dataset.name}: {name if inside else path}{inside} is truncated or altered: its SHA-256 is "
                f"not the registered {expected[name][:12]}…",
                _remedy(dataset),
            )
    return content


def _bytes(path: Path, name: str) -> bytes:
    if path.is_dir():
        return (path / name).read_bytes()
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            return archive.read(f"{path.stem}/{name}")
    return path.read_bytes()


def _checksums(dataset: Dataset) -> dict[str, str]:
    """File name -> SHA-256: from the registry, for shipped sets from data/SHA256SUMS."""
    if dataset.kind != "shipped":
        return dataset.files
    sums = paths.shipped_folder() / "SHA256SUMS"
    try:
        pairs = [line.split(maxsplit=1) for line in sums.read_text(encoding="utf-8").splitlines() if line]
        return {dataset.where: {name.lstrip("*"): sha for sha, name in pairs}[dataset.where]}
    except (OSError, ValueError, KeyError) as error:
        raise DatasetDamaged(
            f"{dataset.name}: {sums} has no checksum of {dataset.where}", _remedy(dataset, "SHA256SUMS")
        ) from error


def _remedy(dataset: Dataset, shipped_file: str | None = None) -> str:
    if dataset.kind != "shipped":
        return f"fetch a fresh copy with: rnncourse data get {dataset.name}"
    if paths.checkout():
        return f"restore it: git checkout data/{shipped_file or dataset.where}"
    return "restore it: pip install --force-reinstall --no-deps rnncourse"
