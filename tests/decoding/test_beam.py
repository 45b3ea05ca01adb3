"""Beam search: exhaustive where the beam is wide enough, greedy where it is one, the same for a batch as for each."""

from itertools import product
from typing import NamedTuple

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from rnncourse.decoding import beam_search, begin, row_by_row, take
from rnncourse.language_model import LanguageModel
from rnncourse.ngram import NGramModel

V, STOP = 3, 2


class Walk(NamedTuple):
    """A state of arrays: the last two tokens of each row, and which table of probabilities is its own."""

    table: np.ndarray
    last: np.ndarray


class Toy:
    """Each row's next token depends on its last two tokens and on its table, of random probabilities."""

    def __init__(self, seed, tables=2, sharpness=1.5):
        scores = np.random.default_rng(seed).normal(size=(tables, V + 1, V + 1, V)) * sharpness
        self.log_probs = scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))

    def begin(self, tables):
        return Walk(np.array(tables), np.full(len(tables), V))

    def step(self, tokens, state):
        return self.log_probs[state.table, state.last, tokens], state._replace(last=np.asarray(tokens))

    def log_prob(self, table, text):
        """Of a text that begins after the tokens V, V."""
        before, found = (V, V), 0.0
        for token in text:
            found += self.log_probs[(table, *before, token)]
            before = (before[1], token)
        return found


def every_text(steps):
    """All texts of at most so many tokens that end in the stop, and those that reach the limit without one."""
    others = [token for token in range(V) if token != STOP]
    for n in range(steps):
        yield from ((*text, STOP) for text in product(others, repeat=n))
    yield from product(others, repeat=steps)


def search(toy, tables=(0, 1), **options):
    return beam_search(
        toy.step, toy.begin(tables), np.full(len(tables), V), **{"stop": STOP, "steps": 4, "alpha": 1.0} | options
    )


def written(hypothesis):
    return (*hypothesis.tokens.tolist(), *([STOP] if hypothesis.finished else []))


seeds, alphas = st.integers(0, 10_000), st.sampled_from([0.0, 0.6, 1.0, 2.0])


@settings(deadline=None)
@given(seeds, alphas, st.integers(1, 4))
def test_a_beam_as_wide_as_there_are_texts_finds_all_in_order(seed, alpha, steps):
    toy, texts = Toy(seed), list(every_text(steps))
    for table, found in enumerate(search(toy, alpha=alpha, steps=steps, beam_size=len(texts))):
        scores = {text: toy.log_prob(table, text) / len(text) ** alpha for text in texts}
        best = sorted(texts, key=lambda text: (text[-1] != STOP, -scores[text]))
        assert [written(h) for h in found] == best
        np.testing.assert_allclose([h.score for h in found], [scores[text] for text in best], atol=1e-12)
        assert [h.finished for h in found] == [text[-1] == STOP for text in best]


@settings(deadline=None)
@given(seeds, st.integers(1, 6))
def test_a_beam_of_one_is_greedy(seed, steps):
    toy = Toy(seed)
    for table, (only,) in enumerate(search(toy, steps=steps, beam_size=1)):
        before, text = (V, V), []
        while len(text) < steps and STOP not in text:
            text.append(int(toy.log_probs[(table, *before)].argmax()))
            before = (before[1], text[-1])
        assert written(only) == tuple(text)
        assert only.log_prob == pytest.approx(toy.log_prob(table, text))


@settings(deadline=None)
@given(seeds, st.integers(1, 5), alphas)
def test_a_batch_gives_what_each_gives_alone(seed, beam_size, alpha):
    toy = Toy(seed, tables=3)
    together = search(toy, (2, 0, 1, 0), beam_size=beam_size, alpha=alpha)
    for table, found in zip((2, 0, 1, 0), together, strict=True):
        (alone,) = search(toy, (table,), beam_size=beam_size, alpha=alpha)
        assert [written(h) for h in alone] == [written(h) for h in found]
        assert [h.score for h in alone] == [h.score for h in found]


