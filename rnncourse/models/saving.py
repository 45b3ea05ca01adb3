"""A language model as a file that runs no code when it is read: its weights, its options, its vocabulary.

The file is one of safetensors with a checksum (`training.tensors`). What stands in it is checked before a model is made
of it: so a forged file can neither ask for more memory than it has bytes, nor name anything that would be called.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import torch

from rnncourse.arguments import check_choice, check_kind, check_named
from rnncourse.models.language import RecurrentLanguageModel
from rnncourse.shapes import shown
from rnncourse.text import Vocabulary
from rnncourse.training import sealed
from rnncourse.training import tensors as tensor_files

LEVELS = ("char", "word")
FORMAT = "rnncourse language model, version 1"
SPECIAL = ("pad", "start", "stop", "unknown")
_PREFIX = "model."
_PARTS = {"format", "level", "options", "vocabulary", "more"}


class SavedModel(NamedTuple):
    """A language model and what is needed to give it a text.

    model : in evaluation mode
    vocabulary : of its tokens
    level : what a token is, "char" or "word"
    more : whatever its writer added, of JSON
    tensors : the tensors its writer added, by their names
    """

    model: RecurrentLanguageModel
    vocabulary: Vocabulary
    level: str
    more: Any
    tensors: dict[str, torch.Tensor]


def save_model(
    path: str | os.PathLike[str],
    model: RecurrentLanguageModel,
    vocabulary: Vocabulary,
    level: str,
    *,
    more: Any = None,
    tensors: Mapping[str, torch.Tensor] | None = None,
    keep: bool = False,
) -> None:
    """Write a language model to a file, or replace the one of that name, in one step.

    Parameters
    ----------
    path : path of the file, such as tales.safetensors
    model : RecurrentLanguageModel
    vocabulary : Vocabulary of as many tokens as the model has
    level : "char" or "word": what its tokens are
    more : whatever else is to be kept that JSON can hold
    tensors : further tensors, by names that do not begin with `model.`
    keep : whether the file that is replaced stays beside the new one, as NAME.previous

    Raises
    ------
    ValueError
        A vocabulary of another size, another level, tensors with a name of the model's.
    OSError
        The file cannot be written; then the old one is as it was.
    """
    check_kind("model", model, RecurrentLanguageModel)
    check_kind("vocabulary", vocabulary, Vocabulary)
    check_choice("level", level, LEVELS)
    if len(vocabulary) != model.vocab_size:
        raise ValueError(
            f"vocabulary: expected {model.vocab_size} tokens, as the model has, got {len(vocabulary)}; "
            "pass the one that made the model's ids"
        )
    added = dict(check_named("tensors", tensors or {}, empty=True))
    if taken := [name for name in added if name.startswith(_PREFIX)]:
        raise ValueError(f"tensors: expected names that do not begin with {_PREFIX!r}, got {taken[0]!r}")
    special = {name: vocabulary.tokens[at] for name in SPECIAL if (at := getattr(vocabulary, name)) is not None}
    notes = {
        "format": FORMAT,
        "level": level,
        "options": model.options,
        "vocabulary": {"tokens": vocabulary.tokens, "special": special},
        "more": more,
    }
    named = {_PREFIX + name: weight for name, weight in model.named_parameters()}
    tensor_files.write(path, named | added, notes, keep=keep)


def load_model(path: str | os.PathLike[str]) -> SavedModel:
    """Read what `save_model` wrote; no code in the file is run, and torch's random numbers stay where they are.

    Raises
    ------
    ValueError
        A file that is damaged or holds no such model; the message names the one before it, where that is whole.
    """
    try:
        where = Path(path)
        return _load(where)
    except TypeError:
        raise ValueError(f"path: expected the path of a file, got {type(path).__name__}") from None
    except sealed.NotWhole as error:
        remedy = error.remedy or "train it anew, or take it from where you have it"
        raise ValueError(
            f"{where.name}: expected a language model that rnncourse saved, got {error}; {_one_before(where) or remedy}"
        ) from None


def _load(path: Path) -> SavedModel:
    sealed.check_file(path)
    if not path.exists():
        raise sealed.NotWhole("no such file", "is its name spelled as you gave it?")
    found, notes = tensor_files.read(path)
    try:
        if not isinstance(notes, dict) or notes.get("format") != FORMAT or notes.keys() != _PARTS:
            raise ValueError(f"expected the parts of {FORMAT!r}")
        level = check_choice("level", notes["level"], LEVELS)
        vocabulary = Vocabulary(notes["vocabulary"]["tokens"], **_known(notes["vocabulary"]["special"], SPECIAL))
        if len(vocabulary) != notes["options"]["vocab_size"]:
            raise ValueError(f"vocabulary: expected {notes['options']['vocab_size']} tokens, got {len(vocabulary)}")
        weights = {name[len(_PREFIX) :]: found.pop(name) for name in list(found) if name.startswith(_PREFIX)}
        model = _model(notes["options"], weights)
    except (ValueError, KeyError, TypeError, AttributeError, RuntimeError, OverflowError) as error:
        reason = str(error).partition("\n")[0]
        raise sealed.NotWhole(f"one whose parts do not fit ({shown(reason, 160)})") from None
    return SavedModel(model, vocabulary, level, notes["more"], found)


def _model(options: dict[str, Any], weights: dict[str, torch.Tensor]) -> RecurrentLanguageModel:
    """A model of these options with these weights, made once their shapes are those that the options mean."""
    if int(options["layers"]) > len(weights):
        raise ValueError(f"layers: expected at most one for each of {len(weights)} weights, got {options['layers']}")
    with torch.device("meta"):  # which takes no memory
        shapes = {name: weight.shape for name, weight in RecurrentLanguageModel(**options).named_parameters()}
    for name in [*shapes, *weights]:
        shape, weight = shapes.get(name), weights.get(name)
        if shape is None or weight is None or weight.shape != shape or weight.dtype != torch.float32:
            wanted = "none" if shape is None else f"{tuple(shape)} float32"
            came = "none" if weight is None else f"{tuple(weight.shape)} {str(weight.dtype).removeprefix('torch.')}"
            raise ValueError(f"{name}: expected {wanted}, got {came}")
        if not weight.isfinite().all():
            raise ValueError(f"{name}: expected finite numbers")
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        model = RecurrentLanguageModel(**options)
        for name, weight in model.named_parameters():
            weight.copy_(weights[name])
    return model.eval()


def _known(special: dict[str, str], names: tuple[str, ...]) -> dict[str, str]:
    if unknown := set(special) - set(names):
        raise ValueError(f"special: expected some of {', '.join(names)}, got {sorted(unknown)[0]!r:.40}")
    return special


def _one_before(path: Path) -> str:
    """What to do where the file before this one is whole; nothing where it is not."""
    try:
        before = sealed.previous(path)
        _load(before)
    except (sealed.NotWhole, OSError, ValueError):
        return ""
    return f"the one before it is whole: rename {before.name} to {path.name}"
