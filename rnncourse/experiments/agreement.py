"""Does the verb agree with a subject that stands some adverbs back? A small language made at run time.

A sentence is six times <s>, a subject, a gap of adverbs, a verb. Half of the subjects are plural, and nothing but the
subject says which verbs may come (Linzen, Dupoux & Goldberg 2016 asked this of real sentences).
"""

from collections.abc import Sequence

import numpy as np

from rnncourse.ngram import NGramModel

SUBJECTS = (
    "fox crow child mule otter heron miller baker pedlar smith sailor aunt "
    "foxes crows children mules otters herons millers bakers pedlars smiths sailors aunts"
).split()
VERBS = "sings sleeps waits works sing sleep wait work".split()
ADVERBS = "now here again still often alone outside softly there tonight today away".split()
LEXICON = ("<s>", *SUBJECTS, *VERBS, *ADVERBS)
GAPS = range(8)
STARTS = 6  # so many times <s> before the subject: what a window of seven tokens can see in front of it

_NOUNS, _FORMS = len(SUBJECTS) // 2, len(VERBS) // 2  # in each number
_FIRST_VERB = 1 + len(SUBJECTS)
_FIRST_ADVERB = _FIRST_VERB + len(VERBS)


def sentences(n: int, gap: int, adverbs: int, rng: np.random.Generator) -> np.ndarray:
    """Draw n sentences with a gap of so many adverbs, of the first `adverbs` there are -> ids (n, 8 + gap)."""
    plural = rng.integers(2, size=(n, 1))
    subject = 1 + _NOUNS * plural + rng.integers(_NOUNS, size=(n, 1))
    verb = _FIRST_VERB + _FORMS * plural + rng.integers(_FORMS, size=(n, 1))
    between = _FIRST_ADVERB + rng.integers(adverbs, size=(n, gap))
    return np.concatenate([np.zeros((n, STARTS), np.int64), subject, between, verb], axis=1)


def agreement(
    order: int, adverbs: int, seed: int, *, gaps: Sequence[int] = GAPS, train: int = 2500, test: int = 500
) -> np.ndarray:
    """The share of sentences in which a model gives the verbs of the right number more than the others, (gaps,).

    A Witten–Bell model of the order, fitted to `train` sentences of each gap, asked about `test` new ones of each; a
    tie counts half.

    Raises ValueError for an order above 7: it would see into the sentence before.
    """
    if order > STARTS + 1:
        raise ValueError(f"order: expected at most {STARTS + 1}, what one sentence can fill, got {order}")
    rng = np.random.default_rng(seed)
    text = np.concatenate([sentences(train, gap, adverbs, rng).ravel() for gap in gaps])
    model = NGramModel(order, "interpolated").fit(text, len(LEXICON))
    rows = [sentences(test, gap, adverbs, rng)[:, -order:] for gap in gaps]
    asked = np.concatenate(rows)  # (gaps · test, order): no model sees more
    plural = asked[:, -1] >= _FIRST_VERB + _FORMS
    given = np.stack([_last(model, asked, verb) for verb in range(_FIRST_VERB, _FIRST_ADVERB)])
    singular_verbs, plural_verbs = given[:_FORMS].sum(axis=0), given[_FORMS:].sum(axis=0)
    lead = np.where(plural, plural_verbs - singular_verbs, singular_verbs - plural_verbs)
    tie = np.abs(lead) <= 1e-12
    right = np.where(tie, 0.5, lead > 0)
    return np.asarray(right.reshape(len(gaps), test).mean(axis=1))


def _last(model: NGramModel, rows: np.ndarray, token: int) -> np.ndarray:
    """p(token | the tokens of each row before its last) for M rows: (M, n) -> (M,)."""
    asked = rows.copy()
    asked[:, -1] = token
    return np.exp(model.logprob(asked.ravel()).reshape(rows.shape)[:, -1])
