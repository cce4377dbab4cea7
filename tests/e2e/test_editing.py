"""Corrections, lists and "find and remove me" over HTTP, on a library with a tagger that does not look."""

import io

import pytest
from PIL import Image
from sqlalchemy import select

from tests.security.library import HOST, small_library
from tests.unit.api.conftest import open_client
from wornby.api.wire_editing import ChangeRequest
from wornby.datamodel import IngestOptions, Purpose, Query, Rights, RightsNote, RightsState, Scope
from wornby.search.filters import parse_where
from wornby.stores.schema import tag_edits
from wornby.testing.pictures import encoded, noise, patches

RED = {"wearer": 0, "attribute": "hair.color", "value": "red"}
TOP = {"wearer": 0, "garment": 0, "attribute": "garment.kind", "value": "top"}
MINE = encoded("jpeg", pixels=patches(1))
EDITOR = frozenset({Scope.INGEST, Scope.STAFF})


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("library")


@pytest.fixture(scope="module")
def engine(home):
    with small_library(home, photos=10) as opened:
        opened.ingest_bytes(MINE, title="mine.jpg", options=IngestOptions(rights=Rights()))
        yield opened


@pytest.fixture(scope="module")
def ids(engine):
    """Shown and hidden by turns, and `MINE`, hidden; each test that corrects has a photo of its own."""
    rows = sorted(engine.list_assets(everything=True), key=lambda asset: asset.title)
    return [asset.id for asset in rows]


@pytest.fixture(scope="module")
def ask(engine):
    """Asks with a key of some scopes."""
    keys = {}

    def asked(method, path, *scopes, **values):
        names = frozenset(scopes) or EDITOR
        if names not in keys:
            keys[names] = engine.create_key("-".join(sorted(names)), names)[1]
        with open_client(engine, key=keys[names], host=HOST) as client:
            return client.request(method, path, **values)

    return asked


def found(engine, *where):
    filters = parse_where(where, engine.vocabulary)
    return {hit.asset.id for hit in engine.search(Query(filters=filters, everything=True)).hits}


def test_a_correction_is_found_counted_and_exported_at_once_and_taken_back(engine, ids, ask):
    path = f"/v1/assets/{ids[0]}"
    answer = ask("PATCH", f"{path}/tags", json={"changes": [RED | {"value": "blonde"}, TOP | {"value": "knitwear"}]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["tags"]["wearers"][0]["attributes"]["hair.color"]["confidence"] == 1.0
    assert found(engine, "hair.color=blonde") == found(engine, "upper.kind=knitwear") == {ids[0]}
    facet = next(each for each in engine.facets(everything=True) if each.attribute == "hair.color")
    assert ("blonde", 1) in [(value.value, value.count) for value in facet.values]
    assert next(row["hair_color"] for row in engine.export_rows() if row["asset_id"] == ids[0]) == "blonde"
    (edit,) = ask("GET", f"{path}/edits").json()["edits"]
    assert [(one["attribute"], one["before"]["value"], one["after"]["value"]) for one in edit["changes"]] == [
        ("hair.color", "brown", "blonde"),
        ("garment.kind", "shirt", "knitwear"),
    ]
    assert ask("POST", f"{path}/tags/undo", json={}).status_code == 200
    assert found(engine, "hair.color=blonde") == set()
    assert ask("POST", f"{path}/tags/undo", json={}).status_code == 409


def test_who_looked_at_other_facts_is_told_so(ids, ask):
    path = f"/v1/assets/{ids[2]}"
    seen = ask("GET", path).json()["revision"]
    assert ask("PATCH", f"{path}/tags", json={"changes": [TOP], "revision": seen}).status_code == 200
    late = ask("PATCH", f"{path}/tags", json={"changes": [RED], "revision": seen})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    fresh = ask("GET", f"{path}/edits").json()["revision"]
    assert ask("POST", f"{path}/tags/undo", json={"revision": fresh}).status_code == 200


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ([RED | {"value": "violet"}], "filter"),
        ([RED | {"attribute": "religion"}], "filter"),
        ([RED | {"wearer": 9}], "input"),
        ([{"attribute": "product", "value": "TEE-01"}], "input"),
    ],
)
def test_what_cannot_be_stated(ids, ask, changes, code):
    answer = ask("PATCH", f"/v1/assets/{ids[0]}/tags", json={"changes": changes})
    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_what_the_rights_do_not_allow(ids, ask):
    path = f"/v1/assets/{ids[1]}/tags"
    refused = ask("PATCH", path, json={"changes": [RED]})
    assert (refused.status_code, refused.json()["code"]) == (403, "consent-missing")
    assert ask("PATCH", path, json={"changes": [TOP | {"value": "polo"}]}).status_code == 200
    # Whoever may not see the photo is not told that it is there.
    assert ask("PATCH", path, Scope.INGEST, json={"changes": [TOP]}).status_code == 404


def test_others_are_told_what_kind_of_person_said_it_and_not_who(ids, ask):
    path = f"/v1/assets/{ids[4]}"
    ask("PATCH", f"{path}/tags", json={"changes": [RED, TOP]})
    told = ask("GET", path, Scope.READ).json()
    wearer = told["tags"]["wearers"][0]
    assert (wearer["attributes"]["hair.color"]["source"], wearer["garments"][0]["kind"]["source"]) == ("key", "key")
    assert "revision" not in told
    assert ask("GET", f"{path}/edits", Scope.READ).status_code == 403


