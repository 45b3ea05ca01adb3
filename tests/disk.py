"""The disk as an action sees it: every call that changes something in a folder is counted and can be disturbed.

Made for the child processes of tests/crash.py: what it replaces in `os`, `io` and `builtins` is never put back.
"""

import builtins
import contextlib
import io
import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

# Functions of os, and how many of their first arguments are paths or descriptors.
WRAPPED = {"link": 2, "symlink": 2, "rename": 2, "replace": 2}
WRAPPED |= dict.fromkeys(("unlink", "remove", "rmdir", "mkdir", "chmod", "fchmod", "utime", "truncate", "ftruncate"), 1)
WRAPPED |= dict.fromkeys(("write", "pwrite", "writev", "fsync", "fdatasync", "close"), 1)
_OPEN = io.open


@dataclass(frozen=True)
class Call:
    """A call that changes the disk: the function's name, and the places in the folder that it names."""

    name: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.places)})"


class Fault(Protocol):
    """What happens at a point."""

    def before(self, disk: "Disk") -> None:
        """At the point, before the call."""

    def after(self, disk: "Disk") -> None:
        """At the point, when the call has acted."""

    def later(self, disk: "Disk", call: Call) -> None:
        """Before each call behind the point."""

    def finish(self, disk: "Disk") -> None:
        """At the end, if the point lies behind the last call."""


