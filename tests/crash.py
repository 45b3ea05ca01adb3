"""A fault at every system call by which an action changes the disk, and what is left of it.

    def check(folder, end):       # what an action that ended so has left; then the next command, and what that left
        assert (folder / "a.txt").read_text() in ("old", "new")

    tally = try_faults(template, lambda folder: atomic_write(folder / "a.txt", "new"), check)
    tally.points, tally.scenarios  # calls that change the disk, times that the action was broken off

The action runs in a forked child, each time in a fresh copy of the folder `template`; `check` runs in this process.
`tried(name, tally)` prints the figures; `python -m tests.crash [-k NAME]` runs all tests of this kind at length.

Faults (FAULTS): the process dies before a call, in the middle of a write, or after the last call, and of what was
written and not brought to the disk by fsync all is kept, half, or nothing; a call fails with ENOSPC, EIO or EPERM, once
or from there on; Ctrl-C arrives before a call or after it. USUAL are fewer, for `make test`. `Meanwhile(name, act)` is
no fault: at the point another program does something (`act(folder)`), and the action goes on.

What the model leaves out: names appear and vanish in the order of the calls, as on a file system with a journal. Writes
are seen that go through `open`, `io`, `pathlib`, `os`, `shutil` and `tempfile`; compiled code that writes to a file by
itself is not. Only where processes can fork (`needs_fork` skips a test elsewhere).
"""

import errno
import json
import os
import select
import shutil
import signal
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.disk import WRAPPED, Call, Disk

LONG = "RNNCOURSE_CRASH_LONG" in os.environ
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="a child process is forked at every point")
PATIENCE = 30  # seconds that an action may take
GROWS = {"open", "write", "mkdir", "link", "symlink", "truncate", "ftruncate"}  # what a full disk refuses
FORBIDDEN = GROWS - {"write"} | {"rename", "replace", "unlink", "remove", "rmdir", "chmod", "utime"}


@dataclass(frozen=True)
class End:
    """How an action ended: "died", "raised" or "returned"; the call and the fault; what it said or raised."""

    how: str
    point: int
    fault: str
    calls: tuple[str, ...]
    error: str = ""  # the type of what was raised
    said: str = ""  # str() of what it returned or raised
    loses: tuple[bool, ...] = ()  # for each call: whether what was written before it is not yet on the disk
    struck: bool = True  # whether the point was reached

    def __str__(self) -> str:
        call = self.calls[self.point - 1] if self.point <= len(self.calls) else "the end"
        return f"point {self.point}, {call}: {self.fault}; {self.how} {self.error} {self.said}"


@dataclass(frozen=True)
class Tally:
    points: int
    scenarios: int


@dataclass(frozen=True)
class Fault:
    """What happens at a point; `where` are the names of the calls for which it makes sense (none: all)."""

    name: str
    where: frozenset[str] = frozenset()

    def before(self, disk: Disk) -> None:
        """At the point, before the call."""

    def after(self, disk: Disk) -> None:
        """At the point, when the call has acted."""

    def later(self, disk: Disk, call: Call) -> None:
        """Before each call behind the point."""

    def finish(self, disk: Disk) -> None:
        """At the end, if the point lies behind the last call."""


@dataclass(frozen=True)
class Dies(Fault):
    keeps: float = 1.0  # share of what is not yet on the disk

    def before(self, disk: Disk) -> None:
        disk.die(self.keeps)

    finish = before


class DiesWriting(Dies):
    """Half of what is to be written is."""

    def before(self, disk: Disk) -> None:
        disk.torn = True


@dataclass(frozen=True)
class Fails(Fault):
    number: int = errno.EIO
    for_good: bool = False

    def before(self, disk: Disk) -> None:
        raise OSError(self.number, os.strerror(self.number))

    def later(self, disk: Disk, call: Call) -> None:
        if self.for_good and (not self.where or call.name in self.where):
            self.before(disk)


@dataclass(frozen=True)
class Interrupted(Fault):
    late: bool = False

    def before(self, disk: Disk) -> None:
        if not self.late:
            raise KeyboardInterrupt

    def after(self, disk: Disk) -> None:
        if self.late:
            raise KeyboardInterrupt


@dataclass(frozen=True)
class Meanwhile(Fault):
    act: Callable[[Path], object] = print

    def before(self, disk: Disk) -> None:
        with disk.unseen():
            self.act(disk.root)


