"""The training loop for networks of scratch: forward, loss, backward, clip, step."""

import sys
import time
from dataclasses import dataclass, field

from tqdm import tqdm

from rnncourse.scratch.losses import softmax_cross_entropy
from rnncourse.scratch.optim import clip_norm, gradient_norm
from rnncourse.shapes import check_positive


@dataclass
class History:
    """What happened in training, one entry a step."""

    loss: list = field(default_factory=list)
    norm: list = field(default_factory=list)  # of the gradient, before clipping
    seconds: float = 0.0


def fit(
    network,
    batches,
    *,
    optimizer,
    loss=softmax_cross_entropy,
    epochs=1,
    clip=None,
    carry_state=False,
    bar=True,
):
    """Train `network` in place.

    Parameters
    ----------
    batches : iterable of (x, y) or (x, y, lengths); a list if there is more than one epoch
    optimizer : SGD or Adam
    loss : (scores, targets) -> loss, dscores
    clip : largest gradient norm, or None
    carry_state : begin each batch in the state the last one ended in (truncated BPTT: values go on, gradients do
        not); every epoch starts from zeros
    bar : show progress

    Returns a History. Raises ValueError when the loss is no longer a number, with the step at which it happened.
    """
    check_positive("epochs", epochs, integer=True)
    if epochs > 1 and iter(batches) is batches:
        raise ValueError("batches: an iterator can be read once only; give list(batches) for more than one epoch")
    history, started = History(), time.perf_counter()
    steps = len(batches) * epochs if hasattr(batches, "__len__") else None
    progress = tqdm(total=steps, disable=not bar, unit="step", mininterval=0.5, file=sys.stdout)
    for _ in range(epochs):
        state = None
        for x, y, *lengths in batches:
            scores, state, cache = network.forward(x, state if carry_state else None, *lengths)
            value, dscores = loss(scores, y)
            if not value < float("inf"):
                progress.close()
                raise ValueError(
                    f"loss: expected a finite number, got {value} at step {len(history.loss)}; "
                    "lower the learning rate or clip"
                )
            grads = network.backward(cache, dscores)
            history.norm.append(clip_norm(grads, clip) if clip else gradient_norm(grads))
            history.loss.append(value)
            optimizer.step(network.params, grads)
            progress.set_postfix(loss=f"{value:.3f}", refresh=False)
            progress.update()
    progress.close()
    if not history.loss:
        raise ValueError("batches: expected at least one batch, got none")
    history.seconds = time.perf_counter() - started
    return history
