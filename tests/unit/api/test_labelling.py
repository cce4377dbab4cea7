import csv

import pytest

from tests.unit.api.conftest import open_app
from tests.unit.comparison.build import VOCABULARY, fact, worn
from wornby.api.labelling import Desk, DeskPhoto, Ranking, create_labelling_app
from wornby.comparison import find_question
from wornby.comparison.sheet import Sheet
from wornby.datamodel import Failure
from wornby.datamodel.library import TagResult
from wornby.errors import NotFoundError
from wornby.testing.pictures import encoded

TOKEN = "secret-part"
QUESTIONS = tuple(find_question(name, VOCABULARY) for name in ("garment.kind", "hair.color"))
SURE = (0.9, 0.2, 0.6)


def tag(number):
    tags = worn(hair__color=fact("red", SURE[number]))
    return TagResult(photo=None, tags=tags, failure=None, took_ms=1.0)


def read(path):
    if path == "gone":
        message = "No such file. Check the path."
        raise NotFoundError(message)
    return encoded("png") if path != "broken" else b"broken"


@pytest.fixture
def desk(tmp_path):
    photos = [DeskPhoto(path=path, file=f"{path}.png") for path in ("good", "broken", "gone")]
    sheet = Sheet(tmp_path / "labels.csv", questions=QUESTIONS, labeller="anna")
    return Desk(photos, questions=QUESTIONS, sheet=sheet, read=read, max_pixels=10**6)


@pytest.fixture
def ranking():
    return Ranking(3, questions=QUESTIONS, tag=tag)


@pytest.fixture
def client(desk, ranking):
    with open_app(create_labelling_app(desk, ranking=ranking, token=TOKEN)) as opened:
        yield opened


def put(client, path, body):
    return client.put(f"/{TOKEN}/{path}", json=body)


@pytest.mark.parametrize("path", ["/", "/desk", "/static/label.js", f"/{TOKEN}x/desk", "/a/desk"])
def test_without_the_secret_nothing_is_there(client, path) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "wornby label" in answer.text


def test_without_the_secret_nothing_can_be_written(client, tmp_path) -> None:
    answer = client.put("/other/photos/0/labels/hair.color", json={"value": "red"})
    assert answer.status_code == 404
    assert list(tmp_path.iterdir()) == []


def test_another_host_name_is_refused(client) -> None:
    assert client.get(f"/{TOKEN}/", headers={"Host": "shop.example"}).status_code == 421


def test_the_page_runs_nothing_inline(client) -> None:
    answer = client.get(f"/{TOKEN}/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in answer.text
    assert "<style" not in answer.text


@pytest.mark.parametrize("name", ["label.js", "label.css", "dom.js", "wornby.css", "icon.svg"])
def test_scripts_and_styles(client, name) -> None:
    assert client.get(f"/{TOKEN}/static/{name}").status_code == 200


def test_other_files_are_not_served(client) -> None:
    assert client.get(f"/{TOKEN}/static/app.py").status_code == 404


def test_the_desk_says_nothing_of_a_tagger(client, ranking) -> None:
    ranking.start([0, 1, 2])
    ranking.join()
    for path in ("desk", "order"):
        text = client.get(f"/{TOKEN}/{path}").text
        assert "confidence" not in text
        assert "0.2" not in text


def test_every_value_has_a_key_of_its_own_and_a_definition(client) -> None:
    for question in client.get(f"/{TOKEN}/desk").json()["questions"]:
        keys = [value["key"] for value in question["values"]]
        assert len(set(keys)) == len(keys) == len(find_question(question["id"], VOCABULARY).values)
        assert "u" not in keys
        assert question["values"][-1]["id"] == "not_visible"
        assert keys[-1] == "0"
        assert all(value["definition"] for value in question["values"])


def test_the_least_sure_photo_comes_first(client, ranking) -> None:
    assert client.get(f"/{TOKEN}/order").json() == {"order": [0, 1, 2], "looked_at": 0, "total": 0}
    ranking.start([0, 1, 2])
    ranking.join()
    assert client.get(f"/{TOKEN}/order").json() == {"order": [1, 2, 0], "looked_at": 3, "total": 3}
    assert client.get(f"/{TOKEN}/order?by=garment.kind").json()["order"] == [0, 1, 2]


def test_a_photo_that_cannot_be_tagged_comes_after_those_that_can() -> None:
    failure = Failure(code="image-decode", message="Broken.")
    broken = TagResult(photo=None, tags=None, failure=failure, took_ms=1.0)
    ranking = Ranking(3, questions=QUESTIONS, tag=lambda number: broken if number == 1 else tag(number))
    ranking.start([1, 2])
    ranking.join()
    assert ranking.order() == [2, 1, 0]


def test_a_ranking_can_be_stopped() -> None:
    ranking = Ranking(3, questions=QUESTIONS, tag=tag)
    ranking.stop()
    ranking.start([0, 1, 2])
    ranking.join()
    assert ranking.progress == (0, 3)


def test_answers_are_kept_changed_and_taken_away(client, desk, tmp_path) -> None:
    assert put(client, "photos/0/labels/hair.color", {"value": "red", "doubt": True}).json() == {"saved": True}
    with (tmp_path / "labels.csv").open(encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["file"], row["hair.color"], row["doubt"], row["labeller"]) == ("good.png", "red", "hair.color", "anna")
    labels = client.get(f"/{TOKEN}/desk").json()["photos"][0]["labels"]
    assert labels == {"hair.color": {"value": "red", "doubt": True}}
    put(client, "photos/0/labels/hair.color", {})
    assert client.get(f"/{TOKEN}/desk").json()["photos"][0]["labels"] == {}


def test_a_photo_is_open_until_everything_is_answered(client, desk) -> None:
    put(client, "photos/0/labels/hair.color", {"value": "red"})
    assert desk.open_photos() == [0, 1, 2]
    put(client, "photos/0/labels/garment.kind", {"value": "coat"})
    assert desk.open_photos() == [1, 2]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("photos/0/labels/hair.color", {"value": "brwn"}, 400),
        ("photos/0/labels/hair", {"value": "red"}, 400),
        ("photos/9/labels/hair.color", {"value": "red"}, 404),
        ("photos/0/labels/hair.color", {"value": "red", "more": 1}, 422),
        ("photos/0/labels/hair.color", {"value": "r" * 20_000}, 413),
    ],
    ids=["value", "question", "photo", "key", "long"],
)
def test_refused(client, path, body, status) -> None:
    assert put(client, path, body).status_code == status


def test_photos_are_shown_without_their_metadata(client) -> None:
    answer = client.get(f"/{TOKEN}/photos/0")
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.content.startswith(b"\xff\xd8")


@pytest.mark.parametrize(("number", "status"), [(1, 415), (2, 404), (9, 404), (-1, 404)])
def test_a_photo_that_cannot_be_shown_says_why(client, number, status) -> None:
    answer = client.get(f"/{TOKEN}/photos/{number}")
    assert answer.status_code == status
    assert answer.json()["detail"]
