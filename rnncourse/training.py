"""The training loop of the models in PyTorch: forward, loss, backward, clip, step; then validate and save."""

import copy
import dataclasses
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from rnncourse import checkpoint as files
from rnncourse.shapes import check_positive


@dataclass
class History:
    """What happened in training. Two histories are equal when all but the seconds are."""

    loss: list = field(default_factory=list)  # one number a step
    validation: list = field(default_factory=list)  # one number an epoch, none without `validate`
    best_epoch: int | None = None  # counted from 0: the index of the lowest entry of `validation`
    seconds: float = field(default=0.0, compare=False)  # in `fit`, interrupted parts included up to their last epoch


def fit(
    model,
    batches,
    *,
    loss,
    optimizer,
    epochs,
    validate=None,
    clip=None,
    patience=None,
    scheduler=None,
    rng=None,
    checkpoint=None,
    resume=True,
    bar=True,
    device="cpu",
):
    """Train `model` in place and leave it in evaluation mode, with its best weights where `validate` is given.

    Parameters
    ----------
    model : torch.nn.Module
    batches : list of batches (or anything else that can be read anew each epoch), or a function without arguments
        that makes the batches of an epoch: in another order, or newly drawn
    loss : (model, batch) -> the loss, a tensor of one number
    optimizer : torch.optim.Optimizer over the model's parameters
    epochs : int
        How often the batches are gone through, those of an earlier, interrupted run included.
    validate : () -> number, lower is better; called after each epoch, in evaluation mode and without gradients
    clip : largest norm of the gradient, or None
    patience : stop after this many epochs without a better `validate`, or None
    scheduler : of torch.optim.lr_scheduler, one step an epoch; ReduceLROnPlateau is given the validation
    rng : np.random.Generator that `batches` or `loss` draws from, so that a resumed run draws on where it stopped
    checkpoint : path of a file that is written after each epoch
    resume : go on from the checkpoint if there is one; False starts again and replaces it
    bar : show progress
    device : where to train; the model goes there, and the tensors of each batch

    Returns
    -------
    History

    Raises
    ------
    ValueError
        A loss or validation that is no longer a number, a checkpoint that is damaged or of another run, batches that
        can be read once only, an argument out of its range.

    Notes
    -----
    A run that was interrupted and is resumed gives the numbers of one that was not, if its random numbers come from
    torch and `rng` alone. It goes on from the end of the last whole epoch, with the learning rate of the checkpoint.
    """
    device = _checked(batches, optimizer, epochs, validate, clip, patience, scheduler, rng, checkpoint, device)
    model.to(device)
    history, best, epoch = History(), None, 0
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler, "rng": rng}
    if checkpoint and resume and Path(checkpoint).exists():
        progress = files.load(checkpoint, **parts)
        history, best, epoch = History(**progress["history"]), progress["best"], progress["epoch"]
        if bar:
            print(f"resumed from {Path(checkpoint).name}: {epoch} of {epochs} epochs done")
    started = time.perf_counter() - history.seconds
    with tqdm(initial=len(history.loss), disable=not bar, unit="step", mininterval=0.5, file=sys.stdout) as progress:
        while epoch < epochs and not _lost_patience(history, patience):
            todo = batches() if callable(batches) else batches
            size = len(todo) if hasattr(todo, "__len__") else progress.n // epoch if epoch else None
            progress.total = size and progress.n + size * (epochs - epoch)
            _train_epoch(model, todo, loss, optimizer, clip, device, history, progress)
            model.eval()
            if validate:
                history.validation.append(_number(validate))
                if history.best_epoch is None or history.validation[-1] < history.validation[history.best_epoch]:
                    history.best_epoch, best = len(history.validation) - 1, copy.deepcopy(model.state_dict())
            if scheduler:
                plateau = isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)
                scheduler.step(*history.validation[-1:] if plateau else ())
            epoch += 1
            history.seconds = time.perf_counter() - started
            if checkpoint:
                done = {"epoch": epoch, "best": best, "history": dataclasses.asdict(history)}
                files.save(checkpoint, progress=done, **parts)
    if validate and best:
        model.load_state_dict(best)
    model.eval()
    return history


def _train_epoch(model, batches, loss, optimizer, clip, device, history, progress):
    model.train()
    before = len(history.loss)
    for batch in batches:
        optimizer.zero_grad()
        value = loss(model, _to(batch, device))
        if not isinstance(value, torch.Tensor) or value.numel() != 1:
            came = f"shape {tuple(value.shape)}" if isinstance(value, torch.Tensor) else type(value).__name__
            raise ValueError(f"loss: expected a function that returns a tensor of one number, got {came}")
        if not value.isfinite():
            raise ValueError(
                f"loss: expected a finite number, got {value.item()} at step {len(history.loss)}; "
                "lower the learning rate, clip, or look for what the batch holds"
            )
        value.backward()
        if clip:
            torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
        optimizer.step()
        history.loss.append(value.item())
        progress.set_postfix(
            {"loss": f"{history.loss[-1]:.3f}"}
            | ({"validation": f"{history.validation[-1]:.3f}"} if history.validation else {}),
            refresh=False,
        )
        progress.update()
    if len(history.loss) == before:
        raise ValueError("batches: expected at least one batch in each epoch, got none")


def _number(validate):
    with torch.no_grad():
        value = float(validate())
    if np.isnan(value):
        raise ValueError("validate: expected a number, got NaN; look for it in what the model puts out")
    return value


def _lost_patience(history, patience):
    return patience is not None and len(history.validation) - 1 - (history.best_epoch or 0) >= patience


def _to(batch, device):
    """The batch with its tensors on the device; what is no tensor stays as it is."""
    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: _to(part, device) for key, part in batch.items()}
    if isinstance(batch, tuple | list):
        parts = [_to(part, device) for part in batch]
        return type(batch)(*parts) if hasattr(batch, "_fields") else type(batch)(parts)
    return batch


def _checked(batches, optimizer, epochs, validate, clip, patience, scheduler, rng, checkpoint, device):
    """The device, after checking all that can be checked before the first step."""
    check_positive("epochs", epochs, integer=True)
    if clip is not None:
        check_positive("clip", clip)
    if patience is not None:
        check_positive("patience", patience, integer=True)
    if validate is None and patience is not None:
        raise ValueError("patience: expected a validate function to judge the epochs by, got None; pass validate")
    if validate is None and isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau):
        raise ValueError("scheduler: ReduceLROnPlateau expected a validate function, got None; pass validate")
    if not isinstance(optimizer, torch.optim.Optimizer):
        raise ValueError(f"optimizer: expected one of torch.optim, got {type(optimizer).__name__}")
    if rng is not None and not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng: expected a np.random.Generator, got {type(rng).__name__}; np.random.default_rng(0)")
    if not callable(batches) and epochs > 1 and iter(batches) is batches:
        raise ValueError("batches: an iterator can be read once only; give a list, or a function that makes one")
    if checkpoint and not Path(checkpoint).absolute().parent.is_dir():
        raise ValueError(f"checkpoint: expected an existing folder, got {str(checkpoint)!r}; make the folder first")
    try:
        return torch.empty(0, device=device).device
    except (RuntimeError, AssertionError) as error:
        reason = str(error).partition("\n")[0]
        raise ValueError(f'device: {device!r} is not to be had here ({reason}); use "cpu"') from None
