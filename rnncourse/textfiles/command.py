"""The commands on a reader's own text: `rnncourse train text`, `rnncourse write`, `rnncourse surprise`."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

SHOWN = {"page": 20_000, "terminal": 1_500}  # tokens that are shown in colours, at most
LENGTHS = {"char": 600, "word": 120}  # tokens that are written where the reader does not say
_SETTINGS = {  # of `train text`: their kind, and what they are
    "hidden_size": (int, "N", "width of the recurrent layers (256)"),
    "layers": (int, "N", "how many of them (1)"),
    "dropout": (float, "P", "share that training hides (0.1 for characters, 0.3 for words)"),
    "vocabulary": (int, "N", "different tokens at most (10000)"),
    "batch_size": (int, "N", "streams read side by side (32, fewer for a short text)"),
    "steps": (int, "N", "tokens that a gradient looks back (64 characters, 32 words)"),
    "rate": (float, "R", "learning rate of Adam, halved where validation stands still (0.005)"),
    "seed": (int, "N", "of the random numbers (0)"),
}


def add_commands(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the three commands; `command` makes a parser for one, given what runs it, its name and its summary."""
    train = command(train_text, "train", "train a language model on a text of your own")
    text = train.add_subparsers(dest="what", metavar="text", required=True).add_parser(
        "text", help="on a text file of any size", description="Train a language model on a text file of any size."
    )
    text.add_argument("file", metavar="FILE", help="the text")
    text.add_argument("--level", choices=("char", "word"), help="what a token is (char)")
    text.add_argument("--model", choices=("lstm", "gru", "rnn"), help="the recurrent layer (lstm)")
    for name, (kind, metavar, what) in _SETTINGS.items():
        text.add_argument("--" + name.replace("_", "-"), type=kind, metavar=metavar, help=what)
    text.add_argument(
        "--tied", action=argparse.BooleanOptionalAction, help="one matrix reads and scores tokens (for words)"
    )
    text.add_argument("--epochs", type=int, metavar="N", help="how often the text is read (by its length, 1 to 50)")
    text.add_argument("--minutes", type=float, metavar="M", help="stop after so many minutes of training")
    text.add_argument("--to", type=Path, metavar="CHECKPOINT", help="the model's file (FILE's name with .safetensors)")
    text.add_argument("--every", type=float, default=60, metavar="SECONDS", help="between two checkpoints (60)")
    again = text.add_mutually_exclusive_group()
    again.add_argument("--resume", action="store_true", help="go on from the checkpoint, if there is one")
    again.add_argument("--restart", action="store_true", help="begin anew and replace the checkpoint")
    text.add_argument("--encoding", default="utf-8", metavar="NAME", help="of FILE (utf-8)")
    text.add_argument("--baseline", type=int, metavar="N", help="tokens the n-gram model counts at most; 0: none")

    write = command(write_text, "write", "let a model that you trained write")
    write.add_argument("checkpoint", type=Path, metavar="CHECKPOINT", help="what `rnncourse train text` made")
    write.add_argument("--prompt", default="", metavar="TEXT", help="what it goes on from")
    write.add_argument("--length", type=int, metavar="N", help="tokens that it writes (600 characters, 120 words)")
    write.add_argument("--temperature", type=float, default=0.8, metavar="T", help="below 1 safer, above wilder (0.8)")
    write.add_argument("--top-k", type=int, metavar="K", help="draw from the K likeliest tokens only")
    write.add_argument("--top-p", type=float, metavar="P", help="draw from the likeliest that reach P together")
    write.add_argument("--seed", type=int, metavar="N", help="the same number, the same text")

    surprise = command(surprise_text, "surprise", "show where a text surprises a model that you trained")
    surprise.add_argument("checkpoint", type=Path, metavar="CHECKPOINT", help="what `rnncourse train text` made")
    surprise.add_argument("file", metavar="FILE", help="the text")
    surprise.add_argument("--html", type=Path, metavar="PAGE", help="write a page that colours each token")
    surprise.add_argument("--encoding", default="utf-8", metavar="NAME", help="of FILE (utf-8)")


