"""First weights: uniform, orthogonal, identity; and the spectral radius that decides what they do."""

import numpy as np

from rnncourse.shapes import check_generator, check_positive, check_shape


def uniform(shape, bound, *, rng, dtype=np.float32):
    """Uniform in ±bound; PyTorch draws recurrent weights so, with bound = 1/√H."""
    return check_generator(rng).uniform(-bound, bound, shape).astype(dtype)


def orthogonal(size, *, rng, gain=1.0, dtype=np.float32):
    """A random orthogonal matrix (H, H) times gain: it turns vectors and keeps their length (Saxe et al. 2014)."""
    check_positive("size", size, integer=True)
    q, r = np.linalg.qr(rng.standard_normal((size, size)))
    return (gain * q * np.sign(np.diag(r))).astype(dtype)  # the signs make the draw uniform (Mezzadri 2007)


def identity(size, *, gain=1.0, dtype=np.float32):
    """The identity (H, H) times gain: every unit remembers itself (IRNN; Le, Jaitly & Hinton 2015)."""
    check_positive("size", size, integer=True)
    return (gain * np.eye(size)).astype(dtype)


def spectral_radius(W):
    """The largest absolute eigenvalue of W (H, H)."""
    check_shape("W", W, (len(W), len(W)))
    return float(np.abs(np.linalg.eigvals(W)).max())


def with_spectral_radius(W, radius):
    """W (H, H) scaled so that its largest absolute eigenvalue is `radius`."""
    check_positive("radius", radius)
    return (W * (radius / spectral_radius(W))).astype(W.dtype)