class Disk:
    """The disk as the child sees it: every call that changes something below `root` goes through `perform`."""

    def __init__(self, root: Path, report: int, point: int, fault: Fault | None) -> None:
        self.root, self.report, self.point, self.fault = Path(os.path.realpath(root)), report, point, fault
        self.calls: list[str] = []
        self.loses: list[bool] = []
        self.safe: dict[int, int] = {}  # of each file written to: how many of its first bytes are on the disk
        self.names: dict[int, str] = {}  # of descriptors
        self.reading: set[int] = set()  # those through which nothing changes
        self.seen, self.torn = True, False
        self.real = {name: getattr(os, name) for name in (*WRAPPED, "open") if hasattr(os, name)}

    def run(self, action: Callable[[Path], object]) -> None:
        for name, count in WRAPPED.items():
            if name in self.real:
                setattr(os, name, self.wrapped(name, count))
        os.open = self.os_open
        builtins.open = io.open = self.open
        shutil._USE_CP_SENDFILE = shutil._HAS_FCOPYFILE = False  # copies go through `open`
        told = {"how": "returned"}
        try:
            told["said"] = str(action(self.root))
        except BaseException as error:
            told = {"how": "raised", "error": type(error).__name__, "said": str(error)}
        if self.fault and self.point == len(self.calls) + 1:
            self.fault.finish(self)
        self.loses.append(bool(self.unsaved()))
        self.end(**told)

    def end(self, **told: Any) -> None:
        struck = len(self.calls) >= self.point
        report = json.dumps(told | {"calls": self.calls, "loses": self.loses, "struck": struck}).encode()
        while report:
            report = report[self.real["write"](self.report, report) :]
        os._exit(0)

    def die(self, keeps: float) -> None:
        for path, safe, size in self.unsaved():
            self.real["truncate"](path, safe + int(keeps * (size - safe)))
        self.end(how="died")

    def unsaved(self) -> list[tuple[str, int, int]]:
        """Files with bytes that are not on the disk: path, how many are, size."""
        paths = [os.path.join(folder, name) for folder, _, names in os.walk(self.root) for name in names]
        sizes = [(path, stat := os.lstat(path), self.safe.get(stat.st_ino, stat.st_size)) for path in paths]
        return [(path, safe, stat.st_size) for path, stat, safe in sizes if safe < stat.st_size]

    @contextlib.contextmanager
    def unseen(self):
        self.seen, before = False, self.seen
        try:
            yield
        finally:
            self.seen = before

    def perform(self, call: Call, act: Callable[[], Any]) -> Any:
        """Do what a call does, with the fault at its point."""
        self.calls.append(str(call))
        self.loses.append(bool(self.unsaved()))
        here = self.fault is not None and self.point == len(self.calls)
        if here:
            self.fault.before(self)
        elif self.fault is not None and self.point < len(self.calls):
            self.fault.later(self, call)
        result = act()
        if here:
            self.fault.after(self)
        return result

    def place(self, target: Any, folder: int | None = None) -> str | None:
        """A path or descriptor as seen from the root; None where it lies elsewhere."""
        if isinstance(target, int):
            path = self.names.get(target)
        else:
            path = os.path.join(self.names.get(folder, "/") if folder is not None else "", os.fsdecode(target))
        if path is None or not self.seen:
            return None
        parent, name = os.path.split(os.path.abspath(path))
        path = os.path.join(os.path.realpath(parent), name)
        inside = path == str(self.root) or path.startswith(f"{self.root}{os.sep}")
        return os.path.relpath(path, self.root) if inside else None

    def wrapped(self, name: str, count: int) -> Callable[..., Any]:
        real = self.real[name]

        def call(*args: Any, **kwargs: Any) -> Any:
            folders = [kwargs.get("dir_fd")] * 2
            if "src_dir_fd" in kwargs or "dst_dir_fd" in kwargs:
                folders = [kwargs.get("src_dir_fd"), kwargs.get("dst_dir_fd")]
            places = tuple(filter(None, map(self.place, args[:count], folders)))
            if not places or (name == "close" and args[0] in self.reading):
                if name == "close":
                    self.names.pop(args[0], None)
                    self.reading.discard(args[0])
                return real(*args, **kwargs)
            return self.perform(Call(name, places), lambda: self.act(name, real, *args, **kwargs))

        return call

    def act(self, name: str, real: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """The call itself, and what it means for what is on the disk."""
        target = args[0]
        if name in ("write", "writev", "pwrite"):
            self.written(target, args[2] if name == "pwrite" else os.lseek(target, 0, os.SEEK_CUR))
            if self.torn and name == "write":
                real(target, bytes(args[1])[: len(args[1]) // 2])
                self.die(1.0)
        elif name in ("truncate", "ftruncate"):
            self.written(target, args[1])
        if name in ("fsync", "fdatasync"):  # counted as done, and not waited for
            self.safe[os.fstat(target).st_ino] = os.fstat(target).st_size
            return None
        result = real(*args, **kwargs)
        if name == "close":
            self.names.pop(target, None)
        return result

    def written(self, target: Any, offset: int) -> None:
        stat = os.stat(target)
        self.safe[stat.st_ino] = min(self.safe.get(stat.st_ino, stat.st_size), stat.st_size, offset)

    def os_open(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        place = self.place(path, dir_fd)

        def act() -> int:
            handle = self.real["open"](path, flags, mode, dir_fd=dir_fd)
            if place is not None:
                self.names[handle] = os.path.join(self.root, place)
                self.reading |= set() if changes else {handle}
            if flags & os.O_TRUNC:
                self.written(handle, 0)
            return handle

        changes = flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        return self.perform(Call("open", (place,)), act) if place is not None and changes else act()

    def open(self, file: Any, mode: str = "r", buffering: int = -1, encoding=None, errors=None, newline=None, *more):
        if not set(mode) & set("wax+") or self.place(file) is None:
            return _OPEN(file, mode, buffering, encoding, errors, newline, *more)
        raw = _File(self, file, mode.replace("b", "").replace("t", ""), *more)
        if buffering == 0:
            return raw
        binary = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return binary if "b" in mode else io.TextIOWrapper(binary, encoding or "utf-8", errors, newline)


class _File(io.FileIO):
    """A file whose opening, writing, truncating and closing are calls of a Disk."""

    def __init__(self, disk: Disk, file: Any, mode: str, closefd: bool = True, opener: Any = None) -> None:
        self.disk, self.place = disk, disk.place(file)
        if isinstance(file, int):  # it has been opened by os.open
            super().__init__(file, mode, closefd)
            return
        disk.perform(Call("open", (self.place,)), lambda: super(_File, self).__init__(file, mode, closefd, opener))
        disk.names[self.fileno()] = os.path.join(disk.root, self.place)
        if "w" in mode:
            disk.written(self.fileno(), 0)

    def write(self, data: Any) -> int:
        return self._perform("write", super().write, self.fileno(), data)

    def truncate(self, size: int | None = None) -> int:
        return self._perform("ftruncate", super().truncate, self.fileno(), self.tell() if size is None else size)

    def close(self) -> None:
        try:
            if not self.closed and self.fileno() in self.disk.names:
                self._perform("close", super().close, self.fileno())
        finally:  # also where closing fails
            super().close()

    def _perform(self, name: str, real: Callable[..., Any], handle: int, *args: Any) -> Any:
        def act() -> Any:
            return self.disk.act(name, lambda handle, *args: real(*args), handle, *args)

        return self.disk.perform(Call(name, (self.place,)), act) if self.disk.seen else real(*args)
