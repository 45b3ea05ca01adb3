"""What the models check at their doors: tensors, of ids and of numbers, with their lengths; sizes."""

from collections.abc import Sequence
from typing import Any

import torch

from rnncourse.arguments import check_room
from rnncourse.shapes import check_lengths, check_positive, check_shape


def check_tensor(
    name: str,
    tensor: Any,
    pattern: Sequence[str | int],
    size: int | None = None,
    *,
    ignore: int | None = None,
    lengths: Any = None,
    dtype: torch.dtype | None = None,
) -> None:
    """ValueError unless `tensor` has this shape and holds finite floats or, where a size is given, ids below it.

    ignore : an id that stands for none
    lengths : (B,) of sequences (T, B, ·); what stands after their ends may be anything
    dtype : of floats, that of the model
    """
    if not isinstance(tensor, torch.Tensor) or tensor.layout != torch.strided or tensor.device.type == "meta":
        came = type(tensor).__name__ if not isinstance(tensor, torch.Tensor) else f"one of {tensor.layout}"
        raise ValueError(f"{name}: expected a tensor, got {came}; torch.from_numpy makes one of an array")
    kinds: tuple[torch.dtype, ...] = (torch.int64, torch.int32) if size is not None else (torch.float32, torch.float64)
    if dtype is not None:
        kinds = (dtype,)
    if tensor.dtype not in kinds:
        expected = " or ".join(str(kind).removeprefix("torch.") for kind in kinds)
        raise ValueError(f"{name}: expected a tensor of {expected}, got {tensor.dtype}")
    check_shape(name, tensor, pattern)
    inside = torch.ones((), dtype=torch.bool, device=tensor.device)
    if lengths is not None:
        T, B = tensor.shape[:2]
        inside = ~after_the_end(lengths, T, B, tensor.device).reshape(T, B, *[1] * (tensor.dim() - 2))
    if size is None:
        wrong = ~tensor.isfinite() & inside
    else:
        wrong = ((tensor < 0) | (tensor >= size)) & inside
        if ignore is not None:
            wrong &= tensor != ignore
    if wrong.any():
        index = tuple(wrong.nonzero()[0].tolist())
        expected = "finite numbers" if size is None else f"ids from 0 to {size - 1}"
        raise ValueError(f"{name}: expected {expected}, got {tensor[index].item()} at index {index}")


def on_cpu(values: Any) -> Any:
    """A tensor on the CPU, which NumPy can read; anything else as it is."""
    return values.detach().cpu() if isinstance(values, torch.Tensor) and values.device.type != "meta" else values


def tensor_lengths(lengths: Any, T: int, B: int, *, letter: str = "T") -> torch.Tensor:
    """Lengths (B,) as a tensor on the CPU, each 1..T; ValueError otherwise."""
    checked = check_lengths(on_cpu(lengths), T, B, letter=letter)
    if checked.min(initial=1) < 1:
        raise ValueError(f"lengths: expected at least 1 for each sequence, got {checked.min()}; drop empty ones")
    return torch.from_numpy(checked)


def after_the_end(lengths: Any, T: int, B: int, device: torch.device) -> torch.Tensor:
    """(T, B) True where a sequence has ended."""
    return (torch.arange(T)[:, None] >= tensor_lengths(lengths, T, B)).to(device)


def checked_sizes(**sizes: Any) -> list[int]:
    """Sizes of a model as ints; ValueError for one that is none, or where a layer of two of them would be too large."""
    found = [check_positive(name, size, integer=True) for name, size in sizes.items()]
    check_room(", ".join(sizes), 8, max(found), max(found))
    return found
