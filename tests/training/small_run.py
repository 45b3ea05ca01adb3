"""A small training that the tests of this folder run."""

import numpy as np
import torch
from torch import nn

from rnncourse.training import checkpoint, fit

RNG = np.random.default_rng(0)
X = torch.from_numpy(RNG.standard_normal((24, 3)).astype(np.float32))
Y = X @ torch.tensor([[1.0], [-2.0], [0.5]]) + 0.3


class Stop(Exception):
    pass


class Run:
    """A small training that uses every kind of random number: dropout of torch, an order drawn by NumPy."""

    def __init__(self, optimizer="Adam", scheduler=True, stop_in=None, seed=0, hidden=5):
        torch.manual_seed(seed)
        self.model = nn.Sequential(nn.Linear(3, hidden), nn.Tanh(), nn.Dropout(0.2), nn.Linear(hidden, 1))
        self.optimizer = getattr(torch.optim, optimizer)(self.model.parameters(), lr=0.05)
        self.scheduler = torch.optim.lr_scheduler.StepLR(self.optimizer, 2, gamma=0.5) if scheduler else None
        self.rng = np.random.default_rng(seed)
        self.stop_in, self.epoch = stop_in, 0

    def batches(self):
        self.epoch += 1
        for i, ids in enumerate(self.rng.permutation(24).reshape(4, 6)):
            if self.epoch == self.stop_in and i == 2:
                raise Stop
            yield X[ids], Y[ids]

    def loss(self, model, batch):
        x, y = batch
        return ((model(x) - y) ** 2).mean()

    def validate(self):
        return ((self.model(X) - Y) ** 2).mean().item()

    def fit(self, **options):
        options = {"epochs": 6, "validate": self.validate, "clip": 1.0, "bar": False} | options
        parts = {"loss": self.loss, "optimizer": self.optimizer, "scheduler": self.scheduler, "rng": self.rng}
        return fit(self.model, options.pop("batches", self.batches), **parts | options)

    def load(self, path):
        parts = {"optimizer": self.optimizer, "scheduler": self.scheduler, "rng": self.rng}
        return checkpoint.load(path, model=self.model, **parts)

    def everything(self):
        """All that a checkpoint may change, as one text."""
        parts = [self.model.state_dict(), self.optimizer.state_dict(), torch.get_rng_state().tolist()]
        parts += [self.scheduler and self.scheduler.state_dict(), self.rng and self.rng.bit_generator.state]
        return repr(parts)

    def weights(self):
        return {name: w.clone() for name, w in self.model.state_dict().items()}


def same(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[name], b[name]) for name in a)
