"""Language models against n-grams: the same tokens, the same vocabulary, each document told apart."""

import numpy as np
import pytest
import torch

from rnncourse import datasets
from rnncourse.experiments import drawn
from rnncourse.experiments.amounts import run_amounts
from rnncourse.experiments.corpora import Corpus, documents, load_corpus
from rnncourse.experiments.study import Row, Rows
from rnncourse.experiments.surprises import (
    best_n_gram,
    best_of,
    best_share,
    by_document,
    forgetful,
    mixed,
    surprise,
)
from rnncourse.experiments.tying import MODELS, run_tying
from rnncourse.experiments.writing import stream_nats, train_writer
from rnncourse.experiments.writing_studies import counted_best, gain, searched, searched_inside
from rnncourse.models import RecurrentLanguageModel, text_batches
from rnncourse.ngram import NGramModel
from rnncourse.text import Vocabulary, characters

TEXT = "the cat sat on the mat, and the dog sat on the cat. " * 40
VOCABULARY = Vocabulary.from_tokens(characters(TEXT), min_count=2, unknown="<unk>")
IDS = VOCABULARY.encode(characters(TEXT))
CORPUS = Corpus({"train": IDS, "valid": IDS[:600], "test": IDS[:1000]}, VOCABULARY, {"test": [400, 600]})


@pytest.fixture(scope="module")
def model():
    torch.manual_seed(0)
    return RecurrentLanguageModel(len(VOCABULARY), embedding_size=4, hidden_size=6).eval()


@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_documents_joined_are_the_text(split):
    assert "".join(documents("tales", split)) == datasets.load_text("tales", split)
    assert len(documents("tales", split)) == len(datasets.load_tales(split))


@pytest.mark.skipif(not datasets.available("shakespeare"), reason="needs the plays")
def test_scenes_joined_are_the_play():
    scenes = documents("shakespeare", "test")
    assert "".join(scenes) == datasets.load_text("shakespeare", "test") and len(scenes) >= 10
    assert all("Scena" in scene[:40] or "Scoena" in scene[:40] for scene in scenes)


@pytest.mark.parametrize("unit", ["characters", "words"])
def test_a_corpus_counts_the_tokens_of_its_documents_and_its_vocabulary_is_of_train_alone(unit):
    corpus = load_corpus("tales", unit)
    assert {split: sum(lengths) for split, lengths in corpus.lengths.items()} == {
        split: len(ids) for split, ids in corpus.ids.items()
    }
    counts = np.bincount(corpus.ids["train"], minlength=len(corpus.vocabulary))
    assert corpus.vocabulary.unknown == 0 and counts[1:].min() >= 2
    assert len(corpus.ids["test"]) == {"characters": 24857, "words": 5753}[unit]


def test_surprise_leaves_the_first_token_out_and_documents_get_their_own_means():
    model = NGramModel(2, "kneser-ney").fit(IDS)
    found = surprise(model, CORPUS.ids["test"])
    np.testing.assert_allclose(found, -model.logprob(IDS[:1000])[1:])
    first, second = by_document(found, CORPUS.lengths["test"])
    assert first == pytest.approx(found[:399].mean()) and second == pytest.approx(found[399:].mean())


def test_the_best_n_gram_is_the_one_that_expects_the_validation_text_best():
    best = best_of(IDS[:500], IDS[500:900], len(VOCABULARY))
    for order in range(1, 8):
        for smoothing in ("interpolated", "kneser-ney"):
            other = NGramModel(order, smoothing).fit(IDS[:500], len(VOCABULARY))
            assert surprise(best, IDS[500:900]).mean() <= surprise(other, IDS[500:900]).mean()
    assert (best_n_gram("tales", "characters").order, best_n_gram("tales", "characters").smoothing) == (6, "kneser-ney")


def test_a_mixture_is_the_mean_of_probabilities_and_the_best_share_is_searched():
    p, q = np.array([0.5, 0.1]), np.array([0.1, 0.4])
    np.testing.assert_allclose(np.exp(-mixed(-np.log(p), -np.log(q), 0.25)), 0.25 * p + 0.75 * q)
    assert best_share(-np.log(p), -np.log(p / 9)) == 0.95 and best_share(-np.log(q / 9), -np.log(q)) == 0.05


