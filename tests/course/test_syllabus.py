"""The titles of the lessons stand in the syllabus; what readers see elsewhere agrees with it."""

import re
from pathlib import Path

import pytest

from rnncourse.course.lessons import all_lessons
from rnncourse.course.syllabus import PLAN

README = Path(__file__).parents[2] / "README.md"


def test_numbers_are_in_order_and_each_lesson_needs_earlier_ones():
    numbers = [planned.number for planned in PLAN]
    assert numbers == [f"{n:02}" for n in range(len(PLAN))]
    assert all(need < planned.number for planned in PLAN for need in planned.needs)


@pytest.mark.parametrize("lesson", [pytest.param(lesson, id=lesson.name) for lesson in all_lessons()])
def test_a_lesson_is_headed_by_its_number_and_title(lesson):
    first = lesson.read()["cells"][0]
    assert first["source"].splitlines()[0] == f"# {lesson.number} · {lesson.title}"


def test_the_readme_lists_the_lessons_that_are_there_by_their_titles():
    rows = re.findall(r"^\| (\d\d) \| ([^|]+) \|", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert rows == [(lesson.number, lesson.title) for lesson in all_lessons()]
