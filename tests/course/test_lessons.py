import json

import nbformat
import pytest

from rnncourse.course import editions, lessons
from rnncourse.course.lessons import NotebookUnreadable, all_lessons, read_notebook, select
from rnncourse.errors import CourseError


def test_lessons_come_in_order(make_lesson):
    make_lesson("03_more")
    make_lesson("02_small")
    assert [(lesson.number, lesson.name) for lesson in all_lessons()] == [
        ("02", "02_small"),
        ("03", "03_more"),
    ]


@pytest.mark.parametrize("wanted", ["2", "02", 2, "02_small", "02_small.ipynb"])
def test_a_lesson_is_chosen_by_number_or_name(lesson, wanted):
    assert select([wanted]) == [lesson]


def test_no_choice_means_all_and_no_lesson_comes_twice(lesson):
    assert select([]) == select(["02", "2"]) == [lesson]


def test_an_unknown_lesson_is_named_with_those_there_are(lesson):
    with pytest.raises(ValueError, match="lesson 02_smal: expected one of 02_small; did you mean 02_small?"):
        select(["02_smal"])
    with pytest.raises(ValueError, match="lesson 7: expected one of 02_small"):
        select(["7"])


def test_no_lessons_at_all_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="expected notebooks in"):
        all_lessons(tmp_path)


def test_a_lesson_without_metadata_is_an_error(tmp_path):
    (tmp_path / "02_x.ipynb").write_text(json.dumps({"nbformat": 4, "cells": [], "metadata": {}}))
    with pytest.raises(CourseError, match="02_x.ipynb: metadata.rnncourse: expected lesson and minutes, got neither"):
        all_lessons(tmp_path)


def test_a_lesson_that_is_not_in_the_plan_is_an_error(tmp_path):
    metadata = {"rnncourse": {"lesson": "99", "minutes": 5}}
    (tmp_path / "99_x.ipynb").write_text(json.dumps({"nbformat": 4, "cells": [], "metadata": metadata}))
    with pytest.raises(CourseError, match="expected one of 00, 01.*, got 99; give it its line in .*syllabus.py"):
        all_lessons(tmp_path)


def test_the_lessons_lie_beside_the_package():
    assert lessons.lessons_folder().name == "notebooks"


CELL = {"cell_type": "code", "source": ["a\n", "b"]}


def test_sources_are_joined(tmp_path):
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "cells": [CELL]}))
    assert read_notebook(path)["cells"][0]["source"] == "a\nb"


@pytest.mark.parametrize(
    ("content", "came"),
    [
        (b"", "got an empty file"),
        (b"print('no notebook')", "got something else"),
        (b'{"nbformat": 4, "cells": [{"cell_', "got something else"),
        (b"\xff\xfe\x00", "got something else"),
        (b"[1, 2]", "got other JSON"),
        (b'{"nbformat": 4}', "got other JSON"),
        (b'{"nbformat": 4, "cells": [3]}', "got other JSON"),
        (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}', "got other JSON"),
        (b'{"nbformat": 3, "cells": []}', "expected notebook format 4, got 3"),
        (b'{"nbformat": 4, "cells": [], "metadata": 1}', "expected metadata"),
    ],
)
def test_what_is_no_notebook_is_named_with_its_remedy(tmp_path, content, came):
    path = tmp_path / "02_small.ipynb"
    path.write_bytes(content)
    with pytest.raises(NotebookUnreadable) as caught:
        read_notebook(path)
    message = str(caught.value)
    assert str(path) in message and came in message
    assert ".ipynb_checkpoints" in caught.value.remedy and "rnncourse start 02" in caught.value.remedy
    assert message.endswith(f"; {caught.value.remedy}")


def test_a_folder_is_no_notebook(tmp_path):
    with pytest.raises(NotebookUnreadable, match="expected a readable file"):
        read_notebook(tmp_path)


def written(tmp_path, content):
    path = tmp_path / "02_small.ipynb"
    path.write_bytes(content)
    return path


def test_a_byte_order_mark_is_read(tmp_path):
    text = json.dumps({"nbformat": 4, "cells": []}).encode()
    assert read_notebook(written(tmp_path, b"\xef\xbb\xbf" + text)) == read_notebook(written(tmp_path, text))


@pytest.mark.parametrize("content", [b"[" * 200_000, b'{"nbformat": 4, "cells": ' + b"[" * 200_000])
def test_deep_nesting_is_refused(tmp_path, content):
    with pytest.raises(NotebookUnreadable, match="expected a notebook .JSON., got something else; restore it"):
        read_notebook(written(tmp_path, content))


def test_a_notebook_of_format_3_is_told_as_such(tmp_path):
    path = tmp_path / "02_small.ipynb"
    nbformat.write(nbformat.v3.new_notebook(worksheets=[nbformat.v3.new_worksheet()]), path, version=3)
    with pytest.raises(
        NotebookUnreadable, match="expected notebook format 4, got 3; open it in JupyterLab and save it"
    ):
        read_notebook(path)


@pytest.mark.parametrize("version", ["4", [4], 4.5, None, 10**60])
def test_any_other_format_is_refused(tmp_path, version):
    with pytest.raises(NotebookUnreadable, match="expected notebook format 4, got"):
        read_notebook(written(tmp_path, json.dumps({"nbformat": version, "cells": []}).encode()))


def test_an_answer_that_is_no_text_for_a_file_is_no_stub(lesson):
    cell = {"cell_type": "code", "source": "\ud800", "metadata": {"rnncourse": {"stub": "x"}, "tags": [3, "a"]}}
    assert (
        not editions.is_stub(cell) and lessons.tags(cell) == ["a"] and lessons.tags({"metadata": {"tags": "a"}}) == []
    )
