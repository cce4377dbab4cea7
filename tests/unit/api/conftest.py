from contextlib import asynccontextmanager, contextmanager

import httpx
import pytest
from anyio.from_thread import start_blocking_portal

from tests.unit.api.fakes import FakeEngine
from wornby.api import create_app

LOOPBACK = ("127.0.0.1", 50000)
STRANGER = ("203.0.113.7", 50000)


class Client:
    """Asks an app in this process, as if from one address."""

    def __init__(self, http, portal):
        self._http = http
        self._portal = portal

    def request(self, method, path, **values):
        content = values.get("content")
        if content is not None and not isinstance(content, bytes):
            values["content"] = _stream(content)
        return self._portal.call(lambda: self._http.request(method, path, **values))

    def get(self, path, **values):
        return self.request("GET", path, **values)

    def post(self, path, **values):
        return self.request("POST", path, **values)

    def put(self, path, **values):
        return self.request("PUT", path, **values)

    def patch(self, path, **values):
        return self.request("PATCH", path, **values)

    def delete(self, path, **values):
        return self.request("DELETE", path, **values)


async def _stream(chunks):
    for chunk in chunks:
        yield chunk


@asynccontextmanager
async def _open(app, *, address, headers, host):
    transport = httpx.ASGITransport(app=app, client=address)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url=f"http://{host}", headers=headers) as http,
    ):
        yield http


@contextmanager
def open_client(engine, *, address=LOOPBACK, key=None, host="localhost"):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    with open_app(create_app(engine), address=address, headers=headers, host=host) as client:
        yield client


@contextmanager
def open_app(app, *, address=LOOPBACK, headers=None, host="localhost"):
    opened = _open(app, address=address, headers=headers or {}, host=host)
    with start_blocking_portal() as portal, portal.wrap_async_context_manager(opened) as http:
        yield Client(http, portal)


@pytest.fixture
def engine():
    return FakeEngine()


@pytest.fixture
def client(engine):
    with open_client(engine) as opened:
        yield opened


@pytest.fixture
def ingest(engine):
    with open_client(engine, key="wb_ingest") as opened:
        yield opened


@pytest.fixture
def admin(engine):
    with open_client(engine, key="wb_admin") as opened:
        yield opened
