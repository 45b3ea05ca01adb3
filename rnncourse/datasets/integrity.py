"""Read a data set from disk, and refuse a copy that is truncated or altered.

What is read is what is hashed, at each load: a second of doubt about a corpus costs more than the
few milliseconds of SHA-256 over it.
"""

import errno
import hashlib
import os
import re
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from rnncourse.datasets import paths, zips
from rnncourse.datasets.entries import Dataset, entry, registry
from rnncourse.datasets.errors import DatasetDamaged, DatasetMissing

_SUM = re.compile(r"([0-9a-f]{64}) [ *](\S.*)")  # a line of sha256sum


class Copy(NamedTuple):
    """One copy of a data set found on this machine."""

    name: str
    path: Path
    problem: str | None  # None where it is whole
    remedy: str  # "" where it is whole


def available(name: str) -> bool:
    """Is a copy of the data set on this machine that has the right size? Nothing is downloaded; see `glance`."""
    return glance(name) == "yes"


def glance(name: str) -> str:
    """Is a copy on this machine? A quick look: at the sizes alone, of shipped files at the checksums.

    Returns
    -------
    str
        "yes", "no", or "damaged" where there are only copies that cannot be whole.
    """
    dataset = entry(name)
    there = [path for path in paths.candidates(dataset) if _exists(path)]
    if any(_looks_whole(dataset, path) for path in there):
        return "yes"
    return "damaged" if there or dataset.kind == "shipped" else "no"


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
            if _exists(path) or dataset.kind == "shipped":
                copies.append(_verified(dataset, path))
    # A folder that may not be entered is the same trouble for a zip in it and for the unpacked form beside it.
    return list({(copy.name, copy.problem or copy.path): copy for copy in copies}.values())


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
        if not _exists(path) and dataset.kind != "shipped":
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
    names = list(files or expected)
    try:
        content = _contents(dataset, path, names)
    except (OSError, zipfile.BadZipFile) as error:
        raise _unreadable(dataset, path, error) from error
    for name in names:
        if hashlib.sha256(content[name]).hexdigest() != expected[name]:
            inside = "" if Path(dataset.where).name == name else f" in {path}"
            raise DatasetDamaged(
                f"{dataset.name}: {name if inside else path}{inside} is truncated or altered: its SHA-256 is "
                f"not the registered {expected[name][:12]}…",
                _remedy(dataset),
            )
    return content


def _contents(dataset: Dataset, path: Path, names: list[str]) -> dict[str, bytes]:
    if path.is_dir():
        return {name: _bytes(path / name, dataset.unpacked) for name in names}
    if not dataset.zipped:
        return {name: _bytes(path, dataset.largest) for name in names}
    _check_size(path, dataset.largest)
    inside = {name: dataset.inside(name) for name in names}
    found = zips.read(path, inside.values(), dataset.unpacked)
    return {name: found[member] for name, member in inside.items()}


def _looks_whole(dataset: Dataset, path: Path) -> bool:
    try:
        if dataset.kind == "shipped":
            read(dataset, path)
        elif path.is_dir():
            return sum(_check_size(path / name, dataset.unpacked) for name in dataset.files) == dataset.unpacked
        elif not dataset.zipped:
            return _check_size(path, dataset.largest) == dataset.size
        else:
            _check_size(path, dataset.largest)
            names = [dataset.inside(name) for name in dataset.files]
            return zips.size(path, names) == dataset.unpacked
    except (OSError, zipfile.BadZipFile, DatasetDamaged):
        return False
    return True


def _bytes(path: Path, at_most: int) -> bytes:
    _check_size(path, at_most)
    return path.read_bytes()


def _check_size(path: Path, at_most: int) -> int:
    """The size of a file; OSError for what has more bytes, and for a pipe or a device, which has no end."""
    status = os.stat(path)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "no regular file", str(path))
    if status.st_size > at_most:
        raise OSError(errno.EFBIG, f"{status.st_size:,} bytes where at most {at_most:,} are expected", str(path))
    return status.st_size


def _exists(path: Path) -> bool:
    """Whether something is there. What may not be looked at is: reading it says why not."""
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        pass
    return True


def _unreadable(dataset: Dataset, path: Path, error: OSError | zipfile.BadZipFile) -> DatasetDamaged:
    path = Path(getattr(error, "filename", None) or path)  # of a folder, the file in it
    if isinstance(error, FileNotFoundError):
        return DatasetDamaged(f"{dataset.name}: {path} is missing", _remedy(dataset))
    if isinstance(error, PermissionError):
        # The highest folder that may not be entered, or the file.
        closed = next((folder for folder in reversed(path.parents) if not os.access(folder, os.X_OK)), path)
        return DatasetDamaged(
            f"{dataset.name}: {closed} cannot be read ({error.strerror})", f"make it readable, or {_remedy(dataset)}"
        )
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    reason = "".join(letter if letter.isprintable() else "?" for letter in reason[:200])
    return DatasetDamaged(f"{dataset.name}: {path} cannot be read ({reason})", _remedy(dataset))


def _checksums(dataset: Dataset) -> dict[str, str]:
    """File name -> SHA-256: from the registry, for shipped sets from data/SHA256SUMS."""
    if dataset.kind != "shipped":
        return dataset.files
    sums = paths.shipped_folder() / "SHA256SUMS"
    try:
        lines = _bytes(sums, dataset.largest).decode("utf-8").splitlines()
        found = {match[2]: match[1] for line in lines if (match := _SUM.fullmatch(line))}
        return {dataset.where: found[dataset.where]}
    except (OSError, ValueError, KeyError) as error:
        raise DatasetDamaged(f"{dataset.name}: {sums} has no checksum of {dataset.where}", _remedy(dataset)) from error


def _remedy(dataset: Dataset) -> str:
    if dataset.kind != "shipped":
        return f"fetch a fresh copy with: rnncourse data get {dataset.name}"
    if paths.checkout():
        return f"restore it: git checkout data/{dataset.where} data/SHA256SUMS"
    return "restore it: pip install --force-reinstall --no-deps rnncourse"
