"""Makers of layers, (input_size, hidden_size, *, rng) -> layer, and how many units a budget of parameters pays for."""

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

import numpy as np

from rnncourse.arguments import check_between, check_callable, check_choice, check_number
from rnncourse.scratch import GRU, LSTM, RNN, LSTMVariant, RecurrentLayer, orthogonal

LayerOf = Callable[..., RecurrentLayer]

VARIANTS: dict[str, dict[str, Any]] = {  # of the LSTM (Greff et al. 2017), as the options of LSTMVariant
    "full LSTM": {},
    "peepholes": {"peepholes": True},
    "coupled": {"coupled": True},
    "no input gate": {"without": "input"},
    "no forget gate": {"without": "forget"},
    "no output gate": {"without": "output"},
}


def with_bias(bias: float) -> LayerOf:
    """A maker of LSTMs that begin with this forget bias."""
    check_number("bias", bias)

    def layer_of(input_size: int, hidden_size: int, *, rng: np.random.Generator) -> LSTM:
        return LSTM(input_size, hidden_size, forget_bias=bias, rng=rng)

    return layer_of


def orthogonal_rnn(input_size: int, hidden_size: int, *, rng: np.random.Generator) -> RNN:
    """An RNN whose recurrent weights begin as an orthogonal matrix, which changes no length."""
    layer = RNN(input_size, hidden_size, rng=rng)
    layer.params["W_hh"] = orthogonal(hidden_size, rng=rng)
    return layer


def variant(name: str) -> LayerOf:
    """A maker of LSTMs with a gate more or less, by a name of VARIANTS; the forget bias is 1."""
    check_choice("name", name, VARIANTS)

    def layer_of(input_size: int, hidden_size: int, *, rng: np.random.Generator) -> LSTMVariant:
        return LSTMVariant(input_size, hidden_size, **VARIANTS[name], forget_bias=1.0, rng=rng)

    return layer_of


def matched(layer_of: LayerOf, input_size: int, outputs: int, budget: int) -> int:
    """The most units, up to 1,000, for which a layer and the outputs that read it stay within a budget of parameters.

    Raises ValueError where the budget does not pay for one unit.
    """
    input_size, outputs, budget = _checked(layer_of, input_size, outputs, budget)

    def parameters(units: int) -> int:
        layer = layer_of(input_size, units, rng=np.random.default_rng(0))
        return sum(array.size for array in layer.params.values()) + outputs * (units + 1)

    units = bisect_right(range(1, 1001), budget, key=parameters)
    if not units:
        raise ValueError(f"budget: expected at least {parameters(1)} parameters, those of one unit, got {budget}")
    return units


def _checked(layer_of: LayerOf, *sizes: int) -> list[int]:
    check_callable("layer_of", layer_of)
    names = ("input_size", "outputs", "budget")
    return [check_between(name, size, 1, np.inf, integer=True) for name, size in zip(names, sizes, strict=True)]


LAYERS: dict[str, LayerOf] = {
    "RNN": RNN,
    "RNN, orthogonal": orthogonal_rnn,
    "LSTM": with_bias(1),
    "GRU": GRU,
    **{f"LSTM, bias {bias}": with_bias(bias) for bias in (0, 1, 5)},
}
