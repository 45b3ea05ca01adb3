"""A training run as a file: all that it needs to go on, and nothing that is run when it is read.

The content is what torch.save makes of numbers, lists, dicts and tensors, and torch.load takes it with weights_only:
a file cannot name a function that is then called. A format of JSON and bare arrays would keep code out as well, but
the states of optimisers and schedulers are nested and typed (tuples, counters, dicts with numbers as keys) and would
come back as something else. Against damage stands the checksum of `sealed`, before anything is parsed.
"""

import copy
import dataclasses
import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import torch

from rnncourse.training import sealed
from rnncourse.training.history import History

_AGAIN = "pass resume=False to start again and replace it"
_OTHER = f"give another name, or {_AGAIN}"


def save(
    path: str | os.PathLike[str],
    *,
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    scheduler: Any,
    rng: np.random.Generator | None,
    progress: dict[str, Any],
    keep: bool = True,
) -> None:
    """Write everything that an interrupted run needs to go on with the same numbers.

    progress : epoch, the number of those done; history, a dict of a History's fields; best, weights or None
    keep : whether the file that is replaced is of this run, and stays beside the new one as NAME.previous

    The file takes its name when it is whole and was read back, so a run that is stopped while it writes leaves the
    checkpoint of the epoch before. Raises OSError where it cannot be written.
    """
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler, "rng": rng}
    content = {"kinds": _kinds(**parts), "optimized": _optimized(model, optimizer), "states": _states(**parts)}
    file = io.BytesIO()
    torch.save(content | {"progress": progress}, file)
    sealed.write(path, file.getvalue(), keep=keep)


def load(
    path: str | os.PathLike[str],
    *,
    model: torch.nn.Module,
    optimizer: torch.optim.Optimizer,
    scheduler: Any,
    rng: np.random.Generator | None,
) -> dict[str, Any]:
    """Put model, optimiser, scheduler and random numbers where the file left them; return its `progress`.

    Raises ValueError, and changes nothing, where the file is damaged, no checkpoint, or that of another run. The
    message names the checkpoint before it, where there is a whole one.
    """
    path = Path(path)
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler, "rng": rng}
    content = _content(path)
    try:
        _check(content, parts)
        _put_all(content["states"], parts)
    except Exception as error:  # a state that does not fit fails in as many ways as there are optimisers
        reason = str(error) if isinstance(error, _Differs) else f"its states do not fit ({_line(error)})"
        raise ValueError(f"checkpoint: expected {path.name} to be of this run; {reason}; {_OTHER}") from None
    return content["progress"]


class _Differs(Exception):
    """What a file holds does not fit what it is loaded into."""


def _content(path: Path) -> dict[str, Any]:
    try:
        body = sealed.read(path)
    except sealed.NotWhole as error:
        remedies = [error.remedy, _one_before(path), _OTHER]
        raise ValueError(
            f"checkpoint: expected a file that training.fit wrote, got {error} in {path.name}; "
            + ", or ".join(filter(None, remedies))
        ) from None
    try:
        content = torch.load(io.BytesIO(body), weights_only=True, map_location="cpu")
        if content.keys() != {"kinds", "optimized", "states", "progress"}:
            raise ValueError("other entries")
    except Exception as error:  # a content that is not our own fails in as many ways as there are formats
        raise ValueError(
            f"checkpoint: expected a file that training.fit wrote, got something else in {path.name} "
            f"({_line(error)}); {_OTHER}"
        ) from None
    return content


def _one_before(path: Path) -> str:
    before = sealed.previous(path)
    try:
        sealed.read(before)
    except sealed.NotWhole:
        return ""
    return f"go on from the checkpoint before it, which is whole: rename {before.name} to {path.name}"


