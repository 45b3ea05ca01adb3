"""Where a copy of a data set may lie, in the order in which they are tried."""

import os
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def checkout():
    """The folder that holds README.md, data/ and notebooks/; None where the package came as a wheel."""
    root = _PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "data").is_dir() else None


def shipped_folder():
    """data/ of the checkout; in a wheel the copy of it inside the package."""
    root = checkout()
    return root / "data" if root else _PACKAGE / "_data"


def cache_folder():
    """The per-user folder that `rnncourse data get` downloads to."""
    import pooch  # here, because `import rnncourse.datasets` shall not wait for it

    return Path(pooch.os_cache("rnncourse"))


def mirror_folder():
    """The folder RNNCOURSE_DATA names, or None where the variable is unset.

    Raises
    ------
    ValueError
        Where the variable names something that is not a folder.
    """
    value = os.environ.get("RNNCOURSE_DATA")
    if not value:
        return None
    folder = Path(value).expanduser()
    if not folder.is_dir():
        raise ValueError(f"RNNCOURSE_DATA: expected an existing folder, got {value!r}; correct or unset it")
    return folder


def candidates(dataset):
    """The paths at which a copy of `dataset` may lie, existing or not, each once, first choice first."""
    seen = set()
    for path in _candidates(dataset):
        if path not in seen:
            seen.add(path)
            yield path


def _candidates(dataset):
    if dataset.kind == "shipped":
        yield shipped_folder() / dataset.where
        return
    mirror = mirror_folder()
    if mirror:
        yield from _forms(dataset, mirror / dataset.where)
    if dataset.kind == "nltk":
        for folder in os.environ.get("NLTK_DATA", "").split(os.pathsep):
            if folder:
                yield from _forms(dataset, Path(folder).expanduser() / _below_nltk_data(dataset))
    yield from _forms(dataset, cache_folder() / dataset.where)
    if dataset.kind == "nltk":
        import nltk.data  # last: it takes most of a second to import

        for folder in nltk.data.path:
            yield from _forms(dataset, Path(folder) / _below_nltk_data(dataset))


def _below_nltk_data(dataset):
    return Path(dataset.where).relative_to("nltk_data")


def _forms(dataset, path):
    """A corpus of NLTK lies as the zip, or unpacked in a folder beside it, or as both."""
    yield path
    if dataset.kind == "nltk":
        yield path.with_suffix("")