@settings(deadline=None)
@given(seeds, st.integers(1, 8))
def test_what_it_says_of_a_text_is_what_the_model_says(seed, beam_size):
    toy = Toy(seed)
    for table, found in enumerate(search(toy, beam_size=beam_size, alpha=0.5)):
        assert 1 <= len(found) <= beam_size
        assert len({written(h) for h in found}) == len(found)
        for h in found:
            assert h.log_prob == pytest.approx(toy.log_prob(table, written(h)))
            assert h.score == pytest.approx(h.log_prob / len(written(h)) ** 0.5)


def test_greedy_misses_what_a_beam_of_two_finds():
    """The likelier first token, 0.6, leads to texts of 0.24 at most; the other, 0.4, to one of 0.36."""
    table = {(): [0.6, 0.4, 0], (0,): [0.3, 0.3, 0.4], (1,): [0.05, 0.05, 0.9]}
    with np.errstate(divide="ignore"):
        log = {text: np.log(p) for text, p in table.items()}

    def step(tokens, states):
        states = [(*state, token) if token >= 0 else () for token, state in zip(tokens.tolist(), states, strict=True)]
        return np.array([log.get(state, log[(1,)]) for state in states]), states

    def best(beam_size):
        return beam_search(step, [()], [-1], stop=2, steps=3, beam_size=beam_size, alpha=0)[0][0]

    assert (best(1).tokens.tolist(), round(np.exp(best(1).log_prob), 2)) == ([0], 0.24)
    assert (best(2).tokens.tolist(), round(np.exp(best(2).log_prob), 2)) == ([1], 0.36)


def test_without_normalisation_the_shorter_text_wins_with_it_the_likelier_word():
    """Stop at once: 0.2. Go on: 0.8, then 0.5 for each of three tokens, 0.1 in all, 0.56 a token."""
    with np.errstate(divide="ignore"):
        log = np.log(np.array([[0.8, 0, 0.2], [0, 0.5, 0.5], [0, 0.5, 0.5], [0, 0, 1.0]]))

    def step(tokens, state):
        return log[state], state + 1

    def best(alpha):
        found = beam_search(step, np.zeros(1, int), [0], stop=2, steps=4, beam_size=20, alpha=alpha)[0]
        return found[0].tokens.tolist()

    assert best(0) == [0] and best(1) == [0, 1, 1]


def test_a_text_without_stop_grows_to_the_limit_and_the_finished_come_first():
    toy = Toy(0)
    for found in search(toy, stop=None, steps=5, beam_size=4):
        assert [len(h.tokens) for h in found] == [5] * 4 and not any(h.finished for h in found)
    for found in search(toy, steps=2, beam_size=7):
        assert [h.finished for h in found] == sorted((h.finished for h in found), reverse=True)


def test_a_forbidden_token_is_never_written_and_a_dead_end_is_dropped():
    def step(tokens, state):
        log_probs = np.full((len(tokens), V), -np.inf)
        log_probs[:, 0] = np.where(state > 0, -np.inf, 0)  # only 0, and then nothing
        log_probs[state == 0, STOP] = np.log(0.5)
        return log_probs, state + 1

    (found,) = beam_search(step, np.zeros(1, int), [0], stop=STOP, steps=3, beam_size=5)
    assert [written(h) for h in found] == [(STOP,)]
    with pytest.raises(ValueError, match="log_probs: expected a token that is not forbidden .* sequence 0"):
        beam_search(step, np.ones(1, int), [0], stop=STOP, steps=3)


def test_watch_sees_the_beam_after_each_step():
    seen = []
    toy = Toy(1)
    best = search(toy, (0,), beam_size=2, steps=3, watch=lambda t, kept: seen.append((t, kept[0])))[0]
    assert [t for t, _ in seen] == list(range(len(seen)))
    assert all(len(kept.tokens) == t + 1 for t, now in seen for kept in now)
    ends = {kept.tokens for _, now in seen for kept in now if kept.finished}
    assert {written(h) for h in best if h.finished} == ends


