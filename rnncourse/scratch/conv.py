"""Convolution and max pooling, forward and backward by hand: what turns a picture into a sequence.

    y[b, k, i, j] = b_k + Σ_c Σ_u Σ_v W[k, c, u, v] x[b, c, i·stride + u, j·stride + v]

(the field says convolution and computes a cross-correlation: the kernel is not flipped). Arrays are laid out as
PyTorch's: pictures (B, C, height, width), sequences (B, C, T), with C channels in and K channels out. To hand a
picture on to a recurrent layer, move the width to the front: `y.transpose(3, 0, 1, 2).reshape(width, B, -1)`.

No loop runs over the positions of the picture. All patches are copied side by side (im2col; Chellapilla, Puri &
Simard 2006) and one matrix product per picture does the sums. The copying loops over the few offsets u, v inside the
kernel, because the pixels under one offset, for all positions together, are one strided slice of the picture.
"""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, Self

import numpy as np

from rnncourse.arguments import check_kind, check_room
from rnncourse.scratch.init import uniform
from rnncourse.scratch.recurrent import FROM_FORWARD
from rnncourse.scratch.windows import Sizes, each, offsets, positions, with_padding
from rnncourse.shapes import check_dtype, check_float, check_positive, check_shape

if TYPE_CHECKING:
    import torch

Grads = dict[str, np.ndarray]


class ConvCache(NamedTuple):
    """What the forward pass of a convolution keeps for the backward pass."""

    patches: np.ndarray  # (B, C, h, w, rows, columns): under each offset of the kernel, its pixel at every position
    padded: Sizes  # the shape of the picture with its padding


class PoolCache(NamedTuple):
    """What the forward pass of a pooling keeps for the backward pass."""

    winner: np.ndarray  # (B, C, rows, columns): the offset u·w + v in the window where the maximum stood
    shape: Sizes  # of the picture
    dtype: np.dtype


