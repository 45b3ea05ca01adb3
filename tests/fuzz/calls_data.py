"""Valid calls from text to batches, of language models, of decoding, of metrics and of made data."""

import numpy as np
import scipy.optimize  # noqa: F401  here, so that no call waits for it
import sklearn.metrics  # noqa: F401

from rnncourse import batching, datasets, metrics, statistics, text
from rnncourse.datasets import digits
from rnncourse.metrics import classification as judged
from tests.fuzz.calls_layers import B, T, floats
from tests.fuzz.cases import case
from tests.fuzz.odd import Anything, Floats, Ids, Kind, Loosely, Number, Several, Text, Whole

LIKES = Floats(likes=True)
ANY = Floats(likes=True, nan=True, inf=True, low=True)
WORDS = "the cat sat on the mat and the dog sat too".split()


@case("text:characters", weight=0.5, text=Text())
def characters(rng):
    return text.characters, dict(text="Ab c")


@case("text:words", weight=0.5, text=Text())
def words(rng):
    return text.words, dict(text="Don't wait.")


TOKENS = Several(Text())


@case("text:Vocabulary", tokens=TOKENS, pad=Text(), start=Text(), stop=Text(), unknown=Text())
def vocabulary(rng):
    special = dict(pad="<pad>", start="<s>", stop="</s>", unknown="<unk>")
    return text.Vocabulary, dict(tokens=[*special.values(), "a", "b"], **special)


@case(
    "text:Vocabulary.from_tokens",
    tokens=TOKENS,
    pad=Text(),
    unknown=Text(),
    max_size=Whole(1, 2**40),
    min_count=Whole(1, 2**40),
)
def from_tokens(rng):
    return text.Vocabulary.from_tokens, dict(tokens=WORDS, max_size=5, min_count=1, pad="<pad>", unknown="<unk>")


def a_vocabulary(rng):
    unknown = "<unk>" if rng.random() < 0.5 else None
    return text.Vocabulary.from_tokens(WORDS, pad="<pad>", unknown=unknown)


@case("text:Vocabulary.encode", tokens=Several(Text(), empty=True))
def encode(rng):
    return a_vocabulary(rng).encode, dict(tokens=["the", "cat"])


@case("text:Vocabulary.decode", ids=Ids(8, empty=True))
def decode(rng):
    return a_vocabulary(rng).decode, dict(ids=rng.integers(0, 8, 3))


@case("text:Vocabulary.id_of", weight=0.3, says="vocabulary")
def id_of(rng):
    return a_vocabulary(rng).id_of, dict(special="pad")


@case("batching:stream_length", weight=0.5, size=Whole(0, 2**60), says="ids")
def stream_length(rng):
    return batching.stream_length, dict(size=20, batch_size=2, steps=3)


@case("batching:stream_batches", ids=Ids())
def stream_batches(rng):
    return batching.stream_batches, dict(ids=rng.integers(0, 9, 20), batch_size=2, steps=3)


@case("batching:pad_batch", weight=2, sequences=Several(Ids(free=True)), pad=Number(infinite=True))
def pad_ids(rng):
    return batching.pad_batch, dict(sequences=[rng.integers(0, 9, n) for n in (3, 1, 2)], pad=-100)


@case(
    "batching:pad_batch",
    weight=2,
    sequences=Several(Floats(likes=True, nan=True, inf=True, low=True)),
    pad=Number(infinite=True, nan=True),
)
def pad_floats(rng):
    return batching.pad_batch, dict(sequences=[floats(rng, n, 2) for n in (3, 1, 2)], pad=0.0)


@case("batching:to_device", weight=0.3, batch=Anything(), device=Kind())
def to_device(rng):
    import torch

    return batching.to_device, dict(batch={"x": (torch.ones(2), 3)}, device="cpu")


LOGS = Floats(likes=True, low=True)


@case("metrics.sequences:perplexity", logprobs=LOGS)
@case("metrics.sequences:bits_per_character", logprobs=LOGS)
def perplexity(rng):
    name = ("perplexity", "bits_per_character")[rng.integers(2)]
    return getattr(metrics, name), dict(logprobs=-np.abs(floats(rng, 4, 2, dtype=np.float64)))


LABELS = Ids(free=True, shaped=True, loose=True)


