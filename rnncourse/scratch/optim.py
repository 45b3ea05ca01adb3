"""From gradient to step: SGD, momentum, Adam, and the clipping of the gradient's norm.

Optimisers change the arrays of `params` in place: a layer whose arrays these are has learned.
"""

import math

import numpy as np

from rnncourse.shapes import check_positive


class SGD:
    """θ ← θ - η v with v ← μ v + g: stochastic gradient descent, with momentum μ (Polyak 1964)."""

    def __init__(self, learning_rate, *, momentum=0.0):
        check_positive("learning_rate", learning_rate)
        if not 0 <= momentum < 1:
            raise ValueError(f"momentum: expected a number from 0 up to (not including) 1, got {momentum!r}")
        self.learning_rate, self.momentum = learning_rate, momentum
        self.velocity = {}

    def step(self, params, grads):
        """Take one step in place; both are dictionaries with the same keys and shapes."""
        check_keys(params, grads)
        for name, g in grads.items():
            if self.momentum:
                v = self.velocity.setdefault(name, np.zeros_like(g))
                v *= self.momentum
                v += g
                g = v
            params[name] -= self.learning_rate * g


class Adam:
    """Adam (Kingma & Ba 2015): the mean gradient over the root of its mean square, each corrected for its start.

    m ← β₁ m + (1 - β₁) g        v ← β₂ v + (1 - β₂) g²
    θ ← θ - η · m/(1 - β₁ᵗ) / (√(v/(1 - β₂ᵗ)) + ε)
    """

    def __init__(self, learning_rate=1e-3, *, betas=(0.9, 0.999), epsilon=1e-8):
        check_positive("learning_rate", learning_rate)
        check_positive("epsilon", epsilon)
        if not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"betas: expected two numbers from 0 up to (not including) 1, got {betas!r}")
        self.learning_rate, self.betas, self.epsilon = learning_rate, betas, epsilon
        self.steps, self.m, self.v = 0, {}, {}

    def step(self, params, grads):
        """Take one step in place; both are dictionaries with the same keys and shapes."""
        check_keys(params, grads)
        self.steps += 1
        beta1, beta2 = self.betas
        rate = self.learning_rate / (1 - beta1**self.steps)
        root = math.sqrt(1 - beta2**self.steps)
        for name, g in grads.items():
            m = self.m.setdefault(name, np.zeros_like(g))
            v = self.v.setdefault(name, np.zeros_like(g))
            m *= beta1
            m += (1 - beta1) * g
            v *= beta2
            v += (1 - beta2) * g * g
            denominator = np.sqrt(v)
            denominator /= root
            denominator += self.epsilon
            np.divide(m, denominator, out=denominator)
            denominator *= rate
            params[name] -= denominator


def gradient_norm(grads):
    """The length of all gradients taken as one vector."""
    return math.sqrt(sum(float(np.vdot(g, g)) for g in grads.values()))


def clip_norm(grads, max_norm):
    """Scale the gradients in place so that their common norm is at most max_norm (Pascanu et al. 2013).

    Returns the norm before clipping. The direction stays; only the length changes.
    """
    check_positive("max_norm", max_norm)
    norm = gradient_norm(grads)
    if not math.isfinite(norm):
        raise ValueError(
            f"grads: expected finite gradients, got a norm of {norm}; lower the learning rate or look for the first "
            "NaN in the inputs"
        )
    if norm > max_norm:
        for g in grads.values():
            g *= max_norm / norm
    return norm


def check_keys(params, grads):
    """Raise ValueError unless every gradient belongs to a parameter of its shape."""
    for name, g in grads.items():
        if name not in params:
            raise ValueError(f"grads: no parameter is called {name!r}; expected {', '.join(params)}")
        if g.shape != params[name].shape:
            raise ValueError(f"grads[{name!r}]: expected the parameter's shape {params[name].shape}, got {g.shape}")
