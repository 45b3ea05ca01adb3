"""What happened in training."""

from dataclasses import dataclass, field


@dataclass
class History:
    """What happened in training. Two histories are equal when all but the seconds are."""

    loss: list[float] = field(default_factory=list)  # one number a step
    norm: list[float] = field(default_factory=list)  # of the gradient, before clipping: one number a step
    validation: list[float] = field(default_factory=list)  # one number an epoch, none without `validate`
    best_epoch: int | None = None  # counted from 0: the index of the lowest entry of `validation`
    seconds: float = field(default=0.0, compare=False)  # interrupted parts included, up to their last epoch
