"""CTC equals the enumeration of all paths, torch, and finite differences of the scores."""

from itertools import groupby, product

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnncourse.scratch import alignments, ctc_loss, log_softmax, numerical_gradient, relative_error

CASES = {  # T, K, blank, targets, input lengths
    "one of everything": (1, 2, 0, [[1]], [1]),
    "a batch": (12, 6, 0, [[1, 2, 3], [5, 4], [3, 1, 2, 5, 4]], [12, 12, 12]),
    "repeated labels": (11, 4, 0, [[1, 1, 1], [2, 2, 3, 3], [1, 2, 1, 2]], [11, 11, 11]),
    "nothing to say": (5, 3, 0, [[], [1], []], [5, 5, 3]),
    "only nothing": (4, 3, 0, [[], []], [4, 2]),
    "exactly as long as needed": (6, 4, 0, [[1, 2, 3, 1, 2], [1, 1, 2, 2], [3]], [5, 6, 1]),
    "shorter inputs": (20, 7, 0, [[1, 2, 2], [3], [4, 5, 6, 1]], [20, 7, 11]),
    "the blank is last": (9, 4, 3, [[0, 1, 1], [2]], [9, 6]),
    "the blank is in the middle": (9, 4, 2, [[0, 1, 1], [3, 3]], [9, 6]),
    "long": (150, 30, 0, [list(range(1, 30)), [7] * 25], [150, 140]),
}
IMPOSSIBLE = {
    "longer than the input": [[1, 2, 3, 1, 2]],
    "no room between equals": [[1, 1, 2, 2]],  # four steps hold four labels, but not the two blanks
}


def scores_and_log_probs(T, B, K, seed=0, scale=2.0):
    scores = scale * np.random.default_rng(seed).standard_normal((T, B, K))
    return scores, log_softmax(scores)


def padded(targets, fill=0):
    whole = np.full((len(targets), max(map(len, targets))), fill)
    for row, target in zip(whole, targets, strict=True):
        row[: len(target)] = target
    return whole, np.array([len(target) for target in targets])


def run_torch(scores, targets, input_lengths, blank, **options):
    """losses, gradient by log_probs, gradient by the scores."""
    whole, lengths = padded(targets, fill=1 if blank == 0 else 0)
    s = torch.tensor(scores, requires_grad=True)
    log_probs = s.log_softmax(-1)
    log_probs.retain_grad()
    arguments = torch.tensor(whole), torch.tensor(input_lengths), torch.tensor(lengths)
    losses = torch.nn.functional.ctc_loss(log_probs, *arguments, blank=blank, reduction="none", **options)
    losses.sum().backward()
    return losses.detach().numpy(), log_probs.grad.numpy(), s.grad.numpy()


def spelled(path, blank):
    return tuple(k for k, _ in groupby(path) if k != blank)


def by_enumeration(log_probs, target, blank):
    """-log of the summed probability of every path that spells the target, and the paths themselves."""
    T, K = log_probs.shape
    paths = [p for p in product(range(K), repeat=T) if spelled(p, blank) == tuple(target)]
    total = sum(np.exp(sum(log_probs[t, k] for t, k in enumerate(p))) for p in paths)
    with np.errstate(divide="ignore"):
        return -np.log(total), paths


@pytest.mark.parametrize("name", CASES)
def test_ctc_equals_torch(name):
    T, K, blank, targets, lengths = CASES[name]
    scores, log_probs = scores_and_log_probs(T, len(targets), K)
    losses, gradient = ctc_loss(log_probs, *(padded(targets)[0], lengths, padded(targets)[1]), blank=blank)
    want, native, by_scores = run_torch(scores, targets, lengths, blank)
    np.testing.assert_allclose(losses, want, rtol=0, atol=1e-10)
    np.testing.assert_allclose(gradient, native, rtol=0, atol=1e-10)
    np.testing.assert_allclose(gradient, by_scores, rtol=0, atol=1e-10)
    through_log_softmax = gradient - np.exp(log_probs) * gradient.sum(axis=-1, keepdims=True)
    np.testing.assert_allclose(through_log_softmax, by_scores, rtol=0, atol=1e-10)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_ctc_equals_the_sum_over_all_paths(data):
    T, K, B = (data.draw(st.integers(*r)) for r in [(1, 5), (2, 4), (1, 3)])
    blank = data.draw(st.integers(0, K - 1))
    label = st.integers(0, K - 1).filter(lambda k: k != blank)
    targets = [data.draw(st.lists(label, max_size=T)) for _ in range(B)]
    lengths = [data.draw(st.integers(0, T)) for _ in range(B)]
    scores, log_probs = scores_and_log_probs(T, B, K, seed=data.draw(st.integers(0, 99)))
    losses, gradient = ctc_loss(log_probs, targets, lengths, blank=blank, zero_infinity=True)
    for b, target in enumerate(targets):
        want, _ = by_enumeration(log_probs[: lengths[b], b], target, blank)
        assert losses[b] == pytest.approx(want, abs=1e-10)
    assert np.isfinite(gradient).all()
    np.testing.assert_allclose(gradient.sum(axis=-1), 0, atol=1e-10)


