"""Training: gradient after gradient, until it is enough.

history      History: what happened, a number a step and an epoch
loop         Training: epochs, validation, early stopping, progress; what one step is, a subclass says
torch_loop   fit: the loop for models of PyTorch (that of networks by hand is `scratch.fit`)
checkpoint   a run as a file: all that it needs to go on, and nothing that is run when it is read
sealed       a file with its checksum: written whole or not at all, the one before it kept
tensors      tensors and JSON in a file of safetensors, with a checksum
"""

from typing import TYPE_CHECKING, Any

from rnncourse.training.history import History
from rnncourse.training.loop import Training

if TYPE_CHECKING:
    from rnncourse.training.torch_loop import fit as fit

__all__ = ["History", "Training", "fit"]


def __getattr__(name: str) -> Any:
    """`fit` on first use: it imports torch."""
    if name != "fit":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    # Not in a module called fit: once that was imported, the package's `fit` would be the module.
    from rnncourse.training.torch_loop import fit

    return fit
