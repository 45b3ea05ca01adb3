"""The training loop for networks of scratch: forward, loss, backward, clip, step."""

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from rnncourse.arguments import check_flag
from rnncourse.scratch.losses import softmax_cross_entropy
from rnncourse.scratch.optim import SGD, Adam, clip_norm, gradient_norm
from rnncourse.shapes import check_generator, check_positive
from rnncourse.training.history import History
from rnncourse.training.loop import Training


def fit(
    network: Any,
    batches: Iterable | Callable[[], Iterable],
    *,
    optimizer: SGD | Adam,
    loss: Callable[..., tuple[float, np.ndarray]] = softmax_cross_entropy,
    epochs: int = 1,
    clip: float | None = None,
    carry_state: bool = False,
    rng: np.random.Generator | None = None,
    validate: Callable[[], float] | None = None,
    patience: int | None = None,
    goal: float | None = None,
    bar: bool = True,
) -> History:
    """Train `network` in place; it ends with its best weights where `validate` is given.

    Parameters
    ----------
    network : Network, or anything with its forward, backward, params and output_lengths
    batches : list of (x, y) or (x, y, lengths), or a function without arguments that makes those of an epoch; an
        iterator can be read once, for one epoch
    optimizer : SGD or Adam
    loss : (scores, y) -> loss, dscores; where the batch has lengths (scores, y, lengths), unless the network makes one
        output of a whole sequence
    clip : largest gradient norm, or None
    carry_state : begin each batch in the state the last one ended in (truncated BPTT: values go on, gradients do
        not); every epoch starts from zeros
    rng : np.random.Generator for layers that drop; None drops nothing
    validate : () -> number, lower is better; called after each epoch
    patience : stop after this many epochs without a better `validate`, or None
    goal : stop as soon as `validate` is at or below it, or None
    bar : show progress

    Returns
    -------
    History

    Raises
    ------
    ValueError
        A loss or validation that is no longer a number, with the step at which it happened; no batches, or an iterator
        for more than one epoch; an argument out of its range.
    """
    if clip is not None:
        check_positive("clip", clip)
    if rng is not None:
        check_generator(rng)
    for name, part, verb in (("network", network, "forward"), ("optimizer", optimizer, "step")):
        if isinstance(part, type) or not callable(getattr(part, verb, None)):
            raise ValueError(f"{name}: expected one of rnncourse.scratch, with `{verb}`, got {_called(part)}")
    if not isinstance(getattr(network, "params", None), dict):
        raise ValueError(
            f"network: expected one of rnncourse.scratch, with a dict `params`, got {_called(network)}; "
            "models of PyTorch are trained by rnncourse.training.fit"
        )
    if not callable(loss):
        raise ValueError(f"loss: expected a function (scores, y) -> loss, dscores, got {_called(loss)}")
    run = _ScratchTraining(batches, epochs=epochs, validate=validate, patience=patience, goal=goal, bar=bar)
    run.network, run.optimizer, run.loss, run.clip, run.rng = network, optimizer, loss, clip, rng
    run.carry_state = check_flag("carry_state", carry_state)
    return run.run()


class _ScratchTraining(Training):
    """What a step is for a network with its backward pass by hand."""

    network: Any
    optimizer: SGD | Adam
    loss: Callable[..., tuple[float, np.ndarray]]
    clip: float | None
    rng: np.random.Generator | None
    carry_state: bool
    state: Any

    def begin_epoch(self) -> None:
        self.state = None

    def step(self, batch: Any) -> tuple[float, float]:
        x, y, *lengths = self._parts(batch)
        scores, state, cache = self.network.forward(x, self.state, *lengths, rng=self.rng)
        counted = self.network.output_lengths(lengths[0]) if lengths else None
        value, dscores = self._judged(scores, y) if counted is None else self._judged(scores, y, counted)
        self.check_loss(value)
        grads = self.network.backward(cache, dscores)
        norm = clip_norm(grads, self.clip) if self.clip else gradient_norm(grads)
        self.optimizer.step(self.network.params, grads)
        self.state = state if self.carry_state else None
        return value, norm

    @staticmethod
    def _parts(batch: Any) -> tuple:
        if not isinstance(batch, tuple | list) or len(batch) not in (2, 3):
            came = f"{len(batch)} parts" if isinstance(batch, tuple | list) else type(batch).__name__
            raise ValueError(f"batches: expected each to be (x, y) or (x, y, lengths), got {came}")
        return tuple(batch)

    def _judged(self, *parts: Any) -> tuple[float, Any]:
        """What the loss function returns, after a look at its form; of what dscores is, `backward` judges."""
        returned = self.loss(*parts)
        if not isinstance(returned, tuple) or len(returned) != 2:
            raise ValueError(f"loss: expected a function that returns loss, dscores, got {_called(returned)}")
        value, dscores = returned
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float | np.number | np.ndarray)
            or np.size(value) != 1
        ):
            came = f"shape {value.shape}" if isinstance(value, np.ndarray) else type(value).__name__
            raise ValueError(f"loss: expected one number before dscores, got {came}; take the mean")
        return float(value), dscores

    def weights(self) -> dict[str, np.ndarray]:
        return {name: array.copy() for name, array in self.network.params.items()}

    def put_back(self, weights: dict[str, np.ndarray]) -> None:
        for name, array in self.network.params.items():
            array[...] = weights[name]


def _called(part: Any) -> str:
    return f"the class {part.__name__}" if isinstance(part, type) else type(part).__name__
