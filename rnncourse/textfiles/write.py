"""What a trained model writes, a piece at a time."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from rnncourse import decoding
from rnncourse.arguments import check_between, check_kind
from rnncourse.language_model import LONGEST
from rnncourse.models.saving import SavedModel
from rnncourse.shapes import check_generator
from rnncourse.textfiles.tokens import LEVELS, PARAGRAPH, joined

_MARKS = {i: 0x2400 + i for i in range(32) if chr(i) not in "\n\t"} | {0x7F: 0x2421}
_MARKS |= {i: "\ufffd" for i in [*range(0x80, 0xA0), 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]}


def written(
    saved: SavedModel,
    prompt: str = "",
    *,
    length: int,
    temperature: float = 0.8,
    top_k: int | None = None,
    top_p: float | None = None,
    rng: np.random.Generator,
) -> Iterator[str]:
    """The text that goes on from a prompt, piece by piece, the prompt left out; the unknown token is never drawn.

    length : tokens
    temperature, top_k, top_p : as of `decoding.distribution`

    Raises ValueError for an option out of its range.
    """
    check_kind("saved", saved, SavedModel)
    length = check_between("length", length, 0, LONGEST, integer=True, why=" tokens")
    temperature, top_k, top_p = decoding.check_cuts(temperature, top_k, top_p)
    check_generator(rng)
    level, vocabulary = LEVELS[saved.level], saved.vocabulary
    begun = level.tokens(check_kind("prompt", prompt, str))
    context = vocabulary.encode(begun).tolist() or _beginning(saved)
    drawn = _drawn(saved, context, length, rng, temperature=temperature, top_k=top_k, top_p=top_p)
    tokens = (vocabulary.tokens[i] for i in drawn)
    return joined(level, tokens, begun)


def unknown_in(saved: SavedModel, prompt: str) -> list[str]:
    """The tokens of a prompt that the model does not know, each once."""
    check_kind("saved", saved, SavedModel)
    found = LEVELS[saved.level].tokens(check_kind("prompt", prompt, str))
    return list(dict.fromkeys(token for token in found if token not in saved.vocabulary.ids))


def harmless(text: str) -> str:
    """A text without what would command a terminal: control characters are shown as signs."""
    return check_kind("text", text, str).translate(_MARKS)


def _drawn(saved: SavedModel, context: list[int], length: int, rng: np.random.Generator, **cuts: Any) -> Iterator[int]:
    model, unknown = saved.model, saved.vocabulary.unknown
    log_probs, state = model.step(None, None)
    for token in context:
        log_probs, state = model.step(token, state)
    for _ in range(length):
        if unknown is not None and len(log_probs) > 1:
            log_probs[unknown] = -np.inf
        token = int(decoding.sample(log_probs, rng=rng, **cuts))
        yield token
        log_probs, state = model.step(token, state)


def _beginning(saved: SavedModel) -> list[int]:
    """What stands before a text that begins: the end of a line, or of a paragraph."""
    mark = PARAGRAPH if saved.level == "word" else "\n"
    return [saved.vocabulary.ids[mark]] if mark in saved.vocabulary.ids else []