def _states(model: Any, optimizer: Any, scheduler: Any, rng: np.random.Generator | None) -> dict[str, Any]:
    return {
        "model": model.state_dict(),
        "optimizer": optimizer.state_dict(),
        "scheduler": scheduler.state_dict() if scheduler else None,
        "torch_rng": torch.get_rng_state(),
        "cuda_rng": torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else [],
        # JSON, because the state holds integers of 128 bits
        "numpy_rng": json.dumps(rng.bit_generator.state, default=lambda a: a.tolist()) if rng else None,
    }


def _put_all(states: dict[str, Any], parts: dict[str, Any]) -> None:
    """Put every part where `states` says, or none."""
    before = copy.deepcopy(_states(**parts))
    try:
        _put(states, **parts)
    except BaseException:
        _put(before, **parts)
        raise


def _put(states: dict[str, Any], model: Any, optimizer: Any, scheduler: Any, rng: Any) -> None:
    optimizer.load_state_dict(states["optimizer"])
    if scheduler:
        scheduler.load_state_dict(states["scheduler"])
    if rng:
        rng.bit_generator.state = json.loads(states["numpy_rng"])
    torch.set_rng_state(states["torch_rng"].cpu())
    if torch.cuda.is_available():
        for device, state in zip(range(torch.cuda.device_count()), states["cuda_rng"], strict=False):
            torch.cuda.set_rng_state(state.cpu(), device)
    model.load_state_dict(states["model"])


def _check(content: dict[str, Any], parts: dict[str, Any]) -> None:
    """Raise _Differs unless the content is that of such a run. What it does not look at, `_put` refuses."""
    states, progress, kinds = content["states"], content["progress"], _kinds(**parts)
    if content["kinds"] != kinds:
        raise _Differs(f"expected {_spoken(kinds)}, got {_spoken(content['kinds'])}")
    own = _described(parts["model"].state_dict())
    _same_weights(own, _described(states["model"]))
    if progress["best"] is not None:
        _same_weights(own, _described(progress["best"]))
    optimized = _optimized(parts["model"], parts["optimizer"])
    if content["optimized"] != optimized:
        raise _Differs(f"expected an optimizer of {_groups(optimized)}, got one of {_groups(content['optimized'])}")
    if parts["scheduler"] and states["scheduler"].keys() != parts["scheduler"].state_dict().keys():
        raise _Differs("the scheduler has other entries")
    if {field.name for field in dataclasses.fields(History)} != progress["history"].keys():
        raise _Differs("the history has other entries")


def _same_weights(expected: dict[str, str], came: dict[str, str]) -> None:
    for name in [*expected, *came]:
        if expected.get(name) != came.get(name):
            wanted, found = (weights.get(name, "no such weight") for weights in (expected, came))
            raise _Differs(f"{name}: expected {wanted}, got {found}")


def _described(weights: dict[str, Any]) -> dict[str, str]:
    """Name -> shape and dtype, as in `(6, 3) float32`."""
    return {
        name: f"{tuple(w.shape)} {str(w.dtype).removeprefix('torch.')}" if isinstance(w, torch.Tensor) else "no tensor"
        for name, w in weights.items()
    }


def _optimized(model: torch.nn.Module, optimizer: torch.optim.Optimizer) -> list[list[str]]:
    """The names of the weights that the optimiser moves, group by group in its order; "" for one of another model."""
    names = {id(weight): name for name, weight in model.named_parameters()}
    return [[names.get(id(weight), "") for weight in group["params"]] for group in optimizer.param_groups]


def _groups(optimized: list[list[str]]) -> str:
    return "; ".join(", ".join(group) for group in optimized)


def _kinds(model: Any, optimizer: Any, scheduler: Any, rng: Any) -> dict[str, str | None]:
    parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler, "rng": rng and rng.bit_generator}
    return {name: None if part is None else type(part).__name__ for name, part in parts.items()}


def _spoken(kinds: dict[str, str | None]) -> str:
    return ", ".join(f"{name} {kind or 'None'}" for name, kind in kinds.items())


def _line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:80] or type(error).__name__
