import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rnncourse.batching import PairBatch, pad_batch, stream_batches, stream_length, to_device


def test_streams_of_a_small_text_by_hand():
    batches = list(stream_batches(np.arange(12), batch_size=2, steps=3))
    assert [x.T.tolist() for x, _ in batches] == [[[0, 1, 2], [5, 6, 7]], [[3, 4], [8, 9]]]
    assert [y.T.tolist() for _, y in batches] == [[[1, 2, 3], [6, 7, 8]], [[4, 5], [9, 10]]]
    assert all(a.dtype == np.int64 and a.flags.c_contiguous for batch in batches for a in batch)


@st.composite
def cuts(draw):
    batch_size, steps = draw(st.integers(1, 5)), draw(st.integers(1, 6))
    return draw(st.integers(batch_size * steps + 1, 90)), batch_size, steps


@given(cuts())
def test_streams_cover_the_text_without_overlap(cut):
    size, batch_size, steps = cut
    x, y = (np.concatenate(part) for part in zip(*stream_batches(np.arange(size), batch_size, steps), strict=True))
    covered = x.T.ravel()  # stream after stream
    assert covered.tolist() == list(range(len(covered)))
    assert size - 1 - len(covered) < batch_size
    assert (y == x + 1).all()


@given(cuts())
def test_stream_length_is_the_number_of_batches_and_only_the_last_is_short(cut):
    size, batch_size, steps = cut
    shapes = [x.shape for x, _ in stream_batches(np.zeros(size, int), batch_size, steps)]
    assert len(shapes) == stream_length(size, batch_size, steps)
    assert set(shapes[:-1]) <= {(steps, batch_size)}
    assert 1 <= shapes[-1][0] <= steps


def test_the_smallest_text_gives_one_batch_and_one_id_less_says_how_many_are_needed():
    ((x, y),) = stream_batches(range(7), batch_size=2, steps=3)
    assert x.shape == y.shape == (3, 2)
    with pytest.raises(ValueError, match=r"at least 7 ids \(batch_size 2 × steps 3.*got 6"):
        stream_batches(range(6), batch_size=2, steps=3)  # at once: nothing asks for a batch


def test_a_batch_may_be_written_to_without_changing_the_text():
    ids = np.arange(9)
    for x, y in stream_batches(ids, 2, 2):
        x[:], y[:] = -1, -1
    assert ids.tolist() == list(range(9))


@pytest.mark.parametrize("option", ["batch_size", "steps"])
def test_sizes_below_one_are_refused(option):
    with pytest.raises(ValueError, match=f"{option}: expected a whole number > 0, got 0"):
        stream_batches(range(9), **{"batch_size": 2, "steps": 2, option: 0})


@pytest.mark.parametrize(
    "ids, message", [([], "at least one id"), ([0.5, 1.0], "expected integers"), ([3, -1], "from 0 up")]
)
def test_streams_refuse_what_are_no_ids(ids, message):
    with pytest.raises(ValueError, match=message):
        stream_batches(ids, 1, 1)


def test_padding_fills_up_to_the_longest():
    x, lengths = pad_batch([[1, 2, 3], [4], [5, 6]], pad=9)
    assert x.T.tolist() == [[1, 2, 3], [4, 9, 9], [5, 6, 9]]
    assert lengths.tolist() == [3, 1, 2] and lengths.dtype == np.int64


@given(st.lists(st.integers(1, 6), min_size=1, max_size=5), st.sampled_from([(), (1,), (3,)]))
def test_a_padded_batch_gives_every_sequence_back(sizes, rest):
    sequences = [np.arange(np.prod((n, *rest)), dtype=np.float32).reshape(n, *rest) + n for n in sizes]
    x, lengths = pad_batch(sequences, pad=-1)
    assert x.shape == (max(sizes), len(sizes), *rest) and x.dtype == np.float32
    for b, sequence in enumerate(sequences):
        assert np.array_equal(x[: lengths[b], b], sequence)
        assert (x[lengths[b] :, b] == -1).all()


@pytest.mark.parametrize(
    "sequences, message",
    [
        ([], "at least one sequence"),
        ([[1], []], r"sequences\[1\]: expected at least one step"),
        ([[1], 2], r"sequences\[1\]: expected at least one step"),
        ([np.ones((2, 3)), np.ones((2, 4))], r"sequences\[1\]: expected shape \(T, 3\).*got \(2, 4\)"),
        ([[1], [[1]]], r"sequences\[1\]: expected shape \(T\).*got \(1, 1\)"),
    ],
)
def test_sequences_that_cannot_lie_side_by_side_are_refused(sequences, message):
    with pytest.raises(ValueError, match=message):
        pad_batch(sequences)


@pytest.mark.parametrize("pad", [0.5, float("nan"), float("inf"), 300, -1])
def test_a_pad_that_the_ids_cannot_hold_is_refused(pad):
    with pytest.raises(ValueError, match=f"^pad: expected a whole number that uint8 can hold.*got {pad}"):
        pad_batch([np.ones(2, np.uint8)], pad=pad)


@pytest.mark.parametrize("pad", [0, 255, 7.0])
def test_a_pad_that_the_ids_can_hold_is_taken(pad):
    assert pad_batch([np.ones(2, np.uint8), np.ones(1, np.uint8)], pad=pad)[0][1, 1] == pad


def test_numbers_may_be_padded_with_nan():
    x, _ = pad_batch([[1.0, 2.0], [3.0]], pad=np.nan)
    assert np.isnan(x[1, 1]) and x.dtype == np.float64


def test_the_tensors_of_a_batch_go_to_a_device_and_the_rest_stays():
    torch = pytest.importorskip("torch")
    ids = torch.zeros(2, 3)
    batch = to_device({"pair": PairBatch(ids, ids, None), "parts": [ids, "name", (ids, 7)]}, "meta")
    pair, (first, name, (second, seven)) = batch["pair"], batch["parts"]
    assert isinstance(pair, PairBatch) and pair.target is None and (name, seven) == ("name", 7)
    assert {part.device.type for part in (pair.source, pair.source_lengths, first, second)} == {"meta"}
    assert ids.device.type == "cpu"
