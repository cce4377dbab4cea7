"""A generated picture, from the upload to its deletion: marked, signed, and stated in the pages."""

import io
import json

import c2pa
import httpx
import numpy as np
import pytest
from PIL import Image

from tests.e2e.drawn_shop import draw_photo, figures
from tests.e2e.serving import serving
from wornby.compose import open_engine
from wornby.datamodel import AssetKind, IngestOptions, Purpose, Rights, RightsState, Scope
from wornby.imaging.decode import decode_photo
from wornby.imaging.renditions import RENDITIONS, encode_rendition
from wornby.ingest.pipeline import master_name
from wornby.settings import Settings
from wornby.testing.factories import make_generation

SKU = "SHIRT"
TITLE = "Shirt </script><script>alert(1)</script><!--"
NAMES = pytest.mark.parametrize("name", RENDITIONS)
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    with open_engine(Settings(home=tmp_path_factory.mktemp("provenance"))) as opened:
        opened.import_products([{"sku": SKU, "title": TITLE}])
        yield opened


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def client(engine, address):
    secret = engine.create_key("test", frozenset({Scope.ADMIN}))[1]
    with httpx.Client(base_url=address, headers={"Authorization": f"Bearer {secret}"}, timeout=60) as opened:
        yield opened


def upload(client, number, **options):
    photo = draw_photo(number, **list(figures(number + 1))[number])
    data = {"rights": "synthetic", "purposes": "display,appearance", "product": SKU} | options
    return client.post("/v1/assets", files={"file": ("seed-7.png", photo)}, data=data).json()


def generate(client, engine, number):
    """A picture as the generation service takes it in."""
    rights = Rights(state=RightsState.SYNTHETIC, purposes=frozenset({Purpose.DISPLAY, Purpose.APPEARANCE}))
    options = IngestOptions(
        kind=AssetKind.GENERATED, rights=rights, products=(SKU,), generation=make_generation(key=f"key-{number}")
    )
    photo = draw_photo(number, **list(figures(number + 1))[number])
    asset, _ = engine.ingest_bytes(photo, title="seed-7.png", options=options)
    return client.get(f"/v1/assets/{asset.id}").json()


@pytest.fixture(scope="module")
def generated(client, engine):
    return generate(client, engine, 0)


@pytest.fixture(scope="module")
def synthetic(client):
    return upload(client, 1)


@pytest.fixture(scope="module")
def licensed(client):
    return upload(client, 2, rights="licensed")


def pixels(content):
    return np.asarray(Image.open(io.BytesIO(content)), dtype=int)


def differs_from_master(client, engine, asset, *, name):
    """Where a picture as served is another than the same picture without a mark."""
    master = decode_photo(engine.blobs.get(master_name(asset["id"])), max_pixels=10**7).pixels
    plain = pixels(encode_rendition(master, long_side_px=RENDITIONS[name]))
    return np.abs(pixels(client.get(asset["renditions"][name]).content) - plain).max(axis=2) > 60


def manifest_of(content):
    with c2pa.Reader("image/jpeg", io.BytesIO(content)) as reader:
        return json.loads(reader.json())


