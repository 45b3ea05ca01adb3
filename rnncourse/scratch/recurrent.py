"""From a cell to a layer: the loop over time, both ways, and all that every recurrent layer has in common.

A cell is two methods, each a line for each of its equations:

    h_t, state, kept      = cell.step(x_t, state)                           (B, D) -> (B, H)
    dx_t, dstate, grads   = cell.step_backward(kept, dh_t, dstate)

and the shapes of its parameters. `RecurrentLayer` makes a layer of it: checks at the door, lengths, initial state,
backpropagation through time, the way to PyTorch and back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar, Self

import numpy as np

from rnncourse.arguments import check_flag, check_has, check_kind, check_room
from rnncourse.scratch.ends import past_the_end, zeros_past
from rnncourse.scratch.init import uniform
from rnncourse.scratch.layer import Layer, each_part
from rnncourse.shapes import (
    check_dtype,
    check_float,
    check_generator,
    check_positive,
    check_shape,
    shown,
)

FROM_FORWARD = "hand on what forward returned"


@dataclass(frozen=True)
class Cache:
    """What `forward` keeps for `backward`.

    Whatever a step computes can be read by its name: `cache.f` of an LSTM is its forget gate, (T, B, H). What stands
    past a sequence's end means nothing.
    """

    kept: Any  # what each step keeps, a list of T; or the arrays of a kernel
    ended: np.ndarray | None  # (T, B, 1) True where a sequence has already ended; None if none ends early
    size: tuple[int, int]  # T, B

    def __getattr__(self, name: str) -> np.ndarray:
        kept = self.__dict__.get("kept")
        if name.startswith("_") or kept is None:
            raise AttributeError(name)
        return np.stack([getattr(step, name) for step in kept]) if isinstance(kept, list) else getattr(kept, name)


class RecurrentLayer(Layer):
    """A recurrent layer in one direction, made of its cell.

    A subclass writes `shapes`, `step` and `step_backward`; where its state has several parts, also `State`. Then

        y, state, cache   = layer.forward(x, state=None, lengths=None)      x (T, B, D) -> y (T, B, H)
        dx, dstate, grads = layer.backward(cache, dy, dstate=None)          grads has the keys of params

    `params` is a dictionary of arrays. Nothing else is kept on the layer: state and cache are handed in and out.

    Parameters
    ----------
    input_size, hidden_size : D and H
    rng : np.random.Generator that draws the first weights, uniform in ±1/√H as PyTorch does
    dtype : np.float32 or np.float64
    kernel : whether to run the layer's kernel, the same numbers faster, where it has one; False runs the loop of steps
    """

    torch_name: ClassVar[str | None] = None  # the class of torch.nn that computes the same
    State: ClassVar[Any] = None  # the NamedTuple of a state with several parts, h first; None: the state is h alone
    kernel: Any = None  # forward(layer, x, state, ended), backward(layer, cache, dy, dstate)

    def __init__(
        self,
        input_size: int,
        hidden_size: int,
        *,
        rng: np.random.Generator,
        dtype: Any = np.float32,
        kernel: bool = True,
    ) -> None:
        self.input_size: int = check_positive("input_size", input_size, integer=True)
        self.hidden_size: int = check_positive("hidden_size", hidden_size, integer=True)
        self.dtype = check_dtype(dtype)
        for size in self.shapes().values():
            check_room("input_size, hidden_size", *size)
        bound, rng = self.hidden_size**-0.5, check_generator(rng)
        self.params = {name: uniform(size, bound, rng=rng, dtype=self.dtype) for name, size in self.shapes().items()}
        if not check_flag("kernel", kernel):
            self.kernel = None

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """The parameters of the cell and their shapes, in the order in which they are drawn."""
        raise NotImplementedError

    def step(self, x_t: np.ndarray, state: Any) -> tuple[np.ndarray, Any, Any]:
        """x_t (B, D), the state before -> h_t (B, H), the state after, what `step_backward` needs to know."""
        raise NotImplementedError

    def step_backward(self, kept: Any, dh_t: np.ndarray, dstate: Any) -> tuple[np.ndarray, Any, dict[str, np.ndarray]]:
        """Gradients with respect to h_t (B, H) and the state after -> to x_t, the state before, the parameters."""
        raise NotImplementedError

    def initial_state(self, batch_size: int) -> Any:
        """The state before anything was read: zeros, (B, H) each."""
        batch_size, parts = check_batch(batch_size, self.hidden_size), len(self.State._fields) if self.State else 1
        zeros = [np.zeros((batch_size, self.hidden_size), self.dtype) for _ in range(parts)]
        return self.State(*zeros) if self.State else zeros[0]

    def forward(
        self,
        x: np.ndarray,
        state: Any = None,
        lengths: Sequence[int] | np.ndarray | None = None,
        *,
        rng: np.random.Generator | None = None,
    ) -> tuple[np.ndarray, Any, Cache]:
        """Read the sequences x from `state` on.

        Parameters
        ----------
        x : (T, B, D)
        state : as `initial_state`, which is where it begins if None
        lengths : (B,) integers; steps past a sequence's end leave its state alone and give y = 0, whatever x is there
        rng : for layers that drop; this one draws nothing

        Returns
        -------
        y (T, B, H), the state after each sequence's last step, cache for `backward`

        Raises
        ------
        ValueError : wrong shape or dtype, T = 0, NaN or infinity within a sequence's length, a length outside 0..T
        """
        check_float("x", x, self.dtype, where=False)
        check_shape("x", x, ("T", "B", self.input_size))
        T, B, _ = x.shape
        state, ended = self._checked_state("state", state, B), past_the_end(lengths, T, B)
        x = zeros_past(ended, x)
        check_float("x", x, self.dtype)
        y, state, kept = self.kernel.forward(self, x, state, ended) if self.kernel else self._loop(x, state, ended)
        if ended is not None:
            y *= ~ended
        return y, state, Cache(kept, ended, (T, B))

    def backward(
        self, cache: Cache, dy: np.ndarray | None, dstate: Any = None
    ) -> tuple[np.ndarray, Any, dict[str, np.ndarray]]:
        """Backpropagation through time: the steps backward, from the last to the first (Werbos 1990).

        Parameters
        ----------
        cache : from `forward`
        dy : (T, B, H) gradient of the loss with respect to y, or None if only the final state matters
        dstate : gradient with respect to the final state, of the same kind; zeros if None

        Returns
        -------
        dx (T, B, D), the gradient with respect to the initial state, grads with the keys of `params`

        Raises
        ------
        ValueError : wrong shape or dtype, NaN or infinity within a sequence's length
        """
        T, B = check_kind("cache", cache, Cache, remedy=FROM_FORWARD).size
        dy = np.zeros((T, B, self.hidden_size), self.dtype) if dy is None else dy
        check_float("dy", dy, self.dtype, where=False)
        check_shape("dy", dy, (T, B, self.hidden_size))
        dy = zeros_past(cache.ended, dy)
        check_float("dy", dy, self.dtype, gradient=True)
        dstate = self._checked_state("dstate", dstate, B, gradient=True)
        if isinstance(cache.kept, list):
            return self._loop_backward(cache, dy, dstate)
        return self.kernel.backward(self, cache, dy, dstate)

    def _loop(self, x: np.ndarray, state: Any, ended: np.ndarray | None) -> tuple[np.ndarray, Any, list]:
        y, kept = np.empty((*x.shape[:2], self.hidden_size), self.dtype), []
        for t, x_t in enumerate(x):
            y[t], after, kept_t = self.step(x_t, state)
            state = after if ended is None else each_part(partial(np.where, ended[t]), state, after)
            kept.append(kept_t)
        return y, each_part(np.copy, state), kept

    def _loop_backward(self, cache: Cache, dy: np.ndarray, dstate: Any) -> tuple[np.ndarray, Any, dict]:
        dx = np.empty((*cache.size, self.input_size), self.dtype)
        grads = {name: np.zeros_like(array) for name, array in self.params.items()}
        for t in reversed(range(len(dy))):
            ended = None if cache.ended is None else cache.ended[t]
            # A sequence that has ended learns nothing from this step and hands its gradient on as it is.
            taken = dstate if ended is None else each_part(partial(np.multiply, ~ended), dstate)
            dx[t], before, of_step = self.step_backward(cache.kept[t], dy[t], taken)
            dstate = before if ended is None else each_part(partial(np.where, ended), dstate, before)
            for name, gradient in of_step.items():
                grads[name] += gradient
        return dx, each_part(np.copy, dstate), grads

    def _checked_state(self, name: str, state: Any, batch_size: int, *, gradient: bool = False) -> Any:
        """`state` if it is one of this layer for so many sequences, zeros if it is None; ValueError otherwise."""
        if state is None:
            return self.initial_state(batch_size)
        parts = self.State._fields if self.State else ()
        if parts and not (isinstance(state, tuple) and len(state) == len(parts)):
            expected = f"{self.State.__name__}({', '.join(parts)})"
            raise ValueError(f"{name}: expected an {expected}, got {type(state).__name__}")
        for part, array in zip(
            [f"{name}.{part}" for part in parts] or [name], state if parts else [state], strict=True
        ):
            check_float(part, array, self.dtype, gradient=gradient)
            check_shape(part, array, (batch_size, self.hidden_size))
        return self.State(*state) if parts else state

    # The way to PyTorch and back. PyTorch keeps two biases; where this layer has one, it is their sum.

    @classmethod
    def from_torch(cls, module: Any) -> Self:
        """The same layer as a module of torch.nn with one layer and one direction: same weights, same numbers."""
        if cls.torch_name is None:
            raise ValueError(f"module: torch.nn has no {cls.__name__}; use LSTM or GRU")
        if type(module).__name__ != cls.torch_name:
            raise ValueError(f"module: expected a torch.nn.{cls.torch_name}, got {type(module).__name__}")
        if module.num_layers != 1 or module.bidirectional:
            remedy = "Stacked.from_torch and Bidirectional.from_torch take more"
            raise ValueError(f"module: expected one layer and one direction; {remedy}")
        return cls.from_weights(module, "_l0")

    @classmethod
    def from_weights(cls, module: Any, suffix: str) -> Self:
        """The layer with the weights of a module of torch.nn that end in `suffix`, such as "_l1_reverse"."""
        check_has("module", module, ("named_parameters", "hidden_size"), what="a recurrent module of torch.nn")
        if getattr(module, "proj_size", 0):
            raise ValueError(f"module: expected no projection, got proj_size={module.proj_size}; this layer has none")
        weights = {
            name.removesuffix(f"{suffix}"): p.detach().numpy()
            for name, p in module.named_parameters()
            if name in {f"{kind}{suffix}" for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
        }
        if "weight_ih" not in weights:
            raise ValueError(f"suffix: expected the end of the module's names, such as '_l0', got {shown(suffix)}")
        sizes, dtype = (weights["weight_ih"].shape[1], module.hidden_size), weights["weight_hh"].dtype
        layer = cls(*sizes, rng=np.random.default_rng(0), dtype=dtype, **cls.options_from_torch(module))
        none = np.zeros(len(weights["weight_ih"]), dtype)
        bias_x, bias_h = weights.get("bias_ih", none), weights.get("bias_hh", none)
        biases = {"b_h": bias_x + bias_h} if "b_h" in layer.params else {"b_xh": bias_x, "b_hh": bias_h}
        for name, array in {"W_xh": weights["weight_ih"], "W_hh": weights["weight_hh"], **biases}.items():
            check_shape(name, array, layer.params[name].shape)
            layer.params[name] = array.copy()
        return layer

    def to_torch(self) -> Any:
        """A module of torch.nn with these weights; where this layer has one bias, the second of PyTorch's is zero."""
        if self.torch_name is None:
            raise ValueError(f"to_torch: torch.nn has no {type(self).__name__}; use LSTM or GRU")
        import torch

        make = getattr(torch.nn, self.torch_name)
        module = make(self.input_size, self.hidden_size, dtype=getattr(torch, self.dtype.name), **self.torch_options())
        own = self.params
        biases = (own["b_h"], np.zeros_like(own["b_h"])) if "b_h" in own else (own["b_xh"], own["b_hh"])
        names = ("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0")
        with torch.no_grad():
            for name, array in zip(names, (own["W_xh"], own["W_hh"], *biases), strict=True):
                getattr(module, name).copy_(torch.from_numpy(array))
        return module

    @classmethod
    def options_from_torch(cls, module: Any) -> dict[str, Any]:
        """What this class's constructor is to be told of a module besides its sizes."""
        return {}

    def torch_options(self) -> dict[str, Any]:
        """What PyTorch's constructor is to be told besides the sizes."""
        return {}


def class_for(module: Any) -> type[RecurrentLayer]:
    """The layer that computes what a recurrent module of torch.nn does; ValueError if there is none."""
    known = {cls.torch_name: cls for cls in RecurrentLayer.__subclasses__() if cls.torch_name}
    if type(module).__name__ not in known:
        expected = ", ".join(f"torch.nn.{name}" for name in known)
        raise ValueError(f"module: expected one of {expected}, got {type(module).__name__}")
    return known[type(module).__name__]


def check_batch(batch_size: Any, hidden_size: int) -> int:
    """`batch_size` as an int, where there is room for as many states; ValueError otherwise."""
    batch_size = check_positive("batch_size", batch_size, integer=True)
    check_room("batch_size, hidden_size", batch_size, hidden_size)
    return batch_size
