"""Strange sentences among those of reports: an autoencoder, its decoder alone, and models that count.

A score is the mean surprise of a sentence's words and its end, in nats. A word that stands once in training, or never,
is unknown: besides the surprise that one comes there is the choice among all that did in training, the same for every
model. No model has seen a strange sentence before the test.
"""

from functools import cache

import numpy as np

from rnncourse.datasets import load_documents
from rnncourse.experiments.autoencoding import (
    Sentences,
    batch_of,
    inside,
    learn_sentences,
    searched,
    shuffled,
    vocabulary,
    words_of,
)
from rnncourse.experiments.extracts import reports
from rnncourse.experiments.study import Figures, Rows, Settings, Study
from rnncourse.ngram import NGramModel
from rnncourse.statistics import Interval, paired_bootstrap
from rnncourse.text import Vocabulary

EPOCHS = 10
KINDS = ("another register", "shuffled", "one word changed")  # of what is strange
NETWORKS = ("autoencoder", "decoder alone")
COUNTED = ("unigram", "bigram", "trigram", "constant")


@cache
def report_sentences(split: str) -> tuple[Sentences, np.ndarray]:
    """Sentences of 5 to 20 words from the reports, and the group of the report in which each stands, (N,)."""
    found = [(words, report.group) for report in reports(split) for words in words_of(report.text, 5, 20)]
    return [words for words, _ in found], np.array([group for _, group in found])


@cache
def strange_sentences(split: str) -> dict[str, Sentences]:
    """For each of KINDS as many strange sentences as the reports of a split have sentences, or fewer."""
    usual, _ = report_sentences(split)
    rng = np.random.default_rng({"valid": 98, "test": 99}[split])
    texts = [document.text for document in load_documents(split) if document.register != "news"]
    others = [words for text in texts for words in words_of(text, 5, 20)]
    pool = sorted({w for words in report_sentences("train")[0] for w in words})
    changed = []
    for words in usual:
        place = int(rng.integers(len(words)))
        changed.append([*words[:place], pool[int(rng.integers(len(pool)))], *words[place + 1 :]])
    chosen = [others[i] for i in rng.permutation(len(others))[: len(usual)]]
    return dict(zip(KINDS, (chosen, shuffled(usual, rng), changed), strict=True))


def auroc(usual: np.ndarray, strange: np.ndarray) -> np.ndarray:
    """For each usual sentence the share of the strange ones with a higher score, ties a half, (N,); the mean is AUROC.

    AUROC, the area under the ROC curve, is the chance that a strange sentence scores above a usual one.
    """
    return (strange > usual[:, None]).mean(axis=1) + 0.5 * (strange == usual[:, None]).mean(axis=1)


def scores_by(settings: Settings, split: str) -> list[np.ndarray]:
    """The surprise, in nats a word, of the usual sentences of a split and of each of KINDS."""
    known, _ = report_sentences("train")
    words = vocabulary(known, 2)
    rare = np.log(len({w for part in known for w in part} - set(words.tokens)))  # nats of which unknown word it is
    asked = [report_sentences(split)[0], *strange_sentences(split).values()]
    if settings["model"] == "constant":
        return [np.zeros(len(part)) for part in asked]
    unknown = [np.array([sum(w not in words.ids for w in s) / (len(s) + 1) for s in part]) for part in asked]
    bare = surprises(settings, words, known, asked)
    return [scores + rare * share for scores, share in zip(bare, unknown, strict=True)]


def surprises(settings: Settings, words: Vocabulary, known: Sentences, asked: list[Sentences]) -> list[np.ndarray]:
    """The mean surprise of each sentence in nats, unknown words being one word, by a model that has read `known`."""
    model = settings["model"]
    if model in COUNTED:
        assert words.start is not None and words.stop is not None
        order = COUNTED.index(model) + 1
        ids = [np.concatenate([[words.start] * 2, words.encode(part), [words.stop]]) for part in known]
        counted = NGramModel(order, "kneser-ney").fit(np.concatenate(ids), len(words))
        begin = [words.start] * 2
        told = [[np.append(words.encode(part), words.stop) for part in parts] for parts in asked]
        return [np.array([-counted.logprob(one, begin).mean() for one in part]) for part in told]
    blind = model == "decoder alone"
    chosen = {name: settings[name] for name in ("seed", "rate")}
    network, _ = learn_sentences(known, words, epochs=EPOCHS, blind=blind, **chosen)
    return [network.surprise(batch_of(network, words, part, blind=blind)) for part in asked]


