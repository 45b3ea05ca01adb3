"""Spans that stand word for word in the training tales."""

import numpy as np
import pytest

from rnncourse.experiments.recital import LENGTH, PIECES, UNITS, copied_spans, shared_spans, training_ids
from rnncourse.ngram import NGramModel


@pytest.mark.parametrize("unit", UNITS)
def test_no_token_of_the_training_tales_is_unknown(unit):
    ids, vocabulary = training_ids(unit)
    assert vocabulary.unknown is None and ids.max() == len(vocabulary) - 1


def test_held_out_prose_shares_short_spans_only():
    spans = shared_spans("words")
    assert len(spans) == PIECES and max(spans) < 15 and min(spans) > 0


def test_a_model_of_long_order_recites_and_one_of_order_one_does_not():
    ids, vocabulary = training_ids("words")
    recited, random = (
        copied_spans(NGramModel(order).fit(ids, len(vocabulary)), "words", seed=0, samples=2) for order in (12, 1)
    )
    assert min(recited) > LENGTH / 2 and max(random) < 10


def test_samples_follow_from_the_seed():
    ids, vocabulary = training_ids("words")
    model = NGramModel(4).fit(ids, len(vocabulary))
    first, again, other = (copied_spans(model, "words", seed=seed) for seed in (0, 0, 1))
    assert first == again and first != other
    assert np.array(first).shape == (4,)
