"""A service on this machine that says what it is told to, and remembers what it was asked."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

from wornby.interfaces.providers import SentPicture
from wornby.testing.pictures import encoded


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What is said: JSON, or the bytes of `body`. After `wait_s`, if it is to be late."""

    said: object = None
    body: bytes | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: float = 0.0

    @property
    def content(self) -> bytes:
        return json.dumps(self.said).encode() if self.body is None else self.body


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    content: bytes


class Loopback(ThreadingHTTPServer):
    """Answers by the end of the path: the next of its answers each time, the last one again."""

    daemon_threads = True

    def __init__(self, answers: Mapping[str, list[Answer]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers = answers
        self.asked: list[Asked] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def told(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        name = next((name for name in self.answers if asked.path.endswith(name)), None)
        if name is None:
            return Answer(said={"error": {"code": "404", "message": "No such thing."}}, status=404)
        before = sum(each.path.endswith(name) for each in self.asked[:-1])
        return self.answers[name][min(before, len(self.answers[name]) - 1)]


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        assert isinstance(self.server, Loopback)
        content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        address = urlsplit(self.path)
        asked = Asked(
            method=self.command,
            path=address.path,
            query=parse_qs(address.query),
            headers={name.lower(): value for name, value in self.headers.items()},
            content=content,
        )
        answer = self.server.told(asked)
        time.sleep(answer.wait_s)
        try:
            self.send_response(answer.status)
            for name, value in {"Content-Type": "application/json", **answer.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)
        except OSError:
            return  # whoever asked has gone

    def log_message(self, *_said: object) -> None:
        return


@contextmanager
def loopback(answers: Mapping[str, list[Answer]]) -> Iterator[Loopback]:
    """The service, while it runs."""
    with Loopback(answers) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def drawn_picture() -> SentPicture:
    """Four rectangles, 96 x 64 px."""
    return SentPicture(content=encoded("jpeg"), width_px=96, height_px=64)
