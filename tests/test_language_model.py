"""The base class makes every answer out of `step`; the n-gram model gives the same answers its own way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnncourse.language_model import LanguageModel
from rnncourse.ngram import SMOOTHINGS, NGramModel
from tests.language_model_contract import check_language_model


class Urn(LanguageModel):
    """Pólya's: each token that comes makes itself likelier. Its state is one array, of the counts."""

    vocab_size = 4

    def step(self, token, state):
        counts = np.ones(self.vocab_size) if state is None else state.copy()
        if token is not None:
            if not 0 <= token < self.vocab_size:
                raise ValueError(f"token: expected ids below {self.vocab_size}, got {token}")
            counts[token] += 1
        return np.log(counts / counts.sum()), counts


class Steps(LanguageModel):
    """A model through its `step` alone."""

    def __init__(self, model):
        self.vocab_size, self.step = model.vocab_size, model.step


def test_the_base_class_keeps_its_contract():
    check_language_model(Urn())


def test_the_base_class_by_hand():
    model = Urn()
    assert model.distribution() == pytest.approx(np.full(4, 1 / 4))
    assert model.distribution([2, 2]) == pytest.approx(np.array([1, 1, 3, 1]) / 6)
    assert np.exp(model.logprob([2, 2, 0])) == pytest.approx([1 / 4, 2 / 5, 1 / 6])
    assert np.exp(model.logprob([2, 0], context=[2])) == pytest.approx([2 / 5, 1 / 6])
    assert model.perplexity([2, 2, 0]) == pytest.approx((1 / 4 * 2 / 5 / 6) ** (-1 / 3))


def test_a_model_without_a_step_says_so():
    class Nothing(LanguageModel):
        vocab_size = 2

    with pytest.raises(NotImplementedError, match="Nothing: expected a method step"):
        Nothing().distribution()


def test_sample_takes_the_likeliest_where_it_is_greedy():
    assert Urn().sample(5, context=[3, 1, 3], temperature=0, rng=np.random.default_rng(0)).tolist() == [3] * 5
    drawn = Urn().sample(300, context=[3] * 400, top_p=0.9, rng=np.random.default_rng(0))
    assert drawn.tolist() == [3] * 300


@pytest.mark.parametrize("order", [1, 2, 3, 5])
@pytest.mark.parametrize("smoothing", SMOOTHINGS)
def test_ngram_models_keep_the_contract(smoothing, order):
    text = np.minimum(np.random.default_rng(order).geometric(0.4, 200) - 1, 4)
    check_language_model(NGramModel(order, smoothing).fit(text, vocab_size=5), seed=order)


texts = st.lists(st.integers(0, 3), min_size=1, max_size=20)


@settings(max_examples=150, deadline=None)
@given(
    order=st.integers(1, 5),
    smoothing=st.sampled_from(SMOOTHINGS),
    uniform=st.booleans(),
    text=texts,
    ids=texts,
    context=st.lists(st.integers(0, 3), max_size=7),
    seed=st.integers(0, 99),
)
def test_ngram_models_answer_as_their_steps_do(order, smoothing, uniform, text, ids, context, seed):
    model = NGramModel(order, smoothing, uniform=uniform).fit(text, 4)
    steps = Steps(model)
    np.testing.assert_allclose(model.distribution(context), steps.distribution(context), atol=1e-12)
    np.testing.assert_allclose(np.exp(model.logprob(ids, context)), np.exp(steps.logprob(ids, context)), atol=1e-12)
    expected = [model.prob([*context, *ids[:t]], token) for t, token in enumerate(ids)]
    np.testing.assert_allclose(np.exp(model.logprob(ids, context)), expected, atol=1e-12)
    drawn = [m.sample(5, context=context, rng=np.random.default_rng(seed)).tolist() for m in (model, steps)]
    assert drawn[0] == drawn[1]


def test_the_state_of_an_ngram_model_is_its_last_ids():
    model = NGramModel(3).fit([0, 1, 2, 3])
    _, state = model.step(None, None)
    seen = [state]
    for token in [3, 1, 2]:
        _, state = model.step(token, state)
        seen.append(state)
    assert seen == [(), (3,), (3, 1), (1, 2)]
    assert NGramModel(1).fit([0, 1]).step(1, None)[1] == ()