@pytest.mark.parametrize("name", [name for name in CASES if name != "long"])
def test_the_gradient_stands_finite_differences_of_the_scores(name):
    T, K, blank, targets, lengths = CASES[name]
    scores, log_probs = scores_and_log_probs(T, len(targets), K)
    _, gradient = ctc_loss(log_probs, targets, lengths, blank=blank)
    numerical = numerical_gradient(
        lambda: float(ctc_loss(log_softmax(scores), targets, lengths, blank=blank)[0].sum()), scores
    )
    assert relative_error(gradient, numerical) < 1e-6


@pytest.mark.parametrize("targets", IMPOSSIBLE.values(), ids=IMPOSSIBLE)
def test_an_impossible_target_costs_infinity_and_never_gives_nan(targets):
    scores, log_probs = scores_and_log_probs(4, 2, 4)
    both = [*targets, [1, 2]]
    losses, gradient = ctc_loss(log_probs, both, [4, 4])
    assert losses[0] == np.inf and np.isfinite(losses[1])
    np.testing.assert_allclose(gradient[:, 0], np.exp(log_probs[:, 0]))
    losses, zeroed = ctc_loss(log_probs, both, [4, 4], zero_infinity=True)
    assert losses[0] == np.inf
    np.testing.assert_array_equal(zeroed[:, 0], 0)
    np.testing.assert_array_equal(zeroed[:, 1], gradient[:, 1])
    _, native, _ = run_torch(scores, both, [4, 4], 0, zero_infinity=True)
    np.testing.assert_allclose(zeroed, native, rtol=0, atol=1e-10)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_symbol_of_probability_zero_is_no_trouble(dtype):
    with np.errstate(divide="ignore"):
        log_probs = np.log(np.array([[0.5, 0.5, 0], [0, 1, 0], [0.25, 0, 0.75]], dtype))[:, None]
    losses, gradient = ctc_loss(log_probs, [[1, 2]], [3])
    assert losses[0] == pytest.approx(-np.log(0.75))  # 0 1 2 and 1 1 2
    np.testing.assert_allclose(gradient[:, 0], [[0, 0, 0], [0, 0, 0], [0.25, 0, -0.25]], atol=1e-6)
    losses, gradient = ctc_loss(log_probs, [[2, 1]], [3], zero_infinity=True)
    assert losses[0] == np.inf and not gradient.any()


def test_an_input_of_no_steps_spells_nothing_and_only_nothing():
    _, log_probs = scores_and_log_probs(3, 2, 3)
    losses, gradient = ctc_loss(log_probs, [[], [1]], [0, 0])
    assert losses.tolist() == [0, np.inf]
    np.testing.assert_array_equal(gradient, 0)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_padding_changes_nothing_and_a_permuted_batch_gives_a_permuted_result(data):
    targets = data.draw(st.lists(st.lists(st.integers(1, 4), max_size=4), min_size=2, max_size=4))
    lengths = np.array([data.draw(st.integers(0, 9)) for _ in targets])
    order = list(data.draw(st.permutations(range(len(targets)))))
    _, log_probs = scores_and_log_probs(9, len(targets), 5)
    losses, gradient = ctc_loss(log_probs, targets, lengths)

    nonsense = np.concatenate([log_probs, np.full((3, *log_probs.shape[1:]), 50.0)])
    nonsense[np.arange(12)[:, None] >= lengths] = data.draw(st.sampled_from([50.0, 1e4, np.nan, np.inf, -np.inf]))
    whole, S = padded([[*t, *[-7] * (9 - len(t))] for t in targets])[0], [len(t) for t in targets]
    losses2, gradient2 = ctc_loss(nonsense, whole, lengths, S)
    np.testing.assert_allclose(losses2, losses, atol=1e-12)
    np.testing.assert_allclose(gradient2[:9], gradient, atol=1e-12)
    np.testing.assert_array_equal(gradient2[9:], 0)

    losses3, gradient3 = ctc_loss(log_probs[:, order], [targets[b] for b in order], lengths[order])
    np.testing.assert_allclose(losses3, losses[order], atol=1e-12)
    np.testing.assert_allclose(gradient3, gradient[:, order], atol=1e-12)