@case("metrics.sequences:accuracy", weight=2, predicted=Anything(), target=Anything())
def accuracy(rng):
    return metrics.accuracy, dict(predicted=rng.integers(0, 3, (T, B)), target=rng.integers(0, 3, (T, B)))


@case("metrics.sequences:accuracy", predicted=LABELS, target=LABELS)
def accuracy_of_labels(rng):
    return metrics.accuracy, dict(predicted=rng.integers(0, 3, (T, B)), target=rng.integers(0, 3, (T, B)))


SPOKEN = Several(Loosely(Text()), empty=True)
TEXTS = Several(Loosely(Text()), empty=True)
NUMBERS = Ids(free=True, empty=True, loose=True)
MANY = Several(NUMBERS, empty=True)


@case("metrics.sequences:longest_copied_span", sample=NUMBERS, text=NUMBERS)
def copied_ids(rng):
    return metrics.longest_copied_span, dict(sample=rng.integers(0, 3, 6), text=rng.integers(0, 3, 9))


@case("metrics.sequences:longest_copied_span", sample=Text(), text=Text())
def copied_text(rng):
    return metrics.longest_copied_span, dict(sample="the dog", text="on the door")


@case("metrics.sequences:longest_repeated_span", tokens=NUMBERS)
def repeated(rng):
    return metrics.longest_repeated_span, dict(tokens=rng.integers(0, 3, 6))


@case("metrics.sequences:distinct", tokens=NUMBERS, n=Whole(1))
def distinct(rng):
    return metrics.distinct, dict(tokens=rng.integers(0, 3, 6), n=2)


@case("metrics.sequences:edit_distance", a=NUMBERS, b=NUMBERS)
def edit_distance(rng):
    return metrics.edit_distance, dict(a=rng.integers(0, 3, 6), b=rng.integers(0, 3, 5))


@case("metrics.sequences:edit_distance", a=SPOKEN, b=SPOKEN)
def edit_distance_of_words(rng):
    return metrics.edit_distance, dict(a=["the", "cat"], b=["a", "cat"])


@case(
    "metrics.sequences:character_error_rate",
    says="a b",
    predicted=Several(NUMBERS, empty=True),
    target=Several(NUMBERS, empty=True),
)
def error_rate_of_labels(rng):
    return metrics.character_error_rate, dict(
        predicted=[rng.integers(0, 3, n) for n in (3, 2)], target=[rng.integers(0, 3, n) for n in (2, 3)]
    )


@case("metrics.sequences:character_error_rate", says="a b", predicted=TEXTS, target=TEXTS)
@case("metrics.sequences:word_error_rate", says="a b", predicted=TEXTS, target=TEXTS)
def error_rate(rng):
    name = ("character_error_rate", "word_error_rate")[rng.integers(2)]
    return getattr(metrics, name), dict(predicted=["a cat", "sat"], target=["the cat", "sits"])


@case("datasets.phrasebook.loading:rejoined", weight=0.3, tokens=Several(Text(), empty=True))
def rejoined(rng):
    return datasets.rejoined, dict(tokens=["¿", "Qué", "?"])


def bleu_table():
    return metrics.bleu_counts(["a cat sat", "no"], ["a cat sat down", "yes no"])


@case("metrics.translation:bleu", weight=0.3, predicted=TEXTS, target=TEXTS)
@case("metrics.translation:bleu_counts", weight=0.3, predicted=TEXTS, target=TEXTS)
def bleu(rng):
    name = ("bleu", "bleu_counts")[rng.integers(2)]
    return getattr(metrics, name), dict(predicted=["a cat", "sat"], target=["the cat", "sits"])


@case("metrics.translation:bleu_of", weight=0.3, counts=Ids(loose=True))
def bleu_of(rng):
    return metrics.bleu_of, dict(counts=bleu_table())


@case(
    "metrics.translation:bleu_interval",
    weight=0.3,
    counts=Ids(loose=True),
    other=Ids(loose=True),
    level=Number(0, 1),
    resamples=Whole(1, 2**26),
)
def bleu_interval(rng):
    return metrics.bleu_interval, dict(
        counts=bleu_table(), other=bleu_table(), level=0.9, resamples=20, rng=np.random.default_rng(0)
    )


