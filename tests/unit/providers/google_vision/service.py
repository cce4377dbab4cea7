"""Google Cloud Vision on loopback."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from tests.unit.providers.loopback import Answer

ASKED = "/v1/images:annotate"


def says(service, answer, *, status=200, headers=None):
    service.answers[ASKED] = [Answer(said=answer, status=status, headers=headers or {})]


def fails(service, status, name, message="It failed.", *, details=(), headers=None):
    """In the form of https://cloud.google.com/apis/design/errors, read on 2026-11-28."""
    error = {"code": status, "message": message, "status": name, "details": list(details)}
    says(service, {"error": error}, status=status, headers=headers)


@contextmanager
def trickling() -> Iterator[str]:
    """Address of a service that answers a byte now and then, and is never done."""
    done = Event()

    def answer(listening):
        with suppress(OSError):
            taken, _ = listening.accept()
            with taken:
                taken.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
                while not done.wait(0.01):
                    taken.sendall(b" ")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=answer, args=(listening,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            done.set()
            thread.join()