def run_strange(settings: Settings) -> Figures:
    """How well one model tells strange sentences: AUROC for each kind; in the search on validation reports."""
    split = "valid" if settings["phase"] == "search" else "test"
    usual, *strange = scores_by(settings, split)
    placed = {kind: auroc(usual, scores) for kind, scores in zip(KINDS, strange, strict=True)}
    figures: Figures = {"auroc": {kind: float(shares.mean()) for kind, shares in placed.items()}}
    if settings["phase"] == "search":
        figures["wrong"] = float(usual.mean())  # strange sentences are not known when the rate is chosen
    else:
        figures["placed"] = {kind: np.round(shares, 4).tolist() for kind, shares in placed.items()}
    return figures


def strange_plan(rows: Rows) -> list[Settings]:
    """The models that count, and each network at the rate that surprises it least on validation reports, five seeds."""
    counted = [{"model": model, "phase": "final"} for model in COUNTED]
    return rows.lacking(counted) + searched(rows, [{"model": model} for model in NETWORKS])


def apart(rows: Rows, model: str, rival: str, kind: str) -> Interval:
    """The difference of two models' AUROC, mean over seeds, with its interval by a bootstrap over groups of reports."""
    finals, (_, groups) = rows.where(phase="final"), report_sentences("test")
    mean = [
        np.mean([row.figures["placed"][kind] for row in finals.where(model=name)], axis=0) for name in (model, rival)
    ]
    _, group = np.unique(groups, return_inverse=True)
    sizes = np.bincount(group)
    ours, theirs = (np.bincount(group, shares) / sizes for shares in mean)
    return paired_bootstrap(ours, theirs, weights=sizes, rng=np.random.default_rng(0))


def areas(rows: Rows, model: str, kind: str) -> np.ndarray:
    """The AUROC of each seed of a model."""
    return np.array([figures[kind] for figures in rows.where(phase="final").figures("auroc", model=model)])


def strange_claims(rows: Rows) -> dict[str, bool]:
    """What tells strange sentences, and what the code adds to it."""
    shuffled_by = {model: areas(rows, model, "shuffled") for model in (*NETWORKS, *COUNTED)}
    changed = np.concatenate([areas(rows, model, "one word changed") for model in (*NETWORKS, *COUNTED)])
    code = {kind: apart(rows, "autoencoder", "decoder alone", kind) for kind in KINDS}
    return {
        "a unigram cannot tell shuffled words: AUROC 0.5": bool(abs(shuffled_by["unigram"].max() - 0.5) < 1e-3),
        "both networks tell shuffled words, AUROC above 0.8, every seed": min(
            shuffled_by[model].min() for model in NETWORKS
        )
        > 0.8,
        "the decoder alone tells shuffled words better than the autoencoder, 95 % interval": code["shuffled"].high < 0,
        "it tells another register better, too, 95 % interval": code["another register"].high < 0,
        "the decoder alone tells shuffled words better than the trigram, 95 % interval": apart(
            rows, "decoder alone", "trigram", "shuffled"
        ).low
        > 0,
        "nothing reaches 0.75 where one word is changed, every seed": changed.max() < 0.75,
        "each best rate lies inside the rates tried": all(inside(rows, {"model": model}) for model in NETWORKS),
    }


STUDIES = (
    Study(
        "strange",
        "Does an autoencoder tell strange sentences among reports, better than a language model or counts do?",
        strange_plan,
        run_strange,
        strange_claims,
        packages=("torch",),
    ),
)
