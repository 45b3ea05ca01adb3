"""The loop that every training runs: epochs, validation, early stopping, progress. What a step is, a subclass says."""

import math
import sys
import time
from collections.abc import Callable, Iterable, Sized
from typing import Any

from tqdm import tqdm

from rnncourse.arguments import check_flag, check_number
from rnncourse.shapes import check_positive
from rnncourse.training.history import History


class Training:
    """One training run.

    A subclass writes `step`, and what of the other hooks it needs: `begin_epoch`, `judge_now`, `weights` and
    `put_back`, `epoch_done`.

    Parameters
    ----------
    batches : list of batches (or anything else that can be read anew each epoch), or a function without arguments that
        makes the batches of an epoch: in another order, or newly drawn
    epochs : how often the batches are gone through
    validate : () -> number, lower is better; called after each epoch. The best weights are put back in the end.
    patience : stop after this many epochs without a better `validate`, or None
    goal : stop as soon as `validate` is at or below it, or None
    bar : show progress
    """

    def __init__(
        self,
        batches: Iterable | Callable[[], Iterable],
        *,
        epochs: int,
        validate: Callable[[], float] | None,
        patience: int | None,
        goal: float | None,
        bar: bool,
    ) -> None:
        check_positive("epochs", epochs, integer=True)
        if patience is not None:
            check_positive("patience", patience, integer=True)
        for name, value in (("patience", patience), ("goal", goal)):
            if value is not None and validate is None:
                raise ValueError(
                    f"{name}: expected a validate function to judge the epochs by, got None; pass validate"
                )
        if goal is not None:
            goal = check_number("goal", goal)
        if validate is not None and not callable(validate):
            raise ValueError(f"validate: expected a function that returns a number, got {type(validate).__name__}")
        if not callable(batches):
            check_readable(batches)
            if epochs > 1 and iter(batches) is batches:
                raise ValueError(
                    "batches: expected what can be read anew each epoch, got an iterator, which can be read once only; "
                    "give a list, or a function that makes one"
                )
        self.batches, self.epochs, self.validate = batches, epochs, validate
        self.patience, self.goal, self.bar = patience, goal, check_flag("bar", bar)
        self.history, self.best, self.epoch = History(), None, 0  # best: the weights of the best epoch

    def step(self, batch: Any) -> tuple[float, float]:
        """Learn from a batch -> its loss and the norm of the gradient before clipping."""
        raise NotImplementedError

    def begin_epoch(self) -> None:
        """Called before the first batch of an epoch."""

    def judge_now(self) -> float:
        """The validation, after an epoch's last batch."""
        value = self.validate() if self.validate else math.nan
        try:
            return float(value)
        except (TypeError, ValueError):
            raise ValueError(
                f"validate: expected a function that returns a number, got {type(value).__name__}; return a float"
            ) from None

    def weights(self) -> Any:
        """A copy of what is being trained, for `put_back`."""
        raise NotImplementedError

    def put_back(self, weights: Any) -> None:
        """Take the weights that `weights` returned."""
        raise NotImplementedError

    def epoch_done(self) -> None:
        """Called after each epoch and its validation."""

    def run(self) -> History:
        """Train until the epochs are over or it is enough; the best weights are put back where `validate` is given."""
        history, started = self.history, time.perf_counter() - self.history.seconds
        options: dict[str, Any] = dict(unit="step", mininterval=0.5, file=sys.stdout)
        with tqdm(initial=len(history.loss), disable=not self.bar, **options) as progress:
            while self.epoch < self.epochs and not self.enough():
                todo = check_readable(self.batches()) if callable(self.batches) else self.batches
                size = len(todo) if isinstance(todo, Sized) else progress.n // self.epoch if self.epoch else None
                progress.total = size and progress.n + size * (self.epochs - self.epoch)
                self._one_epoch(todo, progress)
                if self.validate:
                    self._judge()
                self.epoch += 1
                history.seconds = time.perf_counter() - started
                self.epoch_done()
        if self.best is not None:
            self.put_back(self.best)
        return history

    def enough(self) -> bool:
        """Whether patience is lost or the goal reached."""
        judged = self.history.validation
        lost = self.patience is not None and len(judged) - 1 - (self.history.best_epoch or 0) >= self.patience
        return lost or (self.goal is not None and bool(judged) and judged[-1] <= self.goal)

    def check_loss(self, value: float) -> None:
        """Raise ValueError unless the loss of this step is a finite number."""
        if not math.isfinite(value):
            raise ValueError(
                f"loss: expected a finite number, got {value} at step {len(self.history.loss)}; "
                "lower the learning rate, clip, or look for what the batch holds"
            )

    def _one_epoch(self, batches: Iterable, progress: tqdm) -> None:
        history, before = self.history, len(self.history.loss)
        self.begin_epoch()
        for batch in batches:
            loss, norm = self.step(batch)
            history.loss.append(loss)
            history.norm.append(norm)
            shown = {"loss": f"{loss:.3f}"}
            if history.validation:
                shown["validation"] = f"{history.validation[-1]:.3f}"
            progress.set_postfix(shown, refresh=False)
            progress.update()
        if len(history.loss) == before:
            used_up = "the iterator is used up; give a list, or a function that makes a new one"
            remedy = used_up if iter(batches) is batches else "is the data empty?"
            raise ValueError(
                f"batches: expected at least one batch in each epoch, got none in epoch {self.epoch}; {remedy}"
            )

    def _judge(self) -> None:
        history, value = self.history, self.judge_now()
        if math.isnan(value):
            raise ValueError("validate: expected a number, got NaN; look for it in what the model puts out")
        history.validation.append(value)
        if history.best_epoch is None or value < history.validation[history.best_epoch]:
            history.best_epoch, self.best = len(history.validation) - 1, self.weights()


def check_readable(batches: Any) -> Iterable:
    """`batches` if it can be gone through; ValueError otherwise."""
    try:
        iter(batches)
    except TypeError:
        raise ValueError(
            f"batches: expected a list of batches, or a function that makes one, got {type(batches).__name__}"
        ) from None
    return batches
