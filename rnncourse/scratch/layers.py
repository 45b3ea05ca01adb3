"""The two layers around the recurrent one: from ids to vectors, and from hidden states to scores."""

import numpy as np

from rnncourse.arguments import check_room
from rnncourse.scratch.init import uniform
from rnncourse.shapes import check_dtype, check_float, check_generator, check_ids, check_positive, check_shape


class Embedding:
    """A learned row for every symbol.

        y_t = E[x_t]

    A product of a one-hot vector with E picks a row; picking the row directly gives the same without the product.

    Parameters
    ----------
    vocab_size, size : V and D
    rng : np.random.Generator that draws the first weights, standard normal as PyTorch does
    dtype : np.float32 or np.float64

    `params`: E (V, D).
    """

    def __init__(
        self, vocab_size: int, size: int, *, rng: np.random.Generator, dtype: np.typing.DTypeLike = np.float32
    ) -> None:
        vocab_size, size = (check_positive(n, v, integer=True) for n, v in (("vocab_size", vocab_size), ("size", size)))
        check_room("vocab_size, size", vocab_size, size)
        self.dtype = check_dtype(dtype)
        self.params = {"E": check_generator(rng).standard_normal((vocab_size, size)).astype(self.dtype)}

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """x (T, B) ids, 0..V-1 -> vectors (T, B, D), cache; ValueError for an id outside the vocabulary."""
        ids = check_ids(x, len(self.params["E"]), "x", ndim=2)
        return self.params["E"][ids], ids

    def backward(self, cache: np.ndarray, dy: np.ndarray) -> dict[str, np.ndarray]:
        """The gradient of the rows; ids have none.

            dE[v] = Σ dy_t   over the places where x_t = v

        cache from `forward`, dy (T, B, D) -> grads with the keys of `params`
        Raises ValueError : wrong shape or dtype, NaN or infinity
        """
        check_ids(cache, len(self.params["E"]), "cache", ndim=2)
        check_float("dy", dy, self.dtype, gradient=True)
        check_shape("dy", dy, (*cache.shape, self.params["E"].shape[1]))
        flat = cache.ravel()
        order = np.argsort(flat, kind="stable")
        used, starts = np.unique(flat[order], return_index=True)
        dE = np.zeros_like(self.params["E"])
        dE[used] = np.add.reduceat(dy.reshape(len(flat), -1)[order], starts, axis=0)
        return {"E": dE}


class Linear:
    """The scores read off the hidden state.

        y_t = W_hy h_t + b_y

    Parameters
    ----------
    input_size, output_size : H and K
    rng : np.random.Generator that draws the first weights, uniform in ±1/√H as PyTorch does
    dtype : np.float32 or np.float64

    `params`: W_hy (K, H), b_y (K,).
    """

    def __init__(
        self, input_size: int, output_size: int, *, rng: np.random.Generator, dtype: np.typing.DTypeLike = np.float32
    ) -> None:
        input_size = check_positive("input_size", input_size, integer=True)
        output_size = check_positive("output_size", output_size, integer=True)
        check_room("input_size, output_size", input_size, output_size)
        self.dtype, bound = check_dtype(dtype), input_size**-0.5
        self.params = {
            "W_hy": uniform((output_size, input_size), bound, rng=rng, dtype=self.dtype),
            "b_y": uniform((output_size,), bound, rng=rng, dtype=self.dtype),
        }

    def forward(self, h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """h (T, B, H) -> scores (T, B, K), cache; ValueError for a wrong shape or dtype, NaN or infinity."""
        check_shape("h", h, ("T", "B", self.params["W_hy"].shape[1]))
        check_float("h", h, self.dtype, gradient=True)  # with ReLU a state may grow as large, and shrink again
        T, B, H = h.shape
        scores = h.reshape(T * B, H) @ self.params["W_hy"].T
        scores += self.params["b_y"]
        return scores.reshape(T, B, -1), h  # (T, B, K)

    def backward(self, cache: np.ndarray, dscores: np.ndarray) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        """The gradients of the line.

            dW_hy = Σ dy_t h_tᵀ    db_y = Σ dy_t    dh_t = W_hyᵀ dy_t

        cache from `forward`, dscores (T, B, K) -> dh (T, B, H), grads with the keys of `params`
        Raises ValueError : wrong shape or dtype, NaN or infinity
        """
        check_float("cache", cache, self.dtype, where=False)
        check_shape("cache", cache, ("T", "B", self.params["W_hy"].shape[1]))
        T, B, H = cache.shape
        check_float("dscores", dscores, self.dtype, gradient=True)
        check_shape("dscores", dscores, (T, B, len(self.params["b_y"])))
        h, dy = cache.reshape(T * B, H), dscores.reshape(T * B, -1)
        grads = {"W_hy": dy.T @ h, "b_y": dy.sum(axis=0)}
        return (dy @ self.params["W_hy"]).reshape(T, B, H), grads
