"""Lessons as files.

lessons     find the lessons, read any notebook safely
editions    the student edition of a lesson, made by nbgrader's own preprocessors
workspace   the learner's copies: start and update, which never overwrite an edited one
copies      replacing a copy that an editor may be writing to, and putting right what a stopped command left
checks      what the check cell of an exercise calls: expect, expect_close, ..., done
exercises   find the exercises of a lesson and run one alone, in a fresh namespace
progress    run a learner's exercises and tell how far they are
execute     run a lesson afresh and store what it printed
doctor      what is wrong with this machine, and what to do
source      show(RNN.step): the package's code, printed in a lesson
"""

from rnncourse.course.source import show

__all__ = ["show"]
