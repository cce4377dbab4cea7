"""Imagga's tags and colours, asked for as its documentation does it."""

import base64
import re
from pathlib import Path

import pytest

from tests.unit.api.compat.looking import PICTURE, SeeingEngine
from tests.unit.api.conftest import open_app
from wornby.api import create_app
from wornby.api.compat.imagga import router
from wornby.api.compat.imagga.asking import IGNORED, PICTURES, UNSERVED, ColorsIn, TagsIn
from wornby.datamodel import Scope

PAGE = Path(__file__).parents[5] / "docs" / "compat.md"
URL = "https://shop.example/a.png"
KEY = "wb_ingest"


@pytest.fixture
def engine():
    return SeeingEngine()


@pytest.fixture
def client(engine):
    with open_app(create_app(engine, compat=["imagga"])) as opened:
        yield opened


def basic(name="wbk_any", secret=KEY):
    return {"Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode()}


def get(client, path, *, headers=None, **parameters):
    return client.get(path, params=parameters, headers=basic() if headers is None else headers)


def tags_of(answer):
    assert answer.json()["status"] == {"text": "", "type": "success"}
    return {one["tag"]["en"]: one["confidence"] for one in answer.json()["result"]["tags"]}


def refused(answer):
    said = answer.json()
    assert set(said) == {"status"}
    assert said["status"]["type"] == "error"
    return answer.status_code, said["status"]["text"]


def test_without_a_picture_nothing_is_said(client) -> None:
    assert refused(get(client, "/v2/tags"))[0] == 400


def test_tags_are_words_with_percents_the_surest_first(client) -> None:
    tags = tags_of(get(client, "/v2/tags", image_url=URL))
    assert tags == {"person": 90.0, "clothing": 80.0, "shirt": 80.0}
    assert list(tags.values()) == sorted(tags.values(), reverse=True)


@pytest.mark.parametrize(
    "values",
    [
        {"files": {"image": ("a.png", PICTURE)}},
        {"data": {"image_base64": base64.b64encode(PICTURE).decode()}},
        {"data": {"image_base64": "data:image/png;base64," + base64.b64encode(PICTURE).decode()}},
        {"data": {"image_url": URL}},
        {"params": {"image_url": URL}},
    ],
    ids=["file", "base64", "data-address", "form", "query"],
)
def test_a_picture_comes_in_many_ways(client, values) -> None:
    assert "shirt" in tags_of(client.post("/v2/tags", headers=basic(), **values))


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"limit": "1"}, ["person"]),
        ({"limit": "0"}, []),
        ({"limit": "-1"}, ["person", "clothing", "shirt"]),
        ({"threshold": "85"}, ["person"]),
        ({"language": "en", "decrease_parents": "1"}, ["person", "clothing", "shirt"]),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_tags_are_limited(client, parameters, words) -> None:
    assert list(tags_of(get(client, "/v2/tags", image_url=URL, **parameters))) == words


@pytest.mark.parametrize(("purposes", "seen"), [([], False), (["appearance"], True)], ids=["none", "appearance"])
def test_what_is_on_a_head_is_said_where_the_operator_states_that_it_may(purposes, seen) -> None:
    engine = SeeingEngine(compat_purposes=purposes)
    with open_app(create_app(engine, compat=["imagga"])) as client:
        assert ("hat" in tags_of(get(client, "/v2/tags", image_url=URL))) is seen


def test_colours_of_the_picture_and_its_parts(client) -> None:
    colors = get(client, "/v2/colors", image_url=URL).json()["result"]["colors"]
    assert colors["object_percentage"] == 50.0
    assert len(colors["image_colors"]) == 4
    assert {one["closest_palette_color_parent"] for one in colors["foreground_colors"]} == {"red", "blue"}
    assert {one["closest_palette_color_parent"] for one in colors["background_colors"]} == {"green", "yellow"}
    assert set(colors["image_colors"][0]) == {
        *("r", "g", "b", "html_code", "percent", "closest_palette_color", "closest_palette_color_html_code"),
        *("closest_palette_color_parent", "closest_palette_distance"),
    }


