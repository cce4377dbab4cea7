"""The server process."""

import socket
import sys
from collections.abc import Sequence
from contextlib import suppress

import structlog
import uvicorn

from wornby.api.app import create_app
from wornby.api.events import JobEvents
from wornby.api.hosts import is_loopback
from wornby.api.logs import configure_logs
from wornby.engine import Engine

log = structlog.get_logger(__name__)


def make_server(engine: Engine, *, host: str, port: int, compat: Sequence[str] | None = None) -> uvicorn.Server:
    """A server that is not started yet. Proxy headers are not believed, and the server does not name itself.

    Args:
        engine: What answers.
        host: Address to listen on.
        port: Of it; 0 takes any free one.
        compat: Drop-in endpoints to serve as well; those of the settings where it is left out.

    Raises:
        ConfigurationError: A drop-in endpoint is not known, or no purpose is what the settings give for them.
    """
    app = create_app(engine, compat=engine.settings.compat if compat is None else compat)
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        proxy_headers=False,
        server_header=False,
        date_header=True,
        access_log=False,
        log_level="warning",
        log_config=None,
        lifespan="on",
        timeout_graceful_shutdown=10,
    )
    return _Server(config, events=app.state.services.events)


class _Server(uvicorn.Server):
    """A server that ends its streams before it waits for the answers that are still under way."""

    def __init__(self, config: uvicorn.Config, *, events: JobEvents) -> None:
        super().__init__(config)
        self._events = events

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop."""
        self._events.close()
        await super().shutdown(sockets)


def serve(engine: Engine, *, host: str = "127.0.0.1", port: int = 8000, compat: Sequence[str] | None = None) -> None:
    """Serve until Ctrl-C, as `make_server` makes it. Beyond loopback nothing is answered without an API key."""
    configure_logs(level=engine.settings.log_level, as_json=not sys.stderr.isatty())
    if not is_loopback(host) and host != "localhost":
        _warn_of_closed_doors(engine)
    # uvicorn stops cleanly at Ctrl-C, then raises it again: for a server that is the ordinary end.
    with suppress(KeyboardInterrupt):
        make_server(engine, host=host, port=port, compat=compat).run()


def _warn_of_closed_doors(engine: Engine) -> None:
    known = any(key.revoked_at is None for key in engine.list_keys()) or engine.staff.list()
    if not known and not engine.settings.shop_origins:
        log.warning("serve.no_keys", hint="No API key and no user exists: requests from other machines are refused.")
    if not engine.settings.allowed_hosts:
        log.warning("serve.no_hosts", hint="Only loopback names are served: set WORNBY_ALLOWED_HOSTS.")
