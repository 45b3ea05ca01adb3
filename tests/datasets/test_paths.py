"""The folders of the course are found in a checkout and in an installed wheel."""

import pytest

from rnncourse.datasets import paths


@pytest.fixture
def package(tmp_path, monkeypatch):
    """The package in a folder of its own, without a checkout around it."""
    folder = tmp_path / "site-packages/rnncourse"
    folder.mkdir(parents=True)
    monkeypatch.setattr(paths, "_PACKAGE", folder)
    return folder


@pytest.mark.parametrize("name", paths.COURSE_FOLDERS)
def test_a_checkout_has_its_folders_at_the_top(package, name):
    top = package.parent
    (top / "data").mkdir()
    (top / "pyproject.toml").touch()
    assert paths.checkout() == top and paths.course_folder(name) == top / name


@pytest.mark.parametrize("name", paths.COURSE_FOLDERS)
def test_a_wheel_has_them_inside_the_package(package, name):
    assert paths.checkout() is None and paths.course_folder(name) == package / f"_{name}"
    (package.parent / "data").mkdir()  # another package's
    assert paths.course_folder(name) == package / f"_{name}"


def test_the_shipped_data_sets_lie_in_the_folder_data(package):
    assert paths.shipped_folder() == paths.course_folder("data")


def test_this_package_finds_its_tales_and_lessons():
    assert (paths.course_folder("data") / "tales.txt").is_file()
    assert any(paths.course_folder("notebooks").glob("*.ipynb"))


def test_another_folder_is_refused():
    with pytest.raises(ValueError, match="name: expected one of data, notebooks, results, got 'docs'"):
        paths.course_folder("docs")
