"""How many words ahead must a tagger see? A BiLSTM whose reverse half starts k words after each word it reaches.

For k = 0 the reverse half reads the word itself and no more; with k as long as the sentence it is the BiLSTM. All have
the same parameters, and the same forward half, which has read everything before.
"""

from typing import Any

import torch
from torch import nn

from rnncourse.experiments.study import Figures, Rows, Settings, Study
from rnncourse.experiments.tagging import (
    ambiguous,
    by_tale,
    right_by_model,
    searched_inside,
    searched_plan,
    split_sentences,
    train_tagger,
    unknown,
)
from rnncourse.models.packing import run_packed
from rnncourse.models.tagger import Lexicon, Tagger
from rnncourse.shapes import check_shape

AHEAD = (0, 1, 2, 3, 5)
EVERYTHING = "all"  # a BiLSTM
RATES, FACTOR = (0.01, 0.03, 0.09), 3.0
SEARCH_SEEDS = range(100, 102)
ARMS: list[tuple[Settings, str, tuple[float, ...], float]] = [
    ({"ahead": ahead, "epochs": 15}, "rate", RATES, FACTOR) for ahead in (*AHEAD, EVERYTHING)
]


class WindowTagger(Tagger):
    """A BiLSTM whose reverse half reads, for each word, the word and at most `ahead` after it.

    lexicon, options : as of `Tagger`
    ahead : at least 0
    """

    def __init__(self, lexicon: Lexicon, *, ahead: int, hidden_size: int, **options: Any) -> None:
        super().__init__(lexicon, direction="forward", hidden_size=hidden_size, **options)
        if isinstance(ahead, bool) or not isinstance(ahead, int) or ahead < 0:
            raise ValueError(f"ahead: expected how many words, an integer >= 0, got {ahead!r}")
        self.ahead = ahead
        self.reverse = nn.LSTM(self.lstm.input_size, hidden_size)
        self.output = nn.Linear(2 * hidden_size, self.output.out_features)

    def forward(self, words: torch.Tensor, spellings: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """words (T, B), spellings (T, B, F), lengths (B,) -> scores (T, B, K)."""
        check_shape("words", words, ("T", "B"))
        T, B = words.shape
        check_shape("spellings", spellings, (T, B, "F"))
        if self.training and self.word_dropout:
            words = words.masked_fill(torch.rand(T, B, device=words.device) < self.word_dropout, self.unknown)
        spelled = self.spellings(spellings.flatten(0, 1)).view(T, B, -1)  # (T, B, D)
        x = self.dropout(torch.cat([self.words(words), spelled], dim=2))  # (T, B, 2D)
        y, _ = run_packed(self.lstm, x, lengths)  # (T, B, H)
        windows, sizes = windows_ahead(x, lengths, self.ahead)
        _, (last, _) = run_packed(self.reverse, windows, sizes)  # (1, T·B, H)
        return self.output(self.dropout(torch.cat([y, last[0].view(T, B, -1)], dim=2)))  # (T, B, K)


def windows_ahead(x: torch.Tensor, lengths: torch.Tensor, ahead: int) -> tuple[torch.Tensor, torch.Tensor]:
    """What a reader from the right reads for each step: the step last, before it those after it, the furthest first.

    x (T, B, D), lengths (B,) -> windows (ahead + 1, T·B, D), their sizes (T·B,): within each sequence's own length
    """
    T, B, _ = x.shape
    steps = torch.arange(T, device=x.device)[:, None]  # (T, 1)
    left = (lengths.to(x.device) - 1 - steps).clamp(min=0)  # (T, B) how many come after
    sizes = left.clamp(max=ahead) + 1
    order = torch.arange(min(ahead, T - 1) + 1, device=x.device)[:, None, None]  # (ahead + 1, 1, 1)
    source = (steps + sizes - 1 - order).clamp(min=0)  # (ahead + 1, T, B)
    return x[source, torch.arange(B, device=x.device)].flatten(1, 2), sizes.flatten()


def options_for(ahead: int | str) -> dict[str, Any]:
    """What `train_tagger` takes for a tagger that sees so many words ahead, or EVERYTHING."""
    if ahead == EVERYTHING:
        return {"embedding_size": 32, "direction": "both", "hidden_size": 32}
    return {"embedding_size": 32, "kind": WindowTagger, "ahead": ahead, "hidden_size": 32}


def run_lookahead(settings: Settings) -> Figures:
    """One tagger on the tagged tales: accuracy on all words, on ambiguous and unknown ones; right answers by tale."""
    train = split_sentences("tagger", "train")
    split = "valid" if settings["phase"] == "search" else "test"
    asked, lexicon = split_sentences("tagger", split), Lexicon(train)
    chosen = {name: settings[name] for name in ("seed", "epochs", "rate")}
    model = train_tagger(lexicon, train, **chosen, **options_for(settings["ahead"]))
    answers = right_by_model(model, lexicon, asked)
    return {
        "accuracy": float(answers.mean()),
        "ambiguous": float(answers[ambiguous(train, asked)].mean()),
        "unknown": float(answers[unknown(train, asked)].mean()),
        "tales": by_tale(answers, split),
    }


def lookahead_claims(rows: Rows) -> dict[str, bool]:
    """One word ahead is worth most."""
    found = {ahead: rows.figures("accuracy", ahead=ahead, phase="final") for ahead in (*AHEAD, EVERYTHING)}
    further = [abs(found[ahead].mean() - found[1].mean()) for ahead in (*AHEAD[2:], EVERYTHING)]
    return {
        "one word ahead above none on every seed": found[1].min() > found[0].max(),
        "one word ahead brings more than 0.015, more words change that by less than 0.005, on the means": (
            found[1].mean() - found[0].mean() > 0.015 and max(further) < 0.005
        ),
        "each best rate lies inside the rates tried": searched_inside(rows, ARMS),
    }


STUDIES = (
    Study(
        "lookahead",
        "How many words ahead must a tagger of the tales see, of the same size and each at its own best rate?",
        lambda rows: rows.lacking(searched_plan(rows, ARMS, SEARCH_SEEDS)),
        run_lookahead,
        lookahead_claims,
        packages=("torch", "nltk"),
    ),
)
