"""Cloudinary's own Python library, unchanged but for the address, against a running server."""

import base64
import io
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import cloudinary.utils
import pytest
from cloudinary import Search, api, exceptions, uploader

from tests.e2e.drawn_shop import PRODUCTS, draw_photo
from tests.e2e.serving import serving
from wornby.compose import build_engine
from wornby.datamodel import Purpose, Rights, RightsNote, RightsState, Scope
from wornby.datamodel.naming import NameKind
from wornby.engine import Engine
from wornby.settings import Settings

CLOUD = "shop"
LICENSED = {"wornby_rights": "licensed", "wornby_purposes": "display,appearance"}


@dataclass(frozen=True)
class Shop:
    """A server with one key, and what the library is given for each call."""

    engine: Engine
    base: str
    options: dict[str, str]

    def with_key(self, *scopes: Scope) -> dict[str, str]:
        key, _ = self.engine.create_key(f"another {next(_NUMBERS)}", frozenset(scopes))
        given = self.engine.clients.credentials(key.id)
        return {**self.options, "api_key": given.access_key_id, "api_secret": given.secret_access_key}

    def upload(self, file: object, **options: Any) -> dict[str, Any]:
        return uploader.upload(file, **{**self.options, **options})


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    settings = Settings(
        home=tmp_path_factory.mktemp("cloudinary"),
        threads=1,
        fetch_private=True,
        rate_per_minute_key=6000,
        compat_purposes=["display"],
    )
    engine = build_engine(settings)
    engine.import_products(PRODUCTS)
    key, _ = engine.create_key("shop", frozenset({Scope.ADMIN}))
    given = engine.clients.credentials(key.id)
    try:
        with serving(engine, compat=["cloudinary"]) as base:
            options = {
                "cloud_name": CLOUD,
                "upload_prefix": base,
                "api_key": given.access_key_id,
                "api_secret": given.secret_access_key,
            }
            yield Shop(engine=engine, base=base, options=options)
    finally:
        engine.close()


_NUMBERS = iter(range(10_000))


def photo(**changes: str) -> io.BytesIO:
    """A drawn photo that no other test has."""
    look = {"hair": "red", "length": "short", "eyewear": "none", "lower": "blue", **changes}
    return io.BytesIO(draw_photo(next(_NUMBERS), **look))


def named(name: str) -> str:
    """A public ID that no other test has."""
    return f"{name}-{next(_NUMBERS)}"


# Uploads


def test_an_upload_is_answered_as_documented(shop: Shop) -> None:
    content = photo()
    public_id = named("people/someone")
    answer = shop.upload(content, filename="IMG 1.PNG", public_id=public_id, tags=["b", "a"], context={"alt": "x|y=z"})
    assert {name: answer[name] for name in ("public_id", "width", "height", "format", "resource_type", "type")} == {
        "public_id": public_id,
        "width": 360,
        "height": 480,
        "format": "png",
        "resource_type": "image",
        "type": "upload",
    }
    assert answer["bytes"] == len(content.getvalue())
    assert answer["tags"] == ["a", "b"]
    assert answer["context"] == {"custom": {"alt": "x|y=z"}}
    assert answer["original_filename"] == "IMG 1"
    assert answer["asset_folder"] == "people"
    assert answer["url"] == f"{shop.base}/{CLOUD}/image/upload/v{answer['version']}/{public_id}.png"
    assert answer["placeholder"] is False
    assert len(answer["etag"]) == 32
    assert answer["request_id"]


def test_the_answer_is_signed(shop: Shop) -> None:
    answer = shop.upload(photo())
    signed = {"public_id": answer["public_id"], "version": answer["version"]}
    # The library checks answers without writing & as %26, which makes no difference here.
    assert answer["signature"] == cloudinary.utils.api_sign_request(signed, shop.options["api_secret"])


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_both_signatures_are_taken(shop: Shop, algorithm: str) -> None:
    assert shop.upload(photo(), signature_algorithm=algorithm, tags="a & b,c")["tags"] == ["a & b", "c"]


