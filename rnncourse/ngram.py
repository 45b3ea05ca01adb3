"""N-gram language models: counts of what followed the last n - 1 tokens, in sorted arrays.

The k-grams of a text form a tree: each is a (k-1)-gram, its prefix, and one more token. Level k holds the
distinct k-grams as sorted numbers, `rank of the prefix in level k-1 · V + token`, so a k-gram is found by k
binary searches, the continuations of a context lie side by side, and no number exceeds N · V at any order.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple, Self

import numpy as np

from rnncourse.arguments import check_between, check_choice, check_flag, check_room
from rnncourse.language_model import LanguageModel
from rnncourse.shapes import as_array, check_ids, check_positive

SMOOTHINGS = ("mle", "add-k", "interpolated", "kneser-ney")
MOST = 2**40  # symbols: times as many tokens as a text can have it is still a number of 64 bits
LONGEST = 1000  # tokens of an n-gram: no text of the course says so long a stretch twice, and every order costs a level


class _Level(NamedTuple):
    """The k-grams of one length. Rank -1 means never seen: every array but `keys` ends in an extra 0."""

    keys: np.ndarray  # (n_k,) rank of the prefix * V + last token, sorted
    counts: np.ndarray  # (n_k + 1,) how often the k-gram occurs
    weights: np.ndarray  # (n_k + 1,) what the smoothing takes for the count
    totals: np.ndarray  # (n_{k-1} + 1,) sum of the weights of all continuations of a (k-1)-gram
    types: np.ndarray  # (n_{k-1} + 1,) number of its continuations whose weight is above 0
    discount: float


class NGramModel(LanguageModel):
    """A language model that looks at the last order - 1 tokens.

    p_k(w | h) for a context h of k - 1 tokens, with c(h w) how often w followed h, c(h) = Σ_w c(h w), u(h) = how many
    different tokens followed h, h' = h without its oldest token, p_0 = 1 / V:

    mle           c(h w) / c(h)
    add-k         (c(h w) + k) / (c(h) + k V)                                  Lidstone 1920; k = 1 is Laplace's
    interpolated  (c(h w) + u(h) p_{k-1}(w | h')) / (c(h) + u(h))              Witten & Bell 1991
    kneser-ney    (max(c(h w) - D, 0) + D u(h) p_{k-1}(w | h')) / c(h)         Kneser & Ney 1995, Chen & Goodman 1999;
                  below the highest order, c(h w) is how many different tokens precede the k-gram h w

    After a context never seen, where c(h) = 0, all but add-k take p_{k-1}(w | h'). `nltk.lm` differs: mle gives
    every token 0 there, and p_1 is not mixed with p_0 (as with `uniform=False`), so an unseen token gets 0.

    Parameters
    ----------
    order : int
        Length of the longest n-gram: 1 ignores the context, 3 looks at two tokens.
    smoothing : "mle", "add-k", "interpolated" or "kneser-ney"
    k : float, optional
        For "add-k": what is added to each count, by default 1.
    discount : float, optional
        For "kneser-ney": D in [0, 1] for every level; by default each level's own n_1 / (n_1 + 2 n_2)
        (Ney, Essen & Kneser 1994), with n_i the number of k-grams whose count is i, and 0.5 where n_1 or n_2 is 0.
    uniform : bool
        For "interpolated" and "kneser-ney": whether p_1 is mixed with p_0.

    Raises
    ------
    ValueError
        An order below 1, an unknown smoothing, an option out of its range or of another smoothing.

    Examples
    --------
    >>> model = NGramModel(2).fit([0, 1, 0, 1, 0, 2])
    >>> model.distribution([0]).round(3).tolist()
    [0.0, 0.667, 0.333]
    """

    def __init__(
        self,
        order: int,
        smoothing: str = "mle",
        *,
        k: float | None = None,
        discount: float | None = None,
        uniform: bool = True,
    ) -> None:
        why = " tokens; 1 ignores the context"
        self.order: int = check_between("order", order, 1, LONGEST, integer=True, why=why)
        self.smoothing: str = check_choice("smoothing", smoothing, SMOOTHINGS)
        for name, value, of in (("k", k, "add-k"), ("discount", discount, "kneser-ney")):
            if value is not None and smoothing != of:
                raise ValueError(f'{name}: expected it with smoothing "{of}" alone, got {value} with "{smoothing}"')
        self.k: float = 1.0 if k is None else check_positive("k", k)
        self.discount: float | None = None if discount is None else check_between("discount", discount, 0, 1)
        self.uniform = check_flag("uniform", uniform)
        self.vocab_size = 0
        self._levels: tuple[_Level, ...] = ()

    def fit(self, ids: np.ndarray | Sequence[int], vocab_size: int | None = None) -> Self:
        """Count the n-grams of a text, of every length up to the order; an earlier text is forgotten.

        Returns the model itself.

        Parameters
        ----------
        ids : (N,) integers from 0 up
        vocab_size : int, optional
            V; by default the largest id + 1. Give it when other texts have more tokens than this one.

        Raises
        ------
        ValueError
            No ids, ids that are no integers, negative or not below vocab_size.
        """
        if vocab_size is not None:
            vocab_size = check_between("vocab_size", vocab_size, 1, MOST, integer=True)
        ids = check_ids(ids, vocab_size or MOST)
        V = int(ids.max()) + 1 if vocab_size is None else vocab_size
        found: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        above = np.zeros(len(ids), np.int64)  # rank of the (k-1)-gram that starts at each position
        for k in range(1, self.order + 1):
            prefixes = above[: max(len(ids) - k + 1, 0)]
            keys, counts, ranks, places = _distinct(prefixes * V + ids[k - 1 :])
            if k > 1 and self.smoothing == "kneser-ney":
                suffixes = above[places + 1]  # each distinct k-gram is one more token before its suffix
                found[-1] = (*found[-1][:2], np.bincount(suffixes, minlength=len(found[-1][0])))
            found.append((keys, counts, counts))
            above = ranks
        sizes = [1] + [len(keys) for keys, _, _ in found]
        levels = []
        for (keys, counts, weights), size in zip(found, sizes, strict=False):
            prefixes = keys // V
            totals = _with_zero(np.bincount(prefixes, weights, minlength=size))
            types = _with_zero(np.bincount(prefixes[weights > 0], minlength=size))
            held = _with_zero(counts)
            held_weights = held if weights is counts else _with_zero(weights)
            levels.append(_Level(keys, held, held_weights, totals, types, self._discount(weights)))
        self.vocab_size, self._levels = V, tuple(levels)
        return self

    def prob(self, context: np.ndarray | Sequence[int], token: int) -> float:
        """p(token | context), a float; of the context (a sequence of ids) only the last order - 1 count."""
        (token,) = check_ids([token], self._fitted().vocab_size, "token")
        return float(self.distribution(context)[token])

    def step(self, token: int | None, state: tuple[int, ...] | None) -> tuple[np.ndarray, tuple[int, ...]]:
        """See `LanguageModel.step`; the state is the last order - 1 ids."""
        read = () if state is None else tuple(check_ids(state, self._fitted().vocab_size, "state", empty=True).tolist())
        if token is not None:
            read = self._last((*read, *check_ids([token], self._fitted().vocab_size, "token").tolist()))
        with np.errstate(divide="ignore"):
            return np.log(self.distribution(read)), read

    def distribution(self, context: np.ndarray | Sequence[int] = ()) -> np.ndarray:
        """p(· | context), (V,) float64: the probabilities of all tokens to come next.

        Of the context the last order - 1 ids count; fewer, or none, are a shorter context.

        Raises
        ------
        ValueError
            A model without counts, ids outside the vocabulary.
        """
        V = self._fitted().vocab_size
        check_room("vocab_size", V)
        context = check_ids(context, V, "context", empty=True)
        p = np.full(V, 1 / V)
        for k, level in enumerate(self._levels[: len(context) + 1], start=1):
            prefix = self._ranks(context[None, len(context) - k + 1 :])[0]
            begin, end = np.searchsorted(level.keys, [prefix * V, prefix * V + V])
            weights = np.zeros(V)
            weights[level.keys[begin:end] - prefix * V] = level.weights[begin:end]
            p = self._mix(k, weights, level.totals[prefix], level.types[prefix], p)
        return p

    def logprob(self, ids: np.ndarray | Sequence[int], context: np.ndarray | Sequence[int] = ()) -> np.ndarray:
        """ln p(token | the tokens before it) for every token of a text: (N,) -> (N,) float64.

        What comes before the first token is the context; with none, the first tokens have shorter contexts, the very
        first none. A probability of 0 gives -inf.

        Raises
        ------
        ValueError
            A model without counts, no ids, ids outside the vocabulary.
        """
        V = self._fitted().vocab_size
        before = self._last(check_ids(context, V, "context", empty=True))
        ids = np.concatenate([before, check_ids(ids, V)])
        p = np.full(len(ids), 1 / V)
        prefixes = np.zeros(len(ids), np.int64)  # rank of the (k-1)-gram that starts at each position
        for k, level in enumerate(self._levels[: len(ids)], start=1):
            prefixes = prefixes[: len(ids) - k + 1]
            ranks = _find(level.keys, prefixes, ids[k - 1 :], V)
            totals, types = level.totals[prefixes], level.types[prefixes]
            p[k - 1 :] = self._mix(k, level.weights[ranks], totals, types, p[k - 1 :])
            prefixes = ranks
        with np.errstate(divide="ignore"):
            return np.log(p[len(before) :])

    def count(self, ngrams: np.ndarray | Sequence[int]) -> int | np.ndarray:
        """How often an n-gram was seen, an int; for an array of M n-grams, (M, n), an array (M,).

        Raises
        ------
        ValueError
            n-grams longer than the order (they were not counted), or ids outside the vocabulary.
        """
        ngrams = as_array("ngrams", ngrams)
        if ngrams.ndim not in (1, 2) or not 1 <= ngrams.shape[-1] <= self.order:
            raise ValueError(
                f"ngrams: expected shape (n,) or (M, n), n from 1 to order {self.order}, got {ngrams.shape}"
            )
        flat = check_ids(ngrams.ravel(), self._fitted().vocab_size, "ngrams", empty=True)
        ranks = self._ranks(flat.reshape(-1, ngrams.shape[-1]))
        counts = self._levels[ngrams.shape[-1] - 1].counts[ranks]
        return int(counts[0]) if ngrams.ndim == 1 else counts

    def counts_seen(self, k: int) -> int:
        """Number of different k-grams in the text: what is held, of the V ** k there could be."""
        k = check_between("k", k, 1, self.order, integer=True, why=", the order")
        return len(self._fitted()._levels[k - 1].keys)

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays that hold the counts."""
        arrays = {id(a): a for level in self._fitted()._levels for a in level if isinstance(a, np.ndarray)}
        return sum(array.nbytes for array in arrays.values())

    def _mix(self, k: int, weights: np.ndarray, totals: np.ndarray, types: np.ndarray, lower: np.ndarray) -> np.ndarray:
        """The formula of the smoothing at level k, given p_{k-1} in `lower`."""
        if self.smoothing == "add-k":
            return (weights + self.k) / (totals + self.k * self.vocab_size)
        seen = totals > 0
        if self.smoothing == "mle":
            return np.where(seen, weights / np.maximum(totals, 1), lower)
        discount = self._levels[k - 1].discount if self.smoothing == "kneser-ney" else 1.0
        if k == 1 and not self.uniform:
            discount = 0.0
        reserved = discount * types  # how many counts' worth of probability goes to the level below
        if self.smoothing == "interpolated":
            return np.where(seen, (weights + reserved * lower) / np.maximum(totals + reserved, 1), lower)
        kept = np.maximum(weights - discount, 0)
        return np.where(seen, (kept + reserved * lower) / np.maximum(totals, 1), lower)

    def _discount(self, weights: np.ndarray) -> float:
        if self.discount is not None:
            return self.discount
        once, twice = np.count_nonzero(weights == 1), np.count_nonzero(weights == 2)
        return once / (once + 2 * twice) if once and twice else 0.5

    def _ranks(self, ngrams: np.ndarray) -> np.ndarray:
        """Rank of each n-gram in its level, -1 if never seen: (M, n) -> (M,); the empty one has rank 0."""
        ranks = np.zeros(len(ngrams), np.int64)
        for level, tokens in zip(self._levels, ngrams.T, strict=False):
            ranks = _find(level.keys, ranks, tokens, self.vocab_size)
        return ranks

    def _last(self, context: Any) -> Any:
        """The last order - 1 ids of a context: all that counts of it."""
        return context[max(len(context) - self.order + 1, 0) :]

    def _fitted(self) -> Self:
        if not self._levels:
            raise ValueError("model: expected counts, got none; call fit(ids) first")
        return self


def _with_zero(array: np.ndarray) -> np.ndarray:
    """The counts (n,) and a 0 after them, in half the bytes where they are all small enough."""
    return np.append(array, 0).astype(np.int32 if array.sum() < 2**31 else np.int64)


def _distinct(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The distinct keys, sorted, their counts, every key's rank, and a place of each distinct one."""
    bits = len(keys).bit_length()
    if keys.max(initial=0) < 2 ** (63 - bits):  # key and place in one number: a plain sort is the fastest
        ordered = keys << bits | np.arange(len(keys))
        ordered.sort()
        order = ordered & (2**bits - 1)
        ordered >>= bits
    else:
        order = np.argsort(keys)
        ordered = keys[order]
    first = np.ones(len(keys), bool)
    first[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(first)
    ranks = np.empty(len(keys), np.int64)
    ranks[order] = np.cumsum(first) - 1
    return ordered[starts], np.diff(starts, append=len(keys)), ranks, order[starts]


def _find(keys: np.ndarray, prefixes: np.ndarray, tokens: np.ndarray, vocab_size: int) -> np.ndarray:
    """Rank of prefix · V + token among the sorted keys, -1 where it is missing (as after the prefix -1)."""
    wanted = prefixes * vocab_size + tokens
    ranks = np.searchsorted(keys, wanted)
    if len(keys) == 0:
        return np.full(len(ranks), -1)
    return np.where(keys[np.minimum(ranks, len(keys) - 1)] == wanted, ranks, -1)
