"""A run on a text begun, or gone on with: what `rnncourse train text` does, told line by line."""

import contextlib
import os
import shlex
import signal
import sys
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from rnncourse.arguments import check_choice
from rnncourse.shapes import check_positive
from rnncourse.textfiles import prepare
from rnncourse.textfiles.idfile import Damaged, IdFile
from rnncourse.textfiles.reading import TextFile
from rnncourse.textfiles.run import Run
from rnncourse.textfiles.settings import chosen_settings, default_epochs, option
from rnncourse.textfiles.streams import Streams
from rnncourse.textfiles.tokens import vocabulary_of
from rnncourse.textfiles.training import Stopped, train


def start(
    file: str | os.PathLike[str],
    checkpoint: str | os.PathLike[str],
    given: dict[str, Any],
    *,
    encoding: str = "utf-8",
    epochs: int | None = None,
    minutes: float | None = None,
    every: float = 60,
    baseline: int | None = None,
    existing: str = "",
    bar: bool = False,
) -> None:
    """Train a language model on a text file, and print what happens.

    Parameters
    ----------
    file : path of the text
    checkpoint : path of the model's file; the ids of the text lie beside it
    given : settings that are not to be those of `settings.chosen_settings`
    encoding : of the text
    epochs, minutes, every : as of `training.train`
    baseline : as of `prepare.kneser_ney`
    existing : what to do where the checkpoint is there: "resume", "restart", or "" to refuse
    bar : show progress

    Raises
    ------
    ValueError
        No text that can be trained on, a checkpoint of another text or of other settings, an option out of its range.
    OSError
        Nothing can be written there.
    KeyboardInterrupt, SystemExit
        After a signal, the run saved.
    """
    for name, value in (("epochs", epochs), ("minutes", minutes), ("every", every)):
        if value is not None:
            check_positive(f"--{name}", value, integer=name == "epochs")
    if baseline is not None:
        check_positive("--baseline", baseline, zero=True, integer=True)
    check_choice("existing", existing, ("", "resume", "restart"))
    text = TextFile(file, encoding)
    path = _place(Path(checkpoint), text)
    resumed = path.exists() and existing != "restart"
    if resumed and not existing:
        raise ValueError(
            f"--to: expected a new name, got {path}, which is taken; --resume goes on from it, --restart begins anew "
            "and replaces it, --to NAME keeps both"
        )
    with torch.random.fork_rng(devices=[]):
        run, ids = _go_on(path, text, given, bar) if resumed else _begin(path, text, given, baseline, bar)
        with contextlib.closing(ids):
            read = epochs or default_epochs(ids.sizes[0], run.settings.level)
            _tell(run, ids, read, path, every)
            again = ["rnncourse", "train", "text", str(file), "--to", str(path)]
            again += [] if encoding == "utf-8" else ["--encoding", encoding]
            again += ["--epochs", str(epochs)] if epochs else []
            try:
                train(run, ids, path, epochs=read, minutes=minutes, every=every, say=say, bar=bar)
            except Stopped as stopped:
                print(f"Stopped and saved; go on with: {shlex.join(again)} --resume", file=sys.stderr, flush=True)
                number = stopped.args[0]
            else:
                return
    signal.raise_signal(number)


def say(line: str) -> None:
    """Print a line, above a bar that is being drawn."""
    tqdm.write(line, file=sys.stdout)
    sys.stdout.flush()


def _begin(path: Path, text: TextFile, given: dict[str, Any], baseline: int | None, bar: bool) -> tuple[Run, IdFile]:
    """A new run on a text, and its ids; its first checkpoint is written."""
    chosen_settings(given, prepare.LEAST)  # what is out of range is told before the text is read
    where, level = prepare.ids_path(path), given.get("level", "char")
    with contextlib.suppress(Damaged):
        IdFile(where).close()  # nobody else is at work on it
    counts, cut, digest = prepare.count(text, level, bar=bar)
    source = prepare.source_of(text, cut, digest)
    settings = chosen_settings(given, counts.total())
    vocabulary = vocabulary_of(counts, settings.vocabulary)
    ids = prepare.make_ids(where, text, source, vocabulary, level, bar=bar)
    try:
        prepare.describe(ids, vocabulary, source, level, say)
        found = prepare.kneser_ney(ids, len(vocabulary), level, baseline)
        torch.manual_seed(settings.seed)
        run = Run(settings, vocabulary, source, found)
        run.save(path, keep=False)
    except BaseException:
        ids.close()
        raise
    return run, ids


def _go_on(path: Path, text: TextFile, given: dict[str, Any], bar: bool) -> tuple[Run, IdFile]:
    """The run that a checkpoint holds, and its ids."""
    run = Run.load(path)
    for name, value in given.items():
        if value != (had := getattr(run.settings, name)):
            raise ValueError(
                f"{option(name)}: expected {had}, with which {path.name} was begun, got {value}; leave it out, "
                "or give another name with --to, or --restart"
            )
    if not prepare.same_text(text, run.source):
        raise ValueError(
            f"{text.name}: expected the text that {path.name} was begun with, {run.source['name']} of "
            f"{run.source['size']:,} bytes in {run.source['encoding']}, got another; give that one, or another name "
            "with --to, or --restart"
        )
    where, level = prepare.ids_path(path), run.settings.level
    ids = prepare.open_ids(where, run.source, run.vocabulary, level)
    if ids is None:
        say(f"{where.name} is lacking or damaged, and is made anew")
        ids = prepare.make_ids(where, text, run.source, run.vocabulary, level, bar=bar)
    prepare.describe(ids, run.vocabulary, run.source, level, say)
    say(f"going on from {path}: {run.progress.epoch} epochs and {run.progress.batch:,} updates are done")
    return run, ids


def _tell(run: Run, ids: IdFile, epochs: int, checkpoint: Path, every: float) -> None:
    """Say what is about to be trained, and what it is compared with."""
    if run.baseline:
        counted, all_of_them = run.baseline["counted"], ids.sizes[0]
        of = (
            "all of the training"
            if counted == all_of_them
            else f"the last {counted:,} of the training's {all_of_them:,}"
        )
        order, found = run.baseline["order"], run.baseline["perplexity"]
        say(f"Kneser–Ney of order {order}, counted on {of}: validation perplexity {found:.2f}")
    weights = sum(weight.numel() for weight in run.model.parameters())
    at = run.settings
    say(
        f"{at.model.upper()}, {at.layers} × {at.hidden_size}, {weights:,} weights; {epochs} epochs of "
        f"{len(Streams(ids, at.batch_size, at.steps)):,} updates; a checkpoint every {every:g} s: {checkpoint}"
    )


def _place(path: Path, text: TextFile) -> Path:
    """Where the model goes; ValueError where it cannot."""
    if path.is_dir() or not path.absolute().parent.is_dir():
        raise ValueError(
            f"--to: expected the name of a file in a folder that exists, got {path}; make the folder first"
        )
    taken = (path, path.with_name(f"{path.stem}.ids"))
    if text.path.resolve() in [place.resolve() for place in taken] or path.suffix == ".ids":
        raise ValueError(f"--to: expected a name that does not replace the text, got {path}; give another one")
    return path
