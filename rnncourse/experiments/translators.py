"""Who translates: a trained encoder and decoder with its vocabularies, and what it has to beat.

The baselines see the same training pairs: the sentence itself, a dictionary learned from the pairs (IBM Model 1, Brown,
Della Pietra, Della Pietra & Mercer 1993), the translation of the most similar training sentence, one and the same
sentence. A pair is (source, target, …), two str first.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from rnncourse import training
from rnncourse.decoding import Hypothesis
from rnncourse.metrics import bleu, bleu_counts, bleu_of
from rnncourse.models.inference import evaluating
from rnncourse.models.seq2seq import Seq2Seq
from rnncourse.text import Vocabulary, words

Pairs = Sequence[tuple[Any, ...]]
Tokens = list[str]
SPECIAL: dict[str, Any] = {"pad": "<pad>", "start": "<start>", "stop": "<stop>", "unknown": "<unk>"}
TEST_SIZES = (4, 16, 64, 256)  # sentences of a test set
DRAWS = 1000  # test sets of a size
AT_ONCE = 64  # sentences that are translated together
PARTS = 5  # of an epoch: after each the rate changes, and the validation pairs are looked at


class Translator(NamedTuple):
    """A model and the words of either side."""

    model: Seq2Seq
    source: Vocabulary
    target: Vocabulary

    def ids(self, pairs: Pairs) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """Sources and targets as ids; a word the vocabulary does not have is <unk>."""
        return [self.source.encode(words(p[0])) for p in pairs], [self.target.encode(words(p[1])) for p in pairs]

    def translate(self, sentences: Sequence[str]) -> list[Tokens]:
        """The likeliest word at each step: what the model writes of each sentence."""
        written: list[Tokens] = []
        for part in _parts(sentences):
            tokens = self.model.predict(self.model.batch([self.source.encode(words(s)) for s in part])).tokens
            written += [self._text(column) for column in tokens.T]
        return written

    def search(self, sentences: Sequence[str], beam_size: int, *, alpha: float = 1.0) -> list[list[Hypothesis]]:
        """What a beam finds of each sentence, the best first."""
        found: list[list[Hypothesis]] = []
        for part in _parts(sentences):
            batch = self.model.batch([self.source.encode(words(s)) for s in part])
            found += self.model.search(batch, beam_size=beam_size, alpha=alpha)
        return found

    def look(self, sentence: str) -> tuple[Tokens, Tokens, np.ndarray]:
        """The words of a sentence, those of its translation with <stop>, and where each of these looked: (T, S)."""
        read = words(sentence)
        tokens, weights = self.model.predict(self.model.batch([self.source.encode(read)]))
        if weights is None:
            raise ValueError("model: expected one with attention, got one without")
        return read, self.target.decode(tokens[:, 0]), weights[:, 0]

    def decode(self, hypothesis: Hypothesis) -> Tokens:
        """The words of a hypothesis."""
        return self._text(hypothesis.tokens)

    def nats(self, pairs: Pairs) -> float:
        """The mean surprise -ln p of a target's token, stop included, with teacher forcing."""
        lost, tokens = 0.0, 0
        for part in _parts(pairs):
            batch = self.model.batch(*self.ids(part))
            with evaluating(self.model, batch) as held:
                count = int((held.target != self.model.pad).sum())
                lost, tokens = lost + float(self.model.loss(held)) * count, tokens + count
        return lost / tokens

    def _text(self, ids: np.ndarray) -> Tokens:
        return [self.target.tokens[i] for i in ids if i not in (self.model.pad, self.model.stop)]


def new_translator(pairs: Pairs, *, seed: int, min_count: int = 2, **options: Any) -> Translator:
    """An untrained one, whose vocabularies hold the words that stand at least `min_count` times in the pairs."""
    torch.manual_seed(seed)
    sides = [
        Vocabulary.from_tokens((t for pair in pairs for t in words(pair[side])), min_count=min_count, **SPECIAL)
        for side in (0, 1)
    ]
    return Translator(Seq2Seq(*sides, **{"tied": True, "dropout": 0.1} | options), *sides)


