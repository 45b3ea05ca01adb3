"""What every language model of the course can be asked, whether it counts n-grams or is a network.

A subclass gives `vocab_size` and `step`; the rest follows from these, and is overridden where there is a faster way.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnncourse import decoding, metrics
from rnncourse.arguments import check_between
from rnncourse.shapes import check_generator, check_ids

LONGEST = 10**7  # tokens that are drawn at a time


class LanguageModel:
    """A model that says at each step how likely each of V tokens is to come next.

    Attributes
    ----------
    vocab_size : int
        V; the tokens are the ids 0 to V - 1.
    """

    vocab_size: int

    def step(self, token: int | None, state: Any) -> tuple[np.ndarray, Any]:
        """Read one token.

        Parameters
        ----------
        token : int or None
            None before anything was read.
        state : what the last step returned, or None at the beginning
            It is not changed: two texts can go on from the same state.

        Returns
        -------
        log_probs : (V,) float64
            Natural logarithms of the probabilities of the token after this one.
        state
        """
        raise NotImplementedError(f"{type(self).__name__}: expected a method step, got none; see LanguageModel")

    def logprob(self, ids: np.ndarray | Sequence[int], context: np.ndarray | Sequence[int] = ()) -> np.ndarray:
        """ln p(token | the tokens before it) for every token of a text: (N,) -> (N,) float64.

        What comes before the first token is the context: a sequence of ids, or nothing. A probability of 0 gives -inf.

        Raises
        ------
        ValueError
            No ids, or ids outside the vocabulary.
        """
        ids = check_ids(ids, self.vocab_size)
        log_probs, state = self._read(context)
        found = [log_probs[ids[0]]]
        for token, following in zip(ids[:-1].tolist(), ids[1:], strict=True):
            log_probs, state = self.step(token, state)
            found.append(log_probs[following])
        return np.array(found)

    def perplexity(self, ids: np.ndarray | Sequence[int], context: np.ndarray | Sequence[int] = ()) -> float:
        """exp(-mean ln p) of a text (N,): infinite as soon as one token has the probability 0."""
        return metrics.perplexity(self.logprob(ids, context))

    def distribution(self, context: np.ndarray | Sequence[int] = ()) -> np.ndarray:
        """p(· | context), (V,) float64: the probabilities of all tokens to come next.

        Raises ValueError for ids outside the vocabulary.
        """
        return np.exp(self._read(context)[0])

    def sample(
        self,
        n: int,
        *,
        context: np.ndarray | Sequence[int] = (),
        temperature: float = 1.0,
        top_k: int | None = None,
        top_p: float | None = None,
        rng: np.random.Generator,
    ) -> np.ndarray:
        """Draw n tokens, each given the context and those before it: (n,) int64, the context left out.

        Parameters
        ----------
        n : int
        context : sequence of ids
            What the text begins with.
        temperature, top_k, top_p
            See `decoding.distribution`.
        rng : np.random.Generator

        Raises
        ------
        ValueError
            An n below 0, ids outside the vocabulary, an option out of its range.
        """
        n = check_between("n", n, 0, LONGEST, integer=True, why=" tokens")
        check_generator(rng)
        log_probs, state = self._read(context)
        drawn: list[int] = []
        decoding.check_cuts(temperature, top_k, top_p)
        for _ in range(n):
            if drawn:
                log_probs, state = self.step(drawn[-1], state)
            token = decoding.sample(log_probs, temperature=temperature, top_k=top_k, top_p=top_p, rng=rng)
            drawn.append(int(token))
        return np.array(drawn, np.int64)

    def _read(self, context: np.ndarray | Sequence[int]) -> tuple[np.ndarray, Any]:
        """What `step` returns once the whole context has been read."""
        log_probs, state = self.step(None, None)
        for token in check_ids(context, self.vocab_size, "context", empty=True).tolist():
            log_probs, state = self.step(token, state)
        return log_probs, state
