"""Headlines of short reports: a pointer network, the same without copying, and what needs no training.

Every network writes by the same beam search and repeats no word. What is cut from a report stands in `extracts`.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from rnncourse import training
from rnncourse.datasets import Report
from rnncourse.decoding import beam_search, take
from rnncourse.experiments.extracts import RIVALS, difference, lowered, overlap, reports, untrue
from rnncourse.experiments.search import best_value, next_values
from rnncourse.experiments.study import Figures, Rows, Settings, Study
from rnncourse.experiments.weights import with_weights
from rnncourse.models.inference import evaluating
from rnncourse.models.pointer import PointerNetwork, PointerState
from rnncourse.text import Vocabulary

SPECIAL: dict[str, Any] = {"pad": "<pad>", "start": "<start>", "stop": "<stop>", "unknown": "<unk>"}
HEADLINE, FACT = "<headline>", "<fact>"  # the first word of a source says what is to be written of it
SIZES: dict[str, Any] = {"embedding_size": 48, "hidden_size": 96}
NETWORKS: dict[str, dict[str, Any]] = {
    "attention": {"copying": False, "word_dropout": 0.0},
    "pointer": {"copying": True, "word_dropout": 0.3},
    "pointer, facts too": {"copying": True, "word_dropout": 0.3},
}
EPOCHS, BATCH, LONGEST, BEAM = 12, 32, 14, 4
RATES, DROPOUT = (2.5e-3, 5e-3, 1e-2), 0.3
WORDS = (8, 10, 12, 14)  # of what is cut from a report
SEARCH_SEED = 100


def vocabulary(known: Sequence[Report]) -> Vocabulary:
    """The words that stand at least twice in these reports and their headlines."""
    found = [HEADLINE, FACT] * 2 + [w for report in known for w in lowered(report.text) + lowered(report.headline)]
    return Vocabulary.from_tokens(found, min_count=2, **SPECIAL)


def pairs(known: Sequence[Report], *, facts: bool) -> tuple[list[list[str]], list[list[str]]]:
    """Sources, which begin with what is asked for, and targets: the headlines, and with `facts` the main facts, too."""
    sources = [[HEADLINE, *lowered(report.text)] for report in known]
    targets = [lowered(report.headline) for report in known]
    if facts:
        sources += [[FACT, *lowered(report.text)] for report in known]
        targets += [lowered(report.facts["what"][0]) for report in known]
    return sources, targets


def new_network(model: str, known: Sequence[Report], *, dropout: float = 0.3) -> PointerNetwork:
    """An untrained network; `model` is a name of NETWORKS."""
    return PointerNetwork(vocabulary(known), dropout=dropout, **SIZES, **NETWORKS[model])


def learn_headlines(
    model: str,
    known: Sequence[Report],
    *,
    seed: int,
    rate: float,
    dropout: float = 0.3,
    epochs: int = EPOCHS,
    valid: Sequence[Report] = (),
    bar: bool = False,
) -> tuple[PointerNetwork, training.History]:
    """A network that has learned from these reports: Adam, the rate rising in a fifth of the epochs, then falling to 0.

    model : a name of NETWORKS; "facts too" learns to write the main fact of each report, too
    valid : reports whose loss is taken after each epoch; where there are some, the best weights are kept
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = new_network(model, known, dropout=dropout)
    sources, targets = pairs(known, facts="facts" in model)
    order = np.argsort([len(source) for source in sources], kind="stable")  # texts of like lengths share a batch
    parts = [order[k : k + BATCH] for k in range(0, len(order), BATCH)]
    batches = [network.batch([sources[i] for i in part], [targets[i] for i in part]) for part in parts]
    rising = 0.25 if epochs == 4 else 0.2  # of 5 steps a fifth is one: PyTorch divides by what is left, 0
    optimizer = torch.optim.Adam(network.parameters())
    history = training.fit(
        network,
        lambda: [batches[i] for i in rng.permutation(len(batches))],
        optimizer=optimizer,
        scheduler=torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs + 1, pct_start=rising),
        epochs=epochs,
        clip=1.0,
        validate=(lambda: headline_loss(network, valid)) if valid else None,
        bar=bar,
    )
    return network, history


