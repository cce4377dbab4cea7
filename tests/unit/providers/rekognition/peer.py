"""A service on this machine that speaks the protocol of Rekognition: AWS JSON 1.1 over HTTP."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.unit.providers.rekognition.answers import CUSTOMS, FACES, LABELS, TEXTS

KEY = "AKIAWORNBYTESTS00000"
SECRET = "wornby/tests/secret/key/that/opens/nothing"
REGION = "eu-central-1"
MODEL = "arn:aws:rekognition:eu-central-1:123456789012:project/shirts/version/shirts.2026-11-28T10.00.00/1764324000000"


class Peer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_POST(self):
        operation = self.headers["X-Amz-Target"].partition(".")[2]
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append((operation, body, dict(self.headers)))
        if self.server.breaks_off:
            self.close_connection = True
            return
        self.server.released.wait()
        status, answer, headers = self.server.answers[operation]
        content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class PeerServer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Peer)
        self.released = threading.Event()
        self.forget()

    def forget(self):
        """Be as at the beginning."""
        self.seen = []
        self.breaks_off = False
        self.released.set()
        self.answers = {
            "DetectLabels": (200, LABELS, {}),
            "DetectFaces": (200, FACES, {}),
            "DetectText": (200, TEXTS, {}),
            "DetectCustomLabels": (200, CUSTOMS, {}),
        }

    def handle_error(self, request, client_address):
        pass

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}"

    @property
    def operations(self):
        return [operation for operation, _, _ in self.seen]

    def refuse(self, code, *, status=400, message="", **headers):
        """Answer everything with an error, in the shape of error-handling.html (see answers.py)."""
        refusal = {"__type": code, "Code": code, "Message": message}
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers = dict.fromkeys(self.answers, (status, refusal, told))


@contextmanager
def running_peer() -> Iterator[PeerServer]:
    with PeerServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.released.set()
            server.shutdown()
            thread.join()


def set_environment(monkeypatch, folder, **variables):
    """Nothing of AWS but these variables: no file, no role of the machine."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "WORNBY_REKOGNITION_")) or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    own = {
        "AWS_CONFIG_FILE": str(folder / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(folder / "credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    for name, value in {**own, **variables}.items():
        monkeypatch.setenv(name, value)


KEYS = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": REGION}
