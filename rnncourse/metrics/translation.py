"""Numbers that judge a translation beside those that are right: BLEU, and how sure it is.

A sentence is a list of tokens, or a str, which is cut at its blanks. BLEU (Papineni, Roukos, Ward & Zhu 2002) is a
figure of a whole corpus, not of a sentence: p_n is the share of the n-grams of all translations that stand in their
references, each n-gram counted at most as often as there ("clipped"), for n = 1 to 4, and

    BLEU = 100 · BP · exp(Σ_n ln p_n / 4)      BP = min(1, exp(1 - r / c))

with c tokens written and r in the references: the brevity penalty, since p_n asks only whether what is there is right.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from rnncourse.arguments import check_list, check_room, check_tokens
from rnncourse.shapes import check_generator, check_numbers, check_positive, shown
from rnncourse.statistics import Interval

Sentence: TypeAlias = str | Sequence[str]
References: TypeAlias = Sentence | Sequence[Sequence[str]]
ORDERS = 4  # n-grams of 1 to 4 tokens are counted
EPSILON = 0.1  # matches that stand in for none: nltk's smoothing "method1"


def bleu(predicted: Sequence[Sentence], target: Sequence[References]) -> float:
    """BLEU of all translations together, 0 to 100: nltk's `corpus_bleu` with its smoothing "method1".

    The smoothing (Chen & Cherry 2014) changes nothing but an order of which no n-gram at all matches: 0.1 match is
    counted there. As nltk does, a sentence of fewer than n tokens counts as one n-gram that does not match.

    Parameters
    ----------
    predicted : N sentences
    target : N sentences; or, where several translations are right, a list of sentences as lists of tokens, as in
        ``[[["hola"], ["buenas", "tardes"]], [["adiós"]]]``

    Returns
    -------
    float

    Raises
    ------
    ValueError
        A single sentence, lists of different lengths, nothing to compare with, tokens that are no str.

    Examples
    --------
    >>> round(bleu(["el perro come el pan"], ["el perro come pan"]), 1)
    28.6
    """
    from nltk.translate.bleu_score import SmoothingFunction, corpus_bleu

    ours, references = _checked(predicted, target)
    smoothing = SmoothingFunction(epsilon=EPSILON).method1
    return 100 * float(corpus_bleu(references, ours, smoothing_function=smoothing))


def bleu_counts(predicted: Sequence[Sentence], target: Sequence[References]) -> np.ndarray:
    """What BLEU is made of, for each sentence: (N, 10) int64. Any choice of rows has the BLEU of its sum.

    Columns: the n-grams that match, for n = 1 to 4; the n-grams written, for n = 1 to 4; the tokens written; those of
    the reference (of several, of the one whose length is nearest).

    Takes and raises what `bleu` does; `bleu_of(bleu_counts(p, t).sum(axis=0))` is `bleu(p, t)`.
    """
    ours, references = _checked(predicted, target)
    return np.array([_counts(tokens, right) for tokens, right in zip(ours, references, strict=True)], np.int64)


def bleu_of(counts: np.ndarray | Sequence[float]) -> np.ndarray | float:
    """BLEU, 0 to 100, of counts (…, 10) that `bleu_counts` made and that were summed over sentences -> (…).

    Raises ValueError for what is of another shape, negative, or matches more than was written.
    """
    c = check_numbers("counts", counts)
    if c.shape[-1:] != (2 * ORDERS + 2,):
        raise ValueError(f"counts: expected shape (…, {2 * ORDERS + 2}), as bleu_counts makes them, got {c.shape}")
    matches, totals, written, reference = c[..., :ORDERS], c[..., ORDERS : 2 * ORDERS], c[..., -2], c[..., -1]
    if (c < 0).any() or (matches > totals).any():
        raise ValueError(f"counts: expected numbers >= 0 and no more matches than n-grams, got {shown(counts)}")
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        p = np.where(matches == 0, EPSILON, matches) / np.maximum(totals, 1)
        brevity = np.minimum(0.0, 1 - reference / np.maximum(written, 1))  # ln BP
        found = 100 * np.exp(brevity + np.log(p).mean(axis=-1))
    found = np.where(matches[..., 0] == 0, 0.0, found)  # not a single word is right
    return float(found) if found.ndim == 0 else found


def bleu_interval(
    counts: np.ndarray,
    other: np.ndarray | None = None,
    *,
    level: float = 0.95,
    resamples: int = 1000,
    rng: np.random.Generator,
) -> Interval:
    """BLEU with a percentile interval of the bootstrap over sentences (Koehn 2004).

    Parameters
    ----------
    counts : (N, 10), of `bleu_counts`
    other : (N, 10), optional
        Of another system on the same sentences: then the interval is that of the difference, paired by sentence.
    level : float
        Between 0 and 1.
    resamples : int
    rng : np.random.Generator

    Returns
    -------
    Interval
        Its `mean` is the BLEU of all sentences, or the difference.

    Raises
    ------
    ValueError
        Fewer than two sentences, different numbers of them, an option out of its range.
    """
    parts = [_table("counts", counts)] + ([] if other is None else [_table("other", other)])
    N = len(parts[0])
    if len(parts[-1]) != N:
        raise ValueError(f"other: expected {N} rows, one for each of counts, got {len(parts[-1])}")
    resamples = check_positive("resamples", resamples, integer=True)
    check_room("resamples, counts", resamples, N, 1)
    check_positive("level", level)
    if level >= 1:
        raise ValueError(f"level: expected a number between 0 and 1, got {shown(level)}")
    times = check_generator(rng).multinomial(N, np.full(N, 1 / N), size=resamples)  # how often each sentence is drawn
    figures = [np.asarray(bleu_of(times @ part)) for part in parts]
    values = figures[0] - (figures[1] if other is not None else 0.0)
    whole = [float(bleu_of(part.sum(axis=0))) for part in parts]
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2])
    return Interval(whole[0] - (whole[1] if other is not None else 0.0), float(low), float(high))


def _table(name: str, counts: Any) -> np.ndarray:
    found = check_numbers(name, counts)
    if found.ndim != 2 or found.shape[1] != 2 * ORDERS + 2 or len(found) < 2:
        raise ValueError(f"{name}: expected at least two rows (N, {2 * ORDERS + 2}) of bleu_counts, got {found.shape}")
    return found


def _counts(tokens: list[str], references: list[list[str]]) -> list[int]:
    matches, totals = [], []
    for n in range(1, ORDERS + 1):
        own = _ngrams(tokens, n)
        most: Counter[tuple[str, ...]] = Counter()
        for right in references:
            most |= _ngrams(right, n)
        matches.append(sum((own & most).values()))
        totals.append(max(1, sum(own.values())))
    nearest = min((len(right) for right in references), key=lambda length: (abs(length - len(tokens)), length))
    return [*matches, *totals, len(tokens), nearest]


def _ngrams(tokens: list[str], n: int) -> "Counter[tuple[str, ...]]":
    return Counter(zip(*(tokens[i:] for i in range(n)), strict=False))


def _checked(predicted: Any, target: Any) -> tuple[list[list[str]], list[list[list[str]]]]:
    """Each translation as tokens, and its references as lists of them."""
    if isinstance(predicted, str) or isinstance(target, str):
        raise ValueError("predicted, target: expected lists of sentences, got a single str; pass [predicted], [target]")
    ours = [_sentence(f"predicted[{i}]", s) for i, s in enumerate(check_list("predicted", predicted, of="sentences"))]
    right = [_references(f"target[{i}]", s) for i, s in enumerate(check_list("target", target, of="sentences"))]
    if len(ours) != len(right):
        raise ValueError(f"predicted: expected {len(right)} sentences, one for each target, got {len(ours)}")
    if not ours:
        raise ValueError("predicted: expected at least one sentence, got none")
    return ours, right


def _references(name: str, target: Any) -> list[list[str]]:
    """One sentence, or several that are all right: a list that holds lists."""
    if isinstance(target, str):
        return [_sentence(name, target)]
    parts = check_list(name, target, of="tokens, or of sentences")
    if any(isinstance(part, list | tuple) for part in parts):
        return [_sentence(f"{name}[{i}]", part) for i, part in enumerate(parts)]
    return [_sentence(name, target)]


def _sentence(name: str, sentence: Any) -> list[str]:
    return sentence.split() if isinstance(sentence, str) else check_tokens(name, sentence)
