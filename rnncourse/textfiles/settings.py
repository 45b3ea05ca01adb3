"""What a training on a text is made of, and what it takes where the reader does not say."""

import dataclasses
from typing import Any

from rnncourse.arguments import check_between, check_choice, check_flag, check_share
from rnncourse.models.language import LAYERS
from rnncourse.shapes import check_positive
from rnncourse.textfiles.tokens import LEVELS

READ = {"char": 25_000_000, "word": 5_000_000}  # tokens read in all where no epochs are asked for, up to MOST_EPOCHS
MOST_EPOCHS = 50
UPDATES = 200  # an epoch of a short text has at least so many: its batches are smaller


@dataclasses.dataclass(frozen=True)
class Settings:
    """What stays the same from a training's first update to its last. The names are those of the command's options."""

    level: str
    model: str
    hidden_size: int
    layers: int
    dropout: float
    tied: bool
    vocabulary: int  # tokens at most
    batch_size: int
    steps: int
    rate: float
    seed: int

    def __post_init__(self) -> None:
        check_choice("--level", self.level, tuple(LEVELS))
        check_choice("--model", self.model, tuple(LAYERS))
        for name in ("hidden_size", "layers", "vocabulary", "batch_size", "steps"):
            check_positive(option(name), getattr(self, name), integer=True)
        check_between("--layers", self.layers, 1, 16, integer=True)
        check_share("--dropout", self.dropout)
        check_flag("--tied", self.tied)
        check_between("--rate", check_positive("--rate", self.rate), 0, 1)
        check_between("--vocabulary", self.vocabulary, 2, 2**20, integer=True)
        check_between("--seed", self.seed, 0, 2**63 - 1, integer=True)

    @property
    def embedding_size(self) -> int:
        """As wide as the layer where weights are tied or tokens are words; a character needs less."""
        return self.hidden_size if self.tied or self.level == "word" else min(self.hidden_size, 64)

    def model_options(self, vocab_size: int) -> dict[str, Any]:
        """What `RecurrentLanguageModel` is called with."""
        shared = {name: getattr(self, name) for name in ("hidden_size", "layers", "dropout", "tied")}
        return {"vocab_size": vocab_size, "layer": self.model, "embedding_size": self.embedding_size, **shared}


NAMES = tuple(field.name for field in dataclasses.fields(Settings))


def option(name: str) -> str:
    """The option of the command that a setting is given by."""
    return "--" + name.replace("_", "-")


def chosen_settings(given: dict[str, Any], tokens: int) -> Settings:
    """The settings that the reader gave, and good ones for the rest, for a text of so many tokens of training."""
    word = given.get("level") == "word"
    found: dict[str, Any] = {
        "level": "char",
        "model": "lstm",
        "hidden_size": 256,
        "layers": 1,
        "dropout": 0.3 if word else 0.1,
        "tied": word,
        "vocabulary": 10_000,
        "batch_size": 32,
        "steps": 32 if word else 64,
        "rate": 0.005,
        "seed": 0,
    } | given
    if "batch_size" not in given:
        steps = check_positive("--steps", found["steps"], integer=True)
        found["batch_size"] = max(1, min(found["batch_size"], tokens // (steps * UPDATES)))
    return Settings(**found)


def default_epochs(tokens: int, level: str) -> int:
    """How often a text is read where the reader does not say: the shorter it is, the oftener."""
    return max(1, min(MOST_EPOCHS, round(READ[level] / max(tokens, 1))))
