"""What CTC's decoders say equals the enumeration of all paths."""

from itertools import groupby, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnncourse.decoding import ctc_beam_search, ctc_greedy
from rnncourse.scratch import ctc_loss, log_softmax


def draw_log_probs(T, B, K, seed=0, scale=2.0):
    return log_softmax(scale * np.random.default_rng(seed).standard_normal((T, B, K)))


def one_hot(path, K, p=0.9):
    """Log-probabilities (T, 1, K) that give each symbol of the path p and share the rest."""
    y = np.full((len(path), 1, K), (1 - p) / (K - 1))
    y[np.arange(len(path)), 0, path] = p
    return np.log(y)


def spelled(path, blank):
    return tuple(k for k, _ in groupby(path) if k != blank)


def all_labellings(log_probs, blank):
    """Every labelling of (T, K) and its probability, and the likeliest path with its log-probability."""
    T, K = log_probs.shape
    total, paths = {}, {}
    for path in product(range(K), repeat=T):
        paths[path] = sum(log_probs[t, k] for t, k in enumerate(path))
        labels = spelled(path, blank)
        total[labels] = total.get(labels, 0) + np.exp(paths[path])
    best = max(paths, key=paths.get)
    return total, spelled(best, blank), paths[best]


@settings(max_examples=60, deadline=None)
@given(T=st.integers(1, 5), K=st.integers(2, 4), seed=st.integers(0, 999), data=st.data())
def test_a_beam_that_holds_everything_gives_every_labelling_its_probability(T, K, seed, data):
    blank = data.draw(st.integers(0, K - 1))
    log_probs = draw_log_probs(T, 1, K, seed)
    want, path, path_log_prob = all_labellings(log_probs[:, 0], blank)
    (beam,) = ctc_beam_search(log_probs, blank=blank, beam_size=10_000)
    assert {tuple(d.labels) for d in beam} == want.keys()
    np.testing.assert_allclose([np.exp(d.log_prob) for d in beam], [want[tuple(d.labels)] for d in beam], atol=1e-12)
    assert [d.log_prob for d in beam] == sorted((d.log_prob for d in beam), reverse=True)
    assert want[tuple(beam[0].labels)] == pytest.approx(max(want.values()))
    (greedy,) = ctc_greedy(log_probs, blank=blank)
    assert tuple(greedy.labels) == path and greedy.log_prob == pytest.approx(path_log_prob)


@settings(max_examples=30, deadline=None)
@given(beam_size=st.integers(1, 12), seed=st.integers(0, 999))
def test_a_small_beam_never_says_more_than_the_truth(beam_size, seed):
    log_probs = draw_log_probs(8, 1, 4, seed)
    (beam,) = ctc_beam_search(log_probs, beam_size=beam_size)
    assert 1 <= len(beam) <= beam_size
    assert len({tuple(d.labels) for d in beam}) == len(beam)
    for d in beam:
        assert d.log_prob <= -ctc_loss(log_probs, [d.labels])[0][0] + 1e-10


def test_the_likeliest_labels_need_not_be_those_of_the_likeliest_path():
    log_probs = np.log(np.array([[0.6, 0.4], [0.6, 0.4]]))[:, None]  # blank blank 0.36; but three paths spell 1
    assert ctc_greedy(log_probs)[0].labels.tolist() == []
    (best, nothing) = ctc_beam_search(log_probs)[0]
    assert best.labels.tolist() == [1] and np.exp(best.log_prob) == pytest.approx(0.64)
    assert nothing.labels.tolist() == [] and np.exp(nothing.log_prob) == pytest.approx(0.36)


@pytest.mark.parametrize(
    ("path", "labels"),
    [([1, 1, 0, 1, 2, 2], [1, 1, 2]), ([0, 0], []), ([3], [3]), ([2, 0, 0, 2, 1, 2], [2, 2, 1, 2]), ([1, 1, 1], [1])],
)
def test_repetitions_are_merged_and_then_blanks_dropped(path, labels):
    log_probs = one_hot(path, 4)
    greedy, beam = ctc_greedy(log_probs)[0], ctc_beam_search(log_probs)[0][0]
    assert greedy.labels.tolist() == beam.labels.tolist() == labels
    assert greedy.labels.dtype == beam.labels.dtype == np.int64
    assert greedy.log_prob == pytest.approx(len(path) * np.log(0.9))


def test_only_the_steps_inside_the_lengths_count_and_a_batch_equals_its_sequences():
    log_probs = draw_log_probs(7, 4, 5).astype(np.float32)
    lengths = [7, 0, 3, 5]
    nonsense = log_probs.copy()
    nonsense[np.arange(7)[:, None] >= lengths] = 1e3
    greedy, beams = ctc_greedy(nonsense, lengths), ctc_beam_search(nonsense, lengths, beam_size=4)
    for b in (0, 2, 3):
        alone = log_probs[: lengths[b], b : b + 1]
        assert greedy[b].labels.tolist() == ctc_greedy(alone)[0].labels.tolist()
        assert greedy[b].log_prob == ctc_greedy(alone)[0].log_prob
        want = ctc_beam_search(alone, beam_size=4)[0]
        assert [(d.labels.tolist(), d.log_prob) for d in beams[b]] == [(d.labels.tolist(), d.log_prob) for d in want]
    assert greedy[1].labels.tolist() == [] and greedy[1].log_prob == 0
    assert [(d.labels.tolist(), d.log_prob) for d in beams[1]] == [([], 0)]


def test_what_has_probability_zero_is_not_in_the_beam():
    with np.errstate(divide="ignore"):
        log_probs = np.log(np.array([[0.0, 1, 0], [0.5, 0, 0.5]]))[:, None]
    assert {tuple(d.labels) for d in ctc_beam_search(log_probs, beam_size=100)[0]} == {(1,), (1, 2)}


@pytest.mark.parametrize("decode", [ctc_greedy, ctc_beam_search])
@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda a: a + 1, {}, "log_probs: .* got a sum of 2.718 at step 0 of sequence 0; apply log_softmax"),
        (lambda a: a * np.nan, {}, "log_probs: .* got a sum of nan at step 0"),
        (lambda a: a[0], {}, r"log_probs: expected \(T, B, K\), got \(2, 3\)"),
        (lambda a: a.astype(int), {}, "log_probs: expected a NumPy array of dtype float32 or float64, got dtype int64"),
        (lambda a: [[[0.5], []]], {}, "log_probs: expected an array, got list that cannot be one"),
        (lambda a: a, dict(input_lengths=[4, 5]), "lengths: expected 0 to T = 4 .*, got 5"),
        (lambda a: a, dict(blank=3), "blank: expected a whole number from 0 to 2, one of the K = 3 symbols, got 3"),
        (lambda a: a, dict(blank=True), "blank: .* got True"),
    ],
)
def test_decoders_refuse(decode, change, options, message):
    with pytest.raises(ValueError, match=message):
        decode(change(draw_log_probs(4, 2, 3)), **options)


def test_a_beam_of_nothing_is_refused():
    with pytest.raises(ValueError, match="beam_size: expected a whole number > 0, got 0"):
        ctc_beam_search(draw_log_probs(4, 2, 3), beam_size=0)
