from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk import lm
from nltk.util import everygrams

from rnncourse.ngram import SMOOTHINGS, NGramModel, _distinct

RNG = np.random.default_rng(0)
# Few frequent ids and many rare ones: contexts are seen often, once and never. Id 5 never occurs.
TEXT = np.minimum(RNG.geometric(0.45, 300) - 1, 4)
# Ends as it begins: the n-grams that begin the text stand in it once more, with a token before them.
ROUND = np.concatenate([TEXT, TEXT[:3]])
CONTEXTS = [context for n in range(4) for context in product(range(5), repeat=n)]
texts = st.lists(st.integers(0, 3), min_size=1, max_size=25)


def nltk_model(model, order, ids, *args, **options):
    """An nltk.lm model trained on the n-grams of one unpadded text; its tokens are the ids as str."""
    tokens = [str(i) for i in ids]
    model = model(*args, order=order, **options)
    model.fit([everygrams(tokens, max_len=order)], tokens)
    return model


def scores(model, context, V):
    return [model.score(str(w), tuple(str(i) for i in context)) for w in range(V)]


# --- the counts ---


@given(texts, st.integers(1, 5))
def test_counts_equal_a_dictionary(ids, order):
    model = NGramModel(order).fit(ids, vocab_size=4)
    for n in range(1, order + 1):
        expected = Counter(zip(*(ids[i:] for i in range(n)), strict=False))
        assert model.counts_seen(n) == len(expected)
        for ngram in [*expected, (3,) * n, (0, 1, 2, 3, 0)[:n]]:
            assert model.count(ngram) == expected[ngram]


def test_count_takes_many_ngrams_at_once():
    model = NGramModel(2).fit([0, 1, 0, 1, 2])
    assert model.count([0, 1]) == 2 and type(model.count([0, 1])) is int
    assert model.count(np.array([[0, 1], [1, 2], [2, 2]])).tolist() == [2, 1, 0]


def test_nbytes_grows_with_the_counts_seen_and_not_with_the_table():
    small, large = (NGramModel(6).fit(TEXT, vocab_size=V).nbytes for V in (5, 50_000))
    assert small == large
    assert NGramModel(3).fit(TEXT).nbytes < small


def test_no_key_overflows_at_a_large_vocabulary_and_order():
    ids = np.array([2**31, 7, 2**31, 7, 2**31, 9])
    model = NGramModel(6).fit(ids, vocab_size=2**32)
    assert model.count(ids[:3]) == 2 and model.count(ids) == 1


