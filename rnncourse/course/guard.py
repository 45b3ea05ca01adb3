"""What an answer may not do while it runs: Python's audit events, refused one by one.

An answer that deletes files, starts programs, opens connections or signals to other processes raises `Refused` there,
and nothing has happened. One that opens a notebook of the course or looks into the frames of its callers, where the
expected values are, has spoilt its verdict besides, even if it catches the exception.

This keeps a slip from doing harm and an easy trick from gaining points. It is no box: the hook sees what Python tells
it, not what compiled code does by itself, and somebody determined gets round it. Answers of people one does not trust
belong into a box of the operating system.
"""

import contextlib
import os
import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

_PROGRAMS = {
    *("os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.fork", "os.forkpty", "os.startfile", "os.startfile/2"),
    *("subprocess.Popen", "pty.spawn", "_winapi.CreateProcess"),
}
_CONNECTIONS = {
    *("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo"),
    *("socket.gethostbyname", "socket.gethostbyaddr", "urllib.Request"),
}
_LIMITS = {"resource.prlimit", "resource.setrlimit", "sys.addaudithook", "sys.settrace", "sys.setprofile"}
_REGISTRY = {"winreg.SetValue", "winreg.CreateKey", "winreg.DeleteKey", "winreg.DeleteValue", "winreg.LoadKey"}
# Events of one path or two, with the places of paths and of the folders' descriptors among the event's arguments.
_CHANGES: dict[str, tuple[tuple[int, int | None], ...]] = {
    "os.mkdir": ((0, 2),),
    "os.remove": ((0, 1),),
    "os.rmdir": ((0, 1),),
    "os.rename": ((0, 2), (1, 3)),
    "os.link": ((0, 2), (1, 3)),
    "os.symlink": ((1, 2),),
    "os.truncate": ((0, None),),
    "os.chmod": ((0, 2),),
    "os.chown": ((0, 3),),
    "os.utime": ((0, 3),),
    "os.setxattr": ((0, None),),
    "os.removexattr": ((0, None),),
    "os.chflags": ((0, None),),
    "shutil.rmtree": ((0, None),),
    "shutil.move": ((0, None), (1, None)),
    "sqlite3.connect": ((0, None),),
}
_OBJECTS = {"gc.get_objects", "gc.get_referrers", "gc.get_referents"}
_FRAMES = {"sys._getframe", "sys._current_frames", "sys._current_exceptions"}
_HOLD_A_FRAME = {"tb_frame", "gi_frame", "cr_frame", "ag_frame"}
_INSIDE = {"__code__", "__defaults__", "__kwdefaults__"}
_HARMLESS = {"import", "compile", "exec", "os.listdir", "os.scandir", "marshal.loads"}  # frequent, so first
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class Refused(PermissionError):
    """Something that an answer may not do."""


class Guard(NamedTuple):
    """open() is a block in which everything is allowed; spoilt() tells what the answer did that leaves no verdict."""

    open: Callable[[], contextlib.AbstractContextManager[None]]
    spoilt: Callable[[], str | None]


