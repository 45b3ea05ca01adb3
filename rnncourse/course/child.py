"""The process in which a learner's answer runs; running.py begins it and waits for what it says.

What the answer could use is kept from it as long as it runs. Its check and a secret come from the parent when its top
level has run. No descriptor leads to the parent meanwhile: the process connects anew for the check and for the
verdict, which counts as "correct" only with the secret; and as soon as the verdict is out the process ends, without
exit hooks. What remains: both share one memory, and somebody determined finds a way in it. Answer and check would have
to live in two processes to close it, and no check could call an answer's function then.
"""

import json
import os
import socket
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rnncourse.course import processes
from rnncourse.course.guard import Guard, guard
from rnncourse.course.judging import Task, Verdict, judge

BEGAN = "began"  # a file in the scratch folder: from here on the answer is what runs


def main() -> None:
    """Read what to do from standard input, judge, tell the parent, end."""
    given = json.loads(sys.stdin.buffer.read())
    processes.die_with(given["parent"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    scratch, address, key = given["scratch"], given["address"], given["key"]
    guards: list[Guard] = []
    secret = ""
    ask, end, dumps = _ask, os._exit, json.dumps

    def begin() -> None:
        Path(scratch, BEGAN).touch()
        sys.dont_write_bytecode = True  # a module that the answer is the first to import would write its cache
        processes.limit(given["seconds"], given["memory"])
        guards.append(guard(scratch, given["lessons"]))

    def check() -> str:
        nonlocal secret
        with guards[0].open():
            came = json.loads(ask(address, dumps({"key": key, "ask": "check"})))
        secret = came["secret"]
        return str(came["check"])

    verdict = judge(Task(**given["task"]), check, begin)
    if guards and (what := guards[0].spoilt()):
        verdict = Verdict("unchecked", f"could not be judged: an answer may not {what}", "tampering")
    if guards:
        with guards[0].open():
            ask(address, dumps({"key": key, "secret": secret, "verdict": asdict(verdict)}))
    else:
        ask(address, dumps({"key": key, "secret": secret, "verdict": asdict(verdict)}))
    end(0)


def _ask(address: Any, text: str) -> bytes:
    """Connect to the parent, send a text, take what it answers."""
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    with socket.socket(family) as connection:
        connection.connect(address if isinstance(address, str) else tuple(address))
        connection.sendall(text.encode())
        connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(1 << 16):
            parts.append(part)
    return b"".join(parts)
