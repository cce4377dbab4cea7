"""Serves the labelling page on this machine, until Ctrl-C."""

import secrets
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn

from wornby.api.labelling.app import create_labelling_app
from wornby.api.labelling.desk import Desk
from wornby.api.labelling.ranking import Ranking
from wornby.errors import InputError

LOOPBACK = "127.0.0.1"
_TOKEN_BYTES = 16


def serve_labelling(desk: Desk, *, ranking: Ranking, port: int, announce: Callable[[str], None]) -> None:
    """Serve until Ctrl-C.

    Args:
        desk: What is labelled.
        ranking: Started here for the photos that lack an answer, and stopped at the end.
        port: 0 takes any free one.
        announce: Told the address once it is open.

    Raises:
        InputError: The port is taken.
    """
    with open_labelling(desk, ranking=ranking, port=port) as (server, listener, address):
        announce(address)
        # uvicorn stops cleanly at Ctrl-C, then raises it again: for a server that is the ordinary end.
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


@contextmanager
def open_labelling(desk: Desk, *, ranking: Ranking, port: int) -> Iterator[tuple[uvicorn.Server, socket.socket, str]]:
    """A server that is not started yet, its socket, and the address of the page."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    config = uvicorn.Config(
        create_labelling_app(desk, ranking=ranking, token=token),
        proxy_headers=False,
        server_header=False,
        access_log=False,  # its lines would hold the secret
        log_level="warning",
        log_config=None,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )
    with _listen(port) as listener:
        ranking.start(desk.open_photos())
        try:
            yield uvicorn.Server(config), listener, f"http://{LOOPBACK}:{listener.getsockname()[1]}/{token}/"
        finally:
            ranking.stop()


def _listen(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((LOOPBACK, port))
    except OSError as exc:
        listener.close()
        message = f"Port {port} cannot be opened ({exc.strerror}). Choose another with --port, or 0 for any free one."
        raise InputError(message) from exc
    return listener
