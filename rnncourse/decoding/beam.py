"""Beam search: keep the few likeliest beginnings, lengthen each by every token, keep the few likeliest again.

    step(tokens, state) -> (log_probs, state)      tokens (N,), log_probs (N, V): one row for each beginning

is all that is asked of a model: `Seq2Seq.step` is such a function, and `row_by_row(model)` makes one of any
`LanguageModel`. A state is whatever `take` can reorder: NamedTuples, tuples and dictionaries of arrays or tensors.

A text becomes less likely with each token, so that sums of different lengths cannot be compared: the search would
prefer what ends at once. What is compared in the end is

    score = log_prob / n ** alpha      n tokens, the stop included

alpha = 1 is the mean log-probability of a token, 0 the bare sum. (Wu et al. 2016 divide by ((5 + n) / 6) ** alpha: the
same for long texts, milder for short ones.) A hypothesis that has written its stop is finished: it leaves the
beam, which is one narrower from then on (Sutskever, Vinyals & Le 2014). So a beam of one is the greedy search, and a
beam as wide as there are texts is an exhaustive one.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import numpy as np

from rnncourse.arguments import check_between, check_callable, check_has, check_list
from rnncourse.shapes import as_array, check_ids, check_positive

if TYPE_CHECKING:
    from rnncourse.language_model import LanguageModel

Step: TypeAlias = Callable[[Any, Any], tuple[Any, Any]]
LONGEST = 100_000  # tokens that are written of one sequence
NOTHING = -1  # the token that stands for none: what a language model is fed before it has read anything
IMPOSSIBLE = 1e-6  # a logarithm of a probability above this is none; float32 rounds 1 to a little more than 0


class Hypothesis(NamedTuple):
    """A text that the search has written."""

    tokens: np.ndarray  # (n,) int64, the stop left out
    log_prob: float  # natural logarithm of its probability, that of the stop included
    score: float  # log_prob / n ** alpha
    finished: bool  # whether it has written its stop


class Kept(NamedTuple):
    """What the beam held after a step: for a picture of the search."""

    tokens: tuple[int, ...]  # the stop included
    log_prob: float
    finished: bool


def beam_search(
    step: Step,
    state: Any,
    start: Any,
    *,
    stop: int | None,
    steps: int,
    beam_size: int = 4,
    alpha: float = 1.0,
    reorder: Callable[[Any, np.ndarray], Any] | None = None,
    watch: Callable[[int, list[list[Kept]]], None] | None = None,
) -> list[list[Hypothesis]]:
    """The likeliest continuations of B sequences that a beam of this size finds.

    Parameters
    ----------
    step : (tokens (N,), state) -> (log_probs (N, V), state)
        Natural logarithms of the probabilities of the next token; -inf forbids one, and a beginning after which all are
        forbidden is dropped. N is the number of beginnings that are alive, of all B sequences together. The state it is
        given must not be changed.
    state : what the first step is given, of B sequences
    start : (B,) ids
        What the first step is fed. An array, a list or a tensor: if it is a tensor, `step` is fed tensors.
    stop : int or None
        The token that ends a text; None lets every text grow to `steps`.
    steps : int
        At most so many tokens, the stop included. What has not stopped by then is unfinished.
    beam_size : int
    alpha : float, 0 to 10
        How strongly a score is divided by the length.
    reorder : (state, rows (N,)) -> state of these rows; None is `take`, for states whose first axis is the batch
    watch : called after each step with its number and what is kept of each sequence, those that stopped in it included

    Returns
    -------
    list of B lists, each of 1 to `beam_size` Hypothesis
        The finished before the unfinished, each by falling score.

    Raises
    ------
    ValueError
        An option out of its range; log_probs that are none, or of another shape; a sequence that cannot go on.
    """
    check_callable("step", step)
    beam_size = check_positive("beam_size", beam_size, integer=True)
    steps = check_between("steps", steps, 1, LONGEST, integer=True)
    alpha = check_between("alpha", alpha, 0, 10, why="; 0 compares sums, 1 means")
    reorder = take if reorder is None else reorder
    check_callable("reorder", reorder)
    if watch is not None:
        check_callable("watch", watch)
    if stop is not None:
        stop = check_between("stop", stop, 0, np.inf, integer=True, why=", the id that ends a text, or None")
    fed: Any = start if hasattr(start, "new_tensor") else _start(start)
    B = len(_start(start))
    owner: np.ndarray = np.arange(B)  # (N,) whose beginning a row is
    written: np.ndarray = np.zeros((B, 0), np.int64)  # (N, t)
    total: np.ndarray = np.zeros(B)  # (N,)
    done: list[list[Hypothesis]] = [[] for _ in range(B)]
    for t in range(steps):
        log_probs, state = step(fed, state)
        log_probs = _log_probs(log_probs, len(owner))  # (N, V)
        if stop is not None and stop >= log_probs.shape[1]:
            raise ValueError(f"stop: expected one of the {log_probs.shape[1]} tokens that step knows, got {stop}")
        parent, token, total = _best(total[:, None] + log_probs, owner, [beam_size - len(d) for d in done])
        written, owner = np.column_stack([written[parent], token]), owner[parent]
        ended = token == stop if stop is not None else np.zeros(len(token), bool)
        if watch is not None:
            kept: list[list[Kept]] = [[] for _ in range(B)]
            for b, row, value, end in zip(
                owner.tolist(), written.tolist(), total.tolist(), ended.tolist(), strict=True
            ):
                kept[b].append(Kept(tuple(row), value, end))
            watch(t, kept)
        for i in np.flatnonzero(ended).tolist():
            value = float(total[i])
            done[owner[i]].append(Hypothesis(written[i, :-1].copy(), value, value / (t + 1) ** alpha, True))
        alive = np.flatnonzero(~ended)
        parent, token, total, owner, written = (a[alive] for a in (parent, token, total, owner, written))
        if not alive.size:
            break
        state = reorder(state, parent)
        fed = start.new_tensor(token.tolist()) if hasattr(start, "new_tensor") else token
    for i, b in enumerate(owner.tolist()):
        value = float(total[i])
        done[b].append(Hypothesis(written[i].copy(), value, value / steps**alpha, False))
    if not all(done):
        lost = done.index([])
        raise ValueError(
            f"log_probs: expected a token that is not forbidden (-inf) at each step, got none for sequence {lost}"
        )
    return [sorted(found, key=lambda h: (not h.finished, -h.score)) for found in done]


def take(state: Any, rows: Sequence[int] | np.ndarray, *, axis: int = 0) -> Any:
    """The state of these rows of the batch, which may repeat and leave out rows: what a beam does to a state.

    state : an array or a tensor, whose axis `axis` is the batch; a tuple (a NamedTuple too) or a dictionary of states;
        a list, which holds a state for each row; None

    >>> take((np.array([[1, 2], [3, 4]]), None), [1, 1])
    (array([[3, 4],
           [3, 4]]), None)
    """
    rows = check_ids(rows, None, "rows", empty=True)
    check_between("axis", axis, 0, 8, integer=True, why=", the axis of the batch")
    if state is None:
        return None
    if isinstance(state, list):
        _inside(rows, len(state))
        return [state[i] for i in rows.tolist()]
    if isinstance(state, tuple):
        parts = [take(part, rows, axis=axis) for part in state]
        return type(state)(*parts) if hasattr(state, "_fields") else tuple(parts)
    if isinstance(state, dict):
        return {name: take(part, rows, axis=axis) for name, part in state.items()}
    if not hasattr(state, "new_tensor"):
        state = as_array("state", state)
        if state.dtype == object:
            raise ValueError("state: expected arrays or tensors, got an object; pass reorder= for a state of this kind")
    if state.ndim <= axis:
        raise ValueError(f"state: expected an axis {axis} for the batch in each part, got shape {tuple(state.shape)}")
    _inside(rows, state.shape[axis])
    return state[(slice(None),) * axis + (rows,)]


def row_by_row(model: "LanguageModel") -> Step:
    """`step` for beam search of a language model that reads one token at a time; its states are a list, one a row.

    The token NOTHING stands for the beginning of a text; `begin` makes the first state and tokens.
    """
    check_has("model", model, ("step", "vocab_size"), what="a language model")

    def step(tokens: Any, states: Any) -> tuple[np.ndarray, list[Any]]:
        read = [
            model.step(None if token == NOTHING else token, state)
            for token, state in zip(np.asarray(tokens).tolist(), states, strict=True)
        ]
        return np.stack([log_probs for log_probs, _ in read]), [state for _, state in read]

    return step


def begin(model: "LanguageModel", contexts: Sequence[Sequence[int] | np.ndarray]) -> tuple[list[Any], np.ndarray]:
    """States (a list of B) and first tokens (B,) from which `row_by_row(model)` goes on with these contexts.

    contexts : B sequences of ids; an empty one begins a text
    """
    check_has("model", model, ("step", "vocab_size"), what="a language model")
    states, tokens = [], []
    for b, context in enumerate(check_list("contexts", contexts, of="sequences of ids")):
        state, last = None, None
        for token in check_ids(context, model.vocab_size, f"contexts[{b}]", empty=True).tolist():
            _, state = model.step(last, state)
            last = token
        states.append(state)
        tokens.append(NOTHING if last is None else last)
    if not states:
        raise ValueError("contexts: expected at least one sequence, got none; an empty one begins a text")
    return states, np.array(tokens, np.int64)


def _best(total: np.ndarray, owner: np.ndarray, room: Sequence[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of all continuations total (N, V), for each sequence as many of the likeliest as it has room for.

    -> the rows they come from, their tokens, their log-probabilities; a sequence's own by falling log-probability, of
    equals those of the earlier row and lower token first
    """
    V = total.shape[1]
    parents, tokens = [owner[:0]], [owner[:0]]
    edges = np.searchsorted(owner, np.arange(len(room) + 1))  # rows of a sequence stand together
    for b, width in enumerate(room):
        flat = total[edges[b] : edges[b + 1]].ravel()
        if not flat.size:
            continue
        if width < flat.size:
            likely = np.flatnonzero(flat >= np.partition(flat, -width)[-width])
        else:
            likely = np.arange(flat.size)
        likely = likely[flat[likely] > -np.inf]
        chosen = likely[np.argsort(-flat[likely], kind="stable")[:width]]
        parent, token = np.divmod(chosen, V)
        parents.append(parent + edges[b])
        tokens.append(token)
    parent, token = np.concatenate(parents), np.concatenate(tokens)
    return parent, token, total[parent, token]


