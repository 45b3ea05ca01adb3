"""A server on the loopback that answers as servers and networks do, well and badly.

/ranges/NAME      the file, or the piece of it that is asked for
/whole/NAME       the file, always from its beginning
/wrong/NAME       a piece, but another than the one that is asked for
/cut/N/NAME       the whole length promised, N bytes sent
/unsized/N/NAME   no length promised, N bytes sent
/endless          bytes for ever
/huge             a promise of 2**40 bytes, and 10 of them
/drip             a byte every 20 ms, after a first half of the header
/silent           a header and 10 bytes, then nothing
/mute             nothing at all
/page             a web page where the file should be; /disguised: one that calls itself a file
/login            a redirection to /page
/status/N         that status
"""

import contextlib
import http.server
import threading

PAGE = b"\n<!DOCTYPE HTML><html><body>Welcome to the campus network. Please log in.</body></html>"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):  # noqa: N802
        self.server.asked.append((self.path, self.headers.get("Range")))
        self.close_connection = True
        kind, *rest = self.path.strip("/").split("/")
        with contextlib.suppress(ConnectionError):
            getattr(self, f"_{kind}")(*rest)

    def _begin(self, status=200, **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()

    def _ranges(self, name):
        content, asked = self.server.files[name], self.headers.get("Range")
        if not asked:
            return self._whole(name)
        start = int(asked.removeprefix("bytes=").rstrip("-"))
        if start >= len(content):
            return self._begin(416, Content_Range=f"bytes */{len(content)}", Content_Length=0)
        self._begin(
            206, Content_Length=len(content) - start, Content_Range=f"bytes {start}-{len(content) - 1}/{len(content)}"
        )
        self.wfile.write(content[start:])

    def _whole(self, name):
        content = self.server.files[name]
        self._begin(Content_Length=len(content), Content_Type="application/octet-stream")
        self.wfile.write(content)

    def _wrong(self, name):
        if not self.headers.get("Range"):
            return self._whole(name)
        content = self.server.files[name]
        self._begin(206, Content_Length=5, Content_Range=f"bytes 0-4/{len(content)}")
        self.wfile.write(content[:5])

    def _cut(self, count, name):
        content = self.server.files[name]
        self._begin(Content_Length=len(content))
        self.wfile.write(content[: int(count)])

    def _unsized(self, count, name):
        self._begin()
        self.wfile.write(self.server.files[name][: int(count)])

    def _endless(self):
        self._begin()
        while not self.server.over.is_set():
            self.wfile.write(bytes(2**16))
            self.server.sent += 2**16

    def _huge(self):
        self._begin(Content_Length=2**40)
        self.wfile.write(b"EI, A, CCA")
        self.server.over.wait(20)

    def _drip(self):
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
        while not self.server.over.wait(0.02):
            self.wfile.write(b"y")

    def _silent(self):
        self._begin(Content_Length=1000)
        self.wfile.write(b"EI, A, CCA")
        self.server.over.wait(20)

    def _mute(self):
        self.server.over.wait(20)

    def _page(self, name=""):
        self._begin(Content_Length=len(PAGE), Content_Type="text/html; charset=utf-8")
        self.wfile.write(PAGE)

    def _disguised(self):
        self._begin(Content_Length=len(PAGE), Content_Type="application/zip")
        self.wfile.write(PAGE)

    def _login(self):
        self._begin(302, Location="/page", Content_Length=0)

    def _status(self, number):
        self._begin(int(number), Content_Length=0)

    def log_message(self, *args):
        pass


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.files, self.asked, self.sent, self.over = {}, [], 0, threading.Event()
        self.address = f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request, client_address):
        """Whoever hangs up in the middle is no error of the server."""


@contextlib.contextmanager
def serving():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()