@case("datasets.synthetic:adding_problem", weight=0.5, nan=True, steps=Whole(2))
def adding_problem(rng):
    return datasets.adding_problem, dict(steps=5, batch_size=3, rng=rng)


@case("datasets.synthetic:copy_task", weight=0.5)
def copy_task(rng):
    return datasets.copy_task, dict(delay=3, batch_size=2, length=2, symbols=3, rng=rng)


@case("datasets.synthetic:balance", weight=0.5)
def balance(rng):
    return datasets.balance, dict(steps=5, batch_size=3, rng=rng)


@case("datasets.synthetic:oscillation", weight=0.5)
def oscillation(rng):
    return datasets.oscillation, dict(steps=5, batch_size=3, rng=rng)


@case("datasets.digits:scans", weight=0.2)
def scans(rng):
    return datasets.scans, dict(split="train")


@case(
    "datasets.digits:digit_strings",
    weight=0.5,
    height=Whole(8),
    length=Several(Whole()),
    spacing=Several(Whole(-2)),
    slant=Several(Number(-1)),
    stretch=Several(Number(0.5)),
    noise=Number(0),
)
def digit_strings(rng):
    ranges = dict(length=(1, 2), spacing=(0, 2), slant=(-0.1, 0.1), stretch=(1.0, 1.2))
    return datasets.digit_strings, dict(n=2, split="train", rng=rng, **ranges, noise=0.1, height=16)


@case("datasets.digits:DigitStrings.select", weight=0.5, ids=Ids(3))
def select(rng):
    return _strings().select, dict(ids=[0, 2])


def _strings(made=[]):  # noqa: B006 - made once
    if not made:
        made.append(digits.digit_strings(3, "train", np.random.default_rng(0), length=(1, 3)))
    return made[0]


@case("datasets.digits:spell", weight=0.5, labels=Ids(10, empty=True))
def spell(rng):
    return datasets.spell, dict(labels=rng.integers(1, 11, 3))


FIGURES = Floats(likes=True)


@case(
    "statistics:paired_bootstrap",
    weight=0.5,
    a=FIGURES,
    b=FIGURES,
    weights=FIGURES,
    level=Number(0, 1),
    resamples=Whole(1),
)
def paired_bootstrap(rng):
    a, b = rng.random((2, 6))
    return statistics.paired_bootstrap, dict(a=a, b=b, weights=rng.random(6), level=0.9, resamples=50, rng=rng)


@case("statistics:permutation_test", weight=0.1, a=FIGURES, b=FIGURES, resamples=Whole(1))
def permutation_test(rng):
    a, b = rng.random((2, 6))
    return statistics.permutation_test, dict(a=a, b=b, paired=True, resamples=50, rng=rng)


@case("statistics:holm", weight=0.5, p_values=FIGURES)
def holm(rng):
    return statistics.holm, dict(p_values=rng.random(4))


@case("metrics.classification:confusion", weight=0.4, predicted=Anything(), target=Anything(), labels=Anything())
def confusion(rng):
    said, true = rng.integers(0, 2, (2, 6))
    return judged.confusion, dict(predicted=said, target=true, labels=[0, 1])


@case("metrics.classification:f1", weight=0.4, predicted=Anything(), target=Anything(), positive=Anything())
def f1(rng):
    said, true = rng.integers(0, 2, (2, 6))
    return judged.f1, dict(predicted=said, target=true, positive=1)


@case("metrics.classification:reliability", probabilities=Anything(), happened=Anything(), bins=Whole(1, 2**40))
@case(
    "metrics.classification:expected_calibration_error",
    probabilities=Anything(),
    happened=Anything(),
    bins=Whole(1, 2**40),
)
def reliability(rng):
    function = (judged.reliability, judged.expected_calibration_error)[rng.integers(2)]
    return function, dict(probabilities=rng.random(6), happened=rng.random(6) < 0.5, bins=4)


@case("metrics.classification:temperature", weight=0.4, log_probs=Anything(), target=Anything())
def temperature(rng):
    return judged.temperature, dict(log_probs=np.log(rng.dirichlet([1, 1], 5)), target=rng.integers(0, 2, 5))


@case("metrics.classification:scaled", weight=0.4, log_probs=Anything(), temperature=Number(0))
def scaled(rng):
    return judged.scaled, dict(log_probs=np.log(rng.dirichlet([1, 1], 5)), temperature=2.0)
