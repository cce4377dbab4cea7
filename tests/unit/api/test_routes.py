from dataclasses import replace

import pytest
from openapi_spec_validator import validate

from tests.unit.api.conftest import open_app, open_client
from tests.unit.api.fakes import jpeg
from wornby.api import create_app
from wornby.api.turns import Turns
from wornby.datamodel import Purpose, RightsState

PHOTO = {"file": ("C:\\photos\\me.jpg", jpeg(), "image/jpeg")}


def test_upload_gives_the_asset(ingest, engine):
    data = {"rights": "licensed", "purposes": "display, appearance", "product": ["SKU-1", "SKU-2"]}
    answer = ingest.post("/v1/assets", files=PHOTO, data=data)
    assert answer.status_code == 201
    assert answer.json()["id"] == "a3"
    _, title, options = engine.calls[-1]
    assert title == "me.jpg"
    assert options.rights.state is RightsState.LICENSED
    assert options.rights.purposes == {Purpose.DISPLAY, Purpose.APPEARANCE}
    assert options.products == ("SKU-1", "SKU-2")


def test_a_caption_is_taken_in_from_a_form_and_from_json(ingest, engine):
    ingest.post("/v1/assets", files=PHOTO, data={"caption": "On the\npier"})
    assert engine.calls[-1][2].caption == "On the pier"
    answer = ingest.post("/v1/assets", json={"url": "https://shop.example/a.jpg", "caption": "x" * 501})
    assert (answer.status_code, answer.json()["code"]) == (422, "request")


def test_known_photo_is_200(ingest):
    ingest.post("/v1/assets", files=PHOTO)
    assert ingest.post("/v1/assets", files=PHOTO).status_code == 200


def test_address_is_taken_in(ingest, engine):
    answer = ingest.post("/v1/assets", json={"url": "https://shop.example/a.jpg"})
    assert answer.status_code == 201
    assert ("ingest_one", "https://shop.example/a.jpg") in engine.calls


@pytest.mark.parametrize("url", ["/etc/passwd", "file:///etc/passwd", "inbox:x", "", "https://a b"])
def test_address_that_is_no_web_address_is_refused(ingest, engine, url):
    assert ingest.post("/v1/assets", json={"url": url}).status_code == 422
    assert engine.calls == []


@pytest.mark.parametrize(
    ("request_of", "status", "code"),
    [
        pytest.param({"files": {"file": ("a.jpg", b"text")}}, 422, "image-decode", id="no-picture"),
        pytest.param({"files": {"other": ("a.jpg", jpeg())}}, 422, "request", id="other-field"),
        pytest.param({"files": PHOTO, "data": {"rights": "maybe"}}, 400, "input", id="unknown-state"),
        pytest.param({"files": PHOTO, "data": {"purposes": "display"}}, 400, "input", id="purpose-without-rights"),
        pytest.param({"files": PHOTO, "data": {"unknown": "x"}}, 422, "request", id="unknown-field"),
        pytest.param({"json": {"url": "https://a.example/", "x": 1}}, 422, "request", id="unknown-member"),
        pytest.param({"content": b"{", "headers": {"Content-Type": "application/json"}}, 400, "input", id="no-json"),
        pytest.param({"content": b"x", "headers": {"Content-Type": "text/plain"}}, 400, "input", id="other-type"),
    ],
)
def test_bad_upload_is_a_problem(*, ingest, request_of, status, code):
    answer = ingest.post("/v1/assets", **request_of)
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (status, code, status)


def test_same_key_and_request_is_replayed(ingest, engine):
    headers = {"Idempotency-Key": "k1"}
    first = ingest.post("/v1/assets", files=PHOTO, headers=headers)
    again = ingest.post("/v1/assets", files=PHOTO, headers=headers)
    assert (again.status_code, again.json()) == (first.status_code, first.json()) == (201, first.json())
    assert again.headers["idempotency-replayed"] == "true"
    assert len(engine.calls) == 1


