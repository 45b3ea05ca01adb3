"""Download a data set: into a hidden file beside its place, checked there, and only then put in its place."""

import contextlib
import errno
import shutil
import zipfile
from pathlib import Path
from typing import BinaryIO

from rnncourse.datasets import integrity, paths, zips
from rnncourse.datasets.download import Broken, download
from rnncourse.datasets.entries import Dataset, entry
from rnncourse.datasets.errors import DatasetDamaged, DatasetMissing, DownloadFailed
from rnncourse.files import alone_in, atomic_file

PATIENCE = 5.0  # seconds to wait for another download into the same folder


def get(name: str, progress: bool = True) -> Path:
    """Make sure that a data set is on this machine, and return where it lies.

    A whole copy already here (the checkout, RNNCOURSE_DATA, NLTK_DATA, the cache) is used as it is. A download that
    breaks off goes on from there at the next call.

    Parameters
    ----------
    name : str
    progress : bool
        Show a progress bar on stderr, or a line where that is no terminal.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        Unknown name.
    DownloadFailed
        No network, a network that asks for a login, an error of the server, too slow, a full disk, a folder that
        cannot be written.
    DatasetDamaged
        A shipped file that is not what it should be, or a download that is not what was registered.
    """
    dataset = entry(name)
    if dataset.kind == "shipped":
        return integrity.locate(dataset)
    if dataset.kind == "folder":
        with contextlib.suppress(DatasetMissing, DatasetDamaged):
            return integrity.locate(dataset)
        for part in dataset.parts():
            _get_file(part, progress)
        return integrity.locate(dataset)
    return _get_file(dataset, progress)


def _get_file(dataset: Dataset, progress: bool) -> Path:
    """Where the file lies, fetched if need be; raises as `get` does."""
    name, damaged = dataset.name, None
    target = paths.cache_folder() / dataset.where
    part = target.with_name(f".{target.name}.part")
    try:
        found = integrity.locate(dataset)
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)  # of a download that was ended when all was done but this
        return found
    except DatasetMissing:
        pass
    except DatasetDamaged as error:
        damaged = error
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with alone_in(target.parent, PATIENCE):
            with contextlib.suppress(DatasetMissing, DatasetDamaged):
                return integrity.locate(dataset)  # another command has fetched it meanwhile
            with open(part, "a+b") as file:
                _fetch(dataset, file, part, progress)
                file.seek(0)
                with atomic_file(target) as place:
                    shutil.copyfileobj(file, place)
            part.unlink(missing_ok=True)
    except TimeoutError as error:
        raise DownloadFailed(
            f"{name}: another download is at work in {target.parent}",
            f"wait for its end and run again: rnncourse data get {name}",
        ) from error
    except Broken as error:
        raise _broken(dataset, error, target, part, damaged) from error
    except OSError as error:
        raise _failed(dataset, error, target) from error
    return target


def _fetch(dataset: Dataset, file: BinaryIO, part: Path, progress: bool) -> None:
    """Fill `file`, which is `part`, with the data set; what is not as registered is thrown away."""
    resumed = file.seek(0, 2) > 0
    if resumed:
        with contextlib.suppress(DatasetDamaged):
            _check(dataset, part)
            return
    download(dataset.url, file, name=dataset.name, size=dataset.size, at_most=dataset.largest, progress=progress)
    file.flush()
    try:
        _check(dataset, part)
    except DatasetDamaged:
        file.truncate(0)
        if not resumed:
            part.unlink(missing_ok=True)
            raise
        # Its beginning was of an earlier try, and perhaps of another file.
        _fetch(dataset, file, part, progress)


def _check(dataset: Dataset, path: Path) -> None:
    """The same checks as on a copy found on disk; of a zip, every member's CRC besides."""
    try:
        integrity.read(dataset, path)
        if dataset.zipped:
            zips.check(path, dataset.largest_unpacked)
    except (DatasetDamaged, zipfile.BadZipFile) as error:
        raise DatasetDamaged(
            f"{dataset.name}: what was downloaded is not the registered file (cut off, or changed by its "
            f"publisher) and was thrown away ({getattr(error, 'problem', error)})",
            f"try again: rnncourse data get {dataset.name}; if it stays so, update the course or report it",
        ) from error


def _broken(
    dataset: Dataset, error: Broken, target: Path, part: Path, damaged: DatasetDamaged | None
) -> DownloadFailed:
    kept = 0
    with contextlib.suppress(OSError):
        kept = part.stat().st_size
        if not kept:
            part.unlink()
    again = f"run again: rnncourse data get {dataset.name}"
    if kept:
        again += f" (it goes on behind the {kept:,} bytes that have come)"
    by_hand = f"put the file at {target} or let RNNCOURSE_DATA name a folder that holds {dataset.where}"
    if damaged:
        return DownloadFailed(
            f"{damaged.problem}, and the download of a fresh copy failed ({error})",
            f"put a whole one there, or {error.remedy} and {again}",
        )
    return DownloadFailed(
        f"{dataset.name}: the download failed ({error})", f"{error.remedy} and {again}; without a network, {by_hand}"
    )


def _failed(dataset: Dataset, error: OSError, target: Path) -> DownloadFailed:
    again = f"run again: rnncourse data get {dataset.name}"
    if error.errno == errno.ENOSPC:
        reason = f"the disk of {target.parent} is full"
        remedy = f"free {max(1, round(3 * dataset.size / 1e6))} MB and {again}"
    else:
        reason = f"{error.filename or target.parent} cannot be written ({error.strerror or error})"
        remedy = f"make it writable and {again}"
    return DownloadFailed(f"{dataset.name}: {reason}", remedy)
