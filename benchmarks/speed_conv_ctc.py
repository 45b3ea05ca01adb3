"""Convolution and CTC against torch's operators, in float32 with the threads torch was given.

Each function takes the number of pairs to time and returns rows for the table of benchmarks/speed.py.
"""

import numpy as np
import torch
from timing import paired, row

from rnncourse.scratch import Conv2d, ctc_loss, log_softmax


def conv2d(runs, B=32, C=1, height=32, width=128, K=16):
    """Forward and backward, with the gradients of input, weights and bias, of a 3×3 convolution with padding 1."""
    module = torch.nn.Conv2d(C, K, 3, padding=1)
    layer = Conv2d.from_torch(module)
    rng = np.random.default_rng(0)
    x, dy = (rng.standard_normal((B, n, height, width)).astype(np.float32) for n in (C, K))
    x_torch, dy_torch = torch.tensor(x, requires_grad=True), torch.tensor(dy)

    def ours():
        _, cache = layer.forward(x)
        return layer.backward(cache, dy)

    def theirs():
        module.zero_grad()
        x_torch.grad = None
        module(x_torch).backward(dy_torch)

    dx, grads = ours()
    theirs()
    np.testing.assert_allclose(dx, x_torch.grad.numpy(), rtol=0, atol=1e-3)  # the same work, in float32
    np.testing.assert_allclose(grads["W"], module.weight.grad.numpy(), rtol=1e-3, atol=1e-1)
    a, b, ratio = paired(ours, theirs, runs)
    return [row(f"conv2d ({B},{C},{height},{width}) → {K}, 3×3", 1e3 * a, 1e3 * b, ratio, 0.64)]


def ctc(runs, T=100, B=32, S=20, K=40):
    """Loss and gradient with respect to log_probs; log_softmax is left out on both sides."""
    rng = np.random.default_rng(0)
    log_probs = log_softmax(rng.standard_normal((T, B, K)).astype(np.float32))
    targets, input_lengths, target_lengths = rng.integers(1, K, (B, S)), np.full(B, T), np.full(B, S)
    leaf = torch.tensor(log_probs, requires_grad=True)
    arguments = [torch.tensor(a) for a in (targets, input_lengths, target_lengths)]

    def ours():
        return ctc_loss(log_probs, targets, input_lengths, target_lengths)

    def theirs():
        leaf.grad = None
        torch.nn.functional.ctc_loss(leaf, *arguments, reduction="sum").backward()

    _, gradient = ours()
    theirs()
    np.testing.assert_allclose(gradient, leaf.grad.numpy(), rtol=0, atol=1e-3)
    a, b, ratio = paired(ours, theirs, runs)
    return [row(f"CTC loss + gradient T={T} B={B} S={S} K={K}", 1e3 * a, 1e3 * b, ratio, 0.935)]
