"""A cell that follows quotation marks, beside what needs no network: a trace that leaks.

Letters are hidden, so that a small network has time for structure. In each network the unit is chosen on training tales
by its correlation with being inside quotation marks, and judged on held-out ones. A trace is 1 at each opening mark and
loses a share with every character; it may be set back to 0 at the closing mark.
"""

from functools import cache
from typing import Any

import numpy as np

from rnncourse.datasets import load_text
from rnncourse.experiments.cells import LAYERS
from rnncourse.experiments.quotes import CONTEXT, DISTANCES, clause_ends, closing_quote, with_mark
from rnncourse.experiments.rivals import identity_rnn
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study, every
from rnncourse.experiments.text import learn_text, nats
from rnncourse.scratch import Network
from rnncourse.text import Vocabulary, characters

UNITS = {  # for about as many parameters
    "RNN": 48,
    "RNN, orthogonal": 48,
    "RNN, identity + ReLU": 48,
    "LSTM": 24,
    "GRU": 28,
}
MAKERS = {**LAYERS, "RNN, identity + ReLU": identity_rnn}
LEAKS = (0.9, 0.94, 0.97, 0.98, 0.99)
RATES = dict.fromkeys(UNITS, (0.005, 0.01, 0.02)) | {
    "RNN, identity + ReLU": (0.000625, 0.00125, 0.0025),  # its states grow without bound at 0.01
}
SEARCH_SEED = 100
SEEDS = range(5)
CHOSEN_ON = 20_000  # characters of the training tales on which the unit is chosen


def hide_letters(text: str) -> str:
    """Small letters as a, capitals as A, all other marks as a full stop; spaces, line ends and quotation marks stay."""
    return "".join("a" if ch.islower() else "A" if ch.isupper() else ch if ch in ' \n"' else "." for ch in text)


def inside_quotes(text: str) -> np.ndarray:
    """1 between quotation marks, 0 outside, for each character (N,); a paragraph begins outside."""
    inside, values = False, []
    for at, ch in enumerate(text):
        inside = (inside and text[at - 1 : at + 1] != "\n\n") ^ (ch == '"')
        values.append(float(inside))
    return np.array(values)


def leaky_trace(text: str, leak: float, *, reset: bool) -> np.ndarray:
    """1 at each opening quotation mark, times `leak` with each character after it (N,); reset : 0 at a closing mark."""
    trace, values = 0.0, []
    for ch, within in zip(text, inside_quotes(text), strict=True):
        trace *= leak
        if ch == '"':
            trace = 1.0 if within else 0.0 if reset else trace
        values.append(trace)
    return np.array(values)


@cache
def signs() -> Vocabulary:
    """The characters that are left when the letters of the tales are hidden."""
    return Vocabulary.from_tokens(characters(hide_letters(load_text("tales", "train"))))


def learn_signs(model: str, *, rate: float, seed: int, epochs: int = 10) -> Network:
    """A small network that has read the training tales with hidden letters."""
    ids = signs().encode(characters(hide_letters(load_text("tales", "train"))))
    options: dict[str, Any] = dict(embedding_size=8, hidden_size=UNITS[model], steps=80, epochs=epochs)
    return learn_text(MAKERS[model], ids, vocab_size=len(signs()), rate=rate, seed=seed, **options)


def memory(network: Network, texts: list[str]) -> np.ndarray:
    """What a network keeps after each character of texts of one length: tanh c of an LSTM, or h, (T, B, H)."""
    ids = np.stack([signs().encode(characters(hide_letters(text))) for text in texts], axis=1)
    embedded, _ = network.embedding.forward(ids) if network.embedding else (ids, None)
    h, _, cache = network.layer.forward(embedded)
    return np.tanh(cache.c) if "c" in getattr(network.layer.State, "_fields", ()) else h


def best_unit(values: np.ndarray, wanted: np.ndarray) -> tuple[int, float]:
    """The unit of values (N, H) that follows wanted (N,) most closely, and its correlation."""
    standard = (values - values.mean(axis=0)) / (values.std(axis=0) + 1e-9)
    r = standard.T @ (wanted - wanted.mean()) / (len(wanted) * wanted.std())
    unit = int(np.abs(r).argmax())
    return unit, float(r[unit])


def shift_of(network: Network, unit: int, text: str, distances: tuple[int, ...] = DISTANCES) -> np.ndarray:
    """How far an opening mark moves a unit, by how many characters back it was put: a mean (distances,)."""
    places = clause_ends(text)
    plain = memory(network, [text[at - CONTEXT : at] for at in places])[-1, :, unit]
    opened = [memory(network, [with_mark(text, at, d) for at in places])[-1, :, unit] for d in distances]
    return np.array([(values - plain).mean() for values in opened])


