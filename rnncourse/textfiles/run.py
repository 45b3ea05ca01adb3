"""A training run on a text as one file: the model to write with, and all that the run needs to go on.

The file is that of `models.saving`. Its model has the weights that were best on validation; beside it stand those of
the last update, what Adam remembers of each weight, the state that is carried, and torch's random numbers.
"""

import copy
import dataclasses
import os
from typing import Any, Self

import torch

from rnncourse.models.language import RecurrentLanguageModel
from rnncourse.models.saving import SavedModel, load_model, save_model
from rnncourse.shapes import shown
from rnncourse.text import Vocabulary
from rnncourse.textfiles.settings import Settings

SOURCE = {"name": str, "size": int, "modified": int, "sha256": str, "encoding": str, "cut": int}
BASELINE = {"order": int, "counted": int, "nats": float, "perplexity": float}
_MOMENTS = ("step", "exp_avg", "exp_avg_sq")


@dataclasses.dataclass
class Progress:
    """How far a run is: what JSON can hold."""

    epoch: int = 0  # those that are done
    batch: int = 0  # those of this epoch that are done
    rate: float = 0.0  # now
    loss: float = 0.0  # the sum of the losses since the last validation, and of how many updates
    updates: int = 0
    seconds: float = 0.0  # of training, validation and checkpoints left out
    best: float | None = None  # the lowest validation, in nats a token
    rounds: list[dict[str, float]] = dataclasses.field(default_factory=list)  # epoch, training, validation, rate


