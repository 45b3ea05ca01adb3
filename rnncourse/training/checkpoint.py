"""A training run on disk: written whole or not at all, read without running anything that the file holds."""

import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import torch

from rnncourse.files import atomic_file

_FORMAT = "rnncourse training run, version 2"
_REMEDY = "give another name, or pass resume=False to start again and replace it"


def save(
    path: str | os.PathLike[str],
    *,
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    scheduler: Any,
    rng: np.random.Generator | None,
    progress: dict[str, Any],
) -> None:
    """Write everything that an interrupted run needs to go on with the same numbers.

    progress : dict of what `training.fit` itself keeps: numbers, lists, tensors

    The file takes its name when it is whole, so a run that is stopped while it writes leaves the checkpoint of the
    epoch before. Raises OSError where it cannot be written.
    """
    content = {
        "format": _FORMAT,
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict() if scheduler else None,
        "kinds": _kinds(optimizer, scheduler, rng),
        "torch_rng": torch.get_rng_state(),
        "cuda_rng": torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else [],
        # JSON, because the state holds integers of 128 bits
        "numpy_rng": json.dumps(rng.bit_generator.state, default=lambda a: a.tolist()) if rng else None,
        "progress": progress,
    }
    with atomic_file(path) as file:
        torch.save(content, file)


def load(
    path: str | os.PathLike[str],
    *,
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    scheduler: Any,
    rng: np.random.Generator | None,
) -> dict[str, Any]:
    """Put model, optimiser, scheduler and random numbers where the file left them; return its `progress`.

    Raises ValueError, and changes nothing, where the file is damaged, no checkpoint, or that of another run.
    """
    path = Path(path)
    content = _read(path)
    if content["kinds"] != _kinds(optimizer, scheduler, rng):
        raise ValueError(
            f"checkpoint: expected {path.name} to be of a run with {_spoken(_kinds(optimizer, scheduler, rng))}, "
            f"got one with {_spoken(content['kinds'])}; {_REMEDY}"
        )
    own = model.state_dict()
    for name in [*own, *content["model"]]:
        expected, came = (tuple(w[name].shape) if name in w else "no such weight" for w in (own, content["model"]))
        if expected != came:
            raise ValueError(
                f"checkpoint: expected the weights of this model in {path.name}; {name} should be {expected}, "
                f"got {came}; {_REMEDY}"
            )
    try:
        optimizer.load_state_dict(content["optimizer"])
    except ValueError as error:
        raise ValueError(
            f"checkpoint: the optimizer of {path.name} had other parameters ({error}); {_REMEDY}"
        ) from None
    model.load_state_dict(content["model"])
    if scheduler:
        scheduler.load_state_dict(content["scheduler"])
    torch.set_rng_state(content["torch_rng"].cpu())
    if content["cuda_rng"] and torch.cuda.is_available():
        torch.cuda.set_rng_state_all([state.cpu() for state in content["cuda_rng"]])
    if rng:
        rng.bit_generator.state = json.loads(content["numpy_rng"])
    return content["progress"]


def _read(path: Path) -> dict[str, Any]:
    try:
        # weights_only: numbers, lists and tensors; a file cannot name a function that is then called
        content = torch.load(path, weights_only=True, map_location="cpu")
    except Exception as error:  # a file of unknown content fails in as many ways as there are formats
        reason = str(error).strip().partition("\n")[0][:80] or type(error).__name__
        raise ValueError(
            f"checkpoint: expected a file that training.fit wrote, but {path.name} cannot be read ({reason}): "
            f"damaged, or something else; {_REMEDY}"
        ) from None
    if not isinstance(content, dict) or content.get("format") != _FORMAT:
        raise ValueError(
            f"checkpoint: expected a file that training.fit wrote, got something else in {path.name}; {_REMEDY}"
        )
    return content


def _kinds(optimizer: Any, scheduler: Any, rng: Any) -> dict[str, str | None]:
    parts = {"optimizer": optimizer, "scheduler": scheduler, "rng": rng and rng.bit_generator}
    return {name: type(part).__name__ if part else None for name, part in parts.items()}


def _spoken(kinds: dict[str, str | None]) -> str:
    return ", ".join(f"{name} {kind or 'None'}" for name, kind in kinds.items())