def test_a_withdrawal_takes_the_history_of_appearance_along(engine, ids, home):
    engine.edits.change(ids[6], [change_of(RED | {"value": "grey"}), change_of(TOP | {"value": "polo"})], by="staff/a")
    rights = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
    engine.rights.move(ids[6], rights, note=RightsNote(actor="staff/a"))
    left = {one.attribute for edit in engine.edits.history(ids[6]) for one in edit.changes}
    assert left == {"garment.kind"}
    with engine.records.database.connect() as connection:
        kept = connection.execute(select(tag_edits.c.changes).where(tag_edits.c.asset_id == ids[6])).scalars().all()
    assert kept
    assert not any("hair" in str(changes) for changes in kept)


def change_of(given):
    return ChangeRequest.model_validate(given).change()


def test_the_library_is_listed_with_what_may_not_be_shown(ids, ask):
    listed = ask("GET", "/v1/library?order=oldest").json()
    shown = {row["id"]: row["shown"] for row in listed["photos"]}
    assert (listed["total"], [shown[name] for name in ids]) == (11, [True, False] * 5 + [False])
    window = ask("GET", "/v1/library?order=oldest&offset=1&limit=2").json()
    assert (window["photos"], window["total"]) == (listed["photos"][1:3], 11)
    hidden = ask("GET", "/v1/library?state=discovered").json()
    assert {row["id"] for row in hidden["photos"]} == {*ids[1::2], ids[10]}
    of_product = ask("GET", "/v1/library?product=TEE-01&where=lower.kind=trousers&text=sea").json()
    assert of_product["total"] == 10


@pytest.mark.parametrize("query", ["order=best", "offset=-1", "limit=501", "state=odd", "where=mood=good"])
def test_what_is_no_list(ask, query):
    assert ask("GET", f"/v1/library?{query}").status_code in {400, 422}


def test_what_is_confirmed_leaves_the_queue(engine, ids, ask):
    queue = ask("GET", "/v1/review?below=0.9").json()
    item = next(each for each in queue["items"] if each["asset"]["id"] == ids[8])
    changes = [{key: each[key] for key in ("wearer", "garment", "attribute", "value")} for each in item["doubtful"]]
    # The facts of this tagger are no words of the vocabulary, but for these.
    known = [each for each in changes if engine.vocabulary.attributes[each["attribute"]].value(each["value"])]
    assert ask("PATCH", f"/v1/assets/{ids[8]}/tags", json={"changes": known}).status_code == 200
    left = next(each for each in ask("GET", "/v1/review?below=0.9").json()["items"] if each["asset"]["id"] == ids[8])
    assert len(left["doubtful"]) == len(changes) - len(known)
    assert queue["total"] == 11


def resized(content, *, to):
    out = io.BytesIO()
    Image.open(io.BytesIO(content)).resize(to).save(out, "JPEG", quality=80)
    return out.getvalue()


def test_a_person_is_found_also_where_nothing_may_be_shown(ids, ask):
    answer = ask("POST", "/v1/find-person", Scope.RIGHTS, files={"image": ("me.jpg", MINE, "image/jpeg")})
    assert answer.status_code == 200, answer.text
    said = answer.json()
    first = said["photos"][0]
    assert (first["photo"]["id"], first["photo"]["shown"], first["why"]["content"]) == (ids[10], False, 1.0)
    assert (said["compared_by"], said["faces"]) == (["content", "picture", "garments"], False)
    assert answer.headers["cache-control"] == "no-store"
    smaller = {"image": ("me.jpg", resized(MINE, to=(90, 120)), "image/jpeg")}
    again = ask("POST", "/v1/find-person", Scope.RIGHTS, files=smaller, data={"limit": "2"}).json()["photos"]
    assert (again[0]["photo"]["id"], "content" in again[0]["why"], len(again)) == (ids[10], False, 2)
    assert again[0]["why"]["picture"] > 0.9


def test_the_picture_of_a_search_is_kept_nowhere(engine, home, ask):
    content = encoded("png", pixels=noise(seed=99))
    jobs = engine.records.list_jobs()
    answer = ask("POST", "/v1/find-person", Scope.RIGHTS, files={"image": ("secret-name.png", content, "image/png")})
    assert answer.status_code == 200
    files = [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    assert not any(content[64:160] in held or b"secret-name" in held for held in files)
    assert engine.records.list_jobs() == jobs


@pytest.mark.parametrize("scopes", [(Scope.STAFF,), (Scope.INGEST,)], ids=["staff", "ingest"])
def test_not_everybody_looks_for_people(ask, scopes):
    files = {"image": ("me.jpg", b"x", "image/jpeg")}
    assert ask("POST", "/v1/find-person", *scopes, files=files).status_code == 403


def test_what_is_no_picture(ask):
    files = {"image": ("me.jpg", b"x", "image/jpeg")}
    assert ask("POST", "/v1/find-person", Scope.RIGHTS, files=files).status_code == 415