class Conv2d:
    """Convolution of pictures (LeCun et al. 1989).

    Parameters
    ----------
    in_channels, out_channels : C and K
    size : height and width of the kernel, one number for both or a pair; likewise
    stride : how far it moves between two positions
    padding : rows above and below, and columns left and right, of zeros
    rng : np.random.Generator that draws the first weights, uniform in ±1/√(C·h·w) as PyTorch does
    dtype : np.float32 or np.float64

    `params`: W (K, C, h, w), b (K,).
    """

    dims = 2

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        size: int | Sequence[int],
        *,
        stride: int | Sequence[int] = 1,
        padding: int | Sequence[int] = 0,
        rng: np.random.Generator,
        dtype: np.typing.DTypeLike = np.float32,
    ) -> None:
        self.in_channels: int = check_positive("in_channels", in_channels, integer=True)
        self.out_channels: int = check_positive("out_channels", out_channels, integer=True)
        self.dtype = check_dtype(dtype)
        self.size = each("size", size, self.dims)
        self.stride = each("stride", stride, self.dims)
        self.padding = each("padding", padding, self.dims, zero=True)
        inputs = self.in_channels * math.prod(self.size)
        check_room("in_channels, out_channels, size", self.out_channels, inputs)
        bound, in_channels, out_channels = inputs**-0.5, self.in_channels, self.out_channels
        self.params = {
            "W": uniform((out_channels, in_channels, *self.size), bound, rng=rng, dtype=dtype),
            "b": uniform((out_channels,), bound, rng=rng, dtype=dtype),
        }

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, ConvCache]:
        """Slide the kernels over the pictures.

        x (B, C, height, width) -> y (B, K, rows, columns), cache; rows = (height + 2·padding - h) // stride + 1.
        Raises ValueError : wrong shape or dtype, NaN or infinity, a picture smaller than the kernel
        """
        check_shape("x", x, ("B", self.in_channels, "height", "width"))
        return self._forward(x, self.size, self.stride, self.padding)

    def backward(self, cache: ConvCache, dy: np.ndarray) -> tuple[np.ndarray, Grads]:
        """The gradients of the convolution.

            dW[k, c, u, v] = Σ dy[b, k, i, j] x[b, c, i·stride + u, j·stride + v]   over b, i, j
            db[k]          = Σ dy[b, k, i, j]
            dx: each dy[b, k, i, j] W[k, c, u, v] goes back to the pixel that W[k, c, u, v] multiplied

        cache from `forward`, dy (B, K, rows, columns) -> dx (B, C, height, width), grads with the keys of `params`
        Raises ValueError : wrong shape or dtype, NaN or infinity
        """
        check_kind("cache", cache, ConvCache, remedy=FROM_FORWARD)
        check_shape("dy", dy, (len(cache.patches), self.out_channels, *cache.patches.shape[4:]))
        return self._backward(cache, dy, self.size, self.stride, self.padding)

    def _forward(self, x: np.ndarray, size: Sizes, stride: Sizes, padding: Sizes) -> tuple[np.ndarray, ConvCache]:
        check_float("x", x, self.dtype)
        (h, w), (top, left) = size, padding
        B, C, height, width = x.shape
        room = with_padding(x.shape, size, stride, padding)
        padded = np.zeros((B, C, *room), self.dtype)
        padded[:, :, top : top + height, left : left + width] = x

        patches = np.empty((B, C, h, w, *positions(room, size, stride)), self.dtype)
        for u, v, window in offsets(room, size, stride):
            patches[:, :, u, v] = padded[window]
        rows, columns = patches.shape[4:]
        W = self.params["W"].reshape(self.out_channels, -1)
        y = W @ patches.reshape(B, C * h * w, rows * columns)  # (B, K, rows · columns)
        y += self.params["b"][:, None]
        return y.reshape(B, -1, rows, columns), ConvCache(patches, padded.shape)

    def _backward(
        self, cache: ConvCache, dy: np.ndarray, size: Sizes, stride: Sizes, padding: Sizes
    ) -> tuple[np.ndarray, Grads]:
        check_float("dy", dy, self.dtype, gradient=True)
        patches, (top, left) = cache.patches, padding
        B, C, h, w, rows, columns = patches.shape
        dy = dy.reshape(B, -1, rows * columns)
        db = dy.sum(axis=(0, 2))
        W = self.params["W"].reshape(self.out_channels, -1)
        dW = np.matmul(dy, patches.reshape(B, C * h * w, -1).transpose(0, 2, 1)).sum(axis=0)  # (K, C · h · w)
        grads = {"W": dW.reshape(self.params["W"].shape), "b": db}

        dpatches = (W.T @ dy).reshape(patches.shape)
        dx = np.zeros(cache.padded, self.dtype)
        for u, v, window in offsets(cache.padded[2:], size, stride):
            dx[window] += dpatches[:, :, u, v]
        return dx[:, :, top : cache.padded[2] - top, left : cache.padded[3] - left], grads

    @classmethod
    def from_torch(cls, module: "torch.nn.Conv1d | torch.nn.Conv2d") -> Self:
        """The same layer as a torch.nn.Conv2d (for Conv1d: torch.nn.Conv1d): same weights, same numbers."""
        if type(module).__name__ != cls.__name__:
            raise ValueError(f"module: expected a torch.nn.{cls.__name__}, got {type(module).__name__}")
        plain = {"dilation": (1,) * cls.dims, "groups": 1, "padding_mode": "zeros"}
        for option, expected in plain.items():
            if getattr(module, option) != expected:
                raise ValueError(
                    f"module: expected {option}={expected!r}, got {getattr(module, option)!r}, which is not built here"
                )
        if isinstance(module.padding, str):
            raise ValueError(f"module: expected padding in numbers, got {module.padding!r}; say how many zeros")
        W = module.weight.detach().numpy()
        sizes = module.in_channels, module.out_channels, module.kernel_size
        rng = np.random.default_rng(0)
        layer = cls(*sizes, stride=module.stride, padding=module.padding, rng=rng, dtype=W.dtype)
        layer.params["W"][...] = W
        layer.params["b"][...] = 0 if module.bias is None else module.bias.detach().numpy()
        return layer

    def to_torch(self) -> "torch.nn.Conv1d | torch.nn.Conv2d":
        """A module of torch.nn with these weights."""
        import torch

        sizes = {"stride": self.stride, "padding": self.padding, "dtype": getattr(torch, self.dtype.name)}
        module = getattr(torch.nn, type(self).__name__)(self.in_channels, self.out_channels, self.size, **sizes)
        with torch.no_grad():
            module.weight.copy_(torch.from_numpy(self.params["W"]))
            module.bias.copy_(torch.from_numpy(self.params["b"]))
        return module


