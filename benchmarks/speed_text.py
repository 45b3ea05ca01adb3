"""What `rnncourse train text` does, beside a bare loop of PyTorch: an update on a file of 5 MB.

It returns rows for the table of benchmarks/speed.py. Ours reads the ids from the file, checks them, counts
and watches the clock, and writes a checkpoint every STEPS updates (the command does every minute); the bare loop has
the ids in memory and does nothing but train the same model.
"""

import itertools
import tempfile
from pathlib import Path

import torch
import torch.nn.functional as F
from timing import paired, row
from tqdm import tqdm

from rnncourse.datasets import available, load_text
from rnncourse.models import RecurrentLanguageModel
from rnncourse.textfiles import prepare, training
from rnncourse.textfiles.reading import TextFile
from rnncourse.textfiles.run import Run
from rnncourse.textfiles.settings import chosen_settings
from rnncourse.textfiles.tokens import vocabulary_of

BYTES = 5_000_000
STEPS = 20  # updates that are timed at a time


def training_on_a_file(runs=15):
    """Milliseconds an update of the LSTM that the command trains where nothing else is said."""
    with tempfile.TemporaryDirectory() as folder:
        run, ids = _begun(Path(folder))
        loop = training._Loop(run, ids, Path(folder) / "a.safetensors", every=60.0, say=print)
        silent = tqdm(disable=True)

        def ours():
            for batch in itertools.islice(loop.streams.start(0), STEPS):
                loop.update(batch, silent)
            loop.save()

        ours_s, theirs_s, ratio = paired(ours, _bare(run, ids.read(0, 0, ids.sizes[0])), runs)
        ids.close()
    name = f"train text, an update, {STEPS * run.settings.batch_size * run.settings.steps / ours_s:,.0f} characters/s"
    return [row(name, 1e3 * ours_s / STEPS, 1e3 * theirs_s / STEPS, ratio, 1.25)]


def _begun(folder):
    """A run on a file of 5 MB, and its ids."""
    name = "gutenberg" if available("gutenberg") else "tales"
    content = load_text(name).encode()
    (folder / "a.txt").write_bytes((content * (BYTES // len(content) + 1))[:BYTES].decode(errors="ignore").encode())
    text = TextFile(folder / "a.txt")
    counts, cut, digest = prepare.count(text, "char", bar=False)
    settings, source = chosen_settings({}, counts.total()), prepare.source_of(text, cut, digest)
    vocabulary = vocabulary_of(counts, settings.vocabulary)
    ids = prepare.make_ids(folder / "a.ids", text, source, vocabulary, "char", bar=False)
    return Run(settings, vocabulary, source, {}), ids


def _bare(run, ids):
    """A loop over the first STEPS batches, of the same model and with the same optimiser."""
    model = RecurrentLanguageModel(**run.model.options)
    optimizer = torch.optim.Adam(model.parameters(), lr=run.settings.rate)
    B, T = run.settings.batch_size, run.settings.steps
    length = (len(ids) - 1) // B
    x = torch.from_numpy(ids[: B * length].reshape(B, length).T.copy())  # (L, B)
    y = torch.from_numpy(ids[1 : B * length + 1].reshape(B, length).T.copy())

    def loop():
        state = None
        for t in range(0, STEPS * T, T):
            optimizer.zero_grad()
            h, state = model.recurrent(model.dropout(model.embedding(x[t : t + T])), state)
            state = tuple(part.detach() for part in state)
            scores = model.output(model.dropout(h))
            F.cross_entropy(scores.flatten(0, 1), y[t : t + T].flatten()).backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()

    return loop