def test_a_language_model_is_searched_through_its_own_step():
    text = np.random.default_rng(0).integers(0, 4, 300)
    model = NGramModel(3, "kneser-ney").fit(text, 4)
    states, start = begin(model, [[], [1], [2, 3, 1]])
    found = beam_search(row_by_row(model), states, start, stop=None, steps=3, beam_size=64)
    for context, hypotheses in zip(([], [1], [2, 3, 1]), found, strict=True):
        assert len(hypotheses) == 64
        for h in hypotheses[:5]:
            assert h.log_prob == pytest.approx(model.logprob(h.tokens, context).sum())
        every = [model.logprob(list(text), context).sum() for text in product(range(4), repeat=3)]
        assert hypotheses[0].log_prob == pytest.approx(max(every))
    assert isinstance(model, LanguageModel)


class Both(NamedTuple):
    h: torch.Tensor
    c: np.ndarray | None


def test_take_reorders_every_kind_of_state():
    h = torch.arange(6).reshape(3, 2)
    rows = [2, 0, 0]
    state = take({"a": Both(h, None), "b": (np.arange(3), ["x", "y", "z"])}, rows)
    assert isinstance(state["a"], Both) and state["a"].c is None
    assert state["a"].h.tolist() == [[4, 5], [0, 1], [0, 1]]
    assert state["b"][0].tolist() == rows and state["b"][1] == ["z", "x", "x"]
    layers = torch.arange(12).reshape(2, 3, 2)  # a state of nn.LSTM has the batch second
    assert torch.equal(take(layers, rows, axis=1), layers[:, rows])


def test_tensors_are_fed_where_the_start_is_one():
    toy, fed = Toy(3), []

    def step(tokens, state):
        fed.append(type(tokens))
        log_probs, state = toy.step(np.asarray(tokens), state)
        return torch.from_numpy(log_probs).requires_grad_(), state

    ours = beam_search(step, toy.begin([0, 1]), torch.full((2,), V), stop=STOP, steps=4, beam_size=3)
    assert set(fed) == {torch.Tensor}
    assert [[written(h) for h in one] for one in ours] == [
        [written(h) for h in one] for one in search(Toy(3), beam_size=3)
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"beam_size": 0}, "beam_size: expected a whole number > 0, got 0"),
        ({"steps": 0}, "steps: expected a whole number from 1 to 100000, got 0"),
        ({"alpha": -1}, "alpha: expected a number from 0 to 10; 0 compares sums.* got -1"),
        ({"stop": 7}, "stop: expected one of the 3 tokens that step knows, got 7"),
        ({"reorder": 3}, "reorder: expected a function, got 3"),
        ({"watch": 3}, "watch: expected a function, got 3"),
    ],
)
def test_a_wrong_option_is_named_with_what_came(options, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        search(Toy(0), **options)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (np.full((1, 3), 0.3), "log_probs: expected logarithms of probabilities, none above 0, got 0.3"),
        (np.full((1, 3), np.nan), "log_probs: expected logarithms of probabilities, none above 0, got nan"),
        (np.zeros((2, 3)), r"log_probs: expected floats \(1, V\) from step, got float64 of shape \(2, 3\)"),
        (np.zeros((1, 3), int), "log_probs: expected floats"),
    ],
)
def test_what_is_no_log_probability_is_refused(said, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        beam_search(lambda tokens, state: (said, state), None, [0], stop=1, steps=2)


def test_wrong_states_rows_and_models_are_refused():
    with pytest.raises(ValueError, match="^rows: expected rows below 2, the size of the batch, got 2"):
        take(np.zeros((2, 3)), [2])
    with pytest.raises(ValueError, match="^state: expected arrays or tensors, got an object"):
        take(object(), [0])
    with pytest.raises(ValueError, match="^state: expected an axis 1 for the batch"):
        take(np.zeros(3), [0], axis=1)
    with pytest.raises(ValueError, match="^model: expected a language model"):
        row_by_row(object())
    with pytest.raises(ValueError, match="^start: expected ids from 0 up, or -1 for nothing, got -2"):
        beam_search(Toy(0).step, None, [-2], stop=1, steps=2)