def test_same_key_and_other_request_is_a_conflict(ingest):
    headers = {"Idempotency-Key": "k1"}
    ingest.post("/v1/assets", files=PHOTO, headers=headers)
    other = ingest.post("/v1/assets", files={"file": ("b.jpg", jpeg("blue"))}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_replay_shows_nothing_of_a_deleted_asset(ingest, engine):
    headers = {"Idempotency-Key": "k1"}
    ingest.post("/v1/assets", files=PHOTO, headers=headers)
    engine.delete_asset("a3")
    assert ingest.post("/v1/assets", files=PHOTO, headers=headers).status_code == 404


def test_kept_answer_holds_no_tags(ingest, engine):
    ingest.post("/v1/assets", files=PHOTO, headers={"Idempotency-Key": "k1"})
    (answer,) = engine.records.answers.values()
    assert answer.body == {"asset_id": "a3"}


def test_batch_is_queued_and_worked_off(ingest, engine):
    engine.resumed.clear()
    files = [("file", ("a.jpg", jpeg())), ("file", ("b.jpg", jpeg("blue")))]
    answer = ingest.post("/v1/assets/batch", files=files, data={"url": "https://shop.example/c.jpg"})
    assert answer.status_code == 202
    jobs = answer.json()["jobs"]
    assert [job["state"] for job in jobs] == ["queued"] * 3
    assert ingest.get(f"/v1/jobs/{jobs[0]['id']}").json()["id"] == jobs[0]["id"]
    assert engine.resumed.wait(timeout=5)


@pytest.mark.parametrize("count", [0, 4])
def test_batch_size_is_bounded(ingest, count):
    urls = [f"https://shop.example/{number}.jpg" for number in range(count)]
    assert ingest.post("/v1/assets/batch", json={"urls": urls}).status_code in {400, 422}


def test_answers_hold_nothing_that_must_not_leave(client, engine):
    for path in ("/v1/assets", "/v1/assets/a1", "/v1/search?text=red", "/v1/products/SKU-1/gallery", "/v1/products"):
        body = client.get(path).text
        assert engine.assets["a1"].sha256 not in body
        assert "/home/shop" not in body


def test_hidden_asset_is_seen_by_admin_only(client, admin):
    for path in ("/v1/assets/a2", "/v1/assets/a2/tags", "/v1/assets/a2/thumb.jpg", "/photos/a2"):
        assert client.get(path).status_code == 404
        assert admin.get(path).status_code == 200


def test_an_asset_has_its_caption(client):
    assert client.get("/v1/assets/a1").json()["caption"] == ""


def test_list_of_assets_turns_pages(admin):
    first = admin.get("/v1/assets", params={"limit": 1}).json()
    second = admin.get("/v1/assets", params={"limit": 1, "cursor": first["cursor"]}).json()
    assert [page["assets"][0]["id"] for page in (first, second)] == ["a1", "a2"]
    assert second["cursor"] is None


def test_rendition_is_a_private_jpeg(client):
    answer = client.get("/v1/assets/a1/thumb.jpg")
    assert answer.headers["content-type"] == "image/jpeg"
    assert "private" in answer.headers["cache-control"]
    again = client.get("/v1/assets/a1/thumb.jpg", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_masks_are_a_picture_that_nobody_keeps(engine):
    with open_client(engine, key="wb_staff") as staff:
        answer = staff.get("/v1/assets/a2/masks.png")
        missing = staff.get("/v1/assets/none/masks.png")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("image/png", "no-store")
    assert (missing.status_code, missing.json()["code"]) == (404, "not-found")


def test_masks_are_drawn_a_few_at_once(engine):
    app = create_app(engine)
    app.state.services = replace(app.state.services, masks=Turns(at_once=0, most_waiting=0, busy="Others look."))
    with open_app(app, headers={"Authorization": "Bearer wb_staff"}) as client:
        answer = client.get("/v1/assets/a1/masks.png")
    assert (answer.status_code, answer.json()["detail"]) == (429, "Others look.")


def test_unknown_rendition_is_a_problem(client):
    assert client.get("/v1/assets/a1/huge.jpg").status_code == 422


def test_delete(admin):
    assert admin.delete("/v1/assets/a1").status_code == 204
    assert admin.get("/v1/assets/a1").status_code == 404


def test_tags_are_stateless(ingest, engine):
    answer = ingest.post("/v1/tags", files=PHOTO, data={"purposes": "appearance"})
    assert answer.json()["schema"] == "wornby.tags/1"
    assert answer.json()["wearers"][0]["attributes"]["hair.color"]["value"] == "red"
    assert engine.calls == [("tag", frozenset({Purpose.APPEARANCE}))]


def test_tags_of_no_picture_is_a_problem(ingest):
    answer = ingest.post("/v1/tags", files={"file": ("a.jpg", b"x")})
    assert (answer.status_code, answer.json()["code"]) == (422, "image-decode")


def test_products_import_names_the_row_that_failed(ingest):
    answer = ingest.post("/v1/products", json=[{"sku": "A", "title": "A"}, {"sku": "B", "title": "B"}])
    assert answer.json() == {"added": 1, "failures": [{"row": 2, "failure": {"code": "input", "message": "bad"}}]}


def test_product_over_http_cannot_name_a_file(ingest):
    row = {"sku": "A", "title": "A", "image": "/etc/passwd"}
    assert ingest.post("/v1/products", json=[row]).status_code == 422


def test_gallery_passes_filters_on(client, engine):
    answer = client.get("/v1/products/SKU-1/gallery", params={"where": ["hair.color=red,brown"], "k": 5})
    call = next(call for call in engine.calls if call[0] == "gallery")
    assert call[1][0].values == {"red", "brown"}
    assert call[3] == 5
    assert answer.json()["result"]["filters"] == [
        {"attribute": "hair.color", "values": ["brown", "red"], "negate": False}
    ]
    assert answer.json()["result"]["facets"][0]["values"][0]["count"] == 1


def test_unknown_filter_names_the_known_ones(client):
    answer = client.get("/v1/search", params={"where": "hair.colr=red"})
    assert (answer.status_code, answer.json()["code"]) == (400, "filter")
    assert "hair.color" in answer.json()["detail"]


def test_search_takes_every_mix(client, engine):
    body = {"text": "red", "url": "https://a.example/x.jpg", "region": [0, 0, 0.5, 0.5], "where": ["hair.color=red"]}
    assert client.post("/v1/search", json=body).status_code == 200
    _, query, url, _ = engine.calls[-1]
    assert (query.text, url, query.region.x_max) == ("red", "https://a.example/x.jpg", 0.5)


def test_search_by_picture(client, engine):
    files = {"image": ("a.jpg", jpeg())}
    answer = client.post("/v1/search", files=files, data={"region": "0,0,1,1", "where": "hair.color=red", "k": "3"})
    assert answer.status_code == 200
    _, query, _, content = engine.calls[-1]
    assert (query.k, content) == (3, jpeg())


def test_search_takes_an_entry_and_what_to_drop(client, engine):
    params = {"like": "a1.0", "text": "red hair, hat", "drop": ["hat", "coat"], "explain": "true"}
    assert client.get("/v1/search", params=params).status_code == 200
    query = engine.calls[-1][1]
    assert (query.like, query.drop, query.explain) == ("a1.0", {"hat", "coat"}, True)


@pytest.mark.parametrize(("length", "status"), [(500, 200), (501, 422)], ids=["a-whole-text", "too-long"])
def test_search_drops_a_part_as_long_as_a_text(client, length, status):
    words = "a" * length
    answers = [
        client.get("/v1/search", params={"text": "a", "drop": [words]}),
        client.post("/v1/search", json={"text": "a", "drop": [words]}),
        client.post("/v1/search", files={"image": ("a.jpg", jpeg())}, data={"drop": [words]}),
    ]
    assert [answer.status_code for answer in answers] == [status] * 3


def test_search_takes_a_place_in_json(client, engine):
    assert client.post("/v1/search", json={"like": "a1", "point": [0.5, 0.25]}).status_code == 200
    assert engine.calls[-1][1].point == (0.5, 0.25)


def test_search_takes_a_place_in_a_form(client, engine):
    data = {"point": "0.5,0.25", "drop": ["hat", "coat"], "explain": "true", "text": "red"}
    assert client.post("/v1/search", files={"image": ("a.jpg", jpeg())}, data=data).status_code == 200
    query = engine.calls[-1][1]
    assert (query.point, query.drop, query.explain, query.text) == ((0.5, 0.25), {"hat", "coat"}, True, "red")


def test_a_place_that_is_no_numbers_is_refused(client):
    answer = client.post("/v1/search", files={"image": ("a.jpg", jpeg())}, data={"point": "a,b"})
    assert (answer.status_code, "two numbers" in answer.text) == (400, True)


@pytest.mark.parametrize("point", [[0.5], [0.1, 0.2, 0.3], ["a", 0]], ids=["one", "three", "word"])
def test_a_point_that_is_no_place_is_refused(client, point):
    assert client.post("/v1/search", json={"like": "a1", "point": point}).status_code == 422


def test_search_answers_without_reasons_unless_asked(client):
    answer = client.get("/v1/search", params={"text": "red"}).json()
    assert "reasons" not in answer["hits"][0]
    assert (answer["relaxations"], answer["garments"], answer["read_as"][0]["dropped"]) == ([], [], False)


@pytest.mark.parametrize("region", [[0, 0, 0, 1], [0, 0, 1], [0, 0, 2, 1], ["a", 0, 1, 1]])
def test_region_that_is_no_box_is_refused(client, region):
    assert client.post("/v1/search", json={"region": region}).status_code in {400, 422}


def test_facets_and_vocabulary(client):
    assert client.get("/v1/facets").json()["facets"][0]["attribute"] == "hair.color"
    ids = [attribute["id"] for attribute in client.get("/v1/vocabulary").json()["attributes"]]
    assert "hair.color" in ids
    assert "rights.display" not in ids


def test_openapi_is_valid(client):
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    validate(document)
    assert document["paths"]["/v1/assets"]["post"]["x-wornby-scope"] == "ingest"
    assert "/shop/{sku}" not in document["paths"]


def test_readiness_fails_with_the_records(client, engine):
    assert client.get("/readyz").json() == {"status": "ready"}
    engine.records.broken = True
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "secret" not in answer.text
    assert int(answer.headers["retry-after"]) >= 1
    assert client.get("/healthz").status_code == 200


def test_health_says_what_mends_it(admin):
    found = admin.get("/v1/health").json()
    assert found == {"checks": [{"name": "disk", "ok": False, "detail": "0.1 GB free", "remedy": "Free some space."}]}


def test_metrics_count_by_route_template(client):
    client.get("/v1/assets/a1")
    client.get("/nowhere/at/all")
    text = client.get("/metrics").text
    assert 'wornby_http_requests_total{method="GET",route="/v1/assets/{asset_id}",status="200"} 1.0' in text
    assert 'route="unmatched",status="404"' in text
    assert 'wornby_jobs{state="queued"} 3.0' in text
    assert "nowhere" not in text


@pytest.mark.parametrize("path", ["/", "/shop/SKU-1", "/photos/a1"])
def test_pages(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert "<b>White" not in answer.text
    assert "javascript:" not in answer.text
    assert "style=" not in answer.text
    assert 'lang="en"' in answer.text


def test_photo_page_shows_boxes_colours_and_sources(client):
    text = client.get("/photos/a1").text
    for word in ("#f47a6b", "salmon", "builtin/head@1", "90 %", "<rect", "Hair colour"):
        assert word in text


def test_page_that_is_not_there_is_a_page(client):
    answer = client.get("/shop/none", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("name", ["shop.js", "shop.css", "wornby.css", "icon.svg", "console.css", "console/main.js"])
def test_static_file(client, name):
    answer = client.get(f"/static/{name}")
    assert answer.status_code == 200
    again = client.get(f"/static/{name}", headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("name", ["", "..%2Fapp.py", "../app.py", "gallery", "gallery/wornby-gallery.js", "/shop.js"])
def test_static_file_that_is_not_known(client, name):
    assert client.get(f"/static/{name}").status_code == 404


def test_console_is_a_shell_without_anything_inline(client):
    text = client.get("/console").text
    assert "/static/console/main.js" in text
    assert "style=" not in text
    assert "<style" not in text


@pytest.mark.parametrize(
    ("query", "status"),
    [("limit=1", 200), ("limit=1&limit=2", 400), ("cursor=a&cursor=", 400), ("other=1&other=2", 200)],
)
def test_what_counts_once_is_given_once(client, query, status):
    answer = client.get(f"/v1/products?{query}")
    assert answer.status_code == status
    assert status == 200 or "once" in answer.json()["detail"]


def test_lists_repeat_their_name(client):
    assert client.get("/v1/search?where=hair.color=red&where=hair.length=short").status_code == 200