def learn_to_translate(
    pairs: Pairs,
    valid: Pairs,
    *,
    seed: int,
    rate: float,
    epochs: int,
    batch_size: int = 64,
    bar: bool = False,
    **options: Any,
) -> tuple[Translator, training.History]:
    """A translator that has read all pairs so many times, with teacher forcing.

    Adam; the rate rises to `rate` in a tenth of the updates and then falls to almost 0. A batch holds sentences of
    about one length. The history's validation, five an epoch, is the surprise at a token of the pairs `valid`, in nats.
    options : of Seq2Seq, such as attention and hidden_size
    """
    translator = new_translator(pairs, seed=seed, **options)
    sources, targets = translator.ids(pairs)
    rng, lengths = np.random.default_rng(seed), np.array([len(target) for target in targets])
    left: list[np.ndarray] = []  # of the batches of an epoch, the rows that are still to come

    def batches() -> list[Any]:
        if not left:
            order = np.argsort(lengths + 2 * rng.random(len(lengths)), kind="stable")
            cuts = [order[i : i + batch_size] for i in range(0, len(order), batch_size)]
            left.extend(cuts[i] for i in rng.permutation(len(cuts)))
        part = left[: -(-len(lengths) // (PARTS * batch_size))]
        del left[: len(part)]
        return [translator.model.batch([sources[i] for i in rows], [targets[i] for i in rows]) for rows in part]

    optimizer = torch.optim.Adam(translator.model.parameters())
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=PARTS * epochs + 1, pct_start=0.1)
    history = training.fit(
        translator.model,
        batches,
        optimizer=optimizer,
        scheduler=schedule,
        epochs=PARTS * epochs,
        validate=lambda: translator.nats(valid),
        clip=1.0,
        rng=rng,
        bar=bar,
    )
    return translator, history


def _parts(items: Sequence[Any]) -> list[Sequence[Any]]:
    return [items[i : i + AT_ONCE] for i in range(0, len(items), AT_ONCE)]


# What has to be beaten


def copied(sentences: Sequence[str]) -> list[Tokens]:
    """Each sentence as it is."""
    return [words(sentence) for sentence in sentences]


def constant(pairs: Pairs, valid: Pairs, *, tried: int = 100) -> Tokens:
    """The one training translation that is best for all sentences: of `tried` of them, by BLEU on validation pairs."""
    targets = [words(pair[1]) for pair in valid]
    step = max(1, len(pairs) // tried)
    return max((words(pair[1]) for pair in pairs[::step]), key=lambda t: bleu([t] * len(targets), targets))


class Dictionary:
    """IBM Model 1: t(f | e), how likely a word e of the source is translated by f; learned by EM from the pairs.

        t(f | e) ∝ Σ over pairs of the share of f that e explains,  t(f | e) / Σ_e' t(f | e')

    pairs : training pairs; rounds : of EM
    """

    def __init__(self, pairs: Pairs, *, rounds: int = 8) -> None:
        self.source = Vocabulary.from_tokens(t for pair in pairs for t in words(pair[0]))
        self.target = Vocabulary.from_tokens(t for pair in pairs for t in words(pair[1]))
        V = len(self.target)
        links, places, at = [], [], 0  # a link is a word of the source beside one of the target; place: the latter's
        for pair in pairs:
            e, f = self.source.encode(words(pair[0])), self.target.encode(words(pair[1]))
            links.append((e[:, None] * V + f).ravel())
            places.append(np.tile(np.arange(at, at + len(f)), len(e)))
            at += len(f)
        kinds, link = np.unique(np.concatenate(links), return_inverse=True)
        place, self._e, self._f = np.concatenate(places), kinds // V, kinds % V
        t: np.ndarray = np.ones(len(kinds))
        for _ in range(rounds):
            share = t[link] / np.bincount(place, t[link])[place]
            t = np.bincount(link, share)
            t = t / np.bincount(self._e, t, minlength=len(self.source))[self._e]
        rising = np.argsort(t, kind="stable")  # the last of a word is the likeliest
        self._best = dict(zip(self._e[rising].tolist(), self._f[rising].tolist(), strict=True))
        self._t: dict[int, float] = dict(zip(kinds.tolist(), t.tolist(), strict=True))

    def word(self, word: str) -> str:
        """The likeliest translation of a word; an unknown one stays as it is."""
        known = self.source.ids.get(word)
        return word if known is None else self.target.tokens[self._best[known]]

    def likely(self, word: str, translation: str) -> float:
        """t(translation | word), 0 where they never stood beside each other."""
        e, f = self.source.ids.get(word, -1), self.target.ids.get(translation, -1)
        return self._t.get(e * len(self.target) + f, 0.0) if min(e, f) >= 0 else 0.0

    def translate(self, sentences: Sequence[str]) -> list[Tokens]:
        """Word by word, in the order of the source."""
        return [[self.word(word) for word in words(sentence)] for sentence in sentences]


def nearest(pairs: Pairs, sentences: Sequence[str]) -> list[Tokens]:
    """The translation of the training sentence that shares most words and pairs of words, by TF-IDF and cosine."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(tokenizer=words, token_pattern=None, lowercase=False, ngram_range=(1, 2))
    known = vectors.fit_transform([pair[0] for pair in pairs])
    found: list[Tokens] = []
    for part in _parts(sentences):
        alike = (vectors.transform(part) @ known.T).toarray()  # (B, N)
        found += [words(pairs[i][1]) for i in alike.argmax(axis=1)]
    return found


def word_counts(pairs: Pairs) -> Counter[str]:
    """How often each word stands in the translations."""
    return Counter(token for pair in pairs for token in words(pair[1]))


def spread(got: Sequence[Tokens], right: Sequence[Tokens]) -> dict[str, list[float]]:
    """Between what BLEU lies in 95 of 100 test sets of each of TEST_SIZES sentences: "low" and "high"."""
    counts, rng = bleu_counts(got, right), np.random.default_rng(0)
    drawn = [bleu_of(counts[rng.integers(len(counts), size=(DRAWS, size))].sum(axis=1)) for size in TEST_SIZES]
    return {name: [round(float(np.quantile(d, q)), 2) for d in drawn] for name, q in (("low", 0.025), ("high", 0.975))}
