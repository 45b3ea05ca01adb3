"""The loop that trains on a text in a file: by the clock where `training.fit` goes by epochs.

An epoch of a long text takes hours, so checkpoints are written every so many seconds, wherever that is in an epoch, and
an epoch has several rounds, each judged on validation. Where a round brings nothing better, the rate is halved
(as Zaremba et al. 2014 let it fall); after HALVINGS of them it is enough.
"""

import contextlib
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
from tqdm import tqdm

from rnncourse.batching import StreamBatch
from rnncourse.models.language import RecurrentLanguageModel, text_batches
from rnncourse.textfiles.idfile import IdFile
from rnncourse.textfiles.run import Run
from rnncourse.textfiles.streams import Streams

ROUND = 2000  # updates of a round, at most
JUDGED = 500_000  # tokens of validation that are looked at, at most
HALVINGS = 5
CLIP = 1.0


class Stopped(Exception):
    """A signal came; the run is saved. Its argument is the signal."""


def train(
    run: Run,
    ids: IdFile,
    checkpoint: str | os.PathLike[str],
    *,
    epochs: int,
    minutes: float | None,
    every: float,
    say: Callable[[str], None],
    bar: bool,
) -> None:
    """Train a run, or go on with it, and leave its checkpoint as the last update left it.

    Parameters
    ----------
    run : Run; torch's random numbers are those that it draws from
    ids : IdFile
    checkpoint : path of the run's file, which is written every `every` seconds and at the end
    epochs : how often the text is read, what the run has read before included
    minutes : stop after so many of training, or None
    say : gets a line for each round, and whatever else is worth one
    bar : show progress

    Raises
    ------
    Stopped
        After SIGINT, SIGTERM or SIGHUP, the run saved.
    ValueError
        A loss that is no longer a number, a text too short.
    OSError
        The last checkpoint cannot be written.
    """
    _Loop(run, ids, checkpoint, every=every, say=say).run_on(epochs, minutes, bar)