DEATHS = (
    Dies("dies"),
    Dies("dies and loses half", keeps=0.5),
    Dies("dies and loses all", keeps=0.0),
    DiesWriting("dies in the middle", frozenset({"write"})),
)
FAILURES = (
    Fails("the disk is full", frozenset(GROWS), errno.ENOSPC),
    Fails("the disk stays full", frozenset(GROWS), errno.ENOSPC, for_good=True),
    Fails("an input/output error", number=errno.EIO),
    Fails("input/output errors from here on", number=errno.EIO, for_good=True),
    Fails("not permitted", frozenset(FORBIDDEN), errno.EPERM),
    Fails("not permitted from here on", frozenset(FORBIDDEN), errno.EPERM, for_good=True),
)
INTERRUPTIONS = (
    Interrupted("Ctrl-C before it"),
    Interrupted("Ctrl-C after it", frozenset({*WRAPPED, "open"} - {"write"}), late=True),
)
FAULTS = DEATHS + FAILURES + INTERRUPTIONS
# In `make test` those that find most: a failure that lasts is worse than one that passes.
USUAL = FAULTS if LONG else (*DEATHS, FAILURES[1], FAILURES[3], INTERRUPTIONS[1])


def try_faults(
    template: Path,
    action: Callable[[Path], object],
    check: Callable[[Path, End], object],
    faults: Sequence[Fault] = USUAL,
    prepare: Callable[[Path], object] = lambda folder: None,
) -> Tally:
    """Run an action with each fault at each point, in a fresh copy of `template` beside it, and check what is left.

    action : gets the folder; it runs in a child, so what it changes in memory is gone. It should take the same road
        each time (seeded, no clock).
    check : gets the folder and how the action ended; an AssertionError of it is told with the point.
    prepare : gets the fresh copy before the action does, in this process: to open a file as an editor does, say.
    """
    folder = template.with_name(f"{template.name}-tried")
    prepare(fresh_copy(template, folder))
    dry = run_with(folder, action)
    assert dry.how == "returned", f"without a fault it should get through: {dry}"
    scenarios = 0
    for point, call in enumerate([*dry.calls, "end()"], start=1):
        for fault in faults:
            name = call.partition("(")[0]
            if name == "end" and not isinstance(fault, Dies) or fault.where and name not in fault.where:
                continue
            if isinstance(fault, Dies) and fault.keeps < 1 and not dry.loses[point - 1]:
                continue  # the same as dying
            prepare(fresh_copy(template, folder))
            end = run_with(folder, action, point, fault)
            scenarios += 1
            try:
                check(folder, end)
            except BaseException as error:
                error.add_note(str(end))
                raise
    shutil.rmtree(folder)
    return Tally(len(dry.calls), scenarios)


def run_with(folder: Path, action: Callable[[Path], object], point: int = 0, fault: Fault | None = None) -> End:
    """Run an action once in a child process, in this folder, with a fault at a point (the first is 1; 0: none)."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of forking a process with threads
        child = os.fork()
    if not child:
        try:
            signal.signal(signal.SIGALRM, signal.SIG_DFL)
            signal.alarm(PATIENCE)
            Disk(folder, writing, point, fault).run(action)
        finally:
            os._exit(99)
    os.close(writing)
    with open(reading, "rb") as pipe:
        select.select([pipe], [], [], PATIENCE + 5)
        report = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert report and status == 0, f"the child ended with status {status} at point {point} ({fault and fault.name})"
    told = {name: tuple(value) if isinstance(value, list) else value for name, value in json.loads(report).items()}
    return End(point=point, fault=fault.name if fault else "nothing", **told)


def fresh_copy(template: Path, folder: Path) -> Path:
    """The folder, made anew as a copy of another, with its links, hard links and times."""
    shutil.rmtree(folder, ignore_errors=True)
    copied: dict[int, Path] = {}

    def copy(source: str, target: str) -> None:
        inode = os.lstat(source).st_ino
        if inode in copied:
            os.link(copied[inode], target)
        else:
            copied[inode] = Path(shutil.copy2(source, target, follow_symlinks=False))

    return Path(shutil.copytree(template, folder, symlinks=True, copy_function=copy))


def tried(name: str, tally: Tally) -> None:
    """Print the figures of a scenario (pytest shows them with -s or -rP)."""
    print(f"\n{name}: {tally.points} points, {tally.scenarios} scenarios", flush=True)


def main() -> int:
    """Run every test that uses this module at length, and print its figures."""
    here = Path(__file__).parent
    os.environ["RNNCOURSE_CRASH_LONG"] = "1"
    paths = [str(path) for path in sorted(here.rglob("test_*.py")) if "tests.crash import" in path.read_text("utf-8")]
    return pytest.main(["-q", "-s", *paths, *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
