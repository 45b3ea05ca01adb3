"""Numbers that judge a summary: how many words it shares with one that somebody wrote, and what it invents."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_list, check_tokens
from rnncourse.shapes import shown


class Rouge(NamedTuple):
    """F1 of N texts, each (N,) from 0 to 1."""

    rouge1: np.ndarray  # words that both texts have
    rouge2: np.ndarray  # pairs of neighbours that both have
    rougeL: np.ndarray  # the longest common subsequence


def rouge(predicted: Sequence[str], target: Sequence[str]) -> Rouge:
    """ROUGE-1, ROUGE-2 and ROUGE-L of each text (Lin 2004), by the library rouge-score, without stemming.

    Words are runs of the letters a to z and of digits, in lower case.

    Parameters
    ----------
    predicted, target : lists of N str

    Raises
    ------
    ValueError
        A single str, lists of different lengths, no text at all.

    Examples
    --------
    >>> rouge(["the cat sat"], ["a cat sat down"]).rougeL.round(2).tolist()
    [0.57]
    """
    from rouge_score.rouge_scorer import RougeScorer

    ours, true = (_texts(name, texts) for name, texts in (("predicted", predicted), ("target", target)))
    if len(ours) != len(true):
        raise ValueError(f"predicted: expected {len(true)} texts, one for each target, got {len(ours)}")
    scorer = RougeScorer(list(Rouge._fields), use_stemmer=False)
    scores = [scorer.score(wanted, got) for got, wanted in zip(ours, true, strict=True)]
    return Rouge(*(np.array([score[kind].fmeasure for score in scores]) for kind in Rouge._fields))


def invented(predicted: Sequence[str], source: Sequence[str], checked: Collection[str]) -> list[str]:
    """The words of a summary that could be checked and do not stand in its source, in their order.

    Parameters
    ----------
    predicted, source : lists of words, in one case
    checked : what can be checked: names, places, times and numbers; words that hold a digit are checked anyway

    Raises
    ------
    ValueError
        A str where a list of words is expected.

    Examples
    --------
    >>> invented("lock at aldry shut for 9 days".split(), "the lock is shut for nine days".split(), {"aldry"})
    ['aldry', '9']
    """
    words, there = check_tokens("predicted", predicted), set(check_tokens("source", source))
    if isinstance(checked, str) or not isinstance(checked, Collection):
        raise ValueError(f"checked: expected a set or list of words, got {shown(checked)}")
    checked = set(check_tokens("checked", checked))
    return [w for w in words if w not in there and (w in checked or any(c.isdigit() for c in w))]


def _texts(name: str, texts: Any) -> list[str]:
    found = list(check_list(name, texts, of="texts"))
    for i, text in enumerate(found):
        if not isinstance(text, str):
            raise ValueError(f"{name}[{i}]: expected a str, got {shown(text)}")
    if not found:
        raise ValueError(f"{name}: expected at least one text, got none")
    return found