def test_a_name_is_made_where_none_is_given(shop: Shop) -> None:
    plain = shop.upload(photo(), folder="made")["public_id"]
    assert plain.startswith("made/")
    assert len(plain) == len("made/") + 20
    kept = shop.upload(photo(), filename="My hat.png", use_filename=True, unique_filename=False)
    assert kept["public_id"] == "My_hat"
    unique = shop.upload(photo(), filename="My hat.png", use_filename=True)["public_id"]
    assert unique.startswith("My_hat_")


def test_a_data_address(shop: Shop) -> None:
    content = base64.b64encode(photo().getvalue()).decode()
    assert shop.upload(f"data:image/png;base64,{content}")["width"] == 360


@pytest.fixture
def web() -> Iterator[Callable[[bytes], str]]:
    """A web server with one picture."""
    served: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(served[-1])

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def serve(content: bytes) -> str:
        served.append(content)
        return f"http://127.0.0.1:{server.server_port}/pictures/some%20hat.png?size=1"

    yield serve
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_fetched(shop: Shop, web: Callable[[bytes], str]) -> None:
    answer = shop.upload(web(photo().getvalue()))
    assert (answer["width"], answer["original_filename"]) == (360, "some hat")


@pytest.mark.parametrize("address", ["ftp://shop.example/a.jpg", "s3://bucket/a.jpg"])
def test_other_addresses_are_refused(shop: Shop, address: str) -> None:
    with pytest.raises(exceptions.BadRequest, match="not supported by wornby"):
        shop.upload(address)


def test_a_name_passes_to_another_photo(shop: Shop) -> None:
    public_id = named("again")
    first = shop.upload(photo(), public_id=public_id, tags="old")
    second = shop.upload(photo(), public_id=public_id)
    assert second["asset_id"] != first["asset_id"]
    assert second["created_at"] == first["created_at"]
    assert api.resource(public_id, **shop.options)["tags"] == []
    with pytest.raises(exceptions.NotFound):
        api.resource_by_asset_id(first["asset_id"], **shop.options)


def test_a_name_stays_where_that_is_asked(shop: Shop) -> None:
    public_id = named("stays")
    first = shop.upload(photo(), public_id=public_id)
    second = shop.upload(photo(), public_id=public_id, overwrite=False)
    assert (second["asset_id"], second["existing"]) == (first["asset_id"], True)


@pytest.fixture
def helper(shop: Shop) -> dict[str, Any]:
    """Options of a key that may upload, and nothing else."""
    key, _ = shop.engine.create_key(named("helper"), frozenset({Scope.INGEST}))
    given = shop.engine.clients.credentials(key.id)
    return {**shop.options, "api_key": given.access_key_id, "api_secret": given.secret_access_key}


def test_who_may_only_upload_learns_nothing_of_a_name_that_is_taken(shop: Shop, helper: dict[str, Any]) -> None:
    public_id = named("helped")
    shop.upload(photo(), public_id=public_id, tags="vip")
    with pytest.raises(exceptions.Error, match="taken"):
        uploader.upload(photo(), public_id=public_id, overwrite=False, **helper)


def test_a_photo_that_was_taken_back_gets_no_new_name(shop: Shop) -> None:
    content = photo()
    first = shop.upload(content, context=LICENSED)
    note = RightsNote(actor="staff/ana", reason="wish", by_person=True)
    shop.engine.rights.move(first["asset_id"], Rights(state=RightsState.WITHDRAWN), note=note)
    content.seek(0)
    with pytest.raises(exceptions.Error, match="taken back"):
        shop.upload(content, public_id=named("again"))
    shop.engine.names.delete(first["public_id"], kind=NameKind.UPLOAD, note=note)


def test_who_has_the_same_photo_learns_that_it_is_in(shop: Shop, helper: dict[str, Any]) -> None:
    content, public_id = photo(), named("helped")
    shop.upload(content, public_id=public_id, tags="vip")
    content.seek(0)
    answer = uploader.upload(content, public_id=public_id, overwrite=False, **helper)
    assert (answer["existing"], "tags" in answer, "etag" in answer) == (True, False, False)


