from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.library import HOST, small_library
from tests.unit.api.conftest import Client, open_client
from wornby.datamodel import RightsNote, Scope
from wornby.datamodel.erasing import receipt_from_dict
from wornby.engine import Engine
from wornby.ingest.pipeline import master_name

REASON = {"reason": "wish", "evidence": "mail/4711"}


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    with small_library(tmp_path / "home", photos=2) as engine:
        yield engine


@pytest.fixture
def client(engine: Engine) -> Iterator[Client]:
    key, secret = engine.create_key("desk", frozenset({Scope.RIGHTS}))
    assert key.scopes == {Scope.RIGHTS}
    with open_client(engine, key=secret, host=HOST) as opened:
        yield opened


def first(engine: Engine) -> str:
    return engine.list_assets(everything=True)[0].id


def test_erases_and_gives_the_receipt(engine: Engine, client: Client) -> None:
    gone = first(engine)
    answer = client.post("/v1/erasures", json={"asset_ids": [gone], **REASON})
    assert answer.status_code == 200
    receipt = receipt_from_dict(answer.json())
    assert receipt.actor.startswith("key/")
    assert engine.erasing.verify(receipt).ok
    assert client.get(f"/v1/erasures/{receipt.id}").json() == answer.json()
    page = client.get("/v1/erasures").json()
    assert (page["receipts"], page["cursor"], page["unfinished"]) == ([answer.json()], None, 0)
    assert "PUBLIC KEY" in page["public_key"]


def test_pages_through_receipts(engine: Engine, client: Client) -> None:
    made = [engine.erasing.erase([first(engine)], note=RightsNote(actor="staff/a")).id for _ in range(2)]
    page = client.get("/v1/erasures", params={"limit": 1}).json()
    assert ([one["id"] for one in page["receipts"]], page["cursor"]) == (made[1:], made[1])
    page = client.get("/v1/erasures", params={"limit": 1, "cursor": made[1]}).json()
    assert ([one["id"] for one in page["receipts"]], page["cursor"]) == (made[:1], None)


def test_verifies_again(engine: Engine, client: Client) -> None:
    receipt = engine.erasing.erase([first(engine)], note=RightsNote(actor="staff/a"))
    assert client.post(f"/v1/erasures/{receipt.id}/verify").json()["ok"] is True
    engine.blobs.put(master_name(receipt.asset_ids[0]), b"back")
    check = client.post(f"/v1/erasures/{receipt.id}/verify").json()
    assert (check["ok"], check["signed"], check["logged"]) == (False, True, True)
    assert [store for store in check["stores"] if store["found"]] == [{"name": "files/masters", "found": 1}]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"asset_ids": []} | REASON, 422, id="nothing"),
        pytest.param({"asset_ids": ["a"], "person": "b"} | REASON, 422, id="both"),
        pytest.param({"asset_ids": ["a"]}, 422, id="no-reason"),
        pytest.param({"asset_ids": ["a"], "reason": "two words"}, 400, id="free-text"),
        pytest.param({"asset_ids": ["a"] * 201} | REASON, 422, id="too-many"),
        pytest.param({"asset_ids": ["a"]} | REASON, 404, id="unknown"),
        pytest.param({"person": "b"} | REASON, 404, id="unknown-person"),
    ],
)
def test_refuses(client: Client, engine: Engine, body: dict[str, object], status: int) -> None:
    assert client.post("/v1/erasures", json=body).status_code == status
    assert (engine.count_assets(), engine.erasing.unfinished()) == (2, 0)


def test_an_erased_photo_is_refused_by_its_code(engine: Engine, tmp_path: Path) -> None:
    from wornby.testing.pictures import encoded, noise

    content = encoded("jpeg", pixels=noise(seed=0))
    engine.erasing.erase(
        [next(a.id for a in engine.list_assets() if a.title == "0.jpg")], note=RightsNote(actor="key/a")
    )
    _, secret = engine.create_key("feed", frozenset({Scope.INGEST}))
    with open_client(engine, key=secret, host=HOST) as feed:
        answer = feed.post("/v1/assets", files={"file": ("again.jpg", content, "image/jpeg")})
    assert (answer.status_code, answer.json()["code"]) == (403, "erased")
