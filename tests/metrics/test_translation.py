"""BLEU by counts is nltk's BLEU, whatever is written; intervals shrink with the test set."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnncourse.metrics import bleu, bleu_counts, bleu_interval, bleu_of

sentences = st.lists(st.sampled_from("abc"), max_size=7)
references = st.lists(sentences, min_size=1, max_size=3)
corpora = st.lists(st.tuples(sentences, references), min_size=1, max_size=6)


@settings(deadline=None)
@given(corpora)
def test_the_counts_have_the_bleu_of_nltk(corpus):
    predicted, target = [list(part) for part in zip(*corpus, strict=True)]
    counts = bleu_counts(predicted, target)
    assert bleu_of(counts.sum(axis=0)) == pytest.approx(bleu(predicted, target))


@settings(deadline=None)
@given(st.lists(sentences, min_size=1, max_size=5).filter(lambda c: any(len(s) > 3 for s in c)))
def test_a_text_is_its_own_best_translation(corpus):
    counts = bleu_counts(corpus, corpus)
    long = [len(s) > 3 for s in corpus]
    assert bleu_of(counts[long].sum(axis=0)) == pytest.approx(100)


def test_by_hand():
    """Papineni et al. 2002: seven times "the" matches "the" only twice, for so often it stands in the reference."""
    counts = bleu_counts(["the the the the the the the"], ["the cat is on the mat"])
    assert counts.tolist() == [[2, 0, 0, 0, 7, 6, 5, 4, 7, 6]]
    # 5 of 6 tokens, 3 of 5 pairs, 1 of 4 triples and no four of 3, which counts as 0.1; what is longer is not punished
    mean = np.exp(np.log([5 / 6, 3 / 5, 1 / 4, 0.1 / 3]).mean())
    assert bleu(["a b c x d e"], ["a b c d e"]) == pytest.approx(100 * mean)
    # too short by one of four tokens: all that is there is right
    assert bleu(["a b c d"], ["a b c d e"]) == pytest.approx(100 * np.exp(1 - 5 / 4))


def test_nothing_and_nothing_right_have_zero():
    assert bleu(["x"], ["a b"]) == 0 and bleu([""], ["a b"]) == 0
    assert bleu_of(np.zeros((2, 10))).tolist() == [0, 0]


def test_of_several_references_each_may_be_matched():
    several = [[["a", "b", "c", "d"], ["x", "y", "z", "u", "v"]]]
    assert bleu(["a b c d"], several) == bleu(["x y z u v"], several) == pytest.approx(100)
    assert 0 < bleu(["a b c d"], [["x", "b", "c", "d"]]) < 100


def corpus(N, *, right, rng):
    target = [[str(t) for t in rng.integers(0, 50, 8)] for _ in range(N)]
    return [[t if rng.random() < right else "?" for t in s] for s in target], target


def test_the_interval_holds_the_figure_and_narrows_with_the_sentences():
    rng = np.random.default_rng(0)
    counts = bleu_counts(*corpus(400, right=0.8, rng=rng))
    few, many = (bleu_interval(counts[:n], rng=np.random.default_rng(1)) for n in (25, 400))
    assert few.low < few.mean < few.high and many.low < many.mean < many.high
    assert many.mean == pytest.approx(bleu_of(counts.sum(axis=0)))
    assert 2.5 < (few.high - few.low) / (many.high - many.low) < 6  # about 4, the root of 16


def test_a_difference_is_paired():
    rng = np.random.default_rng(0)
    predicted, target = corpus(100, right=0.8, rng=rng)
    worse = [s if i % 4 else [*s[:-1], "?"] for i, s in enumerate(predicted)]
    ours, theirs = bleu_counts(predicted, target), bleu_counts(worse, target)
    paired = bleu_interval(ours, theirs, rng=np.random.default_rng(1))
    assert paired.excludes_zero and paired.mean == pytest.approx(bleu(predicted, target) - bleu(worse, target))
    alone = bleu_interval(ours, rng=np.random.default_rng(1))
    assert paired.high - paired.low < (alone.high - alone.low) / 2
    assert bleu_interval(ours, ours, rng=rng) == (0, 0, 0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: bleu("a b", ["a b"]), "predicted, target: expected lists of sentences, got a single str"),
        (lambda: bleu(["a"], ["a", "b"]), "predicted: expected 2 sentences, one for each target, got 1"),
        (lambda: bleu([], []), "predicted: expected at least one sentence, got none"),
        (lambda: bleu([[1, 2]], ["a"]), r"predicted\[0\]\[0\]: expected a token, a str, got 1"),
        (lambda: bleu(["a"], [[["a"], 3]]), r"target\[0\]\[1\]: expected a list of tokens, got 3"),
        (lambda: bleu_of([1, 2]), r"counts: expected shape \(…, 10\)"),
        (lambda: bleu_of([[5] * 4 + [1] * 6]), "counts: expected numbers >= 0 and no more matches"),
        (lambda: bleu_interval(np.zeros((1, 10)), rng=None), "counts: expected at least two rows"),
        (
            lambda: bleu_interval(np.zeros((3, 10)), np.zeros((2, 10)), rng=None),
            "other: expected 3 rows, one for each of counts, got 2",
        ),
        (
            lambda: bleu_interval(np.ones((3, 10)), level=1, rng=np.random.default_rng(0)),
            "level: expected a number between 0 and 1, got 1",
        ),
    ],
)
def test_a_wrong_argument_is_named_with_what_came(call, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        call()