@pytest.mark.parametrize("kept", [1, 7, 50])
def test_a_forgetful_model_reads_each_piece_from_its_beginning(model, kept):
    ids, got = IDS[:200], forgetful(model, IDS[:200], kept)
    starts = range(0, 199 // kept * kept, kept)
    want = [-model.logprob(ids[s + 1 : s + kept + 1], context=ids[s : s + 1]) for s in starts]
    assert got == pytest.approx(np.concatenate(want).mean(), abs=1e-5)


def test_streams_carry_their_state(model):
    batches = text_batches(IDS[:801], 1, 100)
    assert stream_nats(model, batches) == pytest.approx(surprise(model, IDS[:801]).mean(), abs=1e-5)


def test_the_same_seed_trains_the_same_writer_and_validation_keeps_its_best_weights():
    options = dict(rate=0.01, seed=3, epochs=2, steps=20, batch_size=8, embedding_size=4, hidden_size=6, dropout=0.2)
    (a, history), (b, _) = (train_writer(IDS, len(VOCABULARY), valid=IDS[:900], **options) for _ in range(2))
    np.testing.assert_array_equal(a.logprob(IDS[:50]), b.logprob(IDS[:50]))
    assert len(history.validation) == 2 and not a.training
    assert min(history.validation) == pytest.approx(stream_nats(a, text_batches(IDS[:900], 8, 100)))


def test_what_is_written_is_measured_in_every_way_of_drawing_and_prose_is_what_followed():
    model = NGramModel(3, "kneser-ney").fit(IDS, len(VOCABULARY))
    found = drawn.written(model, CORPUS, "characters", seed=0, count=2)
    assert list(found) == ["prose", *drawn.CUTS]
    assert all(set(told) == {"surprise", "distinct", "repeated", "copied"} for told in found.values())
    at = drawn.places(CORPUS.ids["test"], "characters", 2)[0]
    assert at == drawn.READ and found["prose"]["copied"] == [400, 400]
    greedy = model.sample(400, context=IDS[at - 100 : at], temperature=0, rng=np.random.default_rng(0))
    assert found["greedy"]["repeated"] > 300 and -model.logprob(greedy, IDS[at - 100 : at]).mean() < 3
    assert drawn.spelt(CORPUS, IDS[:3], "characters") == "the" and drawn.spelt(CORPUS, IDS[:2], "words") == "t h"


def runs(arm, phase, values, **settings):
    return [Row(arm | settings | {"rate": r, "dropout": d, "phase": phase}, {"valid": v}, 0) for r, d, v in values]


def test_a_search_chooses_a_rate_then_a_dropout_then_runs_seeds():
    arm, options = {"unit": "words"}, dict(epochs=8, rates=(1.0, 2.0, 4.0), dropouts=(0.2, 0.4, 0.6))
    search = dict(epochs=8, seed=100)
    assert [s["rate"] for s in searched(Rows(), arm, **options)] == [1, 2, 4]
    rates = runs(arm, "search", [(1.0, 0.4, 3), (2.0, 0.4, 1), (4.0, 0.4, 2)], **search)
    assert [(s["rate"], s["dropout"]) for s in searched(Rows(rates), arm, **options)] == [(2.0, 0.2), (2.0, 0.6)]
    drops = runs(arm, "search", [(2.0, 0.2, 0.5), (2.0, 0.6, 2)], **search)
    assert [s["dropout"] for s in searched(Rows(rates + drops), arm, **options)] == [0.1]
    wider = runs(arm, "search", [(2.0, 0.1, 0.9)], **search)
    final = searched(Rows(rates + drops + wider), arm, **options)
    assert [s["seed"] for s in final] == list(range(5)) and len({(s["rate"], s["dropout"]) for s in final}) == 1
    assert (final[0]["rate"], final[0]["dropout"], final[0]["epochs"], final[0]["phase"]) == (2.0, 0.2, 8, "final")
    all_runs = Rows(rates + drops + wider + [Row(final[0], {}, 0)])
    assert searched_inside(all_runs, arm)
    assert not searched_inside(Rows(rates + [Row(final[0] | {"rate": 4.0}, {}, 0)]), arm)
    single = searched(Rows(rates), arm, **options | {"dropouts": (0.4,)})
    assert len(single) == 5 and single[0]["dropout"] == 0.4


def test_the_gain_is_over_the_n_gram_that_validation_chose():
    counted = [
        Row({"model": "kneser-ney", "unit": "words", "order": n, "phase": "final"}, {"valid": v, "documents": d}, 0)
        for n, v, d in [(1, 3.0, [1.0, 1.0, 1.0]), (2, 2.0, [5.0, 6.0, 7.0])]
    ]
    nets = [
        Row({"model": "LSTM", "unit": "words", "seed": s, "phase": "final"}, {"documents": [4.0 + s, 5.0, 6.0]}, 0)
        for s in (0, 1)
    ]
    rows = Rows(counted + nets)
    assert counted_best(rows, "words").settings["order"] == 2
    assert gain(rows, "words").mean == pytest.approx(np.mean([0.5, 1, 1])) and gain(rows, "words").low > 0


@pytest.mark.parametrize("name", MODELS)
def test_models_of_the_ablation_have_the_sizes_that_are_claimed(name):
    tied, units, _ = MODELS[name]
    V = len(load_corpus("tales", "words").vocabulary)
    made = RecurrentLanguageModel(V, embedding_size=units, hidden_size=units, tied=tied)
    size, rival = sum(p.numel() for p in made.parameters()), V * 128 + V + 8 * 128 * 129
    expected = {"untied, as many units": rival + V * 128}.get(name, rival)
    assert size == pytest.approx(expected, rel=0.01)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("run", "settings"), [(run_tying, {"model": "tied"}), (run_amounts, {"unit": "words", "share": 0.125})]
)
def test_a_final_run_tells_what_is_claimed_of_it(run, settings):
    figures = run(settings | {"rate": 0.01, "dropout": 0.5, "epochs": 1, "seed": 0, "phase": "final"})
    wanted = {"learned", "parameters"} if run is run_tying else {"n-gram", "mixed", "order", "weight"}
    assert wanted | {"test", "valid", "curve"} == set(figures)