@pytest.mark.parametrize(
    ("parameters", "counts"),
    [
        ({"overall_count": "2"}, (2, 2, 2)),
        ({"separated_count": "1", "deterministic": "1"}, (4, 1, 1)),
        ({"extract_object_colors": "0"}, (4, 0, 0)),
        ({"extract_overall_colors": "0"}, (0, 2, 2)),
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)
def test_colours_are_counted(client, parameters, counts) -> None:
    colors = get(client, "/v2/colors", image_url=URL, **parameters).json()["result"]["colors"]
    assert tuple(len(colors[f"{part}_colors"]) for part in ("image", "foreground", "background")) == counts


@pytest.mark.parametrize(
    ("path", "parameters", "status", "text"),
    [
        ("/v2/tags", {"image_upload_id": "i1"}, 400, "image_upload_id is not supported"),
        ("/v2/tags", {"image_url": URL, "verbose": "1"}, 400, "verbose is not supported"),
        ("/v2/tags", {"image_url": URL, "image_base64": "AA=="}, 400, "Give one of"),
        ("/v2/tags", {"image_base64": "%"}, 400, "no base64"),
        ("/v2/tags", {"image_base64": "AAAA"}, 400, ""),
        ("/v2/tags", {"image_url": URL, "language": "bg"}, 400, "Unsupported language"),
        ("/v2/tags", {"image_url": URL, "limit": "many"}, 400, "limit"),
        ("/v2/tags", {"image_url": URL, "threshold": "101"}, 400, "threshold"),
        ("/v2/colors", {"image_url": URL, "overall_count": "0"}, 400, "overall_count"),
        ("/v2/tags", {"image_url": "http://127.0.0.1/a.jpg"}, 400, "not fetched"),
        ("/v2/tags", {"image_url": "https://gone.example/a.jpg"}, 400, "Nothing is there"),
        ("/v2/tags", {"image_url": "https://down.example/a.jpg"}, 400, "failed"),
        ("/v2/faces/detections", {"image_url": URL}, 404, "/v2/faces/detections is not supported"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, dict) else "",
)
def test_refusals_have_imaggas_shape(client, path, parameters, status, text) -> None:
    found = refused(get(client, path, **parameters))
    assert found[0] == status
    assert text in found[1]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wb_ingest"}, 401),
        ({"Authorization": "Basic !"}, 401),
        (basic("wbk_none", "wbs_x"), 401),
        (basic("wbk_k0", "wbs_x"), 401),
        (basic("x", "wb_none"), 401),
        (basic("x", "wb_read"), 403),
    ],
    ids=["nobody", "bearer", "nonsense", "unknown", "secret", "unknown-key", "scope"],
)
def test_others_are_refused(engine, client, headers, status) -> None:
    engine.create_key("read", frozenset({Scope.READ}), by="")
    answer = get(client, "/v2/tags", image_url=URL, headers=headers)
    assert refused(answer)[0] == status
    assert ("www-authenticate" in answer.headers) is (status == 401)
    assert engine.purposes == []


def test_a_client_secret_opens(engine, client) -> None:
    own = engine.clients.credentials("k0")
    headers = basic(own.access_key_id, own.secret_access_key)
    assert tags_of(get(client, "/v2/tags", image_url=URL, headers=headers))


def table():
    section = PAGE.read_text(encoding="utf-8").partition("\n## Imagga\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`.+?`) \| (works|partly|not) \|", section, flags=re.MULTILINE)
    return {word: state for words, state in rows for word in re.findall(r"`([^`]+)`", words)}


def test_every_endpoint_stands_in_the_document() -> None:
    served = {route.path for route in router.routes if "{" not in route.path}
    assert {word for word, state in table().items() if word.startswith("/") and state != "not"} == served


def test_every_parameter_stands_in_the_document() -> None:
    taken = {*TagsIn.model_fields, *ColorsIn.model_fields, *PICTURES}
    parameters = {word: state for word, state in table().items() if not word.startswith("/")}
    assert {word for word, state in parameters.items() if state == "works"} == taken
    assert {word for word, state in parameters.items() if state == "partly"} == set(IGNORED)
    assert {word for word, state in parameters.items() if state == "not"} == set(UNSERVED)
