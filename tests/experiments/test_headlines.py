"""Reports cut into words, what is cut out of them, how headlines are written and judged, and what sentence is odd."""

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from rnncourse.experiments import autoencoding, extracts, headlines, strange
from rnncourse.experiments.coloured import coloured
from rnncourse.experiments.extracts import reports
from rnncourse.metrics import rouge


def test_a_number_is_one_word_and_so_is_what_a_hyphen_joins():
    assert extracts.lowered("At 5.40 the Three-legged dog ate 2,114; it's 18:30.") == (
        "at 5.40 the three-legged dog ate 2,114 ; it's 18:30 .".split()
    )


def test_sentences_end_after_their_marks_and_not_after_a_title():
    text = 'Dr. Lemaire said "Stop." Mr. Teal\nleft! Nobody asked? 9 did.'
    assert extracts.sentences(text) == ['Dr. Lemaire said "Stop.', "Mr. Teal left!", "Nobody asked?", "9 did."]
    assert all(len(extracts.sentences(report.text)) >= 1 for report in reports("valid"))


def test_capitals_are_those_of_the_source():
    text = "The lock at Tern Ridge is shut. Pell, who has the key, swims."
    words = "lock at tern ridge , the pell swims".split()
    assert extracts.as_headline(words, text) == "Lock at Tern Ridge, the Pell swims"


def test_names_of_the_training_reports_can_be_checked_and_plain_words_not():
    names = extracts.known_names()
    assert {"ostrey", "nine", "thursday", "vannermouth"} <= names
    assert not names & {"the", "bakery", "shut", "after"}


@pytest.mark.parametrize("name", extracts.RIVALS)
def test_what_needs_no_training_is_cut_from_the_report(name):
    report = reports("valid")[5]
    told = extracts.lowered(extracts.RIVALS[name](report, 6))
    text = extracts.lowered(report.text)
    if name == "usual headline":
        assert " ".join(told) in {" ".join(extracts.lowered(r.headline)) for r in reports("train")}
    else:
        assert set(told) <= set(text) and told
    if name in ("first words", "central sentence", "keywords"):
        assert len(told) == 6
    if name == "keywords":
        assert [text.index(word) for word in told] == sorted(text.index(word) for word in told)


def test_a_difference_weighs_groups_by_their_reports():
    rng = np.random.default_rng(0)
    a, b = rng.random((2, len(reports("test"))))
    found = extracts.difference(a, b)
    assert found.mean == pytest.approx((a - b).mean()) and found.low < found.mean < found.high
    means, sizes = extracts.by_group(a)
    assert len(means) == len({r.group for r in reports("test")}) and sizes.sum() == len(a)


@pytest.fixture(scope="module")
def untrained():
    torch.manual_seed(0)
    return headlines.new_network("pointer", reports("train")[:40])


def test_no_word_stands_twice_and_none_is_unknown(untrained):
    texts = [extracts.lowered(r.text) for r in reports("valid")[:4]]
    for words, text in zip(headlines.write(untrained, texts), texts, strict=True):
        assert 0 < len(words) <= headlines.LONGEST and len(set(words)) == len(words)
        assert "<unk>" not in words and "<pad>" not in words
        assert all(word in untrained.vocabulary.ids or word in text for word in words)
    bare = headlines.write(untrained, texts, beam_size=1, repeats=True)
    assert any(len(set(words)) < len(words) for words in bare)


def test_facts_are_asked_for_by_the_first_word():
    sources, targets = headlines.pairs(reports("valid")[:3], facts=True)
    assert [s[0] for s in sources] == [headlines.HEADLINE] * 3 + [headlines.FACT] * 3
    assert targets[3] == extracts.lowered(reports("valid")[0].facts["what"][0])


def test_what_is_coloured_is_what_was_copied(untrained):
    text = "The weir at Lend is shut. Adeline Marsh, the engineer, has mended the weir."
    seen = coloured(untrained, text)
    assert len(seen.shares) == len(seen.text) and seen.text.split() == text.split()
    assert (seen.copied >= 0).all() and (seen.copied <= 1 + 1e-5).all() and len(seen.copied) == len(seen.words)
    letters = {w: seen.shares[seen.text.lower().index(w)] for w in ("weir", "marsh")}
    for word, share in letters.items():
        assert (share > 0) == (word in seen.words)
    with pytest.raises(ValueError, match="text: expected at least one word, got none"):
        coloured(untrained, " \n")


def test_auroc_is_that_of_scikit_learn():
    rng = np.random.default_rng(1)
    usual, odd = rng.integers(0, 5, 30).astype(float), rng.integers(1, 7, 20).astype(float)
    labels, scores = np.repeat([0, 1], [30, 20]), np.concatenate([usual, odd])
    assert strange.auroc(usual, odd).mean() == pytest.approx(roc_auc_score(labels, scores))


def test_strange_sentences_differ_from_the_usual_ones_as_their_names_say():
    usual, groups = strange.report_sentences("valid")
    assert len(usual) == len(groups)
    found = strange.strange_sentences("valid")
    assert all(sorted(a) == sorted(b) for a, b in zip(usual, found["shuffled"], strict=True))
    assert {
        sum(x != y for x, y in zip(a, b, strict=True)) for a, b in zip(usual, found["one word changed"], strict=True)
    } <= {0, 1}
    assert not set(map(tuple, usual)) & set(map(tuple, found["another register"]))


def test_a_decoder_alone_sees_nothing_of_its_sentence():
    words = autoencoding.vocabulary([["a", "b", "c"]], 1)
    model, _ = autoencoding.learn_sentences(
        [["a", "b"], ["c", "a"]], words, seed=0, rate=0.01, epochs=1, units=4, blind=True
    )
    codes = model.codes(autoencoding.batch_of(model, words, [["a", "b", "c"], ["c"]], blind=True))
    np.testing.assert_array_equal(codes[0], codes[1])
    seen = model.codes(autoencoding.batch_of(model, words, [["a", "b", "c"], ["c"]]))
    assert not np.allclose(seen[0], seen[1])


def test_every_epoch_count_has_a_schedule():
    words = autoencoding.vocabulary([["a", "b"]], 1)
    for epochs in range(1, 9):
        autoencoding.learn_sentences([["a", "b"]], words, seed=0, rate=0.01, epochs=epochs, units=4)


def test_a_copied_headline_beats_the_constant_one_by_its_words():
    report = reports("valid")[5]
    scores = rouge([report.facts["what"][0], extracts.usual_headline()], [report.headline] * 2)
    assert scores.rougeL[0] > scores.rougeL[1]
