"""What CTC needs to know of its log-probabilities, for its loss and for its decoders."""

import numpy as np
import pytest

from rnncourse.decoding.ctc import check_log_probs

UNIFORM = np.full((4, 2, 3), -np.log(3))


def test_check_log_probs_gives_the_lengths():
    assert check_log_probs(UNIFORM, None, 0).tolist() == [4, 4]
    lengths = check_log_probs(UNIFORM, [4, 1], 2)
    assert lengths.tolist() == [4, 1] and lengths.dtype == np.int64
    with np.errstate(divide="ignore"):
        check_log_probs(np.log(np.array([[[0.5, 0.5, 0]]], np.float32)), [1], 0)  # -inf is a probability of 0


@pytest.mark.parametrize("junk", [np.nan, np.inf, -np.inf, 1e6])
def test_check_log_probs_does_not_read_what_stands_after_an_end(junk):
    log_probs = UNIFORM.copy()
    log_probs[2:, 1] = junk
    assert check_log_probs(log_probs, [4, 2], 0).tolist() == [4, 2]
    with pytest.raises(ValueError, match="got a sum of .* at step 2 of sequence 1"):
        check_log_probs(log_probs, [4, 3], 0)


@pytest.mark.parametrize(
    ("log_probs", "lengths", "blank", "message"),
    [
        (UNIFORM + 1, None, 0, "log_probs: .*got a sum of 2.718 at step 0 of sequence 0; apply log_softmax"),
        (UNIFORM - 0.002, None, 0, "log_probs: .*apply log_softmax"),
        (UNIFORM * np.nan, None, 0, "log_probs: .*got a sum of nan at step 0 .*; did the training diverge"),
        (UNIFORM[0], None, 0, r"log_probs: expected \(T, B, K\), got \(2, 3\)"),
        (UNIFORM[:0], None, 0, r"log_probs: expected \(T, B, K\), got \(0, 2, 3\); T"),
        (UNIFORM.astype(int), None, 0, "log_probs: expected .* got dtype int64"),
        (UNIFORM.tolist(), None, 0, "log_probs: expected a NumPy array .* got list"),
        (UNIFORM, [4, 5], 0, "input_lengths: expected 0 to T = 4 .* got 5; there are only 4 time steps"),
        (UNIFORM, [4], 0, r"input_lengths: expected \(2,\), got \(1,\)"),
        (UNIFORM, None, 3, "blank: expected a whole number from 0 to 2, one of the K = 3 symbols, got 3"),
        (UNIFORM, None, -1, "blank: .* got -1"),
        (UNIFORM, None, True, "blank: .* got True"),
        (UNIFORM, None, 0.5, "blank: .* got 0.5"),
    ],
)
def test_check_log_probs_refuses(log_probs, lengths, blank, message):
    with pytest.raises(ValueError, match=message):
        check_log_probs(log_probs, lengths, blank)
