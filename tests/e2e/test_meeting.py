"""Requests and runs that meet over one job."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.e2e.serving import serving
from tests.unit.ingest.build import WAIT_S, png
from wornby.compose import open_engine
from wornby.datamodel import IngestOptions, Outcome, Scope
from wornby.engine import Engine
from wornby.settings import Settings


class SlowShop:
    """A web server whose pictures come when the test lets them go."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.go = threading.Event()
        self.status = 200
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                shop.asked.set()
                shop.go.wait(WAIT_S)
                content = png(7) if self.path == "/a.png" else png(8)
                self.send_response(shop.status)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_args: object) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    @contextmanager
    def open(self) -> Iterator["SlowShop"]:
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.go.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()


@pytest.fixture
def shop() -> Iterator[SlowShop]:
    with SlowShop().open() as opened:
        yield opened


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "home", threads=1, fetch_private=True)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    with open_engine(settings) as opened:
        yield opened


@pytest.fixture
def client(engine: Engine) -> Iterator[httpx.Client]:
    secret = engine.create_key("test", frozenset({Scope.INGEST}))[1]
    headers = {"Authorization": f"Bearer {secret}"}
    with serving(engine) as address, httpx.Client(base_url=address, headers=headers, timeout=WAIT_S) as opened:
        yield opened


def test_a_batch_sent_again_while_it_runs_gives_the_same_jobs(client: httpx.Client, shop: SlowShop) -> None:
    body = {"urls": [f"{shop.address}/a.png", f"{shop.address}/b.png"]}
    first = client.post("/v1/assets/batch", json=body)
    assert shop.asked.wait(WAIT_S)
    again = client.post("/v1/assets/batch", json=body, headers={"Idempotency-Key": "k"})
    replayed = client.post("/v1/assets/batch", json=body, headers={"Idempotency-Key": "k"})
    assert [answer.status_code for answer in (first, again, replayed)] == [202, 202, 202]
    ids = [[job["id"] for job in answer.json()["jobs"]] for answer in (first, again, replayed)]
    assert len(ids[0]) == 2
    assert ids[0] == ids[1] == ids[2]


def test_an_address_that_a_batch_is_fetching_is_waited_for(client: httpx.Client, shop: SlowShop) -> None:
    address = f"{shop.address}/a.png"
    (job,) = client.post("/v1/assets/batch", json={"urls": [address]}).json()["jobs"]
    assert shop.asked.wait(WAIT_S)
    threading.Timer(0.3, shop.go.set).start()
    answer = client.post("/v1/assets", json={"url": address})
    assert answer.status_code == 201
    assert client.get(f"/v1/jobs/{job['id']}").json()["asset_id"] == answer.json()["id"]


def test_an_upload_whose_job_another_thread_took_is_answered(
    engine: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = engine._parts.runs
    submit = runs.submit

    def submit_and_lose(items, *, run_id):
        jobs = submit(items, run_id=run_id)
        with open_engine(settings) as other:
            assert other.resume().added == 1
        return jobs

    monkeypatch.setattr(runs, "submit", submit_and_lose)
    asset, outcome = engine.ingest_bytes(png(3), title="a.png", options=IngestOptions())
    assert (asset.title, outcome) == ("a.png", Outcome.ADDED)


def test_a_run_ends_with_3_where_another_process_failed_its_photo(settings: Settings, shop: SlowShop) -> None:
    command = [sys.executable, "-m", "wornby.cli", "--home", str(settings.home), "ingest", f"{shop.address}/a.png"]
    with open_engine(settings):
        pass
    environment = {"WORNBY_FETCH_PRIVATE": "true", "PATH": ""}
    first = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert shop.asked.wait(WAIT_S * 4)
    second = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    with pytest.raises(subprocess.TimeoutExpired):
        second.wait(timeout=8)
    shop.status = 404
    shop.go.set()
    outputs = [process.communicate(timeout=WAIT_S * 4) for process in (first, second)]
    assert [process.returncode for process in (first, second)] == [3, 3], outputs
    assert "1 failed" in outputs[1][0]