def test_lists_arrays_and_left_out_lengths_say_the_same():
    _, log_probs = scores_and_log_probs(8, 2, 4)
    want = ctc_loss(log_probs, np.array([[1, 2], [3, 3]]), [8, 8], [2, 2])
    for call in [
        (np.array([[1, 2], [3, 3]]),),
        ([[1, 2], [3, 3]],),
        ([np.array([1, 2, 9]), [3, 3]], None, [2, 2]),
        ((np.array([1, 2], np.int32), (3, 3)), [8, 8]),
    ]:
        for got, expected in zip(ctc_loss(log_probs, *call), want, strict=True):
            np.testing.assert_array_equal(got, expected)


def test_the_arguments_stay_as_they_were_and_so_does_the_dtype():
    _, log_probs = scores_and_log_probs(9, 2, 4)
    log_probs = log_probs.astype(np.float32)
    kept, targets = log_probs.copy(), np.array([[1, 2], [3, 0]])
    losses, gradient = ctc_loss(log_probs, targets, [9, 4], [2, 1])
    assert losses.dtype == gradient.dtype == np.float32
    np.testing.assert_array_equal(log_probs, kept)
    np.testing.assert_array_equal(targets, [[1, 2], [3, 0]])
    want = ctc_loss(log_probs.astype(np.float64), targets, [9, 4], [2, 1])
    np.testing.assert_allclose(losses, want[0], rtol=1e-5)
    np.testing.assert_allclose(gradient, want[1], atol=1e-5)


@pytest.mark.parametrize("target", [[1, 2], [1, 1], [2], []])
def test_alignments_equal_the_paths_counted_one_by_one(target):
    _, log_probs = scores_and_log_probs(5, 1, 3)
    log_probs = log_probs[:, 0]
    found = alignments(log_probs, target)
    loss, paths = by_enumeration(log_probs, target, 0)
    assert found.loss == pytest.approx(loss, abs=1e-10)
    assert found.labels.tolist() == [0, *[x for k in target for x in (k, 0)]]
    # Where a path stands: s moves on by the labels of the path, and is even on a blank.
    posterior = np.zeros((5, 2 * len(target) + 1))
    for path in paths:
        p = np.exp(sum(log_probs[t, k] for t, k in enumerate(path)) + loss)
        s, before = 0, 0
        for t, k in enumerate(path):
            s = s if k == before else s + 1 if (k == 0 or before == 0) else s + 2
            posterior[t, s] += p
            before = k
    np.testing.assert_allclose(found.posterior, posterior, atol=1e-10)
    np.testing.assert_allclose(found.posterior.sum(axis=1), 1, atol=1e-10)
    # Whatever the step, beginnings and ends together are all paths.
    emit = log_probs[:, found.labels]
    np.testing.assert_allclose(np.exp(found.alpha + found.beta - emit).sum(axis=1), np.exp(-loss), rtol=1e-10)
    assert (found.alpha[0, 2:] == -np.inf).all() and (found.beta[-1, :-2] == -np.inf).all()


