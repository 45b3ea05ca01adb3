"""The process of an answer: its limits, and that it never outlives the command that began it.

On POSIX it leads a session of its own, which is stopped as a whole. Where the command itself is killed, Linux stops it
(prctl), macOS and others a thread of the answer's process that looks for its parent twice a second, Windows a job
object. Only Linux is tried by tests. A thread cannot look while compiled code holds the interpreter; then the limit of
processor time ends it. Processes that an answer begins are refused (guard.py) rather than counted: the system's limit
counts all those of a user, and none of root's.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from typing import Any

LARGEST_FILE = 100_000_000  # bytes of a file that an answer writes
_PR_SET_PDEATHSIG = 1
_KILL_ON_JOB_CLOSE, _EXTENDED_LIMITS = 0x2000, 9


def die_with(parent: int) -> None:
    """End this process as soon as its parent, whose id is given, has ended."""
    if sys.platform == "win32":
        return  # see adopt
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it has ended before this was asked for
            os._exit(1)
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def limit(seconds: float, memory: float) -> None:
    """Limit this process from here on: seconds of processor time, bytes of memory beyond what it has, sizes of files.

    Memory on Linux is what is private and writable, elsewhere the address space, where the system minds it at all
    (macOS does not). On Windows there are no such limits. A process ends with SIGXCPU when its time is over.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime + seconds) + 1
    _set_limit(resource.RLIMIT_CPU, until, until + 1)
    _set_limit(resource.RLIMIT_FSIZE, LARGEST_FILE, LARGEST_FILE)
    _set_limit(resource.RLIMIT_CORE, 0, 0)
    if sys.platform == "linux":
        bytes_now = _status("VmData")
        _set_limit(resource.RLIMIT_DATA, int(bytes_now + memory), int(bytes_now + memory))
    else:
        with contextlib.suppress(ImportError):
            import psutil

            largest = int(psutil.Process().memory_info().vms + memory)
            _set_limit(resource.RLIMIT_AS, largest, largest)


def _set_limit(what: int, soft: int, hard: int) -> None:
    import resource

    before = resource.getrlimit(what)[1]
    if before != resource.RLIM_INFINITY:
        soft, hard = min(soft, before), min(hard, before)
    with contextlib.suppress(ValueError, OSError):  # a system that does not know this limit
        resource.setrlimit(what, (soft, hard))


def _status(name: str) -> int:
    """A size of this process in bytes, from /proc; 0 where it is not told."""
    with contextlib.suppress(OSError), open("/proc/self/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    return 0


def adopt(process: subprocess.Popen[bytes]) -> Any:
    """On Windows put a new process into a job that ends with this one; keep what comes as long as it shall live."""
    if sys.platform != "win32":
        return None
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateJobObjectW.restype = ctypes.c_void_p
    job = kernel.CreateJobObjectW(None, None)
    # JOBOBJECT_EXTENDED_LIMIT_INFORMATION: 16 bytes of times, the flags, and the rest left at nothing.
    limits = (ctypes.c_uint32 * 36)()
    limits[4] = _KILL_ON_JOB_CLOSE
    kernel.SetInformationJobObject(ctypes.c_void_p(job), _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits))
    kernel.AssignProcessToJobObject(ctypes.c_void_p(job), ctypes.c_void_p(int(process._handle)))
    return job


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process, and on POSIX all of its session, and wait until it is gone."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(OSError):
        process.kill()
    process.wait()
