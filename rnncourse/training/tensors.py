"""Tensors and JSON in one file of the format safetensors, which can tell whether it is whole.

The format (Hugging Face 2022) is the length of a header, the header in JSON, and bare numbers: reading it runs no
code, and any program that knows the format reads the file. Its metadata holds the JSON, as one string, and the SHA-256
of the whole file as it is with 64 zeros in the place of that sum, so that no bit of it can change unseen.
"""

import hashlib
import json
import math
import os
import re
from collections.abc import Mapping
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from rnncourse.shapes import shown
from rnncourse.training import sealed

_SUM = re.compile(rb'"sha256":"([0-9a-f]{64})"')
_UNKNOWN = "0" * 64
_LENGTH = 8  # bytes in which the format writes how long its header is


def write(path: str | os.PathLike[str], tensors: Mapping[str, torch.Tensor], notes: Any, *, keep: bool) -> None:
    """Write a file, or replace the one of that name, in one step, after it was read back.

    tensors : name -> tensor
    notes : what JSON can hold
    keep : whether the file that is replaced stays as `sealed.previous(path)`; False removes what stands there

    Raises OSError where it cannot be written, or reads back otherwise; then the old file is as it was.
    """
    own = {name: tensor.detach().cpu().contiguous().clone() for name, tensor in tensors.items()}
    content = save(own, {"notes": json.dumps(notes, allow_nan=False), "sha256": _UNKNOWN})
    begin, end = _where(content)
    total = hashlib.sha256(content).hexdigest().encode()
    sealed.put(path, content[:begin] + total + content[end:], _whole, keep=keep)


def read(path: str | os.PathLike[str]) -> tuple[dict[str, torch.Tensor], Any]:
    """What was written to `path`: the tensors and the notes; raises sealed.NotWhole where that cannot be had."""
    content = _whole(path)
    length = _header_length(content)
    try:
        header = json.loads(content[_LENGTH : _LENGTH + length])
        notes = json.loads(header["__metadata__"]["notes"], parse_constant=_no_number, parse_float=_finite)
        return load(content), notes
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError, RecursionError, RuntimeError) as error:
        reason = shown(str(error).partition("\n")[0])
        raise sealed.NotWhole(f"something else ({type(error).__name__}: {reason})") from None


def _whole(path: str | os.PathLike[str]) -> bytes:
    """The bytes of a file whose checksum fits."""
    sealed.check_file(path)
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise sealed.NotWhole(f"one that cannot be read ({error.strerror})") from None
    if not content:
        raise sealed.NotWhole("an empty one")
    begin, end = _where(content)
    digest = hashlib.sha256(content[:begin])
    digest.update(_UNKNOWN.encode())
    digest.update(memoryview(content)[end:])
    if digest.hexdigest().encode() != content[begin:end]:
        raise sealed.NotWhole("one that is damaged (its checksum does not fit)")
    return content


def _where(content: bytes) -> tuple[int, int]:
    """Where the checksum stands in the file."""
    found = list(_SUM.finditer(content, _LENGTH, _LENGTH + _header_length(content)))
    if len(found) != 1:
        raise sealed.NotWhole("one that is damaged or something else (it holds no checksum)")
    return found[0].span(1)


def _header_length(content: bytes) -> int:
    return min(int.from_bytes(content[:_LENGTH], "little"), len(content))


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    if not math.isfinite(number := float(text)):
        raise ValueError(f"{text[:20]} is too large")
    return number