def headline_loss(network: PointerNetwork, told: Sequence[Report]) -> float:
    """The mean cross-entropy in nats of a word of these reports' headlines."""
    sources, targets = pairs(told, facts=False)
    with evaluating(network, network.batch(sources, targets)) as batch:
        return network.loss(batch).item()


def write(
    network: PointerNetwork, sources: Sequence[Sequence[str]], *, beam_size: int = BEAM, repeats: bool = False
) -> list[list[str]]:
    """What the network writes of texts in lower-case words, by beam search: at most 14 words, none of them unknown.

    repeats : whether a word may stand twice in a headline
    """
    asked = [[HEADLINE, *source] for source in sources]
    with evaluating(network, network.batch(asked)) as (source, lengths, _):
        state, start = network.encode(source, lengths), torch.full_like(source[0], network.start)
        forbidden = torch.zeros(len(sources), state.room, dtype=torch.bool)  # (B, V + X)
        forbidden[:, [network.unknown, network.pad]] = True

        def step(token: torch.Tensor, both: Any) -> tuple[torch.Tensor, Any]:
            state, forbidden = both
            log_probs, state = network.step(token, state)
            if not repeats:
                forbidden = forbidden.scatter(1, token[:, None], True)
            return log_probs.masked_fill(forbidden, -torch.inf), (state, forbidden)

        def reorder(both: tuple[PointerState, torch.Tensor], rows: np.ndarray) -> Any:
            return network.reorder(both[0], rows), take(both[1], rows)

        options: dict[str, Any] = dict(stop=network.stop, steps=LONGEST, beam_size=beam_size, reorder=reorder)
        found = beam_search(step, (state, forbidden), start, **options)
    return [network.words(best.tokens, source) for (best, *_), source in zip(found, asked, strict=True)]


def headlines_by(model: str, settings: Settings, split: str) -> tuple[list[list[str]], PointerNetwork | None]:
    """The headlines, in lower-case words, that a model or a rival gives the reports of a split; the trained network."""
    if model in RIVALS:
        return [lowered(RIVALS[model](report, settings["words"])) for report in reports(split)], None
    chosen = {name: settings[name] for name in ("seed", "rate", "dropout", "epochs")}
    network, _ = learn_headlines(model, reports("train"), **chosen)
    return write(network, [lowered(report.text) for report in reports(split)]), network


def run_headlines(settings: Settings) -> Figures:
    """One model, or one rival: in the search its validation loss, or what ROUGE-L lacks to 1; else all on test data."""
    model, split = settings["model"], "valid" if settings["phase"] == "search" else "test"
    headlines, network = headlines_by(model, settings, split)
    scores = overlap(headlines, split)
    if settings["phase"] == "search":
        lacking = 1 - float(scores[2].mean())
        return {"wrong": lacking if network is None else headline_loss(network, reports(split)), "lacking": lacking}
    texts = [lowered(report.text) for report in reports(split)]
    pairs_of_words = [(word, text) for words, text in zip(headlines, texts, strict=True) for word in words]
    figures: Figures = {
        name: np.round(row, 4).tolist() for name, row in zip(("rouge1", "rouge2", "rougeL"), scores, strict=True)
    }
    figures["invented"] = untrue(headlines, split)
    figures["words"] = [len(words) for words in headlines]
    figures["outside"] = float(np.mean([word not in text for word, text in pairs_of_words]))
    if network is not None:
        figures["loss"] = headline_loss(network, reports(split))
        for name, repeats in (("greedy", False), ("bare", True)):
            figures[name] = float(overlap(write(network, texts, beam_size=1, repeats=repeats), split)[2].mean())
    return figures


def headlines_plan(rows: Rows) -> list[Settings]:
    """Each rival's length and each network's rate; then five seeds."""
    todo: list[Settings] = []
    for model in RIVALS:
        arm: Settings = {"model": model}
        if model in ("usual headline", "lead-1", "main fact, listed"):
            todo.append(arm | {"words": 0, "phase": "final"})
            continue
        more, chosen = _searched(rows, arm, "words", WORDS, 1.2)
        todo += [arm | {"words": round(words), "phase": "search"} for words in more]
        todo += [arm | {"words": round(chosen), "phase": "final"}] if chosen else []
    for model in NETWORKS:
        arm = {"model": model, "epochs": EPOCHS, "dropout": DROPOUT}
        more, rate = _searched(rows, arm, "rate", RATES, 2.0)
        todo += [arm | {"rate": value, "phase": "search", "seed": SEARCH_SEED} for value in more]
        if rate is not None:
            todo += [arm | {"rate": rate, "phase": "final", "seed": i} for i in range(5)]
    return rows.lacking(todo)


