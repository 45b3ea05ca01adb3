"""Networks in PyTorch, built of its own layers: what the applications train.

classifier TextClassifier: one verdict on a whole text; its method `batch` makes its batches
tagger     Tagger: a label for each word, from the words before it, after it, or both; Lexicon makes its batches
crnn       CRNN: convolution, recurrence and CTC read a line of writing; line_batch makes its batches
language   RecurrentLanguageModel: the next token of a text; text_batches makes its batches, CarriedState its loss
seq2seq    Seq2Seq: encoder and decoder, with and without attention; its method `batch` makes its batches
saving     save_model, load_model: a language model, its vocabulary and its level as a file that runs no code
pointer    PointerNetwork: as Seq2Seq, and able to copy a word of the source; its method `batch` makes its batches
autoencoder  Autoencoder: reads a sequence into a vector and writes it again; its method `batch` makes its batches
packing    run_packed: a recurrent layer over sequences of different lengths
inference  evaluating: no dropout, no gradients, for the length of a block

All have the same verbs: `forward`, `loss(batch)` for training, `predict(batch)` for use, which takes no gradients,
drops nothing and returns NumPy arrays. Batches are the NamedTuples of `rnncourse.batching`.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rnncourse.models.autoencoder import Autoencoder as Autoencoder
    from rnncourse.models.classifier import TextClassifier as TextClassifier
    from rnncourse.models.classifier import Verdict as Verdict
    from rnncourse.models.crnn import CRNN as CRNN
    from rnncourse.models.crnn import line_batch as line_batch
    from rnncourse.models.language import CarriedState as CarriedState
    from rnncourse.models.language import RecurrentLanguageModel as RecurrentLanguageModel
    from rnncourse.models.language import text_batches as text_batches
    from rnncourse.models.pointer import Copied as Copied
    from rnncourse.models.pointer import PointerNetwork as PointerNetwork
    from rnncourse.models.pointer import PointerState as PointerState
    from rnncourse.models.saving import SavedModel as SavedModel
    from rnncourse.models.saving import load_model as load_model
    from rnncourse.models.saving import save_model as save_model
    from rnncourse.models.seq2seq import DecoderState as DecoderState
    from rnncourse.models.seq2seq import Seq2Seq as Seq2Seq
    from rnncourse.models.seq2seq import Written as Written
    from rnncourse.models.tagger import Lexicon as Lexicon
    from rnncourse.models.tagger import Tagger as Tagger
    from rnncourse.models.tagger import spelling as spelling

_WHERE = {
    "Autoencoder": "autoencoder",
    "CRNN": "crnn",
    "CarriedState": "language",
    "Copied": "pointer",
    "DecoderState": "seq2seq",
    "Lexicon": "tagger",
    "PointerNetwork": "pointer",
    "PointerState": "pointer",
    "RecurrentLanguageModel": "language",
    "SavedModel": "saving",
    "Seq2Seq": "seq2seq",
    "Tagger": "tagger",
    "TextClassifier": "classifier",
    "Verdict": "classifier",
    "Written": "seq2seq",
    "line_batch": "crnn",
    "load_model": "saving",
    "save_model": "saving",
    "spelling": "tagger",
    "text_batches": "language",
}
__all__ = [
    "Autoencoder",
    "CRNN",
    "CarriedState",
    "Copied",
    "DecoderState",
    "Lexicon",
    "PointerNetwork",
    "PointerState",
    "RecurrentLanguageModel",
    "SavedModel",
    "Seq2Seq",
    "Tagger",
    "TextClassifier",
    "Verdict",
    "Written",
    "line_batch",
    "load_model",
    "save_model",
    "spelling",
    "text_batches",
]


def __getattr__(name: str) -> Any:
    """A model on first use: it imports torch."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
