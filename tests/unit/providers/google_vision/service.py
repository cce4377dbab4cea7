"""Google Cloud Vision on loopback: real HTTP, the answers that a test gives it, and what it was asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Service:
    """The next answer and what was asked."""

    url: str
    status: int = 200
    body: bytes = b'{"responses": [{}]}'
    headers: dict = field(default_factory=dict)
    wait_s: float = 0.0
    asked: list = field(default_factory=list)

    def says(self, answer, *, status=200, **headers):
        self.status, self.body, self.headers = status, json.dumps(answer).encode(), headers

    def fails(self, status, name, message="It failed.", *, details=(), **headers):
        """In the form of https://cloud.google.com/apis/design/errors, read on 2026-11-28."""
        self.says(
            {"error": {"code": status, "message": message, "status": name, "details": list(details)}},
            status=status,
            **headers,
        )


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_POST(self):
        service = self.server.service
        body = self.rfile.read(int(self.headers["Content-Length"]))
        service.asked.append((self.path, dict(self.headers), json.loads(body)))
        time.sleep(service.wait_s)
        with suppress(BrokenPipeError, ConnectionResetError):
            self.send_response(service.status)
            for name, value in service.headers.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(service.body)))
            self.end_headers()
            self.wfile.write(service.body)


@contextmanager
def served() -> Iterator[Service]:
    """A service that lives as long as the block."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        server.service = Service(url=f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server.service
        finally:
            server.shutdown()
            thread.join()