def _searched(
    rows: Rows, arm: Settings, name: str, grid: Sequence[float], factor: float
) -> tuple[list[float], float | None]:
    """The values of a setting that are still to be tried, or [] and the best one."""
    scores = {row.settings[name]: row.figures["wrong"] for row in rows.where(**arm, phase="search")}
    more = next_values(scores, grid, factor=factor)
    return more, None if more else best_value(scores)


def of_reports(rows: Rows, model: str, figure: str = "rougeL") -> np.ndarray:
    """A figure of each test report, the mean over the seeds of a model."""
    return rows.figures(figure, phase="final", model=model).mean(axis=0)


def headlines_claims(rows: Rows) -> dict[str, bool]:
    """Copying beats what is cut from the report, and invents next to nothing."""
    finals = rows.where(phase="final")
    mean = {model: of_reports(rows, model) for model in (*NETWORKS, *RIVALS)}
    seeds = {model: finals.figures("rougeL", model=model).mean(axis=1) for model in NETWORKS}
    lies = {model: finals.figures("invented", model=model).sum(axis=1) for model in NETWORKS}
    both = [finals.where(model=model) for model in list(NETWORKS)[1:]]
    bare = np.concatenate([np.mean(f.figures("rougeL"), axis=1) - f.figures("bare") for f in both])
    beaten = {
        (model, rival): (found := difference(mean[model], mean[rival])).excludes_zero and found.mean > 0
        for model in list(NETWORKS)[1:]
        for rival in ("lead-1", "first words")
    }
    return {
        "the pointer network is above lead-1 in ROUGE-L, 95 % interval over groups": beaten["pointer", "lead-1"],
        "with facts too it is above lead-1, 95 % interval over groups": beaten["pointer, facts too", "lead-1"],
        "with facts too it is above the first words, 95 % interval": beaten["pointer, facts too", "first words"],
        "without copying ROUGE-L is lower than with it, every seed": seeds["attention"].max()
        < min(seeds["pointer"].min(), seeds["pointer, facts too"].min()),
        "without copying more than 40 names and numbers are invented in 72 headlines, every seed": lies[
            "attention"
        ].min()
        > 40,
        "with copying at most 5 are, every seed": max(lies["pointer"].max(), lies["pointer, facts too"].max()) <= 5,
        "the beam and the rule against repeats add to ROUGE-L with copying, every seed": bare.min() > 0,
        "each best value lies inside the values tried": _inside(rows),
    }


def _inside(rows: Rows) -> bool:
    """Whether each chosen value lies inside those that were tried."""
    for model in (*NETWORKS, "first words", "central sentence", "keywords"):
        final = rows.where(model=model, phase="final")[0].settings
        tried = rows.where(model=model, phase="search")
        name = "rate" if model in NETWORKS else "words"
        inside = min(tried.values(name)) < final[name] < max(tried.values(name))
        if not inside:
            return False
    return True


def train_what_ships(rows: Rows) -> PointerNetwork:
    """The network that has learned facts too, with its chosen settings, seed 0."""
    chosen = rows.where(model="pointer, facts too", phase="final")[0].settings
    settings = {name: chosen[name] for name in ("rate", "dropout", "epochs")}
    return learn_headlines("pointer, facts too", reports("train"), seed=0, **settings)[0]


def trained_headliner() -> PointerNetwork:
    """A network as `train_what_ships` has made it, from results/weights. Raises ValueError where it is not there."""
    return with_weights(new_network("pointer, facts too", reports("train")), "headlines")


STUDIES = (
    Study(
        "headlines",
        "How near to their headlines comes what a pointer network writes of reports, and does it invent anything?",
        headlines_plan,
        run_headlines,
        headlines_claims,
        packages=("torch", "rouge-score"),
        weights=train_what_ships,
    ),
)
