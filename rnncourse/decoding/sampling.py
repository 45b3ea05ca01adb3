"""From logits to tokens: temperature, top-k and nucleus sampling."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnncourse.arguments import check_between
from rnncourse.shapes import as_array, check_generator, check_numbers

HOTTEST = 1e12  # a temperature above it was not meant
LEAST = 1e-290  # a sum of probabilities that is smaller has too few digits to draw from


def distribution(
    logits: np.ndarray | Sequence[float], temperature: float = 1.0, top_k: int | None = None, top_p: float | None = None
) -> np.ndarray:
    """Turn logits into the probabilities that the next token is drawn from.

    softmax(logits / temperature); then only the `top_k` likeliest tokens (Fan et al. 2018); then only the
    nucleus, the smallest set of likeliest tokens whose probabilities reach `top_p` together (Holtzman et al.
    2020). What is left is scaled to sum to one. Of equally likely tokens those with the lower ids stay.

    Parameters
    ----------
    logits : (V,) or (B, V) floats
        -inf forbids a token.
    temperature : float
        Below 1 sharpens, above 1 flattens; 0 is greedy: all probability on the largest logit.
    top_k : int, optional
        At least 1; more than V keeps all.
    top_p : float, optional
        In (0, 1]; 1 keeps all.

    Returns
    -------
    (V,) or (B, V) float64

    Raises
    ------
    ValueError
        Logits that are no floats, hold NaN or +inf, or forbid every token; an option out of its range.

    Examples
    --------
    >>> distribution(np.log([0.1, 0.5, 0.15, 0.25]), top_k=2).round(3).tolist()
    [0.0, 0.667, 0.0, 0.333]
    """
    logits = _check_logits(logits)
    temperature, top_k, top_p = check_cuts(temperature, top_k, top_p)
    if temperature == 0:
        temperature, top_k = 1.0, 1
    with np.errstate(over="ignore"):  # a tiny temperature sends all but the largest to -inf, as it should
        p = np.exp((logits - logits.max(axis=-1, keepdims=True)) / temperature)
    p /= p.sum(axis=-1, keepdims=True)
    if top_k is None and top_p is None:
        return p
    # Likeliest first; by logits, because tiny probabilities underflow to equal zeros.
    order = np.argsort(-logits, axis=-1, kind="stable")
    if top_k is not None:
        p = _keep(p, order, np.arange(p.shape[-1]) < top_k)
    if top_p is not None and top_p < 1:
        ranked = np.take_along_axis(p, order, axis=-1)
        before = np.cumsum(ranked, axis=-1) - ranked  # probability of all likelier tokens
        p = _keep(p, order, before < top_p)
    return p


def check_cuts(temperature: Any, top_k: Any, top_p: Any) -> tuple[float, int | None, float | None]:
    """The options of `distribution` as Python numbers; ValueError for one out of its range."""
    temperature = check_between("temperature", temperature, 0, HOTTEST, why="; 0 is greedy")
    if top_k is not None:
        top_k = check_between("top_k", top_k, 1, np.inf, integer=True, why="; None keeps all")
    if top_p is not None:
        top_p = check_between("top_p", top_p, 0, 1, why=", a probability; None keeps all")
        if top_p == 0:
            raise ValueError("top_p: expected a probability in (0, 1], got 0; None keeps all tokens")
    return temperature, top_k, top_p


def sample(
    logits: np.ndarray | Sequence[float],
    *,
    temperature: float = 1.0,
    top_k: int | None = None,
    top_p: float | None = None,
    rng: np.random.Generator,
) -> int | np.ndarray:
    """Draw the next token from `distribution(logits, temperature, top_k, top_p)`.

    Parameters
    ----------
    logits : (V,) or (B, V) floats
    rng : np.random.Generator

    Returns
    -------
    int for (V,), (B,) int64 for (B, V)

    Raises
    ------
    ValueError
        As `distribution` does.
    """
    return draw(distribution(logits, temperature, top_k, top_p), rng=rng)


def draw(probabilities: np.ndarray | Sequence[float], *, rng: np.random.Generator) -> int | np.ndarray:
    """Draw from probabilities (V,) -> an int, or from each row of (B, V) -> (B,) int64.

    They need not sum to one. Raises ValueError where they sum to 0, and for NaN, infinity and negative numbers.
    """
    p = check_numbers("probabilities", probabilities)
    if p.ndim not in (1, 2):
        raise ValueError(f"probabilities: expected shape (V,) or (B, V), got {p.shape}")
    if p.min() < 0:
        raise ValueError(f"probabilities: expected numbers from 0 up, got {p.min():g}; were logits passed?")
    total = np.cumsum(p, axis=-1)
    if not (total[..., -1] > LEAST).all():
        raise ValueError(f"probabilities: expected a sum above 0, got {total[..., -1].min():g}; what can be drawn?")
    u = check_generator(rng).random(total.shape[:-1] + (1,)) * total[..., -1:]
    ids = (total <= u).sum(axis=-1)  # the first whose cumulative probability exceeds u: its own is not 0
    return int(ids) if ids.ndim == 0 else ids


def _keep(p: np.ndarray, order: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Set p (…, V) to zero outside the kept places of its ranking `order`, and scale it to sum to one."""
    mask = np.zeros(p.shape, bool)
    np.put_along_axis(mask, order, np.broadcast_to(kept, p.shape), axis=-1)
    p = np.where(mask, p, 0.0)
    return p / p.sum(axis=-1, keepdims=True)


def _check_logits(logits: Any) -> np.ndarray:
    logits = as_array("logits", logits)
    if logits.ndim not in (1, 2) or logits.size == 0:
        raise ValueError(f"logits: expected shape (V,) or (B, V), got {logits.shape}")
    if logits.dtype.kind != "f":
        raise ValueError(f"logits: expected floats, got dtype {logits.dtype}; pass the network's outputs, not ids")
    logits = check_numbers("logits", logits, infinite="-")
    if (logits.max(axis=-1) == -np.inf).any():
        raise ValueError("logits: expected at least one token that is not forbidden (-inf), got none")
    return logits
