"""From ids to batches: parallel streams for language models, padded batches for separate sequences.

And the batches that the models of PyTorch read, tensors with names.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from rnncourse.arguments import check_list, check_room
from rnncourse.shapes import as_array, check_ids, check_positive, shown

if TYPE_CHECKING:
    from torch import Tensor, device

IGNORE = -100  # the target that counts for nothing, as in PyTorch


class TaggedBatch(NamedTuple):
    """Sentences and a tag for each of their words: what `models.Tagger` reads."""

    words: "Tensor"  # (T, B) ids
    spellings: "Tensor"  # (T, B, F) ids of what one sees of a word without knowing it
    lengths: "Tensor"  # (B,)
    tags: "Tensor"  # (T, B) ids, IGNORE after a sentence's end and where a tag is not known


class PairBatch(NamedTuple):
    """Sequences and what is to be written of each: what `models.Seq2Seq` reads."""

    source: "Tensor"  # (S, B) ids, filled up with pad
    source_lengths: "Tensor"  # (B,)
    target: "Tensor | None"  # (T, B) ids, each sequence ending in stop, filled up with pad; None if it is not known


class CopyBatch(NamedTuple):
    """Texts and what is to be written of each, words of the text among it: what `models.PointerNetwork` reads.

    Ids from the size of the vocabulary on are words of the text itself, see `PointerNetwork.extended`.
    """

    source: "Tensor"  # (S, B) extended ids, filled up with pad
    source_lengths: "Tensor"  # (B,)
    target: "Tensor | None"  # (T, B) extended ids, each text ending in stop, filled up with pad; None if not known


class LineBatch(NamedTuple):
    """Pictures of lines of writing and their labels: what `models.CRNN` reads."""

    images: "Tensor"  # (B, 1, height, W) 0 paper to 1 ink
    widths: "Tensor"  # (B,) columns of each picture
    targets: "Tensor"  # (S_1 + S_2 + …) labels of all lines, one after the other, as CTC takes them
    target_lengths: "Tensor"  # (B,) labels of each line


class TextBatch(NamedTuple):
    """Texts and the class of each: what `models.TextClassifier` reads."""

    words: "Tensor"  # (T, B) ids; what stands after a text's end is not read
    lengths: "Tensor"  # (B,)
    labels: "Tensor | None"  # (B,) ids of classes; None if they are not known


class StreamBatch(NamedTuple):
    """Pieces of texts that go on from batch to batch: what `models.RecurrentLanguageModel` reads."""

    x: "Tensor"  # (T, B) ids
    y: "Tensor"  # (T, B) ids: y[t, b] follows x[t, b] in its text
    begins: bool  # whether the texts begin here; elsewhere they go on where the batch before ended


def stream_length(size: int, batch_size: int, steps: int) -> int:
    """Number of batches that `stream_batches` cuts from a text of `size` ids.

    Raises
    ------
    ValueError
        A text too short for one full batch, `batch_size` or `steps` below 1.
    """
    size = check_positive("size", size, zero=True, integer=True)
    batch_size = check_positive("batch_size", batch_size, integer=True)
    steps = check_positive("steps", steps, integer=True)
    needed = batch_size * steps + 1
    if size < needed:
        raise ValueError(
            f"ids: expected at least {needed} ids (batch_size {batch_size} × steps {steps}, and one more to "
            f"predict), got {size}; take a longer text, fewer steps or a smaller batch"
        )
    return -(-((size - 1) // batch_size) // steps)


def stream_batches(
    ids: Sequence[int] | np.ndarray, batch_size: int, steps: int
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Cut one text into `batch_size` parallel streams and yield them `steps` tokens at a time.

    Column b of every batch goes on where column b of the batch before it ended, so the state of a network can
    be carried from batch to batch. The target is the input shifted by one: y[t, b] follows x[t, b] in the
    text. The streams lie end to end and do not overlap; up to batch_size - 1 ids at the end fit in none.
    The last batch has the steps that are left, 1 to `steps`.

    Parameters
    ----------
    ids : (N,) integers

    Returns
    -------
    iterator of (x, y), each (T, B) int64
        `stream_length(N, batch_size, steps)` of them.

    Raises
    ------
    ValueError
        At once, not at the first batch: fewer than batch_size · steps + 1 ids, ids that are no integers.
    """
    ids = check_ids(ids, None)
    batches = stream_length(len(ids), batch_size, steps)
    length = (len(ids) - 1) // batch_size
    x = ids[: batch_size * length].reshape(batch_size, length).T  # (L, B)
    y = ids[1 : batch_size * length + 1].reshape(batch_size, length).T  # (L, B)
    cuts = (slice(i * steps, (i + 1) * steps) for i in range(batches))
    return ((x[cut].copy(order="C"), y[cut].copy(order="C")) for cut in cuts)


