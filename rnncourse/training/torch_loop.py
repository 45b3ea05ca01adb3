"""The training loop of the models in PyTorch: forward, loss, backward, clip, step; then validate and save."""

import copy
import dataclasses
import math
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from rnncourse.batching import to_device
from rnncourse.shapes import check_positive
from rnncourse.training import checkpoint as files
from rnncourse.training import sealed
from rnncourse.training.history import History
from rnncourse.training.loop import Training


def fit(
    model: torch.nn.Module,
    batches: Iterable | Callable[[], Iterable],
    *,
    optimizer: torch.optim.Optimizer,
    epochs: int,
    loss: Callable[[Any, Any], torch.Tensor] | None = None,
    validate: Callable[[], float] | None = None,
    clip: float | None = None,
    patience: int | None = None,
    goal: float | None = None,
    scheduler: Any = None,
    rng: np.random.Generator | None = None,
    checkpoint: str | os.PathLike[str] | None = None,
    resume: bool = True,
    bar: bool = True,
    device: str | torch.device = "cpu",
) -> History:
    """Train `model` in place and leave it in evaluation mode, with its best weights where `validate` is given.

    Parameters
    ----------
    model : torch.nn.Module
    batches : list of batches (or anything else that can be read anew each epoch), or a function without arguments
        that makes the batches of an epoch: in another order, or newly drawn
    optimizer : torch.optim.Optimizer over the model's parameters
    epochs : int
        How often the batches are gone through, those of an earlier, interrupted run included.
    loss : (model, batch) -> the loss, a tensor of one number; None takes `model.loss(batch)`
    validate : () -> number, lower is better; called after each epoch, in evaluation mode and without gradients
    clip : largest norm of the gradient, or None
    patience : stop after this many epochs without a better `validate`, or None
    goal : stop as soon as `validate` is at or below it, or None
    scheduler : of torch.optim.lr_scheduler, one step an epoch; ReduceLROnPlateau is given the validation
    rng : np.random.Generator that `batches` or `loss` draws from, so that a resumed run draws on where it stopped
    checkpoint : path of a file that is written after each epoch; the one before stays beside it, NAME.previous
    resume : go on from the checkpoint if there is one; False starts again and replaces it
    bar : show progress
    device : where to train; the model goes there, and the tensors of each batch

    Returns
    -------
    History

    Raises
    ------
    ValueError
        A loss, gradient or validation that is no longer a number, a loss without a gradient, an optimiser of another
        model, a checkpoint that is damaged or of another run, an epoch without batches or batches that can be read
        once only, an argument out of its range.

    Notes
    -----
    A run that was interrupted and is resumed gives the numbers of one that was not, if its random numbers come from
    torch and `rng` alone. It goes on from the end of the last whole epoch, with the learning rate of the checkpoint.
    """
    if clip is not None:
        check_positive("clip", clip)
    if validate is None and isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
        raise ValueError("scheduler: ReduceLROnPlateau expected a validate function, got None; pass validate")
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise ValueError(f"optimizer: expected one of torch.optim, got {type(optimizer).__name__}")
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng: expected a np.random.Generator, got {type(rng).__name__}; np.random.default_rng(0)")
    if loss is None and not callable(getattr(model, "loss", None)):
        raise ValueError(f"loss: expected a function, or a model with a method `loss`, got a {type(model).__name__}")
    if not {id(w) for w in model.parameters()} & {id(w) for group in optimizer.param_groups for w in group["params"]}:
        raise ValueError(
            "optimizer: expected one over this model's parameters, got one that holds none of them; "
            "make it anew from model.parameters()"
        )
    run = _TorchTraining(batches, epochs=epochs, validate=validate, patience=patience, goal=goal, bar=bar)
    run.model, run.optimizer, run.scheduler, run.rng, run.clip = model, optimizer, scheduler, rng, clip
    run.loss, run.device = loss or _own_loss, _device(device)
    run.checkpoint = _place(checkpoint, resume) if checkpoint else None
    model.to(run.device)
    if run.checkpoint and resume and run.checkpoint.exists():
        run.resume()
    run.run()
    model.eval()
    return run.history


