"""What `rnncourse.language_model.LanguageModel` promises, as one check to run on any model."""

import copy

import numpy as np
import pytest

from rnncourse.decoding import sample
from rnncourse.language_model import LanguageModel

SAMPLING = [{}, {"temperature": 0.7}, {"temperature": 0}, {"top_k": 2}, {"top_p": 0.8, "temperature": 1.3}]


def check_language_model(model, *, longest=8, seed=0, atol=1e-12):
    """Assert that `model` keeps the contract: all its answers are those of its `step`.

    longest : of the texts and contexts that are tried, in tokens
    atol : of probabilities; a model that computes in float32 has 1e-6
    """
    rng = np.random.default_rng(seed)
    text = rng.integers(0, model.vocab_size, 2 * longest)
    assert isinstance(model, LanguageModel)
    check_step(model, text[:longest], atol)
    for n in range(longest + 1):
        check_answers(model, text[:n], text[n : n + longest], atol)
        for options in SAMPLING:
            check_sample(model, text[:n], options, seed=n)
    check_errors(model)


def read(model, ids):
    """What `step` says after the ids, and its state."""
    log_probs, state = model.step(None, None)
    for token in ids:
        log_probs, state = model.step(int(token), state)
    return log_probs, state


def check_step(model, text, atol):
    """Every step gives a distribution, and leaves alone what it was given and what it gave before."""
    states, said = [None], [None]
    for token in [None, *map(int, text)]:
        given = copy.deepcopy(states[-1])
        log_probs, state = model.step(token, states[-1])
        assert log_probs.shape == (model.vocab_size,) and log_probs.dtype == np.float64
        assert np.exp(log_probs).sum() == pytest.approx(1, abs=10 * atol)
        again, _ = model.step(token, given)
        np.testing.assert_array_equal(again, log_probs)
        states.append(state)
        said.append(log_probs.copy())
        log_probs[:] = 0  # the caller's to change
    first = [model.step(None, None)[0], model.step(int(text[0]), None)[0]]
    np.testing.assert_array_equal(first[0], said[1])
    np.testing.assert_allclose(np.exp(first[1]), np.exp(said[2]), atol=atol)  # None, then a token: the token alone
    for n in range(1, len(text)):  # two texts go on from one state
        model.step((int(text[n]) + 1) % model.vocab_size, states[n + 1])
        np.testing.assert_array_equal(model.step(int(text[n]), states[n + 1])[0], said[n + 2])


def check_answers(model, context, ids, atol):
    """distribution, logprob and perplexity after a context are those of the steps."""
    np.testing.assert_allclose(model.distribution(context), np.exp(read(model, context)[0]), atol=atol)
    assert model.distribution(context).dtype == np.float64
    logprob = model.logprob(ids, context)
    assert logprob.shape == (len(ids),) and logprob.dtype == np.float64
    before = [[*context, *ids[:t]] for t in range(len(ids))]
    steps = [read(model, b)[0][token] for b, token in zip(before, ids, strict=True)]
    np.testing.assert_allclose(np.exp(logprob), np.exp(steps), atol=atol)
    distributions = [model.distribution(b)[token] for b, token in zip(before, ids, strict=True)]
    np.testing.assert_allclose(np.exp(logprob), distributions, atol=atol)
    whole = model.logprob(np.concatenate([context, ids]))
    np.testing.assert_allclose(np.exp(logprob), np.exp(whole[len(context) :]), atol=atol)
    for as_given in (list, tuple):
        np.testing.assert_array_equal(model.logprob(as_given(ids), as_given(context)), logprob)
    assert model.perplexity(ids, context) == pytest.approx(np.exp(-logprob.mean()), rel=1e-9)


def check_sample(model, context, options, seed):
    """Drawing by hand with the same seed gives the same tokens."""
    rng = np.random.default_rng(seed)
    log_probs, state = read(model, context)
    by_hand = []
    for _ in range(4):
        by_hand.append(sample(log_probs, **options, rng=rng))
        log_probs, state = model.step(by_hand[-1], state)
    drawn = model.sample(4, context=context, **options, rng=np.random.default_rng(seed))
    assert drawn.dtype == np.int64 and drawn.tolist() == by_hand
    assert model.sample(0, context=context, rng=rng).shape == (0,)


def check_errors(model):
    """What is refused, whoever refuses it."""
    V, rng = model.vocab_size, np.random.default_rng(0)
    for call, message in [
        (lambda: model.logprob([]), "ids: expected at least one id"),
        (lambda: model.logprob([V]), f"ids: expected ids below {V}"),
        (lambda: model.logprob([0], [V]), f"context: expected ids below {V}"),
        (lambda: model.logprob([0.0]), "ids: expected integers"),
        (lambda: model.perplexity([[0]]), "ids: expected one sequence of ids"),
        (lambda: model.distribution([-1]), "context: expected ids from 0 up"),
        (lambda: model.step(V, None), f"token: expected ids below {V}"),
        (lambda: model.sample(-1, rng=rng), "n: expected a whole number from 0 to 10000000 tokens, got -1"),
        (lambda: model.sample(1, rng=0), "rng: expected a np.random.Generator, got 0"),
        (lambda: model.sample(1, context=[V], rng=rng), f"context: expected ids below {V}"),
        (lambda: model.sample(1, temperature=-1, rng=rng), "temperature: expected a number from 0"),
        (lambda: model.sample(1, top_k=0, rng=rng), "top_k: expected a whole number from 1 up"),
        (lambda: model.sample(1, top_p=0, rng=rng), "top_p: expected a probability"),
    ]:
        with pytest.raises(ValueError, match=message):
            call()
