"""From gradient to step: SGD, momentum, Adam, and the clipping of the gradient's norm.

Optimisers change the arrays of `params` in place: a layer whose arrays these are has learned. They look at everything
before they change anything, so that a step is taken whole or not at all.
"""

import math
from typing import Any

import numpy as np

from rnncourse.arguments import check_between, check_named, check_share
from rnncourse.shapes import check_float, check_positive, shown

FASTEST = 1e6  # a learning rate above it was not meant

Arrays = dict[str, np.ndarray]  # parameters, or their gradients, by name


class SGD:
    """Stochastic gradient descent, with momentum μ (Polyak 1964).

        v ← μ v + g
        θ ← θ - η v

    learning_rate, momentum : η and μ
    """

    def __init__(self, learning_rate: float, *, momentum: float = 0.0) -> None:
        self.learning_rate, self.momentum = check_rate(learning_rate), check_share("momentum", momentum)
        self.velocity: Arrays = {}

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Take one step in place: of each parameter that has a gradient in `grads`, under the same name.

        Raises ValueError : a gradient of another name, shape or dtype than its parameter, NaN or infinity; parameters
            that this optimizer has not stepped before under their names. Nothing is changed then.
        """
        check_step(params, grads, self.velocity)
        for name, g in grads.items():
            if self.momentum:
                v = self.velocity.setdefault(name, np.zeros_like(g))
                v *= self.momentum
                v += g
                g = v
            params[name] -= self.learning_rate * g


class Adam:
    """Adam (Kingma & Ba 2015): the mean gradient over the root of its mean square, each corrected for its start.

        m ← β₁ m + (1 - β₁) g
        v ← β₂ v + (1 - β₂) g²
        θ ← θ - η · m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε)

    learning_rate, betas, epsilon : η, (β₁, β₂) and ε; t counts the steps
    """

    def __init__(
        self, learning_rate: float = 1e-3, *, betas: tuple[float, float] = (0.9, 0.999), epsilon: float = 1e-8
    ) -> None:
        self.learning_rate, self.epsilon = check_rate(learning_rate), check_between("epsilon", epsilon, 1e-30, 1)
        if not isinstance(betas, tuple | list) or len(betas) != 2:
            raise ValueError(f"betas: expected two numbers, got {shown(betas)}; Kingma & Ba give (0.9, 0.999)")
        self.betas = check_share("betas[0]", betas[0]), check_share("betas[1]", betas[1])
        self.steps = 0
        self.m: Arrays = {}
        self.v: Arrays = {}

    def step(self, params: Arrays, grads: Arrays) -> None:
        """Take one step in place: of each parameter that has a gradient in `grads`, under the same name.

        Raises ValueError : a gradient of another name, shape or dtype than its parameter, NaN or infinity; parameters
            that this optimizer has not stepped before under their names. Nothing is changed then.
        """
        check_step(params, grads, self.m)
        self.steps += 1
        beta1, beta2 = self.betas
        # m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε) = m / (√v + ε·root) · root/(1 - β₁ᵗ): numbers before arrays, for speed.
        root = math.sqrt(1 - beta2**self.steps)
        rate = self.learning_rate * root / (1 - beta1**self.steps)
        for name, g in grads.items():
            m = self.m.setdefault(name, np.zeros_like(g))
            v = self.v.setdefault(name, np.zeros_like(g))
            m *= beta1
            m += (1 - beta1) * g
            v *= beta2
            v += (1 - beta2) * g * g
            change = np.sqrt(v)
            change += self.epsilon * root
            np.divide(m, change, out=change)
            change *= rate
            params[name] -= change


def gradient_norm(grads: Arrays) -> float:
    """The length ‖g‖ = √Σ g² of all gradients taken as one vector; NaN or infinity if one of their numbers is.

    Raises ValueError : gradients that are no float arrays
    """
    for name, g in check_named("grads", grads, empty=True).items():
        check_float(f"grads[{name!r}]", g, where=False)
    return math.hypot(*(_length(g) for g in grads.values()))


def clip_norm(grads: Arrays, max_norm: float) -> float:
    """Scale the gradients in place so that their common norm is at most max_norm (Pascanu et al. 2013).

        g ← g · max_norm / ‖g‖   if ‖g‖ > max_norm

    Returns the norm before clipping. The direction stays; only the length changes.
    Raises ValueError : gradients that are no float arrays, or hold NaN or infinity
    """
    check_positive("max_norm", max_norm)
    norm = gradient_norm(grads)
    for name, g in grads.items():
        check_writeable(f"grads[{name!r}]", g)
    if not math.isfinite(norm):
        raise ValueError(
            f"grads: expected finite gradients, got a norm of {norm}; lower the learning rate or look for the first "
            "NaN in the inputs"
        )
    if norm > max_norm:
        for g in grads.values():
            g *= max_norm / norm
    return norm


def check_rate(learning_rate: Any) -> float:
    """A learning rate as a float; ValueError for one that no training was ever meant to have."""
    check_positive("learning_rate", learning_rate)
    return check_between("learning_rate", learning_rate, 0, FASTEST)


def check_writeable(name: str, array: np.ndarray) -> None:
    """ValueError for an array that cannot be changed in place."""
    if not array.flags.writeable:
        raise ValueError(f"{name}: expected an array to change in place, got a read-only one; copy it")


def check_step(params: Arrays, grads: Arrays, kept: Arrays) -> None:
    """ValueError unless every gradient fits its parameter, and what the optimizer has kept of it from earlier steps."""
    check_named("params", params, empty=True)
    for name, g in check_named("grads", grads, empty=True).items():
        if name not in params:
            raise ValueError(f"grads: expected gradients of {shown(list(params))}, got one of {shown(name)}")
        p = params[name]
        check_float(f"params[{name!r}]", p, where=False)
        check_writeable(f"params[{name!r}]", p)
        check_float(f"grads[{name!r}]", g, p.dtype, where=False)
        if g.shape != p.shape:
            raise ValueError(f"grads[{name!r}]: expected the parameter's shape {p.shape}, got {g.shape}")
        if not math.isfinite(np.vdot(g, g)):  # NaN and infinity are seen in a sum of squares, at a third of the time
            check_float(f"grads[{name!r}]", g, p.dtype, gradient=True)
            raise ValueError(
                f"grads[{name!r}]: expected gradients whose squares can be summed, got a norm of {_length(g):.3g}; "
                "clip_norm scales them first"
            )
        if name in kept and (kept[name].shape, kept[name].dtype) != (p.shape, p.dtype):
            raise ValueError(
                f"params[{name!r}]: expected the {kept[name].shape} {kept[name].dtype} of the steps before, got "
                f"{p.shape} {p.dtype}; make a new optimizer for another network"
            )


def _length(g: np.ndarray) -> float:
    """√Σ g² of one array, also where the squares alone would overflow or vanish."""
    length = math.sqrt(float(np.vdot(g, g)))
    if 0 < length < math.inf or not g.any() or not np.isfinite(g).all():
        return length
    largest = float(np.abs(g).max())
    scaled = g / largest
    return largest * math.sqrt(float(np.vdot(scaled, scaled)))