def _start(start: Any) -> np.ndarray:
    """What the first step is fed as an array (B,): ids, or NOTHING."""
    ids = as_array("start", start.detach().cpu() if hasattr(start, "new_tensor") else start)
    check_ids(np.maximum(ids, 0) if ids.dtype.kind == "i" else ids, None, "start")
    if ids.min() < NOTHING:
        raise ValueError(f"start: expected ids from 0 up, or {NOTHING} for nothing, got {ids.min()}")
    return ids.astype(np.int64)


def _log_probs(log_probs: Any, N: int) -> np.ndarray:
    found = as_array("log_probs", log_probs.detach().cpu() if hasattr(log_probs, "new_tensor") else log_probs)
    if found.dtype.kind != "f" or found.ndim != 2 or len(found) != N or not found.shape[1]:
        raise ValueError(f"log_probs: expected floats ({N}, V) from step, got {found.dtype} of shape {found.shape}")
    if not (found <= IMPOSSIBLE).all():  # a NaN is not below it either
        raise ValueError(
            f"log_probs: expected logarithms of probabilities, none above 0, got {found.max()}; "
            "does step return log_softmax of its scores?"
        )
    return found.astype(np.float64)


def _inside(rows: np.ndarray, size: int) -> None:
    if rows.size and rows.max() >= size:
        raise ValueError(f"rows: expected rows below {size}, the size of the batch, got {rows.max()}")