def run_trace(settings: Settings) -> Figures:
    """A trace, or the unit of one network: how it follows being inside quotation marks, and what moves it."""
    train, unseen = load_text("tales", "train")[:CHOSEN_ON], load_text("tales", settings["split"])
    if settings["model"] == "trace":
        trace = {
            part: leaky_trace(text, settings["leak"], reset=settings["reset"])
            for part, text in {"train": train, "unseen": unseen}.items()
        }
        return {
            "r_train": float(np.corrcoef(trace["train"], inside_quotes(train))[0, 1]),
            "r": float(np.corrcoef(trace["unseen"], inside_quotes(unseen))[0, 1]),
        }
    network = learn_signs(settings["model"], rate=settings["rate"], seed=settings["seed"])
    unit, r_train = best_unit(memory(network, [train])[:, 0], inside_quotes(train))
    closing = closing_quote(network, signs(), unseen, spelt=hide_letters)
    return {
        "nats": nats(network, signs().encode(characters(hide_letters(unseen)))),
        "r_train": abs(r_train),
        "r": abs(float(np.corrcoef(memory(network, [unseen])[:, 0, unit], inside_quotes(unseen))[0, 1])),
        "shift": (np.sign(r_train) * shift_of(network, unit, unseen)).tolist(),
        "opened": closing.opened.mean(axis=1).tolist(),
        "plain": float(closing.plain.mean()),
    }


def trace_plan(rows: Rows) -> list[Settings]:
    """All traces; a rate for each network on the validation tales, then five seeds on the test tales."""
    todo = every(model=["trace"], reset=[False, True], leak=LEAKS, split=["test"], phase=["final"])
    for model in UNITS:
        tries = rows.where(model=model, phase="search")
        scores = {row.settings["rate"]: row.figures["nats"] for row in tries}
        if rates := next_values(scores, RATES[model]):
            todo += every(model=[model], rate=rates, seed=[SEARCH_SEED], split=["valid"], phase=["search"])
        else:
            todo += every(model=[model], rate=[best_value(scores)], seed=SEEDS, split=["test"], phase=["final"])
    return rows.lacking(todo)


def best_trace(rows: Rows, reset: bool) -> Rows:
    """The run of the leak that follows the training tales best."""
    traces = rows.where(model="trace", reset=reset)
    return Rows([max(traces, key=lambda row: row.figures["r_train"])])


def trace_claims(rows: Rows) -> dict[str, bool]:
    """A cell beside a trace that knows nothing but the last opening mark."""
    plain = best_trace(rows, reset=False).figures("r")[0]
    reset = rows.figures("r", model="trace", reset=True, leak=0.97)[0]
    r = {model: rows.figures("r", model=model, phase="final") for model in UNITS}
    shift = rows.figures("shift", model="LSTM", phase="final")
    near, far = shift[:, DISTANCES.index(5)], shift[:, DISTANCES.index(120)]
    faded = far / np.where(near == 0, np.inf, near)
    shut = [model for model in UNITS if model.startswith("RNN")]
    surprise = {model: rows.figures("nats", model=model, phase="final") for model in UNITS}
    return {
        "a trace without reset reaches 0.7 to 0.8, one of 0.97 with reset 0.8 to 0.9": 0.7 < plain < 0.8 < reset < 0.9,
        "LSTM: some seed's unit is above the trace of 0.97 with reset, some seed's below the one without": r[
            "LSTM"
        ].max()
        > reset
        > plain
        > r["LSTM"].min(),
        "LSTM: of what a mark adds to the unit some seed keeps under a tenth after 120 characters, some over half": (
            faded.min() < 0.1 and faded.max() > 0.5
        ),
        "LSTM: a mark 20 characters back makes a closing one 4 times likelier, or more, every seed": times_likelier(
            rows, "LSTM", 20
        ).min()
        > 4,
        "GRU: a mark 80 characters back makes a closing one 4 times likelier, or more, every seed": times_likelier(
            rows, "GRU", 80
        ).min()
        > 4,
        "RNN, default or orthogonal: a mark 20 characters back changes less than a tenth, every seed": all(
            bool((abs(times_likelier(rows, model, 20) - 1) < 0.1).all()) for model in ("RNN", "RNN, orthogonal")
        ),
        "RNN, identity with ReLU: less than 3 times likelier at 80 on every seed, more than 5 at 40 on some": (
            times_likelier(rows, "RNN, identity + ReLU", 80).max() < 3
            and times_likelier(rows, "RNN, identity + ReLU", 40).max() > 5
        ),
        "every GRU has less surprise on the text than every RNN": surprise["GRU"].max()
        < min(surprise[model].min() for model in shut),
        "each best rate lies inside the rates tried": all(_inside(rows, model) for model in UNITS),
    }


def times_likelier(rows: Rows, model: str, distance: int) -> np.ndarray:
    """How many times likelier a closing mark is with an opening one so many characters back (seeds,)."""
    final = rows.where(model=model, phase="final")
    return final.figures("opened")[:, DISTANCES.index(distance)] / np.maximum(final.figures("plain"), 1e-9)


def _inside(rows: Rows, model: str) -> bool:
    (rate,) = rows.values("rate", model=model, phase="final")
    tried = rows.values("rate", model=model, phase="search")
    return bool(min(tried) < rate < max(tried))


STUDIES = (
    Study(
        "trace",
        "Does a trained cell know more of an open quotation than a trace that leaks?",
        trace_plan,
        run_trace,
        trace_claims,
    ),
)