def test_a_name_that_is_taken_while_a_photo_is_looked_at_stays_whose_it_is(
    shop: Shop, helper: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    public_id, plain = named("race"), shop.engine.ingest_bytes
    first: list[dict[str, Any]] = []

    def meanwhile(content: bytes, **given: Any) -> Any:
        if not first:
            first.append({})
            first[0] = shop.upload(photo(), public_id=public_id)
        return plain(content, **given)

    monkeypatch.setattr(shop.engine, "ingest_bytes", meanwhile)
    with pytest.raises(exceptions.Error, match="taken"):
        uploader.upload(photo(), public_id=public_id, **helper)
    kept = shop.engine.names.resolve(public_id)
    assert kept is not None
    assert kept.asset_id == first[0]["asset_id"]
    assert shop.engine.get_asset(kept.asset_id, everything=True).id == kept.asset_id


def test_rights_come_with_the_upload(shop: Shop) -> None:
    hidden = shop.upload(photo())
    shown = shop.upload(photo(), context={**LICENSED, "wornby_product": "SHIRT-WHITE", "alt": "a"})
    found = [shop.engine.get_asset(each["asset_id"], everything=True) for each in (hidden, shown)]
    assert [asset.rights.state for asset in found] == [RightsState.DISCOVERED, RightsState.LICENSED]
    assert found[1].rights.purposes == {Purpose.DISPLAY, Purpose.APPEARANCE}
    assert found[1].products == ("SHIRT-WHITE",)
    assert shown["context"] == {"custom": {"alt": "a"}}


def test_purposes_of_the_settings_count_where_none_are_said(shop: Shop) -> None:
    answer = shop.upload(photo(), context={"wornby_rights": "licensed"})
    assert shop.engine.get_asset(answer["asset_id"]).rights.purposes == {Purpose.DISPLAY}


@pytest.mark.parametrize(
    ("options", "error", "says"),
    [
        ({"moderation": "manual"}, exceptions.BadRequest, "parameter moderation is not supported"),
        ({"notification_url": "https://shop.example"}, exceptions.BadRequest, "notification_url"),
        ({"type": "fetch"}, exceptions.BadRequest, "type fetch"),
        ({"resource_type": "video"}, exceptions.BadRequest, "resource type video"),
        ({"public_id": "a//b"}, exceptions.BadRequest, "public ID"),
        ({"public_id": "a?b"}, exceptions.BadRequest, "public ID"),
        ({"context": {"wornby_rights": "erased"}}, exceptions.Error, "erased"),
        ({"context": {"wornby_rights": "granted"}}, exceptions.Error, "evidence"),
        ({"context": {"wornby_purposes": "display"}}, exceptions.BadRequest, "Purposes count only"),
        ({"context": {"wornby_product": "none"}}, exceptions.NotFound, "Unknown SKU"),
        ({"context": {"wornby_other": "1"}}, exceptions.BadRequest, "wornby_other"),
        ({"context": "nonsense"}, exceptions.BadRequest, "key=value"),
        ({"detection": "adv_face"}, exceptions.BadRequest, "never inferred"),
        ({"detection": "captioning"}, exceptions.BadRequest, "captioning"),
        ({"categorization": "other"}, exceptions.BadRequest, "other"),
        ({"auto_tagging": 0.5}, exceptions.BadRequest, "auto_tagging needs"),
        ({"auto_tagging": 7, "categorization": "google_tagging"}, exceptions.BadRequest, "0.0 to 1.0"),
        ({"allowed_formats": ["jpg"]}, exceptions.BadRequest, "format png not allowed"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else None,
)
def test_what_is_not_served_is_refused_by_name(
    shop: Shop, options: dict[str, Any], error: type[Exception], says: str
) -> None:
    before = shop.engine.count_assets()
    with pytest.raises(error, match=says):
        shop.upload(photo(), **options)
    assert shop.engine.count_assets() == before


def test_what_is_no_picture(shop: Shop) -> None:
    with pytest.raises(exceptions.BadRequest):
        shop.upload(io.BytesIO(b"no picture"))


# What the tagger says


def test_categorization_and_auto_tagging(shop: Shop) -> None:
    answer = shop.upload(photo(), categorization="google_tagging,imagga_tagging", auto_tagging=0.5, tags="own")
    found = answer["info"]["categorization"]
    assert list(found) == ["google_tagging", "imagga_tagging"]
    said = {each["tag"]: each["confidence"] for each in found["google_tagging"]["data"]}
    assert found["google_tagging"]["status"] == "complete"
    assert set(answer["tags"]) == {"own", *(word for word, sure in said.items() if sure >= 0.5)}


@pytest.mark.parametrize("model", ["coco", "cld-fashion", "lvis_v1", "openimages"])
def test_detection(shop: Shop, model: str) -> None:
    answer = shop.upload(photo(), detection=model, context=LICENSED)
    name = model.partition("_v")[0]
    found = answer["info"]["detection"]["object_detection"]
    assert found["status"] == "complete"
    assert found["data"][name]["model_name"] == name
    for every in found["data"][name]["tags"].values():
        for each in every:
            assert 0 <= each["confidence"] <= 1
            left, top, width, height = each.get("bounding-box", (0, 0, 360, 480))
            assert left >= 0 <= top
            assert left + width <= 360
            assert top + height <= 480


def test_colours_faces_and_hash(shop: Shop) -> None:
    answer = shop.upload(photo(), colors=True, faces=True, phash=True)
    assert all(len(box) == 4 for box in answer["faces"])
    assert len(answer["phash"]) == 16
    assert answer["colors"][0][0].startswith("#")
    assert sum(share for _, share in answer["colors"]) <= 100.5
    again = api.resource(answer["public_id"], colors=True, phash=True, **shop.options)
    assert again["colors"]


# Changes


def test_renames(shop: Shop) -> None:
    old, new = named("old"), named("new")
    first = shop.upload(photo(), public_id=old, tags="kept")
    answer = uploader.rename(old, new, **shop.options)
    assert (answer["public_id"], answer["asset_id"], answer["tags"]) == (new, first["asset_id"], ["kept"])
    with pytest.raises(exceptions.NotFound):
        api.resource(old, **shop.options)


def test_renames_over_another_only_where_that_is_asked(shop: Shop) -> None:
    one, two = named("one"), named("two")
    first, second = (shop.upload(photo(), public_id=name) for name in (one, two))
    with pytest.raises(exceptions.BadRequest, match="already exists"):
        uploader.rename(one, two, **shop.options)
    assert uploader.rename(one, two, overwrite=True, **shop.options)["asset_id"] == first["asset_id"]
    with pytest.raises(exceptions.NotFound):
        api.resource_by_asset_id(second["asset_id"], **shop.options)


def test_destroys(shop: Shop) -> None:
    answer = shop.upload(photo())
    assert uploader.destroy(answer["public_id"], invalidate=True, **shop.options)["result"] == "ok"
    assert uploader.destroy(answer["public_id"], **shop.options)["result"] == "not found"
    assert answer["asset_id"] not in {asset.id for asset in shop.engine.list_assets(everything=True, limit=1000)}


def test_the_same_picture_under_two_names_goes_with_the_second(shop: Shop) -> None:
    content = photo().getvalue()
    one, two = (shop.upload(io.BytesIO(content)) for _ in range(2))
    assert one["asset_id"] == two["asset_id"]
    uploader.destroy(one["public_id"], **shop.options)
    assert shop.engine.get_asset(one["asset_id"], everything=True)
    uploader.destroy(two["public_id"], **shop.options)
    assert api.resources_by_asset_ids([one["asset_id"]], **shop.options)["resources"] == []


def test_tags_are_added_and_taken_away(shop: Shop) -> None:
    names = [shop.upload(photo(), tags="first")["public_id"] for _ in range(2)]
    assert uploader.add_tag("second", [*names, "none"], **shop.options)["public_ids"] == names

    def tags() -> list[list[str]]:
        return [api.resource(name, **shop.options)["tags"] for name in names]

    assert tags() == [["first", "second"]] * 2
    uploader.remove_tag("first", names[:1], **shop.options)
    assert tags() == [["second"], ["first", "second"]]
    uploader.replace_tag("third", names[1:], **shop.options)
    assert tags() == [["second"], ["third"]]
    uploader.add_tag("second", names[1:], exclusive=True, **shop.options)
    assert tags() == [[], ["second", "third"]]
    uploader.remove_all_tags(names, **shop.options)
    assert tags() == [[], []]


def test_context_is_added_and_taken_away(shop: Shop) -> None:
    public_id = shop.upload(photo(), context={"a": "1", "b": "2"})["public_id"]
    uploader.add_context({"b": "3", "c": "a=b|c"}, [public_id], **shop.options)
    expected = {"custom": {"a": "1", "b": "3", "c": "a=b|c"}}
    assert api.resource(public_id, **shop.options)["context"] == expected
    uploader.remove_all_context([public_id], **shop.options)
    assert "context" not in api.resource(public_id, **shop.options)


def test_explicit_looks_again(shop: Shop) -> None:
    public_id = shop.upload(photo(), tags="own")["public_id"]
    answer = uploader.explicit(public_id, type="upload", categorization="aws_rek_tagging", **shop.options)
    assert answer["info"]["categorization"]["aws_rek_tagging"]["status"] == "complete"
    assert answer["tags"] == ["own"]


def test_update(shop: Shop) -> None:
    public_id = shop.upload(photo(), tags="own")["public_id"]
    answer = api.update(
        public_id, tags=["x", "y"], context={"k": "v"}, asset_folder="other", display_name="Hat", **shop.options
    )
    assert (answer["tags"], answer["context"]) == (["x", "y"], {"custom": {"k": "v"}})
    assert (answer["asset_folder"], answer["display_name"]) == ("other", "Hat")


# Lists


@pytest.fixture(scope="module")
def three(shop: Shop) -> list[str]:
    """Names of three photos, made one after the other."""
    made = []
    for number in range(3):
        name = f"listed/{number}"
        context = {"season": "winter" if number else "summer"}
        shop.upload(photo(), public_id=name, tags=["listed", f"n{number}"], context=context)
        made.append(name)
    return made


def ids_in(answer: dict[str, Any]) -> list[str]:
    return [each["public_id"] for each in answer["resources"]]


def test_lists(shop: Shop, three: list[str]) -> None:
    assert ids_in(api.resources(type="upload", prefix="listed/", **shop.options)) == three[::-1]
    assert ids_in(api.resources(type="upload", prefix="listed/", direction="asc", **shop.options)) == three
    assert ids_in(api.resources_by_tag("n1", **shop.options)) == [three[1]]
    assert ids_in(api.resources_by_context("season", "winter", **shop.options)) == three[:0:-1]
    assert ids_in(api.resources_by_context("season", **shop.options)) == three[::-1]
    assert set(ids_in(api.resources_by_ids([*three[:2], "none"], **shop.options))) == set(three[:2])
    assert ids_in(api.resources_by_asset_folder("listed", **shop.options)) == three[::-1]
    assert api.resources(type="private", **shop.options)["resources"] == []


def test_pages(shop: Shop, three: list[str]) -> None:
    found, cursor = [], None
    for _ in three:
        page = api.resources_by_tag("listed", max_results=1, next_cursor=cursor, tags=True, **shop.options)
        assert page["resources"][0]["tags"][0] == "listed"
        found += ids_in(page)
        cursor = page.get("next_cursor")
    assert (found, cursor) == (three[::-1], None)


def test_one_photo(shop: Shop, three: list[str]) -> None:
    answer = api.resource(three[0], **shop.options)
    assert (answer["tags"], answer["context"]) == (["listed", "n0"], {"custom": {"season": "summer"}})
    assert ids_in({"resources": [api.resource_by_asset_id(answer["asset_id"], **shop.options)]}) == three[:1]


def test_tags_are_listed(shop: Shop, three: list[str]) -> None:
    assert api.tags(prefix="n", max_results=2, **shop.options)["tags"] == [f"n{number}" for number in range(2)]
    page = api.tags(prefix="n", max_results=1, **shop.options)
    assert api.tags(prefix="n", next_cursor=page["next_cursor"], **shop.options)["tags"] == ["n1", "n2"]


def test_folders(shop: Shop, three: list[str]) -> None:
    shop.upload(photo(), folder="deep/er")
    assert {"name": "listed", "path": "listed"} in api.root_folders(**shop.options)["folders"]
    assert api.subfolders("deep", **shop.options)["folders"] == [{"name": "er", "path": "deep/er"}]


def test_answers_say_how_often_one_may_ask(shop: Shop) -> None:
    answer = api.ping(**shop.options)
    assert answer["status"] == "ok"
    assert answer.rate_limit_allowed == 6000
    assert 0 < answer.rate_limit_remaining <= 6000
    assert answer.rate_limit_reset_at[0] >= 2026


def test_usage_counts(shop: Shop, three: list[str]) -> None:
    assert api.usage(**shop.options)["resources"] >= len(three)
    assert api.resource_types(**shop.options)["resource_types"] == ["image"]


def test_deletes(shop: Shop) -> None:
    names = [shop.upload(photo(), public_id=named("gone/x"), tags="gone")["public_id"] for _ in range(4)]
    answer = api.delete_resources([names[0], "none"], **shop.options)
    assert answer["deleted"] == {names[0]: "deleted", "none": "not_found"}
    assert answer["deleted_counts"][names[0]] == {"original": 1, "derived": 0}
    assert api.delete_resources_by_prefix(names[1], **shop.options)["deleted"] == {names[1]: "deleted"}
    asset = api.resource(names[2], **shop.options)["asset_id"]
    assert api.delete_resources_by_asset_ids([asset], **shop.options)["deleted"] == {names[2]: "deleted"}
    assert api.delete_resources_by_tag("gone", **shop.options)["deleted"] == {names[3]: "deleted"}
    assert api.delete_all_resources(type="private", **shop.options)["deleted"] == {}


# Searches


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("tags:listed", ["0", "1", "2"]),
        ("tags=listed AND NOT tags:n1", ["0", "2"]),
        ("public_id:listed/* AND context.season:winter", ["1", "2"]),
        ("tags:n* AND (tags:n0 OR tags:n2) AND uploaded_at>1d AND bytes>100 AND width:[300 TO 400]", ["0", "2"]),
        ('folder:listed AND aspect_ratio<1 AND format=png AND filename!="0"', ["1", "2"]),
        ("tags:listed AND created_at<1d", []),
        ("tags:listed AND resource_type:video", []),
    ],
)
def test_expressions(shop: Shop, three: list[str], expression: str, expected: list[str]) -> None:
    answer = Search().expression(expression).sort_by("public_id", "asc").execute(**shop.options)
    assert ids_in(answer) == [f"listed/{number}" for number in expected]
    assert answer["total_count"] == len(expected)


def test_searches_give_what_is_asked_for(shop: Shop, three: list[str]) -> None:
    search = Search().expression("tags:listed").sort_by("created_at", "asc").max_results(2)
    page = search.with_field("tags").with_field("context").execute(**shop.options)
    assert ids_in(page) == three[:2]
    assert page["resources"][0]["tags"] == ["listed", "n0"]
    assert page["resources"][0]["context"] == {"custom": {"season": "summer"}}
    rest = search.next_cursor(page["next_cursor"]).fields("tags").execute(**shop.options)
    assert [sorted(each) for each in rest["resources"]] == [["asset_id", "public_id", "tags"]]
    assert "next_cursor" not in rest


@pytest.mark.parametrize("expression", ["tags:(", "faces>1", "shirt"])
def test_an_expression_that_cannot_be_read(shop: Shop, expression: str) -> None:
    with pytest.raises(exceptions.BadRequest):
        Search().expression(expression).execute(**shop.options)


def test_aggregates_are_refused(shop: Shop) -> None:
    with pytest.raises(exceptions.BadRequest, match="aggregate is not supported"):
        Search().aggregate("format").execute(**shop.options)


@pytest.fixture(scope="module")
def looks(shop: Shop) -> tuple[str, bytes]:
    """A photo that may be searched by what it shows."""
    content = photo(hair="blonde", lower="black").getvalue()
    return shop.upload(io.BytesIO(content), public_id="looks/blonde", context=LICENSED)["public_id"], content


@pytest.mark.parametrize("way", ["image_url", "image_asset_id", "image_file", "text"])
def test_visual_search(shop: Shop, looks: tuple[str, bytes], web: Callable[[bytes], str], way: str) -> None:
    public_id, content = looks
    asset_id = api.resource(public_id, **shop.options)["asset_id"]
    given = {"image_url": lambda: web(content), "image_asset_id": lambda: asset_id, "image_file": lambda: content}
    answer = api.visual_search(**{way: given.get(way, lambda: "trousers")()}, **shop.options)
    assert answer["total_count"] == len(answer["resources"])
    if way in {"image_url", "image_file"}:
        assert public_id in ids_in(answer)


def test_visual_search_takes_one_of_the_four(shop: Shop) -> None:
    with pytest.raises(exceptions.BadRequest, match="Give one of"):
        api.visual_search(**shop.options)


# Doors


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"api_secret": "wrong"}, "Invalid Signature"),
        ({"api_key": "wbk_none"}, "Unknown API key"),
    ],
    ids=["secret", "key"],
)
def test_a_wrong_signature(shop: Shop, changes: dict[str, str], says: str) -> None:
    with pytest.raises(exceptions.AuthorizationRequired, match=says):
        shop.upload(photo(), **changes)


