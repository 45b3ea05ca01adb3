"""An answer is judged by what it gives, in every case and every form of it."""

from collections import namedtuple
from fractions import Fraction

import numpy as np
import pytest

from rnncourse.course.checks import CheckFailed, OpenExercise
from rnncourse.course.compare import agree
from rnncourse.course.difference import difference

Pair = namedtuple("Pair", "h c")


def softmax(scores, axis=-1):
    e = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


CASES = [(np.random.default_rng(seed).normal(size=shape),) for seed, shape in enumerate([(1,), (3,), (2, 4)])]


def judged(answer, reference=softmax, cases=CASES, **options):
    with pytest.raises(CheckFailed) as failed:
        agree("softmax", lambda: answer, reference, cases, "look at the axis", **options)
    return failed.value


def passes(answer, reference=softmax, cases=CASES, **options):
    agree("softmax", lambda: answer, reference, cases, "look at the axis", **options)


@pytest.mark.parametrize(
    "answer",
    [
        softmax,
        lambda scores: softmax(scores).tolist(),
        lambda scores: softmax(scores).astype(np.float32),
        lambda scores: softmax(np.asarray(scores, np.float64)),
        lambda scores: np.exp(np.asarray(scores) - np.logaddexp.reduce(scores, axis=-1)[..., None]),
    ],
    ids=["itself", "lists", "float32", "upcast", "written differently"],
)
def test_a_right_answer_passes_however_it_is_written(answer):
    passes(answer)


def test_a_wrong_answer_is_told_case_expected_got_and_hint():
    failed = judged(lambda scores: np.exp(scores) / np.exp(scores).sum())
    assert failed.case == "scores of shape (2, 4)" or failed.case.startswith("scores = [[")
    assert "at index [0, 0]" in failed.expected and "8 of 8 values differ" in failed.got
    assert failed.hint == "look at the axis" and "for:" in str(failed)


def test_numbers_are_printed_until_they_differ():
    failed = judged(lambda x: 0.7615941559557649 + 1e-7, lambda x: 0.7615941559557649, [(1.0,)])
    assert failed.expected != failed.got
    assert failed.expected.startswith("0.76159416") or failed.expected.startswith("0.7615942")


def test_float32_input_is_judged_at_its_own_precision_and_still_judged():
    passes(lambda x: x + x.dtype.type(1e-6), lambda x: x, [(np.ones(3, np.float32),)], float32=False)
    assert "float32" in judged(lambda x: x if x.dtype == np.float64 else x + 1, lambda x: x, [(np.ones(3),)]).case


def test_lists_are_tried_where_asked():
    passes(lambda scores: softmax(np.asarray(scores)), lists=True)
    assert "(as lists)" in judged(lambda scores: softmax(scores), lists=True).case


def test_a_changed_argument_is_named_even_where_the_result_is_right():
    def changes(scores):
        result = softmax(scores)
        scores -= 1
        return result

    failed = judged(changes)
    assert "your answer changes scores" in failed.hint

    def sorts(words):
        words.sort()
        return words

    assert "changes words" in judged(sorts, lambda words: sorted(words), [(["b", "a"],)]).hint

    def empties(state):
        return state.pop("h")

    assert "changes state" in judged(empties, lambda state: state["h"], [({"h": 1.0},)]).hint


def test_the_hint_is_that_of_the_mistake_made():
    mistakes = {"you have summed over everything": lambda scores: np.exp(scores) / np.exp(scores).sum()}
    assert judged(lambda scores: np.exp(scores) / np.exp(scores).sum(), mistakes=mistakes).hint in mistakes
    assert judged(lambda scores: scores, mistakes=mistakes).hint == "look at the axis"


def test_what_is_missing_is_open_and_what_raises_is_told():
    def blank(scores):
        raise NotImplementedError("open exercise: write your answer here")

    for answer in (blank, lambda scores: ...):
        with pytest.raises(OpenExercise):
            passes(answer)
    assert "ZeroDivisionError" in judged(lambda scores: 1 / 0).got
    assert "does your answer return something" in judged(lambda scores: None).got
    with pytest.raises(CheckFailed, match="NameError"):
        agree("x", lambda: never_defined, softmax, CASES, "hint")  # noqa: F821


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (3, 3), (3.0, 3), (np.int64(3), 3), (Fraction(1, 3), 1 / 3), ([1, 2], np.array([1, 2])), ((1, 2), [1, 2]),
        ({"a": 1.0}, {"a": 1.0}), (Pair(1, 2), (1, 2)), ([np.ones(2), "x"], (np.ones(2), "x")), ("ab", "ab"),
        (None, None), (float("nan"), float("nan")), (np.inf, np.inf), ([], []), ((), ()), (True, True), ({1}, {1}),
        (np.float32(0.1), 0.1), ([Fraction(1, 2)], [0.5]),
    ],
)  # fmt: skip
def test_agreeing(got, want):
    assert difference(got, want) is None


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (4, 3), (3.1, 3), (np.inf, 1.0), (-np.inf, np.inf), (float("nan"), 1.0), (1.0, float("nan")), ([1], np.ones(2)),
        ({"a": 1.0}, {"b": 1.0}), ({"a": 1.0}, {"a": 2.0}), (1, {"a": 1}), ("1", 1), (1, "1"), ("ab", "ac"), (None, 0),
        ((1,), (1, 2)), (5, (1, 2)), (np.ones((2, 1)), np.ones(2)), (False, True), ([1, 3], [1, 2]), ("x", ["x"]),
        (1430000000, 1429840335), ([[1], [1, 2]], np.ones((2, 2))), (2**40 + 1, 2**40), ([1.0, 2.0], "ab"),
    ],
)  # fmt: skip
def test_differing(got, want):
    expected, came = difference(got, want)
    assert expected and came and expected != came


def test_a_replaced_numpy_function_deceives_nobody(monkeypatch):
    for name in ("allclose", "isclose", "array_equal", "asarray", "abs", "isfinite"):
        monkeypatch.setattr(np, name, lambda *args, **kwargs: True)
    assert difference(np.array([1.0, 2.0]), np.array([1.0, 3.0])) is not None
