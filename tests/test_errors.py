"""An error says what is wrong and what to do, together and apart."""

import pickle

import pytest

from rnncourse.course.lessons import NotebookUnreadable
from rnncourse.course.workspace import WriteFailed
from rnncourse.datasets import DatasetDamaged, DatasetMissing, DownloadFailed
from rnncourse.errors import CourseError


@pytest.mark.parametrize(
    "kind", [CourseError, NotebookUnreadable, WriteFailed, DatasetMissing, DatasetDamaged, DownloadFailed]
)
@pytest.mark.parametrize("remedy", ["do this", ""])
def test_the_message_is_problem_and_remedy_also_after_pickling(kind, remedy):
    error = kind("x: expected 1, got 2", remedy)
    again = pickle.loads(pickle.dumps(error))
    for each in (error, again):
        assert isinstance(each, ValueError)
        assert (each.problem, each.remedy) == ("x: expected 1, got 2", remedy)
        assert str(each) == ("x: expected 1, got 2; do this" if remedy else "x: expected 1, got 2")
