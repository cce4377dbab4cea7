"""Generated pictures through the HTTP API and the command line."""

import io
import json
from dataclasses import replace

import pytest
from PIL import Image
from typer.testing import CliRunner

from tests.e2e import generated_shop as shop
from tests.unit.api.conftest import LOOPBACK, STRANGER, open_app, open_client
from wornby.api import create_app
from wornby.cli.app import app
from wornby.datamodel import Fact, IngestOptions, PhotoTags, Purpose, Rights, RightsState, Scope
from wornby.datamodel.library import PictureOrder
from wornby.generation.service import GenerationService
from wornby.testing.factories import make_tags
from wornby.testing.fakes_generators import without

ASKED = {"product": shop.SKU, "tags": "red hair, tall", "width_px": 256, "height_px": 384}
WHERE = {"where": ["hair.color=red", "body.height=180-189"]}
OFFER = f"/v1/products/{shop.SKU}/generated"
GALLERY = f"/gallery/v1/products/{shop.SKU}"


@pytest.fixture
def home(tmp_path, monkeypatch):
    shop.install(monkeypatch)
    monkeypatch.setenv("WORNBY_GENERATOR", "fake")
    monkeypatch.setenv("WORNBY_TAGGER", "seeing")
    with shop.open_shop(tmp_path / "home"):
        pass
    return tmp_path / "home"


@pytest.fixture
def engine(home):
    with shop.open_engine(shop.settings_of(home, generate_on_demand=True, generate_per_minute=4)) as opened:
        yield opened


@pytest.fixture
def ingest(engine):
    key, secret = engine.create_key("till", frozenset({Scope.INGEST}))
    with open_client(engine, key=secret) as client:
        yield client
    engine.revoke_key(key.id)


@pytest.fixture
def shopper(engine):
    with open_client(engine) as client:
        yield client


def logo(kind="PNG"):
    out = io.BytesIO()
    Image.effect_mandelbrot((200, 160), (-1.5, -1.0, 0.5, 1.0), 60).save(out, kind)
    return out.getvalue()


def test_an_order_is_answered_with_assets_and_their_fidelity(ingest, engine):
    answer = ingest.post("/v1/generations", json=ASKED | {"n": 2, "seed": 7})
    assert answer.status_code == 201
    first, second = answer.json()["assets"]
    generation = first["generation"]
    assert (generation["backend"], generation["seed"], second["generation"]["seed"]) == ("fake/1", 7, 8)
    assert generation["digital_source_type"].endswith("digitalsourcetype/algorithmicMedia")
    assert generation["fidelity"]["passed"]
    assert {check["name"] for check in generation["fidelity"]["checks"]} >= {"hair.color", "product.color"}
    assert ingest.get(f"/v1/assets/{first['id']}").json()["generation"] == generation
    assert "key" not in generation


def test_the_same_order_again_is_known(ingest):
    assert ingest.post("/v1/generations", json=ASKED).status_code == 201
    assert ingest.post("/v1/generations", json=ASKED).status_code == 200


def test_an_idempotency_key_acts_once(ingest):
    headers = {"Idempotency-Key": "k1"}
    first = ingest.post("/v1/generations", json=ASKED, headers=headers)
    again = ingest.post("/v1/generations", json=ASKED, headers=headers)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    assert ingest.post("/v1/generations", json=ASKED | {"seed": 1}, headers=headers).status_code == 409