def train_text(chosen: argparse.Namespace) -> int:
    """Train on a text, or go on -> 0."""
    from rnncourse.textfiles.start import start

    names = ("level", "model", "tied", *_SETTINGS)
    given = {name: value for name in names if (value := getattr(chosen, name)) is not None}
    checkpoint = chosen.to or Path(f"{Path(chosen.file).stem}.safetensors")
    start(
        chosen.file,
        checkpoint,
        given,
        encoding=chosen.encoding,
        epochs=chosen.epochs,
        minutes=chosen.minutes,
        every=chosen.every,
        baseline=chosen.baseline,
        existing="resume" if chosen.resume else "restart" if chosen.restart else "",
        bar=_terminal(),
    )
    print(f"done: rnncourse write {shlex.quote(str(checkpoint))} --prompt …", flush=True)
    return 0


def write_text(chosen: argparse.Namespace) -> int:
    """Let a model write -> 0."""
    import numpy as np

    from rnncourse.models.saving import load_model
    from rnncourse.textfiles.write import harmless, unknown_in, written

    if chosen.seed is not None and chosen.seed < 0:
        raise ValueError(f"--seed: expected a number from 0 up, got {chosen.seed}")
    saved = load_model(chosen.checkpoint)
    prompt = os.fsencode(chosen.prompt).decode(errors="replace").replace("\r\n", "\n")
    if unknown := unknown_in(saved, prompt):
        shown = ", ".join(harmless(token) for token in unknown[:10])
        print(f"of the prompt, the model does not know: {shown}", file=sys.stderr, flush=True)
    cuts = {name: getattr(chosen, name) for name in ("temperature", "top_k", "top_p")}
    length = LENGTHS[saved.level] if chosen.length is None else chosen.length
    pieces = written(saved, prompt, length=length, rng=np.random.default_rng(chosen.seed), **cuts)
    print(harmless(prompt), end="", flush=True)
    for piece in pieces:
        print(harmless(piece), end="", flush=_terminal())
    print(flush=True)
    return 0


def surprise_text(chosen: argparse.Namespace) -> int:
    """Say how surprising a text is, and show where -> 0."""
    from tqdm import tqdm

    from rnncourse.files import atomic_write
    from rnncourse.models.saving import load_model
    from rnncourse.textfiles import page
    from rnncourse.textfiles.reading import TextFile
    from rnncourse.textfiles.surprise import Summary, Token, surprises

    text = TextFile(chosen.file, chosen.encoding)
    saved = load_model(chosen.checkpoint)
    if chosen.html is not None:
        _check_page(chosen.html, text.path, chosen.checkpoint)
    colours = _terminal() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    most = max(SHOWN["page"] if chosen.html else 0, SHOWN["terminal"] if colours else 0)
    summary, shown = Summary(), list[Token]()
    with tqdm(total=text.size, unit="B", unit_scale=True, disable=not _terminal(), leave=False, file=sys.stdout) as bar:
        for token in surprises(saved, text.texts()):
            bar.update(len(token.space) + len(token.text))
            summary.add(token)
            if len(shown) < most:
                shown.append(token)
    if not summary.tokens:
        raise ValueError(f"{text.name}: expected a text of two tokens or more, got fewer; give a longer one")
    if colours:
        print("".join(page.coloured(shown[: SHOWN["terminal"]])), page.terminal_legend(), sep="\n")
    unit = {"char": "characters", "word": "words"}[saved.level]
    figures = page.FIGURES.format(summary.perplexity, summary.bits / summary.tokens)
    print(f"{text.name}: {summary.tokens:,} {unit}, {figures}; {summary.unknown:,} unknown to the model")
    for bits, before, found in summary.listed[:5]:
        print(f"{bits:6.1f} bits  …{_line(before)}[{_line(found)}]")
    if chosen.html is not None:
        cut = summary.tokens + 1 > len(shown)
        notes = (f"Shown are the first {len(shown):,} tokens; the figures are of all.",) if cut else ()
        atomic_write(chosen.html, page.page(shown, summary, page.About(text.path.name, chosen.checkpoint.name, notes)))
        print(f"the page: {chosen.html}")
    return 0


def _check_page(page: Path, *others: Path) -> None:
    if page.is_dir() or not page.absolute().parent.is_dir():
        raise ValueError(f"--html: expected the name of a file in a folder that exists, got {page}; page.html, say")
    if page.resolve() in [other.resolve() for other in others]:
        raise ValueError(f"--html: expected a name that replaces neither text nor model, got {page}; page.html, say")


def _line(text: str) -> str:
    from rnncourse.textfiles.write import harmless

    return harmless(text).replace("\n", "↵")


def _terminal() -> bool:
    return sys.stdout.isatty()
