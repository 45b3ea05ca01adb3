"""One call of the package under limits, and the verdict on how it ended.

A drive makes calls: of functions with odd arguments, of readers with damaged files. What may come of a call is a right
result, or a ValueError of the package's own that names what it refuses. All else is a finding.
"""

import contextlib
import io
import re
import signal
import sys
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

import rnncourse

PACKAGE = Path(rnncourse.__file__).resolve().parent
SECONDS = 10.0  # a call that takes longer hangs
BYTES = 2**31  # what a call may take besides what the process has
RIGHT, REFUSED = "right", "refused"


class Call(NamedTuple):
    """One call that a drive has made up.

    module : the module that is called, under which the call is counted
    text : what is called and with what, for a reader
    run : does it, and raises what it raises; `Wrong` where the result is not right
    names : what a refusal may begin with, such as the names of arguments; none: anything
    file : of a reader: what a refusal has to name, the file, before it says what to do
    """

    module: str
    text: str
    run: Callable[[], object]
    names: frozenset[str] = frozenset()
    file: str = ""


Drive = Callable[[np.random.Generator], Call]


class Wrong(Exception):
    """A call returned what it must not: its arguments are `kind` of finding, then the detail."""


class Hang(BaseException):
    """The time of a call is over."""


class Verdict(NamedTuple):
    """How a call ended: right, refused, or the kind of a finding with its detail."""

    module: str
    text: str
    kind: str
    detail: str = ""

    @property
    def is_finding(self) -> bool:
        return self.kind not in (RIGHT, REFUSED)


def verdict(call: Call, seconds: float = SECONDS) -> Verdict:
    """Run a call under its limits, warnings as errors, its output thrown away; no exception but a Ctrl-C gets out."""
    try:
        with time_limit(seconds), warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
            warnings.simplefilter("error")
            # Fonts differ from machine to machine.
            warnings.filterwarnings("ignore", message=r"Glyph .* missing from font|Matplotlib currently does not")
            call.run()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever a call may raise is what is looked for
        return Verdict(call.module, call.text, *judge(error, call.names, call.file))
    return Verdict(call.module, call.text, RIGHT)


def judge(error: BaseException, names: frozenset[str] = frozenset(), file: str = "") -> tuple[str, str]:
    """The kind and the detail of what a call raised."""
    message = str(error)
    if isinstance(error, Wrong):
        return error.args[0], error.args[1]
    if isinstance(error, Hang):
        return "hang", f"{message}, at {place_of(error)}"
    if isinstance(error, MemoryError):
        return "memory", f"{message:.200}, at {place_of(error)}"
    if isinstance(error, ValueError):
        if not raised_by_package(error):
            return "foreign ValueError", f"{message:.300}, at {place_of(error)}"
        if file:
            told = file in message and "; " in message and len(message) <= 1000 and message.isprintable()
            return (REFUSED, message) if told else ("message", f"{message:.300}")
        found = re.match(r"((?:[\w.]+(?:\[[^\]]*\])*(?:, )?)+): ", message)
        if found is None or "expected" not in message or len(message) > 1000:
            return "message", f"{message:.300}"
        first = re.split(r"[.\[,]", found[1])[0]
        if names and first not in names:
            return "message", f"names no argument: {message:.300}"
        return REFUSED, message
    return type(error).__name__, f"{message:.300}, at {place_of(error)}"


def raised_by_package(error: BaseException) -> bool:
    """Whether a `raise` of the package's own made the error."""
    frames = traceback.extract_tb(error.__traceback__)
    return bool(frames) and PACKAGE in Path(frames[-1].filename).parents


def place_of(error: BaseException) -> str:
    """The last line of the package on the way to the error."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if PACKAGE in Path(frame.filename).parents] or frames
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "?"


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise Hang in the block after so many seconds (where the system has such a timer, so not on Windows)."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def over(*_: object) -> None:
        raise Hang(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def limit_memory(extra: int = BYTES) -> None:
    """Let this process take so many bytes more than it has now (on Linux; elsewhere there is no limit)."""
    if not sys.platform.startswith("linux"):
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text().split()[0])
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = pages * resource.getpagesize() + extra
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


class Figures:
    """How many calls each module had, and how they ended."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}

    def add(self, module: str, kind: str) -> None:
        self.counts.setdefault(module, Counter())[kind] += 1

    def table(self) -> str:
        """A row for each module: calls, right results, refusals, findings by their kind; then the sums."""
        rows = [*sorted(self.counts.items()), ("all", sum(self.counts.values(), Counter()))]
        lines = [f"{'':34} {'calls':>8} {'right':>8} {'refused':>8} {'findings':>8}"]
        for module, count in rows:
            kinds = {kind: n for kind, n in count.items() if kind not in (RIGHT, REFUSED)}
            named = "  " + ", ".join(f"{kind} {n}" for kind, n in sorted(kinds.items())) if kinds else ""
            figures = count.total(), count[RIGHT], count[REFUSED], sum(kinds.values())
            lines.append(f"{module:34}" + "".join(f" {n:8}" for n in figures) + named)
        return "\n".join(lines)
