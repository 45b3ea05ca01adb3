"""How a window moves over a picture, or along a sequence: where it stands, what lies under it, how much it sees."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from rnncourse.arguments import check_list, check_room
from rnncourse.shapes import check_positive, shown

Sizes = tuple[int, ...]  # down and to the right


def receptive_field(layers: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """How much of the input one output of a stack of layers sees, along one axis.

    layers : pairs (size, stride) of convolutions and poolings, the first layer first
    Returns (field, step): the inputs under one output, and the inputs between two neighbouring outputs.

    >>> receptive_field([(3, 1), (2, 2), (3, 1), (2, 2)])
    (10, 4)
    """
    field = step = 1
    for k, layer in enumerate(check_list("layers", layers, of="pairs (size, stride)")):
        if len(check_list(f"layers[{k}]", layer, of="two numbers")) != 2:
            raise ValueError(f"layers[{k}]: expected a pair (size, stride), got {shown(layer)}")
        size, stride = (
            check_positive(name, n, integer=True) for name, n in zip(("size", "stride"), layer, strict=True)
        )
        field += (size - 1) * step  # size outputs of the layers below, `step` inputs apart
        step *= stride
    return field, step


def with_padding(shape: Sizes, size: Sizes, stride: Sizes, padding: Sizes) -> Sizes:
    """Height and width of pictures (B, C, height, width) with their padding; ValueError where there is no room."""
    B, C, height, width = shape
    room = height + 2 * padding[0], width + 2 * padding[1]
    check_room("x", B, C, *room)
    check_room("x", B, C, *size, *positions(room, size, stride))
    return room


def positions(room: Sizes, size: Sizes, stride: Sizes) -> Sizes:
    """How many places a kernel or window has along each axis of a picture of size `room`; ValueError if none."""
    if room[0] < size[0] or room[1] < size[1]:
        raise ValueError(
            f"x: expected at least {size} to fit the kernel, got {room}; use a smaller one or more padding"
        )
    return (room[0] - size[0]) // stride[0] + 1, (room[1] - size[1]) // stride[1] + 1


def offsets(room: Sizes, size: Sizes, stride: Sizes) -> Iterator[tuple[int, int, tuple[slice, ...]]]:
    """For each offset u, v in the kernel: u, v and the slice of the picture under it, for all positions at once."""
    (rows, columns), (down, right) = positions(room, size, stride), stride
    for u, v in np.ndindex(size):
        yield u, v, np.s_[:, :, u : u + rows * down : down, v : v + columns * right : right]


def each(name: str, value: Any, dims: int, *, zero: bool = False) -> Sizes:
    """One number for each axis: `value` repeated, or already a tuple of them."""
    values = tuple(value) if isinstance(value, tuple | list) else (value,) * dims
    if len(values) != dims:
        raise ValueError(f"{name}: expected {dims} number(s), got {shown(value)}")
    return tuple(check_positive(name, v, zero=zero, integer=True) for v in values)