class _Loop:
    def __init__(
        self,
        run: Run,
        ids: IdFile,
        checkpoint: str | os.PathLike[str],
        *,
        every: float,
        say: Callable[[str], None],
    ) -> None:
        self.run, self.checkpoint, self.every, self.say = run, checkpoint, every, say
        self.streams = Streams(ids, run.settings.batch_size, run.settings.steps)
        rounds = math.ceil(len(self.streams) / ROUND)
        self.round = math.ceil(len(self.streams) / rounds)
        self.judged = judged(ids)
        self.saved = time.monotonic()
        self.clock, self.counted = 0.0, 0  # seconds of training in this round, and its tokens

    def run_on(self, epochs: int, minutes: float | None, bar: bool) -> None:
        run, at = self.run, self.run.progress
        limit = math.inf if minutes is None else 60 * minutes
        begun = time.monotonic()
        tokens = self.streams.batch_size * self.streams.length
        done = at.epoch * tokens + at.batch * self.streams.batch_size * self.streams.steps
        shown: dict[str, Any] = dict(unit="tok", unit_scale=True, mininterval=0.5, file=sys.stdout, leave=False)
        over = False
        with _deferred() as signals, tqdm(total=epochs * tokens, initial=done, disable=not bar, **shown) as progress:
            while at.epoch < epochs and not self.enough():
                for batch in self.streams.start(at.batch):
                    self.update(batch, progress)
                    if at.batch % self.round == 0 or at.batch == len(self.streams):
                        self.end_round()
                    over = time.monotonic() - begun >= limit
                    if signals or over:
                        break
                    if time.monotonic() - self.saved >= self.every:
                        self.save_if_possible()
                if at.batch >= len(self.streams):
                    at.epoch, at.batch, run.state = at.epoch + 1, 0, None
                if signals:
                    progress.close()
                    self.save()
                    raise Stopped(signals[0])
                if over:
                    break
            if at.updates and not self.enough():
                self.judge()  # of a round that the clock cut short; the rate does not fall for it
        self.save()

    def update(self, batch: StreamBatch, progress: tqdm) -> None:
        """Learn from one batch."""
        run, at, start = self.run, self.run.progress, time.perf_counter()
        run.model.train()
        run.optimizer.zero_grad()
        loss, run.state = run.model.loss_and_state(batch, None if batch.begins else run.state)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(run.model.parameters(), CLIP)
        run.optimizer.step()
        value = loss.item()
        if not math.isfinite(value):
            raise ValueError(f"loss: expected a finite number, got {value}; begin anew with a lower --rate")
        at.loss, at.updates, at.batch = at.loss + value, at.updates + 1, at.batch + 1
        taken = time.perf_counter() - start
        at.seconds, self.clock, self.counted = at.seconds + taken, self.clock + taken, self.counted + batch.x.numel()
        progress.update(batch.x.numel())

    def judge(self) -> float:
        """The validation now, in nats a token; better weights are kept."""
        run, at = self.run, self.run.progress
        value = nats(run.model, self.judged)
        if not math.isfinite(value):
            raise ValueError(f"validation: expected a finite number, got {value}; begin anew with a lower --rate")
        if at.best is None or value < at.best:
            at.best = value
            run.keep_best()
        share = at.epoch + at.batch / len(self.streams)
        self.say(self.line(share, at.loss / max(at.updates, 1), value))
        return value

    def end_round(self) -> None:
        """Judge a round, and halve the rate where none before it was worse."""
        at = self.run.progress
        before = min((entry["validation"] for entry in at.rounds), default=math.inf)
        training, share = at.loss / at.updates, at.epoch + at.batch / len(self.streams)
        value = self.judge()
        at.rounds.append({"epoch": share, "training": training, "validation": value, "rate": at.rate})
        at.loss, at.updates, self.clock, self.counted = 0.0, 0, 0.0, 0
        if value >= before:
            self.run.set_rate(at.rate / 2)

    def enough(self) -> bool:
        """Whether the rate has fallen so far that nothing more is to be had."""
        return self.run.progress.rate < self.run.settings.rate * 0.75 / 2 ** (HALVINGS - 1)

    def line(self, share: float, training: float, value: float) -> str:
        found = [f"epoch {share:5.2f}", f"training {math.exp(training):7.2f}", f"validation {math.exp(value):7.2f}"]
        if "perplexity" in self.run.baseline:
            found.append(f"(Kneser–Ney {self.run.baseline['perplexity']:.2f})")
        speed = self.counted / self.clock if self.clock else 0.0
        return "  ".join([*found, f"{speed:,.0f} tokens/s", f"{self.run.progress.seconds / 60:.1f} min"])

    def save(self) -> None:
        self.run.save(self.checkpoint, keep=True)
        self.saved = time.monotonic()

    def save_if_possible(self) -> None:
        """Write a checkpoint; where that fails, the training goes on with the one before."""
        try:
            self.save()
        except OSError as error:
            self.saved = time.monotonic()
            reason = error.strerror or error
            self.say(f"no checkpoint could be written ({reason}); the one before it stays, and the training goes on")


def judged(ids: IdFile) -> np.ndarray:
    """The validation that is looked at: its first JUDGED tokens."""
    return ids.read(1, 0, min(ids.sizes[1], JUDGED))


def shape_of(size: int) -> tuple[int, int]:
    """How many texts side by side, and how many steps at a time, so many tokens are judged in."""
    side = max(1, min(32, (size - 1) // 200))
    return side, min(128, (size - 1) // side)


def nats(model: RecurrentLanguageModel, ids: np.ndarray) -> float:
    """The mean surprise of a text's tokens, read in stretches side by side, the state carried in each."""
    total, count, state = 0.0, 0, None
    training = model.training
    model.eval()
    with torch.no_grad():
        for batch in text_batches(ids, *shape_of(len(ids))):
            loss, state = model.loss_and_state(batch, None if batch.begins else state)
            total, count = total + loss.item() * batch.y.numel(), count + batch.y.numel()
    model.train(training)
    return total / count


@contextlib.contextmanager
def _deferred() -> Iterator[list[int]]:
    """The signals that ask for an end, noted for the length of the block instead of answered; the second one is."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}

    def note(number: int, frame: Any) -> None:
        came.append(number)
        restore()

    def restore() -> None:
        for number, handler in before.items():
            if signal.getsignal(number) is note:
                signal.signal(number, handler)

    for number in numbers:
        if before[number] not in (signal.SIG_IGN, None):
            signal.signal(number, note)
    try:
        yield came
    finally:
        restore()
