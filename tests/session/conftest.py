"""A Jupyter server, started as a learner starts it, for the length of a test."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OWN_GROUP = {"start_new_session": True} if os.name == "posix" else {}


@pytest.fixture
def serve(tmp_path):
    """A function that starts the server that command(port) makes; it returns the address and the token."""
    with contextlib.ExitStack() as stack:

        def start(command, *, cwd=ROOT, env=os.environ):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            token = secrets.token_hex(16)
            log = stack.enter_context(open(tmp_path / "server.log", "wb"))
            environment = {**env, "JUPYTER_TOKEN": token}
            process = subprocess.Popen(
                command(port), cwd=cwd, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **OWN_GROUP
            )
            stack.callback(stop, process)
            address = f"http://127.0.0.1:{port}"
            wait_until_up(f"{address}/api/status?token={token}", process, tmp_path / "server.log")
            return address, token

        yield start


def stop(process):
    """End the server and, where make started it, all that make started."""
    end = partial(os.killpg, process.pid) if OWN_GROUP else process.send_signal
    with contextlib.suppress(ProcessLookupError):
        end(signal.SIGTERM)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def wait_until_up(url, process, log, seconds=90):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(url, timeout=5).close()
            return
        time.sleep(0.3)
    pytest.fail(f"the server did not come up:\n{log.read_text()[-3000:]}")
