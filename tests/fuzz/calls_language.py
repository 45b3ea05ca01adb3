"""Valid calls of language models, and of what decodes what a model says."""

import numpy as np

from rnncourse import decoding, ngram
from tests.fuzz.calls_layers import B, T, floats, language_model
from tests.fuzz.calls_window import log_probs
from tests.fuzz.cases import case
from tests.fuzz.odd import Anything, Floats, Function, Ids, Kind, Loosely, Number, Several, Whole

LIKES = Floats(likes=True)
CONTEXT = Ids(5, empty=True)


def counted(rng):
    smoothing = ngram.SMOOTHINGS[rng.integers(4)]
    return ngram.NGramModel(3, smoothing).fit(rng.integers(0, 5, 40), 5)


@case("ngram:NGramModel", order=Whole(1, 1000), k=Number(0))
def ngram_model(rng):
    return ngram.NGramModel, dict(order=3, smoothing="add-k", k=0.5, discount=None, uniform=True)


@case("ngram:NGramModel", discount=Number(0, 1))
def kneser_ney(rng):
    return ngram.NGramModel, dict(order=3, smoothing="kneser-ney", discount=0.5, uniform=False)


@case("ngram:NGramModel.fit", ids=Ids(), vocab_size=Whole(1, 2**40))
def ngram_fit(rng):
    order = (1, 3, 1000)[rng.integers(3)]
    return ngram.NGramModel(order).fit, dict(ids=rng.integers(0, 5, 20), vocab_size=5)


@case("ngram:NGramModel.prob", context=CONTEXT, token=Whole(0, 4))
def ngram_prob(rng):
    return counted(rng).prob, dict(context=[1, 2], token=3)


@case("ngram:NGramModel.step", token=Whole(0, 4, none=True), state=Loosely(Ids(5, empty=True)))
def ngram_step(rng):
    return counted(rng).step, dict(token=3, state=(1, 2))


@case("ngram:NGramModel.distribution", context=CONTEXT)
def ngram_distribution(rng):
    return counted(rng).distribution, dict(context=[1, 2])


@case("ngram:NGramModel.logprob", ids=Ids(5), context=CONTEXT)
def ngram_logprob(rng):
    return counted(rng).logprob, dict(ids=rng.integers(0, 5, 6), context=[1, 2])


@case("ngram:NGramModel.count", ngrams=Ids(5, empty=True))
def ngram_count(rng):
    shape = (2,) if rng.random() < 0.5 else (4, 2)
    return counted(rng).count, dict(ngrams=rng.integers(0, 5, shape))


@case("ngram:NGramModel.counts_seen", weight=0.3, k=Whole(1, 3))
def counts_seen(rng):
    return counted(rng).counts_seen, dict(k=2)


def any_model(rng):
    return counted(rng) if rng.random() < 0.6 else language_model(rng)


@case("language_model:LanguageModel.step", weight=0.3, token=Whole(0, 4, none=True))
def model_step(rng):
    return any_model(rng).step, dict(token=3, state=None)


@case("language_model:LanguageModel.perplexity", ids=Ids(5), context=CONTEXT)
def model_perplexity(rng):
    return any_model(rng).perplexity, dict(ids=rng.integers(0, 5, 6), context=[1, 2])


@case("language_model:LanguageModel.distribution", weight=0.5, context=CONTEXT)
def model_distribution(rng):
    return any_model(rng).distribution, dict(context=[1, 2])


TOP = dict(temperature=Number(0), top_k=Whole(1, 10**40), top_p=Number(0, 1))


@case("language_model:LanguageModel.sample", n=Whole(0), context=CONTEXT, **TOP)
def model_sample(rng):
    return any_model(rng).sample, dict(n=3, context=[1, 2], temperature=0.8, top_k=3, top_p=0.9, rng=rng)


LOGITS = Floats(likes=True, low=True)


@case("decoding.sampling:distribution", weight=2, logits=LOGITS, **TOP)
def distribution(rng):
    shape = (6,) if rng.random() < 0.5 else (3, 6)
    return decoding.distribution, dict(
        logits=floats(rng, *shape, dtype=np.float64), temperature=0.8, top_k=3, top_p=0.9
    )


@case("decoding.sampling:sample", logits=LOGITS, **TOP)
def sample(rng):
    return decoding.sample, dict(
        logits=floats(rng, 3, 6, dtype=np.float64), temperature=0.8, top_k=3, top_p=0.9, rng=rng
    )


@case("decoding.sampling:draw", weight=2, probabilities=LIKES)
def draw(rng):
    shape = (6,) if rng.random() < 0.5 else (3, 6)
    return decoding.draw, dict(probabilities=rng.random(shape), rng=rng)


@case(
    "decoding.ctc:ctc_greedy",
    log_probs=Floats(low=True, likes=True),
    input_lengths=Ids(T, shaped=True),
    blank=Whole(0, 3),
)
def ctc_greedy(rng):
    return decoding.ctc_greedy, dict(log_probs=log_probs(rng, T, B, 4), input_lengths=np.full(B, T), blank=0)


@case(
    "decoding.ctc:ctc_beam_search",
    log_probs=Floats(low=True, likes=True),
    input_lengths=Ids(T, shaped=True),
    blank=Whole(0, 3),
    beam_size=Whole(1, 2**31),
)
def ctc_beam_search(rng):
    return decoding.ctc_beam_search, dict(
        log_probs=log_probs(rng, T, B, 4, dtype=np.float64), input_lengths=np.full(B, T), blank=0, beam_size=4
    )


@case("decoding.sampling:check_cuts", weight=0.3, **{name: Loosely(kind) for name, kind in TOP.items()})
def check_cuts(rng):
    return decoding.check_cuts, dict(temperature=0.8, top_k=3, top_p=0.9)


def searched():
    """What beam search is given: `step` of a model, its state and its first tokens."""
    model = ngram.NGramModel(2, "kneser-ney").fit([0, 1, 2, 1, 0, 3, 4, 1, 2], 5)
    states, start = decoding.begin(model, [[1], [2, 3]])
    return model, states, start


@case(
    "decoding.beam:beam_search",
    weight=0.3,
    step=Function(),
    state=Anything(),
    start=Ids(free=True),
    stop=Whole(0, 4, none=True),
    steps=Whole(1, 100_000),
    beam_size=Whole(1, 2**31),
    alpha=Number(0, 10),
    says="log_probs rows state",
)
def beam_search(rng):
    model, states, start = searched()
    said = {token: model.step(token, None)[0] for token in range(5)}

    def step(tokens, state):
        return np.stack([said.get(token, said[0]) for token in np.asarray(tokens).tolist()]), state

    return decoding.beam_search, dict(
        step=step, state=None, start=start.tolist(), stop=0, steps=3, beam_size=3, alpha=0.5
    )


@case("decoding.beam:take", state=Anything(), rows=Loosely(Ids(2, empty=True)), axis=Whole(0, 8))
def take(rng):
    state = {"h": floats(rng, 3, 4), "c": (floats(rng, 3), None)}
    return decoding.take, dict(state=state, rows=[2, 0, 0], axis=0)


@case("decoding.beam:begin", weight=0.3, model=Kind(), contexts=Several(CONTEXT))
def begin(rng):
    return decoding.begin, dict(model=searched()[0], contexts=[[1], [2, 3]])


@case("decoding.beam:row_by_row", weight=0.2, model=Kind())
def row_by_row(rng):
    return decoding.row_by_row, dict(model=searched()[0])