class _TorchTraining(Training):
    """What a step, an epoch and a checkpoint are for a model of PyTorch."""

    model: torch.nn.Module
    optimizer: torch.optim.Optimizer
    scheduler: Any
    rng: np.random.Generator | None
    clip: float | None
    loss: Callable[[Any, Any], torch.Tensor]
    device: torch.device
    checkpoint: Path | None
    has_saved = False  # whether the checkpoint on disk is of this run

    def begin_epoch(self) -> None:
        self.model.train()

    def step(self, batch: Any) -> tuple[float, float]:
        self.optimizer.zero_grad()
        value = self.loss(self.model, to_device(batch, self.device))
        if not isinstance(value, torch.Tensor) or value.numel() != 1:
            came = f"shape {tuple(value.shape)}" if isinstance(value, torch.Tensor) else type(value).__name__
            raise ValueError(f"loss: expected a function that returns a tensor of one number, got {came}")
        self.check_loss(value.item())
        if not value.requires_grad:
            raise ValueError(
                "loss: expected one computed from the model's parameters, got a tensor without a gradient; "
                "leave out detach, item, numpy, argmax and no_grad on its way"
            )
        value.backward()
        if self.clip:
            norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.clip)
        else:
            norm = torch.nn.utils.get_total_norm([p.grad for p in self.model.parameters() if p.grad is not None])
        if not math.isfinite(norm):
            raise ValueError(
                f"gradient: expected a finite norm, got {float(norm)} at step {len(self.history.loss)}; "
                "lower the learning rate, or look for what the loss divides by or takes a root of"
            )
        self.optimizer.step()
        return value.item(), float(norm)

    def judge_now(self) -> float:
        self.model.eval()
        with torch.no_grad():
            return super().judge_now()

    def weights(self) -> dict[str, torch.Tensor]:
        return copy.deepcopy(self.model.state_dict())

    def put_back(self, weights: dict[str, torch.Tensor]) -> None:
        self.model.load_state_dict(weights)

    def epoch_done(self) -> None:
        if self.scheduler:
            plateau = isinstance(self.scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)
            self.scheduler.step(*self.history.validation[-1:] if plateau else ())
        if self.checkpoint:
            done = {"epoch": self.epoch, "best": self.best, "history": dataclasses.asdict(self.history)}
            files.save(self.checkpoint, progress=done, keep=self.has_saved, **self._parts())
            self.has_saved = True

    def resume(self) -> None:
        """Go on where the checkpoint stands."""
        assert self.checkpoint is not None
        progress = files.load(self.checkpoint, **self._parts())
        self.history, self.best, self.epoch = History(**progress["history"]), progress["best"], progress["epoch"]
        self.has_saved = True
        if self.bar:
            print(f"resumed from {self.checkpoint.name}: {self.epoch} of {self.epochs} epochs done")

    def _parts(self) -> dict[str, Any]:
        return {"model": self.model, "optimizer": self.optimizer, "scheduler": self.scheduler, "rng": self.rng}


def _place(checkpoint: str | os.PathLike[str], resume: bool) -> Path:
    """Where the checkpoint lies; ValueError where none can, or where another is meant."""
    try:
        path = Path(checkpoint)
        there, is_file, folder = path.exists(), path.is_file(), path.absolute().parent.is_dir()
        before = sealed.previous(path)
    except (OSError, TypeError, ValueError) as error:  # too long a name, a number, a NUL
        raise ValueError(f"checkpoint: expected the path of a file, got {checkpoint!r:.60} ({error})") from None
    if not folder:
        raise ValueError(f"checkpoint: expected an existing folder, got {str(checkpoint)!r}; make the folder first")
    if there and not is_file:
        raise ValueError(
            f"checkpoint: expected a file that training.fit wrote, got a folder or a device, {path.name}; "
            "give another name (resume=False does not replace it)"
        )
    if resume and not there and before.exists():
        raise ValueError(
            f"checkpoint: expected {path.name} beside {before.name}, got no such file; rename {before.name} to "
            f"{path.name} to go on from it, or pass resume=False to start again"
        )
    return path


def _own_loss(model: Any, batch: Any) -> torch.Tensor:
    return model.loss(batch)


def _device(device: str | torch.device) -> torch.device:
    try:
        return torch.empty(0, device=device).device
    except (RuntimeError, AssertionError) as error:
        reason = str(error).partition("\n")[0]
        raise ValueError(f'device: {device!r} is not available here ({reason}); use "cpu"') from None
