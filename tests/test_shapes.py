"""The checks at every door name the argument, what was expected and what came."""

import numpy as np
import pytest

from rnncourse.shapes import check_float, check_ids, check_lengths, check_positive, check_shape


def test_letters_fit_any_size_and_numbers_fit_themselves():
    check_shape("x", np.zeros((5, 2, 3)), ("T", "B", 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: check_shape("x", np.zeros((5, 2, 4)), ("T", "B", 3)),
            r"x: expected \(T, B, 3\), got \(5, 2, 4\)$",
        ),
        (
            lambda: check_shape("x", np.zeros((5, 0, 3)), ("T", "B", 3)),
            r"B \(sequences in a batch\) must be at least 1",
        ),
        (lambda: check_shape("h", np.zeros(4), (3,)), r"h: expected \(3,\), got \(4,\)"),
        (
            lambda: check_float("x", np.zeros(3), np.float32),
            "x: expected a NumPy array of dtype float32, got dtype float64",
        ),
        (
            lambda: check_float("x", np.array([1.0, np.inf]), np.float64),
            r"x: expected finite numbers, got inf at index \(1,\)",
        ),
        (lambda: check_lengths([3, 1], 2, 2), "lengths: expected 0 to T = 2"),
        (lambda: check_positive("rate", 0), "rate: expected a number > 0, got 0"),
        (lambda: check_positive("rate", True), "rate: expected a number > 0, got True"),
        (lambda: check_positive("size", 2.0, integer=True), "size: expected a whole number > 0, got 2.0"),
        (
            lambda: check_ids([[1, 2]], 3),
            r"ids: expected one sequence of ids, shape \(N,\), got shape \(1, 2\)",
        ),
        (
            lambda: check_ids([1, 2], 3, ndim=2),
            r"ids: expected a batch of ids, shape \(T, B\), got shape \(2,\)",
        ),
        (lambda: check_ids([1, 3], 3), "ids: expected ids below 3"),
        (lambda: check_ids([-1], 3), "ids: expected ids from 0 up, got -1"),
        (lambda: check_ids([0.5], 3), "ids: expected integers, got dtype float64"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_check_ids_names_the_argument_and_refuses_none_unless_told():
    assert check_ids(np.array([1, 2], np.uint8), 3).dtype == np.int64
    assert check_ids([], 3, empty=True).shape == (0,)
    with pytest.raises(ValueError, match="context: expected at least one id, got none"):
        check_ids([], 3, "context")
