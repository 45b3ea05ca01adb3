"""How much a text that a model wrote says twice."""

from rnncourse.metrics import Tokens, _tokens


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