def guard(scratch: str, lessons: str) -> Guard:
    """Refuse from now on, for the rest of this process, what an answer may not do.

    Parameters
    ----------
    scratch : the only folder in which files may be made, changed and deleted
    lessons : the folder of the lessons with their solutions
    """
    inside = os.path.realpath(scratch) + os.sep
    solutions = os.path.realpath(lessons) + os.sep
    installed = _installed()
    library = tuple(os.path.realpath(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib"))
    state: dict[str, Any] = {"open": False, "spoilt": None}
    busy: set[int] = set()
    realpath, ident, frame_of = os.path.realpath, threading.get_ident, sys._getframe

    def is_answers(frame: FrameType | None, *, through: Callable[[FrameType], bool]) -> bool:
        """Whether an answer asked, perhaps through functions that hand on what it asked for."""
        while frame is not None and through(frame):
            frame = frame.f_back
        return frame is None or not frame.f_code.co_filename.startswith(installed)

    def hands_frames_on(frame: FrameType) -> bool:
        file, name = os.path.split(frame.f_code.co_filename)[1], frame.f_code.co_name
        return file == "inspect.py" or (file == "traceback.py" and name in ("walk_stack", "walk_tb"))

    def is_of_the_library(frame: FrameType) -> bool:
        file = frame.f_code.co_filename
        return file.startswith(("<frozen ", *library)) and "site-packages" not in file

    def spoil(what: str) -> None:
        state["spoilt"] = state["spoilt"] or what
        raise Refused(f"an answer may not {what}")

    def changes(path: Any, descriptor: Any = None) -> None:
        if path == ":memory:":  # a data base without a file
            return
        place = _place(path, descriptor)
        if place is None or not (realpath(place) + os.sep).startswith(inside):
            raise Refused(f"an answer may not write, move or delete files outside its own temporary folder ({place})")

    def opens(path: Any, flags: Any) -> None:
        if isinstance(path, int):
            return
        place = os.fsdecode(path)
        real = realpath(place)
        if real.endswith(".ipynb") or real.startswith(solutions):
            spoil("open notebooks of the course")
        if isinstance(flags, int) and flags & _WRITING and place != os.devnull:
            changes(place)

    def decide(event: str, given: tuple[Any, ...]) -> None:
        if event == "open":
            opens(given[0], given[2])
        elif event in _CHANGES:
            if event == "os.link":
                opens(given[0], 0)
            for place, descriptor in _CHANGES[event]:
                changes(given[place], None if descriptor is None else given[descriptor])
        elif event in _PROGRAMS:
            raise Refused("an answer may not start other programs or processes")
        elif event in _CONNECTIONS:
            raise Refused("an answer may not use the network")
        elif event == "os.killpg" or (event == "os.kill" and given[0] != os.getpid()):
            raise Refused("an answer may not send signals to other processes")
        elif event in _LIMITS or event in _REGISTRY:
            raise Refused("an answer may not change the settings of the process or the system")
        elif event in _FRAMES or (event == "object.__getattr__" and given[1] in _HOLD_A_FRAME):
            if is_answers(frame_of(2), through=hands_frames_on):
                spoil("look into the frames of the code that calls it")
        elif event in _OBJECTS:
            if is_answers(frame_of(2), through=is_of_the_library):
                spoil("look for objects that are not its own")
        elif event == "object.__setattr__" and given[1] in _INSIDE:
            if is_answers(frame_of(2), through=lambda frame: False):
                spoil("change functions from inside")
        elif event.startswith("ctypes.") and is_answers(frame_of(2), through=is_of_the_library):
            raise Refused("an answer may not use ctypes")

    def hook(event: str, given: tuple[Any, ...]) -> None:
        if state["open"] or event in _HARMLESS or ident() in busy:
            return
        busy.add(ident())
        try:
            decide(event, given)
        finally:
            busy.discard(ident())

    @contextlib.contextmanager
    def open_() -> Iterator[None]:
        state["open"] = True
        try:
            yield
        finally:
            state["open"] = False

    _close_side_doors()
    sys.addaudithook(hook)
    return Guard(open_, lambda: state["spoilt"])


def _installed() -> tuple[str, ...]:
    """How the names of files begin whose code is not an answer's."""
    paths = {path for path in sys.path if os.path.isdir(path)} | {str(Path(__file__).parents[1])}
    return ("<frozen ", *sorted({name + os.sep for path in paths for name in (path, os.path.realpath(path))}))


def _place(path: Any, descriptor: Any) -> str | None:
    """The path that a call means; None where that cannot be told."""
    if isinstance(path, int):
        return _folder_of(path)
    path = os.fsdecode(path)
    if descriptor in (None, -1) or os.path.isabs(path):
        return path
    folder = _folder_of(descriptor)
    return None if folder is None else os.path.join(folder, path)


def _folder_of(descriptor: int) -> str | None:
    """The path of an open file: Linux has it in /proc, macOS in fcntl; elsewhere nobody can tell."""
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")
    except (OSError, AttributeError):
        pass
    try:
        import fcntl

        return os.fsdecode(fcntl.fcntl(descriptor, fcntl.F_GETPATH, bytes(1024)).rstrip(b"\0"))  # type: ignore[attr-defined]
    except (ImportError, AttributeError, OSError):
        return None


def _close_side_doors() -> None:
    """Replace what starts or signals to processes without telling."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise Refused("an answer may not start other programs or processes, nor signal to them")

    for module, name in (
        ("_posixsubprocess", "fork_exec"),
        ("signal", "pidfd_send_signal"),
        ("_signal", "pidfd_send_signal"),
    ):
        with contextlib.suppress(ImportError):
            if hasattr(door := __import__(module), name):
                setattr(door, name, refuse)
