"""One file over HTTP: no more bytes than are registered, no longer than it may take, and on from where it broke off."""

import contextlib
import http.client
import socket
import ssl
import sys
import threading
import urllib.error
import urllib.request
from typing import Any, BinaryIO
from urllib.parse import urlsplit

from tqdm import tqdm

STALL = 30.0  # seconds without a byte after which nothing more is expected
GRACE, PACE = 60.0, 20_000  # a download may take that many seconds, and one more for each so many bytes
_CHUNK = 2**16
_PAGE = (b"<!doctype html", b"<html", b"<head", b"<script")
_LATER = "try again later"
_NETWORK = "check the network"


class Broken(Exception):
    """The download ended before its time: the message says why, `remedy` what to do before the next try."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(reason)
        self.remedy = remedy


def download(url: str, file: BinaryIO, *, name: str, size: int, at_most: int, progress: bool) -> None:
    """Fetch what lies at `url` to the end of `file`, which may hold its beginning from an earlier try.

    Parameters
    ----------
    file : open for reading and appending; what it holds is asked for no more, if the server can leave it out
    name : what to call it on the screen
    size : bytes that are expected
    at_most : bytes after which it cannot be the file any more
    progress : show a bar on stderr, or a line where that is no terminal

    Raises
    ------
    Broken
        No network, an answer that is no file, too many bytes, too slow. What has come stays in `file`.
    OSError
        The disk is full, or does not take it otherwise.
    """
    start = file.seek(0, 2)
    seconds = GRACE + size / PACE
    with _shown(name, url, size, start, progress) as bar, _Limit(seconds) as limit:
        try:
            answer, start = _asked(limit.opener(), url, start)
            file.truncate(start)
            bar.update(start - bar.n)
            with contextlib.closing(answer):
                _copy(answer, file, start, at_most, bar)
        except Broken:
            if not limit.reached:
                raise
        if limit.reached:
            raise Broken(f"it took longer than {seconds:.0f} s", _LATER)


def _asked(opener: urllib.request.OpenerDirector, url: str, start: int) -> tuple[Any, int]:
    """Ask for the file from byte `start` on -> the answer, and the byte that it begins with."""
    headers = {"User-Agent": "rnncourse", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    try:
        answer = opener.open(urllib.request.Request(url, headers=headers), timeout=STALL)
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 416 and start:  # there is nothing behind what has come, or the file is another by now
            return _asked(opener, url, 0)
        raise _refused(error) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _unreached(error) from None
    return answer, start if answer.status == 206 else 0


def _copy(answer: Any, file: BinaryIO, start: int, at_most: int, bar: Any) -> None:
    came = start
    declared = answer.headers.get("Content-Length", "")
    whole = start + int(declared) if declared.isdecimal() and len(declared) < 16 else None
    while chunk := _next(answer):
        if came == 0 and _is_page(answer, chunk):
            raise Broken(
                "the network answers with a web page instead of the file: a login is probably needed",
                "open any page in a browser and log in",
            )
        came += len(chunk)
        if came > at_most or (whole or 0) > at_most:
            file.truncate(0)
            raise Broken(
                f"more bytes come than the {at_most:,} that it may have: it is another file", "update the course"
            )
        file.write(chunk)
        bar.update(len(chunk))
    if whole is not None and came < whole:
        raise Broken(f"the connection ended after {came:,} of {whole:,} bytes", _NETWORK)


def _next(answer: Any) -> bytes:
    try:
        return answer.read1(_CHUNK)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _unreached(error) from None


def _is_page(answer: Any, start: bytes) -> bool:
    kind = str(answer.headers.get("Content-Type", "")).lower()
    return kind.startswith(("text/html", "application/xhtml")) or start.lstrip()[:20].lower().startswith(_PAGE)


def _refused(error: urllib.error.HTTPError) -> Broken:
    status = f"{error.code} {error.reason}"
    if error.code == 511:
        return Broken(f"the network asks for a login ({status})", "open any page in a browser and log in")
    if error.code in (404, 410):
        return Broken(f"the server has the file no more ({status})", "update the course")
    return Broken(f"the server answers {status}", _LATER)


def _unreached(error: Exception) -> Broken:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, TimeoutError):
        return Broken(f"no byte came for {STALL:.0f} s", _NETWORK)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Broken(
            f"the server's certificate is not trusted ({reason.verify_message})",
            "log in to the network with a browser, and look at this machine's clock",
        )
    said = getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
    return Broken(" ".join(str(said).split())[:200], _NETWORK)


@contextlib.contextmanager
def _shown(name: str, url: str, size: int, start: int, progress: bool) -> Any:
    """A progress bar; where stderr is no terminal, a line that says what begins."""
    terminal = bool(sys.stderr and sys.stderr.isatty())
    if progress and sys.stderr and not terminal:
        rest = f", {start / 1e6:.1f} MB of them are here from an earlier try" if start else ""
        print(f"{name}: downloading {size / 1e6:.1f} MB from {urlsplit(url).netloc}{rest}", file=sys.stderr, flush=True)
    options: dict[str, Any] = dict(unit="B", unit_scale=True, file=sys.stderr, disable=not (progress and terminal))
    with tqdm(desc=name, total=size, initial=start, **options) as bar:
        yield bar


class _Limit:
    """Ends what goes on over its connections after a number of seconds, whatever they wait for."""

    def __init__(self, seconds: float) -> None:
        self.reached = False
        self.sockets: list[socket.socket] = []
        self.timer = threading.Timer(seconds, self.end)
        self.timer.daemon = True

    def __enter__(self) -> "_Limit":
        self.timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.timer.cancel()
        self.timer.join()

    def end(self) -> None:
        self.reached = True
        for connected in self.sockets:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(connected, socket.SHUT_RDWR)  # not SSLSocket's, which takes its layer off first

    def opener(self) -> urllib.request.OpenerDirector:
        """What opens an address over HTTP and nothing else, through the proxies that the environment names."""
        limit = self

        class Plain(http.client.HTTPConnection):
            def connect(self) -> None:
                super().connect()
                limit.sockets.append(self.sock)

        class Secure(http.client.HTTPSConnection):
            def connect(self) -> None:
                super().connect()
                limit.sockets.append(self.sock)

        class Http(urllib.request.HTTPHandler):
            def http_open(self, request: urllib.request.Request) -> Any:
                return self.do_open(Plain, request)

        class Https(urllib.request.HTTPSHandler):
            def https_open(self, request: urllib.request.Request) -> Any:
                return self.do_open(Secure, request, context=_certificates())

        opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            urllib.request.UnknownHandler(),
            Http(),
            Https(),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPRedirectHandler(),
            urllib.request.HTTPErrorProcessor(),
        ):
            opener.add_handler(handler)
        return opener


def _certificates() -> ssl.SSLContext:
    """Whom to trust: as this system does, and as certifi does where it is: Python's own build for macOS knows none."""
    context = ssl.create_default_context()
    with contextlib.suppress(ImportError):
        import certifi

        context.load_verify_locations(certifi.where())
    return context