@pytest.mark.parametrize("largest", [0, 3, 2**40, 2**62], ids=["one key", "few keys", "large", "too large to pack"])
def test_distinct_keys_equal_numpy_unique(largest):
    keys = np.minimum(np.random.default_rng(0).integers(0, 9, 50), largest) * max(largest // 9, 1)
    distinct, counts, ranks, places = _distinct(keys)
    expected = np.unique(keys, return_counts=True, return_inverse=True)
    for got, want in zip((distinct, ranks, counts), expected, strict=True):
        assert np.array_equal(got, want)
    assert np.array_equal(keys[places], distinct)


def test_fit_returns_the_model_and_forgets_the_text_before():
    model = NGramModel(2)
    assert model.fit([0, 1, 1]) is model
    assert model.fit([0, 2]).count([1]) == 0 and model.vocab_size == 3


# --- equal to nltk.lm where both define the same thing ---


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_mle_equals_nltk_after_every_context_that_was_seen(order):
    ours, theirs = NGramModel(order).fit(TEXT), nltk_model(lm.MLE, order, TEXT)
    for context in (c for c in CONTEXTS if len(c) < order):
        expected = scores(theirs, context, 5)
        if any(expected):
            assert ours.distribution(context) == pytest.approx(expected, abs=1e-12)
        else:  # 0 / 0: nltk gives every token 0, we shorten the context
            assert ours.distribution(context) == pytest.approx(ours.distribution(context[1:]), abs=1e-12)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("k", [0.01, 1])
def test_add_k_equals_nltk_lidstone(order, k):
    ours = NGramModel(order, "add-k", k=k).fit(TEXT, vocab_size=6)  # nltk counts "<UNK>" as one token more
    theirs = nltk_model(lm.Lidstone, order, TEXT, k)
    for context in (c for c in CONTEXTS if len(c) < order):
        assert ours.distribution(context)[:5] == pytest.approx(scores(theirs, context, 5), abs=1e-12)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_interpolated_equals_nltk_witten_bell(order):
    ours = NGramModel(order, "interpolated", uniform=False).fit(TEXT, vocab_size=6)
    theirs = nltk_model(lm.WittenBellInterpolated, order, TEXT)
    for context in (c for c in CONTEXTS if len(c) < order):
        assert ours.distribution(context) == pytest.approx(scores(theirs, context, 6), abs=1e-12)


@pytest.mark.parametrize("order", [2, 3, 4])
@pytest.mark.parametrize("discount", [0.1, 0.75])
def test_kneser_ney_equals_nltk(order, discount):
    ours = NGramModel(order, "kneser-ney", discount=discount, uniform=False).fit(ROUND, vocab_size=6)
    theirs = nltk_model(lm.KneserNeyInterpolated, order, ROUND, discount=discount)
    for context in (c for c in CONTEXTS if len(c) < order):
        assert ours.distribution(context) == pytest.approx(scores(theirs, context, 6), abs=1e-12)


def test_kneser_ney_differs_from_nltk_where_an_ngram_stands_only_at_the_beginning():
    # "0 1" begins the text and comes nowhere else, so no token precedes it. nltk reserves probability for it
    # all the same, and its sum exceeds one; ours does not.
    text = [0, 1, 2, 0, 2, 1, 2]
    ours = NGramModel(3, "kneser-ney", discount=0.5, uniform=False).fit(text)
    theirs = nltk_model(lm.KneserNeyInterpolated, 3, text, discount=0.5)
    assert ours.distribution([0]).sum() == pytest.approx(1)
    assert sum(scores(theirs, [0], 3)) == pytest.approx(1.5)
    assert ours.distribution([2]) == pytest.approx(scores(theirs, [2], 3))


def test_kneser_ney_is_defined_where_nltk_divides_by_zero():
    text = [0, 1, 2, 1, 2]  # the context 0 is only at the beginning
    assert NGramModel(3, "kneser-ney").fit(text).distribution([0]).sum() == pytest.approx(1)
    with pytest.raises(ZeroDivisionError):
        scores(nltk_model(lm.KneserNeyInterpolated, 3, text), [0], 3)
    assert NGramModel(1, "kneser-ney").fit(text).distribution().sum() == pytest.approx(1)
    with pytest.raises(ZeroDivisionError):
        scores(nltk_model(lm.KneserNeyInterpolated, 1, text), [], 3)


@pytest.mark.parametrize(
    "smoothing, model",
    [("interpolated", lm.WittenBellInterpolated), ("kneser-ney", lm.KneserNeyInterpolated)],
)
def test_only_the_mixture_with_the_uniform_distribution_reaches_a_token_never_seen(smoothing, model):
    ours = NGramModel(3, smoothing).fit(ROUND, vocab_size=6)
    assert all(ours.distribution(context).min() > 0 for context in CONTEXTS)
    theirs = nltk_model(model, 3, ROUND)
    assert scores(theirs, (0, 1), 6)[5] == 0
    assert NGramModel(3, smoothing, uniform=False).fit(ROUND, vocab_size=6).prob((0, 1), 5) == 0


def test_perplexity_equals_nltk_token_by_token():
    held_out = np.minimum(np.random.default_rng(1).geometric(0.45, 60) - 1, 4)
    ours = NGramModel(4, "kneser-ney", discount=0.1, uniform=False).fit(ROUND)
    theirs = nltk_model(lm.KneserNeyInterpolated, 4, ROUND)
    ngrams = [tuple(map(str, held_out[max(t - 3, 0) : t + 1])) for t in range(60)]
    assert ours.perplexity(held_out) == pytest.approx(theirs.perplexity(ngrams), rel=1e-9)


# --- by hand ---


def test_interpolated_by_hand():
    # After 0 come 1, 1, 2 (N = 3, T = 2); tokens 0, 1, 2 come 3, 2, 1 times (N = 6, T = 3); p_0 = 1 / 3.
    model = NGramModel(2, "interpolated").fit([0, 1, 0, 1, 0, 2])
    p1 = (np.array([3, 2, 1]) + 3 / 3) / (6 + 3)
    assert model.distribution() == pytest.approx(p1)
    assert model.distribution([0]) == pytest.approx((np.array([0, 2, 1]) + 2 * p1) / (3 + 2))
    assert model.distribution([2]) == pytest.approx(p1)  # 2 only ends the text


def test_kneser_ney_by_hand():
    # Different tokens before 0, 1, 2: one (1), one (0), one (0); bigrams 01 twice, 10 twice, 02 once.
    model = NGramModel(2, "kneser-ney", discount=0.5).fit([0, 1, 0, 1, 0, 2])
    p1 = (np.array([1, 1, 1]) - 0.5) / 3 + 0.5 * 3 / 3 / 3
    assert model.distribution() == pytest.approx(p1)
    assert model.distribution([0]) == pytest.approx(np.array([0, 1.5, 0.5]) / 3 + 0.5 * 2 / 3 * p1)


def test_discount_is_estimated_from_the_ngrams_seen_once_and_twice():
    # Bigrams 01 twice, 10 twice, 02 once: D = 1 / (1 + 2 · 2). Tokens: three of count 1, none of 2: D = 0.5.
    text = [0, 1, 0, 1, 0, 2]
    estimated = NGramModel(2, "kneser-ney").fit(text).distribution([0])
    p1 = NGramModel(2, "kneser-ney", discount=0.5).fit(text).distribution()
    assert estimated == pytest.approx(np.array([0, 1.8, 0.8]) / 3 + 0.2 * 2 / 3 * p1)


# --- what holds for every smoothing ---

models = st.builds(
    lambda order, smoothing, uniform, ids: NGramModel(order, smoothing, uniform=uniform).fit(ids, 5),
    st.integers(1, 4),
    st.sampled_from(SMOOTHINGS),
    st.booleans(),
    texts,
)


@given(models, st.lists(st.integers(0, 4), max_size=6))
@settings(max_examples=300)
def test_every_distribution_sums_to_one(model, context):
    p = model.distribution(context)
    assert p.shape == (5,) and (p >= 0).all()
    assert p.sum() == pytest.approx(1, abs=1e-12)


@given(models, st.lists(st.integers(0, 4), min_size=1, max_size=9))
def test_logprob_equals_a_loop_of_prob_with_shorter_contexts_at_the_start(model, ids):
    probabilities = np.array([model.prob(ids[:t], ids[t]) for t in range(len(ids))])
    np.testing.assert_allclose(np.exp(model.logprob(ids)), probabilities, atol=1e-12)


@given(models, st.lists(st.integers(0, 4), min_size=4, max_size=8))
def test_only_the_last_order_minus_one_tokens_matter(model, context):
    shortened = context[len(context) - model.order + 1 :]
    assert np.array_equal(model.distribution(context), model.distribution(shortened))


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
@pytest.mark.parametrize("order", [1, 2, 5])
@pytest.mark.parametrize("text", [[0], [0, 0], [0] * 20])
def test_one_symbol_has_perplexity_one(smoothing, order, text):
    model = NGramModel(order, smoothing).fit(text)
    assert model.perplexity([0, 0, 0]) == pytest.approx(1)
    assert model.sample(4, rng=np.random.default_rng(0)).tolist() == [0] * 4


@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_a_text_shorter_than_the_order_is_learned_as_far_as_it_goes(smoothing):
    model = NGramModel(9, smoothing).fit([0, 1])
    assert model.counts_seen(2) == 1 and model.counts_seen(9) == 0
    assert model.distribution([0] * 12).sum() == pytest.approx(1)


def test_unsmoothed_perplexity_is_infinite_and_smoothed_finite_on_a_token_never_seen():
    held_out = [0, 1, 5, 0]
    perplexities = {s: NGramModel(3, s).fit(TEXT, vocab_size=6).perplexity(held_out) for s in SMOOTHINGS}
    assert perplexities["mle"] == np.inf
    assert all(1 < perplexities[s] < np.inf for s in SMOOTHINGS[1:])


# --- sampling ---


def test_sample_of_a_deterministic_text_goes_on_with_it():
    model = NGramModel(2).fit([0, 1, 2, 3] * 3)
    assert model.sample(6, rng=np.random.default_rng(0), context=[1]).tolist() == [2, 3, 0, 1, 2, 3]


def test_sample_draws_in_proportion_and_repeats_with_the_seed():
    model = NGramModel(1).fit([0] * 7 + [1] * 3)
    drawn = model.sample(4000, rng=np.random.default_rng(0))
    assert drawn.mean() == pytest.approx(0.3, abs=0.03) and drawn.dtype == np.int64
    assert np.array_equal(drawn, model.sample(4000, rng=np.random.default_rng(0)))


def test_sample_goes_past_the_end_of_the_text():
    # Nothing ever followed 2: the model goes on from shorter contexts.
    drawn = NGramModel(3).fit([0, 1, 2]).sample(50, rng=np.random.default_rng(0), context=[1, 2])
    assert len(drawn) == 50 and set(drawn) == {0, 1, 2}


def test_sample_of_nothing_is_empty():
    assert NGramModel(2).fit([0, 1]).sample(0, rng=np.random.default_rng(0)).shape == (0,)


# --- errors ---


@pytest.mark.parametrize("order", [0, -1, 2.0, "2"])
def test_an_order_below_one_is_refused(order):
    with pytest.raises(ValueError, match="order: expected a whole number from 1 to 1000 tokens"):
        NGramModel(order)


def test_an_unknown_smoothing_lists_the_names():
    with pytest.raises(ValueError, match="one of mle, add-k, interpolated, kneser-ney, got 'good-turing'"):
        NGramModel(2, "good-turing")


@pytest.mark.parametrize(
    "smoothing, options",
    [
        ("add-k", {"k": 0}),
        ("add-k", {"k": -1}),
        ("add-k", {"k": np.inf}),
        ("mle", {"k": 1}),
        ("kneser-ney", {"discount": 1.1}),
        ("kneser-ney", {"discount": -0.1}),
        ("interpolated", {"discount": 0.5}),
    ],
)
def test_an_option_out_of_range_or_of_another_smoothing_is_refused(smoothing, options):
    with pytest.raises(ValueError, match=f'{next(iter(options))}: expected (a number|.* with "{smoothing}")'):
        NGramModel(2, smoothing, **options)


BAD_IDS = [
    ([], "at least one id, got none"),
    ([0, 3], "expected ids below 3, .* got 3"),
    ([0, -1], "from 0 up, got -1"),
    ([0.0, 1.0], "expected integers, got dtype float64"),
    ([[0, 1]], r"shape \(N,\), got shape \(1, 2\)"),
]


@pytest.mark.parametrize("ids, message", BAD_IDS)
@pytest.mark.parametrize("method", ["fit", "logprob", "perplexity", "distribution", "prob"])
def test_what_are_no_ids_is_refused(ids, message, method):
    model = NGramModel(3).fit([0, 1, 2])
    calls = {
        "fit": lambda: model.fit(ids, vocab_size=3),
        "logprob": lambda: model.logprob(ids),
        "perplexity": lambda: model.perplexity(ids),
        "distribution": lambda: model.distribution(ids or [7]),
        "prob": lambda: model.prob([0], ids[-1] if ids else 7),
    }
    if not ids and method in ("distribution", "prob"):
        message = "expected ids below 3, .* got 7"
    elif method == "prob":
        message = "token: expected"
    with pytest.raises(ValueError, match=message):
        calls[method]()


def test_ngrams_that_were_not_counted_are_refused():
    model = NGramModel(2).fit([0, 1])
    with pytest.raises(ValueError, match=r"ngrams: .*n from 1 to order 2, got \(3,\)"):
        model.count([0, 1, 0])
    with pytest.raises(ValueError, match=r"ngrams: .*got \(0,\)"):
        model.count([])
    with pytest.raises(ValueError, match="k: expected a whole number from 1 to 2, the order, got 3"):
        model.counts_seen(3)
    with pytest.raises(ValueError, match="n: expected a whole number from 0 to 10000000 tokens, got -1"):
        model.sample(-1, rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    "use",
    [
        lambda model: model.prob([], 0),
        lambda model: model.distribution(),
        lambda model: model.logprob([0]),
        lambda model: model.sample(1, rng=np.random.default_rng(0)),
        lambda model: model.count([0]),
        lambda model: model.counts_seen(1),
        lambda model: model.nbytes,
    ],
)
def test_a_model_without_counts_says_to_call_fit(use):
    with pytest.raises(ValueError, match="call fit"):
        use(NGramModel(2))


@pytest.mark.parametrize("discount", [0, 1, 1.0])
def test_a_discount_may_be_nothing_or_a_whole_count(discount):
    model = NGramModel(2, "kneser-ney", discount=discount).fit([0, 1, 0, 1, 1])
    assert model.distribution([0]).sum() == pytest.approx(1)
