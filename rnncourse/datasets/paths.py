"""Where the folders of the course lie, and where a copy of a data set may lie, in the order of search."""

import os
from collections.abc import Iterator
from pathlib import Path

from rnncourse.datasets.entries import Dataset
from rnncourse.datasets.errors import DatasetError

COURSE_FOLDERS = ("data", "notebooks", "results")
_PACKAGE = Path(__file__).resolve().parents[1]


def checkout() -> Path | None:
    """The folder that holds README.md, data/ and notebooks/; None where the package came as a wheel."""
    root = _PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "data").is_dir() else None


def course_folder(name: str) -> Path:
    """A folder of the course: the one at the top of the checkout, or its copy inside the installed package.

    Parameters
    ----------
    name : "data", "notebooks" or "results"

    Returns
    -------
    Path
        The folder, whether or not it exists.

    Raises
    ------
    ValueError
        For another name.
    """
    if name not in COURSE_FOLDERS:
        raise ValueError(f"name: expected one of {', '.join(COURSE_FOLDERS)}, got {name!r}")
    root = checkout()
    return root / name if root else _PACKAGE / f"_{name}"


def shipped_folder() -> Path:
    """The folder of the data sets that come with the course."""
    return course_folder("data")


def cache_folder() -> Path:
    """The per-user folder that `rnncourse data get` downloads to."""
    import pooch  # here, because `import rnncourse.datasets` shall not wait for it

    return Path(pooch.os_cache("rnncourse"))


def mirror_folder() -> Path | None:
    """The folder RNNCOURSE_DATA names, or None where the variable is unset.

    Raises
    ------
    DatasetError
        Where the variable names something that is not a folder, or one that may not be looked at.
    """
    value = os.environ.get("RNNCOURSE_DATA")
    if not value:
        return None
    folder = Path(os.path.expanduser(value))  # unlike Path's own, it takes the name of a user who does not exist
    try:
        if folder.is_dir():
            return folder
        reason = ""
    except OSError as error:  # a folder above it may not be entered, or the name is too long
        reason = f" ({error.strerror})"
    raise DatasetError(
        f"RNNCOURSE_DATA: expected an existing folder, got {value!r:.300}{reason}", "correct or unset it"
    )


def candidates(dataset: Dataset) -> Iterator[Path]:
    """The paths at which a copy of `dataset` may lie, existing or not, each once, first choice first."""
    seen = set()
    for path in _candidates(dataset):
        if path not in seen:
            seen.add(path)
            yield path


def _candidates(dataset: Dataset) -> Iterator[Path]:
    if dataset.kind == "shipped":
        yield shipped_folder() / dataset.where
        return
    mirror = mirror_folder()
    if mirror:
        yield from _forms(dataset, mirror / dataset.where)
    if dataset.kind == "nltk":
        for folder in os.environ.get("NLTK_DATA", "").split(os.pathsep):
            if folder:
                yield from _forms(dataset, Path(os.path.expanduser(folder)) / _below_nltk_data(dataset))
    yield from _forms(dataset, cache_folder() / dataset.where)
    if dataset.kind == "nltk":
        import nltk.data  # last: it takes most of a second to import

        for folder in nltk.data.path:
            yield from _forms(dataset, Path(folder) / _below_nltk_data(dataset))


def _below_nltk_data(dataset: Dataset) -> Path:
    return Path(dataset.where).relative_to("nltk_data")


def _forms(dataset: Dataset, path: Path) -> Iterator[Path]:
    """What is zipped lies as the zip, or unpacked in a folder beside it, or as both."""
    yield path
    if dataset.zipped:
        yield path.with_suffix("")