class Run:
    """A run: its settings, its model, and how far it is.

    source : what tells its text from another: what SOURCE names
    baseline : figures of Kneser and Ney's model on the same split, what BASELINE names; or an empty dict
    """

    def __init__(
        self, settings: Settings, vocabulary: Vocabulary, source: dict[str, Any], baseline: dict[str, Any]
    ) -> None:
        self.settings, self.vocabulary, self.source, self.baseline = settings, vocabulary, source, baseline
        self.model = RecurrentLanguageModel(**settings.model_options(len(vocabulary)))
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=settings.rate)
        self.progress = Progress(rate=settings.rate)
        self.state: Any = None  # of the network, carried from batch to batch
        self.best: dict[str, torch.Tensor] | None = None

    def keep_best(self) -> None:
        """Remember the weights as they are now."""
        self.best = {name: weight.detach().clone() for name, weight in self.model.named_parameters()}

    def save(self, path: str | os.PathLike[str], *, keep: bool) -> None:
        """Write the run to a file; `keep`: the one that is replaced is of this run, and stays as NAME.previous."""
        more = {
            "settings": dataclasses.asdict(self.settings),
            "source": self.source,
            "baseline": self.baseline,
            "progress": dataclasses.asdict(self.progress),
        }
        save_model(
            path,
            self._to_write_with(),
            self.vocabulary,
            self.settings.level,
            more=more,
            tensors=self._tensors(),
            keep=keep,
        )

    def _to_write_with(self) -> RecurrentLanguageModel:
        if self.best is None:
            return self.model
        model = copy.deepcopy(self.model)
        with torch.no_grad():
            for name, weight in model.named_parameters():
                weight.copy_(self.best[name])
        return model

    def _tensors(self) -> dict[str, torch.Tensor]:
        found = {"run.random": torch.get_rng_state()}
        for name, weight in self.model.named_parameters():
            if self.best is not None:
                found[f"run.weight.{name}"] = weight
            for moment, value in self.optimizer.state.get(weight, {}).items():
                found[f"run.{moment}.{name}"] = value
        parts = () if self.state is None else self.state if isinstance(self.state, tuple) else (self.state,)
        return found | {f"run.state.{i}": part for i, part in enumerate(parts)}

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Self:
        """The run that a file holds, torch's random numbers set to where it stopped.

        Raises ValueError for a file that is damaged, holds no run, or one whose parts do not fit.
        """
        saved = load_model(path)
        try:
            with torch.random.fork_rng(devices=[]):
                run = cls._from(saved)
            torch.set_rng_state(saved.tensors["run.random"])
        except (KeyError, TypeError, ValueError, AttributeError, RuntimeError, OverflowError) as error:
            reason = shown(str(error), 160)
            raise ValueError(
                f"{os.path.basename(path)}: expected a run that can go on, got a model whose run is lacking or does "
                f"not fit ({type(error).__name__}: {reason}); it can write, and --restart trains anew"
            ) from None
        return run

    @classmethod
    def _from(cls, saved: SavedModel) -> Self:
        settings = Settings(**saved.more["settings"])
        source, baseline = _typed(saved.more["source"], SOURCE), saved.more["baseline"]
        run = cls(settings, saved.vocabulary, source, _typed(baseline, BASELINE) if baseline else {})
        if settings.level != saved.level or run.model.options != saved.model.options:
            raise ValueError("settings: expected those of the model")
        run.progress = _checked(Progress(**saved.more["progress"]))
        written = {name: weight.detach() for name, weight in saved.model.named_parameters()}
        if run.progress.best is not None:
            run.best = {name: weight.clone() for name, weight in written.items()}
        else:  # the model to write with is that of the last update
            saved.tensors.update({f"run.weight.{name}": weight for name, weight in written.items()})
        run._put(saved.tensors)
        return run

    def _put(self, tensors: dict[str, torch.Tensor]) -> None:
        with torch.no_grad():
            for name, weight in self.model.named_parameters():
                last = tensors[f"run.weight.{name}"]
                _check(last, tuple(weight.shape))
                weight.copy_(last)
                if f"run.step.{name}" in tensors:
                    of_it = {moment: tensors[f"run.{moment}.{name}"].clone() for moment in _MOMENTS}
                    for moment, value in of_it.items():
                        _check(value, () if moment == "step" else tuple(weight.shape))
                    self.optimizer.state[weight] = of_it
        self.set_rate(self.progress.rate)
        parts = tuple(tensors[name].clone() for i in range(2) if (name := f"run.state.{i}") in tensors)
        if parts:
            options = self.model.options
            for part in parts:
                _check(part, (options["layers"], self.settings.batch_size, options["hidden_size"]))
            if (len(parts) == 2) != (options["layer"] == "lstm"):
                raise ValueError("state: expected h and c of an LSTM, h of another layer")
            self.state = parts if options["layer"] == "lstm" else parts[0]

    def set_rate(self, rate: float) -> None:
        """The learning rate from now on."""
        self.progress.rate = rate
        for group in self.optimizer.param_groups:
            group["lr"] = rate


def _check(tensor: torch.Tensor, shape: tuple[int, ...]) -> None:
    if tuple(tensor.shape) != shape or tensor.dtype != torch.float32 or not tensor.isfinite().all():
        raise ValueError(f"expected finite numbers of shape {shape}, got {tuple(tensor.shape)} {tensor.dtype}")


def _typed(found: dict[str, Any], kinds: dict[str, type]) -> dict[str, Any]:
    """A dictionary with these entries, each of its type."""
    if found.keys() != kinds.keys() or any(type(found[name]) is not kind for name, kind in kinds.items()):
        raise ValueError(f"expected {', '.join(kinds)}")
    return dict(found)


def _checked(progress: Progress) -> Progress:
    """Progress whose numbers can be counted on."""
    numbers = [progress.epoch, progress.batch, progress.updates, progress.rate, progress.seconds, progress.loss]
    numbers += [value for entry in progress.rounds for value in entry.values()]
    numbers += [] if progress.best is None else [progress.best]
    if not all(isinstance(n, int | float) and not isinstance(n, bool) and 0 <= n <= 1e15 for n in numbers):
        raise ValueError("progress: expected numbers from 0 to 1e15")
    if not all(isinstance(n, int) for n in numbers[:3]):
        raise ValueError("progress: expected whole numbers of epochs and updates")
    return progress
