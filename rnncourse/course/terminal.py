"""What a command owes its terminal: one line at most when it is stopped, and the exit status that shells expect.

| what comes | status |
|---|---|
| Ctrl-C (SIGINT) | 130 |
| SIGTERM | 143 |
| the terminal is closed (SIGHUP) | 129 |
| nobody reads on (`rnncourse progress | head`) | 141 |
| the output cannot be written (a full disk), any other error of the system | 2 |

A signal raises SystemExit where the program is, so that what it began ends with it. The same signal once more ends it
at once. A letter that the terminal lacks is shown as a question mark.
"""

import contextlib
import os
import signal
import sys
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

CANNOT, INTERRUPTED, NOBODY_READS = 2, 130, 141
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")


def carry_out(act: Callable[[], int], *, program: bool) -> int:
    """Carry out a command.

    Parameters
    ----------
    act : the command; gives its exit status
    program : this process is the command's alone, so signals are answered and closed streams are opened

    Returns
    -------
    int
        The exit status.

    Raises
    ------
    SystemExit
        From argparse, or after a signal.
    """
    if program:
        _open_streams()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        with _signals_answered() if program else contextlib.nullcontext():
            try:
                return act()
            finally:
                sys.stdout.flush()
    except ValueError as error:
        complain(error)
        return CANNOT
    except KeyboardInterrupt:
        _close_bars()
        return INTERRUPTED
    except OSError as error:
        return _of_the_system(error)


def complain(error: object, label: str = "rnncourse:") -> None:
    """Print an error in a line of its own, below a progress bar that is being drawn."""
    _close_bars()
    with contextlib.suppress(OSError):  # nobody hears it: the exit status tells
        print(label, error, file=sys.stderr, flush=True)


def _of_the_system(error: OSError) -> int:
    lost = _output_is_lost()
    if isinstance(error, BrokenPipeError) and lost:
        return NOBODY_READS
    reason = error.strerror or str(error)
    where = f"{error.filename}: " if error.filename is not None else ""
    complain(f"the output could not be written: {reason}" if lost else f"{where}{reason}")
    return CANNOT


def _output_is_lost() -> bool:
    """Whether standard output takes no more; then what waits to be written is dropped."""
    try:
        sys.stdout.flush()
    except OSError:
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True
    return False


def _close_bars() -> None:
    """End the lines of progress bars; a bar is drawn without a line end."""
    if tqdm := getattr(sys.modules.get("tqdm"), "tqdm", None):
        for bar in list(getattr(tqdm, "_instances", ())):
            with contextlib.suppress(OSError):
                bar.close()


def _open_streams() -> None:
    """Open what was closed (`>&-`), so that no file that the command opens is taken for its output."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            with contextlib.suppress(OSError):
                descriptor = os.open(os.devnull, os.O_RDONLY if name == "stdin" else os.O_WRONLY)
                if descriptor != number:
                    os.dup2(descriptor, number)
                    os.close(descriptor)
            setattr(sys, name, open(number, "r" if name == "stdin" else "w", encoding="utf-8", closefd=False))


@contextlib.contextmanager
def _signals_answered() -> Iterator[None]:
    """Signals end the block in order; when it is over they end the process, without a word."""
    numbers = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    ours = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]  # as nohup wants it
    for number in ours:
        signal.signal(number, _end)
    try:
        yield
    finally:
        for number in ours:
            if signal.getsignal(number) is _end:  # JupyterLab has handlers of its own
                signal.signal(number, signal.SIG_DFL)


def _end(number: int, frame: FrameType | None) -> Any:
    signal.signal(number, signal.SIG_DFL)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise SystemExit(128 + number)