def test_a_form_brings_the_print(ingest):
    data = {name: str(value) for name, value in ASKED.items() if name != "tags"} | {
        "width_px": "512",
        "height_px": "768",
    }
    answer = ingest.post("/v1/generations", data=data, files={"print": ("logo.png", logo())})
    assert answer.status_code == 201
    checks = {check["name"]: check for check in answer.json()["assets"][0]["generation"]["fidelity"]["checks"]}
    assert checks["product.print"]["limit"] == 8
    assert "with its print" in answer.json()["assets"][0]["generation"]["request"]


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"tags": "xqzv"}, 400, "unknown-tag"),
        ({"tags": "young woman"}, 403, "forbidden-attribute"),
        ({"tags": "looks like Ada"}, 403, "resemblance"),
        ({"tags": "blonde hair, black hair"}, 400, "input"),
        ({"product": "NOBODY"}, 404, "not-found"),
        ({"product": "BAG-1"}, 400, "input"),
        ({"n": 17}, 400, "input"),
        ({"n": 101}, 422, "request"),
        ({"width_px": 1600}, 400, "input"),
        ({"scene": "moon"}, 400, "input"),
        ({"where": ["hair.color=plaid"]}, 400, "filter"),
        ({"face": "aGVsbG8="}, 422, "request"),
    ],
    ids=str,
)
def test_what_cannot_be_made_is_a_problem(ingest, engine, changes, status, code):
    answer = ingest.post("/v1/generations", json=ASKED | changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert engine.count_assets() == 0


def test_a_print_that_is_no_picture_is_a_problem(ingest):
    answer = ingest.post("/v1/generations", data={"product": shop.SKU}, files={"print": ("a.png", b"hello")})
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported-format")


def test_a_reader_may_not_order(shopper, engine):
    assert shopper.post("/v1/generations", json=ASKED).status_code == 401
    with open_client(engine, address=STRANGER) as stranger:
        assert stranger.post(OFFER, json=WHERE).status_code == 401


def test_a_shopper_is_offered_one_for_filters_that_leave_no_photo(shopper):
    answer = shopper.post(OFFER, json=WHERE)
    assert answer.status_code == 200
    asset = answer.json()["asset"]
    assert asset["generation"]["tags"] == "body.height=180-189, hair.color=red"
    assert shopper.get(asset["renditions"]["thumb"]).status_code == 200


def test_a_second_click_costs_nothing_and_is_not_counted(shopper):
    answers = [shopper.post(OFFER, json={"where": WHERE["where"][::step]}) for step in (1, -1, 1, -1)]
    assert {answer.json()["asset"]["id"] for answer in answers} == {answers[0].json()["asset"]["id"]}
    assert len(shop.GENERATOR.asked) == 1


def test_shoppers_together_have_a_share_of_each_minute(shopper):
    colors = ("red", "black", "grey", "brown", "blonde")
    answers = [shopper.post(OFFER, json={"where": [f"hair.color={color}"]}) for color in colors]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert int(answers[4].headers["Retry-After"]) > 1


def test_one_that_does_not_show_what_was_chosen_is_not_given(shopper):
    shop.TAGGER.blind = without("hair.color")
    answer = shopper.post(OFFER, json=WHERE).json()
    assert answer["asset"] is None
    assert "does not show" in answer["reason"]


def test_a_few_seeds_are_tried_and_never_again(shopper):
    shop.TAGGER.blind = without("hair.color")
    for _ in range(2):
        assert shopper.post(OFFER, json=WHERE).json()["asset"] is None
    assert len(shop.GENERATOR.asked) == 3


def test_the_first_seed_that_passes_is_given(shopper):
    shop.TAGGER.blind = lambda wearer: without("hair.color")(wearer) if len(shop.GENERATOR.asked) < 2 else wearer
    answers = [shopper.post(OFFER, json=WHERE).json() for _ in range(2)]
    assert answers[0]["asset"] == answers[1]["asset"] is not None
    assert len(shop.GENERATOR.asked) == 2


@pytest.mark.parametrize(
    "further",
    [
        [f"product={shop.SKU}"],
        ["asset.kind=worn"],
        ["asset.kind=generated", "rights.display=yes"],
        ["photo.kind=worn"],
        ["hair.color=red"],
        ["hair.color=RED,red"],
    ],
    ids=str,
)
def test_what_is_not_drawn_makes_no_other_picture(shopper, further):
    plain = shopper.post(OFFER, json=WHERE).json()["asset"]
    answer = shopper.post(OFFER, json={"where": [*further, *WHERE["where"]]})
    assert answer.json()["asset"]["id"] == plain["id"]
    assert len(shop.GENERATOR.asked) == 1


def test_the_parts_of_a_look_have_no_order(shopper):
    looks = ["garment.look=jeans+blue", "garment.look=blue+jeans"]
    assets = [shopper.post(OFFER, json={"where": [look]}).json()["asset"] for look in looks]
    assert assets[0]["generation"]["seed"] == assets[1]["generation"]["seed"]


@pytest.mark.parametrize("word", ["product=junk0", "product!=junk0", f"product!={shop.SKU}"])
def test_a_filter_on_another_product_is_a_problem(shopper, word):
    answer = shopper.post(OFFER, json={"where": [word, *WHERE["where"]]})
    assert (answer.status_code, answer.json()["code"]) == (400, "filter")
    assert shop.GENERATOR.asked == []


def worn_photo(engine, monkeypatch, *, purposes):
    """A photo of somebody with red hair who wears the product."""
    hair = Fact(value="red", confidence=0.9, source="t")
    wearer = replace(make_tags().wearers[0], attributes={"hair.color": hair}, garments=())
    told = PhotoTags(photo={}, wearers=(wearer,), garments=())
    monkeypatch.setattr(shop.TAGGER, "_tags", told)
    rights = Rights(state=RightsState.LICENSED, purposes=purposes)
    options = IngestOptions(rights=rights, products=(shop.SKU,))
    return engine.ingest_bytes(logo("JPEG"), title="worn.jpg", options=options)[0]


@pytest.mark.parametrize("where", [["hair.color=red"], [], ["hair.color=red", "asset.kind=generated"]], ids=str)
def test_where_photos_fit_nothing_is_generated(shopper, engine, monkeypatch, where):
    worn_photo(engine, monkeypatch, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
    answer = shopper.post(OFFER, json={"where": where})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "Photos of wearers fit" in answer.json()["detail"]
    assert shopper.post(OFFER, json={"where": ["hair.color=black"]}).status_code == 200


def test_photos_that_may_not_be_shown_do_not_count(shopper, engine, monkeypatch):
    worn_photo(engine, monkeypatch, purposes=frozenset({Purpose.APPEARANCE}))
    assert shopper.post(OFFER, json=WHERE).status_code == 200


def test_shoppers_have_a_share_of_each_product(home):
    settings = shop.settings_of(home, generate_on_demand=True, generate_per_product=2, generate_per_minute=100)
    with shop.open_engine(settings) as engine, open_client(engine) as shopper:
        engine.generate(PictureOrder(product=shop.SKU, count=3, width_px=256, height_px=384))
        colors = ("red", "black", "grey")
        answers = [shopper.post(OFFER, json={"where": [f"hair.color={color}"]}) for color in colors]
        assert [answer.status_code for answer in answers] == [200, 200, 409]
        assert "WORNBY_GENERATE_PER_PRODUCT" in answers[2].json()["detail"]
        # What is there already is still given.
        assert shopper.post(OFFER, json={"where": ["hair.color=red"]}).status_code == 200
        engine.delete_asset(answers[0].json()["asset"]["id"])
        assert shopper.post(OFFER, json={"where": ["hair.color=grey"]}).status_code == 200


def test_those_that_failed_count_too(home):
    shop.TAGGER.blind = without("hair.color")
    settings = shop.settings_of(home, generate_on_demand=True, generate_per_product=2, generate_per_minute=100)
    with shop.open_engine(settings) as engine, open_client(engine) as shopper:
        assert shopper.post(OFFER, json=WHERE).status_code == 409
        assert len(shop.GENERATOR.asked) == 2


def test_a_new_picture_is_planned_once_and_in_turn(engine, monkeypatch):
    planned = []
    plan = GenerationService.plan
    monkeypatch.setattr(
        GenerationService, "plan", lambda *words, **named: planned.append(words) or plan(*words, **named)
    )
    server = create_app(engine)
    with open_app(server, address=LOOPBACK, headers={}, host="localhost") as shopper:
        with server.state.services.pace.turn():
            assert shopper.post(OFFER, json=WHERE).status_code == 429
        assert planned == []
        assert shopper.post(OFFER, json=WHERE).status_code == 200
    assert len(planned) == 1


def withdraw(engine, asset_id):
    asset = engine.get_asset(asset_id, everything=True)
    engine.records.commit_asset(replace(asset, rights=Rights(state=RightsState.WITHDRAWN)))
    engine.reindex()


def test_one_whose_rights_were_taken_back_is_neither_given_nor_made_again(shopper, engine, monkeypatch):
    withdraw(engine, shopper.post(OFFER, json=WHERE).json()["asset"]["id"])
    answer = shopper.post(OFFER, json=WHERE)
    assert (answer.status_code, answer.json()["asset"]) == (200, None)
    # Another version of the tagger finds no picture of its own, and makes none either.
    monkeypatch.setattr(shop.TAGGER, "_name", "seeing@2")
    assert shopper.post(OFFER, json=WHERE).json()["asset"] is None
    assert len(shop.GENERATOR.asked) == 1


@pytest.mark.parametrize(
    ("where", "status"),
    [(["accessories=scarf"], 400), (["hair.color=plaid"], 400), (["upper.kind=coat", "outer.kind=coat"], 400)],
    ids=str,
)
def test_filters_that_cannot_be_drawn_are_a_problem(shopper, where, status):
    assert shopper.post(OFFER, json={"where": where}).status_code == status


def test_another_site_cannot_ask_without_being_asked_first(shopper):
    answer = shopper.post(OFFER, content=json.dumps(WHERE).encode(), headers={"Content-Type": "text/plain"})
    assert answer.status_code == 400


def test_where_it_is_off_nobody_is_offered_anything(home):
    with shop.open_engine(shop.settings_of(home)) as closed, open_client(closed) as shopper:
        assert shopper.post(OFFER, json=WHERE).status_code == 403
        assert shopper.get(GALLERY).json()["offers"] is False


def test_the_gallery_offers_where_it_is_on(shopper):
    assert shopper.get(GALLERY).json()["offers"] is True


def run(home, *words):
    return CliRunner(env={"COLUMNS": "220", "NO_COLOR": "1"}).invoke(app, ["--home", str(home), *words])


def generate(home, *words):
    return run(home, "generate", "--product", shop.SKU, "--size", "256x384", *words)


def test_the_command_line_tells_each_picture(home):
    done = generate(home, "--tags", "red hair, tall", "--n", "2", "--seed", "5")
    assert done.exit_code == 0
    assert done.stdout.count("yes") == 2
    assert "1 of 1, 1 not checked" in done.stdout
    assert "of 3" in done.stdout


def test_pictures_that_passed_are_written_to_a_folder(home, tmp_path):
    done = generate(home, "--out", str(tmp_path / "out"), "--json")
    said = json.loads(done.stdout)
    (path,) = (tmp_path / "out").iterdir()
    assert said["files"] == [str(path)]
    with Image.open(path) as picture:
        assert picture.size == (256, 384)
    assert said["pictures"][0]["shown"]


def test_one_that_did_not_pass_is_said_and_not_written(home, tmp_path):
    shop.TAGGER.blind = without("hair.color")
    done = generate(home, "--tags", "red hair", "--out", str(tmp_path / "out"))
    assert done.exit_code == 3
    assert "hair.color: asked red, found nothing" in " ".join(done.stdout.split())
    assert list((tmp_path / "out").iterdir()) == []


def test_show_prints_the_generation_and_its_fidelity(home):
    asset_id = json.loads(generate(home, "--tags", "red hair, tall", "--json").stdout)["pictures"][0]["id"]
    shown = run(home, "show", asset_id)
    assert "fake/1 (algorithmicMedia), seed 0" in shown.stdout
    assert "not checked: no picture shows it" in shown.stdout
    assert json.loads(run(home, "show", asset_id, "--json").stdout)["generation"]["tags"] == "red hair, tall"


def test_one_that_is_there_and_may_not_be_shown_is_said_and_not_written(home, tmp_path):
    asset_id = json.loads(generate(home, "--tags", "red hair", "--json").stdout)["pictures"][0]["id"]
    with shop.open_engine(shop.settings_of(home)) as engine:
        withdraw(engine, asset_id)
    done = generate(home, "--tags", "red hair", "--json", "--out", str(tmp_path / "out"))
    said = json.loads(done.stdout)
    assert done.exit_code == 3
    assert (said["pictures"][0]["outcome"], said["pictures"][0]["shown"], said["files"]) == ("known", False, [])
    assert "rights (withdrawn) do not allow" in " ".join(generate(home, "--tags", "red hair").stdout.split())


@pytest.mark.parametrize(
    "words",
    [
        ("--tags", "xqzv"),
        ("--tags", "young"),
        ("--tags", "like Ada"),
        ("--n", "0"),
        ("--n", "99"),
        ("--size", "big"),
        ("--size", "9x9"),
        ("--scene", "moon"),
        ("--print", "missing.png"),
        ("--product", "NOBODY"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_asked_for_ends_with_2_and_one_line(home, words):
    done = generate(home, *words)
    assert done.exit_code == 2
    assert done.stderr.count("error:") == 1
    assert len(done.stderr.strip().splitlines()) == 1
