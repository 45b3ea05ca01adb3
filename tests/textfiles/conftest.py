import pytest

from tests.textfiles.small import TEXT


@pytest.fixture
def text(tmp_path):
    """A small text file in a folder of its own."""
    path = tmp_path / "story.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path