@pytest.mark.parametrize("changes", [{"api_secret": "wrong"}, {"api_key": "wbk_none"}], ids=["secret", "key"])
def test_a_wrong_secret(shop: Shop, changes: dict[str, str]) -> None:
    with pytest.raises(exceptions.AuthorizationRequired, match="api_"):
        api.resources(**{**shop.options, **changes})


def test_an_old_signature(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    long_ago = int(time.time()) - 3700
    monkeypatch.setattr(cloudinary.utils, "now", lambda: str(long_ago))
    with pytest.raises(exceptions.BadRequest, match="Stale request"):
        shop.upload(photo())


def test_an_unsigned_upload(shop: Shop) -> None:
    with pytest.raises(exceptions.AuthorizationRequired, match="signed requests only"):
        uploader.unsigned_upload(photo(), "preset", **shop.options)


def test_a_revoked_key(shop: Shop) -> None:
    options = shop.with_key(Scope.INGEST)
    assert uploader.upload(photo(), **options)["asset_id"]
    shop.engine.revoke_key(options["api_key"].removeprefix("wbk_"))
    with pytest.raises(exceptions.AuthorizationRequired):
        uploader.upload(photo(), **options)


def test_a_key_that_takes_photos_in_does_no_more(shop: Shop) -> None:
    options = shop.with_key(Scope.INGEST)
    public_id = uploader.upload(photo(), **options)["public_id"]
    for act in (
        lambda: uploader.destroy(public_id, **options),
        lambda: uploader.upload(photo(), public_id=public_id, **options),
        lambda: api.resources(**options),
        lambda: uploader.add_tag("a", [public_id], **options),
    ):
        with pytest.raises(exceptions.NotAllowed):
            act()


@pytest.mark.parametrize(
    "act",
    [
        lambda options: uploader.text("hello", **options),
        lambda options: uploader.create_zip(tags="a", **options),
        lambda options: uploader.update_metadata({"a": "b"}, ["c"], **options),
        lambda options: api.upload_presets(**options),
        lambda options: api.transformations(**options),
        lambda options: api.resources_by_moderation("manual", "pending", **options),
        lambda options: api.create_folder("a", **options),
        lambda options: api.analyze("uri", "coco", uri="https://shop.example/a.jpg", **options),
    ],
    ids=["text", "zip", "metadata", "presets", "transformations", "moderation", "folder", "analyze"],
)
def test_what_is_not_there_says_so(shop: Shop, act: Callable[[dict[str, str]], object]) -> None:
    with pytest.raises(exceptions.BadRequest, match="not supported by wornby"):
        act(shop.options)


def test_names_go_with_an_erased_photo(shop: Shop) -> None:
    answer = shop.upload(photo(), tags="erased-with-it", context={"who": "somebody"})
    note = RightsNote(actor="staff/ana", by_person=True)
    receipt = shop.engine.erasing.erase([answer["asset_id"]], note=note)
    assert {"asset_names", "asset_name_contexts", "asset_name_tags"} <= {
        finding.name.partition("/")[2] or finding.name for finding in receipt.stores
    }
    with pytest.raises(exceptions.NotFound):
        api.resource(answer["public_id"], **shop.options)
    assert api.tags(prefix="erased-with-it", **shop.options)["tags"] == []
