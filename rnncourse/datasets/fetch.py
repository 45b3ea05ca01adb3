"""Download a data set: into a temporary folder, checked there, and only then put in its place."""

import errno
import logging
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

from rnncourse.datasets import integrity, paths
from rnncourse.datasets.entries import Dataset, entry
from rnncourse.datasets.errors import DatasetDamaged, DatasetMissing, DownloadFailed
from rnncourse.files import atomic_file


def get(name: str, progress: bool = True) -> Path:
    """Make sure that a data set is on this machine, and return where it lies.

    A whole copy already here (the checkout, RNNCOURSE_DATA, NLTK_DATA, the cache) is used as it is.

    Parameters
    ----------
    name : str
    progress : bool
        Show a progress bar on stderr.

    Returns
    -------
    Path

    Raises
    ------
    ValueError
        Unknown name.
    DownloadFailed
        No network, an error of the server, a full disk, a folder that cannot be written.
    DatasetDamaged
        A shipped file that is not what it should be, or a download that is not what was registered.
    """
    dataset = entry(name)
    try:
        return integrity.locate(dataset)
    except DatasetMissing:
        pass
    except DatasetDamaged:
        if dataset.kind == "shipped":
            raise
    target = paths.cache_folder() / dataset.where
    fetch = {"nltk": _from_nltk, "pooch": _from_url}[dataset.kind]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)  # before a download that would be in vain
        with tempfile.TemporaryDirectory(prefix="rnncourse-", ignore_cleanup_errors=True) as folder:
            fetched = fetch(dataset, Path(folder), progress)
            _check(dataset, fetched)
            with open(fetched, "rb") as source, atomic_file(target) as file:
                shutil.copyfileobj(source, file)
    except OSError as error:
        raise _failed(dataset, error, target) from error
    return target


def _from_nltk(dataset: Dataset, folder: Path, progress: bool) -> Path:
    """Fetch a corpus as nltk.download does, which reports its failures and does not raise them."""
    from nltk.downloader import Downloader, ErrorMessage, ProgressMessage
    from tqdm import tqdm

    relative = Path(dataset.where).relative_to("nltk_data")
    messages = Downloader(download_dir=str(folder)).incr_download(relative.stem, str(folder))
    with tqdm(total=100, desc=dataset.name, unit="%", disable=not progress) as bar:
        for message in messages:
            if isinstance(message, ErrorMessage):
                text = str(message.message)
                # NLTK passes on the text of an OSError but not its number.
                full = os.strerror(errno.ENOSPC) in text
                raise OSError(errno.ENOSPC if full else errno.EIO, " ".join(text.split()))
            if isinstance(message, ProgressMessage):
                bar.update(message.progress - bar.n)
        bar.update(100 - bar.n)  # NLTK's own count stops at 80
    return folder / relative


def _from_url(dataset: Dataset, folder: Path, progress: bool) -> Path:
    """Fetch the one file of a set with pooch, which checks its SHA-256."""
    import pooch

    file_name, sha = next(iter(dataset.files.items()))
    pooch.get_logger().setLevel(logging.WARNING)
    try:
        fetched = pooch.retrieve(
            dataset.url,
            known_hash=f"sha256:{sha}",
            fname=file_name,
            path=folder,
            downloader=pooch.HTTPDownloader(progressbar=progress),
        )
    except ValueError as error:
        if isinstance(error, OSError):  # requests' errors about an address are both
            raise
        raise _not_as_registered(dataset, error) from error
    return Path(fetched)


def _check(dataset: Dataset, path: Path) -> None:
    """The same checks as on a copy found on disk; of a zip, every member's CRC besides."""
    try:
        integrity.read(dataset, path)
    except DatasetDamaged as error:
        raise _not_as_registered(dataset, error.problem) from error
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            broken = archive.testzip()
        if broken:
            raise _not_as_registered(dataset, f"{broken} fails its CRC")


def _not_as_registered(dataset: Dataset, found: object) -> DatasetDamaged:
    return DatasetDamaged(
        f"{dataset.name}: what was downloaded is not the registered file (cut off, or changed by its "
        f"publisher) and was thrown away ({found})",
        f"try again: rnncourse data get {dataset.name}; if it stays so, update the course or report it",
    )


def _failed(dataset: Dataset, error: OSError, target: Path) -> DownloadFailed:
    again = f"run again: rnncourse data get {dataset.name}"
    if error.errno == errno.ENOSPC:
        reason = f"the disk of {target.parent} or of {tempfile.gettempdir()} is full"
        remedy = f"free {max(1, round(3 * dataset.size / 1e6))} MB and {again}"
    elif error.errno not in (None, errno.EIO):
        reason = f"{error.filename or target.parent} cannot be written ({error.strerror})"
        remedy = f"make it writable and {again}"
    else:  # requests' errors carry no number
        reason = f"the download failed ({(error.strerror or str(error))[:300]})"
        remedy = (
            f"check the network and {again}; without a network, put the file at {target} "
            f"or let RNNCOURSE_DATA name a folder that holds {dataset.where}"
        )
    return DownloadFailed(f"{dataset.name}: {reason}", remedy)
