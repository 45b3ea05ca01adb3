"""Who remembers that a quotation is open? How likely a closing mark is, by how long ago the opening one was read.

The question is put by an intervention. After the end of a clause that stands in no quotation the next character is
never a quotation mark. The same text is read once as it stands and once with an opening mark put before a word d
characters back; nothing else differs. What a model then thinks of a closing mark, it thinks because of a mark that it
read d characters ago.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from rnncourse.datasets import load_text
from rnncourse.experiments.cells import LAYERS, matched
from rnncourse.experiments.rivals import identity_rnn
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.text import EMBEDDING_SIZE, learn_text, nats
from rnncourse.language_model import LanguageModel
from rnncourse.ngram import NGramModel
from rnncourse.scratch import Network, softmax
from rnncourse.text import Vocabulary, characters

DISTANCES = (3, 5, 10, 20, 40, 80, 120)
CONTEXT = 250  # characters read before the question
ENDS = ".,!?"
MARK = '"'
ORDERS = (3, 5, 7, 9)
NETWORKS = {name: LAYERS[name] for name in ("RNN", "RNN, orthogonal", "LSTM", "GRU")} | {
    "RNN, identity + ReLU": identity_rnn
}
RATES = dict.fromkeys(NETWORKS, (0.0025, 0.005, 0.01)) | {
    "RNN, identity + ReLU": (0.000625, 0.00125, 0.0025),  # its states may grow without bound at larger ones
}
SEARCH_SEED = 100


class Closing(NamedTuple):
    """The probability of a closing quotation mark after M clauses."""

    distances: tuple[int, ...]  # characters since the opening mark, at least; the word begins within nine more
    opened: np.ndarray  # (distances, M) with an opening mark put so far back
    plain: np.ndarray  # (M,) as the text stands

    @property
    def times(self) -> np.ndarray:
        """How many times likelier the mark made a closing one: the ratio of the means (distances,)."""
        return np.asarray(self.opened.mean(axis=1) / self.plain.mean())


def clause_ends(text: str, *, before: int = CONTEXT, room: int = max(DISTANCES) + 10) -> list[int]:
    """The places after an end of a clause that stands in no quotation, `room` characters into its paragraph or more.

    room : so far back there is neither a quotation mark nor an end of a paragraph
    """
    return [
        at
        for at in range(max(before, room), len(text))
        if text[at - 1] in ENDS and MARK not in (back := text[at - room : at]) and "\n\n" not in back
    ]


def with_mark(text: str, at: int, distance: int, *, before: int = CONTEXT) -> str:
    """What is read before place `at`, with an opening mark before the last word that begins `distance` back or more."""
    word = next(i for i in range(at - distance, at - before, -1) if text[i - 1] in " \n" and text[i] not in " \n")
    return (text[at - before : word] + MARK + text[word:at])[1:]


def closing_quote(
    model: LanguageModel,
    vocabulary: Vocabulary,
    text: str,
    *,
    distances: Sequence[int] = DISTANCES,
    spelt: Callable[[str], str] | None = None,
    most: int = 200,
) -> Closing:
    """How likely a model of characters thinks a closing quotation mark, by how far back the opening one was put.

    text : held-out text, as written
    spelt : what turns a text into what the model reads, such as one that hides letters
    most : clauses to ask after, spread evenly over the text

    Raises ValueError where the text has no clause far enough into a paragraph.
    """
    places = clause_ends(text, room=max(distances) + 10)
    if not places:
        raise ValueError(f"text: expected a clause {max(distances) + 10} characters into its paragraph, got none")
    places = [places[i] for i in np.linspace(0, len(places) - 1, min(most, len(places))).astype(int)]
    mark = vocabulary.encode([MARK])[0]

    def asked(contexts: list[str]) -> np.ndarray:
        read = [spelt(context) if spelt else context for context in contexts]
        return _next(model, [vocabulary.encode(characters(context)) for context in read])[:, mark]

    plain = asked([text[at - CONTEXT : at] for at in places])
    opened = [asked([with_mark(text, at, d) for at in places]) for d in distances]
    return Closing(tuple(distances), np.array(opened), plain)


def _next(model: LanguageModel, contexts: list[np.ndarray]) -> np.ndarray:
    """What comes after each of M contexts of one length, (M, V); a network reads all of them side by side."""
    if isinstance(model, Network):
        return softmax(model.forward(np.stack(contexts, axis=1))[0][-1].astype(np.float64))
    return np.array([model.distribution(context) for context in contexts])


@cache
def tales() -> tuple[dict[str, str], Vocabulary]:
    """The text of each split, and the vocabulary of the characters of all of them."""
    parts = {split: load_text("tales", split) for split in ("train", "valid", "test")}
    return parts, Vocabulary.from_tokens(characters("".join(parts.values())))


def run_quotes(settings: Settings) -> Figures:
    """One model of the training tales: its surprise on the tales of `split`, and the closing mark by distance there."""
    parts, vocabulary = tales()
    ids, V = vocabulary.encode(characters(parts["train"])), len(vocabulary)
    unseen = parts[settings["split"]]
    model: LanguageModel
    if settings["model"] in NETWORKS:
        layer_of = NETWORKS[settings["model"]]
        units = matched(layer_of, EMBEDDING_SIZE, V, settings["budget"])
        options = {name: settings[name] for name in ("rate", "seed", "epochs", "steps")}
        model = learn_text(layer_of, ids, vocab_size=V, hidden_size=units, **options)
        surprise = nats(model, vocabulary.encode(characters(unseen)))
    else:
        model = NGramModel(settings["order"], "kneser-ney").fit(ids, V)
        surprise = -float(model.logprob(vocabulary.encode(characters(unseen))).mean())
    closing = closing_quote(model, vocabulary, unseen)
    means = {"opened": closing.opened.mean(axis=1).tolist(), "plain": float(closing.plain.mean())}
    return {"nats": surprise, "clauses": len(closing.plain)} | means


def quotes_plan(rows: Rows) -> list[Settings]:
    """N-grams of four orders; a rate for each cell on the validation tales, then five seeds on the test tales."""
    todo = every(model=["n-gram"], order=ORDERS, split=["test"], phase=["final"])
    for model in NETWORKS:
        arm: dict[str, list[Any]] = {"model": [model], "budget": [45_000], "steps": [64], "epochs": [10]}
        tries = rows.where(model=model, phase="search")
        scores = {row.settings["rate"]: row.figures["nats"] for row in tries}
        if rates := next_values(scores, RATES[model]):
            todo += every(**arm, rate=rates, seed=[SEARCH_SEED], split=["valid"], phase=["search"])
        else:
            todo += every(**arm, rate=[best_value(scores)], seed=range(5), split=["test"], phase=["final"])
    return rows.lacking(todo)


def quotes_claims(rows: Rows) -> dict[str, bool]:
    """N-grams forget at their order; recurrent networks do not."""
    final = rows.where(phase="final")

    def times(distance: int, **settings: object) -> np.ndarray:
        opened = final.figures("opened", **settings)[:, DISTANCES.index(distance)]
        return opened / np.maximum(final.figures("plain", **settings), 1e-9)

    n_grams = np.concatenate([times(20, model="n-gram", order=order) for order in ORDERS])
    plain = np.concatenate([times(20, model=model) for model in ("RNN", "RNN, orthogonal", "LSTM")])
    return {
        "no n-gram is moved by a mark 20 characters back": bool((abs(n_grams - 1) < 1e-3).all()),
        "RNN, default or orthogonal, and LSTM: a mark 20 characters back changes less than a tenth, every seed": bool(
            (abs(plain - 1) < 0.1).all()
        ),
        "GRU: a mark 40 characters back makes a closing one over twice as likely, every seed": times(
            40, model="GRU"
        ).min()
        > 2,
        "RNN with identity and ReLU: over twice as likely on no seed at 40, on some at 3": times(
            40, model="RNN, identity + ReLU"
        ).max()
        < 2
        < times(3, model="RNN, identity + ReLU").max(),
        "each best rate lies inside the rates tried": all(_inside(rows, model) for model in NETWORKS),
    }


def _inside(rows: Rows, model: str) -> bool:
    (rate,) = rows.values("rate", model=model, phase="final")
    tried = rows.values("rate", model=model, phase="search")
    return bool(min(tried) < rate < max(tried))


STUDIES = (
    Study(
        "quotes",
        "How long after an opening quotation mark does a model of characters still expect a closing one?",
        quotes_plan,
        run_quotes,
        quotes_claims,
    ),
)
