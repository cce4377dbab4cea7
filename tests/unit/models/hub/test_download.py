"""Over HTTP, against a server on this machine that answers as the hub does."""

import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest

from wornby.errors import MissingCredentialError, NotFoundError, ProviderError
from wornby.models.hub.download import fetch_file

COMMIT = "a" * 40
CONTENT = b'{"model_type": "clip"}' * 1000


class Hub(BaseHTTPRequestHandler):
    tokens: ClassVar[list[str | None]] = []
    ranges: ClassVar[list[str | None]] = []
    content = CONTENT
    broken = False
    cut = False

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def log_message(self, *args: object) -> None:
        return

    def _answer(self, *, body: bool) -> None:
        type(self).tokens.append(self.headers.get("Authorization"))
        if "/gated/" in self.path:
            self._refuse(403, "GatedRepo")
        elif "/owner/model/" not in self.path:
            self._refuse(404, "RepoNotFound")
        elif not self.path.endswith("config.json"):
            self._refuse(404, "EntryNotFound")
        elif type(self).broken:
            self._refuse(500, "")
        else:
            start = int((self.headers.get("Range") or "bytes=0-").removeprefix("bytes=").split("-")[0] or 0)
            self.send_response(206 if start else 200)
            self.send_header("ETag", f'"{hashlib.sha256(type(self).content).hexdigest()}"')
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("Content-Length", str(len(type(self).content) - start))
            self.end_headers()
            if body:
                type(self).ranges.append(self.headers.get("Range"))
                content = type(self).content
                self.wfile.write(content[start : len(content) // 2 if type(self).cut else None])
            if body and type(self).cut:
                type(self).cut = False
                self.close_connection = True

    def _refuse(self, status: int, code: str) -> None:
        self.send_response(status)
        self.send_header("X-Error-Code", code)
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.fixture
def endpoint(monkeypatch) -> Iterator[str]:
    monkeypatch.delenv("HF_TOKEN", raising=False)
    # The library waits between its attempts.
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    Hub.tokens, Hub.ranges, Hub.broken, Hub.cut, Hub.content = [], [], False, False, CONTENT
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def fetch(endpoint: str, folder, *, repository: str = "owner/model", name: str = "sub/config.json"):
    return fetch_file(repository, name, revision=COMMIT, folder=folder, endpoint=endpoint)


def test_a_file_comes_under_its_own_path(endpoint, tmp_path) -> None:
    path = fetch(endpoint, tmp_path)
    assert path == tmp_path / "sub" / "config.json"
    assert path.read_bytes() == CONTENT


def test_a_file_that_is_there_is_not_fetched_again(endpoint, tmp_path) -> None:
    fetch(endpoint, tmp_path)
    asked = len(Hub.tokens)
    fetch(endpoint, tmp_path)
    assert len(Hub.tokens) == asked


def test_no_token_is_sent_where_none_is_set(endpoint, tmp_path) -> None:
    fetch(endpoint, tmp_path)
    assert set(Hub.tokens) == {None}


def test_the_token_of_the_environment_is_sent(endpoint, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_x")
    fetch(endpoint, tmp_path)
    assert set(Hub.tokens) == {"Bearer hf_x"}


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"name": "other.bin"}, NotFoundError),
        ({"repository": "owner/none"}, NotFoundError),
        ({"repository": "gated/model"}, MissingCredentialError),
    ],
    ids=["file", "repository", "gated"],
)
def test_what_the_hub_refuses_is_told(endpoint, tmp_path, asked, error) -> None:
    with pytest.raises(error):
        fetch(endpoint, tmp_path, **asked)


def test_a_hub_that_fails_can_be_asked_again(endpoint, tmp_path) -> None:
    Hub.broken = True
    with pytest.raises(ProviderError, match="pull again"):
        fetch(endpoint, tmp_path)
    Hub.broken = False
    assert fetch(endpoint, tmp_path).read_bytes() == CONTENT


def test_a_broken_fetch_is_gone_on_with(endpoint, tmp_path) -> None:
    Hub.cut, Hub.content = True, bytes(range(256)) * 100_000  # the library keeps whole pieces of 10 MB
    assert fetch(endpoint, tmp_path).read_bytes() == Hub.content
    assert Hub.ranges[0] is None
    assert int(Hub.ranges[1].removeprefix("bytes=").removesuffix("-")) > 0


def test_no_network_is_told(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with pytest.raises(ProviderError, match="network"):
        fetch("http://127.0.0.1:9", tmp_path)
    assert not list(tmp_path.rglob("config.json"))