@NAMES
@pytest.mark.parametrize("which", ["generated", "synthetic"])
def test_a_synthetic_picture_is_served_with_its_mark(client, engine, request, *, which, name):
    differs = differs_from_master(client, engine, request.getfixturevalue(which), name=name)
    height, width = differs.shape
    assert differs[: height // 8, : width // 2].mean() > 0.1
    assert not differs[height // 8 :].any()
    assert not differs[:, width // 2 :].any()


@NAMES
def test_a_photo_is_served_as_it_is(client, engine, licensed, *, name):
    assert not differs_from_master(client, engine, licensed, name=name).any()


@NAMES
def test_the_public_reader_verifies_what_is_served(client, generated, *, name):
    told = manifest_of(client.get(generated["renditions"][name]).content)
    assert told["validation_state"] == "Valid"
    assert [remark["code"] for remark in told["validation_status"]] == ["signingCredential.untrusted"]
    (actions,) = (each["data"]["actions"] for each in told["manifests"][told["active_manifest"]]["assertions"])
    assert [(each["action"], each["digitalSourceType"]) for each in actions] == [("c2pa.created", IPTC)]
    assert "seed-7" not in json.dumps(told)


def test_the_public_reader_finds_one_flipped_byte(client, generated):
    content = bytearray(client.get(generated["renditions"]["view"]).content)
    content[-40] ^= 0x10
    assert manifest_of(bytes(content))["validation_state"] == "Invalid"


def test_the_stored_original_of_a_generated_picture_is_signed(engine, generated):
    assert manifest_of(engine.blobs.get(master_name(generated["id"])))["validation_state"] == "Valid"


def test_only_what_was_generated_here_is_signed(client, synthetic, licensed):
    theirs = upload(client, 4, kind="generated")
    for asset in (synthetic, licensed, theirs):
        with pytest.raises(c2pa.C2paError.ManifestNotFound):
            manifest_of(client.get(asset["renditions"]["view"]).content)


def test_a_browser_that_has_a_picture_is_told_so(client, generated):
    first = client.get(generated["renditions"]["thumb"])
    again = client.get(generated["renditions"]["thumb"], headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_everything_of_a_generated_picture_is_deleted(client, engine):
    asset = generate(client, engine, 3)
    for path in asset["renditions"].values():
        assert client.get(path).status_code == 200
    assert client.delete(f"/v1/assets/{asset['id']}").status_code == 204
    assert client.get(asset["renditions"]["thumb"]).status_code == 404
    assert [path for path in engine.settings.home.rglob("*") if asset["id"] in path.name] == []


@pytest.fixture
def open_page(browser, address):
    """Opens pages in light or dark; none may have complained, not about the Content-Security-Policy either."""
    contexts, complaints = [], []

    def opened(path, *, scheme="light", width=1280):
        context = browser.new_context(base_url=address, color_scheme=scheme, viewport={"width": width, "height": 800})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type != "log" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def stated_in(page):
    (block,) = page.locator('script[type="application/ld+json"]').all_text_contents()
    return json.loads(block)["@graph"]


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_photo_page_says_generated(open_page, generated, *, scheme, width):
    page = open_page(f"/photos/{generated['id']}", scheme=scheme, width=width)
    assert page.locator(".mark").is_visible()
    assert "Made by a computer, not photographed." in page.locator(".made").inner_text()
    assert page.locator(".photo img").get_attribute("alt").startswith("Generated picture")
    (stated,) = stated_in(page)
    assert stated["digitalSourceType"] == "https://schema.org/AlgorithmicMediaDigitalSource"
    assert page.evaluate("path => fetch(path).then(answer => answer.status)", stated["contentUrl"]) == 200


@pytest.mark.browser
def test_the_page_of_a_photo_does_not(open_page, licensed):
    page = open_page(f"/photos/{licensed['id']}")
    assert page.locator(".mark").count() == 0
    assert set(stated_in(page)[0]) == {"@type", "contentUrl", "thumbnailUrl", "name"}


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_gallery_says_generated_on_the_tile(open_page, synthetic, licensed, *, width):
    page = open_page(f"/shop/{SKU}", width=width)
    tile = page.locator(f'[data-photo="{synthetic["id"]}"]').first
    assert tile.get_by_text("Generated", exact=True).is_visible()
    assert tile.locator("img").get_attribute("alt").startswith("Generated picture: ")
    other = page.locator(f'[data-photo="{licensed["id"]}"]').first
    assert other.get_by_text("Generated", exact=True).count() == 0
    assert not other.locator("img").get_attribute("alt").startswith("Generated")


@pytest.mark.browser
def test_the_shop_page_states_what_it_shows_and_no_title_breaks_out(open_page, synthetic, licensed):
    page = open_page(f"/shop/{SKU}")
    stated = {each["contentUrl"]: each for each in stated_in(page)}
    sources = page.locator("wornby-gallery [part=image]").evaluate_all(
        "images => images.map(image => image.getAttribute('src'))"
    )
    shown = {path.split("/")[-2] for path in sources}
    assert shown == {path.split("/")[-2] for path in stated}
    assert {each["name"] for each in stated.values()} == {f"{TITLE}, worn"}
    assert "creditText" in stated[synthetic["renditions"]["view"]]
    assert "creditText" not in stated[licensed["renditions"]["view"]]
