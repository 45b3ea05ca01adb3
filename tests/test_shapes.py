"""The checks at every door name the argument, what was expected and what came."""

import numpy as np
import pytest
import torch

from rnncourse.shapes import (
    LEGEND,
    as_array,
    check_dtype,
    check_float,
    check_generator,
    check_ids,
    check_lengths,
    check_positive,
    check_shape,
    describe,
)


def test_letters_fit_any_size_and_numbers_fit_themselves():
    check_shape("x", np.zeros((5, 2, 3)), ("T", "B", 3))
    check_shape("x", np.zeros((5, 0)), ("T", 0))
    check_shape("x", np.zeros((5, 2)), (np.int64(5), "B"))
    check_shape("x", [[1.0, 2.0]], (1, 2))
    check_shape("x", torch.zeros(3, requires_grad=True), ("N",))


def test_letters_mean_one_thing_each():
    assert len(set(LEGEND.values())) == len(LEGEND)
    assert {"Dq", "Dk", "Dv"} <= LEGEND.keys() and "Q" not in LEGEND
    assert LEGEND["K"].startswith("outputs") and "vocabulary" in LEGEND["V"]


def test_a_pattern_is_written_as_a_shape_is():
    assert describe(("T", "B", 3)) == "(T, B, 3)"
    assert describe(("N",)) == "(N,)"
    assert describe(()) == "()"


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
        (lambda: check_shape("h", 5, ("N",)), r"h: expected \(N,\), got \(\)"),
        (lambda: check_shape("h", [[1], [1, 2]], ("T", "B")), "h: expected an array, got list that cannot be one"),
        (lambda: as_array("targets", [[1], [1, 2]]), "targets: expected an array, got list .*rows equally long"),
        (
            lambda: check_float("x", np.zeros(3), np.float32),
            "x: expected a NumPy array of dtype float32, got dtype float64",
        ),
        (
            lambda: check_float("x", np.zeros(3, np.float32), np.float64),
            r"x: expected .* float64, got dtype float32; convert it with np.asarray\(x, np.float64\) or build",
        ),
        (
            lambda: check_float("x", np.array([1.0, np.inf]), np.float64),
            r"x: expected finite numbers, got inf at index \(1,\)",
        ),
        (lambda: check_float("x", [1.0], np.float32), "x: expected a NumPy array of dtype float32, got list"),
        (lambda: check_float("x", torch.zeros(1), np.float32), "x: expected a NumPy array .* got Tensor"),
        (
            lambda: check_float("x", np.zeros(1, int)),
            r"x: expected .* float32 or float64, got dtype int64; convert it with np.asarray\(x, np.float32\)$",
        ),
        (lambda: check_float("x", np.zeros(1, np.float16)), "x: expected .* got dtype float16"),
        (lambda: check_float("x", np.zeros(1, ">f8")), "x: expected .* got dtype >f8"),
        (lambda: check_float("x", np.zeros(1), np.float32, where=False), "x: expected .*float32, got dtype float64"),
        (
            lambda: check_float("x", np.array([[np.nan, 1], [2, np.nan]]), where=np.array([[False], [True]])),
            r"x: expected finite numbers, got nan at index \(1, 1\)",
        ),
        (lambda: check_lengths([3, 1], 2, 2), "lengths: expected 0 to T = 2 .* got 3; there are only 2 time steps"),
        (lambda: check_lengths([1, -1], 2, 2), "lengths: expected 0 to T = 2 for each sequence, got -1"),
        (lambda: check_lengths([1, 2], 2, 3), r"lengths: expected \(3,\), got \(2,\)"),
        (lambda: check_lengths([1.0, 2.0], 2, 2), "lengths: expected integers, got dtype float64"),
        (lambda: check_lengths([True], 2, 1), "lengths: expected integers, got dtype bool"),
        (
            lambda: check_lengths([3], 2, 1, "target_lengths", letter="S", of="labels"),
            "target_lengths: expected 0 to S = 2 for each sequence, got 3; there are only 2 labels",
        ),
        (lambda: check_positive("rate", 0), "rate: expected a number > 0, got 0"),
        (lambda: check_positive("rate", -1, zero=True), "rate: expected a number >= 0, got -1"),
        (lambda: check_positive("rate", True), "rate: expected a number > 0, got True"),
        (lambda: check_positive("rate", np.inf), "rate: expected a number > 0, got inf"),
        (lambda: check_positive("rate", np.nan), "rate: expected a number > 0, got nan"),
        (lambda: check_positive("rate", 1j), "rate: expected a number > 0, got 1j"),
        (lambda: check_positive("rate", "1"), "rate: expected a number > 0, got '1'"),
        (lambda: check_positive("rate", None), "rate: expected a number > 0, got None"),
        (lambda: check_positive("size", 2.0, integer=True), "size: expected a whole number > 0, got 2.0"),
        (lambda: check_positive("size", 10**30, integer=True), r"size: expected a whole number > 0 and below 2\*\*31"),
        (lambda: check_positive("size", 2**31, integer=True), r"size: expected a whole number > 0 and below 2\*\*31"),
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
        (lambda: check_ids([[1], [1, 2]], 3, ndim=2), "ids: expected an array, got list"),
        (lambda: check_dtype(np.int32), "dtype: expected float32 or float64, got int32; pass np.float32"),
        (lambda: check_dtype(None), "dtype: expected float32 or float64, got None"),
        (lambda: check_dtype(torch.float32), "dtype: expected float32 or float64, got torch.float32"),
        (lambda: check_generator(0), r"rng: expected a np.random.Generator, got 0; pass np.random.default_rng\(0\)"),
        (lambda: check_generator(np.random.RandomState(0)), "rng: expected a np.random.Generator, got RandomState"),
    ],
)
def test_what_does_not_fit_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_what_fits_is_accepted():
    for dtype in (np.float32, np.float64):
        check_float("x", np.zeros(3, dtype), dtype)
        check_float("x", np.zeros(3, dtype))
        assert check_dtype(dtype) == check_dtype(np.dtype(dtype).name) == np.dtype(dtype)
    check_float("x", np.array([np.nan, 1.0]), where=np.array([False, True]))
    check_float("x", np.array([np.nan, np.inf]), where=False)
    for value in (1, 0.5, np.float32(0.5), np.int64(3)):
        check_positive("rate", value)
    for value in (0, 1, np.int64(3), 2**31 - 1):
        check_positive("size", value, zero=True, integer=True)
    rng = np.random.default_rng(0)
    assert check_generator(rng) is rng


def test_check_ids_names_the_argument_and_refuses_none_unless_told():
    assert check_ids(np.array([1, 2], np.uint8), 3).dtype == np.int64
    assert check_ids([0, 2], 3).tolist() == check_ids([0, 2]).tolist() == [0, 2]
    assert check_ids([1]).tolist() == [1]
    assert check_ids([], 3, empty=True).shape == (0,)
    with pytest.raises(ValueError, match="context: expected at least one id, got none"):
        check_ids([], 3, "context")


def test_check_lengths_gives_a_copy_of_its_own():
    lengths = np.array([2, 0, 1])
    checked = check_lengths(lengths, 2, 3)
    checked[0] = 1
    assert lengths[0] == 2 and checked.dtype == np.int64
    assert check_lengths([2, 0], 2, 2).tolist() == [2, 0]
