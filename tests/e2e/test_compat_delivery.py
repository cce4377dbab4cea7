"""Delivery addresses that Cloudinary's own client makes, answered by a real server."""

import io
from datetime import UTC, datetime

import cloudinary.utils
import httpx
import pytest
from PIL import Image

from tests.e2e.drawn_shop import SIZE, draw_photo, figures
from tests.e2e.serving import serving
from wornby.compose import open_engine
from wornby.datamodel import AssetKind, IngestOptions, Purpose, Rights, RightsNote, RightsState, Scope
from wornby.datamodel.naming import NamedAsset, NameKind
from wornby.settings import Settings

NOW = datetime(2026, 1, 1, tzinfo=UTC)
NOTE = RightsNote(actor="key/test")
DRAWN = [draw_photo(number, **figure) for number, figure in enumerate(figures(3))]
NAMES = {
    NameKind.UPLOAD: ("worn/first", "hidden"),
    NameKind.PRIVATE: ("worn/first",),
    NameKind.AUTHENTICATED: ("worn/first",),
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    settings = Settings(home=tmp_path_factory.mktemp("delivery"), compat=["cloudinary"])
    with open_engine(settings) as opened:
        shown = Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
        unseen = Rights(state=RightsState.LICENSED)
        ids = {}
        for name, content, rights in (("worn/first", DRAWN[0], shown), ("hidden", DRAWN[1], unseen)):
            options = IngestOptions(kind=AssetKind.PRODUCT, rights=rights)
            ids[name] = opened.ingest_bytes(content, title="a.png", options=options)[0].id
        for kind, names in NAMES.items():
            for name in names:
                opened.names.put(named(name, ids[name], kind=kind), note=NOTE)
        yield opened


def named(name, asset_id, *, kind):
    return NamedAsset(
        asset_id=asset_id,
        public_id=name,
        kind=kind,
        version=1,
        created_at=NOW,
        uploaded_at=NOW,
        format="png",
        size_bytes=1,
        width_px=SIZE[0],
        height_px=SIZE[1],
        original_filename="My photo",
    )


@pytest.fixture(scope="module")
def address(engine):
    with serving(engine) as opened:
        yield opened


@pytest.fixture(scope="module")
def secret(engine):
    key, _ = engine.create_key("delivery", frozenset({Scope.READ}))
    return engine.clients.credentials(key.id).secret_access_key


@pytest.fixture
def get(address, secret):
    def ask(name, *, accept="*/*", **options):
        given = {"cloud_name": "shop", "secure": False, "cname": address.removeprefix("http://")} | options
        url, _ = cloudinary.utils.cloudinary_url(name, api_secret=given.pop("api_secret", secret), **given)
        return httpx.get(url, headers={"Accept": accept}, timeout=60)

    return ask


def image_of(answer):
    assert answer.status_code == 200, answer.headers.get("x-cld-error")
    return Image.open(io.BytesIO(answer.content))


@pytest.mark.parametrize(
    ("options", "size"),
    [
        ({}, SIZE),
        ({"width": 90, "height": 90, "crop": "fill", "gravity": "auto"}, (90, 90)),
        ({"width": 90, "height": 90, "crop": "thumb", "gravity": "face"}, (90, 90)),
        ({"width": 0.5, "crop": "scale"}, (180, 240)),
        ({"width": 900, "crop": "limit"}, SIZE),
        ({"width": 100, "height": 100, "crop": "pad", "background": "#ff0000"}, (100, 100)),
        ({"transformation": [{"width": 300, "height": 300, "crop": "crop"}, {"effect": "blur_faces"}]}, (300, 300)),
        ({"width": 50, "crop": "fit", "dpr": 2.0, "radius": "max", "quality": "auto:eco"}, (100, 133)),
    ],
    ids=["plain", "fill", "thumb", "fraction", "limit", "pad", "chain", "dpr"],
)
def test_the_clients_addresses_are_answered(get, options, size):
    assert image_of(get("worn/first", format="jpg", **options)).size == size


@pytest.mark.parametrize(
    ("options", "accept", "expected"),
    [
        ({"format": "webp"}, "*/*", "image/webp"),
        ({}, "*/*", "image/png"),
        ({"fetch_format": "auto"}, "image/avif,image/webp,*/*", "image/avif"),
        ({"fetch_format": "auto"}, "*/*", "image/jpeg"),
    ],
    ids=["ending", "as-it-came", "auto", "auto-old"],
)
def test_formats(get, options, accept, expected):
    answer = get("worn/first", accept=accept, **options)
    assert answer.headers["content-type"] == expected
    assert image_of(answer).get_format_mimetype() == expected
    assert answer.headers["vary"] == "Accept"


@pytest.mark.parametrize("form", ["private_cdn", "shorten"])
def test_other_forms_of_the_address(get, address, form):
    options = {"private_cdn": True, "secure": False} if form == "private_cdn" else {"shorten": True}
    assert image_of(get("worn/first", **options)).size == SIZE


@pytest.mark.parametrize("kind", ["private", "authenticated"])
@pytest.mark.parametrize("long", [False, True], ids=["short", "long"])
def test_what_is_not_public_needs_a_signature(get, kind, long):
    signed = get("worn/first", type=kind, sign_url=True, long_url_signature=long, width=50, crop="fit")
    assert image_of(signed).size == (50, 67)
    assert signed.headers["cache-control"].startswith("private")
    refused = get("worn/first", type=kind, width=50, crop="fit")
    assert (refused.status_code, refused.headers["x-cld-error"][:17]) == (401, "Invalid Signature")


def test_a_wrong_signature_is_refused_also_where_none_is_needed(get):
    assert get("worn/first", sign_url=True, api_secret="wbs_other").status_code == 401


@pytest.mark.parametrize(
    ("name", "options", "status", "error"),
    [
        ("nothing", {}, 404, "Resource not found - nothing"),
        ("hidden", {}, 404, "Resource not found - hidden"),
        ("worn/first", {"effect": "cartoonify"}, 400, "Invalid effect in transformation: cartoonify"),
        ("worn/first", {"raw_transformation": "l_text:hi"}, 400, "Invalid transformation component - l_text:hi"),
        ("worn/first", {"format": "gif"}, 400, "Invalid extension in transformation: gif"),
        ("worn/first", {"width": 9000.0, "crop": "scale"}, 400, "The picture would be"),
        ("worn/first", {"type": "fetch"}, 400, "Delivery type fetch is not supported"),
    ],
    ids=["unknown", "not-to-be-shown", "effect", "layer", "ending", "size", "kind"],
)
def test_refusals_say_why_as_cloudinary_does(get, name, options, status, error):
    answer = get(name, **options)
    assert (answer.status_code, answer.headers["x-cld-error"][: len(error)]) == (status, error)
    assert answer.headers["cache-control"] == "no-store"


def test_a_picture_that_has_not_changed_is_not_sent_again(get, address):
    url = f"{address}/shop/image/upload/w_50/worn/first.jpg"
    first = httpx.get(url)
    again = httpx.get(url, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "max-age=60" in first.headers["cache-control"]
    assert first.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_head_says_what_the_picture_would_be(address):
    url = f"{address}/shop/image/upload/w_40/worn/first.jpg"
    head, whole = httpx.head(url), httpx.get(url)
    assert (head.status_code, head.content) == (200, b"")
    assert [head.headers[name] for name in ("etag", "content-type", "content-length")] == [
        whole.headers["etag"],
        "image/jpeg",
        str(len(whole.content)),
    ]


def test_a_picture_can_be_saved(get):
    answer = get("worn/first", flags="attachment", format="jpg")
    assert answer.headers["content-disposition"] == 'attachment; filename="My photo.jpg"'


def test_a_photo_whose_rights_end_is_gone_at_once(engine, get):
    asset, _ = engine.ingest_bytes(
        DRAWN[2],
        title="b.png",
        options=IngestOptions(
            kind=AssetKind.WORN, rights=Rights(state=RightsState.LICENSED, purposes=frozenset({Purpose.DISPLAY}))
        ),
    )
    engine.names.put(named("soon gone", asset.id, kind=NameKind.UPLOAD), note=NOTE)
    assert get("soon gone", width=60, crop="fit").status_code == 200
    engine.delete_asset(asset.id)
    assert get("soon gone", width=60, crop="fit").status_code == 404
