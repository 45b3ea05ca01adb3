"""Numbers that say how good a language model is, how much of its text it copied, and how well a text was read.

A sequence of tokens is a str, a list or tuple of them, or an array or tensor of numbers (N,).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnncourse.arguments import check_list
from rnncourse.shapes import as_array, check_numbers, check_positive, shown

Tokens = Sequence[Any] | np.ndarray


def perplexity(logprobs: np.ndarray | Sequence[float]) -> float:
    """exp(-mean ln p), the geometric mean of 1/p over the tokens; a uniform choice among n has perplexity n.

    Parameters
    ----------
    logprobs : array of any shape
        Natural logarithms of the probabilities given to what came, one per token. A probability of 0 (-inf)
        makes the perplexity infinite.

    Raises
    ------
    ValueError
        No logprobs, NaN, or values above 0 (probabilities or losses were passed).

    Examples
    --------
    >>> round(perplexity(np.log([1 / 6, 1 / 6, 1 / 6])), 6)
    6.0
    """
    with np.errstate(over="ignore"):  # exp of more than 709 is infinite in float64, and that is no mistake
        return float(np.exp(-_check_logprobs(logprobs).mean()))


def bits_per_character(logprobs: np.ndarray | Sequence[float]) -> float:
    """The cross-entropy in bits: -mean(logprobs) / ln 2, for a model whose tokens are characters.

    Takes and raises what `perplexity` does; perplexity = 2 ** bits.
    """
    return float(-_check_logprobs(logprobs).mean() / np.log(2))


def accuracy(predicted: np.ndarray | Sequence[Any], target: np.ndarray | Sequence[Any]) -> float:
    """Share of equal entries of two arrays of one shape, such as ids (T, B).

    Raises
    ------
    ValueError
        Shapes that differ, nothing to compare, NaN, or labels of another kind than numbers, booleans and str.
    """
    predicted, target = _labels("predicted", predicted), _labels("target", target)
    if predicted.shape != target.shape:
        raise ValueError(f"predicted: expected the shape of target, {target.shape}, got {predicted.shape}")
    if (predicted.dtype.kind == "U") != (target.dtype.kind == "U"):
        raise ValueError(f"predicted: expected labels as target has, {target.dtype}, got {predicted.dtype}")
    if target.size == 0:
        raise ValueError("target: expected at least one entry, got none")
    return float((predicted == target).mean())


def longest_copied_span(sample: Tokens, text: Tokens) -> int:
    """Length of the longest run of tokens in `sample` that stands in `text` word for word.

    Parameters
    ----------
    sample, text : str, or sequences of tokens or ids
        Two str are compared by character, two sequences by token.

    Raises
    ------
    ValueError
        A str and another sequence: their tokens can never be equal.

    Examples
    --------
    >>> longest_copied_span("on the mat he".split(), "the cat sat on the mat the".split())
    3
    """
    if isinstance(sample, str) != isinstance(text, str):
        raise ValueError(
            f"sample: expected a {type(text).__name__} as text is, got {type(sample).__name__}; "
            "pass two str or two lists of tokens"
        )
    # A character for each token: Python then searches in C.
    told, said = _tokens("text", text), _tokens("sample", sample)
    letters = {token: chr(i) for i, token in enumerate(dict.fromkeys(told))}
    searched = "".join(letters[token] for token in told)
    sought = "".join(letters.get(token, chr(len(letters))) for token in said)
    longest = 0
    for start in range(len(sought)):
        # Only a span longer than the longest so far matters: at most 2 len(sample) searches in all.
        while start + longest < len(sought) and sought[start : start + longest + 1] in searched:
            longest += 1
    return longest


def longest_repeated_span(tokens: Tokens) -> int:
    """Length of the longest run of tokens that stands in the sequence twice; both places may overlap.

    Parameters
    ----------
    tokens : str, or a sequence of tokens or ids

    Examples
    --------
    >>> longest_repeated_span("the cat and the cat and the cat".split())
    5
    """
    said = _tokens("tokens", tokens)
    letters = {token: chr(i) for i, token in enumerate(dict.fromkeys(said))}
    text = "".join(letters[token] for token in said)  # a character for each token: Python then searches in C
    longest = 0
    for start in range(len(text)):
        # Only a span longer than the longest so far matters: at most 2 len(text) searches in all.
        while start + longest < len(text) and text.find(text[start : start + longest + 1], start + 1) >= 0:
            longest += 1
    return longest


def distinct(tokens: Tokens, n: int) -> float:
    """Share of the n-grams of `tokens` that differ: 1 means no repetition (distinct-n, Li et al. 2016).

    Raises
    ------
    ValueError
        n below 1, or fewer than n tokens.
    """
    n, tokens = check_positive("n", n, integer=True), _tokens("tokens", tokens)
    total = len(tokens) - n + 1
    if total < 1:
        raise ValueError(f"tokens: expected at least {n} tokens to form an n-gram, got {len(tokens)}")
    return len({tuple(tokens[i : i + n]) for i in range(total)}) / total


def character_error_rate(predicted: Sequence[Tokens], target: Sequence[Tokens]) -> float:
    """Edits that turn the predicted texts into the targets, divided by the characters of the targets (CER).

    An edit inserts, deletes or replaces one character (Levenshtein 1966). The rate is that of all texts together, so
    a long text counts for more than a short one, and it can exceed 1.

    Parameters
    ----------
    predicted, target : lists of str, one for each text; or of sequences of labels

    Raises
    ------
    ValueError
        A single str, lists of different lengths, no character in any target.
    """
    pairs = _pairs(predicted, target)
    size = sum(len(true) for _, true in pairs)
    if size == 0:
        raise ValueError("target: expected at least one character in all texts together, got none")
    return sum(edit_distance(ours, true) for ours, true in pairs) / size


def word_error_rate(predicted: Sequence[str | list[str]], target: Sequence[str | list[str]]) -> float:
    """As `character_error_rate`, counted in words: what stands between blanks (WER).

    Parameters
    ----------
    predicted, target : lists of str, one for each text; or of lists of words

    Raises
    ------
    ValueError
        As `character_error_rate`.
    """
    pairs = [[text.split() if isinstance(text, str) else text for text in pair] for pair in _pairs(predicted, target)]
    return character_error_rate(*([pair[side] for pair in pairs] for side in (0, 1)))


def edit_distance(a: Tokens, b: Tokens) -> int:
    """The least number of insertions, deletions and replacements that turn sequence `a` into `b`.

    d[i, j], the distance of the first i of a and the first j of b, is the smallest of d[i-1, j] + 1 (delete),
    d[i, j-1] + 1 (insert) and d[i-1, j-1] + (a_i ≠ b_j). Only one row is kept (Wagner & Fischer 1974).

    >>> edit_distance("kitten", "sitting")
    3
    """
    ours, theirs = _tokens("a", a), _tokens("b", b)
    if any(
        isinstance(one, str) and not all(isinstance(t, str) for t in other) for one, other in ((a, theirs), (b, ours))
    ):
        raise ValueError("a, b: expected two str or two lists of tokens, got a str and numbers, which are never equal")
    numbers: dict[Any, int] = {}
    columns = np.array([numbers.setdefault(token, len(numbers)) for token in theirs], np.int64)
    places = np.arange(len(columns) + 1)
    row = places
    for token in ours:
        new = row + 1
        new[1:] = np.minimum(new[1:], row[:-1] + (columns != numbers.get(token, -1)))
        row = np.minimum.accumulate(new - places) + places  # all insertions at once
    return int(row[-1])


def _tokens(name: str, tokens: Any) -> Sequence[Any]:
    """A sequence of tokens as a str or a list of what is equal when it says the same: str, numbers, and tuples of them.

    Tensors, which are never equal as keys, become numbers. ValueError for anything else, and for NaN, which is not even
    equal to itself.
    """
    if isinstance(tokens, str):
        return tokens
    if hasattr(tokens, "tolist"):
        found = as_array(name, tokens)
        if found.ndim != 1:
            raise ValueError(f"{name}: expected one sequence, (N,), got shape {found.shape}")
        tokens = found.tolist()
    if not isinstance(tokens, list | tuple):
        raise ValueError(f"{name}: expected a str, or a list or array of tokens, got {shown(tokens)}")
    if set(map(type, tokens)) <= {str, int}:
        return tokens
    return [_token(f"{name}[{i}]", token) for i, token in enumerate(tokens)]


def _token(name: str, token: Any) -> Any:
    if hasattr(token, "item") and np.ndim(as_array(name, token)) == 0:
        token = as_array(name, token).item()
    if isinstance(token, tuple):
        return tuple(_token(name, part) for part in token)
    if not isinstance(token, str | int | float) or token != token:
        raise ValueError(f"{name}: expected a token, a str or a number, got {shown(token)}")
    return token


def _pairs(predicted: Any, target: Any) -> list[tuple[Any, Any]]:
    """Each predicted text beside its target, both as `_tokens` gives them."""
    if isinstance(predicted, str) or isinstance(target, str):
        raise ValueError("predicted, target: expected lists of texts, got a single str; pass [predicted], [target]")
    ours = check_list("predicted", predicted, of="texts")
    true = check_list("target", target, of="texts")
    if len(ours) != len(true):
        raise ValueError(f"predicted: expected {len(true)} texts, one for each target, got {len(ours)}")
    return [
        (_tokens(f"predicted[{i}]", a), _tokens(f"target[{i}]", b))
        for i, (a, b) in enumerate(zip(ours, true, strict=True))
    ]


def _labels(name: str, values: Any) -> np.ndarray:
    """Labels that can be compared, as an array: of numbers without NaN, of booleans or of str."""
    labels = as_array(name, values)
    if labels.dtype.kind not in "biufU":
        raise ValueError(f"{name}: expected numbers, booleans or str, got dtype {labels.dtype}")
    if labels.dtype.kind == "f" and np.isnan(labels).any():
        first = tuple(int(i) for i in np.argwhere(np.isnan(labels))[0])
        raise ValueError(f"{name}: expected labels, got NaN at index {first}; leave out what has none")
    return labels


def _check_logprobs(logprobs: Any) -> np.ndarray:
    logprobs = check_numbers("logprobs", logprobs, infinite="-")
    if logprobs.max() > 1e-6:  # float32 rounds a probability of 1 to a logarithm just above 0
        raise ValueError(
            f"logprobs: expected logarithms of probabilities, none above 0, got {logprobs.max():.4g}; "
            "take the logarithm of probabilities, and the negative of losses"
        )
    return logprobs
