"""The first weights are what their names say."""

import numpy as np
import pytest

from rnncourse.scratch import identity, orthogonal, spectral_radius, with_spectral_radius
from rnncourse.scratch.init import uniform

RNG = np.random.default_rng(0)


def test_uniform_fills_its_interval():
    W = uniform((100, 30), 0.5, rng=np.random.default_rng(0), dtype=np.float64)
    assert W.shape == (100, 30)
    assert -0.5 <= W.min() < -0.49 and 0.49 < W.max() < 0.5
    assert abs(W.mean()) < 0.02


def test_orthogonal_keeps_lengths():
    W = orthogonal(7, rng=np.random.default_rng(0), gain=2.0, dtype=np.float64)
    np.testing.assert_allclose(W @ W.T, 4 * np.eye(7), atol=1e-12)
    assert spectral_radius(W) == pytest.approx(2)


def test_orthogonal_matrices_are_drawn_evenly():
    """Without its signs the factor Q of a QR decomposition favours one side of the diagonal."""
    rng = np.random.default_rng(0)
    diagonal = np.mean([np.diag(orthogonal(3, rng=rng, dtype=np.float64)) for _ in range(500)], axis=0)
    assert np.abs(diagonal).max() < 0.1


def test_identity_times_gain():
    np.testing.assert_array_equal(identity(3, gain=0.5), 0.5 * np.eye(3))


def test_spectral_radius_is_the_largest_absolute_eigenvalue():
    assert spectral_radius(np.diag([1.0, -3.0, 2.0])) == pytest.approx(3)
    assert spectral_radius(np.array([[0.0, -2], [2, 0]])) == pytest.approx(2)  # ±2i


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_spectral_radius_is_set_as_asked(dtype):
    W = np.random.default_rng(0).standard_normal((6, 6)).astype(dtype)
    before = W.copy()
    scaled = with_spectral_radius(W, 1.5)
    assert spectral_radius(scaled) == pytest.approx(1.5, rel=1e-5) and scaled.dtype == dtype
    np.testing.assert_array_equal(W, before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_what_was_asked_for(dtype):
    drawn = [uniform((2, 3), 1.0, rng=RNG, dtype=dtype), orthogonal(3, rng=RNG, dtype=dtype), identity(3, dtype=dtype)]
    assert {a.dtype for a in drawn} == {np.dtype(dtype)}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: uniform((2, 3), 1.0, rng=0),
            r"rng: expected a np.random.Generator, got 0; pass np.random.default_rng",
        ),
        (lambda: uniform((2, 3), 1.0, rng=RNG, dtype=np.int32), "dtype: expected float32 or float64"),
        (lambda: uniform((2, 3), -1.0, rng=RNG), "bound: expected a number > 0, got -1.0"),
        (lambda: orthogonal(3, rng=np.random), "rng: expected a np.random.Generator"),
        (lambda: orthogonal(3, rng=RNG, dtype=int), "dtype: expected float32 or float64"),
        (lambda: orthogonal(0, rng=RNG), "size: expected a whole number > 0, got 0"),
        (lambda: orthogonal(3, rng=RNG, gain=np.nan), "gain: expected a number > 0, got nan"),
        (lambda: identity(2.5), "size: expected a whole number > 0, got 2.5"),
        (lambda: identity(2, gain=0), "gain: expected a number > 0, got 0"),
        (lambda: identity(2, dtype=bool), "dtype: expected float32 or float64"),
        (lambda: spectral_radius(np.ones((2, 3))), r"W: expected \(H, H\), got \(2, 3\)"),
        (lambda: spectral_radius(np.ones(3)), r"W: expected \(H, H\), got \(3,\)"),
        (lambda: spectral_radius(np.eye(2) * np.nan), "W: expected finite numbers, got nan"),
        (lambda: spectral_radius([[1.0]]), "W: expected a NumPy array .* got list"),
        (lambda: with_spectral_radius(np.eye(2), -1), "radius: expected a number > 0"),
        (lambda: with_spectral_radius(np.zeros((2, 2)), 1.0), "W: expected an eigenvalue other than 0, got none"),
        (lambda: with_spectral_radius(np.eye(2, dtype=int), 1.0), "W: expected a NumPy array .* got dtype int64"),
    ],
)
def test_bad_input_is_refused(call, message):
    with pytest.raises(ValueError, match=message):
        call()
