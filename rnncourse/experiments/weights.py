"""Trained weights that ship: results/weights/NAME.safetensors, made by the study NAME, read without running any code.

The format is that of safetensors, with texts of ours in its header. Weights are kept with half precision.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
import safetensors.numpy

from rnncourse.datasets.paths import course_folder
from rnncourse.files import atomic_write

if TYPE_CHECKING:
    import torch

Model = TypeVar("Model", bound="torch.nn.Module")

KINDS = tuple(map(np.dtype, ("float16", "float32", "int64")))


def weights_path(name: str, folder: Path | None = None) -> Path:
    """Where the weights of a study lie."""
    return (folder or course_folder("results")) / "weights" / f"{name}.safetensors"


def save_tensors(path: Path, tensors: Mapping[str, np.ndarray], texts: Mapping[str, str]) -> Path:
    """Write arrays of float16, float32 or int64 and some texts, whole or not at all.

    Raises ValueError for an array of another dtype.
    """
    for name, array in tensors.items():
        if array.dtype not in KINDS:
            raise ValueError(f"tensors: expected float16, float32 or int64, got {array.dtype} for {name!r}")
    whole = {name: array.copy(order="C") for name, array in tensors.items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic_write(path, safetensors.numpy.save(whole, dict(texts)))
    return path


def load_tensors(path: Path) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """The arrays and texts of a file.

    Raises ValueError where the file is missing, damaged or of another kind.
    """
    try:
        content = path.read_bytes()
        tensors = safetensors.numpy.load(content)
        if any(array.dtype not in KINDS for array in tensors.values()):
            raise ValueError("dtype")
        return tensors, _texts(content)
    except OSError as error:
        problem = error.strerror
    except (ValueError, KeyError, safetensors.SafetensorError):
        problem = "something else"
    raise ValueError(
        f"{path}: expected the weights of a model, got {problem}; make them with `rnncourse study {path.stem}`"
    )


def _texts(content: bytes) -> dict[str, str]:
    """The texts in the header of a file that safetensors has read: the library gives them for files on disk alone."""
    size = int.from_bytes(content[:8], "little")
    return dict(json.loads(content[8 : 8 + size]).get("__metadata__", {}))


def tensors_of(model: "torch.nn.Module") -> dict[str, np.ndarray]:
    """The weights of a model, with half precision, tied ones once; what it counts stays whole."""
    own, tied = model.state_dict(), _tied(model)
    arrays = {name: tensor.detach().cpu().numpy() for name, tensor in own.items() if tied[name] == name}
    return {name: a.astype(np.float16) if a.dtype.kind == "f" else a for name, a in arrays.items()}


def _tied(model: "torch.nn.Module") -> dict[str, str]:
    """The name of each tensor of a model -> the first name of the same tensor: its own, where it is not tied."""
    first: dict[tuple[int, tuple[int, ...]], str] = {}
    return {
        name: first.setdefault((tensor.data_ptr(), tuple(tensor.shape)), name) if tensor.numel() else name
        for name, tensor in model.state_dict().items()
    }


def with_weights(model: Model, name: str, folder: Path | None = None) -> Model:
    """The model with the weights that the study `name` has made, ready for use.

    Raises ValueError where there are none, or they are of another model.
    """
    import torch

    path = weights_path(name, folder)
    tensors, _ = load_tensors(path)
    tied = _tied(model)
    own = {name: tensor for name, tensor in model.state_dict().items() if tied[name] == name}
    for part in [*own, *tensors]:
        expected, came = (tuple(held[part].shape) if part in held else "none" for held in (own, tensors))
        if expected != came:
            raise ValueError(f"{path}: expected {part} of shape {expected}, as this model has it, got {came}")
    model.load_state_dict({name: torch.from_numpy(tensors[part]).to(own[part].dtype) for name, part in tied.items()})
    return model.eval()