class Conv1d(Conv2d):
    """Convolution of sequences: a picture one row high. Time-delay networks (Waibel et al. 1989) are made of these.

    Parameters as of `Conv2d`, with one number each for size, stride and padding. `params`: W (K, C, w), b (K,).
    """

    dims = 1

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, ConvCache]:
        """x (B, C, T) -> y (B, K, columns), cache; columns = (T + 2·padding - w) // stride + 1."""
        check_shape("x", x, ("B", self.in_channels, "T"))
        check_float("x", x, self.dtype, where=False)
        y, cache = self._forward(x[:, :, None], (1, *self.size), (1, *self.stride), (0, *self.padding))
        return y[:, :, 0], cache

    def backward(self, cache: ConvCache, dy: np.ndarray) -> tuple[np.ndarray, Grads]:
        """cache from `forward`, dy (B, K, columns) -> dx (B, C, T), grads with the keys of `params`."""
        check_kind("cache", cache, ConvCache, remedy=FROM_FORWARD)
        check_shape("dy", dy, (len(cache.patches), self.out_channels, cache.patches.shape[5]))
        check_float("dy", dy, self.dtype, where=False)
        sizes = (1, *self.size), (1, *self.stride), (0, *self.padding)
        dx, grads = self._backward(cache, dy[:, :, None], *sizes)
        return dx[:, :, 0], grads


class MaxPool2d:
    """The largest number in each window, channel by channel; of equal ones the first, as in PyTorch.

    size : height and width of the window, one number for both or a pair; stride : likewise, `size` if None
    Rows and columns at the end that fill no window are dropped. `params` is empty: there is nothing to learn.
    """

    dims = 2

    def __init__(self, size: int | Sequence[int], *, stride: int | Sequence[int] | None = None) -> None:
        self.params: Grads = {}
        self.size = each("size", size, self.dims)
        self.stride = self.size if stride is None else each("stride", stride, self.dims)

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, PoolCache]:
        """x (B, C, height, width) -> y (B, C, rows, columns), cache; rows = (height - h) // stride + 1."""
        check_shape("x", x, ("B", "C", "height", "width"))
        return self._forward(x, self.size, self.stride)

    def backward(self, cache: PoolCache, dy: np.ndarray) -> tuple[np.ndarray, Grads]:
        """dy (B, C, rows, columns) -> dx (B, C, height, width), {}: each gradient goes where the maximum stood."""
        check_kind("cache", cache, PoolCache, remedy=FROM_FORWARD)
        check_shape("dy", dy, cache.winner.shape)
        return self._backward(cache, dy, self.size, self.stride), {}

    def _forward(self, x: np.ndarray, size: Sizes, stride: Sizes) -> tuple[np.ndarray, PoolCache]:
        check_float("x", x)
        y = np.full((*x.shape[:2], *positions(x.shape[2:], size, stride)), -np.inf, x.dtype)
        winner = np.zeros(y.shape, np.int32)
        for u, v, window in offsets(x.shape[2:], size, stride):
            larger = x[window] > y
            np.maximum(winner, larger * np.int32(u * size[1] + v), out=winner)  # the offsets come in rising order
            np.maximum(y, x[window], out=y)
        return y, PoolCache(winner, x.shape, x.dtype)

    def _backward(self, cache: PoolCache, dy: np.ndarray, size: Sizes, stride: Sizes) -> np.ndarray:
        check_float("dy", dy, cache.dtype, gradient=True)
        dx = np.zeros(cache.shape, dy.dtype)
        for u, v, window in offsets(cache.shape[2:], size, stride):
            dx[window] += dy * (cache.winner == u * size[1] + v)
        return dx


class MaxPool1d(MaxPool2d):
    """The largest number in each window of a sequence; size and stride as of `MaxPool2d`, one number each."""

    dims = 1

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, PoolCache]:
        """x (B, C, T) -> y (B, C, columns), cache; columns = (T - w) // stride + 1."""
        check_shape("x", x, ("B", "C", "T"))
        check_float("x", x, where=False)
        y, cache = self._forward(x[:, :, None], (1, *self.size), (1, *self.stride))
        return y[:, :, 0], cache

    def backward(self, cache: PoolCache, dy: np.ndarray) -> tuple[np.ndarray, Grads]:
        """dy (B, C, columns) -> dx (B, C, T), {}: each gradient goes where the maximum stood."""
        check_kind("cache", cache, PoolCache, remedy=FROM_FORWARD)
        check_shape("dy", dy, (*cache.winner.shape[:2], cache.winner.shape[3]))
        check_float("dy", dy, cache.dtype, where=False)
        return self._backward(cache, dy[:, :, None], (1, *self.size), (1, *self.stride))[:, :, 0], {}