def pad_batch(sequences: Sequence[Sequence | np.ndarray], pad: float = 0) -> tuple[np.ndarray, np.ndarray]:
    """Put sequences of different lengths side by side, filled up with `pad` to the longest.

    Parameters
    ----------
    sequences : list of B arrays, (T_b,) or (T_b, D)

    Returns
    -------
    x : (T, B) or (T, B, D), T the longest length
    lengths : (B,) int64

    Raises
    ------
    ValueError
        No sequence, an empty one, sequences whose other dimensions differ, a pad that their dtype cannot hold.

    Examples
    --------
    >>> x, lengths = pad_batch([[1, 2, 3], [4]])
    >>> x.T.tolist(), lengths.tolist()
    ([[1, 2, 3], [4, 0, 0]], [3, 1])
    """
    arrays = [_row(b, sequence) for b, sequence in enumerate(check_list("sequences", sequences, of="sequences"))]
    if not arrays:
        raise ValueError("sequences: expected at least one sequence, got none")
    for b, array in enumerate(arrays):
        if array.shape[1:] != arrays[0].shape[1:]:
            expected = ", ".join(["T", *map(str, arrays[0].shape[1:])])
            raise ValueError(f"sequences[{b}]: expected shape ({expected}) as sequences[0] has, got {array.shape}")
        if array.dtype != arrays[0].dtype and np.result_type(array, arrays[0]).kind == "f":
            raise ValueError(
                f"sequences[{b}]: expected dtype {arrays[0].dtype} as sequences[0] has, got {array.dtype}; convert one"
            )
    lengths = np.array([len(array) for array in arrays])
    shape = (int(lengths.max()), len(arrays), *arrays[0].shape[1:])
    check_room("sequences", *shape)
    dtype = np.result_type(*arrays)
    x = np.full(shape, _fitting(pad, dtype), dtype)
    for b, array in enumerate(arrays):
        x[: len(array), b] = array
    return x, lengths


def _row(b: int, sequence: Any) -> np.ndarray:
    """A sequence as an array of numbers with at least one step; ValueError otherwise."""
    array = as_array(f"sequences[{b}]", sequence)
    if array.ndim == 0 or array.size == 0:
        raise ValueError(f"sequences[{b}]: expected at least one step, got shape {array.shape}; drop it")
    if array.dtype.kind not in "iuf":
        raise ValueError(f"sequences[{b}]: expected numbers, got dtype {array.dtype}; encode the symbols first")
    return array


def _fitting(pad: Any, dtype: np.dtype) -> Any:
    """`pad` if an array of this dtype can hold it as it is; ValueError otherwise."""
    number = isinstance(pad, int | float | np.integer | np.floating) and not isinstance(pad, bool)
    if dtype.kind == "f":
        if number and (not np.isfinite(float(pad)) or abs(float(pad)) <= float(np.finfo(dtype).max)):
            return pad
        raise ValueError(f"pad: expected a number that {dtype} can hold, got {shown(pad)}")
    info = np.iinfo(dtype)
    if not (number and info.min <= pad <= info.max and int(pad) == pad):
        raise ValueError(f"pad: expected a whole number that {dtype} can hold, as the sequences do, got {shown(pad)}")
    return int(pad)


def to_device(batch: Any, device: "str | device") -> Any:
    """The batch, a tuple, list or dictionary, with its tensors on the device; what is no tensor stays as it is."""
    import torch

    try:
        place = torch.device(device)
    except Exception:  # whatever torch says of what was not meant as a device
        raise ValueError(f'device: expected the name of a device, such as "cpu", got {shown(device)}') from None
    try:
        return _moved(batch, place)
    except NotImplementedError:
        raise ValueError("batch: expected tensors with data, got one without") from None
    except RecursionError:
        raise ValueError(
            "batch: expected tensors in tuples, lists or dictionaries, got one that holds itself"
        ) from None


def _moved(batch: Any, device: "device") -> Any:
    import torch

    if isinstance(batch, torch.Tensor):
        return batch.to(device)
    if isinstance(batch, dict):
        return {key: _moved(part, device) for key, part in batch.items()}
    if isinstance(batch, tuple | list):
        parts = [_moved(part, device) for part in batch]
        return type(batch)(*parts) if hasattr(batch, "_fields") else type(batch)(parts)
    return batch
