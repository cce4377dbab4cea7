"""A real server on a free port of loopback."""

import threading
import time
from contextlib import contextmanager

from wornby.api.server import make_server


@contextmanager
def serving(engine, **options):
    server = make_server(engine, host="127.0.0.1", port=0, **options)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 30
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=30)