def bad_inputs():
    _, log_probs = scores_and_log_probs(6, 2, 4)
    nan, scores = log_probs.copy(), log_probs + 1
    nan[3, 1, 2] = np.nan
    targets = [[1, 2], [3]]
    whole = np.array([[1, 2], [3, 0]])
    yield "NaN", (nan, targets), {}, "log_probs: .* got a sum of nan at step 3 of sequence 1; did the training diverge"
    yield "scores", (scores, targets), {}, "log_probs: .* got a sum of 2.718 at step 0 of sequence 0; apply log_softmax"
    yield "probabilities", (np.exp(log_probs), targets), {}, "log_probs: .*apply log_softmax"
    yield "integers", (np.zeros((6, 2, 4), int), targets), {}, "log_probs: expected .*float32 or float64, got dtype int"
    yield "a list", ([[[0.0]]], targets), {}, "log_probs: expected a NumPy array .*got list"
    yield "no batch", (log_probs[:, 0], targets), {}, r"log_probs: expected \(T, B, K\), got \(6, 4\)"
    yield "the blank as a label", (log_probs, [[1, 0], [2]]), {}, "targets: expected labels other than the blank, got 0"
    yield "another blank as a label", (log_probs, targets), dict(blank=3), "other than the blank, got 3"
    yield "padding counted", (log_probs, whole), {}, "targets: .*got 0; .*pass target_lengths"
    yield "label too large", (log_probs, [[1, 4], [2]]), {}, "targets: expected labels from 0 to 3, got 4"
    yield "half precision", (log_probs.astype(np.float16), targets), {}, "log_probs: .*got dtype float16"
    yield "infinity", (np.full((6, 2, 4), np.inf), targets), {}, "log_probs: .*got a sum of inf at step 0 of sequence 0"
    yield "ragged labels", (log_probs, [[[1], [1, 2]], [3]]), {}, "targets: expected an array, got list that cannot be"
    yield "a list of nothing", (log_probs, []), {}, "targets: expected a list of sequences of labels, .* got none"
    yield "words", (log_probs, [["a"], ["b"]]), {}, r"targets\[0\]: expected integer labels"
    yield "something else", (log_probs, 5), {}, r"targets: expected \(2, S\), a row of labels"
    yield "truth as lengths", (log_probs, targets, [True, True]), {}, "input_lengths: expected integers, got dtype bool"
    yield "negative label", (log_probs, [[-1], [2]]), {}, "targets: expected labels from 0 to 3, got -1"
    yield (
        "input too long",
        (log_probs, targets, [6, 7]),
        {},
        "input_lengths: .* 0 to T = 6 .*, got 7; there are only 6 time",
    )
    yield (
        "negative length",
        (log_probs, targets, [6, -1]),
        {},
        "input_lengths: expected 0 to T = 6 for each sequence, got -1",
    )
    yield "fraction", (log_probs, targets, [6.0, 5.5]), {}, "input_lengths: expected integers, got dtype float64"
    yield "lengths of others", (log_probs, targets, [6]), {}, r"input_lengths: expected \(2,\), got \(1,\)"
    yield (
        "beyond the width",
        (log_probs, whole, None, [3, 1]),
        {},
        "target_lengths: expected 0 to S = 2 .*, got 3; .*columns",
    )
    yield "beyond its list", (log_probs, targets, None, [2, 2]), {}, r"target_lengths: .* 1, .* targets\[1\], got 2"
    yield "targets of others", (log_probs, [[1]]), {}, r"targets: expected \(2, S\), a row of labels .*got \(1, 1\)"
    yield "one flat array", (log_probs, np.array([1, 2])), {}, r"targets: expected \(2, S\), .*got \(2,\)"
    yield "one flat list", (log_probs, [1, 2]), {}, "targets: expected a list of sequences of labels"
    yield (
        "fractional labels",
        (log_probs, [[1.0], [2.0]]),
        {},
        r"targets\[0\]: expected integer labels, got dtype float64",
    )
    yield "no such blank", (log_probs, targets), dict(blank=4), "blank: .* from 0 to 3, one of the K = 4 symbols, got 4"
    yield "a blank between", (log_probs, targets), dict(blank=0.5), "blank: .*got 0.5"


@pytest.mark.parametrize(("call", "options", "message"), [pytest.param(*c, id=name) for name, *c in bad_inputs()])
def test_ctc_refuses(call, options, message):
    with pytest.raises(ValueError, match=message):
        ctc_loss(*call, **options)


def test_alignments_refuse_what_no_path_spells():
    _, log_probs = scores_and_log_probs(3, 1, 3)
    with pytest.raises(ValueError, match="target: expected a target that some path of T = 3 steps spells"):
        alignments(log_probs[:, 0], [1, 1, 2])
    with pytest.raises(ValueError, match=r"log_probs: expected \(T, K\), got \(3, 1, 3\)"):
        alignments(log_probs, [1])
    with pytest.raises(ValueError, match="apply log_softmax"):
        alignments(log_probs[:, 0] - 1, [1])
