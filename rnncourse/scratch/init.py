"""First weights: uniform, orthogonal, identity; and the spectral radius that decides what they do."""

import numpy as np

from rnncourse.arguments import check_number, check_room
from rnncourse.shapes import check_dtype, check_float, check_generator, check_ids, check_positive, check_shape


def uniform(
    shape: tuple[int, ...], bound: float, *, rng: np.random.Generator, dtype: np.typing.DTypeLike = np.float32
) -> np.ndarray:
    """Numbers drawn evenly from -bound..bound; PyTorch draws recurrent weights so, with bound = 1/√H."""
    dtype = check_dtype(dtype)
    bound = check_number("bound", bound, dtype, positive=True)
    shape = tuple(check_ids(shape, name="shape", empty=True).tolist())
    check_room("shape", *shape)
    return check_generator(rng).uniform(-bound, bound, shape).astype(dtype)


def orthogonal(
    size: int, *, rng: np.random.Generator, gain: float = 1.0, dtype: np.typing.DTypeLike = np.float32
) -> np.ndarray:
    """A random orthogonal matrix (H, H) times gain: it turns vectors and keeps their length (Saxe et al. 2014)."""
    size, dtype = check_positive("size", size, integer=True), check_dtype(dtype)
    gain = check_number("gain", gain, dtype, positive=True)
    check_room("size", size, size)
    q, r = np.linalg.qr(check_generator(rng).standard_normal((size, size)))
    return (gain * q * np.sign(np.diag(r))).astype(dtype)  # the signs make the draw uniform (Mezzadri 2007)


def identity(size: int, *, gain: float = 1.0, dtype: np.typing.DTypeLike = np.float32) -> np.ndarray:
    """The identity (H, H) times gain: every unit remembers itself (IRNN; Le, Jaitly & Hinton 2015)."""
    size, dtype = check_positive("size", size, integer=True), check_dtype(dtype)
    gain = check_number("gain", gain, dtype, positive=True)
    check_room("size", size, size)
    return (gain * np.eye(size)).astype(dtype)


def spectral_radius(W: np.ndarray) -> float:
    """The largest absolute eigenvalue of W (H, H); ValueError if W is not square or holds NaN or infinity."""
    check_float("W", W)
    if W.ndim != 2 or len(W) != W.shape[1]:
        raise ValueError(f"W: expected (H, H), got {W.shape}")
    check_shape("W", W, ("H", "H"))
    return float(np.abs(np.linalg.eigvals(W)).max())


def with_spectral_radius(W: np.ndarray, radius: float) -> np.ndarray:
    """W (H, H) scaled so that its largest absolute eigenvalue is `radius`; ValueError if it has none to scale."""
    found = spectral_radius(W)
    radius = check_number("radius", radius, W.dtype, positive=True)
    if found < np.finfo(W.dtype).tiny:
        raise ValueError("W: expected an eigenvalue other than 0, got none; draw the matrix at random")
    check_number("radius", radius / found, W.dtype)
    return (W * (radius / found)).astype(W.dtype)
